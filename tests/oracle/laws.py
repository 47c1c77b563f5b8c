"""Laws of what is still to come, in plain Python: how likely a goal is to be reached, and where it ends.

A law is put into the evaluator; it sees the figures of every day up to the one that is judged, and nothing later.
"""

from datetime import date, timedelta
from math import exp, floor, lgamma, log, sqrt
from typing import Any, Protocol

DAY = timedelta(days=1)
Series = dict[date, float]


class Law(Protocol):
    """`judge` sets the probability and the projection of a day's figures."""

    def judge(self, case: Any, f: Any, known: list[Series]) -> None: ...


# ---- distributions


def beta_tail(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta I_x(a, b), by Lentz's continued fraction."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_tail(1 - x, b, a)
    tiny = 1e-300
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    fraction = d
    for m in range(1, 20000):
        for top in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 + top * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + top / c
            c = c if abs(c) > tiny else tiny
            fraction *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return front * fraction


def gamma_below(a: float, x: float) -> float:
    """The regularised lower incomplete gamma P(a, x), by its series."""
    if x <= 0:
        return 0.0
    if x > a + 20 * sqrt(a) + 50:
        return 1.0
    term = total = 1 / a
    n = a
    for _ in range(100000):
        n += 1
        term *= x / n
        total += term
        if term < total * 1e-17:
            break
    return min(1.0, total * exp(a * log(x) - x - lgamma(a)))


def counts_at_least(k: int, mean: float, variance: float) -> float:
    """P(R ≥ k) of a negative binomial by its moments, Poisson where the variance is no greater than the mean."""
    if k <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if variance <= mean * (1 + 1e-12):
        return gamma_below(float(k), mean)
    p, r = mean / variance, mean * mean / (variance - mean)
    return beta_tail(1 - p, float(k), r)


def counts_exactly_at_least(k: int, size: float, success: float) -> float:
    """The same of a negative binomial by its parameters, term by term: failures before `size` successes, each of chance `success`."""
    below = 0.0
    for x in range(max(k, 0)):
        below += exp(lgamma(size + x) - lgamma(size) - lgamma(x + 1) + size * log(success) + x * log(1 - success))
    return 1.0 - below


# ---- the law of cumulative counts as PACING gives it


class Pacing:
    """Rate and dispersion with a prior, a discount and a drift; every part may be switched off."""

    def __init__(self, kappa: float = 7.0, discount: float = 0.97, drift: float = 0.02, dispersed: bool = True) -> None:
        self.kappa, self.discount, self.drift, self.dispersed = kappa, discount, drift, dispersed

    def moments(self, days: Series, start: date, last: date, day: date, way: float) -> tuple[float, float, float, float]:
        """Mean and variance of what is still to come, the rate and the dispersion."""
        history = {d: x for d, x in days.items() if start - 28 * DAY <= d < start}
        inside = {d: x for d, x in days.items() if start <= d <= day}
        length, remaining = (last - start).days + 1, (last - day).days
        past = len(history) >= 28
        prior = sum(history.values()) / len(history) if past else way / length
        gained = sum(x * self.discount ** (day - d).days for d, x in inside.items())
        weight = sum(self.discount ** (day - d).days for d in inside)
        rate = max((self.kappa * prior + gained) / (self.kappa + weight), 1e-9)
        spread = 1.0
        if self.dispersed:
            pearson = sum((x - rate) ** 2 / rate for x in inside.values())
            if past:
                mean = max(prior, 1e-9)
                before, nu = max(1.0, sum((x - mean) ** 2 / mean for x in history.values()) / (len(history) - 1)), 14.0
            else:
                before, nu = 1 + 0.3 * rate, 4.0
            spread = max(1.0, (nu * before + pearson) / (nu + len(inside)))
        m = rate * remaining
        v = spread * m + remaining**2 * spread * rate / (self.kappa + weight) + (self.drift * sqrt(remaining / 3) * m) ** 2
        return m, v, rate, spread

    def judge(self, case: Any, f: Any, known: list[Series]) -> None:
        if case.sort.level or f.target is None or f.actual is None:
            return
        days: Series = {}
        for leg in known:
            for day, value in leg.items():
                days[day] = days.get(day, 0.0) + value
        mean, variance, _, _ = self.moments(days, f.start, f.last, f.day, f.target)
        if case.sort.cap:
            room = floor(f.target - f.actual)
            f.probability = 0.0 if room < 0 else bounded(1 - counts_at_least(room + 1, mean, variance))
        else:
            short = -floor(-(f.target - f.actual))
            f.probability = 1.0 if short <= 0 else bounded(counts_at_least(short, mean, variance))


def bounded(p: float) -> float:
    return min(max(p, 0.01), 0.99)


class Said:
    """The probabilities that somebody else gave: by goal, first day of its window, and day. No law, but what a status rests on."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, date, date], float | None] = {}

    def judge(self, case: Any, f: Any, known: list[Series]) -> None:
        f.probability = self.said.get((case.goal.id, f.start, f.day))
