"""Queries and views of DuckDB files are answered by a process of its own, which can be ended whatever it is doing."""

import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from aimline.metrics import read_metrics
from aimline.metrics.files import database


@pytest.fixture
def base(tmp_path: Path) -> Path:
    file = tmp_path / "a b متابعون.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE days AS SELECT DATE '2026-03-01' + n::INTEGER AS date, 1000 + n AS followers FROM range(3000) t(n)")
    return file


def refused(spec: str) -> str:
    log, errors = read_metrics([spec])
    assert not log.rows
    assert len(errors) == 1
    return errors[0].message["en"]


def test_a_query_gives_the_same_as_its_table(base: Path) -> None:
    whole, errors = read_metrics([f"{base}::days"])
    asked, more = read_metrics([f"{base}::SELECT * FROM days"])
    assert not errors + more
    assert [row._replace(seen=None) for row in asked.rows] == [row._replace(seen=None) for row in whole.rows]
    assert len(asked.rows) == 3000


def test_cells_without_end_are_an_error(base: Path) -> None:
    assert "a row of more than 16 MB" in refused(f"{base}::SELECT date, followers, repeat('a', 20000000) AS x FROM days LIMIT 1")


@pytest.mark.parametrize("query", ["SELECT list_sum(range(3000000000)) AS x", "SELECT date, followers, repeat('a', 2000000000) AS x FROM days"])
def test_what_one_function_does_at_a_stroke_ends_with_its_clock(base: Path, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS", 1)
    started = time.monotonic()
    assert "more memory than allowed" in refused(f"{base}::{query}")
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "made",
    [
        "CREATE VIEW v AS SELECT repeat('a', 20000000) AS x FROM days LIMIT 1",
        "CREATE TABLE v(date DATE, x VARCHAR GENERATED ALWAYS AS (repeat('a', 20000000)))",
    ],
)
def test_views_and_columns_that_are_worked_out_are_no_way_around(base: Path, made: str) -> None:
    with duckdb.connect(str(base)) as connection:
        connection.execute(made)
        if "TABLE" in made:
            connection.execute("INSERT INTO v VALUES (DATE '2026-03-01')")
    assert "a row of more than 16 MB" in refused(f"{base}::v")


def test_it_is_found_from_any_folder(base: Path, tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')", encoding="utf-8")
    code = "import sys; from aimline.metrics import read_metrics; print(len(read_metrics([sys.argv[1]])[0].rows))"
    run = subprocess.run(
        [sys.executable, "-I", "-c", code, f"{base}::SELECT * FROM days"], cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "3000"
