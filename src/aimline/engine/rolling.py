"""A finished log, rolled up to the figures of its series by day."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aimline.engine.census import KEYS, Census, joined, observed
from aimline.engine.duck import DuckStore
from aimline.engine.listed import SeriesList
from aimline.engine.load import NEVER
from aimline.engine.rollup import ItemReading, Rolled, RollKey
from aimline.metrics.model.log import MetricLog

_KEYS = ", ".join(KEYS)
_DAY = "(day - DATE '0001-01-01')::BIGINT + 1"


class _Rolling(DuckStore):
    """A store whose rows can be had by day, under the names that their files give them."""

    as_written = True

    def _discover(self, census: Census) -> tuple[Census, SeriesList]:
        return census, SeriesList(census, observed(census, "long"), None)

    def rolled(self) -> Rolled:
        """All rows; what one leaves out and others say is not filled in."""
        found = Rolled()
        if not len(self._census):
            return found
        for number, one in enumerate(zip(*(self._census.lists[name] for name in KEYS), strict=True)):
            found.number(RollKey(*one))
            assert len(found.keys) == number + 1
        join = joined(self._varying)
        rows = f"SELECT s.id AS key, s.rolled, l.ts, l.day, l.value, l.seen FROM everything l JOIN series s ON {join} AND NOT s.item WHERE NOT l.item"
        # a series without two rows on a day needs no adding up, and one that says nowhere when it was seen no looking for what was seen last
        ((taken,),) = self._all(f"SELECT coalesce(bool_or(seen > {NEVER}), false) FROM everything")
        value = "arg_max(value, (seen, value))" if taken else "max(value)"
        found.put_many(
            *self._columns(
                f"WITH named AS ({rows}), single AS (SELECT key, ts, day, {value} AS value, max(seen) AS seen FROM named WHERE rolled GROUP BY key, ts, day) "
                f"SELECT key, {_DAY} AS day, {self._sum.format('value')} AS total, max(value) AS peak, arg_min(value, ts) AS first, "
                "arg_max(value, ts) AS last, epoch_us(max(seen)) AS seen FROM single GROUP BY key, day "
                f"UNION ALL SELECT key, {_DAY}, value, value, value, value, epoch_us(seen) FROM named WHERE NOT rolled"
            )
        )
        if self._series.item.any():
            self._items(found)
        return found

    def _items(self, found: Rolled) -> None:
        """The readings of items."""
        for row in self._all(
            f"SELECT {_KEYS}, item_id, coalesce(published::DATE, day), epoch_us(ts), day, value, epoch_us(seen), seen::DATE FROM everything WHERE item"
        ):
            item, published, ts, day, value, seen, seen_day = row[len(KEYS) :]
            taken = 0 if seen_day == date.min else seen_day.toordinal()
            found.put_item(RollKey(*row[: len(KEYS)]), ItemReading(item, published.toordinal(), ts, day.toordinal(), value, seen, taken))

    def _columns(self, sql: str) -> Sequence[NDArray[Any]]:
        columns = self._connection.execute(sql).fetchnumpy()
        return [np.ma.getdata(values) for values in columns.values()]


def rolled_up(log: MetricLog, zone: str = "UTC") -> Rolled:
    """What a log comes to by series and local day of a zone. Broken rows of canonical files are added to `log.set_aside`.

    Raises:
        UnreadableTable: a canonical file cannot be scanned.
    """
    with closing(_Rolling(log, zone=zone)) as store:
        return store.rolled()
