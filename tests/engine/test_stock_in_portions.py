"""What `aimline metrics` says of many series: the same however many are looked at together, and as JSON piece by piece as at once."""

from datetime import date, datetime, timedelta

import pytest

from aimline.api import take_stock
from aimline.engine import stock
from aimline.engine.stocktaking import Inventory
from aimline.metrics.model.log import MetricLog, MetricRow
from aimline.render.inventory import as_json

START = datetime(2026, 1, 1)


def log(accounts: int = 5, days: int = 40) -> MetricLog:
    """Followers with what was won and lost, holes in all of them, and now and then a reading that does not fit."""
    rows = []
    for account in range(accounts):
        level = 1000
        for day in range(days):
            gained, lost = (day * 7 + account) % 5, (day * 3 + account) % 2
            level += gained - lost
            said = {"followers": level + (day % 11 == account), "new_followers": gained, "unfollows": lost}
            for place, (metric, value) in enumerate(said.items()):
                if (day + account * 3 + place) % 13 and (metric != "followers" or account != 2 or day % 7 == 0):
                    rows.append(MetricRow(START + timedelta(days=day), f"account {account}", "instagram", metric, float(value), "count"))
    return MetricLog(rows=rows)


def taken(first: date | None = None) -> Inventory:
    found, refused = take_stock(log(), first=first)
    assert not refused
    return found


@pytest.mark.parametrize("first", [None, date(2026, 1, 9)])
def test_portions_change_nothing(monkeypatch: pytest.MonkeyPatch, first: date | None) -> None:
    whole = taken(first)
    assert any(one.gaps for one in whole.series)
    assert whole.disagreements
    for name, limit in (("_AT_ONCE", 50), ("_OUT", 90), ("_BITS", 100)):
        monkeypatch.setattr(stock, name, limit)
    assert taken(first) == whole


def test_gaps_and_differences_by_hand() -> None:
    found = taken()
    level = next(one for one in found.series if one.metric == "followers" and one.account == "account 0")
    assert [(gap.first.day, gap.last.day) for gap in level.gaps if gap.first.month == 1] == [(14, 14), (27, 27)]
    differs = next(one for one in found.disagreements if one.account == "account 0")
    # a reading that is one too high differs from the day before, and the next one from it; who was lost on 12 January nobody knows
    assert [(one.first.day, one.last.day, one.level - one.flows) for one in sorted(differs.differences, key=lambda one: one.last)][:3] == [
        (22, 23, 1),
        (23, 24, -1),
        (2, 3, 1),
    ]


def test_json_piece_by_piece_is_the_whole() -> None:
    for found in (taken(date(2026, 1, 9)), Inventory()):
        assert as_json(found) == found.model_dump_json(indent=2)
