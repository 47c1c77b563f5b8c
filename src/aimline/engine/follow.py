"""Windows followed from day to day: what has been gained by each of their days, and by how many observations.

All arrays have a row a window and a column a day. Windows of one call have the same legs: as many, of the same kinds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aimline.engine.book import Book
from aimline.pacing.lines import Figures, Whole, over

LOOKBACK = 56
"""Days before a window that its forecast learns from."""
_CELLS = 2**20
"""Figures that are added up at once."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One platform of some windows: the rows of the book, a column a part (`ratio` may have several above and below)."""

    kind: str
    above: Sequence[Whole]
    below: Sequence[Whole]
    scale: Figures


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows with the same legs. `start` is the first day (an ordinal), `days` their length, `over` how many days are over (at least one); `trailing` is
    over how many of the last days ratios are taken, 0 for the whole window so far.
    """

    legs: Sequence[Leg]
    start: Whole
    days: Whole
    over: Whole
    trailing: Whole

    def __len__(self) -> int:
        return len(self.start)


@dataclass(slots=True)
class Followed:
    """Windows day by day. `actual` is NaN where only the gain is known, or nothing; `latest` is the last day with an observation at all (an ordinal, NaN where
    there is none), `last` the last one that counts for the figure. `baseline` is what a level starts from.
    """

    actual: Figures
    baseline: Figures
    gained: Figures
    observations: Figures
    coverage: Figures
    last: Figures
    latest: Figures
    cadence: Figures
    whole: NDArray[np.bool_]
    """Losses were taken off the gains, not only those counted."""
    inside: Figures
    """The day of a baseline that had to be taken from inside the window; NaN for others."""
    above: Figures
    below: Figures
    """A ratio's sums."""


def cut(book: Book, rows: Whole, start: Whole, ahead: int, columns: int) -> Figures:
    """The figures of rows from `ahead` days before `start` on, `columns` days of the window; NaN outside the book."""
    at = (start - book.first[rows] - ahead)[:, None] + np.arange(ahead + columns)
    inside = (at >= 0) & (at < book.days)
    return np.where(inside, book.figures[rows[:, None], np.clip(at, 0, book.days - 1)], np.nan)


def prior(book: Book, rows: Whole, start: Whole) -> tuple[Figures, Whole]:
    """The last figure of each row before the lookback of its window, and its day; NaN and 0 where there is none."""
    column = book.running.latest_until(rows, (start - LOOKBACK - 1 - book.first[rows])[:, None])[:, 0]
    inside = column >= 0
    return (
        np.where(inside, book.figures[rows, np.maximum(column, 0)], book.before[rows]),
        np.where(inside, book.first[rows] + column, book.before_day[rows]),
    )


def _usual(book: Book, rows: Whole, at: Whole) -> Figures:
    """The usual gap of each row as of columns of the book."""
    return np.ones(at.shape) if book.cadence is None else book.cadence[rows[:, None], np.clip(at, 0, book.days - 1)]


def _covered(observations: Figures, cadence: Figures, length: Figures) -> Figures:
    return np.minimum(1.0, observations * np.maximum(1.0, cadence) / length)


def follow(book: Book, windows: Windows, day: Whole) -> Followed:
    """Each window on some of its days (`day` is windows × days, 1 for the first); its legs added (ratios have one)."""
    legs = [_leg(book, windows, leg, day) for leg in windows.legs]
    first = legs[0]
    if len(legs) == 1:
        return first
    least = np.minimum.reduce
    return Followed(
        actual=sum_of([one.actual for one in legs]),
        baseline=sum_of([one.baseline for one in legs]),
        gained=sum_of([one.gained for one in legs]),
        observations=least([one.observations for one in legs]),
        coverage=least([one.coverage for one in legs]),
        last=least([one.last for one in legs]),
        latest=least([one.latest for one in legs]),
        cadence=np.maximum.reduce([one.cadence for one in legs]),
        whole=np.logical_and.reduce([one.whole for one in legs]),
        inside=np.fmax.reduce([one.inside for one in legs]),
        above=first.above,
        below=first.below,
    )


def sum_of(figures: Sequence[Figures]) -> Figures:
    """Figures added, undefined where one is."""
    total: Figures = np.add.reduce(figures)
    return total


def _leg(book: Book, windows: Windows, leg: Leg, day: Whole) -> Followed:
    if leg.kind == "level":
        return _level(book, windows, leg.above[0], day)
    if leg.kind == "ratio":
        return _ratio(book, windows, leg, day)
    plus = _sum(book, windows, leg.above[0], day)
    if leg.kind == "sum":
        return plus
    if leg.below:
        minus = _sum(book, windows, leg.below[0], day)
        both = (minus.observations >= plus.observations) & ~np.isnan(minus.gained)
        plus.gained = np.where(both, plus.gained - np.where(both, minus.gained, 0.0), plus.gained)
        plus.whole = both
    else:
        plus.whole = np.zeros_like(plus.whole)
    plus.actual = np.full_like(plus.gained, np.nan)
    plus.baseline = plus.actual
    return plus


def _latest(book: Book, rows: Whole, until: Whole) -> Figures:
    """The last day with a figure up to columns of the book; NaN where there is none."""
    column = book.running.latest_until(rows, until)
    before = book.before_day[rows][:, None]
    return np.where(column >= 0, book.first[rows][:, None] + column, np.where(before > 0, before, np.nan))


def _between(book: Book, rows: Whole, after: Whole, until: Whole) -> tuple[Figures, Figures]:
    """The sums (as the book has them) and the numbers of the figures after one column and up to another."""
    running = book.running
    total = running.total_until(rows, until) - running.total_until(rows, after)
    inexact = np.flatnonzero(~running.exact[rows])
    if len(inexact):
        total[inexact] = _sums(book, rows[inexact], np.clip(after[inexact] + 1, 0, book.days), np.clip(until[inexact] + 1, 0, book.days))
    return total, (running.count_until(rows, until) - running.count_until(rows, after)).astype(np.float64)


def _sums(book: Book, rows: Whole, low: Whole, high: Whole) -> Figures:
    """Sums of fractions, and of numbers that are too large, from one column up to before another: they depend on what they begin with."""
    total = np.zeros(low.shape)
    first = low.min(axis=1)
    plain = (low == first[:, None]).all(axis=1)
    at = np.flatnonzero(plain)
    longest = int((high[at] - first[at, None]).max(initial=0))
    count = max(1, _CELLS // max(1, longest))
    for place in range(0, len(at), count):
        some = at[place : place + count]
        column = first[some, None] + np.arange(longest)
        figures = book.figures[rows[some, None], np.minimum(column, book.days - 1)]
        sums = np.zeros((len(some), longest + 1))
        np.cumsum(np.where((column < book.days) & ~np.isnan(figures), figures, 0.0), axis=1, out=sums[:, 1:])
        total[some] = np.take_along_axis(sums, np.maximum(high[some] - first[some, None], 0), axis=1)
    for one in np.flatnonzero(~plain).tolist():
        total[one] = [np.nansum(book.figures[rows[one], begin:end]) for begin, end in zip(low[one].tolist(), high[one].tolist(), strict=True)]
    return total


def _sum(book: Book, windows: Windows, rows: Whole, day: Whole) -> Followed:
    start = (windows.start - book.first[rows])[:, None]
    at = start + day - 1
    total, observations = _between(book, rows, np.broadcast_to(start - 1, at.shape), at)
    total = np.where(observations > 0, total / book.scale[rows][:, None], np.nan)
    latest = _latest(book, rows, at)
    usual = _usual(book, rows, at)
    nothing = np.full_like(total, np.nan)
    with np.errstate(invalid="ignore"):
        last = np.where(latest >= windows.start[:, None], latest, np.nan)
    return Followed(
        actual=total,
        baseline=np.zeros_like(total),
        gained=total,
        observations=observations,
        coverage=_covered(observations, usual, day.astype(np.float64)),
        last=last,
        latest=latest,
        cadence=usual,
        whole=np.ones(total.shape, dtype=bool),
        inside=nothing,
        above=nothing,
        below=nothing,
    )


def _reading(book: Book, rows: Whole, until: Whole) -> Figures:
    """The last figure up to columns of the book."""
    column = book.running.latest_until(rows, until)
    inside = book.figures[rows[:, None], np.maximum(column, 0)]
    return np.where(column >= 0, inside, book.before[rows][:, None]) / book.scale[rows][:, None]


def _level(book: Book, windows: Windows, rows: Whole, day: Whole) -> Followed:
    start = (windows.start - book.first[rows])[:, None]
    at = start + day - 1
    then, actual = _reading(book, rows, start - 1), _reading(book, rows, at)
    _, observations = _between(book, rows, np.broadcast_to(start - 1, at.shape), at)
    from_inside = np.isnan(then) & (observations > 0)
    baseline, inside = np.broadcast_to(then, actual.shape), np.full_like(actual, np.nan)
    some = np.flatnonzero(from_inside.any(axis=1))
    if len(some):
        figures = cut(book, rows[some], windows.start[some], 0, int(day.max(initial=1)))
        opened = windows.start[some] + np.argmax(~np.isnan(figures), axis=1)
        first = book.opening[rows[some], np.clip(opened - book.first[rows[some]], 0, book.days - 1)] / book.scale[rows[some]]
        baseline = baseline.copy()
        baseline[some] = np.where(from_inside[some], first[:, None], baseline[some])
        inside[some] = np.where(from_inside[some], opened[:, None], np.nan)
    usual, latest = _usual(book, rows, at), _latest(book, rows, at)
    nothing = np.full_like(actual, np.nan)
    return Followed(
        actual=actual,
        baseline=baseline,
        gained=actual - baseline,
        observations=observations,
        coverage=_covered(observations, usual, day.astype(np.float64)),
        last=latest,
        latest=latest,
        cadence=usual,
        whole=np.ones(actual.shape, dtype=bool),
        inside=inside,
        above=nothing,
        below=nothing,
    )


def _ratio(book: Book, windows: Windows, leg: Leg, day: Whole) -> Followed:
    """Sums over the days so far, or over the last ones, divided."""
    above = [_trailing(book, windows, rows, day) for rows in leg.above]
    below = [_trailing(book, windows, rows, day) for rows in leg.below]
    parts = [*above, *below]
    worst = np.argmin(np.array([one.observations for one in parts]), axis=0)

    def of_worst(name: str) -> Figures:
        found: Figures = np.choose(worst, [getattr(one, name) for one in parts])
        return found

    over_, under = (sum_of([one.actual for one in side]) for side in (above, below))
    over_ = over_ * leg.scale[:, None]
    return Followed(
        actual=over(over_, under),
        baseline=np.full_like(over_, np.nan),
        gained=np.full_like(over_, np.nan),
        observations=of_worst("observations"),
        coverage=of_worst("coverage"),
        last=of_worst("last"),
        latest=of_worst("latest"),
        cadence=of_worst("cadence"),
        whole=np.ones(over_.shape, dtype=bool),
        inside=np.full_like(over_, np.nan),
        above=over_,
        below=under,
    )


def _trailing(book: Book, windows: Windows, rows: Whole, day: Whole) -> Followed:
    """A sum over the last days, where it is not of the whole window."""
    found = _sum(book, windows, rows, day)
    if not windows.trailing.any():
        return found
    length = windows.trailing[:, None]
    at = (windows.start - book.first[rows])[:, None] + day - 1
    total, observations = _between(book, rows, at - length, at)
    moved = length > 0
    found.actual = np.where(moved, np.where(observations > 0, total / book.scale[rows][:, None], np.nan), found.actual)
    found.observations = np.where(moved, observations, found.observations)
    found.coverage = np.where(moved, _covered(observations, found.cadence, np.maximum(1, length).astype(np.float64)), found.coverage)
    with np.errstate(invalid="ignore"):
        gone = found.latest <= windows.start[:, None] + day - 1 - length
    found.last = np.where(moved & gone, np.nan, np.where(moved, found.latest, found.last))
    return found


@dataclass(frozen=True, slots=True)
class Earlier:
    """What some days before a window amount to (NaN where nothing), and the share of them that is covered."""

    value: Figures
    coverage: Figures


def earlier(book: Book, legs: Sequence[Leg], first: Whole, days: Whole, last: Whole) -> Earlier:
    """Sums (or ratios) over `days` days from `first` on; the legs added. Days after `last` are not known yet, whatever other goals made the store read."""
    values, coverages = [], []
    for leg in legs:
        above = [_over(book, rows, first, days, last) for rows in leg.above]
        below = [_over(book, rows, first, days, last) for rows in leg.below]
        value = over(sum_of([one.value for one in above]) * leg.scale, sum_of([one.value for one in below])) if leg.kind == "ratio" else above[0].value
        values.append(value)
        coverages += [one.coverage for one in (*above, *below)]
    return Earlier(sum_of(values), np.minimum.reduce(coverages))


def _over(book: Book, rows: Whole, first: Whole, days: Whole, last: Whole) -> Earlier:
    until = (np.maximum(np.minimum(first + days - 1, last), first - 1) - book.first[rows])[:, None]
    total, count = (one[:, 0] for one in _between(book, rows, (first - 1 - book.first[rows])[:, None], until))
    usual = _usual(book, rows, until)[:, 0]
    total = np.where(count > 0, total / book.scale[rows], np.nan)
    return Earlier(total, np.where(count > 0, _covered(count, usual, days.astype(np.float64)), 0.0))
