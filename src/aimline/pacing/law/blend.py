"""The law of what is still to come where the rate itself is uncertain, or jumps: in shares the negative binomial (counts) or gamma (amounts) law, a lognormal
and Student's t on the logarithm.

An estimate of a rate errs by a factor, not by a sum: what comes of that is lognormal. Accounts that jump (a viral post, a campaign) have heavier tails still.
"""

import numpy as np
from scipy.special import ndtr

from aimline.pacing.law.stretch import Floats
from aimline.pacing.law.tails import Family, beyond, quantile


def student(x: Floats) -> Floats:
    """The distribution function of Student's t with three degrees of freedom."""
    y = x / np.sqrt(3)
    chance: Floats = 0.5 + (y / (1 + y * y) + np.arctan(y)) / np.pi
    return chance


def blended(family: Family, amount: Floats, mean: Floats, variance: Floats, noise: Floats, jumps: Floats) -> Floats:
    """P(R ≥ amount); `noise` is the part of the variance by which days differ, `jumps` (0 … 1) the share of the heavy tail."""
    plain = beyond(family, amount, mean, variance)
    if family == "changes":
        return plain
    counts = family == "counts"
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        whole = np.maximum(np.ceil(amount) - 0.5, 0.25) if counts else amount
        width = np.sqrt(np.log1p(variance / mean / mean))
        lag = np.log(mean) - np.log(whole)
        # Poisson figures leave a gamma law of the rate, and that the negative binomial is exact for: there is nothing to blend.
        dispersed = 1 - np.minimum(mean / noise, 1) if counts else 1.0
        share = np.clip(1 - noise / variance, 0, 1) * dispersed
        chance = plain + share * (ndtr((lag - 0.5 * np.log1p(noise / mean / mean)) / width) - plain)
        chance = chance + jumps * (student(lag / width) - chance)
    settled = (amount <= 0) | ~(mean > 0) | ~(variance > 0) | np.isnan(chance)
    return np.where(settled, plain, np.clip(chance, 0, 1))


def blended_quantile(family: Family, q: float, mean: Floats, variance: Floats, noise: Floats, jumps: Floats) -> Floats:
    """The least amount that is not exceeded with probability q."""
    plain = quantile(family, q, mean, variance)
    if family == "changes":
        return plain
    counts = family == "counts"
    shape = plain.shape
    m, v, s, j = (np.broadcast_to(a, shape).ravel() for a in (mean, variance, noise, jumps))
    out = plain.ravel().copy()
    todo = np.flatnonzero((m > 0) & (v > 0) & np.isfinite(m + v))
    step = 1.0 if counts else 0.0

    def reached(amount: Floats, which: np.ndarray) -> np.ndarray:
        """Whether P(R ≤ amount) ≥ q."""
        return np.asarray(1 - blended(family, amount + step, m[which], v[which], s[which], j[which]) >= q)

    low, high = np.full(len(out), -1.0 if counts else 0.0), np.maximum(np.ceil(out) if counts else out, m)
    for _ in range(60):
        short = todo[~reached(high[todo], todo)]
        if not len(short):
            break
        low[short], high[short] = high[short], 2 * high[short] + step
    for _ in range(60):
        width = high[todo] - low[todo]
        todo = todo[width > np.maximum(step, 1e-6 * high[todo])]
        if not len(todo):
            break
        middle = np.floor((low[todo] + high[todo]) / 2) if counts else (low[todo] + high[todo]) / 2
        there = reached(middle, todo)
        high[todo], low[todo] = np.where(there, middle, high[todo]), np.where(there, low[todo], middle)
    known = (m > 0) & (v > 0) & np.isfinite(m + v)
    return np.where(known, high, out).reshape(shape)
