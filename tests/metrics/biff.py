"""Workbooks of Excel 97 (`.xls`): BIFF8 records in an OLE2 compound file, as few as readers take."""

import struct
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

PERCENT, ERROR = 2, "#DIV/0!"
"""A style of numbers, and a cell with an error."""
_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

Cell = str | float | date | tuple[float, int] | None


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _text(text: str, length: str) -> bytes:
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _cell(row: int, column: int, cell: Cell, epoch: date) -> bytes:
    if cell == ERROR:
        return _record(0x0205, struct.pack("<HHHBB", row, column, 0, 0x07, 1))
    if isinstance(cell, str):
        return _record(0x0204, struct.pack("<HHH", row, column, 0) + _text(cell, "H"))
    value, style = cell if isinstance(cell, tuple) else (cell, 0)
    if isinstance(value, date):
        value, style = float((date(value.year, value.month, value.day) - epoch).days), 1
        if isinstance(cell, datetime):
            value += (cell - datetime(cell.year, cell.month, cell.day)).seconds / 86400
    return _record(0x0203, struct.pack("<HHHd", row, column, style, value))


def _workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]], since_1904: bool) -> bytes:
    epoch = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
    pages = []
    for rows in sheets.values():
        cells = b"".join(_cell(row, column, cell, epoch) for row, line in enumerate(rows) for column, cell in enumerate(line) if cell is not None)
        size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0)
        pages.append(_begin(0x0010) + _record(0x0200, size) + cells + _record(0x000A))
    head = _begin(0x0005) + _record(0x0042, struct.pack("<H", 1200)) + _record(0x0022, struct.pack("<H", since_1904))
    head += _record(0x041E, struct.pack("<H", 164) + _text("0.0%", "H"))
    for form in (0, 14, 164):
        head += _record(0x00E0, struct.pack("<HHH", 0, form, 0) + bytes(14))
    at = len(head) + sum(len(_record(0x0085, bytes(6) + _text(name, "B"))) for name in sheets) + 4
    for name, page in zip(sheets, pages, strict=True):
        head += _record(0x0085, struct.pack("<IBB", at, 0, 0) + _text(name, "B"))
        at += len(page)
    return head + _record(0x000A) + b"".join(pages)


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    label = (name + "\0").encode("utf-16-le") if name else b""
    return label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, _FREE, _FREE, child) + bytes(36) + struct.pack("<IQ", start, size)


def xls(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]], *, since_1904: bool = False) -> Path:
    """A workbook with these sheets; a pair is a number with its style."""
    stream = _workbook(sheets, since_1904)
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    assert count + 2 <= _SECTOR // 4
    chain = [_TABLE, _END, *range(3, count + 2), _END]
    table = struct.pack(f"<{_SECTOR // 4}I", *chain, *[_FREE] * (_SECTOR // 4 - len(chain)))
    folder = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 2, len(stream)) + _entry("", 0, 0, 0) * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    path.write_bytes(header + table + folder + stream)
    return path
