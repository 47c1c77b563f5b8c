"""Long tables with broken rows, and rows that leave out whose they are: whole rows count, once; the others are named."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from aimline import api
from aimline.catalogue import load as load_catalogue
from aimline.engine import UnreadableTable, evaluate
from aimline.goals.compile import compile_files
from aimline.language import parse_goals_file
from aimline.metrics import read_metrics
from aimline.text.position import Source

GOAL = "Gain 100 new Instagram followers in 10 days\n  start: 2026-12-01\n"
DAY = date(2026, 12, 3)


def judged(goals: str, *specs: str | Path, as_of: date | None = DAY) -> tuple[Any, list[tuple[int | None, str]]]:
    """The first standing, and what was set aside: line and reason."""
    catalogue = load_catalogue()
    log, errors = read_metrics([str(spec) for spec in specs])
    assert not errors
    placed = compile_files([parse_goals_file(Source(goals))], DAY, catalogue)
    standings = evaluate(placed, log, as_of, catalogue)
    for aside in log.set_aside:
        assert all(text and "{" not in text and "\n" not in text for text in aside.reason.values())
    return standings[0], [(aside.line, aside.reason["en"]) for aside in log.set_aside]


def test_broken_rows_of_a_long_csv_are_named_by_their_line(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text(
        "TS,Metric,value,item type,value\n2026-11-30,followers,1000,,\n\n2026-12-01,followers,1010,,\n2026-12-01,followers,5,,,,more\n"
        '2026-12-02,followers,x,,\n2026-12-02,followers\n2026-12-02,followers,1020,,\n2026-12-03,"followers,1030',
        encoding="utf-8",
    )
    standing, aside = judged(GOAL, file)
    assert (standing.baseline, standing.actual) == (1000, 1020)
    assert [line for line, _ in aside] == [5, 6, 7, None]


def test_broken_rows_of_jsonl_are_named_by_their_line(tmp_path: Path) -> None:
    rows = [{"ts": f"2026-12-0{day}", "metric": "followers", "value": 1000 + 10 * day, "platform": "instagram"} for day in (1, 2, 3)]
    lines = [json.dumps(rows[0]), "garbage", "", json.dumps(rows[1] | {"value": {"a": 1}}), "[1]", json.dumps(rows[2]), '{"ts": "2026-12-0']
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    standing, aside = judged(GOAL, file)
    assert (standing.baseline, standing.actual) == (1010, 1030)
    assert [line for line, _ in aside] == [2, 4, 5, None]
    assert "number" in aside[1][1]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "ts,metric,value\n"),
        ("a.csv", "ts,metric,value\nx,followers,1\n2026-12-01,followers,x\n"),
        ("a.jsonl", '{"ts": "soon", "metric": "followers", "value": 1}\n'),
    ],
)
def test_a_table_without_a_whole_row_cannot_be_read(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    log, _ = read_metrics([str(tmp_path / name)])
    with pytest.raises(UnreadableTable):
        evaluate([], log, DAY, load_catalogue())
    standings, errors = api.judge(compile_files([parse_goals_file(Source(GOAL))], DAY, load_catalogue()), log, DAY)
    assert [standing.status for standing in standings] == ["no_data"]
    assert [set(error) >= {"en", "ar"} for error in errors] == [True]


def test_columns_of_other_types(tmp_path: Path) -> None:
    for number, row in enumerate(("1 AS ts, 2 AS metric, 'x' AS value", "{'a': 1} AS ts, [2] AS metric, {'b': 2} AS value", "1 AS day, 'x' AS remark")):
        file = tmp_path / f"{number}.parquet"
        duckdb.sql(f"COPY (SELECT {row}) TO '{file}'")
        log, unread = read_metrics([str(file)])
        _, errors = api.judge([], log, DAY)
        assert len(errors) + len(unread) == 1


@pytest.mark.parametrize("specs", [("a.csv", "instagram=b.csv"), ("acme/instagram=a.csv", "instagram=b.csv"), ("acme/instagram=a.csv", "b.csv")])
def test_one_figure_from_two_files_counts_once_where_one_names_less(tmp_path: Path, specs: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("date,followers,impressions\n2026-11-30,1000,5\n2026-12-01,1010,6\n2026-12-02,1020,7\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("date,followers,impressions\n2026-12-02,1020,7\n2026-12-03,1030,8\n", encoding="utf-8")
    level, _ = judged(GOAL, *specs)
    assert (level.baseline, level.actual, level.observations) == (1000, 1030, 3)
    flow, _ = judged("Get 100 impressions on Instagram in 10 days\n  start: 2026-12-01\n", *specs)
    assert flow.actual == 6 + 7 + 8


def test_a_lonely_last_day_far_away_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("date,followers\n2026-11-30,1000\n2026-12-01,1010\n2062-12-02,1020\n", encoding="utf-8")
    standing, aside = judged(GOAL, file, as_of=None)
    assert standing.as_of == date(2062, 12, 2)
    assert len(aside) == 1
    assert "--as-of" in aside[0][1]
    assert judged(GOAL, file)[1] == []


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ("Gain 100 followers in 10 days\n  start: 31 November 2026\n", "no such date"),
        ("Gain 100 followers in 10 days starting 2026-02-30\n", "no such date"),
        ("Gain 100 followers by 2026-12-31\n  start: 2027-02-01\n", "before it begins"),
        ("Gain 100 followers in 10 days\n  baseline: 1e400\n", "baseline cannot be read: 1e400"),
        ("start: 0000-00-00\nGain 100 followers in 10 days\n", "no such date"),
    ],
)
def test_what_was_given_and_cannot_be_used_is_not_passed_over(tmp_path: Path, goal: str, words: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text("date,followers\n2026-11-30,1000\n2026-12-01,1010\n", encoding="utf-8")
    standing, _ = judged(goal, file)
    assert standing.status == "not_measurable"
    assert words in standing.why["en"]
    assert "{" not in standing.why["ar"]


def test_settings_that_change_nothing_stop_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("date,followers\n2026-11-30,1000\n2026-12-01,1010\n", encoding="utf-8")
    standing, _ = judged("Gain 100 followers in 10 days\n  week starts: Someday\n", file)
    assert standing.actual == 1010


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("by", ["flag", "folder"])
def test_a_long_table_is_of_the_account_and_platform_that_its_flag_or_folder_names(kind: str, by: str, tmp_path: Path) -> None:
    """Rows that name their platform keep it."""
    folder = tmp_path / ("acme/instagram" if by == "folder" else "elsewhere")
    folder.mkdir(parents=True)
    rows = [("2026-11-30", "", 1000), ("2026-12-02", "", 1044), ("2026-11-30", "tiktok", 5), ("2026-12-02", "tiktok", 9)]
    file = folder / f"log.{kind}"
    if kind == "jsonl":
        file.write_text("".join(json.dumps({"ts": ts, "platform": name or None, "metric": "followers", "value": value}) + "\n" for ts, name, value in rows))
    else:
        table = "ts,platform,metric,value\n" + "".join(f"{ts},{name},followers,{value}\n" for ts, name, value in rows)
        (tmp_path / "table.txt").write_text(table)
        written = tmp_path / "table.txt"
        duckdb.sql(f"COPY (FROM read_csv('{written}')) TO '{file}' (FORMAT {kind})")
    spec = str(tmp_path) if by == "folder" else f"acme/instagram={file}"
    if by == "folder":
        (tmp_path / "table.txt").unlink(missing_ok=True)
    for goal, gained in ((GOAL, 44), (GOAL.replace("Instagram", "TikTok"), 4)):
        standing, _ = judged(goal + "  account: Acme\n", spec)
        assert standing.gained == gained


@pytest.mark.parametrize("day", ["infinity", "-infinity", "12026-12-02", "0044-03-15 (BC)", "0026-12-02", "9999-12-31"])
@pytest.mark.parametrize("as_of", [None, DAY])
def test_a_day_of_no_year_that_exports_use_is_set_aside(tmp_path: Path, day: str, as_of: date | None) -> None:
    file = tmp_path / "long.csv"
    file.write_text(f"ts,metric,value,seen\n2026-11-30,followers,1000,\n{day},followers,9,\n2026-12-02,followers,1020,{day}\n", encoding="utf-8")
    standing, aside = judged(GOAL, file, as_of=as_of)
    assert (standing.baseline, standing.actual) == (1000, 1020)
    assert [line for line, _ in aside] == [3]
    parquet = tmp_path / "long.parquet"
    duckdb.sql(f"COPY (SELECT try_cast(ts AS DATE) AS ts, metric, value FROM read_csv('{file}')) TO '{parquet}'")
    standing, aside = judged(GOAL, parquet, as_of=as_of)
    assert (standing.baseline, standing.actual) == (1000, 1020)
    assert [line for line, _ in aside] == [2]


def test_cells_of_a_long_csv_may_run_over_lines(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text(
        'ts,metric,value,account\n2026-11-30,followers,1000,"a\nb"\n2026-12-01,followers,x,"a\nb"\n2026-12-02,followers,1020,"a\nb"\n', encoding="utf-8"
    )
    standing, aside = judged(GOAL, file)
    assert (standing.baseline, standing.actual) == (1000, 1020)
    assert len(aside) == 1


def test_a_long_csv_all_of_whose_rows_are_torn_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text("ts,metric,value\n2026-11-30,followers,1000,more\n", encoding="utf-8")
    with pytest.raises(UnreadableTable, match="2"):
        judged(GOAL, file)


@pytest.mark.parametrize(("opened", "closed"), [(3, None), (3, 7), (5, 6)])
def test_a_quotation_mark_that_takes_other_rows_with_it_is_refused(tmp_path: Path, opened: int, closed: int | None) -> None:
    rows = [f"2026-12-{day:02},followers,{1000 + day}," + ('"acme' if day in (opened, closed) else "acme") for day in range(1, 20)]
    file = tmp_path / "long.csv"
    file.write_text("ts,metric,value,account\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(UnreadableTable, match=f"line {opened + 1} .*quotation mark"):
        judged(GOAL, file)


def test_a_row_that_is_longer_than_can_be_read_is_no_row_less_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text(
        f"ts,metric,value,account\n2026-12-01,followers,1000,\n2026-12-02,followers,1,{'a' * 3_000_000}\n2026-12-03,followers,1020,\n", encoding="utf-8"
    )
    with pytest.raises(UnreadableTable, match="line 3 "):
        judged(GOAL, file)


def test_a_line_that_is_longer_than_a_buffer_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    with file.open("w", encoding="utf-8") as stream:
        stream.write("ts,metric,value,account\n2026-12-01,followers,1000,")
        stream.writelines("a" * 2**20 for _ in range(80))
        stream.write("\n2026-12-03,followers,1020,\n")
    with pytest.raises(UnreadableTable, match="line 2 "):
        judged(GOAL, file)


def test_one_row_with_too_many_cells_stops_no_file_whatever_ends_its_lines(tmp_path: Path) -> None:
    rows = "ts,platform,metric,value", "2026-03-02,instagram,link_clicks,5", "2026-03-03,instagram,link_clicks,6,more", "2026-03-04,instagram,link_clicks,7"
    for number, end in enumerate(["\n", "\r\n"]):
        file = tmp_path / f"rows{number}.csv"
        file.write_bytes(end.join([*rows, ""]).encode())
        standing, aside = judged("Get 20 clicks on Instagram in 10 days\n  start: 2026-03-02\n", file)
        assert standing.actual == 12
        assert [line for line, _ in aside] == [3]
