"""`lint --format text`: findings for people, in a terminal or a log."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from aimline.lint.report import FileReport
from aimline.render.run import SEVERITIES, Run, most_spoken
from aimline.render.style import Colour, styled
from aimline.text.diagnostic import Diagnostic
from aimline.text.messages import isolate, message, visible
from aimline.text.position import Source

COLOURS: dict[str, Colour] = {"error": "red", "warning": "yellow", "hint": "cyan"}
_WIDTH = 150
"""Characters of a line that are shown."""


def render(reports: Iterable[FileReport], run: Run) -> Iterator[str]:
    """Every finding with its place in the text, file by file, and the counts."""
    counts = Counts()
    for report in reports:
        counts.add(report)
        for item in report.found:
            yield as_text(item, report.source, run.language)
    if counts.files:
        yield counts.summary(run)


class Counts:
    """How much was read and found, report by report."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self.spoken: Counter[str] = Counter()
        self.goals = self.files = 0

    def add(self, report: FileReport) -> None:
        """Count one report."""
        self.files += 1
        self.goals += len(report.file.statements)
        self.spoken[report.file.language] += 1
        self.found.update(item.severity for item in report.found)

    def summary(self, run: Run) -> str:
        """The last line: how much was read and what was found."""
        language = run.language or run.locale or most_spoken(self.spoken)
        read = message("lint.read", language, goals=message("lint.goals", language, n=self.goals), files=message("lint.files", language, n=self.files))
        parts = [message(f"lint.{severity}s", language, n=self.found[severity]) for severity in SEVERITIES if self.found[severity]]
        found = message("lint.comma", language).join(parts) if parts else message("lint.clean", language)
        return message("lint.summary", language, read=read, found=found)


def as_text(item: Diagnostic, source: Source, language: str | None) -> str:
    """One finding. Carets point under left-to-right lines; in lines with right-to-left text the words themselves are quoted, between isolates."""
    speak = language or item.language
    start, end = source.position(item.span.start), source.position(item.span.end)
    head = f"{_harmless(visible(source.name or '-'), './')}:{start.line}:{start.column}: " + styled(
        message(f"lint.{item.severity}", speak), COLOURS[item.severity], bold=True
    )
    lines = [f"{head} {item.code} {item.name}: {item.message[speak]}"]
    line = source.line_text(start.line)
    until = end.column - 1 if end.line == start.line else len(line)
    if _right_to_left(line):
        # where nothing stands (an empty value), the line is what can be shown
        quoted = line[start.column - 1 : until].strip() or line.strip()
        lines.append(f"    {isolate(quoted if len(quoted) <= _WIDTH else quoted[: _WIDTH - 1] + '…')}")
    elif line.strip():
        lines += _pointed(line, start.column - 1, until, item)
    lines.append("    " + styled(item.advice[speak], dim=True))
    return "\n".join(lines)


def _harmless(text: str, mark: str) -> str:
    """What begins a line of output; behind a mark where a build server's log would take it for a command (`::add-mask::…`)."""
    return mark + text if text.lstrip().startswith(("::", "##[", "##vso[")) else text


def _right_to_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def _pointed(line: str, start: int, end: int, item: Diagnostic) -> list[str]:
    """The line and carets under a part of it; of a long line the stretch around the part."""
    first = max(0, start - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = visible(line[first : first + _WIDTH])
    before, after = "…" if first else _harmless(shown, "…").removesuffix(shown), "…" if first + _WIDTH < len(line) else ""
    end = min(end, first + len(shown))
    blank = "\t".join(" " * _cells(part) for part in (before + shown[: start - first]).split("\t"))
    width = max(1, _cells(shown[start - first : end - first]))
    return [f"    {before}{shown}{after}", f"    {blank}{styled('^' * width, COLOURS[item.severity])}"]


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
