"""`lint --format gitlab`: a Code Quality report (GitLab Docs, Code Quality report format; a part of Code Climate's)."""

from collections.abc import Iterator, Sequence

from aimline.lint.report import FileReport
from aimline.render.diagnostics import json_line
from aimline.render.fingerprint import fingerprints
from aimline.render.run import Run, in_a_line, relative

_SEVERITIES = {"error": "major", "warning": "minor", "hint": "info"}


def render(reports: Sequence[FileReport], run: Run) -> Iterator[str]:
    """The array, a finding a line; GitLab shows one finding a fingerprint, and tells new ones from old ones by it."""
    yield "[" + ",\n ".join(_findings(reports, run)) + "]"


def _findings(reports: Sequence[FileReport], run: Run) -> Iterator[str]:
    for report in reports:
        path = relative(report.source.name, run.root) or "-"
        for item, fingerprint in zip(report.found, fingerprints(report, path), strict=True):
            lines = {"begin": report.source.line_of(item.span.start), "end": report.source.line_of(item.span.end)}
            yield json_line(
                {
                    "type": "issue",
                    "check_name": item.name,
                    "description": f"{item.code}: {in_a_line(item, run.speaks(item))}",
                    "categories": ["Clarity"],
                    "severity": _SEVERITIES[item.severity],
                    "fingerprint": fingerprint,
                    "location": {"path": path, "lines": lines},
                }
            )
