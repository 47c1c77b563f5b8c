"""The rules that alerts go by: those of `rules/alerts.rules`, and what a user adds to them or says otherwise.

    alert when status is behind
      name: behind
      severity: warning
      again: 7 days

Sentences of any language, one a line, with settings below. A rule with the name of another replaces it; `off: yes` drops it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from aimline import data
from aimline.alerts.model import SEVERITIES, Severity
from aimline.goals.model import PlacedGoal
from aimline.goals.nearest import nearest
from aimline.goals.settings import yes_no
from aimline.language import language_of
from aimline.rules.alerting import Alerting, length_in_days
from aimline.rules.conditions import Condition, fields_of
from aimline.rules.house import FORMS, digest, impossible
from aimline.rules.reader import Trouble, read_alert
from aimline.rules.say import say_alert
from aimline.rules.sheet import Sheet, Text, names_in, spelling, told, written
from aimline.rules.words import spoken
from aimline.text.decode import ReadError, read_source
from aimline.text.messages import isolate, languages, messages
from aimline.text.position import Source, Span

LEAST_AGAIN = 7
"""Days before the same alert of a goal may be said again at the earliest."""
_FLAGS = frozenset(["resolve", "once", "recovers", "off"])
_COMMAS = re.compile("[,،]")
_ANY_DAY = date(2026, 1, 1)
"""A day that no calendar has (30 February) is none on any day of evaluation."""
_STATUS = frozenset(["status"])
_KEPT = 32_768
"""Rules of which it is known how they are said: goal files may have one a goal."""


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When somebody should hear of a goal.

    `days` is on how many evaluations in a row, one a day, the condition must hold. `resolve`: it is said, too, when it no longer holds. `again`: after how
    many days it is said again while it goes on (None: never). `once`: at most once in a window. `recovers`: it is good news, said only after something worse
    was. `unless`: rules that say more of the same; while one of these holds, or has been said within a week, this one is not said. `only` are the ids of the
    goals that it is of, where it stands in goal files (None: all). `off`: it is not asked.
    """

    name: str
    condition: Condition
    days: int = 1
    severity: Severity = "warning"
    resolve: bool = False
    again: int | None = None
    once: bool = False
    recovers: bool = False
    unless: tuple[str, ...] = ()
    off: bool = False
    only: frozenset[str] | None = None
    text: str = field(default="", compare=False)
    place: str = field(default="", compare=False)
    """The file and the line that say it."""
    unnamed: bool = field(default=False, compare=False)
    """Its name was made, for want of one: people are told what it says instead."""

    @property
    def title(self) -> Mapping[str, str] | None:
        """What it is called, in every language, where it has no name: what it says, shortly."""
        return _title(self) if self.unnamed else None

    @property
    def said(self) -> Mapping[str, str]:
        """The rule as a sentence of every language, its own in its own words."""
        return _said(self)

    @property
    def about_status(self) -> bool:
        """Whether its condition is about the status alone."""
        return {named.name for named in fields_of(self.condition)} == _STATUS


def titles(rules: Iterable[AlertRule]) -> dict[str, Mapping[str, str]]:
    """What rules without a name of their own are called, by the names that were made for them."""
    return {rule.name: title for rule in rules if (title := rule.title) is not None}


@lru_cache(maxsize=_KEPT)
def _title(rule: AlertRule) -> Mapping[str, str]:
    first, alert = spoken()[0], Alerting(rule.condition, rule.days)
    return {language: say_alert(alert, language if language in spoken() else first, title=True) for language in languages()}


@lru_cache(maxsize=_KEPT)
def _said(rule: AlertRule) -> Mapping[str, str]:
    first, own = spoken()[0], language_of(rule.text)
    alert, read = Alerting(rule.condition, rule.days), read_alert(rule.text)
    own = own if isinstance(read, Alerting) and read.days == rule.days else ""
    return {language: rule.text if language == own else say_alert(alert, language if language in spoken() else first) for language in languages()}


def shipped() -> list[AlertRule]:
    """The rules of `rules/alerts.rules`, in their order."""
    return list(_shipped())


@cache
def _shipped() -> tuple[AlertRule, ...]:
    path = data.path("rules", "alerts.rules")
    rules, troubles = read_alert_rules(Source(path.read_text(encoding="utf-8"), "alerts.rules"))
    if troubles:
        raise ValueError("\n".join(text["en"] for text in troubles))
    return tuple(rules)


def read_alert_rules(source: Source) -> tuple[list[AlertRule], list[Text]]:
    """The alert rules of a `.rules` file, and everything that is wrong in it, each with its line and column."""
    reading = _Reading(source)
    reading.read()
    return reading.rules, reading.errors


def alert_rules(
    goals: Iterable[PlacedGoal] = (),
    files: Sequence[str] = (),
    sentences: Sequence[tuple[str, str]] = (),
    *,
    off: bool = False,
    unread: list[Text] | None = None,
) -> tuple[list[AlertRule], list[Text]]:
    """The rules that hold: those that are shipped, then those of files and of sentences (each with where it stands), then those that goals say themselves; and
    everything that is wrong with them. One with the name of another takes its place; those that are off are left out, unless they are asked for.
    What is wrong with alerts of goals is added to `unread` instead, where it is given.
    """
    found, errors = {rule.name: rule for rule in _shipped()}, list[Text]()
    for file in files:
        try:
            rules, wrong = read_alert_rules(read_source(Path(file)))
        except ReadError as error:
            errors.append(error.message)
            continue
        errors += wrong
        found.update({rule.name: rule for rule in rules})
    for text, place in sentences:
        rule = _of_sentence(text, place, errors)
        if rule is not None:
            found[rule.name] = rule
    own = {rule.name: rule for rule in goal_rules(goals, errors if unread is None else unread)}
    for rule in found.values():
        for name in rule.unless:
            if name not in found and name not in own:
                errors.append(told(rule.place, messages("house.file.no_rule", name=isolate(name)), nearest(name, list(found))))
    for circle in _circles(found):
        errors.append(told(found[circle[0]].place, messages("house.file.unless_circle", names=isolate(" → ".join([*circle, circle[0]])))))
    return [rule for rule in (*found.values(), *(own[name] for name in own if name not in found)) if off or not rule.off], errors


def _circles(rules: Mapping[str, AlertRule]) -> Iterator[list[str]]:
    """The rules of which each is left unsaid for the next one, and the last for the first: while they hold together none of them would be said."""
    settled: set[str] = set()
    for start in rules:
        way: list[str] = []
        reached, stack = {start}, [(start, 0)]
        while stack:
            name, depth = stack.pop()
            del way[depth:]
            if name in way:
                yield way[way.index(name) :]
            elif name in rules and name not in settled:
                way.append(name)
                reached.add(name)
                stack += [(other, depth + 1) for other in rules[name].unless]
        settled |= reached


def goal_rules(goals: Iterable[PlacedGoal], errors: list[Text]) -> list[AlertRule]:
    """The rules that goals, their headings and their files say themselves. The same alert of many goals is one rule of them all; what is wrong is added to
    the errors.
    """
    found: dict[str, AlertRule] = {}
    members: dict[str, set[str]] = {}
    read: dict[tuple[str, str], AlertRule | None] = {}
    for placed in goals:
        for text, line in zip(placed.goal.alerts, placed.alert_lines, strict=True):
            place = f"{placed.file or '-'}:{line}"
            if (text, place) not in read:
                read[text, place] = _of_sentence(text, place, errors)
            rule = read[text, place]
            if rule is not None:
                found.setdefault(rule.name, rule)
                members.setdefault(rule.name, set()).add(placed.goal.id)
    return [replace(rule, only=frozenset(members[name])) for name, rule in found.items()]


def _of_sentence(text: str, place: str, errors: list[Text]) -> AlertRule | None:
    read = read_alert(text)
    wrong = impossible(read.condition, _ANY_DAY) if not isinstance(read, Trouble) else None
    if isinstance(read, Trouble):
        errors.append(told(place, read.message, read.suggestion))
    elif wrong is not None:
        errors.append(told(place, wrong))
    else:
        return rule_of(read, text, place)
    return None


def rule_of(read: Alerting, text: str, place: str) -> AlertRule:
    """A sentence as a rule of its own: called by what it looks at."""
    about = "-".join(named.name.replace("_", "-") for named in fields_of(read.condition)[:2])
    return AlertRule(f"{about}-{digest(read)}", read.condition, read.days, read.severity or "warning", text=text.strip(), place=place, unnamed=True)


class _Reading(Sheet):
    """A file of alert rules as far as it was read."""

    table = "alert_settings"

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.rules: list[AlertRule] = []
        self._days = 1
        self._said: dict[str, Any] = {}
        """What the settings of the last rule say."""

    def sentence(self, start: int, content: str) -> bool:
        """An alert."""
        self.end()
        found = read_alert(content)
        if isinstance(found, Trouble):
            self.tell(Span(start + found.span.start, start + found.span.end), found.message, found.suggestion)
            return False
        wrong = impossible(found.condition, _ANY_DAY)
        if wrong is not None:
            self.tell(Span(start, start + len(content)), wrong)
            return False
        self.rules.append(rule_of(found, content, self.place(start)))
        self._said = {} if found.severity is None else {"severity": found.severity}
        self._days = found.days
        return True

    def setting(self, key: str, value: str, place: Span) -> list[str] | None:
        """A setting of the last rule."""
        if key in self._said:
            self.tell(place, messages("house.file.twice", text=isolate(key)))
            return None
        read = self._read(key, value, place)
        if read is not None:
            self._said[key] = read
        return None

    def _read(self, key: str, value: str, place: Span) -> Any:
        if key in _FLAGS:
            answer = yes_no(value)
            return answer if answer is not None else self.tell(place, messages("house.file.no_flag", text=isolate(value)))
        if key == "severity":
            found = written("alert_severities").get(spelling(value))
            if found not in SEVERITIES:
                return self.tell(place, messages("house.file.no_alert_severity", text=isolate(value)), nearest(value, names_in("alert_severities")))
            return found
        if key == "unless":
            names = [name.strip().lower() for name in _COMMAS.split(value)]
            wrong = next((name for name in names if not FORMS["name"].fullmatch(name) and not name.isalnum()), None)
            return tuple(names) if wrong is None else self.tell(place, messages("house.file.no_name", text=isolate(wrong)))
        if key == "name":
            return value.lower() if FORMS["name"].fullmatch(value) or value.isalnum() else self.tell(place, messages("house.file.no_name", text=isolate(value)))
        days = length_in_days(value)
        if days is None or days < (LEAST_AGAIN if key == "again" else 1):
            return self.tell(place, messages(f"house.file.no_{key}", text=isolate(value), least=str(LEAST_AGAIN)))
        if key == "days" and self._days > 1:
            return self.tell(place, messages("house.file.twice", text=isolate(value)))
        return days

    def end(self) -> None:
        """The settings of the last rule are complete."""
        if self._said and self.rules and not self._broken:
            self.rules[-1] = replace(self.rules[-1], **self._said, unnamed="name" not in self._said)
        self._said = {}
