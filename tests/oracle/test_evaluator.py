"""The oracle itself, held to what a person works out on paper: days across changes of the clock, figures given twice, and the run of a status over the days."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from evaluator import Case, figures_of_days, local, newest, stand

from aimline.catalogue import load as load_catalogue
from aimline.goals.model import Goal, Target, Window
from aimline.metrics import MetricRow

START = date(2026, 12, 1)
DAY = timedelta(days=1)


def row(ts: datetime, value: float, metric: str = "impressions", seen: datetime | None = None) -> MetricRow:
    return MetricRow(ts, None, "x", metric, value, "count", seen=seen)


@pytest.mark.parametrize(
    ("zone", "first", "hours"),
    [
        ("Africa/Cairo", date(2026, 4, 24), 23),
        ("Africa/Cairo", date(2026, 10, 29), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Asia/Tokyo", date(2026, 4, 5), 24),
    ],
)
def test_days_on_which_the_clock_changes(zone: str, first: date, hours: float) -> None:
    """One row every half hour: a day has as many as it has half hours."""
    midnight = datetime.combine(first, datetime.min.time(), UTC)
    rows = [row(midnight + timedelta(minutes=30 * n), 1.0) for n in range(-48, 96)]
    assert figures_of_days(rows, "flow", zone)[first] == 2 * hours


def test_an_instant_is_of_the_day_it_falls_on_and_a_plain_day_of_the_day_it_names() -> None:
    late = datetime(2026, 12, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert local(row(late, 1.0), None).date() == date(2026, 12, 2)
    assert local(row(late, 1.0), "America/New_York").date() == date(2026, 12, 1)
    assert local(row(datetime(2026, 12, 1), 1.0), "Asia/Tokyo").date() == date(2026, 12, 1)


def test_of_figures_given_twice_the_one_seen_last_counts() -> None:
    at = datetime(2026, 12, 1)
    rows = [row(at, 9.0), row(at, 4.0, seen=datetime(2026, 12, 3)), row(at, 5.0, seen=datetime(2026, 12, 3)), row(at, 7.0, seen=datetime(2026, 12, 2))]
    for turned in (rows, rows[::-1]):
        assert [one.value for one in newest(turned)] == [5.0]


def case(days: int, law: Any) -> Case:
    goal = Goal(
        id="g", intent="reach", metric="impressions", platforms=("x",), target=Target(kind="level", value=1000.0, unit="count"), per=None, aggregation=None,
        start=None, time=None, window=Window(start=START, end=START + days * DAY),
    )  # fmt: skip
    legs = {"x": {START + n * DAY: 1.0 for n in range(days)}}
    return Case(goal, legs, START, START + days * DAY, load_catalogue(), law, 1000.0)


class Told:
    """A law that says what it is told, day by day; TSPI is above 1.10 on every day but the first ones of a long window."""

    def __init__(self, *chances: float) -> None:
        self.chances = chances

    def judge(self, case: Case, f: Any, known: Any) -> None:
        f.probability = self.chances[f.over - 1]
        f.pace["tspi"] = 1.2
        f.observations, f.last_observation = 100, f.day


@pytest.mark.parametrize(
    ("days", "chances", "statuses"),
    [
        # the first day takes the list as it is; two days in a row move it in a long window
        (
            20,
            (0.6, 0.45, 0.39, 0.39, 0.55, 0.61, 0.59, 0.61, 0.61),
            ("on_track", "on_track", "on_track", "at_risk", "at_risk", "at_risk", "at_risk", "at_risk", "on_track"),
        ),
        # from behind at once at 0.45, and only to at_risk
        (20, (0.1, 0.44, 0.9, 0.9, 0.9), ("behind", "behind", "at_risk", "at_risk", "on_track")),
        # a day that wants something else breaks the run
        (20, (0.7, 0.35, 0.1, 0.35, 0.35), ("on_track", "on_track", "on_track", "on_track", "at_risk")),
        # one day is enough in a short window
        (10, (0.7, 0.35, 0.1, 0.45, 0.6), ("on_track", "at_risk", "behind", "at_risk", "on_track")),
    ],
)
def test_run_of_a_status(days: int, chances: tuple[float, ...], statuses: tuple[str, ...]) -> None:
    one = case(days, Told(*chances))
    assert tuple(one.run(START + n * DAY) for n in range(len(chances))) == statuses


def test_the_last_two_evaluations_before_the_close_move_at_once() -> None:
    chances = [0.7] * 16 + [0.35, 0.7, 0.35]  # days 17, 18, 19 of 20: the last two open days are 18 and 19
    one = case(20, Told(*chances))
    assert [one.run(START + (n - 1) * DAY) for n in (17, 18, 19)] == ["on_track", "on_track", "at_risk"]


def test_a_day_by_hand() -> None:
    """1,000 readers wanted in ten days, 30 a day for four: 120 of 400."""
    rows = [row(datetime.combine(START + n * DAY, datetime.min.time()), 30.0) for n in range(-3, 4)]
    goal = case(10, None).goal
    found = stand(goal, rows, START + 3 * DAY, load_catalogue())
    assert (found["status"], found["actual"], found["expected"], found["done"], found["shortfall"]) == ("behind", 120, 400, 0.12, 880)
    assert found["pace"] == {
        "spi": 0.3,
        "tspi": pytest.approx(0.88 / 0.6),
        "days_ahead": pytest.approx(-2.8),
        "required_per_day": pytest.approx(880 / 6),
        "current_per_day": 30,
    }
    assert (found["observations"], found["coverage"], found["last_observation"], found["flags"]) == (4, 1.0, START + 3 * DAY, ("impossible",))
