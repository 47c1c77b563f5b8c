"""Windows followed from day to day: what has been gained by each of their days, and by how many observations.

All arrays have a row a window and a column a day; column 0 is the first day of the window. Windows of one call have the same legs: as many, of the same kinds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aimline.engine.book import Book, carried
from aimline.pacing.lines import Figures, Whole, over

LOOKBACK = 56
"""Days before a window that its forecast learns from."""
NEVER = -1e9
"""The day of an observation that there never was, for comparisons."""


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
    at = (start - book.first - ahead)[:, None] + np.arange(ahead + columns)
    inside = (at >= 0) & (at < book.days)
    return np.where(inside, book.figures[rows[:, None], np.clip(at, 0, book.days - 1)], np.nan)


def prior(book: Book, rows: Whole, start: Whole) -> tuple[Figures, Whole]:
    """The last figure of each row before the lookback of its window, and its day; NaN and 0 where there is none."""
    value, day = book.before[rows].copy(), book.before_day[rows].copy()
    column = start - LOOKBACK - 1 - book.first
    inside = np.flatnonzero(column >= 0)
    if not len(inside):
        return value, day
    at = np.minimum(column[inside], book.days - 1)
    found = book.figures[rows[inside], at]
    there = ~np.isnan(found)
    value[inside[there]], day[inside[there]] = found[there], (book.first + at)[there]
    for place, last in zip(inside[~there].tolist(), at[~there].tolist(), strict=True):
        seen = np.flatnonzero(~np.isnan(book.figures[rows[place], :last]))
        if len(seen):
            value[place], day[place] = book.figures[rows[place], seen[-1]], book.first + seen[-1]
    return value, day


def _usual(book: Book, rows: Whole, start: Whole, columns: int) -> Figures:
    """The usual gap of each row as of each day."""
    found = np.ones((len(rows), columns))
    if not book.cadence:
        return found
    for row in np.intersect1d(rows, np.fromiter(book.cadence, dtype=np.int64)).tolist():
        for place in np.flatnonzero(rows == row).tolist():
            at = np.clip(start[place] - book.first + np.arange(columns), 0, book.days - 1)
            found[place] = book.cadence[row][at]
    return found


def _seen(windows: Windows, figures: Figures, before_day: Whole) -> tuple[NDArray[np.bool_], Figures, Figures]:
    """Which days of the window have a figure; up to each day the last one inside it, and the last one at all. `figures` begin with the lookback."""
    seen = ~np.isnan(figures)
    days = windows.start[:, None] - LOOKBACK + np.arange(figures.shape[1])
    at = np.maximum.accumulate(np.where(seen, days, NEVER), axis=1)
    before = np.where(before_day > 0, before_day, NEVER)[:, None]
    latest = np.maximum(at, before)[:, LOOKBACK:]
    inside = np.where(latest >= windows.start[:, None], latest, np.nan)
    return seen[:, LOOKBACK:], inside, np.where(latest > NEVER, latest, np.nan)


def _covered(observations: Figures, cadence: Figures, length: Figures) -> Figures:
    return np.minimum(1.0, observations * np.maximum(1.0, cadence) / length)


def follow(book: Book, windows: Windows, columns: int) -> Followed:
    """Each window on each of its first `columns` days; its legs added (ratios have one)."""
    legs = [_leg(book, windows, leg, columns) for leg in windows.legs]
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


def _leg(book: Book, windows: Windows, leg: Leg, columns: int) -> Followed:
    if leg.kind == "level":
        return _level(book, windows, leg.above[0], columns)
    if leg.kind == "ratio":
        return _ratio(book, windows, leg, columns)
    plus = _sum(book, windows, leg.above[0], columns)
    if leg.kind == "sum":
        return plus
    if leg.below:
        minus = _sum(book, windows, leg.below[0], columns)
        both = (minus.observations >= plus.observations) & ~np.isnan(minus.gained)
        plus.gained = np.where(both, plus.gained - np.where(both, minus.gained, 0.0), plus.gained)
        plus.whole = both
    else:
        plus.whole = np.zeros_like(plus.whole)
    plus.actual = np.full_like(plus.gained, np.nan)
    plus.baseline = plus.actual
    return plus


def _sum(book: Book, windows: Windows, rows: Whole, columns: int) -> Followed:
    figures = cut(book, rows, windows.start, LOOKBACK, columns)
    seen, last, latest = _seen(windows, figures, prior(book, rows, windows.start)[1])
    inside = figures[:, LOOKBACK:]
    total = np.cumsum(np.where(seen, inside, 0.0), axis=1) / book.scale[rows][:, None]
    observations = np.cumsum(seen, axis=1).astype(np.float64)
    total = np.where(observations > 0, total, np.nan)
    usual = _usual(book, rows, windows.start, columns)
    nothing = np.full_like(total, np.nan)
    return Followed(
        actual=total,
        baseline=np.zeros_like(total),
        gained=total,
        observations=observations,
        coverage=_covered(observations, usual, np.arange(1.0, columns + 1)),
        last=last,
        latest=latest,
        cadence=usual,
        whole=np.ones_like(seen),
        inside=nothing,
        above=nothing,
        below=nothing,
    )


def _level(book: Book, windows: Windows, rows: Whole, columns: int) -> Followed:
    figures = cut(book, rows, windows.start, LOOKBACK, columns)
    before, before_day = prior(book, rows, windows.start)
    seen, _, latest = _seen(windows, figures, before_day)
    scale = book.scale[rows][:, None]
    reading = carried(np.c_[before, figures])[:, 1:] / scale
    then, actual = reading[:, [LOOKBACK - 1]], reading[:, LOOKBACK:]
    observations = np.cumsum(seen, axis=1).astype(np.float64)
    opened = np.argmax(seen, axis=1)
    at = np.clip(windows.start + opened - book.first, 0, book.days - 1)
    opening = (book.opening[rows, at] / scale[:, 0])[:, None]
    from_inside = np.isnan(then) & (observations > 0)
    baseline = np.where(np.isnan(then), np.where(from_inside, opening, np.nan), then)
    usual = _usual(book, rows, windows.start, columns)
    nothing = np.full_like(actual, np.nan)
    return Followed(
        actual=actual,
        baseline=baseline,
        gained=actual - baseline,
        observations=observations,
        coverage=_covered(observations, usual, np.arange(1.0, columns + 1)),
        last=latest,
        latest=latest,
        cadence=usual,
        whole=np.ones_like(seen),
        inside=np.where(from_inside, (windows.start + opened)[:, None], np.nan),
        above=nothing,
        below=nothing,
    )


def _ratio(book: Book, windows: Windows, leg: Leg, columns: int) -> Followed:
    """Sums over the days so far, or over the last ones, divided."""
    above = [_trailing(book, windows, rows, columns) for rows in leg.above]
    below = [_trailing(book, windows, rows, columns) for rows in leg.below]
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


def _trailing(book: Book, windows: Windows, rows: Whole, columns: int) -> Followed:
    """A sum over the last days, where it is not of the whole window."""
    found = _sum(book, windows, rows, columns)
    if not windows.trailing.any():
        return found
    figures = cut(book, rows, windows.start, LOOKBACK, columns)
    seen = ~np.isnan(figures)
    totals, counts = (np.c_[np.zeros(len(rows)), np.cumsum(one, axis=1)] for one in (np.where(seen, figures, 0.0), seen.astype(np.float64)))
    length = np.where(windows.trailing > 0, windows.trailing, 0)[:, None]
    now = LOOKBACK + 1 + np.arange(columns)[None, :]
    since = np.maximum(0, now - length)
    total, observations = (one[:, LOOKBACK + 1 :] - np.take_along_axis(one, since, axis=1) for one in (totals, counts))
    moved = length > 0
    found.actual = np.where(moved, np.where(observations > 0, total / book.scale[rows][:, None], np.nan), found.actual)
    found.observations = np.where(moved, observations, found.observations)
    found.coverage = np.where(moved, _covered(observations, found.cadence, np.maximum(1, length).astype(np.float64)), found.coverage)
    found.last = np.where(moved & (found.latest <= windows.start[:, None] + np.arange(columns) - length), np.nan, np.where(moved, found.latest, found.last))
    return found


@dataclass(frozen=True, slots=True)
class Earlier:
    """What some days before a window amount to (NaN where nothing), and the share of them that is covered."""

    value: Figures
    coverage: Figures


def earlier(book: Book, legs: Sequence[Leg], first: Whole, days: Whole) -> Earlier:
    """Sums (or ratios) over `days` days from `first` on; the legs added."""
    values, coverages = [], []
    for leg in legs:
        above = [_over(book, rows, first, days) for rows in leg.above]
        below = [_over(book, rows, first, days) for rows in leg.below]
        value = over(sum_of([one.value for one in above]) * leg.scale, sum_of([one.value for one in below])) if leg.kind == "ratio" else above[0].value
        values.append(value)
        coverages += [one.coverage for one in (*above, *below)]
    return Earlier(sum_of(values), np.minimum.reduce(coverages))


def _over(book: Book, rows: Whole, first: Whole, days: Whole) -> Earlier:
    longest = int(days.max(initial=1))
    figures = cut(book, rows, first, 0, longest)
    figures = np.where(np.arange(longest) < days[:, None], figures, np.nan)
    seen = ~np.isnan(figures)
    count = seen.sum(axis=1).astype(np.float64)
    total = np.where(count > 0, np.where(seen, figures, 0.0).sum(axis=1) / book.scale[rows], np.nan)
    last = np.clip(first + days - 1 - book.first, 0, book.days - 1)
    usual = np.ones(len(rows))
    for place, row in enumerate(rows.tolist()):
        if row in book.cadence:
            usual[place] = book.cadence[row][last[place]]
    return Earlier(total, np.where(count > 0, _covered(count, usual, days.astype(np.float64)), 0.0))
