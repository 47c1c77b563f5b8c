"""The usual gap between the days of a series: the median of all gaps so far, as of every day."""

import numpy as np

from aimline.engine.seen import Seen
from aimline.pacing.lines import Figures, Truth, Whole


def usual_gaps(seen: Seen, series: Whole, first: Whole, days: int, gappy: Truth) -> Figures:
    """The usual gap as of each of some days (rows × days, from the first of each row on) of series; 1 for those that have no gaps, and before there is any."""
    result = np.ones((len(series), days))
    rows = np.flatnonzero(gappy)
    for some, table in seen.portions(series[rows]):
        mine = rows[some]
        at = (first[mine] - seen.first)[:, None] + np.arange(days)
        result[mine] = _as_of(table, at)
    return result


def _as_of(table: Truth, at: Whole) -> Figures:
    """The usual gap of some series as of columns (series × any number) of the table of their days."""
    width = table.shape[1]
    usual = np.ones(at.shape)
    until = np.clip(at, 0, width - 1)
    # where more than half of the gaps are of a day, that is the usual one: there is nothing to sort
    next_day = table.copy()
    next_day[:, 0] = False
    next_day[:, 1:] &= table[:, :-1]
    count, ones = (np.cumsum(one, axis=1, dtype=np.int16 if width < 2**15 else np.int32) for one in (table, next_day))
    gaps = np.take_along_axis(count, until, axis=1).astype(np.int32) - 1
    open_ = (at >= 0) & (gaps > 0) & (2 * np.take_along_axis(ones, until, axis=1).astype(np.int32) <= gaps)
    rows = np.flatnonzero(open_.any(axis=1))
    if not len(rows):
        return usual
    line, day = np.nonzero(table[rows])
    starts = np.flatnonzero(np.r_[True, line[1:] != line[:-1]])
    known = np.ones((len(rows), width))
    known[line, day] = medians(np.diff(day, prepend=0), starts)
    last = np.maximum.accumulate(np.where(table[rows], np.arange(width), -1), axis=1)
    last = np.take_along_axis(last, until[rows], axis=1)
    found = np.take_along_axis(known, np.maximum(last, 0), axis=1)
    usual[rows] = np.where((at[rows] >= 0) & (last >= 0), found, 1.0)
    return usual


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
