"""Comments that silence rules: for the next goal, for a stretch, for the whole file.

    // ignore: T001 the campaign has no end yet
    // ignore-start: T001, no-platform drafts      …      // ignore-end
    // ignore-file: no-purpose

In documents they may also stand in comments of Markdown: `<!-- ignore: T001 -->`. The words are those of the lexicons (`[labels]`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from aimline.language.lexicon import languages, load, split_words
from aimline.language.outline import Line
from aimline.language.statement import File, Ignore, Suppression
from aimline.text.normalise import normalise
from aimline.text.patterns import lazily
from aimline.text.position import Span

ALL = "ALL"
"""What stands for every rule."""
_COMMENT = lazily(r"(?P<open>\s*(?://|<!--)\s*)(?P<head>[^:：]{1,60}?)\s*(?:[:：](?P<rest>.*?))?\s*(?:-->\s*)?")
_RULE = lazily(r"(?P<gap>[\s,،;؛]*)(?P<rule>[A-Za-z]{1,4}\d{3}|[A-Z][A-Z\d]*(?:-[A-Z\d]+)+|[a-z\d]+(?:-[a-z\d]+)+)(?![\w-])")
_LISTED = lazily(r"(?P<gap>[\s,،;؛]*)(?P<rule>[A-Z]{2,10}|[A-Za-z]\d{0,2})(?![\w-])")
"""What may stand for several rules where one must be listed: first, or after a comma."""


@cache
def _words() -> dict[str, str]:
    """What comments begin with that silence rules, in normal spelling → next, start, end or file."""
    found: dict[str, str] = {}
    for lexicon in map(load, languages()):
        for kind, labels in (
            ("next", lexicon.label_ignore),
            ("start", lexicon.label_ignore_start),
            ("end", lexicon.label_ignore_end),
            ("file", lexicon.label_ignore_file),
        ):
            found.update(dict.fromkeys(labels, kind))
    return found


def comment(line: Line) -> tuple[str, list[Ignore]] | None:
    """What a line silences: the kind of comment (next, start, end, file) and its rules; None for any other line. Of a rule that nobody can have meant the
    whole text is taken.
    """
    if "//" not in line.text[:80] and "<!--" not in line.text[:80]:
        return None
    parsed = _COMMENT.fullmatch(line.text.rstrip("\r"))
    kind = _words().get(" ".join(split_words(normalise(parsed["head"])[0]))) if parsed else None
    if parsed is None or kind is None:
        return None
    if parsed["rest"] is None:
        # “// ignore this” is an ordinary comment; “// ignore-file” can mean nothing else
        return (kind, []) if kind != "next" else None
    at, end = parsed.start("rest"), parsed.end("rest")
    found: list[Ignore] = []
    while True:
        match = _RULE.match(line.text, at, end)
        listed = not found or (match is not None and match["gap"].strip() != "")
        if match is None and (match := _LISTED.match(line.text, at, end)) is not None:
            listed = not found or match["gap"].strip() != ""
            match = match if listed else None
        if match is None:
            break
        found.append(Ignore(match["rule"], Span(line.start + match.start("rule"), line.start + match.end("rule")), listed))
        at = match.end()
    rest = parsed["rest"].strip()
    if not found and (rest or kind == "next"):
        start = line.start + parsed.start("rest") + len(parsed["rest"]) - len(parsed["rest"].lstrip())
        found.append(Ignore(rest, Span(start, start + len(rest)) if rest else Span(line.start, line.start + len(line.text.rstrip())), True))
    return kind, found


def silence(lines: Sequence[Line], file: File, length: int, ends: frozenset[str]) -> None:
    """Find the comments of a file that silence rules, and give each goal those that hold for it. `length` is that of the text; `ends` are the kinds of lines
    that end what belongs to the goal before them.
    """
    comments = [(line, said) for line in lines if line.kind == "COMMENT" and (said := comment(line)) is not None]
    if not comments:
        return
    starts = sorted({line.start for line in lines if line.kind in ends} | {length})
    goals = sorted(statement.span.start for statement in file.statements)
    opened = _Opened()

    def add(kind: str, line: Line, rules: list[Ignore], scope: Span, end: Span | None = None) -> None:
        file.suppressions.append(Suppression(kind, rules, scope, Span(line.start, _after(line, length)), line.text.rstrip(), end))

    for line, (kind, rules) in comments:
        after = _after(line, length)
        if kind == "start":
            opened.add(line, rules)
        elif kind == "end" and (found := opened.closed_by(rules)) is not None:
            add("range", *found, Span(found[0].start, after), Span(line.start, after))
        elif kind == "end":
            add("stray", line, [], Span(line.start, line.start))
        elif kind == "file":
            add("file", line, rules, Span(0, length + 1))
        else:
            goal = bisect_left(goals, after)
            until = bisect_right(starts, goals[goal]) if goal < len(goals) else len(starts)
            add("next", line, rules, Span(line.start, starts[until] if until < len(starts) else length))
    for line, rules in opened.left():
        add("open", line, rules, Span(line.start, length))
    _give(file)


def _give(file: File) -> None:
    """Give each goal the rules that are silenced where it begins."""
    waiting = sorted(file.suppressions, key=lambda one: one.scope.start, reverse=True)
    holding: dict[str, tuple[int, Ignore]] = {}
    for statement in sorted(file.statements, key=lambda one: one.span.start):
        while waiting and waiting[-1].scope.start <= statement.span.start:
            one = waiting.pop()
            for ignore in one.ignores or ([Ignore(ALL, one.comment, True)] if one.kind != "stray" else []):
                if ignore.rule not in holding or holding[ignore.rule][0] < one.scope.end:
                    holding[ignore.rule] = (one.scope.end, ignore)
        holding = {rule: held for rule, held in holding.items() if held[0] > statement.span.start}
        statement.ignores = [ignore for _, ignore in holding.values()]


def _after(line: Line, length: int) -> int:
    """Where the next line begins."""
    return min(length, line.start + len(line.text) + 1)


class _Opened:
    """Stretches that began and have not ended."""

    def __init__(self) -> None:
        self._all: list[tuple[Line, list[Ignore]] | None] = []
        self._order: list[int] = []
        self._by_rule: dict[str, list[int]] = {}

    def add(self, line: Line, rules: list[Ignore]) -> None:
        """A stretch begins."""
        self._order.append(len(self._all))
        for one in rules:
            self._by_rule.setdefault(one.rule, []).append(len(self._all))
        self._all.append((line, rules))

    def closed_by(self, rules: list[Ignore]) -> tuple[Line, list[Ignore]] | None:
        """The stretch that a comment ends: the last one, or the last one of the rules that it names; None where there is none."""
        stacks = [self._by_rule.get(one.rule, []) for one in rules] if rules else [self._order]
        last = max((self._top(stack) for stack in stacks), default=-1)
        if last < 0:
            return None
        found, self._all[last] = self._all[last], None
        return found

    def _top(self, stack: list[int]) -> int:
        while stack and self._all[stack[-1]] is None:
            stack.pop()
        return stack[-1] if stack else -1

    def left(self) -> list[tuple[Line, list[Ignore]]]:
        """What never ended."""
        return [one for one in self._all if one is not None]
