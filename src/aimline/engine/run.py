"""Goals and a store → standings: what goals ask, once each; those that can be followed from day to day judged together, the others on their day alone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from aimline.catalogue import Catalogue
from aimline.engine.ask import Store
from aimline.engine.asked import Judged as Windows
from aimline.engine.askings import Asking
from aimline.engine.assemble import assemble
from aimline.engine.curves import way_of
from aimline.engine.judge import Judgement, judge
from aimline.engine.measure import Desk
from aimline.engine.plan import Case, followed, plan, read, reference_window
from aimline.engine.recurring import Judged, actions, lay_out, periods, streak
from aimline.engine.remaining import remaining
from aimline.engine.resolve import Resolved, resolve
from aimline.engine.select import Shelf
from aimline.engine.shape import Words, platforms
from aimline.engine.single_days import judge_days
from aimline.engine.standing import Standing
from aimline.engine.stretches import Stretches
from aimline.engine.table import NO_GOAL, GoalTable
from aimline.engine.told import Flows, Told, better_told, judgement
from aimline.engine.windows import Spans, judge_windows
from aimline.goals.model import PlacedGoal
from aimline.pacing.status import CRITICAL, Status
from aimline.pacing.statuses import STATUSES

Stores = Callable[[date], Store]
"""The rows up to the end of a day."""


def standings(goals: Sequence[PlacedGoal], store: Store, catalogue: Catalogue, *, among: Sequence[PlacedGoal] | None = None) -> list[Standing]:
    """How goals stand, on any engine; `among` are all goals of the run, where others belong to it."""
    return standings_on([store.as_of] * len(goals), goals, store, catalogue, among=among)


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def standings_on(
    days: Sequence[date | None],
    goals: Sequence[PlacedGoal],
    store: Store,
    catalogue: Catalogue,
    *,
    among: Sequence[PlacedGoal] | None = None,
    until: Stores | None = None,
) -> list[Standing]:
    """How each goal stands at the end of a day of its own; the store has the rows up to the last of them, and no series that begins after the first. What grows
    beyond all numbers is undefined in the standing, and no reason to warn.

    `among` are all goals of the run, where others than those asked for belong to it. `until` gives the rows up to another day than the store's, for what has
    to be looked at on its day alone.
    """

    def shelf_of(rows: Store) -> Shelf:
        return Shelf.of(rows.series(), (placed.goal for placed in (goals if among is None else among)), catalogue)

    laid = lay_out(goals, shelf_of(store), catalogue, days)
    judged = _judged(laid.goals, laid.days, shelf_of, store, catalogue, until or (lambda _: store))
    left = remaining(laid, goals, days, judged, shelf_of(store), store, catalogue) if laid.recurring else {}
    found = []
    for number, (placed, as_of, shown) in enumerate(zip(goals, days, laid.shown, strict=True)):
        case, judgement, status = judged[shown]
        recurring = laid.recurring.get(number)
        told = periods(recurring, judged) if recurring is not None else ()
        in_a_row = streak(told, as_of) if recurring is not None and as_of is not None else None
        done = actions(laid, number, placed.goal, judged) if placed.goal.actions else ()
        found.append(assemble(case, judgement, status, told, in_a_row, done, left.get(number)))
    return found


def _judged(
    goals: Sequence[PlacedGoal], days: Sequence[date | None], shelf_of: Callable[[Store], Shelf], store: Store, catalogue: Catalogue, until: Stores
) -> list[Judged]:
    """Goals of one window each with what they come to."""
    shelf = shelf_of(store)
    table = GoalTable.of((placed.goal for placed in goals), catalogue)
    resolved = [resolve(question, goal, shelf, catalogue) for question, goal in table.questions]
    cases = _plans(goals, days, table, resolved)
    lines = _Lines(table, resolved)
    for place, case in enumerate(cases):
        if case.problem is None and followed(case, resolved[table.question[place]]):
            lines.add(place, case)
    found = lines.judged(store)
    rest: dict[date, list[int]] = {}
    for place, case in enumerate(cases):
        if case.problem is None and place not in found and case.as_of is not None:
            rest.setdefault(case.as_of, []).append(place)
    whole: dict[int, Judged] = {}
    for day, places in rest.items():
        rows = until(day)
        if rows is not store:  # what is looked at on its day alone must not know the series of a later one
            mine = _judged([goals[place] for place in places], [day] * len(places), shelf_of, rows, catalogue, _only(rows))
            whole |= zip(places, mine, strict=True)
            continue
        bounds = [place for place in places if (shape := cases[place].shape) is not None and shape.by_day]
        found |= zip(bounds, judge_days([(cases[place], resolved[table.question[place]]) for place in bounds], store), strict=True)
        found |= _points([place for place in places if place not in found], goals, cases, table, resolved, store, day)
    return [whole.get(place) or (case, *found.get(place, (None, case.status or "no_data"))) for place, case in enumerate(cases)]


def _only(store: Store) -> Stores:
    return lambda _: store


def _plans(goals: Sequence[PlacedGoal], days: Sequence[date | None], table: GoalTable, resolved: Sequence[Resolved]) -> list[Case]:
    found = []
    for place, (placed, as_of, question) in enumerate(zip(goals, days, table.question.tolist(), strict=True)):
        if question == NO_GOAL:
            found.append(plan(placed, table.problems[place], None, as_of))
        else:
            found.append(plan(placed, table.questions[question][0].shape, resolved[question], as_of))
    return found


@dataclass(slots=True)
class _Line:
    """One window of a goal, and whose figures it is judged by."""

    place: int
    case: Case
    asking: int
    platform: str | None


class _Lines:
    """The windows of the goals that are followed from day to day."""

    def __init__(self, table: GoalTable, resolved: Sequence[Resolved]) -> None:
        self._table, self._resolved = table, resolved
        self._askings: list[Asking] = []
        self._of_question: dict[int, list[tuple[int, str | None]]] = {}
        self._lines: list[_Line] = []

    def add(self, place: int, case: Case) -> None:
        """A goal; where platforms are judged one at a time, a window each."""
        for asking, platform in self._asked(int(self._table.question[place])):
            self._lines.append(_Line(place, case, asking, platform))

    def _asked(self, question: int) -> list[tuple[int, str | None]]:
        known = self._of_question.get(question)
        if known is not None:
            return known
        resolved = self._resolved[question]
        legs = resolved.daily
        assert legs is not None
        together = [legs] if legs[0].kind != "ratio" else [(leg,) for leg in legs]
        names = [source.platform for source in resolved.found] if len(together) > 1 else [resolved.found[0].platform]
        found = [(len(self._askings) + number, name) for number, name in enumerate(names)]
        self._askings += [Asking(self._table.questions[question][0], resolved, mine) for mine in together]
        self._of_question[question] = found
        return found

    def judged(self, store: Store) -> dict[int, tuple[Judgement, Status]]:
        """The judgements of the goals by their places."""
        lines = self._lines
        taken = [reference_window(line.case) for line in lines]
        spans = Spans(
            asking=np.array([line.asking for line in lines], dtype=np.int64),
            goal=np.array([line.place for line in lines], dtype=np.int64),
            start=np.array([line.case.frame.first.toordinal() for line in lines if line.case.frame], dtype=np.int64),
            days=np.array([line.case.frame.days for line in lines if line.case.frame], dtype=np.int64),
            reference=np.array([one.start.toordinal() if one else 0 for one in taken], dtype=np.int64),
            reference_days=np.array([one.days if one else 0 for one in taken], dtype=np.int64),
            today=np.array([line.case.as_of.toordinal() for line in lines if line.case.as_of], dtype=np.int64),
            ways={row: way for row, line in enumerate(lines) if line.case.window and (way := way_of(line.case.goal, line.case.window)) is not None},
        )
        judged = judge_windows(self._table, self._askings, spans, store)
        impossible = self._impossible(judged, store)
        flows = Flows()
        checks = [flows.ask(line.case, self._askings[line.asking]) for line in lines]
        if flows.desk.asks:
            flows.desk.serve(store, store.as_of)
        told = Told(judged)
        found: dict[int, list[tuple[Judgement, Status]]] = {}
        for row, (line, check) in enumerate(zip(lines, checks, strict=True)):
            one = judgement(line.case, self._askings[line.asking], told.row(row), line.platform)
            if row in impossible:
                one = replace(one, forecast=replace(one.forecast, impossible=True))
            if check is not None:
                one = better_told(one, check.notes(one.measure.gained))
            found.setdefault(line.place, []).append((one, _status(judged, row)))
        return {place: _worst(several) for place, several in found.items()}

    def _impossible(self, judged: Windows, store: Store) -> frozenset[int]:
        """The open windows for which even the best stretch of days that there ever was would not bring what is missing."""
        waiting = {row: missing for row, line in enumerate(self._lines) if (missing := self._missing(line, judged, row)) is not None}
        if not waiting:
            return frozenset()
        askings = {row: self._askings[self._lines[row].asking] for row in waiting}
        seen = Stretches(askings.values(), store)
        return frozenset(row for row, (missing, left, today, up) in waiting.items() if seen.hopeless(askings[row], missing, left, today, up=up))

    @staticmethod
    def _missing(line: _Line, judged: Windows, row: int) -> tuple[float, int, int, bool] | None:
        """What is missing of a target hardly within reach, in the units of the rows, the days left, the day (an ordinal), whether it lies above; else None."""
        shape, frame, as_of = line.case.shape, line.case.frame, line.case.as_of
        if shape is None or as_of is None or frame is None or frame.days is None or frame.day is None or shape.mode == "cap" or frame.day >= frame.days:
            return None
        if shape.figure == "ratio":  # no days of a quotient add up
            return None
        if not judged.probability[row] < CRITICAL:
            return None
        return float(judged.shortfall[row]) * (1 if shape.up else -1) / line.case.factor, frame.days - frame.day, as_of.toordinal(), shape.up


def _status(judged: Windows, row: int) -> Status:
    return STATUSES[int(judged.status[row])]


def _worst(several: Sequence[tuple[Judgement, Status]]) -> tuple[Judgement, Status]:
    """The worst of the platforms that were judged one at a time, naming it."""
    worst, status = max(several, key=lambda one: one[0].rank)
    if len(several) == 1:
        return worst, status
    names = platforms(one.measure.platform for one, _ in several)
    note: Words = ("source.each_platform", {"platforms": names, "platform": platforms([worst.measure.platform])})
    return better_told(worst, [note]), status


def _points(
    places: Sequence[int], goals: Sequence[PlacedGoal], cases: Sequence[Case], table: GoalTable, resolved: Sequence[Resolved], store: Store, as_of: date
) -> dict[int, tuple[Judgement, Status]]:
    """Goals judged on their day of evaluation alone (people, items, ranges of days). In the days of grace the status of the last open day stands."""
    found = dict(zip(places, _read([cases[place] for place in places], [resolved[table.question[place]] for place in places], store, as_of), strict=True))
    by_day: dict[date, list[int]] = {}
    for place, one in found.items():
        window = cases[place].window
        if one.status is None and window is not None:
            by_day.setdefault(window.end - timedelta(days=2), []).append(place)
    last: dict[int, Status] = {}
    for day, waiting in by_day.items():
        earlier = [plan(goals[place], table.questions[table.question[place]][0].shape, resolved[table.question[place]], day) for place in waiting]
        open_ = [(place, case) for place, case in zip(waiting, earlier, strict=True) if case.problem is None]
        answers = _read([case for _, case in open_], [resolved[table.question[place]] for place, _ in open_], store, day)
        last |= {place: one.status for (place, _), one in zip(open_, answers, strict=True) if one.status is not None}
    return {place: (one, one.status or last.get(place, "at_risk")) for place, one in found.items()}


def _read(cases: Sequence[Case], answers: Iterable[Resolved], store: Store, as_of: date | None) -> list[Judgement]:
    desk = Desk()
    for case, resolved in zip(cases, answers, strict=True):
        read(case, resolved, desk)
    if desk.asks or desk.item_asks:
        desk.serve(store, as_of)
    return [judge(case) for case in cases]
