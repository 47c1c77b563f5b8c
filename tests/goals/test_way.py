"""What the typed goal holds of the way to it: the shape of its line, milestones, days off."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_statement
from aimline.goals.model import DaysOff, Goal, Window
from aimline.goals.pauses import pauses
from aimline.goals.printing import printable, sentence
from aimline.goals.settings import setting_notes
from aimline.language import parse_goals_file, parse_statement
from aimline.text.position import Source

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "way.toml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 25)
DECEMBER = Window(start=date(2026, 12, 1), end=date(2027, 1, 1))


def each(name: str) -> list[Any]:
    return [pytest.param(case, says, id=says) for case in CASES[name] for says in case["says"]]


def compiled(says: str, goal: str = "Gain 100 Instagram followers in 10 days") -> tuple[Goal, list[str]]:
    """A goal with settings of its own, and which of them cannot be read."""
    text = "start: 2026-12-01\n" + goal + "".join(f"\n  {line}" for line in says.split("\n"))
    statement = parse_goals_file(Source(text)).statements[0]
    notes = [f"{note.name} {text[note.span.start : note.span.end]}" for note in setting_notes(statement)]
    return compile_statement(statement, TODAY, load_catalogue())[0], notes


@pytest.mark.parametrize(("case", "says"), each("pace"))
def test_the_shape_of_the_line(case: dict[str, Any], says: str) -> None:
    goal, notes = compiled(says)
    assert (goal.pace, list(goal.day_weights or []), notes) == (case["pace"], case.get("weights", []), [])


@pytest.mark.parametrize(("case", "says"), each("milestones"))
def test_milestones(case: dict[str, Any], says: str) -> None:
    goal, notes = compiled(says, case["goal"])
    assert ([[one.day.isoformat(), one.value, one.of] for one in goal.milestones], notes) == (case["milestones"], [])


@pytest.mark.parametrize(("case", "says"), each("off"))
def test_days_off(case: dict[str, Any], says: str) -> None:
    goal, notes = compiled(says)
    assert goal.days_off is not None
    assert (sorted(day.isoformat()[5:] for day in pauses(goal.days_off, DECEMBER)), notes) == (case["days"], [])


@pytest.mark.parametrize(("case", "says"), each("unread"))
def test_what_cannot_be_read_is_noted_and_declares_nothing(case: dict[str, Any], says: str) -> None:
    goal, notes = compiled(says)
    assert notes == [f"bad-setting-value {says.partition(': ')[2]}"]
    assert (goal.pace, goal.milestones, goal.days_off) == (None, (), None)


@pytest.mark.parametrize(("case", "text"), [pytest.param(case, text, id=text) for case in CASES["says"] for text in case["texts"]])
def test_what_a_sentence_says_of_the_way(case: dict[str, Any], text: str) -> None:
    goal = compile_statement(parse_statement(text), TODAY, load_catalogue())[0]
    rhythm, kept, window = goal.rhythm, goal.kept, goal.reference_window
    assert (rhythm and [rhythm.value, rhythm.per, rhythm.every, rhythm.judged]) == case.get("rhythm")
    assert (kept and [kept.rule, kept.days or 0, kept.of or 0, kept.share or 0]) == case.get("kept")
    assert goal.reference == case.get("reference")
    assert (window and [window.start.isoformat(), window.end.isoformat()]) == case.get("window")
    assert "time" not in case or (goal.time and goal.time.value) == case["time"]


@pytest.mark.parametrize("text", [text for case in CASES["says"] for text in case["texts"]])
def test_it_prints_and_reads_back(text: str) -> None:
    draft = parse_statement(text).drafts[0]
    assert all(sentence(replace(draft, side_phrases=[]), language).exact for language in printable() if draft.metric and draft.target)


def test_what_recurs_holds_its_end() -> None:
    text = "start: 2026-12-01\nPost 3 times a week on Instagram\n  end: 2026-12-31"
    rhythm = compile_statement(parse_goals_file(Source(text)).statements[0], TODAY, load_catalogue())[0].rhythm
    assert rhythm is not None
    assert (rhythm.start, rhythm.end) == (date(2026, 12, 1), date(2027, 1, 1))


def test_ids_change_only_with_what_is_new() -> None:
    def identify(text: str) -> str:
        return compile_statement(parse_statement(text), TODAY, load_catalogue())[0].id

    assert identify("Gain 100 Instagram followers in 10 days") == "instagram-followers-2629faa3"
    assert identify("Post 3 times a week on Instagram for 2 months") == identify("Post 3 times a week on Instagram within 2 months")
    plain, kept = "Keep Instagram followers above 10,000 in 2027", "Always keep Instagram followers above 10,000 in 2027"
    assert identify(plain) != identify(kept)


def test_milestones_under_a_sentence_of_several_goals_are_nobodys() -> None:
    text = "start: 2026-12-01\nGet 30 likes and 5 comments on Instagram in 10 days\n  milestones: 10 by 4 Dec"
    goals = compile_statement(parse_goals_file(Source(text)).statements[0], TODAY, load_catalogue())
    assert [goal.milestones for goal in goals] == [(), ()]


def test_what_is_declared_is_no_part_of_the_id() -> None:
    plain, _ = compiled("owner: Sara")
    declared, _ = compiled("pace: learned\nmilestones: 30 by 4 Dec\ndays off: Fridays\nweek starts: Sunday\nweekend: Friday")
    assert declared.id == plain.id
    assert (declared.week_starts, declared.weekend, plain.week_starts, plain.weekend) == (6, (4,), 0, (5, 6))


def test_days_off_are_those_inside_the_window() -> None:
    christmas = Window(start=date(2026, 12, 20), end=date(2027, 1, 3))
    off = DaysOff(weekdays=(4,), spans=(christmas,), countries=("US",))
    assert pauses(off, Window(start=date(2026, 12, 31), end=date(2027, 1, 6))) == {date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)}
    assert pauses(off, Window(start=date(2027, 1, 4), end=date(2027, 1, 5))) == frozenset()
