"""Which share of a week's work each weekday does, learned from the days before a window."""

import numpy as np

from aimline.pacing.law.stretch import LOOKBACK, Floats, Ints

ENOUGH = 28
"""Observed days of history that weekday weights need."""
_SHRINK = 4.0
"""Each weekday's mean is taken together with this many average days."""


def learned(before: Floats, first_weekday: Ints) -> Floats:
    """[g, 7] weights of Monday … Sunday, mean 1; all 1 where fewer than four weeks were observed, or nothing happened in them."""
    known = ~np.isnan(before)
    figures = np.where(known, before, 0.0)
    count = known.sum(1)
    mean = figures.sum(1) / np.maximum(count, 1)
    weights = np.ones((len(before), 7))
    usable = (count >= ENOUGH) & (mean > 0)
    weekday = (first_weekday[:, None] - LOOKBACK + np.arange(LOOKBACK)) % 7
    for day in range(7):
        mine = weekday == day
        total, seen = np.where(mine, figures, 0.0).sum(1), (mine & known).sum(1)
        weights[:, day] = (np.maximum(total, 0) + _SHRINK * mean) / np.where(usable, mean * (seen + _SHRINK), 1.0)
    weights /= np.where(usable, weights.mean(1), 1.0)[:, None]
    return np.where(usable[:, None], weights, 1.0)


def of_days(weights: Floats, first_weekday: Ints, first: int, days: int) -> Floats:
    """[g, days] the weight of each day from day `first` of the window on (0 is its first, negative ones are before it)."""
    weekday = (first_weekday[:, None] + first + np.arange(days)) % 7
    return np.take_along_axis(weights, weekday, 1)
