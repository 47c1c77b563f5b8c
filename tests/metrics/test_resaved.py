"""An export that a spreadsheet saved again (UTF-8 with semicolons, decimal commas and the day first, UTF-16 with tabs, or as a workbook with dates, numbers and
percentages for texts) gives the same series.
"""

import csv
import io
import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from books import DURATION, PERCENT, Cell, xlsx

from aimline.metrics import MetricLog, MetricRow, MetricsError, Origin, read_metrics
from aimline.metrics.files.tables import text_tables
from often import some

ROOT = Path(__file__).resolve().parents[2]
CASES: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "cases" / "exports.toml").read_text(encoding="utf-8"))["case"]
READ = [
    case for case in CASES if "rows" in case and case.get("encoding", "utf-8") in ("utf-8", "utf-16", "utf-16-le") and case["text"].lstrip()[:1] not in "[{"
]
"""The files as platforms give them: not those that were saved again already."""
READ = [case for case in READ if ";" not in case["text"]]
SHARED = ROOT.parent / "shared" / "metrics" / "exports"
REAL = sorted(file for file in SHARED.rglob("*.csv") if file.is_file() and file.stat().st_size < 50_000) if SHARED.is_dir() else []

_ISO = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2}))?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})( \d{1,2}:\d{2})?")


def saved_again(cell: str, months_first: bool) -> str:
    """A cell as a spreadsheet with decimal commas and the day first shows it once it knows what it is."""
    text = cell.strip()
    if match := _ISO.fullmatch(text):
        return f"{match[3]}/{match[2]}/{match[1]}" + (f" {match[4]}:{match[5]}" if match[4] and match[4] + match[5] != "0000" else "")
    if match := _SLASHED.fullmatch(text):
        first, second = (match[2], match[1]) if months_first else (match[1], match[2])
        return f"{int(first):02}/{int(second):02}/{match[3]}{match[4] or ''}"
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    return text.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+%?", text) else text


def typed(cell: str, months_first: bool) -> Cell:
    """A cell as a spreadsheet keeps it once it knows what it is: a date, a moment, a number, a share shown as a percentage, a duration, else the text."""
    text = cell.strip()
    clock = [0, 0, 0]
    if match := _ISO.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        clock = [int(part or 0) for part in match.groups()[3:]]
    elif match := _SLASHED.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        day, month = (month, day) if months_first else (day, month)
        clock = [*map(int, match[4].split(":")), 0] if match[4] else clock
    elif match := re.fullmatch(r"(\d{1,2}):(\d{2}):(\d{2})", text):
        return (int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])) / 86400, DURATION
    elif re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d+)?%?", text):
        number = float(text.replace(",", "").rstrip("%"))
        return (number / 100, PERCENT) if text.endswith("%") else int(number) if number.is_integer() else number
    else:
        return cell or None
    try:
        return datetime(year, month, day, *clock) if any(clock) else date(year, month, day)
    except ValueError:  # there is no such day
        return cell


def series(log: MetricLog) -> list[MetricRow]:
    """The rows as a set of figures, to the minute, without when they were seen and what stands for an item without a name."""
    rows = []
    for row in log.rows:
        minute = row.ts.replace(second=0, microsecond=0)
        item = row.item and re.sub(r"^.*:(\d+)$", r"\1", row.item)
        rows.append(row._replace(ts=minute, published=row.published and minute, seen=None, item=item, value=round(row.value, 6)))
    return sorted(rows, key=str)


def months_are_first(table: list[list[str]]) -> bool:
    """Whether the month comes first in the dates with slashes of a table as platforms give it."""
    slashed = [match for cells in table for cell in cells if (match := _SLASHED.fullmatch(cell.strip()))]
    return any(int(match[2]) > 12 for match in slashed) or (bool(slashed) and all(int(match[1]) <= 12 for match in slashed))


def cells_of(file: Path) -> list[list[str]]:
    table = [cells for _, cells in next(iter(text_tables(file)))()]
    return [cells for cells in table if not (cells and cells[0].lower().startswith("sep="))]


def as_workbook(file: Path, folder: Path) -> Path:
    """A file as a workbook, its sheet called as spreadsheets do when they open a text."""
    folder.mkdir(exist_ok=True)
    table = cells_of(file)
    months_first = months_are_first(table)
    return xlsx(folder / f"{file.stem}.xlsx", {file.stem[:31]: [[typed(cell, months_first) for cell in cells] for cells in table]})


def resave(file: Path, to: Path, delimiter: str, encoding: str, turned: bool) -> None:
    table = cells_of(file)
    months_first = months_are_first(table)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([saved_again(cell, months_first) for cell in cells] if turned else cells for cells in table)
    to.parent.mkdir(exist_ok=True)
    to.write_bytes(out.getvalue().encode(encoding))


def read(file: Path, habits: Origin | None = None) -> MetricLog:
    log, errors = read_metrics([str(file)], habits=habits)
    if errors:
        raise errors[0]
    return log


def same_again(file: Path, folder: Path) -> None:
    original = series(read(file))
    resave(file, folder / "tabs" / file.name, "\t", "utf-16", turned=False)
    assert series(read(folder / "tabs" / file.name)) == original
    if any(len(cells) > 1 for cells in cells_of(file)):
        book = series(read(as_workbook(file, folder / "book")))
        if all(row.platform is None for row in original):
            book = [row._replace(platform=None) for row in book]  # a sheet called after a platform is of it
        assert book == original
    again = folder / "again" / file.name
    resave(file, again, ";", "utf-8-sig", turned=True)
    try:
        found = series(read(again))
    except MetricsError as problem:
        if "--dates" not in problem.message["en"]:
            raise
        found = series(read(again, Origin(order="dmy")))
    assert found == original


@pytest.mark.parametrize("case", READ, ids=[case["name"] for case in READ])
def test_saved_again_it_is_the_same(case: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / case["file"]
    file.write_bytes(case["text"].encode(case.get("encoding", "utf-8")))
    same_again(file, tmp_path)


@pytest.mark.skipif(not REAL, reason="the exports are not beside the repository")
@pytest.mark.parametrize("file", some(REAL, 3), ids=lambda file: f"{file.parent.name}/{file.name}"[-60:])
def test_real_export_saved_again_is_the_same(file: Path, tmp_path: Path) -> None:
    try:
        read(file)
    except MetricsError:
        pytest.skip("refused as it is")
    same_again(file, tmp_path)
