"""What `evaluate` says beside the standings: nothing that was decided or not heard stays untold."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aimline.cli import cli

TODAY = "2026-12-01"
TOTALS = "date,followers\n2026-12-01,5\n2026-12-02,6\nTotal,11\n"
PLAIN = "date,followers\n2026-12-01,5\n2026-12-02,6\n"


def evaluate(tmp_path: Path, goals: str, metrics: dict[str, str], *words: str) -> Result:
    (tmp_path / "a.goals").write_text(goals, encoding="utf-8")
    (tmp_path / "m").mkdir()
    for name, text in metrics.items():
        (tmp_path / "m" / name).write_text(text, encoding="utf-8")
    return CliRunner().invoke(cli, ["evaluate", str(tmp_path / "a.goals"), "-m", str(tmp_path / "m"), "--today", TODAY, *words])


def told(result: Result) -> list[str]:
    """The notes without isolates and folders."""
    return [line.replace("\u2068", "").replace("\u2069", "").rpartition("/")[2] for line in result.stderr.splitlines()]


def test_what_readers_decide_is_told(tmp_path: Path) -> None:
    result = evaluate(tmp_path, "Gain 100 followers in 10 days\n", {"t.csv": TOTALS})
    assert (result.exit_code, told(result)) == (0, ["t.csv: 1 totals row left out"])


def test_notes_are_in_the_language_of_the_goals_unless_one_is_asked_for(tmp_path: Path) -> None:
    result = evaluate(tmp_path, "كسب 100 متابع خلال 10 أيام\n", {"t.csv": TOTALS})
    assert told(result) == ["t.csv: تُرك صف إجماليات واحد"]


def test_many_notes_are_folded(tmp_path: Path) -> None:
    result = evaluate(tmp_path, "Gain 100 followers in 10 days\n", {f"{number:02}.csv": TOTALS for number in range(23)}, "--lang", "fr")
    notes = [line for line in told(result) if "totaux" in line or "remarques" in line]
    assert len(notes) == 21
    assert notes[-1] == "aimline: 3 autres remarques sur les fichiers lus"


SETTINGS = """timezone: Africa/Kairo
ownr: Sara

Gain 100 followers in 10 days
  budget: lots
  start: soon
  because: many ask
"""


@pytest.mark.parametrize("format_", ["text", "json"])
def test_settings_that_are_not_heard_are_told(tmp_path: Path, format_: str) -> None:
    result = evaluate(tmp_path, SETTINGS, {"p.csv": PLAIN}, "--format", format_)
    assert result.exit_code == 0
    assert told(result) == ["Kairo” cannot be read", "a.goals:2: unknown setting: ownr", "a.goals:5: budget: “lots” cannot be read"]
    # the reason of the standing says it
    assert "soon" in result.stdout
    assert "soon" not in result.stderr


def test_a_file_that_is_heard_in_full_has_no_notes(tmp_path: Path) -> None:
    result = evaluate(tmp_path, "owner: Sara\n\nGain 100 followers in 10 days\n  start: 2026-12-01\n  budget: $500\n", {"p.csv": PLAIN})
    assert (result.exit_code, result.stderr) == (0, "")


def test_many_settings_are_folded(tmp_path: Path) -> None:
    goals = "".join(f"Gain {number} followers in 10 days\n  budget: lots\n" for number in range(10, 35))
    result = evaluate(tmp_path, goals, {"p.csv": PLAIN}, "--lang", "en")
    assert len(told(result)) == 21
    assert told(result)[-1] == "aimline: 5 more settings are not heard; see aimline lint"
