"""How fast a series goes, how well that is known, how much its days differ and how far it may wander, on every day of a window."""

from collections.abc import Callable

import numpy as np

from aimline.pacing.law.learning import PRIOR, Prior, learn
from aimline.pacing.law.outlook import Outlook
from aimline.pacing.law.stretch import LOOKBACK, Floats, Ints, Stretch
from aimline.pacing.law.tails import Family
from aimline.pacing.law.weekdays import learned, of_days

_KAPPA, _DISCOUNT, _DRIFT = 7.0, 0.97, 0.02
"""Of changes of levels: days that history is worth, what a day counts of the next, by how much of itself the rate wanders."""
_TINY = 1e-3


def outlook(stretch: Stretch, days: Ints, family: Family, prior: Prior = PRIOR) -> Outlook:
    """The predictive law of every goal on evaluation days: `days` [c] or [g, c] are how many days of the window are over, 0 (nothing but history) … T."""
    goals, window = stretch.during.shape
    weekdays = learned(stretch.before, stretch.first_weekday) if family != "changes" and stretch.weights is None else np.ones((goals, 7))
    weights = of_days(weekdays, stretch.first_weekday, -LOOKBACK, LOOKBACK + window) if stretch.weights is None else stretch.weights.copy()
    lengths = stretch.lengths
    weights[:, LOOKBACK:][np.arange(window) >= lengths[:, None]] = 0.0
    figures = np.concatenate([stretch.before, stretch.during], 1)
    used = weights if stretch.spans is None else weights * stretch.spans
    known = ~np.isnan(figures) & (used > 0)
    x, w = np.where(known, figures, 0.0), np.where(known, used, 0.0)
    at = np.minimum(np.broadcast_to(days if days.ndim == 2 else days[None, :], (goals, days.shape[-1])), lengths[:, None])

    def pick(sums: Floats) -> Floats:
        return np.take_along_axis(sums, at, 1)

    def until(values: Floats) -> Floats:
        return np.concatenate([np.zeros((goals, 1)), np.cumsum(values[:, LOOKBACK:], 1)], 1)

    weight_sums = until(weights)
    total = weight_sums[:, -1]
    asked = stretch.way / np.where(total > 0, total, np.nan)
    left = lengths[:, None] - at
    weight_left = np.maximum(total[:, None] - pick(weight_sums), 0.0)
    if family == "changes":
        values = _changes(x, w, asked, pick, until)
    else:
        known_rate = learn(x, w, np.maximum(asked, 0), whole=family == "counts", prior=prior)
        values = {name: pick(getattr(known_rate, name).T) for name in ("rate", "level", "dispersion", "drift", "burst", "jumps", "S", "W", "spikes")}
        values["noise"] = values["dispersion"] * values["rate"]
    return Outlook(
        family=family, day=at, gained=pick(until(x)), days_left=left, weight_left=weight_left, rate=values["rate"], noise=values["noise"],
        level=values["level"], drift=values["drift"], burst=values["burst"], jumps=values["jumps"], weekdays=weekdays,
        first_weekday=stretch.first_weekday, weights=weights[:, LOOKBACK:], length=lengths,
        figures={"W": values["W"], "S": values["S"], "F": values["dispersion"]}
        | {name: values[name] for name in ("drift", "burst", "jumps", "spikes", "level") if name in values},
    )  # fmt: skip


def _changes(x: Floats, w: Floats, asked: Floats, pick: Callable[[Floats], Floats], until: Callable[[Floats], Floats]) -> dict[str, Floats]:
    """Rate and variance of net changes a day, which may be negative."""
    recent = slice(LOOKBACK - 28, LOOKBACK)
    hx, hw = x[:, recent].sum(1), w[:, recent].sum(1)
    lambda0 = np.where(hw > 0, hx / np.where(hw > 0, hw, 1.0), asked)
    S, W = pick(discounted(x[:, LOOKBACK:])), pick(discounted(w[:, LOOKBACK:]))
    rate = (_KAPPA * lambda0[:, None] + S) / (_KAPPA + W)
    squares = np.divide(x * x, w, out=np.zeros_like(x), where=w > 0)
    before = slice(0, LOOKBACK)
    observed = (w[:, before] > 0).sum(1)
    spread0 = np.maximum(squares[:, before].sum(1) - 2 * lambda0 * x[:, before].sum(1) + lambda0**2 * w[:, before].sum(1), 0) / np.maximum(observed - 1, 1)
    spread = np.maximum(pick(until(squares)) - 2 * rate * pick(until(x)) + rate**2 * pick(until(w)), 0)
    nu0 = np.where(observed > 1, np.minimum(observed, 14.0), 1.0)
    first = np.where(observed > 1, spread0, np.maximum(asked**2, _TINY))
    noise = (nu0[:, None] * first[:, None] + spread) / (nu0[:, None] + pick(until((w > 0).astype(float))))
    zero = np.zeros_like(rate)
    return {"rate": rate, "noise": noise, "dispersion": noise, "level": noise / (_KAPPA + W), "drift": _DRIFT * np.abs(rate), "burst": zero + 1, "jumps": zero,
            "S": S, "W": W}  # fmt: skip


def discounted(values: Floats) -> Floats:
    """[g, T + 1] sums up to each day in which a day counts 0.97 of the day after it."""
    out = np.zeros((values.shape[0], values.shape[1] + 1))
    for day in range(values.shape[1]):
        out[:, day + 1] = _DISCOUNT * out[:, day] + values[:, day]
    return out
