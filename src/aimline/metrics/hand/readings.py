"""The log of a project: readings that people typed in (`aimline log`), a line each, for those who have no export.

It is the canonical long table as CSV, so that people, spreadsheets and git can read it. Lines are only ever added, at the end and at one stroke: a reading
that corrects another of its day comes later (`seen`) and wins. A line that was cut short has fewer cells than the header and is never taken for a reading.
"""

import csv
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from aimline.catalogue import Catalogue
from aimline.goals.settings import look_up
from aimline.metrics.cells.dates import DateOrder, Undecided, read_time
from aimline.metrics.cells.decimals import decimal_mark
from aimline.metrics.files.long import LONG_COLUMNS, long_label
from aimline.metrics.files.tables import Row, TextTable, content, delimiters
from aimline.metrics.model.errors import MetricsError, error
from aimline.metrics.model.export import Export, Origin
from aimline.metrics.model.log import FileRead, MetricRow, SetAside
from aimline.metrics.reading.longrows import read_long
from aimline.text.decode import ReadError, decode, encode
from aimline.text.messages import messages
from aimline.text.reasons import reason

COLUMNS = ("ts", "account", "platform", "metric", "value", "unit", "seen")
_MOST_CHANGE = 10
"""How many times the reading before it a level may be without a question: an extra digit, or one that is lacking, is more than that."""


class Written(NamedTuple):
    """What adding a reading did: the line it stands on, the nearest reading of its series before its day (else after it), and what stood for its day."""

    line: int
    before: MetricRow | None
    replaced: MetricRow | None
    added: bool
    """False where the same figure stood there already, so that nothing was written."""

    def is_leap(self, value: float) -> bool:
        """Whether a level is so far from the reading before it that it looks like a slip."""
        if self.before is None or min(value, self.before.value) <= 0:
            return False
        return max(value, self.before.value) / min(value, self.before.value) >= _MOST_CHANGE


class _Table(NamedTuple):
    """A log as it lies there: its text, what separates its cells, the labels of its columns, and its rows with their lines, the header not among them."""

    text: str
    delimiter: str
    labels: list[str]
    rows: list[Row]

    def cell(self, cells: list[str], name: str) -> str:
        """What stands in a column of a row."""
        place = self.labels.index(name) if name in self.labels else len(cells)
        return cells[place].strip() if place < len(cells) else ""


def read_log(path: Path, origin: Origin, catalogue: Catalogue) -> Export:
    """The readings of a log; lines that were cut short are set aside.

    Raises:
        MetricsError: it cannot be read, or no line of it.
    """
    try:
        text = decode(content(path), str(path))
    except ReadError as problem:
        raise MetricsError(problem.message, str(path)) from None
    return _readings(_table(text, path), path, origin, catalogue)


def _table(text: str, path: Path) -> _Table:
    """A log taken apart.

    Raises:
        MetricsError: it is none.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = delimiters([first])[0]
    found = [row for row in TextTable(text.splitlines(keepends=True), delimiter)() if any(cell.strip() for cell in row[1])]
    labels = [long_label(cell) for cell in found[0][1]] if found else list(COLUMNS)
    if not set(labels) >= LONG_COLUMNS:
        raise MetricsError(messages("log.no_log", file=str(path), columns=",".join(COLUMNS)), str(path))
    return _Table(text, delimiter, labels, found[1:])


def _readings(table: _Table, path: Path, origin: Origin, catalogue: Catalogue) -> Export:
    # a spreadsheet writes the dates of all columns the same way
    dates = [cell for name in ("ts", "seen") for _, cells in table.rows if (cell := table.cell(cells, name))]
    try:
        order = DateOrder(dates).order(asked=origin.order)
    except Undecided:
        raise error("undecided_dates", file=str(path), column="ts", text=dates[0]) from None
    torn = [line for line, cells in table.rows if len(cells) < len(table.labels) or _is_cut(table.cell(cells, "seen"), order)]
    whole = [(line, cells) for line, cells in table.rows if line not in set(torn)]
    export = Export(file=FileRead(str(path), "long_csv", 0))
    if whole:
        export = read_long(path, table.labels, lambda: iter([(1, table.labels), *whole]), replace(origin, order=order), catalogue, "csv")
        # who writes lines by hand calls metrics as people do
        export.rows = [row if row.metric in catalogue.metrics else row._replace(metric=look_up(row.metric, "METRIC") or row.metric) for row in export.rows]
    export.set_aside += [SetAside(str(path), line, messages("log.torn", n=len(table.labels))) for line in torn]
    return export


def _is_cut(seen: str, order: str) -> bool:
    """Whether the last thing that is written of a line cannot be read."""
    return bool(seen) and read_time(seen, order) is None


def add(path: Path, row: MetricRow, catalogue: Catalogue, habits: Origin | None = None) -> Written:
    """Add a reading to a log, or make the log. `row.seen` is when it is typed in; where another of its series and day was typed in later, it is moved behind.

    The file is locked meanwhile, and the line is written at one stroke behind whatever is there: a last line without its end gets one first. `habits` are what
    holds for dates and figures that the lines do not settle.

    Raises:
        MetricsError: the log cannot be read or written, or is none.
    """
    try:
        with _locked(path) as descriptor:
            return _add(descriptor, path, row, catalogue, habits or Origin())
    except OSError as problem:
        raise MetricsError(messages("log.unwritable", file=str(path), reason=reason(problem)), str(path)) from None


def _add(descriptor: int, path: Path, row: MetricRow, catalogue: Catalogue, habits: Origin) -> Written:
    raw = _content(descriptor)
    try:
        text = decode(raw, str(path))
    except ReadError as problem:
        raise MetricsError(problem.message, str(path)) from None
    table = _table(text, path)
    known = _readings(table, path, habits, catalogue).rows if table.rows else []
    key = _series(row)
    series = sorted((one for one in known if _series(one) == key), key=lambda one: (one.ts, one.seen is not None, one.seen))
    same_day = [one for one in series if one.ts.date() == row.ts.date()]
    replaced = same_day[-1] if same_day else None
    earlier = [one for one in series if one.ts.date() < row.ts.date()]
    later = [one for one in series if one.ts.date() > row.ts.date()]
    before = earlier[-1] if earlier else later[0] if later else None
    if replaced is not None and replaced.value == row.value:
        return Written(0, before, replaced, added=False)
    if replaced is not None and replaced.seen is not None and row.seen is not None and replaced.seen >= row.seen:
        row = row._replace(seen=replaced.seen + timedelta(seconds=1))
    ending = "\r\n" if "\r\n" in text else "\n"
    torn = bool(text) and not text.endswith("\n")
    begun = (ending if torn else "") if text.strip() else _line(list(COLUMNS), ",", "\n")
    line = _line(_cells(row, table), table.delimiter, ending)
    _write(descriptor, encode(begun + line, raw)[_mark(raw) :], len(raw))
    return Written((text + begun).count("\n") + 1, before, replaced, added=True)


def _mark(raw: bytes) -> int:
    """The bytes that a file's mark takes, which stands at its beginning only."""
    return 2 if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else 3 if raw.startswith(b"\xef\xbb\xbf") else 0


def _series(row: MetricRow) -> tuple[str | None, str | None, str, str]:
    return row.account, row.platform, row.metric, row.unit


def _cells(row: MetricRow, table: _Table) -> list[str]:
    """A reading as cells in the order of the columns that are there, its figure with the decimal mark that the others have."""
    figure = repr(int(row.value)) if row.value.is_integer() else repr(row.value)
    if decimal_mark(table.cell(cells, "value") for _, cells in table.rows) == ",":
        figure = figure.replace(".", ",")
    said = {
        "ts": row.ts.date().isoformat() if row.ts.time() == datetime.min.time() else row.ts.isoformat(),
        "account": row.account or "",
        "platform": row.platform or "",
        "metric": row.metric,
        "value": figure,
        "unit": row.unit,
        "seen": row.seen.isoformat(timespec="seconds") if row.seen else "",
    }
    return [said.get(label, "") for label in table.labels]


def _line(cells: list[str], delimiter: str, ending: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator=ending).writerow(cells)
    return line.getvalue()


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """A file open at its end for this process alone, where the system has locks."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0), 0o666)
    try:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _content(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    parts = []
    while part := os.read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _write(descriptor: int, data: bytes, size: int) -> None:
    """Write a line at one stroke, or nothing: where the disk takes only a piece of it, that piece is taken away again."""
    if os.write(descriptor, data) != len(data):
        os.ftruncate(descriptor, size)
        import errno

        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
