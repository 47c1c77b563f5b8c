"""Predictive laws of what is still to come: what must hold of all of them."""

import subprocess
import sys
from math import exp, fsum, lgamma, log, log1p

import numpy as np
import pytest

from aimline.pacing.law import LOOKBACK, Family, Prior, Stretch, outlook
from aimline.pacing.law.tails import beyond, quantile
from aimline.pacing.law.weekdays import learned

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


def test_the_weight_of_days_to_come_of_one_goal_is_that_of_the_same_days_of_all() -> None:
    now, days = outlook(made(4), np.array([9]), "counts"), np.array([0, 1, 6, 20, 21, 22, 40])
    every = now.weight_ahead(np.broadcast_to(days, (40, len(days))))
    assert [now.weight_ahead_of(goal, days).tolist() for goal in range(40)] == every.tolist()


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


def exactly_at_least(k: int, size: float, success: float) -> float:
    """P(R ≥ k) of the negative binomial law, failures before `size` successes, summed term by term."""
    terms = (lgamma(size + i) - lgamma(size) - lgamma(i + 1) + size * log(success) + i * log1p(-success) for i in range(k))
    return 1 - fsum(exp(term) for term in terms)


def test_poisson_figures_give_the_exact_negative_binomial() -> None:
    """Nothing that wanders, bursts, jumps or spikes, no more dispersion than Poisson's: R ~ NB(κλ0 + S, (κ + W) ÷ (κ + W + W_rem)). And the same by drawing."""
    still = Prior(drifts=(0.0,), drift_weights=(1.0,), bursts=(1.0,), burst_weights=(1.0,), dispersion=0.0, robust=False)
    rng = np.random.default_rng(6)
    goals, days = 60, 30
    # Figures less scattered than Poisson's, so that F is 1.
    during = np.round(rng.uniform(2, 9, (goals, 1)) + rng.uniform(-0.6, 0.6, (goals, days)))
    way = np.round(during.sum(1) * rng.uniform(0.7, 1.3, goals))
    stretch = Stretch(
        before=np.full((goals, LOOKBACK), np.nan), during=during, first_weekday=np.zeros(goals, np.int64), way=way, weights=np.ones((goals, LOOKBACK + days))
    )
    over = np.array([1, 5, 12, 25])
    now = outlook(stretch, over, "counts", still)
    assert (now.dispersion == 1).all()
    chance = now.beyond(way[:, None] - now.gained, now.weight_left, now.days_left)
    drawn = 0
    for goal in range(goals):
        for column, day in enumerate(over):
            brought = float(during[goal, :day].sum())
            size, info = 7 * way[goal] / days + brought, 7.0 + day
            missing = int(way[goal] - brought)
            wanted = 1.0 if missing <= 0 else exactly_at_least(missing, size, info / (info + days - day))
            assert abs(chance[goal, column] - wanted) < 1e-9
            if drawn < 20 and 0.1 < wanted < 0.9:
                drawn += 1
                draws = rng.poisson(rng.gamma(size, 1 / info, 40_000) * (days - day))
                assert abs((draws >= missing).mean() - wanted) < 0.012
    assert drawn == 20


@pytest.mark.parametrize("family", FAMILIES)
def test_poor_figures_give_no_nan(family: Family) -> None:
    """All zeros, nothing observed, one day, nothing to do, figures beyond counting."""
    rows = [np.zeros(66), np.full(66, np.nan), np.where(np.arange(66) == 60, 5.0, np.nan), np.full(66, 1e12), np.where(np.arange(66) == 50, 1e12, 0.0)]
    for way in (-5.0, 0.0, 1.0, 1e13):
        figures = np.array(rows)
        stretch = Stretch(before=figures[:, :56], during=figures[:, 56:], first_weekday=np.zeros(5, np.int64), way=np.full(5, way))
        now = outlook(stretch, np.arange(11), family)
        for cap in (False, True):
            chance = now.probability(stretch.way, np.full(5, cap))
            assert ((chance >= 0) & (chance <= 1)).all()
        assert np.isfinite(now.quantile(0.5)).all()
        assert not np.isinf(now.finish(stretch.way, 0.5)).any()


def test_what_an_account_did_before_tells_how_sure_one_may_be() -> None:
    """Two accounts with the same mean, one even, one in bursts of a week: the law of the second is wider, and its tail heavier."""
    even = np.tile(np.array([9.0, 11.0]), 43)
    bursts = np.repeat(np.array([1.0, 2.0, 40.0, 1.0, 3.0, 1.0, 30.0, 2.0, 10.0, 10.0, 10.0, 10.0, 10.0]), 7)[:86]
    figures = np.array([even, bursts])
    stretch = Stretch(before=figures[:, :56], during=figures[:, 56:], first_weekday=np.zeros(2, np.int64), way=np.full(2, 300.0))
    now = outlook(stretch, np.array([0]), "counts")
    assert now.jumps[1, 0] > 2 * now.jumps[0, 0]
    assert now.variance[1, 0] / now.mean[1, 0] ** 2 > 4 * now.variance[0, 0] / now.mean[0, 0] ** 2


def test_one_viral_day_makes_no_weekday_and_a_newsletter_day_stays_one() -> None:
    even, weekly = np.full(LOOKBACK, 10.0), np.tile(np.array([1.0, 1.0, 40.0, 1.0, 1.0, 1.0, 1.0]), 8)
    viral = even.copy()
    viral[23] = 400.0
    weights = learned(np.array([even, viral, weekly]), np.zeros(3, np.int64))
    assert (weights[0] == 1).all()
    assert weights[1].max() < 1.3
    assert weights[2].argmax() == 2
    assert weights[2, 2] > 4
