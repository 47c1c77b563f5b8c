"""Readings once by key, whatever the order: the same days as the engine adds up from the finished log."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from day_figures import figures
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.alerts.ledger import Ledger, Touched
from aimline.alerts.state import State
from aimline.alerts.sums import total
from aimline.engine.duck import DuckStore
from aimline.engine.rollup import Rolled
from aimline.metrics.model.log import MetricLog, MetricRow, Zeros
from often import often

ZONES = ("UTC", "America/New_York", "Asia/Riyadh")
FIRST = datetime(2026, 3, 5)  # with a day of 23 hours in New York

values = st.one_of(st.integers(-3, 500).map(float), st.integers(-500, 90_000).map(lambda cents: cents / 100))
moments = st.builds(lambda day, hour: FIRST + timedelta(days=day, hours=hour), st.integers(0, 6), st.sampled_from([0, 0, 0, 4, 5, 21, 23]))
seens = st.sampled_from([None, datetime(2026, 3, 20), datetime(2026, 4, 1, 12)])


@st.composite
def rows(draw: st.DrawFn) -> MetricRow:
    item = draw(st.sampled_from([None, None, None, "post-1", "post-2"]))
    ts = draw(moments)
    instant = draw(st.booleans())
    if instant and draw(st.booleans()):
        ts = ts.replace(tzinfo=timezone(timedelta(hours=draw(st.sampled_from([-5, 0, 3])))))
    return MetricRow(
        ts,
        draw(st.sampled_from(["acme", "globex"])),
        draw(st.sampled_from(["instagram", "tiktok"])),
        "likes" if item else draw(st.sampled_from(["link_clicks", "ad_spend"])),
        draw(values),
        "count",
        item,
        "post" if item else None,
        published=FIRST if item else None,
        seen=draw(seens),
        instant=instant,
    )


def items(rolled: Rolled, zone: str, log: Sequence[MetricRow]) -> list[tuple[Any, ...]]:
    return sorted((rolled.keys[number], one.item, one.ts, one.day, one.value) for number, known in rolled._items.items() for one in known.values())


def wanted(log: Sequence[MetricRow], as_of: date, zone: str) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    with closing(DuckStore(MetricLog(rows=list(log)), as_of, zone=zone)) as store:
        return figures(store)


@settings(max_examples=often(10))
@given(st.data())
def test_any_order_any_batches_any_repetition_gives_the_days_of_the_finished_log(data: st.DataObject) -> None:
    log = data.draw(st.lists(rows(), min_size=1, max_size=40))
    order = data.draw(st.permutations(log + data.draw(st.lists(st.sampled_from(log), max_size=10))))
    zone = data.draw(st.sampled_from(ZONES))
    as_of = (FIRST + timedelta(days=data.draw(st.integers(0, 9)))).date()
    with State(":memory:") as state:
        ledger = Ledger(state)
        while order:
            size = data.draw(st.integers(1, 15))
            with state.transaction():
                ledger.add(order[:size])
            order = order[size:]
            looked = data.draw(st.sampled_from(["not", "look", "restart"]))
            if looked == "look":
                with state.transaction():
                    ledger.rolled(data.draw(st.sampled_from(ZONES)), (FIRST + timedelta(days=data.draw(st.integers(-1, 9)))).date())
            elif looked == "restart":
                ledger = Ledger(state)
        with state.transaction():
            rolled = ledger.rolled(zone, as_of)
        assert figures(rolled.at(as_of)) == wanted(log, as_of, zone)
        again = Ledger(state).rolled(zone, as_of)
        assert figures(again.at(as_of)) == figures(rolled.at(as_of))
        assert items(again, zone, log) == items(rolled, zone, log)


@settings(max_examples=5)
@given(st.lists(st.lists(st.integers(-(10**8), 10**8).map(lambda cents: cents / 100), min_size=2, max_size=20), min_size=50, max_size=100), st.randoms())
def test_sums_are_those_of_the_engine_in_any_order(found: list[list[float]], random: Any) -> None:
    log = [
        MetricRow(FIRST + timedelta(days=day, minutes=place), None, "instagram", "ad_spend", value, "currency:USD")
        for day, cents in enumerate(found)
        for place, value in enumerate(cents)
    ]
    ((_, days),) = wanted(log, date(2027, 1, 1), "UTC").items()
    assert [total(cents) for cents in found] == [engine for _, engine, _, _ in days]
    for cents in found:
        random.shuffle(cents)
    assert [total(cents) for cents in found] == [engine for _, engine, _, _ in days]


def test_rows_for_days_that_were_added_up_are_told() -> None:
    row = MetricRow(FIRST, "acme", "instagram", "link_clicks", 5.0, "count")
    with State(":memory:") as state, state.transaction():
        ledger = Ledger(state)
        assert not ledger.add([row])
        ledger.rolled("UTC", FIRST.date())
        assert ledger.add([row]) == Touched()  # known already
        assert ledger.add([row._replace(ts=FIRST + timedelta(days=1))]) == Touched()  # of a day that is not added up yet
        (key, day), *more = ledger.add([row._replace(value=7.0)]).of("Asia/Riyadh")
        assert (key.metric, day, more) == ("link_clicks", FIRST.toordinal(), [])
        assert figures(ledger.rolled("UTC").at(FIRST.date())) == {("acme", "instagram", "link_clicks", "count", None, None): [(day, 7.0, 7.0, 7.0)]}


def test_instants_touch_the_days_of_each_zone() -> None:
    late = MetricRow(datetime(2026, 3, 5, 22), "acme", "instagram", "link_clicks", 5.0, "count", instant=True)
    with State(":memory:") as state, state.transaction():
        ledger = Ledger(state)
        for zone in ("UTC", "Asia/Riyadh"):
            ledger.rolled(zone, date(2026, 3, 6))
        touched = ledger.add([late])
        assert [date.fromordinal(day) for _, day in touched.of("UTC")] == [date(2026, 3, 5)]
        assert [date.fromordinal(day) for _, day in touched.of("Asia/Riyadh")] == [date(2026, 3, 6)]


def test_days_left_out_are_zero_until_a_row_says_otherwise() -> None:
    zeros = [Zeros("acme", "instagram", "link_clicks", date(2026, 3, 5), date(2026, 3, 9))]
    log = [MetricRow(datetime(2026, 3, day), "acme", "instagram", "link_clicks", 5.0, "count") for day in (6, 9)]
    with closing(DuckStore(MetricLog(rows=log, zeros=zeros), date(2026, 3, 8))) as store:
        expected = figures(store)
    with State(":memory:") as state, state.transaction():
        ledger = Ledger(state)
        ledger.add(log, zeros)
        assert figures(ledger.rolled("UTC", date(2026, 3, 8)).at(date(2026, 3, 8))) == expected
        assert not ledger.add([], zeros)
        touched = ledger.add([log[0]._replace(ts=datetime(2026, 3, 7))])
        assert [day for _, day in touched.of("UTC")] == [date(2026, 3, 7).toordinal()]
        assert [day[1] for day in figures(ledger.rolled("UTC").at(date(2026, 3, 8)))["acme", "instagram", "link_clicks", "count", None, None]] == [0, 5, 5, 0]
    with State(":memory:") as state, state.transaction():
        ledger = Ledger(state)
        ledger.add(log)
        ledger.rolled("UTC", date(2026, 3, 8))
        assert {day for _, day in ledger.add([], zeros).of("UTC")} == {date(2026, 3, day).toordinal() for day in (5, 7, 8)}


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_figure_is_left_out(value: float) -> None:
    with State(":memory:") as state, state.transaction():
        ledger = Ledger(state)
        ledger.add([MetricRow(FIRST, None, None, "link_clicks", value, "count")])
        assert ledger.latest is None


def test_a_ledger_goes_on_where_the_last_one_stopped(tmp_path: Path) -> None:
    file = tmp_path / "goals.state"
    with State(file) as state, state.transaction():
        ledger = Ledger(state)
        ledger.add([MetricRow(FIRST, "acme", "instagram", "link_clicks", 5.0, "count")])
        ledger.rolled("UTC", FIRST.date())
    with State(file) as state, state.transaction():
        ledger = Ledger(state)
        assert ledger.latest == FIRST
        assert ledger.watermark(timedelta(days=2)) == FIRST - timedelta(days=2)
        assert ledger.add([MetricRow(FIRST, "acme", "instagram", "link_clicks", 9.0, "count")]).of("UTC")
