"""What is said of goals from day to day: rules that begin to hold, go on and cease, and what of it somebody should hear.

A rule fires when its condition has held on so many evaluations in a row, and ceases on the first on which it does not: with one evaluation a day "for 3 days"
is Prometheus' `for: 2d`. What is said of it is less:

- Rules about the status are one group: of what stands, the most severe counts. Worse than what was said last is said at once, the end of a goal always, good
  news after bad news; the same or less within a week is not.
- Every other rule stands alone, and is said at most once a week; not while another one that says more of the same holds, or was said within a week.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aimline.alerts.boards import NONE, Boards
from aimline.alerts.conditions import Asked, Places
from aimline.alerts.model import FIRING, QUIET, RESOLVED, Severity
from aimline.alerts.rulebook import FINAL, RANK, RuleBook
from aimline.alerts.rules import AlertRule
from aimline.engine.daily import DayOfGoals
from aimline.goals.model import PlacedGoal
from aimline.pacing.lines import Truth, Whole
from aimline.pacing.statuses import CODE, STATUSES

WEEK = 7
"""Days within which the same is not said again."""


class Transition(NamedTuple):
    """Something that is said of a goal on a day: by its place, and that of the rule."""

    place: int
    rule: int
    from_: str | None
    to: str
    severity: Severity


class _Group(NamedTuple):
    """Cells whose conditions are asked together."""

    ask: Asked
    cells: Places
    goals: Places
    conditions: Places


class _Active:
    """The cells of a day of which there is something to be known: their rule holds, or did of late."""

    def __init__(self, at: Whole, rule: Places, goal: Places, column: Whole, run: Places, before: Truth, days: Places) -> None:
        self.at, self.rule, self.goal, self.column, self.run = at, rule, goal, column, run
        self.firing: Truth = run >= days
        self.fired: Truth = self.firing & ~before
        self.ceased: Truth = before & ~self.firing


class Machine:
    """What was said of some goals, and what is to be said next.

    A goal and a rule that is about it are a cell: the cells of a goal stand after each other, in the order of the rules.
    """

    def __init__(self, goals: Sequence[PlacedGoal], rules: Sequence[AlertRule] | RuleBook) -> None:
        self.goals, self.book = goals, RuleBook.of(rules)
        self.rules = self.book.rules
        self._boards = Boards(goals)
        count = len(goals)
        mine = self.book.of_goals([placed.goal.id for placed in goals])
        counts = np.array([len(one) for one in mine], dtype=np.int64)
        self._start: Whole = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
        self._rule: Places = np.concatenate([np.zeros(0, dtype=np.int32), *mine])
        self._goal: Places = np.repeat(np.arange(count, dtype=np.int32), counts)
        self._groups = self._together()
        self._run = np.zeros(self.cells, dtype=np.int32)
        self._firing = np.zeros(self.cells, dtype=bool)
        self._told = np.zeros(self.cells, dtype=bool)
        """What fires was said."""
        self._said = np.zeros(self.cells, dtype=np.int32)
        """The day on which a rule was last said (its ordinal; 0: never)."""
        self._once = np.zeros(self.cells, dtype=bool)
        """It was said in this window."""
        self._live = np.zeros(self.cells, dtype=bool)
        """Something is known of it but what was said in this window."""
        self._window = np.zeros(count, dtype=np.int64)
        self._was = np.full(count, NONE, dtype=np.int64)
        self._worst = np.full(count, NONE, dtype=np.int64)
        """How severe the status was that was said last, and not taken back by better news since."""
        self._spoken = np.zeros(count, dtype=np.int64)
        """The day on which a status was last said."""
        self._changed = np.ones(count, dtype=bool)

    @property
    def cells(self) -> int:
        """How many pairs of a goal and a rule about it there are: what memory and time go by."""
        return len(self._rule)

    def _together(self) -> list[_Group]:
        """The cells by the shape of their conditions."""
        if not self.cells:
            return []
        shape, place, asks = self.book.together
        of = shape[self._rule]
        order = np.argsort(of, kind="stable")
        bounds = [0, *(np.flatnonzero(np.diff(of[order])) + 1).tolist(), len(order)]
        found = []
        for begin, end in pairwise(bounds):
            cells = order[begin:end].astype(np.int32)
            found.append(_Group(asks[int(of[cells[0]])], cells, self._goal[cells], place[self._rule[cells]].astype(np.int32)))
        return found

    def step(self, day: DayOfGoals) -> list[Transition]:
        """One evaluation of the goals that stand for anything on a day, later than all before."""
        if not len(day) or not self.rules:
            return []
        places = day.places
        self._begin(places[(self._window[places] != day.start) & (self._window[places] > 0)])
        was = self._was[places]
        window = np.where(day.start > 0, day.start, self._window[places])
        self._changed[places] |= (window != self._window[places]) | (was != day.status)
        self._window[places] = window
        found = self._said_on(day, self._look(day, was), was)
        self._was[places] = day.status
        return sorted(found, key=lambda one: (self.goals[one.place].goal.id, one.rule))

    def _begin(self, places: Whole) -> None:
        """The next window of goals that recur: nothing was said of it."""
        if not len(places):
            return
        cells = self._of(places)
        for kept in (self._run, self._firing, self._told, self._said, self._once, self._live):
            kept[cells] = 0
        for statuses in (self._was, self._worst):
            statuses[places] = NONE
        self._spoken[places] = 0
        self._changed[places] = True

    def _of(self, places: Whole) -> Whole:
        """The cells of some goals."""
        start = self._start[places]
        count = self._start[places + 1] - start
        return np.repeat(start - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))

    def _look(self, day: DayOfGoals, was: Whole) -> _Active:
        """Which rules fire, which begin to, and which cease."""
        board = self._boards.of(day, was)
        column = np.full(len(self.goals), NONE, dtype=np.int64)
        column[day.places] = np.arange(len(day))
        everyone = len(day) == len(self.goals)
        held = np.zeros(self.cells, dtype=bool)
        for ask, cells, goals, conditions in self._groups:
            columns = column[goals]
            if not everyone:
                stands = columns >= 0
                cells, columns, conditions = cells[stands], columns[stands], conditions[stands]
            if len(cells):
                true, known = ask(board, conditions, columns)
                held[cells] = true & known
        live = self._live if everyone else self._live & (column[self._goal] >= 0)
        at = np.flatnonzero(held | live)
        rule, goal = self._rule[at], self._goal[at]
        run = np.where(held[at], self._run[at] + 1, 0).astype(np.int32)
        return _Active(at, rule, goal, column[goal], run, self._firing[at], self.book.days[rule])

    def _said_on(self, day: DayOfGoals, cells: _Active, was: Whole) -> list[Transition]:
        """What is said on a day; it is known from then on."""
        at, today = cells.at, day.day.toordinal()
        told, said, once = self._told[at], self._said[at], self._once[at]
        found = [*self._alone(today, cells, told, said, once), *self._status(day, today, was, cells, told, said, once)]
        other = np.zeros(len(at), dtype=bool)
        now = (cells.run, cells.firing, told, said, once)
        for kept, new in zip(self._of_rules(), now, strict=True):
            other |= kept[at] != new
            kept[at] = new
        self._live[at] = (cells.run > 0) | cells.firing | told | (said > 0)
        self._changed[cells.goal[other]] = True
        return found

    def _alone(self, today: int, cells: _Active, told: Truth, said: Places, once: Truth) -> list[Transition]:
        """What is said of the rules that stand alone. What was told and said is brought up to the day."""
        of, rule, firing = self.book, cells.rule, cells.firing
        apart = ~of.grouped[rule]
        again_after = of.again[rule]
        known = told & firing | (cells.ceased & told)
        rested = (said == 0) | (today - said >= WEEK)
        open_ = apart & firing & ~self._covered(cells, firing | ((said > 0) & (today - said < WEEK)))
        first = open_ & ~known & rested & ~(of.once[rule] & once)
        again = open_ & known & (again_after > 0) & (today - said >= again_after)
        over = apart & cells.ceased & known & of.resolve[rule]
        told[:] = (known | first) & firing
        said[first | again] = today
        once |= first
        found = []
        for number in np.flatnonzero(first | again).tolist():
            mine = int(rule[number])
            found.append(Transition(int(cells.goal[number]), mine, FIRING if again[number] else QUIET, FIRING, self.rules[mine].severity))
        for number in np.flatnonzero(over).tolist():
            found.append(Transition(int(cells.goal[number]), int(rule[number]), FIRING, RESOLVED, "info"))
        return found

    def _covered(self, cells: _Active, heard: Truth) -> Truth:
        """Where a rule that says more of the same is heard of."""
        found = np.zeros(len(cells.at), dtype=bool)
        less = np.flatnonzero(cells.firing & (self.book.more_than[cells.rule] > 0))
        if len(less):
            which, more = self.book.covering(cells.rule[less])
            many = len(self.rules)
            there = cells.goal[heard].astype(np.int64) * many + cells.rule[heard]
            found[less[which[np.isin(cells.goal[less[which]].astype(np.int64) * many + more, there)]]] = True
        return found

    def _status(self, day: DayOfGoals, today: int, was: Whole, cells: _Active, told: Truth, said: Places, once: Truth) -> list[Transition]:
        """What is said of the status: of the rules about it that fire, the most severe counts, the first of several."""
        of = self.book
        firing = np.flatnonzero(cells.firing & of.grouped[cells.rule])
        if not len(firing):
            return []
        order = firing[np.lexsort((cells.rule[firing], -of.rank[cells.rule[firing]], cells.goal[firing]))]
        leading = order[np.flatnonzero(np.diff(cells.goal[order], prepend=NONE))]
        rule, goal, column = cells.rule[leading], cells.goal[leading], cells.column[leading]
        status, before = day.status[column], was[column]
        level, new, recovers = of.rank[rule], cells.fired[leading], of.recovers[rule]
        final = np.isin(status, [CODE[name] for name in FINAL])  # type: ignore[index]
        final &= ~((before == CODE["exceeded"]) & (status == CODE["missed"]))  # the close of a limit that was passed is no news
        worst, spoken = self._worst[goal], self._spoken[goal]
        rested = (spoken == 0) | (today - spoken >= WEEK)
        better = recovers & (worst > RANK["info"])
        was_told = told[leading]
        say = new & ~recovers & (final | (level > worst) | rested)
        # what was not worth saying at once is said when it has lasted for a week
        say |= ~new & ~was_told & ~recovers & rested & (level >= worst)
        again = ~new & was_told & (of.again[rule] > 0) & (today - said[leading] >= of.again[rule])
        say = (say & ~(of.once[rule] & once[leading])) | (new & better)
        again &= ~say
        rows = np.flatnonzero(say | again)
        mine, at = leading[rows], goal[rows]
        told[mine], said[mine], once[mine] = True, today, True
        self._spoken[at] = today
        self._worst[at] = np.where(recovers[rows], NONE, np.where(final[rows], level[rows], np.maximum(level[rows], worst[rows])))
        self._changed[at] = True
        found = []
        for row, number in zip(rows.tolist(), rule[rows].tolist(), strict=True):
            from_ = None if before[row] == NONE else STATUSES[int(before[row])]
            found.append(Transition(int(goal[row]), number, from_, STATUSES[int(status[row])], self.rules[number].severity))
        return found

    def firing(self, place: int) -> frozenset[str]:
        """The rules that fire for a goal, said or not."""
        mine = slice(int(self._start[place]), int(self._start[place + 1]))
        return frozenset(self.rules[rule].name for rule in self._rule[mine][self._firing[mine]].tolist())

    # ---- what is kept between runs

    def state(self, place: int) -> str:
        """What must be known of a goal to go on, as text."""
        return self.states([place])[0]

    def states(self, places: Sequence[int]) -> list[str]:
        """What must be known of some goals to go on, as texts."""
        mine = np.asarray(places, dtype=np.int64)
        cells = self._of(mine)
        of = np.repeat(np.arange(len(mine)), self._start[mine + 1] - self._start[mine])
        kept = self._live[cells] | self._once[cells]
        cells, of = cells[kept], of[kept]
        rules: list[list[str]] = [[] for _ in places]
        values = np.stack([values[cells].astype(np.int64) for values in self._of_rules()], axis=1)
        for rule, place, one in zip(self._rule[cells].tolist(), of.tolist(), values.tolist(), strict=True):
            rules[place].append(f"{self.book.quoted[rule]}:[{','.join(map(str, one))}]")
        own = np.stack([values[mine] for values in self._of_goals()], axis=1).tolist()
        return [f'{{"goal":[{",".join(map(str, goal))}],"rules":{{{",".join(of)}}}}}' for goal, of in zip(own, rules, strict=True)]

    def changed(self) -> list[int]:
        """The places of the goals of which something else may have to be known than when this was asked last."""
        found = np.flatnonzero(self._changed).tolist()
        self._changed[:] = False
        return found

    def _of_rules(self) -> tuple[NDArray[Any], ...]:
        return self._run, self._firing, self._told, self._said, self._once

    def _of_goals(self) -> tuple[Whole, ...]:
        return self._window, self._was, self._worst, self._spoken

    def restore(self, place: int, state: str) -> None:
        """Go on with a goal from what was kept. What was kept of rules that there are no more is left out.

        Raises:
            ValueError: it is no state of a goal.
        """
        begin, end = int(self._start[place]), int(self._start[place + 1])
        mine = self._rule[begin:end]
        try:
            kept: Mapping[str, Any] = json.loads(state)
            self._window[place], self._was[place], self._worst[place], self._spoken[place] = kept["goal"]
            for values in (*self._of_rules(), self._live):
                values[begin:end] = 0
            for name, (run, firing, told, said, once) in ((name, values) for name, values in kept["rules"].items() if name in self.book.named):
                for number in self.book.named[name]:
                    cell = begin + int(np.searchsorted(mine, number))
                    if cell < end and self._rule[cell] == number:
                        self._run[cell], self._firing[cell], self._told[cell], self._said[cell], self._once[cell] = run, firing, told, said, once
                        self._live[cell] = bool(run or firing or told or said)
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
            raise ValueError(f"no state of a goal: {state[:80]}") from error
        self._changed[place] = True
