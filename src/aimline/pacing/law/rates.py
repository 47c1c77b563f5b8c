"""How fast a series goes, how well that is known, how much its days differ and how far it may wander, on every day of a window."""

import numpy as np

from aimline.pacing.law.outlook import Outlook
from aimline.pacing.law.stretch import LOOKBACK, Floats, Ints, Stretch
from aimline.pacing.law.tails import Family
from aimline.pacing.law.weekdays import learned, of_days

_KAPPA, _DISCOUNT, _DRIFT = 7.0, 0.97, 0.02
_TINY = 1e-3


def outlook(stretch: Stretch, days: Ints, family: Family) -> Outlook:
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
    recent = slice(LOOKBACK - 28, LOOKBACK)
    history = known[:, :LOOKBACK].sum(1)
    hx, hw = x[:, recent].sum(1), w[:, recent].sum(1)
    asked = np.maximum(stretch.way, 0) / np.where(total > 0, total, np.nan) if family != "changes" else stretch.way / np.where(total > 0, total, np.nan)
    lambda0 = np.where(hw > 0, hx / np.where(hw > 0, hw, 1.0), asked)
    S, W = discounted(x[:, LOOKBACK:]), discounted(w[:, LOOKBACK:])
    lam = (_KAPPA * lambda0[:, None] + pick(S)) / (_KAPPA + pick(W))
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = np.where(w > 0, x * x / w, 0.0)
    A, B, C, n = pick(until(squares)), pick(until(x)), pick(until(w)), pick(until((w > 0).astype(float)))
    HA, HB, HC, hn = squares[:, :LOOKBACK].sum(1), x[:, :LOOKBACK].sum(1), w[:, :LOOKBACK].sum(1), history
    enough = history >= 28
    base = np.maximum(lambda0, _TINY) if family != "changes" else lambda0
    spread0 = np.maximum(HA - 2 * base * HB + base**2 * HC, 0) / np.maximum(hn - 1, 1)
    lam = np.maximum(lam, _TINY) if family != "changes" else lam
    spread = np.maximum(A - 2 * lam * B + lam**2 * C, 0)
    if family == "changes":
        nu0 = np.where(enough, 14.0, np.where(hn > 1, np.minimum(hn, 14.0), 1.0))
        first = np.where(hn > 1, spread0, np.maximum(asked**2, _TINY))
        noise = (nu0[:, None] * first[:, None] + spread) / (nu0[:, None] + n)
        F0, F = first[:, None] + 0 * lam, noise
    else:
        nu0 = np.where(enough, 14.0, 4.0)
        F0 = np.where(enough, spread0 / base, 1 + 0.3 * base if family == "counts" else base)[:, None] + 0 * lam
        F = (nu0[:, None] * F0 + spread / lam) / (nu0[:, None] + n)
        F = np.maximum(F, 1.0) if family == "counts" else F
        noise = F * lam
    left = lengths[:, None] - at
    return Outlook(
        family=family, day=at, gained=B, days_left=left, weight_left=np.maximum(total[:, None] - pick(weight_sums), 0.0), rate=lam, noise=noise,
        info=_KAPPA + pick(W), drift=np.full(lam.shape, _DRIFT) if family != "changes" else _DRIFT * np.abs(lam), weekdays=weekdays,
        first_weekday=stretch.first_weekday, weights=weights[:, LOOKBACK:], length=lengths,
        figures={"W": pick(W), "S": pick(S), "lambda0": lambda0[:, None] + 0 * lam, "F0": F0, "F": F},
    )  # fmt: skip


def discounted(values: Floats) -> Floats:
    """[g, T + 1] sums up to each day in which a day counts 0.97 of the day after it."""
    out = np.zeros((values.shape[0], values.shape[1] + 1))
    for day in range(values.shape[1]):
        out[:, day + 1] = _DISCOUNT * out[:, day] + values[:, day]
    return out
