"""Goals judged day by day over a log stand as they do on each of these days alone, by a log that ends there."""

import math
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "oracle"))

from evaluator import local
from worlds import World, world

from aimline.catalogue import load
from aimline.engine import DuckStore, standings
from aimline.engine.daily import _OF_STANDING, FIGURES, DayJudge
from aimline.engine.duck import home_of
from aimline.engine.rolling import rolled_up
from aimline.goals.model import PlacedGoal
from aimline.metrics import MetricLog
from aimline.pacing.statuses import STATUSES

CATALOGUE = load()


def zones(made: World) -> dict[str, list[PlacedGoal]]:
    found: dict[str, list[PlacedGoal]] = {}
    for placed in made.goals:
        found.setdefault(placed.goal.timezone or "UTC", []).append(placed)
    return found


@pytest.mark.parametrize("seed", [11, 12])
def test_figures_kept_by_day_answer_as_a_log_that_ends_there(seed: int) -> None:
    made = world(seed, 12)
    home = home_of((placed.goal for placed in made.goals), CATALOGUE)
    compared = 0
    for zone, goals in zones(made).items():
        rolled = rolled_up(MetricLog(rows=list(made.rows)), zone)
        for back in (0, 30):
            day = made.as_of - timedelta(days=back)
            rows = [row for row in made.rows if local(row, zone).date() <= day]
            with closing(DuckStore(MetricLog(rows=rows), day, home=home, zone=zone)) as store:
                wanted = standings(goals, store, CATALOGUE)
            found = standings(goals, rolled.at(day, home), CATALOGUE)
            compared += len(wanted)
            assert found == wanted
    assert compared == 24


@pytest.mark.parametrize("seed", [0])
def test_all_days_at_once_are_each_day_alone(seed: int) -> None:
    made = world(seed, 14)
    compared = 0
    for zone, goals in zones(made).items():
        rolled = rolled_up(MetricLog(rows=list(made.rows)), zone)
        assert rolled.first_day is not None
        assert rolled.last_day is not None
        judge = DayJudge(goals, CATALOGUE, made.goals)
        for number, day in enumerate(
            one for days in judge.stretches(rolled, date.fromordinal(rolled.first_day), date.fromordinal(rolled.last_day)) for one in days
        ):
            if number % 13:
                continue
            told = judge.standings(rolled, [day.day] * len(day), day.places.tolist()) if len(day) else []
            for row, one in enumerate(told):
                compared += 1
                assert STATUSES[day.status[row]] == one.status
                for name in FIGURES:
                    value = _OF_STANDING[name](one) if name in _OF_STANDING else getattr(one, name)
                    mine = float(day.figures[name][row])
                    assert math.isnan(mine) if value is None else math.isclose(mine, value, rel_tol=1e-9, abs_tol=1e-9), (name, mine, value)
    assert compared > 40
