"""What comments silence is taken out of what was found; comments that silence nothing are found in turn."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from aimline.language import File, Statement
from aimline.language.statement import Ignore, Suppression
from aimline.language.suppressions import ALL
from aimline.lint.rule import Rule
from aimline.lint.selection import RuleSet, Selector, UnknownSelector, named
from aimline.text.diagnostic import Diagnostic, Note
from aimline.text.position import Span

_KINDS = ("stray", "next", "range", "open", "file")
"""From the narrowest on: a finding counts for the narrowest comment that silences it."""
ABOUT_COMMENTS = frozenset(["unused-ignore", "unknown-rule", "unpaired-ignore"])
"""Rules about these comments themselves: they are silenced by name, never by ALL."""


def _names(ignore: Ignore, run: RuleSet) -> frozenset[str]:
    """The names of the rules that a comment means by a code, a name, the beginning of codes or ALL; none where nobody knows it."""
    if (rule := run.find(ignore.rule)) is not None:
        return frozenset([rule.name])
    if ignore.rule == ALL:
        return _all(run)
    try:
        found: Sequence[Rule] = named(Selector(ignore.rule, False), run.known)[0] if ignore.listed else ()
    except UnknownSelector:
        found = ()
    return frozenset(rule.name for rule in found) - ABOUT_COMMENTS


def _all(run: RuleSet) -> frozenset[str]:
    return frozenset(run.known) - ABOUT_COMMENTS


def _meant(suppression: Suppression, run: RuleSet) -> list[tuple[Ignore | None, frozenset[str]]]:
    """The members of a comment with the rules that they mean; a comment without any means all."""
    return [(one, _names(one, run)) for one in suppression.ignores] or [(None, _all(run))]


def silenced_in(statement: Statement, run: RuleSet) -> frozenset[str]:
    """The names of the rules that comments silence for a statement."""
    return frozenset[str]().union(*(_names(one, run) for one in statement.ignores))


def widened(file: File, run: RuleSet) -> RuleSet:
    """The rules that run, and those that comments silence: they decide whether a comment is needed."""
    if not file.suppressions:
        return run
    meant = frozenset[str]().union(*(names for suppression in file.suppressions for _, names in _meant(suppression, run)))
    return run.changed(add=frozenset(name for name in meant if not run.known[name].preview))


def unsilenced(found: Sequence[Diagnostic], file: File, run: RuleSet, logged: bool, say: Callable[[Note], Diagnostic]) -> list[Diagnostic]:
    """What was found without what comments silence, and what there is to say about the comments. `logged` says whether rules that need a metric log had one:
    without it they are not told to be silenced for nothing. `say` puts a note into words.
    """
    unjudged = ABOUT_COMMENTS | (frozenset() if logged else frozenset(rule.name for rule in run.known.values() if rule.log))
    suppressions = sorted(file.suppressions, key=lambda one: one.scope.start)
    means = [_meant(suppression, run) for suppression in suppressions]
    used: set[tuple[int, int]] = set()
    kept = list(_not_silenced(found, suppressions, means, used))
    about: list[Diagnostic] = []
    for number, suppression in enumerate(suppressions):
        if suppression.kind in ("open", "stray"):
            about.append(say(Note("unpaired-ignore", _within(suppression), {"text": suppression.text.strip()})))
        if suppression.kind == "stray":
            continue
        for place, (ignore, names) in enumerate(means[number]):
            if ignore is not None and not names and ignore.listed:
                about.append(say(Note("unknown-rule", ignore.span, {"rule": ignore.rule})))
            elif (number, place) not in used and names and not names & unjudged:
                span = ignore.span if ignore is not None else _within(suppression)
                about.append(say(Note("unused-ignore", span, {"rule": ignore.rule if ignore is not None else ALL})))
    return kept + list(_not_silenced(about, suppressions, means, set()))


def _not_silenced(
    found: Iterable[Diagnostic],
    suppressions: Sequence[Suppression],
    means: Sequence[Sequence[tuple[Ignore | None, frozenset[str]]]],
    used: set[tuple[int, int]],
) -> Iterator[Diagnostic]:
    """What no comment silences; the members of comments that silence something are added to `used`. Findings and comments are gone through in the order of
    their places, with what holds there by rule and kind, the latest on top: it takes no longer with many comments.
    """
    holding: dict[str, dict[str, list[tuple[int, int]]]] = {}
    following = 0
    for item in sorted(found, key=lambda item: item.span.start):
        while following < len(suppressions) and suppressions[following].scope.start <= item.span.start:
            for place in reversed(range(len(means[following]))):
                for name in means[following][place][1]:
                    holding.setdefault(name, {}).setdefault(suppressions[following].kind, []).append((following, place))
            following += 1
        by_kind = holding.get(item.name, {})
        for kind in _KINDS:
            stack = by_kind.get(kind, [])
            while stack and suppressions[stack[-1][0]].scope.end <= item.span.start:
                stack.pop()
            if stack:
                used.add(stack[-1])
                break
        else:
            yield item


def _within(suppression: Suppression) -> Span:
    """The comment without the end of its line."""
    return Span(suppression.comment.start, suppression.comment.start + len(suppression.text))
