"""Goals + rows → standings. DuckDB answers what is asked of the rows (`ask.Store`), so that another engine can; the rest is arithmetic on arrays."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date

from aimline.catalogue import Catalogue
from aimline.engine.ask import Store
from aimline.engine.duck import DuckStore, home_of
from aimline.engine.load import UnreadableTable
from aimline.engine.run import standings
from aimline.engine.standing import Standing
from aimline.goals.model import PlacedGoal
from aimline.metrics.model.log import MetricLog

__all__ = ["DuckStore", "Standing", "Store", "UnreadableTable", "evaluate", "standings"]


def evaluate(goals: Sequence[PlacedGoal], log: MetricLog, as_of: date | None, catalogue: Catalogue) -> list[Standing]:
    """How each goal stands at the end of day `as_of` (None: the last day that any metric has), in the order of the goals.

    Rows of canonical files that have no day, figure or metric are added to `log.set_aside`.

    Raises:
        UnreadableTable: a canonical file cannot be scanned.
    """
    with closing(DuckStore(log, as_of, home=home_of((placed.goal for placed in goals), catalogue))) as store:
        return standings(goals, store, catalogue)
