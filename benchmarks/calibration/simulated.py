"""Simulated accounts: over-dispersed daily counts with weekends, spikes and a wandering rate, and goals around what they bring."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aimline.pacing.law import LOOKBACK, Family, Stretch

DESIGNS = ((10, 100), (30, 1000), (90, 1000))
"""(days of the window, target)."""


@dataclass(frozen=True, slots=True)
class World:
    """How accounts behave: `walk` is the daily step of the log-rate, `over` the φ of the variance μ + φ·μ², `weekend` what Saturdays and Sundays bring beside
    other days, `spread` that of log(true ÷ required rate) between accounts, `asked` the required rate over the true one where it is fixed.
    """

    name: str = "base"
    walk: float = 0.03
    over: float = 0.3
    weekend: float = 0.55
    spread: float = 0.30
    asked: float | None = None
    spikes: float = 0.03
    spike: float = 4.0


WORLDS = (
    World(),
    World("no walk", walk=0.0),
    World("walk 0.06", walk=0.06),
    World("overdispersion 0.05", over=0.05),
    World("overdispersion 1", over=1.0),
    World("weekend 0.2", weekend=0.2),
    World("asked 0.6 of the rate", asked=0.6),
    World("asked as the rate", asked=1.0),
    World("asked 1.6 of the rate", asked=1.6),
)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Goals with how they end: `accounts` [g] numbers whom each is of (windows of one account resemble each other)."""

    name: str
    group: str
    family: Family
    stretch: Stretch
    accounts: np.ndarray


def simulate(world: World, days: int, target: float, goals: int, rng: np.random.Generator) -> Stretch:
    """`goals` accounts with LOOKBACK days of history and a window of `days`."""
    span = LOOKBACK + days
    factor = np.exp(rng.normal(0, world.spread, goals)) if world.asked is None else np.full(goals, 1 / world.asked)
    log_rate = np.cumsum(rng.normal(0, world.walk, (goals, span)), 1)
    log_rate -= log_rate[:, [LOOKBACK]]
    first_weekday = rng.integers(0, 7, goals)
    weekday = (first_weekday[:, None] - LOOKBACK + np.arange(span)) % 7
    week = np.array([1.0] * 5 + [world.weekend] * 2)
    mean = target / days * factor[:, None] * np.exp(log_rate) * (week / week.mean())[weekday]
    mean = mean * np.where(rng.random(mean.shape) < world.spikes, world.spike, 1.0)
    rate = rng.gamma(1 / world.over, world.over * mean) if world.over > 0 else mean
    figures = rng.poisson(rate).astype(float)
    return Stretch(before=figures[:, :LOOKBACK], during=figures[:, LOOKBACK:], first_weekday=first_weekday, way=np.full(goals, float(target)))


def samples(goals: int, seed: int) -> Iterator[Sample]:
    """Every world with every design; each has a stream of random numbers of its own, so that one more of them changes no other."""
    for (days, target), streams in zip(DESIGNS, np.random.SeedSequence(seed).spawn(len(DESIGNS)), strict=True):
        for world, stream in zip(WORLDS, streams.spawn(len(WORLDS)), strict=True):
            stretch = simulate(world, days, target, goals, np.random.default_rng(stream))
            yield Sample(world.name, f"{days} days, {target}", "counts", stretch, np.arange(goals))
