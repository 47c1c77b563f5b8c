"""What is said of goals from day to day: rules that begin to hold, go on and cease, and what of it somebody should hear.

A rule fires when its condition has held on so many evaluations in a row, and ceases on the first on which it does not: with one evaluation a day "for 3 days"
is Prometheus' `for: 2d`. What is said of it is less:

- Rules about the status are one group: of what stands, the most severe counts. Worse than what was said last is said at once, the end of a goal always, good
  news after bad news; the same or less within a week is not.
- Every other rule stands alone, and is said at most once a week; not while another one that says more of the same holds, or was said within a week.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aimline.alerts.boards import NONE, Boards
from aimline.alerts.conditions import holds
from aimline.alerts.model import FIRING, QUIET, RESOLVED, SEVERITIES, Severity
from aimline.alerts.rules import AlertRule
from aimline.engine.daily import DayOfGoals
from aimline.goals.model import PlacedGoal
from aimline.pacing.lines import Truth, Whole
from aimline.pacing.statuses import CODE, STATUSES
from aimline.rules.conditions import Is, Not, Or
from aimline.rules.predicate import plain

WEEK = 7
"""Days within which the same is not said again."""
_FINAL = frozenset(["achieved", "missed", "exceeded"])
_PACES = _FINAL | {"on_track", "at_risk", "behind", "within", "over_pace"}
"""The statuses that are better or worse than each other; the others (no data …) are another matter."""
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


class Transition(NamedTuple):
    """Something that is said of a goal on a day: by its place, and that of the rule."""

    place: int
    rule: int
    from_: str | None
    to: str
    severity: Severity


class _Rules(NamedTuple):
    """Rules in columns."""

    days: Whole
    rank: Whole
    again: Whole
    once: Truth
    resolve: Truth
    recovers: Truth
    grouped: Truth
    covers: Truth
    """Rules × rules: whether the second says more of the same than the first."""


def _columns(rules: Sequence[AlertRule]) -> _Rules:
    return _Rules(
        days=np.array([rule.days for rule in rules], dtype=np.int64),
        rank=np.array([_RANK[rule.severity] for rule in rules], dtype=np.int64),
        again=np.array([rule.again or 0 for rule in rules], dtype=np.int64),
        once=np.array([rule.once for rule in rules], dtype=bool),
        resolve=np.array([rule.resolve for rule in rules], dtype=bool),
        recovers=np.array([rule.recovers for rule in rules], dtype=bool),
        covers=np.array([[other.name in rule.unless for other in rules] for rule in rules], dtype=bool).reshape(len(rules), len(rules)),
        grouped=np.array([rule.about_status and _statuses(rule.condition) <= _PACES for rule in rules], dtype=bool),
    )


def _statuses(condition: Any) -> frozenset[str]:
    """The statuses that a condition about nothing else names; one that says which it must not be is about all."""
    if isinstance(condition, Is):
        return frozenset(plain(value) for value in condition.values)
    if isinstance(condition, Or):
        return frozenset().union(*(_statuses(part) for part in condition.parts))
    return _PACES if isinstance(condition, Not) else frozenset(STATUSES)


class Machine:
    """What was said of some goals, and what is to be said next. Arrays are rules × goals."""

    def __init__(self, goals: Sequence[PlacedGoal], rules: Sequence[AlertRule]) -> None:
        self.goals, self.rules = goals, rules
        self._boards = Boards(goals)
        self._of = _columns(rules)
        shape = (len(rules), len(goals))
        self._mine = np.array([[rule.only is None or placed.goal.id in rule.only for placed in goals] for rule in rules], dtype=bool).reshape(shape)
        self._run = np.zeros(shape, dtype=np.int64)
        self._firing = np.zeros(shape, dtype=bool)
        self._told = np.zeros(shape, dtype=bool)
        """What fires was said."""
        self._said = np.zeros(shape, dtype=np.int64)
        """The day on which a rule was last said (its ordinal; 0: never)."""
        self._once = np.zeros(shape, dtype=bool)
        """It was said in this window."""
        count = len(goals)
        self._window = np.zeros(count, dtype=np.int64)
        self._was = np.full(count, NONE, dtype=np.int64)
        self._worst = np.full(count, NONE, dtype=np.int64)
        """How severe the status was that was said last, and not taken back by better news since."""
        self._spoken = np.zeros(count, dtype=np.int64)
        """The day on which a status was last said."""
        self._quoted = [json.dumps(rule.name) for rule in rules]
        self._before: list[NDArray[Any]] | None = None

    def step(self, day: DayOfGoals) -> list[Transition]:
        """One evaluation of the goals that stand for anything on a day, later than all before."""
        if not len(day) or not self.rules:
            return []
        places, today = day.places, day.day.toordinal()
        self._begin(places[(self._window[places] != day.start) & (self._window[places] > 0)])
        self._window[places] = np.where(day.start > 0, day.start, self._window[places])
        was = self._was[places]
        fired, ceased = self._look(day, was)
        found = [*self._alone(places, today, fired, ceased), *self._status(day, today, was, fired)]
        self._was[places] = day.status
        return sorted(found, key=lambda one: (self.goals[one.place].goal.id, one.rule))

    def _begin(self, places: Whole) -> None:
        """The next window of goals that recur: nothing was said of it."""
        self._run[:, places] = 0
        for flags in (self._firing, self._told, self._once):
            flags[:, places] = False
        for statuses in (self._was, self._worst):
            statuses[places] = NONE
        self._said[:, places] = 0
        self._spoken[places] = 0

    def _look(self, day: DayOfGoals, was: Whole) -> tuple[Truth, Truth]:
        """Which rules begin to fire, and which cease; rules × goals of the day."""
        board = self._boards.of(day, was)
        places = day.places
        held = np.zeros((len(self.rules), len(places)), dtype=bool)
        for number, rule in enumerate(self.rules):
            mine = self._mine[number, places]
            if mine.any():
                true, known = holds(rule.condition, board)
                held[number] = true & known & mine
        run = np.where(held, self._run[:, places] + 1, 0)
        active = run >= self._of.days[:, None]
        before = self._firing[:, places]
        self._run[:, places], self._firing[:, places] = run, active
        return active & ~before, before & ~active

    def _alone(self, places: Whole, today: int, fired: Truth, ceased: Truth) -> list[Transition]:
        """What is said of the rules that stand alone."""
        of = self._of
        apart = ~of.grouped[:, None]
        firing, told, said = self._firing[:, places], self._told[:, places], self._said[:, places]
        told = told & firing | (ceased & told)
        rested = (said == 0) | (today - said >= WEEK)
        heard = firing | ((said > 0) & (today - said < WEEK))
        covered = (of.covers.astype(np.int64) @ heard.astype(np.int64)) > 0 if of.covers.any() else np.zeros_like(firing)
        first = apart & firing & ~told & ~covered & rested & ~(of.once[:, None] & self._once[:, places])
        again = apart & firing & told & ~covered & (of.again[:, None] > 0) & (today - said >= of.again[:, None])
        over = apart & ceased & told & of.resolve[:, None]
        self._told[:, places] = (told | first) & firing
        self._said[:, places] = np.where(first | again, today, said)
        self._once[:, places] |= first
        found = []
        for rule, at in zip(*np.nonzero(first | again), strict=True):
            found.append(Transition(int(places[at]), int(rule), FIRING if again[rule, at] else QUIET, FIRING, self.rules[rule].severity))
        for rule, at in zip(*np.nonzero(over), strict=True):
            found.append(Transition(int(places[at]), int(rule), FIRING, RESOLVED, "info"))
        return found

    def _status(self, day: DayOfGoals, today: int, was: Whole, fired: Truth) -> list[Transition]:
        """What is said of the status: of the rules about it that fire, the most severe counts, the first of several."""
        of, places = self._of, day.places
        members = np.flatnonzero(of.grouped)
        if not len(members):
            return []
        firing = self._firing[np.ix_(members, places)]
        rank = np.where(firing, of.rank[members][:, None], NONE)
        leading = members[np.argmax(rank, axis=0)]
        some = firing.any(axis=0)
        columns = np.arange(len(places))
        level, new = of.rank[leading], fired[leading, columns]
        final = np.isin(day.status, [CODE[name] for name in _FINAL])  # type: ignore[index]
        final &= ~((was == CODE["exceeded"]) & (day.status == CODE["missed"]))  # the close of a limit that was passed is no news
        worst, spoken = self._worst[places], self._spoken[places]
        rested = (spoken == 0) | (today - spoken >= WEEK)
        better = of.recovers[leading] & (worst > _RANK["info"])
        told = self._told[leading, places]
        say = new & ~of.recovers[leading] & (final | (level > worst) | rested)
        # what was not worth saying at once is said when it has lasted for a week
        say |= some & ~new & ~told & ~of.recovers[leading] & rested & (level >= worst)
        again = ~new & told & (of.again[leading] > 0) & (today - self._said[leading, places] >= of.again[leading])
        once = of.once[leading] & self._once[leading, places]
        say = some & ((say & ~once) | (new & better))
        again &= some & ~say
        self._told[np.ix_(members, places)] &= firing
        rows = np.flatnonzero(say | again)
        mine, at = leading[rows], places[rows]
        self._told[mine, at], self._said[mine, at], self._once[mine, at] = True, today, True
        self._spoken[at] = today
        self._worst[at] = np.where(of.recovers[mine], NONE, np.where(final[rows], level[rows], np.maximum(level[rows], worst[rows])))
        found = []
        for row, rule in zip(rows.tolist(), mine.tolist(), strict=True):
            before = None if was[row] == NONE else STATUSES[int(was[row])]
            found.append(Transition(int(places[row]), rule, before, STATUSES[int(day.status[row])], self.rules[rule].severity))
        return found

    def firing(self, place: int) -> frozenset[str]:
        """The rules that fire for a goal, said or not."""
        return frozenset(rule.name for rule, fires in zip(self.rules, self._firing[:, place].tolist(), strict=True) if fires)

    # ---- what is kept between runs

    def state(self, place: int) -> str:
        """What must be known of a goal to go on, as text."""
        return self.states([place])[0]

    def states(self, places: Sequence[int]) -> list[str]:
        """What must be known of some goals to go on, as texts."""
        mine = np.asarray(places, dtype=np.int64)
        of_rules = np.stack([values[:, mine] for values in self._of_rules()], axis=2)  # rules × goals × values
        rules: list[list[str]] = [[] for _ in places]
        rule, at = np.nonzero(of_rules.any(axis=2))
        for name, place, kept in zip(rule.tolist(), at.tolist(), of_rules[rule, at].tolist(), strict=True):
            rules[place].append(f"{self._quoted[name]}:[{','.join(map(str, kept))}]")
        own = np.stack([values[mine] for values in self._of_goals()], axis=1).tolist()
        return [f'{{"goal":[{",".join(map(str, goal))}],"rules":{{{",".join(of)}}}}}' for goal, of in zip(own, rules, strict=True)]

    def changed(self) -> list[int]:
        """The places of the goals of which something else must be known than when this was asked last."""
        now = [*(values.copy() for values in self._of_rules()), *(values[None, :].copy() for values in self._of_goals())]
        before, self._before = self._before, now
        if before is None:
            return list(range(len(self.goals)))
        other = np.zeros(len(self.goals), dtype=bool)
        for one, two in zip(now, before, strict=True):
            other |= (one != two).any(axis=0)
        return np.flatnonzero(other).tolist()

    def _of_rules(self) -> tuple[NDArray[Any], ...]:
        return self._run, self._firing, self._told, self._said, self._once

    def _of_goals(self) -> tuple[Whole, ...]:
        return self._window, self._was, self._worst, self._spoken

    def restore(self, place: int, state: str) -> None:
        """Go on with a goal from what was kept. What was kept of rules that there are no more is left out.

        Raises:
            ValueError: it is no state of a goal.
        """
        try:
            kept: Mapping[str, Any] = json.loads(state)
            self._window[place], self._was[place], self._worst[place], self._spoken[place] = kept["goal"]
            for number, rule in enumerate(self.rules):
                run, firing, told, said, once = kept["rules"].get(rule.name, (0, 0, 0, 0, 0))
                self._run[number, place], self._firing[number, place], self._told[number, place] = run, firing, told
                self._said[number, place], self._once[number, place] = said, once
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"no state of a goal: {state[:80]}") from error
