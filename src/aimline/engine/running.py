"""Figures added up from the first day of a book on, so that a sum over any of its days is one difference."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aimline.engine.threads import side_by_side
from aimline.pacing.lines import Figures, Truth, Whole

_EXACT = 2.0**52
"""Sums of whole numbers up to this are exact in any order."""
_CELLS = 2**17
"""Figures that are added up at once."""


@dataclass(frozen=True, slots=True)
class Running:
    """Rows of figures added up: `total` up to each column (the first is 0), `exact` where differences of these are as good as sums.

    `count` and `latest` are the number of figures up to each column and the last column with one (-1: none), as `total`; None where every row has its figures
    in one go, from column `begin` on, `size` of them.
    """

    total: Figures
    exact: Truth
    begin: Whole
    size: Whole
    count: NDArray[np.int32] | None
    latest: NDArray[np.int32] | None

    @classmethod
    def of(cls, figures: Figures, *, whole: bool = False) -> "Running":
        """Add up rows of figures, NaN where there is none; `whole`: all of them are known to be whole numbers."""
        rows, days = figures.shape
        made = cls(np.zeros((rows, days + 1)), np.ones(rows, dtype=bool), np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64), None, None)
        step = max(1, _CELLS // (days + 1))
        blocks = [slice(place, place + step) for place in range(0, rows, step)] if days else []
        in_one_go = list(side_by_side(lambda some: made._add(figures[some], some, whole=whole), blocks))
        if all(in_one_go):
            return made
        count, latest = np.zeros((rows, days + 1), dtype=np.int32), np.full((rows, days + 1), -1, dtype=np.int32)
        for some in blocks:
            seen = ~np.isnan(figures[some])
            np.cumsum(seen, axis=1, dtype=np.int32, out=count[some, 1:])
            np.maximum.accumulate(np.where(seen, np.arange(days, dtype=np.int32), -1), axis=1, out=latest[some, 1:])
        return replace(made, count=count, latest=latest)

    def _add(self, figures: Figures, some: slice, *, whole: bool) -> bool:
        """Add up some rows, few enough for a processor's cache; says whether each has its figures in one go."""
        days = figures.shape[1]
        seen = ~np.isnan(figures)
        size, begin = np.count_nonzero(seen, axis=1), np.argmax(seen, axis=1)
        end = days - np.argmax(seen[:, ::-1], axis=1)
        filled = figures if (size == days).all() else np.where(seen, figures, 0.0)
        np.cumsum(filled, axis=1, out=self.total[some, 1:])
        exact = np.maximum(filled.max(axis=1, initial=0.0), -filled.min(axis=1, initial=0.0)) * days < _EXACT
        if not whole:
            exact &= (filled == np.rint(filled)).all(axis=1)
        self.exact[some], self.begin[some], self.size[some] = exact, begin, size
        return bool(((end - begin == size) | (size == 0)).all())

    def _at(self, table: NDArray[np.generic], rows: Whole, until: Whole) -> NDArray[np.generic]:
        width = table.shape[1]
        found: NDArray[np.generic] = table.ravel().take(rows[:, None] * width + np.clip(until + 1, 0, width - 1))
        return found

    def total_until(self, rows: Whole, until: Whole) -> Figures:
        """The sum of each row up to columns `until` (rows × any number), these included."""
        return np.asarray(self._at(self.total, rows, until), dtype=np.float64)

    def count_until(self, rows: Whole, until: Whole) -> Whole:
        """The number of figures up to columns."""
        if self.count is not None:
            return np.asarray(self._at(self.count, rows, until), dtype=np.int64)
        return np.asarray(np.clip(until + 1 - self.begin[rows][:, None], 0, self.size[rows][:, None]), dtype=np.int64)

    def latest_until(self, rows: Whole, until: Whole) -> Whole:
        """The last column with a figure up to columns; -1 where there is none."""
        if self.latest is not None:
            return np.asarray(self._at(self.latest, rows, until), dtype=np.int64)
        count = self.count_until(rows, until)
        return np.where(count > 0, self.begin[rows][:, None] + count - 1, -1)
