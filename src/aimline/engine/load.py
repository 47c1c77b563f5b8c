"""Rows into DuckDB: those in memory as columns, canonical files as scans, all as one view `long` up to the day of evaluation.

`long` has the columns of a metric row, text never NULL (empty instead), `item` as a truth value beside `item_id`, `seen` never NULL, and `day`.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from aimline.metrics.log import MetricLog, MetricRow, SetAside
from aimline.text.messages import messages

KEYS = ("account", "platform", "metric", "unit", "campaign", "source", "item", "item_type")
"""What tells one series from another; for rows without an item, `item_type` is empty."""

_TEXT = ("account", "platform", "metric", "unit", "item", "item_type", "campaign", "source")
_TIMES = ("ts", "published", "seen")
_NEVER = "TIMESTAMP '0001-01-01'"
_SHOWN = 3
"""How many of the broken rows of a canonical file are named one by one; the others are counted."""


class UnreadableTable(Exception):
    """A canonical file that cannot be scanned; `file` is its path, the message says why."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file = file
        self.reason = reason


def load(connection: duckdb.DuckDBPyConnection, log: MetricLog, as_of: date | None) -> date | None:
    """Make the view `long` and return the last day counted: `as_of`, else the last day any row has.

    Broken rows of canonical files are added to `log.set_aside`.

    Raises:
        UnreadableTable: a canonical file cannot be scanned.
    """
    _memory(connection, log.rows)
    parts = ["SELECT * FROM memory_rows"]
    for number, (file, kind) in enumerate(log.tables):
        _table(connection, number, file, kind, log)
        parts.append(f"SELECT * FROM table_{number}")
    connection.execute("CREATE VIEW everything AS " + " UNION ALL BY NAME ".join(parts))
    if as_of is None:
        row = connection.execute("SELECT max(day) FROM everything").fetchone()
        as_of = row[0] if row else None
    _zeros(connection, log, as_of)
    until = f" WHERE day <= DATE '{as_of.isoformat()}'" if as_of else ""
    connection.execute(f"CREATE VIEW long AS SELECT * FROM everything{until}")
    return as_of


def _memory(connection: duckdb.DuckDBPyConnection, rows: list[MetricRow]) -> None:
    """The rows in memory, each key once: the greatest `seen` wins, on a tie the greatest value."""
    columns: dict[str, NDArray[Any]] = {}
    for index, name in enumerate(MetricRow._fields):
        values: list[Any] = [row[index] for row in rows]
        if name in _TIMES:
            columns[name] = np.array([_naive(value) for value in values], dtype="datetime64[us]")
        elif name == "value":
            columns[name] = np.array(values, dtype=np.float64)
        else:
            columns[name] = np.array(["" if value is None else value for value in values], dtype=object if rows else "U1")
    connection.register("memory_columns", columns)
    key = ", ".join(["ts", *_TEXT, "published"])
    connection.execute(
        f"CREATE TEMP TABLE memory_rows AS SELECT {_normal(_SOURCE)} FROM (SELECT {key}, arg_max(value, (coalesce(seen, {_NEVER}), value)) AS value, "
        f"max(seen) AS seen "
        f"FROM memory_columns WHERE isfinite(value) GROUP BY {key}) "
    )
    connection.unregister("memory_columns")


_SOURCE = frozenset(MetricRow._fields)


def _naive(value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=None) if value is not None and value.tzinfo is not None else value


def _normal(present: frozenset[str]) -> str:
    """The select list that makes the columns of `long` from those that are there."""

    def text(name: str) -> str:
        return f"coalesce({name}::VARCHAR, '')" if name in present else "''"

    def time(name: str) -> str:
        return f"try_cast({name} AS TIMESTAMP)" if name in present else "NULL::TIMESTAMP"

    item = text("item")
    return ", ".join(
        [
            f"{time('ts')} AS ts",
            f"{time('ts')}::DATE AS day",
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
            f"{time('published')} AS published",
            f"coalesce({time('seen')}, {_NEVER}) AS seen",
        ]
    )


def _json_columns() -> str:
    """The columns of a canonical JSONL file with their types, as DuckDB's `read_json` wants them; all but those of `_JSON` are text."""
    return ", ".join(f"'{field}': '{_JSON.get(field, 'VARCHAR')}'" for field in MetricRow._fields)


def _table(connection: duckdb.DuckDBPyConnection, number: int, file: Path, kind: str, log: MetricLog) -> None:
    """One canonical file as a view; its broken rows (no day, no figure, no metric) are named and set aside."""
    name = str(file).replace("'", "''")
    scan = {
        "parquet": f"read_parquet('{name}', file_row_number = true)",
        "csv": f"read_csv('{name}', header = true, all_varchar = true, sample_size = 1000)",
        "jsonl": f"read_json('{name}', format = 'newline_delimited', columns = {{{_json_columns()}}})",
    }[kind]
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
        present = frozenset(row[0] for row in described)
        if not {"ts", "metric", "value"} <= present:
            missing = ", ".join(sorted({"ts", "metric", "value"} - present))
            raise UnreadableTable(file, f"no column {missing}")
        whole = "day IS NOT NULL AND value IS NOT NULL AND isfinite(value) AND metric <> ''"
        connection.execute(f"CREATE VIEW table_{number} AS SELECT * FROM (SELECT {_normal(present)} FROM {scan}) WHERE {whole}")
        broken = connection.execute(f"SELECT count(*) FILTER (NOT coalesce({whole}, false)) FROM (SELECT {_normal(present)} FROM {scan})").fetchone()
        if broken and broken[0]:
            _name_broken(connection, scan, present, whole, file, broken[0], log)
    except duckdb.Error as error:
        raise UnreadableTable(file, str(error).splitlines()[0]) from error


_JSON = {"value": "DOUBLE"}


def _name_broken(connection: duckdb.DuckDBPyConnection, scan: str, present: frozenset[str], whole: str, file: Path, count: int, log: MetricLog) -> None:
    rows = connection.execute(
        f"SELECT line, day IS NULL, metric = '' FROM (SELECT row_number() OVER () AS line, {_normal(present)} FROM {scan}) WHERE NOT coalesce({whole}, "
        f"false) ORDER BY line LIMIT {_SHOWN}"
    ).fetchall()
    header = int(str(scan).startswith("read_csv"))
    for line, no_day, no_metric in rows:
        reason = "no_day" if no_day else "no_metric" if no_metric else "no_value"
        log.set_aside.append(SetAside(str(file), line + header, messages(f"standing.row.{reason}")))
    for _ in range(count - len(rows)):
        log.set_aside.append(SetAside(str(file), None, messages("standing.row.more")))


def _zeros(connection: duckdb.DuckDBPyConnection, log: MetricLog, as_of: date | None) -> None:
    """Rows of zero for the days that an export leaves out because there was nothing to count."""
    for zero in log.zeros:
        last = min(zero.last, as_of) if as_of else zero.last
        if last < zero.first:
            continue
        same = "account = $account AND platform = $platform AND metric = $metric AND NOT item"
        connection.execute(
            f"INSERT INTO memory_rows BY NAME SELECT d::TIMESTAMP AS ts, d::DATE AS day, 0.0 AS value, $account AS account, $platform AS platform, "
            f"$metric AS metric, "
            f"coalesce((SELECT min(unit) FROM memory_rows WHERE {same}), 'count') AS unit, '' AS campaign, '' AS source, false AS item, '' AS item_id, "
            f"'' AS item_type, "
            f"NULL::TIMESTAMP AS published, {_NEVER} AS seen FROM range($first::TIMESTAMP, $beyond::TIMESTAMP, INTERVAL 1 DAY) AS days(d) "
            f"WHERE d::DATE NOT IN (SELECT day FROM memory_rows WHERE {same})",
            {
                "account": zero.account or "",
                "platform": zero.platform or "",
                "metric": zero.metric,
                "first": zero.first.isoformat(),
                "beyond": (last + timedelta(days=1)).isoformat(),
            },
        )
