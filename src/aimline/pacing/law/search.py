"""Where a chance that rises reaches a share: for many at once, on few looks at the chance."""

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from aimline.pacing.law.stretch import Floats, Ints

_LOOKS = 200
_CLOSE = 1e-12
"""Relative distance at which two numbers, or chances that are as good as a share, are the same."""

Chance = Callable[[Floats, Ints], Floats]
"""The chances at some numbers, each of those whose places are given."""


def least(chance: Chance, share: Floats, guess: Floats, step: Floats, low: Floats, high: Floats, *, whole: bool) -> Floats:
    """The least number above `low` and up to `high` at which a rising chance is at least `share`, elementwise; `whole`: the least whole one. At `low` it is
    less, at `high` it is that, or `high` is infinite. A step is about how far one must go for a chance of 50 % to become one of 84 %.

    The chance is looked at as a normal one, of which it seldom is far: there the line through two looks, by factors instead of sums, leads to the next, and an
    end that stays counts half (the Illinois rule). Every eighth look halves what is left.
    """
    low, high, best = low.astype(np.float64), high.astype(np.float64), high.astype(np.float64)
    below, above, wanted = np.full(low.shape, np.nan), np.full(low.shape, np.nan), ndtri(share)
    gap = 1.0 if whole else 0.0
    side = np.zeros(low.shape)
    todo = np.flatnonzero(high - low > gap)
    place = np.clip(np.ceil(guess[todo]) if whole else guess[todo], low[todo] + gap, np.where(np.isfinite(high[todo]), high[todo] - gap, np.inf))
    for look in range(_LOOKS):
        if not len(todo):
            break
        found = chance(place, todo)
        away = ndtri(np.clip(found, 1e-15, 1 - 1e-15)) - wanted[todo]
        there = found >= share[todo]
        high[todo[there]], above[todo[there]] = place[there], away[there]
        low[todo[~there]], below[todo[~there]] = place[~there], away[~there]
        best[todo] = high[todo]
        again = side[todo] == np.where(there, 1.0, -1.0)
        side[todo] = np.where(there, 1.0, -1.0)
        below[todo[again & there]] /= 2
        above[todo[again & ~there]] /= 2
        left = high[todo] - low[todo] > np.maximum(gap, _CLOSE * np.abs(low[todo]))
        if not whole:
            near = np.abs(away) < _CLOSE
            best[todo[near]] = place[near]
            left &= ~near
        todo = todo[left]
        under, over, lows, highs = low[todo], high[todo], below[todo], above[todo]
        both = np.isfinite(over) & ~np.isnan(lows) & ~np.isnan(highs)
        stride = step[todo] * (1 + look)
        one = np.where(np.isnan(highs), under + (0.1 - lows) * stride, over - (0.1 + highs) * stride)
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            part = lows / (lows - highs)
            line = np.where(under > 0, under * (over / under) ** part, over * part)
            place = np.where(both, (under + over) / 2 if look % 8 == 7 else line, one)
        place = np.where(np.isnan(place), under + gap, place)
        place = np.clip(np.ceil(place) if whole else place, under + gap, np.where(np.isfinite(over), over - gap, np.inf))
    return best
