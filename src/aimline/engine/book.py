"""The figures of series day by day, as a table of series × days that windows are cut out of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from aimline.engine.ask import DayFigures, Series
from aimline.engine.census import EPOCH
from aimline.engine.gaps import usual_gaps
from aimline.engine.listed import SeriesList
from aimline.engine.running import Running
from aimline.engine.seen import Seen
from aimline.pacing.lines import Figures, Truth, Whole

_DECIMALS = 4
"""Figures with up to so many decimals are added up exactly, as whole numbers."""
_CELLS = 2**22
"""Figures that are added up into rows at once."""
_AT_ONCE = 2**17
"""Figures that are put into rows at once."""


@dataclass
class Book:
    """Rows of figures, a column a day from the row's `first` (an ordinal) on; NaN where there is none.

    `figures` are the sum of a day (flows) or its last reading (levels), `opening` the day's first reading; all of them times `scale` (a row's own), which
    makes them whole numbers where they have few decimals, so that sums are exact. `before` is the last reading of a row before its first column and
    `before_day` its day (0: none). `cadence` has the usual gap as of each day; None where no row has gaps.
    """

    first: Whole
    figures: Figures
    opening: Figures
    scale: Figures
    before: Figures
    before_day: Whole
    cadence: Figures | None
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


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a book, by column: each has the figures (`level`: the readings) of a series from day `first` up to day `until`; `gappy` where that has days
    without one. Behind them stand rows that are several of these together, in `groups` (places of rows, one group of as many a line) with their first days.
    """

    level: Truth
    series: Whole
    first: Whole
    until: Whole
    gappy: Truth
    groups: Sequence[tuple[Whole, Whole]] = ()


def spans(parts: Iterable[Part], needed: Mapping[Part, tuple[int, int]]) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Which days of which series are needed for some rows from one day to another."""
    days: dict[int, tuple[int, int]] = {}
    known: dict[int, Series] = {}
    for part in parts:
        since, until = needed[part]
        for one in part.series:
            before = days.get(one.id, (since, until))
            days[one.id], known[one.id] = (min(before[0], since), max(before[1], until)), one
    since_, until_ = (np.array([span[place] for span in days.values()], dtype=np.int64) for place in (0, 1))
    return np.fromiter(days, dtype=np.int32, count=len(days)), reach(*_lengths(list(known.values())), since_), until_


def lengths(series: Sequence[Series], places: Whole) -> tuple[Whole, Whole, Whole]:
    """The first and the last day of some series (ordinals), and on how many they have figures."""
    if isinstance(series, SeriesList):
        return series.first[places] + EPOCH.toordinal(), series.last[places] + EPOCH.toordinal(), series.days[places]
    return _lengths([series[place] for place in places.tolist()])


def _lengths(series: Sequence[Series]) -> tuple[Whole, Whole, Whole]:
    first, last = ([day.toordinal() for day in days] for days in ([one.first for one in series], [one.last for one in series]))
    return np.array(first, dtype=np.int64), np.array(last, dtype=np.int64), np.array([one.days for one in series], dtype=np.int64)


def reach(first: Whole, last: Whole, days: Whole, since: Whole) -> Whole:
    """The days from which on series are read that are needed from `since` on; `first` and `last` are theirs, `days` on how many they have figures. The last day
    of a series that ends before is needed, and of those with gaps all, as what came before counts, too.
    """
    return np.where(days == last - first + 1, np.maximum(first, np.minimum(since, last)), first)


def bound(parts: Sequence[Part], found: DayFigures, first: int, until: int) -> Book:
    """The book of some parts, a row each, from day `first` to day `until` (ordinals), out of the figures of their series."""
    single: dict[tuple[bool, int], int] = {}
    gappy: list[bool] = []
    groups: dict[int, list[list[int]]] = {}
    at: list[tuple[int, int]] = []
    for part in parts:
        mine = []
        for one in part.series:
            key = part.kind == "level", one.id
            if key not in single:
                single[key] = len(single)
                gappy.append(one.days != one.last.toordinal() - one.first.toordinal() + 1)
            mine.append(single[key])
        at.append((len(mine), mine[0] if len(mine) == 1 else len(groups.setdefault(len(mine), []))))
        if len(mine) > 1:
            groups[len(mine)].append(mine)
    level, series = np.array([key[0] for key in single], dtype=bool), np.array([key[1] for key in single], dtype=np.int64)
    several = [(np.array(lines), np.full(len(lines), first)) for lines in groups.values()]
    book = filled(Rows(level, series, np.full(len(series), first), np.full(len(series), until), np.array(gappy, dtype=bool), several), found)
    starts, place = {1: 0}, len(single)
    for size, lines in groups.items():
        starts[size], place = place, place + len(lines)
    order = np.array([starts[size] + number for size, number in at], dtype=np.int64)
    if np.array_equal(order, np.arange(len(book.scale))):
        return book
    figures = book.figures[order]
    opening = figures if book.opening is book.figures else book.opening[order]
    cadence = None if book.cadence is None else book.cadence[order]
    return Book(book.first[order], figures, opening, book.scale[order], book.before[order], book.before_day[order], cadence, book.whole)


def filled(rows: Rows, found: DayFigures, seen: Seen | None = None) -> Book:
    """The book of some rows out of the figures of their series, those that are several together behind the others. `seen` is on which days those with gaps have
    figures, where that is known without these.
    """
    count, days = len(rows.series), int((rows.until - rows.first).max(initial=0)) + 1
    figures, opening = np.full((count, days), np.nan), None
    before, before_day = np.full(count, np.nan), np.zeros(count, dtype=np.int64)
    alike = found.first is found.last and found.total is found.last
    whole = True
    if len(found.series) and count:
        highest = 1 + max(int(found.series.max()), int(rows.series.max()))
        both = alike and len(np.unique(rows.series)) == count
        for role in (None,) if both else (False, True):
            of = np.arange(count) if role is None else np.flatnonzero(rows.level == role)
            if not len(of):
                continue
            row_of = np.full(highest, -1, dtype=np.int64)
            row_of[rows.series[of]] = of
            opened = None if alike or not role else np.full((count, days), np.nan)
            into = _Sheet(row_of, rows.first, figures, opened, before, before_day)
            for place in range(0, len(found.series), _AT_ONCE):
                whole &= into.put(found, slice(place, place + _AT_ONCE), total=role is False)
            if opened is not None:
                opening = np.where(rows.level[:, None], opened, figures)
    if opening is not None and np.array_equal(opening, figures, equal_nan=True):
        opening = None
    whole &= opening is None
    cadence = None
    if rows.gappy.any():
        gappy = np.unique(rows.series[rows.gappy])
        cadence = usual_gaps(seen if seen is not None else Seen.of(found, gappy), rows.series, rows.first, days, rows.gappy)
    book = Book(rows.first, figures, figures if opening is None else opening, np.ones(count), before, before_day, cadence, whole)
    return _scaled(book, rows)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Rows of figures that are filled in portion by portion, each small enough for a processor's cache; `row_of` is the row of a series, -1 where none."""

    row_of: Whole
    first: Whole
    figures: Figures
    opening: Figures | None
    before: Figures
    before_day: Whole

    def put(self, found: DayFigures, some: slice, *, total: bool) -> bool:
        """Put some figures in their places: the sums of their days, or the readings. Says whether all are whole numbers."""
        values, day = (found.total if total else found.last)[some], found.day[some]
        row = self.row_of[found.series[some]]
        opened = None if self.opening is None else found.first[some]
        if int(row.min()) < 0:
            mine = np.flatnonzero(row >= 0)
            row, day, values = row[mine], day[mine], values[mine]
            opened = None if opened is None else opened[mine]
        column = day - self.first[row]
        whole = bool((values == np.rint(values)).all())
        if int(column.min(initial=0)) < 0:
            earlier = np.flatnonzero(column < 0)
            np.maximum.at(self.before_day, row[earlier], day[earlier])
            earlier = earlier[day[earlier] == self.before_day[row[earlier]]]
            self.before[row[earlier]] = values[earlier]
            kept = np.flatnonzero(column >= 0)
            row, column, values = row[kept], column[kept], values[kept]
            opened = None if opened is None else opened[kept]
        row *= self.figures.shape[1]
        row += column
        self.figures.ravel()[row] = values
        if self.opening is not None:
            self.opening.ravel()[row] = opened
        return whole


def _scaled(book: Book, rows: Rows) -> Book:
    """The book in whole numbers, where its figures have few decimals, and with the rows that are several together."""
    if not book.whole:
        book.scale = _scales(book.figures, book.opening, book.before)
    together = []
    for lines, first in rows.groups:
        count = max(1, _CELLS // (lines.shape[1] * book.days))
        for place in range(0, len(lines), count):
            some = slice(place, place + count)
            together.append(_together(book, rows.level[lines[some, 0]], lines[some], first[some]))
    if (book.scale != 1).any():
        mine = np.flatnonzero(book.scale != 1)
        same = book.opening is book.figures
        for figures in (book.figures,) if same else (book.figures, book.opening):
            figures[mine] = np.rint(figures[mine] * book.scale[mine][:, None])
        book.before[mine] = np.rint(book.before[mine] * book.scale[mine])
    if not together:
        return book
    every = [book, *together]
    same = all(one.opening is one.figures for one in every)
    figures = np.concatenate([one.figures for one in every])
    cadences = [one.cadence for one in every if one.cadence is not None]
    return Book(
        np.concatenate([one.first for one in every]),
        figures,
        figures if same else np.concatenate([one.opening for one in every]),
        np.concatenate([one.scale for one in every]),
        np.concatenate([one.before for one in every]),
        np.concatenate([one.before_day for one in every]),
        np.concatenate(cadences) if cadences else None,
    )


def _together(book: Book, level: Truth, lines: Whole, first: Whole) -> Book:
    """Rows out of several (a line each) from their first day on: sums are added where there are any, readings as they stand, from the day on that all are
    known.
    """
    days = book.days
    # what has many decimals stays as it is
    many = (_fractional(book.figures) & (book.scale == 1))[lines].any(axis=1)
    scale = np.where(many, 1.0, book.scale[lines].max(axis=1))
    ahead = first[:, None] - book.first[lines]
    at = ahead[:, :, None] + np.arange(days)
    inside = at < days
    at = lines[:, :, None] * days + np.minimum(at, days - 1)

    def cut(figures: Figures) -> Figures:
        return _whole(np.where(inside, figures.ravel()[at], np.nan), scale[:, None, None])

    figures = cut(book.figures)
    before, before_day = book.before[lines].copy(), book.before_day[lines].copy()
    for line, number in zip(*np.nonzero(ahead > 0), strict=True):
        row = lines[line, number]
        seen = np.flatnonzero(~np.isnan(book.figures[row, : ahead[line, number]]))
        if len(seen):
            before[line, number], before_day[line, number] = book.figures[row, seen[-1]], book.first[row] + seen[-1]
    before = _whole(before, scale[:, None])
    seen_ = ~np.isnan(figures)
    some = seen_.any(axis=1)
    stands = carried(np.concatenate([before[:, :, None], figures], axis=2).reshape(-1, days + 1)).reshape(*lines.shape, -1)[:, :, 1:]
    total = np.where(some, np.where(level[:, None], stands.sum(axis=1), np.where(seen_, figures, 0.0).sum(axis=1)), np.nan)
    opening = total
    if book.opening is not book.figures and not level.all():
        opening = np.where(level[:, None], total, np.where(some, np.where(seen_, cut(book.opening), 0.0).sum(axis=1), np.nan))
    cadence = None
    if book.cadence is not None:
        cadence = np.where(inside, book.cadence.ravel()[at], np.inf).min(axis=1)
        cadence = np.where(np.isinf(cadence), 1.0, cadence)
    had = before_day > 0
    return Book(
        first,
        total,
        opening,
        scale,
        np.where(level, before.sum(axis=1), np.where(had.any(axis=1), np.nansum(before, axis=1), np.nan)),
        np.where(~level | had.all(axis=1), before_day.max(axis=1), 0),
        cadence,
    )


def _whole(figures: Figures, scale: Figures) -> Figures:
    return np.where(scale == 1, figures, np.rint(figures * scale))


def carried(figures: Figures) -> Figures:
    """Rows of figures with each missing one replaced by the last before it."""
    at = np.maximum.accumulate(np.where(np.isnan(figures), 0, np.arange(figures.shape[1])), axis=1)
    return np.take_along_axis(figures, at, axis=1)


def _fractional(values: Figures) -> Truth:
    """Which rows have a figure that is no whole number."""
    with np.errstate(invalid="ignore"):
        return np.asarray((np.abs(values - np.rint(values)) > 0).any(axis=-1))


def _scales(figures: Figures, opening: Figures, before: Figures) -> Figures:
    """For each row the power of ten that makes all its figures whole; 1 where none does."""
    scale = np.ones(len(figures))
    uneven = _fractional(figures) | _fractional(before[:, None])
    if opening is not figures:
        uneven |= _fractional(opening)
    left = np.flatnonzero(uneven)
    for power in range(1, _DECIMALS + 1):
        even = np.ones(len(left), dtype=bool)
        for values in (before[:, None], figures) if opening is figures else (before[:, None], figures, opening):
            times = values[left] * 10.0**power
            with np.errstate(invalid="ignore"):
                even &= (np.isnan(times) | (np.abs(times - np.rint(times)) < 1e-6 * np.maximum(1.0, np.abs(times) * 1e-6))).all(axis=1)
        scale[left[even]] = 10.0**power
        left = left[~even]
    return scale
