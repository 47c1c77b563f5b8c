"""A judged case as the standing that is printed."""

from datetime import date, timedelta

from aimline.engine.judge import Judgement
from aimline.engine.plan import Case
from aimline.engine.standing import ActionStanding, Bounds, Confidence, Finish, PaceFigures, Projected, Reference, Standing
from aimline.engine.why import why
from aimline.pacing import Status


def assemble(case: Case, judgement: Judgement | None, status: Status) -> Standing:
    """The standing of a case. Figures are never blanked by a status."""
    goal, placed = case.goal, case.placed
    target = goal.target
    plain = Standing(
        goal=goal.id,
        text=placed.text,
        file=placed.file,
        line=placed.line,
        metric=goal.metric,
        platforms=goal.platforms,
        unit=case.unit,
        account=goal.account,
        owner=goal.owner,
        status=status,
        window=case.window,
        as_of=case.as_of,
        elapsed=0.0 if status == "pending" else None,
        target=target.value if target and target.kind in ("level", "from_to") else None,
        why=why(case, judgement, status),
        actions=tuple(ActionStanding(text=action.text) for action in goal.actions),
    )
    if judgement is None:
        return plain
    measure, pace, taken = judgement.measure, judgement.pace, judgement.reference
    return plain.model_copy(
        update={
            "elapsed": pace.elapsed,
            "baseline": None if case.gains and measure.actual is None else measure.baseline,
            "target": judgement.target,
            "reference": Reference(value=taken.value, start=taken.start, end=taken.end, coverage=taken.coverage) if taken else None,
            "actual": measure.actual,
            "gained": measure.gained,
            "expected": pace.expected,
            "shortfall": pace.shortfall,
            "done": pace.done,
            "pace": PaceFigures(
                spi=pace.spi, tspi=pace.tspi, days_ahead=pace.days_ahead, required_per_day=pace.required_per_day, current_per_day=pace.current_per_day
            ),
            "projected": Projected(p50=pace.projected, finish=Finish(p50=_finish(case, pace.finish_day))),
            "observations": measure.observations,
            "coverage": measure.coverage,
            "last_observation": measure.last_observation,
            "confidence": _confidence(measure.observations, measure.coverage),
            "bounds": Bounds(lower=measure.lower, upper=measure.upper) if measure.lower is not None else None,
        }
    )


def _finish(case: Case, day: int | None) -> date | None:
    if day is None or case.window is None or case.as_of is None or case.as_of >= case.window.end - timedelta(days=1):
        return None
    try:
        return case.window.start + timedelta(days=day - 1)
    except OverflowError:
        return None


def _confidence(observations: int, coverage: float | None) -> Confidence | None:
    """How much data the figures rest on; see `Standing`."""
    if not observations:
        return None
    if observations < 7 or (coverage is not None and coverage < 0.5):
        return "low"
    return "high" if observations >= 28 and (coverage is None or coverage >= 0.8) else "medium"
