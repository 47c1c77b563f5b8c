"""Goals as a table of columns stand as the same goals one by one."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from aimline.catalogue import load as load_catalogue
from aimline.engine import evaluate
from aimline.engine.batch import STATUSES, StandingTable, evaluate_table
from aimline.engine.standing import Standing
from aimline.engine.table import GoalTable
from aimline.goals.model import Goal, PlacedGoal, Target, Window
from aimline.metrics import MetricLog, Table
from aimline.pacing.statuses import VERDICT

FIRST = date(2026, 1, 1)
KINDS = (
    ("followers", "change"),
    ("followers", "level"),
    ("impressions", "level"),
    ("impressions", "percent_change"),
    ("reach", "level"),
    ("comments", "level"),
)


@pytest.fixture(scope="module")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three accounts on two platforms, some days missing."""
    file = tmp_path_factory.mktemp("log") / "log.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT TIMESTAMP '2026-01-01' + INTERVAL 1 DAY * d AS ts, 'account ' || a AS account, p AS platform, m AS metric, "
            "(CASE m WHEN 'followers' THEN 1000 + 3 * d ELSE 40 END + hash(a, p, m, d) % 21)::DOUBLE AS value "
            "FROM range(3) x(a), range(200) y(d), unnest(['instagram', 'facebook']) z(p), unnest(['followers', 'impressions', 'reach']) w(m) "
            f"WHERE a <> 1 OR hash(d, p) % 4 > 0) TO '{file}' (FORMAT parquet)"
        )
    return file


def columns() -> dict[str, list[object]]:
    """Goals of all kinds, with windows all over the log and beyond it."""
    rows = []
    for number in range(600):
        metric, kind = KINDS[number % len(KINDS)]
        start = FIRST.toordinal() + (number * 37) % 260 - 20
        value = {"change": 60 + number % 50, "percent_change": 5 + number % 20, "level": 1500 if metric == "followers" else 400 + 7 * (number % 400)}[kind]
        rows.append((metric, (None, "instagram", "facebook")[number // 6 % 3], f"account {number % 5 % 4}", kind, value, start, start + 1 + number % 70))
    names = ("metric", "platform", "account", "kind", "value", "start", "end")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def one_by_one(given: dict[str, list[object]], log: MetricLog) -> list[Standing]:
    """The same goals as typed goals."""
    goals = []
    for number, (metric, platform, account, kind, value, start, end) in enumerate(zip(*given.values(), strict=True)):
        goal = Goal.model_validate(
            {
                "id": str(number), "intent": "increase", "metric": metric, "platforms": (platform,) if platform else (), "per": None, "aggregation": None,
                "start": None, "time": None, "account": account, "target": Target.model_validate({"kind": kind, "value": value, "unit": "count"}),
                "window": Window(start=date.fromordinal(int(str(start))), end=date.fromordinal(int(str(end)))),
            }
        )  # fmt: skip
        goals.append(PlacedGoal(goal=goal, text=str(number), file=None, line=number, language="en"))
    return evaluate(goals, log, FIRST + timedelta(days=170), load_catalogue())


def as_a_table(given: dict[str, list[object]], log: MetricLog) -> StandingTable:
    """The goals as columns."""
    table = GoalTable.from_columns(load_catalogue(), **given)  # type: ignore[arg-type]
    return evaluate_table(table, log, FIRST + timedelta(days=170), load_catalogue())


def test_a_table_stands_as_its_goals_one_by_one(log_file: Path) -> None:
    given = columns()
    several, table = (judge(given, MetricLog(tables=[Table(log_file, "parquet")])) for judge in (one_by_one, as_a_table))
    assert len(table) == len(several) == 600
    rest = set(table.rest.tolist())
    assert {str(given["metric"][place]) for place in rest} == {"reach"}
    seen = set()
    for place, standing in enumerate(several):
        if place in rest:
            assert table.status[place] == VERDICT
            continue
        assert STATUSES[table.status[place]] == standing.status
        seen.add(standing.status)
        figures = table.figures
        if np.isnan(figures.observations[place]):
            assert standing.actual is None
            continue
        for name in ("actual", "gained", "expected", "shortfall", "done", "probability", "observations", "coverage"):
            mine, theirs = float(getattr(figures, name)[place]), getattr(standing, name)
            assert (mine == pytest.approx(theirs)) if theirs is not None else np.isnan(mine), (name, standing)
        assert ("safe" in standing.flags, "critical" in standing.flags) == (table.safe[place], table.critical[place])
    assert {"achieved", "missed", "on_track", "behind", "pending", "no_data"} <= seen


def test_an_empty_table(log_file: Path) -> None:
    nothing = {name: [] for name in columns()}
    assert len(as_a_table(nothing, MetricLog(tables=[Table(log_file, "parquet")]))) == 0


def test_a_table_without_any_row() -> None:
    table = as_a_table(columns(), MetricLog())
    assert {STATUSES[code] for code in table.status.tolist()} == {"no_data", "pending"}


def test_a_window_without_a_day_is_refused() -> None:
    given = columns()
    given["end"][3] = given["start"][3]
    with pytest.raises(ValueError, match="windows"):
        GoalTable.from_columns(load_catalogue(), **given)  # type: ignore[arg-type]
