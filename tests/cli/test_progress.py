"""A long run shows on a terminal how far it has come, and nowhere else."""

import io
from itertools import count

from aimline.cli.progress import with_progress
from aimline.language import parse_goals_file
from aimline.lint.report import FileReport
from aimline.text.diagnostic import Diagnostic
from aimline.text.position import Source, Span


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


SOURCE = Source("Gain 100 Instagram followers in 10 days")
CLEAN = FileReport(SOURCE, parse_goals_file(SOURCE), [])
FOUND = CLEAN._replace(found=[Diagnostic("T001", "no-deadline", "error", Span(0, 4), {}, {})])


def shown(stream: io.StringIO, step: float, reports: list[FileReport]) -> str:
    ticks = count()
    assert list(with_progress(reports, stream, lambda n: f"{n} files", lambda: next(ticks) * step)) == reports
    return stream.getvalue()


def test_nothing_where_there_is_no_terminal() -> None:
    assert shown(io.StringIO(), 10, [CLEAN] * 3) == ""


def test_nothing_in_a_short_run() -> None:
    assert shown(Terminal(), 0.01, [CLEAN] * 20) == ""


def test_a_long_run_counts_and_leaves_nothing_behind() -> None:
    assert shown(Terminal(), 2, [CLEAN] * 2) == "\r\x1b[K1 files …\r\x1b[K2 files …\r\x1b[K"


def test_the_line_is_gone_before_findings_are_printed() -> None:
    assert shown(Terminal(), 2, [CLEAN, FOUND]) == "\r\x1b[K1 files …\r\x1b[K\r\x1b[K2 files …\r\x1b[K"


def test_the_line_is_gone_when_the_run_is_broken_off() -> None:
    stream = Terminal()
    ticks = count()
    reports = with_progress([CLEAN] * 5, stream, str, lambda: next(ticks) * 2.0)
    next(reports)
    next(reports)
    reports.close()  # type: ignore[attr-defined]
    assert stream.getvalue().endswith("\r\x1b[K")
