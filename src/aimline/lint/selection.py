"""Which rules run: `--select`, `--ignore` and their like, and what they come to.

A selector is a code (T001), a name (no-deadline), the beginning of codes (T, T0), or ALL. Of all selectors that name a rule the most exact one decides; of
equally exact ones that of the nearer source (flag, environment, file); of one source `ignore` before `select`. Where nothing is selected, everything is.
Rules that are hints run when hints are asked for, those that are in preview when previews are, and both when a selector names them exactly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from aimline.lint.rule import Check, FileCheck, Rule, check_of, file_check_of, rules
from aimline.text.diagnostic import Diagnostic

ALL = "ALL"


class Selector(NamedTuple):
    """One member of a list that turns rules on or off. `rank` tells how near its source is (the higher, the nearer); `origin` names it for messages."""

    text: str
    on: bool
    rank: int = 0
    origin: str = ""


class UnknownSelector(Exception):
    """A selector that names no rule; `near` is what was probably meant, or None."""

    def __init__(self, selector: Selector, near: str | None) -> None:
        super().__init__(selector.text)
        self.selector = selector
        self.near = near


@dataclass(frozen=True, eq=False)
class RuleSet:
    """Rules that are known, by name, and the names of those that run."""

    known: Mapping[str, Rule]
    running: frozenset[str]
    hints: bool = True
    """Whether hints are asked for: a rule may say some of what it finds as a hint."""

    def wants(self, found: Diagnostic) -> bool:
        """Whether a finding is asked for: its rule runs, and it is no hint of a graver rule where hints are not asked for."""
        return found.name in self.running and (self.hints or found.severity != "hint" or self.known[found.name].severity == "hint")

    def find(self, key: str) -> Rule | None:
        """A known rule by its code or its name."""
        return self.known.get(key.lower()) or self._by_code.get(key.upper())

    @cached_property
    def _by_code(self) -> dict[str, Rule]:
        return {rule.code: rule for rule in self.known.values()}

    def checks(self, given: frozenset[str], *, further: bool = False, logged: bool = False) -> tuple[Check, ...]:
        """What judges a goal with `given` of what rules need, the first of its sentence or a further one; `logged` with a metric log behind it."""
        key = given, further, logged
        if key not in self._checks:
            able = (rule for rule in self._runs() if not (further and rule.once) and (logged or not rule.log))
            asked = [rule for rule in able if not rule.needs or not given.isdisjoint(rule.needs)]
            self._checks[key] = tuple(check for rule in asked if (check := check_of(rule)) is not None)
        return self._checks[key]

    @cached_property
    def _checks(self) -> dict[tuple[frozenset[str], bool, bool], tuple[Check, ...]]:
        return {}

    @cached_property
    def needed(self) -> frozenset[str]:
        """All that some running rule needs."""
        return frozenset(need for rule in self._runs() for need in rule.needs)

    @cached_property
    def text_checks(self) -> tuple[FileCheck, ...]:
        """What judges a text as it was typed."""
        return tuple(check for rule in self._runs() if rule.scope == "text" and (check := file_check_of(rule)) is not None)

    @cached_property
    def file_checks(self) -> tuple[FileCheck, ...]:
        """What judges a whole file, and its text as it was typed."""
        about_files = (check for rule in self._runs() if rule.scope != "text" and (check := file_check_of(rule)) is not None)
        return (*about_files, *self.text_checks)

    @cached_property
    def outdone(self) -> Mapping[str, tuple[str, ...]]:
        """For each running rule that says it, the rules that have nothing to add where it stands."""
        return {rule.name: rule.instead_of for rule in self._runs() if rule.instead_of}

    def _runs(self) -> list[Rule]:
        return [rule for rule in self.known.values() if rule.name in self.running]

    def changed(self, add: frozenset[str] = frozenset(), drop: frozenset[str] = frozenset()) -> "RuleSet":
        """The same rules with some more of them running, or fewer. Equal changes give the same set, whose checks are looked up once."""
        running = (self.running | add) - drop
        if running == self.running:
            return self
        if running not in self._variants:
            self._variants[running] = RuleSet(self.known, running, self.hints)
        return self._variants[running]

    @cached_property
    def _variants(self) -> "dict[frozenset[str], RuleSet]":
        return {}


@cache
def standard(*, hints: bool = True) -> RuleSet:
    """The rules of Aimline, all but those in preview; `hints` says whether hints, too."""
    return choose(rules(), (), hints=hints)


def named(selector: Selector, known: Mapping[str, Rule]) -> tuple[list[Rule], int]:
    """The rules that a selector names, and how exactly: 0 for ALL, the length of a beginning of codes, 100 for one rule.

    Raises:
        UnknownSelector: it names none.
    """
    text = selector.text
    if text.upper() == ALL:
        return list(known.values()), 0
    if text.lower() in known:
        return [known[text.lower()]], 100
    found = [rule for rule in known.values() if rule.code.startswith(text.upper())] if text else []
    if not found:
        raise UnknownSelector(selector, _near(text, known))
    return found, 100 if found[0].code == text.upper() else len(text)


def choose(known: Mapping[str, Rule], selectors: Iterable[Selector], *, hints: bool, preview: bool = False) -> RuleSet:
    """What runs of the known rules.

    Raises:
        UnknownSelector: a selector names no rule.
    """
    selectors = list(selectors)
    start = -1 if any(one.on for one in selectors) else 0
    best = dict.fromkeys(known, (start, -1, start < 0))
    exact: set[str] = set()
    for one in selectors:
        found, exactness = named(one, known)
        for rule in found:
            best[rule.name] = max(best[rule.name], (exactness, one.rank, not one.on))
            if exactness == 100 and one.on:
                exact.add(rule.name)
    asked = (known[name] for name, (_, _, off) in best.items() if not off)
    running = (rule.name for rule in asked if rule.name in exact or ((hints or rule.severity != "hint") and (preview or not rule.preview)))
    return RuleSet(known, frozenset(running), hints)


def _near(text: str, known: Mapping[str, Rule]) -> str | None:
    from rapidfuzz import process

    candidates = [*known, *(rule.code for rule in known.values())]
    near = process.extractOne(text, candidates, score_cutoff=60) or process.extractOne(text.upper(), candidates, score_cutoff=60)
    return near[0] if near else None
