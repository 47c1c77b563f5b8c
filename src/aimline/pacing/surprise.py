"""How far a day lies outside what the days before it let one expect."""

import numpy as np
from scipy.special import stdtr

from aimline.pacing.lines import Figures

HISTORY = 28
"""Days before a day that say what is usual."""
_FEWEST = 14
"""Observed days of them without which nothing is expected."""
_LEAST = 0.05
"""The least spread on the logarithmic scale: a day that differs by less than a tenth surprises nobody, however even the days before it were."""


def surprise(before: Figures, today: Figures) -> Figures:
    """[g] the share of the predictive distribution of a day that lies nearer to its middle than what came, from 0 to 1; NaN where it cannot be told.

    `before` is [g, HISTORY] (the day before last), `today` [g]. The distribution is Student's t around the mean of these days, scaled by their spread and the
    uncertainty of the mean (Hahn & Meeker 1991, *Statistical Intervals*, 4.3), on a logarithmic scale, since good days are good by a factor:
    sign(x)·log(1 + |x|/2), on which a count of a few spreads about as one of thousands does. On 28 real series (6,371 days) a day beyond 99.9 % comes once in
    eleven weeks, on the plain scale once in five; to take out the days of the week made it no rarer.
    """
    recent, now = _scaled(before), _scaled(today)
    seen = ~np.isnan(recent)
    count = seen.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(seen, recent, 0.0).sum(axis=1) / count
        spread = (np.where(seen, recent - mean[:, None], 0.0) ** 2).sum(axis=1) / (count - 1)
        spread = np.maximum(spread, _LEAST**2)
        found = 2 * stdtr(count - 1, np.abs(now - mean) / np.sqrt(spread * (1 + 1 / count))) - 1
    return np.where(count >= _FEWEST, found, np.nan)


def _scaled(figures: Figures) -> Figures:
    scaled: Figures = np.sign(figures) * np.log1p(np.abs(figures) / 2)
    return scaled
