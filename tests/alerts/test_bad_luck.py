"""What goes wrong with files while they are watched."""

from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aimline.alerts.inputs.files import Files
from aimline.alerts.inputs.growing import Growing
from aimline.alerts.inputs.redis_streams import RedisError, RedisStream, shown
from aimline.alerts.keeper import Aside, Batch, Keeper
from aimline.alerts.ledger import Ledger
from aimline.alerts.replay import replay
from aimline.alerts.rules import alert_rules, shipped
from aimline.alerts.state import State, StateError
from aimline.alerts.steady import steady
from aimline.alerts.watch import Watch
from aimline.catalogue import load
from aimline.engine.load import UnreadableTable
from aimline.engine.rolling import rolled_up
from aimline.engine.rollup import ItemReading, Rolled, RollKey
from aimline.goals.compile import compile_files
from aimline.language import parse_goals_file
from aimline.metrics import read_metrics, sources
from aimline.metrics.files.stored import Stored
from aimline.metrics.model.log import MetricLog, MetricRow, Table
from aimline.text.messages import languages
from aimline.text.position import Source


def test_posts_under_two_names_of_an_account_and_no_figures_by_day() -> None:
    rolled = Rolled()
    for account in ("acme", "Acme"):
        key = RollKey(account, "instagram", "likes", "count", "", "", True, "post")
        rolled.put_item(key, ItemReading("p1", 738000, 1, 738001, 5.0, 0))
    assert len(rolled.at(date.fromordinal(738002)).series()) <= 2


def test_a_file_that_is_gone_when_it_is_scanned(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable):
        rolled_up(MetricLog(tables=[Table(tmp_path / "gone.csv", "csv", None, None)]))


@pytest.mark.parametrize(("finished", "taken"), [(False, 1), (True, 2)])
def test_a_row_torn_before_its_last_columns_waits_for_its_rest(tmp_path: Path, finished: bool, taken: int) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("ts,platform,metric,value,unit\n2026-03-01,meta_ads,ad_spend,1200,currency:USD\n2026-03-02,meta_ads,ad_spend,12", encoding="utf-8")
    with closing(Growing(Table(file, "csv", None, None), once=True, finished=finished, clock=lambda: 1e12)) as growing:
        first = [one for _ in range(3) for batch in growing.read(0) for one in batch.readings]
        assert len(first) == taken
        with file.open("a", encoding="utf-8") as stream:
            stream.write("34,currency:USD\n")
        (batch,) = growing.read(0)
        assert [(one[0][3], one[2]) for one in batch.readings] == [("currency:USD", 1234)]


def test_whoever_is_writing_a_line_is_given_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("ts,metric,value\n2026-03-01,likes,9\n2026-03-02,likes,-1", encoding="utf-8")

    def goes_on(seconds: float) -> None:
        with file.open("a", encoding="utf-8") as stream:
            stream.write("5\n")

    monkeypatch.setattr("aimline.alerts.inputs.growing.time.sleep", goes_on)
    clock = file.stat().st_mtime
    with closing(Growing(Table(file, "csv", None, None), once=True, clock=lambda: clock)) as growing:
        assert [one[2] for _ in range(3) for batch in growing.read(0) for one in batch.readings] == [9, -15]


def test_a_mistyped_year_closes_no_days() -> None:
    def row(day: datetime, item: str | None = None) -> MetricRow:
        return MetricRow(day, None, "instagram", "likes", 5.0, "count", item, "post" if item else None)

    first = datetime(2026, 3, 1)
    for item in (None, "p1"):
        with State(":memory:") as state, state.transaction():
            ledger = Ledger(state)
            ledger.add([row(first, item), row(datetime(2029, 3, 2), item), row(first + timedelta(days=1), item)])
            assert ledger.watermark(timedelta(days=1)) == first
            assert ledger.ahead is not None
            assert ledger.ahead == Ledger(state).ahead
            assert (ledger.ahead[0], ledger.ahead[1].metric) == (date(2029, 3, 2), "likes")
            ledger.add([row(datetime(2029, 3, 3), item)])
            assert ledger.watermark(timedelta(days=1)) == first
            ledger.add([row(first + timedelta(days=2), item)])
            assert ledger.watermark(timedelta(days=1)) == first + timedelta(days=1)
            ledger.add([row(datetime(2029, 3, 4), item)])
            assert ledger.watermark(timedelta(days=1)) == datetime(2029, 3, 3)
            assert ledger.ahead is None


@pytest.mark.parametrize(
    ("days", "last"),
    [
        ([*range(30)], 29),
        ([*range(30), 365], 29),
        ([*range(30), 365, 366], 29),  # two days of a wrong year
        ([*range(30), *range(365, 371)], 29),
        ([*range(30), *range(365, 372)], 371),  # a pause of most of a year
        ([*range(30), 80, 400], 80),
        ([0, 365], 0),
        ([0, 365, 366, 367], 367),
        ([0, 90, 180, 270], 270),  # figures of quarters
        ([0, 31, 59, 90], 90),
        ([*range(30), 70], 70),
    ],
)
def test_how_far_a_log_goes(days: list[int], last: int) -> None:
    assert steady(days) == last


def test_days_of_a_wrong_year_end_neither_evaluate_nor_watch_and_are_told_with_their_place(tmp_path: Path) -> None:
    goals = compile_files([parse_goals_file(Source("Gain 300 followers on Instagram in 20 days\n  start: 2026-03-01\n"))], date(2026, 3, 1), load())
    rows = [f"2026-03-{day:02},instagram,followers,{1000 + day}" for day in range(1, 16)]
    wrong = ["2027-03-16,instagram,followers,1016", "2027-03-17,instagram,followers,1017"]
    file = tmp_path / "rows.csv"
    file.write_text("\n".join(["ts,platform,metric,value", *rows, *wrong, ""]), encoding="utf-8")
    log, _ = read_metrics([str(file)], load())
    finished = replay(goals, log, shipped(), load())
    assert finished.last == date(2026, 3, 15)
    assert "missed" not in {alert.rule for alert in finished.alerts}
    (note,) = [one.reason for one in log.set_aside]
    assert all(f"{file}:17" in note[language] and "2027-03-16" in note[language] for language in languages())
    with State(":memory:") as state:
        keeper = Keeper(state, goals, shipped(), load(), lateness=timedelta(0))
        told: list[Mapping[str, str]] = []
        said = list(Watch(keeper, [Files([str(file)], load(), once=True)], told=told.append).run(once=True))
    assert [alert.json() for alert in said] == [alert.json() for alert in finished.alerts if alert.at < date(2026, 3, 15)]
    assert [f"{file}:17" in text["en"] for text in told if "2027" in text["en"]] == [True]


@pytest.mark.parametrize(
    "change", ["UPDATE machine SET state = '{}'", "UPDATE machine SET state = '{brok'", "UPDATE closed SET day = 'x'", "UPDATE alerts SET line = '{\"a\":1'"]
)
def test_a_state_whose_entries_are_none_of_ours_is_told_of(tmp_path: Path, change: str) -> None:
    file = tmp_path / "watch.state"
    goals = compile_files([parse_goals_file(Source("Gain 300 followers on Instagram in 20 days\n  start: 2026-03-01\n"))], date(2026, 3, 1), load())
    rules, _ = alert_rules()
    with State(file) as state:
        keeper = Keeper(state, goals, rules, load())
        keeper.take([Batch("-", rows=[MetricRow(datetime(2026, 3, day), None, "instagram", "followers", 1000.0 + day, "count") for day in range(1, 15)])])
        assert state.verify() == []
        assert state.connection.execute(change).rowcount > 0
    with State(file) as state:
        assert state.verify()
        if "alerts" not in change:
            with pytest.raises(StateError):
                Keeper(state, goals, rules, load())


@pytest.mark.parametrize("position", ['{"a": 1}', "{broken", "[]", '{"offset": "x"}', "7"])
def test_a_position_that_cannot_be_read_is_the_beginning(tmp_path: Path, position: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"ts": "2026-03-01", "metric": "likes", "value": 9}\n', encoding="utf-8")
    files = Files([str(file)], load(), positions={"exports": position, f"file:{file}": position}, once=True)
    assert sum(len(batch) for _ in range(3) for batch in files.read(0)) == 1
    files.close()


def test_addresses_of_streams_show_no_password_and_are_told_of_when_they_are_none() -> None:
    assert shown("redis://user:p@ss@host:6379/0?stream=rows") == "redis://host:6379/0?stream=rows"
    pytest.importorskip("redis")
    for address in ("host:port", "[::1"):
        with pytest.raises(RedisError) as caught:
            RedisStream(f"redis://user:p@SECRET@{address}?stream=rows")
        assert "SECRET" not in caught.value.message["en"]


def test_an_entry_that_is_no_text_does_not_stop_a_stream() -> None:
    pytest.importorskip("redis")
    stream = RedisStream("redis://host?stream=rows")
    assert stream._client.connection_pool.get_encoder().decode(b"\xff", force=True) == "\ufffd"


def test_an_export_that_changes_is_read_alone_where_all_speak_for_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "exports" / "instagram"
    folder.mkdir(parents=True)
    for month in (1, 2, 3):
        (folder / f"{month}.csv").write_text("date,followers\n" + "".join(f"2026-{month:02}-{day:02},{100 * month + day}\n" for day in range(1, 21)))
    (folder / "4.csv").write_text("no table at all\n")
    taken: list[str] = []
    take = sources.take

    def counted(file: Stored, *rest: Any) -> None:
        taken.append(file.name.name)
        take(file, *rest)

    monkeypatch.setattr(sources, "take", counted)
    positions: dict[str, str] = {}
    aside: dict[str, list[Aside]] = {}

    def read() -> int:
        """As a run does: a new one each time."""
        taken.clear()
        files = Files([str(tmp_path / "exports")], load(), positions=positions, once=True)
        rows = 0
        while batches := files.read(0):
            for batch in batches:
                rows += len(batch)
                if batch.anew:
                    aside[batch.input] = []
                aside.setdefault(batch.input, []).extend(batch.aside)
                if batch.position is not None:
                    positions[batch.at or batch.input] = batch.position
        files.close()
        return rows

    def set_aside() -> list[str]:
        return [one.place for several in aside.values() for one in several]

    assert read() == 60
    assert taken == ["1.csv", "2.csv", "3.csv", "4.csv"]
    assert set_aside() == [str(folder / "4.csv")]
    assert read() == 0
    assert taken == []
    with (folder / "3.csv").open("a") as stream:
        stream.write("2026-03-21,400\n")
    assert read() == 21
    assert taken == ["3.csv"]
    assert set_aside() == [str(folder / "4.csv")]  # what others were set aside for stands
    (folder / "4.csv").write_text("date,followers\n2026-04-01,500\n")
    assert read() == 1
    assert taken == ["4.csv"]
    assert set_aside() == []
    # days that only others can tell: all are read together
    (folder / "5.csv").write_text("date,followers\n03/04/2026,500\n")
    read()
    assert taken[:1] == ["5.csv"]
    assert taken[1:] == ["1.csv", "2.csv", "3.csv", "4.csv", "5.csv"]
    (folder / "1.csv").unlink()
    read()
    assert taken == []
