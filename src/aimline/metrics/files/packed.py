"""What a workbook's archive says before it is read: that it fits into memory, and which of its cells are shown as percentages.

The reader of workbooks lays a sheet out as a full rectangle up to its last cell, and ends the program where that does not fit; so it is measured first.
"""

import re
import zipfile
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO
from xml.etree import ElementTree

from aimline.metrics.model.errors import MetricsError, error

UNPACKED = 256 * 2**20
"""Bytes that all parts of a workbook may have together when unpacked."""
CELLS = 5_000_000
"""Cells that the rectangle of one sheet may have."""

_CHUNK = 2**20
_SMALL = 2**24
"""Bytes that the list of sheets and the styles may have."""
_TOKEN = re.compile(rb"<(?:\w+:)?(row|c)(\s[^>]*?)?(/?)>")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Za-z]*)(\d+)[\"']")
_STYLE = re.compile(rb"\ss=[\"'](\d+)[\"']")
_ODS_TOKEN = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)(\s[^>]*?)?(/?)>|</table:(table-row)>")
_ODS_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=[\"'](\d+)[\"']")
_PERCENT_FORMATS = frozenset([9, 10])
"""The built-in number formats 0% and 0.00% (ECMA-376 part 1, 18.8.30)."""


class Cells:
    """Cells of a sheet (row, column, from 1), added row by row and kept as stretches of columns."""

    def __init__(self) -> None:
        self._first: dict[int, array[int]] = {}
        self._last: dict[int, array[int]] = {}

    def add(self, row: int, column: int) -> None:
        last = self._last.setdefault(column, array("L"))
        if last and last[-1] == row - 1:
            last[-1] = row
        else:
            self._first.setdefault(column, array("L")).append(row)
            last.append(row)

    def __contains__(self, cell: tuple[int, int]) -> bool:
        row, column = cell
        first = self._first.get(column)
        place = bisect_right(first, row) - 1 if first else -1
        return place >= 0 and row <= self._last[column][place]


@dataclass(frozen=True, slots=True)
class Packed:
    """`percentages`: by sheet the cells that are shown as percentages; None where the form of the workbook does not tell."""

    percentages: Mapping[str, Cells] | None


def too_large(path: Path) -> MetricsError:
    """That a workbook does not fit into memory."""
    return error("large_book", file=str(path), cells=CELLS // 10**6, size=UNPACKED // 2**20)


def unpack(path: Path, raw: BinaryIO) -> Packed:
    """Measure a zipped workbook, part by part, without keeping any but small ones.

    Raises:
        MetricsError: it is damaged, or larger than fits into memory.
    """
    try:
        with zipfile.ZipFile(raw) as archive:
            names = _measured(path, archive)
            if "content.xml" in names:
                with archive.open(names["content.xml"]) as stream:
                    if _ods_cells(_tokens(stream, _ODS_TOKEN)) > CELLS:
                        raise too_large(path)
                return Packed(None)
            styles = _percent_styles(_small(path, archive, names["xl/styles.xml"]) if "xl/styles.xml" in names else None)
            book, links = (_small(path, archive, names[name]) for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
            found = {}
            for name, part in _sheets(book, links):
                if part in names:
                    with archive.open(names[part]) as stream:
                        found[name] = _percentages(path, _tokens(stream, _TOKEN), styles)
            return Packed(found)
    except MetricsError:
        raise
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, NotImplementedError, RuntimeError, ValueError, KeyError, EOFError, OSError):
        raise error("damaged_book", file=str(path)) from None


def _measured(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts by name, all measured by unpacking them, since what an archive says of its own size may be untrue."""
    left, found = UNPACKED, {}
    for part in archive.infolist():
        found[part.filename.lstrip("/")] = part
        part.file_size = left + 2 * _CHUNK  # read on to the real end, or beyond what may be
        with archive.open(part) as stream:
            while left >= 0 and (data := stream.read(_CHUNK)):
                left -= len(data)
        if left < 0:
            raise too_large(path)
    return found


def _small(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A part that is read as a whole."""
    with archive.open(part) as stream:
        data = stream.read(_SMALL + 1)
    if len(data) > _SMALL:
        raise too_large(path)
    return data


def _tokens(stream: IO[bytes], token: re.Pattern[bytes]) -> Iterator[tuple[bytes, ...]]:
    """The tokens of a part, read piece by piece; one that is longer than a piece is none."""
    rest = b""
    while data := stream.read(_CHUNK):
        text = rest + data
        end = 0
        for match in token.finditer(text):
            yield tuple(group or b"" for group in match.groups())
            end = match.end()
        rest = text[max(end, text.rfind(b"<")) :][-_CHUNK:]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _sheets(book: bytes, links: bytes) -> Iterator[tuple[str, str]]:
    """The names of the sheets, each with the part that holds its cells."""
    targets = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(links)}
    for element in ElementTree.fromstring(book).iter():
        if _local(element.tag) == "sheet":
            identity = next((value for name, value in element.items() if _local(name) == "id"), None)
            target = targets.get(identity, "")
            yield element.get("name", ""), target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _percent_styles(styles: bytes | None) -> frozenset[int]:
    """The numbers of the cell styles that show a number as a percentage."""
    if styles is None:
        return frozenset()
    root = ElementTree.fromstring(styles)
    # A percent sign in quotes or after a backslash is only a sign.
    own = {int(one.get("numFmtId", 0)): "%" in re.sub(r'"[^"]*"|\\.', "", one.get("formatCode", "")) for one in root.iter() if _local(one.tag) == "numFmt"}
    styles_of_cells = next((one for one in root if _local(one.tag) == "cellXfs"), ())
    formats = [int(one.get("numFmtId", 0)) for one in styles_of_cells]
    return frozenset(place for place, form in enumerate(formats) if own.get(form, form in _PERCENT_FORMATS))


def _percentages(path: Path, tokens: Iterable[tuple[bytes, ...]], styles: frozenset[int]) -> Cells:
    """The cells of a sheet that are shown as percentages.

    Raises:
        MetricsError: its cells span too large a rectangle.
    """
    row = column = last_row = last_column = 0
    found = Cells()
    for kind, attributes, empty in tokens:
        place = _REFERENCE.search(attributes)
        if kind == b"row":
            row, column = int(place[2]) if place else row + 1, 0
            continue
        column = _column(place[1]) if place else column + 1
        row = int(place[2]) if place else row
        if empty:
            continue
        last_row, last_column = max(last_row, row), max(last_column, column)
        style = _STYLE.search(attributes)
        if style and int(style[1]) in styles:
            found.add(row, column)
    if last_row * last_column > CELLS:
        raise too_large(path)
    return found


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _ods_cells(tokens: Iterable[tuple[bytes, ...]]) -> int:
    """How many cells the rows of an OpenDocument table have that hold anything, repetitions written out."""
    total = column = width = times = 0
    for kind, attributes, closed, end in tokens:
        if end:
            total += times * width
            continue
        repeated = _ODS_REPEATED.search(attributes)
        count = int(repeated[1]) if repeated else 1
        if kind == b"table-row":
            times, column, width = count, 0, 0
            continue
        column += count
        if not closed or b"value" in attributes:
            width = column
    return total
