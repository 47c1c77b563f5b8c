"""The figures of a case against its target: pace and status."""

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

from aimline.engine.measure import Measure, Taken
from aimline.engine.plan import Case, measured
from aimline.engine.shape import Words, aim, platforms
from aimline.engine.stand import REFERENCE_COVERAGE
from aimline.pacing import ORDER, Evidence, Pace, Status, reached, standing_still, status, towards
from aimline.pacing.law import LEAST, MOST
from aimline.pacing.law.items import Items
from aimline.pacing.status import UNSURE


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is likely: to reach the target, where it ends, and when it is reached; by p10, p50 and p90."""

    probability: float | None = None
    projected: tuple[float | None, float | None, float | None] = (None, None, None)
    finish: tuple[date | None, date | None, date | None] = (None, None, None)
    usual: float | None = None
    """What a day of the four weeks before the window brought."""
    impossible: bool = False
    """Even the best stretch ever seen would not do."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One goal judged on one measure. `status` is None in the days of grace: the last status of the open window stands. `base` is what the line starts from."""

    measure: Measure
    target: float | None
    reference: Taken | None
    pace: Pace
    status: Status | None
    reached: bool | None
    problem: Words | None = None
    cumulative: bool = False
    cap: bool = False
    still: bool = False
    forecast: Forecast = Forecast()

    @property
    def rank(self) -> tuple[int, float]:
        """How bad it is, to find the worst of several platforms."""
        bad = ORDER[self.status] if self.status else 2
        return bad, -(self.pace.done if self.pace.done is not None else -1.0)


def judge(case: Case) -> Judgement:
    """The judgement of a case; where platforms are judged one at a time, the worst of them, naming it."""
    found = [_judge(case, one) for one in measured(case)]
    worst = max(found, key=lambda one: one.rank)
    if len(found) > 1:
        names = platforms(one.measure.platform for one in found)
        note: Words = ("source.each_platform", {"platforms": names, "platform": platforms([worst.measure.platform])})
        worst = replace(worst, measure=replace(worst.measure, notes=(*worst.measure.notes, note)))
    return worst


def _target(case: Case, measure: Measure) -> tuple[float | None, float | None, Taken | None, Words | None]:
    """Baseline of the line, target, reference, and why there is no target."""
    goal, shape = case.goal, case.shape
    target = goal.target
    assert shape is not None
    assert target is not None
    assert target.value is not None
    if shape.figure == "level":
        baseline = goal.baseline if goal.baseline is not None else 0.0 if case.gains else measure.baseline
        if shape.mode != "path":
            return None, target.value, None, None
        if baseline is None:
            return None, target.value if target.kind in ("level", "from_to") else None, None, None
        start = case.frame.first if case.frame and not case.frame.open_ended else None
        taken = Taken(baseline, start, start, 1.0) if shape.relative else None
        return baseline, aim(goal, baseline), taken, None
    if shape.relative or (shape.figure in ("ratio", "mean", "unique") and target.kind == "change" and shape.mode == "path"):
        taken = measure.reference or Taken(None, None, None, None)
        explicit = goal.baseline
        if explicit is not None:
            taken = Taken(explicit, None, None, None)
        elif taken.value is None or taken.coverage is None or taken.coverage < REFERENCE_COVERAGE:
            return None, None, taken, ("insufficient.reference", {"start": taken.start, "end": taken.end}) if taken.start else ("insufficient.no_reference", {})
        assert taken.value is not None
        return (taken.value if shape.figure == "ratio" else 0.0), aim(goal, taken.value), taken, None
    if shape.figure == "ratio" and shape.mode == "path":
        known = goal.baseline if goal.baseline is not None else measure.reference.value if measure.reference else None
        return known, target.value, None, None
    return 0.0, target.value, None, None


def _judge(case: Case, measure: Measure) -> Judgement:
    goal, shape, frame = case.goal, case.shape, case.frame
    assert shape is not None
    assert frame is not None
    baseline, target, reference, problem = _target(case, measure)
    actual = measure.actual
    if shape.figure == "level" and case.gains and goal.baseline is not None and measure.gained is not None:
        actual = goal.baseline + measure.gained
        measure = replace(measure, actual=actual, baseline=goal.baseline)
    elif shape.figure == "level" and goal.baseline is not None and actual is not None:
        measure = replace(measure, baseline=goal.baseline, gained=actual - goal.baseline)
    elif shape.figure == "ratio" and shape.mode == "path" and actual is not None and baseline is not None:
        measure = replace(measure, baseline=baseline, gained=actual - baseline)
    elif shape.figure in ("ratio", "mean", "unique") or shape.mode == "floor" or (shape.figure == "level" and shape.mode == "cap"):
        measure = replace(measure, baseline=None, gained=None)
    value = measure.gained if case.gains and actual is None else actual
    cumulative = shape.figure in ("flow", "unique")
    still = shape.mode != "path" and not (shape.figure == "flow" and shape.mode == "cap")
    pace = _pace(case, measure, baseline, target, value, still)
    done = None if value is None or target is None else reached(value, target, up=shape.up)
    bounded = False
    if shape.figure == "unique" and target is not None and measure.lower is not None and not done:
        done = False if measure.upper is not None and measure.upper < target else None
        bounded = True
    if (measure.partial or case.partial) and not (done and cumulative and shape.up):
        done, bounded = None, True
    if target is None:
        found: Status | None = "insufficient"
        if not measure.observations and measure.latest is None:
            found = "no_data"
            problem = None
    elif frame.open_ended and shape.mode == "path":
        found, problem = "not_measurable", ("not_measurable.no_time", {})
    else:
        found = _status(case, measure, pace, done, cumulative, bounded)
        if found == "insufficient" and measure.partial:
            problem = problem or ("insufficient.partial", {})
    chance = None if measure.partial or case.partial or target is None else _chance(case, measure, target, found)
    if found in ("on_track", "at_risk") and chance is not None:
        found = "at_risk" if chance < UNSURE else "on_track"
    return Judgement(measure, target, reference, pace, found, done, problem, cumulative, shape.mode == "cap", still, Forecast(probability=chance))


def _chance(case: Case, measure: Measure, target: float, status: Status | None) -> float | None:
    """How likely an average over items is to be met at the close; None for what has no law."""
    shape, frame = case.shape, case.frame
    assert shape is not None
    assert frame is not None
    if shape.figure != "mean" or frame.days is None or frame.day is None:
        return None
    if frame.day >= frame.days:
        return {"achieved": 1.0, "missed": 0.0}.get(status or "")
    if measure.seen is None or not measure.seen[0].items:
        return None
    inside, before, days = measure.seen
    law = Items(inside, before, frame.day, frame.days - frame.day, days)
    wanted = target / case.factor
    chance = law.at_least(wanted) if shape.up else 1 - law.at_least(math.nextafter(wanted, math.inf))
    return None if math.isnan(chance) else min(MOST, max(LEAST, chance))


def _pace(case: Case, measure: Measure, baseline: float | None, target: float | None, value: float | None, still: bool) -> Pace:
    shape, frame = case.shape, case.frame
    assert shape is not None
    assert frame is not None
    day, days = frame.day, frame.days
    elapsed = Pace(elapsed=day / days if day is not None and days else None)
    if target is None or value is None:
        return elapsed
    if shape.figure in ("unique", "mean") or (still and not case.gains):
        plain = standing_still(value, target, cap=shape.mode == "cap", day=day, days=days)
        return replace(plain, expected=None) if shape.figure == "unique" else plain
    gained = measure.gained if measure.gained is not None else value - (baseline or 0.0)
    if baseline is None or day is None or not days:
        return replace(elapsed, shortfall=target - value)
    if (target - baseline) * (1 if shape.up or shape.mode == "cap" else -1) <= 0:
        return standing_still(value, target, cap=not shape.up, day=day, days=days)
    pace = towards(baseline, target, gained, day, days)
    if shape.figure == "ratio":
        return replace(pace, current_per_day=None, required_per_day=None, projected=None, finish_day=None)
    return pace


def _status(case: Case, measure: Measure, pace: Pace, done: bool | None, cumulative: bool, bounded: bool) -> Status | None:
    shape, frame, window = case.shape, case.frame, case.window
    assert shape is not None
    assert frame is not None
    assert case.as_of is not None
    latest = measure.latest
    since = (case.as_of - (window.end - timedelta(days=1))).days if window else None
    day = frame.day if frame.day is not None else (frame.cut - date.min).days
    return status(
        Evidence(
            started=True,
            day=day,
            days=frame.days,
            since_close=since,
            cumulative=cumulative,
            cap=shape.mode == "cap",
            reached=done,
            observations=measure.observations,
            last_gap=(frame.cut - latest).days if latest else None,
            age=(case.as_of - latest).days if latest else None,
            cadence=measure.cadence,
            lag=case.lag,
            spi=pace.spi,
            tspi=pace.tspi,
            done=pace.done,
            bounded=bounded,
        )
    )
