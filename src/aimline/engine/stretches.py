"""The best stretch of days that a series has ever had."""

from collections.abc import Iterable, Sequence

import numpy as np

from aimline.engine.ask import Series, Store
from aimline.engine.askings import Asking
from aimline.engine.book import Part, bound, carried
from aimline.pacing.lines import Figures

_LONGEST = 20_000
"""Days of history that are looked at, the last ones."""


class Stretches:
    """All days of the series of some askings, read once for all of them."""

    def __init__(self, askings: Iterable[Asking], store: Store) -> None:
        self._today = store.as_of.toordinal() if store.as_of is not None else 0
        series = {one.id: one for asking in askings for leg in asking.legs for part in (*leg.above, *leg.below) for one in part}
        numbers = np.array(sorted(series), dtype=np.int32)
        first = np.array([max(series[number].first.toordinal(), self._today - _LONGEST) for number in numbers.tolist()], dtype=np.int64)
        found = store.days(numbers, first, np.full(len(numbers), self._today, dtype=np.int64))
        order = np.argsort(found.series, kind="stable")
        self._found = found.take(order)

    def hopeless(self, asking: Asking, missing: float, days_left: int, today: int, *, up: bool) -> bool:
        """Whether what is missing (in the units of the rows) is more than the figures of a goal ever brought, up to a day (an ordinal), in as many days as are
        left. Days without a figure count nothing; of a history that is shorter its best day stands for each.
        """
        if days_left <= 0 or missing <= 0:
            return False
        sign = 1.0 if up else -1.0
        total = None
        for leg in asking.legs:
            series = [one for part in leg.above for one in part]
            if leg.kind == "level" and self._readings(series, today) < 2:
                return False  # nothing of how it moves was ever seen
            amounts = sign * self._amounts("level" if leg.kind == "level" else "sum", series)
            if leg.below and leg.kind == "net":
                lost = self._amounts("sum", [one for part in leg.below for one in part])
                amounts, lost = amounts[-len(lost) :], lost[-len(amounts) :]
                amounts = amounts - sign * lost
            total = amounts if total is None else total[-len(amounts) :] + amounts[-len(total) :]
        if total is None or len(total) <= self._today - today:
            return False
        total = total[: len(total) - (self._today - today)]
        if len(total) < days_left:
            return bool(total.max() * days_left < missing)
        sums = np.r_[0.0, np.cumsum(total)]
        return bool((sums[days_left:] - sums[:-days_left]).max() < missing)

    def _readings(self, series: Sequence[Series], today: int) -> int:
        """How many there are up to a day."""
        return int((np.isin(self._found.series, [one.id for one in series]) & (self._found.day <= today)).sum())

    def _amounts(self, kind: str, series: Sequence[Series]) -> Figures:
        """What each day brought, from the first one with a figure on."""
        first = max(min(one.first.toordinal() for one in series), self._today - _LONGEST)
        spans = [np.arange(*np.searchsorted(self._found.series, [one.id, one.id + 1])) for one in series]
        book = bound([Part(kind, tuple(series))], self._found.take(np.concatenate(spans)), first, self._today)
        figures = book.figures / book.scale[:, None]
        amounts: Figures = np.diff(carried(figures)[0]) if kind == "level" else figures[0]
        return np.nan_to_num(amounts)
