"""`--memory`: how much scanning and grouping long tables may take."""

from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from aimline.cli import cli
from aimline.engine import DuckStore, UnreadableTable
from aimline.metrics import read_metrics


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A long table with a series for every two rows."""
    file = tmp_path_factory.mktemp("memory") / "long.parquet"
    with duckdb.connect() as connection:
        columns = "DATE '2026-01-01' + (i % 2)::INTEGER AS ts, 'account ' || repeat('x', 200) || (i // 2)::VARCHAR AS account, 'clicks' AS metric, 1.0 AS value"
        connection.execute(f"COPY (SELECT {columns} FROM range(200000) t(i)) TO '{file}' (FORMAT parquet)")
    return file


def test_the_setting_reaches_the_engine(table: Path) -> None:
    log, _ = read_metrics([str(table)])
    log.memory = "500MiB"
    with closing(DuckStore(log)) as store:
        assert store._all("SELECT current_setting('memory_limit')") == [("500.0 MiB",)]
        assert len(store.series()) == 100_000


def test_what_does_not_fit_is_refused_with_the_remedy(table: Path) -> None:
    log, _ = read_metrics([str(table)])
    log.memory = "10MB"
    with pytest.raises(UnreadableTable) as refused:
        DuckStore(log)
    assert "--memory" in refused.value.reason["en"]


@pytest.mark.parametrize("size", ["lots", "5", "10MB", "2 bananas", "-1GB", "80%"])
def test_what_is_no_size_is_said(size: str) -> None:
    result = CliRunner().invoke(cli, ["metrics", "x.csv", f"--memory={size}", "--lang", "en"])
    assert (result.exit_code, "no amount of memory" in result.output) == (2, True)


def test_nothing_is_left_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: Path) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["evaluate", "-m", str(table), "--memory", "100MB", "-"], input="Get 5 clicks from 1 January 2026 to 9 January 2026\n")
    assert result.exit_code in (0, 2)
    assert list(tmp_path.iterdir()) == []
