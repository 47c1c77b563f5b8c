"""A table that is a long one but for the name of one column is told which."""

from pathlib import Path

import pytest

from aimline.metrics.sources import read_metrics


@pytest.mark.parametrize(("header", "lacking"), [("date,platform,metric,value", "ts"), ("ts,metric,amount", "value"), ("ts,name,value", "metric")])
def test_the_column_that_is_missing_is_named(tmp_path: Path, header: str, lacking: str) -> None:
    file = tmp_path / "log.csv"
    file.write_text(f"{header}\n" + ",".join(["2026-01-01", "instagram", "followers", "10"][-header.count(",") - 1 :]) + "\n", encoding="utf-8")
    _, errors = read_metrics([str(file)])
    (found,) = errors
    assert f"it lacks {lacking}" in found.message["en"].replace("⁨", "").replace("⁩", "")
    assert set(found.message) >= {"en", "ar", "fr"}


def test_other_tables_are_not_called_long(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("metric,value\nfollowers,10\n", encoding="utf-8")
    _, errors = read_metrics([str(file)])
    assert errors
    assert "it lacks" not in errors[0].message["en"]
