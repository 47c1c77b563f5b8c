"""Averages over items (likes a post): how likely the mean over all items of a window reaches a target, given those that are still to come.

Figures of items are spread over powers, not sums: their logarithms are normal, with a mean and a variance that are not known (normal-gamma). How many are still
to come is a gamma-Poisson law by how often the account published. A sum of several such items is lognormal by its moments (Fenton 1960).
"""

from dataclasses import dataclass
from math import exp, inf, log, log1p, sqrt

import numpy as np
from scipy.special import gammaincinv, stdtr

_POINTS = (np.arange(15) + 0.5) / 15
"""Quantiles of the number of items to come that are averaged over."""
_VARIANCE, _WORTH = 0.8, 3.0
"""Of the logarithms before any item was seen, and how many items that is worth."""
_LARGEST = 300.0
"""Logarithm of an item whose square is still a number."""
_DAYS = 14.0
"""Days that the rate of publishing so far in the window is worth, beside the days before."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Items of some days: how many, the sum of their figures, and the sum of ln(1 + figure) and of its squares."""

    items: int = 0
    total: float = 0.0
    logs: float = 0.0
    squares: float = 0.0

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(self.items + other.items, self.total + other.total, self.logs + other.logs, self.squares + other.squares)


@dataclass(frozen=True, slots=True)
class Items:
    """What is known of an account's items: those of the window so far, those of `days_before` days before it, and how many days are over and left."""

    inside: Seen
    before: Seen
    day: int
    days_left: int
    days_before: int

    def at_least(self, target: float) -> float:
        """P(the mean over the items of the window at its close ≥ target); NaN before any item was seen, and of what has no logarithm."""
        known = self.inside + self.before
        if not known.items:
            return float("nan")
        mean = known.logs / known.items
        scatter = max(known.squares - known.items * mean * mean, 0.0)
        if known.total + known.items <= 0 or not mean + scatter / known.items / 2 < _LARGEST:  # what is below nothing, or beyond all numbers, has no such law
            return float("nan")
        variance = (_VARIANCE * _WORTH + scatter) / (_WORTH + max(known.items - 1, 0))
        each = exp(mean + scatter / known.items / 2)
        if known.items > 1:  # the mean of the figures themselves, where there are many: their tail is not always the lognormal's
            own = known.total / known.items + 1
            weight = known.items / (known.items + 30.0)
            each = each ** (1 - weight) * own**weight
        spread = each * each * (exp(min(variance, 5.0)) - 1)
        unsure = (variance + variance * variance / 2) / known.items
        chance = 0.0
        for more in self._to_come():
            count = self.inside.items + more
            if not count:
                continue
            need = target * count - self.inside.total
            chance += self._sum_at_least(need + more, more, each, spread, unsure, known.items) / len(_POINTS) if more else float(need <= 0) / len(_POINTS)
        return min(1.0, max(0.0, round(chance, 12)))

    def _to_come(self) -> list[int]:
        """Quantiles of the number of items of the days left."""
        rate_days = self.days_before + self.day
        shape = self.inside.items + min(self.before.items, 1e9) + 0.5
        mean = shape / max(rate_days, 1.0) * self.days_left
        variance = mean * 1.3 + mean * mean / shape
        found = gammaincinv(mean * mean / variance, _POINTS) * variance / mean if mean > 0 else np.zeros(len(_POINTS))
        return [int(one) for one in np.rint(found)]

    @staticmethod
    def _sum_at_least(need: float, more: int, each: float, spread: float, unsure: float, seen: int) -> float:
        if need <= 0:
            return 1.0
        mean = more * each
        variance = more * spread / (mean * mean) + unsure
        width = sqrt(log1p(variance))
        lag = (log(mean) - width * width / 2 - log(need)) / width if need < inf else -inf
        return float(stdtr(_WORTH + seen, lag))
