"""Many goals at once: a table of goals and the rows → a table of standings, without an object a goal."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date

import numpy as np

from aimline.catalogue import Catalogue
from aimline.engine.alike import Answers, answers
from aimline.engine.ask import Store
from aimline.engine.asked import Judged
from aimline.engine.askings import Asking, Askings
from aimline.engine.duck import DuckStore, home_of
from aimline.engine.table import NO_GOAL, GoalTable
from aimline.engine.windows import LONGEST, Spans, judge_windows
from aimline.goals.model import Goal
from aimline.metrics.model.log import MetricLog
from aimline.pacing.lines import Truth, Whole
from aimline.pacing.status import CRITICAL, SAFE
from aimline.pacing.statuses import CODE, STATUSES, VERDICT, Codes

_OPEN = -3
"""To be judged, on the way."""


@dataclass(frozen=True, slots=True)
class StandingTable:
    """How goals stand, in columns: a row a goal, in the order of the table.

    `status` are places in STATUSES. `figures` has every figure (NaN where it is undefined), `safe` and `critical` the flags of open windows. `rest` are the
    places of the goals that cannot be followed from day to day in one line (people, averages of items, ranges of days, ratios of several platforms): their
    status is VERDICT, and `standings` judges them one at a time.
    """

    status: Codes
    figures: Judged
    safe: Truth
    critical: Truth
    rest: Whole
    as_of: date | None

    def __len__(self) -> int:
        return len(self.status)


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def evaluate_table(table: GoalTable, rows: MetricLog | Store, as_of: date | None, catalogue: Catalogue) -> StandingTable:
    """How each goal of a table stands at the end of day `as_of` (None: the last day that any metric has); of a store, at the end of its own.

    Days are those of UTC where rows are instants. Rows of canonical files that have no day, figure or metric are added to `rows.set_aside`.

    Raises:
        UnreadableTable: a canonical file cannot be scanned.
    """
    goals = _goals(table)
    if isinstance(rows, MetricLog):
        with closing(DuckStore(rows, as_of, home=home_of(goals, catalogue))) as store:
            return _judged(table, goals, store, catalogue)
    return _judged(table, goals, rows, catalogue)


def _goals(table: GoalTable) -> list[Goal]:
    return list(table.kinds) or [goal for _, goal in table.questions]


def _judged(table: GoalTable, goals: Sequence[Goal], store: Store, catalogue: Catalogue) -> StandingTable:
    said = answers(table.questions, goals, store.series(), catalogue)
    status, asking, askings = _planned(table, said, store.as_of)
    open_ = np.flatnonzero(status == _OPEN)
    spans = Spans.straight(asking[table.question[open_]], open_, table.start[open_], table.end[open_] - table.start[open_])
    found = judge_windows(table, askings, spans, store)
    figures = found
    if len(open_) < len(table):
        figures = Judged.empty(len(table))
        figures.put(open_, found)
    status[open_] = found.status
    figures.status = status
    open_window = table.end - 1 > (store.as_of.toordinal() if store.as_of else 0)
    with np.errstate(invalid="ignore"):
        safe, critical = open_window & (figures.probability >= SAFE), open_window & (figures.probability < CRITICAL)
    return StandingTable(status, figures, safe, critical, np.flatnonzero(status == VERDICT), store.as_of)


def _planned(table: GoalTable, said: Answers, as_of: date | None) -> tuple[Codes, Whole, Askings]:
    """What each goal is called before any row is read (_OPEN: it is judged, VERDICT: not here), and of each question its place among the askings."""
    kinds: list[Asking] = []
    kind_of = np.full(len(said.found), -1, dtype=np.int64)
    calls = np.full(len(said.found), VERDICT, dtype=np.int8)
    for number, (question, one) in enumerate(said.found):
        legs = one.daily
        if one.problem is not None:
            calls[number] = CODE[one.status or "no_data"]
        elif legs is not None and (legs[0].kind != "ratio" or len(legs) == 1):
            calls[number], kind_of[number] = _OPEN, len(kinds)
            kinds.append(Asking(question, one, legs))
    known = np.flatnonzero(kind_of[said.kind] >= 0)
    askings = Askings(kinds, kind_of[said.kind[known]], said.shift[known])
    place = np.full(len(said.kind) + 1, -1, dtype=np.int64)
    place[known] = np.arange(len(known))
    called = np.full(len(said.kind) + 1, VERDICT, dtype=np.int8)
    called[:-1] = calls[said.kind]
    called[NO_GOAL] = CODE["not_measurable"]
    status = called[table.question]
    bounded = table.start > 0
    measurable = table.question != NO_GOAL
    if as_of is None:
        status[measurable] = CODE["no_data"]
        return status, place, askings
    status[measurable & bounded & (as_of.toordinal() < table.start)] = CODE["pending"]
    status[(status == _OPEN) & (~bounded | (table.end - table.start > LONGEST))] = VERDICT
    return status, place, askings


__all__ = ["STATUSES", "StandingTable", "evaluate_table"]
