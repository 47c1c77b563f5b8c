"""The formats of `lint`, each in a file of its name that is imported when it is asked for."""

import importlib
from collections.abc import Callable, Iterable, Iterator

from aimline.lint.report import FileReport
from aimline.render.run import Run

FORMATS = ("text", "json", "jsonl", "sarif", "github", "gitlab", "rdjson", "junit")

STREAMED = frozenset(["text", "json", "jsonl"])
"""Formats that write what was found in a file before the next file is read, and keep nothing of it; the others take all reports as a sequence."""

Render = Callable[[Iterable[FileReport], Run], Iterator[str]]
"""The text of a report, in pieces that each end a line."""


def renderer(name: str) -> Render:
    """The function that writes a format.

    Raises:
        KeyError: there is no such format.
    """
    if name not in FORMATS:
        raise KeyError(name)
    render: Render = importlib.import_module(f"aimline.render.{name}").render
    return render
