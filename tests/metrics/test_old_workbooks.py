"""Workbooks of Excel 97 (`.xls`), which LinkedIn still gives: dates of both epochs, percentages, errors and several sheets."""

from datetime import date, datetime
from pathlib import Path

import pytest
from biff import ERROR, PERCENT, xls

from aimline.metrics import MetricLog, read_metrics

pytest.importorskip("python_calamine")


def read(*specs: str | Path) -> MetricLog:
    log, errors = read_metrics([str(spec) for spec in specs])
    assert [error.message["en"] for error in errors] == []
    return log


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_of_both_epochs_are_the_same_days(tmp_path: Path, since_1904: bool) -> None:
    rows = [["Date", "Followers", "Remark"], [date(2026, 3, 4), 1200.0, "a"], [datetime(2026, 3, 5, 6, 30), 1210.0]]
    log = read(xls(tmp_path / "a.xls", {"Sheet1": rows}, since_1904=since_1904))
    assert [(row.ts, row.metric, row.value) for row in log.rows] == [
        (datetime(2026, 3, 4), "followers", 1200),
        (datetime(2026, 3, 5, 6, 30), "followers", 1210),
    ]


def test_a_cell_with_an_error_is_no_figure(tmp_path: Path) -> None:
    rows = [["Date", "Followers"], [date(2026, 3, 4), 1200.0], [date(2026, 3, 5), ERROR], [date(2026, 3, 6), 0.0]]
    log = read(xls(tmp_path / "a.xls", {"Sheet1": rows}))
    assert [(row.ts.day, row.value) for row in log.rows] == [(4, 1200), (6, 0)]


def test_percentages_that_do_not_show_as_such_are_left_out_and_told(tmp_path: Path) -> None:
    rows = [["Date", "Followers", "Engagement rate"], *([date(2026, 3, day), 100.0 + day, (day / 100, PERCENT)] for day in (1, 2, 3))]
    log = read(xls(tmp_path / "a.xls", {"Sheet1": rows}))
    assert [(row.metric, row.value) for row in log.rows] == [("followers", 101), ("followers", 102), ("followers", 103)]
    (aside,) = log.set_aside
    assert "5 % may stand as 0.05" in aside.reason["en"]
    rows = [["Date", "Engagement rate"], *([date(2026, 3, day), f"{day}.5%"] for day in (1, 2, 3))]
    assert [(row.value, row.unit) for row in read(xls(tmp_path / "b.xls", {"Sheet1": rows})).rows] == [(1.5, "percent"), (2.5, "percent"), (3.5, "percent")]


def test_exports_of_linkedin_as_it_gives_them(tmp_path: Path) -> None:
    followers = [["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"]]
    followers += [[f"03/{day:02}/2026", 0.0, float(day), 0.0, float(day)] for day in (13, 14, 15)]
    places = [["Location", "Total followers"], ["Cairo, Egypt", 120.0], ["Riyadh, Saudi Arabia", 80.0]]
    log = read(xls(tmp_path / "acme_followers.xls", {"New followers": followers, "Location": places}))
    assert [(row.ts.day, row.platform, row.metric, row.value) for row in log.rows] == [(day, "linkedin", "new_followers", day) for day in (13, 14, 15)]
    assert [Path(file.file).name for file in log.files] == ["acme_followers.xls::New followers"]


def test_posts_and_visitors_of_linkedin_stand_on_sheets_of_their_own(tmp_path: Path) -> None:
    kinds = ("Impressions", "Clicks", "Reactions", "Comments", "Reposts")
    days = [["Aggregated engagement metrics for your organic posts"], ["Date", *(f"{kind} ({part})" for kind in kinds for part in ("organic", "total"))]]
    days += [[f"03/{day:02}/2026", *(float(day + place) for place in range(10))] for day in (13, 14)]
    posts = [
        ["All posts"],
        ["Post title", "Post link", "Post type", "Created date", "Impressions", "Views", "Clicks", "Likes", "Comments", "Reposts", "Follows"],
    ]
    posts += [["Hello", "https://example.org/1", "Organic", "03/13/2026", 100.0, 0.0, 3.0, 5.0, 1.0, 1.0, 2.0]]
    log = read(xls(tmp_path / "acme_content.xls", {"Metrics": days, "All posts": posts}))
    assert [(row.platform, row.value) for row in log.rows if row.metric == "impressions" and row.item is None] == [("linkedin", 14), ("linkedin", 15)]
    assert [(row.item, row.value) for row in log.rows if row.metric == "impressions" and row.item] == [("https://example.org/1", 100)]
    visits = [["Date", "Total page views (desktop)", "Total page views (mobile)", "Total page views (total)"]]
    visits += [[f"03/{day:02}/2026", 1.0, 2.0, 3.0] for day in (13, 14)]
    log = read(xls(tmp_path / "acme_visitors.xls", {"Visitor metrics": visits, "Location": [["Location", "Total views"], ["Cairo", 3.0]]}))
    assert [(row.platform, row.metric, row.value) for row in log.rows] == [("linkedin", "profile_visits", 3), ("linkedin", "profile_visits", 3)]
    assert [Path(aside.file).name for aside in log.set_aside] == ["acme_visitors.xls::Location"]
