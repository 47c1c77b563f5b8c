"""Laws of ratios and of days on which a bound holds, in plain Python (docs/pacing.md). What is to come below a ratio, and its rate, are those of `laws`."""

from datetime import timedelta
from itertools import pairwise
from math import ceil, exp, floor, fsum, inf, lgamma, log, log1p, nextafter, sqrt
from typing import Any

import numpy as np
from laws import BACK, below_normal, below_student, beta_tail, blended, bounded, learned, weekdays_of
from scipy.special import betaincinv, ndtri

DAY = timedelta(days=1)


class RatioAhead:
    """A ratio after some days: what counts at the close and is there, and what both of its sums are likely to gain until then."""

    def __init__(self, case: Any, f: Any) -> None:
        self.family = case.family
        over, length = f.over, f.total

        def side(parts: list[Any]) -> list[float | None]:
            days = [f.start + n * DAY for n in range(-BACK, over)]
            return [fsum(part[d] for part in parts) if all(d in part for part in parts) else None for d in days]

        above, below = side(case.above), side(case.below)
        before, during = below[:BACK], below[BACK:]
        week = weekdays_of(before, f.start)
        weights = [week[(f.start + n * DAY).weekday()] for n in range(-BACK, length)]
        usual = next((x for x in during if x is not None), None)
        total = fsum(weights[BACK:])
        known = learned(
            [x or 0.0 for x in below],
            [0.0 if x is None else weight for x, weight in zip(below, weights, strict=False)],
            max(0.0, (usual or 0.0) * length / total),
            False,
        )
        begin = max(length - case.trailing, 0) if case.trailing else 0
        since = max(over, begin)
        days, weight = length - since, fsum(weights[BACK + since :])
        self.mean = known.rate * weight
        burst = 1 + (known.burst - 1) * (1 - exp(-days / 10))
        self.variance = known.noise * weight * burst + weight**2 * known.level + days / 3 * (known.drift * self.mean) ** 2
        old = [x for x in before if x is not None]
        past = fsum(old) / max(sum(x > 0 for x in old), 1)
        size = past if past > 0 else usual if usual and usual > 0 else 1.0
        seen = [a is not None and b is not None and b > 0 for a, b in zip(above, below, strict=True)]
        x = [a if ok else 0.0 for a, ok in zip(above, seen, strict=True)]
        w = [b / size if ok else 0.0 for b, ok in zip(below, seen, strict=True)]  # type: ignore[operator]
        rate = learned(
            x,
            w,
            max(f.target / case.scale, 0.0) * size,
            self.family != "amounts",
            spikes=0.03,
            spike_days=28.0,
            most=size if self.family == "shares" else None,  # type: ignore[arg-type]
        )
        self.rate, self.noise, self.level = rate.rate / size, rate.noise, rate.level / size**2
        # the noise of a day of weight 1 is its dispersion times the rate; of each one below, times the rate of that
        self.noise = rate.noise / size * (1 + (rate.burst - 1) * (1 - exp(-days / 10)))
        self.wander = (since - over + days / 3) * (rate.drift * self.rate) ** 2
        self.jumps = rate.jumps * (1 - exp(-(length - over) / 5))
        counted = range(BACK + min(begin, over), BACK + over)
        self.above = fsum(above[n] or 0.0 for n in counted if seen[n])
        self.below = fsum(below[n] or 0.0 for n in counted if seen[n])

    def beyond(self, quotient: float, more: bool = False) -> float:
        """The chance that the quotient at the close is so great, or greater."""
        need = quotient * (self.below + self.mean) - self.above
        if more:
            need = nextafter(need, inf) if self.family == "amounts" else floor(need) + 1
        mean, noise = self.rate * self.mean, self.noise * self.mean
        variance = noise + self.mean**2 * (self.level + self.wander) + (self.rate - quotient) ** 2 * self.variance
        if self.family == "shares":
            return shared(need, self.mean, mean, variance, self.jumps)
        if mean <= 0 or variance <= 0:
            return float(need <= 0)  # nothing is to come
        return blended(self.family, need, mean, variance, noise, self.jumps)

    @property
    def known(self) -> bool:
        return self.below + self.mean > 1e-6

    def reaching(self, quotient: float, down: bool) -> float | None:
        if not self.known:
            return None
        return bounded(1 - self.beyond(quotient, more=True) if down else self.beyond(quotient))

    def quantile(self, q: float) -> float | None:
        if not self.known:
            return None
        low, high = 0.0, max(2 * (self.above + self.rate * self.mean) / (self.below + self.mean), 1e-9)
        for _ in range(60):
            if self.beyond(high) <= 1 - q:
                break
            high *= 2
        for _ in range(40):
            middle = (low + high) / 2
            low, high = (middle, high) if self.beyond(middle) > 1 - q else (low, middle)
        return high


def shared(amount: float, of: float, mean: float, variance: float, jumps: float) -> float:
    """P(X ≥ amount) of about `of` that are counted below."""
    n = max(float(np.rint(of)), 1.0)
    k = ceil(amount - 1e-9)
    p = min(max(mean / max(of, 1e-12), 1e-9), 1 - 1e-9)
    plain = beta_binomial(k, n, p, variance)
    if k <= 0 or k > n or mean <= 0:
        return plain
    reach = min(max((k - 0.5) / n, 1e-12), 1 - 1e-12)
    width = sqrt(log1p(variance / mean / mean)) / (1 - p)
    if not width > 0:
        return plain
    lag = log(p / (1 - p)) - log(reach / (1 - reach))
    return min(1.0, max(0.0, plain + jumps * (below_student(lag / width) - plain)))


def beta_binomial(k: int, n: float, p: float, variance: float) -> float:
    if k <= 0:
        return 1.0
    if k > n:
        return 0.0
    p = min(max(p, 1e-12), 1 - 1e-12)
    extra = variance / (n * p * (1 - p))
    if extra <= 1 + 1e-9 or n <= 1:
        return beta_tail(p, float(k), n - k + 1)
    if n > 64:
        whole = max(p * (1 - p) * n**2 / variance - 1, 1e-6)
        return 1 - beta_tail((k - 0.5) / n, p * whole, (1 - p) * whole)
    size = max((n - min(extra, n - 1e-9)) / (extra - 1), 1e-6)
    a, b = p * size, (1 - p) * size

    def beta(x: float, y: float) -> float:
        return lgamma(x) + lgamma(y) - lgamma(x + y)

    return min(1.0, fsum(exp(-log(n + 1) - beta(n - i + 1, i + 1) + beta(i + a, n - i + b) - beta(a, b)) for i in range(k, int(n) + 1)))


# ---- days that hold


def chain_at_least(days: list[bool | None], needed: int, ahead: int) -> float:
    """P(at least so many of the days ahead hold): a chain of two states, its two chances averaged over 9 × 9 quantiles of what is not known of them."""
    if needed > ahead:
        return 0.0
    pairs = {(a, b): 0.0 for a in (0, 1) for b in (0, 1)}
    good = bad = 0.5
    last: bool | None = None
    before: bool | None = None
    for now in days:
        pairs = {pair: count * 0.985 for pair, count in pairs.items()}
        good, bad = good * 0.985 + 0.0075, bad * 0.985 + 0.0075
        if now is not None:
            good, bad = good + now, bad + (not now)
            if before is not None:
                pairs[int(before), int(now)] += 1
            last = now
        before = now
    share = good / (good + bad)
    points = [(n + 0.5) / 9 for n in range(9)]
    stay, back = ([float(betaincinv(pairs[s, 1] + 4 * share + 0.5, pairs[s, 0] + 4 * (1 - share) + 0.5, q)) for q in points] for s in (1, 0))
    each = [count_at_least(a, b, b / max(1 - a + b, 1e-12) if last is None else float(last), needed, ahead) for a in stay for b in back]
    return fsum(each) / len(each)


def count_at_least(a: float, b: float, now: float, needed: int, ahead: int) -> float:
    if ahead > 40:
        level, memory = b / max(1 - a + b, 1e-12), min(max(a - b, -0.98), 0.98)
        mean = ahead * level + (now - level) * memory * (1 - memory**ahead) / (1 - memory)
        variance = max(ahead * level * (1 - level) * (1 + memory) / (1 - memory), 1e-9)
        if needed == ahead:
            return (a if now > 0.5 else b) * a ** (ahead - 1)
        return below_normal((mean - needed + 0.5) / sqrt(variance))
    chances = {(0, True): now, (0, False): 1 - now}
    for _ in range(ahead):
        after: dict[tuple[int, bool], float] = {}
        for (count, state), chance in chances.items():
            holds = a if state else b
            after[count + 1, True] = after.get((count + 1, True), 0.0) + chance * holds
            after[count, False] = after.get((count, False), 0.0) + chance * (1 - holds)
        chances = after
    return fsum(chance for (count, _), chance in chances.items() if count >= needed)


STEPS = np.random.default_rng(20261).standard_normal((1000, 64))


def level_at_least(readings: list[float | None], bound: float, needed: int, ahead: int) -> float:
    """The same of a level, on 1,000 fixed paths from where it stands; each has a speed of its own, as uncertain as the changes leave it."""
    if needed > ahead:
        return 0.0
    seen = [(n, x) for n, x in enumerate(readings) if x is not None]
    changes = [(b - a, m - n) for (n, a), (m, b) in pairwise(seen)]
    age = len(readings) - 1 - seen[-1][0]
    known = sum(days for _, days in changes)
    speed = fsum(x for x, _ in changes) / (known + 4)
    scatter = fsum((x - speed * days) ** 2 / days for x, days in changes) / max(len(changes) - 1, 1)
    if len(changes) < 2:
        scatter = max(scatter, (seen[-1][1] - bound) ** 2 / 16, 1e-12)
    length = age + ahead
    steps = STEPS if length <= 64 else np.random.default_rng(20262).standard_normal((1000, length))
    enough = 0
    for path in range(1000):
        mine = speed + sqrt(scatter / (known + 1)) * float(ndtri((path * 377 % 1000 + 0.5) / 1000))
        at, held = seen[-1][1], 0
        for day in range(length):
            at += mine + sqrt(scatter) * float(steps[path, day])
            held += day >= age and at >= bound
        enough += held >= needed
    return enough / 1000
