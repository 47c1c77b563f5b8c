"""The line from the baseline to the goal for many goals at once, and where each stands beside it. Figures are arrays of any one shape; undefined is NaN here
and None where a person or a program reads it.

The formulas multiply before they divide, so that whole numbers give the figures a person would work out by hand. SPI and TSPI are earned value's schedule
performance index and to-complete schedule performance index (PMI).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Figures = NDArray[np.float64]
Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lines:
    """Where goals stand beside their lines; see `line.Pace`, which has the same figures of one goal."""

    elapsed: Figures
    expected: Figures
    shortfall: Figures
    done: Figures
    spi: Figures
    tspi: Figures
    required_per_day: Figures
    current_per_day: Figures


def finite(figures: Figures) -> Figures:
    """The same figures, those that are too large to be numbers undefined."""
    return np.where(np.isfinite(figures), figures, np.nan)


def over(numerator: Figures, denominator: Figures) -> Figures:
    """Quotients; NaN where they are undefined or too large to be numbers."""
    with np.errstate(all="ignore"):
        return finite(np.where(denominator != 0, numerator / np.where(denominator != 0, denominator, 1.0), np.nan))


def toward(baseline: Figures, target: Figures, gained: Figures, day: Figures, days: Figures, planned: Figures, plan: Figures) -> Lines:
    """Values on their way from `baseline` to `target`, `gained` on after `day` of `days` days.

    `planned` of `plan` of the way should be covered by now (for a straight line: `day` of `days`). The direction comes from the target: below the baseline,
    losing is gaining. Where baseline and target are the same there is no way to go, and no share of it.
    expected = baseline + way · planned ÷ plan; done = gained ÷ way; SPI = gained ÷ (expected − baseline); TSPI = (1 − done) ÷ (1 − planned ÷ plan);
    required per day = (target − actual) ÷ days left, 0 once arrived.
    """
    with np.errstate(all="ignore"):
        way, left = target - baseline, days - day
        missing = way - gained
        done = over(gained, way)
        required = over(missing, left)
        arrived = (done >= 1) | ((way == 0) & (missing <= 0))
        return Lines(
            elapsed=over(day, days),
            expected=finite(baseline + over(way * planned, plan)),
            shortfall=finite(missing),
            done=done,
            spi=over(gained * plan, way * planned),
            tspi=np.where(left > 0, over(missing * plan, way * (plan - planned)), np.nan),
            required_per_day=np.where(arrived & (left > 0), 0.0, required),
            current_per_day=over(gained, day),
        )


def standing(actual: Figures, target: Figures, cap: Truth, day: Figures, days: Figures) -> Lines:
    """What has no line: averages, floors and caps on rates. The target is expected at all times; done = actual ÷ target, for caps target ÷ actual."""
    undefined = np.full(np.shape(actual), np.nan)
    with np.errstate(all="ignore"):
        short = finite(target - actual)
    done = np.where(cap, over(target, actual), over(actual, target))
    return Lines(over(day, days), np.broadcast_to(target, undefined.shape), short, done, undefined, undefined, undefined, undefined)


def ahead(done: Figures, day: Figures, days: Figures) -> Figures:
    """Days by which a straight line is led: done · days − day, within the window."""
    with np.errstate(all="ignore"):
        return np.clip(finite(done * days - day), -day, days - day)


def ahead_on(done: Figures, day: Figures, days: Whole, curve: Figures) -> Figures:
    """Days by which a curve is led: the day on which it has what is done, less `day`, within the window. `curve` (goals × the most days + 1) is the share of
    the way planned after 0, 1 … days; where it stands still the earliest such day counts for those behind it, the present one for those on it.
    """
    last = days
    share = np.clip(np.nan_to_num(done), 0.0, 1.0)[:, None]
    upper = np.clip((curve < share).sum(axis=1), 1, last)
    rows = np.arange(len(curve))
    low, high = curve[rows, upper - 1], curve[rows, upper]
    there = upper - 1 + np.clip(over(share[:, 0] - low, high - low), 0.0, 1.0)
    there = np.where(share[:, 0] <= curve[:, 0], 0.0, np.where(np.isnan(there), upper, there))
    level = np.abs(curve[rows, day.astype(np.int64)] - share[:, 0]) < 1e-12
    found = np.where(level, 0.0, there - day)
    return np.where(np.isnan(done), np.nan, np.where(done < 0, -day, np.where(done > 1, last - day, found)))
