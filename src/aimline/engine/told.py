"""Judged windows as judgements of single goals, with what there is to say about their figures."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

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
    return found if math.isfinite(found) else None


def day_of(ordinal: float) -> date | None:
    """A day by its ordinal; None where there is none, or none that a calendar has."""
    return date.fromordinal(int(ordinal)) if math.isfinite(ordinal) and 1 <= ordinal <= date.max.toordinal() else None


def judgement(case: Case, asking: Asking, judged: Judged, row: int, noted: Sequence[Words], platform: str | None = None) -> Judgement:
    """The judgement of one window; `noted` are further notes on its figures."""
    shape, frame = case.shape, case.frame
    assert shape is not None
    assert frame is not None
    target, observations = known(judged.target[row]), int(judged.observations[row])
    taken, problem = _reference(case, judged, row)
    status = None if judged.grace[row] else STATUSES[int(judged.status[row])]
    measure = Measure(
        actual=known(judged.actual[row]),
        baseline=known(judged.baseline[row]),
        gained=known(judged.gained[row]),
        observations=observations,
        coverage=known(judged.coverage[row]),
        last_observation=day_of(judged.last[row]),
        latest=day_of(judged.latest[row]),
        cadence=float(judged.cadence[row]),
        partial=any(leg.partial for leg in asking.legs),
        platform=platform,
        reference=taken,
        notes=(*_notes(asking, judged, row), *noted),
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
            elapsed=known(judged.elapsed[row]),
            expected=known(judged.expected[row]),
            shortfall=known(judged.shortfall[row]),
            done=known(judged.done[row]),
            spi=known(judged.spi[row]),
            tspi=known(judged.tspi[row]),
            days_ahead=known(judged.days_ahead[row]),
            required_per_day=known(judged.required_per_day[row]),
            current_per_day=known(judged.current_per_day[row]),
        ),
        status=status,
        reached=None if math.isnan(judged.reached[row]) else bool(judged.reached[row]),
        problem=problem,
        cumulative=shape.figure == "flow",
        cap=shape.mode == "cap",
        still=shape.mode != "path" and not (shape.figure == "flow" and shape.mode == "cap"),
        forecast=Forecast(
            known(judged.probability[row]),
            (known(judged.p10[row]), known(judged.p50[row]), known(judged.p90[row])),
            (day_of(judged.finish10[row]), day_of(judged.finish50[row]), day_of(judged.finish90[row])),
            known(judged.usual[row]),
        ),
    )


def _reference(case: Case, judged: Judged, row: int) -> tuple[Taken | None, Words | None]:
    """What a relative target is taken of, and why it cannot be."""
    shape, frame, goal = case.shape, case.frame, case.goal
    assert shape is not None
    assert frame is not None
    if not shape.relative and not (shape.figure == "ratio" and shape.mode == "path"):
        return None, None
    if shape.figure == "level":
        base = known(judged.line_from[row]) if shape.mode == "path" else None
        return (None if base is None else Taken(base, frame.first, frame.first, 1.0)), None
    if goal.baseline is not None:
        return Taken(goal.baseline, None, None, None), None
    days = min(MOVED_RATIO_DAYS, frame.days or 1) if shape.figure == "ratio" else frame.days or 1
    instead = reference_window(case)
    end = instead.last if instead else frame.first - timedelta(days=1)
    coverage = float(judged.reference_coverage[row])
    taken = Taken(known(judged.reference[row]), instead.start if instead else end - timedelta(days=days - 1), end, coverage)
    needed = shape.relative or (goal.target is not None and goal.target.kind == "change")
    if needed and (taken.value is None or coverage < REFERENCE_COVERAGE):
        return taken, ("insufficient.reference", {"start": taken.start, "end": taken.end})
    return taken, None


def _notes(asking: Asking, judged: Judged, row: int) -> list[Words]:
    notes: list[Words] = []
    for leg in asking.legs:
        found = list(leg.notes)
        if leg.kind == "net":
            named = {"gains": metrics(leg.names[0]), "losses": metrics(leg.names[1])}
            found = [("source.net", named) if judged.whole[row] else ("source.gross", {"gains": named["gains"]}), *found]
        notes += [note for note in found if note not in notes]
    inside = day_of(judged.inside[row])
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
