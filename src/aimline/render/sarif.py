"""`lint --format sarif`: SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), as GitHub code scanning and viewers read it.

Messages are in the language of each sentence unless one is asked for; what the other languages say stands in `properties.translations` of a result. The
texts of rules are in the language of the run, with translations as SARIF has them (`run.translations`).
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from aimline.lint.report import FileReport
from aimline.lint.rule import Rule, rules
from aimline.render.diagnostics import json_line
from aimline.render.fingerprint import fingerprints
from aimline.render.line_hash import line_hashes
from aimline.render.run import Run, main_language, relative
from aimline.render.sarif_rules import LEVELS, descriptor, escaped, translated
from aimline.render.stretch import as_one
from aimline.text.diagnostic import Diagnostic, Fix
from aimline.text.messages import languages
from aimline.text.position import Source, Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
"""The name that GitHub and CodeQL give to the top of a repository."""


def render(reports: Sequence[FileReport], run: Run) -> Iterator[str]:
    """One log of one run, a result a line."""
    known = list((run.known or rules()).values())
    places = [_artifact(report.source.name, run.root) for report in reports]
    head = json_line(_head(known, places, main_language(reports, run), run))
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{head[:-1]}, "results": ['
    numbers = {rule.name: number for number, rule in enumerate(known)}
    before = ""
    for report, place in zip(reports, places, strict=True):
        for result in _results(report, place, numbers, run):
            yield before + json_line(result)
            before = ", "
    yield "]}]}"


def _head(known: Sequence[Rule], places: Sequence[Mapping[str, Any]], language: str, run: Run) -> dict[str, Any]:
    """A run without its results."""
    release = version("aimline")
    order = [language, *(other for other in languages() if other != language)]
    driver = {"name": "aimline", "version": release, "semanticVersion": release, "language": language}
    return {
        "tool": {"driver": {**driver, "rules": [descriptor(rule, order) for rule in known]}},
        "language": language,
        "translations": [translated(known, other, release) for other in order[1:]],
        "invocations": [
            {
                "executionSuccessful": not run.errors,
                "exitCode": run.exit_code,
                "toolExecutionNotifications": [{"level": "error", "message": {"text": escaped(text[language])}} for text in run.errors],
            }
        ],
        "originalUriBaseIds": {_ROOT: {}},
        "artifacts": [{"location": place, "roles": ["analysisTarget"]} for place in places],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
    }


def _artifact(name: str | None, root: str | None) -> dict[str, Any]:
    path = relative(name, root)
    if path is None:
        return {"uri": "-"}
    uri = quote(path, safe="/", errors="surrogateescape")
    return {"uri": f"file://{uri}"} if path.startswith("/") else {"uri": uri, "uriBaseId": _ROOT}


def _results(report: FileReport, place: Mapping[str, Any], numbers: Mapping[str, int], run: Run) -> Iterator[dict[str, Any]]:
    source = report.source
    hashes = line_hashes(source) if report.found else []
    for item, fingerprint in zip(report.found, fingerprints(report), strict=True):
        language = run.speaks(item)
        line = source.line_of(item.span.start)
        result: dict[str, Any] = {
            "ruleId": item.code,
            "level": LEVELS[item.severity],
            "message": {"text": _said(item, language)},
            "locations": [{"physicalLocation": {"artifactLocation": place, "region": _region(item.span, source)}}],
            "partialFingerprints": {"aimlineFinding/v1": fingerprint, "primaryLocationLineHash": hashes[line - source.first_line]},
            "properties": {"language": language, "translations": {other: _said(item, other) for other in languages() if other != language}},
        }
        if item.name in numbers:
            result["ruleIndex"] = numbers[item.name]
        if item.fix is not None:
            result["fixes"] = [_fix(item.fix, language, place, source)]
        yield result


def _said(item: Diagnostic, language: str) -> str:
    """What is wrong, and in a second paragraph what to do."""
    return escaped(f"{item.message[language]}\n{item.advice[language]}")


def _region(span: Span, source: Source) -> dict[str, Any]:
    start, end = source.position(span.start), source.position(span.end)
    places = {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}
    return {**places, "snippet": {"text": source.text[span.start : span.end]}}


def _fix(fix: Fix, language: str, place: Mapping[str, Any], source: Source) -> dict[str, Any]:
    edits = [as_one([edit], source) for edit in fix.edits]
    replacements = [{"deletedRegion": _region(edit.span, source), "insertedContent": {"text": edit.replacement}} for edit in edits]
    return {
        "description": {"text": escaped(fix.title[language])},
        "artifactChanges": [{"artifactLocation": place, "replacements": replacements}],
        "properties": {"safe": fix.safe},
    }
