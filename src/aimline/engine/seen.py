"""On which days series have a figure, where that is not every day from their first to their last."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aimline.engine.ask import DayFigures
from aimline.pacing.lines import Truth, Whole

_CELLS = 2**22
"""Days of series that are laid out at once, a byte each."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The days of some series, a bit a day from day `first` (an ordinal) on; `line` is the place of each series among the `bits`, by its number, and -1 where
    it is not among them.
    """

    first: int
    bits: NDArray[np.uint8]
    line: Whole

    @classmethod
    def of(cls, found: DayFigures, series: Whole) -> "Seen":
        """The days of some series (each once) out of their figures."""
        line = np.full(1 + int(max(series.max(initial=-1), found.series.max(initial=-1))), -1, dtype=np.int64)
        line[series] = np.arange(len(series))
        mine = np.flatnonzero(line[found.series] >= 0)
        at, day = line[found.series[mine]], found.day[mine]
        first = int(day.min()) if len(day) else 1
        width = (int(day.max()) - first) // 8 + 1 if len(day) else 1
        bits = np.zeros((len(series), width), dtype=np.uint8)
        column = day - first
        np.bitwise_or.at(bits.ravel(), at * width + column // 8, (128 >> (column % 8)).astype(np.uint8))
        return cls(first, bits, line)

    @property
    def days(self) -> int:
        """How many days there are columns for."""
        return 8 * int(self.bits.shape[1])

    def knows(self, series: Whole) -> bool:
        """Whether some series are all among them."""
        return not len(series) or (int(series.max()) < len(self.line) and bool((self.line[series] >= 0).all()))

    def portions(self, series: Whole) -> Iterator[tuple[slice, Truth]]:
        """Some series day by day (whether there is a figure), a portion of them at a time."""
        count = max(1, _CELLS // self.days)
        for place in range(0, len(series), count):
            some = slice(place, place + count)
            yield some, np.unpackbits(self.bits[self.line[series[some]]], axis=1).view(np.bool_)

    def last_until(self, series: Whole, day: Whole) -> Whole:
        """The last day with a figure up to a day (an ordinal) of each of some series; the first one where there is none until then."""
        found = np.empty(len(series), dtype=np.int64)
        for some, table in self.portions(series):
            until = np.arange(self.days) <= (day[some] - self.first)[:, None]
            before = table & until
            last = self.days - 1 - np.argmax(before[:, ::-1], axis=1)
            found[some] = np.where(before.any(axis=1), last, np.argmax(table, axis=1))
        return found + self.first
