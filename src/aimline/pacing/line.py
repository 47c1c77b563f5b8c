"""The line from the baseline to the goal, and where one stands beside it.

Days are counted plainly: `days` is the length of the window, `day` how many of its days are over (0 … days). The formulas multiply before they divide, so
that whole numbers give the figures a person would work out by hand. SPI and TSPI are earned value's schedule performance index and to-complete schedule
performance index (PMI).
"""

import math
from dataclasses import dataclass

_FARTHEST = 100 * 366
"""A straight line that takes longer than a century of days to arrive does not arrive."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Where a goal stands beside its line; each figure None where it is undefined.

    `expected` is the value the line has now, `shortfall` what is missing to the target (negative once it is passed), `done` the share of the way (below 0
    when things went backwards), `required_per_day` what each day left must bring, `projected` the value at the close if things go on as they went,
    `finish_day` the day of the window (1 is the first) on which that straight line arrives.
    """

    elapsed: float | None = None
    expected: float | None = None
    shortfall: float | None = None
    done: float | None = None
    spi: float | None = None
    tspi: float | None = None
    days_ahead: float | None = None
    required_per_day: float | None = None
    current_per_day: float | None = None
    projected: float | None = None
    finish_day: int | None = None


def over(numerator: float | None, denominator: float | None) -> float | None:
    """A quotient; None where it is undefined or too large to be a number."""
    if numerator is None or denominator is None or denominator == 0:
        return None
    try:
        quotient = numerator / denominator
    except OverflowError:
        return None
    return quotient if math.isfinite(quotient) else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def towards(baseline: float, target: float, gained: float, day: int, days: int) -> Pace:
    """The pace of a value on its way from `baseline` to `target` along a straight line, `gained` on after `day` of `days` days.

    The direction comes from the target: below the baseline, losing is gaining. Where baseline and target are the same there is no way to go, and no share of
    it. The formulas: expected = baseline + (target − baseline) · elapsed; done = gained ÷ (target − baseline); SPI = gained ÷ (expected − baseline);
    TSPI = (1 − done) ÷ (1 − elapsed); days ahead = done · days − day, within the window. Budgets and other cumulative caps are lines from 0.

    Raises:
        ValueError: the window has no days, or `day` lies outside it.
    """
    if days <= 0 or not 0 <= day <= days:
        raise ValueError(f"day {day} of a window of {days} days")
    way, left = target - baseline, days - day
    missing = way - gained
    done = over(gained, way)
    arrived = done >= 1 if done is not None else way == 0 and missing <= 0
    ahead = over(gained * days - way * day, way)
    return Pace(
        elapsed=day / days,
        expected=_finite(baseline + way * day / days),
        shortfall=_finite(missing),
        done=done,
        spi=over(gained * days, way * day),
        tspi=over(missing * days, way * left),
        days_ahead=None if ahead is None else max(-float(day), min(float(left), ahead)),
        required_per_day=0.0 if arrived and left else over(missing, left),
        current_per_day=over(gained, day),
        projected=None if not day else _finite(baseline + gained * days / day),
        finish_day=None if arrived else _finish(way, gained, day),
    )


def _finish(way: float, gained: float, day: int) -> int | None:
    """The day on which the straight line through what was gained so far covers the way; None when it leads elsewhere."""
    if not day or not way or gained * way <= 0:
        return None
    needed = over(way * day, gained)
    return None if needed is None or needed > _FARTHEST else math.ceil(needed)


def standing_still(actual: float, target: float, *, cap: bool, day: int | None = None, days: int | None = None) -> Pace:
    """The standing of what has no line: averages, floors and caps on rates. The target is expected at all times; there is no pace and no projection.

    done = actual ÷ target, for caps target ÷ actual, so that 1 or more is always good.
    """
    elapsed = day / days if day is not None and days else None
    return Pace(elapsed=elapsed, expected=target, shortfall=target - actual, done=over(target, actual) if cap else over(actual, target))
