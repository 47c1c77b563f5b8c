"""Which series there are: one look at every part of a log, in which all that must be known of a series before goals are asked is taken at once.

What is found stays in columns: there may be a series for every few rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import duckdb
import numpy as np
from numpy.typing import NDArray

from aimline.engine.seen import Seen
from aimline.metrics.cells.datecells import FIRST, LAST

KEYS = ("account", "platform", "metric", "unit", "campaign", "source", "item", "item_type")
"""What tells one series from another; for rows without an item, `item_type` is empty."""

EPOCH = date(1970, 1, 1)
Days = NDArray[np.int64]
"""Days by their number since 1970-01-01."""
Truth = NDArray[np.bool_]
Texts = NDArray[Any]

_BITS = 2**31
"""Bits that the strings of days of all series may take together."""
_KNOWN = "n, first, last, seen, peak, mark"


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of the log has up to the day that is looked at: its series, in a table of the engine; `whole` is False where some of its rows lack a day, a
    figure or a metric, `empty` is True where it has none.
    """

    table: str
    whole: bool
    empty: bool
    constant: Mapping[str, object]
    """The keys that all its series share."""
    odd: bool = False
    """Some time is of another form than the first ones, where that was asked for."""
    several: bool = False
    """It may have a key several times."""


ODD = "odd_ts"
"""The column that says whether a time is of another form than the first ones."""
_FIRST = 1000


def count(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    table: str,
    as_of: date | None,
    constant: Mapping[str, object] | None = None,
    otherwise: Mapping[str, object] | None = None,
    *,
    odd: bool = False,
) -> Part:
    """Look at rows in the form of `long` once and lay their series down as a `table`; `rows` is what stands after FROM.

    `constant` says which keys all rows share, for want of a column of them, and `seen` where they have none; `otherwise` what others are where a row leaves
    them out, in a column `said_<key>`. Grouping by text costs most, so keys that the first rows leave out are taken to be left out by all; where that is not
    so, the rows are looked at again. `odd`: there is a column that says whether a time is of another form than the first ones, which is looked at, too.

    Raises:
        duckdb.Error: they cannot be read.
    """
    shared = constant or {}
    likely = _left_out(connection, rows, otherwise) if otherwise else {}
    part = _grouped(connection, rows, table, as_of, shared, likely, odd=odd)
    return part or _grouped(connection, rows, table, as_of, shared, {}, odd=odd) or Part(table, whole=True, empty=True, constant={})


def _left_out(connection: duckdb.DuckDBPyConnection, rows: str, otherwise: Mapping[str, object]) -> dict[str, object]:
    """The keys that none of the first rows says. What the very first one says need not be looked for."""
    left = list(otherwise)
    for some in (1, _FIRST):
        names = [f"said_{name}" for name in left]
        first = f"SELECT {', '.join(names)} FROM {rows} LIMIT {some}"
        ((*found,),) = connection.execute(f"SELECT {', '.join(f'count({name})' for name in names)} FROM ({first})").fetchall()
        left = [name for name, said in zip(left, found, strict=True) if not said]
        if not left:
            break
    return {name: otherwise[name] for name in left}


def _grouped(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    table: str,
    as_of: date | None,
    shared: Mapping[str, object],
    likely: Mapping[str, object],
    *,
    odd: bool,
) -> Part | None:
    """The series of some rows; None where a row says a key that was likely to be left out by all."""
    known = {**shared, **likely}
    if "item" in likely:
        known["item_type"] = ""
    varying = [name for name in KEYS if name not in known]
    counted = f"coalesce(day <= DATE '{as_of.isoformat()}', true)" if as_of else "true"
    taken = f"DATE '{known['seen']}'" if "seen" in known else _python("max(seen::DATE)")
    peak = "max(abs(value))"
    near = f"coalesce(year(min(day)) >= {FIRST} AND year(max(day)) <= {LAST}, false)"
    metric = _literal(known["metric"]) if "metric" in known else "metric"
    good = f"count(*) = count(day) AND count(*) = count(value) AND coalesce(isfinite({peak}), false) AND {metric} <> '' AND {near}"
    said = f"bool_or({' OR '.join(f'said_{name} IS NOT NULL' for name in likely)})" if likely else "false"
    strange = f"coalesce(bool_or({ODD}), false)" if odd else "false"
    keys = ", ".join(name if name not in known else f"{_literal(known[name])} AS {name}" for name in KEYS)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {keys}, count(*) AS n, {_python('min(day)')} AS first, {_python('max(day)')} AS last, "
        f"{taken} AS seen, {peak} AS peak, bit_xor(hash(day)) AS mark, {strange} AS odd, {counted} AS counted, {good} AS good, "
        f"{said} AS said FROM {rows} "
        f"GROUP BY {', '.join([*varying, *(['counted'] if as_of else [])]) or '()'}"
    )
    ((otherwise, whole, empty, others),) = connection.execute(
        "SELECT coalesce(bool_or(said), false), coalesce(bool_and(good OR n = 0), true), count(*) FILTER (good AND counted) = 0, coalesce(bool_or(odd), false) "
        f"FROM {table}"
    ).fetchall()
    constant = {name: known[name] for name in KEYS if name in known}
    return None if otherwise else Part(table, whole, empty, constant, others)


def _python(day: str) -> str:
    """A day, or the nearest one that Python knows: DuckDB has infinite ones, and others far off."""
    return f"least(greatest({day}, DATE '{date.min}'), DATE '{date.max}')"


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "'" + str(value).replace("'", "''") + "'"


@dataclass(frozen=True)
class Census:
    """All series of a log by column, in the order of their keys; the place of a series is its number.

    `keys` says what the keys are, `one` what those are that all series share. `mark` is the exclusive or of the hashes of a series' days, where `marked`: one
    part has the series; `peak` is the greatest amount of any value.
    """

    connection: duckdb.DuckDBPyConnection
    table: str
    """What they are laid down as, in SQL, in no order."""
    keys: Mapping[str, Texts]
    one: Mapping[str, Any]
    rows: Days
    first: Days
    last: Days
    seen: Days
    mark: NDArray[np.uint64]
    marked: Truth
    peak: float

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def lists(self) -> Mapping[str, list[Any]]:
        """What the keys are, a series each."""
        return {name: self.keys[name].tolist() if name in self.keys else [self.one[name]] * len(self) for name in KEYS}

    @cached_property
    def told(self) -> Mapping[str, frozenset[Any]]:
        """What each key may be."""
        return {name: frozenset(self.lists[name]) if name in self.keys else frozenset([self.one[name]]) for name in KEYS}

    @cached_property
    def varying(self) -> tuple[str, ...]:
        """The keys that tell one series from another."""
        return tuple(name for name in KEYS if len(self.told[name]) > 1)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The platforms and metrics that stand together."""
        return frozenset(zip(self.lists["platform"], self.lists["metric"], strict=True))

    @cached_property
    def items(self) -> Truth:
        """Which series are of items."""
        return self.keys["item"].astype(bool) if "item" in self.keys else np.full(len(self), bool(self.one["item"]))

    def columns(self) -> dict[str, NDArray[Any]]:
        """The number of every series, beside the keys that tell one from another, and whether it is of items."""
        return {"id": np.arange(len(self), dtype=np.int32), **{name: self.keys[name] for name in self.varying}, "item": self.items}

    @cached_property
    def full(self) -> Truth:
        """Which series have exactly one row on every day from their first to their last: as many rows as days between them, and the mark that those days have.
        The chance that another set of as many days has that mark is one in 2^64.
        """
        single: Truth = self.rows == 1
        if single.all():
            return single
        low, high = int(self.first.min()), int(self.last.max())
        days = f"SELECT hash((DATE '{EPOCH}' + n::INTEGER)::DATE) AS mark FROM range({low}, {high + 1}) days(n) ORDER BY n"
        (hashes,) = self.connection.execute(days).fetchnumpy().values()
        until = np.zeros(high - low + 2, dtype=np.uint64)
        np.bitwise_xor.accumulate(np.ma.getdata(hashes), out=until[1:])
        due = until[self.last - low + 1] ^ until[self.first - low]
        full: Truth = self.marked & (self.rows == self.last - self.first + 1) & (self.mark == due)
        return single | full


def combined(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> Census:
    """The series of all parts of a log."""
    some = [part for part in parts if not part.empty]
    rows = [f"SELECT {', '.join(KEYS)}, {_KNOWN} FROM {part.table} WHERE good AND counted" for part in some]
    if not rows:
        none = np.empty(0, dtype=np.int64)
        return Census(connection, "", {}, dict.fromkeys(KEYS, ""), none, none, none, none, none.astype(np.uint64), none.astype(bool), 0.0)
    if len(rows) > 1 or some[0].several:
        return _census(connection, _added(" UNION ALL ".join(rows)), {})
    return _census(connection, rows[0], some[0].constant)


def renamed(census: Census, names: Sequence[str]) -> Census:
    """The series after some were given other keys; `names` are SQL expressions `… AS key`."""
    return _census(census.connection, _added(f"SELECT * REPLACE ({', '.join(names)}) FROM ({census.table})"), {})


def _added(rows: str) -> str:
    """Series of one key as one."""
    keys = ", ".join(KEYS)
    once = "sum(n)::BIGINT AS n, min(first) AS first, max(last) AS last, max(seen) AS seen, max(peak) AS peak"
    return f"SELECT {keys}, {once}, CASE WHEN count(*) = 1 THEN any_value(mark) END AS mark FROM ({rows}) GROUP BY {keys}"


def _census(connection: duckdb.DuckDBPyConnection, rows: str, constant: Mapping[str, object]) -> Census:
    """The series in the order of their keys. `constant` says which they share."""
    keys = [name for name in KEYS if name not in constant]
    days = ", ".join(f"date_diff('day', DATE '{EPOCH}', {name}) AS {name}" for name in ("first", "last", "seen"))
    by = ", ".join(keys)
    found = connection.execute(f"SELECT {by}, n, {days}, peak, coalesce(mark, 0) AS mark, mark IS NOT NULL AS marked FROM ({rows}) ORDER BY {by}").fetchnumpy()
    columns = {name: np.ma.getdata(values) for name, values in found.items()}
    return Census(
        connection,
        rows,
        {name: columns[name] for name in keys},
        constant,
        columns["n"],
        columns["first"],
        columns["last"],
        columns["seen"],
        columns["mark"],
        columns["marked"],
        float(columns["peak"].max()),
    )


def joined(varying: Sequence[str]) -> str:
    """The condition under which a row of `long` (l) is of a series (s)."""
    return " AND ".join(["true", *(f"l.{name} = s.{name}" for name in varying)])


class Observed(NamedTuple):
    """On how many days each series has a row, and on which where that is not plain; None where that would take too much room."""

    days: Days
    seen: Seen | None


def observed(census: Census, rows: str) -> Observed:
    """The days on which series have rows. Where they are not plain, they are looked up, in one more look at the rows."""
    days = census.rows.copy()
    missing = np.flatnonzero(~census.full)
    if not len(missing):
        return Observed(days, None)
    start, end = int(census.first[missing].min()), int(census.last[missing].max())
    start -= start % 8
    end += 7 - (end - start) % 8
    day = f"date_diff('day', DATE '{EPOCH}', l.day)"
    fits = (end - start) * len(missing) <= _BITS
    figure = f"bitstring_agg({day}, {start}, {end})::BLOB" if fits else "count(DISTINCT l.day)"
    connection = census.connection
    connection.register("uneven", {name: values[missing] for name, values in census.columns().items()})
    if 2 * int(census.rows[missing].sum()) > int(census.rows.sum()):  # to add up all costs less than to look for some
        keys = "".join(f", l.{name}" for name in census.varying)
        near = f"{day} BETWEEN {start} AND {end}"  # those of other series may lie beyond
        every = f"(SELECT {figure} AS days{keys} FROM {rows} l WHERE {near} GROUP BY {keys.removeprefix(', ') or '()'}) l"
        query = f"SELECT s.id, l.days FROM {every} JOIN uneven s ON {joined(census.varying)}"
    else:
        query = f"SELECT s.id, {figure} AS days FROM {rows} l JOIN uneven s ON {joined(census.varying)} GROUP BY s.id"
    found = {name: np.ma.getdata(values) for name, values in connection.execute(query).fetchnumpy().items()}
    connection.unregister("uneven")
    if not fits:
        days[found["id"]] = found["days"]
        return Observed(days, None)
    bits = np.frombuffer(b"".join(found["days"].tolist()), dtype=np.uint8).reshape(len(found["id"]), -1)
    days[found["id"]] = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    line = np.full(len(census), -1, dtype=np.int64)
    line[found["id"]] = np.arange(len(bits))
    return Observed(days, Seen(start + EPOCH.toordinal(), bits, line))
