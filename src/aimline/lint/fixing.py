"""Fixes applied to a text: pass after pass until nothing is left to do, each pass judged anew.

A fix that would bring an error that its goal did not have, and a safe one that would change what a goal means, is left out and told of.
"""

import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from aimline.language import File
from aimline.lint.report import FileReport
from aimline.text.diagnostic import Diagnostic, Edit, Fix
from aimline.text.position import Span

PASSES = 100
"""The most passes over one text. Each removes causes of findings, so that few are needed; the bound is for fixes that undo each other."""

Judge = Callable[[str], FileReport]
"""Reads a text and says what is found in it."""

Meaning = Callable[[File], Sequence[object]]
"""What the goals of a file mean, in order: a safe fix leaves it as it is."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A finding that was put right, how, and the line that it stood in then."""

    found: Diagnostic
    fix: Fix
    line: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A fix that was not applied: it would bring the errors `brings`, or (where there are none) change what a goal means though it is called safe."""

    found: Diagnostic
    line: int
    brings: tuple[str, ...] = ()


@dataclass(slots=True)
class Fixed:
    """A text after its fixes, what is found in it now, and how it came about."""

    text: str
    report: FileReport
    applied: list[Applied] = field(default_factory=list)
    """In the order in which it was done."""
    left_out: list[LeftOut] = field(default_factory=list)
    settled: bool = True
    """Whether nothing was left to do; not so where fixes undo each other."""


def fixed(text: str, judge: Judge, meaning: Meaning, *, unsafe: bool) -> Fixed:
    """A text with every safe fix applied, with `unsafe` the others too. Applied once more it stays as it is, unless it did not settle."""
    judge = lru_cache(maxsize=2)(judge)
    result = Fixed(text, judge(text))
    refused: set[object] = set()
    applied_since = False
    seen = {text}
    for _ in range(PASSES):
        open_ = [(item, fix) for item in result.report.found if (fix := item.fix) is not None and (fix.safe or unsafe)]
        wanted = [(item, fix) for item, fix in open_ if _key(item, fix, result.text) not in refused]
        safe = [(item, fix) for item, fix in wanted if fix.safe]
        chosen = _apart(safe or wanted)
        if not chosen and refused and applied_since:
            # what was refused may hold now that the rest is done
            refused.clear()
            result.left_out.clear()
            applied_since = False
            continue
        if not chosen:
            return result
        trial = _Trial(result.text, result.report, judge, meaning if safe else None)
        held = trial.hold(chosen)
        applied = {id(item) for item, _ in held}
        for item, fix in chosen:
            if id(item) not in applied:
                refused.add(_key(item, fix, result.text))
                result.left_out.append(LeftOut(item, result.report.source.line_of(item.span.start), trial.brings([(item, fix)])))
        if not held:
            continue
        after = edited(result.text, [edit for _, fix in held for edit in fix.edits])
        result.settled = after not in seen
        if not result.settled:
            return result
        seen.add(after)
        applied_since = True
        result.applied += [Applied(item, fix, result.report.source.line_of(item.span.start)) for item, fix in held]
        result.text, result.report = after, judge(after)
    result.settled = False
    return result


_Open = tuple[Diagnostic, Fix]


@dataclass(slots=True)
class _Trial:
    """Fixes tried on a text before they are applied."""

    text: str
    before: FileReport
    judge: Judge
    meaning: Meaning | None

    def hold(self, chosen: Sequence[_Open]) -> list[_Open]:
        """Those that may be applied together: all, or where some may not, the others."""
        if self.holds(chosen):
            return list(chosen)
        if len(chosen) == 1:
            return []
        half = len(chosen) // 2
        left, right = self.hold(chosen[:half]), self.hold(chosen[half:])
        return [*left, *right] if not left or not right or self.holds([*left, *right]) else left

    def holds(self, chosen: Sequence[_Open]) -> bool:
        """Whether fixes bring no error that their goals did not have and, where they are safe, keep what every goal means."""
        after = self.judge(edited(self.text, [edit for _, fix in chosen for edit in fix.edits]))
        return not self._new_errors(after, chosen) and (self.meaning is None or self.meaning(self.before.file) == self.meaning(after.file))

    def brings(self, chosen: Sequence[_Open]) -> tuple[str, ...]:
        """The errors that fixes bring, by the names of their rules."""
        return self._new_errors(self.judge(edited(self.text, [edit for _, fix in chosen for edit in fix.edits])), chosen)

    def _new_errors(self, after: FileReport, chosen: Sequence[_Open]) -> tuple[str, ...]:
        known = {item.name for _, fix in chosen for item in self.before.found if _touches(item.span, fix)}
        more = Counter(_errors(after)) - Counter(_errors(self.before))
        return tuple(sorted(set(more) - known))


def _errors(report: FileReport) -> list[str]:
    return [item.name for item in report.found if item.severity == "error"]


def _touches(span: Span, fix: Fix) -> bool:
    return span.start < max(edit.span.end for edit in fix.edits) and span.end > min(edit.span.start for edit in fix.edits)


def _key(item: Diagnostic, fix: Fix, text: str) -> object:
    """What a fix is known by in the next pass, when its place may have moved."""
    start = text.rfind("\n", 0, item.span.start) + 1
    return item.code, text[start : item.span.end], tuple(edit.replacement for edit in fix.edits)


def _apart(wanted: Sequence[_Open]) -> list[_Open]:
    """The first fixes that do not get in each other's way; the others wait for the next pass."""
    taken: list[Span] = []
    chosen = []
    for item, fix in wanted:
        if all(_free(edit.span, taken) for edit in fix.edits):
            chosen.append((item, fix))
            for edit in fix.edits:
                insort(taken, edit.span)
    return chosen


def _free(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a stretch overlaps none of those that are taken, which are in order; insertions must not touch them either."""
    index = bisect_left(taken, span)
    around = taken[max(0, index - 1) : index + 1]
    return all(
        span.end < other.start
        or other.end < span.start
        or ((span.end == other.start or other.end == span.start) and span.start < span.end and other.start < other.end)
        for other in around
    )


_LINE_END = re.compile(r"\r\n?|\n")


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with some edits, which do not overlap; new lines end as its first one does."""
    end = _LINE_END.search(text)
    parts, at = [], 0
    for span, replacement in sorted(edits):
        parts += [text[at : span.start], replacement if end is None else _LINE_END.sub(end[0], replacement)]
        at = span.end
    return "".join([*parts, text[at:]])
