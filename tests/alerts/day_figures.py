"""What a store has by day, for tests to compare."""

from datetime import date
from typing import Any

import numpy as np

from aimline.engine.ask import Store


def figures(store: Store) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    """Every day of every series."""
    series = [one for one in store.series() if not one.item]
    numbers = np.array([one.id for one in series], dtype=np.int32)
    found = store.days(numbers, np.zeros(len(series), dtype=np.int64), np.full(len(series), date.max.toordinal(), dtype=np.int64))
    names = {one.id: (one.account, one.platform, one.metric, one.unit, one.campaign, one.source) for one in series}
    table: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for number, *day in zip(*(column.tolist() for column in found), strict=True):
        table.setdefault(names[number], []).append(tuple(day))
    return {name: sorted(days) for name, days in table.items()}
