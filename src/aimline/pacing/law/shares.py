"""Shares: how many of n that are counted below will be counted above, too. Beta-binomial by its moments; where the share itself may move or jump, normal and
Student's t on its log-odds."""

import numpy as np
from scipy.special import betainc, gammaln

from aimline.pacing.law.blend import student
from aimline.pacing.law.stretch import Floats

_COUNTED = 64
"""Up to so many are counted out one by one; of more the continuous beta law stands half a step before each."""


def beta_binomial(k: Floats, n: Floats, mean: Floats, variance: Floats) -> Floats:
    """P(X ≥ k) of the beta-binomial law on 0 … n with this mean and variance; the binomial law where the variance is no greater than its."""
    k, n, mean, variance = np.broadcast_arrays(k, n, mean, variance)
    out = np.where(np.isnan(k + n + mean + variance), np.nan, (k <= 0) * 1.0)
    some = (k > 0) & (k <= n) & (mean > 0)
    k, n, p, v = k[some], n[some], np.clip(mean[some] / n[some], 1e-12, 1 - 1e-12), variance[some]
    extra = v / (n * p * (1 - p))
    found = betainc(k, n - k + 1, p)
    several = (extra > 1 + 1e-9) & (n > 1)
    few = several & (n <= _COUNTED)
    many = several & ~few
    # the greatest variance on 0 … n is that of all or nothing
    size = np.maximum((n - np.minimum(extra, n - 1e-9)) / np.maximum(extra - 1, 1e-12), 1e-6)
    if few.any():
        found[few] = _counted(k[few], n[few], p[few] * size[few], (1 - p[few]) * size[few])
    if many.any():
        m, whole = (k[many] - 0.5) / n[many], np.maximum(p[many] * (1 - p[many]) * n[many] ** 2 / v[many] - 1, 1e-6)
        found[many] = 1 - betainc(p[many] * whole, (1 - p[many]) * whole, m)
    out[some] = found
    return out


def _counted(k: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
    i = np.arange(_COUNTED + 1)
    k, n, a, b = (one[:, None] for one in (k, n, a, b))
    rest = np.maximum(n - i, 0)
    ways = gammaln(n + 1) - gammaln(i + 1) - gammaln(rest + 1)
    weight = np.exp(ways + gammaln(i + a) + gammaln(rest + b) - gammaln(n + a + b) + gammaln(a + b) - gammaln(a) - gammaln(b))
    chance: Floats = np.where((i >= k) & (i <= n), weight, 0.0).sum(1)
    return np.clip(chance, 0, 1)


def shared(amount: Floats, of: Floats, mean: Floats, variance: Floats, jumps: Floats) -> Floats:
    """P(X ≥ amount) of about `of`; `jumps` (0 … 1) is the share of the heavy tail."""
    n = np.maximum(np.rint(of), 1)
    k = np.ceil(amount - 1e-9)
    p = np.clip(mean / np.maximum(of, 1e-12), 1e-9, 1 - 1e-9)
    plain = beta_binomial(k, n, p * n, variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.clip((k - 0.5) / n, 1e-12, 1 - 1e-12)
        width = np.sqrt(np.log1p(variance / mean / mean)) / (1 - p)
        lag = np.log(p / (1 - p)) - np.log(reach / (1 - reach))
        chance = plain + jumps * (student(lag / width) - plain)
    settled = (k <= 0) | (k > n) | ~(width > 0) | np.isnan(chance)
    return np.where(settled, plain, np.clip(chance, 0, 1))
