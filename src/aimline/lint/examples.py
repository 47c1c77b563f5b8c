"""The examples of rules as tests: a bad one must be found, a good one must not."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from aimline.catalogue import load as load_catalogue
from aimline.language import File, parse_document, parse_goals_file
from aimline.lint.history import Past
from aimline.lint.linter import lint
from aimline.lint.rule import Rule
from aimline.lint.selection import RuleSet
from aimline.text.position import Source

DAY = date(2026, 11, 24)
"""The day that examples are read on."""


class Failure(NamedTuple):
    """An example that does not do what it stands for."""

    rule: Rule
    kind: Literal["bad", "good"]
    text: str


def failures(rule: Rule, known: Mapping[str, Rule], past_of: Callable[[File], Past | None], today: date = DAY) -> Iterator[Failure]:
    """The examples of a rule that fail; `past_of` gives what the rule's own log says of the goals of a file."""
    run = RuleSet(known, frozenset([rule.name]))
    read = parse_document if rule.scope == "document" else parse_goals_file
    for kind, texts in _KINDS:
        for text in texts(rule):
            file = read(Source(text))
            past = past_of(file) if rule.log else None
            found = any(item.name == rule.name for item in lint(file, catalogue=load_catalogue(), today=today, ruleset=run, past=past))
            if found != (kind == "bad"):
                yield Failure(rule, kind, text)


_KINDS: tuple[tuple[Literal["bad", "good"], Callable[[Rule], tuple[str, ...]]], ...] = (("bad", lambda rule: rule.bad), ("good", lambda rule: rule.good))
