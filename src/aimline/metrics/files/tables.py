"""Delimited text opened: bytes to text, text to rows of cells with their line numbers. Nothing here holds a whole file."""

import codecs
import csv
import io
import re
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from aimline.metrics.model.errors import MetricsError, error
from aimline.text.files import open_bytes, read_bytes
from aimline.text.reasons import reason

_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
_JSON = re.compile(rb'(\xef\xbb\xbf)?\s*(\[\s*)?\{\s*("[^"\n]*"\s*:|\}|$)')

Row = tuple[int, list[str]]
"""The number of the line a row begins on, and its cells."""

Rows = Callable[[], Iterable[Row]]
"""The rows of a table, from the first one whenever it is called."""

Open = Callable[[], BinaryIO]
"""What opens the bytes of a file, from the first one whenever it is called."""

_BINARY = (b"\x89PNG", b"%PDF")
"""How files begin that are neither text nor anything that `contents` opens."""
_CHUNK = 2**16
_LONGEST = 64 * 2**20
"""Bytes that a line may have."""
_CELL_LINES, _CELL_SIZE = 1000, 2**20
"""Lines and characters over which a quoted cell may run; a quotation mark that is not closed by then was never meant to be."""
_MANY_TORN = 50
"""Lines with a quotation mark that is never closed, after which none may run over several lines: looking for its end each time would take too long."""
_PAGES = ("cp1252", "cp1256", "cp1251")


def check(path: Path, name: Path | None = None) -> None:
    """See that there is a file, with something in it, where another will read it; `name` is what it is called, if otherwise.

    Raises:
        MetricsError: it is missing, not to be looked at, no file, or empty.
    """
    try:
        kind = path.stat()
    except (OSError, ValueError) as problem:
        raise failure(name or path, problem) from None
    if not stat.S_ISREG(kind.st_mode):
        raise error("no_file", file=str(name or path))
    if not kind.st_size:
        raise error("empty", file=str(name or path))


def failure(path: Path, problem: OSError | ValueError) -> MetricsError:
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
        raise failure(path, problem) from None


class Text:
    """Bytes as lines of text, from the first one whenever they are asked for. `open_` opens the bytes; `not_unicode` is the first of them that is no UTF-8, of
    a text in a code page.
    """

    def __init__(self, open_: Open, encoding: str, not_unicode: int | None = None) -> None:
        self._open, self._encoding, self.not_unicode = open_, encoding, not_unicode

    def __iter__(self) -> Iterator[str]:
        with io.TextIOWrapper(self._open(), encoding=self._encoding, newline="") as stream:
            first = next(stream, "")
            yield first.lstrip("\ufeff")
            yield from stream

    def head(self, lines: int) -> list[str]:
        """The first lines."""
        return list(islice(self, lines))


def opened(path: Path) -> Open:
    """What opens a file, each time anew. Pipes and standard input come as files (`stored`).

    Raises:
        MetricsError: it is missing, a folder, a device, or not to be read.
    """
    try:
        open_bytes(path).close()
    except (OSError, ValueError) as problem:
        raise failure(path, problem) from None
    return lambda: open_bytes(path)


def decodings(path: Path, open_: Open) -> Iterator[Text]:
    """A metric file as text, the likeliest reading first: UTF-8, UTF-16, and for what platforms and spreadsheets once wrote, Windows' Western, Arabic and
    Cyrillic code pages. Which of those it is shows in whether its header makes sense. `path` is what it is called in messages.

    Raises:
        MetricsError: it is empty, not text, or has lines that no table has.
    """
    name = str(path)
    with open_() as stream:
        head = stream.read(_CHUNK)
    if len(head) < _CHUNK and not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise error("empty", file=name)
    wide = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else _wide(head[:4096])
    if wide is not None:
        problem = _undecodable(path, open_, wide)
        if problem is not None:
            raise error("encoding", file=name, encoding="UTF-16", offset=problem)
        yield Text(open_, wide)
        return
    if head.startswith(_BINARY) or b"\x00" in head:
        raise error("binary", file=name)
    if _PAGE.match(head):
        raise error("page", file=name)
    if _JSON.match(head):
        raise error("json", file=name)
    problem = _undecodable(path, open_, "utf-8")
    if problem is None:
        yield Text(open_, "utf-8-sig")
        return
    readable = [encoding for encoding in _PAGES if _undecodable(path, open_, encoding) is None]
    if not readable:
        raise error("encoding", file=name, encoding="UTF-8", offset=problem)
    for encoding in readable:
        yield Text(open_, encoding, problem)


def _undecodable(path: Path, open_: Open, encoding: str) -> int | None:
    """The first byte that is not of an encoding, or None where all are.

    Raises:
        MetricsError: there are zeros among the characters, or lines that no table has.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    done = line = 0
    with open_() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            kept = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as problem:
                return done - kept + problem.start
            if "\0" in text:
                raise error("binary", file=str(path))
            line = 0 if "\n" in text or "\r" in text else line + len(chunk)
            if line > _LONGEST:
                raise error("long_line", file=str(path), size=_LONGEST // 2**20)
            if not chunk:
                return None
            done += len(chunk)


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark shows in zeros at every other byte of plain text."""
    pairs = len(head) // 2
    if pairs < 8:
        return None
    low, high = head[1 : 2 * pairs : 2].count(0), head[0 : 2 * pairs : 2].count(0)
    return "utf-16-le" if low > 0.6 * pairs and not high else "utf-16-be" if high > 0.6 * pairs and not low else None


def says_separator(cells: Sequence[str]) -> bool:
    """Whether a row is the line `sep=,` that tells spreadsheets what parts the cells."""
    return "".join(cells).strip(' "').lower().startswith("sep=")


def delimiters(head: Sequence[str]) -> list[str]:
    """Separators of cells, the likeliest first: what `sep=` says, else those that the first lines have, the most frequent first."""
    text = "".join(head)
    if match := re.match(r"\s*\"?sep=(tab|.)", text, re.IGNORECASE):
        return ["\t" if match[1].lower() in ("t", "tab", "\t") else match[1]]
    return sorted([char for char in ",;\t|" if char in text] or [","], key=lambda char: (-text.count(char), char != ","))


class Unwrapped:
    """A table that was saved with every line as one cell in quotes (`"a,""b"",c"`), as it was before."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        return (_inside(line) if _whole(line.rstrip("\r\n")) else line for line in self._lines)


def is_wrapped(head: Sequence[str], delimiter: str) -> bool:
    """Whether a table was saved with every line as one cell in quotes."""
    first = head[0].rstrip("\r\n") if head else ""
    return _whole(first) and delimiter in first


def _whole(line: str) -> bool:
    """Whether a line is one cell in quotes."""
    return len(line) > 1 and line[0] == line[-1] == '"' and '"' not in line[1:-1].replace('""', "")


def _inside(line: str) -> str:
    end = len(line.rstrip("\r\n"))
    return line[1 : end - 1].replace('""', '"') + line[end:]


class TextTable:
    """The rows of a delimited text, from the first one whenever it is called; quoted cells may run over several lines.

    A quotation mark that is not closed within as much text as a cell may have takes the rest of its own line only, which is left out; `torn` has those lines
    once all rows were read. `not_unicode` is the first byte that is no UTF-8, of a text in a code page.
    """

    def __init__(self, lines: Iterable[str], delimiter: str, not_unicode: int | None = None) -> None:
        self._lines, self.delimiter, self.not_unicode = lines, delimiter, not_unicode
        self.torn: list[int] = []

    def __call__(self) -> Iterator[Row]:
        csv.field_size_limit(2**31 - 1)  # a limit would empty the row that passes it
        torn: list[int] = []
        yield from _rows(iter(self._lines), self.delimiter, torn)
        self.torn = torn


def _rows(lines: Iterator[str], delimiter: str, torn: list[int]) -> Iterator[Row]:
    again: deque[str] = deque()
    taken: list[str] = []
    """The lines of the row that is being read."""

    def feed() -> Iterator[str]:
        size = 0
        while (line := again.popleft() if again else next(lines, None)) is not None:
            size = size + len(line) if taken else 0
            if taken and (size > _CELL_SIZE or len(taken) == (1 if len(torn) > _MANY_TORN else _CELL_LINES)):
                again.appendleft(line)
                break
            taken.append(line)
            yield line
        yield _END

    line = 1
    for text in lines:
        if '"' in text:
            again.append(text)
            break
        # without a quotation mark there is nothing that only the reader of such tables can take apart
        text = text.rstrip("\r\n")
        yield line, text.split(delimiter) if text else []
        line += 1
    while True:
        unclosed = False
        for cells in csv.reader(feed(), delimiter=delimiter):
            if cells == [_END]:
                return
            if cells[-1:] and cells[-1].endswith(_END):
                unclosed = True
                break
            yield line, cells
            line += len(taken)
            taken.clear()
        if not unclosed:
            return
        torn.append(line)
        again.extendleft(reversed(taken[1:]))
        yield line, next(csv.reader([taken[0], _END], delimiter=delimiter))[:-1]
        line += 1
        taken.clear()


def text_tables(path: Path, open_: Open | None = None) -> Iterator[TextTable]:
    """The ways a file can be read as a table, the likeliest first: by decoding, by separator, and as it was before every line was put in quotes.

    `open_` opens the bytes where they do not simply lie at the path.

    Raises:
        MetricsError: it cannot be read, or is no text.
    """
    for text in decodings(path, open_ or opened(path)):
        head = text.head(15)
        for delimiter in delimiters(head):
            yield TextTable(text, delimiter, text.not_unicode)
            if is_wrapped(head, delimiter):
                yield TextTable(Unwrapped(text), delimiter, text.not_unicode)


_END = "\0"
"""A line that no text has: what it is added to was never closed."""
