"""How far a long run has come, on a terminal."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from aimline.lint.report import FileReport

_AFTER, _EVERY = 1.0, 0.1
"""Seconds after which a run counts as long, and between two signs of life."""
_CLEAR = "\r\x1b[K"


def with_progress(
    reports: Iterable[FileReport], stream: TextIO, say: Callable[[int], str], clock: Callable[[], float] = time.monotonic
) -> Iterator[FileReport]:
    """The reports; meanwhile a line on the stream, if that is a terminal, says how many there were. The line is gone whenever a report has something to print,
    and at the end.
    """
    if not stream.isatty():
        yield from reports
        return
    due = clock() + _AFTER
    there = False
    try:
        for number, report in enumerate(reports, 1):
            if there and report.found:
                stream.write(_CLEAR)
                stream.flush()
                there = False
            yield report
            if clock() >= due:
                stream.write(f"{_CLEAR}{say(number)} …")
                stream.flush()
                due, there = clock() + _EVERY, True
    finally:
        if there:
            stream.write(_CLEAR)
            stream.flush()
