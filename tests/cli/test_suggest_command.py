"""`aimline suggest`: what it prints may go into a file of goals as it is."""

import json
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from aimline import api
from aimline.cli import cli


@pytest.fixture
def file(tmp_path: Path) -> str:
    rows = [f"{date(2026, 9, 1) + timedelta(days=number)},{20 + number * 7 % 30}" for number in range(70)]
    path = tmp_path / "figures.csv"
    path.write_text("\n".join(["date,views", *rows, ""]), encoding="utf-8")
    return str(path)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["suggest", *words])


@pytest.mark.parametrize("text", ["Instagram views in 30 days", "مشاهدات إنستغرام خلال 30 يومًا", "vues Instagram en 30 jours"])
def test_the_output_is_a_file_of_goals(text: str, file: str, tmp_path: Path) -> None:
    done = run(text, "-m", file, "--account", "acme")
    assert (done.exit_code, done.stderr) == (0, "")
    (tmp_path / "a.goals").write_text(done.stdout, encoding="utf-8")
    goals = [placed.goal for placed in api.load_goals([str(tmp_path / "a.goals")], date(2026, 11, 10)).goals]
    assert [(goal.account, goal.metric) for goal in goals] == [("acme", "views")] * 3
    assert CliRunner().invoke(cli, ["lint", str(tmp_path / "a.goals"), "--today", "2026-11-10"]).exit_code == 0


def test_json_is_what_the_schema_says(file: str) -> None:
    done = run("Instagram views in 30 days", "views per post in 30 days", "-m", file, "--format", "json")
    assert done.exit_code == 2
    found = json.loads(done.stdout)
    schema = json.loads(CliRunner().invoke(cli, ["schema", "suggestion"]).stdout)
    for one in found:
        jsonschema.validate(one, schema)
    assert [len(one["targets"]) for one in found] == [3, 0]
    assert found[1]["problem"]


def test_a_refusal_is_told_in_the_language_of_the_request(file: str) -> None:
    done = run("مشاهدات إنستغرام", "-m", file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "لا يذكر الطلب موعدًا" in done.stderr
    assert "It says no time" in run("مشاهدات إنستغرام", "-m", file, "--lang", "en").stderr


def test_others_are_answered_where_one_is_refused(file: str) -> None:
    done = run("views", "views in 30 days", "-m", file)
    assert done.exit_code == 2
    assert "in 30 days" in done.stdout


def test_nothing_to_suggest_for_and_no_figures(file: str) -> None:
    assert run("", "-m", file).exit_code == 2
    assert run("views in 30 days").exit_code == 2
    assert run("views in 30 days", "-m", file + ".no").exit_code == 2
