"""Lines of the canonical long table as readings, as they come: typed and refused exactly as the finished file is."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aimline.alerts.inputs.moments import Moment, Moments, figure
from aimline.alerts.keeper import Aside
from aimline.alerts.readings import DAY, INSTANT, OPEN, Key, Reading
from aimline.metrics.files.long import LONG_COLUMNS
from aimline.metrics.model.log import COLUMNS
from aimline.text.messages import messages

_MINUTE = 60_000_000
_KNOWN = 1 << 18
"""Keys that are remembered by how they are written."""
_LARGE = 10**15
_SHAPE = re.compile(r'(.*?)"ts": ?"([^"\\]*)"(.*)"value": ?(-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?)(?![\d.eE])(.*)', re.ASCII)
"""A line of JSON with its time before its figure."""
_NESTED = re.compile(r'[\[\\]|"ts"|"value"|"seen"')
_UNSEEN = Moment(0, None, midnight=True)


@dataclass(slots=True)
class Parsed:
    """What some lines gave."""

    readings: list[Reading] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)


@dataclass(slots=True)
class _Named:
    """A row's key by kind of time, without what its time says of it."""

    day: Key
    instant: Key
    open: dict[int, Key] = field(default_factory=dict)
    """Of midnights with a zone, by how many minutes that is ahead of UTC."""


class Canonical:
    """Reads the rows of one input. `account` and `platform` stand where rows name none. `hourly`: its times with a zone are instants; it becomes so with the
    first that is no midnight.
    """

    def __init__(self, origin: str, account: str | None = None, platform: str | None = None, *, hourly: bool = False) -> None:
        self.origin, self.hourly = origin, hourly
        self._account, self._platform = account or "", platform or ""
        self._moments = Moments()
        self._named: dict[Any, _Named | None] = {}
        self._shapes: dict[tuple[str, str, str], _Named] = {}

    def jsonl(self, lines: Sequence[str], first: int, place: Callable[[int], str] | None = None) -> Parsed:
        """The readings of lines of JSON; `first` is the number of the first, `place` says where a line stands."""
        parsed = Parsed()
        add, shapes, moments, match = parsed.readings.append, self._shapes, self._moments._known, _SHAPE.fullmatch
        for number, line in enumerate(lines, first):
            found = match(line)
            if found is not None:
                before, ts, between, value, after = found.groups()
                named, at = shapes.get((before, between, after)), moments.get(ts)
                if named is not None and at is not None:
                    figure = int(value) if value.isdigit() else float(value)
                    if at.ahead is None:
                        add((named.day, at.local, figure, 0))
                    elif self.hourly:
                        add((named.instant, at.local - at.ahead * _MINUTE, figure, 0))
                    else:
                        add((*self._timed(named, at), figure, 0))
                    continue
            if not self._plain(line, parsed):
                self._object(line, number, parsed, place)
        return parsed

    def _plain(self, line: str, parsed: Parsed) -> bool:
        """One line of JSON whose like was seen before; whether it is one."""
        try:
            row = json.loads(line)
            size = len(row)
            ts, value, seen = row.pop("ts"), row.pop("value"), row.pop("seen", None)
            # a key that stands twice is lost when it is read
            named = self._named[tuple(row.items())] if line.count('":') == size else None
            at, taken = self._moments._known[ts], _UNSEEN if seen is None else self._moments._known[seen]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False
        if named is None or at is None or taken is None or type(value) not in (int, float) or not -_LARGE < value < _LARGE:
            return False
        parsed.readings.append((*self._timed(named, at), value, taken.local))
        found = _SHAPE.fullmatch(line) if seen is None else None
        if found is not None:
            self._remember(found, row | {"ts": ts, "value": value}, named)
        return True

    def _remember(self, found: re.Match[str], row: Mapping[str, Any], named: _Named) -> None:
        """Know the likes of a line by what stands around its time and its figure, where that holds only texts, and neither of them once more."""
        before, ts, between, value, after = found.groups()
        around = before + between + after
        if row["ts"] == ts and row["value"] == float(value) and around.count("{") == around.count("}") == 1 and not _NESTED.search(around):
            if len(self._shapes) >= _KNOWN:
                self._shapes.clear()
            self._shapes[before, between, after] = named

    def _object(self, line: str, number: int, parsed: Parsed, place: Callable[[int], str] | None) -> None:
        """One line of JSON that is not plain, or whose like was not seen before."""
        if not line.strip():
            return
        try:
            row = json.loads(line, object_pairs_hook=_first)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            self._refuse(parsed, number, place, "torn")
            return
        cells = {name: _text(row[name]) for name in COLUMNS if row.get(name) not in (None, "")}
        value = row.get("value")
        amount = float(value) if isinstance(value, bool | int | float) and abs(value) < 1e300 else figure(_text(value)) if value is not None else None
        if isinstance(value, int) and not isinstance(value, bool) and amount is not None and abs(value) < 2**53:
            amount = value
        remembered = tuple((key, one) for key, one in row.items() if key not in ("ts", "value", "seen"))
        plain = all(one is None or type(one) is str for _, one in remembered)
        self._take(cells, amount, number, parsed, place, remembered if plain else None)

    def csv(self, rows: Iterable[Sequence[str]], labels: Sequence[str], first: int, place: Callable[[int], str] | None = None) -> Parsed:
        """The readings of rows of cells, whose columns are called by `labels`."""
        parsed = Parsed()
        width = len(labels)
        at, of, when = labels.index("ts"), labels.index("value"), labels.index("seen") if "seen" in labels else None
        names = [name if name not in labels[:number] else "" for number, name in enumerate(labels)]
        others = [number for number, name in enumerate(names) if number not in (at, of, when)]
        add, known, moments = parsed.readings.append, self._named, self._moments._known
        for number, cells in enumerate(rows, first):
            if len(cells) != width:
                if not cells:
                    continue
                if len(cells) > width:
                    self._refuse(parsed, number, place, "torn")
                    continue
                cells = [*cells, *[""] * (width - len(cells))]
            key = tuple([cells[other] for other in others])
            named, moment, text = known.get(key), moments.get(cells[at]), cells[of]
            seen = moments.get(cells[when]) if when is not None and cells[when] else _UNSEEN
            if named is not None and moment is not None and seen is not None and len(text) < 16 and text.isascii() and text.isdigit():
                if moment.ahead is None:
                    add((named.day, moment.local, int(text), seen.local))
                else:
                    add((*self._timed(named, moment), int(text), seen.local))
                continue
            found = {name: cell for name, cell in zip(names, cells, strict=True) if cell and name in COLUMNS}
            self._take(found, figure(text) if text else None, number, parsed, place, key)
        return parsed

    def _take(
        self, cells: Mapping[str, str], amount: float | None, number: int, parsed: Parsed, place: Callable[[int], str] | None, remembered: Any | None
    ) -> None:
        """One row by the names of its columns."""
        at = self._moments(cells["ts"]) if "ts" in cells else None
        metric = cells.get("metric", "")
        if at is None or not metric or amount is None:
            torn = at is None and not metric and amount is None
            self._refuse(parsed, number, place, "torn" if torn else "no_day" if at is None else "no_metric" if not metric else "no_value")
            return
        named = self._name(cells)
        if remembered is not None:
            if len(self._named) >= _KNOWN:
                self._named.clear()
            self._named[remembered] = named
        seen = self._moments(cells["seen"]) if "seen" in cells else None
        key, ts = self._timed(named, at)
        parsed.readings.append((key, ts, amount, seen.local if seen else 0))

    def _timed(self, named: _Named, at: Moment) -> tuple[Key, int]:
        if at.ahead is None:
            return named.day, at.local
        if self.hourly or not at.midnight:
            self.hourly = True
            return named.instant, at.local - at.ahead * _MINUTE
        key = named.open.get(at.ahead)
        if key is None:
            key = named.open[at.ahead] = named.day._replace(kind=OPEN, origin=self.origin, ahead=at.ahead)
        return key, at.local

    def _name(self, cells: Mapping[str, str]) -> _Named:
        item = cells.get("item", "")
        published = self._moments(cells["published"]) if "published" in cells else None
        platform, metric, unit = cells.get("platform", self._platform), cells["metric"], cells.get("unit", "count")
        day = Key(
            cells.get("account", self._account),
            platform,
            metric,
            unit,
            cells.get("campaign", ""),
            cells.get("source", ""),
            item,
            cells.get("item_type", "") if item else "",
            published.local if published else None,
            DAY,
        )
        return _Named(day, day._replace(kind=INSTANT))

    def _refuse(self, parsed: Parsed, number: int, place: Callable[[int], str] | None, why: str) -> None:
        where = place(number) if place else f"{self.origin}:{number}"
        parsed.aside.append(Aside(where, messages(f"standing.row.{why}")))


def _first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a key that stands twice the first counts, as it does in a scan."""
    return dict(reversed(pairs)) if len(dict(pairs)) < len(pairs) else dict(pairs)


def _text(value: Any) -> str:
    """A value of JSON as the engine writes it where a text is wanted."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return repr(value)


def is_long(labels: Iterable[str]) -> bool:
    """Whether columns are those of the canonical long table."""
    return set(labels) >= LONG_COLUMNS


def cells_of(lines: Iterable[str], delimiter: str) -> Iterable[list[str]]:
    """The cells of lines of CSV."""
    return csv.reader(lines, delimiter=delimiter)
