"""Windows over several platforms of which one has no figures before some day: on the days before it they stand as they did then, on the others alone."""

from dataclasses import dataclass

import numpy as np

from aimline.engine.asked import Asked
from aimline.engine.book import Book
from aimline.pacing.lines import Truth, Whole

_NEVER = 10**7


@dataclass(frozen=True, slots=True)
class Before:
    """Some windows, and their days (from 1 on) on which only some of their legs had begun."""

    rows: Whole
    legs: tuple[int, ...]
    since: Whole
    until: Whole

    def cells(self, day: Whole) -> Truth:
        """Which of some days of all windows are among them."""
        mine = day[self.rows]
        return (mine >= self.since[:, None]) & (mine <= self.until[:, None])


def before_all(book: Book, asked: Asked) -> list[Before]:
    """The days on which not all legs of a window had begun, but some; on its day of evaluation all have, as far as they have any figures."""
    legs = asked.windows.legs
    if len(legs) < 2:
        return []
    begins = np.stack([_begins(book, leg.above[0], asked.windows.start) for leg in legs], axis=1)
    some = np.flatnonzero((begins > 1).any(axis=1))
    order = np.argsort(begins[some], axis=1, kind="stable")
    days = np.take_along_axis(begins[some], order, axis=1)
    found = []
    for count in range(1, len(legs)):
        since, until = np.maximum(days[:, count - 1], 1), np.minimum(days[:, count] - 1, asked.windows.over[some] - 1)
        mine = np.flatnonzero(since <= until)
        which = (1 << order[mine, :count]).sum(axis=1)
        for mask in np.unique(which).tolist():
            at = mine[which == mask]
            found.append(Before(some[at], tuple(leg for leg in range(len(legs)) if mask >> leg & 1), since[at], until[at]))
    return found


def _begins(book: Book, rows: Whole, start: Whole) -> Whole:
    """The day of each window, counted from its first as 1, on which a row has its first figure; 1 where that was before."""
    opened = book.running.latest_until(rows, (start - book.first[rows])[:, None])[:, 0]
    found = np.ones(len(rows), dtype=np.int64)
    late = np.flatnonzero((opened < 0) & (book.before_day[rows] == 0))
    if len(late):
        each, which = np.unique(rows[late], return_inverse=True)
        seen = ~np.isnan(book.figures[each])
        first = np.where(seen.any(axis=1), book.first[each] + np.argmax(seen, axis=1), _NEVER)
        found[late] = np.maximum(1, first[which] - start[late] + 1)
    return found
