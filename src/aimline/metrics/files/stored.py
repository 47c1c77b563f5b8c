"""Files as they are called and where they lie: what is unpacked, or comes on standard input, lies in a private folder while it is needed."""

import bz2
import gzip
import lzma
import stat
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from aimline.metrics.files.tables import failure
from aimline.metrics.model.errors import MetricsError, error
from aimline.text.files import open_bytes

STDIN = "-"
LARGEST = 4 * 2**30
"""Bytes that may be unpacked from one file, or come on standard input."""
RATIO, _FREE = 250, 64 * 2**20
"""How many times its packed size a file may have unpacked, beyond what anybody has room for: logs of figures pack to a hundredth, bombs to a thousandth."""
_CHUNK = 2**20
DAMAGED = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError, NotImplementedError, RuntimeError)
"""What readers of packed files raise where one is damaged."""


class Stored(NamedTuple):
    """A file: its name, for messages and provenance, and where its bytes lie."""

    name: Path
    at: Path


class Scratch:
    """A private folder, made when it is first needed, gone when nothing holds it any more."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._count = 0

    def file(self, suffix: str = "") -> Path:
        """A new name in it."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="aimline-", ignore_cleanup_errors=True)
        self._count += 1
        return Path(self._folder.name) / f"{self._count}{suffix}"

    def keep(self, name: Path, stream: BinaryIO, packed: Callable[[], int] | None = None, already: int = 0) -> tuple[Path, int]:
        """The bytes of a stream as a file, and how many they are.

        `packed` says how many bytes of a packed file were read for it so far, `already` how many were unpacked from it before.

        Raises:
            MetricsError: it is larger than may be, or unpacks to far more than it was.
        """
        path, size = self.file(), 0
        with path.open("xb") as out:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size + already > LARGEST or (packed is not None and size > _FREE and size > RATIO * packed()):
                    raise error("bomb", file=str(name), size=LARGEST // 2**20, ratio=RATIO)
                out.write(chunk)
        return path, size


def stored(path: Path, scratch: Scratch) -> Stored:
    """A file, a pipe, or standard input where the path is `-`.

    Raises:
        MetricsError: it is missing, a folder, a device, or not to be read.
    """
    if str(path) == STDIN:
        return Stored(path, scratch.keep(path, cast(BinaryIO, sys.stdin.buffer))[0])
    try:
        if stat.S_ISFIFO(path.stat().st_mode):
            with open_bytes(path) as stream:
                return Stored(path, scratch.keep(path, stream)[0])
    except (OSError, ValueError) as problem:
        raise failure(path, problem) from None
    return Stored(path, path)


_PACKED: dict[bytes, Callable[[BinaryIO], BinaryIO]] = {
    b"\x1f\x8b": lambda stream: cast(BinaryIO, gzip.GzipFile(fileobj=stream)),
    b"BZh": lambda stream: cast(BinaryIO, bz2.BZ2File(stream)),
    b"\xfd7zXZ": lambda stream: cast(BinaryIO, lzma.LZMAFile(stream)),  # noqa: SIM115
}


def is_packed(head: bytes) -> bool:
    """Whether a file is another one packed by itself, by its first bytes."""
    return any(head.startswith(mark) for mark in _PACKED)


def unpacked(file: Stored, scratch: Scratch) -> Stored:
    """What is packed in a `.gz`, `.bz2` or `.xz`, under the same name.

    Raises:
        MetricsError: it is damaged, or unpacks to more than may be.
    """
    try:
        with file.at.open("rb") as raw:
            head = raw.read(6)
            raw.seek(0)
            with next(opens for mark, opens in _PACKED.items() if head.startswith(mark))(raw) as stream:
                return Stored(file.name, scratch.keep(file.name, stream, raw.tell)[0])
    except MetricsError:
        raise
    except DAMAGED:
        raise error("damaged_archive", file=str(file.name)) from None
