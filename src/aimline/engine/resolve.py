"""Questions answered as far as rows need not be read: which series a goal takes, in which unit, and what keeps it from having any."""

from collections.abc import Sequence
from dataclasses import dataclass

from aimline.catalogue import ANYWHERE, Catalogue, Metric
from aimline.engine.select import Shelf, named
from aimline.engine.shape import Names, Words, metrics, platforms
from aimline.engine.sources import Daily, Source, Sources, sources
from aimline.engine.table import Question
from aimline.goals.model import Goal
from aimline.pacing.law import Family
from aimline.pacing.status import Status

_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a question comes to. `problem` says why there are no figures, `status` what that is called; else `found` has the sources.

    `gains`: of a level only its changes are known; `partial`: something that belongs to the figure is missing from the data; `factor` turns the figures of the
    rows into the unit of the goal.
    """

    found: tuple[Source, ...] = ()
    problem: Words | None = None
    status: Status | None = None
    gains: bool = False
    partial: bool = False
    named: bool = False
    """The goal names the platforms that it is about: one that has no figures yet is missing."""
    notes: tuple[Words, ...] = ()
    lag: int = 2
    factor: float = 1.0
    unit: str | None = None
    share: bool = False
    """A ratio that is a part of a whole: what is above is counted below, too."""

    @property
    def daily(self) -> tuple[Daily, ...] | None:
        """Its figures by day, a leg a platform, where all are known by day."""
        legs = tuple(source.daily for source in self.found if source.daily is not None)
        return legs if legs and len(legs) == len(self.found) and len({leg.kind for leg in legs}) == 1 else None


def resolve(question: Question, goal: Goal, shelf: Shelf, catalogue: Catalogue) -> Resolved:
    """The series of a question, asked by a goal."""
    unit = goal.target.unit if goal.target else None
    found = sources(shelf, catalogue, goal, question.shape)
    about = goal.platforms or [source.platform for source in found.found if source.platform]
    lag = max((catalogue.platforms[name].lag for name in about if name in catalogue.platforms), default=2)
    metric = catalogue.metric(goal.metric or "")
    if not found.found:
        problem = found.problem or ("no_data.metric", {"metric": metrics(goal.metric or "")})
        return Resolved(problem=problem, status="not_measurable" if found.refused else called(problem), lag=lag, unit=unit)
    if found.gains and not question.change and not question.explicit:
        problem = ("insufficient.level", {"metric": metrics(goal.metric or ""), "gains": _metrics(found)})
        return Resolved(problem=problem, status="insufficient", lag=lag, unit=unit)
    notes: list[Words] = []
    missing = missing_platforms(goal, found.found)
    if missing:
        notes.append(("source.missing_platforms", {"platforms": platforms(missing)}))
    assumed = [source.platform for source in found.found if any(one.id in shelf.assumed for one in source.series)]
    if goal.platforms and assumed:
        notes.append(("source.unnamed_platform", {"platform": platforms(assumed)}))
    return Resolved(
        found.found,
        gains=found.gains,
        partial=bool(missing),
        named=bool(named_platforms(goal, found.found)),
        notes=tuple(notes),
        lag=lag,
        factor=unit_factor(goal, metric, found.found),
        unit=unit_of(goal, metric, found.found),
        share=question.shape.figure == "ratio" and metric.least == 0 and metric.most == metric.scale,
    )


def family(question: Question, resolved: Resolved, legs: Sequence[Daily]) -> Family | None:
    """The law that a figure follows from day to day; None where there is none."""
    if question.shape.figure == "level":
        return "changes" if legs[0].kind == "level" or any(leg.below for leg in legs) else "counts"
    if question.shape.figure not in ("flow", "ratio"):
        return None
    if resolved.share:
        return "shares"
    units = {one.unit for leg in legs for series in leg.above for one in series}
    return "amounts" if any(unit.startswith(("currency", "duration")) for unit in units) else "counts"


def missing_platforms(goal: Goal, found: Sequence[Source]) -> list[str]:
    """The platforms that a goal names and none of its figures are of."""
    return sorted(named_platforms(goal, found) - {source.platform for source in found})


def named_platforms(goal: Goal, found: Sequence[Source]) -> set[str]:
    """The platforms that a goal names, where its figures are told apart by them."""
    return {name for name in goal.platforms if name not in ANYWHERE} if all(named(source.platform, goal) for source in found) else set()


def _metrics(found: Sources) -> Names:
    return metrics(*sorted({one.metric for source in found.found for one in source.series}))


def called(problem: Words) -> Status:
    """The status that a problem's words stand under."""
    kind = problem[0].partition(".")[0]
    return "insufficient" if kind == "insufficient" else "not_measurable" if kind == "not_measurable" else "no_data"


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
