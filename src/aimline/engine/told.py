"""Judged windows as judgements of single goals, with what there is to say about their figures."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from math import isfinite
from typing import Any

from numpy.typing import NDArray

from aimline.engine.asked import Judged
from aimline.engine.askings import Asking
from aimline.engine.judge import Forecast, Judgement
from aimline.engine.measure import Desk, Measure, Taken
from aimline.engine.plan import Case, reference_window
from aimline.engine.shape import Words, metrics
from aimline.engine.stand import REFERENCE_COVERAGE
from aimline.engine.windows import MOVED_RATIO_DAYS
from aimline.pacing.line import Pace
from aimline.pacing.statuses import STATUSES
from aimline.text.messages import format_number


def known(value: float) -> float | None:
    """A figure, None where it is undefined."""
    found = float(value)
    return found if isfinite(found) else None


def day_of(ordinal: float | None) -> date | None:
    """A day by its ordinal; None where there is none, or none that a calendar has."""
    return date.fromordinal(int(ordinal)) if ordinal is not None and 1 <= ordinal <= _LAST else None


_LAST = date.max.toordinal()


class Told:
    """Judged windows with their figures as plain values, None where they are undefined: each column at once."""

    def __init__(self, judged: Judged) -> None:
        self.columns = {one.name: _plain(getattr(judged, one.name)) for one in fields(judged)}

    def row(self, row: int) -> "Figures":
        """The figures of one window."""
        return {name: values[row] for name, values in self.columns.items()}


Figures = Mapping[str, Any]
"""The figures of a judged window by name."""


def _plain(values: NDArray[Any]) -> list[Any]:
    plain: list[Any] = values.tolist()
    return [value if isfinite(value) else None for value in plain] if values.dtype.kind == "f" else plain


def judgement(case: Case, asking: Asking, judged: Figures, platform: str | None = None) -> Judgement:
    """The judgement of one window."""
    shape, frame = case.shape, case.frame
    assert shape is not None
    assert frame is not None
    target, observations = judged["target"], int(judged["observations"])
    taken, problem = _reference(case, judged)
    status = None if judged["grace"] else STATUSES[int(judged["status"])]
    measure = Measure(
        actual=judged["actual"],
        baseline=judged["baseline"],
        gained=judged["gained"],
        observations=observations,
        coverage=judged["coverage"],
        last_observation=day_of(judged["last"]),
        latest=day_of(judged["latest"]),
        cadence=judged["cadence"] or 1.0,
        partial=any(leg.partial for leg in asking.legs),
        platform=platform,
        reference=taken,
        notes=tuple(_notes(asking, judged)),
    )
    if target is None and status == "no_data":
        problem = None
    if problem is None and status == "insufficient" and shape.figure == "ratio" and measure.actual is None and observations:
        problem = ("insufficient.nothing_below", {})
    if target is not None and status == "insufficient" and measure.partial:
        problem = problem or ("insufficient.partial", {})
    return Judgement(
        measure=measure,
        target=target,
        reference=taken if shape.relative or shape.figure != "ratio" else None,
        pace=Pace(
            elapsed=judged["elapsed"],
            expected=judged["expected"],
            shortfall=judged["shortfall"],
            done=judged["done"],
            spi=judged["spi"],
            tspi=judged["tspi"],
            days_ahead=judged["days_ahead"],
            required_per_day=judged["required_per_day"],
            current_per_day=judged["current_per_day"],
        ),
        status=status,
        reached=None if judged["reached"] is None else bool(judged["reached"]),
        problem=problem,
        cumulative=shape.figure == "flow",
        cap=shape.mode == "cap",
        still=shape.mode != "path" and not (shape.figure == "flow" and shape.mode == "cap"),
        forecast=Forecast(
            judged["probability"],
            (judged["p10"], judged["p50"], judged["p90"]),
            (day_of(judged["finish10"]), day_of(judged["finish50"]), day_of(judged["finish90"])),
            judged["usual"],
        ),
    )


def _reference(case: Case, judged: Figures) -> tuple[Taken | None, Words | None]:
    """What a relative target is taken of, and why it cannot be."""
    shape, frame, goal = case.shape, case.frame, case.goal
    assert shape is not None
    assert frame is not None
    if not shape.relative and not (shape.figure == "ratio" and shape.mode == "path"):
        return None, None
    if shape.figure == "level":
        base = judged["line_from"] if shape.mode == "path" else None
        return (None if base is None else Taken(base, frame.first, frame.first, 1.0)), None
    if goal.baseline is not None:
        return Taken(goal.baseline, None, None, None), None
    days = min(MOVED_RATIO_DAYS, frame.days or 1) if shape.figure == "ratio" else frame.days or 1
    instead = reference_window(case)
    end = instead.last if instead else frame.first - timedelta(days=1)
    coverage = judged["reference_coverage"]
    taken = Taken(judged["reference"], instead.start if instead else end - timedelta(days=days - 1), end, coverage)
    needed = shape.relative or (goal.target is not None and goal.target.kind == "change")
    if needed and (taken.value is None or coverage is None or coverage < REFERENCE_COVERAGE):
        return taken, ("insufficient.reference", {"start": taken.start, "end": taken.end})
    return taken, None


def _notes(asking: Asking, judged: Figures) -> list[Words]:
    notes: list[Words] = []
    for leg in asking.legs:
        found = list(leg.notes)
        if leg.kind == "net":
            named = {"gains": metrics(leg.names[0]), "losses": metrics(leg.names[1])}
            found = [("source.net", named) if judged["whole"] else ("source.gross", {"gains": named["gains"]}), *found]
        notes += [note for note in found if note not in notes]
    inside = day_of(judged["inside"])
    return [*notes, ("source.baseline_inside", {"date": inside})] if inside is not None else notes


class Flows:
    """Readings beside the flows that ought to explain them: where both are whole and say different things, that is noted with the figure of the flows."""

    def __init__(self) -> None:
        self._desk = Desk()

    def ask(self, case: Case, asking: Asking) -> "Checked | None":
        """Ask for the flows of a case, where its figures are readings and there are some."""
        frame = case.frame
        assert frame is not None
        for leg in asking.legs:
            if leg.flows is None or len(leg.above[0]) != 1:
                continue
            reading, before = leg.above[0][0], frame.first - timedelta(days=1)
            ask = self._desk.ask
            flows = [[ask(one, frame.first, frame.cut) for one in series] for series in leg.flows]
            return Checked(leg.names, ask(reading, frame.cut, frame.cut), ask(reading, before, before), flows[0], flows[1], (frame.cut - before).days)
        return None

    @property
    def desk(self) -> Desk:
        """The desk that all was asked at."""
        return self._desk


class Checked:
    """What the flows of one case say, once the desk was served."""

    def __init__(self, names: tuple[str, str], now: object, then: object, plus: Sequence[object], minus: Sequence[object], days: int) -> None:
        self._names, self._now, self._then, self._plus, self._minus, self._days = names, now, then, plus, minus, days

    def notes(self, gained: float | None) -> list[Words]:
        """The note that they differ from what the level gained; none where they do not, or are not whole."""
        ups, downs = [one() for one in self._plus], [one() for one in self._minus]  # type: ignore[operator]
        whole = self._now() is not None and self._then() is not None  # type: ignore[operator]
        if not whole or gained is None or any(answer is None or answer.days != self._days for answer in (*ups, *downs)):
            return []
        flows = sum(answer.total for answer in ups) - sum(answer.total for answer in downs)
        if gained == flows or (not downs and gained < flows):
            return []
        named = {"gains": metrics(self._names[0]), "losses": metrics(self._names[1]), "flows": format_number(flows, 2)}
        return [(f"source.flows_{'net' if downs else 'gross'}", named)]


def better_told(judgement_: Judgement, notes: Sequence[Words]) -> Judgement:
    """The same judgement with further notes on its figures."""
    return replace(judgement_, measure=replace(judgement_.measure, notes=(*judgement_.measure.notes, *notes))) if notes else judgement_
