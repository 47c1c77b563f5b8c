"""`aimline lint --report smart` as a user calls it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aimline.cli import cli

TEXT = "Gain 100 Instagram followers in 10 days\nGet 30 likes and more comments on TikTok in 30 days\n"


def lint(*arguments: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["lint", "--today", "2026-11-24", "--report", "smart", *map(str, arguments)], input=given)


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    file = tmp_path / "a.goals"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_the_report_is_printed_instead_of_the_findings(goals: Path) -> None:
    result = lint(goals)
    assert result.stdout.splitlines()[0] == str(goals)
    assert "warning" not in result.stdout
    assert result.stdout.splitlines()[-1].endswith("time-bound 3 of 3")
    assert result.exit_code == 0


def test_the_exit_code_is_that_of_the_findings(goals: Path) -> None:
    goals.write_text("Gain 100 Instagram followers\n", encoding="utf-8")
    assert lint(goals).exit_code == 1
    assert lint(goals, "--exit-zero").exit_code == 0


def test_programs_get_the_ids_of_evaluation(goals: Path) -> None:
    goals.with_name("b.goals").write_text("Gain 100 Instagram followers in 10 days\n", encoding="utf-8")
    found = [json.loads(line) for line in lint(goals.parent, "--format", "jsonl").stdout.splitlines()]
    assert [item["number"] for item in found] == [1, 1, 2, 1]
    assert found[3]["goal"] == found[0]["goal"] + "-2"
    whole = json.loads(lint(goals.parent, "--format", "json").stdout)
    assert whole["goals"] == found
    assert lint(goals, "--format", "markdown").stdout.startswith("| goal | specific |")


def test_a_report_goes_to_a_file_too(goals: Path, tmp_path: Path) -> None:
    result = lint(goals, "--format", "json", "--output-file", tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["total"]["goals"] == 3
    assert result.stdout.splitlines()[0] == str(goals)
    assert lint(goals, "--output-file", tmp_path / "no" / "r.json").exit_code == 2


def test_formats_that_the_report_does_not_have_are_refused(goals: Path) -> None:
    result = lint(goals, "--format", "sarif")
    assert result.exit_code == 2
    assert "text, json, jsonl, markdown" in result.stderr
    other = CliRunner().invoke(cli, ["lint", "--format", "markdown", str(goals)])
    assert other.exit_code == 2
    assert "--report smart" in other.stderr


def test_what_was_fixed_is_judged(goals: Path) -> None:
    goals.write_text("Gain 100 Instgram followers in 10 days\n", encoding="utf-8")
    result = lint(goals, "--fix", "--unsafe-fixes", "--lang", "ar")
    assert "محدد 1 من 1" in result.stdout
    assert goals.read_text(encoding="utf-8") == "Gain 100 Instagram followers in 10 days\n"


def test_standard_input_with_fixes_keeps_its_text_alone() -> None:
    result = lint("-", "--fix", given=TEXT.encode())
    assert result.stdout == TEXT
    assert "SMART: " in result.stderr
