"""`lint --format jsonl`: one diagnostic a line."""

from collections.abc import Iterable, Iterator

from aimline.lint.report import FileReport
from aimline.render.diagnostics import as_json, json_line
from aimline.render.run import Run


def render(reports: Iterable[FileReport], run: Run) -> Iterator[str]:
    """The findings as `aimline schema diagnostic` describes them, in every language."""
    for report in reports:
        for item in report.found:
            yield json_line(as_json(item, report.source))
