"""One goal's case: its shape, its days, and the readers of its figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import reduce
from operator import add

from aimline.engine.measure import DAWN, Desk, Frame, Measure, Reader, Taken, together
from aimline.engine.resolve import Resolved
from aimline.engine.shape import Shape, Words, metrics
from aimline.engine.sources import Source
from aimline.engine.windows import LONGEST, MOVED_RATIO_DAYS
from aimline.goals.calendar import ImpossibleDate, add_duration
from aimline.goals.model import Goal, PlacedGoal, Window
from aimline.pacing.status import Status


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


def plan(placed: PlacedGoal, shape_: Shape | Words, resolved: Resolved | None, as_of: date | None) -> Case:
    """A goal with its days, and what keeps it from being judged; `resolved` is what its question came to, None where it asks none."""
    goal = placed.goal
    case = Case(placed, as_of, unit=goal.target.unit if goal.target else None, window=goal.window)
    if not isinstance(shape_, Shape):
        return _stop(case, "not_measurable", shape_)
    case.shape = shape_
    if placed.trouble is not None:
        return _stop(case, "not_measurable", (f"trouble.{placed.trouble.name}", dict(placed.trouble.params)))
    if as_of is None:
        return _stop(case, "no_data", ("no_data.nothing", {}))
    assert resolved is not None
    if resolved.problem is not None and resolved.status == "not_measurable":
        return _stop(case, "not_measurable", resolved.problem)
    if goal.window is not None and as_of < goal.window.start:
        return _stop(case, "pending", ("pending", {"start": goal.window.start}))
    case.lag = resolved.lag
    if resolved.problem is not None:
        return _stop(case, resolved.status or "no_data", resolved.problem)
    case.gains = resolved.gains
    if shape_.by_day and (resolved.daily is None or resolved.gains):
        return _stop(case, "not_measurable", ("not_measurable.kept", {}))
    if not _frame(case, resolved.found, as_of):
        return case
    case.partial, case.factor, case.unit = resolved.partial, resolved.factor, resolved.unit
    case.unit = "percent" if goal.kept is not None else case.unit
    case.notes.extend(resolved.notes)
    if goal.reference == "year" and shape_.figure == "level" and shape_.relative:
        case.notes.append(("source.of_the_start", {"metric": metrics(goal.metric or "")}))
    return case


def followed(case: Case, resolved: Resolved) -> bool:
    """Whether a case can be followed from day to day: its figures are known by day, and its window is one that ends."""
    frame, shape_ = case.frame, case.shape
    return frame is not None and frame.days is not None and frame.days <= LONGEST and resolved.daily is not None and shape_ is not None and not shape_.by_day


def reference_window(case: Case) -> Window | None:
    """What a target is held against that says so (the same days a year earlier); None for the window before."""
    goal, window = case.goal, case.window
    if goal.reference != "year" or window is None:
        return None
    if goal.reference_window is not None:
        return goal.reference_window
    try:
        return Window(start=_year_before(window.start), end=_year_before(window.end))
    except ValueError:
        return None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def read(case: Case, resolved: Resolved, desk: Desk) -> None:
    """Ask the desk for the figures of a case on its day of evaluation alone."""
    assert case.frame is not None
    case.readers = [_read(case, source, case.frame, desk) for source in resolved.found]


def _stop(case: Case, status: Status, problem: Words) -> Case:
    case.status, case.problem = status, problem
    return case


def _frame(case: Case, found: Sequence[Source], as_of: date) -> bool:
    """Resolve the days the goal is judged on; False when they can't be, or have not begun."""
    goal, shape_ = case.goal, case.shape
    assert shape_ is not None
    if case.window is None and (goal.due is not None or goal.time is not None):
        first = min(one.first for source in found for one in source.series)
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
    found = together([replace(one, actual=None) for one in measures])
    seen = [one.seen for one in measures if one.seen is not None]
    all_seen = (reduce(add, [one[0] for one in seen]), reduce(add, [one[1] for one in seen]), max(one[2] for one in seen)) if seen else None
    return replace(found, actual=actual, items=items, observations=items, seen=all_seen)


def _scaled(one: Measure, factor: float) -> Measure:
    if factor == 1.0:
        return one

    def times(value: float | None) -> float | None:
        return None if value is None else value * factor

    return replace(one, actual=times(one.actual), baseline=times(one.baseline), gained=times(one.gained), lower=times(one.lower), upper=times(one.upper))
