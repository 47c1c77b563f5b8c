"""`evaluate --format` and `--fail-on` on the command line: every format is whole, says how it fails, and agrees with JSON."""

import csv
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from aimline.cli import cli
from aimline.engine.standing import Standing
from aimline.pacing.status import ORDER
from aimline.render.cells import width
from aimline.render.standings import FORMATS
from aimline.text.messages import languages

GOALS = """\
owner: Sara, "the boss"

Gain 100 followers on Instagram from 2026-12-01 to 2026-12-10
كسب 1,000 متابع على إنستغرام من 2026-12-01 إلى 2026-12-10
Become famous on Instagram
Gain 10 followers on Instagram from 2027-12-01 to 2027-12-10
"""
FIGURES = "date,instagram followers\n2026-11-30,1240\n" + "".join(f"2026-12-{day:02},{1240 + 15 * day}\n" for day in range(1, 6))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.goals").write_text(GOALS, encoding="utf-8")
    (tmp_path / "m.csv").write_text(FIGURES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def evaluate(*words: str, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(cli, ["evaluate", "a.goals", "-m", "m.csv", "--today", "2026-12-05", *words])


def as_json() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(evaluate("--format", "json").stdout)
    return found


@pytest.mark.usefixtures("folder")
def test_the_formats_that_can_be_asked_for_are_those_there_are() -> None:
    (option,) = [one for one in cli.get_command(None, "evaluate").params if one.name == "format_"]  # type: ignore[arg-type,union-attr]
    assert tuple(option.type.choices) == FORMATS  # type: ignore[attr-defined]


@pytest.mark.usefixtures("folder")
def test_every_format_tells_of_the_same_goals() -> None:
    ids = [one["goal"] for one in as_json()]
    assert [json.loads(line)["goal"] for line in evaluate("--format", "jsonl").stdout.splitlines()] == ids
    rows = list(csv.DictReader(io.StringIO(evaluate("--format", "csv").stdout_bytes.decode("utf-8-sig"), newline="")))
    assert [row["goal"] for row in rows] == ids
    assert [row["status"] for row in rows] == [one["status"] for one in as_json()]
    families = {family.name: family for family in text_string_to_metric_families(evaluate("--format", "openmetrics").stdout)}
    assert [sample.labels["goal"] for sample in families["aimline_goal"].samples] == ids
    cases = list(ET.fromstring(evaluate("--format", "junit").stdout_bytes).iter("testcase"))
    assert [case.attrib["name"] for case in cases] == [one["text"] for one in as_json()]
    assert [case.attrib["line"] for case in cases] == [str(one["line"]) for one in as_json()]


@pytest.mark.usefixtures("folder")
def test_csv_comes_as_bytes_that_a_spreadsheet_opens_right() -> None:
    written = subprocess.run(
        [sys.executable, "-m", "aimline", "evaluate", "a.goals", "-m", "m.csv", "--format", "csv", "--lang", "ar"],
        capture_output=True,
        check=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"},
    ).stdout
    assert written.startswith(b"\xef\xbb\xbfgoal,text,file,line,")
    assert written.count(b"\r\n") == written.count(b"\n") == 5
    assert "كسب 1,000 متابع" in written.decode("utf-8")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("format_", FORMATS)
def test_the_exit_code_is_that_of_fail_on_in_every_format(format_: str) -> None:
    assert [one["status"] for one in as_json()] == ["on_track", "behind", "not_measurable", "pending"]
    assert evaluate("--format", format_).exit_code == 0
    assert evaluate("--format", format_, "--fail-on", "missed").exit_code == 1  # what is not measurable always counts
    Path("a.goals").write_text(GOALS.replace("Become famous on Instagram\n", ""), encoding="utf-8")
    assert evaluate("--format", format_, "--fail-on", "missed").exit_code == 0
    assert evaluate("--format", format_, "--fail-on", "behind").exit_code == 1


@pytest.mark.usefixtures("folder")
def test_junit_fails_what_fails_the_run() -> None:
    counts = {fail_on: ET.fromstring(evaluate("--format", "junit", *fail_on).stdout_bytes).attrib for fail_on in ((), ("--fail-on", "pending"))}
    assert [{name: int(found[name]) for name in ("tests", "failures", "errors", "skipped")} for found in counts.values()] == [
        {"tests": 4, "failures": 1, "errors": 1, "skipped": 1},
        {"tests": 4, "failures": 3, "errors": 1, "skipped": 0},
    ]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("language", languages())
def test_junit_reports_what_could_not_be_read(language: str) -> None:
    done = evaluate("--format", "junit", "-m", "absent.csv", "--lang", language)
    assert done.exit_code == 2
    (error,) = [found for found in ET.fromstring(done.stdout_bytes).iter("error") if found.attrib["type"] == "unreadable"]
    assert "absent.csv" in error.attrib["message"]
    assert error.attrib["message"] in done.stderr


@pytest.mark.usefixtures("folder")
def test_the_format_may_come_from_the_environment() -> None:
    assert evaluate(AIMLINE_EVALUATE_FORMAT="jsonl").stdout == evaluate("--format", "jsonl").stdout


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("threshold", ORDER)
@pytest.mark.parametrize("status", ORDER)
def test_fail_on_knows_the_order_of_statuses(monkeypatch: pytest.MonkeyPatch, status: Any, threshold: str) -> None:
    order = [
        {"achieved", "within", "on_track", "pending"},
        {"insufficient", "no_data"},
        {"at_risk", "over_pace"},
        {"behind"},
        {"exceeded", "missed"},
        {"not_measurable"},
    ]
    rank = {name: place for place, names in enumerate(order) for name in names}

    def judged(*_: object) -> tuple[list[Standing], list[object]]:
        blank = {"text": "", "file": None, "metric": None, "platforms": (), "unit": None, "account": None, "owner": None}
        return [Standing(goal="a", line=1, status=status, why=dict.fromkeys(languages(), ""), **blank)], []  # type: ignore[arg-type]

    monkeypatch.setattr("aimline.cli.evaluate.judge", judged)
    done = evaluate("--fail-on", threshold)
    assert done.exit_code == int(status == "not_measurable" or rank[status] >= rank[threshold])


@pytest.mark.usefixtures("folder")
def test_text_is_as_wide_as_it_is_told_and_coloured_on_request_only() -> None:
    for columns in (80, 100, 120):
        lines = evaluate(COLUMNS=str(columns)).stdout.split("\n")
        assert columns - 30 < max(map(width, lines)) <= columns
    assert "\x1b" not in evaluate().stdout
    done = CliRunner().invoke(cli, ["evaluate", "a.goals", "-m", "m.csv"], color=True)
    assert "\x1b[31m" in done.stdout
