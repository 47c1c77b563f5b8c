"""A rate learned day by day from an account's own figures: how fast it goes, how its days differ, whether it comes in bursts, how far it wanders.

The rate is a level that wanders (a discounted mean whose memory follows from the drift, as in a Kalman filter). Drift and bursts are learned from whole weeks,
as the mean over a grid of assumptions weighted by how well each foretold the weeks so far. Days far above the rest count with a bounded part for the rate;
what they bring on top is a share of its own, since spikes say little about the days between them.
"""

from dataclasses import dataclass

import numpy as np

from aimline.pacing.law.stretch import LOOKBACK, Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is assumed before anything is known. `drifts`: daily steps of the log-rate; `bursts`: how much more whole weeks vary than their days would tell;
    with the weight of each. A drift of at least `jumpy`, or bursts of at least `bursty`, tell an account that jumps.
    """

    drifts: tuple[float, ...] = (0.0, 0.04, 0.12, 0.36)
    drift_weights: tuple[float, ...] = (1.0, 2.0, 1.0, 1.0)
    bursts: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0)
    burst_weights: tuple[float, ...] = (1.0, 2.0, 1.0, 0.5)
    jumpy: float = 0.1
    bursty: float = 3.0
    dispersion: float = 2.0
    dispersion_days: float = 8.0
    spike: float = 2.3
    spikes: float = 0.09
    spikes_days: float = 112.0
    kappa: float = 7.0
    robust: bool = True


PRIOR = Prior()
_SHORT = 0.93
"""Discount of the short memory that days are compared with."""
_TAIL = 5.0
"""Degrees of freedom of the law by which weeks are judged: one wild week settles nothing."""
_JUMPY = 2.0
"""How much more the odds count that an account jumps than eight weeks tell: that one did not jump lately promises little."""
_BETWEEN = 2.0
"""How often the spread of rates between assumptions counts: the grid has some of the ways only in which a rate may go."""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """[T + 1, g] what is known after each day of the window: `rate`, `level` (variance of the rate), `dispersion` (variance of a day ÷ its mean), `drift`
    (a day, of the rate), `burst`, `jumps` (how far sudden changes are to be expected, 0 … 1), and the discounted sums `S`, `W` that the rate comes from, with
    what `spikes` bring on top.
    """

    rate: Floats
    level: Floats
    dispersion: Floats
    drift: Floats
    burst: Floats
    jumps: Floats
    S: Floats
    W: Floats
    spikes: Floats


def learn(x: Floats, w: Floats, asked: Floats, *, whole: bool, prior: Prior = PRIOR, binomial: Floats | None = None) -> Learned:
    """Learn from days [g, LOOKBACK + T] and their weights (0: not observed), `asked` [g] being the rate that the goal needs; `whole`: figures are counts, of
    `binomial` [g] at most in a day of weight 1.
    """
    x, w = np.ascontiguousarray(x.T), np.ascontiguousarray(w.T)
    days, goals = x.shape
    grid, burst = (axis.ravel()[:, None] for axis in np.meshgrid(prior.drifts, prior.bursts, indexing="ij"))
    heavy = ((grid >= prior.jumpy) | (burst >= prior.bursty)).astype(float)
    odds = np.repeat(np.log(np.outer(prior.drift_weights, prior.burst_weights)).ravel()[:, None], goals, 1)
    start = (np.cumsum(w[:LOOKBACK] > 0, 0) <= 14) & (w[:LOOKBACK] > 0)
    first_weight = np.where(start, w[:LOOKBACK], 0).sum(0)
    past = first_weight > 0
    first = np.where(past, np.where(start, x[:LOOKBACK], 0).sum(0) / np.where(past, first_weight, 1.0), asked)
    scale = np.maximum(first, np.where(np.isnan(asked), 0.0, asked))
    tiny = np.full(goals, 1e-3) if whole else np.maximum(1e-6 * scale, 1e-12)
    least = np.ones(goals) if whole else tiny
    if binomial is not None:  # counts of a share differ by less than Poisson's
        least = np.clip(1 - first / np.maximum(binomial, 1.0), 0.05, 1.0)
    known = np.where(past, 1.0, prior.kappa)
    W, S = known.copy(), first * known
    short, short_weight = first * 1.0, np.ones(goals)
    guess = np.full(goals, prior.dispersion) if whole else np.maximum(first, tiny)
    seen = np.full(goals, prior.dispersion_days if whole else prior.dispersion_days / 2)
    squares = guess * seen
    calm = squares.copy()
    above, below = np.zeros(goals), np.zeros(goals)
    week_S, week_W = np.repeat(S[None], len(grid), 0), np.repeat(W[None], len(grid), 0)
    week, week_weight = np.zeros(goals), np.zeros(goals)
    drift = wide = jumps = between = np.zeros(goals)
    kept: list[tuple[Floats, ...]] = []
    observed_days = np.zeros(goals)
    for day in range(days + 1):
        if (day - LOOKBACK) % 7 == 0:
            F = np.maximum(least, calm / seen)
            odds += _weeks(week_S, week_W, week, week_weight, grid, burst * F, tiny)
            week_S, week_W = _passed(week_S, week_W, week, week_weight, grid, burst * F, tiny)
            week, week_weight = np.zeros(goals), np.zeros(goals)
            likely = np.exp(odds - odds.max(0))
            likely /= likely.sum(0)
            drift, wide = (likely * grid).sum(0), np.exp((likely * np.log(burst)).sum(0))
            jumps, between = _jumps((likely * heavy).sum(0)), _between(np.maximum(week_S / week_W, tiny), likely)
        if day >= LOOKBACK:
            F, steady = np.maximum(least, squares / seen), np.maximum(least, calm / seen)
            plain = np.maximum(S / W, tiny)
            extra = _extra(above, below, plain, prior)
            rate = plain * (1 + extra)
            level = steady * wide * rate * (1 + extra) / W + rate * np.maximum(F - steady, 0) / (observed_days + prior.spikes_days)
            level = level + between * rate**2
            kept.append((rate, level, F, drift, wide, jumps, S, W, extra))
        if day == days:
            break
        u, figure = w[day], x[day]
        observed = u > 0
        steady = np.maximum(least, calm / seen)
        discount = 1 / (1 + drift**2 * np.maximum(S / W, tiny) / (wide * steady) * W)
        near = np.maximum(short / short_weight, tiny)
        expected = near * u
        spread = np.where(observed, expected * (1 + u / short_weight), 1.0)
        most = expected + prior.spike * np.sqrt(steady * spread) + _lopsided(steady, prior.spike, whole=whole)
        bounded = np.where(observed, np.minimum(figure, most), 0.0) if prior.robust else figure
        above, below = above + (figure - bounded), below + bounded
        calm = calm + np.where(observed, (bounded - expected) ** 2 / spread, 0.0)
        squares = squares + np.where(observed, (figure - expected * (1 + _extra(above, below, near, prior))) ** 2 / spread, 0.0)
        seen = seen + observed
        observed_days = observed_days + observed
        short, short_weight = _SHORT * short + bounded, _SHORT * short_weight + u
        S, W = discount * S + bounded, discount * W + u
        week, week_weight = week + bounded, week_weight + u
    return Learned(*(np.array(values) for values in zip(*kept, strict=True)))


def _extra(above: Floats, below: Floats, rate: Floats, prior: Prior) -> Floats:
    """What spikes bring beyond the days between them, as a share of those."""
    if not prior.robust:
        return np.zeros_like(rate)
    return (above + prior.spikes * prior.spikes_days * rate) / (below + prior.spikes_days * rate)


def _jumps(chance: Floats) -> Floats:
    """How heavy tails are in the long run, by the probability that an account jumps."""
    return _JUMPY * chance / (1 + (_JUMPY - 1) * chance)


def _between(rates: Floats, likely: Floats) -> Floats:
    """How far apart the assumptions see the rate, as a variance beside its square: what a mean over models does not know, and none of them says."""
    mean = (likely * rates).sum(0)
    apart: Floats = _BETWEEN**2 * (likely * (rates / mean - 1) ** 2).sum(0)
    return apart


def _lopsided(dispersion: Floats, spike: float, *, whole: bool) -> Floats:
    """By how much further than `spike` standard deviations days reach that differ as counts or amounts do, since these are skewed upward (the first term of
    Cornish and Fisher, for the skewness of a negative binomial or gamma law); of counts by one at least.
    """
    return np.maximum((spike**2 - 1) / 6 * (2 * dispersion - 1), 1.0) if whole else (spike**2 - 1) / 3 * dispersion


def _weeks(S: Floats, W: Floats, week: Floats, weight: Floats, drift: Floats, F: Floats, tiny: Floats) -> Floats:
    """How well each assumption foretold the week that is over, as the logarithm of its density; 0 where hardly a day of it was observed."""
    rate = np.maximum(S / W, tiny)
    known = W / (1 + 7 * drift**2 * rate / F * W)
    variance = F * rate * weight * (1 + weight / known) + 1e-9 * tiny**2 + 1e-300
    density = -0.5 * np.log(variance) - (_TAIL + 1) / 2 * np.log1p((week - rate * weight) ** 2 / variance / _TAIL)
    return np.where(weight > 2, density, 0.0)


def _passed(S: Floats, W: Floats, week: Floats, weight: Floats, drift: Floats, F: Floats, tiny: Floats) -> tuple[Floats, Floats]:
    discount = 1 / (1 + 7 * drift**2 * np.maximum(S / W, tiny) / F * W)
    return discount * S + week, discount * W + weight
