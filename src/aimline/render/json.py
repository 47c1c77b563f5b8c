"""`lint --format json`: one array of diagnostics."""

from collections.abc import Iterable, Iterator

from aimline.lint.report import FileReport
from aimline.render import jsonl
from aimline.render.run import Run


def render(reports: Iterable[FileReport], run: Run) -> Iterator[str]:
    """The array, a finding a line."""
    lead, last = "[", ""
    for line in jsonl.render(reports, run):
        if last:
            yield f"{lead}{last},"
            lead = " "
        last = line
    yield f"{lead}{last}]"
