"""`lint --format junit`: a test suite a file, a test case a goal, in the XML that build servers read."""

from collections.abc import Iterator, Sequence

from aimline.lint.belonging import goals_of
from aimline.lint.report import FileReport
from aimline.render.junit_xml import Writer, write_unread
from aimline.render.run import Run, in_a_line, main_language, relative
from aimline.text.diagnostic import Diagnostic
from aimline.text.messages import message, visible


def render(reports: Sequence[FileReport], run: Run) -> Iterator[str]:
    """The document. Findings that fail the run are failures of their goal, the others its output; what is about no goal is a case of the file itself, and a
    file that cannot be read an error.
    """
    xml = Writer()
    suites = [(report, _cases(report, main_language(reports, run))) for report in reports]
    failures = sum(_failures(cases, run) for _, cases in suites)
    xml.start("testsuites", name="aimline", tests=sum(len(cases) for _, cases in suites) + len(run.errors), failures=failures, errors=len(run.errors))
    xml.line()
    write_unread(xml, run.errors, main_language(reports, run))
    yield xml.taken()
    for report, cases in suites:
        path = relative(report.source.name, run.root) or "-"
        xml.start("testsuite", name=path, tests=len(cases), failures=_failures(cases, run), errors=0)
        xml.line()
        for name, line, found in cases:
            xml.start("testcase", classname=path, name=name, file=path, line=line)
            _case(xml, report, found, run)
            xml.end("testcase")
        xml.end("testsuite")
        yield xml.taken()
    xml.end("testsuites")
    yield xml.taken()


_Cases = list[tuple[str, int, list[Diagnostic]]]
"""Name, line and findings of the cases of a file."""


def _cases(report: FileReport, language: str) -> _Cases:
    """The goals of a file, the findings with the goal that they stand in or under; first the file itself, where something is about no goal."""
    statements = report.file.statements
    found: list[list[Diagnostic]] = [[] for _ in statements]
    own: list[Diagnostic] = []
    for item, number in zip(report.found, goals_of(report), strict=True):
        (own if number is None else found[number]).append(item)
    cases = [(visible(" ".join(statement.text.split())), statement.line, items) for statement, items in zip(statements, found, strict=True)]
    return [(message("lint.whole_file", language), report.source.first_line, own), *cases] if own or not cases else cases


def _failures(cases: _Cases, run: Run) -> int:
    return sum(any(run.failing(item) for item in found) for _, _, found in cases)


def _case(xml: Writer, report: FileReport, found: Sequence[Diagnostic], run: Run) -> None:
    said = [(item, f"{report.source.line_of(item.span.start)}: {item.code} {item.name}: {in_a_line(item, run.speaks(item))}") for item in found]
    failing = [(item, text) for item, text in said if run.failing(item)]
    if failing:
        # readers of JUnit's XML know one failure a case
        first = failing[0][0]
        xml.element("failure", "\n".join(text for _, text in failing), type=first.name, message=f"{first.code}: {first.message[run.speaks(first)]}")
    if len(failing) < len(said):
        xml.element("system-out", "\n".join(text for item, text in said if not run.failing(item)))
