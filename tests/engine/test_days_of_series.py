"""The figures of series by day, whatever the log is like: hourly, corrected later, with gaps; beside what plain Python makes of the same rows."""

import random
from collections import defaultdict
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
import pytest

from aimline.engine import DuckStore, census
from aimline.engine.ask import Ask
from aimline.engine.gaps import usual_gaps
from aimline.engine.seen import Seen
from aimline.metrics import MetricLog, Table

START = date(2026, 1, 1)
DAYS = 60
Row = tuple[datetime, str, float, datetime | None]


def _rows(kind: str, seed: int) -> list[Row]:
    """Rows of three series; `kind` says how many there are of a day."""
    chance = random.Random(seed)
    found: list[Row] = []
    for metric in ("impressions", "followers", "ad_spend"):
        for number in range(DAYS):
            if chance.random() < 0.15:
                continue
            day = datetime.combine(START + timedelta(days=number), datetime.min.time())
            hours = {"hourly": range(24), "quarters": [hour / 4 for hour in range(96)], "mixed": [0, 0.5, 7]}.get(kind, [0])
            for hour in hours:
                ts = day + timedelta(hours=hour)
                for again in range(1 + (kind in ("late", "quarters", "mixed") and chance.random() < 0.1)):
                    value = chance.randint(0, 500) / (100 if metric == "ad_spend" else 1)
                    found.append((ts, metric, value, None if kind == "quarters" else ts + timedelta(days=1 + again)))
    chance.shuffle(found)
    return found


def _by_hand(rows: list[Row]) -> dict[tuple[str, int], tuple[float, float, float]]:
    """Series and day → sum, first and last figure; of rows with one key the one seen last counts, then the greatest."""
    kept: dict[tuple[str, datetime], tuple[datetime, float]] = {}
    for ts, metric, value, seen in rows:
        kept[metric, ts] = max(kept.get((metric, ts), (datetime.min, -1.0)), (seen or datetime.min, value))
    days: dict[tuple[str, int], list[tuple[datetime, float]]] = defaultdict(list)
    for (metric, ts), (_, value) in kept.items():
        days[metric, ts.toordinal()].append((ts, value))
    return {key: (sum(value for _, value in figures), min(figures)[1], max(figures)[1]) for key, figures in days.items()}


def _file(rows: list[Row], folder: Path) -> Path:
    file = folder / "log.parquet"
    ts, metric, value, seen = zip(*rows, strict=True)
    times = {name: np.array(column, dtype="datetime64[us]") for name, column in (("ts", ts), ("seen", seen))}
    with duckdb.connect() as connection:
        connection.register("log", {**times, "metric": np.array(metric, dtype=object), "value": np.array(value)})
        connection.execute(f"COPY (SELECT * FROM log) TO '{file}' (FORMAT parquet)")
    return file


@pytest.mark.parametrize("kind", ["daily", "late", "hourly", "quarters", "mixed"])
@pytest.mark.parametrize("bits", [None, 0])
def test_days_of_a_log(kind: str, bits: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if bits is not None:  # no room for a bit a day
        monkeypatch.setattr(census, "_BITS", bits)
    rows = _rows(kind, 7)
    wanted = _by_hand(rows)
    first, last = START.toordinal() + 5, START.toordinal() + 50
    with closing(DuckStore(MetricLog(tables=[Table(_file(rows, tmp_path), "parquet")]))) as store:
        names = [one.metric for one in store.series()]
        assert {one.metric: one.days for one in store.series()} == {name: sum(key[0] == name for key in wanted) for name in names}
        numbers = np.arange(len(names), dtype=np.int32)
        found = store.days(numbers, np.full(len(names), first), np.full(len(names), last))
        answers = store.answer([Ask(number, date.fromordinal(first), date.fromordinal(last)) for number in range(len(names))])
    got = {
        (names[number], day): figures
        for number, day, *figures in zip(*(column.tolist() for column in (found.series, found.day, found.total, found.first, found.last)), strict=True)
    }
    within = {key: value for key, value in wanted.items() if first <= key[1] <= last}
    assert got.keys() == within.keys()
    for key, figures in within.items():
        assert got[key] == pytest.approx(figures, abs=1e-9), key
    for name, answer in zip(names, answers, strict=True):
        mine = {day: figures for (metric, day), figures in within.items() if metric == name}
        assert answer is not None
        assert (answer.days, answer.total) == (len(mine), pytest.approx(sum(one[0] for one in mine.values())))
        assert (answer.first, answer.last) == (mine[min(mine)][1], mine[max(mine)][2])


def test_days_of_instants_are_of_their_zone(tmp_path: Path) -> None:
    rows = [(datetime(2026, 1, 1, 23, 30), "impressions", 3.0, None), (datetime(2026, 1, 2, 0, 30), "impressions", 4.0, None)]
    file = _file(rows, tmp_path)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY (SELECT ts::TIMESTAMPTZ AS ts, metric, value FROM '{file}') TO '{tmp_path}/zoned.parquet' (FORMAT parquet)")
    with closing(DuckStore(MetricLog(tables=[Table(tmp_path / "zoned.parquet", "parquet")]), zone="Asia/Riyadh")) as store:
        found = store.days(np.array([0], dtype=np.int32), np.array([1]), np.array([10**6]))
    assert found.total.tolist() == [7.0]
    assert found.day.tolist() == [datetime(2026, 1, 2, tzinfo=UTC).toordinal()]


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.97])
def test_usual_gaps_by_hand(share: float) -> None:
    """The median of all gaps as of every day of a stretch, also of one that begins before the series does."""
    made = np.random.default_rng(3)
    table = made.random((40, 90)) < share
    table[:, 10] = True
    origin = 740_001
    seen = Seen(origin, np.packbits(table, axis=1), np.arange(len(table)))
    first = origin + made.integers(-20, 60, len(table))
    found = usual_gaps(seen, np.arange(len(table)), first, 50, np.ones(len(table), dtype=bool))
    for row, days in enumerate(table):
        on = np.flatnonzero(days) + origin
        for column in range(50):
            so_far = np.diff(on[on <= first[row] + column]).tolist()
            assert found[row, column] == (median(so_far) if so_far else 1.0), (row, column)
        for day in (origin, origin + 30, origin + 200):
            until = on[on <= day]
            assert seen.last_until(np.array([row]), np.array([day])).tolist() == [until[-1] if len(until) else on[0]]


def test_a_series_without_gaps_may_go_on_after_one_with_gaps(tmp_path: Path) -> None:
    day = date(2026, 3, 2)
    rows = [f"{day + timedelta(days=place)},instagram,impressions,{place}" for place in range(12) if place != 5 for _ in range(4)]
    rows += [f"{day + timedelta(days=place)},tiktok,impressions,{place}" for place in range(30)]
    file = tmp_path / "rows.csv"
    file.write_text("\n".join(["ts,platform,metric,value", *rows, ""]), encoding="utf-8")
    with closing(DuckStore(MetricLog(tables=[Table(file, "csv", None, None)]))) as store:
        assert {one.platform: one.days for one in store.series()} == {"instagram": 11, "tiktok": 30}
