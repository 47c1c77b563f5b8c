"""Times and figures of canonical rows as texts, read as a scan of the finished file reads them: the plain ones at once, the others by the engine itself."""

import re
from datetime import datetime, timedelta
from functools import cache
from math import isfinite
from typing import NamedTuple

import duckdb

from aimline.alerts.readings import micros
from aimline.engine.instants import _MIDNIGHT, _UTC, _ZONED
from aimline.metrics.cells.datecells import FIRST, LAST

_PLAIN = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?(Z|[+-](?:0\d|1[0-3]):?[0-5]\d)?)?", re.ASCII)
_FIGURE = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d{1,3})?", re.ASCII)
_LONGEST = 15
"""Digits that a whole number may have and be exact."""
_KNOWN = 1 << 16
"""Texts of times that are remembered."""


class Moment(NamedTuple):
    """`local` is the time by the clock that the text shows, in microseconds since 1970; `ahead` by how many minutes that is ahead of UTC, None where the text
    does not say; `midnight` whether that clock shows midnight.
    """

    local: int
    ahead: int | None
    midnight: bool


class Moments:
    """Times by their texts, each looked at once."""

    def __init__(self) -> None:
        self._known: dict[str, Moment | None] = {}

    def __call__(self, text: str) -> Moment | None:
        """The time that a text names; None where it is none, or one of a year that no export is of."""
        try:
            return self._known[text]
        except KeyError:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            found = self._known[text] = moment(text)
            return found


def moment(text: str) -> Moment | None:
    """See `Moments`."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return _scanned(text)
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        at = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), int((fraction or "0").ljust(6, "0")))
    except ValueError:
        return None
    if not FIRST <= at.year <= LAST:
        return None
    ahead = None
    if zone is not None:
        ahead = 0 if zone == "Z" else (int(zone[1:3]) * 60 + int(zone[-2:])) * (-1 if zone[0] == "-" else 1)
    return Moment(micros(at), ahead, at.hour == at.minute == at.second == at.microsecond == 0)


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _scanned(text: str) -> Moment | None:
    found = _engine().execute(f"SELECT try_cast(ts AS TIMESTAMP), {_ZONED}, {_MIDNIGHT}, {_UTC} FROM (SELECT $1::VARCHAR AS ts)", [text]).fetchall()
    ((local, zoned, midnight, utc),) = found
    if not isinstance(local, datetime) or not FIRST <= local.year <= LAST:
        return None
    ahead = (local - utc) // timedelta(minutes=1) if zoned and isinstance(utc, datetime) else None
    return Moment(micros(local), ahead, bool(midnight))


def figure(text: str) -> float | None:
    """The figure that a text is, None where it is none."""
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST:
        return int(text)
    if _FIGURE.fullmatch(text):
        value: float | None = float(text)
    else:
        ((value,),) = _engine().execute("SELECT try_cast($1::VARCHAR AS DOUBLE)", [text]).fetchall()
    return value if value is not None and isfinite(value) else None
