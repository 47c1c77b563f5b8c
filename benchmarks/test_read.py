"""Reading long tables, beside DuckDB's own scan and group-by of the same file.

`AIMLINE_ROWS` sets the rows (a million unless it says otherwise; 10,000,000 is what the figures in the notes are of). Compare the rows of one group with each
other; times alone say more about the machine than about Aimline.
"""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from aimline.engine import DuckStore
from aimline.engine.listed import SeriesList
from aimline.metrics import read_metrics

DAYS = {"parquet": 1000, "csv": 1000, "jsonl": 1000, "parquet of short series": 100, "parquet by other names": 1000}
"""Days of a series: ten million rows are 10,000 series, or 100,000."""
SCANS = {"parquet": "read_parquet", "csv": "read_csv", "jsonl": "read_json"}
COLUMNS = (
    "SELECT TIMESTAMP '2024-01-01' + INTERVAL 1 DAY * (i % $days) AS ts, 'account ' || (i // (20 * $days))::VARCHAR AS account, "
    "$platforms[1 + (i // $days) % 5] AS platform, $metrics[1 + (i // (5 * $days)) % 4] AS metric, (1000 + hash(i) % 500)::DOUBLE AS value"
)
NAMES = {
    "platforms": ["instagram", "facebook", "x", "linkedin", "tiktok"],
    "metrics": ["followers", "impressions", "link_clicks", "comments"],
}
OTHER_NAMES = {"platforms": ["IG", "FB", "Twitter", "LinkedIn", "TikTok"], "metrics": ["Followers", "Impressions", "Link clicks", "Comments"]}

Bench = Callable[..., Any]


@pytest.fixture(scope="session")
def files(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One log in each form."""
    rows = 20_000 if pytestconfig.getoption("benchmark_disable") else int(os.environ.get("AIMLINE_ROWS", "1000000"))
    folder = tmp_path_factory.mktemp("long")
    found = {}
    with duckdb.connect() as connection:
        for place, (kind, days) in enumerate(DAYS.items()):
            form = kind.partition(" ")[0]
            found[kind] = folder / f"log_{place}.{form}"
            options = {"parquet": "FORMAT parquet", "csv": "HEADER", "jsonl": "FORMAT json"}[form]
            names = OTHER_NAMES if kind.endswith("names") else NAMES
            connection.execute(f"COPY ({COLUMNS} FROM range({rows}) t(i)) TO '{found[kind]}' ({options})", {"days": days, **names})
    return found


@pytest.mark.parametrize("kind", DAYS)
def test_bare_scan_and_group_by(benchmark: Bench, files: dict[str, Path], kind: str) -> None:
    """The baseline: one scan of the file, grouped by the series."""
    benchmark.group = f"read {kind}"  # type: ignore[attr-defined]
    reader = SCANS[kind.partition(" ")[0]]

    def scan() -> int:
        with duckdb.connect() as connection:
            return len(
                connection.execute(
                    f"SELECT account, platform, metric, count(*), sum(value), min(ts), max(ts), arg_max(value, ts) FROM {reader}(?) GROUP BY ALL",
                    [str(files[kind])],
                ).fetchall()
            )

    assert benchmark(scan) >= 20


@pytest.mark.parametrize("kind", DAYS)
def test_read(benchmark: Bench, files: dict[str, Path], kind: str) -> None:
    """The same file read: every series with its days, broken rows looked for."""
    benchmark.group = f"read {kind}"  # type: ignore[attr-defined]

    def read() -> int:
        log, errors = read_metrics([str(files[kind])])
        assert not errors
        with closing(DuckStore(log)) as store:
            series = store.series()
            assert isinstance(series, SeriesList)
            assert (series.days == DAYS[kind]).all()
            return len(series)

    assert benchmark(read) >= 20
