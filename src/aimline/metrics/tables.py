"""Metric files opened: bytes to text, text to rows of cells with their line numbers."""

import csv
import io
import re
import stat
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from aimline.metrics.errors import MetricsError, error
from aimline.text.files import read_bytes
from aimline.text.reasons import reason

_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
_JSON = re.compile(rb'(\xef\xbb\xbf)?\s*(\[\s*)?\{\s*("[^"\n]*"\s*:|\}|$)')

Row = tuple[int, list[str]]
"""The number of the line a row begins on, and its cells."""

_BINARY = (b"PK\x03\x04", b"\x89PNG", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"SQLite format", b"DUCK")


def check(path: Path) -> None:
    """See that there is a file, with something in it, where another will read it.

    Raises:
        MetricsError: it is missing, not to be looked at, no file, or empty.
    """
    try:
        kind = path.stat()
    except (OSError, ValueError) as problem:
        raise _failure(path, problem) from None
    if not stat.S_ISREG(kind.st_mode):
        raise error("no_file", file=str(path))
    if not kind.st_size:
        raise error("empty", file=str(path))


def _failure(path: Path, problem: OSError | ValueError) -> MetricsError:
    """What the system says about a file, as an error that names the remedy."""
    key = "missing" if isinstance(problem, FileNotFoundError) else "permission" if isinstance(problem, PermissionError) else None
    return error(key, file=str(path)) if key else error("other", file=str(path), reason=reason(problem))


def content(path: Path) -> bytes:
    """What is in a file.

    Raises:
        MetricsError: it is missing, a folder, or not to be read.
    """
    try:
        return read_bytes(path)
    except (OSError, ValueError) as problem:
        raise _failure(path, problem) from None


def decodings(path: Path) -> Iterator[str]:
    """A metric file as text, the likeliest reading first: UTF-8, UTF-16, and for what platforms and spreadsheets once wrote, Windows' Western, Arabic and
    Cyrillic code pages. Which of those it is shows in whether its header makes sense.

    Raises:
        MetricsError: it is missing, a folder, not to be read, empty, or not text.
    """
    name = str(path)
    raw = content(path)
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise error("empty", file=name)
    wide = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else _wide(raw[:4096])
    if wide is not None:
        try:
            text = raw.decode(wide).lstrip("\ufeff")
        except UnicodeDecodeError as problem:
            raise error("encoding", file=name, encoding="UTF-16", offset=problem.start) from None
        if "\0" in text:
            raise error("binary", file=name)
        yield text
        return
    if raw.startswith(_BINARY) or b"\x00" in raw:
        raise error("binary", file=name)
    if _PAGE.match(raw):
        raise error("page", file=name)
    if _JSON.match(raw):
        raise error("json", file=name)
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


def rows(text: str, delimiter: str, unclosed: list[int] | None = None) -> Iterator[Row]:
    """The rows of a delimited text; quoted cells may run over several lines.

    A quotation mark that is never closed takes the rest of its own line only, which is left out; the line is added to `unclosed`.
    """
    csv.field_size_limit(2**31 - 1)  # a limit would empty the row that passes it
    lines, line = io.StringIO(text, newline=""), 0
    while True:
        reader = csv.reader(chain(lines, [_END]), delimiter=delimiter)
        begun = line
        for cells in reader:
            if cells == [_END]:
                return
            if cells[-1:] and cells[-1].endswith(_END):
                break
            yield line + 1, cells
            line = begun + reader.line_num
        line += 1
        if unclosed is not None:
            unclosed.append(line)
        lines = io.StringIO(text, newline="")
        torn = [next(lines) for _ in range(line)][-1]
        yield line, next(csv.reader([torn], delimiter=delimiter))[:-1]


_END = "\0"
"""A line that no text has: what it is added to was never closed."""
