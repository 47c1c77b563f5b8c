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
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date

from aimline.goals.nearest import nearest
from aimline.rules.conditions import Condition, Duty, NoSuchDay, fields_of
from aimline.rules.predicate import predicate
from aimline.rules.reader import Trouble, read_rule
from aimline.rules.sheet import Sheet, Text, names_in, spelling, told, written
from aimline.text.messages import isolate, messages
from aimline.text.position import Source, Span

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


def digest(meaning: object) -> str:
    """A short hash of what a rule means."""
    return hashlib.sha256(json.dumps(_meaning(meaning), sort_keys=True).encode()).hexdigest()[:6]


def _meaning(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__name__
        if kind == "Field":
            return f"{getattr(value, 'subject', '')}.{getattr(value, 'name', '')}"
        return [kind, *(_meaning(getattr(value, each.name)) for each in fields(value))]
    return [_meaning(part) for part in value] if isinstance(value, tuple) else value


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


def read_rules(source: Source, today: date) -> tuple[list[HouseRule], list[Text]]:
    """The rules of a `.rules` file, and everything that is wrong in it, each with its line and column."""
    reading = _Reading(source, today)
    reading.read()
    return reading.rules, reading.errors


class _Reading(Sheet):
    """A file of rules of the house as far as it was read."""

    examples = frozenset(["good", "bad"])

    def __init__(self, source: Source, today: date) -> None:
        super().__init__(source)
        self.today = today
        self.rules: list[HouseRule] = []

    def sentence(self, start: int, content: str) -> bool:
        """A rule."""
        found = read_rule(content)
        if isinstance(found, Trouble):
            self.tell(Span(start + found.span.start, start + found.span.end), found.message, found.suggestion)
            return False
        wrong = impossible(found.broken, self.today)
        if wrong is not None:
            self.tell(Span(start, start + len(content)), wrong)
            return False
        self.rules.append(HouseRule(found, content, self.place(start)))
        return True

    def setting(self, key: str, value: str, place: Span) -> list[str] | None:
        """A setting of the last rule."""
        rule, severities = self.rules[-1], written("severities")
        if key in ("good", "bad"):
            examples = rule.good if key == "good" else rule.bad
            examples.append(value)
            return examples
        if key in rule.settings:
            self.tell(place, messages("house.file.twice", text=isolate(key)))
        elif key == "severity" and spelling(value) not in severities:
            self.tell(place, messages("house.file.no_severity", text=isolate(value)), nearest(value, names_in("severities")))
        elif key in FORMS and not FORMS[key].fullmatch(value):
            self.tell(place, messages(f"house.file.no_{key}", text=isolate(value)))
        else:
            rule.settings[key] = severities[spelling(value)] if key == "severity" else value
        return None
