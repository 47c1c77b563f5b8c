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


def decodings(path: Path) -> Iterator[str]:
    """A metric file as text, the likeliest reading first: UTF-8, UTF-16, and for what platforms and spreadsheets once wrote, Windows' Western, Arabic and
    Cyrillic code pages. Which of those it is shows in whether its header makes sense.

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
    except (OSError, ValueError) as problem:
        raise error("other", file=name, reason=getattr(problem, "strerror", None) or str(problem)) from None
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise error("empty", file=name)
    wide = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else _wide(raw[:4096])
    if wide is not None:
        try:
            yield raw.decode(wide).lstrip("\ufeff")
        except UnicodeDecodeError as problem:
            raise error("encoding", file=name, encoding="UTF-16", offset=problem.start) from None
        return
    if raw.startswith(_BINARY) or b"\x00" in raw:
        raise error("binary", file=name)
    try:
        yield raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        readable = 0
        for encoding in ("cp1252", "cp1256", "cp1251"):
            try:
                yield raw.decode(encoding)
                readable += 1
            except UnicodeDecodeError:
                continue
        if not readable:
            raise error("encoding", file=name, encoding="UTF-8", offset=problem.start) from None


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark shows in zeros at every other byte of plain text."""
    pairs = len(head) // 2
    if pairs < 8:
        return None
    low, high = head[1 : 2 * pairs : 2].count(0), head[0 : 2 * pairs : 2].count(0)
    return "utf-16-le" if low > 0.6 * pairs and not high else "utf-16-be" if high > 0.6 * pairs and not low else None


def delimiters(text: str) -> list[str]:
    """Separators of cells, the likeliest first: what `sep=` says, else those that the first lines have, the most frequent first."""
    if match := re.match(r"\s*\"?sep=(tab|.)", text, re.IGNORECASE):
        return ["\t" if match[1].lower() in ("t", "tab", "\t") else match[1]]
    head = "\n".join(text.splitlines()[:15])
    return sorted([char for char in ",;\t|" if char in head] or [","], key=lambda char: (-head.count(char), char != ","))


def delimiter_of(text: str) -> str:
    """The likeliest separator of cells."""
    return delimiters(text)[0]


def unwrapped(text: str, delimiter: str) -> str | None:
    """A table that was saved with every line as one cell in quotes (`"a,""b"",c"`), as it was before; None where it is none."""
    lines = text.splitlines(keepends=True)
    first = lines[0].rstrip("\r\n") if lines else ""
    if not _whole(first) or delimiter not in first:
        return None
    return "".join(line if not _whole(line.rstrip("\r\n")) else _inside(line) for line in lines)


def _whole(line: str) -> bool:
    """Whether a line is one cell in quotes."""
    return len(line) > 1 and line[0] == line[-1] == '"' and '"' not in line[1:-1].replace('""', "")


def _inside(line: str) -> str:
    end = len(line.rstrip("\r\n"))
    return line[1 : end - 1].replace('""', '"') + line[end:]


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
