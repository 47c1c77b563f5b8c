"""Ratios that are known by day, and the law of what they will be at the close."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aimline.engine.book import Book
from aimline.engine.follow import LOOKBACK, Leg, Windows, cut
from aimline.pacing.law import Family, Parts, Quotients, quotients
from aimline.pacing.lines import Figures, Whole


def _sums(book: Book, rows: Sequence[NDArray[np.int64]], start: Whole, columns: int) -> Figures:
    """Figures by day, of a day only where every part has one."""
    found: Figures = np.add.reduce([cut(book, one, start, LOOKBACK, columns) / book.scale[one][:, None] for one in rows])
    return found


class Ratios:
    """The ratios of some windows (they have one leg). Targets are in the unit of the goals: `unit` is what turns a quotient of the rows into them."""

    def __init__(self, book: Book, windows: Windows, family: Family, factor: Figures) -> None:
        leg: Leg = windows.legs[0]
        longest = int(windows.days.max(initial=1))
        self._windows, self._family = windows, family
        self.unit = leg.scale * factor
        self._above, self._below = (_sums(book, side, windows.start, longest) for side in (leg.above, leg.below))

    def law(self, days: Whole, target: Figures) -> Quotients:
        """The predictive law on some days (windows × days); `target` [windows] in the unit of the goals."""
        windows = self._windows
        return quotients(
            Parts(
                above=self._above,
                below=self._below,
                first_weekday=(windows.start - 1) % 7,
                asked=target / self.unit,
                length=windows.days,
                trailing=windows.trailing,
                family=self._family,
            ),
            days,
        )

    def chances(self, days: Whole, target: Figures, down: NDArray[np.bool_]) -> Figures:
        """P(the target is met at the close) on some days; `down` [windows]: it must not be passed. NaN where nothing is known."""
        return self.law(days, target[:, 0]).reaching(target / self.unit[:, None], down)

    def ends(self, day: Whole, target: Figures) -> dict[str, Figures]:
        """Between what the figures at the close will be, on one day: p10, p50 and p90 [windows]."""
        law = self.law(day, target[:, 0])
        return {f"p{round(100 * q)}": law.quantile(q)[:, 0] * self.unit for q in (0.1, 0.5, 0.9)}
