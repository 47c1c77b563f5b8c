"""Figures by series and local day, kept up to date as rows come, and the store that they are as of any day.

`Rolled` is what a log comes to for everything that goals ask by day; a `RollStore` is a cut of it: it answers as if no later row existed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import fsum, log
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aimline.engine.ask import Answer, Ask, Day, DayFigures, ItemAnswer, ItemAsk, Series
from aimline.engine.duck import Home, nameless_of
from aimline.metrics.formats.ids import Named, own_name, shadowed
from aimline.pacing.lines import Figures, Whole


class RollKey(NamedTuple):
    """What the rows of a series share, before anything is filled in; a text that is missing is empty."""

    account: str
    platform: str
    metric: str
    unit: str
    campaign: str
    source: str
    item: bool
    item_type: str


def by_own_name(key: RollKey, named: Named) -> RollKey:
    """A series by the names of the catalogue."""
    return key._replace(platform=named.platform, metric=named.metric, unit=named.unit if named.unit and key.unit == "count" else key.unit)


class ItemReading(NamedTuple):
    """A figure of one item: `ts` orders readings, `published` and `day` are ordinals."""

    item: str
    published: int
    ts: int
    day: int
    value: float
    seen: int
    seen_day: int = 0
    """The day on which it was taken, 0 where nobody knows."""


class _Columns:
    """Columns that grow at their end."""

    def __init__(self, **kinds: type) -> None:
        self.size = 0
        self._room: dict[str, NDArray[Any]] = {name: np.empty(1024, dtype=kind) for name, kind in kinds.items()}

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._room[name][: self.size]

    def append(self, **more: NDArray[Any]) -> None:
        """Add rows."""
        size = self.size + len(next(iter(more.values())))
        if size > len(next(iter(self._room.values()))):
            self._room = {
                name: np.concatenate([room[: self.size], np.empty(max(size, 2 * self.size) - self.size, room.dtype)]) for name, room in self._room.items()
            }
        for name, values in more.items():
            self._room[name][self.size : size] = values
        self.size = size

    def order(self, rows: Whole) -> None:
        """Put rows in another order, or leave some out."""
        self._room = {name: room[rows] for name, room in self._room.items()}
        self.size = len(rows)


_FIGURES = ("total", "peak", "first", "last", "seen")


class Rolled:
    """What a log comes to by series and local day of one zone. Days are ordinals; a figure of a day that is given again replaces what was there."""

    def __init__(self) -> None:
        self.keys: list[RollKey] = []
        self._number: dict[RollKey, int] = {}
        self.named: list[RollKey] = []
        """The series by the names of the catalogue."""
        self.own: list[bool] = []
        """Whether that is what the rows call the metric themselves."""
        self._days = _Columns(day=np.int64, key=np.int64, total=np.float64, peak=np.float64, first=np.float64, last=np.float64, seen=np.int64)
        self._fresh: dict[tuple[int, int], tuple[float, float, float, float, int]] = {}
        self._items: dict[int, dict[tuple[str, int], ItemReading]] = {}
        self._earliest: int | None = None
        self._latest: int | None = None

    def number(self, key: RollKey) -> int:
        """The number of a series, given to it when it is first spoken of."""
        found = self._number.get(key)
        if found is None:
            found = self._number[key] = len(self.keys)
            self.keys.append(key)
            other = own_name(key.platform, key.metric)
            self.own.append(other is None or other.metric == key.metric)
            self.named.append(key if other is None else by_own_name(key, other))
        return found

    def put(self, key: RollKey, day: int, total: float, peak: float, first: float, last: float, seen: int = 0) -> None:
        """The figures of one day of a series of an account: their sum, the greatest, the first and the last; `seen` orders rows of the same day from two
        files that name it differently.
        """
        self._fresh[day, self.number(key)] = (total, peak, first, last, seen)
        self._spans(day, day)

    def put_many(self, keys: Whole, days: Whole, total: Figures, peak: Figures, first: Figures, last: Figures, seen: Whole) -> None:
        """Many days at once; `keys` are numbers of series."""
        if not len(keys):
            return
        self._settle()
        if len(self._days["day"]) and int(days.min()) <= int(self._days["day"][-1]):
            for row in zip(days.tolist(), keys.tolist(), total.tolist(), peak.tolist(), first.tolist(), last.tolist(), seen.tolist(), strict=True):
                self._fresh[row[0], row[1]] = row[2:]
        else:
            order = np.lexsort((keys, days))
            given = {"total": total, "peak": peak, "first": first, "last": last, "seen": seen}
            self._days.append(day=days[order], key=keys[order], **{name: values[order] for name, values in given.items()})
        self._spans(int(days.min()), int(days.max()))

    def put_item(self, key: RollKey, reading: ItemReading) -> None:
        """A figure of an item; of one moment the one counts that was seen last, then the greater."""
        known = self._items.setdefault(self.number(key), {})
        before = known.get((reading.item, reading.ts))
        if before is None or (before.seen, before.value) < (reading.seen, reading.value):
            known[reading.item, reading.ts] = reading
        self._spans(reading.day, reading.day)

    def _spans(self, first: int, last: int) -> None:
        self._earliest = first if self._earliest is None else min(self._earliest, first)
        self._latest = last if self._latest is None else max(self._latest, last)

    @property
    def first_day(self) -> int | None:
        """The first day with a figure."""
        return self._earliest

    @property
    def last_day(self) -> int | None:
        """The last day with a figure."""
        return self._latest

    def days(self) -> list[int]:
        """The days with a figure, each once, in order."""
        self._settle()
        items = [one.day for known in self._items.values() for one in known.values()]
        return [int(day) for day in np.unique(np.r_[self._days["day"], np.array(items, dtype=np.int64)])]

    def begins(self) -> Whole:
        """The days on which a series begins, each once."""
        self._settle()
        found = np.zeros(len(self.keys), dtype=np.int64)
        found[self._days["key"][::-1]] = self._days["day"][::-1]
        for number, known in self._items.items():
            found[number] = min(one.day for one in known.values())
        return np.unique(found[found > 0])

    def _settle(self) -> None:
        """Put what came since among the columns, which are in the order of days, then series."""
        if not self._fresh:
            return
        fresh, self._fresh = self._fresh, {}
        columns = self._days
        last = int(columns["day"][-1]) if columns.size else 0
        late = [place for place in fresh if place[0] <= last]
        if late:
            changed = np.array(late, dtype=np.int64)
            mark = changed[:, 0] * 2**32 + changed[:, 1]
            since = int(np.searchsorted(columns["day"], changed[:, 0].min()))
            tail = columns["day"][since:] * 2**32 + columns["key"][since:]
            columns.order(np.r_[np.arange(since), since + np.flatnonzero(~np.isin(tail, mark))])
        rows = sorted(fresh.items())
        if rows:
            names = np.array([place for place, _ in rows], dtype=np.int64)
            by = list(zip(*(figures for _, figures in rows), strict=True))
            columns.append(day=names[:, 0], key=names[:, 1], **{name: np.array(values) for name, values in zip(_FIGURES, by, strict=True)})
        if late:
            columns.order(np.lexsort((columns["key"], columns["day"])))

    def at(self, as_of: date, home: Home | None = None) -> "RollStore":
        """The rows up to the end of a day. What the store answers holds until something is put."""
        self._settle()
        return RollStore(self, as_of, home or Home())


class _Items(NamedTuple):
    """The readings of items up to a day, by number of their series' key."""

    readings: Mapping[int, Sequence[ItemReading]]
    spans: Mapping[int, tuple[int, int, int]]
    """How many days have a reading, the first of them, and the last or the day on which the last one was taken."""


def _items_until(rolled: Rolled, day: int) -> _Items:
    readings: dict[int, Sequence[ItemReading]] = {}
    spans: dict[int, tuple[int, int, int]] = {}
    for number, known in rolled._items.items():
        mine = [one for one in known.values() if one.day <= day]
        if mine:
            readings[number] = mine
            days = {one.day for one in mine}
            spans[number] = len(days), min(days), max(max(days), max(one.seen_day for one in mine))
    return _Items(readings, spans)


class _Dated(NamedTuple):
    """The days of one series, in order."""

    day: Whole
    total: Figures
    peak: Figures
    first: Figures
    last: Figures


class RollStore:
    """Rows up to the end of a day, in the figures that a `Rolled` keeps; see `ask.Store`. It holds until something is put into that."""

    def __init__(self, rolled: Rolled, as_of: date, home: Home) -> None:
        self.as_of: date | None = as_of
        columns = rolled._days
        end = int(np.searchsorted(columns["day"], as_of.toordinal(), side="right"))
        key, self._day = columns["key"][:end], columns["day"][:end]
        self._figures = {name: columns[name][:end] for name in _FIGURES}
        count = len(rolled.keys)
        often = np.bincount(key, minlength=count)
        first, last = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        first[key[::-1]], last[key] = self._day[::-1], self._day
        self._items = _items_until(rolled, as_of.toordinal())
        for number, (days, begin, until) in self._items.spans.items():
            often[number], first[number], last[number] = days, begin, until
        present = np.flatnonzero(often)
        named, assumed = _named(rolled.named, present.tolist(), home)
        order = sorted(set(named))
        place = {one: number for number, one in enumerate(order)}
        of = np.array([place[one] for one in named], dtype=np.int64)
        self._of = np.full(count, -1, dtype=np.int64)
        self._of[present] = of
        self._key, self._own = key, rolled.own
        several = np.flatnonzero(np.bincount(of, minlength=len(order)) > 1)
        if len(several):
            self._merge(several)
        begins, ends, days_ = np.full(len(order), np.iinfo(np.int64).max), np.zeros(len(order), dtype=np.int64), np.zeros(len(order), dtype=np.int64)
        np.minimum.at(begins, of, first[present])
        np.maximum.at(ends, of, last[present])
        np.add.at(days_, of, often[present])
        if len(several):
            counted = np.bincount(self._of[self._key], minlength=len(order))
            days_[several] = np.where(counted[several] > 0, counted[several], days_[several])
        self._series = [
            Series(number, key_.account or None, key_.platform or None, key_.metric, key_.unit, key_.campaign or None, key_.source or None, key_.item,
                   key_.item_type or None, date.fromordinal(begin), date.fromordinal(until), seen, key_ in assumed, seen)
            for number, (key_, begin, until, seen) in enumerate(zip(order, begins.tolist(), ends.tolist(), days_.tolist(), strict=True))
        ]  # fmt: skip
        self._dated: dict[int, _Dated] = {}

    def _merge(self, several: Whole) -> None:
        """Of figures that rows have under different names, those under the metric's own count (see `shadowed`); of two of one day that two files have, the one
        that was seen later, then the greater.
        """
        series = self._of[self._key]
        kept = np.ones(len(series), dtype=bool)
        own = np.array(self._own)[self._key]
        for number in np.intersect1d(several, series[~own]).tolist():
            rows = np.flatnonzero(series == number)
            others = rows[~own[rows]]
            hidden = shadowed(self._day[others].tolist(), self._day[rows[own[rows]]].tolist())
            kept[others] = ~np.isin(self._day[others], list(hidden))
        order = np.lexsort((self._figures["total"], self._figures["seen"], series, self._day))
        order = order[kept[order]]
        day, ordered = self._day[order], series[order]
        repeated = np.zeros(len(day), dtype=bool)
        repeated[:-1] = (day[1:] == day[:-1]) & (ordered[1:] == ordered[:-1])
        rows = order[~repeated]
        self._day, self._key = self._day[rows], self._key[rows]
        self._figures = {name: values[rows] for name, values in self._figures.items()}

    def series(self) -> Sequence[Series]:
        """All series with rows up to the day of evaluation."""
        return self._series

    def days(self, series: NDArray[np.int32], first: NDArray[np.int64], last: NDArray[np.int64]) -> DayFigures:
        """Figures by day; see `ask.Store`."""
        if not len(series):
            nothing = np.empty(0)
            return DayFigures(nothing.astype(np.int32), nothing.astype(np.int64), nothing, nothing, nothing)
        low, high = np.searchsorted(self._day, [int(first.min()), int(last.max()) + 1])
        number, day = self._of[self._key[low:high]], self._day[low:high]
        since, until = np.full(len(self._series) + 1, np.iinfo(np.int64).max), np.zeros(len(self._series) + 1, dtype=np.int64)
        since[series], until[series] = first, last
        rows = np.flatnonzero((day >= since[number]) & (day <= until[number]))
        total, begin, end = (self._figures[name][low:high][rows] for name in ("total", "first", "last"))
        if np.array_equal(total, end) and np.array_equal(begin, end):  # nothing repeats within a day
            begin = end = total
        return DayFigures(number[rows].astype(np.int32), day[rows], total, begin, end)

    def _of_series(self, series: Iterable[int]) -> Mapping[int, _Dated]:
        """The days of some series, in order."""
        missing = sorted({one for one in series if one not in self._dated})
        if missing:
            wanted = np.zeros(len(self._series) + 1, dtype=bool)
            wanted[missing] = True
            number = self._of[self._key]
            rows = np.flatnonzero(wanted[number])
            rows = rows[np.argsort(number[rows], kind="stable")]
            at = np.searchsorted(number[rows], missing)
            until = np.searchsorted(number[rows], missing, side="right")
            for one, low, high in zip(missing, at.tolist(), until.tolist(), strict=True):
                mine = rows[low:high]
                self._dated[one] = _Dated(self._day[mine], *(self._figures[name][mine] for name in _FIGURES[:4]))
        return self._dated

    def answer(self, asks: Sequence[Ask]) -> Sequence[Answer | None]:
        """One answer an ask; see `ask.Store`."""
        known = self._of_series(ask.series for ask in asks)
        found: list[Answer | None] = []
        for ask in asks:
            mine = known[ask.series]
            low, high = np.searchsorted(mine.day, [ask.first.toordinal(), ask.last.toordinal() + 1]).tolist()
            if low == high:
                found.append(None)
                continue
            total, peak = fsum(mine.total[low:high].tolist()), float(mine.peak[low:high].max())
            ends = date.fromordinal(int(mine.day[low])), date.fromordinal(int(mine.day[high - 1]))
            found.append(Answer(high - low, total, peak, float(mine.first[low]), float(mine.last[high - 1]), *ends))
        return found

    def daily(self, series: Sequence[int]) -> Mapping[int, Sequence[Day]]:
        """Days with a figure; see `ask.Store`."""
        known = self._of_series(series)
        return {
            number: [
                Day(date.fromordinal(day), *figures)
                for day, *figures in zip(
                    known[number].day.tolist(), known[number].total.tolist(), known[number].first.tolist(), known[number].last.tolist(), strict=True
                )
            ]
            for number in series
        }

    def answer_items(self, asks: Sequence[ItemAsk]) -> Sequence[ItemAnswer | None]:
        """One answer an ask about items; see `ask.Store`."""
        return [self._answer_items(ask) for ask in asks]

    def _answer_items(self, ask: ItemAsk) -> ItemAnswer | None:
        first, last, cut = ask.first.toordinal(), ask.last.toordinal(), ask.cut.toordinal()
        each: dict[tuple[tuple[Any, ...], str], list[tuple[bool, ItemReading]]] = {}
        for number, known in self._items.readings.items():
            if int(self._of[number]) in ask.series:
                series = self._series[int(self._of[number])]
                for one in known:
                    if first <= one.published <= last:
                        each.setdefault(((series.account, series.platform, series.metric), one.item), []).append((self._own[number], one))
        whole: dict[tuple[Any, ...], list[tuple[int, float]]] = {}
        for (key, item), named in each.items():
            days = {one.day for own, one in named if own}
            hidden = shadowed([one.day for own, one in named if not own], days) if days else ()
            readings = [one for own, one in named if own or one.day not in hidden]
            seen = [one for one in readings if one.day <= cut]
            chosen = max(seen, key=lambda one: (one.ts, one.seen, one.value)) if seen else min(readings, key=lambda one: (one.ts, -one.seen, -one.value))
            whole.setdefault((*key[:2], item), []).append((min(one.published for one in readings), chosen.value))
        if not whole:
            return None
        values = [fsum(value for _, value in parts) for parts in whole.values()]
        logs = [log(1 + min(max(value, 0.0), 1e300)) for value in values]
        sums = [sum(round(one * 1e9) for one in several) / 1e9 for several in (logs, [one * one for one in logs])]
        return ItemAnswer(len(values), fsum(values), max(values), len({min(published for published, _ in parts) for parts in whole.values()}), *sums)

    def cadences(self, series: Sequence[int], until: date) -> dict[int, float]:
        """Median days between observations; see `ask.Store`."""
        found: dict[int, float] = {}
        known = self._of_series(series)
        for number in series:
            days = known[number].day if len(known[number].day) else self._item_days(number)
            gaps = np.diff(days[days <= until.toordinal()])
            found[number] = float(np.median(gaps)) if len(gaps) else 1.0
        return found

    def _item_days(self, series: int) -> Whole:
        return np.unique([one.day for number, readings in self._items.readings.items() if self._of[number] == series for one in readings]).astype(np.int64)


def _named(keys: Sequence[RollKey], present: Sequence[int], home: Home) -> tuple[list[RollKey], frozenset[RollKey]]:
    """The keys of the series that there are, each with what it leaves out and others say filled in; and those whose platform was taken for granted."""
    mine = [keys[number] for number in present]
    nameless = nameless_of({key.account for key in mine}, {(key.platform, key.metric) for key in mine}, home) if mine else None
    if nameless is None:
        return mine, frozenset()
    spellings = {**nameless.spellings, **({"": nameless.account} if nameless.account else {})}
    named = [
        key._replace(
            account=spellings.get(key.account, key.account), platform=key.platform or (nameless.platform if key.metric in nameless.metrics else "") or ""
        )
        for key in mine
    ]
    return named, frozenset(key for key in named if key.platform == nameless.platform and key.metric in nameless.metrics)
