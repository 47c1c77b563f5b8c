"""The engine and the oracle: random goals over random logs, every field of every standing.

A few hundred goals by default; `AIMLINE_ORACLE=10000` asks for more, `AIMLINE_ORACLE_REPLAY=600` and `AIMLINE_ORACLE_DAYS=91` for more that are followed.
"""

import os
from datetime import date
from typing import Any

import pytest
from agree import differences, not_finite
from evaluator import FACE, stand
from laws import Pacing, Said, counts_at_least, counts_exactly_at_least
from worlds import DAY, World, world

from aimline.catalogue import load as load_catalogue
from aimline.engine import Standing, evaluate
from aimline.metrics import MetricLog

GOALS = 30
WORLDS = -(-int(os.environ.get("AIMLINE_ORACLE", "150")) // GOALS)
REPLAYS, REPLAYED, LONGEST = -(-int(os.environ.get("AIMLINE_ORACLE_REPLAY", "40")) // 40), 40, int(os.environ.get("AIMLINE_ORACLE_DAYS", "15"))
"""Worlds that are evaluated day by day, goals of each, and the days of their longest windows."""


def standings(made: World) -> list[Standing]:
    return evaluate(made.goals, MetricLog(rows=list(made.rows)), made.as_of, load_catalogue())


@pytest.mark.parametrize("seed", range(WORLDS))
def test_engine_and_oracle_agree_on_figures(seed: int) -> None:
    """Everything that rests on no probability; zones, gaps, late and repeated rows, all kinds of targets, declared lines and goals that recur included."""
    made = world(seed, GOALS)
    found: list[Any] = []
    for placed, standing in zip(made.goals, standings(made), strict=True):
        assert list(not_finite(standing.model_dump())) == []
        wanted = stand(placed.goal, made.rows, made.as_of, load_catalogue())
        differ = [one for one in differences(standing, wanted) if not undecided(*one, wanted)]
        if differ:
            found.append((placed.goal, made.as_of, differ))
    assert found == []


def undecided(name: str, mine: Any, other: Any, wanted: dict[str, Any]) -> bool:
    """Whether a difference is one of what rests on a probability."""
    if name.endswith("status"):
        return mine in FACE and other in FACE
    if name in ("reference", "coverage", "periods"):  # without any rows nothing is said of days that have none either, or have not come
        return wanted["status"] == "pending" or (wanted["status"] == "no_data" and not wanted["observations"])
    return name.startswith(("flags", "probability", "projected", "finish"))


@pytest.mark.parametrize("seed", range(REPLAYS))
def test_engine_and_oracle_agree_on_status_by_replay(seed: int) -> None:
    """Status and flags by hysteresis, from the probability that the engine gave on each day of the window, when it knew no more than that day."""
    made = world(1000 + seed, REPLAYED)
    goals = [placed.model_copy(update={"goal": placed.goal.model_copy(update={"timezone": None})}) for placed in made.goals]
    goals = [placed for placed in goals if placed.goal.window is None or placed.goal.window.days <= LONGEST]
    log, chances = MetricLog(rows=list(made.rows)), Said()
    for back in range(LONGEST, -1, -1):
        day = made.as_of - back * DAY
        judged = evaluate(goals, log, day, load_catalogue())
        for placed, standing in zip(goals, judged, strict=True):
            if standing.window is not None:
                chances.said[placed.goal.id, standing.window.start, day] = standing.probability
    found: list[Any] = []
    followed = 0
    for placed, standing in zip(goals, judged, strict=True):
        if standing.window is None or (made.as_of - standing.window.start).days > LONGEST:
            continue
        wanted = stand(placed.goal, made.rows, made.as_of, load_catalogue(), chances)
        followed += standing.status in FACE
        differ = [one for one in differences(standing, wanted) if one[0] in ("status", "flags", "probability")]
        if differ:
            found.append((placed.goal, made.as_of, differ))
    assert found == []
    assert followed


@pytest.mark.parametrize("size", [0.7, 5.0, 40.0])
@pytest.mark.parametrize("k", [0, 1, 7, 60, 400])
def test_tail_of_counts_is_the_exact_one(size: float, k: int) -> None:
    """By the incomplete beta of the moments, and by the sum of the terms."""
    success = 0.3
    mean = size * (1 - success) / success
    assert counts_at_least(k, mean, mean / success) == pytest.approx(counts_exactly_at_least(k, size, success), abs=1e-11)


def test_without_discount_drift_and_dispersion_the_law_is_the_gamma_poisson_one() -> None:
    """Rate gamma with κλ0 and κ, counts Poisson: what is left is negative binomial with size κλ0 + S and success (κ + W) / (κ + W + W left)."""
    start = date(2026, 12, 1)
    days = {start + n * DAY: float(x) for n, x in enumerate([4, 0, 7, 3, 9, 2, 5])}
    days |= {start - n * DAY: float(3 + n % 3) for n in range(1, 29)}
    last = start + 19 * DAY
    prior = sum(3 + n % 3 for n in range(1, 29)) / 28
    mean, variance, _, _ = Pacing(discount=1.0, drift=0.0, dispersed=False).moments(days, start, last, start + 6 * DAY, 100.0)
    for k in (20, 55, 61, 70, 120):
        exact = counts_exactly_at_least(k, 7 * prior + 30, 14 / (14 + 13))
        assert counts_at_least(k, mean, variance) == pytest.approx(exact, abs=1e-9)
