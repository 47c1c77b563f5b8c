"""What a table has several times for one time: parts of a whole that do not add up to it, and hours that a clock showed twice."""

from datetime import datetime

from aimline.metrics.model.log import MetricRow


class Crowd:
    """Figures that are not added up, of which a table has several for one time: of countries, of ages, of ads."""

    def __init__(self) -> None:
        self._first: dict[MetricRow, int] = {}
        self._others: dict[str, int] = {}

    def add(self, row: MetricRow, apart: int) -> None:
        """One figure: its row without the value, and what tells its line from others."""
        if self._first.setdefault(row, apart) != apart:
            self._others[row.metric] = self._others.get(row.metric, 0) + 1

    def parted(self) -> set[str]:
        """Metrics of which every time has another figure on average: not a slip or a correction here and there, but parts of a whole."""
        times: dict[str, int] = {}
        for row in self._first if self._others else ():
            times[row.metric] = times.get(row.metric, 0) + 1
        return {metric for metric, others in self._others.items() if others >= times[metric]}


class Hours:
    """Hours that stand twice in a day. Where all its hours are there and one of the first four stands twice, a clock was set back, and both count."""

    def __init__(self) -> None:
        self._hours: dict[datetime, int] = {}
        """The hours of a day, a bit each."""
        self._twice: dict[MetricRow, list[tuple[datetime, tuple[datetime, float]]]] = {}

    def add(self, day: MetricRow, when: datetime, figures: dict[int, tuple[datetime, float]], apart: int, shown: tuple[datetime, float]) -> bool:
        """Take a figure of a moment into those of its day, by what tells it apart; of two that nothing does, the one seen last. Whether it is a new one."""
        self._hours[day.ts] = self._hours.get(day.ts, 0) | 1 << when.hour
        before = figures.get(apart)
        if before is None:
            figures[apart] = shown
            return True
        if len(twice := self._twice.setdefault(day, [])) < 2:
            twice.append((when, min(shown, before)))
        figures[apart] = max(shown, before)
        return False

    def complete(self, sums: dict[MetricRow, dict[int, tuple[datetime, float]]]) -> None:
        """Add the second figures of hours that a clock showed twice."""
        for day, twice in self._twice.items():
            if len(twice) == 1 and len(sums[day]) == 24 and self._hours[day.ts] == 2**24 - 1 and twice[0][0].hour < 4:
                sums[day][-1] = twice[0][1]
