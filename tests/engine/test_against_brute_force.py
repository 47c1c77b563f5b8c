"""The engine against rows counted one by one, over a few hundred random goals and logs (seeded)."""

import math
import random
from datetime import date, datetime, time, timedelta
from typing import Any

import brute_force
import pytest
from brute_force import DAY, Row, Wanted

from aimline.catalogue import load as load_catalogue
from aimline.engine import Standing, evaluate
from aimline.goals.model import Goal, PlacedGoal, Target, Window
from aimline.metrics import MetricLog, MetricRow

FIRST = date(2026, 1, 1)
PLATFORMS = ("instagram", "x", "linkedin")
OPEN = ("behind", "at_risk", "on_track")
SEEDS = range(12)
GOALS = 30


def random_rows(rng: random.Random) -> list[Row]:
    rows: list[Row] = []
    for platform in PLATFORMS:
        missing = rng.choice([0, 0, 0, 0.1, 0.3, 0.8])
        begin, until = FIRST + rng.choice([0, 0, 20]) * DAY, FIRST + rng.choice([40, 90, 120]) * DAY
        level = rng.randrange(0, 5000)
        for number in range((until - begin).days):
            day = begin + number * DAY
            level += rng.randrange(-12, 25)
            if rng.random() >= missing:
                rows.append(Row(day, platform, "followers", float(level)))
            if rng.random() >= missing:
                shown = rng.randrange(0, 400)
                rows.append(Row(day, platform, "impressions", float(shown)))
                rows.append(Row(day, platform, "link_clicks", float(rng.randrange(0, shown // 10 + 1))))
                rows.append(Row(day, platform, "ad_spend", rng.randrange(0, 3000) / 100))
            if rng.random() >= missing:
                rows.append(Row(day, platform, "reach", float(rng.randrange(0, 300))))
            for post in range(rng.choice([0, 0, 0, 1, 2])):
                rows.append(Row(day, platform, "likes", float(rng.randrange(0, 80)), f"{platform}-{number}-{post}"))
    return rows


def random_goal(rng: random.Random, as_of: date) -> Wanted:
    length = rng.choice([1, 2, 7, 10, 28, 30, 60])
    start = as_of + rng.choice([3, 0, -1, -length // 2, -length + 1, -length, -length - 1, -length - 6, -length // 3]) * DAY
    one = (rng.choice(PLATFORMS),)
    several = tuple(rng.sample(PLATFORMS, rng.choice([1, 1, 2])))
    span: dict[str, Any] = {"start": start, "end": start + length * DAY}
    shape = rng.choice(["change", "level", "decrease", "percent", "from", "total", "relative", "budget", "mean", "people", "ctr", "cpc", "moved"])
    if shape in ("change", "level", "decrease", "percent", "from"):
        kind = {"percent": rng.choice(["percent_change", "multiple"]), "decrease": "change", "from": "from_to"}.get(shape, shape)
        value = {"level": rng.randrange(0, 6000), "from_to": rng.randrange(1, 6000), "percent_change": rng.choice([5, 20, 300]), "multiple": 2}
        base = float(rng.randrange(1, 5000)) if shape == "from" else None
        value_ = float(value.get(kind, rng.choice([0, 1, 50, 200, 900])))
        down = shape == "decrease" or (base is not None and value_ < base)
        return Wanted("followers", several, kind, value_, down=down, baseline=base, **span)
    if shape == "total":
        return Wanted("impressions", several, "level", float(rng.choice([1, 500, 3000, 9000])), **span)
    if shape == "relative":
        kind, value_ = rng.choice([("percent_change", 20.0), ("multiple", 2.0)])
        return Wanted("impressions", several, kind, value_, **span)
    if shape == "budget":
        return Wanted("ad_spend", several, "level", float(rng.choice([20, 150, 600])), cap=True, **span)
    if shape == "mean":
        return Wanted("likes", one, "level", float(rng.choice([5, 40, 70])), per_item=True, **span)
    if shape == "people":
        return Wanted("reach", one, "level", float(rng.choice([50, 250, 1500, 9000])), **span)
    if shape == "moved":
        return Wanted("ctr", one, "from_to", float(rng.choice([2, 5, 9])), baseline=3.0, down=False, **span)._replace(value=rng.choice([4.0, 6.0, 9.0]))
    return Wanted(shape, one, "level", float(rng.choice([1, 4, 7])), cap=shape == "cpc", **span)


def placed(number: int, wanted: Wanted) -> PlacedGoal:
    unit = {"percent_change": "percent", "multiple": "multiplier"}.get(wanted.kind, "count")
    if wanted.metric in ("ad_spend", "cpc"):
        unit = "currency:USD"
    if wanted.metric == "ctr":
        unit = "percent"
    bound = "max" if wanted.cap else None
    intent = "limit" if wanted.cap else "decrease" if wanted.down else "increase" if wanted.kind != "level" else "reach"
    goal = Goal(
        id=f"g{number}", intent=intent, metric=wanted.metric, platforms=wanted.platforms, per="post" if wanted.per_item else None, aggregation=None, start=None,
        target=Target(kind=wanted.kind, value=wanted.value, unit=unit, bound=bound, baseline=wanted.baseline), baseline=wanted.baseline,
        time=None, window=Window(start=wanted.start, end=wanted.end),
    )  # fmt: skip
    return PlacedGoal(goal=goal, text=str(number), file=None, line=number, language="en")


def log_of(rows: list[Row]) -> MetricLog:
    found = []
    for row in rows:
        ts = datetime.combine(row.day, time.min)
        unit = "currency:USD" if row.metric == "ad_spend" else "count"
        found.append(MetricRow(ts, None, row.platform, row.metric, row.value, unit, item=row.item, published=ts if row.item else None))
    return MetricLog(rows=found)


def finite(standing: Standing) -> None:
    """No NaN and no infinity anywhere in a standing."""

    def walk(value: Any) -> None:
        if isinstance(value, float):
            assert math.isfinite(value)
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
            walk(part)

    walk(standing.model_dump())


@pytest.mark.parametrize("seed", SEEDS)
def test_engine_counts_as_a_person_would(seed: int) -> None:
    rng = random.Random(seed)
    rows = random_rows(rng)
    as_of = FIRST + rng.randrange(30, 125) * DAY
    wanted = [random_goal(rng, as_of) for _ in range(GOALS)]
    standings = evaluate([placed(number, one) for number, one in enumerate(wanted)], log_of(rows), as_of, load_catalogue())
    assert len(standings) == GOALS
    for one, standing in zip(wanted, standings, strict=True):
        finite(standing)
        if len(one.platforms) > 1 and not all(brute_force.Facts(rows, one.metric, name, min(as_of, one.end) - 2 * DAY).rows for name in one.platforms):
            continue  # a platform without rows: the whole is not known, see below
        expected = brute_force.answer(one, rows, as_of)
        where = (one, as_of, expected, standing)
        by_chance = standing.probability is not None and standing.status in OPEN  # tests/oracle knows the law and follows it from day to day
        assert standing.status == expected["status"] or (by_chance and expected["status"] in OPEN), where
        for name, figure in (
            ("actual", standing.actual), ("target", standing.target), ("expected", standing.expected), ("done", standing.done),
            ("spi", standing.pace.spi), ("tspi", standing.pace.tspi), ("gained", standing.gained),
            ("lower", standing.bounds.lower if standing.bounds else None), ("upper", standing.bounds.upper if standing.bounds else None),
        ):  # fmt: skip
            if name in expected and expected["status"] not in ("pending",):
                known = expected[name]
                assert figure == (None if known is None else pytest.approx(known, rel=1e-9, abs=1e-9)), (name, *where)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_rows_and_rows_given_twice_change_nothing(seed: int) -> None:
    rng = random.Random(seed)
    rows = random_rows(rng)
    as_of = FIRST + 60 * DAY
    goals = [placed(number, random_goal(rng, as_of)) for number in range(GOALS)]
    plain = evaluate(goals, log_of(rows), as_of, load_catalogue())
    shuffled = rows + rng.sample(rows, len(rows) // 2)
    rng.shuffle(shuffled)
    assert evaluate(goals, log_of(shuffled), as_of, load_catalogue()) == plain


def test_a_platform_without_rows_is_not_zero() -> None:
    rows = [Row(FIRST + n * DAY, "x", "impressions", 10.0) for n in range(20)]
    goals = [placed(n, Wanted("impressions", ("x", "linkedin"), "level", value, FIRST, FIRST + 10 * DAY)) for n, value in enumerate((50.0, 500.0))]
    reached, unknown = evaluate(goals, log_of(rows), FIRST + 19 * DAY, load_catalogue())
    assert (reached.status, reached.actual) == ("achieved", 100)
    assert (unknown.status, unknown.actual) == ("insufficient", 100)
    assert "linkedin" in unknown.why["en"].lower()


def test_a_log_without_rows_and_a_run_without_goals() -> None:
    goals = [placed(0, Wanted("followers", ("x",), "change", 10.0, FIRST, FIRST + 10 * DAY))]
    (standing,) = evaluate(goals, MetricLog(), FIRST + timedelta(days=3), load_catalogue())
    assert (standing.status, standing.actual) == ("no_data", None)
    assert evaluate([], log_of(random_rows(random.Random(0))), None, load_catalogue()) == []
