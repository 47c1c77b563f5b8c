"""Goals judged day by day over a log: all days of a stretch at once, each as if no later row existed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from aimline.catalogue import Catalogue
from aimline.engine.ask import Series
from aimline.engine.asked import Judged
from aimline.engine.askings import Asking
from aimline.engine.day_windows import DayWindows, day_windows
from aimline.engine.duck import Home, home_of
from aimline.engine.rollup import Rolled, RollStore
from aimline.engine.run import standings_on
from aimline.engine.select import Shelf
from aimline.engine.sources import Daily
from aimline.engine.standing import Standing
from aimline.engine.unusual import Unusual
from aimline.engine.windows import Spans, judge_windows
from aimline.goals.model import PlacedGoal
from aimline.pacing.lines import Figures, Whole
from aimline.pacing.statuses import CODE, VERDICT, Codes

_ROWS = 200_000
"""Goals times days that are judged together."""
FIGURES = (
    "elapsed", "target", "actual", "gained", "expected", "shortfall", "done", "spi", "tspi", "days_ahead", "required_per_day", "current_per_day", "probability",
    "observations", "coverage",
)  # fmt: skip
"""The figures of a standing that a day has."""
MORE = ("burn_short", "burn_long", "surprise")
"""What a day has beside them: see `Unusual`."""


@dataclass(slots=True)
class DayOfGoals:
    """One local day of goals: `places` are those of the goals that stand for anything on it, in order; `status` are places in STATUSES, `start` and `end` the
    window that each was judged on (ordinals, the day after its last; 0 without one), `figures` have a value a goal, NaN where it is undefined.
    """

    day: date
    places: Whole
    status: Codes
    start: Whole
    end: Whole
    figures: dict[str, Figures]

    def __len__(self) -> int:
        return len(self.places)


@dataclass(slots=True)
class _Resolved:
    """What was resolved for a stretch of days, as long as no other series comes, none begins earlier than was known, and no other window comes."""

    series: tuple[Any, ...]
    last: date
    windows: DayWindows


class DayJudge:
    """The goals of one zone, to be judged on any days of a log. `among` are all goals of the run: what rows leave out is filled in with a view to all."""

    def __init__(self, goals: Sequence[PlacedGoal], catalogue: Catalogue, among: Sequence[PlacedGoal] | None = None) -> None:
        self.goals = goals
        self._among = goals if among is None else among
        self._catalogue = catalogue
        self._home: Home = home_of((placed.goal for placed in self._among), catalogue)
        self._kept: _Resolved | None = None

    def stretches(self, rolled: Rolled, first: date, last: date) -> Iterator[list[DayOfGoals]]:
        """Every day from `first` to `last`, both included, in order; days on which the same series are known together."""
        many = max(1, _ROWS // max(1, len(self.goals)))
        for begin, end in _stretches(rolled, first.toordinal(), last.toordinal(), many):
            yield list(self._stretch(rolled, begin, end))

    def standings(self, rolled: Rolled, days: Sequence[date], places: Sequence[int]) -> list[Standing]:
        """How some goals stand, each at the end of a day of its own, as `aimline evaluate` tells it. The days are of one stretch."""
        if not len(days):
            return []
        stores: dict[date, RollStore] = {}

        def until(day: date) -> RollStore:
            if day not in stores:
                stores[day] = rolled.at(day, self._home)
            return stores[day]

        goals = [self.goals[place] for place in places]
        return standings_on(days, goals, until(max(days)), self._catalogue, among=self._among, until=until)

    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def _stretch(self, rolled: Rolled, first: int, last: int) -> Iterator[DayOfGoals]:
        """Some days on which the same series are known."""
        store = rolled.at(date.fromordinal(last), self._home)
        windows = self._windows(rolled, store, first, last)
        days = np.arange(first, last + 1)
        stands = (windows.since[None, :] <= days[:, None]) & (days[:, None] <= windows.until[None, :])
        at, row = np.nonzero(stands)
        today = days[at]
        status = windows.called[row].copy()
        figures = {name: np.full(len(row), np.nan) for name in (*FIGURES, *MORE)}
        askings, place = self._askings(windows, store)
        open_ = np.flatnonzero((status == VERDICT) & ~windows.alone[row])
        if len(open_):
            spans = _spans(windows, place, row[open_], today[open_])
            judged = judge_windows(windows.table, askings, spans, store, ends=False)
            status[open_] = judged.status
            unusual = Unusual(askings, spans, store, first, last)
            _fill(figures, open_, judged, unusual.figures(spans, judged))
        alone = np.flatnonzero((status == VERDICT) & windows.alone[row])
        start, end = windows.start[row].copy(), windows.end[row].copy()
        told = np.flatnonzero(windows.called[row] != VERDICT)
        figures["observations"][told] = 0.0
        figures["target"][told] = windows.target[row[told]]
        known = told[start[told] > 0]
        figures["elapsed"][known] = (np.minimum(today[known], end[known] - 1) - start[known] + 1) / (end[known] - start[known])
        _tell(
            self.standings(rolled, [date.fromordinal(one) for one in today[alone].tolist()], windows.goal[row[alone]].tolist()),
            alone,
            status,
            start,
            end,
            figures,
        )
        goal = windows.goal[row]
        for number, day in enumerate(days.tolist()):
            mine = np.flatnonzero(at == number)
            mine = mine[np.argsort(goal[mine], kind="stable")]
            mine = mine[status[mine] != CODE["pending"]]
            yield DayOfGoals(date.fromordinal(day), goal[mine], status[mine], start[mine], end[mine], {name: values[mine] for name, values in figures.items()})

    def _windows(self, rolled: Rolled, store: RollStore, first: int, last: int) -> DayWindows:
        """What stands for the goals. It holds on later days as long as the series are the same, from the same day on, and nothing recurs."""
        kept = self._kept
        known = tuple([(*one[: Series._fields.index("last")], one.assumed) for one in store.series()])
        if kept is not None and kept.series == known and kept.last.toordinal() <= first - 1 and not self._recurs:
            kept.last = date.fromordinal(last)
            return kept.windows
        shelf = Shelf.of(store.series(), (placed.goal for placed in self._among), self._catalogue)
        windows = day_windows(self.goals, shelf, self._catalogue, date.fromordinal(first), date.fromordinal(last))
        self._kept = _Resolved(known, date.fromordinal(last), windows)
        return windows

    @property
    def _recurs(self) -> bool:
        return any(placed.goal.rhythm is not None for placed in self.goals)

    def _askings(self, windows: DayWindows, store: RollStore) -> tuple[list[Asking], Whole]:
        """What questions ask, with the series as they are by now, and of each question its place among them."""
        series = store.series()
        askings: list[Asking] = []
        place = np.full(len(windows.resolved) + 1, -1, dtype=np.int64)
        for number, one in enumerate(windows.resolved):
            legs = one.daily
            if one.problem is None and legs is not None and (legs[0].kind != "ratio" or len(legs) == 1):
                place[number] = len(askings)
                askings.append(Asking(windows.table.questions[number][0], one, tuple(_renewed(leg, series) for leg in legs)))
        return askings, place


def _renewed(leg: Daily, series: Sequence[Series]) -> Daily:
    """A leg with its series as they are by now."""
    above, below = (tuple(tuple(series[one.id] for one in part) for part in side) for side in (leg.above, leg.below))
    return replace(leg, above=above, below=below)


def _stretches(rolled: Rolled, first: int, last: int, many: int) -> Iterator[tuple[int, int]]:
    """Days in stretches of no more than so many, in each of which no series begins but on its first day."""
    begins = set(rolled.begins().tolist())
    start = first
    for day in range(first + 1, last + 1):
        if day in begins or day - start >= many:
            yield start, day - 1
            start = day
    if start <= last:
        yield start, last


def _spans(windows: DayWindows, place: Whole, row: Whole, today: Whole) -> Spans:
    start = windows.start[row]
    ways = {number: windows.ways[one] for number, one in enumerate(row.tolist()) if one in windows.ways} if windows.ways else {}
    return Spans(
        asking=place[windows.table.question[row]], goal=row, start=start, days=windows.end[row] - start, reference=windows.reference[row],
        reference_days=windows.reference_days[row], ways=ways, today=today,
    )  # fmt: skip


def _fill(figures: dict[str, Figures], rows: Whole, judged: Judged, more: dict[str, Figures]) -> None:
    for name in FIGURES:
        figures[name][rows] = getattr(judged, name)
    for name, values in more.items():
        figures[name][rows] = values


_OF_STANDING: dict[str, Callable[[Standing], Any]] = {
    "spi": lambda one: one.pace.spi,
    "tspi": lambda one: one.pace.tspi,
    "days_ahead": lambda one: one.pace.days_ahead,
    "required_per_day": lambda one: one.pace.required_per_day,
    "current_per_day": lambda one: one.pace.current_per_day,
}


def _tell(told: Sequence[Standing], rows: Whole, status: Codes, start: Whole, end: Whole, figures: dict[str, Figures]) -> None:
    """Goals that were judged on their day alone, put among the others."""
    for row, one in zip(rows.tolist(), told, strict=True):
        status[row] = CODE[one.status]
        if one.window is not None:
            start[row], end[row] = one.window.start.toordinal(), one.window.end.toordinal()
        for name in FIGURES:
            value = _OF_STANDING[name](one) if name in _OF_STANDING else getattr(one, name)
            figures[name][row] = np.nan if value is None else value
