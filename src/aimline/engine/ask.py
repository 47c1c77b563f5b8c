"""The plan every engine can run: what is asked of the rows, and what comes back.

Everything goals need from rows is a sum, a count, a greatest, a first or a last value between two days of a series. An engine answers all asks of a run
together.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol


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


class ItemAsk(NamedTuple):
    """The items of some series that were published from `first` to `last`, each with its latest figure up to day `cut`, else its earliest after it.

    Figures of one item in several of the series (likes, comments …) are added.
    """

    series: tuple[int, ...]
    first: date
    last: date
    cut: date


class ItemAnswer(NamedTuple):
    """The number of items, the sum of their figures, the greatest and on how many different days they were published."""

    items: int
    total: float
    peak: float
    days: int


class Store(Protocol):
    """The rows of a run, up to the day of evaluation."""

    as_of: date | None
    """The last day counted: the day asked for, else the last day any metric has; None when there are no rows."""

    def series(self) -> Sequence[Series]:
        """All series that have rows up to the day of evaluation."""

    def answer(self, asks: Sequence[Ask]) -> Sequence[Answer | None]:
        """One answer an ask, None where no row matches."""

    def answer_items(self, asks: Sequence[ItemAsk]) -> Sequence[ItemAnswer | None]:
        """One answer an ask, None where no item matches."""

    def daily(self, series: Sequence[int]) -> Mapping[int, Sequence[Day]]:
        """The days of some series of accounts (not of items) that have a figure, in order."""

    def cadences(self, series: Sequence[int], until: date) -> dict[int, float]:
        """The median number of days between two observations of each series up to a day; 1 for a single observation."""
