"""Tables of posts that do not say when any went out: their figures are told, and no goal counts them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aimline import api
from aimline.metrics import read_metrics
from aimline.metrics.explained import explain_metrics
from aimline.render.inventory import as_json, as_text
from aimline.text.messages import languages

VIDEOS = "Video ID,Views,Likes,Comments\nkP3xq_71ZaQ,100,10,1\naB3-x_9Zk1Q,300,,3\nZz8_kLmN0pQ,200,20,2\n"
LINKS = "permalink;likes;comments\nhttps://www.instagram.com/p/Cab12/;1.200;3\nhttps://www.instagram.com/p/Cab13/;800;1\n"
KINDS = "Type,Weekday,Post reach,Likes,Total Interactions\nPhoto,4,100,3,5\nPhoto,3,80,1,2\nLink,1,50,2,2\n"
TITLES = "Video title,Views\nHow to bake,100\nHow to cook,50\n"
SEEN = "post_id,likes,comments,_airbyte_extracted_at\n17900000000000001,30,2,2026-03-01\n17900000000000002,20,1,2026-03-01\n"
PARTED = "Post Month,Post Weekday,Post Hour,Type,comment,like,share,Total Interactions\n12,4,3,Photo,4,79,17,100\n12,4,3,Link,,1,1,2\n"


def told(path: Path, text: str, prefix: str = "") -> tuple[dict[str, dict[str, Any]], Any]:
    """What is told of the posts of every type, by metric, and the inventory."""
    path.write_text(text, encoding="utf-8")
    log, errors = read_metrics([f"{prefix}{path}"])
    assert not errors
    assert not log.rows
    inventory, _ = api.take_stock(log)
    read = json.loads(as_json(inventory))
    assert read["series"] == []
    most: dict[str, dict[str, Any]] = {}
    for one in read["undated"]:
        if one["items"] > most.get(one["metric"], {"items": 0})["items"]:
            most[one["metric"]] = one
    return most, inventory


def test_posts_with_an_id(tmp_path: Path) -> None:
    found, inventory = told(tmp_path / "v.csv", VIDEOS, "youtube=")
    views, likes = found["views"], found["likes"]
    assert (views["items"], views["total"], views["mean"], views["median"]) == (3, 600, 200, 200)
    assert (views["greatest"], views["greatest_item"], views["least"]) == (300, "aB3-x_9Zk1Q", 100)
    assert (likes["items"], likes["mean"]) == (2, 15), "a blank is no zero"
    assert views["platform"] == "youtube"
    (aside,) = inventory.set_aside
    assert set(aside.reason) == set(languages())
    assert "3 posts" in aside.reason["en"]


def test_links_say_the_platform_and_marks_are_settled(tmp_path: Path) -> None:
    found, _ = told(tmp_path / "p.csv", LINKS)
    assert found["likes"]["platform"] == "instagram"
    assert found["likes"]["total"] == 2000


def test_kinds_of_posts_without_an_id(tmp_path: Path) -> None:
    found, inventory = told(tmp_path / "k.csv", KINDS)
    assert (found["engagement"]["items"], found["engagement"]["total"]) == (3, 9)
    types = {(one.item_type, one.metric): one.mean for one in inventory.undated}
    assert types["Photo", "likes"] == 2
    assert types["Link", "likes"] == 2


def test_titles_of_videos(tmp_path: Path) -> None:
    found, _ = told(tmp_path / "t.csv", TITLES)
    assert found["views"]["mean"] == 75


def test_a_day_of_looking_is_no_day_of_publication(tmp_path: Path) -> None:
    found, _ = told(tmp_path / "s.csv", SEEN)
    assert found["likes"]["total"] == 50


def test_month_weekday_and_hour_are_no_date(tmp_path: Path) -> None:
    found, _ = told(tmp_path / "x.csv", PARTED)
    assert (found["engagement"]["items"], found["engagement"]["mean"], found["engagement"]["platform"]) == (2, 51, "facebook")
    assert found["comments"]["items"] == 1


def test_likes_and_comments_are_added_to_engagement(tmp_path: Path) -> None:
    rows = "Post ID,Likes,Comments,Shares,Saves\n17900000000000001,30,2,1,1\n17900000000000002,20,1,0,0\n"
    found, _ = told(tmp_path / "e.csv", rows, "instagram=")
    assert (found["engagement"]["total"], found["engagement"]["items"]) == (55, 2)
    assert set(found["engagement"]["of"]) >= {"likes", "comments", "shares", "saves"}


def test_a_total_below_is_no_post(tmp_path: Path) -> None:
    rows = "".join(f"kP3xq_71Za{letter},10,1\n" for letter in "ABCDEFGHIJKL")
    found, inventory = told(tmp_path / "v.csv", "Video ID,Views,Likes\n" + rows + ",120,12\n")
    assert found["views"]["items"] == 12
    assert any("120" in note["en"] for file in inventory.files for note in file.notes)


@pytest.mark.parametrize("text", [VIDEOS, KINDS, PARTED])
def test_the_mapping_that_is_explained_reads_the_same(tmp_path: Path, text: str) -> None:
    file, mapping = tmp_path / "x.csv", tmp_path / "mapping.toml"
    file.write_text(text, encoding="utf-8")
    mapping.write_text(explain_metrics(str(file), "en"), encoding="utf-8")
    own, errors = read_metrics([str(file)], mappings=[str(mapping)])
    assert not errors
    assert own.undated
    assert own.undated == read_metrics([str(file)])[0].undated


@pytest.mark.parametrize(
    "text",
    [
        "Country,Views,Likes\nEgypt,10,1\nQatar,20,2\n",  # rows of something else
        "Type,Posts,Likes\nPhoto,20,300\nVideo,5,100\n",  # a row a kind: sums
        "Month,Type,Likes\n1,Photo,300\n2,Photo,100\n",  # nothing speaks of one post
        "Video ID,Views\nkP3xq_71ZaQ,100\nkP3xq_71ZaQ,110\n",  # one post twice, and nothing says when
        "User ID,Likes\n1790000001,100\n1790000002,110\n",
    ],
)
def test_others_are_still_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(text, encoding="utf-8")
    log, errors = read_metrics([str(file)])
    assert errors
    assert not log.undated


def test_no_goal_counts_them(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text(VIDEOS, encoding="utf-8")
    goals = tmp_path / "a.goals"
    goals.write_text("200 views on average per YouTube video in 30 days starting 2026-03-01\n", encoding="utf-8")
    (standing,) = api.evaluate([str(goals)], [f"youtube={tmp_path / 'v.csv'}"], date(2026, 3, 20), date(2026, 3, 1))
    assert standing.actual is None
    assert standing.status == "no_data"


@pytest.mark.parametrize("language", languages())
def test_people_are_told(tmp_path: Path, language: str) -> None:
    _, inventory = told(tmp_path / "k.csv", KINDS)
    lines = "\n".join(as_text(inventory, [], language, 100))
    assert "{" not in lines
    assert "Photo" in lines
