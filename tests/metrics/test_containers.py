"""Everything a table can come in: databases, records, streams, archives. Each gives what its CSV export would, and what cannot be read costs one line."""

import gzip
import io
import json
import sqlite3
import sys
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from aimline.catalogue import load as load_catalogue
from aimline.cli import cli
from aimline.engine import evaluate
from aimline.metrics import MetricLog, read_metrics
from aimline.metrics.files import database, stored
from aimline.metrics.files.tabular import named_by
from aimline.text.messages import languages


def read(*specs: str | Path) -> MetricLog:
    log, errors = read_metrics([str(spec) for spec in specs])
    assert [error.message["en"] for error in errors] == []
    return log


def refused(spec: str | Path) -> str:
    log, (problem,) = read_metrics([str(spec)])
    assert log.rows == []
    assert set(problem.message) == set(languages())
    assert all("\n" not in text for text in problem.message.values())
    return problem.message["en"]


def figures(log: MetricLog) -> list[tuple[str, str | None, str, float]]:
    found = ((row.ts.date().isoformat(), row.platform, row.metric, row.value) for row in log.rows)
    return sorted(found, key=lambda one: (one[0], one[1] or "", one[2:]))


def aside(log: MetricLog) -> list[tuple[str, int | None]]:
    return [(Path(one.file).name, one.line) for one in log.set_aside]


def sqlite(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def duck(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


TABLES = (
    'CREATE TABLE "instagram daily" (day DATE, followers INTEGER)',
    """INSERT INTO "instagram daily" VALUES ('2026-03-01', 1000), ('2026-03-02', 1010)""",
    "CREATE TABLE figures (ts TIMESTAMP, platform TEXT, metric TEXT, value DECIMAL(12,3))",
    "INSERT INTO figures VALUES ('2026-03-01 10:30:00', 'X', 'likes', 1.125), ('2026-03-02 00:00:00', 'x', 'likes', 2.5)",
    "CREATE TABLE people (name TEXT)",
    "INSERT INTO people VALUES ('Sara')",
    'CREATE VIEW "متابعو ""تيك توك""" AS SELECT day AS date, followers + 1 AS followers FROM "instagram daily"',
)


@pytest.fixture(params=["sqlite", "duckdb"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same tables in a SQLite and in a DuckDB file, whose name tells neither."""
    return sqlite(tmp_path / "قاعدة a.data", *TABLES) if request.param == "sqlite" else duck(tmp_path / "قاعدة a.data", *TABLES)


def test_all_tables_of_a_database_that_hold_metrics(base: Path) -> None:
    log = read(base)
    assert figures(log) == [
        ("2026-03-01", "instagram", "followers", 1000),
        ("2026-03-01", "tiktok", "followers", 1001),
        ("2026-03-01", "x", "likes", 1.125),
        ("2026-03-02", "instagram", "followers", 1010),
        ("2026-03-02", "tiktok", "followers", 1011),
        ("2026-03-02", "x", "likes", 2.5),
    ]
    assert aside(log) == [("قاعدة a.data::people", None)]


def test_one_table_and_queries(base: Path) -> None:
    assert len(read(f"{base}::instagram daily").rows) == 2
    assert len(read(f'facebook={base}::متابعو "تيك توك"').rows) == 2
    assert "there is: " in refused(f"{base}::nothing")
    query = "SELECT day AS date, max(followers) AS followers FROM \"instagram daily\" WHERE 'a' = 'a' AND day >= '2026-03-02' GROUP BY day"
    assert figures(read(f"{base}::{query}")) == [("2026-03-02", None, "followers", 1010)]
    assert figures(read(f"acme/tiktok={base}::{query}")) == [("2026-03-02", "tiktok", "followers", 1010)]
    assert figures(read(f"{base}::WITH a AS (SELECT * FROM figures) SELECT * FROM a WHERE value > 2")) == [("2026-03-02", "x", "likes", 2.5)]
    assert "cannot be answered" in refused(f"{base}::SELECT nothing FROM figures")


@pytest.mark.parametrize(
    "query",
    [
        "WITH a AS (SELECT 1) INSERT INTO people SELECT 'x' FROM a",
        "WITH a AS (SELECT 1) DELETE FROM people",
        "SELECT * FROM people; DROP TABLE people",
        "SELECT * FROM read_csv('{other}')",
        "SELECT load_extension('x')",
        "SELECT writefile('{new}', 'x')",
    ],
)
def test_a_query_that_does_more_than_read_is_refused(base: Path, query: str, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("date,followers\n2026-03-01,1\n", encoding="utf-8")
    before = base.read_bytes()
    refused(f"{base}::{query.format(other=tmp_path / 'other.csv', new=tmp_path / 'new')}")
    assert base.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.csv", base.name]


@pytest.mark.parametrize("statement", ["ATTACH 'new' AS b", "COPY people TO 'new'", "PRAGMA user_version = 3", "DROP TABLE people", "VACUUM INTO 'new'"])
def test_what_is_no_query_is_a_name_of_no_table(base: Path, statement: str) -> None:
    assert "there is no table" in refused(f"{base}::{statement}")


def test_an_endless_query_is_stopped(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS", 0.2)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT '2026-03-01' AS date, count(*) AS followers FROM n"
    assert "more than 0.2 seconds" in refused(f"{base}::{endless}")


def test_databases_that_cannot_be_read(base: Path, tmp_path: Path) -> None:
    whole = base.read_bytes()
    (tmp_path / "cut.db").write_bytes(whole[:3000])
    (tmp_path / "noise.db").write_bytes(b"\x01\x00\xfe" * 2000)
    (tmp_path / "nothing.db").write_bytes(b"")
    assert refused(tmp_path / "cut.db")
    assert "damaged, encrypted" in refused(tmp_path / "noise.db")
    assert "is empty" in refused(tmp_path / "nothing.db")
    assert "no such file" in refused(tmp_path / "gone.db")
    assert "no such file" in refused(f"{tmp_path / 'gone.db'}::figures")
    assert "is empty" in refused(sqlite(tmp_path / "a.db", "CREATE TABLE a (b)", "DROP TABLE a"))


def test_a_locked_database_and_a_log_of_changes(tmp_path: Path) -> None:
    file = sqlite(tmp_path / "a.db", *TABLES)
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    assert "another program is writing" in refused(file)
    writer.execute("ROLLBACK")
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("""INSERT INTO "instagram daily" VALUES ('2026-03-03', 1020)""")
    assert (tmp_path / "a.db-wal").stat().st_size > 0
    assert len(read(f"{file}::instagram daily").rows) == 3
    writer.close()


def test_moments_of_a_database_read_back_as_the_same(tmp_path: Path) -> None:
    file = duck(
        tmp_path / "a.db",
        "CREATE TABLE a AS SELECT TIMESTAMP '2026-03-01 10:30:00' AS ts, 'watch_time' AS metric, INTERVAL 90 MINUTE AS value, 'post' AS item, "
        "DATE '2026-02-03' AS published, TIMESTAMPTZ '2026-03-02 01:00:00+03:00' AS seen",
    )
    (row,) = read(file).rows
    assert (row.ts, row.value, row.unit) == (datetime(2026, 3, 1, 10, 30), 5400, "duration:second")
    assert (row.published, row.seen) == (datetime(2026, 2, 3), datetime(2026, 3, 1, 22))
    file = sqlite(tmp_path / "b.db", "CREATE TABLE a (date DATETIME, followers)", "INSERT INTO a VALUES (1772323200, 5), (1772409600000, 6)")
    assert figures(read(file)) == [("2026-03-01", None, "followers", 5), ("2026-03-02", None, "followers", 6)]


def lines(*records: object) -> str:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in records) + "\n"


def test_records_of_other_columns(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    day = {"date": "2026-03-01", "followers": 1234, "extra": {"deep": {"er": 1}, "x": "\ud800"}}
    twice = '{"date": "2026-03-02", "followers": 1, "followers": 2}'
    file.write_text(lines(day, "{broken", twice, "[" * 100_000, [1], {"date": "2026-03-03", "followers": 1e3}))
    log = read(file)
    assert figures(log) == [("2026-03-01", None, "followers", 1234), ("2026-03-03", None, "followers", 1000)]
    assert sorted(aside(log)) == [("a.jsonl", line) for line in (2, 3, 4, 5)]
    huge = tmp_path / "b.jsonl"
    number = f'{{"date": "2026-03-01", "followers": {"9" * 5000}}}'
    huge.write_text(lines(number, {"date": "2026-03-02", "followers": None}, {"date": "2026-03-03", "followers": 7}))
    assert figures(read(huge)) == [("2026-03-03", None, "followers", 7)]
    wide = tmp_path / "c.jsonl"
    wide.write_text(lines({f"c{n}": n for n in range(10_001)}))
    assert "more than 10000 columns" in refused(wide)


@pytest.mark.parametrize(
    "document",
    [
        [{"date": "2026-03-01", "followers": 10}, {"date": "2026-03-02", "followers": 12}],
        {"meta": {"page": 1}, "data": [{"date": "2026-03-01", "followers": 10}, {"date": "2026-03-02", "followers": 12}]},
        {"columnHeaders": [{"name": "day"}, {"name": "followers"}], "rows": [["2026-03-01", 10], ["2026-03-02", 12]]},
        {
            "dimensionHeaders": [{"name": "date"}],
            "metricHeaders": [{"name": "followers", "type": "TYPE_INTEGER"}],
            "rows": [
                {"dimensionValues": [{"value": "20260301"}], "metricValues": [{"value": "10"}]},
                {"dimensionValues": [{"value": "20260302"}], "metricValues": [{"value": "12"}]},
            ],
        },
        {"2026-03-01": {"followers": 10}, "2026-03-02": {"followers": 12}},
        {"date": ["2026-03-01", "2026-03-02"], "followers": [10, 12]},
        [["date", "followers"], ["2026-03-01", 10], ["2026-03-02", 12]],
        {
            "data": [
                {
                    "name": "followers",
                    "period": "day",
                    "values": [{"value": 10, "end_time": "2026-03-02T08:00:00+0000"}, {"value": 12, "end_time": "2026-03-02T22:00:00Z"}],
                }
            ]
        },
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_documents(document: object, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(document, indent=1), encoding=encoding)
    assert figures(read(tmp_path / "a.json")) == [("2026-03-01", None, "followers", 10), ("2026-03-02", None, "followers", 12)]


def test_answers_of_the_graph_api_tell_platform_and_period(tmp_path: Path) -> None:
    def insight(name: str, period: str, *values: int) -> dict[str, object]:
        ends = ("2026-03-02T08:00:00+0000", "2026-03-03T08:00:00+0000")
        return {"name": name, "period": period, "values": [{"value": value, "end_time": end} for value, end in zip(values, ends, strict=True)]}

    answers = {
        "facebook": [
            insight("page_impressions_unique", "day", 40, 44),
            insight("page_impressions_unique", "days_28", 310, 300),
            insight("page_media_view", "day", 90, 70),
        ],
        "instagram": [insight("follower_count", "day", 5, 9), insight("reach", "week", 120, 118), insight("reach", "day", 30, 31)],
    }
    found = {}
    for platform, answer in answers.items():
        (tmp_path / "a.json").write_text(json.dumps({"data": answer}), encoding="utf-8")
        found[platform] = figures(read(tmp_path / "a.json"))
    assert {(one[1], one[2]) for one in found["facebook"]} == {("facebook", "reach"), ("facebook", "reach_28_days"), ("facebook", "views")}
    # followers of a day are those that it brought
    assert [one for one in found["instagram"] if one[2] != "reach"] == [
        ("2026-03-01", "instagram", "new_followers", 5),
        ("2026-03-01", "instagram", "reach_7_days", 120),
        ("2026-03-02", "instagram", "new_followers", 9),
        ("2026-03-02", "instagram", "reach_7_days", 118),
    ]


def test_documents_that_cannot_be_read(tmp_path: Path) -> None:
    for text, words in [
        ("[" * 200_000, "not whole JSON"),
        ('{"a": [{"date": "2026', "not whole JSON"),
        ("{}", "no records"),
        ('{"a": 1,\n "a": 2}', "key twice"),
    ]:
        (tmp_path / "a.json").write_text(text, encoding="utf-8")
        assert words in refused(tmp_path / "a.json")


def test_parquet_of_other_columns(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    duckdb.sql(
        f"COPY (SELECT DATE '2026-03-01' + d::INTEGER AS date, {{'followers': 1000 + d}} AS page, 0.1::FLOAT AS \"ad spend\" FROM range(2) AS r(d)) TO '{file}'"
    )
    assert figures(read(file)) == [("2026-03-01", None, "ad_spend", 0.1), ("2026-03-02", None, "ad_spend", 0.1)]
    file.write_bytes(file.read_bytes()[:-20])
    refused(file)


def record(stream: str, extracted: str | None = None, version: int | None = None, **fields: object) -> dict[str, object]:
    return {"type": "RECORD", "stream": stream, "record": fields, "time_extracted": extracted, "version": version}


SINGER = lines(
    {"type": "SCHEMA", "stream": "facebook_daily", "schema": {"properties": {}}, "key_properties": ["date"]},
    record("facebook_daily", "2026-03-05T00:00:00Z", date="2026-03-01", followers=10),
    record("facebook_daily", "2026-03-05T00:00:00Z", date="2026-03-02", followers=11),
    "not JSON",
    record("facebook_daily", "2026-03-06T01:00:00+01:00", date="2026-03-02", followers=9),
    {"type": "STATE", "value": {"bookmarks": {}}},
    record("long", ts="2026-03-01", platform="tiktok", metric="followers", value=5),
    record("full", version=1, date="2026-03-01", followers=100),
    record("full", version=2, date="2026-03-02", followers=200),
    {"type": "ACTIVATE_VERSION", "stream": "full", "version": 2},
    {"type": "RECORD", "record": {}},
)


def test_streams_of_a_singer_tap(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(SINGER, encoding="utf-8")
    log = read(tmp_path / "a.jsonl")
    assert figures(log) == [
        ("2026-03-01", "facebook", "followers", 10),
        ("2026-03-01", "tiktok", "followers", 5),
        ("2026-03-02", None, "followers", 200),
        ("2026-03-02", "facebook", "followers", 9),
    ]
    assert {row.value: row.seen for row in log.rows if row.platform == "facebook"} == {10: datetime(2026, 3, 5), 9: datetime(2026, 3, 6)}
    assert aside(log) == [("a.jsonl", 4), ("a.jsonl", 11)]
    assert len(read(f"{tmp_path / 'a.jsonl'}::long").rows) == 1


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> object:
    return lambda raw: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def test_standard_input(say: object) -> None:
    assert callable(say)
    for raw in (b"date,followers\n2026-03-01,10\n", b"date\tfollowers\n2026-03-01\t10\n", b'{"date": "2026-03-01", "followers": 10}\n'):
        say(raw)
        assert figures(read("acme/instagram=-")) == [("2026-03-01", "instagram", "followers", 10)]
    say(SINGER.encode())
    assert len(read("-").rows) == 4
    say(b"")
    assert "is empty" in refused("-")
    say(b"ts,metric,value\n2026-03-01,followers,10\nsoon,followers,1\n")
    log = read("instagram=-", "instagram=-")
    evaluate([], log, None, load_catalogue())
    assert [table.file for table in log.tables] == [Path("-")]
    assert [(one.file, one.line) for one in log.set_aside] == [("-", 3)]


CSV = b"date,followers\n2026-03-01,10\n"


def zipped(path: Path, members: Sequence[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return path


def test_files_in_an_archive_are_read_as_those_of_a_folder(tmp_path: Path) -> None:
    base = sqlite(tmp_path / "a.db", *TABLES)
    long_ = b"ts,metric,value\n2026-03-01,likes,3\n"
    file = zipped(
        tmp_path / "a b.zip",
        [
            ("acme/instagram/متابعون 1.csv", CSV),
            ("../../snapchat/out.csv", CSV),
            ("data.db", base.read_bytes()),
            ("long.csv", long_),
            ("notes.csv", b"city,rain\nCairo,0\n"),
            ("picture.png", b"\x89PNG"),
            ("__MACOSX/._a.csv", b"\0"),
            ("inner.zip", zipped(tmp_path / "i.zip", [("tiktok/b.csv", CSV)]).read_bytes()),
        ],
    )
    log = read(file)
    assert {(row.platform, row.account) for row in log.rows} == {("instagram", "acme"), ("x", None), ("instagram", None), ("tiktok", None), ("snapchat", None)}
    assert sorted(aside(log)) == [("a b.zip::data.db::people", None), ("a b.zip::notes.csv", None)]
    evaluate([], log, None, load_catalogue())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a b.zip", "a.db", "i.zip"]
    assert [row.account for row in read(f"{file}::متابعون 1.csv").rows] == ["acme"]
    assert len(read(f"{file}::data.db::figures").rows) == 2
    assert "there is: " in refused(f"{file}::nothing.csv")


def test_archives_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = zipped(tmp_path / "whole.zip", [("a.csv", CSV)]).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-10])
    assert "damaged or cut off" in refused(tmp_path / "cut.zip")
    locked = bytearray(whole)
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        locked[whole.index(mark) + (6 if mark[2] == 3 else 8)] |= 1
    (tmp_path / "locked.zip").write_bytes(bytes(locked))
    assert "locked by a password" in refused(tmp_path / "locked.zip")
    assert "no metric files" in refused(zipped(tmp_path / "other.zip", [("a.png", b"x")]))
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(CSV)[:-9])
    assert "damaged or cut off" in refused(tmp_path / "a.csv.gz")
    (tmp_path / "a.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    assert "unpack it" in refused(tmp_path / "a.7z")
    monkeypatch.setattr(stored, "_FREE", 2**20)
    bomb = b"date,followers\n" + b"\n" * 2**23
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(bomb))
    assert "unpacks to more" in refused(tmp_path / "bomb.csv.gz")
    assert "unpacks to more" in refused(zipped(tmp_path / "bomb.zip", [("a.csv", bomb)]))


def test_a_packed_file_is_read_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "Follows.csv.gz").write_bytes(gzip.compress(CSV))
    (tmp_path / "long.csv.gz").write_bytes(gzip.compress(b"ts,metric,value\n2026-03-01,likes,3\n"))
    log = read(tmp_path)
    assert figures(log) == [("2026-03-01", None, "followers", 10)]
    assert [(table.file.name, table.kind) for table in log.tables] == [("long.csv.gz", "csv")]
    evaluate([], log, None, load_catalogue())


@pytest.mark.parametrize("command", [("evaluate", "-"), ("lint", "-"), ("metrics", "--goals", "-")])
def test_standard_input_cannot_be_both(command: Sequence[str]) -> None:
    result = CliRunner().invoke(cli, [*command, "--metrics", "instagram=-"], input="", env={"AIMLINE_LANG": "en"})
    assert result.exit_code == 2
    assert "cannot be both" in result.stderr


def test_a_table_is_called_by_its_last_name() -> None:
    for name in ("Reach.csv", "a.zip::Reach.csv", "a.zip::x∕Reach.csv.gz", "a.zip::b.xlsx::Reach", "b.xlsx::Reach"):
        assert named_by(Path(name)) == "Reach"


def test_a_name_with_double_colons_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "a::b.csv").write_bytes(CSV)
    assert len(read(tmp_path / "a::b.csv").rows) == 1
    base = sqlite(tmp_path / "x::y.db", *TABLES)
    assert len(read(f"{base}::figures").rows) == 2
    assert "no tables with names" in refused(f"{tmp_path / 'a::b.csv'}::c")
