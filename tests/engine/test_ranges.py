"""Reports of several days: they answer a goal over exactly these days, or over days that they make up, and no other."""

from datetime import date
from pathlib import Path

import pytest

from aimline import api
from aimline.engine.standing import Standing
from aimline.metrics import read_metrics

TODAY = date(2026, 6, 1)
WEEKS = """Week,Campaign,Currency code,Cost,Clicks
2026-03-02,Oud,USD,10,4
2026-03-02,Musk,USD,5,1
2026-03-09,Oud,USD,20,5
"""
MONTHS = """Month,Campaign,Currency code,Cost,Clicks
2026-02-01,Oud,USD,10,4
2026-03-01,Oud,USD,20,5
"""


def _standing(folder: Path, sentence: str, text: str) -> Standing:
    (folder / "ads.csv").write_text(text, encoding="utf-8")
    (folder / "a.goals").write_text(sentence + "\n", encoding="utf-8")
    (standing,) = api.evaluate([str(folder / "a.goals")], [str(folder / "ads.csv")], TODAY, TODAY)
    return standing


@pytest.mark.parametrize(
    ("sentence", "text", "actual"),
    [
        ("keep ad spend on Google under $16 in 7 days starting 2026-03-02", WEEKS, 15),
        ("keep ad spend on Google under $40 in 14 days starting 2026-03-02", WEEKS, 35),
        ("keep ad spend on Google under $40 in 10 days starting 2026-03-02", WEEKS, None),
        ("keep ad spend on Google under $40 in 7 days starting 2026-03-03", WEEKS, None),
        ("keep ad spend on Google under $40 in 21 days starting 2026-03-02", WEEKS, None),
        ("keep ad spend on Google under $40 in 59 days starting 2026-02-01", MONTHS, 30),
        ("keep ad spend on Google under $40 in 31 days starting 2026-03-01", MONTHS, 20),
        ("keep cost per click on Google below $4 in 14 days starting 2026-03-02", WEEKS, 3.5),
        ("keep cost per click on Google below $4 in 13 days starting 2026-03-02", WEEKS, None),
    ],
)
def test_ranges_answer_goals_over_their_own_days(tmp_path: Path, sentence: str, text: str, actual: float | None) -> None:
    standing = _standing(tmp_path, sentence, text)
    assert standing.actual == actual
    assert (standing.status == "no_data") == (actual is None)
    assert "2026-03" in standing.why["en"]
    assert all(standing.why.values())


def test_people_of_several_campaigns_are_no_exact_figure(tmp_path: Path) -> None:
    header = "Campaign name,Reporting starts,Reporting ends,Reach,Amount spent (USD)\n"
    one = header + "Oud,2026-03-01,2026-03-31,900,1\n"
    two = one + "Musk,2026-03-01,2026-03-31,300,1\n"
    exact = _standing(tmp_path, "reach 1,000 people on Facebook in 31 days starting 2026-03-01", one)
    assert (exact.actual, exact.status) == (900, "missed")
    bound = _standing(tmp_path, "reach 1,000 people on Facebook in 31 days starting 2026-03-01", two)
    assert (bound.actual, bound.status) == (900, "insufficient")


def test_what_is_of_several_days_lacks_only_days_that_nothing_is_of(tmp_path: Path) -> None:
    (tmp_path / "ads.csv").write_text("Week,Currency code,Cost\n2026-03-02,USD,10\n2026-03-09,USD,5\n2026-03-23,USD,5\n", encoding="utf-8")
    log, unreadable = read_metrics([str(tmp_path / "ads.csv")])
    inventory, _ = api.take_stock(log, unreadable)
    (series,) = inventory.series
    assert (series.metric, series.missing, series.total) == ("ad_spend_7_days", 7, 20)
    assert [(gap.first, gap.last) for gap in series.gaps] == [(date(2026, 3, 16), date(2026, 3, 22))]
