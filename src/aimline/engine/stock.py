"""What the figures of every series amount to over a span of days: sums, means, medians, extremes with their days. `aimline metrics` tells them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from aimline.engine.census import joined
from aimline.engine.duck import DuckStore

_MEDIANS = 1_000_000
"""Figures of a series up to which its median is worked out: it takes all of them at once."""
_AT_ONCE = 3_000_000
"""Figures whose medians are worked out together."""
_OUT = 1_000_000
"""Figures that are brought out of the engine together."""
_BITS = 2**28
"""Bits of the strings of days that are brought out of the engine together."""

T = TypeVar("T")
_EPOCH = date(1970, 1, 1)

Days = NDArray[np.int64]
"""Days by their number since 1970-01-01, in order."""


class Summary(NamedTuple):
    """A series of an account over a span. Of each day one figure counts: the sum of a flow, the last reading of a level, the greatest number of people.

    `before` is the last figure before the span. Means and medians are of days with a figure.
    """

    days: int
    first_day: date
    last_day: date
    total: float
    mean: float
    median: float | None
    first: float
    last: float
    greatest: float
    greatest_day: date
    least: float
    least_day: date
    before: float | None


class ItemSummary(NamedTuple):
    """The items of some series that were published in a span, each with its latest figure; `greatest_item` is the one with the greatest."""

    items: int
    total: float
    mean: float
    median: float | None
    greatest: float
    greatest_item: str
    greatest_day: date
    least: float
    first_day: date
    last_day: date


class Readings(NamedTuple):
    """The days of a series that have a figure, in order: the sum of each, and its last figure."""

    days: Days
    total: NDArray[np.float64]
    last: NDArray[np.float64]


class StockStore(DuckStore):
    """A store that can also say what its series amount to. What is asked of all days of many series never stands in Python as objects."""

    @cached_property
    def _dated(self) -> str:
        """One row a series of an account and day. Rows are matched with their series once: doing so by text costs more than all that is asked of them."""
        join = joined(self._varying)
        self._connection.execute(
            f"CREATE TEMP TABLE single AS SELECT s.id AS series, l.day, l.value FROM long l JOIN series s ON {join} "
            "WHERE NOT s.rolled AND NOT s.item AND NOT l.item"
        )
        return (
            "(SELECT series, day, value AS total, value AS peak, value AS first, value AS last FROM single "
            f"UNION ALL SELECT series, day, total, peak, first, last FROM {self._rolled})"
        )

    def _days(self) -> str:
        """One row a series of an account and day, with the figure that counts (`figure`), by the kinds in `kinds`."""
        figure = "CASE k.kind WHEN 'flow' THEN d.total WHEN 'level' THEN d.last ELSE d.peak END AS figure"
        return f"(SELECT d.*, {figure}, k.small FROM {self._dated} d JOIN kinds k ON k.series = d.series)"

    def summaries(self, kinds: Mapping[int, str], first: date | None = None) -> dict[int, Summary]:
        """What series of accounts amount to from day `first` on; `kinds` says of each what it is (level, flow, unique, ratio)."""
        known = [one for one in self.series() if not one.item and one.id in kinds]
        if not known:
            return {}
        found: dict[int, Summary] = {}
        for some in _portions(known, lambda one: one.days, _AT_ONCE):
            self._insert(
                "kinds",
                {
                    "series": np.array([one.id for one in some], dtype=np.int32),
                    "kind": np.array([kinds[one.id] for one in some]),
                    "small": np.array([one.days <= _MEDIANS for one in some]),
                },
            )
            found |= self._summaries(first)
        return found

    def _summaries(self, first: date | None) -> dict[int, Summary]:
        """What the series in `kinds` amount to."""
        figures = (
            f"count(*), min(day), max(day), {self._sum.format('figure')}, {self._sum.format('figure')} / count(*), median(figure) FILTER (WHERE small), "
            "arg_min(first, day), arg_max(last, day), "
            "max(figure), min(day) FILTER (WHERE figure = highest), min(figure), min(day) FILTER (WHERE figure = lowest)"
        )
        rows = self._all(f"SELECT series, {figures} FROM ({self._extremes(first)}) GROUP BY series")
        before: dict[int, float] = {}
        if first is not None:
            day = first.isoformat()
            before = dict(self._all(f"SELECT series, arg_max(last, day) FROM {self._days()} WHERE day < DATE '{day}' GROUP BY series"))
        return {row[0]: Summary._make((*row[1:], before.get(row[0]))) for row in rows}

    def _extremes(self, first: date | None) -> str:
        """The days of a span beside the greatest and the least figure of their series."""
        where = _from("day", first)
        ends = f"SELECT series AS of, max(figure) AS highest, min(figure) AS lowest FROM {self._days()} WHERE {where} GROUP BY series"
        return f"SELECT d.*, e.highest, e.lowest FROM {self._days()} d JOIN ({ends}) e ON e.of = d.series WHERE {where}"

    def days_of(self, series: Iterable[int]) -> Iterator[tuple[int, Days]]:
        """The days on which some series of accounts have a figure, each as a bit on the way out of the engine."""
        known = [self._series[number] for number in series]
        if not known:
            return
        start, end = ((one - _EPOCH).days for one in (min(one.first for one in known), max(one.last for one in known)))
        width = end - start + 1
        for some in _portions(known, lambda _: width, _BITS):
            self._insert("listed", {"series": np.array([one.id for one in some], dtype=np.int32)})
            bits = f"bitstring_agg(date_diff('day', DATE '{_EPOCH}', day)::INTEGER, {start}, {end})::BLOB"
            for number, found in self._all(f"SELECT series, {bits} FROM {self._dated} SEMI JOIN listed USING (series) GROUP BY series"):
                yield number, np.flatnonzero(np.unpackbits(np.frombuffer(found, dtype=np.uint8))[-width:]) + start

    def readings(self, groups: Iterable[Sequence[int]]) -> Iterator[dict[int, Readings]]:
        """The figures of groups of series of accounts, a group at a time."""
        for some in _portions(groups, lambda group: sum(self._series[one].days for one in group), _OUT):
            found = self._readings({one for group in some for one in group})
            yield from ({one: found[one] for one in group} for group in some)

    def _readings(self, series: Iterable[int]) -> dict[int, Readings]:
        self._insert("listed", {"series": np.array(sorted(series), dtype=np.int32)})
        columns = self._connection.execute(
            f"SELECT series, date_diff('day', DATE '{_EPOCH}', day) AS day, total, last FROM {self._dated} SEMI JOIN listed USING (series)"
        ).fetchnumpy()
        numbers, days, total, last = (np.asarray(columns[name]) for name in ("series", "day", "total", "last"))
        # files mostly have the days of a series together and in order, which makes this quick
        order = np.argsort(numbers.astype(np.int64) * 2**32 + days, kind="stable")
        numbers, days, total, last = numbers[order], days[order], total[order], last[order]
        starts = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)] if len(numbers) else [0]
        return {int(numbers[low]): Readings(days[low:high], total[low:high], last[low:high]) for low, high in pairwise(starts)}

    def counts(self, first: date) -> dict[int, int]:
        """How many figures of each series are of day `first` or later; of items: of those published then."""
        join = joined(self._varying)
        day = "CASE WHEN l.item THEN coalesce(l.published::DATE, l.day) ELSE l.day END"
        return dict(self._all(f"SELECT s.id, count(*) FROM long l JOIN series s ON {join} AND l.item = s.item WHERE {_from(day, first)} GROUP BY s.id"))

    def item_summaries(self, groups: Sequence[Sequence[int]], first: date | None = None) -> list[ItemSummary | None]:
        """What the items of groups of series amount to that were published from day `first` on, one answer a group; the figures of an item in several series of
        a group are added.
        """
        if not groups or not self._series:
            return [None] * len(groups)
        pairs = [(number, series) for number, group in enumerate(groups) for series in group]
        self._insert("groups", {"g": np.array([one for one, _ in pairs], dtype=np.int32), "series": np.array([one for _, one in pairs], dtype=np.int32)})
        join = joined(self._varying)
        where = _from("coalesce(l.published::DATE, l.day)", first)
        small = {number for number, group in enumerate(groups) if sum(self._series[one].rows for one in group) <= _MEDIANS}
        rows = self._all(
            "WITH each AS (SELECT g.g, l.account, l.platform, l.metric, l.item_id, min(coalesce(l.published::DATE, l.day)) AS published, "
            f"arg_max(l.value, (l.ts, l.seen, l.value)) AS value FROM long l JOIN series s ON {join} AND s.item JOIN groups g ON g.series = s.id "
            f"WHERE l.item AND {where} GROUP BY g.g, l.account, l.platform, l.metric, l.item_id), "
            f"whole AS (SELECT g, account, platform, item_id, min(published) AS published, {self._sum.format('value')} AS value FROM each "
            "GROUP BY g, account, platform, item_id) "
            f"SELECT g, count(*), {self._sum.format('value')}, {self._sum.format('value')} / count(*), "
            f"median(value) FILTER (WHERE g IN ({', '.join(map(str, sorted(small))) or '-1'})), max(value), "
            "arg_min(item_id, (-value, published, item_id)), arg_min(published, (-value, published, item_id)), min(value), min(published), max(published) "
            "FROM whole GROUP BY g"
        )
        found: list[ItemSummary | None] = [None] * len(groups)
        for number, *figures in rows:
            found[number] = ItemSummary(*figures)
        return found


def _portions(every: Iterable[T], size: Callable[[T], int], limit: int) -> Iterator[list[T]]:
    """Some of them at a time: as many as are no more than a limit together, or a single one."""
    some: list[T] = []
    taken = 0
    for one in every:
        if some and taken + size(one) > limit:
            yield some
            some, taken = [], 0
        some.append(one)
        taken += size(one)
    if some:
        yield some


def _from(day: str, first: date | None) -> str:
    return f"{day} >= DATE '{first.isoformat()}'" if first else "true"
