"""How far a day lies outside what the days before it let one expect."""

import numpy as np
from scipy.special import stdtr

from aimline.pacing.law.weekdays import learned
from aimline.pacing.lines import Figures, Whole

HISTORY = 56
"""Days before a day that say what is usual."""
RECENT = 28
"""Days that the expectation and its spread are taken of."""
_FEWEST = 14
"""Observed days of them without which nothing is expected."""
_COUNTING = 1.0
"""The least variance of a day: that of a single event."""


def surprise(before: Figures, today: Figures, weekday: Whole, *, weekly: bool) -> Figures:
    """[g] the share of the predictive distribution of a day that lies nearer to its middle than what came, from 0 to 1; NaN where it cannot be told.

    `before` is [g, HISTORY] (the day before last), `today` [g], `weekday` that of today (0: Monday). `weekly`: the days of the week count what they used to.
    The distribution is Student's t around the mean of the last four weeks, scaled by their spread and the uncertainty of the mean (Hahn & Meeker 1991,
    *Statistical Intervals*, 4.3); what is counted spreads at least as a Poisson count does.
    """
    weights = learned(before, weekday) if weekly else np.ones((len(before), 7))
    days = (weekday[:, None] - RECENT + np.arange(RECENT)) % 7
    usual = np.take_along_axis(weights, days, axis=1)
    recent = before[:, -RECENT:]
    seen = ~np.isnan(recent) & (usual > 0)
    count = seen.sum(axis=1)
    figures = np.where(seen, recent, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = figures.sum(axis=1) / np.where(seen, usual, 0.0).sum(axis=1)
        off = np.where(seen, recent - rate[:, None] * usual, 0.0)
        spread = (off**2).sum(axis=1) / (count - 1)
        if weekly:
            spread = np.maximum(spread, np.maximum(np.abs(rate), _COUNTING))
        expected = rate * np.take_along_axis(weights, weekday[:, None] % 7, axis=1)[:, 0]
        away = np.abs(today - expected) / np.sqrt(spread * (1 + 1 / count))
        found = 2 * stdtr(count - 1, away) - 1
    return np.where((count >= _FEWEST) & (spread > 0), found, np.nan)
