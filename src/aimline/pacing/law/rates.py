"""How fast a series goes, how well that is known, how much its days differ and how far it may wander, on every day of a window."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    return studied(stretch, family, prior, int(days.max(initial=0))).on(days)


@dataclass(frozen=True, eq=False)
class Studied:
    """What is known of goals on the days of their windows up to some day: every one of `values` is [g, days + 1], after 0, 1 … days."""

    stretch: Stretch
    family: Family
    weekdays: Floats
    weights: Floats
    """[g, T] pace weights of the window."""
    weight_sums: Floats
    values: Mapping[str, Floats]

    def take(self, goals: Ints) -> "Studied":
        """Some of the goals."""
        values = {name: one[goals] for name, one in self.values.items()}
        return Studied(self.stretch.take(goals), self.family, self.weekdays[goals], self.weights[goals], self.weight_sums[goals], values)

    def on(self, days: Ints) -> Outlook:
        """The law on evaluation days, [c] or [g, c]."""
        goals, lengths = self.stretch.goals, self.stretch.lengths
        at = np.minimum(np.broadcast_to(days if days.ndim == 2 else days[None, :], (goals, days.shape[-1])), lengths[:, None])
        values = {name: np.take_along_axis(one, at, 1) for name, one in self.values.items()}
        total = self.weight_sums[:, -1:]
        return Outlook(
            family=self.family, day=at, gained=values["gained"], days_left=lengths[:, None] - at,
            weight_left=np.maximum(total - np.take_along_axis(self.weight_sums, at, 1), 0.0), rate=values["rate"], noise=values["noise"],
            level=values["level"], drift=values["drift"], burst=values["burst"], jumps=values["jumps"], weekdays=self.weekdays,
            first_weekday=self.stretch.first_weekday, weights=self.weights, length=lengths,
            figures={"W": values["W"], "S": values["S"], "F": values["dispersion"]}
            | {name: values[name] for name in ("drift", "burst", "jumps", "spikes", "level") if name in values},
        )  # fmt: skip


def studied(stretch: Stretch, family: Family, prior: Prior, last: int) -> Studied:
    """What is known of every goal up to day `last` of its window."""
    goals, window = stretch.during.shape
    weekdays = learned(stretch.before, stretch.first_weekday) if family != "changes" and stretch.weights is None else np.ones((goals, 7))
    weights = of_days(weekdays, stretch.first_weekday, -LOOKBACK, LOOKBACK + window) if stretch.weights is None else stretch.weights.copy()
    weights[:, LOOKBACK:][np.arange(window) >= stretch.lengths[:, None]] = 0.0
    weight_sums = _until(weights)
    total = weight_sums[:, -1]
    asked = stretch.way / np.where(total > 0, total, np.nan)
    seen = slice(0, LOOKBACK + min(last, window))
    figures = np.concatenate([stretch.before, stretch.during], 1)[:, seen]
    used = weights[:, seen] if stretch.spans is None else weights[:, seen] * stretch.spans[:, seen]
    known = ~np.isnan(figures) & (used > 0)
    x, w = np.where(known, figures, 0.0), np.where(known, used, 0.0)
    if family == "changes":
        values = _changes(x, w, asked)
    else:
        known_rate = learn(x, w, np.maximum(asked, 0), whole=family == "counts", prior=prior)
        values = {name: getattr(known_rate, name).T for name in ("rate", "level", "dispersion", "drift", "burst", "jumps", "S", "W", "spikes")}
        values["noise"] = values["dispersion"] * values["rate"]
    return Studied(stretch, family, weekdays, weights[:, LOOKBACK:], weight_sums, values | {"gained": _until(x)})


def _until(values: Floats) -> Floats:
    """[g, days + 1] sums up to each day of the window."""
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values[:, LOOKBACK:], 1)], 1)


def _changes(x: Floats, w: Floats, asked: Floats) -> dict[str, Floats]:
    """Rate and variance of net changes a day, which may be negative."""
    recent = slice(LOOKBACK - 28, LOOKBACK)
    hx, hw = x[:, recent].sum(1), w[:, recent].sum(1)
    lambda0 = np.where(hw > 0, hx / np.where(hw > 0, hw, 1.0), asked)
    S, W = discounted(x[:, LOOKBACK:]), discounted(w[:, LOOKBACK:])
    rate = (_KAPPA * lambda0[:, None] + S) / (_KAPPA + W)
    squares = np.divide(x * x, w, out=np.zeros_like(x), where=w > 0)
    before = slice(0, LOOKBACK)
    observed = (w[:, before] > 0).sum(1)
    spread0 = np.maximum(squares[:, before].sum(1) - 2 * lambda0 * x[:, before].sum(1) + lambda0**2 * w[:, before].sum(1), 0) / np.maximum(observed - 1, 1)
    spread = np.maximum(_until(squares) - 2 * rate * _until(x) + rate**2 * _until(w), 0)
    nu0 = np.where(observed > 1, np.minimum(observed, 14.0), 1.0)
    first = np.where(observed > 1, spread0, np.maximum(asked**2, _TINY))
    noise = (nu0[:, None] * first[:, None] + spread) / (nu0[:, None] + _until((w > 0).astype(float)))
    zero = np.zeros_like(rate)
    return {"rate": rate, "noise": noise, "dispersion": noise, "level": noise / (_KAPPA + W), "drift": _DRIFT * np.abs(rate), "burst": zero + 1, "jumps": zero,
            "S": S, "W": W}  # fmt: skip


def discounted(values: Floats) -> Floats:
    """[g, T + 1] sums up to each day in which a day counts 0.97 of the day after it."""
    out = np.zeros((values.shape[0], values.shape[1] + 1))
    for day in range(values.shape[1]):
        out[:, day + 1] = _DISCOUNT * out[:, day] + values[:, day]
    return out
