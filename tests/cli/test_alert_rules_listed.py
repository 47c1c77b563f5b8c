"""Alert rules of files, of the configuration and of goals: listed, checked, explained and gone by."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from aimline.cli import cli

DAY = date(2026, 11, 1)
OWN = "alert when pace is below 80% for 3 days\n  name: slow\n  severity: critical\nalert when surprise is above 1%\n  name: anomaly\n  off: yes\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten followers a day that become two, and a goal of 300 in 30 days."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.goals").write_text("Gain 300 Instagram followers in 30 days\n  start: 2026-11-01\n", "utf-8")
    rows, level = ["ts,platform,metric,value"], 1000
    for number in range(-40, 28):
        level += 10 if number < 5 else 2
        rows.append(f"{DAY + timedelta(days=number)},instagram,followers,{level}")
    (tmp_path / "log.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (tmp_path / "own.rules").write_text(OWN, "utf-8")
    return tmp_path


def run(*arguments: str, code: int = 0):
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == code, result.output
    return result


def log(*arguments: str, code: int = 0) -> list[dict]:
    result = run("evaluate", "plan.goals", "--metrics", "log.csv", "--alerts", "--format", "jsonl", *arguments, code=code)
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_alert_rules_are_listed_and_explained_in_every_language(shop: Path) -> None:
    listed = run("rules", "--alert-rules", "own.rules").stdout
    assert "alert when pace is below 80% for 3 days" in listed
    assert "milestone-50" in listed
    assert "(off)" in listed
    for lang, said in (("en", "alert when status is behind"), ("ar", "نبّه عندما يكون الهدف متأخرًا"), ("fr", "alerter quand l'objectif est en retard")):
        explained = run("rules", "behind", "--lang", lang).stdout.split("\n\n")[1].splitlines()
        assert said in explained[0]
        assert len(explained) == 3
    (behind,) = json.loads(run("rules", "behind", "--format", "json").stdout)
    assert behind["kind"] == "alert"
    assert set(behind["rule"]) == {"en", "ar", "fr"}
    assert "did you mean back-on-track" in run("rules", "back-on-trak", code=2).stderr


def test_alert_rules_are_checked(shop: Path) -> None:
    assert "18 alert rules can be read" in run("rules", "--check", "--alert-rules", "own.rules").stdout
    (shop / "own.rules").write_text("alert when pase is below 80%\nalert when pace is below 5 days\n", "utf-8")
    said = run("rules", "behind", "--check", "--alert-rules", "own.rules", code=2).stderr
    assert "own.rules:1:12" in said
    assert "did you mean" in said
    assert "own.rules:2:26" in said


def test_a_log_goes_by_the_rules_of_a_file_the_configuration_and_the_goals(shop: Path) -> None:
    assert not [one for one in log() if one["rule"] == "slow"]
    slow = [one for one in log("--alert-rules", "own.rules") if one["rule"] == "slow"]
    assert slow[0]["severity"] == "critical"
    assert (slow[0]["from"], slow[0]["to"]) == ("quiet", "firing")
    assert "alert when pace is below 80% for 3 days" in slow[0]["reason"]["en"]
    assert "نبّه عندما تكون الوتيرة أقل من 80% لمدة 3 أيام" in slow[0]["reason"]["ar"]
    (shop / "aimline.toml").write_text('alert-rules = ["own.rules"]\n[alerts]\nrules = ["alert when pace is below 70%"]\n', "utf-8")
    assert {"slow"} < {one["rule"] for one in log()}
    assert [one for one in log() if one["rule"].startswith("pace-")]
    (shop / "plan.goals").write_text("Gain 300 Instagram followers in 30 days\n  start: 2026-11-01\n  نبّه عندما تقل الوتيرة عن 60%\n", "utf-8")
    assert len({one["rule"] for one in log() if one["rule"].startswith("pace-")}) == 2


def test_rules_that_cannot_be_read_end_a_run_with_2_and_the_others_hold(shop: Path) -> None:
    (shop / "aimline.toml").write_text('[alerts]\nrules = [\n  "alert when pase is below 70%",\n]\n', "utf-8")
    result = run("evaluate", "plan.goals", "--metrics", "log.csv", "--alerts", "--format", "jsonl", code=2)
    assert result.stdout
    assert "aimline.toml:3" in result.stderr


def test_an_alert_of_a_goal_that_cannot_be_read_is_said_once(shop: Path) -> None:
    (shop / "plan.goals").write_text("Gain 300 Instagram followers in 30 days\n  start: 2026-11-01\n  alert when pase is below 60%\n", "utf-8")
    result = run("evaluate", "plan.goals", "--metrics", "log.csv", "--alerts", "--format", "jsonl")
    assert result.stdout
    assert result.stderr.count("pase") == 1
