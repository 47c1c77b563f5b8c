"""Lines that are not straight: what a goal declares about its way, as shares of it day by day."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from aimline.goals.model import Goal, Window
from aimline.goals.pauses import pauses
from aimline.pacing.lines import Figures


@dataclass(frozen=True, slots=True)
class Way:
    """What a goal declares: the shape of its line, what the days of the week count, which days of the window (0 is the first) count nothing, and where it is to
    stand after some of them (day, value, what the value is of; see `goals.model.Milestone`).
    """

    pace: str | None
    weekdays: tuple[float, ...] | None
    off: tuple[int, ...]
    milestones: tuple[tuple[int, float, str], ...]

    @property
    def learned(self) -> bool:
        """The days of the week count what they used to."""
        return self.pace == "learned"


def way_of(goal: Goal, window: Window) -> Way | None:
    """What a goal declares about its way through a window; None where that is a straight line."""
    if goal.pace in (None, "linear") and not goal.milestones and goal.days_off is None:
        return None
    off = tuple(sorted((day - window.start).days for day in pauses(goal.days_off, window))) if goal.days_off is not None else ()
    stages = tuple(sorted((_over(one.day, window), one.value, one.of) for one in goal.milestones if window.start <= one.day < window.end))
    return Way(goal.pace, goal.day_weights, off, stages)


def _over(day: date, window: Window) -> int:
    return (day - window.start).days + 1


def day_weights(way: Way, start: int, first: int, days: int, learned: Figures) -> Figures:
    """What each of some days counts, from day `first` of the window on (0 is its first); `start` is the ordinal of that, `learned` what the days of the week
    used to count (Monday first).
    """
    each = np.array(way.weekdays) if way.weekdays is not None else learned if way.learned else np.ones(7)
    weights = each[(start - 1 + first + np.arange(days)) % 7].astype(np.float64)
    for day in way.off:
        if first <= day < first + days:
            weights[day - first] = 0.0
    return weights


def curve(way: Way, start: int, days: int, learned: Figures, baseline: float, target: float) -> Figures:
    """The share of the way planned after 0, 1 … days. Where no day counts anything the line is straight.

    front-loaded: 1 − (1 − x)²; back-loaded: x². Between milestones the line goes on as the days count.
    """
    weights = day_weights(way, start, 0, days, learned)
    total = weights.sum()
    passed = np.r_[0.0, np.cumsum(weights)] / total if total > 0 else np.arange(days + 1) / days
    share = 1 - (1 - passed) ** 2 if way.pace == "front-loaded" else passed**2 if way.pace == "back-loaded" else passed
    full = target - baseline
    if not way.milestones or not np.isfinite(full) or full == 0:
        return share
    knots = [(0, 0.0)]
    for day, value, of in way.milestones:
        at = value if of == "way" else (value if of == "gain" else value - baseline) / full
        if of == "gain" and full < 0 < value:
            at = -value / full
        knots.append((day, float(at)))
    if knots[-1][0] < days:
        knots.append((days, 1.0))
    found = np.empty(days + 1)
    for (begin, low), (end, high) in itertools.pairwise(knots):
        span = share[end] - share[begin]
        part = (share[begin : end + 1] - share[begin]) / span if span > 0 else np.linspace(0.0, 1.0, end - begin + 1)
        found[begin : end + 1] = low + (high - low) * part
    return found


def straightened(ways: Sequence[Way], done: Figures, curves: Figures) -> tuple[Figures, Figures]:
    """Shares done and curves (goals × days) with those that bend within their days made straight there, so that a share between two of their days is found
    where the curve itself has it.
    """
    done, curves = done.copy(), curves.copy()
    for row, way in enumerate(ways):
        if way.milestones or way.pace not in ("front-loaded", "back-loaded"):
            continue
        inside = 0 <= done[row] <= 1
        if way.pace == "front-loaded":
            curves[row] = 1 - np.sqrt(1 - np.clip(curves[row], 0.0, 1.0))
            done[row] = 1 - np.sqrt(1 - done[row]) if inside else done[row]
        else:
            curves[row] = np.sqrt(np.clip(curves[row], 0.0, 1.0))
            done[row] = np.sqrt(done[row]) if inside else done[row]
    return done, curves
