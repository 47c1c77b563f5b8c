"""Rows into goals while they come, with everything written down: beside reading the same rows, and keeping them, without a goal.

`AIMLINE_ROWS` sets the rows (a million unless it says otherwise), `AIMLINE_GOALS` the goals (10,000), five of them to a series.
Compare the rows of one group with each other.
"""

import json
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from aimline.alerts.inputs.files import Files
from aimline.alerts.keeper import Batch, Keeper
from aimline.alerts.rules import shipped
from aimline.alerts.state import State
from aimline.alerts.watch import Watch
from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.goals.model import PlacedGoal
from aimline.language import parse_goals_file
from aimline.metrics.model.log import MetricRow
from aimline.text.position import Source

FIRST = datetime(2026, 3, 1)
Bench = Callable[..., Any]


@cache
def goals(number: int, series: int) -> list[PlacedGoal]:
    sentences = (
        f"Get {1000 + place} link clicks on Instagram in {10 + place % 50} days\n  start: 2026-03-02\n  account: account {place % series}\n"
        for place in range(number)
    )
    return compile_files([parse_goals_file(Source("".join(sentences)))], FIRST.date(), load_catalogue()) if number else []


@pytest.fixture(scope="session")
def sizes(pytestconfig: pytest.Config) -> tuple[int, int]:
    """Rows and goals."""
    if pytestconfig.getoption("benchmark_disable"):
        return 4_000, 100
    return int(os.environ.get("AIMLINE_ROWS", "1000000")), int(os.environ.get("AIMLINE_GOALS", "10000"))


@pytest.fixture(scope="session")
def files(sizes: tuple[int, int], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A figure of every series a minute."""
    rows, number = sizes
    series = max(1, number // 5)
    folder = tmp_path_factory.mktemp("stream")
    found = {kind: folder / f"rows.{kind}" for kind in ("jsonl", "csv")}
    with found["jsonl"].open("w") as lines, found["csv"].open("w") as table:
        table.write("ts,account,platform,metric,value\n")
        for place in range(rows):
            minute, account = divmod(place, series)
            ts, value = (FIRST + timedelta(minutes=minute)).isoformat(), place * 7919 % 97
            row = {"ts": f"{ts}Z", "account": f"account {account}", "platform": "instagram", "metric": "link_clicks", "value": value}
            lines.write(json.dumps(row) + "\n")
            table.write(f"{ts},account {account},instagram,link_clicks,{value}\n")
    return found


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
@pytest.mark.parametrize("watched", [False, True], ids=["without goals", "with goals"])
def test_rows(benchmark: Bench, files: dict[str, Path], sizes: tuple[int, int], tmp_path: Path, kind: str, watched: bool) -> None:
    """All rows of a file that has grown, in batches, each on the disk before the next."""
    benchmark.group = f"watch {kind}"  # type: ignore[attr-defined]
    rows, number = sizes
    some = goals(number, max(1, number // 5)) if watched else []
    numbers = count()

    def watch() -> int:
        with State(tmp_path / f"{next(numbers)}.state") as state:
            run = Watch(Keeper(state, some, shipped(), load_catalogue()), [Files([str(files[kind])], load_catalogue(), once=True)])
            for _ in run.run(once=True):
                pass
            return run.figures.rows.total()

    assert benchmark.pedantic(watch, rounds=1) == rows  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def half_hourly(sizes: tuple[int, int], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A figure of every series each half an hour: a million rows into 10,000 goals are ten days, of which eight close."""
    rows, number = sizes
    series = max(1, number // 5)
    file = tmp_path_factory.mktemp("days") / "rows.jsonl"
    with file.open("w") as lines:
        for place in range(rows):
            time, account = divmod(place, series)
            ts = (FIRST + timedelta(minutes=30 * time)).isoformat()
            row = {"ts": f"{ts}Z", "account": f"account {account}", "platform": "instagram", "metric": "link_clicks", "value": place * 7919 % 97}
            lines.write(json.dumps(row) + "\n")
    return file


@pytest.mark.parametrize("watched", [False, True], ids=["without goals", "with goals"])
def test_days_that_close(benchmark: Bench, half_hourly: Path, sizes: tuple[int, int], tmp_path: Path, watched: bool) -> None:
    """The same while days close and alerts are said. Beside the time: how many alerts, and the memory (MB) after 10, 50 and 100 % of the rows."""
    benchmark.group = "watch: days that close"  # type: ignore[attr-defined]
    rows, number = sizes
    some = goals(number, max(1, number // 5)) if watched else []
    numbers = count()
    memory: dict[int, int] = {}
    said: list[int] = []

    def watch() -> int:
        with State(tmp_path / f"{next(numbers)}.state") as state:
            keeper = Keeper(state, some, shipped(), load_catalogue())
            run = Watch(
                keeper, [Files([str(half_hourly)], load_catalogue(), once=True)], committed=lambda figures: memory.update({figures.rows.total(): _memory()})
            )
            said.append(sum(1 for _ in run.run(once=True)))
            return run.figures.rows.total()

    assert benchmark.pedantic(watch, rounds=1) == rows  # type: ignore[attr-defined]
    marks = [next(size for seen, size in sorted(memory.items()) if seen >= rows * share) for share in (0.1, 0.5, 1.0)]
    benchmark.extra_info |= {"alerts": said[0], "memory": marks}  # type: ignore[attr-defined]


def _memory() -> int:
    """What the process holds, in MB; 0 where nobody says."""
    file = Path("/proc/self/statm")
    return int(file.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20 if file.exists() else 0


@pytest.mark.parametrize("touched", ["one", "all"])
def test_late_rows(benchmark: Bench, sizes: tuple[int, int], touched: str) -> None:
    """A late row for one goal, and for each: what is worked out anew."""
    benchmark.group = "watch: late rows"  # type: ignore[attr-defined]
    number = sizes[1]
    some = goals(number, number)
    log = [
        MetricRow(FIRST + timedelta(days=day), f"account {account}", "instagram", "link_clicks", 30.0, "count") for day in range(7) for account in range(number)
    ]
    with State(":memory:") as state:
        keeper = Keeper(state, some, shipped(), load_catalogue())
        keeper.take([Batch("-", rows=log)])
        while keeper.close_until(date(2026, 3, 6)) or keeper.more:
            pass
        values = count(31)

        def late() -> int:
            value = float(next(values))
            rows = [row._replace(ts=FIRST + timedelta(days=3), value=value) for row in (log[:1] if touched == "one" else log[:number])]
            keeper.take([Batch("-", rows=rows)])
            return len(rows)

        assert benchmark.pedantic(late, rounds=3) == (1 if touched == "one" else number)  # type: ignore[attr-defined]
