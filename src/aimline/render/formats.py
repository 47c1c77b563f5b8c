"""The formats of `lint`, each in a file of its name that is imported when it is asked for."""

import importlib
from collections.abc import Callable, Iterator, Sequence

from aimline.lint.report import FileReport
from aimline.render.run import Run

FORMATS = {
    "text": "for people",
    "json": "one array",
    "jsonl": "one finding a line",
    "sarif": "SARIF 2.1.0, for code scanning and viewers",
    "github": "annotations in GitHub Actions",
    "gitlab": "GitLab Code Quality",
    "rdjson": "for reviewdog",
    "junit": "a test case a goal",
}
"""Names of formats, and what each is."""

Render = Callable[[Sequence[FileReport], Run], Iterator[str]]
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
