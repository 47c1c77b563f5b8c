"""Metric files opened: bytes to text, text to rows of cells with their line numbers."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from aimline.metrics.errors import error

Row = tuple[int, list[str]]
"""The number of the line a row begins on, and its cells."""

_BINARY = (b"PK\x03\x04", b"\x89PNG", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"SQLite format", b"DUCK")


def read_text(path: Path) -> str:
    """A metric file as text: UTF-8, UTF-16 with BOM, and for what platforms once wrote, Windows-1252.

    Raises:
        MetricsError: it is missing, a folder, not to be read, empty, or not text.
    """
    name = str(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise error("missing", file=name) from None
    except PermissionError:
        raise error("permission", file=name) from None
    except OSError as problem:
        raise error("other", file=name, reason=problem.strerror or str(problem)) from None
    if not raw.strip():
        raise error("empty", file=name)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError as problem:
            raise error("encoding", file=name, encoding="UTF-16", offset=problem.start) from None
    if raw.startswith(_BINARY) or b"\x00" in raw:
        raise error("binary", file=name)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            raise error("encoding", file=name, encoding="UTF-8", offset=problem.start) from None


def delimiter_of(text: str) -> str:
    """The separator of cells: as `sep=` says, else the one that the first lines have most of."""
    if match := re.match(r"\s*\"?sep=(.)", text):
        return "\t" if match[1] in "T\t" else match[1]
    head = "\n".join(text.splitlines()[:15])
    return max(",;\t|", key=lambda char: (head.count(char), char == ","))


def rows(text: str, delimiter: str) -> Iterator[Row]:
    """The rows of a delimited text; quoted cells may run over several lines."""
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = []
        yield line + 1, cells
        line = reader.line_num
