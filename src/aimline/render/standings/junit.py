"""`evaluate --format junit`: a test suite a file of goals, a test case a goal, in the XML that build servers read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from aimline.engine.standing import Standing
from aimline.pacing.status import beyond
from aimline.render.junit_xml import Writer, write_unread
from aimline.render.run import relative
from aimline.render.standings import Run
from aimline.text.messages import message, visible

FAIL_ON = "behind"
"""The status from which on goals are failures where `--fail-on` says nothing: a report without failures would say nothing."""
_UNJUDGED = frozenset(["pending", "insufficient", "no_data"])
"""Statuses that say nothing of the goal yet."""

Outcome = Literal["failure", "error", "skipped", "passed"]


def outcome(status: str, fail_on: str | None) -> Outcome:
    """What a status is in a report of tests: a failure at `fail_on` and beyond; an error where the goal cannot be measured, as then the goal itself needs
    mending; skipped where there is nothing to judge yet; else passed.
    """
    if status == "not_measurable":
        return "error"
    if beyond(status, fail_on or FAIL_ON):
        return "failure"
    return "skipped" if status in _UNJUDGED else "passed"


def render(standings: Sequence[Standing], run: Run) -> Iterator[str]:
    """The document. The reason is the message of what is not passed, and the output of what is."""
    xml = Writer()
    found = [(standing, outcome(standing.status, run.fail_on), run.speaks(place)) for place, standing in enumerate(standings)]
    total = _counts([result for _, result, _ in found], len(run.errors))
    xml.start("testsuites", name="aimline", **total)
    xml.line()
    write_unread(xml, run.errors, run.own)
    yield xml.taken() + "\n"
    for file, group in groupby(found, key=lambda one: one[0].file):
        cases = list(group)
        path = relative(file, run.root) or "-"
        xml.start("testsuite", name=path, **_counts([result for _, result, _ in cases]))
        xml.line()
        for standing, result, language in cases:
            xml.start("testcase", classname=path, name=visible(" ".join(standing.text.split())), file=path, line=standing.line)
            _case(xml, standing, result, language)
            xml.end("testcase")
        xml.end("testsuite")
        yield xml.taken() + "\n"
    xml.end("testsuites")
    yield xml.taken() + "\n"


def _counts(results: Sequence[Outcome], unread: int = 0) -> dict[str, int]:
    counted = Counter(results)
    return {"tests": len(results) + unread, "failures": counted["failure"], "errors": counted["error"] + unread, "skipped": counted["skipped"]}


def _case(xml: Writer, standing: Standing, result: Outcome, language: str) -> None:
    why = visible(standing.why[language], isolates=True)
    said = f"{message(f'standing.status.{standing.status}', language)}: {why}"
    if result == "passed":
        xml.element("system-out", said)
    elif result == "skipped":
        xml.element("skipped", "", message=said)
    else:
        xml.element(result, f"{visible(standing.file or '-')}:{standing.line}: {said}", type=standing.status, message=said)
