"""What the log of an account says of a goal before it begins: the stretches of days that it can be compared with. Plain values and arithmetic; the engine
makes them from rows.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
RECENT = 28
"""Days before a goal, or a stretch, that say how fast it went then."""


class Stretch(NamedTuple):
    """Some days of the log, both included. `value` is what a day of them brought, on average, or the ratio over all of them."""

    first: date
    last: date
    value: float


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


def totals(days: Days, length: int) -> list[Stretch]:
    """For every stretch of a length that was observed well enough: what a day of it brought (the sum over the observed days ÷ the days they stand for)."""
    if not _dense(days, length):
        return []
    sums, counts = _running(days.values)
    found = []
    for end in range(length, days.length + 1):
        seen = counts[end] - counts[end - length]
        if seen and seen * days.cadence >= COVERED * length:
            found.append(_stretch(days, end - length, length, (sums[end] - sums[end - length]) / (seen * days.cadence)))
    return found


def changes(days: Days, length: int) -> list[Stretch]:
    """For every stretch of a length with a reading at either end: what a day of it added. The first reading is the last one before it."""
    if not _dense(days, length):
        return []
    _, counts = _running(days.values)
    latest: list[int] = []
    for place, value in enumerate(days.values):
        latest.append(place if value is not None else latest[-1] if latest else -1)
    slack = math.ceil(days.cadence) - 1
    found = []
    for begin in range(1, days.length - length + 1):
        end = begin + length - 1
        start, stop = latest[begin - 1], latest[end]
        near = start >= max(0, begin - 1 - slack) and stop >= max(begin, end - slack)
        if near and (counts[end + 1] - counts[begin]) * days.cadence >= COVERED * length:
            gained = (days.values[stop] or 0.0) - (days.values[start] or 0.0)
            found.append(_stretch(days, begin, length, gained / (stop - start)))
    return found


def quotients(days: Days, length: int) -> list[Stretch]:
    """For every stretch of a length that was observed well enough: sums divided by sums, never a mean of daily quotients."""
    if days.over is None or not _dense(days, length):
        return []
    above, counts = _running(days.values)
    below, _ = _running([over if value is not None else None for value, over in zip(days.values, days.over, strict=True)])
    found = []
    for end in range(length, days.length + 1):
        under = below[end] - below[end - length]
        if under > 0 and (counts[end] - counts[end - length]) * days.cadence >= COVERED * length:
            found.append(_stretch(days, end - length, length, (above[end] - above[end - length]) / under))
    return found


def people(days: Days, windows: Mapping[int, Days], length: int) -> tuple[list[Stretch], bool]:
    """For every stretch of a length: its different people where the platform counted them over just that many days; else at most how many they can have been
    (fewer than the sum of the windows, or of the days, that cover it), and False.
    """
    own = days if length == 1 else windows.get(length)
    if own is not None:
        return [_stretch(own, place - length + 1, length, value) for place, value in enumerate(own.values) if value is not None], True
    bounds: dict[date, float] = {}
    for size, readings in {1: days, **windows}.items():
        count = -(-length // size)
        for place in range(readings.length):
            parts = [readings.values[one] if one >= 0 else None for one in range(place, place - count * size, -size)]
            if all(part is not None for part in parts):
                last, total = readings.first + timedelta(days=place), sum(part for part in parts if part is not None)
                bounds[last] = min(total, bounds.get(last, total))
    return [Stretch(last - timedelta(days=length - 1), last, value) for last, value in sorted(bounds.items())], False


def added(found: Sequence[Sequence[Stretch]]) -> list[Stretch]:
    """The stretches of several platforms together, where all of them have one of the same days."""
    if len(found) == 1:
        return list(found[0])
    by_day = [{one.first: one for one in stretches} for stretches in found]
    shared = set.intersection(*(set(one) for one in by_day))
    return [by_day[0][day]._replace(value=sum(one[day].value for one in by_day)) for day in sorted(shared)]


def rises(stretches: Sequence[Stretch], recent: Sequence[Stretch]) -> list[float]:
    """How many times as much as the days before it each stretch had, where those (stretches of `RECENT` days) are known and were above nothing."""
    before = {one.last + timedelta(days=1): one.value for one in recent if one.value > 0}
    return [one.value / before[one.first] for one in stretches if one.first in before]


def span_for(length: int, days: int) -> int | None:
    """The length of the stretches to compare a goal of some days with: its own, else the greatest of which enough stand side by side in a log of some days.

    What no short stretch has done, no longer one has: its mean is a mean of theirs. None where the log is too short for either.
    """
    span = min(length, days // APART)
    return span if days >= LEAST and span >= min(length, SHORTEST) else None


def _dense(days: Days, length: int) -> bool:
    """Whether figures come often enough for stretches of a length."""
    return 0 < length <= days.length and (days.cadence <= 1 or 2 * days.cadence <= length)


def _stretch(days: Days, place: int, length: int, value: float) -> Stretch:
    return Stretch(days.first + timedelta(days=place), days.first + timedelta(days=place + length - 1), value)


def _running(values: Iterable[float | None]) -> tuple[list[float], list[int]]:
    """Sums and numbers of the figures before each place. Exact for whole numbers, so that the same days give the same value wherever the log begins."""
    sums, counts = [0.0], [0]
    for value in values:
        sums.append(sums[-1] + (value or 0.0))
        counts.append(counts[-1] + (value is not None))
    return sums, counts


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
    stretches: Sequence[Stretch] = ()
    exact: bool = True
    """The values are what they were; else each is at most that."""
    recent: float | None = None
    """What the last `RECENT` days before the goal had, of the kind of `needed`."""
    rises: Sequence[float] = ()
    """See `rises`."""
    before: Standing | None = None
    cost: Cost | None = None
    problem: Mapping[str, str] | None = None
    """Why the log has nothing to say of the goal, in each language."""

    @property
    def judged(self) -> bool:
        """Whether the log has enough to say if the goal is achievable."""
        return self.needed is not None and bool(self.stretches)

    @property
    def best(self) -> Stretch:
        """The stretch that did best; the latest of several."""
        return max(self.stretches, key=lambda one: (one.value if self.up else -one.value, one.last))

    @property
    def worst(self) -> Stretch:
        """The stretch that did worst; the latest of several."""
        return max(self.stretches, key=lambda one: (-one.value if self.up else one.value, one.last))

    def reaches(self, value: float, wanted: float) -> bool:
        """Whether a value is as good as another; sums of floats are not told apart by their last digits."""
        near = math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-12)
        return near or (value > wanted if self.up else value < wanted)

    @property
    def reached(self) -> int:
        """In how many stretches what is needed was reached."""
        return sum(self.reaches(one.value, self.needed) for one in self.stretches) if self.needed is not None else 0

    @property
    def risen(self) -> int:
        """How many stretches rose, against the days before them, as much as the goal must."""
        if self.needed is None or not self.recent:
            return 0
        return sum(self.reaches(one, self.needed / self.recent) for one in self.rises)


Past = Mapping[tuple[Span, int], History]
"""What the log says of the goals of one file, by the place of the statement and the goal's number in it."""
