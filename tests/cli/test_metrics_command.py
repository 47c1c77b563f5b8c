"""`aimline metrics`: every series, gap, zero, note, row set aside and refused file is told, and what goals take."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import validate

from aimline.catalogue import load as load_catalogue
from aimline.cli import cli
from aimline.text.messages import languages

FOLLOWERS = "date,followers\n2026-12-01,1240\n2026-12-02,1251\n2026-12-05,1287\nTotal,3778\n"
VIEWS = "date,views\n2026-12-01,10\n2026-12-02,many\n2026-12-03,30\n"
FOLLOWS = "sep=,\nInstagram follows\n\nDate,Primary\n2026-12-01T00:00:00,5\n2026-12-04T00:00:00,7\n"
LONG = (
    "ts,account,platform,metric,value,unit,item,item_type\n"
    "2026-12-01,acme,tiktok,likes,3,count,v1,video\n2026-12-02,acme,tiktok,likes,5,count,v2,video\n2026-12-02,acme,tiktok,spend_x,2.5,currency:EUR,,\n"
)
TODAY = "2026-12-01"


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {"x/instagram/f.csv": FOLLOWERS, "x/facebook/v.csv": VIEWS, "x/long.csv": LONG, "x/junk.csv": "colour,shape\nred,round\n"}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["metrics", *words, "--today", TODAY])


def found(*words: str, code: int = 0) -> dict[str, Any]:
    result = run(*words, "--format", "json")
    assert result.exit_code == code, result.output
    read: dict[str, Any] = json.loads(result.stdout)
    return read


def only(series: list[dict[str, Any]], metric: str) -> dict[str, Any]:
    (one,) = (one for one in series if one["metric"] == metric)
    return one


def test_a_series_has_its_kind_its_days_its_gaps_and_its_last_figure(exports: Path) -> None:
    read = found("x")
    one = only(read["series"], "followers")
    # who names no account is of the only one there is, as for evaluate
    assert (one["platform"], one["account"], one["kind"], one["unit"], one["item"]) == ("instagram", "acme", "level", "count", False)
    assert (one["first"], one["last"], one["rows"], one["days"], one["missing"]) == ("2026-12-01", "2026-12-05", 3, 3, 2)
    assert one["gaps"] == [{"first": "2026-12-03", "last": "2026-12-04"}]
    assert (one["first_value"], one["last_value"], one["greatest"], one["total"]) == (1240, 1287, 1287, None)
    assert only(read["series"], "views")["total"] == 40


def test_figures_of_items_are_lifetime_values(exports: Path) -> None:
    series = found("x/long.csv")["series"]
    one = only(series, "likes")
    assert (one["kind"], one["item"], one["item_type"], one["items"], one["rows"], one["account"]) == ("lifetime", True, "video", 2, 2, "acme")
    assert (one["days"], one["missing"], one["last_value"]) == (None, None, None)
    assert only(series, "spend_x")["unit"] == "currency:EUR"


def test_rows_set_aside_have_file_line_and_reason_and_files_their_notes(exports: Path) -> None:
    read = found("x")
    assert [(Path(one["file"]).name, one["line"]) for one in read["set_aside"]] == [("v.csv", 3)]
    assert "many" in read["set_aside"][0]["reason"]["en"]
    files = {Path(one["file"]).name: one for one in read["files"]}
    assert files["f.csv"]["notes"][0]["en"] == "1 totals row left out"
    assert (files["f.csv"]["rows"], files["long.csv"]["rows"]) == (3, None)


def test_what_is_no_export_is_refused_and_only_an_error_where_it_was_named(exports: Path) -> None:
    (one,) = found("x")["refused"]
    assert Path(one["file"]).name == "junk.csv"
    assert "colour" in one["reason"]["en"]
    assert [one["file"] for one in found("x/junk.csv", "x/instagram", "gone.csv", code=2)["refused"]] == ["x/junk.csv", "gone.csv"]


def test_a_long_table_that_cannot_be_scanned_is_refused_beside_the_rest(exports: Path) -> None:
    (exports / "x" / "unread.parquet").write_bytes(b"PAR1 this is none PAR1")
    (exports / "x" / "torn.csv").write_text(LONG + "soon,acme,tiktok,likes,1,count,v3,video\n", encoding="utf-8")
    read = found("x")
    assert sorted(Path(one["file"]).name for one in read["set_aside"]) == ["torn.csv", "v.csv"]
    assert sorted(Path(one["file"]).name for one in read["refused"]) == ["junk.csv", "unread.parquet"]
    assert [Path(one["file"]).name for one in found("x/unread.parquet", code=2)["refused"]] == ["unread.parquet"]
    assert "unread.parquet" not in {Path(one["file"]).name for one in read["files"]}
    assert only(read["series"], "followers")["rows"] == 3


def test_days_taken_as_zero_are_counted_apart(exports: Path) -> None:
    (exports / "Follows.csv").write_text(FOLLOWS, encoding="utf-8")
    (one,) = found("Follows.csv")["series"]
    assert (one["rows"], one["zeros"], one["days"], one["missing"], one["total"]) == (2, 2, 4, 0, 12)
    (one,) = found("Follows.csv", "--as-of", "2026-12-02")["series"]
    assert (one["rows"], one["zeros"], one["days"], one["total"]) == (1, 1, 2, 5)


def test_a_slip_of_the_pen_is_left_out_by_a_day(exports: Path) -> None:
    (exports / "slip.csv").write_text("date,followers\n2026-12-01,5\n2026-12-02,6\n2062-12-03,7\n", encoding="utf-8")
    slipped = found("slip.csv")
    assert "--as-of" in slipped["set_aside"][0]["reason"]["en"]
    kept = found("slip.csv", "--as-of", "2026-12-31")
    assert (kept["series"][0]["last"], kept["series"][0]["last_value"], kept["set_aside"]) == ("2026-12-02", 6, [])


def test_goals_name_the_series_they_take_or_why_there_are_none(exports: Path) -> None:
    goals = "Gain 100 Instagram followers in 10 days\nGet 500 follower on Facebook by 31 December\nReach 5000 people on Instagram by 31 December\nBe nicer\n"
    (exports / "a.goals").write_text(goals, encoding="utf-8")
    read = found("x", "--goals", "a.goals")
    by_line = {goal["line"]: goal for goal in read["goals"]}
    assert [read["series"][number]["metric"] for number in by_line[1]["series"]] == ["followers"]
    assert by_line[1]["problem"] is None
    assert by_line[2]["series"] == []
    assert "there are some on Instagram" in by_line[2]["problem"]["en"]
    assert by_line[3]["problem"]["en"] == "No figures of reach. There are figures of followers."
    assert all(set(goal["problem"]) == set(languages()) for goal in read["goals"] if goal["problem"])


def test_a_metric_of_nearly_the_same_name_is_asked_for(exports: Path) -> None:
    (exports / "near.csv").write_text("ts,platform,metric,value\n2026-12-01,facebook,video_views,5\n2026-12-02,facebook,video_views,6\n", encoding="utf-8")
    (exports / "a.goals").write_text("Get 500 views on Facebook by 31 December\n", encoding="utf-8")
    (goal,) = found("near.csv", "--goals", "a.goals")["goals"]
    assert "Did you mean video views?" in goal["problem"]["en"]


def test_a_metric_that_people_take_for_the_goals_is_asked_for(exports: Path) -> None:
    (exports / "v.csv").write_text("date,facebook impressions,facebook viewers\n2026-12-01,5,4\n2026-12-02,6,4\n", encoding="utf-8")
    (exports / "a.goals").write_text("Reach 500 people on Facebook by 31 December\n", encoding="utf-8")
    (goal,) = found("v.csv", "--goals", "a.goals")["goals"]
    assert goal["problem"]["en"] == "No figures of reach. Did you mean viewers? There are figures of viewers and impressions."


def test_metrics_that_are_taken_for_each_other_are_metrics() -> None:
    groups = tomllib.loads((Path(__file__).parents[2] / "rules" / "alike.toml").read_text(encoding="utf-8"))["groups"]
    assert {name for group in groups for name in group} <= set(load_catalogue().metrics)
    assert len({group[0] for group in groups}) == len(groups)


def test_of_many_rows_set_aside_the_first_are_told_one_by_one(exports: Path) -> None:
    rows = [f"2026-12-01,n{number}" for number in range(40)]
    (exports / "many.csv").write_text("\n".join(["date,followers", *rows, "2026-12-02,6"]), encoding="utf-8")
    assert len(found("many.csv")["set_aside"]) == 40
    text = run("many.csv", "--lang", "en").stdout
    assert text.count("is not a number") == 5
    assert "many.csv: 35 more, on lines 7 to 41" in text


@pytest.mark.parametrize("words", [["gone.csv"], ["x", "--goals", "gone.goals"], [], ["mars=x"], [""]])
def test_what_cannot_be_read_ends_with_2_and_is_named(exports: Path, words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr
    assert "internal" not in result.output


def test_the_flag_the_environment_and_a_file_name_metrics_too(exports: Path) -> None:
    same = found("x")
    assert found("--metrics", "x") == same
    (exports / "aimline.toml").write_text('metrics = ["x"]\n', encoding="utf-8")
    assert len(found()["series"]) == len(same["series"])
    assert [one["metric"] for one in found("x/instagram")["series"]] == ["followers"]


def test_the_schema_describes_what_is_printed(exports: Path) -> None:
    (exports / "a.goals").write_text("Gain 100 Instagram followers in 10 days\n", encoding="utf-8")
    schema = json.loads(CliRunner().invoke(cli, ["schema", "metrics"]).stdout)
    validate(found("x", "--goals", "a.goals"), schema)


@pytest.mark.parametrize(("language", "words"), [("en", "Set aside"), ("ar", "المستبعد"), ("fr", "Mis de côté")])
def test_the_report_speaks_the_language_of_the_run(exports: Path, language: str, words: str) -> None:
    result = run("x", "--lang", language)
    assert result.exit_code == 0
    assert words in result.stdout
    assert result.stderr == ""


def test_other_commands_do_not_pay_for_it() -> None:
    code = "import sys, aimline.cli.metrics; print(sorted({'duckdb', 'numpy', 'pydantic', 'rich'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout.strip() == "[]"


def test_figures_from_a_day_on_are_what_they_amount_to(exports: Path) -> None:
    rows = [f"2026-12-{day:02},{1000 + 10 * day},{day * (day != 4) + 90 * (day == 9)}" for day in range(1, 13) if day != 6]
    (exports / "i.csv").write_text("\n".join(["date,instagram followers,instagram impressions", *rows]), encoding="utf-8")
    read = found("i.csv", "--from", "2026-12-04", "--to", "2026-12-10")
    level, flow = only(read["series"], "followers"), only(read["series"], "impressions")
    assert read["span"] == {"first": "2026-12-04", "last": "2026-12-10"}
    assert (level["before"], level["last_value"], level["gained"], level["total"]) == (1030, 1100, 70, None)
    assert (level["days"], level["missing"], level["coverage"], level["gaps"]) == (6, 1, 6 / 7, [{"first": "2026-12-06", "last": "2026-12-06"}])
    assert (flow["total"], flow["mean"], flow["median"], flow["rows"]) == (0 + 5 + 7 + 8 + 99 + 10, 129 / 6, 7.5, 6)
    assert (flow["greatest"], flow["greatest_day"], flow["least"], flow["least_day"]) == (99, "2026-12-09", 0, "2026-12-04")
    assert found("i.csv", "--from", "2027-01-01")["series"] == []
    whole = only(found("i.csv")["series"], "followers")
    assert (whole["before"], whole["gained"]) == (None, 110)


def test_days_that_an_export_lists_without_a_figure_are_counted(exports: Path) -> None:
    (exports / "b.csv").write_text("date,reach,views\n2026-12-01,--,1\n2026-12-02,5,N/A\n2026-12-03,,3\n2026-12-04,6,4\n2026-12-05,NAN,5\n", encoding="utf-8")
    read = found("b.csv")["series"]
    assert [(only(read, name)["blank"], only(read, name)["missing"]) for name in ("reach", "views")] == [(3, 1), (1, 1)]
    assert only(found("b.csv", "--from", "2026-12-02", "--to", "2026-12-04")["series"], "reach")["blank"] == 1


def test_items_amount_to_sums_means_and_medians_by_type_and_together(exports: Path) -> None:
    items = [("a", "reel", 3, 1), ("b", "reel", 9, 0), ("c", "image", 30, 6)]
    rows = [
        f"2026-12-20,tiktok,{metric},{value},{item},{kind},2026-12-{day:02}"
        for day, (item, kind, *values) in enumerate(items, 1)
        for metric, value in zip(("likes", "reach"), values, strict=True)
    ]
    (exports / "posts.csv").write_text("\n".join(["ts,platform,metric,value,item,item_type,published", *rows]), encoding="utf-8")
    read = found("posts.csv")
    (reels,) = (one for one in read["series"] if one["metric"] == "likes" and one["item_type"] == "reel")
    assert (reels["items"], reels["total"], reels["mean"], reels["median"], reels["greatest_item"], reels["greatest_day"]) == (2, 12, 6, 6, "b", "2026-12-02")
    likes, reach = only(read["items"], "likes"), only(read["items"], "reach")
    assert (likes["items"], likes["total"], likes["mean"], likes["median"], likes["types"]) == (3, 42, 14, 9, ["image", "reel"])
    assert (likes["first_published"], likes["last_published"], likes["greatest_item"]) == ("2026-12-01", "2026-12-03", "c")
    # people of several posts are no sum
    assert (reach["total"], reach["mean"]) == (None, pytest.approx(7 / 3))
    assert only(found("posts.csv", "--from", "2026-12-02")["items"], "likes")["total"] == 39


def test_ratios_are_worked_out_of_their_sums(exports: Path) -> None:
    text = "date,platform,impressions,engagement,spend USD\n2026-12-01,x,100,10,5\n2026-12-02,x,900,9,5\n"
    (exports / "r.csv").write_text(text.replace("spend USD", "link clicks"), encoding="utf-8")
    read = found("r.csv")
    rate, through = only(read["ratios"], "engagement_rate"), only(read["ratios"], "ctr")
    assert (rate["value"], rate["numerator"], rate["denominator"], rate["unit"]) == (pytest.approx(1.9), 19, 1000, "percent")
    assert through["value"] == pytest.approx(1.0)
    assert only(found("r.csv", "--from", "2026-12-02")["ratios"], "engagement_rate")["value"] == pytest.approx(1.0)


def test_levels_that_their_flows_do_not_explain_are_told_with_both_figures(exports: Path) -> None:
    rows = ["2026-12-01,100,3,0", "2026-12-02,105,6,1", "2026-12-03,212,9,2", "2026-12-04,214,2,0"]
    (exports / "f.csv").write_text(
        "\n".join(["date,platform,followers,new followers,unfollows", *(row.replace(",", ",x,", 1) for row in rows)]), encoding="utf-8"
    )
    (one,) = found("f.csv")["disagreements"]
    assert (one["level"], one["flows"], one["compared"], one["differing"]) == (114, 14, 3, 1)
    assert one["differences"] == [{"first": "2026-12-02", "last": "2026-12-03", "level": 107, "flows": 7}]
    assert set(one["says"]) == set(languages())
    result = run("f.csv", "--lang", "en")
    assert "Disagreements" in result.stdout
    assert "107 against 7" in result.stdout.replace("\n    ", " ")
    # what was lost is not exported: a level may rise by less than was gained, not by more
    (exports / "f.csv").write_text("date,followers,new followers\n2026-12-01,100,3\n2026-12-02,105,6\n2026-12-03,112,7\n", encoding="utf-8")
    assert found("f.csv")["disagreements"] == []


def test_a_monthly_level_is_compared_with_monthly_gains_and_gaps_are_not(exports: Path) -> None:
    rows = ["2026-01-31,100,10", "2026-02-28,120,15", "2026-03-31,130,10", "2026-07-31,190,10"]
    (exports / "m.csv").write_text("\n".join(["date,followers,new followers", *rows]), encoding="utf-8")
    (one,) = found("m.csv")["disagreements"]
    assert (one["compared"], one["differing"], one["differences"][0]["last"]) == (2, 1, "2026-02-28")


def test_columns_of_figures_that_are_not_read_are_named_and_ready_made_ratios_apart(exports: Path) -> None:
    head = "date,impressions,engagement rate,CTR %,Zonk,Title,post id," + ",".join(f"z{number}" for number in range(60))
    row = ",100,0.02,1.5%,7,Hello,17912345678901234," + ",".join("1" for _ in range(60))
    (exports / "wide.csv").write_text(f"{head}\n2026-12-01{row}\n2026-12-02{row}\n", encoding="utf-8")
    (file,) = found("wide.csv")["files"]
    assert file["ready_ratios"] == ["CTR %"]
    assert file["unread"][:2] == ["Zonk", "z0"]
    assert (len(file["unread"]), file["unread_more"]) == (49, 12)
    for language in languages():
        assert "Zonk" in run("wide.csv", "--lang", language).stdout


def test_campaigns_and_parts_are_added_up_and_very_many_campaigns_are_not_all_listed(exports: Path) -> None:
    rows = [f"2026-12-0{day},facebook,ad_spend,{number}.5,currency:EUR,campaign {number}" for day in (1, 2) for number in range(20)]
    rows += [f"2026-12-0{day},facebook,{metric},{day},count," for day in (1, 2) for metric in ("reactions", "comments", "shares")]
    (exports / "c.csv").write_text("\n".join(["ts,platform,metric,value,unit,campaign", *rows]), encoding="utf-8")
    read = found("c.csv")
    spend, engagement = only(read["sums"], "ad_spend"), only(read["sums"], "engagement")
    assert (spend["total"], spend["campaigns"], spend["unit"]) == (2 * (190 + 10), 20, "currency:EUR")
    assert (engagement["total"], engagement["of"], engagement["campaigns"]) == (9, ["reactions", "comments", "shares"], 0)
    assert only(found("c.csv", "--from", "2026-12-02")["sums"], "engagement")["total"] == 6
    text = run("c.csv", "--lang", "en").stdout
    assert "14 more campaigns" in text
    assert "400 EUR over 20 campaigns" in text
    assert text.count("· campaign") == 6


def test_ratios_of_reports_about_several_days_are_of_figures_of_the_same_days(exports: Path) -> None:
    rows = ["2026-12-07,google,ad_spend_7_days,70,currency:EUR", "2026-12-07,google,link_clicks_7_days,35,count", "2026-12-07,google,link_clicks,5,count"]
    (exports / "w.csv").write_text("\n".join(["ts,platform,metric,value,unit", *rows]), encoding="utf-8")
    (one,) = found("w.csv")["ratios"]
    assert (one["metric"], one["value"], one["days"], one["unit"]) == ("cpc", 2.0, 7, "currency:EUR")
