"""Whatever the log, a standing agrees with itself: its figures follow from each other by the plainest arithmetic, nothing that can be told is left out, and
nothing is told that cannot be.

Logs here are what breaks arithmetic: nothing, one point, zeros, what stands still, falls, comes back, gaps, huge and tiny figures; goals are of every kind.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from math import isclose, isfinite
from typing import Any

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.engine import Standing, evaluate
from aimline.goals.compile import compile_files
from aimline.goals.model import PlacedGoal
from aimline.language import parse_goals_file
from aimline.metrics import MetricLog, MetricRow
from aimline.text.position import Source

START = date(2026, 12, 1)
SENTENCES = """start: 2026-12-01
Gain 100 followers on X in 10 days
Gain 0 followers on X in 10 days
Lose 50 followers on X in 20 days
Reach 1,000 followers on X in 10 days
Increase followers on X from 1,000 to 1,000.5 in 10 days
Grow followers on X by 20% in 20 days
Double followers on X in 10 days
Keep followers on X above 995 in 10 days
Keep followers on X below 1,000 in 10 days
Gain 100 followers on X in 1 day
Get 100 replies on X in 10 days
Get 0 replies on X in 10 days
Get 20% more replies on X in 10 days
Double replies on X in 10 days
Keep ad spend on X under $0 in 10 days
Keep ad spend on X under $50 in 20 days
Get 30 replies on X in 1 day
Get 100 replies on X and Instagram in 10 days
Get 100 replies in 10 days
Keep click-through rate on X above 5% in 10 days
Increase click-through rate on X from 1% to 5% in 10 days
Raise click-through rate on X by 20% in 10 days
Keep cost per click on X below $2 in 10 days
Always keep replies on X above 5 in 10 days
Keep replies on X above 5 on 7 of 10 days in 20 days
Keep followers on X above 995 on 80% of days in 10 days
Reach 10 replies on X on average per day in 10 days
Get 20 replies on X per week until 31 January 2027
Spend at most $20 per week on X until 31 January 2027
Gain 5 followers on X per day until 15 December 2026
Get 40 likes per post on X in 10 days
Reach 500 people on X in 10 days
Gain 100 followers on X in 10 days
  pace: front-loaded
Get 100 replies on X in 10 days
  days off: weekends
Reach 1,000 followers on X in 10 days
  milestone: 990 by 5 December 2026
"""
HISTORIES = ("none", "one", "zeros", "still", "steady", "falls", "back", "gaps", "huge", "tiny", "negative", "late")


def goals() -> list[PlacedGoal]:
    return compile_files([parse_goals_file(Source(SENTENCES))], START, load_catalogue())


def log(kind: str, seed: int) -> MetricLog:
    rng = random.Random(f"{kind} {seed}")
    rows = []
    first = {"none": 0, "one": rng.randrange(1, 8), "late": 4}.get(kind, rng.choice([1, -3, -40]))
    last = {"none": -1, "one": first}.get(kind, rng.choice([6, 25]))
    for number in range(first, last + 1):
        if kind == "gaps" and rng.random() < 0.5:
            continue
        at = datetime.combine(START + timedelta(days=number - 1), datetime.min.time())
        size = {"zeros": 0.0, "still": 7.0, "huge": 1e300, "tiny": 1e-300, "negative": -3.0}.get(kind, float(rng.randrange(0, 15)))
        level = {"falls": 1010.0 - 3 * number, "back": 990.0 + 30 * (number in (3, 4)), "zeros": 0.0, "still": 1000.0, "huge": 1e300, "tiny": 1e-300}
        for name, value, unit in (
            ("followers", level.get(kind, 1000.0 + 4 * number + rng.randrange(-3, 4)), "count"), ("replies", size, "count"),
            ("ad_spend", size / 3, "currency:USD"),
            ("link_clicks", size // 2, "count"), ("impressions", 5 * size if rng.random() < 0.8 else 0.0, "count"), ("reach", max(size, 0.0), "count"),
        ):  # fmt: skip
            rows.append(MetricRow(at, None, "x", name, value, unit))
        rows.append(MetricRow(at, None, "x", "likes", size, "count", item=f"p{number}", published=at))
    return MetricLog(rows=rows)


def near(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def wrong(goal: PlacedGoal, one: Standing, lawful: bool) -> Iterator[str]:
    """What does not fit together in a standing; `lawful`: figures are such that everything has a law."""
    yield from (f"not finite: {path}" for path in strange(one.model_dump()))
    figures = {name: getattr(one, name) for name in ("elapsed", "coverage", "probability")}
    yield from (f"{name} is {value}" for name, value in figures.items() if value is not None and not 0 <= value <= 1)
    huge = any(value is not None and abs(value) > 1e200 for value in (one.actual, one.target, one.baseline))
    if huge:
        return
    if one.actual is not None and one.target is not None and not near(one.shortfall, one.target - one.actual):
        yield f"shortfall {one.shortfall} of {one.target} and {one.actual}"
    if one.actual is not None and one.baseline is not None and one.target is not None and not near(one.gained, one.actual - one.baseline):
        yield f"gained {one.gained} from {one.baseline} to {one.actual}"
    pace = one.pace
    if pace.spi is not None and one.gained is not None and one.expected is not None and one.baseline is not None:
        if not near(pace.spi * (one.expected - one.baseline), one.gained):
            yield f"spi {pace.spi}"
        if one.done is None or not near(one.done * ((one.target or 0) - one.baseline), one.gained):
            yield f"done {one.done}"
    if one.window is not None and one.as_of is not None:
        over = (min(one.as_of, one.window.last) - one.window.start).days + 1
        if one.elapsed is None or not near(one.elapsed, max(0.0, over / one.window.days)):
            yield f"elapsed {one.elapsed}"
        open_ = one.window.start <= one.as_of < one.window.last
        if pace.required_per_day and one.shortfall is not None and not near(pace.required_per_day * (one.window.days - over), one.shortfall):
            yield f"required {pace.required_per_day}"
        known = one.target is not None and one.actual is not None and one.observations > 0 and one.bounds is None
        partial = len(goal.goal.platforms) > 1 and one.status in ("insufficient", "no_data")
        if open_ and known and not partial and lawful and one.probability is None:
            yield f"no probability of what is open and known ({one.status})"
        if not open_ and one.flags:
            yield f"flags {one.flags} of what is over"
    ends = (one.projected.p10, one.projected.p50, one.projected.p90)
    if lawful and None in ends and ends != (None, None, None):
        yield f"projected {ends}"
    if None not in ends and not ends[0] <= ends[1] <= ends[2]:  # type: ignore[operator]
        yield f"projected {ends}"
    days = [day for day in (one.projected.finish.p10, one.projected.finish.p50, one.projected.finish.p90) if day is not None]
    if days != sorted(days):
        yield f"finish {days}"
    if one.bounds is None and {"achieved": 1.0, "missed": 0.0, "exceeded": 0.0}.get(one.status, one.probability) != one.probability:
        yield f"{one.status} with probability {one.probability}"
    if one.window is not None and one.as_of is not None and one.as_of < one.window.last:
        all_of, this = one.remaining.probability if one.remaining else None, one.probability
        if all_of is not None and this is not None and all_of > max(this, 0.01) + 1e-9:
            yield f"remaining {one.remaining}"
        if not one.observations and this is not None:
            yield "a probability without an observation"


def strange(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, float) and not isfinite(value):
        yield path
    for name, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ():
        yield from strange(part, f"{path}.{name}")


@pytest.mark.parametrize("kind", HISTORIES)
@pytest.mark.parametrize("seed", [1])
def test_standings_fit_together(kind: str, seed: int) -> None:
    placed, rows, found = goals(), log(kind, seed), []
    for on in (-1, 1, 5, 9, 10, 12, 30):
        day = START + timedelta(days=on - 1)
        standings = evaluate(placed, MetricLog(rows=list(rows.rows)), day, load_catalogue())
        found += [
            (goal.text, on, problem) for goal, one in zip(placed, standings, strict=True) for problem in wrong(goal, one, kind not in ("huge", "negative"))
        ]
    assert found == []
