"""The plan every engine can run: what is asked of the rows, and what comes back.

What can be followed from day to day is asked for by day (`days`), once for all goals of a run, and added up there. Of the rest everything goals need is a sum,
a count, a greatest, a first or a last value between two days of a series (`answer`), and the same of items.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Series(NamedTuple):
    """One series of figures: what its rows share. `item` is set for lifetime figures of single items (posts, stories …).

    `days` counts the days with an observation between `first` and `last`; with zeros that an export leaves out filled in.
    """

    id: int
    account: str | None
    platform: str | None
    metric: str
    unit: str
    campaign: str | None
    source: str | None
    item: bool
    item_type: str | None
    first: date
    last: date
    days: int
    assumed: bool = False
    """Some of its rows name no platform, and were taken as the only one that the run speaks of."""
    rows: int = 0
    """How many figures it has; of a long table those, too, that a later row corrects."""


class Ask(NamedTuple):
    """The figures of one series from `first` to `last`, both included."""

    series: int
    first: date
    last: date


class Answer(NamedTuple):
    """`days` with an observation; the sum over them, the greatest figure of a day, the first and the last figure and their days."""

    days: int
    total: float
    peak: float
    first: float
    last: float
    first_day: date
    last_day: date


class Day(NamedTuple):
    """The figures of one series on one day: their sum, the first and the last."""

    day: date
    total: float
    first: float
    last: float


class DayFigures(NamedTuple):
    """The figures of some series by day, in columns of one length: the series, the day (its ordinal), its sum, its first and its last figure."""

    series: NDArray[np.int32]
    day: NDArray[np.int64]
    total: NDArray[np.float64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]

    def take(self, rows: NDArray[np.int64]) -> "DayFigures":
        """Some of them, in the order asked for."""
        return DayFigures(self.series[rows], self.day[rows], self.total[rows], self.first[rows], self.last[rows])


class ItemAsk(NamedTuple):
    """The items of some series that were published from `first` to `last`, each with its latest figure up to day `cut`, else its earliest after it.

    Figures of one item in several of the series (likes, comments …) are added.
    """

    series: tuple[int, ...]
    first: date
    last: date
    cut: date


class ItemAnswer(NamedTuple):
    """The number of items, the sum of their figures, the greatest and on how many different days they were published; the sum of ln(1 + figure), and of its
    squares.
    """

    items: int
    total: float
    peak: float
    days: int
    logs: float = 0.0
    squares: float = 0.0


class Store(Protocol):
    """The rows of a run, up to the day of evaluation."""

    as_of: date | None
    """The last day counted: the day asked for, else the last day any metric has; None when there are no rows."""

    def series(self) -> Sequence[Series]:
        """All series that have rows up to the day of evaluation; the id of each is its place."""

    def answer(self, asks: Sequence[Ask]) -> Sequence[Answer | None]:
        """One answer an ask, None where no row matches."""

    def answer_items(self, asks: Sequence[ItemAsk]) -> Sequence[ItemAnswer | None]:
        """One answer an ask, None where no item matches."""

    def daily(self, series: Sequence[int]) -> Mapping[int, Sequence[Day]]:
        """The days of some series of accounts (not of items) that have a figure, in order."""

    def days(self, series: NDArray[np.int32], first: NDArray[np.int64], last: NDArray[np.int64]) -> DayFigures:
        """The figures of some series of accounts between two days each (ordinals, both included), in any order; every series once."""

    def cadences(self, series: Sequence[int], until: date) -> dict[int, float]:
        """The median number of days between two observations of each series up to a day; 1 for a single observation."""
