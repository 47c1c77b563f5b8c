"""The engine and the oracle: random goals over random logs, every field of every standing.

A few by default; `AIMLINE_ORACLE=10000` asks for more, `AIMLINE_ORACLE_SEED` for others.
"""

import os
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from agree import differences, not_finite
from evaluator import stand
from laws import Learned, Pacing, counts_at_least, counts_exactly_at_least
from wider import wider
from worlds import DAY, World, world

from aimline.catalogue import load as load_catalogue
from aimline.engine import evaluate
from aimline.metrics import MetricLog

GOALS = 30
WORLDS = -(-int(os.environ.get("AIMLINE_ORACLE", "120")) // GOALS // 2)
SEED = int(os.environ.get("AIMLINE_ORACLE_SEED", "0"))


@pytest.mark.parametrize("make", [world, wider])
@pytest.mark.parametrize("seed", range(WORLDS))
def test_engine_and_oracle_agree(seed: int, make: Callable[[int, int], World]) -> None:
    """On every field: zones, gaps, late and repeated rows, all kinds of targets, declared lines and goals that recur, ratios, bounds that are kept on days;
    probabilities, where goals end, and the status that came of the days before.
    """
    made = make(SEED + seed, GOALS)
    found: list[Any] = []
    standings = evaluate(made.goals, MetricLog(rows=list(made.rows)), made.as_of, load_catalogue())
    for placed, standing in zip(made.goals, standings, strict=True):
        assert list(not_finite(standing.model_dump())) == []
        differ = list(differences(standing, stand(placed.goal, made.rows, made.as_of, load_catalogue(), Learned())))
        if differ:
            found.append((placed.goal, made.as_of, differ))
    assert found == []


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
