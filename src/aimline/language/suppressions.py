"""Comments that silence rules: for the next goal, for a stretch, for the whole file.

    // ignore: T001 the campaign has no end yet
    // ignore-start: T001, no-platform drafts      …      // ignore-end
    // ignore-file: no-purpose

In documents they may also stand in comments of Markdown: `<!-- ignore: T001 -->`. The words are those of the lexicons (`[labels]`).
"""

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
    opened: list[tuple[Line, list[Ignore]]] = []

    def add(kind: str, line: Line, rules: list[Ignore], scope: Span, end: Span | None = None) -> None:
        file.suppressions.append(Suppression(kind, rules, scope, Span(line.start, _after(line, length)), line.text.rstrip(), end))

    for line, (kind, rules) in comments:
        after = _after(line, length)
        if kind == "start":
            opened.append((line, rules))
        elif kind == "end" and (index := _opened_by(opened, rules)) is not None:
            first, silenced = opened.pop(index)
            add("range", first, silenced, Span(first.start, after), Span(line.start, after))
        elif kind == "end":
            add("stray", line, [], Span(line.start, line.start))
        elif kind == "file":
            add("file", line, rules, Span(0, length))
        else:
            goal = next((start for start in goals if start >= after), length)
            add("next", line, rules, Span(line.start, next((start for start in starts if start > goal), length)))
    for line, rules in opened:
        add("open", line, rules, Span(line.start, length))
    for statement in file.statements:
        for one in file.suppressions:
            if one.scope.start <= statement.span.start < one.scope.end:
                statement.ignores = [*statement.ignores, *(one.ignores or [Ignore(ALL, one.comment, True)])]


def _after(line: Line, length: int) -> int:
    """Where the next line begins."""
    return min(length, line.start + len(line.text) + 1)


def _opened_by(opened: list[tuple[Line, list[Ignore]]], rules: list[Ignore]) -> int | None:
    """Which opened stretch a comment closes: the last one, or the last one of the rules that it names."""
    named = {one.rule for one in rules}
    return next((index for index in range(len(opened) - 1, -1, -1) if not named or named & {one.rule for one in opened[index][1]}), None)
