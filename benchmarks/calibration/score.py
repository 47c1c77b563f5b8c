"""How good probabilities and verdicts were."""

import numpy as np

BINS = 10


def brier(chance: np.ndarray, hit: np.ndarray) -> float:
    """Mean squared difference of probabilities from what happened (Brier 1950)."""
    return float(((chance - hit) ** 2).mean())


def reliability(chance: np.ndarray, hit: np.ndarray) -> list[tuple[int, float, float]]:
    """Ten bins of equal width: how many forecasts, their mean, and the share of them that came true (NaN where there are none)."""
    which = np.minimum((chance * BINS).astype(int), BINS - 1)
    count = np.bincount(which, minlength=BINS)
    with np.errstate(invalid="ignore"):
        said, came = (np.bincount(which, values, BINS) / count for values in (chance, hit.astype(float)))
    return [(int(n), float(p), float(y)) for n, p, y in zip(count, said, came, strict=True)]


def ece(chance: np.ndarray, hit: np.ndarray) -> float:
    """Expected calibration error: the mean distance of what was said from what came, over the bins, weighted by their forecasts."""
    table = reliability(chance, hit)
    return sum(n * abs(said - came) for n, said, came in table if n) / max(sum(n for n, _, _ in table), 1)


def alarms(behind: np.ndarray, verdicts: np.ndarray, hit: np.ndarray) -> tuple[float, float, float]:
    """Of [g, days] verdicts on open days: the share of goals later hit that were ever called behind, the share of misses so called by half-time, and how often
    the verdict changed per goal. A day with verdict −1 (goal reached) neither counts nor changes.
    """
    ever, half = behind.any(1), behind[:, : behind.shape[1] // 2 + 1].any(1)
    open_ = verdicts >= 0
    changes = ((verdicts[:, 1:] != verdicts[:, :-1]) & open_[:, 1:] & open_[:, :-1]).sum(1)
    return (float(ever[hit].mean()) if hit.any() else np.nan, float(half[~hit].mean()) if (~hit).any() else np.nan, float(changes.mean()))
