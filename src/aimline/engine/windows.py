"""All windows of a run whose figures are known by day, gathered from a table of goals and judged together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aimline.engine.ask import Store
from aimline.engine.asked import Asked, Judged
from aimline.engine.askings import Asking, Askings, Form
from aimline.engine.book import Book, Rows, filled, lengths, reach
from aimline.engine.curves import Way
from aimline.engine.follow import LOOKBACK, Leg, Windows
from aimline.engine.listed import SeriesList
from aimline.engine.table import KIND, GoalTable
from aimline.engine.threads import side_by_side
from aimline.engine.verdicts import MONTH, Bench, judge, portions
from aimline.pacing.lines import Whole
from aimline.pacing.status import GRACE

MOVED_RATIO_DAYS = 28
"""A ratio that is to be moved is judged on its last 28 days."""
LONGEST = 4000
"""Days of a window that is still followed from day to day."""
_SEVERAL = 256
"""Windows from which on it is worth while to start threads for them."""
_PORTION = 2**26
"""Figures that a book may hold: half a gigabyte."""

_VALUE, _MOVED, _PERCENT, _TIMES = range(4)


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


def judge_windows(table: GoalTable, askings: Askings | Sequence[Asking], spans_: Spans, store: Store, *, ends: bool = True) -> Judged:
    """Every window on its day of evaluation, which is the store's unless its span says another; each has begun by then. `ends`: also between what and when it
    is likely to end, which costs more than all the rest.
    """
    result = Judged.empty(len(spans_))
    for book, parts in parts_of(table, askings, spans_, store):
        work = [(rows[some], asked, some) for rows, asked in parts for some in portions(asked)]
        _ = book.running  # all of them look at it
        spread = side_by_side if len(spans_) >= _SEVERAL else map
        judged = spread(lambda one, book=book: judge(book, one[1].take(one[2]), ends=ends), work)  # type: ignore[misc]
        for (rows, _, _), found in zip(work, judged, strict=True):
            result.put(rows, found)
    return result


def parts_of(table: GoalTable, askings: Askings | Sequence[Asking], spans_: Spans, store: Store) -> Iterator[tuple[Book, Sequence[tuple[Whole, Asked]]]]:
    """Books of figures, each with the windows that it has those of: the ones of a form by their rows."""
    if not len(spans_) or store.as_of is None:
        return
    askings = askings if isinstance(askings, Askings) else Askings.of(askings)
    today = _today(spans_, store.as_of)
    asked = np.unique(spans_.asking)
    forms = {form: number for number, form in enumerate(dict.fromkeys(askings.forms))}
    form_of = askings.column([forms[form] for form in askings.forms], np.int64)
    for portion in _portions(asked, spans_, today):
        rows = np.flatnonzero(np.isin(spans_.asking, portion)) if len(portion) < len(asked) else np.arange(len(spans_))
        book, places = _book(portion, askings, spans_, rows, store, today)
        mine_of = form_of[spans_.asking[rows]]
        found: list[tuple[Whole, Asked]] = []
        for form, number in forms.items():
            mine = rows[mine_of == number]
            bent = np.isin(mine, np.fromiter(spans_.ways, dtype=np.int64, count=len(spans_.ways)))
            for part in (mine[~bent], mine[bent]) if bent.any() else (mine,):
                if len(part):
                    found.append((part, _asked(form, table, askings, places, spans_, part, today)))
        yield book, found


def bench_of(table: GoalTable, askings: Sequence[Asking], spans_: Spans, store: Store) -> Bench:
    """The bench of windows of one form, to look at their days; each has begun by the store's day of evaluation."""
    assert store.as_of is not None
    today = _today(spans_, store.as_of)
    every = Askings.of(askings)
    asked, rows = np.unique(spans_.asking), np.arange(len(spans_))
    book, places = _book(asked, every, spans_, rows, store, today)
    return Bench(book, _asked(every.forms[int(asked[0])], table, every, places, spans_, rows, today))


def _today(spans_: Spans, as_of: date) -> Whole:
    return np.full(len(spans_), as_of.toordinal()) if spans_.today is None else spans_.today


def _portions(asked: Whole, spans_: Spans, today: Whole) -> Iterator[Whole]:
    """Askings of which a book holds the figures."""
    longest = int(today.max()) - int(spans_.start.min()) + 3 * LOOKBACK
    count = max(1, _PORTION // max(1, longest))
    for place in range(0, len(asked), count):
        yield asked[place : place + count]


def _needed(askings: Askings, spans_: Spans, rows: Whole, today: Whole) -> tuple[Whole, Whole]:
    """For each asking the first and the last day that its windows need figures of: a lookback before those that are forecast, four weeks before the others,
    and what relative targets are taken of; none after their end.
    """
    end = spans_.start[rows] + spans_.days[rows] - 1
    over = (today[rows] - end >= GRACE) & (not spans_.ways)
    need = spans_.start[rows] - np.where(over, MONTH, LOOKBACK) - 1
    relative = askings.column([one.question.relative or one.question.shape.figure == "ratio" for one in askings.kinds], np.bool_)
    need = np.where(relative[spans_.asking[rows]], np.minimum(need, spans_.start[rows] - spans_.days[rows] - MOVED_RATIO_DAYS), need)
    need = np.where(spans_.reference[rows] > 0, np.minimum(need, spans_.reference[rows]), need)
    found = np.full(len(askings), np.iinfo(np.int64).max)
    np.minimum.at(found, spans_.asking[rows], need)
    until = np.zeros(len(askings), dtype=np.int64)
    np.maximum.at(until, spans_.asking[rows], np.minimum(end, today[rows]))
    return np.maximum(found, 1), until


def _book(portion: Whole, askings: Askings, spans_: Spans, rows: Whole, store: Store, today: Whole) -> tuple[Book, Sequence[Whole]]:
    """The figures of some askings, and where they stand: for every part of theirs, by its number, the row of each asking."""
    needed, last = _needed(askings, spans_, rows, today)
    series = store.series()
    since, until = np.full(2 * len(series), np.iinfo(np.int64).max), np.zeros(2 * len(series), dtype=np.int64)
    found: list[tuple[int, Whole, Whole]] = []
    for number, slot, mine in askings.slots(portion):
        # a row is a series that is read or added up
        code = 2 * (np.array(slot.series) + askings.shift[mine][:, None]) + slot.level
        for column in code.T:
            np.minimum.at(since, column, needed[mine])
            np.maximum.at(until, column, last[mine])
        found.append((number, mine, code))
    used = np.flatnonzero(until)
    row_of = np.full(2 * len(series), -1, dtype=np.int64)
    row_of[used] = np.arange(len(used))
    places = [np.full(len(askings), -1, dtype=np.int64) for _ in range(1 + max((number for number, _, _ in found), default=0))]
    groups: list[tuple[Whole, Whole]] = []
    behind = len(used)
    for number, mine, code in found:
        if code.shape[1] == 1:
            places[number][mine] = row_of[code[:, 0]]
            continue
        lines, which = np.unique(row_of[code], axis=0, return_inverse=True)
        first = np.full(len(lines), np.iinfo(np.int64).max)
        np.minimum.at(first, which.ravel(), needed[mine])
        places[number][mine] = behind + which.ravel()
        groups.append((lines, first))
        behind += len(lines)
    numbers, role = np.unique(used // 2, return_inverse=True)
    begin, end, days = lengths(series, numbers)
    gappy = days != end - begin + 1
    since_, until_ = np.full(len(numbers), np.iinfo(np.int64).max), np.zeros(len(numbers), dtype=np.int64)
    np.minimum.at(since_, role, since[used])
    np.maximum.at(until_, role, until[used])
    rows_ = Rows(used % 2 == 1, used // 2, since[used], until[used], gappy[role], groups)
    begin, seen = reach(begin, end, days, since_), series.seen if isinstance(series, SeriesList) else None
    if seen is not None and seen.knows(numbers[gappy]):  # of those with gaps the last figure before is enough, where their days are known
        begin[gappy] = seen.last_until(numbers[gappy], since_[gappy])
    else:
        seen = None
    return filled(rows_, store.days(numbers.astype(np.int32), begin, until_), seen), places


def _asked(form: Form, table: GoalTable, askings: Askings, places: Sequence[Whole], spans_: Spans, rows: Whole, today: Whole) -> Asked:
    """The windows of one form, in columns."""
    at = spans_.asking[rows]
    which = askings.kind[at]
    asking = askings.kinds

    def column(values: list[Any], kind: type) -> NDArray[Any]:
        return np.array(values, dtype=kind)[which]

    made, number = [], 0
    for leg, (kind, above, below) in enumerate(form.legs):
        parts = [places[number + part][at] for part in range(above + below)]
        made.append(Leg(kind, parts[:above], parts[above:], column([one.legs[leg].scale if leg < len(one.legs) else 1.0 for one in asking], np.float64)))
        number += above + below
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
        named=column([one.resolved.named for one in asking], np.bool_),
        reference=np.where(taken, np.where(spans_.reference[rows] > 0, spans_.reference[rows], start - length), 0),
        reference_days=np.maximum(1, np.where(spans_.reference[rows] > 0, spans_.reference_days[rows], length)),
        since=today[rows] - (start + days - 1),
        ways=tuple(spans_.ways[row] for row in rows.tolist()) if len(rows) and int(rows[0]) in spans_.ways else None,
    )
