"""What goes wrong with files while they are watched."""

from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from aimline.alerts.inputs.growing import Growing
from aimline.alerts.ledger import Ledger
from aimline.alerts.state import State
from aimline.engine.load import UnreadableTable
from aimline.engine.rolling import rolled_up
from aimline.engine.rollup import ItemReading, Rolled, RollKey
from aimline.metrics.model.log import MetricLog, MetricRow, Table


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
            assert ledger.ahead == Ledger(state).ahead == date(2029, 3, 2)
            ledger.add([row(datetime(2029, 3, 3), item)])
            assert ledger.watermark(timedelta(days=1)) == datetime(2029, 3, 2)
            assert ledger.ahead is None
