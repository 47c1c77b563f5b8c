"""Rules of the house as their users write them: a `.rules` file, one sentence a line, each with settings indented below it.

    // who answers for what
    every goal must have an owner
      code: H1
      because: somebody must answer when it is late
      bad: Gain 100 followers on TikTok in 30 days
      good: Gain 100 followers on TikTok in 30 days
        owner: Sara

An example goes on in lines that are indented further than its key. Lines that begin with `#` or `//` are comments. Whatever is wrong is told with its place,
and the rest is read all the same.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache

from aimline.goals.nearest import nearest
from aimline.language.lexicon import split_words
from aimline.rules.conditions import Condition, Duty, NoSuchDay, fields_of
from aimline.rules.predicate import predicate
from aimline.rules.reader import Trouble, read_rule
from aimline.rules.words import spoken, words
from aimline.text.messages import isolate, messages
from aimline.text.normalise import normalise
from aimline.text.position import Source, Span

Text = Mapping[str, str]
_KEYED = re.compile(r"([^:：]{1,40}?)\s*[:：]\s*(.*)")
FORMS = {
    "code": re.compile(r"[A-Za-z]\d{1,2}|[A-Za-z]{1,4}\d{3}|[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+"),
    "name": re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+"),
}
"""Codes and names that comments can silence: H1, ORG101, TEAM-7; owner-first."""
PREFIX = "ORG"
"""What the codes of rules without a code of their own begin with."""


@dataclass(slots=True)
class HouseRule:
    """One rule of a house. `settings` are its texts by canonical key; `place` is the file and the line that say it."""

    duty: Duty
    text: str
    place: str
    settings: dict[str, str] = field(default_factory=dict)
    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        """Its own code, else one that is the same for the same rule in every language and wherever it stands."""
        return self.settings.get("code", "").upper() or f"{PREFIX}-{digest(self.duty).upper()}"

    @property
    def name(self) -> str:
        """Its own name, else the fields that it asks for."""
        about = "-".join(found.name.replace("_", "-") for found in fields_of(self.duty.must)[:2])
        return self.settings.get("name", "").lower() or f"{about}-{digest(self.duty)}"


def digest(duty: Duty) -> str:
    """A short hash of what a rule means."""
    return hashlib.sha256(json.dumps(_meaning(duty), sort_keys=True).encode()).hexdigest()[:6]


def _meaning(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__name__
        if kind == "Field":
            return f"{getattr(value, 'subject', '')}.{getattr(value, 'name', '')}"
        return [kind, *(_meaning(getattr(value, each.name)) for each in fields(value))]
    return [_meaning(part) for part in value] if isinstance(value, tuple) else value


@cache
def setting_keys() -> Mapping[str, str]:
    """The keys of settings in every language, in normal spelling → canonical."""
    return _written("settings")


@cache
def severities() -> Mapping[str, str]:
    """How every language calls severities, in normal spelling → error, warning, hint."""
    return _written("severities")


def _written(table: str) -> dict[str, str]:
    return {_spelling(name): key for language in spoken() for key, names in words(language).content.get(table, {}).items() for name in names}


def _spelling(text: str) -> str:
    return " ".join(split_words(normalise(text)[0]))


def read_sentence(text: str, place: str, today: date) -> HouseRule | Text:
    """One sentence as a rule, else what is wrong with it. `place` names where it stands."""
    found = read_rule(text)
    if isinstance(found, Trouble):
        return told(place, found.message, found.suggestion)
    wrong = impossible(found.broken, today)
    return HouseRule(found, text.strip(), place) if wrong is None else told(place, wrong)


def impossible(condition: Condition, today: date) -> Text | None:
    """What is wrong with the days that a condition names; None where nothing is."""
    try:
        predicate(condition, today)
    except NoSuchDay as error:
        return messages("house.no_such_day", text=isolate(error.value))
    return None


def told(place: str, text: Text, near: str | None = None) -> Text:
    """What is wrong at a place."""
    found = {}
    for language, said in text.items():
        one = messages("house.file.at_near" if near else "house.file.at", place=isolate(place), text=said, near=isolate(near or ""))
        found[language] = one[language]
    return found


def read_rules(source: Source, today: date) -> tuple[list[HouseRule], list[Text]]:
    """The rules of a `.rules` file, and everything that is wrong in it, each with its line and column."""
    reading = _Reading(source, today)
    for start, line in _lines(source.text):
        reading.line(start, line)
    return reading.rules, reading.errors


def _lines(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in text.split("\n"):
        yield at, line.rstrip("\r")
        at += len(line) + 1


class _Reading:
    """A file as far as it was read."""

    def __init__(self, source: Source, today: date) -> None:
        self.source, self.today = source, today
        self.rules: list[HouseRule] = []
        self.errors: list[Text] = []
        self._broken = False
        """Whether the sentence above could not be read: what stands under it is read, and belongs to nothing."""
        self._example: tuple[list[str], int] | None = None
        """The list that holds the last example, and how far its key is indented."""

    def line(self, start: int, line: str) -> None:
        """Take in one line."""
        content = line.strip()
        indent = len(line) - len(line.lstrip())
        if self._example is not None and content and indent > self._example[1]:
            examples, _ = self._example
            examples[-1] += "\n" + " " * (indent - self._example[1]) + content
            return
        self._example = None
        if not content or content.startswith(("#", "//")):
            return
        if indent:
            self._setting(start + indent, content, indent)
            return
        found = read_rule(content)
        wrong = None if isinstance(found, Trouble) else impossible(found.broken, self.today)
        self._broken = isinstance(found, Trouble) or wrong is not None
        if isinstance(found, Trouble):
            self._tell(Span(start + found.span.start, start + found.span.end), found.message, found.suggestion)
        elif wrong is not None:
            self._tell(Span(start, start + len(content)), wrong)
        else:
            self.rules.append(HouseRule(found, content, self._place(start)))

    def _setting(self, start: int, content: str, indent: int) -> None:
        whole = Span(start, start + len(content))
        keyed = _KEYED.fullmatch(content)
        if keyed is None:
            self._tell(whole, messages("house.file.stray", text=isolate(content)))
            return
        key, value = setting_keys().get(_spelling(keyed[1])), keyed[2].strip()
        if key is None:
            near = nearest(keyed[1], [name for language in spoken() for names in words(language).content["settings"].values() for name in names])
            self._tell(Span(start, start + len(keyed[1])), messages("house.file.unknown_setting", text=isolate(keyed[1])), near)
        elif not value:
            self._tell(whole, messages("house.file.no_value", text=isolate(keyed[1])))
        elif self._broken:
            self._example = ([value], indent) if key in ("good", "bad") else None
        elif not self.rules:
            self._tell(whole, messages("house.file.orphan", text=isolate(content)))
        else:
            self._take(key, value, whole, indent)

    def _take(self, key: str, value: str, place: Span, indent: int) -> None:
        rule = self.rules[-1]
        if key in ("good", "bad"):
            examples = rule.good if key == "good" else rule.bad
            examples.append(value)
            self._example = (examples, indent)
        elif key in rule.settings:
            self._tell(place, messages("house.file.twice", text=isolate(key)))
        elif key == "severity" and _spelling(value) not in severities():
            names = [name for language in spoken() for each in words(language).content["severities"].values() for name in each]
            self._tell(place, messages("house.file.no_severity", text=isolate(value)), nearest(value, names))
        elif key in FORMS and not FORMS[key].fullmatch(value):
            self._tell(place, messages(f"house.file.no_{key}", text=isolate(value)))
        else:
            rule.settings[key] = severities()[_spelling(value)] if key == "severity" else value

    def _place(self, offset: int) -> str:
        return f"{self.source.name or '-'}:{self.source.position(offset).line}"

    def _tell(self, span: Span, text: Text, near: str | None = None) -> None:
        position = self.source.position(span.start)
        self.errors.append(told(f"{self.source.name or '-'}:{position.line}:{position.column}", text, near))
