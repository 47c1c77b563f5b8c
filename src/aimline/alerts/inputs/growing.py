"""A canonical long table that grows at its end: read by whole lines, from where it was left off.

The position holds how far it was read, a mark of its beginning and one of what stands before that place. A file that is shorter, or whose marks are others, is
another one: it is read anew, which changes nothing where it holds the same rows.

A last line without an end is loose: what is there of it may be another row than it will be. Where it is taken, it is read once more when it has grown, and what
it said before is taken back then.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from aimline.alerts.inputs.base import Text
from aimline.alerts.inputs.canonical import Canonical, Parsed, cells_of
from aimline.alerts.keeper import Aside, Batch
from aimline.metrics.files.long import header_of
from aimline.metrics.model.log import Table
from aimline.text.messages import isolate, messages

_CHUNK = 8 * 2**20
"""Bytes that are read at once."""
_LINE = 2 * 2**20
"""Bytes that a line may have."""
_MARK = 512
_STILL = 3.0
"""Seconds for which a file must not have grown until its last line counts as whole without an end."""
_MOMENT = 1.0
"""Seconds that are given to whoever is writing the last line of a file that is read once."""
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class _Position:
    """Bytes and lines read, the digests of the first bytes and of the last ones of them, whether times with a zone are instants, and the digest of a loose line
    that was taken behind them.
    """

    offset: int = 0
    line: int = 0
    head: str = ""
    tail: str = ""
    hourly: bool = False
    loose: str = ""


class Growing:
    """One file. `once`: its last line counts without an end, too, since nothing more is waited for; `finished`: even with fewer cells than there are columns,
    since nobody is still writing it.
    """

    def __init__(
        self, table: Table, position: str | None = None, *, once: bool = False, finished: bool = False, clock: Callable[[], float] = time.time
    ) -> None:
        self.file, self.kind, self.id = table.file, table.kind, f"file:{table.file}"
        self.account, self.platform = table.account, table.platform
        self.ended = False
        self.notes: list[Text] = []
        self.errors: list[Text] = []
        self._once, self._finished, self._clock = once, finished, clock
        self._waited = False
        self._position = _left_off(position)
        self._canonical = Canonical(str(self.file), table.account, table.platform, hourly=self._position.hourly)
        self._stream: BinaryIO | None = None
        self._labels: list[str] | None = None
        self._delimiter = ","
        self._grown = False
        """The lines that were read last begin with one that was loose before."""
        self._left = False
        """Another file ended in a loose line: what that said stands."""

    @property
    def offset(self) -> int:
        """How many bytes of it were read."""
        return self._position.offset

    def read(self, wait: float) -> list[Batch]:
        """The next lines, where there are any."""
        try:
            stream = self._open()
        except OSError:
            return []  # not there (any more): it may come
        stream.seek(self._position.offset)
        raw = stream.read(_CHUNK)
        more = len(raw) == _CHUNK
        whole = self._whole(raw)
        if not whole:
            if more or len(raw) > _LINE:
                return [self._skip(raw)]
            if self._once and not self._waited and raw.strip() and self._clock() - os.fstat(stream.fileno()).st_mtime < _STILL:
                self._waited = True
                time.sleep(_MOMENT)
                return self.read(wait)
            found = self._last(raw, stream)
            if not found and self._replaced(stream):
                self.notes.append(messages("watch.rotated", file=isolate(str(self.file))))
                self._begin_anew()
                return self.read(wait)
            return [found] if found else []
        parsed, lines = self._parse(whole)
        self._advance(len(whole), lines, whole)
        return [self._batch(parsed)]

    def committed(self) -> None:
        """Nothing to do: the position is part of the batch."""

    def close(self) -> None:
        """Let go of the file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _open(self) -> BinaryIO:
        if self._stream is None:
            self._stream = Path(self.file).open("rb")  # noqa: SIM115 - held as long as it is watched
        stream = self._stream
        if not self._same(stream):
            self.notes.append(messages("watch.truncated", file=isolate(str(self.file))))
            self._begin_anew()
            return self._open()
        if self._labels is None and self.kind == "csv":
            if not _ends(self.file):
                raise OSError  # its header is still being written
            self._delimiter, self._labels = header_of(self.file)
        return stream

    def _begin_anew(self) -> None:
        self.close()
        self._left = self._left or bool(self._position.loose)
        self._position = _Position(hourly=self._position.hourly)
        self._labels = None

    def _same(self, stream: BinaryIO) -> bool:
        """Whether a file is the one that was read so far."""
        at = self._position
        if at.offset == 0:
            return True
        if os.fstat(stream.fileno()).st_size < at.offset:
            return False
        return at.head == _digest(stream, 0, min(_MARK, at.offset)) and at.tail == _digest(stream, max(0, at.offset - _MARK), at.offset)

    def _replaced(self, stream: BinaryIO) -> bool:
        """Whether another file has taken the name of the one that was read to its end."""
        try:
            now, then = self.file.stat(), os.fstat(stream.fileno())
        except OSError:
            return False
        return (now.st_dev, now.st_ino) != (then.st_dev, then.st_ino)

    def _whole(self, raw: bytes) -> bytes:
        """As many whole lines as there are; of CSV, cells may go on over several."""
        end = raw.rfind(b"\n") + 1
        while self.kind == "csv" and end and raw.count(b'"', 0, end) % 2:
            end = raw.rfind(b"\n", 0, end - 1) + 1
        return raw[:end]

    def _last(self, raw: bytes, stream: BinaryIO) -> Batch | None:
        """A last line without an end, where it is likely to be whole; it is read once more when it has grown."""
        if not raw.strip() or (self.kind == "csv" and self._position.offset == 0):
            return None
        if not self._once and self._clock() - os.fstat(stream.fileno()).st_mtime < _STILL:
            return None
        if self.kind == "jsonl" and not raw.rstrip().endswith(b"}"):
            return None
        if self.kind == "csv" and not self._finished and self._cells(raw) < len(self._labels or ()):
            return None  # where a row is torn, what is there of it may be of another series than the row is
        digest = hashlib.sha256(raw).hexdigest()[:16]
        if digest == self._position.loose:
            return None
        parsed, _ = self._parse(raw + b"\n")
        self._position.loose = digest
        return self._batch(parsed, loose=True)

    def _cells(self, raw: bytes) -> int:
        """How many cells a line has."""
        return max(map(len, cells_of([raw.decode("utf-8", "replace")], self._delimiter)), default=0)

    def _skip(self, raw: bytes) -> Batch:
        """Leave out a line that is longer than may be, to its end."""
        end = raw.rfind(b"\n") + 1 or len(raw)
        aside = [Aside(f"{self.file}:{self._position.line + 1}", messages("standing.row.torn"))]
        self._advance(end, raw.count(b"\n", 0, end), raw[:end])
        return self._batch(Parsed(aside=aside))

    def _parse(self, whole: bytes) -> tuple[Parsed, int]:
        """The readings of whole lines, and how many lines they are."""
        first = self._position.line + 1
        text = whole.removeprefix(_BOM).decode("utf-8", "replace") if self._position.offset == 0 else whole.decode("utf-8", "replace")
        lines = text.split("\n")
        count = len(lines) - 1
        lines.pop()
        if self.kind == "jsonl":
            return self._canonical.jsonl(lines, first), count
        if self._position.offset == 0:
            lines, first = lines[1:], first + 1
        if '"' not in text:
            return self._canonical.csv(cells_of(lines, self._delimiter), self._labels or [], first), count
        rows = cells_of((line + "\n" for line in lines), self._delimiter)
        return self._canonical.csv(rows, self._labels or [], first, lambda number: f"{self.file}:{number}"), count

    def _advance(self, size: int, lines: int, raw: bytes) -> None:
        at = self._position
        at.offset += size
        at.line += lines
        stream = self._stream
        assert stream is not None
        self._grown, at.loose = bool(at.loose), ""
        at.head = _digest(stream, 0, min(_MARK, at.offset))
        at.tail = _digest(stream, max(0, at.offset - _MARK), at.offset)

    def _batch(self, parsed: Parsed, *, loose: bool = False) -> Batch:
        hourly = self._position.hourly = self._canonical.hourly
        settled: Literal["", "replaced", "kept"] = "kept" if self._left else "replaced" if self._grown and not loose else ""
        self._left = self._grown = False
        position = json.dumps(asdict(self._position))
        return Batch(str(self.file), parsed.readings, aside=parsed.aside, position=position, hourly=hourly, at=self.id, loose=loose, settled=settled)


def _left_off(position: str | None) -> _Position:
    """Where a file was left off; at its beginning, where that cannot be read: what was known already changes nothing."""
    try:
        found = _Position(**json.loads(position)) if position else _Position()
    except (ValueError, TypeError, RecursionError):
        return _Position()
    return found if isinstance(found.offset, int) and isinstance(found.line, int) and found.offset >= 0 else _Position()


def _digest(stream: BinaryIO, start: int, end: int) -> str:
    stream.seek(start)
    return hashlib.sha256(stream.read(end - start)).hexdigest()[:16]


def _ends(file: Path) -> bool:
    """Whether the first line of a file has its end."""
    with file.open("rb") as stream:
        return stream.readline(_LINE).endswith(b"\n")
