"""The windows that stand for goals from day to day: a goal's own, the current one of a goal that recurs, and the one that data begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from aimline.catalogue import Catalogue
from aimline.engine.assemble import plain_target
from aimline.engine.curves import Way, way_of
from aimline.engine.plan import Case, plan, reference_window
from aimline.engine.recurring import first_observed, once, windows_of, within
from aimline.engine.resolve import Resolved, resolve
from aimline.engine.select import Shelf
from aimline.engine.table import NO_GOAL, GoalTable
from aimline.engine.windows import LONGEST
from aimline.goals.model import PlacedGoal, Window
from aimline.pacing.lines import Figures, Truth, Whole
from aimline.pacing.statuses import CODE, STATUSES, VERDICT, Codes

AFTER = 35
"""Days after its close on which a goal is still looked at."""
FOREVER = 10**8


@dataclass(slots=True)
class DayWindows:
    """Windows in columns, a row a window: the place of its goal, its first day and the day after its last, and the days from and up to which it stands for its
    goal (ordinals).

    `called` is what a window is called without a look at rows, VERDICT where rows decide; `alone`: it can only be judged on its day alone.
    """

    goal: Whole
    table: GoalTable
    resolved: Sequence[Resolved]
    start: Whole
    end: Whole
    since: Whole
    until: Whole
    called: Codes
    alone: Truth
    reference: Whole
    reference_days: Whole
    ways: dict[int, Way]
    target: Figures
    """The target of a window whose name no rows decide, as far as that is known."""

    def __len__(self) -> int:
        return len(self.goal)


@dataclass(slots=True)
class _Row:
    place: int
    placed: PlacedGoal
    window: Window | None
    until: int
    alone: bool = False


def day_windows(goals: Sequence[PlacedGoal], shelf: Shelf, catalogue: Catalogue, first: date, last: date) -> DayWindows:
    """What stands for goals on the days from `first` to `last`, as far as the series on a shelf tell. Goals that are no goals have none."""
    rows: list[_Row] = []
    for place, placed in enumerate(goals):
        goal = placed.goal
        if placed.trouble is not None:
            continue
        if goal.rhythm is not None and goal.rhythm.value is not None:
            rows += _recurring(place, placed, shelf, catalogue, first, last)
        else:
            rows.append(_Row(place, placed, goal.window, FOREVER))
    table = GoalTable.of((row.placed.goal for row in rows), catalogue)
    resolved = [resolve(question, goal, shelf, catalogue) for question, goal in table.questions]
    for row, number in zip(rows, table.question.tolist(), strict=True):
        if row.window is None and number != NO_GOAL and not row.alone:
            case = plan(row.placed, table.questions[number][0].shape, resolved[number], last)
            row.window = case.window
    return _columns(rows, table, resolved, last)


def _recurring(place: int, placed: PlacedGoal, shelf: Shelf, catalogue: Catalogue, first: date, last: date) -> list[_Row]:
    """The windows of a goal that recurs which stand for it on some days: each until the next one begins."""
    goal, rhythm = placed.goal, placed.goal.rhythm
    assert rhythm is not None
    plain = once(goal, rhythm)
    if rhythm.judged != "each":  # which one is the last, only the day tells
        return [_Row(place, placed, None, FOREVER, alone=True)]
    found = windows_of(goal, rhythm, first_observed(goal, plain, shelf, catalogue), last)
    rows = []
    for number, (window, share) in enumerate(found):
        until = found[number + 1][0].start.toordinal() - 1 if number + 1 < len(found) else FOREVER
        if until >= first.toordinal():
            rows.append(_Row(place, placed.model_copy(update={"goal": within(plain, window, share)}), window, until))
    return rows


def _columns(rows: Sequence[_Row], table: GoalTable, resolved: Sequence[Resolved], last: date) -> DayWindows:
    count = len(rows)
    start = np.array([row.window.start.toordinal() if row.window else 0 for row in rows], dtype=np.int64)
    end = np.array([row.window.end.toordinal() if row.window else 0 for row in rows], dtype=np.int64)
    bounded = np.array([row.window is not None for row in rows], dtype=bool)
    called, apart = np.full(len(resolved) + 1, VERDICT, dtype=np.int8), np.zeros(len(resolved) + 1, dtype=bool)
    for number, one in enumerate(resolved):
        legs = one.daily
        if one.problem is not None:
            called[number] = CODE[one.status or "no_data"]
        else:
            apart[number] = legs is None or (legs[0].kind == "ratio" and len(legs) > 1)
    called[NO_GOAL] = CODE["not_measurable"]
    of_row = called[table.question]
    alone = np.array([row.alone for row in rows], dtype=bool) | ((of_row == VERDICT) & (apart[table.question] | ~bounded | (end - start > LONGEST)))
    reference, reference_days = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    ways, target = {}, np.full(count, np.nan)
    for number, row in enumerate(rows):
        goal, question = row.placed.goal, int(table.question[number])
        if of_row[number] != VERDICT:
            known = plain_target(goal, table.questions[question][0].shape if question != NO_GOAL else None, STATUSES[of_row[number]])
            target[number] = np.nan if known is None else known
        if row.window is None:
            continue
        if goal.reference == "year" and (taken := reference_window(Case(row.placed, last, window=row.window))) is not None:
            reference[number], reference_days[number] = taken.start.toordinal(), taken.days
        if (way := way_of(goal, row.window)) is not None:
            ways[number] = way
    return DayWindows(
        goal=np.array([row.place for row in rows], dtype=np.int64),
        table=table,
        resolved=resolved,
        start=start,
        end=end,
        since=np.where(bounded, start, 0),
        until=np.minimum(np.array([row.until for row in rows], dtype=np.int64), np.where(bounded, end - 1 + AFTER, FOREVER)),
        called=of_row,
        alone=alone,
        reference=reference,
        reference_days=reference_days,
        ways=ways,
        target=target,
    )
