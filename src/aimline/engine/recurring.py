"""Goals that recur, and actions with a cadence, as goals of one window each; and their standings put together again."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aimline.catalogue import Catalogue
from aimline.engine.judge import Judgement
from aimline.engine.plan import Case
from aimline.engine.resolve import resolve
from aimline.engine.select import Shelf
from aimline.engine.standing import ActionStanding, Period
from aimline.engine.table import GoalTable
from aimline.goals.calendar import ImpossibleDate, add_duration
from aimline.goals.model import Action, Goal, PlacedGoal, Rhythm, Target, Window
from aimline.pacing.status import Status

Judged = tuple[Case, Judgement | None, Status]

MOST = 4000
"""Windows of one goal that are judged; of more the last ones are."""
_DAYS_PER = {"day": 1.0, "week": 7.0, "month": 365.2425 / 12, "quarter": 365.2425 / 4, "year": 365.2425}


@dataclass(frozen=True, slots=True)
class Recurring:
    """The windows of one goal that have begun, and which goals of the run stand for them."""

    windows: Sequence[Window]
    places: Sequence[int]
    start: date | None = None
    """The first day that counts, where it is known."""


@dataclass(slots=True)
class Laid:
    """The goals of a run laid out: plain ones as they are, those that recur once a window, their actions behind them. `shown` is the place of the one that
    stands for each goal.
    """

    goals: list[PlacedGoal]
    days: list[date | None]
    """The day of evaluation of each."""
    shown: list[int]
    recurring: dict[int, Recurring]
    actions: dict[tuple[int, int], int]

    def add(self, goals: Sequence[PlacedGoal], as_of: date | None) -> None:
        """Goals of one window, to be judged on a day."""
        self.goals += goals
        self.days += [as_of] * len(goals)


def lay_out(goals: Sequence[PlacedGoal], shelf: Shelf, catalogue: Catalogue, days: Sequence[date | None]) -> Laid:
    """Every goal as goals of one window, each on its day of evaluation."""
    laid = Laid([], [], [], {}, {})
    for number, (placed, as_of) in enumerate(zip(goals, days, strict=True)):
        goal = placed.goal
        if goal.rhythm is None or goal.rhythm.value is None or as_of is None:
            laid.shown.append(len(laid.goals))
            laid.add([placed], as_of)
            continue
        if goal.rhythm.per == "day" and (goal.kept is not None or goal.aggregation == "average"):
            laid.shown.append(len(laid.goals))
            laid.add([placed.model_copy(update={"goal": _of_days(goal)})], as_of)
            continue
        plain = once(goal, goal.rhythm)
        observed = first_observed(goal, plain, shelf, catalogue)
        windows = windows_of(goal, goal.rhythm, observed, as_of)
        places = range(len(laid.goals), len(laid.goals) + len(windows))
        each = [placed.model_copy(update={"goal": within(plain, window, share)}) for window, share in windows]
        laid.add(each or [placed.model_copy(update={"goal": plain})], as_of)
        laid.shown.append(len(laid.goals) - 1)
        if goal.rhythm.judged == "each":
            laid.recurring[number] = Recurring([window for window, _ in windows], places, goal.rhythm.start or observed)
    for number, (placed, as_of) in enumerate(zip(goals, days, strict=True)):
        window = laid.goals[laid.shown[number]].goal.window or placed.goal.window
        for index, action in enumerate(placed.goal.actions):
            if action.metric is not None and action.value and window is not None and as_of is not None and as_of >= window.start:
                laid.actions[number, index] = len(laid.goals)
                laid.add([placed.model_copy(update={"goal": _activity(placed.goal, action, window), "trouble": None})], as_of)
    return laid


def once(goal: Goal, rhythm: Rhythm) -> Goal:
    """The goal of one of its windows."""
    target = goal.target or Target(kind="level", value=rhythm.value, unit="count")
    if target.value is None or target.kind == "level":
        target = target.model_copy(update={"value": rhythm.value})
    return goal.model_copy(update={"target": target, "rhythm": None, "per": None, "time": None, "window": None, "due": None, "milestones": ()})


def _of_days(goal: Goal) -> Goal:
    """A goal about the days of its window, as one of that window: none of them is a window of its own."""
    return goal.model_copy(update={"rhythm": None, "per": None if goal.kept is not None else goal.per, "time": None if goal.window is not None else goal.time})


def within(goal: Goal, window: Window, share: float) -> Goal:
    target = goal.target
    assert target is not None
    part = target if share == 1 or target.value is None else target.model_copy(update={"value": target.value * share})
    return goal.model_copy(update={"window": window, "target": part})


def _activity(goal: Goal, action: Action, window: Window) -> Goal:
    """What an action is to bring in a window, as a goal of its own."""
    value = _expected(action, window.days)
    return goal.model_copy(
        update={
            "metric": action.metric,
            "platforms": action.platforms,
            "target": Target(kind="level", value=value, unit="count"),
            "intent": "do",
            "per": None,
            "aggregation": None,
            "baseline": None,
            "rhythm": None,
            "time": None,
            "due": None,
            "window": window,
            "campaign": None,
            "engagement": None,
            "milestones": (),
            "kept": None,
            "reference": None,
            "reference_window": None,
            "actions": (),
            "readings": (),
        }
    )


def _expected(action: Action, days: int) -> float:
    """How often an action should have been done in some days."""
    each = _DAYS_PER["week"] / 5 if action.per == "weekday" else _DAYS_PER.get(action.per or "week", 7.0)
    return (action.value or 0.0) * days / each


def first_observed(goal: Goal, plain: Goal, shelf: Shelf, catalogue: Catalogue) -> date | None:
    """The first day with a figure, where nothing else says when the windows begin."""
    if goal.rhythm is None or goal.rhythm.start is not None:
        return None
    table = GoalTable.of([plain], catalogue)
    found = [resolve(question, asking, shelf, catalogue) for question, asking in table.questions]
    return min((one.first for answer in found for source in answer.found for one in source.series), default=None)


def end_of(goal: Goal, rhythm: Rhythm, start: date) -> date | None:
    """The first day that counts no more; None where nothing ends the goal."""
    if rhythm.end is None and goal.time is not None and goal.time.form == "duration":
        try:
            return add_duration(start, goal.time.value)
        except ImpossibleDate:
            return None
    return rhythm.end


def windows_of(goal: Goal, rhythm: Rhythm, observed: date | None, as_of: date) -> list[tuple[Window, float]]:
    """The windows that have begun by a day, each with the share of a whole one that lies within the goal; the first one, where none has begun yet."""
    start = rhythm.start or observed
    if start is None:
        return []
    end = end_of(goal, rhythm, start)
    if rhythm.judged == "last":
        until = end or as_of + timedelta(days=1)
        whole = [window for window in _units(rhythm, goal, start, until) if window.start >= start and window.end <= until]
        return [(whole[-1], 1.0)] if whole else []
    until = min(end, as_of + timedelta(days=1)) if end is not None else as_of + timedelta(days=1)
    found = []
    for window in _units(rhythm, goal, start, max(until, start + timedelta(days=1))):
        inside = Window(start=max(window.start, start), end=min(window.end, end) if end is not None else window.end)
        if inside.days > 0:
            found.append((inside, (window.end - inside.start).days / window.days))  # cut short by the start; an end leaves what is asked
    return found[-MOST:]


def _units(rhythm: Rhythm, goal: Goal, start: date, until: date) -> Iterator[Window]:
    """Calendar units from the one of a first day on, as long as they begin before a day."""
    first = _begin(rhythm.per, start, goal.week_starts)
    while first < until:
        after = first
        for _ in range(max(1, rhythm.every)):
            after = _next(rhythm.per, after)
        if rhythm.per != "weekday" or first.weekday() not in goal.weekend:
            yield Window(start=first, end=after)
        first = after


def _begin(per: str, day: date, week_starts: int) -> date:
    if per == "week":
        return day - timedelta(days=(day.weekday() - week_starts) % 7)
    if per == "month":
        return day.replace(day=1)
    if per == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return day.replace(month=1, day=1) if per == "year" else day


def _next(per: str, day: date) -> date:
    if per == "week":
        return day + timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}.get(per)
    if months is None:
        return day + timedelta(days=1)
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)


def periods(recurring: Recurring, judged: Sequence[Judged]) -> tuple[Period, ...]:
    """A verdict a window that has begun."""
    found = []
    for window, place in zip(recurring.windows, recurring.places, strict=True):
        case, judgement, status = judged[place]
        if status == "pending":
            continue
        target = judgement.target if judgement else case.goal.target.value if case.goal.target else None
        figure = None if judgement is None else judgement.measure.actual if judgement.measure.actual is not None else judgement.measure.gained
        found.append(Period(start=window.start, end=window.end, target=target, actual=figure, status=status))
    return tuple(found)


def streak(found: Sequence[Period], as_of: date) -> int:
    """How many windows in a row were achieved, up to the last one that is closed; the current one counts once it is achieved."""
    good = ("achieved",)
    closed = [one for one in found if one.end <= as_of + timedelta(days=1) or one.status in good]
    count = 0
    for one in reversed(closed):
        if one.status not in good:
            break
        count += 1
    return count


def actions(laid: Laid, number: int, goal: Goal, judged: Sequence[Judged]) -> tuple[ActionStanding, ...]:
    """The actions of a goal: how often each was done by now, and should have been."""
    found = []
    for index, action in enumerate(goal.actions):
        place = laid.actions.get((number, index))
        case, judgement, _ = judged[place] if place is not None else (None, None, None)
        done = judgement.measure.actual if judgement is not None else None
        day = case.frame.day if case is not None and case.frame is not None else None
        expected = _expected(action, day) if day is not None and done is not None else None
        found.append(ActionStanding(text=action.text, done=done, expected=None if expected is None or not math.isfinite(expected) else expected))
    return tuple(found)
