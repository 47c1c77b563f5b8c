"""What is still to come of goals on evaluation days: its mean and variance, and what follows from them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from aimline.pacing.law.blend import blended, blended_quantile
from aimline.pacing.law.search import least
from aimline.pacing.law.stretch import Bools, Floats, Ints
from aimline.pacing.law.tails import Family
from aimline.pacing.law.weekdays import of_days

LEAST, MOST = 0.01, 0.99
"""No probability outside of these is said before the close, unless it is arithmetically certain."""
BURST_DAYS = 10.0
"""Days after which bursts show in full."""
JUMP_DAYS = 5.0
"""Days after which sudden changes are to be expected in full: in the next two or three there is seldom one."""
HORIZON = 3 * 366
"""Days from an evaluation within which a finish is looked for."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Speed:
    """How fast goals go, in arrays of one shape: `rate` is what a day of weight 1 brings, `noise` the variance of that, `level` how uncertain the rate is (its
    variance), `drift` by how much of itself the rate wanders in a day (of `changes`: the unit a day), `burst` how much more weeks vary than their days tell,
    `jumps` (0 … 1) how heavy the tails are in the long run.
    """

    family: Family
    rate: Floats
    noise: Floats
    level: Floats
    drift: Floats
    burst: Floats
    jumps: Floats

    def ahead(self, weight: Floats, days: Floats | Ints) -> tuple[Floats, Floats]:
        """Mean and variance of what the next `days` bring, whose pace weights add up to `weight`: what days differ by, how well the rate is known, where it
        may wander.
        """
        mean = self.rate * weight
        wander = self.drift * (weight if self.family == "changes" else mean)
        return mean, self.noise_of(weight, days) + weight**2 * self.level + days / 3 * wander**2

    def noise_of(self, weight: Floats, days: Floats | Ints) -> Floats:
        """By how much days differ: bursts last some days, so that longer times vary by more than their days do."""
        return self.noise * weight * (1 + (self.burst - 1) * -np.expm1(-np.asarray(days, float) / BURST_DAYS))

    def jumps_of(self, days: Floats | Ints) -> Floats:
        """How much of the heavy tail the next `days` have."""
        return self.jumps * -np.expm1(-np.asarray(days, float) / JUMP_DAYS)

    def beyond(self, amount: Floats, weight: Floats, days: Floats | Ints) -> Floats:
        """P(the next `days`, of that pace weight, bring ≥ amount)."""
        mean, variance = self.ahead(weight, days)
        return blended(self.family, amount, mean, variance, self.noise_of(weight, days), self.jumps_of(days))

    def some(self, places: Ints) -> "Speed":
        """Those at some places of the flat arrays."""
        rate, noise, level, drift, burst, jumps = (one.ravel()[places] for one in (self.rate, self.noise, self.level, self.drift, self.burst, self.jumps))
        return Speed(family=self.family, rate=rate, noise=noise, level=level, drift=drift, burst=burst, jumps=jumps)


@dataclass(frozen=True, eq=False, kw_only=True)
class Outlook(Speed):
    """The predictive law of g goals on c evaluation days; every array is [g, c] unless it says otherwise.

    `day` is how many days of the window are over, `gained` what they brought, `days_left` and `weight_left` what is left of the window in days and in pace
    weights. `mean` and `variance` are of what is still to come in the window. `figures` holds every intermediate figure by the name that it has in the
    documentation.
    """

    day: Ints
    gained: Floats
    days_left: Ints
    weight_left: Floats
    weekdays: Floats
    first_weekday: Ints
    weights: Floats
    length: Ints
    figures: dict[str, Floats]

    @property
    def mean(self) -> Floats:
        return self.ahead(self.weight_left, self.days_left)[0]

    @property
    def variance(self) -> Floats:
        return self.ahead(self.weight_left, self.days_left)[1]

    @property
    def dispersion(self) -> Floats:
        """Variance of a day's figure over its mean; of changes, the variance itself."""
        return self.noise if self.family == "changes" else self.noise / self.rate

    def probability(self, way: Floats, cap: Bools | None = None) -> Floats:
        """P(what is gained at the close ≥ way); of caps, P(it stays ≤ way). `way` [g]. NaN where nothing is known.

        1 and 0 are said only where they are certain; everything else lies between 0.01 and 0.99.
        """
        return self.reaching(way[:, None] - self.gained, cap)

    def reaching(self, missing: Floats, cap: Bools | None = None) -> Floats:
        """The same by what is still missing [g, c]; of caps, by what is still allowed."""
        caps = np.zeros(len(missing), bool) if cap is None else cap
        up = self.beyond(missing, self.weight_left, self.days_left)
        over = np.floor(missing) + 1 if self.family == "counts" else np.nextafter(missing, np.inf)
        chance = np.where(caps[:, None], 1 - self.beyond(over, self.weight_left, self.days_left), up) if caps.any() else up
        closed = self.days_left <= 0
        met = np.where(caps[:, None], missing >= 0, missing <= 0)
        sure = closed if self.family == "changes" else closed | (missing < 0) | ((missing == 0) & ~caps[:, None])
        chance = np.where(sure, met * 1.0, np.clip(chance, LEAST, MOST))
        return np.where(np.isnan(missing), np.nan, chance)

    def quantile(self, q: float) -> Floats:
        """What will have been gained at the close with probability q that it is no more."""
        return self.gained + self.to_come(q)

    def to_come(self, q: Floats | float) -> Floats:
        """What will still be gained by the close with probability q that it is no more; [g, c], or for q [n, 1, 1] as many of these."""
        noise, jumps = self.noise_of(self.weight_left, self.days_left), self.jumps_of(self.days_left)
        return np.where(self.days_left > 0, blended_quantile(self.family, q, self.mean, self.variance, noise, jumps), 0.0)

    def finish(self, way: Floats, q: float) -> Floats:
        """The first day of the window (1 is its first; later than its last if need be) at whose end `way` [g] is covered with probability q: q = 0.1 gives an
        early day, q = 0.9 one to rely on. The present day where it is covered already; NaN where no day within the horizon will do.
        """
        return self.covering(np.broadcast_to(way[:, None] - self.gained, self.gained.shape), q)

    def covering(self, missing: Floats, q: Floats | float) -> Floats:
        """The same by what is still missing [g, c]; for q [n, 1, 1] as many of these."""
        shares = np.broadcast_to(q, np.broadcast_shapes(np.shape(q), missing.shape))
        found = np.broadcast_to(np.where(missing <= 0, self.day.astype(np.float64), np.nan), shares.shape).copy()
        share, days = shares.reshape(-1, missing.size), found.reshape(-1, missing.size)
        farthest = self._covered(missing, np.full(missing.shape, HORIZON))
        several, places = np.nonzero((missing > 0).ravel() & (farthest.ravel() >= share))
        days[several, places] = self._days_to(missing, places, share[several, places])
        return found

    def _days_to(self, missing: Floats, places: Ints, share: Floats) -> Floats:
        """The days of windows on which what is missing at some places is covered with some shares; it is within the horizon."""
        speed, amount, day, goal = self.some(places), missing.ravel()[places], self.day.ravel()[places], places // missing.shape[1]

        def chance(days: Floats, which: Ints) -> Floats:
            return speed.some(which).beyond(amount[which], self._weight(goal[which], day[which], days.astype(np.int64)), days)

        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            middle = np.clip(np.nan_to_num(amount / speed.rate, nan=HORIZON), 1.0, HORIZON)
            step = np.clip(np.nan_to_num(np.sqrt(speed.ahead(middle, middle)[1]) / speed.rate, nan=1.0), 1.0, HORIZON)
            guess = np.clip(np.where(speed.rate > 0, middle, HORIZON) + step * ndtri(share), 1.0, HORIZON)
        return day + least(chance, share, guess, step, np.zeros(len(places)), np.full(len(places), float(HORIZON)), whole=True)

    def _covered(self, missing: Floats, days: Ints) -> Floats:
        return self.beyond(missing, self.weight_ahead(days), days)

    def weight_ahead(self, days: Ints) -> Floats:
        """The pace weights of the next `days` [g, c]: declared ones within the window, those of the weekdays beyond it."""
        goal = np.broadcast_to(np.arange(len(days))[:, None], days.shape)
        return self._weight(goal, self.day, days)

    def weight_ahead_of(self, goal: int, days: Ints) -> Floats:
        """The pace weights of the next `days`, any number of lengths, of one goal on its first evaluation day."""
        return self._weight(np.full(len(days), goal), self.day[goal, 0], days)

    def _weight(self, goal: Ints, day: Ints, days: Ints) -> Floats:
        """The pace weights of `days` days after `day` of windows."""
        sums, week = self._sums
        last, until = self.length[goal], day + days
        weeks, rest = np.divmod(np.maximum(until - last, 0), 7)
        ahead: Floats = sums[goal, np.minimum(until, last)] - sums[goal, np.minimum(day, last)] + weeks * week[goal, 7] + week[goal, rest]
        return ahead

    @cached_property
    def _sums(self) -> tuple[Floats, Floats]:
        """[g, T + 1] pace weights added up from the first day on, and [g, 8] those of the week after the window."""
        nothing = np.zeros((len(self.weights), 1))
        week = of_days(self.weekdays, self.first_weekday + self.length, 0, 7)
        return np.concatenate([nothing, np.cumsum(self.weights, 1)], 1), np.concatenate([nothing, np.cumsum(week, 1)], 1)

    def explain(self, goal: int, column: int) -> dict[str, float]:
        """Every figure behind one goal's outlook on one evaluation day, by name; those of the law's tail, too."""
        found = {name: float(values[goal, column]) for name, values in self.figures.items()}
        m, v = float(self.mean[goal, column]), float(self.variance[goal, column])
        found |= {"gained": float(self.gained[goal, column]), "lambda": float(self.rate[goal, column]), "W_rem": float(self.weight_left[goal, column])}
        found |= {"days_left": float(self.days_left[goal, column]), "m": m, "v": v}
        if "jumps" in found:
            found["jumps"] = float(self.jumps_of(self.days_left)[goal, column])
        if self.family == "counts" and v > m > 0 and not self.jumps[goal, column] and found["F"] <= 1:
            # Only then is the law that negative binomial alone.
            found |= {"p": m / v, "r": m * m / (v - m)}
        return found
