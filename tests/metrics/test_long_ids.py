"""Long tables call metrics and platforms as they like: the catalogue knows them by the same names as columns of exports, and what it does not know is said."""

from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from aimline.engine import DuckStore
from aimline.metrics import MetricLog, read_metrics

WRITTEN = [
    ("Instagram", "Followers", "instagram", "followers"),
    ("إنستغرام", "المتابعون", "instagram", "followers"),
    ("IG", "followers_count", "instagram", "followers"),
    ("FB", "Link clicks", "facebook", "link_clicks"),
    ("Facebook", "page_fans", "facebook", "page_likes"),
    ("LinkedIn", "Impressionen", "linkedin", "impressions"),
    ("YouTube", "Abonnés", "youtube", "subscribers"),
    ("tiktok", "video_views", "tiktok", "video_views"),
    ("facebook", "clicks", "facebook", "link_clicks"),
    ("", "clicks", None, "clicks"),
    ("", "Followers (TikTok)", "tiktok", "followers"),
    ("tiktok", "spend_x", "tiktok", "spend_x"),
    ("instagram", "follower_count", "instagram", "follower_count"),
    ("instagram", "coffee cups", "instagram", "coffee cups"),
]
"""A platform and a metric as they are written, and as they are read."""


def laid_down(folder: Path, kind: str, rows: list[tuple[str, str, str, float]]) -> Path:
    """A long table of rows (day, platform, metric, value)."""
    file = folder / f"log.{kind.partition(' ')[0]}"
    if kind == "csv of spreadsheets":
        lines = [f"{day[8:]}.{day[5:7]}.{day[:4]};{platform};{metric};{value:.0f},0" for day, platform, metric, value in rows]
        file.write_text("\n".join(["ts;platform;metric;value", *lines]), encoding="utf-8")
        return file
    forms = {"parquet": "FORMAT parquet", "csv": "HEADER", "jsonl": "FORMAT json"}
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE rows (ts VARCHAR, platform VARCHAR, metric VARCHAR, value DOUBLE)")
        connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?)", rows)
        connection.execute(f"COPY rows TO '{file}' ({forms[kind]})")
    return file


def found(file: Path) -> tuple[set[tuple[str | None, str]], MetricLog]:
    """The platforms and metrics of a file's series."""
    log, errors = read_metrics([str(file)])
    assert not errors
    with closing(DuckStore(log)) as store:
        return {(one.platform, one.metric) for one in store.series()}, log


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "csv of spreadsheets"])
@pytest.mark.parametrize(("platform", "metric", "read_platform", "read_metric"), WRITTEN)
def test_ids_are_read_as_columns_of_exports_are(tmp_path: Path, kind: str, platform: str, metric: str, read_platform: str | None, read_metric: str) -> None:
    assert found(laid_down(tmp_path, kind, [("2026-01-30", platform, metric, 5.0)]))[0] == {(read_platform, read_metric)}


@pytest.mark.parametrize("kind", ["csv", "csv of spreadsheets"])
def test_what_is_not_known_and_what_may_be_two_things_is_said(tmp_path: Path, kind: str) -> None:
    rows = [("2026-01-30", "instagram", metric, 5.0) for metric in ("follower_count", "coffee cups", "Followers")]
    (file,) = found(laid_down(tmp_path, kind, rows))[1].files
    (doubtful,) = (note["en"] for note in file.notes)
    assert "follower_count" in doubtful
    assert "new_followers" in doubtful
    read_as, unknown = (note["en"] for note in file.guessed)
    assert "“Followers” = followers" in read_as
    assert "coffee cups" in unknown


@pytest.mark.parametrize("kind", ["parquet", "csv of spreadsheets"])
def test_one_metric_by_two_names_is_one_series_on_different_days_and_none_on_the_same(tmp_path: Path, kind: str) -> None:
    one_after_the_other = [("2026-01-30", "IG", "Followers", 5.0), ("2026-01-31", "instagram", "followers", 6.0)]
    assert found(laid_down(tmp_path, kind, one_after_the_other))[0] == {("instagram", "followers")}
    together = [("2026-01-30", "youtube", "viewCount", 5.0), ("2026-01-30", "youtube", "views", 6.0)]
    series, log = found(laid_down(tmp_path, kind, together))
    assert series == {("youtube", "viewCount"), ("youtube", "views")}
    assert any("viewCount" in note["en"] for note in log.files[0].notes)


def test_figures_by_another_name_are_those_of_the_goal(tmp_path: Path) -> None:
    file = laid_down(tmp_path, "parquet", [(f"2026-01-{day:02}", "FB", "Link clicks", 5.0) for day in range(1, 31)])
    log, _ = read_metrics([str(file)])
    with closing(DuckStore(log)) as store:
        (one,) = store.series()
        (day,) = store.daily([one.id])[one.id][:1]
    assert (one.days, one.rows, day.total) == (30, 30, 5.0)
