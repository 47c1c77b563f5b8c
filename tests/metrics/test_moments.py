"""What day a moment belongs to: of an instant that of who asks, else that of its own clock; hours add up to their day, also where it has 23 or 25 of them."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from books import xlsx

from aimline import api
from aimline.engine.duck import DuckStore
from aimline.metrics import MetricLog, MetricRow, Origin, read_metrics
from aimline.metrics.cells.dates import read_time

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = [(date(2026, 3, 28), 24), (date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 26), 24)]


def hours_of(day: date) -> list[datetime]:
    """Every hour of a day in Berlin, as it begins."""
    first = datetime(day.year, day.month, day.day, tzinfo=BERLIN).astimezone(UTC)
    every = [(first + timedelta(hours=hour)).astimezone(BERLIN) for hour in range(26)]
    return [hour for hour in every if hour.date() == day]


def local(row: MetricRow) -> date:
    """The day of a row in Berlin."""
    return row.ts.replace(tzinfo=UTC).astimezone(BERLIN).date() if row.instant else row.ts.date()


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
    likes = [row for row in log.rows if row.metric == "likes"]
    levels = [row for row in log.rows if row.metric == "followers"]
    assert {local(row) for row in log.rows} == {day}
    assert sum(row.value for row in likes) == sum(range(10, 10 + count))
    assert max(levels, key=lambda row: row.ts).value == 100 + count - 1
    assert {row.instant for row in log.rows} == {form != "naive"}
    assert len(likes) == (count if form != "naive" else 1)


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
MIDNIGHTS = ["2026-03-01T00:00:00+03:00", "2026-03-02T00:00:00+03:00", "2026-03-03T00:00:00Z", "2026-03-04"]


def stood(log: MetricLog) -> list[tuple[datetime, date, bool]]:
    """The time, the day and whether it is an instant, of every row as the engine has it."""
    with closing(DuckStore(log)) as store:
        return store._connection.execute("SELECT ts, day, instant FROM long ORDER BY ts").fetchall()


def long(folder: Path, kind: str, stamps: Sequence[str]) -> Path:
    """A long table of some times, as a scan reads it or (`rows`) as it comes in memory."""
    file = folder / f"long.{kind}"
    if kind == "jsonl":
        file.write_text("".join(f'{{"ts": "{stamp}", "metric": "likes", "value": 1}}\n' for stamp in stamps), encoding="utf-8")
    elif kind == "parquet":
        values = ", ".join(f"('{stamp}', 'likes', 1.0)" for stamp in stamps)
        duckdb.sql(f"COPY (SELECT * FROM (VALUES {values}) t(ts, metric, value)) TO '{file}'")
    elif kind == "rows":
        file = xlsx(folder / "book.xlsx", {"long": [["ts", "metric", "value"], *([stamp, "likes", 1] for stamp in stamps)]})
    else:
        file.write_text("ts,metric,value\n" + "".join(f"{stamp},likes,1\n" for stamp in stamps), encoding="utf-8")
    return file


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "rows"])
def test_times_with_a_zone_are_instants(tmp_path: Path, kind: str) -> None:
    found = stood(read(long(tmp_path, kind, [*LONG, "2026-03-05 10:00:00", "2026-03-06T08:30Z", "2026-03-06"])))
    assert found == [
        (datetime(2026, 2, 28, 21), date(2026, 2, 28), True),
        (datetime(2026, 3, 1, 20), date(2026, 3, 1), True),
        (datetime(2026, 3, 2, 6), date(2026, 3, 2), True),
        (datetime(2026, 3, 5, 10), date(2026, 3, 5), False),
        (datetime(2026, 3, 6), date(2026, 3, 6), False),
        (datetime(2026, 3, 6, 8, 30), date(2026, 3, 6), True),
    ]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "rows"])
def test_midnights_with_a_zone_are_days(tmp_path: Path, kind: str) -> None:
    found = stood(read(long(tmp_path, kind, MIDNIGHTS)))
    assert found == [(datetime(2026, 3, day), date(2026, 3, day), False) for day in (1, 2, 3, 4)]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("usual", ["2026-03-01 10:00:00", "2026-03-01", "2026-03-01T10:00"])
def test_a_zone_far_down_is_found(tmp_path: Path, kind: str, usual: str) -> None:
    stamps = [*[usual] * 1500, "2026-03-02T23:00:00-05:00"]
    assert stood(read(long(tmp_path, kind, stamps)))[-1] == (datetime(2026, 3, 3, 4), date(2026, 3, 3), True)


def test_parquet_with_a_zone_is_of_instants(tmp_path: Path) -> None:
    for stamp, instant in ("2026-03-01 23:00:00+02", True), ("2026-03-01 00:00:00+00", False):
        file = tmp_path / "long.parquet"
        duckdb.sql(f"COPY (SELECT TIMESTAMPTZ '{stamp}' AS ts, 'likes' AS metric, 1.0 AS value) TO '{file}'")
        assert [row[2] for row in stood(read(file))] == [instant]


def test_rows_in_memory_that_carry_a_zone_are_instants() -> None:
    aware = MetricRow(datetime(2026, 3, 1, 1, tzinfo=BERLIN), None, None, "likes", 1.0, "count")
    plain = MetricRow(datetime(2026, 3, 1, 1), None, None, "likes", 1.0, "count")
    assert stood(MetricLog(rows=[aware, plain])) == [
        (datetime(2026, 3, 1, 0), date(2026, 3, 1), True),
        (datetime(2026, 3, 1, 1), date(2026, 3, 1), False),
    ]


def test_readings_of_a_platform_are_of_its_days(tmp_path: Path) -> None:
    # the Graph API says when a day ended, by the clock of another zone
    readings = [{"value": 5, "end_time": "2026-03-02T08:00:00+0000"}, {"value": 6, "end_time": "2026-03-03T08:00:00+0000"}]
    file = tmp_path / "insights.json"
    file.write_text(json.dumps({"data": [{"name": "reach", "period": "day", "values": readings}]}), encoding="utf-8")
    assert {(row.ts, row.instant) for row in read(file).rows} == {(datetime(2026, 3, day), False) for day in (1, 2)}


def test_instants_are_of_no_day_of_this_machine(tmp_path: Path) -> None:
    file = tmp_path / "long.parquet"
    duckdb.sql("SET TimeZone = 'UTC'; COPY (SELECT TIMESTAMPTZ '2026-03-01 00:00:00+00' AS ts, 'likes' AS metric, 1.0 AS value) TO " + repr(str(file)))
    code = (
        "import sys; from aimline.metrics import read_metrics; from aimline.engine.duck import DuckStore; "
        "print(DuckStore(read_metrics([sys.argv[1]])[0]).series()[0].first)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(file)], env={**os.environ, "TZ": "America/New_York"}, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "2026-03-01"


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "rows"])
def test_an_instant_is_of_its_day_in_the_zone_of_the_goal(tmp_path: Path, kind: str) -> None:
    file = long(tmp_path, kind, ["2026-03-01T22:30:00Z", "2026-03-02T04:00:00Z", "2026-03-02T21:30:00Z", "2026-03-03T12:00:00Z", "2026-03-02"])
    goals = tmp_path / "a.goals"
    sentence = "get 100 Instagram likes in 1 day starting 2026-03-02\n"
    zones = {"": 3, "Africa/Cairo": 3, "Asia/Riyadh": 3, "America/New_York": 2, "Asia/Tokyo": 3}
    goals.write_text("".join(sentence + (f"  timezone: {zone}\n" if zone else "") for zone in zones), encoding="utf-8")
    found = api.evaluate([str(goals)], [f"instagram={file}"], date(2026, 3, 4), date(2026, 3, 1))
    # in UTC 04:00, 21:30 and the day itself; in Cairo 00:30 to 23:30; in Riyadh 21:30 is of the third; in New York 04:00 and what was before are of the first
    assert [standing.actual for standing in found] == [3, 4, 3, 2, 3]


def test_a_night_on_which_clocks_are_set_back_has_both_hours(tmp_path: Path) -> None:
    hours = [hour.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for hour in hours_of(date(2026, 10, 25))]
    goals = tmp_path / "a.goals"
    goals.write_text("get 100 Instagram likes in 1 day starting 2026-10-25\n  timezone: Europe/Berlin\n", encoding="utf-8")
    (standing,) = api.evaluate([str(goals)], [f"instagram={long(tmp_path, 'csv', hours)}"], date(2026, 10, 27), date(2026, 3, 1))
    assert standing.actual == 25
