"""`lint --format json`: one array of diagnostics."""

from collections.abc import Iterator, Sequence

from aimline.lint.report import FileReport
from aimline.render import jsonl
from aimline.render.run import Run


def render(reports: Sequence[FileReport], run: Run) -> Iterator[str]:
    """The array, a finding a line."""
    yield "[" + ",\n ".join(jsonl.render(reports, run)) + "]"
