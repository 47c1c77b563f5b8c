"""A judged case as the standing that is printed."""

from typing import Any

from aimline.engine.judge import Forecast, Judgement
from aimline.engine.plan import Case
from aimline.engine.shape import Shape, aim
from aimline.engine.standing import ActionStanding, Bounds, Confidence, Finish, PaceFigures, Period, Projected, Reference, Remaining, Standing
from aimline.engine.why import why
from aimline.goals.model import Goal, typed
from aimline.pacing.status import CRITICAL, SAFE, Status

CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")
"""How much data figures rest on, the least first."""
FEW, MANY = 7, 28
"""Observations below which confidence is low, and from which it is high."""
HALF, MOST = 0.5, 0.8
"""Shares of the days, likewise."""


def assemble(
    case: Case,
    judgement: Judgement | None,
    status: Status,
    periods: tuple[Period, ...] = (),
    streak: int | None = None,
    actions: tuple[ActionStanding, ...] = (),
    remaining: Remaining | None = None,
) -> Standing:
    """The standing of a case, with the windows of a goal that recurs and its actions. Figures are never blanked by a status."""
    goal, placed = case.goal, case.placed
    values: dict[str, Any] = {
        **_BLANK,
        "goal": goal.id,
        "text": placed.text,
        "file": placed.file,
        "line": placed.line,
        "metric": goal.metric,
        "platforms": goal.platforms,
        "unit": case.unit,
        "account": goal.account,
        "owner": goal.owner,
        "status": status,
        "window": case.window,
        "as_of": case.as_of,
        "why": why(case, judgement, status, periods, streak),
        "actions": actions,
        "periods": periods,
        "streak": streak,
        "remaining": remaining,
    }
    if judgement is None:
        stated = status == "no_data" and case.shape is not None and case.shape.figure == "level" and case.shape.mode == "path"
        values |= {"elapsed": _elapsed(case), "baseline": goal.baseline if stated else None, "target": plain_target(goal, case.shape, status)}
        return typed(Standing, values)
    measure, pace, taken, forecast = judgement.measure, judgement.pace, judgement.reference, judgement.forecast
    ends, days = forecast.projected, forecast.finish
    values |= {
        "elapsed": pace.elapsed,
        "baseline": None if case.gains and measure.actual is None else measure.baseline,
        "target": judgement.target,
        "reference": typed(Reference, {"value": taken.value, "start": taken.start, "end": taken.end, "coverage": taken.coverage}) if taken else None,
        "actual": measure.actual,
        "gained": measure.gained,
        "expected": pace.expected,
        "shortfall": pace.shortfall,
        "done": pace.done,
        "pace": typed(
            PaceFigures,
            {
                "spi": pace.spi,
                "tspi": pace.tspi,
                "days_ahead": pace.days_ahead,
                "required_per_day": pace.required_per_day,
                "current_per_day": pace.current_per_day,
            },
        ),
        "probability": forecast.probability,
        "flags": _flags(case, forecast),
        "projected": typed(
            Projected, {"p10": ends[0], "p50": ends[1], "p90": ends[2], "finish": typed(Finish, {"p10": days[0], "p50": days[1], "p90": days[2]})}
        ),
        "observations": measure.observations,
        "coverage": measure.coverage,
        "last_observation": measure.last_observation,
        "confidence": _confidence(measure.observations, measure.coverage),
        "bounds": typed(Bounds, {"lower": measure.lower, "upper": measure.upper}) if measure.lower is not None else None,
    }
    return typed(Standing, values)


_BLANK = {name: None if field.is_required() else field.default for name, field in Standing.model_fields.items()}
"""What a standing has where nothing is known, in the order of its fields."""


def _flags(case: Case, forecast: Forecast) -> tuple[str, ...]:
    """What stands beside the status of a goal whose window is open: safe, critical, impossible."""
    probability = forecast.probability
    if probability is None or case.window is None or case.as_of is None or case.as_of >= case.window.last:
        return ()
    named = ("safe",) if probability >= SAFE else ("critical",) if probability < CRITICAL else ()
    return (*named, "impossible") if forecast.impossible else named


def _elapsed(case: Case) -> float | None:
    """The share of the window that is over."""
    if case.window is None or case.as_of is None or case.window.days <= 0:
        return None
    return min(1.0, max(0.0, ((case.as_of - case.window.start).days + 1) / case.window.days))


def plain_target(goal: Goal, shape: Shape | None, status: Status) -> float | None:
    """The target as far as no figures are needed to know it."""
    target = goal.target
    if target is None or target.value is None:
        return None
    if target.kind in ("level", "from_to") or (target.kind == "change" and shape is not None and shape.figure == "flow"):
        return target.value
    stated = status == "no_data" and goal.baseline is not None and shape is not None and shape.figure in ("level", "flow")
    return aim(goal, goal.baseline) if stated and goal.baseline is not None else None


def _confidence(observations: int, coverage: float | None) -> Confidence | None:
    """How much data the figures rest on; see `Standing`."""
    if not observations:
        return None
    if observations < FEW or (coverage is not None and coverage < HALF):
        return "low"
    return "high" if observations >= MANY and (coverage is None or coverage >= MOST) else "medium"
