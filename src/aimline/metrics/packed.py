"""What a workbook's archive says before it is read: that it fits into memory, and which of its cells are shown as percentages.

The reader of workbooks lays a sheet out as a full rectangle up to its last cell, and ends the program where that does not fit; so it is measured first.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from aimline.metrics.errors import MetricsError, error

UNPACKED = 256 * 2**20
"""Bytes that all parts of a workbook may have together when unpacked."""
CELLS = 5_000_000
"""Cells that the rectangle of one sheet may have."""

_TOKEN = re.compile(rb"<(?:\w+:)?(row|c)(\s[^>]*?)?(/?)>")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Za-z]*)(\d+)[\"']")
_STYLE = re.compile(rb"\ss=[\"'](\d+)[\"']")
_ODS_TOKEN = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)(\s[^>]*?)?(/?)>|</table:(table-row)>")
_ODS_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=[\"'](\d+)[\"']")
_PERCENT_FORMATS = frozenset([9, 10])
"""The built-in number formats 0% and 0.00% (ECMA-376 part 1, 18.8.30)."""


@dataclass(frozen=True, slots=True)
class Packed:
    """`percentages`: by sheet the cells (row, column, from 1) that are shown as percentages; None where the form of the workbook does not tell."""

    percentages: Mapping[str, frozenset[tuple[int, int]]] | None


def too_large(path: Path) -> MetricsError:
    """That a workbook does not fit into memory."""
    return error("large_book", file=str(path), cells=CELLS // 10**6, size=UNPACKED // 2**20)


def unpack(path: Path, raw: bytes) -> Packed:
    """Measure a zipped workbook.

    Raises:
        MetricsError: it is damaged, or larger than fits into memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = _parts(path, archive)
        if "content.xml" in parts:
            if _ods_cells(parts["content.xml"]) > CELLS:
                raise too_large(path)
            return Packed(None)
        styles = _percent_styles(parts.get("xl/styles.xml"))
        return Packed({name: _percentages(path, parts[part], styles) for name, part in _sheets(parts) if part in parts})
    except MetricsError:
        raise
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, NotImplementedError, RuntimeError, ValueError, KeyError, EOFError, OSError):
        raise error("damaged_book", file=str(path)) from None


def _parts(path: Path, archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts that are looked into, by name; all parts are measured by unpacking them, since what an archive says of its own size may be untrue."""
    left, found = UNPACKED, {}
    for part in archive.infolist():
        part.file_size = left + 2**21  # read on to the real end, or beyond what may be
        with archive.open(part) as stream:
            if part.filename.endswith((".xml", ".rels")):
                found[part.filename.lstrip("/")] = data = stream.read(left + 1)
                left -= len(data)
            else:
                while left >= 0 and (data := stream.read(2**20)):
                    left -= len(data)
        if left < 0:
            raise too_large(path)
    return found


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The names of the sheets, each with the part that holds its cells."""
    targets = {one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])}
    for element in ElementTree.fromstring(parts["xl/workbook.xml"]).iter():
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


def _percentages(path: Path, sheet: bytes, styles: frozenset[int]) -> frozenset[tuple[int, int]]:
    """The cells of a sheet that are shown as percentages.

    Raises:
        MetricsError: its cells span too large a rectangle.
    """
    row = column = last_row = last_column = 0
    found = set()
    for kind, attributes, empty in _TOKEN.findall(sheet):
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
            found.add((row, column))
    if last_row * last_column > CELLS:
        raise too_large(path)
    return frozenset(found)


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _ods_cells(content: bytes) -> int:
    """How many cells the rows of an OpenDocument table have that hold anything, repetitions written out."""
    total = column = width = times = 0
    for kind, attributes, closed, end in _ODS_TOKEN.findall(content):
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
