"""A judged case as the standing that is printed."""

from aimline.engine.judge import Judgement
from aimline.engine.plan import Case
from aimline.engine.standing import ActionStanding, Bounds, Confidence, Finish, PaceFigures, Projected, Reference, Standing
from aimline.engine.why import why
from aimline.pacing.status import CRITICAL, SAFE, Status

_OVER = frozenset({"achieved", "missed", "exceeded", "pending", "not_measurable"})
"""Statuses of goals that are over, or have not begun."""


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
    measure, pace, taken, forecast = judgement.measure, judgement.pace, judgement.reference, judgement.forecast
    ends, days = forecast.projected, forecast.finish
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
            "probability": forecast.probability,
            "flags": _flags(forecast.probability, status),
            "projected": Projected(p10=ends[0], p50=ends[1], p90=ends[2], finish=Finish(p10=days[0], p50=days[1], p90=days[2])),
            "observations": measure.observations,
            "coverage": measure.coverage,
            "last_observation": measure.last_observation,
            "confidence": _confidence(measure.observations, measure.coverage),
            "bounds": Bounds(lower=measure.lower, upper=measure.upper) if measure.lower is not None else None,
        }
    )


def _flags(probability: float | None, status: Status) -> tuple[str, ...]:
    """What stands beside the status of an open goal: safe, critical."""
    if probability is None or status in _OVER:
        return ()
    return ("safe",) if probability >= SAFE else ("critical",) if probability < CRITICAL else ()


def _confidence(observations: int, coverage: float | None) -> Confidence | None:
    """How much data the figures rest on; see `Standing`."""
    if not observations:
        return None
    if observations < 7 or (coverage is not None and coverage < 0.5):
        return "low"
    return "high" if observations >= 28 and (coverage is None or coverage >= 0.8) else "medium"
