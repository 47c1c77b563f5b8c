"""`evaluate --alerts`: what somebody should have heard over a finished log, and how much that is a week."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from aimline.alerts.model import Alert, Severity
from aimline.alerts.words import words
from aimline.goals.model import PlacedGoal
from aimline.render.cells import pad, width, wrapped
from aimline.render.style import styled
from aimline.text.messages import format_number, message

_STYLES: dict[Severity, dict[str, Any]] = {"info": {"dim": True}, "warning": {"colour": "yellow"}, "critical": {"colour": "red", "bold": True}}
_GAP = "  "


def render(alerts: Sequence[Alert], goals: Sequence[PlacedGoal], format_: str, speak: str | None, own: str, columns: int) -> Iterator[str]:
    """The log as text, one array (json) or an alert a line (jsonl). `speak` is the language asked for, else each goal is spoken of in its own; `own` is that of
    what is said about all.
    """
    if format_ == "jsonl":
        yield from (alert.json() + "\n" for alert in alerts)
    elif format_ == "json":
        yield json.dumps([alert.record() for alert in alerts], ensure_ascii=False, indent=2) + "\n"
    else:
        language_of = {placed.goal.id: placed.language for placed in goals}
        yield from (line + "\n" for line in _text(alerts, language_of, speak, own, columns))


def _text(alerts: Sequence[Alert], language_of: Mapping[str, str], speak: str | None, own: str, columns: int) -> Iterator[str]:
    spoken = [(alert, words(alert.record(), speak or language_of.get(alert.goal, own))) for alert in alerts]
    first = max((width(said.severity) for _, said in spoken), default=0)
    for day, group in groupby(spoken, key=lambda one: one[0].at):
        yield styled(day.isoformat(), bold=True)
        for alert, said in group:
            yield f"{_GAP}{styled(pad(said.severity, first), **_STYLES[alert.severity])}{_GAP}{said.title}"
            indent = " " * (len(_GAP) + first + len(_GAP))
            for line in wrapped(said.goal, columns - len(indent)):
                yield indent + line
            for line in wrapped(said.reason, columns - len(indent)):
                yield styled(indent + line, dim=True)
        yield ""
    yield from wrapped(summary(alerts, own), columns)


def summary(alerts: Sequence[Alert], language: str) -> str:
    """How many alerts there were, and how many that is a week for whoever answers for the goals: on average, and in the fullest week."""
    if not alerts:
        return message("alerts.summary.none", language)
    first, last = min(alert.at for alert in alerts), max(alert.at for alert in alerts)
    weeks = max(1.0, ((last - first).days + 1) / 7)
    by_week = Counter(alert.at - timedelta(days=alert.at.weekday()) for alert in alerts)
    people = {alert.standing.get("owner") for alert in alerts}
    by_person = max(Counter((alert.standing.get("owner"), alert.at - timedelta(days=alert.at.weekday())) for alert in alerts).values())
    name = "one" if len(people) < 2 else "several"
    return message(
        f"alerts.summary.{name}",
        language,
        alerts=message("alerts.summary.count", language, n=str(len(alerts))),
        average=format_number(len(alerts) / weeks / len(people), 1),
        most=str(max(by_week.values()) if len(people) < 2 else by_person),
        first=first.isoformat(),
        last=last.isoformat(),
    )
