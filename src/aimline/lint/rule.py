"""Rules as data: `rules/lint/*.toml`, one file a family."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from aimline import data, prebuilt
from aimline.catalogue import Catalogue
from aimline.goals.timing import Timing
from aimline.language import Draft, File, Statement
from aimline.text.diagnostic import Note, Severity
from aimline.text.messages import languages

if TYPE_CHECKING:
    from aimline.lint.history import History
    from aimline.rules.conditions import Condition


T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: what it is called, how grave it is, what it says, why, and examples. `check` names the function of its family that judges, None where the
    parser itself notes it.
    """

    code: str
    name: str
    criterion: str
    severity: Severity
    message: Mapping[str, str]
    advice: Mapping[str, str]
    rationale: Mapping[str, str]
    bad: tuple[str, ...]
    good: tuple[str, ...]
    since: str
    check: str | None = None
    scope: str = "goal"
    """What it looks at: one goal, a whole .goals file, a document with goals in it, or the text as it was typed. The examples are of that kind."""
    unmet: bool = True
    """Whether the SMART letter is unmet while it stands. Doubts about how a sentence was read, and goals that could be written better, leave it met."""
    once: bool = False
    """Whether it speaks once a sentence, about its first goal: the others are to be split off anyway, and `multiple-goals` says so."""
    preview: bool = False
    """Whether it is on trial: it runs only where it is selected by code or name, or where previews are asked for."""
    instead_of: tuple[str, ...] = ()
    """The rules that have nothing to add about a place where this one stands: the cause is told, not what follows from it."""
    needs: tuple[str, ...] = ()
    """Without one of these there is nothing to judge, and the check is not asked (nor its file read): settings, by key, or `actions`."""
    fix: Literal["safe", "unsafe", "none"] = "none"
    """Whether it comes with a fix: one that keeps the typed goal, one that may change it, or none. Where it is unsafe single fixes may still be safe."""
    fix_says: Mapping[str, str] = field(default_factory=dict)
    """What the fix does, in the words that stand beside it; of a rule without a fix, why the text does not determine one."""
    log: str = ""
    """The log that its examples are read with, a series a line (`metrics.inline`); empty for rules that need none."""
    family: str = ""
    """The file that declares it, and that of its check: `rules/lint/<family>.toml`, `aimline.lint.families.<family>`."""
    when: "Condition | str | None" = None
    """The condition that breaks it, for rules that are no function. Those of `rules/lint/` have it in words, which are read when the rule is first asked."""
    function: Any = None
    """The check itself, of rules that come from elsewhere."""
    origin: str = ""
    """Where a rule comes from that is not one of Aimline's: a file and a line, or a package."""


class Context:
    """What a check may look at: one draft of a statement, its resolved time, the catalogue and the day it is."""

    __slots__ = ("catalogue", "draft", "history", "index", "statement", "timing", "today")

    def __init__(
        self, statement: Statement, draft: Draft, index: int, timing: Timing, catalogue: Catalogue, today: date, history: "History | None" = None
    ) -> None:
        self.statement = statement
        self.draft = draft
        self.index = index
        """Which goal of its statement the draft is, from 0."""
        self.timing = timing
        self.catalogue = catalogue
        self.today = today
        self.history = history
        """What the log of the account says of it; None without a log."""


class FileContext:
    """What a check of a rule about whole files may look at."""

    __slots__ = ("_known", "catalogue", "file", "today")

    def __init__(self, file: File, catalogue: Catalogue, today: date) -> None:
        self.file = file
        self.catalogue = catalogue
        self.today = today
        self._known: dict[object, Any] = {}

    def once(self, ask: "Callable[[FileContext], T]") -> "T":
        """What a function finds in the file, looked for once however many rules ask."""
        if ask not in self._known:
            self._known[ask] = ask(self)
        found: T = self._known[ask]
        return found


Check = Callable[[Context], Iterator[Note]]

FileCheck = Callable[[FileContext], Iterator[tuple[Note, Statement | None]]]
"""A check of a rule with `scope = "file"` or `"text"`: notes, each with the statement that it is about; None for headings and comments."""


@cache
def check_of(rule: Rule) -> Check | None:
    """The function that judges a rule about single goals.

    Raises:
        ValueError: the rule names a function that its family does not have, or its condition cannot be read.
    """
    if rule.scope in _OF_FILES:
        return None
    if (condition := condition_of(rule)) is not None:
        from aimline.lint.condition import check

        return check(rule.name, condition)
    return rule.function or (None if rule.check is None else _function(rule))


@cache
def condition_of(rule: Rule) -> "Condition | None":
    """The condition that breaks a rule; None where a function judges it.

    Raises:
        ValueError: a rule of `rules/lint/` has words that are no condition; the message names file, rule and column.
    """
    if not isinstance(rule.when, str):
        return rule.when
    from aimline.rules.reader import Trouble, read_condition

    found = read_condition(rule.when)
    if isinstance(found, Trouble):
        raise ValueError(f"{rule.family}.toml: {rule.code}: when, {found.span.start + 1}: {found.message[languages()[0]]}")
    return found


@cache
def file_check_of(rule: Rule) -> FileCheck | None:
    """The function that judges a rule about whole files; raises as `check_of` does."""
    if rule.scope not in _OF_FILES:
        return None
    return rule.function or (None if rule.check is None else _function(rule))


CRITERIA = ("specific", "measurable", "achievable", "realistic", "time_bound", "file", "text_safety")
"""What rules are about: the five letters, files, and what the eye cannot see."""
_OF_FILES = frozenset(["file", "text"])


def _function(rule: Rule) -> Any:
    try:
        return getattr(import_module(f"aimline.lint.families.{rule.family}"), rule.check or "")
    except (ImportError, AttributeError) as error:
        raise ValueError(f"{rule.family}.toml: {rule.code}: there is no function {rule.check!r} in aimline/lint/families/{rule.family}.py") from error


@cache
def rules() -> dict[str, Rule]:
    """All rules by name, in the order of their codes.

    Raises:
        ValueError: a rule file lacks a field or has one too many; the message names file and rule.
    """
    found: list[Rule] = []
    for file in sorted(data.path("rules", "lint").glob("*.toml")):
        content = prebuilt.toml("rules", "lint", file.name)
        found += (rule_of(entry, content["criterion"], file.stem) for entry in content["rules"])
    return {rule.name: rule for rule in sorted(found, key=lambda rule: rule.code)}


def rule_of(entry: Mapping[str, Any], criterion: str, family: str) -> Rule:
    """A `[[rules]]` of the file of a family.

    Raises:
        ValueError: it lacks a field or has one too many; the message names file and rule.
    """
    fields: dict[str, Any] = {
        **entry,
        **{part: _spoken(entry[part]) for part in ("message", "advice", "rationale", "fix_says") if part in entry},
        "bad": tuple(entry.get("bad", ())),
        "good": tuple(entry.get("good", ())),
        "instead_of": tuple(entry.get("instead_of", ())),
        "needs": tuple(entry.get("needs", ())),
    }
    try:
        return Rule(criterion=criterion, family=family, **fields)
    except TypeError as error:
        raise ValueError(f"{family}.toml: {entry.get('code', '?')}: {error}") from error


def _spoken(texts: Mapping[str, str]) -> dict[str, str]:
    """A text in every language that Aimline speaks; where it lacks one, as in the first."""
    return {language: texts.get(language, texts[languages()[0]]) for language in languages()}


def find(key: str) -> Rule | None:
    """A rule by code or by name."""
    known = rules()
    return known.get(key.lower()) or next((rule for rule in known.values() if rule.code == key.upper()), None)
