"""Tables, views and queries of SQLite and DuckDB files, and of Parquet files, read only: nothing is written, attached, loaded or looked up outside of the file.

Rows come one after another, as texts that read back as the same values, and a query has only so much time and memory.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from threading import Timer
from typing import Any

from aimline import prebuilt
from aimline.metrics.cells.texts import text_of
from aimline.metrics.files.asked import Once, Unanswered, answered
from aimline.metrics.files.stored import Scratch, Stored
from aimline.metrics.files.tables import Row
from aimline.metrics.files.tabular import Tabular
from aimline.metrics.model.errors import MetricsError, error
from aimline.text.messages import isolate

SECONDS = 120
"""How long one reading of a table or a query may take."""
_MEMORY = "512MB"
_LONGEST = 16 * 2**20
"""Bytes that one cell may have."""
_COLUMNS = 10_000
_QUERY = re.compile(r"\s*(select|with|from|values|\()(\s|$|\()", re.IGNORECASE)
_DATED = re.compile(r"date|time", re.IGNORECASE)
_SAFE: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "memory_limit": _MEMORY,
    "threads": "1",
    "temp_directory": "",
    "lock_configuration": "true",
}


def is_query(text: str) -> bool:
    """Whether what stands after `::` is a query rather than the name of a table."""
    return _QUERY.match(text) is not None


def sqlite_tables(file: Stored, wanted: str | None, scratch: Scratch) -> Iterator[Tabular]:
    """The tables and views of a SQLite file, the one that is wanted, or what a query gives.

    Raises:
        MetricsError: it is damaged, locked, encrypted or empty, or a query that is refused.
    """
    with closing(_sqlite(file, scratch)) as connection:

        def rows(query: str, dated: frozenset[str]) -> Iterator[Row]:
            until = time.monotonic() + SECONDS
            connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
            try:
                with closing(connection.execute(query)) as cursor:
                    labels = [str(one[0]) for one in cursor.description or ()]
                    yield 1, [text_of(label) for label in labels]
                    epochs = [label in dated for label in labels]
                    for line, values in enumerate(cursor, 2):
                        yield line, [text_of(_moment(value) if epoch else value) for value, epoch in zip(values, epochs, strict=True)]
            except (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError, ValueError) as problem:
                raise _problem(file, "sqlite", problem, query) from None

        try:
            found = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_'").fetchall()
            names = {str(name): _dated(connection, str(name)) for (name,) in found}
        except (sqlite3.Error, UnicodeError) as problem:
            raise _problem(file, "sqlite", problem, "") from None
        connection.set_authorizer(_allowed)
        if wanted is not None and wanted not in names and is_query(wanted):
            yield Tabular(_title(wanted), partial(rows, wanted, frozenset()), "database", shares_unmarked=True, asked=True)
            return
        if not names:
            raise error("empty", file=str(file.name))
        for name, dated in names.items():
            yield Tabular(name, partial(rows, f"SELECT * FROM {_name(name)}", dated), "database", shares_unmarked=True)


def _dated(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """The columns of a table that are declared as dates or times."""
    try:
        declared = connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
    except sqlite3.Error:
        return frozenset()  # a view of what is no more: reading it says so
    return frozenset(str(label) for label, kind in declared if _DATED.search(kind or ""))


def _sqlite(file: Stored, scratch: Scratch) -> sqlite3.Connection:
    """A SQLite file opened for reading and nothing else."""
    try:
        connection = _connected(file.at, "mode=ro")
    except sqlite3.OperationalError as problem:
        # a log of changes beside it cannot be read where nothing may be written: the two are read from a copy
        log = file.at.with_name(file.at.name + "-wal")
        if problem.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise _problem(file, "sqlite", problem, "") from None
        try:
            copy = scratch.file(".db")
            for one, other in ((file.at, copy), (log, copy.with_name(copy.name + "-wal"))):
                if one.exists():
                    with one.open("rb") as stream:
                        scratch.keep(file.name, stream)[0].rename(other)
            connection = _connected(copy, "mode=rw")
        except (sqlite3.Error, OSError):
            raise _problem(file, "sqlite", problem, "") from None
    except (sqlite3.Error, ValueError) as problem:
        raise _problem(file, "sqlite", problem, "") from None
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=2, isolation_level=None)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


_READING = frozenset([sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE])
_FORBIDDEN = frozenset(["load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"])


def _allowed(action: int, _first: str | None, second: str | None, *_: object) -> int:
    """What a query may do: read."""
    if action in _READING or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FORBIDDEN):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _moment(value: object) -> object:
    """Seconds or milliseconds since 1970 in a column declared as dates or times, as a moment."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if abs(value) >= 1e11 else value
        if 1e8 <= abs(seconds) < 1e10:
            return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds))
    return value


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _title(query: str) -> str:
    """What a query is called in messages: its words, shortened."""
    words = " ".join(query.split())
    return words if len(words) <= 60 else words[:59] + "…"


def _problem(file: Stored, engine: str, problem: Exception, query: str) -> MetricsError:
    """What a reader of databases says, as an error that names the remedy."""
    text = str(problem)
    kinds: dict[str, list[str]] = prebuilt.toml("rules", "databases.toml")[engine]
    key = next((key for key, phrases in kinds.items() if any(phrase in text.lower() for phrase in phrases)), "bad_query" if query else "damaged_database")
    if key == "bad_query":
        return error("bad_query", file=str(file.name), query=_title(query), reason=isolate(_first_line(text)))
    return error(key, file=str(file.name), query=_title(query), n=SECONDS)


def _first_line(text: str) -> str:
    return next(iter(text.splitlines()), "")[:200]


def duck_tables(file: Stored, wanted: str | None) -> Iterator[Tabular]:
    """The tables and views of a DuckDB file, the one that is wanted, or what a query gives.

    Raises:
        MetricsError: it is damaged, locked, encrypted or empty, or a query that is refused.
    """
    import duckdb

    try:
        connection = duckdb.connect(str(file.at), read_only=True, config=_SAFE)
    except (duckdb.Error, RuntimeError) as problem:
        raise _problem(file, "duckdb", problem, "") from None
    with closing(connection):
        try:
            found = connection.execute(
                "SELECT schema_name, table_name, contains(upper(sql), 'GENERATED') FROM duckdb_tables() WHERE database_name = current_database() UNION ALL "
                "SELECT schema_name, view_name, true FROM duckdb_views() WHERE database_name = current_database() AND NOT internal ORDER BY 1, 2"
            ).fetchall()
        except duckdb.Error as problem:
            raise _problem(file, "duckdb", problem, "") from None
        names = {name if schema == "main" else f"{schema}.{name}": f"{_name(schema)}.{_name(name)}" for schema, name, _ in found}
        worked_out = {name if schema == "main" else f"{schema}.{name}" for schema, name, is_ in found if is_}
        if wanted is not None and wanted not in names and is_query(wanted):
            try:
                statements = connection.extract_statements(wanted)
            except duckdb.Error as problem:
                raise _problem(file, "duckdb", problem, wanted) from None
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise error("refused_query", file=str(file.name), query=_title(wanted))
            yield Tabular(_title(wanted), _asked(file, wanted), "database", shares_unmarked=True, asked=True)
            return
        if not names:
            raise error("empty", file=str(file.name))
        for name, quoted in names.items():
            query = f"SELECT * FROM {quoted}"
            rows = _asked(file, query) if name in worked_out else partial(_duck_rows, connection, file, query)
            yield Tabular(name, rows, "database", shares_unmarked=True)


@cache
def _reader() -> Any:
    """The connection that reads Parquet files: to open one takes longer than to read a small file."""
    import duckdb

    return duckdb.connect(config={"memory_limit": _MEMORY, "threads": "1", "temp_directory": ""})


def parquet_columns(file: Stored) -> frozenset[str]:
    """The columns of a Parquet file that hold single values.

    Raises:
        MetricsError: it is damaged.
    """
    import duckdb

    query = f"SELECT * FROM read_parquet({_quoted_path(file)}) LIMIT 0"
    try:
        with closing(_reader().cursor()) as cursor:
            return frozenset(str(name) for name, kind, *_ in cursor.execute(query).description if not str(kind).startswith("STRUCT("))
    except (duckdb.Error, RuntimeError) as problem:
        raise _problem(file, "duckdb", problem, query) from None


def _quoted_path(file: Stored) -> str:
    return "'" + str(file.at).replace("'", "''") + "'"


def parquet_table(file: Stored) -> Tabular:
    """The one table of a Parquet file.

    Its rows raise MetricsError where it is damaged.
    """

    def rows() -> Iterator[Row]:
        yield from _duck_rows(_reader(), file, f"SELECT * FROM read_parquet({_quoted_path(file)})")

    return Tabular("", rows, "parquet", shares_unmarked=True)


def _duck_rows(connection: Any, file: Stored, query: str) -> Iterator[Row]:
    import duckdb

    with closing(connection.cursor()) as cursor:
        clock = Timer(SECONDS, cursor.interrupt)
        clock.daemon = True
        clock.start()
        try:
            yield from enumerate(rows_of(cursor.execute(query)), 1)
        except _Wide:
            raise error("wide_table", file=str(file.name), n=_COLUMNS) from None
        except (duckdb.Error, RuntimeError, OverflowError, ValueError) as problem:
            raise _problem(file, "duckdb", problem, query) from None
        finally:
            clock.cancel()


def _asked(file: Stored, query: str) -> Callable[[], Iterator[Row]]:
    """What a query, or a view, gives: it may do anything at a stroke, and is answered by a process that can be ended."""
    once = Once(lambda: answered(file.at, query, _SAFE, SECONDS))

    def rows() -> Iterator[Row]:
        try:
            yield from enumerate(once(), 1)
        except Unanswered as problem:
            if problem.longest is not None:
                raise error("long_row", file=str(file.name), n=problem.longest) from None
            raise _problem(file, "duckdb", Exception(problem.text or "interrupted"), query) from None

    return rows


class _Wide(ValueError):
    """A table has too many columns."""


def rows_of(cursor: Any) -> Iterator[list[str]]:
    """The labels of what a query gave, and its rows as texts.

    Raises:
        ValueError: it has too many columns.
    """
    fields = [(str(one[0]), str(one[1])) for one in cursor.description]
    if len(fields) > _COLUMNS:
        raise _Wide(f"more than {_COLUMNS} columns")
    shapes: list[tuple[list[str], Callable[[Any], list[str]]]] = []
    while batch := cursor.fetchmany(1000):
        if not shapes:
            shapes = [_columns(name, kind, [row[place] for row in batch]) for place, (name, kind) in enumerate(fields)]
            yield [text_of(label) for labels, _ in shapes for label in labels]
        for row in batch:
            yield [text for value, (_, texts) in zip(row, shapes, strict=True) for text in texts(value)]
    if not shapes:
        yield [text_of(name) for name, _ in fields]


def _columns(name: str, kind: str, values: Sequence[object]) -> tuple[list[str], Callable[[Any], list[str]]]:
    """The labels of a column, one a field of a structure, and what makes the texts of a value."""
    if kind.startswith("STRUCT("):
        fields = next((list(value) for value in values if isinstance(value, dict)), [])
        return [f"{name}.{field}" for field in fields], lambda value: [text_of((value or {}).get(field)) for field in fields]
    if kind == "FLOAT":
        return [name], lambda value: [text_of(None if value is None else float(f"{value:.7g}"))]
    return [name], lambda value: [text_of(value)]
