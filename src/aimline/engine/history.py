"""Goals + rows → what the log says of each goal before it begins (`lint.history`): a figure a day from the same series that `evaluate` judges it by, laid out
in stretches as long as the goal.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from typing import Any, TypeVar

from aimline import prebuilt
from aimline.catalogue import Catalogue
from aimline.engine.ask import Answer, Day, ItemAnswer, Series, Store
from aimline.engine.measure import Desk, Frame, Measure
from aimline.engine.resolve import missing_platforms, unit_factor, unit_of
from aimline.engine.select import Shelf, named
from aimline.engine.shape import CALENDAR, Shape, aim, metrics, shape
from aimline.engine.sources import Source, Sources, sources
from aimline.engine.why import called, say
from aimline.engine.windows import MOVED_RATIO_DAYS
from aimline.goals.calendar import ImpossibleDate, add_duration
from aimline.goals.model import Budget, Goal, Target
from aimline.lint import history as past
from aimline.lint.history import Cost, Days, History, Standing, Stretches
from aimline.pacing import reached
from aimline.text.messages import languages, messages

Made = TypeVar("Made")

SPENT = "ad_spend"
"""The metric of what was paid."""
_PERIODS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
"""Days of what stands after "per"."""


def histories(goals: Sequence[Goal], store: Store, catalogue: Catalogue) -> list[History | None]:
    """One history a goal; None where the goal itself lacks something (a metric, a number), or is one's own to keep: what one does, and what one spends."""
    shelf = Shelf.of(store.series(), goals, catalogue)
    cases = [_case(goal, shelf, catalogue) for goal in goals]
    ledger = Ledger()
    wanted = {one.id for case in cases if case for source in case.sources for one in source.series if not one.item}
    ledger.days = {number: _Figures(days) for number, days in store.daily(sorted(wanted)).items()}
    for case in cases:
        if case is not None:
            for source in case.sources:
                ledger.open(source, case.shape)
            for source in case.spending.found:
                ledger.open(source, _SPENDING)
    ledger.serve(store, store.as_of)
    return [_history(case, ledger, catalogue) if case is not None else None for case in cases]


@dataclass(slots=True)
class _Case:
    """A goal on its way to its history; its budget, where it has one, has `spending`."""

    goal: Goal
    shape: Shape
    period: int | None
    found: Sources
    spending: Sources
    whole: bool
    """All platforms of the goal have figures."""
    instead: Sequence[dict[str, str]] = ()
    """What the log has, where it has nothing of the metric."""

    @property
    def sources(self) -> Sequence[Source]:
        """All places its figures come from, those of its spending included."""
        return (*self.found.found, *self.spending.found)


_SPENDING = Shape("flow", "cap", False, False)
_SHOWN = 6
"""Metrics that are named where the goal's own is missing."""
_ALIKE = 85
"""How alike two names must be (rapidfuzz's weighted ratio), of 100, before one is asked for instead of the other."""


def _case(goal: Goal, shelf: Shelf, catalogue: Catalogue) -> _Case | None:
    metric = catalogue.metric(goal.metric) if goal.metric else None
    if metric is None or metric.activity or metric.name == SPENT or goal.target is None:
        return None
    period = _PERIODS.get(goal.per or "")
    plain = goal
    if period is not None or (goal.time is not None and goal.time.form == "recurring"):
        period = period or (goal.window.days if goal.window else None)
        per = None if goal.per in CALENDAR else goal.per
        plain = goal.model_copy(update={"per": per, "time": None})
    shape_ = shape(plain, metric)
    if not isinstance(shape_, Shape) or shape_.by_day:
        return None
    found = sources(shelf, catalogue, plain, shape_)
    spending = Sources()
    if goal.budget is not None and shape_.figure in ("flow", "level") and shape_.up:
        paid = Target(kind="level", value=goal.budget.value, unit=f"currency:{goal.budget.currency}" if goal.budget.currency else "count")
        spending = sources(shelf, catalogue, plain.model_copy(update={"metric": SPENT, "target": paid}), _SPENDING)
    other = instead(goal, metric.name, shelf) if found.problem and found.problem[0] == "no_data.metric" else ()
    return _Case(plain, shape_, period, found, spending, not missing_platforms(plain, found.found), other)


def instead(goal: Goal, metric: str, shelf: Shelf) -> Sequence[dict[str, str]]:
    """What the log has of the platforms of a goal, else what it has at all. The metric whose name is most like the goal's, or that is
    taken for it, is asked for.
    """
    from rapidfuzz import fuzz, process

    names = sorted(name for name, series in shelf.by_metric.items() if any(named(one.platform, goal) for one in series)) or sorted(shelf.by_metric)
    if not names:
        return ()
    alike = process.extractOne(metric, names, scorer=fuzz.WRatio, score_cutoff=_ALIKE)
    near = alike[0] if alike else next((name for name in _taken_for(metric) if name in names), None)
    first = [near] if near else []
    names = [*first, *(name for name in names if name not in first)]
    shown = {language: called(metrics(*names[:_SHOWN]), language) for language in languages()}
    asked = [messages("achievable.near", near={language: called(metrics(near), language) for language in languages()})] if near else []
    return (*asked, messages("achievable.there_is_more" if len(names) > _SHOWN else "achievable.there_is", found=shown))


@cache
def _taken_for(metric: str) -> Sequence[str]:
    """What people take a metric for, the likest first."""
    groups = prebuilt.toml("rules", "alike.toml")["groups"]
    return next((tuple(group[1:]) for group in groups if group[0] == metric), ())


class _Figures:
    """The days of one series, ready to be asked."""

    def __init__(self, days: Sequence[Day]) -> None:
        self.days = days
        self.keys = [one.day for one in days]
        self.sums = [0.0, *accumulate(one.total for one in days)]

    def between(self, first: date, last: date) -> Answer | None:
        """The figures from one day to another."""
        begin, end = bisect_right(self.keys, first - timedelta(days=1)) if first > date.min else 0, bisect_right(self.keys, last)
        if begin >= end:
            return None
        one, other = self.days[begin], self.days[end - 1]
        total = one.total if end - begin == 1 else self.sums[end] - self.sums[begin]
        return Answer(end - begin, total, total, one.first, other.last, one.day, other.day)


_Key = tuple[str | None, str, tuple[int, ...]]


@dataclass(slots=True)
class Ledger(Desk):
    """A desk that has the figures of every day at hand, and opens every source a day at a time, once for all goals that use it."""

    days: Mapping[int, _Figures] = field(default_factory=dict)
    readers: dict[_Key, list[Callable[[], Measure]]] = field(default_factory=dict)
    read: dict[_Key, Days | None] = field(default_factory=dict)
    made: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    """What was worked out from days that are kept here (by their identity), for the next goal that needs the same."""

    def once(self, make: Callable[..., Made], *of: Any) -> Made:
        """What a function makes of some values, worked out once. Days and sequences of them are told apart by which they are, not by their figures."""
        key = (make, *(id(one) if isinstance(one, Days) else tuple(map(id, one)) if isinstance(one, list) else one for one in of))
        if key not in self.made:
            self.made[key] = make(*of), of  # `of` stays alive, so that no other value gets its identity
        found: Made = self.made[key][0]
        return found

    def ask(self, series: Series, first: date, last: date) -> Callable[[], Answer | None]:
        figures = self.days[series.id]
        return lambda: figures.between(first, last)

    def ask_items(self, series: Iterable[Series], first: date, last: date, cut: date) -> Callable[[], ItemAnswer | None]:
        """Items count with their latest figures, whatever day it is."""
        return Desk.ask_items(self, series, first, last, date.max)

    def open(self, source: Source, shape_: Shape) -> None:
        """Ask for every day of a source."""
        key = _key(source, shape_)
        if key not in self.readers:
            first, length = _extent(source)
            days = [first + timedelta(days=step) for step in range(length)]
            self.readers[key] = [source.build(Frame(day, day, 1, 1), self) for day in days]

    def serve(self, store: Store, as_of: date | None) -> None:
        """Let the engine answer what was asked of items."""
        self.item_answers = store.answer_items(self.item_asks)
        used = set(self.days) | {series for ask in self.item_asks for series in ask.series}
        self.cadences = store.cadences(sorted(used), as_of or date.max)

    def figures(self, source: Source, shape_: Shape) -> Days | None:
        """A source day by day; None where something that belongs to it was not exported."""
        key = _key(source, shape_)
        if key not in self.read:
            measures = [read() for read in self.readers[key]]
            self.read[key] = None if any(one.partial for one in measures) else _days(source, shape_, measures, self)
        return self.read[key]

    def windows(self, source: Source, catalogue: Catalogue) -> dict[int, Days]:
        """People that the platform counted over several days at once, by how many."""
        found = {}
        for one in source.series:
            metric = catalogue.metric(one.metric)
            if metric.window_of:
                on = {day.day: day.last for day in self.days[one.id].days}
                step = range((one.last - one.first).days + 1)
                found[metric.days] = Days(one.first, tuple(on.get(one.first + timedelta(days=number)) for number in step))
        return found


def _key(source: Source, shape_: Shape) -> _Key:
    return source.platform, shape_.figure, tuple(one.id for one in source.series)


def _extent(source: Source) -> tuple[date, int]:
    first = min(one.first for one in source.series)
    return first, (max(one.last for one in source.series) - first).days + 1


def _days(source: Source, shape_: Shape, measures: Sequence[Measure], ledger: Ledger) -> Days:
    """What the readers of single days say, as one series. Of items every day counts up to the last; of accounts the days with an observation."""
    of_items = any(one.item for one in source.series)
    seen = [bool(one.coverage and one.coverage > 0) if of_items else one.observations > 0 for one in measures]
    first, _ = _extent(source)
    cadence = 1.0 if of_items else max(1.0, ledger.cadence(source.series))
    if shape_.figure == "ratio":
        parts = [(one.parts or (0.0, 0.0)) if there else None for one, there in zip(measures, seen, strict=True)]
        return Days(first, tuple(part and part[0] for part in parts), tuple(part[1] if part else 0.0 for part in parts), cadence)
    if shape_.figure == "mean":
        counts = tuple(float(one.items) for one in measures)
        return Days(first, tuple((one.actual or 0.0) * one.items if there else None for one, there in zip(measures, seen, strict=True)), counts, cadence)
    values = [one.actual if one.actual is not None else one.gained for one in measures]
    return Days(first, tuple((value or 0.0) if there else None for value, there in zip(values, seen, strict=True)), None, cadence)


def _scaled(days: Days, factor: float) -> Days:
    return days if factor == 1.0 else replace(days, values=tuple(None if value is None else value * factor for value in days.values))


def _history(case: _Case, ledger: Ledger, catalogue: Catalogue) -> History:
    """What the log says of one goal. Ratios and people are compared a platform at a time: the platform on which least is possible decides."""
    goal, shape_, found = case.goal, case.shape, case.found
    assert goal.metric is not None
    if not found.found:
        key, params = found.problem or ("no_data.nothing", {})
        said = [say(key, **params), *case.instead]
        return History(problem={language: " ".join(one[language] for one in said) for language in languages()})
    metric = catalogue.metric(goal.metric)
    factor = unit_factor(goal, metric, found.found)
    plain = History(unit=unit_of(goal, metric, found.found), up=shape_.up, daily=shape_.figure in ("flow", "level"))
    read = [(source, ledger.figures(source, shape_)) for source in found.found]
    known = [(source, ledger.once(_scaled, days, factor)) for source, days in read if days is not None and any(value is not None for value in days.values)]
    if not known or len(known) < len(read) or not case.whole:
        return plain
    if shape_.figure == "ratio":
        return min((_rate(case, ledger, plain, [days]) for _, days in known), key=_promise)
    if shape_.figure == "mean":
        return _rate(case, ledger, plain, [days for _, days in known])
    if shape_.figure == "unique":
        return min((_people(case, ledger, plain, days, ledger.windows(source, catalogue)) for source, days in known), key=_promise)
    moved = _moved(case, ledger, plain, [days for _, days in known])
    return replace(moved, cost=_cost(case, moved, ledger, [days for _, days in known]))


def _promise(one: History) -> tuple[bool, float]:
    """How well a goal fits its log: what the best stretch had beside what is needed; those that cannot be judged come last."""
    if not one.judged or one.needed is None:
        return True, 0.0
    return False, (one.best.value - one.needed) * (1 if one.up else -1)


def _begins(goal: Goal, after: date) -> tuple[date, int | None]:
    """The first day of a goal and its length in days: from the day after the log, where it names none."""
    if goal.window is not None:
        return goal.window.start, goal.window.days
    end = goal.due + timedelta(days=1) if goal.due is not None else None
    if end is None and goal.time is not None and goal.time.form == "duration":
        try:
            end = add_duration(after, goal.time.value)
        except ImpossibleDate:
            end = None
    return after, (end - after).days if end is not None and end > after else None


def _window(case: _Case, ledger: Ledger, known: Sequence[Days]) -> tuple[date, int | None, list[Days]]:
    """First day and length of a goal, and the days before it."""
    after = max(days.first + timedelta(days=days.length) for days in known)
    start, length = _begins(case.goal, after)
    return start, case.period or length, [ledger.once(Days.until, days, start) for days in known]


Each = Callable[[Days, int], Stretches]


def _compared(plain: History, ledger: Ledger, length: int | None, known: list[Days], each: Each) -> History:
    """A history with its stretches."""
    span = past.span_for(length, min(days.length for days in known)) if length else None
    if span is None:
        return replace(plain, length=length)
    stretches, months, rises = ledger.once(_stretches, known, span, each)
    recent = months.ending(max(days.first + timedelta(days=days.length - 1) for days in known))
    return replace(plain, length=length, span=span, stretches=stretches, recent=recent.value if recent else None, rises=rises)


def _stretches(known: Sequence[Days], span: int, each: Each) -> tuple[Stretches, Stretches, list[float]]:
    """All stretches of a length, those of the length of `RECENT`, and how the first rose against the others before them."""
    stretches, months = (past.added([each(days, length) for days in known]) for length in (span, past.RECENT))
    return stretches, months, past.rises(stretches, months)


def _moved(case: _Case, ledger: Ledger, plain: History, known: Sequence[Days]) -> History:
    """A sum, or a level that is to move: what a day of it must bring."""
    goal, shape_ = case.goal, case.shape
    start, length, before = _window(case, ledger, known)
    if shape_.figure == "flow":
        compared = _compared(plain, ledger, length, before, past.totals)
        target = goal.target.value if goal.target else None
        if length and shape_.relative:
            taken = goal.baseline if goal.baseline is not None else _sum_before(before, start, length)
            target = aim(goal, taken) if taken is not None else None
        return replace(compared, target=target, needed=target / length if target is not None and length else None)
    if shape_.mode != "path":
        return plain
    if case.found.gains:
        compared = _compared(plain, ledger, length, before, past.totals)
        base = goal.baseline if goal.baseline is not None else 0.0 if goal.target and goal.target.kind == "change" else None
        change = aim(goal, base) - base if base is not None else None
        return replace(compared, target=change, needed=change / length if change is not None and length else None)
    compared = _compared(plain, ledger, length, before, past.changes)
    readings = [days.last_figure for days in before]
    if any(one is None for one in readings):
        return compared
    last = min(one[0] for one in readings if one)
    standing = Standing(sum(one[1] for one in readings if one), last, last)
    base = goal.baseline if goal.baseline is not None and shape_.relative else standing.value
    target = aim(goal, base)
    fixed = goal.target is not None and goal.target.kind in ("level", "from_to")
    days_left = length + max(0, (start - last).days - 1) if length and fixed else length
    needed = (target - base) / days_left if days_left else None
    return replace(
        compared,
        target=target if fixed else target - base,
        needed=needed,
        before=standing,
        fixed=fixed,
        stated=goal.baseline,
    )


def _sum_before(known: Sequence[Days], start: date, length: int) -> float | None:
    """The sum of the days before a goal that a percentage is taken of, where enough of them were observed."""
    found = [past.totals(days, length).ending(start - timedelta(days=1)) for days in known]
    return sum(one.value for one in found if one) * length if all(found) else None


def _rate(case: _Case, ledger: Ledger, plain: History, known: Sequence[Days]) -> History:
    """A ratio, or an average over items: the figure itself."""
    goal, shape_ = case.goal, case.shape
    _, length, before = _window(case, ledger, known)
    if shape_.figure == "ratio" and shape_.mode == "path" and length:
        length = min(length, MOVED_RATIO_DAYS)
    pooled = [ledger.once(_pooled, before)] if len(before) > 1 else before
    compared = _compared(plain, ledger, length, pooled, past.quotients)
    earlier = ledger.once(past.quotients, pooled[0], min(length or MOVED_RATIO_DAYS, pooled[0].length))
    last = earlier.ending(pooled[0].first + timedelta(days=pooled[0].length - 1))
    standing = Standing(last.value, last.first, last.last) if last else None
    fixed = goal.target is not None and goal.target.kind in ("level", "from_to")
    base = 0.0 if fixed else goal.baseline if goal.baseline is not None else standing.value if standing else None
    target = aim(goal, base) if base is not None else None
    return replace(compared, target=target, needed=target, before=standing, fixed=fixed)


def _pooled(known: Sequence[Days]) -> Days:
    """Items of several platforms together, on the days that all of them cover."""
    first = max(days.first for days in known)
    length = min((days.first - first).days + days.length for days in known)
    cut = [(days.values[(first - days.first).days :][:length], (days.over or ())[(first - days.first).days :][:length]) for days in known]
    values = [None if any(one is None for one in day) else sum(one for one in day if one is not None) for day in zip(*(v for v, _ in cut), strict=True)]
    return Days(first, tuple(values), tuple(sum(day) for day in zip(*(o for _, o in cut), strict=True)))


def _people(case: _Case, ledger: Ledger, plain: History, days: Days, windows: Mapping[int, Days]) -> History:
    """Different people: only stretches of just the goal's length say anything of them."""
    goal, shape_ = case.goal, case.shape
    _, length, (before, *wider) = _window(case, ledger, [days, *windows.values()])
    target = goal.target.value if goal.target and goal.target.kind in ("level", "change") and not shape_.relative else None
    if length is None or target is None or past.span_for(length, max(one.length for one in (before, *wider))) != length:
        return plain
    stretches, exact = past.people(before, dict(zip(windows, wider, strict=True)), length)
    return replace(plain, length=length, span=length, stretches=stretches, exact=exact, target=target, needed=target)


def _cost(case: _Case, moved: History, ledger: Ledger, known: Sequence[Days]) -> Cost | None:
    """What a result may cost, beside the cheapest stretch of the log. None where a stretch reached as much for no more money: results that cost nothing."""
    budget, spending = case.goal.budget, case.spending.found
    spent = [ledger.figures(source, _SPENDING) for source in spending]
    if not isinstance(budget, Budget) or not spent or not moved.judged or not moved.needed or moved.length is None or moved.span is None or budget.value <= 0:
        return None
    units = {one.unit for source in spending for one in source.series}
    currency = budget.currency or next(iter(units)).partition(":")[2]
    if units != {f"currency:{currency}"}:
        return None
    start, *_ = _window(case, ledger, known)
    paid = past.added([past.totals(days.until(start), moved.span) for days in spent if days is not None])
    results = dict(zip(moved.stretches.firsts, moved.stretches.values, strict=True))
    both = [(first, cost, results[first]) for first, cost in zip(paid.firsts, paid.values, strict=True) if first in results]
    a_day = budget.value / moved.length
    if any(cost <= a_day and reached(result, moved.needed, up=True) for _, cost, result in both):
        return None
    costs = [(first, cost / result) for first, cost, result in both if cost > 0 and result > 0]
    if not costs:
        return None
    cheapest = Stretches(moved.span, *zip(*costs, strict=True)).best(most=False)
    return Cost(budget.value, currency, a_day / moved.needed, cheapest)
