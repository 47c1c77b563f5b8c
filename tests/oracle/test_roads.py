"""A thousand roads worked out in fractions (`tests/cases/make_roads.py`): the line, the way beside it, days of buffer, what is due in so many days."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

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
