"""The best stretch of days that a series has ever had."""

from collections.abc import Sequence

import numpy as np

from aimline.engine.ask import Series, Store
from aimline.engine.book import Part, bound, carried
from aimline.engine.windows import Asking
from aimline.pacing.lines import Figures

_LONGEST = 20_000
"""Days of history that are looked at, the last ones."""


def hopeless(asking: Asking, missing: float, days_left: int, up: bool, store: Store) -> bool:
    """Whether what is missing (in the units of the rows) is more than the figures of a goal ever brought in as many days as are left. Days without a figure
    count nothing; of a history that is shorter its best day stands for each.
    """
    if store.as_of is None or days_left <= 0 or missing <= 0:
        return False
    today = store.as_of.toordinal()
    sign = 1.0 if up else -1.0
    total = None
    for leg in asking.legs:
        kind = "level" if leg.kind == "level" else "sum"
        series = [one for part in leg.above for one in part]
        amounts = sign * _amounts(kind, series, today, store)
        if leg.below and leg.kind == "net":
            lost = _amounts("sum", [one for part in leg.below for one in part], today, store)
            amounts, lost = amounts[-len(lost) :], lost[-len(amounts) :]
            amounts = amounts - sign * lost
        total = amounts if total is None else total[-len(amounts) :] + amounts[-len(total) :]
    if total is None or not len(total):
        return False
    if len(total) < days_left:
        return bool(total.max() * days_left < missing)
    sums = np.r_[0.0, np.cumsum(total)]
    return bool((sums[days_left:] - sums[:-days_left]).max() < missing)


def _amounts(kind: str, series: Sequence[Series], today: int, store: Store) -> Figures:
    """What each day brought, from the first one with a figure on."""
    first = max(min(one.first.toordinal() for one in series), today - _LONGEST)
    numbers = np.array([one.id for one in series], dtype=np.int32)
    found = store.days(numbers, np.full(len(numbers), first, dtype=np.int64), np.full(len(numbers), today, dtype=np.int64))
    book = bound([Part(kind, tuple(series))], found, first, today)
    figures = book.figures / book.scale[:, None]
    amounts: Figures = np.diff(carried(figures)[0]) if kind == "level" else figures[0]
    return np.nan_to_num(amounts)
