"""Rows into DuckDB: those in memory as columns, canonical files as scans, all as one view `long` up to the day of evaluation.

`long` has the columns of a metric row, text never NULL (empty instead), `item` as a truth value beside `item_id`, `seen` never NULL, and `day`.
`instant` says of a row that its `ts` is a time in UTC and its `day` is that in the zone that was asked for; any other row is of its `day` everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from aimline.catalogue import load as load_catalogue
from aimline.engine.census import EPOCH, KEYS, ODD, Census, Part, combined, count
from aimline.engine.instants import instants_in, zones_in
from aimline.metrics.cells.datecells import FIRST, LAST
from aimline.metrics.files.long import LONG_COLUMNS, header_of
from aimline.metrics.formats.ids import LIVES, Id, Ids, ids
from aimline.metrics.model.log import COLUMNS, MetricLog, MetricRow, SetAside, Table
from aimline.text.messages import isolate, languages, messages
from aimline.text.reasons import reason

_TEXT = ("account", "platform", "metric", "unit", "item", "item_type", "campaign", "source")
_TIMES = ("ts", "published", "seen")
NEVER = "TIMESTAMP '0001-01-01'"
_SHOWN = 3
"""How many of the broken rows of a canonical file are named one by one; the others are counted."""


_FAR = 366
"""Days without any figure before the last one, after which that one is more likely a slip of the pen."""


class UnreadableTable(Exception):
    """A canonical file that cannot be scanned; `file` is its path, `reason` says why, by language."""

    def __init__(self, file: Path, reason: Mapping[str, str]) -> None:
        super().__init__(f"{file}: {reason[languages()[0]]}")
        self.file = file
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands in the view `long`: rows up to a day, the last day any row has unless another was asked for, and its series."""

    as_of: date | None
    census: Census
    instants: bool
    """Whether some rows are of another day in another zone."""


@dataclass(slots=True)
class _Asked:
    """Up to which day rows are wanted, and in which zone instants have theirs; whether any was found."""

    as_of: date | None
    zone: str
    instants: bool = False


def load(connection: duckdb.DuckDBPyConnection, log: MetricLog, as_of: date | None, zone: str = "UTC", *, as_written: bool = False) -> Loaded:
    """Make the view `long`, up to a day or to the last day any row has. The day of an instant is that in a `zone`. `as_written`: metrics and platforms keep the
    names that their files give them.

    Broken rows of canonical files are added to `log.set_aside`.

    Raises:
        UnreadableTable: a canonical file cannot be scanned.
    """
    asked = _Asked(as_of, zone)
    _memory(connection, log.rows, asked)
    if log.rows and not as_written:
        _memory_by_name(connection)
    parts = [_table(connection, number, table, log, asked) for number, table in enumerate(log.tables)]
    try:
        parts = _by_name(connection, parts, log, asked, as_written=as_written)
    except duckdb.OutOfMemoryException as error:
        raise UnreadableTable(log.tables[0].file, messages("standing.row.memory")) from error
    views = ["memory_rows", *(f"table_{number}" for number in range(len(log.tables)))]
    connection.execute("CREATE VIEW everything AS " + " UNION ALL BY NAME ".join(f"SELECT * FROM {view}" for view in views))
    census: Census | None = None
    if as_of is None:
        census = combined(connection, [*parts, *_in_memory(connection, log, None)])
        as_of = EPOCH + timedelta(days=int(census.last.max())) if len(census) else None
        if as_of is not None and not as_written and (before := _day_before(connection, census, as_of)) is not None and (as_of - before).days > _FAR:
            log.set_aside.append(SetAside("-", None, messages("standing.row.far", date=as_of.isoformat(), before=before.isoformat())))
    _zeros(connection, log, as_of)
    until = f" WHERE day <= DATE '{as_of.isoformat()}'" if as_of else ""
    connection.execute(f"CREATE VIEW long AS SELECT * FROM everything{until}")
    # up to the last day there is, and without zeros filled in, they are the same as before
    if census is None or log.zeros:
        census = combined(connection, [*parts, *_in_memory(connection, log, as_of)])
    return Loaded(as_of, census, asked.instants)


def _in_memory(connection: duckdb.DuckDBPyConnection, log: MetricLog, as_of: date | None) -> list[Part]:
    """The series of the rows in memory."""
    return [count(connection, "memory_rows", "series_in_memory", as_of)] if log.rows or log.zeros else []


def _day_before(connection: duckdb.DuckDBPyConnection, census: Census, last: date) -> date | None:
    """A day before the last one: the greatest one, or any where that is near."""
    end = (last - EPOCH).days
    near = census.last[(census.last < end) & (census.last >= end - _FAR)]
    if len(near):
        return EPOCH + timedelta(days=int(near.max()))
    ending = (census.last == end) & (census.first < end)
    if ending.any() and (ending & census.full).any():
        return last - timedelta(days=1)
    since = last - timedelta(days=_FAR)
    some = connection.execute(f"SELECT day FROM everything WHERE day < DATE '{last}' AND day >= DATE '{since}' LIMIT 1").fetchall()
    before: date | None = some[0][0] if some else connection.execute(f"SELECT max(day) FROM everything WHERE day < DATE '{last}'").fetchall()[0][0]
    return before


def _memory(connection: duckdb.DuckDBPyConnection, rows: list[MetricRow], asked: _Asked) -> None:
    """The rows in memory, each key once: the greatest `seen` wins, on a tie the greatest value."""
    if not rows:
        connection.execute(f"CREATE TEMP TABLE memory_rows ({_COLUMNS})")
        return
    columns: dict[str, NDArray[Any]] = {}
    for index, name in enumerate(MetricRow._fields):
        values: list[Any] = [row[index] for row in rows]
        if name == "instant":
            columns[name] = np.array([row.instant or row.ts.tzinfo is not None for row in rows], dtype=bool)
            asked.instants |= bool(columns[name].any())
        elif name == "ts":
            columns[name] = np.array([_utc(value) for value in values], dtype="datetime64[us]")
        elif name in _TIMES:
            columns[name] = np.array([_naive(value) for value in values], dtype="datetime64[us]")
        elif name == "value":
            columns[name] = np.array(values, dtype=np.float64)
        else:
            columns[name] = np.array(["" if value is None else value for value in values], dtype=object)
    connection.register("memory_columns", columns)
    key = ", ".join(["ts", "instant", *_TEXT, "published"])
    connection.execute(
        f"CREATE TEMP TABLE memory_rows AS SELECT {_normal(_SOURCE, instant='instant', zone=asked.zone)} FROM "
        f"(SELECT {key}, arg_max(value, (coalesce(seen, {NEVER}), value)) AS value, max(seen) AS seen "
        f"FROM memory_columns WHERE isfinite(value) GROUP BY {key}) "
    )
    connection.unregister("memory_columns")


def _memory_by_name(connection: duckdb.DuckDBPyConnection) -> None:
    """The rows in memory by the names of the catalogue, as those of files are."""
    found = ids(connection.execute("SELECT DISTINCT platform, metric FROM memory_rows").fetchall(), load_catalogue())
    if found.known:
        _lay_down(connection, "ids_memory", found)
        _hide(connection, "memory", "memory_rows", [_placed("memory_rows", "ids_memory")])
        hidden = f"SELECT 1 FROM hidden_memory h WHERE {_written('v', 'h')}"
        connection.execute(
            f"UPDATE memory_rows AS v SET platform = i.to_platform, metric = i.to_metric, unit = {_UNIT} FROM ids_memory i "
            f"WHERE v.platform = i.platform AND v.metric = i.metric AND NOT EXISTS ({hidden})"
        )


_COLUMNS = (
    "ts TIMESTAMP, day DATE, value DOUBLE, account VARCHAR, platform VARCHAR, metric VARCHAR, unit VARCHAR, campaign VARCHAR, source VARCHAR, item BOOLEAN, "
    "item_id VARCHAR, item_type VARCHAR, published TIMESTAMP, seen TIMESTAMP, instant BOOLEAN"
)
"""What `_normal` gives."""
_SOURCE = frozenset(COLUMNS)


def _utc(value: datetime) -> datetime:
    """A time that carries a zone, in UTC; any other as it is."""
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo is not None else value


def _naive(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=None) if value is not None and value.tzinfo is not None else value


def _normal(
    present: frozenset[str],
    *,
    never_null: frozenset[str] = frozenset(),
    instant: str = "false",
    utc: str | None = None,
    zone: str = "UTC",
    **otherwise: str | None,
) -> str:
    """The select list that makes the columns of `long` from those that are there; `otherwise` is what stands where a text is empty. `instant` says of a row
    whether it is one, and `utc` gives its time, where `ts` itself does not; its day is that in `zone`. `never_null` are texts that stand in every row.
    """

    def text(name: str) -> str:
        other = otherwise.get(name)
        if other is not None:
            return f"coalesce(nullif({name}::VARCHAR, ''), {_quoted(other)})" if name in present else _quoted(other)
        if name in never_null:
            return name
        return f"coalesce({name}::VARCHAR, '')" if name in present else "''"

    def time(name: str) -> str:
        return f"try_cast({name} AS TIMESTAMP)" if name in present else "NULL::TIMESTAMP"

    def moment(name: str) -> str:
        known = f"{time(name)} BETWEEN TIMESTAMP '{FIRST}-01-01' AND TIMESTAMP '{LAST}-12-31'"
        return f"CASE WHEN {known} THEN {time(name)} END" if name in present else time(name)

    item = text("item")
    ts = f"CASE WHEN {instant} THEN {utc} ELSE {time('ts')} END" if utc else time("ts")
    day = f"({ts})::DATE"
    if zone != "UTC" and instant != "false":
        day = f"(CASE WHEN {instant} THEN timezone({_quoted(zone)}, timezone('UTC', {ts})) ELSE {ts} END)::DATE"
    return ", ".join(
        [
            f"{ts} AS ts",
            f"{day} AS day",
            "try_cast(value AS DOUBLE) AS value",
            f"{text('account')} AS account",
            f"{text('platform')} AS platform",
            f"{text('metric')} AS metric",
            "coalesce(nullif(" + text("unit") + ", ''), 'count') AS unit" if "unit" in present else "'count' AS unit",
            f"{text('campaign')} AS campaign",
            f"{text('source')} AS source",
            f"({item} <> '') AS item",
            f"{item} AS item_id",
            f"CASE WHEN {item} = '' THEN '' ELSE {text('item_type')} END AS item_type",
            f"{moment('published')} AS published",
            f"coalesce({moment('seen')}, {NEVER}) AS seen",
            f"{instant} AS instant",
        ]
    )


def _json_columns() -> str:
    """The columns of a canonical JSONL file with their types, as DuckDB's `read_json` wants them; all but those of `_JSON` are text."""
    return ", ".join(f"'{field}': '{_JSON.get(field, 'VARCHAR')}'" for field in COLUMNS)


_JSON = {"value": "DOUBLE"}
_DATED = f"coalesce(day BETWEEN DATE '{FIRST}-01-01' AND DATE '{LAST}-12-31', false)"
"""Whether a row has a day of a year that exports use: DuckDB knows years that Python does not, and a day called infinity."""
_WHOLE = f"{_DATED} AND value IS NOT NULL AND isfinite(value) AND metric <> ''"


def _csv(file: Path, *, alone: bool) -> str:
    """The options that read a canonical CSV file by its header, so that no row can change what the columns are. `alone`: on one thread, as cells over several
    lines need it.
    """
    delimiter, labels = header_of(file)
    names = [label if label not in labels[:place] else f"{label} {place}" for place, label in enumerate(labels)]
    columns = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in names)
    options = f"auto_detect = false, header = true, delim = {_quoted(delimiter)}, quote = '\"', escape = '\"', null_padding = true, columns = {{{columns}}}"
    return f"{options}, parallel = false" if alone else options


def _scan(file: Path, kind: str, *, alone: bool, lenient: bool) -> str:
    """The scan of a canonical file, as DuckDB writes it; `lenient`: broken lines of JSON are stepped over."""
    name = _quoted(str(file))
    if kind == "parquet":
        return f"read_parquet({name})"
    if kind == "jsonl":
        return f"read_json({name}, format = 'newline_delimited', ignore_errors = {str(lenient).lower()}, columns = {{{_json_columns()}}})"
    return f"read_csv({name}, {_csv(file, alone=alone)})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _table(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    table: Table,
    log: MetricLog,
    asked: _Asked,
    *,
    alone: bool = False,
    zoned: bool = False,
    lenient: bool = False,
) -> Part:
    """One canonical file as a view, and its series up to a day; its broken rows (no day, no figure, no metric, not in the form of the file) are named and set
    aside. A file without any is read once.
    """
    file, kind, at = table.file, table.kind, table.at or table.file
    try:
        scan = counted = _scan(at, kind, alone=alone, lenient=lenient)
        if kind == "csv":
            scan, counted = (f"{scan[:-1]}, {option} = true)" for option in ("ignore_errors", "store_rejects"))
        types = dict(row[:2] for row in connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall())
        present = frozenset(types)
        if not present >= LONG_COLUMNS:
            raise UnreadableTable(file, messages("standing.row.no_column", names=isolate(", ".join(sorted(LONG_COLUMNS - present)))))
        instants = instants_in(connection, scan, types["ts"], zoned=zoned)
        full = _never_null(connection, at, types) if kind == "parquet" else frozenset()
        columns = _normal(present, never_null=full, instant=instants.instant, utc=instants.utc, zone=asked.zone, account=table.account, platform=table.platform)
        select = f"{columns} FROM"
        connection.execute(f"CREATE OR REPLACE VIEW table_{number} AS SELECT * FROM (SELECT {select} {scan}) WHERE {_WHOLE}")
        constant, otherwise = _said(present, table)
        said = "".join(f"{name} AS said_{name}, " for name in otherwise)
        asked.instants |= instants.there
        odd = f"{instants.odd} AS {ODD}, " if instants.odd else ""
        name = f"series_{number}"
        part = count(connection, f"(SELECT {odd}{said}{select} {counted})", name, asked.as_of, constant, otherwise, odd=bool(odd))
        if not zoned and part.odd and zones_in(connection, scan):  # what its first rows do not show
            return _table(connection, number, table, log, asked, alone=alone, zoned=True, lenient=lenient)
        torn, swallowed = _rejected(connection) if kind == "csv" else ([], None)
        swallowed = swallowed or (_endless(at) if kind == "csv" else None)
        if swallowed is not None:
            raise UnreadableTable(file, messages("standing.row.swallowed", line=swallowed))
        if not part.whole:
            total, broken = connection.execute(f"SELECT count(*), count(*) FILTER (NOT coalesce({_WHOLE}, false)) FROM (SELECT {select} {scan})").fetchall()[0]
        elif not part.empty:
            total, broken = 1, 0
        else:
            total, broken = connection.execute(f"SELECT count(*), 0 FROM {scan}").fetchall()[0]
        if not total and not torn:
            raise UnreadableTable(file, messages("standing.row.none"))
        if broken or torn:
            aside = _broken(connection, f"(SELECT row_number() OVER () AS line, {select} {scan})", kind, table, broken, torn)
            if broken == total:  # all of it, or none where all of it is torn
                raise UnreadableTable(file, messages("standing.row.all", line=aside[0].line, reason=aside[0].reason))
            log.set_aside += aside
        if not part.whole:
            return count(connection, f"table_{number}", name, asked.as_of, constant)
        if kind == "parquet":  # nothing is to be kept out, nor comes anything behind it: every later look at the rows is cheaper
            connection.execute(f"CREATE OR REPLACE VIEW table_{number} AS SELECT {select} {scan}")
        return part
    except duckdb.OutOfMemoryException as error:
        raise UnreadableTable(file, messages("standing.row.memory")) from error
    except OSError as error:  # it was there when it was looked at
        raise UnreadableTable(file, reason(error)) from error
    except duckdb.Error as error:
        if not alone and kind == "csv" and "parallel=false" in str(error):
            return _table(connection, number, table, log, asked, alone=True)
        if not lenient and kind == "jsonl":  # to step over broken lines takes a tenth more of the time
            return _table(connection, number, table, log, asked, zoned=zoned, lenient=True)
        raise UnreadableTable(file, messages(f"standing.row.no_{kind}", text=isolate(str(error).splitlines()[0]))) from error


def _by_name(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part], log: MetricLog, asked: _Asked, *, as_written: bool) -> list[Part]:
    """The parts of files whose metrics and platforms are called otherwise than in the catalogue, by the names that they have there; so are their rows, but
    where the metric has figures under its own name, too: see `shadowed`.
    """
    found, rows, spans = [], ["SELECT * FROM memory_rows"], ["SELECT *, day AS first, day AS last FROM memory_rows"]
    for number, part in enumerate(parts):
        other = ids(connection.execute(f"SELECT DISTINCT platform, metric FROM {part.table} WHERE good AND counted").fetchall(), load_catalogue())
        if other.known:
            _lay_down(connection, f"ids_{number}", other)
            connection.execute(f"ALTER VIEW table_{number} RENAME TO written_{number}")
            rows.append(_placed(f"written_{number}", f"ids_{number}"))
            spans.append(_placed(f"(SELECT * FROM {part.table} WHERE good AND counted)", f"ids_{number}"))
        else:
            rows.append(f"SELECT * FROM table_{number}")
            spans.append(f"SELECT * FROM {part.table} WHERE good AND counted")
        found.append(other)
    renamed = list(parts)
    for number, (part, other) in enumerate(zip(parts, found, strict=True)):
        if other.known:
            beside = _beside(connection, number, part, rows, spans)
            found[number] = other._replace(beside=tuple(beside))
            renamed[number] = _renamed(connection, number, part, asked, beside=bool(beside), as_written=as_written)
        _tell(log, log.tables[number], found[number])
    return renamed


_SAME = tuple(name for name in KEYS if name not in ("platform", "metric", "unit"))
_UNIT = "CASE WHEN v.unit = 'count' THEN coalesce(i.to_unit, v.unit) ELSE v.unit END"
_OWN = " AND ".join(
    [*(f"v.{name} = o.{name}" for name in _SAME), "o.platform = i.to_platform", "o.metric = i.to_metric", f"o.unit = {_UNIT}", "v.metric <> i.to_metric"]
)
"""That a row (v) whose metric stands under another name (i) is of the same as one that has its own (o)."""


def _placed(rows: str, table: str) -> str:
    """Rows whose platforms are called as in the catalogue."""
    return f"SELECT v.* REPLACE (coalesce(i.to_platform, v.platform) AS platform) FROM {rows} v LEFT JOIN {table} i USING (platform, metric)"


def _written(one: str, other: str, *, day: bool = True) -> str:
    """That two rows are of one item or series, as it is written, and, where wanted, of one `day`."""
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in (*KEYS, "item_id", *(["day"] if day else [])))


def _hide(connection: duckdb.DuckDBPyConnection, name: str, view: str, rows: Sequence[str]) -> None:
    """Lay down as `hidden_<name>` of what days rows of a view count nowhere, since the metrics that they stand for have figures of their own among `rows`:
    see `shadowed`.
    """
    keys = ", ".join([*(f"o.{key}" for key in KEYS), "o.item_id"])
    every = f"({' UNION ALL BY NAME '.join(rows)})"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE own_{name} AS SELECT DISTINCT {keys}, o.day FROM {every} o "
        f"SEMI JOIN ids_{name} i ON o.platform = i.to_platform AND o.metric = i.to_metric"
    )
    of = f"{view} v JOIN ids_{name} i ON v.platform = i.platform AND v.metric = i.metric JOIN"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE hidden_{name} AS WITH since AS (SELECT {keys}, min(o.day) AS since FROM {of} own_{name} o "
        f"ON {_OWN} AND v.item_id = o.item_id AND v.day = o.day GROUP BY ALL), "
        f"near AS (SELECT o.*, s.since FROM own_{name} o JOIN since s ON {_written('o', 's', day=False)}) "
        f"SELECT DISTINCT {', '.join(f'v.{key}' for key in KEYS)}, v.item_id, v.day FROM {of} near o "
        f"ON {_OWN} AND v.item_id = o.item_id AND v.day >= o.since AND v.day BETWEEN o.day AND o.day + {LIVES - 1}"
    )


def _beside(connection: duckdb.DuckDBPyConnection, number: int, part: Part, rows: Sequence[str], spans: Sequence[str]) -> list[Id]:
    """The ids of a file that stand for metrics which have figures of the same days under their own names, too; these days are laid down (`_hide`)."""
    known = f"({' UNION ALL BY NAME '.join(spans)})"
    if not connection.execute(
        f"SELECT 1 FROM {part.table} v JOIN ids_{number} i ON v.platform = i.platform AND v.metric = i.metric "
        f"JOIN {known} o ON {_OWN} AND v.first <= o.last AND o.first <= v.last WHERE v.good AND v.counted LIMIT 1"
    ).fetchall():
        return []
    _hide(connection, str(number), f"written_{number}", rows)
    return connection.execute(f"SELECT DISTINCT platform, metric FROM hidden_{number} ORDER BY ALL").fetchall()


def _renamed(connection: duckdb.DuckDBPyConnection, number: int, part: Part, asked: _Asked, *, beside: bool, as_written: bool) -> Part:
    """The view of a file by the names of the catalogue, and its series."""
    if as_written:
        connection.execute(f"CREATE VIEW table_{number} AS SELECT * FROM written_{number}")
        return part
    join = f"v LEFT JOIN ids_{number} i ON v.platform = i.platform AND v.metric = i.metric"
    if not beside:
        named = ", ".join([*(f"coalesce(i.to_{name}, v.{name}) AS {name}" for name in ("platform", "metric")), f"{_UNIT} AS unit"])
        connection.execute(f"CREATE VIEW table_{number} AS SELECT v.* REPLACE ({named}) FROM written_{number} {join}")
        connection.execute(f"CREATE OR REPLACE TEMP TABLE named_{number} AS SELECT v.* REPLACE ({named}) FROM {part.table} {join}")
        return replace(part, table=f"named_{number}", constant={}, several=True)
    named = ", ".join(
        [*(f"CASE WHEN h.day IS NULL THEN coalesce(i.to_{name}, v.{name}) ELSE v.{name} END AS {name}" for name in ("platform", "metric")),
         f"CASE WHEN h.day IS NULL THEN {_UNIT} ELSE v.unit END AS unit"]
    )  # fmt: skip
    connection.execute(
        f"CREATE VIEW table_{number} AS SELECT v.* REPLACE ({named}) FROM written_{number} {join} LEFT JOIN hidden_{number} h ON {_written('v', 'h')}"
    )
    return count(connection, f"table_{number}", f"named_{number}", asked.as_of)


def _lay_down(connection: duckdb.DuckDBPyConnection, table: str, found: Ids) -> None:
    """A table of what ids stand for."""
    rows = zip(*((*id_, *named) for id_, named in found.known.items()), strict=True)
    names = ("platform", "metric", "to_platform", "to_metric", "to_unit")
    columns = {name: np.array(values, dtype=object) for name, values in zip(names, rows, strict=True)}
    connection.register("columns_of_ids", columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * REPLACE (to_unit::VARCHAR AS to_unit) FROM columns_of_ids")
    connection.unregister("columns_of_ids")


def _tell(log: MetricLog, table: Table, found: Ids) -> None:
    """What a file's ids were read as, among what is told of the file, once."""
    for place, file in enumerate(log.files):
        if file.file == str(table.file):
            notes = [note for note in found.warnings() if note not in file.notes]
            guessed = [note for note in found.told() if note not in file.guessed]
            log.files[place] = replace(file, notes=(*file.notes, *notes), guessed=(*file.guessed, *guessed))


_STEP, _PROBE, _LINE = 2**23, 2**16, 2 * 10**6
"""Bytes between two looks for a line that is longer than DuckDB's buffer, bytes of a look, and bytes that a line may have."""


def _endless(file: Path) -> int | None:
    """The number of a line that does not fit into DuckDB's buffer (32 MB), which drops it without a word, and what stands after it; None where there is none.
    So long a line shows at many places, so that few need to be looked at.
    """
    with file.open("rb") as stream:
        for start in range(0, file.stat().st_size, _STEP):
            stream.seek(start)
            if _broken_off(stream.read(_PROBE)) or _broken_off(stream.read(_LINE)) or not stream.read(1):
                continue
            stream.seek(0)
            return 1 + sum(stream.read(min(_PROBE, start - place)).count(b"\n") for place in range(0, start, _PROBE))
    return None


def _broken_off(piece: bytes) -> bool:
    """Whether a line ends in a piece of a file."""
    return b"\n" in piece or b"\r" in piece


def _never_null(connection: duckdb.DuckDBPyConnection, file: Path, types: Mapping[str, str]) -> frozenset[str]:
    """The texts that stand in every row of a Parquet file, as its footer says. What is asked of them alone can be answered by whole parts of the file."""
    nulls = f"SELECT path_in_schema FROM parquet_metadata({_quoted(str(file))}) GROUP BY 1 HAVING bool_and(coalesce(stats_null_count = 0, false))"
    return frozenset(name for (name,) in connection.execute(nulls).fetchall() if name in _TEXT and types.get(name) == "VARCHAR")


def _said(present: frozenset[str], table: Table) -> tuple[dict[str, object], dict[str, object]]:
    """The keys that all rows of a file share, since it has no column of them; and what the others are where a row leaves them out."""
    known: dict[str, object] = {"account": table.account or "", "platform": table.platform or "", "unit": "count", "campaign": "", "source": ""}
    if "item" in present:
        known |= {"item": False}
    constant = {name: value for name, value in known.items() if name not in present}
    if "item" not in present:
        constant |= {"item": False, "item_type": ""}
    if "seen" not in present:
        constant["seen"] = date.min
    return constant, {name: value for name, value in {**known, "seen": date.min}.items() if name in present}


def _rejected(connection: duckdb.DuckDBPyConnection) -> tuple[list[int], int | None]:
    """The lines that the last scan could not take apart into cells, and the first of them that took others with it: a quotation mark that is not closed ends
    with the file, or with the next one.
    """
    lines = [row[0] for row in connection.execute("SELECT DISTINCT line FROM reject_errors ORDER BY line").fetchall()]
    several = "error_type = 'LINE SIZE OVER MAXIMUM' OR contains(trim(csv_line, chr(10) || chr(13)), chr(10))"
    ((swallowed,),) = connection.execute(f"SELECT min(line) FROM reject_errors WHERE {several}").fetchall()
    connection.execute("DROP TABLE reject_errors")
    connection.execute("DROP TABLE reject_scans")
    return lines, swallowed


def _broken(connection: duckdb.DuckDBPyConnection, rows: str, kind: str, table: Table, count: int, torn: Sequence[int]) -> list[SetAside]:
    """The broken rows set aside: the first few with their line and reason, the others by their number."""
    found = connection.execute(
        f"SELECT line, NOT {_DATED}, metric = '', value IS NULL FROM {rows} WHERE NOT coalesce({_WHOLE}, false) ORDER BY line LIMIT {_SHOWN}"
    ).fetchall()
    lines = _lines(table.at or table.file, kind, [row[0] for row in found], torn)
    reasons = [
        (line, "torn" if no_day and no_metric and no_value else "no_day" if no_day else "no_metric" if no_metric else "no_value")
        for line, (_, no_day, no_metric, no_value) in zip(lines, found, strict=True)
    ]
    named = sorted([*reasons, *((line, "torn") for line in torn[:_SHOWN])])[:_SHOWN]
    more = [SetAside(str(table.file), None, messages("standing.row.more"))] * (count + len(torn) - len(named))
    return [*(SetAside(str(table.file), line, messages(f"standing.row.{reason}")) for line, reason in named), *more]


def _lines(file: Path, kind: str, numbers: Sequence[int], torn: Sequence[int]) -> list[int]:
    """The lines on which rows stand, by their numbers: blank lines and torn ones are no rows, nor is the header."""
    if kind == "parquet" or not numbers:
        return list(numbers)
    found: list[int] = []
    number, skipped = -int(kind == "csv"), frozenset(torn)
    with file.open(encoding="utf-8", errors="replace") as stream:
        for line, text in enumerate(stream, 1):
            number += bool(text.strip()) and line not in skipped
            if number == numbers[len(found)]:
                found.append(line)
                if len(found) == len(numbers):
                    break
    return found + list(numbers[len(found) :])


def _zeros(connection: duckdb.DuckDBPyConnection, log: MetricLog, as_of: date | None) -> None:
    """Rows of zero for the days that an export leaves out because there was nothing to count."""
    for zero in log.zeros:
        last = min(zero.last, as_of) if as_of else zero.last
        if last < zero.first:
            continue
        same = "account = $account AND platform = $platform AND metric = $metric AND NOT item AND day < $beyond::DATE"
        connection.execute(
            f"INSERT INTO memory_rows BY NAME SELECT d::TIMESTAMP AS ts, d::DATE AS day, 0.0 AS value, $account AS account, $platform AS platform, "
            f"$metric AS metric, "
            f"coalesce((SELECT min(unit) FROM memory_rows WHERE {same}), 'count') AS unit, '' AS campaign, '' AS source, false AS item, '' AS item_id, "
            f"'' AS item_type, "
            f"NULL::TIMESTAMP AS published, {NEVER} AS seen, false AS instant FROM range($first::TIMESTAMP, $beyond::TIMESTAMP, INTERVAL 1 DAY) AS days(d) "
            f"WHERE d::DATE NOT IN (SELECT day FROM memory_rows WHERE {same})",
            {
                "account": zero.account or "",
                "platform": zero.platform or "",
                "metric": zero.metric,
                "first": zero.first.isoformat(),
                "beyond": (last + timedelta(days=1)).isoformat(),
            },
        )
