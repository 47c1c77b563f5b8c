"""Tables of posts that no format knows: their figures are what each post has so far, and of no day."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from aimline.catalogue.labels import but_on, meaning
from aimline.metrics import MetricLog, read_metrics
from aimline.metrics.explained import explain_metrics
from aimline.metrics.reading.posts import platform_linked
from aimline.text.messages import languages

VIDEOS = """video_id,title,viewCount,likeCount,commentCount,duration,date
kP3xq_71ZaQ,First,1200,30,4,PT3M,2026-03-01
aB3-x_9Zk1Q,Second,900,20,3,PT4M,2026-03-08
Zz8_kLmN0pQ,Third,4000,120,9,PT5M,2026-03-15
"""
TWEETS = """Tweet Id,Text,viewCount,replyCount,retweetCount,likeCount,quoteCount,Date
1634567890123456789,hello,120,1,2,30,0,2026-03-01 10:00:00
1634567890123456790,world,90,0,1,20,0,2026-03-01 11:00:00
"""
PICTURES = """shortcode,caption,likes,comments,timestamp,video_view_count,followers
CxYz12AbcDe,one,30,2,2026-03-01T10:00:00,400,1000
CxYz12AbcDf,two,20,1,2026-03-02T10:00:00,,1001
"""


def read(path: Path, text: str, prefix: str = "", **more: Sequence[str]) -> MetricLog:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    log, errors = read_metrics([f"{prefix}{path}"], **more)
    assert not errors
    return log


def figures(log: MetricLog) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for row in log.rows:
        assert row.item, "a figure of a day"
        assert row.published == row.ts
        found.setdefault(f"{row.platform or '-'} {row.metric}", []).append(row.value)
    return {name: sorted(values) for name, values in found.items()}


def notes(log: MetricLog) -> str:
    every = [note for file in log.files for note in (*file.notes, *file.guessed)]
    assert all(set(note) == set(languages()) for note in every)
    return "\n".join(note["en"] for note in every)


def test_videos(tmp_path: Path) -> None:
    log = read(tmp_path / "v.csv", VIDEOS)
    assert figures(log) == {"- views": [900, 1200, 4000], "- likes": [20, 30, 120], "- comments": [3, 4, 9]}
    assert "a row a post, told apart by “video_id”, published at “date”" in notes(log)
    assert "“likeCount” is read as likes, as on all platforms but linkedin" in notes(log)


def test_tweets_are_of_x(tmp_path: Path) -> None:
    log = read(tmp_path / "t.csv", TWEETS)
    assert figures(log) == {"x impressions": [90, 120], "x replies": [0, 1], "x retweets": [1, 2], "x likes": [20, 30], "x quotes": [0, 0]}
    assert "of x: a column is called “Tweet Id”" in notes(log)


def test_pictures_have_no_followers_of_their_own(tmp_path: Path) -> None:
    log = read(tmp_path / "p.csv", PICTURES, "instagram=")
    assert figures(log) == {"instagram likes": [20, 30], "instagram comments": [1, 2], "instagram video_views": [400]}
    assert log.files[0].unread.others == ("followers",)


@pytest.mark.parametrize(
    ("label", "cells"),
    [
        ("Ссылка", ["https://www.instagram.com/p/CxYz12AbcDe/", "https://www.instagram.com/reel/CxYz12AbcDf/?hl=ru"]),
        ("الرابط", ["https://instagram.com/p/CxYz12AbcDe", "instagram.com/someone/p/CxYz12AbcDf"]),
    ],
)
def test_links_tell_posts_and_their_platform_in_any_language(tmp_path: Path, label: str, cells: list[str]) -> None:
    log = read(tmp_path / "facebook posts.csv", f"date,likes,{label}\n2026-03-01,5,{cells[0]}\n2026-03-02,7,{cells[1]}\n", "facebook=")
    assert figures(log) == {"instagram likes": [5, 7]}
    assert f"of instagram: there the links in “{label}” lead" in notes(log)


def test_links_to_several_platforms_tell_none(tmp_path: Path) -> None:
    log = read(tmp_path / "all.csv", "date,likes,url\n2026-03-01,5,https://x.com/a/status/12345\n2026-03-02,7,https://www.tiktok.com/@a/video/99\n")
    assert figures(log) == {"- likes": [5, 7]}


def test_the_files_name_tells_the_platform_where_nothing_else_does(tmp_path: Path) -> None:
    assert "of tiktok: so the file is called" in notes(log := read(tmp_path / "my tiktok posts.csv", VIDEOS))
    assert set(figures(log)) == {"tiktok views", "tiktok likes", "tiktok comments"}
    assert set(figures(read(tmp_path / "youtube" / "my tiktok posts.csv", VIDEOS, "youtube="))) == {"youtube views", "youtube likes", "youtube comments"}


@pytest.mark.parametrize(
    "text",
    [
        "id,date,likes\n1,2026-03-01,5\n2,2026-03-02,7\n3,2026-03-03,9\n",
        "date,likes,title\n2026-03-01,5,a quiet day\n2026-03-02,7,a fair\n2026-03-03,9,a concert\n",
        "date,likes,_airbyte_raw_id\n2026-03-01,5,0f8fad5b-d9cb-469f-a165-70867728950e\n2026-03-04,7,7c9e6679-7425-40de-944b-e07fc1f90ae7\n",
        "date,likes,ad_id\n2026-03-01,5,23847000000000001\n2026-03-04,7,23847000000000002\n2026-03-09,7,23847000000000003\n",
        "date,post id,likes\n2026-03-01,A1,5\n2026-03-02,A1,7\n2026-03-01,B1,1\n2026-03-02,B1,2\n",
    ],
    ids=["serial numbers", "days with a title", "keys of a connector", "advertisements", "posts by the day"],
)
def test_days_stay_days(tmp_path: Path, text: str) -> None:
    log = read(tmp_path / "d.csv", text)
    assert log.rows
    assert all(row.item is None for row in log.rows)


def test_a_post_twice_counts_once_and_its_day_is_that_of_its_publication(tmp_path: Path) -> None:
    log = read(
        tmp_path / "s.csv", "video_id,trending_date,publish_time,likes\nabc,2026-03-05,2026-03-01,5\nabc,2026-03-06,2026-03-01,9\nabd,2026-03-06,2026-03-02,1\n"
    )
    assert {str(row.ts.date()) for row in log.rows} == {"2026-03-01", "2026-03-02"}
    assert sorted(row.value for row in log.rows) == [1, 9]


def test_what_explain_writes_reads_posts_to_the_same_rows(tmp_path: Path) -> None:
    for name, text in (("v.csv", VIDEOS), ("t.csv", TWEETS)):
        log = read(tmp_path / name, text)
        (tmp_path / "m.toml").write_text(explain_metrics(str(tmp_path / name), "en"), encoding="utf-8")
        again = read(tmp_path / name, text, mappings=[str(tmp_path / "m.toml")])
        assert again.files[0].format == "m"
        assert again.rows == log.rows


def test_labels_that_platforms_use_differently() -> None:
    assert but_on("likecount") == but_on("like count") == "linkedin"
    assert meaning("likecount", None) == meaning("likecount", "youtube")
    assert meaning("likecount", "linkedin") != meaning("likecount", None)
    assert meaning("total followers", None) is None, "what exports call so"
    assert meaning("favorites", None) is None, "saves on one platform, likes on the only other"


def test_a_label_of_which_platforms_make_different_things_is_left_out_with_the_remedy(tmp_path: Path) -> None:
    log = read(tmp_path / "d.csv", "date,comments,favorites\n2026-03-01,5,2\n2026-03-02,7,3\n")
    assert {row.metric for row in log.rows} == {"comments"}
    assert "“favorites” is likes, saves, by the platform" in "\n".join(one.reason["en"] for one in log.set_aside)


@pytest.mark.parametrize(
    ("address", "platform"),
    [
        ("https://www.youtube.com/watch?v=kP3xq_71ZaQ&t=4s", "youtube"),
        ("https://youtu.be/kP3xq_71ZaQ", "youtube"),
        ("https://twitter.com/a/status/1634567890123456789", "x"),
        ("https://vm.tiktok.com/ZM8abc/", "tiktok"),
        ("https://www.facebook.com/acme/posts/pfbid02abc", "facebook"),
        ("https://www.linkedin.com/feed/update/urn:li:activity:7000000000000000000/", "linkedin"),
        ("https://www.threads.net/@acme/post/Cabc", "threads"),
        ("https://www.instagram.com/acme/", None),
        ("https://example.com/?u=https://x.com/a/status/1", None),
        ("see https://x.com/a/status/1", None),
    ],
)
def test_addresses_of_posts(address: str, platform: str | None) -> None:
    assert platform_linked(address) == platform


def test_posts_whose_only_date_is_that_of_the_figures_are_of_no_day(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("post id,likes,_fivetran_synced\nA1,5,2026-03-01\nA2,7,2026-03-01\n", encoding="utf-8")
    log, errors = read_metrics([str(file)])
    assert not errors
    assert not log.rows
    assert [(row.metric, row.item, row.value) for row in log.undated] == [("likes", "A1", 5.0), ("likes", "A2", 7.0)]
    file.write_text("followers,_fivetran_synced\n5,2026-03-01\n7,2026-03-02\n", encoding="utf-8")
    assert len(read_metrics([str(file)])[0].rows) == 2
