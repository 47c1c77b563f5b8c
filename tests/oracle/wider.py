"""Random goals of the other kinds (ratios, bounds kept on days, averages a day) over the worlds of `worlds`."""

import random
from datetime import date
from typing import Any

from worlds import DAY, LENGTHS, PLATFORMS, ZONES, Stream, World, world

from aimline.goals.model import DaysOff, Goal, Kept, Milestone, PlacedGoal, Target, Window

RATIOS = {"ctr": ("percent", 100.0), "cpc": ("currency:USD", 1.0), "cpm": ("currency:USD", 1000.0)}
PARTS = {"ctr": ("link_clicks", "impressions"), "cpc": ("ad_spend", "link_clicks"), "cpm": ("ad_spend", "impressions")}


def wider(seed: int, goals: int = 30) -> World:
    """The rows and the day of a world, and goals of other kinds."""
    made = world(seed, 0)
    rng = random.Random(seed * 31 + 5)
    return made._replace(goals=[goal(rng, number, made) for number in range(goals)])


def goal(rng: random.Random, number: int, made: World) -> PlacedGoal:
    kind = rng.choice(["ratio", "ratio", "kept", "kept", "average"])
    accounts = sorted({row.account for row in made.rows}, key=str)
    platforms = tuple(sorted(rng.sample(PLATFORMS, rng.choice([1, 1, 1, 2, 2, 0]))))
    account = rng.choice(accounts) if accounts and rng.random() < 0.85 else None
    length = rng.choice(LENGTHS)
    start = (
        made.as_of
        + rng.choice([2, 0, -1, *[-length // 2] * 4, *[-length // 3] * 3, *[-length * 4 // 5] * 3, -length + 2, -length + 1, -length, -length - 1, -length - 9])
        * DAY
    )
    shape = ratio(rng, made, platforms, start, length) if kind == "ratio" else of_days(rng, made, platforms, kind, length)
    made_goal = Goal(
        id=f"g{number}", platforms=platforms, account=account, timezone=rng.choice([None, None, *ZONES]), start=None, time=None,
        window=Window(start=start, end=start + length * DAY), **{"per": None, "aggregation": None, **shape},
    )  # fmt: skip
    return PlacedGoal(goal=made_goal, text=str(number), file=None, line=number + 1, language="en")


def figure(made: World, metric: str, platforms: tuple[str, ...]) -> list[float]:
    return [row.value for row in made.rows if row.metric == metric and (not platforms or row.platform in platforms)]


def ratio(rng: random.Random, made: World, platforms: tuple[str, ...], start: date, length: int) -> dict[str, Any]:
    metric = rng.choice([*RATIOS])
    unit, scale = RATIOS[metric]
    above, below = (figure(made, part, platforms) for part in PARTS[metric])
    usual = scale * sum(above) / sum(below) if sum(below) else scale
    value = round(usual * rng.choice([0.3, 0.7, 0.9, 1.0, 1.1, 1.4, 3]), rng.choice([1, 3]))
    shape = rng.choice(["floor", "cap", "plain", "from", "percent", "multiple", "change", "down"])
    more: dict[str, Any] = {}
    if shape in ("from", "percent", "multiple", "change", "down"):
        pick = rng.random()
        if pick < 0.15:
            more["pace"] = rng.choice(["front-loaded", "back-loaded"])
        elif pick < 0.3:
            more["days_off"] = DaysOff(weekdays=rng.choice([(4, 5), (5, 6)]), spans=(), countries=())
        elif pick < 0.4 and length > 3:
            more["milestones"] = (Milestone(day=start + length // 2 * DAY, value=0.3, of="way"),)
    if shape in ("floor", "cap", "plain"):
        intent, bound = {"floor": ("maintain", "min"), "cap": ("limit", "max"), "plain": ("reach", None)}[shape]
        target = Target(kind="level", value=value, unit=unit, bound=bound)  # type: ignore[arg-type]
        return {"metric": metric, "intent": intent, "target": target}
    if shape == "from":
        base = round(usual, 2)
        target = Target(kind="from_to", value=value if value != base else value + 1, unit=unit, baseline=base)
        return {"metric": metric, "intent": "increase" if target.value > base else "decrease", "target": target, "baseline": base, **more}  # type: ignore[operator]
    base_ = rng.choice([None, None, round(usual, 2)])
    intent = "decrease" if shape == "down" else "increase"
    if shape in ("percent", "down"):
        target = Target(kind="percent_change", value=float(rng.choice([5, 20, 40])), unit="percent")
    elif shape == "multiple":
        target = Target(kind="multiple", value=rng.choice([2.0, 1.3]), unit="multiplier")
    else:
        target = Target(kind="change", value=round(abs(value) / 4, 2), unit="percentage_points" if unit == "percent" else unit)
    return {"metric": metric, "intent": intent, "target": target, "baseline": base_, **more}


def of_days(rng: random.Random, made: World, platforms: tuple[str, ...], kind: str, length: int) -> dict[str, Any]:
    metric = rng.choice(["impressions", "link_clicks", "ad_spend", *(("followers", "ctr", "net_orders") if kind == "kept" else ())])
    unit = "currency:USD" if metric == "ad_spend" else "percent" if metric == "ctr" else "count"
    if metric == "ctr":
        above, below = (figure(made, part, platforms) for part in PARTS["ctr"])
        usual = 100 * sum(above) / max(sum(below), 1)
    else:
        seen = sorted(figure(made, metric, platforms)) or [1.0]
        usual = rng.choice([seen[len(seen) // 4], seen[len(seen) // 2], sum(seen) / len(seen)]) * max(1, len(platforms))
    value = round(usual * rng.choice([0.7, 1.0, 1.2]), 2)
    limit = rng.random() < 0.3
    bound, intent = ("max", "limit") if limit else ("min", "maintain")
    target = Target(kind="level", value=value, unit=unit, bound=bound)  # type: ignore[arg-type]
    if kind == "average":
        return {"metric": metric, "intent": intent, "target": target, "per": "day", "aggregation": "average"}
    of = rng.choice([None, 7, 10, length, 30])
    days = rng.randrange(1, (of or length) + 1)
    kept = rng.choice(
        [Kept(rule="always"), Kept(rule="share", share=rng.choice([0.5, 0.8, 0.95])), Kept(rule="days", days=days, of=of), Kept(rule="days", days=days, of=of)]
    )
    return {"metric": metric, "intent": intent, "target": target, "kept": kept}


__all__ = ["Stream", "wider"]
