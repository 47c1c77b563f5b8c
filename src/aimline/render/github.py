"""`lint --format github`: workflow commands that GitHub Actions turns into annotations of files (GitHub Docs, Workflow commands for GitHub Actions)."""

from collections.abc import Iterator, Sequence

from aimline.lint.report import FileReport
from aimline.render.run import Run, relative
from aimline.render.text import Counts
from aimline.text.diagnostic import Diagnostic
from aimline.text.messages import languages
from aimline.text.position import Position, Source

_COMMANDS = {"error": "error", "warning": "warning", "hint": "notice"}


def render(reports: Sequence[FileReport], run: Run) -> Iterator[str]:
    """One command a finding, one for each file that cannot be read, and the counts, which are only for the log."""
    for text in run.errors:
        yield f"::error title=aimline::{_data(text[run.language or languages()[0]])}"
    counts = Counts()
    for report in reports:
        counts.add(report)
        for item in report.found:
            yield _command(item, report.source, run)
    if counts.files:
        yield counts.summary(run)


def _command(item: Diagnostic, source: Source, run: Run) -> str:
    language = run.speaks(item)
    start, end = source.position(item.span.start), source.position(item.span.end)
    places: dict[str, object] = {"file": relative(source.name, run.root), "line": start.line, "endLine": end.line}
    if start.line == end.line:
        # the runner takes no columns where an annotation covers several lines
        places |= {"col": _column(source, start), "endColumn": _column(source, end)}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items() if value is not None)
    said = _data(f"{item.message[language]}\n{item.advice[language]}")
    return f"::{_COMMANDS[item.severity]} {properties},title={item.code} {item.name}::{said}"


def _column(source: Source, position: Position) -> int:
    """A column as the web page counts it, in UTF-16 units from 1."""
    return position.utf16 - source.position(position.offset - position.column + 1).utf16 + 1


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
