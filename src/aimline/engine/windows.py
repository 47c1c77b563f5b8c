"""All windows of a run whose figures are known by day, gathered from a table of goals and judged together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aimline.engine.ask import Series, Store
from aimline.engine.book import Book, Part, bound, spans
from aimline.engine.curves import Way
from aimline.engine.follow import LOOKBACK, Leg, Windows
from aimline.engine.resolve import Resolved, family
from aimline.engine.sources import Daily
from aimline.engine.table import KIND, GoalTable, Question
from aimline.engine.verdicts import MONTH, Asked, Bench, Judged, judge_all
from aimline.pacing.law import Family
from aimline.pacing.lines import Whole
from aimline.pacing.status import GRACE

MOVED_RATIO_DAYS = 28
"""A ratio that is to be moved is judged on its last 28 days."""
LONGEST = 4000
"""Days of a window that is still followed from day to day."""
_PORTION = 2**26
"""Figures that a book may hold: half a gigabyte."""

_VALUE, _MOVED, _PERCENT, _TIMES = range(4)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with the legs that answer it day by day: all platforms together, or one of them where they are judged one at a time."""

    question: Question
    resolved: Resolved
    legs: tuple[Daily, ...]

    @property
    def form(self) -> "_Form":
        """What its windows share with others."""
        shape = tuple((leg.kind, len(leg.above), len(leg.below)) for leg in self.legs)
        return _Form(self.question.shape.figure, family(self.question, self.resolved, self.legs), shape)


@dataclass(frozen=True, slots=True)
class Spans:
    """Windows in columns: what each asks (a place among the askings), its goal's place in the table, its first day (an ordinal) and its length."""

    asking: NDArray[np.int64]
    goal: Whole
    start: Whole
    days: Whole
    reference: Whole
    """The first day of what a relative target is taken of, where that is not the window before; 0 else."""
    reference_days: Whole
    ways: Mapping[int, Way]
    """What windows declare about their lines, by row, where these are not straight."""
    today: Whole | None = None
    """The day each is judged on (an ordinal); None for that of the store."""

    def __len__(self) -> int:
        return len(self.asking)

    @classmethod
    def straight(cls, asking: Whole, goal: Whole, start: Whole, days: Whole) -> "Spans":
        """Whole windows with straight lines, held against the window before where they are relative."""
        nothing = np.zeros(len(asking), dtype=np.int64)
        return cls(asking, goal, start, days, nothing, nothing, {})


@dataclass(frozen=True, slots=True)
class _Form:
    """What windows must share to be judged together."""

    figure: str
    family: Family | None
    legs: tuple[tuple[str, int, int], ...]


def judge_windows(table: GoalTable, askings: Sequence[Asking], spans_: Spans, store: Store, *, ends: bool = True) -> Judged:
    """Every window on its day of evaluation, which is the store's unless its span says another; each has begun by then. `ends`: also between what and when it
    is likely to end, which costs more than all the rest.
    """
    result = Judged.empty(len(spans_))
    if not len(spans_) or store.as_of is None:
        return result
    today = _today(spans_, store.as_of)
    asked = np.unique(spans_.asking)
    for portion in _portions(asked, spans_, today):
        rows = np.flatnonzero(np.isin(spans_.asking, portion)) if len(portion) < len(asked) else np.arange(len(spans_))
        book, places = _book(portion, askings, spans_, rows, store, today)
        forms: dict[_Form, list[int]] = {}
        for number in portion.tolist():
            forms.setdefault(askings[number].form, []).append(number)
        for form, members in forms.items():
            mine = rows if len(forms) == 1 else rows[np.isin(spans_.asking[rows], members)]
            bent = np.isin(mine, np.fromiter(spans_.ways, dtype=np.int64, count=len(spans_.ways)))
            for part in (mine[~bent], mine[bent]) if bent.any() else (mine,):
                if len(part):
                    result.put(part, judge_all(book, _asked(form, members, table, askings, places, spans_, part, today), ends=ends))
    return result


def bench_of(table: GoalTable, askings: Sequence[Asking], spans_: Spans, store: Store) -> Bench:
    """The bench of windows of one form, to look at their days; each has begun by the store's day of evaluation."""
    assert store.as_of is not None
    today = _today(spans_, store.as_of)
    asked, rows = np.unique(spans_.asking), np.arange(len(spans_))
    book, places = _book(asked, askings, spans_, rows, store, today)
    return Bench(book, _asked(askings[int(asked[0])].form, asked.tolist(), table, askings, places, spans_, rows, today))


def _today(spans_: Spans, as_of: date) -> Whole:
    return np.full(len(spans_), as_of.toordinal()) if spans_.today is None else spans_.today


def _portions(asked: Whole, spans_: Spans, today: Whole) -> Iterator[Whole]:
    """Askings of which a book holds the figures."""
    longest = int(today.max()) - int(spans_.start.min()) + 3 * LOOKBACK
    count = max(1, _PORTION // max(1, longest))
    for place in range(0, len(asked), count):
        yield asked[place : place + count]


def _needed(askings: Sequence[Asking], spans_: Spans, rows: Whole, today: Whole) -> tuple[Whole, Whole]:
    """For each asking the first and the last day that its windows need figures of: a lookback before those that are forecast, four weeks before the others,
    and what relative targets are taken of; none after their end.
    """
    end = spans_.start[rows] + spans_.days[rows] - 1
    over = (today[rows] - end >= GRACE) & (not spans_.ways)
    need = spans_.start[rows] - np.where(over, MONTH, LOOKBACK) - 1
    relative = np.array([question.relative or question.shape.figure == "ratio" for question in (one.question for one in askings)], dtype=bool)
    need = np.where(relative[spans_.asking[rows]], np.minimum(need, spans_.start[rows] - spans_.days[rows] - MOVED_RATIO_DAYS), need)
    need = np.where(spans_.reference[rows] > 0, np.minimum(need, spans_.reference[rows]), need)
    found = np.full(len(askings), np.iinfo(np.int64).max)
    np.minimum.at(found, spans_.asking[rows], need)
    until = np.zeros(len(askings), dtype=np.int64)
    np.maximum.at(until, spans_.asking[rows], np.minimum(end, today[rows]))
    return found, until


def _book(
    portion: Whole, askings: Sequence[Asking], spans_: Spans, rows: Whole, store: Store, today: Whole
) -> tuple[Book, Mapping[tuple[str, tuple[int, ...]], int]]:
    """The figures of some askings, and the row of each part by its kind and its series."""
    needed, last = _needed(askings, spans_, rows, today)
    parts: dict[tuple[str, tuple[int, ...]], Part] = {}
    since: dict[Part, tuple[int, int]] = {}
    latest = int(today[rows].max())
    begin = latest
    for number in portion.tolist():
        first, until = int(needed[number]), int(last[number])
        begin = min(begin, first)
        for leg in askings[number].legs:
            for series in (*leg.above, *leg.below):
                key = _key(leg, series)
                part = parts.setdefault(key, Part(key[0], series))
                before, after = since.get(part, (first, until))
                since[part] = min(before, first), max(after, until)
    begin = max(begin, 1)
    listed = list(parts.values())
    found = store.days(*spans(listed, since))
    return bound(listed, found, begin, latest), {key: place for place, key in enumerate(parts)}


def _key(leg: Daily, series: Sequence[Series]) -> tuple[str, tuple[int, ...]]:
    return "level" if leg.kind == "level" else "sum", tuple([one.id for one in series])


def _asked(
    form: _Form,
    members: Sequence[int],
    table: GoalTable,
    askings: Sequence[Asking],
    places: Mapping[tuple[str, tuple[int, ...]], int],
    spans_: Spans,
    rows: Whole,
    today: Whole,
) -> Asked:
    """The windows of one form, in columns."""
    at = np.full(len(askings), -1, dtype=np.int64)
    at[np.array(members)] = np.arange(len(members))
    which = at[spans_.asking[rows]]
    asking = [askings[member] for member in members]

    def column(values: list[Any], kind: type) -> NDArray[Any]:
        return np.array(values, dtype=kind)[which]

    made = []
    for number, (kind, above, below) in enumerate(form.legs):
        mine = [one.legs[number] for one in asking]
        made.append(
            Leg(
                kind,
                [column([places[_key(leg, leg.above[part])] for leg in mine], np.int64) for part in range(above)],
                [column([places[_key(leg, leg.below[part])] for leg in mine], np.int64) for part in range(below)],
                column([leg.scale for leg in mine], np.float64),
            )
        )
    shapes = [one.question.shape for one in asking]
    path = column([one.mode == "path" for one in shapes], np.bool_)
    relative = column([one.relative for one in shapes], np.bool_)
    start, days, goal = spans_.start[rows], spans_.days[rows], spans_.goal[rows]
    kind_ = table.kind[goal]
    change = kind_ == KIND["change"]
    if form.figure == "flow":
        change = np.zeros_like(change)
    elif form.figure == "ratio":
        change &= path
    way_of = np.select([change, kind_ == KIND["percent_change"], kind_ == KIND["multiple"]], [_MOVED, _PERCENT, _TIMES], _VALUE).astype(np.int8)
    if form.figure == "level":
        way_of = np.where(path, way_of, _VALUE).astype(np.int8)
    moved_ratio = path & (form.figure == "ratio")
    trailing = np.where(moved_ratio, np.minimum(MOVED_RATIO_DAYS, days), 0)
    length = np.where(moved_ratio, trailing, days)
    taken = (relative & (form.figure != "level")) | moved_ratio
    return Asked(
        figure=form.figure,
        family=form.family,
        windows=Windows(made, start, days, np.minimum(today[rows] - start + 1, days), trailing),
        way_of=way_of,
        value=table.value[goal],
        falls=table.falls[goal],
        explicit=table.baseline[goal],
        path=path,
        up=column([one.up for one in shapes], np.bool_),
        cap=column([one.mode == "cap" for one in shapes], np.bool_),
        factor=column([one.resolved.factor for one in asking], np.float64),
        lag=column([one.resolved.lag for one in asking], np.float64),
        partial=column([one.resolved.partial or any(leg.partial for leg in one.legs) for one in asking], np.bool_),
        reference=np.where(taken, np.where(spans_.reference[rows] > 0, spans_.reference[rows], start - length), 0),
        reference_days=np.maximum(1, np.where(spans_.reference[rows] > 0, spans_.reference_days[rows], length)),
        since=today[rows] - (start + days - 1),
        ways=tuple(spans_.ways[row] for row in rows.tolist()) if len(rows) and int(rows[0]) in spans_.ways else None,
    )
