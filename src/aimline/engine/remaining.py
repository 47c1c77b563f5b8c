"""Goals that recur and end: how likely it is that all of their windows that are not over yet are reached."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from aimline.catalogue import Catalogue
from aimline.engine.ask import Store
from aimline.engine.asked import Asked
from aimline.engine.askings import Asking
from aimline.engine.curves import way_of
from aimline.engine.plan import Case, followed
from aimline.engine.recurring import Judged, Laid, end_of, once, windows_of
from aimline.engine.resolve import resolve
from aimline.engine.select import Shelf
from aimline.engine.standing import Remaining
from aimline.engine.table import GoalTable
from aimline.engine.verdicts import Bench
from aimline.engine.windows import Spans, parts_of
from aimline.goals.model import PlacedGoal, Window
from aimline.pacing.law import Outlook, all_of
from aimline.pacing.law import Spans as Ahead

DAY = timedelta(days=1)
_SUMS = (("flow", "level"), ("flow", "change"), ("level", "change"))
"""Figures and kinds of targets that a window brings from nothing."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One goal, its window of the day, and those that are not over: each with what it asks, the present one with what it still asks, in the goal's unit; gains
    of what is to fall are above 0.
    """

    number: int
    placed: PlacedGoal
    case: Case
    windows: Sequence[Window]
    asked: Sequence[float]


def remaining(
    laid: Laid, goals: Sequence[PlacedGoal], days: Sequence[date | None], judged: Sequence[Judged], shelf: Shelf, store: Store, catalogue: Catalogue
) -> Mapping[int, Remaining]:
    """The windows that are not over of the goals that recur and end, by the places of the goals."""
    found: dict[int, Remaining] = {}
    waiting: list[_Waiting] = []
    for number, recurring in laid.recurring.items():
        goal, as_of, shown = goals[number].goal, days[number], laid.shown[number]
        rhythm = goal.rhythm
        assert rhythm is not None
        end = end_of(goal, rhythm, recurring.start) if recurring.start is not None else None
        if as_of is None or end is None or end <= as_of + DAY:
            continue
        later = [(window, share) for window, share in windows_of(goal, rhythm, recurring.start, end - DAY) if window.end > as_of + DAY]
        found[number] = Remaining(windows=len(later))
        whole = once(goal, rhythm).target
        asked = _asked(judged[shown], whole.value, later, as_of) if whole is not None and whole.value is not None else None
        if asked is not None:
            waiting.append(_Waiting(number, laid.goals[shown], judged[shown][0], [window for window, _ in later], asked))
    for number, chance in _chances(waiting, shelf, store, catalogue):
        found[number] = found[number].model_copy(update={"probability": chance})
    return found


def _asked(current: Judged, whole: float, later: Sequence[tuple[Window, float]], as_of: date) -> list[float] | None:
    """What each window asks, of which a whole one asks `whole`; None where there is no law of that: what is neither a sum nor a change of a level, what is only
    known in parts.
    """
    case, judgement, _ = current
    shape, target, window = case.shape, case.goal.target, case.window
    if judgement is None or shape is None or target is None or window is None or judgement.target is None:
        return None
    if (shape.figure, target.kind) not in _SUMS or shape.by_day or case.partial or judgement.measure.partial:
        return None
    measure = judgement.measure
    got = measure.actual if measure.actual is not None else measure.gained
    if got is None and shape.figure == "level":
        return None
    up = shape.up or shape.mode == "cap"
    fallen = case.goal.intent == "decrease" and whole > 0
    asked = [(whole if up != fallen else -whole) * share for _, share in later]
    if window.start <= as_of < window.last:
        short = judgement.target - (got or 0.0)
        asked[0] = short if up else -short
    return asked


def _chances(waiting: Sequence[_Waiting], shelf: Shelf, store: Store, catalogue: Catalogue) -> Iterator[tuple[int, float]]:
    """How likely it is that all windows of each goal are reached, where any figure of the eight weeks before tells."""
    table = GoalTable.of((one.placed.goal for one in waiting), catalogue)
    resolved = [resolve(question, goal, shelf, catalogue) for question, goal in table.questions]
    lines = [
        (place, one, Asking(table.questions[question][0], answer, legs))
        for place, (one, question) in enumerate(zip(waiting, table.question.tolist(), strict=True))
        if followed(one.case, answer := resolved[question]) and (legs := answer.daily) is not None
    ]
    spans = Spans.straight(
        np.arange(len(lines)),
        np.array([place for place, _, _ in lines], dtype=np.int64),
        np.array([one.case.frame.first.toordinal() for _, one, _ in lines if one.case.frame], dtype=np.int64),
        np.array([one.case.frame.days for _, one, _ in lines if one.case.frame], dtype=np.int64),
    )
    spans = replace(
        spans,
        today=np.array([one.case.as_of.toordinal() for _, one, _ in lines if one.case.as_of], dtype=np.int64),
        ways={row: way for row, (_, one, _) in enumerate(lines) if one.case.window and (way := way_of(one.case.goal, one.case.window)) is not None},
    )
    parts = parts_of(table, [asking for _, _, asking in lines], spans, store)
    for book, rows, asked in ((book, rows, asked) for book, mine in parts for rows, asked in mine):
        if asked.family is None:
            continue
        bench = Bench(book, asked)
        seen = bench.studied.on(asked.windows.over[:, None])
        known = ~np.isnan(bench.stretch.before).all(axis=1) | ~np.isnan(bench.stretch.during).all(axis=1)
        for at in np.flatnonzero(known).tolist():
            one = lines[int(rows[at])][1]
            chance = _all(one, asked, seen, at)
            if math.isfinite(chance):
                yield one.number, chance


def _all(one: _Waiting, asked: Asked, seen: Outlook, at: int) -> float:
    """How likely it is that all windows of one goal are reached; `seen` is the law on its day."""
    assert one.case.as_of is not None
    begin = np.array([max(0, (window.start - one.case.as_of).days - 1) for window in one.windows])
    until = np.array([(window.last - one.case.as_of).days for window in one.windows])
    weight = [seen.weight_ahead_of(at, days) for days in (begin, until)]
    ahead = Ahead(
        since=begin.astype(np.float64),
        days=(until - begin).astype(np.float64),
        weight=weight[1] - weight[0],
        amount=np.array(one.asked) / asked.factor[at],
    )
    return all_of(seen.some(np.array([at])), ahead, cap=bool(asked.cap[at] and asked.cumulative))
