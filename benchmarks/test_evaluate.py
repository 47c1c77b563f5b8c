"""Evaluating, beside what nothing can be quicker than: DuckDB's own scan and group-by of the same file, and starting Python with the libraries it needs.

Compare the rows of one group with each other; times alone say more about the machine than about Aimline.
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from aimline.catalogue import load as load_catalogue
from aimline.engine import evaluate
from aimline.engine.batch import evaluate_table
from aimline.engine.table import GoalTable
from aimline.goals.model import Goal, PlacedGoal, Target, Window
from aimline.metrics import MetricLog, Table, read_metrics
from aimline.pacing.statuses import VERDICT

ROOT = Path(__file__).resolve().parents[1]
START = date(2025, 1, 1)
DAYS = 1000
PLATFORMS = ("instagram", "facebook", "x", "linkedin", "tiktok")
METRICS = ("followers", "impressions", "link_clicks", "comments", "views")

Bench = Callable[..., Any]


def sizes(config: pytest.Config) -> tuple[int, int]:
    """Rows and goals: few where nothing is timed."""
    return (25_000, 50) if config.getoption("benchmark_disable") else (10_000_000, 1_000)


@pytest.fixture(scope="session")
def log_file(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A long table in Parquet: accounts × platforms × metrics, a row a day."""
    rows, _ = sizes(pytestconfig)
    file = tmp_path_factory.mktemp("log") / "log.parquet"
    names = {"platforms": list(PLATFORMS), "metrics": list(METRICS)}
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT TIMESTAMP '2025-01-01' + INTERVAL 1 DAY * (i % $days) AS ts, 'account ' || (i // ($days * 25))::VARCHAR AS account, "
            "$platforms[1 + (i // $days) % 5] AS platform, $metrics[1 + (i // ($days * 5)) % 5] AS metric, "
            "(1000 + hash(i) % 500)::DOUBLE AS value FROM range($rows) t(i)) TO '" + str(file) + "' (FORMAT parquet)",
            {"days": DAYS, "rows": rows, **names},
        )
    return file


@pytest.fixture(scope="session")
def goals(pytestconfig: pytest.Config) -> list[PlacedGoal]:
    """Totals and changes of windows of 30 to 90 days, all over the log."""
    rows, count = sizes(pytestconfig)
    accounts = max(1, rows // (DAYS * len(PLATFORMS) * len(METRICS)))
    placed = []
    for number in range(count):
        metric = METRICS[number % len(METRICS)]
        first = START + timedelta(days=(number * 37) % (DAYS - 100))
        goal = Goal(
            id=str(number), intent="increase", metric=metric, platforms=(PLATFORMS[number // 5 % len(PLATFORMS)],), per=None, aggregation=None, start=None,
            target=Target(kind="change" if metric == "followers" else "level", value=40_000, unit="count"), time=None,
            window=Window(start=first, end=first + timedelta(days=30 + number % 60)), account=f"account {number // 25 % accounts}",
        )  # fmt: skip
        placed.append(PlacedGoal(goal=goal, text=str(number), file=None, line=number, language="en"))
    return placed


@pytest.mark.benchmark(group="evaluate")
def test_bare_scan_and_group_by(benchmark: Bench, log_file: Path) -> None:
    """The baseline: one scan of the file, grouped by the series."""

    def scan() -> int:
        with duckdb.connect() as connection:
            return len(
                connection.execute(
                    "SELECT account, platform, metric, count(*), sum(value), min(ts), max(ts), arg_max(value, ts) FROM read_parquet(?) GROUP BY ALL",
                    [str(log_file)],
                ).fetchall()
            )

    assert benchmark(scan) >= 5


@pytest.mark.benchmark(group="evaluate")
def test_evaluate_goals(benchmark: Bench, log_file: Path, goals: list[PlacedGoal]) -> None:
    """Typed goals over the file, to standings with their reasons."""
    standings = benchmark(lambda: evaluate(goals, MetricLog(tables=[Table(log_file, "parquet")]), None, load_catalogue()))
    assert len(standings) == len(goals)
    assert all(standing.observations for standing in standings)


@pytest.fixture(
    scope="session",
    params=[(1_000, "all over"), (10_000, "all over"), (100_000, "all over"), (1_000_000, "all over"), (1_000, "open"), (10_000, "open"), (100_000, "open")],
    ids=lambda param: f"{param[0]:,} goals {param[1]}",
)
def table(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> GoalTable:
    """Goals in columns, their windows all over the log, most of them closed, or all of them open on its last day (a forecast each). Many of them where times
    are asked for (--benchmark-only), few else.
    """
    rows, few = sizes(pytestconfig)
    many, where = request.param
    count = few if pytestconfig.getoption("benchmark_disable") else int(many)
    accounts = max(1, rows // (DAYS * len(PLATFORMS) * len(METRICS)))
    numbers = range(count)
    length = 30 + np.arange(count) % 60
    last = START.toordinal() + DAYS - 1
    start = last - np.arange(count) * 37 % (length - 1) if where == "open" else START.toordinal() + np.arange(count) * 37 % (DAYS - 1)
    metrics = [METRICS[number % len(METRICS)] for number in numbers]
    return GoalTable.from_columns(
        load_catalogue(),
        metric=metrics,
        platform=[PLATFORMS[number // 5 % len(PLATFORMS)] for number in numbers],
        account=[f"account {number // 25 % accounts}" for number in numbers],
        kind=["change" if metric == "followers" else "level" for metric in metrics],
        value=np.full(count, 40_000.0),
        start=start,
        end=start + length,
    )


@pytest.mark.benchmark(group="evaluate")
def test_evaluate_a_table(benchmark: Bench, log_file: Path, table: GoalTable) -> None:
    """Goals as a typed table over the file, to figures and statuses; no object a goal."""
    found = benchmark(lambda: evaluate_table(table, MetricLog(tables=[Table(log_file, "parquet")]), None, load_catalogue()))
    assert len(found) == len(table)
    assert not len(found.rest)
    assert (found.figures.observations > 0).all()


@pytest.fixture(scope="session", params=["gaps", "corrections"])
def other_log(request: pytest.FixtureRequest, log_file: Path) -> Path:
    """The same log with one day in fifty left out, or with three in a hundred corrected by a later row."""
    file = log_file.with_name(f"{request.param}.parquet")
    picked = "hash(ts, account, platform, metric) % 100"
    rows = {
        "gaps": f"SELECT * FROM log WHERE {picked} >= 2",
        "corrections": "SELECT *, ts + INTERVAL 1 DAY AS seen FROM log UNION ALL "
        f"SELECT * REPLACE (value + 1 AS value), ts + INTERVAL 3 DAY FROM log WHERE {picked} < 3",
    }[request.param]
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW log AS SELECT * FROM '{log_file}'")
        connection.execute(f"COPY ({rows}) TO '{file}' (FORMAT parquet)")
    return file


@pytest.mark.benchmark(group="evaluate another log")
def test_bare_scan_of_another_log(benchmark: Bench, other_log: Path) -> None:
    """The baseline of a log that does not have one row a day."""
    test_bare_scan_and_group_by(benchmark, other_log)


@pytest.mark.benchmark(group="evaluate another log")
@pytest.mark.parametrize("table", [(10_000, "all over")], indirect=True, ids=["10,000 goals"])
def test_evaluate_a_table_over_another_log(benchmark: Bench, other_log: Path, table: GoalTable) -> None:
    """Goals over a log that does not have one row a day."""
    found = benchmark(lambda: evaluate_table(table, MetricLog(tables=[Table(other_log, "parquet")]), None, load_catalogue()))
    assert len(found) == len(table)
    assert (found.status != VERDICT).all()


@pytest.mark.benchmark(group="cold evaluate")
def test_bare_start(benchmark: Bench) -> None:
    """The baseline: Python with the libraries that parsing needs."""
    benchmark(lambda: subprocess.run([sys.executable, "-c", "import click, lark, pydantic"], check=True))


@pytest.mark.benchmark(group="cold evaluate")
def test_cold_evaluate_of_the_example(benchmark: Bench) -> None:
    """The main job of the README in a new process."""
    command = [str(Path(sys.executable).with_name("aimline")), "evaluate", "examples/shop/goals", "--metrics", "examples/shop/exports", "--as-of", "2026-12-08"]
    done = benchmark(lambda: subprocess.run(command, cwd=ROOT, capture_output=True, check=True))
    assert done.stdout


@pytest.mark.benchmark(group="read exports")
def test_read_the_example(benchmark: Bench) -> None:
    """Exports of the example to rows, files in the system's cache."""
    log, errors = benchmark(lambda: read_metrics([str(ROOT / "examples" / "shop" / "exports")]))
    assert log.rows
    assert not errors
