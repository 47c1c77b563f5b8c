"""Which of several goals a word of the command line means: an id, the beginning of one, or FILE:LINE."""

import os
import re
from collections.abc import Sequence

import click

from aimline.cli.tongue import tongue
from aimline.goals.model import PlacedGoal
from aimline.text.messages import isolate, message, visible

_SHOWN = 6
"""Goals that are named where several, or none, are meant."""


def find(word: str, goals: Sequence[PlacedGoal]) -> int:
    """The place of the goal that is meant. A line may be any of the goal's own: those of its settings and actions, too.

    Raises:
        click.UsageError: none is, or several are; the error names them, or those that were probably meant.
    """
    placed = re.fullmatch(r"(.*):(\d+)", word, re.DOTALL)
    exact = [place for place, one in enumerate(goals) if one.goal.id == word]
    meant = exact or (_at(placed[1], int(placed[2]), goals) if placed else [])
    meant = meant or [place for place, one in enumerate(goals) if word and one.goal.id.startswith(word)]
    if len(meant) == 1:
        return meant[0]
    shown = [goals[place] for place in (meant or _near(word, goals))[:_SHOWN]]
    told = "".join("\n  " + _named(one, by_place=bool(exact)) for one in shown)
    key = "cli.goals_several" if meant else "cli.goal_near" if shown else "cli.goal_none"
    raise click.UsageError(message(key, tongue(), word=visible(word), goals=told))


def _at(file: str, line: int, goals: Sequence[PlacedGoal]) -> list[int]:
    """The goals of the statement that a line of a file belongs to: the last one that begins there or above."""
    same = [place for place, one in enumerate(goals) if _is(file, one.file)]
    begins = max((goals[place].line for place in same if goals[place].line <= line), default=None)
    return [place for place in same if goals[place].line == begins]


def _is(name: str, file: str | None) -> bool:
    """Whether a file may be called so: by its path, or by the end of it; standard input is -."""
    if file is None:
        return name == "-"
    if "\x00" in name or not name:
        return False
    path, whole = os.path.normpath(name), os.path.normpath(file)
    return os.path.realpath(path) == os.path.realpath(whole) or whole.endswith(os.sep + path)


def _near(word: str, goals: Sequence[PlacedGoal]) -> list[int]:
    """Goals whose ids are nearest to a word, the nearest first."""
    from rapidfuzz import fuzz, process

    found = process.extract(word, [one.goal.id for one in goals], scorer=fuzz.WRatio, limit=_SHOWN, score_cutoff=60)
    return [place for _, _, place in found]


def _named(one: PlacedGoal, *, by_place: bool) -> str:
    """A goal by what may be typed for it, and its words."""
    place = f"{visible(one.file or '-')}:{one.line}"
    return f"{isolate(place if by_place else one.goal.id)}  {isolate(' '.join(one.text.split()))}"
