"""The distribution of what is still to come, given its mean and variance: negative binomial (counts), gamma (amounts), normal (changes)."""

from typing import Literal

import numpy as np
from scipy.special import betainc, gammainc, gammaincc, gammaincinv, ndtr, ndtri

from aimline.pacing.law.stretch import Floats

Family = Literal["counts", "amounts", "changes", "shares"]
"""`shares` are counts of which there can be no more than of something else."""

_SMOOTH = 1e6
"""Counts beyond this are as good as continuous: one more or less changes no probability."""
_POISSON = 1e-9
"""Relative excess of the variance over the mean below which counts are Poisson."""


def beyond(family: Family, amount: Floats, mean: Floats, variance: Floats) -> Floats:
    """P(R ≥ amount), elementwise. Counts: amounts are rounded up; negative ones are certain for counts and amounts."""
    amount, mean, variance = np.broadcast_arrays(amount, mean, variance)
    if family == "changes":
        with np.errstate(divide="ignore", invalid="ignore"):
            chance = ndtr((mean - amount) / np.sqrt(variance))
        return np.where(variance > 0, chance, np.where(np.isnan(amount + mean), np.nan, (mean >= amount) * 1.0))
    out = np.where(np.isnan(amount + mean + variance), np.nan, (amount <= 0) * 1.0)
    open_ = (amount > 0) & (mean > 0) & np.isfinite(amount + mean + variance)
    k, m, v = amount[open_], mean[open_], variance[open_]
    out[open_] = _count_beyond(np.ceil(k), m, v) if family == "counts" else _amount_beyond(k, m, v)
    return out


def _amount_beyond(k: Floats, m: Floats, v: Floats) -> Floats:
    chance: Floats = np.where(v > 0, gammaincc(m * m / np.maximum(v, np.finfo(float).tiny), k * m / np.maximum(v, np.finfo(float).tiny)), (m >= k) * 1.0)
    return chance


def _count_beyond(k: Floats, m: Floats, v: Floats) -> Floats:
    chance = np.empty_like(k)
    smooth = np.maximum(k, m) > _SMOOTH
    poisson = ~smooth & (v <= m * (1 + _POISSON))
    rest = ~(smooth | poisson)
    # Half a step: the continuous law stands for the counts around it.
    chance[smooth] = _amount_beyond(k[smooth] - 0.5, m[smooth], np.maximum(v[smooth], m[smooth]))
    chance[poisson] = gammainc(k[poisson], m[poisson])
    m, v = m[rest], v[rest]
    chance[rest] = betainc(k[rest], m * m / (v - m), 1 - m / v)
    return chance


def quantile(family: Family, q: Floats | float, mean: Floats, variance: Floats) -> Floats:
    """The least amount that is not exceeded with probability q: P(R ≤ amount) ≥ q."""
    if family == "changes":
        return np.asarray(mean + np.sqrt(variance) * ndtri(q))
    known = (mean > 0) & (variance > 0) & np.isfinite(mean + variance)
    out = np.where(np.isnan(mean + variance), np.nan, np.maximum(mean, 0.0))
    m, v, of = mean[known], variance[known], np.broadcast_to(q, known.shape)[known]
    guess = gammaincinv(m * m / v, of) * v / m
    out[known] = guess if family == "amounts" else _count_quantile(of, m, v, np.maximum(np.round(guess - 0.5), 0.0))
    return out


def _count_quantile(share: Floats, m: Floats, v: Floats, k: Floats) -> Floats:
    """Newton's steps on whole numbers, from a guess that is seldom off by more than one."""
    todo = np.flatnonzero(m <= _SMOOTH)
    for _ in range(60):
        at, mean, variance, q = k[todo], m[todo], v[todo], share[todo]
        below = 1 - _count_beyond(at + 1, mean, variance)
        less = np.where(at > 0, 1 - _count_beyond(np.maximum(at, 1), mean, variance), 0.0)
        right = (below >= q) & ((less < q) | (at == 0))
        missing = (q - np.where(below < q, below, less)) / np.maximum(below - less, 1e-12)
        reach = np.maximum(4 * np.sqrt(variance), 4)
        step = np.where(below < q, np.maximum(np.floor(missing), 1), np.minimum(np.ceil(missing), -1))
        k[todo] = np.where(right, at, np.maximum(at + np.clip(step, -reach.round(), reach.round()), 0))
        todo = todo[~right]
        if not len(todo):
            break
    return k
