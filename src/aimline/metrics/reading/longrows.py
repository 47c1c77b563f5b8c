"""The canonical long table where it comes as rows in memory: a sheet of a workbook, a table of a database, records of a stream, and a file whose dates or
figures are written otherwise than a scan reads them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from aimline.catalogue import Catalogue
from aimline.metrics.cells.datecells import parse
from aimline.metrics.cells.dates import DateOrder, Instants, Undecided, lacks_year
from aimline.metrics.cells.decimals import DecimalMark
from aimline.metrics.cells.values import is_figure, read_value
from aimline.metrics.files.long import LONG_COLUMNS, header_of, long_label
from aimline.metrics.files.tables import Row, Rows, TextTable
from aimline.metrics.formats.ids import rows_by_name
from aimline.metrics.model.errors import error
from aimline.metrics.model.export import MOST, Export, Origin
from aimline.metrics.model.log import FileRead, MetricRow, SetAside
from aimline.metrics.reading.settling import UndecidedDates, Years
from aimline.metrics.reading.survey import DISTINCT, Cells, Rest
from aimline.text.messages import messages

_TIMES = ("ts", "published", "seen")
_LOOKED_AT = 2**16
"""Bytes of a file that show how its dates and figures are written."""
_SCANNED_TIME = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ].*)?")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+")
"""What a file with semicolons may have for thousands."""
_SCANNED_VALUE = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def long_labels(table: Rows) -> list[str] | None:
    """The labels of a table's first row that is not blank, as `MetricRow` writes them, where it is the canonical long table; else None."""
    first = next((cells for _, cells in table() if any(cell.strip() for cell in cells)), [])
    labels = [long_label(cell) for cell in first]
    return labels if set(labels) >= LONG_COLUMNS else None


def is_scannable(file: Path) -> bool:
    """Whether the first rows of a long table as text have dates and figures that a scan reads: ISO dates and plain numbers, or what is neither."""
    delimiter, labels = header_of(file)
    with file.open("rb") as stream:
        *lines, last = stream.read(_LOOKED_AT).decode("utf-8-sig", "replace").splitlines(keepends=True) or [""]
    lines += [last] if last.endswith(("\n", "\r")) or file.stat().st_size <= _LOOKED_AT else []
    ts, value = labels.index("ts"), labels.index("value")
    for _, cells in islice(TextTable(lines, delimiter)(), 1, None):
        when, figure = (cells[place].strip() if place < len(cells) else "" for place in (ts, value))
        if not _SCANNED_TIME.fullmatch(when) and parse(when) is not None:
            return False
        if not _SCANNED_VALUE.fullmatch(figure) and is_figure(figure):
            return False
        if delimiter == ";" and _THOUSANDS.fullmatch(figure):
            return False
    return True


def _order(path: Path, name: str, cells: Sequence[str], origin: Origin, form: str) -> tuple[str, str | None]:
    """The order of day and month in a column of a long table, and the one that the column itself proves.

    Raises:
        UndecidedDates: nothing settles it.
        MetricsError: its dates contradict each other.
    """
    column = DateOrder(cells)
    try:
        proof = column.proof()
    except Undecided:
        raise error("mixed_dates", file=str(path), column=name, text=column.first) from None
    try:
        return proof or column.order(asked=origin.order), proof
    except Undecided:
        raise UndecidedDates(error("undecided_dates", file=str(path), column=name, text=column.first), form, None) from None


def read_long(path: Path, labels: Sequence[str], table: Rows, origin: Origin, catalogue: Catalogue, kind: str) -> Export:
    """The rows below the header of a canonical long table; broken ones are set aside. `kind` is what it was read from, for the report.

    The table is read twice and never kept: once for what all rows of a column settle together (the order of day and month, the decimal mark).

    Raises:
        MetricsError: no row is whole, there are more than memory holds, or its figures can be read in two ways.
        UndecidedDates: its dates can be read in two ways.
    """

    def body() -> Iterator[Row]:
        return islice((row for row in table() if any(map(str.strip, row[1]))), 1, None)

    place = {label: index for index, label in reversed(list(enumerate(labels)))}

    def cell(cells: Sequence[str], name: str) -> str:
        index = place.get(name)
        return cells[index].strip() if index is not None and index < len(cells) else ""

    shown: dict[str, Cells] = {name: {} for name in (*_TIMES, "value")}
    looked_at = [(name, seen, Rest(seen, dates=name in _TIMES)) for name, seen in shown.items()]
    for _, cells in body():
        for name, seen, rest in looked_at:
            if text := cell(cells, name):
                if len(seen) < DISTINCT:
                    seen[text] = None
                else:
                    rest.add(text)
    orders, years, proof = {}, {}, None
    for name in _TIMES:
        column = list(shown[name])
        orders[name], proven = _order(path, name, column, origin, f"long_{kind}")
        proof = proof or proven
        years[name] = Years(column, orders[name], asked=origin.year, name=path.name)
    instants = Instants(shown["ts"])
    mark = DecimalMark(shown["value"]).mark(delimiter=origin.delimiter, asked=origin.decimal)
    if mark is None:
        raise error("undecided_mark_file", file=str(path))
    export = Export()
    yearless = ""

    def time(cells: Sequence[str], name: str) -> datetime | None:
        text = cell(cells, name)
        return years[name].read(text, orders[name]) if text else None

    for line, cells in body():
        ts, parsed, metric = time(cells, "ts"), read_value(cell(cells, "value"), mark), cell(cells, "metric")
        wrong = "no_day" if ts is None else "no_metric" if not metric else "no_value" if parsed is None else None
        if ts is None or parsed is None or wrong:
            export.set_aside.append(SetAside(str(path), line, messages(f"standing.row.{wrong}")))
            if ts is None and lacks_year(cell(cells, "ts")):
                yearless = yearless or cell(cells, "ts")
            continue
        if len(export.rows) >= MOST:
            raise error("large_long" if kind == "csv" else "large_held", file=str(path), n=MOST // 10**6)
        ts, instant = instants.of(cell(cells, "ts"), ts)
        platform, item = cell(cells, "platform"), cell(cells, "item") or None
        export.rows.append(
            MetricRow(
                ts,
                cell(cells, "account") or origin.account,
                platform or origin.platform,
                metric,
                parsed[0],
                cell(cells, "unit") or parsed[1] or "count",
                item,
                (cell(cells, "item_type") or None) if item else None,
                time(cells, "published"),
                cell(cells, "campaign") or None,
                cell(cells, "source") or None,
                time(cells, "seen"),
                instant,
            )
        )
    if not export.rows:
        if yearless and export.set_aside:
            raise error("no_year", file=str(path), text=yearless)
        raise export.nothing_read(path)
    export.rows, found = rows_by_name(export.rows, catalogue)
    export.file = FileRead(str(path), f"long_{kind}", len(export.rows), tuple(found.warnings()), tuple(found.told()), order=proof)
    return export
