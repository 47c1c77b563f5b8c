"""Are all windows that are left of a goal reached as often as is said? Simulated: `python -m benchmarks.calibration.together`.

Accounts whose log-rate walks, with weekends and spikes, of which eight weeks are known; a number of impressions is wanted in each of the weeks to come.
Beside it the product of the windows' own chances, as if nothing were common to them.
"""

import sys

import numpy as np
from numpy.typing import NDArray

from aimline.pacing.law import Outlook, Spans, Stretch, all_of, outlook
from aimline.pacing.law.together import each

WEEKEND = 0.55

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


def simulated(seed: int, goals: int, count: int, share: float, walk: float) -> tuple[Outlook, NDArray[np.float64], NDArray[np.bool_]]:
    """Accounts whose log-rate walks; eight weeks are known. Returns their laws, what a week asks, and whether all of the weeks to come brought it."""
    rng = np.random.default_rng(seed)
    days = 56 + 7 * count
    rate = np.exp(rng.normal(np.log(20), 0.5, goals))
    log = np.cumsum(np.concatenate([np.zeros((goals, 1)), walk * rng.standard_normal((goals, days - 1))], axis=1), axis=1)
    mean = rate[:, None] * np.exp(log - log[:, 55:56]) * np.where(np.arange(days) % 7 > 4, WEEKEND, 1.0)
    figures = rng.poisson(mean * rng.gamma(1 / 0.3, 0.3, mean.shape)) * np.where(rng.random(mean.shape) < 0.03, 4.0, 1.0)
    asked = np.round(rate * (5 + 2 * WEEKEND) * 1.09 * share * np.exp(rng.normal(0, 0.3, goals)))
    hit = (figures[:, 56:].reshape(goals, count, 7).sum(2) >= asked[:, None]).all(1)
    nothing = np.full((goals, 7), np.nan)
    stretch = Stretch(before=figures[:, :56], during=nothing, first_weekday=np.zeros(goals, dtype=np.int64), way=asked)
    return outlook(stretch, np.array([0]), "counts"), asked, hit


def foretold(seed: int, goals: int, count: int, share: float, walk: float) -> tuple[Floats, Floats, Truth]:
    """What is said of all windows together, the product of their chances, and whether all of them came."""
    law, asked, hit = simulated(seed, goals, count, share, walk)
    until = law.weight_ahead(np.broadcast_to(7 * np.arange(1, count + 1), (len(asked), count)))
    said, product = [], []
    for goal, amount in enumerate(asked.tolist()):
        spans = Spans(
            since=7.0 * np.arange(count), days=np.full(count, 7.0), weight=np.diff(until[goal], prepend=0.0), amount=np.full(count, amount)
        )  # fmt: skip
        known = law.some(np.array([goal]))
        said.append(all_of(known, spans))
        product.append(min(0.99, max(0.01, float(each(known, spans)[0].prod()))))
    return np.array(said), np.array(product), hit


def brier(said: Floats, hit: Truth) -> float:
    """The mean square of what was said less what came."""
    return float(((said - hit) ** 2).mean())


def ece(said: Floats, hit: Truth) -> float:
    """The expected calibration error of ten bins."""
    of = np.minimum((said * 10).astype(int), 9)
    return float(sum((of == one).mean() * abs(said[of == one].mean() - hit[of == one].mean()) for one in np.unique(of)))


def main() -> None:
    """The table of docs/pacing.md."""
    sys.stdout.write(
        "| weeks | walk | came | said | product | ECE | ECE of the product | Brier | Brier of the product |\n|---|---|---|---|---|---|---|---|---|\n"
    )
    for count, share, walk in ((2, 0.9, 0.03), (4, 0.8, 0.03), (8, 0.7, 0.0), (8, 0.7, 0.03), (8, 0.7, 0.06), (12, 0.6, 0.03), (26, 0.5, 0.03)):
        said, product, hit = foretold(1, 2000, count, share, walk)
        figures = (hit.mean(), said.mean(), product.mean(), ece(said, hit), ece(product, hit), brier(said, hit), brier(product, hit))
        sys.stdout.write(f"| {count} | {walk:g} | {' | '.join(f'{one:.3f}' for one in figures)} |\n")


if __name__ == "__main__":
    main()
