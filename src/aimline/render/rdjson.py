"""`lint --format rdjson`: the Reviewdog Diagnostic Format. Columns are bytes of UTF-8 from 1, ends are exclusive."""

from collections.abc import Iterator, Sequence
from typing import Any

from aimline.lint.report import FileReport
from aimline.render.diagnostics import json_line
from aimline.render.run import Run, in_a_line, relative
from aimline.render.stretch import as_one
from aimline.text.diagnostic import Diagnostic
from aimline.text.position import Source, Span

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "hint": "INFO"}


def render(reports: Sequence[FileReport], run: Run) -> Iterator[str]:
    """One object, a finding a line. Paths are relative to the working folder, as reviewdog wants them."""
    found = (json_line(_finding(item, report.source, run)) for report in reports for item in report.found)
    yield '{"source": {"name": "aimline"}, "diagnostics": [' + ",\n ".join(found) + "]}"


def _finding(item: Diagnostic, source: Source, run: Run) -> dict[str, Any]:
    finding: dict[str, Any] = {
        "message": in_a_line(item, run.speaks(item)),
        "location": {"path": relative(source.name) or "-", "range": _range(item.span, source)},
        "severity": _SEVERITIES[item.severity],
        "code": {"value": item.code},
    }
    if item.fix is not None:
        # a suggestion is taken over by itself: all edits of a fix are one
        edit = as_one(item.fix.edits, source)
        finding["suggestions"] = [{"range": _range(edit.span, source), "text": edit.replacement}]
    return finding


def _range(span: Span, source: Source) -> dict[str, dict[str, int]]:
    return {"start": _place(span.start, source), "end": _place(span.end, source)}


def _place(offset: int, source: Source) -> dict[str, int]:
    position = source.position(offset)
    return {"line": position.line, "column": position.byte - source.position(offset - position.column + 1).byte + 1}
