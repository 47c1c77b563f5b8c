"""A thousand roads worked out in fractions (`tests/cases/make_roads.py`): the line, the way beside it, days of buffer, what is due in so many days."""

import json
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.engine import evaluate
from aimline.goals.model import Goal, Milestone, PlacedGoal, Target, Window
from aimline.metrics import MetricLog, MetricRow
from aimline.pacing import towards

ROADS = [json.loads(line) for line in (Path(__file__).parents[1] / "cases" / "roads.jsonl").read_text(encoding="utf-8").splitlines()]
STRAIGHT = [road for road in ROADS if len(road["road"]) == 2]


def exact(road: dict[str, Any]) -> tuple[float, float, float, int]:
    (_, begin), (days, end) = road["road"][0], road["road"][-1]
    return float(Fraction(begin)), float(Fraction(end)), float(Fraction(road["value"])), days


def test_there_are_a_thousand() -> None:
    assert len(ROADS) == 1000
    assert len(STRAIGHT) > 500


def test_straight_roads() -> None:
    for road in STRAIGHT:
        baseline, target, value, days = exact(road)
        sign = 1 if target > baseline else -1
        close = 1e-9 * max(1.0, abs(baseline), abs(target), abs(value))
        gained = float(Fraction(road["value"]) - Fraction(road["road"][0][1]))
        pace = towards(baseline, target, gained, road["day"], days)
        assert pace.expected == pytest.approx(float(Fraction(road["line"])), abs=close), road
        assert pace.expected is not None
        assert sign * (value - pace.expected) == pytest.approx(float(Fraction(road["beside"])), abs=close), road
        assert pace.days_ahead == pytest.approx(float(Fraction(road["buffer"])), abs=1e-9 * days), road
        for n, due in road["due"]:
            later = towards(baseline, target, gained, road["day"] + n, days)
            assert later.expected is not None
            assert later.expected - value == pytest.approx(float(Fraction(due)), abs=close), (n, road)
        rest = float(Fraction(road["due"][-1][1]))
        assert pace.shortfall == pytest.approx(rest, abs=close), road
        if road["day"] == days:
            assert pace.required_per_day is None
        else:
            there = sign * rest <= 0
            assert pace.required_per_day == pytest.approx(0 if there else rest / (days - road["day"]), abs=close), road


AS_OF = date(2026, 6, 1)


def placed(number: int, road: dict[str, Any]) -> PlacedGoal:
    """A goal whose road has come to its day on the day of evaluation; between the ends, the points are milestones."""
    baseline, target, _, days = exact(road)
    start = AS_OF - timedelta(days=road["day"] - 1)
    stones = tuple(Milestone(day=start + timedelta(days=day - 1), value=float(Fraction(value))) for day, value in road["road"][1:-1])
    goal = Goal(
        id=f"road-{number}", intent="increase" if target > baseline else "decrease", metric="followers", platforms=("x",), account=f"a{number}", per=None,
        aggregation=None, target=Target(kind="from_to", value=target, unit="count", baseline=baseline), baseline=baseline, start=None, time=None,
        window=Window(start=start, end=start + timedelta(days=days)), milestones=stones,
    )  # fmt: skip
    return PlacedGoal(goal=goal, text=str(number), file=None, line=number + 1, language="en")


def test_goals_on_roads() -> None:
    """The engine says of each goal what its road says; of those in several pieces too, by milestones."""
    rows = [MetricRow(datetime.combine(AS_OF, time.min), f"a{number}", "x", "followers", exact(road)[2], "count") for number, road in enumerate(ROADS)]
    standings = evaluate([placed(number, road) for number, road in enumerate(ROADS)], MetricLog(rows=rows), AS_OF, load_catalogue())
    assert len(standings) == len(ROADS)
    for road, standing in zip(ROADS, standings, strict=True):
        baseline, target, value, days = exact(road)
        close = 1e-9 * max(1.0, abs(baseline), abs(target), abs(value))
        assert standing.actual == value
        assert standing.expected == pytest.approx(float(Fraction(road["line"])), abs=close), road
        assert standing.shortfall == pytest.approx(float(Fraction(road["due"][-1][1])), abs=close), road
        assert standing.pace.days_ahead == pytest.approx(float(Fraction(road["buffer"])), abs=1e-9 * days), road
