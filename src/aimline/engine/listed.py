"""The series of a store, made as they are asked for: there may be one for every few rows, and goals want few of them."""

from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import Any, overload

import numpy as np

from aimline.engine.ask import Series
from aimline.engine.census import Census, Days, Observed, Truth

_OR_NONE = frozenset({"account", "platform", "campaign", "source", "item_type"})
"""The keys that a series may lack."""


class SeriesList(Sequence[Series]):
    """All series of a store by their number. `days` is on how many days each has a row, `seen` on which, of those where that is not plain (None: nobody knows),
    `assumed` which were taken as those of the only platform that the run speaks of.
    """

    def __init__(self, census: Census, observed: Observed, assumed: Truth | None = None) -> None:
        self.days, self.seen, self.first = observed.days, observed.seen, census.first
        self.assumed = assumed if assumed is not None else np.zeros(len(census), dtype=bool)
        self._census = census
        self._made: list[Series | None] = [None] * len(census)

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, place: int) -> Series: ...
    @overload
    def __getitem__(self, place: slice) -> list[Series]: ...
    def __getitem__(self, place: int | slice) -> Series | list[Series]:
        if isinstance(place, slice):
            return self.of(range(len(self))[place])
        return self.of([range(len(self))[place]])[0]

    def __iter__(self) -> Iterator[Series]:
        return iter(self.of(range(len(self))))

    def text(self, key: str) -> list[Any]:
        """A key of all series; None where those lack it that may."""
        values = self._census.lists[key]
        return [value or None for value in values] if key in _OR_NONE else values

    def said(self, key: str) -> Sequence[Any]:
        """A field of all series: their number, whether they were assumed, a key."""
        return range(len(self)) if key == "id" else self.assumed.tolist() if key == "assumed" else self.text(key)

    @cached_property
    def item(self) -> Truth:
        """Which are lifetime figures of items."""
        return self._census.items

    @cached_property
    def last(self) -> Days:
        """The last day each has something of; figures of items are also of the day on which they were taken."""
        known = self._census
        return np.where(self.item, np.maximum(known.last, known.seen), known.last) if self.item.any() else known.last

    def of(self, places: Sequence[int]) -> list[Series]:
        """Some of them, in the order asked for."""
        made = self._made
        missing = [place for place in places if made[place] is None]
        if missing:
            for one in self._new(missing):
                made[one.id] = one
        return [made[place] for place in places]  # type: ignore[misc]  # all are made now

    def _new(self, places: list[int]) -> Iterator[Series]:
        at = np.array(places)
        every = len(places) == len(self)

        def text(key: str) -> list[Any]:
            values = self.text(key)
            return values if every else [values[place] for place in places]

        def day(days: Days) -> list[Any]:
            return days[at].astype("datetime64[D]").tolist()  # type: ignore[no-any-return]

        columns = zip(
            places,
            *(text(key) for key in ("account", "platform", "metric", "unit", "campaign", "source", "item", "item_type")),
            day(self.first),
            day(self.last),
            self.days[at].tolist(),
            self.assumed[at].tolist(),
            self._census.rows[at].tolist(),
            strict=True,
        )
        return map(partial(tuple.__new__, Series), columns)


def texts(series: Sequence[Series], key: str) -> Sequence[Any]:
    """What each of some series says of itself, without making it."""
    return series.said(key) if isinstance(series, SeriesList) else [getattr(one, key) for one in series]
