"""A platform whose figures begin within the window: the days before it are what they were called when nobody knew of it."""

from contextlib import closing
from datetime import date, datetime, timedelta

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.engine import DuckStore, Standing, evaluate
from aimline.engine.explain import explain
from aimline.goals.model import Goal, PlacedGoal, Target, Window
from aimline.metrics import MetricLog, MetricRow

START = date(2026, 12, 1)
DAY = timedelta(days=1)


def rows(metric: str, begins: int, days: int, rate: float) -> list[MetricRow]:
    """X from six weeks before the first of December, LinkedIn from a day of December on."""
    found = []
    for number in range(-42, days):
        at = datetime.combine(START + number * DAY, datetime.min.time())
        level = 1000.0 + 20 * number
        found.append(MetricRow(at, None, "x", metric, level if metric == "followers" else rate, "count"))
        if number >= begins - 1:
            found.append(MetricRow(at, None, "linkedin", metric, level / 10 if metric == "followers" else 1.0, "count"))
    return found


def placed(metric: str, platforms: tuple[str, ...]) -> PlacedGoal:
    target = Target(kind="level" if metric == "impressions" else "change", value=5000.0, unit="count")
    goal = Goal(
        id="g", intent="reach", metric=metric, platforms=platforms, target=target, per=None, aggregation=None, start=None, time=None,
        window=Window(start=START, end=START + 20 * DAY),
    )  # fmt: skip
    return PlacedGoal(goal=goal, text="g", file=None, line=1, language="en")


def stands(metric: str, platforms: tuple[str, ...], log: list[MetricRow], on: date) -> Standing:
    known = [row for row in log if row.ts.date() <= on]
    return evaluate([placed(metric, platforms)], MetricLog(rows=known), on, load_catalogue())[0]


@pytest.mark.parametrize("metric", ["impressions", "followers"])
@pytest.mark.parametrize(("platforms", "partial"), [(("linkedin", "x"), True), ((), False)])
def test_the_last_open_status_that_stands_in_grace_is_the_one_of_its_day(metric: str, platforms: tuple[str, ...], partial: bool) -> None:
    """LinkedIn begins on the last day. Named, it was missing before; unnamed, nobody missed it."""
    log = rows(metric, 20, 21, 100.0)
    open_, close, grace = (stands(metric, platforms, log, START + day * DAY) for day in (18, 19, 20))
    assert (open_.status == "insufficient") == partial
    assert open_.status != "no_data"
    assert close.status == grace.status == open_.status
    assert close.actual == stands(metric, ("x",), log, close.as_of or START).actual + (138 if metric == "followers" else 1)  # type: ignore[operator]


def test_every_day_of_a_walk_is_what_it_was_called_then() -> None:
    log = [row._replace(value=40.0) if row.platform == "x" and START <= row.ts.date() < START + 6 * DAY else row for row in rows("impressions", 9, 20, 290.0)]
    each = [stands("impressions", (), log, START + day * DAY) for day in range(19)]
    with closing(DuckStore(MetricLog(rows=log), START + 18 * DAY)) as store:
        walk = explain([placed("impressions", ())], 0, store, load_catalogue())
    assert [day.status for day in walk.days] == [one.status for one in each]
    assert [day.actual for day in walk.days] == [one.actual for one in each]
    assert [day.probability for day in walk.days] == [pytest.approx(one.probability) for one in each]
    assert {"behind", "on_track"} <= {one.status for one in each}
