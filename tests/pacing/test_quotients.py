"""The laws of ratios and of shares, against what can be counted out, drawn, or must hold of all of them."""

from dataclasses import replace
from math import comb, exp, lgamma, log

import numpy as np
import pytest

from aimline.pacing.law import LOOKBACK, PRIOR, Family, Parts, quotients
from aimline.pacing.law.shares import beta_binomial

RATIOS: tuple[Family, ...] = ("counts", "amounts", "shares")


def counted(k: int, n: int, a: float, b: float) -> float:
    """P(X ≥ k) of the beta-binomial law, term by term."""

    def beta(x: float, y: float) -> float:
        return lgamma(x) + lgamma(y) - lgamma(x + y)

    return sum(exp(beta(i + a, n - i + b) - beta(a, b) - beta(i + 1, n - i + 1) - log(n + 1)) for i in range(k, n + 1))


@pytest.mark.parametrize(("n", "within"), [(5, 1e-9), (40, 1e-9), (64, 1e-9), (200, 0.025), (3000, 0.004)])
@pytest.mark.parametrize(("a", "b"), [(2.0, 5.0), (30.0, 70.0), (0.8, 0.9), (12.0, 400.0)])
def test_shares_are_counted_out(n: int, within: float, a: float, b: float) -> None:
    p = a / (a + b)
    variance = n * p * (1 - p) * (a + b + n) / (a + b + 1)
    for share in (0.5, 0.8, 1.0, 1.2, 1.6):
        k = min(n, max(1, round(share * n * p)))
        got = beta_binomial(np.array([float(k)]), np.array([float(n)]), np.array([n * p]), np.array([variance]))[0]
        assert got == pytest.approx(counted(k, n, a, b), abs=within)


def test_shares_that_do_not_differ_are_binomial() -> None:
    for k in range(8):
        wanted = sum(comb(7, i) * 0.3**i * 0.7 ** (7 - i) for i in range(k, 8))
        assert beta_binomial(np.array([float(k)]), np.array([7.0]), np.array([2.1]), np.array([2.1 * 0.7]))[0] == pytest.approx(wanted, abs=1e-12)


def made(family: Family, seed: int, goals: int = 60, days: int = 30, rate: float = 0.2) -> Parts:
    """Even accounts with a rate of `rate`, and targets about it."""
    rng = np.random.default_rng(seed)
    below = rng.poisson(200.0, (goals, LOOKBACK + days)).astype(float)
    above = rng.binomial(below.astype(int), rate).astype(float)
    if family == "amounts":
        above = below * rate * rng.gamma(9.0, 1 / 9, below.shape)
    asked = rate * rng.uniform(0.93, 1.07, goals)
    nothing = np.zeros(goals, np.int64)
    return Parts(above=above, below=below, first_weekday=nothing, asked=asked, length=nothing + days, trailing=nothing, family=family)


@pytest.mark.parametrize("family", RATIOS)
@pytest.mark.parametrize("trailing", [0, 7])
def test_a_day_is_judged_by_the_days_before_it_only(family: Family, trailing: int) -> None:
    parts = replace(made(family, 1), trailing=np.full(60, trailing))
    target, down = np.tile(parts.asked[:, None], 4), np.zeros(60, bool)
    days = np.tile(np.array([1, 7, 20, 29]), (60, 1))
    whole = quotients(parts, days).reaching(target, down)
    for column, day in enumerate((1, 7, 20, 29)):
        seen = np.arange(LOOKBACK + 30) < LOOKBACK + day
        cut = replace(parts, above=np.where(seen, parts.above, np.nan), below=np.where(seen, parts.below, np.nan))
        alone = quotients(cut, np.full((60, 1), day)).reaching(target[:, :1], down)
        np.testing.assert_allclose(alone[:, 0], whole[:, column], rtol=1e-12)


@pytest.mark.parametrize("family", RATIOS)
def test_what_is_more_is_less_likely_and_bounds_are_the_other_side(family: Family) -> None:
    parts = made(family, 2)
    law = quotients(parts, np.tile(np.array([3, 15, 29]), (60, 1)))
    chances = np.array([law.beyond(np.full((60, 3), goal)) for goal in np.linspace(0.1, 0.3, 40)])
    assert (np.diff(chances, axis=0) <= 1e-6).all()
    assert np.ptp(chances, axis=0).min() > 0.9
    target, half = np.tile(parts.asked[:, None], 3), np.ones(60, bool)
    up, down = law.reaching(target, ~half), law.reaching(target, half)
    assert ((up + down >= 0.97) & (up + down <= 1.2)).all()  # what is exactly on it counts for both
    for q in (0.1, 0.5, 0.9):
        np.testing.assert_allclose(law.beyond(law.quantile(q)), 1 - q, atol=0.08)


@pytest.mark.parametrize("family", ["counts", "amounts"])
def test_what_is_known_is_what_is_drawn(family: Family) -> None:
    """Nothing wanders, bursts or spikes, and what is above is Poisson, or gamma: drawn from the rate's posterior, as many come to the target."""
    still = replace(PRIOR, drifts=(0.0,), drift_weights=(1.0,), bursts=(1.0,), burst_weights=(1.0,), robust=False, dispersion=0.0)
    rng, days, left = np.random.default_rng(3), 30, 10
    below = np.full((1, LOOKBACK + days), 100.0)
    figures = rng.poisson(20.0, below.shape).astype(float) if family == "counts" else 20 * rng.gamma(4.0, 0.25, below.shape)
    nothing = np.zeros(1, np.int64)
    parts = Parts(above=figures, below=below, first_weekday=nothing, asked=np.array([0.2]), length=nothing + days, trailing=nothing, family=family)
    law = quotients(parts, np.array([[days - left]]), still)
    seen = figures[0, : LOOKBACK + days - left]
    got = figures[0, LOOKBACK : LOOKBACK + days - left].sum()
    known, scatter = len(seen), 1.0 if family == "counts" else float(law.noise[0, 0] / law.rate[0, 0])
    mean = rng.gamma(seen.sum() / scatter, scatter / known, 200_000)
    come = rng.poisson(mean * left) if family == "counts" else rng.gamma(mean * left / scatter, scatter)
    for target in (0.19, 0.2, 0.205, 0.21):
        drawn = (got + come >= target * days * 100).mean()
        assert law.beyond(np.array([[target]]))[0, 0] == pytest.approx(drawn, abs=0.03)


@pytest.mark.parametrize("family", RATIOS)
def test_poor_figures_give_no_nan(family: Family) -> None:
    """Nothing below, nothing above, nothing observed, one day, more above than below: a probability within bounds, or none at all."""
    nothing, days = np.zeros(5, np.int64), 10
    below = np.array([np.zeros(66), np.full(66, 50.0), np.full(66, np.nan), np.where(np.arange(66) == 60, 5.0, np.nan), np.ones(66)])
    above = np.array([np.zeros(66), np.zeros(66), np.full(66, np.nan), np.where(np.arange(66) == 60, 5.0, np.nan), np.full(66, 7.0)])
    for target in (0.0, 0.3, 1.0, 1e12):
        parts = Parts(above=above, below=below, first_weekday=nothing, asked=np.full(5, target), length=nothing + days, trailing=nothing, family=family)
        law = quotients(parts, np.tile(np.arange(11), (5, 1)))
        for down in (False, True):
            chance = law.reaching(np.full((5, 11), target), np.full(5, down))
            assert ((chance >= 0.01) & (chance <= 0.99) | np.isnan(chance)).all()
            assert np.isnan(chance[0]).all()
            assert not np.isnan(chance[[1, 4]]).any()
        assert np.isfinite(law.quantile(0.5)[[1, 4]]).all()
