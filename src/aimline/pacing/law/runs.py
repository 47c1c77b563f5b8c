"""Bounds that must hold on so many days: how many of the days to come will hold.

Good days follow good days, so days are a chain of two states: the chance of a day that holds after one that held, and after one that did not. Both are learned
from the account's days before (beta posteriors, drawn towards what all of its days say), and the law of the number of days is the chain's, averaged over what
is not known of the two chances. With both chances alike it is the beta-binomial law.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, ndtr, ndtri

from aimline.pacing.law.stretch import Floats

_POINTS = (np.arange(9) + 0.5) / 9
"""Quantiles of what is not known that are averaged over."""
_EXACT = 40
"""Of up to so many days the law is counted out; of more it is normal."""
_MEMORY = 0.985
"""A day counts of the next one: in two months half of what was is forgotten."""
_JEFFREYS = 0.5
_HUGE = 1e100
_SHRINK = 4.0
"""Days that each chance is drawn towards the share of all days by."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What is known of an account's days: beta posteriors of a good day after a good one and after a bad one, and whether the last day was good."""

    stays: tuple[float, float]
    returns: tuple[float, float]
    last: bool | None

    @classmethod
    def of(cls, held: Floats) -> "Chain":
        """Learn from days in order: 1 held, 0 did not, NaN not observed."""
        counts = np.zeros((2, 2))
        good, bad = _JEFFREYS, _JEFFREYS
        before, gap = None, 0
        for day in held.tolist():
            counts *= _MEMORY
            good, bad = good * _MEMORY + (1 - _MEMORY) * _JEFFREYS, bad * _MEMORY + (1 - _MEMORY) * _JEFFREYS
            gap += 1
            if day != day:
                continue
            now = int(day)
            good, bad = good + now, bad + 1 - now
            if before is not None and gap == 1:
                counts[before, now] += 1
            before, gap = now, 0
        share = good / (good + bad)
        stays, returns = (
            (float(counts[at, 1] + _SHRINK * share + _JEFFREYS), float(counts[at, 0] + _SHRINK * (1 - share) + _JEFFREYS)) for at in (1, 0)
        )  # fmt: skip
        return cls(stays, returns, None if before is None else bool(before))

    def at_least(self, needed: int, days: int) -> float:
        """P(at least `needed` of the next `days` hold)."""
        if needed <= 0:
            return 1.0
        if needed > days:
            return 0.0
        stays, returns = (betaincinv(*shape, _POINTS) for shape in (self.stays, self.returns))
        a, b = (one.ravel() for one in np.meshgrid(stays, returns, indexing="ij"))
        level = b / np.maximum(1 - a + b, 1e-12)
        now = np.full(len(a), float(self.last)) if self.last is not None else level
        return float((_counted if days <= _EXACT else _normal)(a, b, level, now, needed, days).mean())


def _counted(a: Floats, b: Floats, level: Floats, now: Floats, needed: int, days: int) -> Floats:
    """By the number of days that held so far and the state of the last one."""
    good, bad = np.zeros((len(a), days + 1)), np.zeros((len(a), days + 1))
    good[:, 0], bad[:, 0] = now, 1 - now
    a, b = a[:, None], b[:, None]
    for _ in range(days):
        held = good * a + bad * b
        bad = good * (1 - a) + bad * (1 - b)
        good = np.concatenate([np.zeros((len(a), 1)), held[:, :-1]], axis=1)
    chance: Floats = (good + bad)[:, needed:].sum(1)
    return chance


def _normal(a: Floats, b: Floats, level: Floats, now: Floats, needed: int, days: int) -> Floats:
    """Mean and variance of the chain's count."""
    memory = np.clip(a - b, -0.98, 0.98)
    mean = days * level + (now - level) * memory * (1 - memory**days) / (1 - memory)
    variance = np.maximum(days * level * (1 - level) * (1 + memory) / (1 - memory), 1e-9)
    chance: Floats = ndtr((mean - needed + 0.5) / np.sqrt(variance))
    return chance if needed < days else np.where(now > 0.5, a, b) * a ** (days - 1)


_PATHS = np.random.default_rng(20261).standard_normal((1000, 64))
"""Steps of paths that levels may take, the same for everybody; those of more days are drawn on as needed."""


def level_at_least(readings: Floats, bound: float, needed: int, days: int) -> float:
    """P(a level stands at `bound` or above on at least `needed` of the next `days`), from its readings by day (NaN: none).

    A level goes on from where it stands: it walks by what its days changed it by, with a speed that is known as well as they tell.
    """
    if needed <= 0:
        return 1.0
    seen = np.flatnonzero(~np.isnan(readings))
    if needed > days:
        return 0.0
    if not len(seen):
        return float("nan")
    size = float(np.nanmax(np.abs(np.append(readings, bound))))
    if size > _HUGE:  # squares of what is larger are no numbers
        return level_at_least(readings / size, bound / size, needed, days)
    changes, spans = np.diff(readings[seen]), np.diff(seen).astype(float)
    age = len(readings) - 1 - int(seen[-1])
    known = float(spans.sum())
    speed = float(changes.sum()) / (known + _SHRINK)
    scatter = float(((changes - speed * spans) ** 2 / np.maximum(spans, 1.0)).sum()) / max(len(changes) - 1, 1)
    if len(changes) < 2:
        scatter = max(scatter, (float(readings[seen[-1]]) - bound) ** 2 / 16, 1e-12)
    span = age + days
    steps = _PATHS[:, :span] if span <= _PATHS.shape[1] else np.random.default_rng(20262).standard_normal((1000, span))
    unsure = np.sqrt(scatter / (known + 1)) * ndtri((np.arange(1000) * 377 % 1000 + 0.5) / 1000)[:, None]
    paths = readings[seen[-1]] + np.cumsum((speed + unsure) + np.sqrt(scatter) * steps, axis=1)
    return float(((paths[:, age:] >= bound).sum(1) >= needed).mean())
