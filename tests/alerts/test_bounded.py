"""What is in memory does not grow with the rows that were read, nor with the days that are closed at once."""

import tracemalloc
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from aimline.alerts import keeper as keeping
from aimline.alerts.inputs import base, files, growing
from aimline.alerts.inputs.files import Files
from aimline.alerts.keeper import Batch, Keeper
from aimline.alerts.replay import replay
from aimline.alerts.rules import shipped
from aimline.alerts.state import State
from aimline.alerts.watch import Watch
from aimline.catalogue import load
from aimline.goals.compile import compile_files
from aimline.goals.model import PlacedGoal
from aimline.language import parse_goals_file
from aimline.metrics.model.log import MetricLog, MetricRow
from aimline.text.position import Source

FIRST = date(2026, 3, 1)


def goals(text: str) -> list[PlacedGoal]:
    return compile_files([parse_goals_file(Source(text))], FIRST, load())


def test_rows_of_a_day_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every reading has a time of its own, to the millisecond: what is remembered of times, lines and readings must have an end."""
    rows = 40_000
    for module in (base, files):
        monkeypatch.setattr(module, "ROWS", 1000)
    monkeypatch.setattr(growing, "_CHUNK", 2**17)
    monkeypatch.setattr("aimline.alerts.inputs.moments._KNOWN", 1000)
    with (tmp_path / "rows.csv").open("w") as stream:
        stream.write("ts,account,platform,metric,value\n")
        for place in range(rows):
            when = datetime(2026, 3, 1) + timedelta(milliseconds=2000 * place)
            stream.write(f"{when.isoformat(timespec='milliseconds')}Z,a{place % 20},instagram,link_clicks,{place % 7}\n")
    sizes: dict[int, int] = {}
    with State(tmp_path / "s") as state:
        ((pages,),) = state.connection.execute("PRAGMA cache_size").fetchall()
        assert -32 * 1024 <= pages < 0  # what SQLite keeps has a limit of its own
        tracemalloc.start()
        keeper = Keeper(state, goals("Get 4000 clicks on Instagram in 30 days\n  start: 2026-03-01\n  account: a1\n"), shipped(), load())

        def noted(figures: object) -> None:
            sizes[watch.figures.rows.total()] = tracemalloc.get_traced_memory()[0]

        watch = Watch(keeper, [Files([str(tmp_path / "rows.csv")], load(), once=True)], committed=noted)
        assert list(watch.run(once=True)) == []
        tracemalloc.stop()
    assert watch.figures.rows.total() == rows
    early, middle, last = (next(size for seen, size in sorted(sizes.items()) if seen >= rows * share) for share in (0.1, 0.5, 1.0))
    # readings alone would be some 200 bytes each
    assert last - early < 20 * rows * 0.9, (early, middle, last)
    assert last - middle < 20 * rows * 0.5, (early, middle, last)


def test_days_closed_in_portions_are_the_same_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Days begin up to 26 hours apart in the zones of goals, and are closed in the order in which they end."""
    zones = ("Pacific/Kiritimati", "Etc/GMT+12", "Europe/Paris", "")
    some = goals(
        "".join(
            f"Gain {200 + 10 * place} followers on Instagram in 20 days\n  start: 2026-03-03\n" + (f"  timezone: {zone}\n" if zone else "")
            for place, zone in enumerate(zones)
        )
    )
    rows = [
        MetricRow(datetime(2026, 3, 1) + timedelta(hours=8 * place), None, "instagram", "followers", 1000.0 + 3 * place, "count", instant=True)
        for place in range(90)
    ]
    end = date(2026, 4, 1)
    wanted = [alert.json() for alert in replay(some, MetricLog(rows=rows), shipped(), load(), end).alerts]
    assert len(wanted) > 12
    for at_once in (1, 12, 10**6):
        monkeypatch.setattr(keeping, "_AT_ONCE", at_once)
        with State(":memory:") as state:
            keeper = Keeper(state, some, shipped(), load())
            portions = [keeper.take([Batch("-", rows=rows)])]
            while keeper.more:
                portions.append(keeper.take([]))
            portions.append(keeper.close_until(end))
            while keeper.more:
                portions.append(keeper.close_until(end))
        assert [alert.json() for alerts in portions for alert in alerts] == wanted
        assert (len(portions) > 8) == (at_once < 100)
