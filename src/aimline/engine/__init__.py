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

    Where the log has instants, goals of one time zone are judged together: these rows are of other days in another.

    Rows of canonical files that have no day, figure or metric are added to `log.set_aside`.

    Raises:
        UnreadableTable: a canonical file cannot be scanned.
    """
    home = home_of((placed.goal for placed in goals), catalogue)
    zones: dict[str, list[int]] = {}
    for place, placed in enumerate(goals):
        zones.setdefault(placed.goal.timezone or "UTC", []).append(place)
    found: dict[int, Standing] = {}
    for zone in zones or ["UTC"]:
        aside = len(log.set_aside)
        with closing(DuckStore(log, as_of, home=home, zone=zone)) as store:
            if not store.instants or len(zones) < 2:  # every row is of one day everywhere
                return standings(goals, store, catalogue)
            if found:
                del log.set_aside[aside:]  # told when the rows were first read
            places = zones[zone]
            found.update(zip(places, standings([goals[place] for place in places], store, catalogue, among=goals), strict=True))
    return [found[place] for place in range(len(goals))]
