"""Which share of a week's work each weekday does, learned from the days before a window."""

import numpy as np

from aimline.pacing.law.stretch import LOOKBACK, Floats, Ints

ENOUGH = 28
"""Observed days of history that weekday weights need."""
_SHRINK = 4.0
"""Each weekday's mean is taken together with this many average days."""
_BOUND = 2.5
"""No day counts more than this many of its weekday's others, or of all days: one viral Tuesday makes no weekday."""


def learned(before: Floats, first_weekday: Ints) -> Floats:
    """[g, 7] weights of Monday … Sunday, mean 1; all 1 where fewer than four weeks were observed, or nothing happened in them."""
    known = ~np.isnan(before)
    weekday = (first_weekday[:, None] - LOOKBACK + np.arange(LOOKBACK)) % 7
    order = np.argsort(weekday[:, :7], axis=1)  # Monday … Sunday among any seven days in a row
    by_week, seen_by = np.where(known, before, 0.0).reshape(-1, LOOKBACK // 7, 7), known.reshape(-1, LOOKBACK // 7, 7)
    seen = seen_by.sum(1)
    count = seen.sum(1)
    usual = by_week.sum((1, 2)) / np.maximum(count, 1)
    others = (by_week.sum(1) - by_week.max(1)) / np.maximum(seen - 1, 1)
    bound = _BOUND * np.maximum(others, usual[:, None])
    total = np.minimum(by_week, np.where(bound > 0, bound, np.inf)[:, None, :]).sum(1)
    mean = (total.sum(1) / np.maximum(count, 1))[:, None]
    usable = (count >= ENOUGH) & (mean[:, 0] > 0)
    weights = (np.maximum(total, 0) + _SHRINK * mean) / np.where(usable[:, None], mean * (seen + _SHRINK), 1.0)
    weights = np.where(usable[:, None], np.take_along_axis(weights, order, 1), 1.0)
    weights /= np.where(usable, weights.mean(1), 1.0)[:, None]
    return np.where(usable[:, None], weights, 1.0)


def of_days(weights: Floats, first_weekday: Ints, first: int, days: int) -> Floats:
    """[g, days] the weight of each day from day `first` of the window on (0 is its first, negative ones are before it)."""
    weekday = (first_weekday[:, None] + first + np.arange(days)) % 7
    return np.take_along_axis(weights, weekday, 1)
