"""Text → typed rules and conditions. What cannot be read is an error with its place, never an exception: `Trouble` is a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from aimline.language.lexicon import load
from aimline.language.which import language_of
from aimline.rules.alerting import SUBJECT, Alerting, Alerts, announced
from aimline.rules.conditions import Condition, Duty
from aimline.rules.duties import Duties
from aimline.rules.meaning import Meaning
from aimline.rules.order import ordered, tidied
from aimline.rules.parser import Stuck, trees
from aimline.rules.typed import Unclear
from aimline.rules.words import Said, Token, scan, spoken
from aimline.text.messages import isolate, languages, messages
from aimline.text.position import Span

LONGEST = 500
"""Characters of the longest sentence that is read as a rule."""
_READINGS = 40
"""Trees of a sentence that are looked at."""
_KEPT = 32_768
"""Sentences that are not read again: lint, rules and what is said of them read the same ones, and goal files may have one a goal."""
_FINAL = frozenset(["ambiguous", "permits"])
"""What is wrong with a sentence however it is taken: no other tree of it is looked at."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a text is no rule: a message in every language, the place, and what was probably meant, where that is known."""

    message: Mapping[str, str]
    span: Span
    suggestion: str | None = None


def read_rule(text: str, subject: str = "goal", language: str | None = None) -> Duty | Trouble:
    """The rule that a sentence says."""
    return _read(text, "rule", subject, language)  # type: ignore[return-value]


def read_condition(text: str, subject: str = "goal", language: str | None = None) -> Condition | Trouble:
    """The condition that a text says: `budget above $500 and owner is missing`."""
    return _read(text, "condition", subject, language)  # type: ignore[return-value]


def read_alert(text: str, language: str | None = None) -> Alerting | Trouble:
    """The alert that a sentence says: `alert when pace is below 80% for 3 days`. A mere condition is one, too."""
    return _read(text, "alert", SUBJECT, language)  # type: ignore[return-value]


@lru_cache(maxsize=_KEPT)
def _read(text: str, start: str, subject: str, language: str | None) -> Duty | Condition | Alerting | Trouble:
    whole = Span(0, len(text))
    if len(text) > LONGEST:
        return Trouble(messages("house.too_long", count=str(len(text)), most=str(LONGEST)), whole)
    if not text.strip():
        return Trouble(messages("house.empty"), whole)
    if language is not None:
        return _read_in(text, start, subject, language if language in spoken() else spoken()[0])
    likely = language_of(text)
    found = [_read_in(text, start, subject, name) for name in spoken() if name == likely] or [_read_in(text, start, subject, spoken()[0])]
    if isinstance(found[0], Trouble):
        # a few words do not tell which language they are of
        found += [_read_in(text, start, subject, name) for name in spoken() if load(name).script == load(likely).script and name != likely]
    return next((one for one in found if not isinstance(one, Trouble)), found[0])


def _read_in(text: str, start: str, subject: str, language: str) -> Duty | Condition | Alerting | Trouble:
    tokens, whole = scan(text, language, alerts=start == "alert"), Span(0, len(text))
    words = ordered(tokens, subject) if start == "rule" else announced(tokens, text, language) if start == "alert" else tidied(tokens, subject)
    stuck, first = Stuck(), None
    for count, tree in enumerate(trees(words, start, subject, stuck)):
        try:
            if start == "alert":
                return Alerts(language).alert(tree)
            meaning = Duties(subject, language)
            return meaning.duty(tree) if start == "rule" else meaning.condition(tree)
        except Unclear as error:
            first = first or Trouble(messages(f"house.{error.name}", **_shown(error.params)), error.span, error.suggestion)
            if error.name in _FINAL:
                break
        if count == _READINGS:
            break
    return first or _no_place(words, stuck, whole, text, subject, language)


def _shown(params: Mapping[str, str | Mapping[str, str]]) -> dict[str, str | dict[str, str]]:
    return {
        name: {key: isolate(text) for key, text in value.items()} if isinstance(value, Mapping) else isolate(value) if value else ""
        for name, value in params.items()
    }


def _no_place(words: list[Token], stuck: Stuck, whole: Span, text: str, subject: str, language: str) -> Trouble:
    """What to say of a sentence that the grammar has no place for."""
    for word in words[: stuck.reached + 1]:
        # what breaks off behind a word that nobody knows breaks off because of it
        said = text[word.span.start : word.span.end]
        near = Meaning(subject, language).nearest(said) if _is_unknown(word) else None
        if near is not None:
            return Trouble(messages("house.unknown", text=isolate(said)), word.span, near)
    kinds = {kind: messages(f"house.kind.{kind}") for kind in sorted(stuck.expected) if kind in _NAMED}
    listed = {name: ", ".join(dict.fromkeys(said[name] for said in kinds.values())) for name in languages()}
    if stuck.reached >= len(words) or not words:
        return Trouble(messages("house.unfinished", expected=listed), Span(max(len(text.rstrip()) - 1, 0), len(text.rstrip())) if text.strip() else whole)
    word = words[stuck.reached]
    said = text[word.span.start : word.span.end]
    return Trouble(messages("house.no_place", text=isolate(said), expected=listed), word.span)


def _is_unknown(word: Token) -> bool:
    value = word.senses[0].value
    return isinstance(value, Said) and not value.readings and not value.quoted


_NAMED = frozenset(["SUBJECT", "FIELD", "MUST", "HAVE", "CMP", "VALUE", "CONN", "CLOSE", "IS", "IF", "SEVERITY"])
"""The kinds of words that a message names where one of them was expected."""
