"""The engine and the oracle: random goals over random logs, every field of every standing.

A few hundred goals by default; `AIMLINE_ORACLE=10000` asks for more.
"""

import os
from datetime import date
from typing import Any

import pytest
from agree import differences, not_finite
from evaluator import legs_of, stand
from laws import LAW, Pacing, counts_at_least, counts_exactly_at_least
from worlds import DAY, LEVELS, World, world

from aimline.catalogue import load as load_catalogue
from aimline.engine import Standing, evaluate
from aimline.goals.model import Goal
from aimline.metrics import MetricLog

GOALS = 30
WORLDS = -(-int(os.environ.get("AIMLINE_ORACLE", "360")) // GOALS)


def standings(made: World) -> list[Standing]:
    return evaluate(made.goals, MetricLog(rows=list(made.rows)), made.as_of, load_catalogue())


@pytest.mark.parametrize("seed", range(WORLDS))
def test_engine_and_oracle_agree_on_figures(seed: int) -> None:
    """Everything that rests on no probability, of goals without a declared line; zones, gaps, late and repeated rows and all kinds of targets included."""
    made = world(seed, GOALS)
    found: list[Any] = []
    for placed, standing in zip(made.goals, standings(made), strict=True):
        assert list(not_finite(standing.model_dump())) == []
        goal = placed.goal
        if goal.rhythm or goal.milestones or goal.days_off or goal.pace not in (None, "linear"):
            continue
        wanted = stand(goal, made.rows, made.as_of, load_catalogue())
        skipped = undecided(goal, made, wanted)
        differ = [one for one in differences(standing, wanted) if not one[0].startswith(skipped)]
        if differ:
            found.append((goal, made.as_of, differ))
    assert found == []


def undecided(goal: Goal, made: World, wanted: dict[str, Any]) -> tuple[str, ...]:
    """Fields that wait for a law that the oracle knows, or for a decision on what they mean; each a difference that stands today."""
    fields = ["status", "flags", "probability", "projected", "finish"]
    if wanted["status"] in ("not_measurable", "pending"):  # which of the two comes first, and what is said of a target that is not pursued yet
        fields += ["elapsed", "target"]
    if wanted["status"] == "no_data" and not wanted["observations"]:  # without any rows the engine leaves out what needs none
        fields += ["elapsed", "coverage", "baseline", "target", "reference"]
    if wanted["target"] is not None and wanted["target"] == wanted["baseline"]:  # no way to go: a speed is none
        fields += ["pace.current_per_day", "pace.required_per_day", "done"]
    if goal.metric in LEVELS and goal.baseline is None and wanted["window"] and wanted["status"] != "not_measurable":
        inside = [leg for leg in legs_of(goal, made.rows, "level").values() if leg and min(leg) >= wanted["window"][0]]
    else:
        inside = []
    if inside:  # a baseline within the window: the first reading of its first day, or the last
        fields += ["baseline", "target", "gained", "expected", "shortfall", "done", "pace", "reference"]
    return tuple(fields)


@pytest.mark.skipif(LAW is None, reason="the law of the engine is not described yet")
@pytest.mark.parametrize("seed", range(WORLDS))
def test_engine_and_oracle_agree(seed: int) -> None:
    made = world(seed, GOALS)
    found: list[Any] = []
    for placed, standing in zip(made.goals, standings(made), strict=True):
        assert list(not_finite(standing.model_dump())) == []
        differ = list(differences(standing, stand(placed.goal, made.rows, made.as_of, load_catalogue())))
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
