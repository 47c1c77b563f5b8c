"""The law of what is still to come where the rate itself is uncertain, or jumps: in shares the negative binomial (counts) or gamma (amounts) law, a lognormal
and Student's t on the logarithm.

An estimate of a rate errs by a factor, not by a sum: what comes of that is lognormal. Accounts that jump (a viral post, a campaign) have heavier tails still.
"""

import numpy as np
from scipy.special import ndtr, ndtri

from aimline.pacing.law.search import least
from aimline.pacing.law.stretch import Floats, Ints
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


def blended_quantile(family: Family, q: Floats | float, mean: Floats, variance: Floats, noise: Floats, jumps: Floats) -> Floats:
    """The least amount that is not exceeded with probability q."""
    share, mean, variance, noise, jumps = np.broadcast_arrays(np.asarray(q, dtype=np.float64), mean, variance, noise, jumps)
    if family == "changes":
        return quantile(family, share, mean, variance)
    counts = family == "counts"
    known = np.flatnonzero(((mean > 0) & (variance > 0) & np.isfinite(mean + variance)).ravel())
    out = np.where(np.isnan(mean + variance), np.nan, np.maximum(mean, 0.0)).ravel()
    of, m, v, s, j = (one.ravel()[known] for one in (share, mean, variance, noise, jumps))
    step = 1.0 if counts else 0.0

    def covered(amount: Floats, which: Ints) -> Floats:
        """P(R ≤ amount)."""
        return 1 - blended(family, amount + step, m[which], v[which], s[which], j[which])

    with np.errstate(over="ignore"):
        width = np.sqrt(np.log1p(v / m / m))
        guess = m * np.exp(width * ndtri(of) - width * width / 2)
    out[known] = least(covered, of, guess, np.maximum(m * width, step), np.full(len(m), -step), np.full(len(m), np.inf), whole=counts)
    return out.reshape(mean.shape)
