"""Queries of DuckDB files, each answered by a process of its own: what one function does at a stroke (`repeat('a', 2000000000)`) heeds no clock and no memory
limit of DuckDB's, and only a process can be ended.

The other process gets what to ask as JSON on standard input, and writes the labels and each row as a line of JSON, or what went wrong.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Any

_ADDRESSES = 2 * 2**30
"""Bytes of addresses that the other process may have: those of Python and DuckDB themselves, and what its memory limit allows, several times over."""
_LONGEST = 16 * 2**20
"""Letters that the cells of one row may have."""


class Unanswered(Exception):
    """What DuckDB says; None where it took too long or too much memory. `longest` is how many megabytes a row may have, where one has more."""

    def __init__(self, text: str | None, longest: int | None = None) -> None:
        super().__init__(text)
        self.text, self.longest = text, longest


class Once:
    """What a query gives, asked for once and read as often as wanted: the rows that came are kept in a file. Kept until the process that answers has ended."""

    def __init__(self, rows: Callable[[], Iterator[list[str]]]) -> None:
        self._ask = rows
        self._rows: Iterator[list[str]] | None = None
        self._kept: IO[str] | None = None
        self._count = 0
        self._problem: Unanswered | None = None

    def __call__(self) -> Iterator[list[str]]:
        """The rows from the first one on.

        Raises:
            Unanswered: the query cannot be answered.
        """
        if self._rows is None or self._kept is None:
            self._rows, self._kept, self._count = self._ask(), TemporaryFile("w+", encoding="utf-8"), 0  # noqa: SIM115
        place, number = 0, 0
        while True:
            if number < self._count:
                self._kept.seek(place)
                found = json.loads(self._kept.readline())
                place = self._kept.tell()
            elif self._problem is not None:
                raise self._problem
            else:
                try:
                    found = next(self._rows)
                except StopIteration:
                    return
                except Unanswered as problem:
                    self._problem = problem
                    raise
                self._kept.seek(0, os.SEEK_END)
                self._kept.write(json.dumps(found) + "\n")
                place = self._kept.tell()
                self._count += 1
            number += 1
            yield found


def answered(at: Path, query: str, config: Mapping[str, Any], seconds: float) -> Iterator[list[str]]:
    """The labels of what a query gives, and its rows as texts.

    Raises:
        Unanswered: it cannot be answered.
    """
    # found where this process finds it, wherever that was started
    known = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    asking = subprocess.Popen([sys.executable, "-P", "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=known)
    clock = Timer(seconds, asking.kill)
    clock.daemon = True
    clock.start()
    try:
        assert asking.stdin is not None
        assert asking.stdout is not None
        with asking.stdin as stream:
            stream.write(json.dumps({"at": str(at.resolve()), "query": query, "config": dict(config)}).encode())
        whole = False
        for line in asking.stdout:
            found = json.loads(line) if line.endswith(b"\n") else None
            if isinstance(found, list):
                yield found
            elif isinstance(found, dict):
                if "problem" in found or "longest" in found:
                    raise Unanswered(found.get("problem"), found.get("longest"))
                whole = True
        if not whole:
            raise Unanswered(None)
    except BrokenPipeError:
        raise Unanswered(None) from None
    finally:
        clock.cancel()
        asking.kill()
        asking.wait()
        if asking.stdout is not None:
            asking.stdout.close()


def _within_limits() -> None:
    try:
        import resource
    except ImportError:  # Windows has none: the clock is left
        return
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))


def _said(what: Sequence[str] | Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")


def main() -> None:
    """Answer what standard input asks."""
    from aimline.metrics.files.database import rows_of

    asked = json.loads(sys.stdin.read())
    _within_limits()
    import duckdb

    started = time.monotonic()
    try:
        with duckdb.connect(asked["at"], read_only=True, config=asked["config"]) as connection, connection.cursor() as cursor:
            cursor.execute(asked["query"])
            for texts in rows_of(cursor):
                if sum(map(len, texts)) > _LONGEST:
                    _said({"longest": _LONGEST // 2**20})
                    return
                _said(texts)
        _said({"whole": time.monotonic() - started})
    except MemoryError:
        _said({"problem": None})
    except (duckdb.Error, RuntimeError, OverflowError, ValueError) as problem:
        _said({"problem": str(problem)[:10_000]})


if __name__ == "__main__":
    main()
