"""Dates that a table leaves open are read as those of the tables beside it: in an archive, a workbook, a database, and around them."""

import sqlite3
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from books import xlsx

from aimline.metrics import MetricLog, MetricsError, Origin, read_metrics

HEADER = ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"]
OPEN, DAYS, MONTHS = "03/04/2026", "13/02/2026", "02/13/2026"


def read(*specs: Path, order: str | None = None) -> MetricLog:
    log, errors = read_metrics([str(spec) for spec in specs], habits=Origin(order=order))
    if errors:
        raise errors[0]
    return log


def table(day: str) -> list[list[str]]:
    return [HEADER, [day, "0", "3", "0", "3"]]


def book(file: Path, sheets: Mapping[str, str]) -> Path:
    return xlsx(file, {name: table(day) for name, day in sheets.items()})


def text(day: str) -> str:
    return "".join(";".join(cells) + "\n" for cells in table(day))


def archive(file: Path, members: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(file, "w") as packed:
        for name, day in members.items():
            packed.writestr(name, text(day))
    return file


def database(file: Path, tables: Mapping[str, str]) -> Path:
    connection = sqlite3.connect(file)
    for name, day in tables.items():
        header, row = table(day)
        connection.execute(f"CREATE TABLE {name} ({', '.join(chr(34) + label + chr(34) + ' TEXT' for label in header)})")
        connection.execute(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?)", row)
    connection.commit()
    connection.close()
    return file


MAKERS = [(archive, "all.zip", "{}.csv"), (book, "all.xlsx", "{}"), (database, "all.db", "{}")]


def days(log: MetricLog) -> set[date]:
    return {row.ts.date() for row in log.rows}


@pytest.mark.parametrize(("make", "name", "form"), MAKERS)
def test_tables_of_one_file_settle_each_other(tmp_path: Path, make, name: str, form: str) -> None:  # type: ignore[no-untyped-def]
    for turned in False, True:
        names = [form.format("a"), form.format("b")][:: -1 if turned else 1]
        log = read(make(tmp_path / f"{turned}{name}", dict(zip(names, [OPEN, DAYS], strict=True))))
        assert days(log) == {date(2026, 4, 3), date(2026, 2, 13)}
        assert not log.set_aside


@pytest.mark.parametrize(("make", "name", "form"), MAKERS)
def test_tables_that_disagree_settle_nothing(tmp_path: Path, make, name: str, form: str) -> None:  # type: ignore[no-untyped-def]
    log = read(make(tmp_path / name, {form.format("a"): OPEN, form.format("b"): DAYS, form.format("c"): MONTHS}))
    assert days(log) == {date(2026, 2, 13)}
    assert [one.reason["en"].count("--dates dmy") for one in log.set_aside] == [1]


def test_an_archive_is_settled_by_files_beside_it(tmp_path: Path) -> None:
    archive(tmp_path / "all.zip", {"a.csv": OPEN, "b.csv": "05/06/2026"})
    with pytest.raises(MetricsError, match="--dates dmy"):
        read(tmp_path / "all.zip")
    assert days(read(tmp_path / "all.zip", order="mdy")) == {date(2026, 3, 4), date(2026, 5, 6)}
    (tmp_path / "b.csv").write_text(text(DAYS), encoding="utf-8")
    assert days(read(tmp_path)) == {date(2026, 4, 3), date(2026, 6, 5), date(2026, 2, 13)}
    assert not read(tmp_path).set_aside


def test_folders_of_an_archive_are_apart(tmp_path: Path) -> None:
    log = read(archive(tmp_path / "all.zip", {"one/a.csv": OPEN, "one/b.csv": DAYS, "other/a.csv": OPEN}))
    assert days(log) == {date(2026, 4, 3), date(2026, 2, 13)}
    assert [Path(one.file).name for one in log.set_aside] == ["all.zip::other∕a.csv"]


def test_a_workbook_in_an_archive(tmp_path: Path) -> None:
    inner = book(tmp_path / "in.xlsx", {"A": OPEN, "B": DAYS})
    other = book(tmp_path / "other.xlsx", {"A": "05/06/2026"})
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        packed.write(other, "other.xlsx")
        packed.write(inner, "in.xlsx")
    inner.unlink()
    other.unlink()
    assert days(read(tmp_path / "all.zip")) == {date(2026, 4, 3), date(2026, 2, 13), date(2026, 6, 5)}
