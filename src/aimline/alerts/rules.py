"""The rules that alerts go by: those of `rules/alerts.rules`, and what a user adds to them or says otherwise.

    alert when status is behind
      name: behind
      severity: warning
      again: 7 days

Sentences of any language, one a line, with settings below. A rule with the name of another replaces it; `off: yes` drops it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from aimline import data
from aimline.alerts.model import SEVERITIES, Severity
from aimline.goals.nearest import nearest
from aimline.goals.settings import yes_no
from aimline.rules.alerting import Alerting, length_in_days
from aimline.rules.conditions import Condition, fields_of
from aimline.rules.house import FORMS, digest, impossible
from aimline.rules.reader import Trouble, read_alert
from aimline.rules.sheet import Sheet, Text, names_in, spelling, told, written
from aimline.text.decode import ReadError, read_source
from aimline.text.messages import isolate, messages
from aimline.text.position import Source, Span

LEAST_AGAIN = 7
"""Days before the same alert of a goal may be said again at the earliest."""
_FLAGS = frozenset(["resolve", "once", "recovers", "off"])
_ANY_DAY = date(2026, 1, 1)
"""A day that no calendar has (30 February) is none on any day of evaluation."""
_STATUS = frozenset(["status"])


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When somebody should hear of a goal.

    `days` is on how many evaluations in a row, one a day, the condition must hold. `resolve`: it is said, too, when it no longer holds. `again`: after how
    many days it is said again while it goes on (None: never). `once`: at most once in a window. `recovers`: it is good news, said only after something worse
    was. `goal` is the only goal that it is of, where it stands in a goal file. `off`: it is not asked.
    """

    name: str
    condition: Condition
    days: int = 1
    severity: Severity = "warning"
    resolve: bool = False
    again: int | None = None
    once: bool = False
    recovers: bool = False
    off: bool = False
    goal: str | None = None
    text: str = field(default="", compare=False)
    place: str = field(default="", compare=False)
    """The file and the line that say it."""

    @property
    def about_status(self) -> bool:
        """Whether its condition is about the status alone."""
        return {named.name for named in fields_of(self.condition)} == _STATUS


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


def alert_rules(own: Iterable[AlertRule] = (), files: Sequence[str] = (), sentences: Sequence[tuple[str, str]] = ()) -> tuple[list[AlertRule], list[Text]]:
    """The rules that hold: those that are shipped, then those of files and of sentences (each with where it stands), then those that goals say themselves; and
    everything that is wrong with them. One with the name of another takes its place; those that are off are left out.
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
        read = read_alert(text)
        if isinstance(read, Trouble):
            errors.append(told(place, read.message, read.suggestion))
        else:
            rule = rule_of(read, text, place)
            found[rule.name] = rule
    return [rule for rule in (*found.values(), *own) if not rule.off], errors


def rule_of(read: Alerting, text: str, place: str, goal: str | None = None) -> AlertRule:
    """A sentence as a rule of its own: called by what it looks at."""
    about = "-".join(named.name.replace("_", "-") for named in fields_of(read.condition)[:2])
    return AlertRule(f"{about}-{digest(read)}", read.condition, read.days, read.severity or "warning", goal=goal, text=text.strip(), place=place)


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
            self.rules[-1] = replace(self.rules[-1], **self._said)
        self._said = {}
