"""A baseline: what is known already and is neither reported nor counted, so that a team can begin with the rules today and mend old goals one by one.

The file is JSON that reads well in a diff: for each goal file what was found, as the rule and the sentence it is about. A finding is known by its file, its
rule and its sentence (spelling and spaces levelled), or, where `fmt` has written the sentence anew, by the id of its goal: lines above do not matter. The
same finding twice is listed twice.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from aimline.catalogue import Catalogue
from aimline.lint.belonging import goals_of
from aimline.lint.report import FileReport
from aimline.lint.selection import RuleSet
from aimline.text.decode import ReadError, read_raw, replace_file
from aimline.text.diagnostic import Diagnostic
from aimline.text.messages import isolate, messages
from aimline.text.normalise import normalise

_VERSION = 1


class Entry(NamedTuple):
    """One known finding: the code of its rule, the sentence or line it is about, the id of the goal (empty where it is about no goal)."""

    rule: str
    text: str
    goal: str

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by."""
        return self.rule, _levelled(self.text)


def _levelled(text: str) -> str:
    return " ".join(normalise(text)[0].split())


class Baseline:
    """What a baseline file knows, and what has become of it in a run."""

    def __init__(self, file: Path, known: Mapping[str, list[Entry]], catalogue: Catalogue, today: date) -> None:
        self.file = file
        self.known = {name: list(entries) for name, entries in known.items()}
        self.catalogue, self.today = catalogue, today
        self.left_out = 0
        """How many findings of this run were known."""
        self._gone: dict[str, list[Entry]] = {}
        self._seen: dict[str, list[Entry]] = {}

    def new(self, report: FileReport, run: RuleSet) -> FileReport:
        """A report without what is known."""
        name = self._name(report.source.name)
        left = _Left(self.known.get(name, ()))
        if not left.entries:
            self._gone[name] = []
            return report
        goals = goals_of(report)
        waiting: list[int] = []
        for number, (item, goal) in enumerate(zip(report.found, goals, strict=True)):
            if not left.take(left.by_text, (item.code, _levelled(_text(report, item, goal)))):
                waiting.append(number)
        new = [number for number in waiting if not self._known_by_goal(left, report, report.found[number], goals[number])]
        self._gone[name] = [entry for entry in left.entries.values() if (rule := run.find(entry.rule)) is None or rule.name in run.running]
        self.left_out += len(report.found) - len(new)
        return report._replace(found=[report.found[number] for number in new])

    def _known_by_goal(self, left: "_Left", report: FileReport, item: Diagnostic, goal: int | None) -> bool:
        # ids are worked out only where an entry of the rule is left
        return goal is not None and item.code in left.rules and left.take(left.by_goal, (item.code, self._id(report, item, goal)))

    def note(self, report: FileReport, run: RuleSet) -> None:
        """Take down what was found, for `write`; what is known of rules that did not run stays."""
        name = self._name(report.source.name)
        kept = [entry for entry in self.known.get(name, ()) if (rule := run.find(entry.rule)) is not None and rule.name not in run.running]
        goals = goals_of(report)
        self._seen[name] = kept + [
            Entry(item.code, " ".join(_text(report, item, goal).split()), "" if goal is None else self._id(report, item, goal))
            for item, goal in zip(report.found, goals, strict=True)
        ]

    def stale(self) -> list[tuple[str, Entry]]:
        """What is known and was not found: in the files that were looked at, and in files that are there no more."""
        gone = [(name, entry) for name, entries in self._gone.items() for entry in entries]
        return sorted(gone + [(name, entry) for name, entries in self.known.items() if name not in self._gone and self._is_gone(name) for entry in entries])

    def write(self) -> int:
        """Write what was taken down, and what is known of files that were not looked at and are still there. Returns how many findings the file holds.

        Raises:
            ReadError: it cannot be written; the file is as it was.
        """
        kept = {name: entries for name, entries in self.known.items() if name not in self._seen and not self._is_gone(name)}
        findings = {name: sorted(entries) for name, entries in sorted({**kept, **self._seen}.items()) if entries}
        lines = [f"  {_json(name)}: [\n{_listed(entries)}\n  ]" for name, entries in findings.items()]
        body = ",\n".join(lines)
        replace_file(self.file, f'{{\n"aimline-baseline": {_VERSION},\n"findings": {{\n{body}\n}}\n}}\n'.encode("utf-8", "surrogatepass"))
        return sum(map(len, findings.values()))

    def _name(self, name: str | None) -> str:
        """A file as the baseline calls it: from its own folder, with slashes."""
        return "-" if name is None else os.path.relpath(os.path.abspath(name), os.path.abspath(self.file.parent)).replace(os.sep, "/")  # noqa: PTH100

    def _is_gone(self, name: str) -> bool:
        return name != "-" and not os.path.lexists(self.file.parent / name)

    def _id(self, report: FileReport, item: Diagnostic, goal: int) -> str:
        """The id of the goal that a finding stands in: the one of its sentence that it is about."""
        from aimline.goals.compile import compile_statement

        statement = report.file.statements[goal]
        goals = compile_statement(statement, self.today, self.catalogue)
        index = max((place for place, draft in enumerate(statement.drafts) if draft.span.start <= item.span.start), default=0)
        return goals[min(index, len(goals) - 1)].id if goals else ""


class _Left:
    """The entries of a file that nothing was found for yet."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = dict(enumerate(entries))
        self.rules = {entry.rule for entry in self.entries.values()}
        self.by_text: dict[tuple[str, str], list[int]] = {}
        self.by_goal: dict[tuple[str, str], list[int]] = {}
        for number, entry in self.entries.items():
            self.by_text.setdefault(entry.key, []).append(number)
            if entry.goal:
                self.by_goal.setdefault((entry.rule, entry.goal), []).append(number)

    def take(self, index: Mapping[tuple[str, str], list[int]], key: tuple[str, str]) -> bool:
        """Take out an entry of a key; False where none is left."""
        numbers = index.get(key, [])
        while numbers:
            if self.entries.pop(numbers.pop(), None) is not None:
                return True
        return False


def _text(report: FileReport, item: Diagnostic, goal: int | None) -> str:
    """What a finding is known by: the sentence of its goal, else its line."""
    return report.source.line_text(report.source.line_of(item.span.start)) if goal is None else report.file.statements[goal].text


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _listed(entries: list[Entry]) -> str:
    return ",\n".join(f"    {_json({name: part for name, part in entry._asdict().items() if part})}" for entry in entries)


def load(file: Path, catalogue: Catalogue, today: date, *, fresh: bool = False) -> Baseline:
    """Read a baseline; with `fresh`, one that is not there yet is empty.

    Raises:
        ReadError: it cannot be read, or is no baseline; the message says where it breaks.
    """
    if fresh and not os.path.lexists(file):
        return Baseline(file, {}, catalogue, today)
    raw = read_raw(file)
    try:
        content = json.loads(raw.decode("utf-8-sig", "surrogatepass"))
        version = content["aimline-baseline"]
        if version != _VERSION:
            raise ReadError(messages("baseline.version", file=isolate(str(file)), version=isolate(str(version))))
        known = {name: list(_entries(entries)) for name, entries in content["findings"].items()}
    except json.JSONDecodeError as error:
        raise ReadError(messages("baseline.broken", place=isolate(f"{file}:{error.lineno}"))) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ReadError(messages("baseline.foreign", file=isolate(str(file)))) from None
    return Baseline(file, known, catalogue, today)


def _entries(entries: Any) -> Iterator[Entry]:
    for entry in entries:
        found = Entry(entry["rule"], entry["text"], entry.get("goal", ""))
        if not all(isinstance(part, str) for part in found):
            raise TypeError
        yield found
