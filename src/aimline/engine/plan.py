"""One goal's case: its shape, its days, and the readers of its figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from aimline.catalogue import ANYWHERE, Catalogue, Metric
from aimline.engine.measure import DAWN, Desk, Frame, Measure, Reader, Taken, together
from aimline.engine.select import Shelf, named
from aimline.engine.shape import Names, Shape, Words, metrics, platforms, shape
from aimline.engine.sources import Source, Sources, sources
from aimline.goals.calendar import ImpossibleDate, add_duration
from aimline.goals.model import Goal, PlacedGoal, Window
from aimline.pacing import Status

MOVED_RATIO_DAYS = 28
"""A ratio that is to be moved is judged on its last 28 days."""


@dataclass(slots=True)
class Case:
    """A goal on its way to its standing. `problem` says why it has no figures; `status` is then what it is called."""

    placed: PlacedGoal
    as_of: date | None
    shape: Shape | None = None
    window: Window | None = None
    frame: Frame | None = None
    problem: Words | None = None
    status: Status | None = None
    notes: list[Words] = field(default_factory=list)
    readers: list[tuple[str | None, Reader, Reader | None]] = field(default_factory=list)
    """For each platform: the reader of its figures, and of the days before the window where the target is taken of them."""
    before: tuple[date, date] | None = None
    gains: bool = False
    partial: bool = False
    lag: int = 2
    factor: float = 1.0
    unit: str | None = None
    """The unit of the figures: of a change by a percentage that is the metric's own."""
    started_by_data: bool = False

    @property
    def goal(self) -> Goal:
        """The goal itself."""
        return self.placed.goal


_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0}


def plan(placed: PlacedGoal, shelf: Shelf, catalogue: Catalogue, as_of: date | None, desk: Desk) -> Case:
    """Ask the desk for what a goal needs."""
    goal = placed.goal
    case = Case(
        placed,
        as_of,
        unit=goal.target.unit if goal.target else None,
        window=goal.window,
        lag=max((catalogue.platforms[name].lag for name in goal.platforms if name in catalogue.platforms), default=2),
    )
    found_shape = shape(goal, catalogue.metric(goal.metric) if goal.metric else None)
    if not isinstance(found_shape, Shape):
        return _stop(case, "not_measurable", found_shape)
    case.shape = found_shape
    if placed.trouble is not None:
        return _stop(case, "not_measurable", (f"trouble.{placed.trouble.name}", dict(placed.trouble.params)))
    if as_of is None:
        return _stop(case, "no_data", ("no_data.nothing", {}))
    if goal.window is not None and as_of < goal.window.start:
        return _stop(case, "pending", ("pending", {"start": goal.window.start}))
    found = sources(shelf, catalogue, goal, found_shape)
    if not found.found:
        problem = found.problem or ("no_data.metric", {"metric": metrics(goal.metric or "")})
        return _stop(case, _called(problem) if not found.refused else "not_measurable", problem)
    case.gains = found.gains
    if found.gains and goal.target is not None and goal.target.kind != "change" and goal.baseline is None:
        return _stop(case, "insufficient", ("insufficient.level", {"metric": metrics(goal.metric or ""), "gains": _metrics(found)}))
    if not _frame(case, found, as_of):
        return case
    missing = missing_platforms(goal, found.found)
    if missing:
        case.partial = True
        case.notes.append(("source.missing_platforms", {"platforms": platforms(missing)}))
    if goal.platforms and any(one.id in shelf.assumed for source in found.found for one in source.series):
        case.notes.append(
            (
                "source.unnamed_platform",
                {"platform": platforms(source.platform for source in found.found if any(one.id in shelf.assumed for one in source.series))},
            )
        )
    metric = catalogue.metric(goal.metric or "")
    case.factor = unit_factor(goal, metric, found.found)
    case.unit = unit_of(goal, metric, found.found)
    assert case.frame is not None
    for source in found.found:
        case.readers.append(_read(case, source, case.frame, desk))
    return case


def missing_platforms(goal: Goal, found: Sequence[Source]) -> list[str]:
    """The platforms that a goal names and none of its figures are of."""
    wanted = {name for name in goal.platforms if name not in ANYWHERE}
    return sorted(wanted - {source.platform for source in found}) if all(named(source.platform, goal) for source in found) else []


def _metrics(found: Sources) -> Names:
    return metrics(*sorted({one.metric for source in found.found for one in source.series}))


def _called(problem: Words) -> Status:
    """The status that a problem's words stand under."""
    kind = problem[0].partition(".")[0]
    return "insufficient" if kind == "insufficient" else "not_measurable" if kind == "not_measurable" else "no_data"


def _stop(case: Case, status: Status, problem: Words) -> Case:
    case.status, case.problem = status, problem
    return case


def _frame(case: Case, found: Sources, as_of: date) -> bool:
    """Resolve the days the goal is judged on; False when they can't be, or have not begun."""
    goal, shape_ = case.goal, case.shape
    assert shape_ is not None
    if case.window is None and (goal.due is not None or goal.time is not None):
        first = min(one.first for source in found.found for one in source.series)
        end = goal.due + timedelta(days=1) if goal.due is not None else None
        if end is None and goal.time is not None and goal.time.form == "duration":
            try:
                end = add_duration(first, goal.time.value)
            except ImpossibleDate:
                end = None
        if end is None:
            _stop(case, "not_measurable", ("not_measurable.time", {"time": goal.time.value if goal.time else "?"}))
            return False
        if end <= first:
            _stop(case, "no_data", ("no_data.after", {"first": first, "end": end - timedelta(days=1)}))
            return False
        case.window = Window(start=first, end=end)
        case.started_by_data = True
    if case.window is None:
        case.frame = Frame(DAWN, as_of, None, None)
        return True
    cut = min(as_of, case.window.end - timedelta(days=1))
    case.frame = Frame(case.window.start, cut, case.window.days, (cut - case.window.start).days + 1)
    return True


def _read(case: Case, source: Source, frame: Frame, desk: Desk) -> tuple[str | None, Reader, Reader | None]:
    """The readers of one source. A ratio that moves is read over its last days, against as many before the window."""
    shape_ = case.shape
    assert shape_ is not None
    days = frame.days
    if days is None or (not shape_.relative and not (shape_.figure == "ratio" and shape_.mode == "path")) or shape_.figure == "level":
        return source.platform, source.build(frame, desk), None
    if shape_.figure == "ratio" and shape_.mode == "path":
        days = min(MOVED_RATIO_DAYS, days)
        now = replace(frame, first=frame.cut - timedelta(days=days - 1))
    else:
        now = frame
    last = frame.first - timedelta(days=1)
    earlier = Frame(last - timedelta(days=days - 1), last, days, days)
    case.before = (earlier.first, earlier.cut)
    return source.platform, source.build(now, desk), source.build(earlier, desk)


def unit_of(goal: Goal, metric: Metric, found: Sequence[Source]) -> str | None:
    """The unit that baseline, target and actual are in."""
    target = goal.target
    if target is None:
        return None
    money = {one.unit for source in found for one in source.series if one.unit.startswith("currency:")}
    own = next(iter(money)) if metric.unit == "currency" and len(money) == 1 else metric.unit
    if target.kind in ("percent_change", "multiple"):
        return own
    return own if target.unit in ("percentage_points", "multiplier") or (target.unit == "count" and own.startswith("currency:")) else target.unit


def unit_factor(goal: Goal, metric: Metric, found: Sequence[Source]) -> float:
    """What turns the figures of the rows into the unit of the goal: minutes into hours, a quotient into percent."""
    target = goal.target
    if target is not None and target.unit == "percent" and metric.unit == "ratio" and target.kind not in ("percent_change", "multiple"):
        return 100.0
    units = {one.unit for source in found for one in source.series}
    if target is None or not target.unit.startswith("duration:") or len(units) != 1:
        return 1.0
    mine, theirs = target.unit.partition(":")[2], next(iter(units)).partition(":")[2]
    return _SECONDS[theirs] / _SECONDS[mine] if mine in _SECONDS and theirs in _SECONDS else 1.0


def measured(case: Case) -> list[Measure]:
    """The figures that the goal is judged on: one where platforms are added up (levels, flows) or pooled (averages), one a platform else."""
    shape_ = case.shape
    assert shape_ is not None
    now = [replace(_scaled(read(), case.factor), platform=platform) for platform, read, _ in case.readers]
    then = [_scaled(read(), case.factor) if read else None for _, _, read in case.readers]
    if shape_.figure in ("unique", "ratio"):
        return [replace(one, reference=_taken(case, [before]) if before else None) for one, before in zip(now, then, strict=True)]
    combine = _pool if shape_.figure == "mean" else together
    earlier = [one for one in then if one is not None]
    return [replace(combine(now), reference=_taken(case, [combine(earlier)]) if earlier else None)]


def _taken(case: Case, earlier: Sequence[Measure]) -> Taken:
    one = earlier[0]
    assert case.before is not None
    exact = one.actual if one.upper is None and one.lower is None else one.lower if one.lower == one.upper else None
    return Taken(exact, case.before[0], case.before[1], one.coverage if one.actual is not None else 0.0)


def _pool(measures: Sequence[Measure]) -> Measure:
    """Averages of several platforms: all items together."""
    items = sum(one.items for one in measures)
    actual = sum(one.actual * one.items for one in measures if one.actual is not None) / items if items else None
    return replace(together([replace(one, actual=None) for one in measures]), actual=actual, items=items, observations=items)


def _scaled(one: Measure, factor: float) -> Measure:
    if factor == 1.0:
        return one

    def times(value: float | None) -> float | None:
        return None if value is None else value * factor

    return replace(one, actual=times(one.actual), baseline=times(one.baseline), gained=times(one.gained), lower=times(one.lower), upper=times(one.upper))
