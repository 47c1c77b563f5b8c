"""Every reading once, by its key, in whatever order it comes; and what readings come to by series and local day.

A day is added up when it is asked for (`rolled`). Rows that come for such a day later change it at once, and `add` tells which it was.
Sums are those of `engine.duck`: of two figures of one moment the one seen later counts, then the greater; figures are added as decimals of ten places, exactly,
so that no order of arrival shows in them.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from math import isfinite
from operator import or_
from typing import Any, NamedTuple

import numpy as np

from aimline.alerts.readings import A_DAY, EVERYWHERE, FIRST_DAY, INSTANT, OPEN, Key, Reading, as_instant, day_of, item_of, moment, reading_of, span_of
from aimline.alerts.state import State
from aimline.alerts.steady import steady
from aimline.alerts.sums import total
from aimline.engine.rollup import Rolled, RollKey
from aimline.metrics.model.log import MetricRow, Zeros

_WHOLE = 2**40
"""Whole figures up to this are kept as integers: millions of them add up within 64 bits."""
_NEVER = -(10**18)
_EACH_DAY = (
    "WITH RECURSIVE each(day) AS (SELECT min(day) FROM readings UNION ALL SELECT (SELECT min(day) FROM readings WHERE day > each.day) FROM each "
    "WHERE each.day IS NOT NULL) SELECT day FROM each WHERE day IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Touched:
    """The days that were added up before and have other figures now, by zone; days are ordinals."""

    zones: Mapping[str, frozenset[tuple[RollKey, int]]] = field(default_factory=dict)

    def of(self, zone: str) -> frozenset[tuple[RollKey, int]]:
        """Those of a zone."""
        return self.zones.get(EVERYWHERE, frozenset()) | self.zones.get(zone, frozenset())

    def __bool__(self) -> bool:
        return any(self.zones.values())

    def __or__(self, other: "Touched") -> "Touched":
        return Touched({zone: self.zones.get(zone, frozenset()) | other.zones.get(zone, frozenset()) for zone in self.zones.keys() | other.zones.keys()})


class _Total(NamedTuple):
    """What one day of a series comes to."""

    total: float
    peak: float
    first: float
    last: float
    seen: int


_Zero = tuple[str, str, str, int, int]
_INSERT = (
    "INSERT INTO readings VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value, seen = excluded.seen "
    "WHERE excluded.seen > seen OR (excluded.seen = seen AND excluded.value > value)"
)
_INSERT_ITEM = _INSERT.replace("readings VALUES (?, ", "items VALUES (")


class Ledger:
    """The readings of a state. What changes it stands inside a transaction of the state; where that fails, the ledger is not to be used any more."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._sql = state.connection
        self._series: dict[RollKey, int] = {}
        self._names: dict[int, RollKey] = {}
        self._keys: dict[Key, int] = {}
        self._known: dict[int, tuple[Key, int]] = {}
        self._of_series: dict[int, list[int]] = {}
        self._zoned: set[int] = set()
        self._rolled: dict[str, Rolled] = {}
        for number, *names in self._sql.execute("SELECT id, account, platform, metric, unit, campaign, source, item, item_type FROM series"):
            self._note_series(number, RollKey._make((*names[:6], bool(names[6]), names[7])))
        for number, series, item, published, kind, origin, ahead in self._sql.execute("SELECT id, series, item, published, kind, origin, ahead FROM keys"):
            one = self._names[series]
            self._note_key(number, series, Key(*one[:6], item, one.item_type, None if published == _NEVER else published, kind, origin, ahead))
        self._hourly = {str(origin) for (origin,) in self._sql.execute("SELECT origin FROM hourly")}
        self._until: dict[str, int] = dict(self._sql.execute("SELECT zone, day FROM rolled").fetchall())
        self._zeros: list[_Zero] = self._sql.execute("SELECT account, platform, metric, first, last FROM zeros").fetchall()
        self._latest = int(state.get("latest") or _NEVER)
        self._days = self._distinct()
        self._steady = self._confirmed()
        self._loose: dict[tuple[int, int], dict[str, tuple[int, float]]] = {}
        """By key and time, what lines without an end say of it by their origin, and what whole ones do by none: when it was taken, and the figure."""
        for number, ts, origin, seen, value in self._sql.execute("SELECT key, ts, origin, seen, value FROM loose"):
            self._loose.setdefault((number, ts), {})[origin] = (seen, value)

    @property
    def latest(self) -> datetime | None:
        """The greatest time of any reading, in UTC (of a day that is the same everywhere: as if its clock were there); None where there is none."""
        return None if self._latest == _NEVER else moment(self._latest)

    @property
    def hourly(self) -> frozenset[str]:
        """The origins whose times with a zone are instants."""
        return frozenset(self._hourly)

    def watermark(self, lateness: timedelta) -> datetime | None:
        """Up to when, in UTC, readings are complete. Days that are far later than all others do not count while they are few."""
        return None if self._steady == _NEVER else moment(self._steady) - lateness

    @property
    def ahead(self) -> tuple[date, RollKey] | None:
        """The first day that does not move the clock, since it is far later than those before it, and a series that has it; None where there is none."""
        if self._steady == self._latest:
            return None
        day = self._days[bisect_right(self._days, self._steady // A_DAY)]
        found = self._sql.execute("SELECT key FROM readings WHERE day = ? LIMIT 1", [day]).fetchone()
        found = found or self._sql.execute("SELECT key FROM items WHERE ts >= ? AND ts < ? LIMIT 1", [day * A_DAY, (day + 1) * A_DAY]).fetchone()
        return date.fromordinal(day + FIRST_DAY), self._names[self._known[found[0]][1]]

    def add(self, rows: Iterable[MetricRow], zeros: Iterable[Zeros] = ()) -> Touched:
        """Take in rows, in any order, and days without anything to count; what is known already changes nothing."""
        touched = self.take(map(reading_of, rows))
        fresh = list(dict.fromkeys(map(_zero_of, zeros)).keys() - set(self._zeros))
        return touched | self._add_zeros(sorted(fresh)) if fresh else touched

    def take(self, readings: Iterable[Reading], hourly: Iterable[str] = ()) -> Touched:
        """Take in readings, in any order. `hourly` are origins whose times with a zone are not all midnights."""
        found: list[tuple[int, int, int, float, int]] = []
        late: list[tuple[int, int, int, float, int]] = []
        items: list[tuple[int, int, float, int]] = []
        touched: dict[str, set[tuple[RollKey, int]]] = {}
        flips = [origin for origin in hourly if origin not in self._hourly]
        lifted = self._lift(flips) if flips and self._loose else {}
        taken_back = reduce(or_, [self.settle(origin, back=True) for origin in lifted], Touched())
        changed = self._flip(flips)
        get, mine = self._keys.get, self._hourly
        until = max(self._until.values(), default=_NEVER)
        before = latest = self._latest
        for key, ts, value, seen in readings:
            if key[9] == OPEN and key[10] in mine:
                key, ts = as_instant(key, ts)
            number = get(key)
            if number is None:
                number = self._new_key(key)
            if type(value) is not int:
                if not isfinite(value):
                    continue
                if value.is_integer() and -_WHOLE < value < _WHOLE:
                    value = int(value)
            if ts > latest:
                latest = ts
            day = ts // A_DAY
            if key[6]:
                items.append((number, ts, value, seen))
            elif day > until + key[9]:
                found.append((day, number, ts, value, seen))
            else:
                late.append((day, number, ts, value, seen))
        if self._loose:
            self._confirm([row[1:] for row in (*found, *late) if row[1:3] in self._loose] + [row for row in items if row[:2] in self._loose])
        if found:
            found.sort()
            self._sql.executemany(_INSERT, found)
        if late:
            changed |= {(self._known[row[1]][1], row[0]) for row in late if self._differs(row)}
            self._sql.executemany(_INSERT, late)
        for item in items:
            self._take_item(item, touched)
        if latest != before:
            self._latest = latest
            self._state.put("latest", str(latest))
        fresh = self._note_days({row[0] for row in found} | {row[0] for row in late} | {row[1] // A_DAY for row in items})
        if self._steady != latest and (fresh or latest != before):
            self._steady = self._confirmed()
        if changed:
            self._again(changed, touched)
        told = taken_back | Touched({zone: frozenset(days) for zone, days in touched.items()})
        return reduce(or_, [self.take_loose(again, origin) for origin, again in lifted.items()], told)

    def take_loose(self, readings: Iterable[Reading], origin: str, hourly: Iterable[str] = ()) -> Touched:
        """Take in what a last line without an end says, in place of what such a line of the same origin said before: see `settle`."""
        touched = self.settle(origin, back=True) | self.take((), hourly)
        placed: dict[tuple[int, int], tuple[int, float]] = {}
        mine: list[Reading] = []
        for key, ts, value, seen in readings:
            if not isfinite(value):
                continue
            if key.kind == OPEN and key.origin in self._hourly:
                key, ts = as_instant(key, ts)
            if float(value).is_integer() and -_WHOLE < value < _WHOLE:
                value = int(value)
            place = self._keys.get(key) or self._new_key(key), ts
            placed[place] = max(placed.get(place, (seen, value)), (seen, value))
            mine.append((key, ts, value, seen))
        for place in placed.keys() - self._loose.keys():
            stands = self._standing(*place)
            self._loose[place] = {} if stands is None else {"": stands}
        kept = {place: dict(self._loose.pop(place)) for place in placed}  # what is loose does not count as said by a whole line
        touched |= self.take(mine)
        for place, found in kept.items():
            self._loose[place] = found | {origin: placed[place]}
            self._write_loose(place)
        return touched

    def settle(self, origin: str, *, back: bool) -> Touched:
        """The last line of an origin that had no end is not what it was any more: take `back` what it said, or let that stand as what a whole line says."""
        other = False
        changed: set[tuple[int, int]] = set()
        touched: dict[str, set[tuple[RollKey, int]]] = {}
        for place in [place for place, found in self._loose.items() if origin in found]:
            number, ts = place
            found = self._loose[place]
            mine = found.pop(origin)
            if not back:
                found[""] = max(found.get("", mine), mine)
            stands = self._standing(number, ts)
            best = max(found.values(), default=None)
            if stands != best:
                other = True
                self._replace(place, best)
                if self._known[number][0].item:
                    self._touch_item(number, ts, touched)
                    self._rolled.clear()
                else:
                    changed.add((self._known[number][1], ts // A_DAY))
            if not any(found):  # by whole lines alone, or by none
                del self._loose[place]
            self._write_loose(place)
        if other:
            self._look_again()
        if changed:
            self._again(changed, touched)
            until = self._until.get(EVERYWHERE, _NEVER)
            for day in sorted({day for _, day in changed if day <= until}) if self._zeros else ():
                touched.setdefault(EVERYWHERE, set()).update((self._names[series], at + FIRST_DAY) for series, at in self._fill(self._zeros, day, day))
        return Touched({zone: frozenset(days) for zone, days in touched.items()})

    def rolled(self, zone: str, through: date | None = None) -> Rolled:
        """What the readings come to by day of a zone, up to a day at least (the last one, unless given); what comes later changes it."""
        end = through.toordinal() - FIRST_DAY if through is not None else self._latest // A_DAY + 1
        self._extend(EVERYWHERE, end)
        self._extend(zone, end)
        found = self._rolled.get(zone)
        if found is None:
            found = self._rolled[zone] = self._loaded(zone)
        return found

    def _confirmed(self) -> int:
        """The greatest time of any reading on a day that counts: see `steady`."""
        if self._latest == _NEVER:
            return _NEVER
        day = steady(self._days)
        if day >= self._days[-1]:
            return self._latest
        ((reading,),) = self._sql.execute("SELECT max(ts) FROM readings WHERE day = ?", [day]).fetchall()
        ((item,),) = self._sql.execute("SELECT max(ts) FROM items WHERE ts < ?", [(day + 1) * A_DAY]).fetchall()
        return max(int(one) for one in (item, reading) if one is not None)

    def _look_again(self) -> None:
        """Readings are gone or have moved: see which days there are, and the greatest time."""
        self._days = self._distinct()
        latest = self._sql.execute("SELECT max(ts) FROM readings WHERE day = (SELECT max(day) FROM readings) UNION ALL SELECT max(ts) FROM items").fetchall()
        self._latest = max((int(ts) for (ts,) in latest if ts is not None), default=_NEVER)
        self._state.put("latest", str(self._latest))
        self._steady = self._confirmed()

    def _distinct(self) -> list[int]:
        """The days that have readings."""
        found = {int(day) for (day,) in self._sql.execute(_EACH_DAY)}
        return sorted(found | {int(ts) // A_DAY for (ts,) in self._sql.execute("SELECT DISTINCT ts FROM items")})

    def _note_days(self, days: set[int]) -> bool:
        """Know days that have readings; whether any is new."""
        fresh = [day for day in days if (place := bisect_left(self._days, day)) == len(self._days) or self._days[place] != day]
        for day in fresh:
            insort(self._days, day)
        return bool(fresh)

    # what readings are known by

    def _note_series(self, number: int, key: RollKey) -> None:
        self._series[key], self._names[number], self._of_series[number] = number, key, []

    def _note_key(self, number: int, series: int, key: Key) -> None:
        self._keys[key], self._known[number] = number, (key, series)
        self._of_series[series].append(number)
        if key.kind == INSTANT:
            self._zoned.add(series)

    def _number(self, name: RollKey) -> int:
        """The number of a series."""
        series = self._series.get(name)
        if series is None:
            series = len(self._names) + 1
            self._sql.execute("INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [series, *name[:6], int(name.item), name.item_type])
            self._note_series(series, name)
        return series

    def _new_key(self, key: Key) -> int:
        series = self._number(RollKey(*key[:6], bool(key.item), key.item_type))
        number = len(self._known) + 1
        published = _NEVER if key.published is None else key.published
        self._sql.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?)", [number, series, key.item, published, key.kind, key.origin, key.ahead])
        self._note_key(number, series, key)
        return number

    # what comes late

    def _differs(self, row: tuple[int, int, int, float, int]) -> bool:
        """Whether a reading changes what is known."""
        before = self._sql.execute("SELECT seen, value FROM readings WHERE day = ? AND key = ? AND ts = ?", row[:3]).fetchone()
        return before is None or (row[4], row[3]) > before

    def _take_item(self, row: tuple[int, int, float, int], touched: dict[str, set[tuple[RollKey, int]]]) -> None:
        number, ts, value, seen = row
        before = self._sql.execute("SELECT seen, value FROM items WHERE key = ? AND ts = ?", row[:2]).fetchone()
        if before is not None and (seen, value) <= before:
            return
        self._sql.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)", row)
        key, series = self._known[number]
        for zone, rolled in self._rolled.items():
            rolled.put_item(self._names[series], item_of(key, ts, value, seen, zone))
        self._touch_item(number, ts, touched)

    def _touch_item(self, number: int, ts: int, touched: dict[str, set[tuple[RollKey, int]]]) -> None:
        key, series = self._known[number]
        for zone, until in self._until.items():
            day = day_of(key, ts, zone)
            if day <= until and (zone == EVERYWHERE) == (key.kind != INSTANT):
                touched.setdefault(zone, set()).add((self._names[series], day + FIRST_DAY))

    # last lines without an end

    def _standing(self, number: int, ts: int) -> tuple[int, float] | None:
        """What is known of a key at a time: when it was taken, and the figure."""
        if self._known[number][0].item:
            found = self._sql.execute("SELECT seen, value FROM items WHERE key = ? AND ts = ?", [number, ts]).fetchone()
        else:
            found = self._sql.execute("SELECT seen, value FROM readings WHERE day = ? AND key = ? AND ts = ?", [ts // A_DAY, number, ts]).fetchone()
        return None if found is None else (int(found[0]), found[1])

    def _replace(self, place: tuple[int, int], by: tuple[int, float] | None) -> None:
        """Put something else in the place of a reading, or nothing."""
        item = bool(self._known[place[0]][0].item)
        at = place if item else (place[1] // A_DAY, *place)
        table = "items" if item else "readings"
        if by is None:
            self._sql.execute(f"DELETE FROM {table} WHERE {'' if item else 'day = ? AND '}key = ? AND ts = ?", at)
        else:
            self._sql.execute(f"INSERT OR REPLACE INTO {table} VALUES ({'?, ' * len(at)}?, ?)", [*at, by[1], by[0]])

    def _confirm(self, rows: Iterable[tuple[int, int, float, int]]) -> None:
        """Whole lines say something of what lines without an end speak of, too."""
        for number, ts, value, seen in rows:
            found = self._loose[number, ts]
            found[""] = max(found.get("", (seen, value)), (seen, value))
            self._write_loose((number, ts))

    def _write_loose(self, place: tuple[int, int]) -> None:
        self._sql.execute("DELETE FROM loose WHERE key = ? AND ts = ?", place)
        found = self._loose.get(place, {})
        self._sql.executemany("INSERT INTO loose VALUES (?, ?, ?, ?, ?)", [(*place, origin, *said) for origin, said in found.items()])

    def _lift(self, origins: Sequence[str]) -> dict[str, list[Reading]]:
        """What lines without an end say that speak of midnights of some origins, by what the line came from."""
        lifted: dict[str, list[Reading]] = {}
        for (number, ts), found in self._loose.items():
            for origin, (seen, value) in found.items():
                if origin:
                    lifted.setdefault(origin, []).append((self._known[number][0], ts, value, seen))
        return {name: mine for name, mine in lifted.items() if any(key.kind == OPEN and key.origin in origins for key, *_ in mine)}

    def _flip(self, origins: Sequence[str]) -> set[tuple[int, int]]:
        """Midnights of these origins are instants after all: the days of theirs that change."""
        changed: set[tuple[int, int]] = set()
        moves = False
        for origin in origins:
            self._hourly.add(origin)
            self._sql.execute("INSERT INTO hourly VALUES (?)", [origin])
            for number, (key, series) in list(self._known.items()):
                if key.kind != OPEN or key.origin != origin:
                    continue
                instant, _ = as_instant(key, 0)
                other = self._keys.get(instant) or self._new_key(instant)
                for table in ("readings", "items"):
                    rows = self._sql.execute(f"SELECT ts, value, seen FROM {table} WHERE key = ?", [number]).fetchall()
                    moved = [(as_instant(key, ts)[1], value, seen) for ts, value, seen in rows]
                    moves = moves or bool(moved)
                    self._confirm([(other, *row) for row in moved if (other, row[0]) in self._loose])
                    if table == "readings":
                        self._sql.executemany(_INSERT, [(ts // A_DAY, other, ts, value, seen) for ts, value, seen in moved])
                        changed |= {(series, ts // A_DAY) for ts, *_ in (*rows, *moved)}
                    else:
                        self._sql.executemany(_INSERT_ITEM, [(other, *row) for row in moved])
                        if moved:
                            self._rolled.clear()
                    self._sql.execute(f"DELETE FROM {table} WHERE key = ?", [number])
        if moves:
            self._look_again()
        return changed

    def _again(self, changed: set[tuple[int, int]], touched: dict[str, set[tuple[RollKey, int]]]) -> None:
        """Add up anew the days of some series on which a reading changed; what is of one day in UTC may be of the one before or after elsewhere."""
        for zone, until in self._until.items():
            steps = (0,) if zone == EVERYWHERE else (-1, 0, 1)
            for series, day in sorted({(series, day + step) for series, day in changed for step in steps}):
                if day > until or (zone != EVERYWHERE and series not in self._zoned):
                    continue
                total, before = self._total(series, day, zone), self._saved(zone, series, day)
                if total == before:
                    continue
                if total is None:
                    self._sql.execute("DELETE FROM days WHERE zone = ? AND day = ? AND series = ?", [zone, day, series])
                    self._rolled.clear()
                else:
                    self._save(zone, series, day, total)
                touched.setdefault(zone, set()).add((self._names[series], day + FIRST_DAY))

    def _saved(self, zone: str, series: int, day: int) -> _Total | None:
        found = self._sql.execute("SELECT total, peak, first, last, seen FROM days WHERE zone = ? AND day = ? AND series = ?", [zone, day, series]).fetchone()
        return None if found is None else _Total(*found)

    def _save(self, zone: str, series: int, day: int, total: _Total) -> None:
        self._sql.execute("INSERT OR REPLACE INTO days VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [zone, day, series, *total])
        for name, rolled in self._rolled.items():
            if zone == name or (zone == EVERYWHERE and self._saved(name, series, day) is None):
                rolled.put(self._names[series], day + FIRST_DAY, *total)

    def _total(self, series: int, day: int, zone: str) -> _Total | None:
        """What a day of one series comes to: everywhere of what is no instant, in a zone of all readings, where an instant is among them."""
        moments: dict[int, tuple[int, float]] = {}
        zoned = False
        for number in self._of_series[series]:
            key = self._known[number][0]
            instant = key.kind == INSTANT
            if instant and zone == EVERYWHERE:
                continue
            low, high = span_of(day, zone) if instant else (day * A_DAY, (day + 1) * A_DAY)
            for ts, value, seen in self._sql.execute(
                "SELECT ts, value, seen FROM readings WHERE day BETWEEN ? AND ? AND key = ? AND ts >= ? AND ts < ?",
                [low // A_DAY, (high - 1) // A_DAY, number, low, high],
            ):
                zoned |= instant
                if ts not in moments or moments[ts] < (seen, value):
                    moments[ts] = (seen, value)
        if not moments or (zone != EVERYWHERE and not zoned):
            return None
        values = [float(moments[ts][1]) for ts in sorted(moments)]
        return _Total(total(values), max(values), values[0], values[-1], max(seen for seen, _ in moments.values()))

    # adding up

    def _extend(self, zone: str, end: int) -> None:
        """Add up the days of a zone up to one."""
        until = self._until.get(zone, _NEVER)
        if end <= until:
            return
        day = until
        if zone == EVERYWHERE or self._zoned:
            while (day := self._next(day, zone)) <= end:
                self._roll(zone, day)
        self._until[zone] = end
        self._sql.execute("INSERT OR REPLACE INTO rolled VALUES (?, ?)", [zone, end])
        if zone == EVERYWHERE and self._zeros:
            self._fill(self._zeros, until + 1, end)

    def _next(self, day: int, zone: str) -> int:
        """The next day after one that may have readings."""
        near = 0 if zone == EVERYWHERE else 1
        ((found,),) = self._sql.execute("SELECT min(day) FROM readings WHERE day > ?", [day - near]).fetchall()
        return 10**9 if found is None else max(int(found) - near, day + 1)

    def _roll(self, zone: str, day: int) -> None:
        """Add up a day of a zone: in one look where a series has one key and whole figures, else one by one."""
        low, high = (day * A_DAY, (day + 1) * A_DAY) if zone == EVERYWHERE else span_of(day, zone)
        rows = self._sql.execute(_DAY_ROWS, {"from": low // A_DAY, "to": (high - 1) // A_DAY, "low": low, "high": high}).fetchall()
        sums: dict[int, tuple[Any, ...]] = {}
        apart: set[int] = set()
        for number, count, whole, amount, peak, first, last, seen in rows:
            key, series = self._known[number]
            if (key[9] == INSTANT) != (zone != EVERYWHERE):
                if zone != EVERYWHERE and series in self._zoned:
                    apart.add(series)
                continue
            if series in sums or (count > 1 and not whole) or (zone != EVERYWHERE and len(self._of_series[series]) > 1):
                apart.add(series)
            sums[series] = (float(amount), float(peak), float(first), float(last), seen)
        for series in apart:
            found = self._total(series, day, zone)
            sums.pop(series, None)
            if found is not None:
                sums[series] = found
        if not sums:
            return
        self._sql.executemany(_SAVE, ((zone, day, series, *figures) for series, figures in sorted(sums.items())))
        for name, rolled in self._rolled.items():
            if zone in (name, EVERYWHERE):
                others = set() if name == EVERYWHERE or zone == name or not self._zoned else self._apart(name, day)
                mine = {series: figures for series, figures in sums.items() if series not in others}
                _put(rolled, self._names, [(series, day, *figures) for series, figures in mine.items()])

    def _apart(self, zone: str, day: int) -> set[int]:
        """The series that have figures of their own on a day of a zone."""
        return {series for (series,) in self._sql.execute("SELECT series FROM days WHERE zone = ? AND day = ?", [zone, day])}

    def _loaded(self, zone: str) -> Rolled:
        """The days that were added up before, and the readings of items."""
        rolled = Rolled()
        cursor = self._sql.execute("SELECT series, day, total, peak, first, last, seen FROM days WHERE zone IN ('', ?) ORDER BY day, series, zone", [zone])
        both = self._zoned and zone != EVERYWHERE
        while rows := cursor.fetchmany(_AT_ONCE):
            if both:  # what a zone has of its own comes after what is the same everywhere, and takes its place
                rows = [row for row, nxt in zip(rows, [*rows[1:], (None, None)], strict=True) if row[:2] != nxt[:2]]
            _put(rolled, self._names, rows)
        for number, ts, value, seen in self._sql.execute("SELECT key, ts, value, seen FROM items ORDER BY key, ts"):
            key, series = self._known[number]
            rolled.put_item(self._names[series], item_of(key, ts, value, seen, zone))
        return rolled

    # days that exports leave out

    def _add_zeros(self, zeros: Sequence[_Zero]) -> Touched:
        self._sql.executemany("INSERT OR IGNORE INTO zeros VALUES (?, ?, ?, ?, ?)", zeros)
        self._zeros += zeros
        until = self._until.get(EVERYWHERE)
        filled = self._fill(zeros, min(zero[3] for zero in zeros), until) if until is not None else []
        return Touched({EVERYWHERE: frozenset((self._names[series], day + FIRST_DAY) for series, day in filled)} if filled else {})

    def _fill(self, zeros: Sequence[_Zero], first: int, last: int) -> list[tuple[int, int]]:
        """Put zeros where no row says otherwise, from a day to another."""
        filled = []
        for account, platform, metric, since, until in zeros:
            low, high = max(first, since), min(last, until)
            if low > high:
                continue
            same = [number for name, number in self._series.items() if name[:3] == (account, platform, metric) and not name.item]
            unit = min((self._names[number].unit for number in same), default="count")
            series = self._number(RollKey(account, platform, metric, unit, "", "", False, ""))
            marks = ",".join(map(str, {*same, series}))
            there = {day for (day,) in self._sql.execute(f"SELECT DISTINCT day FROM days WHERE day BETWEEN ? AND ? AND series IN ({marks})", [low, high])}
            for day in range(low, high + 1):
                if day not in there:
                    self._save(EVERYWHERE, series, day, _Total(0.0, 0.0, 0.0, 0.0, 0))
                    filled.append((series, day))
        return filled


_AT_ONCE = 200_000
_SAVE = "INSERT OR REPLACE INTO days VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_DAY_ROWS = (
    "SELECT g.key, n, whole, amount, peak, "
    "(SELECT value FROM readings r WHERE r.day = g.low / 86400000000 AND r.key = g.key AND r.ts = g.low), "
    "(SELECT value FROM readings r WHERE r.day = g.high / 86400000000 AND r.key = g.key AND r.ts = g.high), seen "
    "FROM (SELECT key, count(*) AS n, sum(typeof(value) = 'integer') = count(*) AS whole, sum(value) AS amount, max(value) AS peak, min(ts) AS low, "
    "max(ts) AS high, max(seen) AS seen FROM readings WHERE day BETWEEN :from AND :to AND ts >= :low AND ts < :high GROUP BY key) g"
)


def _put(rolled: Rolled, names: Mapping[int, RollKey], rows: Sequence[tuple[Any, ...]]) -> None:
    """Put days into what is kept in memory; a row has a series, a day and the figures."""
    if not rows:
        return
    columns = list(zip(*rows, strict=True))
    numbers = np.array([rolled.number(names[series]) for series in columns[0]], dtype=np.int64)
    amount, peak, first, last = (np.array(column, dtype=np.float64) for column in columns[2:6])
    rolled.put_many(numbers, np.array(columns[1], dtype=np.int64) + FIRST_DAY, amount, peak, first, last, np.array(columns[6], dtype=np.int64))


def _zero_of(zero: Zeros) -> _Zero:
    return zero.account or "", zero.platform or "", zero.metric, zero.first.toordinal() - FIRST_DAY, zero.last.toordinal() - FIRST_DAY
