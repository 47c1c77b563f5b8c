"""Ratios of two sums: how likely what was and what is to come, divided, reaches a target at the close.

What is above is learned as a rate for each one below, with the days' denominators as weights: the law of counts and amounts with another clock. How many are
still to come below is a forecast of its own. A quotient reaches θ exactly where above − θ·below ≥ 0 (Fieller 1954), so that no quotient of uncertain numbers
is needed; what is uncertain below adds (rate − θ)² times its variance (the delta method). Shares of what is counted below (opens of e-mails) follow a
beta-binomial law.
"""

from dataclasses import dataclass, replace

import numpy as np

from aimline.pacing.law.blend import blended
from aimline.pacing.law.learning import PRIOR, Prior, learn
from aimline.pacing.law.outlook import BURST_DAYS, JUMP_DAYS, LEAST, MOST
from aimline.pacing.law.rates import outlook
from aimline.pacing.law.shares import shared
from aimline.pacing.law.stretch import LOOKBACK, Bools, Floats, Ints, Stretch
from aimline.pacing.law.tails import Family

_NOTHING = 1e-6
"""With less below there is no quotient."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Parts:
    """The two sums of g ratios by day, [g, LOOKBACK + T] each; NaN is a day that was not observed, or is not over yet. `asked` [g] is the quotient that the
    goal asks for. `trailing` [g]: the figure at the close is that of so many last days, 0 for the whole window. `family` is of what is above.
    """

    above: Floats
    below: Floats
    first_weekday: Ints
    asked: Floats
    length: Ints
    trailing: Ints
    family: Family


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Quotients:
    """The predictive law of g ratios on c evaluation days; every array is [g, c].

    `above`, `below`: what counts at the close and is there already; `mean` and `variance` of what is still to come below; `rate` what is to come above for each
    of them, with `noise` (variance of that, by which days differ), `level` (variance of the rate) and `wander` (variance by which it may move until then).
    """

    family: Family
    above: Floats
    below: Floats
    mean: Floats
    variance: Floats
    rate: Floats
    noise: Floats
    level: Floats
    wander: Floats
    jumps: Floats
    days_left: Ints

    def beyond(self, quotient: Floats, *, more: bool = False) -> Floats:
        """P(the quotient at the close ≥ `quotient`), or > with `more`; not bounded to what may be said."""
        need = quotient * (self.below + self.mean) - self.above
        if more:
            need = np.floor(need) + 1 if self.family != "amounts" else np.nextafter(need, np.inf)
        mean, noise = self.rate * self.mean, self.noise * self.mean
        variance = noise + self.mean**2 * (self.level + self.wander) + (self.rate - quotient) ** 2 * self.variance
        if self.family == "shares":
            return shared(need, self.mean, mean, variance, self.jumps)
        return blended(self.family, need, mean, variance, noise, self.jumps)

    def reaching(self, quotient: Floats, cap: Bools) -> Floats:
        """P(the quotient at the close ≥ `quotient` [g, c]); of caps [g], P(≤). Between 0.01 and 0.99, as a quotient may always move; NaN: unknown."""
        chance = np.where(cap[:, None], 1 - self.beyond(quotient, more=True), self.beyond(quotient))
        known = ~np.isnan(quotient + self.rate + self.mean) & (self.below + self.mean > _NOTHING)
        return np.where(known, np.clip(chance, LEAST, MOST), np.nan)

    def quantile(self, q: float) -> Floats:
        """The quotient at the close that is not exceeded with probability q."""
        with np.errstate(divide="ignore", invalid="ignore"):
            now = np.nan_to_num((self.above + self.rate * self.mean) / (self.below + self.mean))
        low, high = np.zeros_like(now), np.maximum(2 * now, 1e-9)
        for _ in range(60):
            short = self.beyond(high) > 1 - q
            if not short.any():
                break
            high = np.where(short, 2 * high, high)
        for _ in range(40):
            middle = (low + high) / 2
            above = self.beyond(middle) > 1 - q
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        known = ~np.isnan(self.rate + self.mean) & (self.below + self.mean > _NOTHING)
        return np.where(known, high, np.nan)


QUOTIENT = replace(PRIOR, spikes=0.03, spikes_days=28.0)
"""Quotients seldom spike as counts do: what goes viral is seen and clicked on."""


def quotients(parts: Parts, days: Ints, prior: Prior = QUOTIENT) -> Quotients:
    """The law of every ratio on evaluation days: `days` [g, c] are how many days of the window are over."""
    goals, span = parts.above.shape
    window = span - LOOKBACK
    below = np.where(np.arange(window) < parts.length[:, None], parts.below[:, LOOKBACK:], np.nan)
    before = parts.below[:, :LOOKBACK]
    first = np.argmax(~np.isnan(below), axis=1)
    usual = below[np.arange(goals), first]
    coming = Stretch(
        before=before, during=below, first_weekday=parts.first_weekday, way=np.nan_to_num(usual) * parts.length, length=parts.length
    )  # fmt: skip
    ahead = outlook(coming, days, "amounts")
    at = ahead.day
    weights = np.concatenate([np.zeros((goals, 1)), np.cumsum(ahead.weights, 1)], 1)
    length = parts.length[:, None]
    begin = np.where(parts.trailing[:, None] > 0, np.maximum(length - parts.trailing[:, None], 0), 0)
    since = np.maximum(at, begin)
    weight = np.take_along_axis(weights, np.broadcast_to(length, at.shape), 1) - np.take_along_axis(weights, since, 1)
    inside = length - since
    mean, variance = ahead.ahead(weight, inside)
    # one of the usual days is the clock of the rate: its size is known from the days before, else from the first that there is
    with np.errstate(invalid="ignore"):
        past = np.nan_to_num(before).sum(1) / np.maximum((before > 0).sum(1), 1)
    size = np.where(past > 0, past, np.where(usual > 0, usual, 1.0))
    seen = ~np.isnan(parts.above) & (parts.below > 0)
    seen[:, LOOKBACK:] &= np.arange(window) < length
    x, w = np.where(seen, parts.above, 0.0), np.where(seen, parts.below, 0.0) / size[:, None]
    asked = np.nan_to_num(np.maximum(parts.asked, 0)) * size
    whole = parts.family != "amounts"
    known = learn(x, w, asked, whole=whole, prior=prior, binomial=size if parts.family == "shares" else None)

    def pick(values: Floats) -> Floats:
        return np.take_along_axis(values.T, at, 1)

    rate = pick(known.rate) / size[:, None]
    burst = 1 + (pick(known.burst) - 1) * -np.expm1(-inside / BURST_DAYS)
    drift = pick(known.drift)
    sums = [np.concatenate([np.zeros((goals, 1)), np.cumsum(np.where(seen, one, 0.0)[:, LOOKBACK:], 1)], 1) for one in (parts.above, parts.below)]
    got = [np.take_along_axis(one, at, 1) - np.take_along_axis(one, np.minimum(begin, at), 1) for one in sums]
    return Quotients(
        family=parts.family,
        above=got[0],
        below=got[1],
        mean=mean,
        variance=variance,
        rate=rate,
        noise=pick(known.dispersion) * rate * burst,
        level=pick(known.level) / size[:, None] ** 2,
        wander=(since - at + inside / 3) * (drift * rate) ** 2,
        jumps=pick(known.jumps) * -np.expm1(-(length - at) / JUMP_DAYS),
        days_left=length - at,
    )
