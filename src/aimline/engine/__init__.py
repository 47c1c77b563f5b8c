"""Goals + rows → standings. DuckDB answers; the plan it runs is plain SQL behind a small interface (`ask.Store`), so that another engine can run it too."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date, timedelta

from aimline.catalogue import Catalogue
from aimline.engine.ask import Store
from aimline.engine.assemble import assemble
from aimline.engine.duck import DuckStore, home_of
from aimline.engine.judge import Judgement, judge
from aimline.engine.load import UnreadableTable
from aimline.engine.measure import Desk
from aimline.engine.plan import Case, plan
from aimline.engine.select import Shelf
from aimline.engine.standing import Standing
from aimline.goals.model import PlacedGoal
from aimline.metrics.model.log import MetricLog
from aimline.pacing import Status

__all__ = ["DuckStore", "Standing", "Store", "UnreadableTable", "evaluate", "standings"]


def evaluate(goals: Sequence[PlacedGoal], log: MetricLog, as_of: date | None, catalogue: Catalogue) -> list[Standing]:
    """How each goal stands at the end of day `as_of` (None: the last day that any metric has), in the order of the goals.

    Rows of canonical files that have no day, figure or metric are added to `log.set_aside`.

    Raises:
        UnreadableTable: a canonical file cannot be scanned.
    """
    with closing(DuckStore(log, as_of, home=home_of((placed.goal for placed in goals), catalogue))) as store:
        return standings(goals, store, catalogue)


def standings(goals: Sequence[PlacedGoal], store: Store, catalogue: Catalogue) -> list[Standing]:
    """Standings on any engine."""
    shelf = Shelf.of(store.series(), (placed.goal for placed in goals), catalogue)
    judged = _judged(goals, store, shelf, catalogue, store.as_of)
    return [assemble(case, judgement, status) for case, judgement, status in _with_grace(list(judged), store, shelf, catalogue)]


def _judged(goals: Sequence[PlacedGoal], store: Store, shelf: Shelf, catalogue: Catalogue, as_of: date | None) -> Iterable[tuple[Case, Judgement | None]]:
    desk = Desk()
    cases = [plan(placed, shelf, catalogue, as_of, desk) for placed in goals]
    desk.serve(store, as_of)
    return ((case, judge(case) if case.readers else None) for case in cases)


def _with_grace(
    judged: list[tuple[Case, Judgement | None]], store: Store, shelf: Shelf, catalogue: Catalogue
) -> Iterable[tuple[Case, Judgement | None, Status]]:
    """Each case with its status. In the days of grace after a close the status of the last open day stands."""
    by_day: dict[date, list[int]] = {}
    for place, (case, judgement) in enumerate(judged):
        if judgement is not None and judgement.status is None and case.window is not None:
            by_day.setdefault(case.window.end - timedelta(days=2), []).append(place)
    last: dict[int, Status] = {}
    for day, places in by_day.items():
        earlier = _judged([judged[place][0].placed for place in places], store, shelf, catalogue, day)
        for place, (case, judgement) in zip(places, earlier, strict=True):
            open_status = judgement.status if judgement and case.status is None else None
            last[place] = open_status or "at_risk"
    for place, (case, judgement) in enumerate(judged):
        yield case, judgement, case.status or (judgement.status if judgement else None) or last.get(place, "no_data")
