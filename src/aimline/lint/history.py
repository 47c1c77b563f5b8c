"""What the log of an account says of a goal before it begins: the stretches of days that it can be compared with. Plain values and arithmetic; the engine
makes them from rows.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from aimline.text.position import Span

COVERED = 0.8
"""A stretch of which a smaller share was observed is not compared with anything."""
APART = 3
"""So many stretches must fit into the log side by side, or there is nothing to compare with …"""
LEAST = 14
"""… and the log must have this many days."""
SHORTEST = 7
"""A longer goal is compared with stretches shorter than itself where the log is short, but not with shorter ones than this."""
ENOUGH = 28
"""Stretches from which a share of them says something."""
COMPARED = 14
"""Stretches with days before them from which a share of rises says something."""
RECENT = 28
"""Days before a goal, or a stretch, that say how fast it went then."""


class Stretch(NamedTuple):
    """Some days of the log, both included. `value` is what a day of them brought, on average, or the ratio over all of them."""

    first: date
    last: date
    value: float


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of one length in the order of their first days, which are ordinals (`date.toordinal`)."""

    span: int
    firsts: Sequence[int] = ()
    values: Sequence[float] = ()

    def __len__(self) -> int:
        return len(self.firsts)

    def __iter__(self) -> Iterator[Stretch]:
        return map(self.stretch, range(len(self)))

    def stretch(self, place: int) -> Stretch:
        """One of them."""
        first = self.firsts[place]
        return Stretch(date.fromordinal(first), date.fromordinal(first + self.span - 1), self.values[place])

    def ending(self, day: date) -> Stretch | None:
        """The last one, if it ends on a day."""
        return self.stretch(-1) if self.firsts and self.firsts[-1] + self.span - 1 == day.toordinal() else None

    def best(self, *, most: bool) -> Stretch:
        """The one with the greatest value, or with the least; the latest of several."""
        value = max(self.values) if most else min(self.values)
        return self.stretch(max(place for place, one in enumerate(self.values) if one == value))


@dataclass(frozen=True, slots=True)
class Days:
    """One series as the log has it: a figure a day from `first` on, None where there is none. `over` is what quotients are taken of: the denominators, or the
    number of items. `cadence` is the usual number of days from one figure to the next.
    """

    first: date
    values: tuple[float | None, ...]
    over: tuple[float, ...] | None = None
    cadence: float = 1.0

    @property
    def length(self) -> int:
        """Days from the first figure to the last."""
        return len(self.values)

    def until(self, day: date) -> "Days":
        """The days before a day."""
        keep = max(0, (day - self.first).days)
        if keep >= self.length:
            return self
        values = list(self.values[:keep])
        while values and values[-1] is None:
            values.pop()
        return Days(self.first, tuple(values), self.over[: len(values)] if self.over is not None else None, self.cadence)

    @property
    def last_figure(self) -> tuple[date, float] | None:
        """The last day with a figure, and that figure."""
        for place in range(self.length - 1, -1, -1):
            value = self.values[place]
            if value is not None:
                return self.first + timedelta(days=place), value
        return None


def totals(days: Days, length: int) -> Stretches:
    """For every stretch of a length that was observed well enough: what a day of it brought (the sum over the observed days ÷ the days they stand for)."""
    if not _dense(days, length):
        return Stretches(length)
    sums, counts, each = _sums(days.values), _counts(days.values), days.cadence
    return _made(
        days,
        length,
        [
            (end - length, (sums[end] - sums[end - length]) / (seen * each))
            for end in range(length, days.length + 1)
            if (seen := counts[end] - counts[end - length]) and seen * each >= COVERED * length
        ],
    )


def changes(days: Days, length: int) -> Stretches:
    """For every stretch of a length with a reading at either end: what a day of it added. The first reading is the last one before it."""
    if not _dense(days, length):
        return Stretches(length)
    values, counts, each = days.values, _counts(days.values), days.cadence
    latest = list(accumulate((place if value is not None else -1 for place, value in enumerate(values)), max))
    slack = math.ceil(each) - 1
    found = []
    for begin in range(1, days.length - length + 1):
        end = begin + length - 1
        start, stop = latest[begin - 1], latest[end]
        near = start >= max(0, begin - 1 - slack) and stop >= max(begin, end - slack)
        if near and (counts[end + 1] - counts[begin]) * each >= COVERED * length:
            found.append((begin, ((values[stop] or 0.0) - (values[start] or 0.0)) / (stop - start)))
    return _made(days, length, found)


def quotients(days: Days, length: int) -> Stretches:
    """For every stretch of a length that was observed well enough: sums divided by sums, never a mean of daily quotients."""
    if days.over is None or not _dense(days, length):
        return Stretches(length)
    above, counts = _sums(days.values), _counts(days.values)
    below = _sums([over if value is not None else None for value, over in zip(days.values, days.over, strict=True)])
    return _made(
        days,
        length,
        [
            (end - length, (above[end] - above[end - length]) / under)
            for end in range(length, days.length + 1)
            if (under := below[end] - below[end - length]) > 0 and (counts[end] - counts[end - length]) * days.cadence >= COVERED * length
        ],
    )


def people(days: Days, windows: Mapping[int, Days], length: int) -> tuple[Stretches, bool]:
    """For every stretch of a length: its different people where the platform counted them over just that many days; else at most how many they can have been
    (fewer than the sum of the windows, or of the days, that cover it), and False.
    """
    own = days if length == 1 else windows.get(length)
    if own is not None:
        return _made(own, length, [(place - length + 1, value) for place, value in enumerate(own.values) if value is not None]), True
    bounds: dict[int, float] = {}
    for size, readings in {1: days, **windows}.items():
        count = -(-length // size)
        for place in range(readings.length):
            parts = [readings.values[one] if one >= 0 else None for one in range(place, place - count * size, -size)]
            if all(part is not None for part in parts):
                last, total = readings.first.toordinal() + place, sum(part for part in parts if part is not None)
                bounds[last] = min(total, bounds.get(last, total))
    ends = sorted(bounds)
    return Stretches(length, [last - length + 1 for last in ends], [bounds[last] for last in ends]), False


def added(found: Sequence[Stretches]) -> Stretches:
    """The stretches of several platforms together, where all of them have one of the same days."""
    if len(found) == 1:
        return found[0]
    by_day = [dict(zip(one.firsts, one.values, strict=True)) for one in found]
    shared = sorted(set.intersection(*map(set, by_day)))
    return Stretches(found[0].span, shared, [sum(one[day] for one in by_day) for day in shared])


def rises(stretches: Stretches, recent: Stretches) -> list[float]:
    """How many times as much as the days before it each stretch had, where those (`recent`) are known and were above nothing."""
    before = {first + recent.span: value for first, value in zip(recent.firsts, recent.values, strict=True) if value > 0}
    return [value / before[first] for first, value in zip(stretches.firsts, stretches.values, strict=True) if first in before]


def span_for(length: int, days: int) -> int | None:
    """The length of the stretches to compare a goal of some days with: its own, else the greatest of which enough stand side by side in a log of some days.

    What no short stretch has done, no longer one has: its mean is a mean of theirs. None where the log is too short for either.
    """
    span = min(length, days // APART)
    return span if days >= LEAST and span >= min(length, SHORTEST) else None


def _dense(days: Days, length: int) -> bool:
    """Whether figures come often enough for stretches of a length."""
    return 0 < length <= days.length and (days.cadence <= 1 or 2 * days.cadence <= length)


def _made(days: Days, length: int, found: Sequence[tuple[int, float]]) -> Stretches:
    first = days.first.toordinal()
    return Stretches(length, [first + place for place, _ in found], [value for _, value in found])


def _sums(values: Iterable[float | None]) -> list[float]:
    """Sums of the figures before each place. Exact for whole numbers, so that the same days give the same value wherever the log begins."""
    return list(accumulate((value or 0.0 for value in values), initial=0.0))


def _counts(values: Iterable[float | None]) -> list[int]:
    """The number of figures before each place."""
    return list(accumulate((value is not None for value in values), initial=0))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the metric stood before the goal began: a reading, or the ratio over some days."""

    value: float
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Cost:
    """What one result may cost by the budget of the goal, and what it cost in the cheapest stretch of the log, in the currency of the budget."""

    budget: float
    currency: str
    allowed: float
    cheapest: Stretch


@dataclass(frozen=True, slots=True)
class History:
    """One goal beside the log of its account.

    `needed` is what each day of the goal must bring (`daily`), or the ratio that it must reach; of the same kind are the values of `stretches`, which are
    `span` days long. None where the log does not say what the goal means (20 % of an unknown figure).
    """

    unit: str | None = None
    up: bool = True
    daily: bool = True
    length: int | None = None
    span: int | None = None
    needed: float | None = None
    target: float | None = None
    stretches: Stretches = Stretches(0)
    exact: bool = True
    """The values are what they were; else each is at most that."""
    recent: float | None = None
    """What the last `RECENT` days before the goal had, of the kind of `needed`."""
    rises: Sequence[float] = ()
    """See `rises`."""
    before: Standing | None = None
    fixed: bool = False
    """The target is a value to stand at, which `before` may have reached already."""
    cost: Cost | None = None
    problem: Mapping[str, str] | None = None
    """Why the log has nothing to say of the goal, and what it has instead, in each language."""
    stated: float | None = None
    """The baseline that the goal names, where `before` says what it was."""

    @property
    def judged(self) -> bool:
        """Whether the log has enough to say if the goal is achievable."""
        return self.needed is not None and bool(self.stretches)

    @property
    def best(self) -> Stretch:
        """The stretch that did best; the latest of several."""
        return self.stretches.best(most=self.up)

    @property
    def worst(self) -> Stretch:
        """The stretch that did worst; the latest of several."""
        return self.stretches.best(most=not self.up)

    def reaches(self, value: float, wanted: float) -> bool:
        """Whether a value is as good as another; sums of floats are not told apart by their last digits."""
        return self._as_good([value], wanted) == 1

    def _as_good(self, values: Sequence[float], wanted: float) -> int:
        near = 1e-9 * abs(wanted) + 1e-12
        bound = wanted - near if self.up else wanted + near
        return sum([value >= bound for value in values]) if self.up else sum([value <= bound for value in values])

    @property
    def reached(self) -> int:
        """In how many stretches what is needed was reached."""
        return self._as_good(self.stretches.values, self.needed) if self.needed is not None else 0

    @property
    def risen(self) -> int:
        """How many stretches rose, against the days before them, as much as the goal must."""
        return self._as_good(self.rises, self.needed / self.recent) if self.needed is not None and self.recent else 0


Past = Mapping[tuple[Span, int], History]
"""What the log says of the goals of one file, by the place of the statement and the goal's number in it."""
