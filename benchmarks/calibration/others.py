"""Accounts that behave otherwise than those the law was made with: nothing is chosen by how these come out, they only tell whether it holds elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aimline.pacing.law import LOOKBACK, Stretch
from benchmarks.calibration.simulated import DESIGNS, Sample

_PLAIN = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Other:
    """Day-to-day noise: negative binomial of variance μ + over·μ², times a lognormal of spread `lognormal`; a share `silent` of the days brings nothing.
    The log-rate: `wander` of stationary spread, of which a day keeps the share `memory`; a slope of spread `slope` a day; a step of spread `step` on a share
    `steps` of the days. `launches` begin on a share of the days, each bringing four times as much again, halved every two days; on a share `viral` comes a
    Pareto factor (α = 1.5). `week`: what Monday … Sunday bring. `seen`: the fewest and most days of history. `scale`: of the targets.
    """

    name: str
    over: float = 0.3
    lognormal: float = 0.0
    silent: float = 0.0
    wander: float = 0.0
    memory: float = 0.9
    slope: float = 0.0
    step: float = 0.0
    steps: float = 0.0
    launches: float = 0.0
    viral: float = 0.0
    week: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0, 1.0, 0.55, 0.55)
    seen: tuple[int, int] = (LOOKBACK, LOOKBACK)
    spread: float = 0.30
    scale: float = 1.0


OTHERS = (
    Other("AR(1) log-rate, memory 0.9, spread 0.3", wander=0.3),
    Other("lognormal days 0.6, Friday and Saturday at 0.7", over=0.0, lognormal=0.6, week=(1.0, 1.0, 1.0, 1.0, 0.7, 0.7, 1.0)),
    Other("four days of ten bring nothing", silent=0.4, week=_PLAIN, scale=0.3),
    Other("launches every 40 days", over=0.15, launches=0.025),
    Other("growth or decline of 1 % a day", over=0.15, slope=0.01),
    Other("steps of 0.5 every 60 days", over=0.15, step=0.5, steps=1 / 60),
    Other("viral days, Pareto 1.5", over=0.2, viral=0.02),
    Other("0 to 27 days of history", seen=(0, 27)),
    Other("a tenth of the counts, one busy day a week", over=0.4, week=(1.0, 1.0, 3.0, 1.0, 1.0, 1.0, 1.0), scale=0.1),
    Other("Poisson days, steady", over=0.0, week=_PLAIN),
)


def simulate(world: Other, days: int, target: float, goals: int, rng: np.random.Generator) -> Stretch:
    """`goals` accounts with their history and a window of `days`."""
    shape = goals, LOOKBACK + days
    target = max(float(round(target * world.scale)), 1.0)
    log_rate = rng.normal(0, world.slope, (goals, 1)) * np.arange(shape[1]) + np.cumsum(
        np.where(rng.random(shape) < world.steps, rng.normal(0, world.step, shape), 0.0), 1
    )
    if world.wander:
        now = rng.normal(0, world.wander, goals)
        for day in range(shape[1]):
            log_rate[:, day] += now
            now = world.memory * now + rng.normal(0, world.wander * np.sqrt(1 - world.memory**2), goals)
    log_rate -= log_rate[:, [LOOKBACK]]
    busy = np.zeros(shape)
    boost = np.zeros(goals)
    for day in range(shape[1]):
        boost = boost * 0.5**0.5 + 4.0 * (rng.random(goals) < world.launches)
        busy[:, day] = 1 + boost
    first_weekday = rng.integers(0, 7, goals)
    week = np.array(world.week) / np.mean(world.week)
    mean = (
        target / days * np.exp(rng.normal(0, world.spread, (goals, 1)) + log_rate) * busy * week[(first_weekday[:, None] - LOOKBACK + np.arange(shape[1])) % 7]
    )
    mean = np.where(rng.random(shape) < world.silent, 0.0, mean / (1 - world.silent))
    mean = mean * np.where(rng.random(shape) < world.viral, 1 + 2 * (rng.pareto(1.5, shape) + 1), 1.0)
    if world.lognormal:
        mean = mean * np.exp(rng.normal(0, world.lognormal, shape) - world.lognormal**2 / 2)
    rate = rng.gamma(1 / world.over, world.over * mean) if world.over else mean
    figures = rng.poisson(np.minimum(rate, 1e12)).astype(float)
    unseen = LOOKBACK - rng.integers(world.seen[0], world.seen[1] + 1, goals)
    figures[:, :LOOKBACK][np.arange(LOOKBACK) < unseen[:, None]] = np.nan
    return Stretch(before=figures[:, :LOOKBACK], during=figures[:, LOOKBACK:], first_weekday=first_weekday, way=np.full(goals, target))


def samples(goals: int, seed: int) -> Iterator[Sample]:
    """Every other world with every design; each has a stream of random numbers of its own."""
    for (days, target), streams in zip(DESIGNS, np.random.SeedSequence([seed, 1]).spawn(len(DESIGNS)), strict=True):
        for world, stream in zip(OTHERS, streams.spawn(len(OTHERS)), strict=True):
            yield Sample(world.name, f"{days} days", "counts", simulate(world, days, target, goals, np.random.default_rng(stream)), np.arange(goals))
