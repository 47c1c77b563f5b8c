"""Which rows of a canonical file are instants: their times carry a zone, and are not all midnights by their own clock, which are days."""

from typing import NamedTuple

import duckdb

_ZONE = r"':[0-9]{2}(?:[.,][0-9]+)?\s*(?:Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?|[A-Z][A-Za-z_]+/[A-Za-z_/+-]+)\s*$'"
_ZONED = f"coalesce(regexp_matches(ts, {_ZONE}), false)"
_MIDNIGHT = "coalesce(try_cast(try_cast(ts AS TIMESTAMP) AS TIME) = TIME '00:00:00', true)"
_UTC = "timezone('UTC', try_cast(ts AS TIMESTAMPTZ))"
_DAY = 10
"""Letters of a day without a time."""
_FIRST = 1000


class Instants(NamedTuple):
    """How a file tells its instants: whether a row is one, and its time in UTC where its `ts` is not that itself, as expressions over it. `odd` is whether
    the time of a row is neither a day nor as long as those of the first rows, so that these do not speak for it.
    """

    instant: str = "false"
    utc: str | None = None
    odd: str | None = None

    @property
    def there(self) -> bool:
        """Whether any row may be one."""
        return self.instant != "false"


def instants_in(connection: duckdb.DuckDBPyConnection, scan: str, kind: str, *, zoned: bool = False) -> Instants:
    """Which rows of a file are instants; `kind` is the type of its column `ts`. Of a text the first rows are looked at, unless it is known to be `zoned`.

    Raises:
        duckdb.Error: it cannot be read.
    """
    if kind == "TIMESTAMP WITH TIME ZONE":
        return Instants("true") if _hourly(connection, scan, "true") else Instants()
    if kind != "VARCHAR":
        return Instants()
    first = f"(SELECT ts FROM {scan} LIMIT {_FIRST})"
    ((there, hourly, longest),) = connection.execute(
        f"SELECT bool_or({_ZONED}), bool_or({_ZONED} AND NOT {_MIDNIGHT}), max(strlen(ts)) FROM {first}"
    ).fetchall()
    if not there and not zoned:
        return Instants(odd=f"strlen(ts) > {_DAY} AND strlen(ts) <> {longest or 0}")
    return Instants(_ZONED, _UTC) if hourly or _hourly(connection, scan, _ZONED) else Instants()


def zones_in(connection: duckdb.DuckDBPyConnection, scan: str) -> bool:
    """Whether any row of a file carries a zone."""
    ((found,),) = connection.execute(f"SELECT bool_or({_ZONED}) FROM {scan}").fetchall()
    return bool(found)


def _hourly(connection: duckdb.DuckDBPyConnection, scan: str, zoned: str) -> bool:
    """Whether some times with a zone are no midnights by their own clock."""
    ((found,),) = connection.execute(f"SELECT bool_or({zoned} AND NOT {_MIDNIGHT}) FROM {scan}").fetchall()
    return bool(found)
