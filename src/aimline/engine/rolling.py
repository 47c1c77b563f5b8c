"""A finished log, rolled up to the figures of its series by day."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aimline.engine.census import KEYS
from aimline.engine.duck import DuckStore
from aimline.engine.rollup import ItemReading, Rolled, RollKey
from aimline.metrics.model.log import MetricLog

_KEYS = ", ".join(KEYS)


class _Rolling(DuckStore):
    """A store whose rows can be had by day, as their files name them."""

    def rolled(self) -> Rolled:
        """All rows; what one leaves out and others say is not filled in."""
        found = Rolled()
        self._connection.execute(
            f"CREATE TEMP TABLE daily AS WITH single AS (SELECT {_KEYS}, ts, day, arg_max(value, (seen, value)) AS value, max(seen) AS seen FROM everything "
            f"WHERE NOT item GROUP BY {_KEYS}, ts, day) "
            f"SELECT {_KEYS}, day, {self._sum.format('value')} AS total, max(value) AS peak, arg_min(value, ts) AS first, arg_max(value, ts) AS last, "
            f"epoch_us(max(seen)) AS seen FROM single GROUP BY {_KEYS}, day"
        )
        self._connection.execute(f"CREATE TEMP TABLE keyed AS SELECT row_number() OVER () - 1 AS key, * FROM (SELECT DISTINCT {_KEYS} FROM daily ORDER BY ALL)")
        numbers = [found.number(RollKey(*row)) for row in self._all(f"SELECT {_KEYS} FROM keyed ORDER BY key")]
        assert numbers == list(range(len(numbers)))
        columns = self._columns(
            "SELECT k.key, (d.day - DATE '0001-01-01')::BIGINT + 1 AS day, d.total, d.peak, d.first, d.last, d.seen "
            f"FROM daily d JOIN keyed k USING ({_KEYS}) ORDER BY d.day, k.key"
        )
        found.put_many(*columns)
        for row in self._all(
            f"SELECT {_KEYS}, item_id, coalesce(published::DATE, day), epoch_us(ts), day, value, epoch_us(seen), seen::DATE FROM everything WHERE item"
        ):
            item, published, ts, day, value, seen, seen_day = row[len(KEYS) :]
            taken = 0 if seen_day == date.min else seen_day.toordinal()
            found.put_item(RollKey(*row[: len(KEYS)]), ItemReading(item, published.toordinal(), ts, day.toordinal(), value, seen, taken))
        return found

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
