"""The usual gap between the days of a series: the median of all gaps so far, as of every day."""

import numpy as np

from aimline.engine.ask import DayFigures
from aimline.pacing.lines import Figures, Truth, Whole

_CELLS = 2**28
"""Days of series that are laid out as a table."""


def usual_gaps(found: DayFigures, series: Whole, first: Whole, days: int, gappy: Truth) -> Figures:
    """The usual gap as of each of some days (rows × days, from the first of each row on) of series; 1 for those that have no gaps, and before there is any."""
    number, day = _in_order(found, series[gappy])
    starts = np.flatnonzero(np.r_[True, number[1:] != number[:-1]]) if len(number) else np.empty(0, dtype=np.int64)
    usual = medians(np.diff(day, prepend=0), starts)
    result = np.ones((len(series), days))
    rows = np.flatnonzero(gappy)
    while len(rows):  # once, unless a series is in several rows
        _, once = np.unique(series[rows], return_index=True)
        _from_day_to_day(result, rows[once], series, first, number, day, usual)
        rows = np.delete(rows, once)
    return result


def _in_order(found: DayFigures, series: Whole) -> tuple[Whole, Whole]:
    """The days with a figure of some series, by series and in order."""
    wanted = np.unique(series)
    place = np.full(1 + int(max(wanted.max(), found.series.max(initial=0))), -1, dtype=np.int64)
    place[wanted] = np.arange(len(wanted))
    line = place[found.series]
    day = found.day
    if not (line >= 0).all():
        mine = np.flatnonzero(line >= 0)
        line, day = line[mine], day[mine]
    first = int(day.min(initial=0 if not len(day) else np.iinfo(np.int64).max))
    width = int(day.max(initial=0)) - first + 1
    if len(wanted) * width > _CELLS:
        order = np.lexsort((day, line))
        return wanted[line[order]], day[order]
    table = np.zeros((len(wanted), width), dtype=bool)  # quicker than to sort millions of days
    table[line, day - first] = True
    line, column = np.nonzero(table)
    return wanted[line], column + first


def _from_day_to_day(result: Figures, rows: Whole, series: Whole, first: Whole, number: Whole, day: Whole, usual: Figures) -> None:
    """Fill rows of series, each once, with what is usual from each of their days on."""
    row_of = np.full(1 + int(max(series[rows].max(), number.max(initial=0))), -1, dtype=np.int64)
    row_of[series[rows]] = np.arange(len(rows))
    row = row_of[number]
    there = np.flatnonzero(row >= 0)
    column = day[there] - first[rows][row[there]] + 1
    inside = column <= result.shape[1]
    there, column = there[inside], np.maximum(column[inside], 0)
    table = np.ones((len(rows), result.shape[1] + 1))
    last = np.zeros(table.shape, dtype=np.int64)
    table[row[there], column] = usual[there]  # days are in order: of those before the first column the last one stays
    last[row[there], column] = column
    result[rows] = np.take_along_axis(table, np.maximum.accumulate(last, axis=1), axis=1)[:, 1:]


def medians(gaps: Whole, starts: Whole) -> Figures:
    """The median of the first gap, the first two, the first three … of several series that begin at places `starts`; where each begins there is none (1)."""
    begin = np.zeros(len(gaps), dtype=np.int64)
    begin[starts] = starts
    np.maximum.accumulate(begin, out=begin)
    so_far = np.arange(len(gaps)) - begin
    lower, upper = (so_far + 1) // 2, so_far // 2 + 1
    low, high = np.zeros(len(gaps)), np.zeros(len(gaps))
    real = so_far > 0
    at, starts_at = np.arange(len(gaps)), begin
    for gap in np.flatnonzero(np.bincount(gaps[real])).tolist():  # all that there are, the smallest first
        up_to = np.cumsum(real[at] & (gaps[at] <= gap))
        count: Whole = up_to - up_to[starts_at]
        for rank, found in ((lower, low), (upper, high)):
            reached = at[(found[at] == 0) & real[at] & (count >= rank[at])]
            found[reached] = gap
        left = real & (high == 0)
        if not left.any():
            break
        # only the series that are not done yet
        open_ = np.zeros(len(gaps), dtype=bool)
        open_[begin[left]] = True
        at = at[open_[begin[at]]]
        starts_at = np.searchsorted(at, begin[at])
    return np.where(real, (low + high) / 2, 1.0)
