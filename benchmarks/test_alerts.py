"""The alert log of a finished log, beside what nothing can be quicker than: one scan of the same file, grouped by series and day."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from aimline.alerts.machine import Machine
from aimline.alerts.replay import replay
from aimline.alerts.rules import AlertRule, shipped
from aimline.catalogue import load as load_catalogue
from aimline.engine.daily import FIGURES, MORE, DayOfGoals
from aimline.goals.model import Goal, PlacedGoal, Target, Window
from aimline.metrics import MetricLog, Table
from aimline.pacing.statuses import CODE
from aimline.rules.conditions import Compare, Percent
from aimline.rules.fields import fields

START = date(2026, 1, 1)
DAYS = 365
PLATFORMS = ("instagram", "tiktok")
METRICS = ("impressions", "link_clicks", "new_followers", "video_views", "likes")

Bench = Callable[..., Any]


def accounts(config: pytest.Config) -> int:
    """Ten series each, and ten goals: few where nothing is timed."""
    return 1 if config.getoption("benchmark_disable") else 100


@pytest.fixture(scope="module")
def log_file(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of hourly figures in Parquet."""
    file = tmp_path_factory.mktemp("year") / "log.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT TIMESTAMP '2026-01-01' + INTERVAL 1 HOUR * h AS ts, 'account ' || a AS account, platform, metric, "
            "((hash(h, a, platform, metric) % 100) * (hash(a, h // 24, metric) % 100) // 800)::DOUBLE AS value "
            "FROM range($hours) t(h), range($accounts) u(a), unnest($platforms) v(platform), unnest($metrics) w(metric)) TO '"
            + str(file)
            + "' (FORMAT parquet)",
            {"hours": 24 * DAYS, "accounts": accounts(pytestconfig), "platforms": list(PLATFORMS), "metrics": list(METRICS)},
        )
    return file


@pytest.fixture(scope="module")
def goals(pytestconfig: pytest.Config) -> list[PlacedGoal]:
    """A goal a series: windows of 14 to 90 days all over the year, some of them hard to reach."""
    placed = []
    for number in range(10 * accounts(pytestconfig)):
        days = (14, 30, 60, 90)[number % 4]
        first = START + timedelta(days=1 + number * 37 % (DAYS - 100))
        goal = Goal(
            id=f"g{number:05}", intent="do", metric=METRICS[number % 5], platforms=(PLATFORMS[number // 5 % 2],), per=None, aggregation=None, start=None,
            target=Target(kind="level", value=round(73 * days * (0.7 + number * 7919 % 60 / 100)), unit="count"), time=None,
            window=Window(start=first, end=first + timedelta(days=days)), account=f"account {number // 10}",
        )  # fmt: skip
        placed.append(PlacedGoal(goal=goal, text=str(number), file=None, line=number, language="en"))
    return placed


@pytest.mark.benchmark(group="alert log of a year, hour by hour")
def test_bare_scan_by_day(benchmark: Bench, log_file: Path) -> None:
    """The baseline: one scan of the file, grouped by series and day."""

    def scan() -> int:
        with duckdb.connect() as connection:
            query = "SELECT account, platform, metric, ts::DATE AS day, sum(value) FROM read_parquet(?) GROUP BY ALL"
            return len(connection.execute(query, [str(log_file)]).fetchall())

    assert benchmark.pedantic(scan, rounds=3) >= 10 * DAYS  # type: ignore[attr-defined]


@pytest.mark.benchmark(group="alert log of a year, hour by hour")
def test_alert_log_of_a_year(benchmark: Bench, log_file: Path, goals: list[PlacedGoal]) -> None:
    """Every day of every goal evaluated, every rule asked, and what is to be said in words of three languages. At most a minute of processor time."""
    found = benchmark.pedantic(  # type: ignore[attr-defined]
        lambda: replay(goals, MetricLog(tables=[Table(log_file, "parquet")]), shipped(), load_catalogue()).alerts, rounds=1
    )
    assert {alert.goal for alert in found} == {placed.goal.id for placed in goals}


@pytest.mark.benchmark(group="rules of single goals")
@pytest.mark.parametrize("own", [False, True], ids=["one rule of all goals", "a rule a goal"])
def test_a_machine_with_a_rule_a_goal(benchmark: Bench, pytestconfig: pytest.Config, own: bool) -> None:
    """Sixty days of 10,000 goals, each with an alert of its own, beside the same with one alert of them all."""
    count = 20 if pytestconfig.getoption("benchmark_disable") else 10_000
    placed = [
        PlacedGoal(
            goal=Goal(
                id=f"g{number:05}", intent="increase", metric="followers", platforms=(), target=Target(kind="change", value=100, unit="count"),
                per=None, aggregation=None, start=None, time=None, window=None, account=None,
            ), text=str(number), file=None, line=number, language="en",
        )
        for number in range(count)
    ]  # fmt: skip
    pace = fields("standing")["pace"]
    rules = [
        AlertRule(f"own-{number}", Compare(pace, "below", Percent(10 + number * 60 / count)), days=3, only=frozenset([placed[number].goal.id]))
        for number in range(count if own else 0)
    ] or [AlertRule("slow", Compare(pace, "below", Percent(40)), days=3)]
    figures = np.random.default_rng(1).random((60, count)) * 2

    def days() -> int:
        machine, said = Machine(placed, [*shipped(), *rules]), 0
        for number, spi in enumerate(figures):
            values = {name: np.full(count, np.nan) for name in (*FIGURES, *MORE)} | {"spi": spi}
            begin = np.full(count, START.toordinal())
            status = np.full(count, CODE["on_track"], dtype=np.int8)
            said += len(machine.step(DayOfGoals(START + timedelta(days=number), np.arange(count), status, begin, begin + 90, values)))
        return said

    assert benchmark.pedantic(days, rounds=1) > 0  # type: ignore[attr-defined]
