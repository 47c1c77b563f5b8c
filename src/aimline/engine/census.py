"""Which series there are: one look at every part of a log, in which all that must be known of a series before goals are asked is taken at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import repeat
from typing import Any, NamedTuple

import duckdb
import numpy as np

from aimline.metrics.cells.datecells import FIRST, LAST

KEYS = ("account", "platform", "metric", "unit", "campaign", "source", "item", "item_type")
"""What tells one series from another; for rows without an item, `item_type` is empty."""

Key = tuple[Any, ...]
_BITS = 2**31
"""Bits that the strings of days of all series may take together."""


class Group(NamedTuple):
    """The rows of one series in one part of the log. `mark` is the exclusive or of the hashes of their days, None where several parts have the series;
    `peak` is the greatest amount of a value.
    """

    rows: int
    first: date
    last: date
    seen: date
    peak: float
    mark: int | None

    def __or__(self, other: "Group") -> "Group":
        return Group(
            self.rows + other.rows,
            min(self.first, other.first),
            max(self.last, other.last),
            max(self.seen, other.seen),
            max(self.peak, other.peak),
            None,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of the log has up to the day that is looked at: its series; `whole` is False where some of its rows lack a day, a figure or a metric."""

    groups: Mapping[Key, Group]
    whole: bool
    lengths: tuple[int, int] | None = None
    """The fewest and the most letters of a time, where they were asked for."""


def count(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    as_of: date | None,
    constant: Mapping[str, object] | None = None,
    otherwise: Mapping[str, object] | None = None,
    *,
    lengths: bool = False,
) -> Part:
    """Look at rows in the form of `long` once; `rows` is what stands after FROM.

    `constant` says which keys all rows share, for want of a column of them, and `seen` where they have none; `otherwise` what others are where a row leaves
    them out, in a column `said_<key>`. Grouping by text costs most, so keys that the first rows leave out are taken to be left out by all; where that is not
    so, the rows are looked at again. `lengths`: there is a column of the lengths of times, which is looked at, too.

    Raises:
        duckdb.Error: they cannot be read.
    """
    shared = constant or {}
    likely = _left_out(connection, rows, otherwise) if otherwise else {}
    part = _grouped(connection, rows, as_of, shared, likely, lengths=lengths)
    return part if part is not None else _grouped(connection, rows, as_of, shared, {}, lengths=lengths) or Part({}, whole=True)


LENGTH = "length_of_ts"
"""The column of the lengths of times."""
_FIRST = 1000


def _left_out(connection: duckdb.DuckDBPyConnection, rows: str, otherwise: Mapping[str, object]) -> dict[str, object]:
    """The keys that none of the first rows says."""
    names = [f"said_{name}" for name in otherwise]
    first = f"SELECT {', '.join(names)} FROM {rows} LIMIT {_FIRST}"
    ((*found,),) = connection.execute(f"SELECT {', '.join(f'count({name})' for name in names)} FROM ({first})").fetchall()
    return {name: value for (name, value), said in zip(otherwise.items(), found, strict=True) if not said}


def _grouped(
    connection: duckdb.DuckDBPyConnection, rows: str, as_of: date | None, shared: Mapping[str, object], likely: Mapping[str, object], *, lengths: bool
) -> Part | None:
    """The series of some rows; None where a row says a key that was likely to be left out by all."""
    known = {**shared, **likely}
    if "item" in likely:
        known["item_type"] = ""
    varying = [name for name in KEYS if name not in known]
    counted = f"coalesce(day <= DATE '{as_of.isoformat()}', true)" if as_of else "true"
    taken = "NULL" if "seen" in known else _python("max(seen::DATE)")
    peak = "greatest(abs(min(value)), abs(max(value)))"
    near = f"coalesce(year(min(day)) >= {FIRST} AND year(max(day)) <= {LAST}, false)"
    metric = _literal(known["metric"]) if "metric" in known else "metric"
    good = f"count(*) = count(day) AND count(*) = count(value) AND coalesce(isfinite({peak}), false) AND {metric} <> '' AND {near}"
    widths = [("shortest", f"min({LENGTH})"), ("longest", f"max({LENGTH})")] if lengths else []
    names = [*(name for name, _ in widths), *varying, "n", "first", "last", "taken", "peak", "mark", "counted", "good", "said"]
    by = ", ".join([*varying, *(["counted"] if as_of else [])])
    found = connection.execute(
        f"SELECT {', '.join([*varying, ''])}count(*) AS n, {_python('min(day)')} AS first, {_python('max(day)')} AS last, "
        f"{taken} AS taken, {peak} AS peak, bit_xor(hash(day)) AS mark, "
        f"{''.join(f'{sql} AS {name}, ' for name, sql in widths)}"
        f"{counted} AS counted, {good} AS good, {' + '.join([*(f'count(said_{name})' for name in likely), '0'])} AS said "
        f"FROM {rows} GROUP BY {by}"
    ).fetchnumpy()
    columns = {name: np.ma.getdata(found[name]) for name in names}
    if columns["said"].any():
        return None
    whole = bool(columns["good"].all())
    span = (int(columns["shortest"].min()), int(columns["longest"].max())) if lengths and len(columns["n"]) else None
    kept = columns["good"] & columns["counted"]
    if not kept.all():
        columns = {name: values[kept] for name, values in columns.items()}

    def days(name: str) -> list[Any]:
        return columns[name].astype("datetime64[D]").tolist()  # type: ignore[no-any-return]

    # there may be a series for every few rows: columns at once
    keys = zip(*(columns[name].tolist() if name in varying else repeat(known[name], len(columns["n"])) for name in KEYS), strict=True)
    seen = repeat(known["seen"], len(columns["n"])) if "seen" in known else days("taken")
    figures = zip(columns["n"].tolist(), days("first"), days("last"), seen, columns["peak"].tolist(), columns["mark"].tolist(), strict=True)
    return Part(dict(zip(keys, map(partial(tuple.__new__, Group), figures), strict=True)), whole, span)


def _python(day: str) -> str:
    """A day, or the nearest one that Python knows: DuckDB has infinite ones, and others far off."""
    return f"least(greatest({day}, DATE '{date.min}'), DATE '{date.max}')"


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "'" + str(value).replace("'", "''") + "'"


def combined(parts: Iterable[Mapping[Key, Group]]) -> dict[Key, Group]:
    """The series of all parts of a log."""
    found: dict[Key, Group] = {}
    for part in parts:
        if not found:
            found = dict(part)
            continue
        for key, group in part.items():
            found[key] = found[key] | group if key in found else group
    return found


def renamed(groups: Mapping[Key, Group], names: Mapping[Key, Key]) -> dict[Key, Group]:
    """The series after some were given other keys."""
    return combined({names.get(key, key): group} for key, group in groups.items())


class Marks:
    """The marks of the days from `low` to `high`.

    A series with as many rows as there are days from its first to its last, and with the mark that those days have, has each of them once; the chance that
    another set of as many days has that mark is one in 2^64.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, low: date, high: date) -> None:
        days = f"SELECT hash((DATE '{low}' + n::INTEGER)::DATE) AS mark FROM range({(high - low).days + 1}) days(n) ORDER BY n"
        (hashes,) = connection.execute(days).fetchnumpy().values()
        self._low = low
        self._until = [0, *np.bitwise_xor.accumulate(np.asarray(hashes, dtype=np.uint64)).tolist()]

    def full(self, groups: Mapping[Key, Group]) -> dict[Key, int]:
        """The series that have exactly one row on every day from their first to their last, with the number of their rows."""
        spans = {span: self._span(*span) for span in {(group[1], group[2]) for group in groups.values()}}
        return {key: group[0] for key, group in groups.items() if group[0] == 1 or (group[0], group[5]) == spans[group[1], group[2]]}

    def _span(self, first: date, last: date) -> tuple[int, int]:
        start, end = (first - self._low).days, (last - self._low).days
        return end - start + 1, self._until[end + 1] ^ self._until[start]


def marks_of(connection: duckdb.DuckDBPyConnection, groups: Mapping[Key, Group]) -> Marks:
    """The marks that the days of some series need."""
    return Marks(connection, min(group.first for group in groups.values()), max(group.last for group in groups.values()))


def distinct_days(connection: duckdb.DuckDBPyConnection, groups: Mapping[Key, Group], rows: str) -> dict[Key, int]:
    """How many days each series has a row on. Where that is not plain, the days are counted, in one more look at the rows."""
    if not groups:
        return {}
    known = marks_of(connection, groups).full(groups)
    missing = [key for key in groups if key not in known] if len(known) < len(groups) else []
    return {**known, **dict(_counted(connection, groups, missing, rows, all_=not known))} if missing else known


def _counted(connection: duckdb.DuckDBPyConnection, groups: Mapping[Key, Group], keys: Sequence[Key], rows: str, *, all_: bool) -> Iterator[tuple[Key, int]]:
    """The number of days of some series: bits set in a string of days."""
    names = ", ".join(KEYS)
    start, end = ((one - date(1970, 1, 1)).days for one in (min(groups[key].first for key in keys), max(groups[key].last for key in keys)))
    counted = f"bit_count(bitstring_agg(date_diff('day', DATE '1970-01-01', day), {start}, {end}))"
    if (end - start) * len(keys) > _BITS:
        counted = "count(DISTINCT day)"
    only = ""
    if not all_:
        connection.register("wanted_series", {name: np.array([key[place] for key in keys]) for place, name in enumerate(KEYS)})
        only = f" SEMI JOIN wanted_series USING ({names})"
    found = connection.execute(f"SELECT {names}, {counted} FROM {rows}{only} GROUP BY ALL").fetchall()
    if not all_:
        connection.unregister("wanted_series")
    return ((row[: len(KEYS)], row[len(KEYS)]) for row in found)


def shown_until(group: Group, *, item: bool) -> date:
    """The last day a series has something of; figures of items are also of the day on which they were taken."""
    return max(group.last, group.seen) if item else group.last
