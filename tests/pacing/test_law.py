"""Predictive laws of what is still to come: what must hold of all of them."""

import subprocess
import sys

import numpy as np
import pytest

from aimline.pacing.law import LOOKBACK, Family, Stretch, outlook
from aimline.pacing.law.tails import beyond, quantile

FAMILIES: tuple[Family, ...] = ("counts", "amounts", "changes")


def made(seed: int, goals: int = 40, days: int = 30, mean: float = 10.0) -> Stretch:
    """Days of counts, a tenth of them not observed; the way is about what the days would bring."""
    rng = np.random.default_rng(seed)
    figures = rng.negative_binomial(3, 3 / (3 + mean), (goals, LOOKBACK + days)).astype(float)
    figures[rng.random(figures.shape) < 0.1] = np.nan
    way = np.round(mean * days * rng.uniform(0.6, 1.5, goals))
    return Stretch(before=figures[:, :LOOKBACK], during=figures[:, LOOKBACK:], first_weekday=rng.integers(0, 7, goals), way=way)


def test_pacing_starts_without_numpy() -> None:
    code = "import sys, aimline.pacing; print([name for name in ('numpy', 'scipy') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_day_is_judged_by_the_days_before_it_only(family: Family) -> None:
    """The same figures on day t, whether later days are known, or asked about, or not."""
    stretch = made(1)
    whole = outlook(stretch, np.arange(31), family)
    for day in (0, 1, 7, 29):
        seen = np.where(np.arange(30) < day, stretch.during, np.nan)
        now = Stretch(before=stretch.before, during=seen, first_weekday=stretch.first_weekday, way=stretch.way)
        alone = outlook(now, np.full((40, 1), day), family)
        np.testing.assert_allclose(alone.probability(now.way)[:, 0], whole.probability(stretch.way)[:, day], rtol=1e-12)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_shorter_window_in_a_longer_table_is_judged_alike(family: Family) -> None:
    short = made(2, days=20)
    longer = Stretch(
        before=short.before, during=np.pad(short.during, ((0, 0), (0, 15)), constant_values=np.nan), first_weekday=short.first_weekday, way=short.way,
        length=np.full(40, 20),
    )  # fmt: skip
    days = np.arange(21)
    np.testing.assert_allclose(outlook(longer, days, family).probability(short.way), outlook(short, days, family).probability(short.way), rtol=1e-12)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("cap", [False, True])
def test_more_is_less_likely_and_staying_below_more_is_likelier(family: Family, cap: bool) -> None:
    stretch = made(3)
    now = outlook(stretch, np.array([0, 10, 29, 30]), family)
    chances = np.array([now.probability(way * stretch.way, np.full(40, cap)) for way in np.linspace(0.1, 3, 60)])
    steps = np.diff(chances, axis=0)
    assert (steps >= -1e-12 if cap else steps <= 1e-12).all()
    assert np.ptp(chances, axis=0).min() > 0.9


@pytest.mark.parametrize("family", FAMILIES)
def test_quantiles_are_the_inverse_of_probabilities(family: Family) -> None:
    rng = np.random.default_rng(4)
    mean = np.exp(rng.uniform(-3, 13, 3000))
    variance = mean * np.exp(rng.uniform(0 if family == "counts" else -2, 6, 3000)) * (1 + 1e-6)
    for q in (0.02, 0.1, 0.5, 0.9, 0.98):
        amount = quantile(family, q, mean, variance)
        # A gamma law of tiny shape has quantiles nearer to 0 than a number can be.
        sure = amount > 1e-250 if family == "amounts" else np.full(len(amount), True)
        more = 1 - beyond(family, amount + 1 if family == "counts" else amount, mean, variance)
        assert (more[sure] >= q - 1e-7).all()
        less = 1 - beyond(family, amount, mean, variance)
        assert (less[sure & (amount > 0)] <= q + 1e-7).all()
    assert (np.diff([quantile(family, q, mean, variance) for q in (0.1, 0.5, 0.9)], axis=0) >= 0).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_finish_agrees_with_the_probability(family: Family) -> None:
    """What finishes within the window with probability q has at least that probability, and the other way round."""
    stretch = made(5)
    now = outlook(stretch, np.array([0, 5, 15, 28]), family)
    days = np.array([now.finish(stretch.way, q) for q in (0.1, 0.5, 0.9)])
    assert np.all((days[0] <= days[1]) | np.isnan(days[1]))
    assert np.all((days[1] <= days[2]) | np.isnan(days[2]))
    chance = now.probability(stretch.way)
    for q, day in zip((0.1, 0.5, 0.9), days, strict=True):
        assert np.all(chance[day <= 30] >= q - 1e-9)
        if family != "changes":
            assert np.all(chance[day > 30] < q)
