"""A goal on the command line: its id, the beginning of it, or the place where it stands; what is meant by none, or by several, is told with what there is."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
import pytest

from aimline.api import load_goals
from aimline.cli.which import find
from aimline.goals.model import PlacedGoal

A = """\
owner: Sara

Gain 100 followers on Instagram in 10 days
  start: 2026-12-01
  - Post daily

Get 30 likes and 5 comments per post on TikTok in December 2026
"""
B = "احصل على 100 متابع على إنستغرام خلال 10 أيام\n  البداية: 2026-12-01\nGain 500 followers on TikTok in 30 days\n"


@pytest.fixture
def goals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sequence[PlacedGoal]:
    (tmp_path / "goals").mkdir()
    (tmp_path / "goals" / "a.goals").write_text(A, encoding="utf-8")
    (tmp_path / "goals" / "b.goals").write_text(B, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    read = load_goals(["goals"], date(2026, 12, 1))
    assert [one.goal.metric for one in read.goals] == ["followers", "likes", "comments", "followers", "followers"]
    return read.goals


def test_an_id_or_its_beginning(goals: Sequence[PlacedGoal]) -> None:
    for place in (1, 2, 4):
        assert find(goals[place].goal.id, goals) == place
    assert find("tiktok-l", goals) == 1
    assert find("tiktok-f", goals) == 4


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("goals/a.goals:3", 0),
        ("a.goals:5", 0),
        ("./goals/../goals/a.goals:4", 0),
        ("b.goals:1", 3),
        ("b.goals:2", 3),
        ("goals/b.goals:3", 4),
        ("b.goals:99", 4),
    ],
)
def test_a_line_of_a_goal_is_the_goal(goals: Sequence[PlacedGoal], word: str, place: int) -> None:
    assert find(word, goals) == place
    assert find(str(Path.cwd() / "goals" / word.rpartition("/")[2]), goals) == place


def test_standard_input_is_a_place_too(goals: Sequence[PlacedGoal]) -> None:
    assert find("-:3", [one.model_copy(update={"file": None}) for one in goals[:2]]) == 0


def complaint(word: str, goals: Sequence[PlacedGoal]) -> str:
    with pytest.raises(click.UsageError) as error:
        find(word, goals)
    return error.value.format_message()


def test_several_goals_are_named(goals: Sequence[PlacedGoal]) -> None:
    said = complaint("a.goals:7", goals)
    assert goals[1].goal.id in said
    assert goals[2].goal.id in said
    assert "goals/a.goals" not in said
    assert len(complaint("tiktok-", goals).split("\n")) == 4


def test_a_goal_that_stands_in_two_files_is_told_apart_by_its_place(goals: Sequence[PlacedGoal]) -> None:
    twice = [*goals, goals[4].model_copy(update={"file": "goals/c.goals", "line": 12})]
    said = complaint(goals[4].goal.id, twice)
    assert "goals/b.goals:3" in said
    assert "goals/c.goals:12" in said
    assert find("c.goals:12", twice) == 5


def test_what_is_no_goal_is_told_with_the_nearest(goals: Sequence[PlacedGoal]) -> None:
    said = complaint("tiktok-folowers", goals)
    assert said.split("\n")[1].split("  ")[1] == f"\u2068{goals[4].goal.id}\u2069"
    assert "FILE:LINE" not in said


@pytest.mark.parametrize("word", ["", "a.goals:1", "zz:9", "a.goals:", ":3", "x\x00:3", "::", "qqqq"])
def test_what_is_near_no_goal_is_told_what_to_give(goals: Sequence[PlacedGoal], word: str) -> None:
    assert "FILE:LINE" in complaint(word, goals[:0])
    assert complaint(word, goals)
