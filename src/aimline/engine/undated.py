"""What items amount to of which nothing says when they went out. They are of no window and no goal counts them; `aimline metrics` tells of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import fsum, isfinite
from statistics import median
from typing import NamedTuple

from aimline.catalogue import Catalogue
from aimline.engine.ask import Series
from aimline.engine.pooled import together
from aimline.engine.stocktaking import UndatedRead
from aimline.metrics.model.log import MetricRow


class _Key(NamedTuple):
    """What tells series of such items apart."""

    account: str | None
    platform: str | None
    metric: str
    unit: str
    item_type: str | None


def undated(rows: Sequence[MetricRow], catalogue: Catalogue) -> tuple[UndatedRead, ...]:
    """Every metric of such items: of each type, of all types together, and sums of several metrics (engagement of likes, comments and shares).

    Of an item that stands twice the figure seen last counts, on a tie the greatest.
    """
    figures: dict[_Key, dict[str, tuple[datetime, float]]] = {}
    for row in rows:
        of = figures.setdefault(_Key(row.account, row.platform, row.metric, row.unit, row.item_type), {})
        shown = row.seen or datetime.min, row.value
        if row.item is not None:
            of[row.item] = max(shown, of.get(row.item, shown))
    keys = sorted(figures, key=lambda key: [part or "" for part in key])
    series = [Series(number, *key[:4], None, None, True, key.item_type, date.min, date.min, 0) for number, key in enumerate(keys)]

    def added(some: Iterable[Series]) -> dict[str, float]:
        """The figures of some series, those of one item added up."""
        found: dict[str, list[float]] = {}
        for one in some:
            for item, (_, value) in figures[keys[one.id]].items():
                found.setdefault(item, []).append(value)
        return {item: fsum(values) for item, values in found.items()}

    whole = [
        _read(group.owner, group.metric, group.of.metrics, group.of.unit, None, added(group.of.series), catalogue) for group in together(series, catalogue)
    ]
    single = [_read((one.account, one.platform), one.metric, (one.metric,), one.unit, one.item_type, added([one]), catalogue) for one in series]
    return (*whole, *single)


def _read(
    owner: tuple[str | None, str | None], metric: str, of: Sequence[str], unit: str, item_type: str | None, values: dict[str, float], catalogue: Catalogue
) -> UndatedRead:
    kind = catalogue.metric(metric).kind
    greatest = min(values, key=lambda item: (-values[item], item))
    total = fsum(values.values())
    return UndatedRead(
        account=owner[0],
        platform=owner[1],
        metric=metric,
        of=tuple(of),
        unit=unit,
        item_type=item_type,
        items=len(values),
        total=total if kind not in ("unique", "ratio") and isfinite(total) else None,
        mean=total / len(values) if kind != "ratio" and isfinite(total) else None,
        median=median(values.values()) if kind != "ratio" else None,
        greatest=values[greatest],
        greatest_item=greatest,
        least=min(values.values()),
    )
