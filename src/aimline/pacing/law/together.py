"""Windows of one series that follow each other: how likely it is that all of them reach what each asks.

Each has a chance of its own under the law. They are not independent: the rate that all of them share is not known exactly and may wander, so that an account
that is slower than was thought is slow in every window. What windows have in common is that part of the variance of each; given how the rate goes, they are
independent, and the chance of all is the product, averaged over fixed paths of the rate (a Gaussian copula with one factor that walks: Vasicek 2002, Li 2000).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from aimline.pacing.law.blend import blended
from aimline.pacing.law.outlook import LEAST, MOST, Speed
from aimline.pacing.law.stretch import Floats

_PATHS = 256
"""Paths of the rate, each with its mirror image."""
_SAFE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Stretches of days to come of one series, in order: `since` days lie before each, it has `days` days of the pace weight `weight`, and is to bring `amount`
    (a cap: no more).
    """

    since: Floats
    days: Floats
    weight: Floats
    amount: Floats


def all_of(speed: Speed, spans: Spans, *, cap: bool = False) -> float:
    """P(every one of some stretches brings what it asks); `speed` is of one series. 1 and 0 only where that is certain: nothing is asked any more, or no caps
    are left to be broken; NaN where the speed is not known.
    """
    chances, common = each(speed, spans, cap=cap)
    if np.isnan(chances).any():
        return float("nan")
    if (chances <= 0).any():
        return 0.0
    open_ = chances < 1
    if not open_.any():
        return 1.0
    found = float(chances[open_][0]) if open_.sum() == 1 else _averaged(speed, spans, chances, common)
    return min(MOST, max(LEAST, found))


def each(speed: Speed, spans: Spans, *, cap: bool = False) -> tuple[Floats, Floats]:
    """The chance of each stretch alone, and the share of its variance that is of the rate."""
    mean = speed.rate * spans.weight
    noise = speed.noise_of(spans.weight, spans.days)
    moved = speed.drift * (spans.weight if speed.family == "changes" else mean)
    rate = spans.weight**2 * speed.level + (spans.since + spans.days / 3) * moved**2
    variance = noise + rate
    more = np.floor(spans.amount) + 1 if speed.family == "counts" else np.nextafter(spans.amount, np.inf)
    jumps = speed.jumps_of(spans.since + spans.days)
    beyond = blended(speed.family, more if cap else spans.amount, mean, variance, noise, jumps)
    chances = 1 - beyond if cap else beyond
    sums = speed.family != "changes"
    chances = np.where(sums & (spans.amount < 0), float(not cap), np.where(sums & (spans.amount == 0) & (not cap), 1.0, np.clip(chances, _SAFE, 1 - _SAFE)))
    return chances, np.clip(np.nan_to_num(np.divide(rate, variance, out=np.zeros_like(variance), where=variance > 0)), 0.0, 1 - 1e-9)


def _averaged(speed: Speed, spans: Spans, chances: Floats, common: Floats) -> float:
    """The mean over paths of the product."""
    when = spans.since + spans.days / 3
    rng = np.random.default_rng(20263)
    steps = rng.standard_normal((_PATHS, len(when))) * np.sqrt(np.diff(when, prepend=0.0).clip(0.0))
    start = ndtri((np.arange(_PATHS) * 101 % _PATHS + 0.5) / _PATHS)
    level, drift, rate = speed.level.item(), speed.drift.item(), speed.rate.item()
    unsure, moved = float(np.sqrt(level)), drift * (1.0 if speed.family == "changes" else rate)
    most = max(unsure, abs(moved))
    unsure, moved = (unsure / most, moved / most) if 0 < most < np.inf else (0.0, 0.0)
    path = unsure * start[:, None] + moved * np.cumsum(steps, axis=1)
    size = np.sqrt(unsure**2 + moved**2 * when)
    factor = np.divide(path, size, out=np.zeros_like(path), where=size > 0)
    asked = ndtri(np.clip(chances, _SAFE, 1 - _SAFE))
    product = np.zeros(2 * _PATHS)
    for sign, rows in ((1.0, slice(0, _PATHS)), (-1.0, slice(_PATHS, None))):
        given = ndtr((asked + sign * np.sqrt(common) * factor) / np.sqrt(1 - common))
        product[rows] = np.where(chances >= 1, 1.0, given).prod(axis=1)
    return float(product.mean())
