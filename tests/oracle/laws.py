"""Laws of what is still to come, in plain Python: how likely a goal is to be reached, and where it ends.

A law is put into the evaluator; it sees the figures of every day up to the one that is judged, and nothing later.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import atan, ceil, erfc, exp, floor, fsum, inf, lgamma, log, log1p, nextafter, pi, sqrt
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


# ---- the law as docs/pacing.md has it ("The law, step by step"): learned from the account's own days


DRIFTS, DRIFT_ODDS = (0.0, 0.04, 0.12, 0.36), (1.0, 2.0, 1.0, 1.0)
BURSTS, BURST_ODDS = (1.0, 2.0, 4.0, 8.0), (1.0, 2.0, 1.0, 0.5)
SPIKES, SPIKE_DAYS, SPIKE, SHORT = 0.09, 112.0, 2.3, 0.93
BACK = 56


@dataclass
class Known:
    """What is known of a rate at the end of a day."""

    rate: float
    level: float
    noise: float
    drift: float
    burst: float = 1.0
    jumps: float = 0.0


class Learned:
    """The law of what is still to come of sums and levels; everything is worked out anew for every day, from what was known at its end."""

    def judge(self, case: Any, f: Any, known: list[Series]) -> None:
        f.probability = self.chance(Ahead(case, f, known))
        f.ahead = known

    def chance(self, ahead: "Ahead") -> float:
        missing, cap = ahead.missing, ahead.cap
        if ahead.family != "changes" and (missing < 0 or (missing == 0 and not cap)):
            return float(missing >= 0 if cap else missing <= 0)
        if not cap:
            return bounded(ahead.beyond(missing, ahead.left))
        more = floor(missing) + 1 if ahead.family == "counts" else nextafter(missing, inf)
        return bounded(1 - ahead.beyond(more, ahead.left))

    def project(self, case: Any, f: Any) -> None:
        """Where and when it is likely to end."""
        ahead = Ahead(case, f, f.ahead)
        for name, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
            f.projected[name] = f.actual + ahead.sign * ahead.to_come(share if ahead.sign > 0 else round(1 - share, 1))
            days = ahead.covering(share)
            f.projected["finish"][name] = None if days is None or case.sort.cap else f.start + (f.over - 1 + days) * DAY
        f.projected["gets_there"] = lambda name, day: ahead.gets_there({"p10": 0.1, "p50": 0.5, "p90": 0.9}[name], (day - f.day).days)


class Ahead:
    """The days after one, as the days up to it tell."""

    def __init__(self, case: Any, f: Any, known: list[Series]) -> None:
        self.sign = -1.0 if case.sort.down and not (case.sort.cap and case.sort.sums) else 1.0
        self.cap = case.sort.cap and case.sort.sums
        self.family = "changes" if case.sort.level else "amounts" if case.money else "counts"
        self.left, self.start, self.over, self.length = f.left, f.start, f.over, f.total
        self.missing = self.sign * (f.target - f.actual)
        brought, covers = (changes_of(known) if case.sort.level else sums_of(known)), {}
        if case.sort.level:
            brought, covers = brought
        figures = [brought.get(f.start + n * DAY) for n in range(-BACK, f.over)]
        figures = [None if x is None else self.sign * x for x in figures]
        week = case.day_weights() or (weekdays_of(figures[:BACK], f.start) if self.family != "changes" else [1.0] * 7)
        off = case.off()
        self.weights = [0.0 if n in off else week[(f.start + n * DAY).weekday()] for n in range(f.total)]
        # beyond the window weekdays count as they were learned, where the goal declares no line of its own
        self.beyond_week = [1.0] * 7 if case.bent else week
        before = [week[(f.start + n * DAY).weekday()] for n in range(-BACK, 0)]
        weights = [*before, *self.weights[: f.over]]
        spans = [float(covers.get(f.start + n * DAY, 1)) for n in range(-BACK, f.over)]
        w = [0.0 if x is None else weight * span for x, weight, span in zip(figures, weights, spans, strict=True)]
        x = [0.0 if value is None or not weight else value for value, weight in zip(figures, w, strict=True)]
        total = fsum(self.weights)
        base = 0.0 if case.sort.sums or f.from_ is None else f.from_
        asked = self.sign * (f.target - base) / total if total else 0.0
        self.known = known_changes(x, w, asked) if self.family == "changes" else learned(x, w, max(asked, 0.0), self.family == "counts")

    def weight(self, days: int) -> float:
        """The pace weights of the next days."""
        inside = self.weights[self.over : self.over + days]
        after = range(self.length, self.over + days)
        return fsum(inside) + fsum(self.beyond_week[(self.start + n * DAY).weekday()] for n in after)

    def moments(self, days: int) -> tuple[float, float, float]:
        """Mean and variance of what the next days bring, and the part of the variance by which days differ."""
        weight, known = self.weight(days), self.known
        mean = known.rate * weight
        noise = known.noise * weight * (1 + (known.burst - 1) * (1 - exp(-days / 10)))
        wander = known.drift * (weight if self.family == "changes" else mean)
        return mean, noise + weight**2 * known.level + days / 3 * wander**2, noise

    def beyond(self, amount: float, days: int) -> float:
        """The chance that the next days bring so much."""
        mean, variance, noise = self.moments(days)
        if self.family == "changes":
            return below_normal((mean - amount) / sqrt(variance)) if variance > 0 else float(mean >= amount)
        return blended(self.family, amount, mean, variance, noise, self.known.jumps * (1 - exp(-days / 5)))

    def to_come(self, share: float) -> float:
        """The least that is not exceeded with a probability."""
        mean, variance, _ = self.moments(self.left)
        if self.family == "changes":
            return mean + sqrt(variance) * {0.1: -1.0, 0.5: 0.0, 0.9: 1.0}[share] * 1.2815515655446004
        if mean <= 0 or variance <= 0:
            return max(mean, 0.0)
        step = 1 if self.family == "counts" else 0
        low, high = (-1.0 if step else 0.0), max(1.0, float(ceil(mean)))
        while 1 - self.beyond(high + step, self.left) < share:
            low, high = high, 2 * high + step
        while high - low > (1 if step else max(1e-9 * high, 1e-12 * mean)):
            middle = float((low + high) // 2) if step else (low + high) / 2
            low, high = (low, middle) if 1 - self.beyond(middle + step, self.left) >= share else (middle, high)
        return high

    def gets_there(self, share: float, days: int) -> bool:
        """Whether the chance gets to a share after so many days, and not the day before: weekends can make it fall again, so that it gets there twice."""
        return days > 0 and self.beyond(self.missing, days) >= share > self.beyond(self.missing, days - 1)

    def covering(self, share: float) -> int | None:
        """The number of days that bring what is missing with a probability; None beyond three years."""
        if self.missing <= 0:
            return 0
        low, high = 0, 3 * 366
        if self.beyond(self.missing, high) < share:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.beyond(self.missing, middle) >= share else (middle, high)
        return high


def sums_of(known: list[Series]) -> Series:
    """What all platforms together brought, on the days on which all have a figure."""
    return {day: fsum(leg[day] for leg in known) for day in known[0] if all(day in leg for leg in known)}


def changes_of(known: list[Series]) -> tuple[Series, Series]:
    """By how much readings changed since the ones before them, on the days on which all platforms have one, and over how many days at most."""
    each = []
    for leg in known:
        days = sorted(leg)
        each.append({b: (leg[b] - leg[a], (b - a).days) for a, b in pairwise(days)})
    shared = [day for day in each[0] if all(day in leg for leg in each)]
    return {day: fsum(leg[day][0] for leg in each) for day in shared}, {day: float(max(leg[day][1] for leg in each)) for day in shared}


def weekdays_of(before: list[float | None], start: date) -> list[float]:
    """What Monday … Sunday count, by the 56 days before a window."""
    by_day: list[list[float]] = [[] for _ in range(7)]
    for n, x in enumerate(before):
        if x is not None:
            by_day[(start + (n - BACK) * DAY).weekday()].append(x)
    count = sum(map(len, by_day))
    if count < 28:
        return [1.0] * 7
    usual = fsum(map(fsum, by_day)) / count
    sums = []
    for mine in by_day:
        missing = 8 - len(mine)  # a day that was not observed counts as none for the greatest, and for nothing else
        others = (fsum(mine) - max([*mine, *[0.0] * missing], default=0.0)) / max(len(mine) - 1, 1)
        bound = 2.5 * max(others, usual)
        sums.append(fsum(min(x, bound) if bound > 0 else x for x in mine))
    mean = fsum(sums) / count
    if mean <= 0:
        return [1.0] * 7
    raw = [(max(total, 0.0) + 4 * mean) / (mean * (len(mine) + 4)) for total, mine in zip(sums, by_day, strict=True)]
    return [one / (fsum(raw) / 7) for one in raw]


def known_changes(x: list[float], w: list[float], asked: float) -> Known:
    """Of changes of levels: the rate and the variance of a day."""
    recent, inside = slice(BACK - 28, BACK), slice(BACK, None)
    weight = fsum(w[recent])
    prior = fsum(x[recent]) / weight if weight > 0 else asked
    S = W = 0.0
    for figure, days in zip(x[inside], w[inside], strict=True):
        S, W = 0.97 * S + figure, 0.97 * W + days
    rate = (7 * prior + S) / (7 + W)

    def squares(part: slice, mean: float) -> float:
        return fsum((figure - mean * days) ** 2 / days for figure, days in zip(x[part], w[part], strict=True) if days > 0)

    observed = sum(days > 0 for days in w[:BACK])
    first = squares(slice(0, BACK), prior) / (observed - 1) if observed > 1 else max(asked**2, 1e-3)
    nu = float(min(observed, 14)) if observed > 1 else 1.0
    noise = (nu * first + squares(inside, rate)) / (nu + sum(days > 0 for days in w[inside]))
    return Known(rate, noise / (7 + W), noise, 0.02 * abs(rate))


def learned(
    x: list[float], w: list[float], asked: float, whole: bool, spikes: float = SPIKES, spike_days: float = SPIKE_DAYS, most: float | None = None
) -> Known:
    """Of counts and amounts: the rate, how far it wanders, how its days differ, whether weeks do more than those; `most`: counts of a share of so many."""
    start = [n for n in range(BACK) if w[n] > 0][:14]
    weight = fsum(w[n] for n in start)
    first = fsum(x[n] for n in start) / weight if start else asked
    tiny = 1e-3 if whole else max(1e-6 * max(first, asked), 1e-12)
    least = 1.0 if whole else tiny
    if most is not None:
        least = min(max(1 - first / max(most, 1.0), 0.05), 1.0)
    W = 1.0 if start else 7.0
    S = first * W
    near_S, near_W = first, 1.0
    seen = 8.0 if whole else 4.0
    squares = calm = (2.0 if whole else max(first, tiny)) * seen
    above = below = observed = 0.0
    grid = [(drift, burst) for drift in DRIFTS for burst in BURSTS]
    odds = [log(of_drift * of_burst) for of_drift in DRIFT_ODDS for of_burst in BURST_ODDS]
    weeks = [(S, W)] * len(grid)
    week = week_weight = 0.0
    drift, burst, jumps, apart = 0.0, 1.0, 0.0, 0.0

    def extra(rate: float) -> float:
        return (above + spikes * spike_days * rate) / (below + spike_days * rate)

    for day in range(len(x) + 1):
        if day % 7 == 0:
            F = max(least, calm / seen)
            for n, (d, b) in enumerate(grid):
                before_S, before_W = weeks[n]
                rate = max(before_S / before_W, tiny)
                if week_weight > 2:
                    certain = before_W / (1 + 7 * d**2 * rate / (b * F) * before_W)
                    variance = b * F * rate * week_weight * (1 + week_weight / certain) + 1e-9 * tiny**2 + 1e-300
                    odds[n] += -0.5 * log(variance) - 3 * log1p((week - rate * week_weight) ** 2 / variance / 5)
                fades = 1 / (1 + 7 * d**2 * rate / (b * F) * before_W)
                weeks[n] = fades * before_S + week, fades * before_W + week_weight
            week = week_weight = 0.0
            likely = [exp(one - max(odds)) for one in odds]
            likely = [one / fsum(likely) for one in likely]
            drift = fsum(p * d for p, (d, _) in zip(likely, grid, strict=True))
            burst = exp(fsum(p * log(b) for p, (_, b) in zip(likely, grid, strict=True)))
            wild = fsum(p for p, (d, b) in zip(likely, grid, strict=True) if d >= 0.1 or b >= 3)
            settled = fsum(p for p, (d, b) in zip(likely, grid, strict=True) if d < 0.1 and b < 3)
            jumps = 2 * wild / (2 * wild + settled)
            said = [max(brought / weighed, tiny) for brought, weighed in weeks]
            middle = fsum(p * one for p, one in zip(likely, said, strict=True))
            apart = 2 * sqrt(fsum(p * (one - middle) ** 2 for p, one in zip(likely, said, strict=True))) / middle
        if day == len(x):
            break
        u, figure = w[day], x[day]
        steady = max(least, calm / seen)
        fades = 1 / (1 + drift**2 * max(S / W, tiny) / (burst * steady) * W)
        near = max(near_S / near_W, tiny)
        if u > 0:
            spread = near * u * (1 + u / near_W)
            skew = max(1.0, 0.715 * (2 * steady - 1)) if whole else 1.43 * steady
            kept = min(figure, near * u + SPIKE * sqrt(steady * spread) + skew)
            above, below = above + figure - kept, below + kept
            calm += (kept - near * u) ** 2 / spread
            squares += (figure - near * u * (1 + extra(near))) ** 2 / spread
            seen, observed = seen + 1, observed + 1
        else:
            kept = 0.0
        near_S, near_W = SHORT * near_S + kept, SHORT * near_W + u
        S, W = fades * S + kept, fades * W + u
        week, week_weight = week + kept, week_weight + u
    F, steady = max(least, squares / seen), max(least, calm / seen)
    level = max(S / W, tiny)
    more = extra(level)
    rate = level * (1 + more)
    unsure = steady * burst * rate * (1 + more) / W + rate * max(F - steady, 0) / (observed + spike_days)
    unsure += (apart * rate) ** 2
    return Known(rate, unsure, F * rate, drift, burst, jumps)


def below_normal(x: float) -> float:
    return 0.5 * erfc(-x / sqrt(2))


def below_student(x: float) -> float:
    """Student's t with three degrees of freedom."""
    y = x / sqrt(3)
    return 0.5 + (y / (1 + y * y) + atan(y)) / pi


def amounts_at_least(k: float, mean: float, variance: float) -> float:
    """P(R ≥ k) of a gamma law by its moments."""
    return 1 - gamma_below(mean * mean / variance, k * mean / variance)


def blended(family: str, amount: float, mean: float, variance: float, noise: float, jumps: float) -> float:
    """P(R ≥ amount): in shares negative binomial (amounts: gamma), lognormal, and Student's t on the logarithm."""
    if amount <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    counts = family == "counts"
    k = ceil(amount)
    if not counts:
        plain = amounts_at_least(amount, mean, variance)
    elif max(k, mean) > 1e6:
        plain = amounts_at_least(k - 0.5, mean, max(variance, mean))
    else:
        plain = counts_at_least(k, mean, variance)
    about = max(k - 0.5, 0.25) if counts else amount
    width, lag = sqrt(log1p(variance / mean / mean)), log(mean) - log(about)
    share = min(max(1 - noise / variance, 0.0), 1.0) * (1 - min(mean / noise, 1.0) if counts else 1.0)
    chance = plain + share * (below_normal((lag - 0.5 * log1p(noise / mean / mean)) / width) - plain)
    chance += jumps * (below_student(lag / width) - chance)
    return min(max(chance, 0.0), 1.0)
