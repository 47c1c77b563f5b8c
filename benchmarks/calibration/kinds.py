"""`python -m benchmarks.calibration.kinds [--goals 2000] [--seed 1] [--exports FOLDER …]`: the laws of ratios, of bounds that must hold on days, and of
averages over items, on simulated accounts and (ratios, bounds) on the exports in the folders, beside a naive rule (0.9 where the figure so far would do, 0.1
where it would not).
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, product
from pathlib import Path

import numpy as np

from aimline.metrics import read_metrics
from aimline.pacing.law import LOOKBACK, Family, Parts, quotients
from aimline.pacing.law.items import Items, Seen
from aimline.pacing.law.runs import Chain, level_at_least
from benchmarks.calibration.real import series
from benchmarks.calibration.score import brier, ece
from benchmarks.calibration.simulated import World, simulate

_ABOVE = {"engagement", "link_clicks", "clicks", "likes", "reactions", "comments", "shares", "saves", "conversions", "revenue", "ad_spend", "profile_visits",
          "orders", "leads", "email_opens"}  # fmt: skip
_BELOW = {"impressions", "views", "ad_spend", "link_clicks", "website_traffic", "clicks", "sessions", "emails_delivered"}
Scored = tuple[str, np.ndarray, np.ndarray, np.ndarray]
"""What was judged; probabilities, what the naive rule says, and what came, for every forecast."""
RATIOS: dict[str, tuple[Family, float, float]] = {
    "open rate": ("shares", 0.35, 0.01), "conversion": ("shares", 0.03, 0.01), "engagement": ("counts", 0.06, 0.2),
    "CPC": ("amounts", 0.8, 0.06), "ROAS": ("amounts", 3.0, 0.8),
}  # fmt: skip
"""The family, the usual quotient, and how much days differ by (shares: the correlation, else the squared coefficient of variation)."""


def _naive(now: np.ndarray, target: np.ndarray | float) -> np.ndarray:
    return np.where(now >= target, 0.9, 0.1)


def ratios(name: str, days: int, trailing: int, goals: int, rng: np.random.Generator) -> Scored:
    """Quotients that wander by 3 % a day, with targets about where they stand."""
    family, usual, scatter = RATIOS[name]
    span = LOOKBACK + days
    weekday = rng.integers(0, 7, goals)
    week = np.array([1.0] * 5 + [0.55] * 2)[(weekday[:, None] - LOOKBACK + np.arange(span)) % 7]
    size = 200 * np.exp(rng.normal(0, 0.8, (goals, 1)) + np.cumsum(rng.normal(0, 0.03, (goals, span)), 1)) * week
    below = rng.poisson(rng.gamma(1 / 0.3, 0.3 * size)).astype(float)
    walk = np.cumsum(rng.normal(0, 0.03, (goals, span)), 1)
    walk -= walk[:, [LOOKBACK]]
    moved = rng.normal(0, 0.3, (goals, 1)) + walk
    if family == "shares":
        share = 1 / (1 + np.exp(-np.log(usual / (1 - usual)) - moved))
        above = rng.binomial(below.astype(int), rng.beta(share * (1 / scatter - 1), (1 - share) * (1 / scatter - 1))).astype(float)
        rate = share[:, LOOKBACK]
    else:
        quotient = usual * np.exp(moved)
        above = quotient * below * rng.gamma(1 / scatter, scatter, (goals, span))
        above = rng.poisson(above).astype(float) * np.where(rng.random(above.shape) < 0.03, 3, 1) if family == "counts" else above
        rate = quotient[:, LOOKBACK]
    target = rate * np.exp(rng.normal(0, 0.12, goals))
    on = np.tile(np.unique(np.linspace(1, days - 1, 9).astype(int)), (goals, 1))
    nothing = np.zeros(goals, np.int64)
    parts = Parts(
        above=above, below=below, first_weekday=weekday, asked=target, length=nothing + days, trailing=nothing + trailing, family=family
    )  # fmt: skip
    chance = quotients(parts, on).reaching(np.tile(target[:, None], on.shape[1]), np.zeros(goals, bool))
    last = slice(span - (trailing or days), span)
    hit = above[:, last].sum(1) >= target * below[:, last].sum(1)
    sums = [np.take_along_axis(np.cumsum(one[:, LOOKBACK:], 1), on - 1, 1) for one in (above, below)]
    known = ~np.isnan(chance)
    came = np.repeat(hit[:, None], on.shape[1], 1)
    return f"{name}, {days} days" + (f", last {trailing}" if trailing else ""), chance[known], _naive(sums[0], target[:, None] * sums[1])[known], came[known]


def bounds(name: str, days: int, goals: int, rng: np.random.Generator) -> Scored:
    """A bound that must hold on a share of the days, always, or by a level that walks."""
    chance, naive, came = [], [], []
    made = simulate(World(), days, 30.0 * days, goals, rng)
    for goal in range(goals):
        share = 1.0 if name == "always" else float(rng.choice([0.5, 0.7, 0.8, 0.9]))
        before, during = made.before[goal], made.during[goal]
        if name == "level":
            path = np.cumsum(rng.normal(rng.normal(0, 0.3), 1, LOOKBACK + days))
            before, during = path[:LOOKBACK], path[LOOKBACK:]
            bound = before[-1] + rng.normal(0, 3)
        elif name == "always":
            bound = before.min() * rng.choice([0.5, 0.7, 0.9])
        else:
            bound = np.quantile(before, 1 - share) * rng.uniform(0.8, 1.2)
        held, needed = (during >= bound).astype(float), int(np.ceil(share * days - 1e-9))
        for day in sorted({1, days // 4, days // 2, 3 * days // 4, days - 2}):
            more = int(needed - held[:day].sum())
            if not 0 < more <= days - day:
                continue
            if name == "level":
                found = level_at_least(np.concatenate([before, during[:day]]), float(bound), more, days - day)
            else:
                found = Chain.of(np.concatenate([(before >= bound).astype(float), held[:day]])).at_least(more, days - day)
            chance.append(min(0.99, max(0.01, found)))
            naive.append(0.9 if held[:day].mean() >= share else 0.1)
            came.append(held.sum() >= needed)
    return f"{name}, {days} days", np.array(chance), np.array(naive), np.array(came)


def seen(figures: np.ndarray) -> Seen:
    """The sums that the law knows of some items."""
    logs = np.log1p(figures)
    return Seen(len(figures), float(figures.sum()), float(logs.sum()), float((logs * logs).sum()))


def items(days: int, rate: float, spread: float, goals: int, rng: np.random.Generator) -> Scored:
    """Lognormal figures of posts, `rate` of them a day."""
    chance, naive, came = [], [], []
    for _ in range(goals):
        usual = rng.normal(3.5, 1)
        before = np.round(np.exp(rng.normal(usual, spread, rng.poisson(rate * 60))))
        inside = np.round(np.exp(rng.normal(usual + rng.normal(0, 0.1), spread, rng.poisson(rate * days))))
        on = np.sort(rng.integers(0, days, len(inside)))
        target = (before.mean() if len(before) else np.exp(usual + spread**2 / 2)) * rng.uniform(0.6, 1.4)
        for day in sorted({max(1, days // 10), days // 3, 2 * days // 3, days - 1}):
            now = inside[on < day]
            if len(now):
                chance.append(min(0.99, max(0.01, Items(seen(now), seen(before), day, days - day, 60).at_least(float(target)))))
                naive.append(0.9 if now.mean() >= target else 0.1)
                came.append(inside.mean() >= target)
    return f"posts, {days} days, {rate} a day, σ {spread}", np.array(chance), np.array(naive), np.array(came)


def real_ratios(folder: Path, rng: np.random.Generator) -> Iterator[Scored]:
    """Every pair of daily flows of which one is counted among, or costs, the other, in windows of 30 days; targets about the quotient of the 28 days before."""
    made: dict[Family, list[tuple[np.ndarray, np.ndarray, int, float]]] = {}
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        flows = list(series(read_metrics([str(place)])[0]))
        for (over, first, above), (under, begin, below) in product(flows, flows):
            if over[2] not in _ABOVE or under[2] not in _BELOW or over[2] == under[2] or (*over[:2], *over[4:]) != (*under[:2], *under[4:]):
                continue
            since, until = max(first, begin), min(first + timedelta(len(above)), begin + timedelta(len(below)))
            length = (until - since).days
            if length < 58:
                continue
            top, bottom = (one[(since - at).days :][:length] for one, at in ((above, first), (below, begin)))
            if np.nansum(top) < 100 or np.nansum(bottom) < 1000 or np.nansum(top) > 3 * np.nansum(bottom):
                continue
            blank = np.full(LOOKBACK, np.nan)
            padded = np.concatenate([blank, top]), np.concatenate([blank, bottom])
            for day in range(28, length - 29, max(1, (length - 57) // 200)):
                part = [one[day - 28 : day + 30] for one in (top, bottom)]
                if np.isnan(part).any() or part[0][:28].sum() <= 0 or part[1][:28].sum() <= 0 or part[1][28:].sum() <= 0:
                    continue
                target = part[0][:28].sum() / part[1][:28].sum() * rng.uniform(0.75, 1.25)
                family: Family = "amounts" if over[2] in ("revenue", "ad_spend") else "counts"
                figures = [one[day : day + LOOKBACK + 30] for one in padded]
                made.setdefault(family, []).append((figures[0], figures[1], (since + timedelta(day)).weekday(), float(target)))
    for family, windows in made.items():
        above, below, weekday, target = (np.array(column) for column in zip(*windows, strict=True))
        on, nothing = np.tile(np.arange(1, 30), (len(windows), 1)), np.zeros(len(windows), np.int64)
        parts = Parts(above=above, below=below, first_weekday=weekday, asked=target, length=nothing + 30, trailing=nothing, family=family)
        chance = quotients(parts, on).reaching(np.tile(target[:, None], 29), np.zeros(len(windows), bool))
        inside = above[:, LOOKBACK:], below[:, LOOKBACK:]
        hit = inside[0].sum(1) >= target * inside[1].sum(1)
        naive = _naive(*(np.cumsum(one, 1)[:, :-1] * by for one, by in zip(inside, (1.0, target[:, None]), strict=True)))
        known = ~np.isnan(chance)
        yield f"real ratios of {family}, {folder.name}, 30 days", chance[known], naive[known], np.repeat(hit[:, None], 29, 1)[known]


def real_bounds(folder: Path, rng: np.random.Generator) -> Iterator[Scored]:
    """Bounds that must hold on a share of 30 days of daily flows, about what held on so many of the 28 days before."""
    chance, naive, came = [], [], []
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        for _, _, figures in series(read_metrics([str(place)])[0]):
            for day in range(28, len(figures) - 29, max(1, (len(figures) - 57) // 40)):
                before, during = figures[max(0, day - LOOKBACK) : day], figures[day : day + 30]
                if np.isnan(before).any() or np.isnan(during).any() or before.mean() <= 0:
                    continue
                share = float(rng.choice([0.5, 0.7, 0.8, 0.9, 1.0]))
                bound = np.quantile(before, 1 - share) * rng.uniform(0.7, 1.3)
                held, needed = (during >= bound).astype(float), int(np.ceil(share * 30 - 1e-9))
                for over in (1, 7, 15, 22, 28):
                    more = int(needed - held[:over].sum())
                    if 0 < more <= 30 - over:
                        known = Chain.of(np.concatenate([(before >= bound).astype(float), held[:over]]))
                        chance.append(min(0.99, max(0.01, known.at_least(more, 30 - over))))
                        naive.append(0.9 if held[:over].mean() >= share else 0.1)
                        came.append(held.sum() >= needed)
    if chance:
        yield f"real bounds on a share, {folder.name}, 30 days", np.array(chance), np.array(naive), np.array(came)


def every(goals: int, seed: int) -> Iterator[Scored]:
    """All of them, each with random numbers of its own."""
    streams = iter(np.random.SeedSequence(seed).spawn(64))
    for name in RATIOS:
        for days, trailing in ((10, 0), (30, 0), (90, 0), (90, 28)):
            yield ratios(name, days, trailing, goals, np.random.default_rng(next(streams)))
    for name, days in (("on a share", 10), ("on a share", 30), ("on a share", 90), ("always", 10), ("always", 30), ("level", 30)):
        yield bounds(name, days, max(1, goals // 4), np.random.default_rng(next(streams)))
    for days, rate, spread in ((10, 0.5, 0.6), (30, 0.1, 0.8), (30, 0.3, 0.6), (30, 1.0, 0.9), (90, 0.5, 1.2)):
        yield items(days, rate, spread, max(1, goals // 3), np.random.default_rng(next(streams)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration.kinds")
    parser.add_argument("--goals", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--exports", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    rng = np.random.default_rng(given.seed)
    real = (one for folder in given.exports for kind in (real_ratios, real_bounds) for one in kind(folder, rng))
    sys.stdout.write("| set | forecasts | came | ECE | Brier | naive |\n|---|---|---|---|---|---|\n")
    for name, chance, naive, came in chain(every(given.goals, given.seed), real):
        figures = " | ".join(f"{figure:.3f}" for figure in (came.mean(), ece(chance, came), brier(chance, came), brier(naive, came)))
        sys.stdout.write(f"| {name} | {len(chance):,} | {figures} |\n")


if __name__ == "__main__":
    main()
