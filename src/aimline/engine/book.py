"""The figures of series day by day, as a table of series × days that windows are cut out of."""

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from aimline.engine.ask import DayFigures, Series
from aimline.engine.running import Running
from aimline.pacing.lines import Figures

_DECIMALS = 4
"""Figures with up to so many decimals are added up exactly, as whole numbers."""


@dataclass
class Book:
    """Rows of figures, a column a day from `first` (an ordinal) on; NaN where there is none.

    `figures` are the sum of a day (flows) or its last reading (levels), `opening` the day's first reading; all of them times `scale` (a row's own), which
    makes them whole numbers where they have few decimals, so that sums are exact. `before` is the last reading of a row before the first column and
    `before_day` its day (0: none). `cadence` has the usual gap as of each day for rows with gaps, by row.
    """

    first: int
    figures: Figures
    opening: Figures
    scale: Figures
    before: Figures
    before_day: NDArray[np.int64]
    cadence: dict[int, Figures]
    whole: bool = False
    """All figures are known to be whole numbers."""

    @property
    def days(self) -> int:
        """The number of columns."""
        return int(self.figures.shape[1])

    @cached_property
    def running(self) -> Running:
        """The figures added up from the first column on."""
        return Running.of(self.figures, whole=self.whole)


@dataclass(frozen=True, slots=True)
class Part:
    """What a row is made of: series whose figures of a day are added (`sum`), or their readings (`level`)."""

    kind: str
    series: tuple[Series, ...]


def spans(parts: Iterable[Part], needed: Mapping[Part, tuple[int, int]]) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Which days of which series are needed for some rows from one day to another: the last of a series that ends before them, and of those with gaps all up
    to there, as what came before counts, too.
    """
    days: dict[int, tuple[int, int]] = {}
    for part in parts:
        since, until = needed[part]
        for one in part.series:
            begin, end = one.first.toordinal(), one.last.toordinal()
            if one.days == end - begin + 1:
                begin = max(begin, min(since, end))
            known = days.get(one.id)
            days[one.id] = (begin, until) if known is None else (min(known[0], begin), max(known[1], until))
    first, last = zip(*days.values(), strict=True) if days else ((), ())
    return np.fromiter(days, dtype=np.int32, count=len(days)), np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)


def bound(parts: Sequence[Part], found: DayFigures, first: int, until: int) -> Book:
    """The book of some rows, from day `first` to day `until` (ordinals), out of the figures of their series."""
    single: dict[tuple[str, int], int] = {}
    for part in parts:
        for one in part.series:
            single.setdefault((part.kind, one.id), len(single))
    days, width = until - first + 1, len(single)
    figures, opening = np.full((width, days), np.nan), None
    before, before_day = np.full(width, np.nan), np.zeros(width, dtype=np.int64)
    gaps: dict[int, Figures] = {}
    if len(found.series):
        highest = int(found.series.max()) + 1
        alike = found.first is found.last and found.total is found.last
        several = not alike and (not np.array_equal(found.first, found.last) or not np.array_equal(found.total, found.last))
        inside = found.day >= first
        all_inside = bool(inside.all())
        for kind in ("sum", "level"):
            row_of = np.full(highest, -1, dtype=np.int64)
            for (role, number), row in single.items():
                if role == kind and number < highest:
                    row_of[number] = row
            rows = row_of[found.series]
            used = rows >= 0
            if not used.any():
                continue
            take: NDArray[np.bool_] | slice = slice(None) if all_inside and used.all() else used & inside
            at = rows[take], found.day[take] - first
            figures[at] = (found.total if kind == "sum" else found.last)[take]
            if several and kind == "level":
                opening = figures.copy() if opening is None else opening
                opening[at] = found.first[take]
            earlier = used & ~inside if not all_inside else inside[:0]
            if earlier.any():
                order = np.lexsort((found.day[earlier], rows[earlier]))
                place, day = rows[earlier][order], found.day[earlier][order]
                before[place], before_day[place] = (found.total if kind == "sum" else found.last)[earlier][order], day
        gaps = _gaps(parts, found, single, first, days)
    whole = opening is None and all(bool((one == np.rint(one)).all()) for one in ([found.total] if found.total is found.last else [found.total, found.last]))
    book = Book(first, figures, figures if opening is None else opening, np.ones(width), before, before_day, gaps, whole)
    return _rows(book, parts, single)


def _gaps(parts: Sequence[Part], found: DayFigures, single: Mapping[tuple[str, int], int], first: int, days: int) -> dict[int, Figures]:
    """For rows of series with gaps: the median gap as of each column."""
    uneven = {one.id: one for part in parts for one in part.series if one.days != one.last.toordinal() - one.first.toordinal() + 1}
    if not uneven:
        return {}
    take = np.isin(found.series, np.fromiter(uneven, dtype=np.int64))
    order = np.lexsort((found.day[take], found.series[take]))
    series, day = found.series[take][order], found.day[take][order]
    starts = np.flatnonzero(np.r_[True, series[1:] != series[:-1]]) if len(series) else np.empty(0, dtype=np.int64)
    ends = np.r_[starts[1:], len(series)].astype(np.int64)
    columns = np.arange(first, first + days)
    result: dict[int, Figures] = {}
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        mine = day[start:end]
        usual = medians(np.diff(mine))
        reach = np.searchsorted(mine, columns, side="right")
        for kind in ("sum", "level"):
            row = single.get((kind, int(series[start])))
            if row is not None:
                result[row] = np.r_[1.0, usual][np.maximum(reach - 1, 0)]
    return result


def medians(gaps: NDArray[np.int64]) -> Figures:
    """The median of the first gap, the first two, the first three …; found at once as long as more than half of them are of one day."""
    count = np.arange(1, len(gaps) + 1)
    found = np.where(2 * np.cumsum(gaps == 1) > count, 1.0, np.nan)
    if not np.isnan(found).any():
        return found
    ordered: list[int] = []
    for place, gap in enumerate(gaps.tolist()):
        insort(ordered, gap)
        size = place + 1
        found[place] = ordered[size // 2] if size % 2 else (ordered[size // 2 - 1] + ordered[size // 2]) / 2
    return found


def _rows(book: Book, parts: Sequence[Part], single: Mapping[tuple[str, int], int]) -> Book:
    """The book with a row a part, in their order."""
    if not book.whole:
        book.scale = _scales(book.figures, book.opening, book.before)
    if all(len(part.series) == 1 for part in parts):
        order = np.array([single[part.kind, part.series[0].id] for part in parts], dtype=np.int64)
        straight = np.array_equal(order, np.arange(len(book.scale)))
        scale = book.scale[order]
        whole = bool((scale == 1).all())

        def rows(figures: Figures) -> Figures:
            taken = figures if straight else figures[order]
            by = scale[:, None] if taken.ndim > 1 else scale
            return taken if whole else np.where(by == 1, taken, np.rint(taken * by))

        figures = rows(book.figures)
        cadence = {place: book.cadence[row] for place, row in enumerate(order.tolist()) if row in book.cadence}
        opening = figures if book.opening is book.figures else rows(book.opening)
        return Book(book.first, figures, opening, scale, rows(book.before), book.before_day[order], cadence, book.whole)
    made = [_row(book, part, [single[part.kind, one.id] for one in part.series]) for part in parts]
    return Book(
        book.first,
        np.array([one.figures for one in made]),
        np.array([one.opening for one in made]),
        np.array([one.scale for one in made]),
        np.array([one.before for one in made]),
        np.array([one.before_day for one in made]),
        {place: one.cadence for place, one in enumerate(made) if one.cadence is not None},
    )


@dataclass(frozen=True, slots=True)
class _Row:
    figures: Figures
    opening: Figures
    scale: float
    before: float
    before_day: int
    cadence: Figures | None


def _row(book: Book, part: Part, rows: Sequence[int]) -> _Row:
    """One row out of several: sums are added where there are any, readings as they stand, from the day on that all are known."""
    # what has many decimals stays as it is
    scale = float(book.scale[rows].max()) if not _fractional(book.figures[rows][book.scale[rows] == 1]).any() else 1.0
    figures, opening, before = (_whole(one[rows], scale) for one in (book.figures, book.opening, book.before))
    seen = ~np.isnan(figures)
    any_seen = seen.any(axis=0)
    cadence = None if any(row not in book.cadence for row in rows) else np.min([book.cadence[row] for row in rows], axis=0)
    days = book.before_day[rows]
    if part.kind == "sum" or len(rows) == 1:
        total = np.where(any_seen, np.where(seen, figures, 0.0).sum(axis=0), np.nan)
        first = np.where(any_seen, np.where(seen, opening, 0.0).sum(axis=0), np.nan)
        return _Row(total, first, scale, float(np.nansum(before)) if days.any() else np.nan, int(days.max()), cadence)
    filled = carried(np.c_[before, figures])[:, 1:]
    total = np.where(any_seen, filled.sum(axis=0), np.nan)
    return _Row(total, total, scale, float(before.sum()), int(days.max()) if days.all() else 0, cadence)


def _whole(figures: Figures, scale: float) -> Figures:
    return figures if scale == 1 else np.rint(figures * scale)


def carried(figures: Figures) -> Figures:
    """Rows of figures with each missing one replaced by the last before it."""
    at = np.maximum.accumulate(np.where(np.isnan(figures), 0, np.arange(figures.shape[1])), axis=1)
    return np.take_along_axis(figures, at, axis=1)


def _fractional(values: Figures) -> NDArray[np.bool_]:
    """Which rows have a figure that is no whole number."""
    with np.errstate(invalid="ignore"):
        return np.asarray((np.abs(values - np.rint(values)) > 0).any(axis=-1))


def _scales(figures: Figures, opening: Figures, before: Figures) -> Figures:
    """For each row the power of ten that makes all its figures whole; 1 where none does."""
    scale = np.ones(len(figures))
    uneven = _fractional(figures) | _fractional(before[:, None])
    if opening is not figures:
        uneven |= _fractional(opening)
    for row in np.flatnonzero(uneven).tolist():
        mine = np.r_[figures[row], opening[row], before[row]]
        mine = mine[~np.isnan(mine)]
        for power in range(1, _DECIMALS + 1):
            times = mine * 10.0**power
            if (np.abs(times - np.rint(times)) < 1e-6 * np.maximum(1.0, np.abs(times) * 1e-6)).all():
                scale[row] = 10.0**power
                break
    return scale
