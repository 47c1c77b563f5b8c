"""Dated readings under goals: what is read, what is noted, and that they are kept by `fmt` and used by `evaluate`."""

from datetime import date
from pathlib import Path

import pytest

from aimline.api import evaluate
from aimline.catalogue import load
from aimline.goals.compile import compile_files
from aimline.goals.readings import readings
from aimline.goals.rewriting import rewrite
from aimline.language import parse_goals_file
from aimline.text.position import Source

DAY = date(2026, 12, 5)
GOAL = "Gain 100 followers on Instagram from 1 December 2026 to 10 December 2026"


def read(*lines: str, goal: str = GOAL) -> tuple[list[tuple[str, float]], list[str]]:
    """The readings of a goal, and the names of what is wrong with them or with the file's lines."""
    file = parse_goals_file(Source("\n".join([goal, *(f"  {line}" for line in lines)]) + "\n", None))
    found, notes = readings(file.statements[0])
    return [(one.day.isoformat(), one.value) for one in found], [note.name for note in (*notes, *file.notes)]


@pytest.mark.parametrize(
    ("line", "day", "value"),
    [
        ("2026-12-04: 1,287", "2026-12-04", 1287),
        ("4 December 2026: 1.2K", "2026-12-04", 1200),
        ("December 4, 2026: 1287", "2026-12-04", 1287),
        ("31/12/2026: 1287", "2026-12-31", 1287),
        ("٢٠٢٦-١٢-٠٤: ١٬٢٨٧", "2026-12-04", 1287),
        ("٤ ديسمبر ٢٠٢٦: ١٬٢٨٧", "2026-12-04", 1287),
        ("4 كانون الأول 2026: 1287", "2026-12-04", 1287),
        ("4 décembre 2026: 1 287", "2026-12-04", 1287),
        ("2025-01-01: 3", "2025-01-01", 3),
    ],
)
def test_days_and_figures_in_every_form_of_settings(line: str, day: str, value: float) -> None:
    assert read(line) == ([(day, value)], [])


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("2026-02-30: 5", "impossible-date"),
        ("03/04/2026: 5", "ambiguous-date"),
        ("4 December: 5", "bad-reading"),
        ("2026-12-04: many", "bad-reading"),
        ("2026-12-04:", "bad-reading"),
        ("2026-12: 5", "bad-reading"),
        ("week 3: 5", "unknown-setting"),
        ("ownr: Sara", "unknown-setting"),
    ],
)
def test_what_is_no_reading_is_noted(line: str, note: str) -> None:
    assert read(line) == ([], [note])


def test_of_two_of_one_day_the_later_counts_and_is_told() -> None:
    assert read("2026-12-04: 5", "4 December 2026: 6") == ([("2026-12-04", 6)], ["repeated-reading"])
    assert read("2026-12-04: 5", "4 December 2026: 5") == ([("2026-12-04", 5)], [])


@pytest.mark.parametrize("goal", ["Gain 100 followers on Instagram and TikTok in 10 days", "Get 30 likes and 5 comments on Instagram in 10 days"])
def test_a_reading_that_could_be_of_several_is_of_none(goal: str) -> None:
    assert read("2026-12-04: 5", goal=goal) == ([], ["reading-of-several"])


def test_typed_goals_have_them_and_keep_their_ids() -> None:
    texts = (f"{GOAL}\n", f"{GOAL}\n  2026-12-04: 1,287\n")
    plain, with_it = (compile_files([parse_goals_file(Source(text, None))], DAY, load())[0] for text in texts)
    assert [one.model_dump(mode="json") for one in with_it.goal.readings] == [{"day": "2026-12-04", "value": 1287.0, "unit": "count"}]
    assert (plain.goal.readings, with_it.reading_lines, with_it.goal.id) == ((), (2,), plain.goal.id)


def test_fmt_writes_their_days_alike_in_their_own_digits() -> None:
    text = f"{GOAL}\n    4 December 2026:  1,287\n  ٥ ديسمبر ٢٠٢٦: ١٬٢٩٠\n  2026-02-30: 5\n"
    wanted = f"{GOAL}\n  2026-12-04: 1,287\n  ٢٠٢٦-١٢-٠٥: ١٬٢٩٠\n  2026-02-30: 5\n"
    assert rewrite(Source(text, None), parse_goals_file, DAY, load()).text == wanted
    assert rewrite(Source(wanted, None), parse_goals_file, DAY, load()).text == wanted


def test_evaluate_judges_by_them_and_says_where_they_stand(tmp_path: Path) -> None:
    goals = tmp_path / "a.goals"
    other = "Gain 10 followers on TikTok from 1 December 2026 to 10 December 2026"
    goals.write_text(f"{GOAL}\n  2026-11-30: 1,240\n  2026-12-04: 1,287\n{other}\n", encoding="utf-8")
    mine, others = evaluate([str(goals)], [])
    assert (mine.baseline, mine.actual, mine.as_of) == (1240, 1287, date(2026, 12, 4))
    assert f"{goals}:3" in mine.why["en"]
    assert others.status == "no_data"


def test_an_export_of_the_same_day_counts_more(tmp_path: Path) -> None:
    goals, export = tmp_path / "a.goals", tmp_path / "e.csv"
    goals.write_text(f"{GOAL}\n  2026-11-30: 1,240\n  2026-12-04: 1,287\n", encoding="utf-8")
    export.write_text("ts,platform,metric,value,seen\n2026-12-04,instagram,followers,1300,2026-12-05\n", encoding="utf-8")
    (standing,) = evaluate([str(goals)], [str(export)])
    assert (standing.actual, standing.baseline) == (1300, 1240)
    assert "a.goals:" not in standing.why["en"]


@pytest.mark.parametrize("figure", ["=1+1", "1+1", "1,2,3", "1 to 2", "at least 5", ">5", "5+", '"5"; drop', "nan", "1e999"])
def test_what_is_no_single_figure_is_never_taken_for_one(figure: str) -> None:
    assert read(f"2026-12-04: {figure}") == ([], ["bad-reading"])
