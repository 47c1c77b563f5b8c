"""What day a moment belongs to: that of its own clock, whatever its offset; hours add up to their day, also where it has 23 or 25 of them."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from aimline.engine.duck import DuckStore
from aimline.metrics import MetricLog, Origin, read_metrics
from aimline.metrics.cells.dates import read_time

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 26), 24)]


def hours_of(day: date) -> list[datetime]:
    """Every hour of a day in Berlin, as it begins."""
    first = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC)
    every = [(first + timedelta(hours=hour)).astimezone(BERLIN) for hour in range(26)]
    return [hour for hour in every if hour.date() == day]


def read(file: Path) -> MetricLog:
    log, errors = read_metrics([f"instagram={file}"], habits=Origin())
    assert not errors
    return log


@pytest.mark.parametrize(("day", "count"), DAYS)
@pytest.mark.parametrize("form", ["iso", "naive", "javascript"])
def test_hours_add_up_to_their_day(tmp_path: Path, day: date, count: int, form: str) -> None:
    hours = hours_of(day)
    assert len(hours) == count
    spelled = {
        "iso": lambda hour: hour.isoformat(),
        "naive": lambda hour: hour.strftime("%Y-%m-%d %H:%M"),
        "javascript": lambda hour: hour.strftime("%a %b %d %Y %H:%M:%S GMT%z (Central European Time)"),
    }[form]
    file = tmp_path / "hours.csv"
    file.write_text("Date,Likes,Followers\n" + "".join(f"{spelled(hour)},{10 + place},{100 + place}\n" for place, hour in enumerate(hours)), encoding="utf-8")
    log = read(file)
    likes = {row.ts: row.value for row in log.rows if row.metric == "likes"}
    assert likes == {datetime(day.year, day.month, day.day): sum(range(10, 10 + count))}
    levels = [row for row in log.rows if row.metric == "followers"]
    assert {row.ts.date() for row in levels} == {day}
    assert max(levels, key=lambda row: row.ts).value == 100 + count - 1


def test_a_row_that_stands_twice_is_no_second_hour(tmp_path: Path) -> None:
    lines = [f"2026-03-02 {hour:02}:00,{hour}\n" for hour in range(24)]
    for extra, total in ([lines[7]], 276), (lines, 276), ([lines[2], lines[3]], 276), (["2026-03-02 02:00,50\n"], 276 + 50):
        file = tmp_path / "hours.csv"
        file.write_text("Date,Likes\n" + "".join([*lines, *extra]), encoding="utf-8")
        assert [row.value for row in read(file).rows] == [total]


@pytest.mark.parametrize("minutes", [-600, -300, 0, 180, 345, 840])
@pytest.mark.parametrize("hour", [0, 1, 12, 23])
def test_a_moment_is_of_the_day_of_its_own_clock(minutes: int, hour: int) -> None:
    moment = datetime(2026, 3, 1, hour, 30, tzinfo=timezone(timedelta(minutes=minutes)))
    for text in (moment.isoformat(), moment.strftime("%Y-%m-%d %H:%M %z"), moment.strftime("%d.%m.%Y %H:%M GMT%z")):
        assert read_time(text, "dmy") == datetime(2026, 3, 1, hour, 30), text


def test_days_that_begin_an_hour_later_in_summer_are_days(tmp_path: Path) -> None:
    # Meta's days after the clocks were set forward
    file = tmp_path / "days.csv"
    stamps = ["2026-03-28T00:00:00", "2026-03-29T00:00:00", "2026-03-30T01:00:00", "2026-03-31T01:00:00"]
    file.write_text("Date,Likes\n" + "".join(f"{stamp},{place}\n" for place, stamp in enumerate(stamps, 1)), encoding="utf-8")
    assert {row.ts.date().day: row.value for row in read(file).rows} == {28: 1, 29: 2, 30: 3, 31: 4}


LONG = ["2026-03-01T00:00:00+03:00", "2026-03-01T23:00:00+03:00", "2026-03-02T01:00:00-0500"]


def test_a_long_table_that_is_scanned_keeps_the_days_of_its_clock(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text("ts,metric,value\n" + "".join(f"{stamp},likes,1\n" for stamp in LONG), encoding="utf-8")
    log = read(file)
    assert log.tables
    assert [(series.first, series.last) for series in DuckStore(log).series()] == [(date(2026, 3, 1), date(2026, 3, 2))]


def test_instants_are_of_no_day_of_this_machine(tmp_path: Path) -> None:
    file = tmp_path / "long.parquet"
    duckdb.sql("SET TimeZone = 'UTC'; COPY (SELECT TIMESTAMPTZ '2026-03-01 00:00:00+00' AS ts, 'likes' AS metric, 1.0 AS value) TO " + repr(str(file)))
    code = (
        "import sys; from aimline.metrics import read_metrics; from aimline.engine.duck import DuckStore; "
        "print(DuckStore(read_metrics([sys.argv[1]])[0]).series()[0].first)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(file)], env={**os.environ, "TZ": "America/New_York"}, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "2026-03-01"
