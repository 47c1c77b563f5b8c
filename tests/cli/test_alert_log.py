"""`aimline evaluate --alerts`: the alert log of a finished metric log."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from aimline.cli import cli

DAY = date(2026, 11, 1)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten followers a day that stop for a week, and a goal of 300 in 30 days in two languages."""
    monkeypatch.chdir(tmp_path)
    start = "\n  start: 2026-11-01\n"
    (tmp_path / "plan.goals").write_text(
        f"Gain 300 Instagram followers in 30 days{start}  owner: Sara\n\nاحصل على 300 متابع جديد على إنستغرام خلال 30 يومًا{start}", "utf-8"
    )
    rows, level = ["ts,platform,metric,value"], 1000
    for number in range(-40, 28):
        level += 10 if number < 5 else 2
        rows.append(f"{DAY + timedelta(days=number)},instagram,followers,{level}")
    (tmp_path / "log.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["evaluate", "plan.goals", "--metrics", "log.csv", "--alerts", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_alert_a_line(shop: Path) -> None:
    found = [json.loads(line) for line in run("--format", "jsonl").splitlines()]
    assert list(found[0]) == ["id", "at", "goal", "rule", "severity", "from", "to", "standing", "reason", "revises"]
    assert len({one["id"] for one in found}) == len(found)
    behind = [one for one in found if one["rule"] == "behind"]
    assert len({one["goal"] for one in behind}) == 2
    assert behind[0]["severity"] == "warning"
    assert behind[0]["to"] == behind[0]["standing"]["status"] == "behind"
    assert behind[0]["standing"]["as_of"] == behind[0]["at"]
    assert set(behind[0]["reason"]) == {"en", "ar", "fr"}
    assert [one["at"] for one in found] == sorted(one["at"] for one in found)
    assert json.loads(run("--format", "json")) == found


def test_the_log_is_the_beginning_of_the_longer_one(shop: Path) -> None:
    whole = run("--format", "jsonl")
    assert whole.startswith(run("--format", "jsonl", "--as-of", "2026-11-12"))


def test_the_text_is_in_the_language_of_the_goal_and_says_how_much_it_is_a_week(shop: Path) -> None:
    text = run()
    assert "behind (was" in text
    assert "متأخر" in text
    assert "a week" in text.splitlines()[-1]


def test_what_does_not_go_together_is_refused(shop: Path) -> None:
    for arguments, said in ((["--explain", "x"], "--explain"), (["--format", "csv"], "jsonl")):
        result = CliRunner().invoke(cli, ["evaluate", "plan.goals", "--metrics", "log.csv", "--alerts", *arguments])
        assert result.exit_code == 2
        assert said in result.stderr
