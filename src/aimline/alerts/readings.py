"""Readings: one figure each, its key, its time, and the local day that it is of."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aimline.engine.rollup import ItemReading
from aimline.metrics.model.log import MetricRow

EVERYWHERE = ""
"""In place of a zone: the day is the same in all of them."""
DAY, INSTANT, OPEN = range(3)
"""What a time is: of a day everywhere; an instant; midnight with a zone, which is of a day unless its origin has other times, too."""

_EPOCH = datetime(1970, 1, 1)
FIRST_DAY = _EPOCH.toordinal()
"""The ordinal of the day 0, from which days are counted."""
A_DAY, A_MINUTE = 86_400_000_000, 60_000_000
"""In microseconds."""


class Key(NamedTuple):
    """What tells one reading from another, beside its time; a text that is missing is empty."""

    account: str
    platform: str
    metric: str
    unit: str
    campaign: str = ""
    source: str = ""
    item: str = ""
    item_type: str = ""
    published: int | None = None
    kind: int = DAY
    origin: str = ""
    ahead: int = 0
    """Of midnights with a zone: where they came from, and by how many minutes their clock is ahead of UTC."""


Reading = tuple[Key, int, float, int]
"""One figure: its key, its time, the figure, and when it was taken. Times are in microseconds since 1970, that of an `INSTANT` in UTC, others by the clock of
the row; the last is 0 where nobody knows.
"""


def reading_of(row: MetricRow) -> Reading:
    """A row as a reading."""
    instant = row.instant or row.ts.tzinfo is not None
    ts = row.ts.astimezone(UTC).replace(tzinfo=None) if row.ts.tzinfo is not None else row.ts
    key = Key(
        row.account or "",
        row.platform or "",
        row.metric,
        row.unit or "count",
        row.campaign or "",
        row.source or "",
        row.item or "",
        (row.item_type or "") if row.item else "",
        None if row.published is None else micros(_naive(row.published)),
        INSTANT if instant else DAY,
    )
    return key, micros(ts), row.value, 0 if row.seen is None else micros(_naive(row.seen))


def micros(moment: datetime) -> int:
    """A time without a zone in microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(count: int) -> datetime:
    """The time without a zone that lies so many microseconds after 1970 began."""
    return _EPOCH + timedelta(microseconds=count)


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def as_instant(key: Key, ts: int) -> tuple[Key, int]:
    return key._replace(kind=INSTANT, origin="", ahead=0), ts - key.ahead * A_MINUTE


@lru_cache(maxsize=4096)
def span_of(day: int, zone: str) -> tuple[int, int]:
    """The first moment of a local day, and of the next one, in UTC."""
    local = ZoneInfo(zone or "UTC")

    def begins(number: int) -> int:
        start = datetime.fromordinal(number + FIRST_DAY).replace(tzinfo=local).astimezone(UTC).replace(tzinfo=None)
        return (start - _EPOCH) // timedelta(microseconds=1)

    return begins(day), begins(day + 1)


def day_of(key: Key, ts: int, zone: str) -> int:
    """The local day of a reading."""
    day = ts // A_DAY
    if key.kind != INSTANT or zone in (EVERYWHERE, "UTC"):
        return day
    return next((one for one in (day - 1, day, day + 1) if span_of(one, zone)[0] <= ts < span_of(one, zone)[1]), day)


def item_of(key: Key, ts: int, value: float, seen: int, zone: str) -> ItemReading:
    day = day_of(key, ts, zone)
    published = day if key.published is None else key.published // A_DAY
    return ItemReading(key.item, published + FIRST_DAY, ts, day + FIRST_DAY, float(value), seen, seen // A_DAY + FIRST_DAY if seen else 0)
