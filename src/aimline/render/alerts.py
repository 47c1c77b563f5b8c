"""Alerts for people and for programs: `evaluate --alerts` and `watch` print them one after the other, as they are said.

Right-to-left text stands between isolates in logical order, as in the table of standings.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aimline.alerts.model import SEVERITIES, Alert
from aimline.alerts.words import words
from aimline.render.cells import pad, width, wrapped
from aimline.render.style import styled
from aimline.text.messages import direction, format_number, isolate, message

FORMATS = ("text", "jsonl")
_STYLES: Mapping[str, dict[str, Any]] = {"info": {"colour": "cyan"}, "warning": {"colour": "yellow"}, "critical": {"colour": "red", "bold": True}}
_NARROWEST = 24
_GAP = "  "
_NAMED = 5
"""Owners that the summary names."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What the text is told of a run: the language asked for (None: that of each goal, by its id), the one for what is about no single goal, the room."""

    language: str | None = None
    languages_of: Mapping[str, str] = field(default_factory=dict)
    own: str = "en"
    columns: int = 120
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What rules without a name are called."""

    def of(self, goal: str) -> str:
        """The language to speak of a goal."""
        return self.language or self.languages_of.get(goal, self.own)


def as_jsonl(alert: Alert) -> str:
    """An alert as its line of the log."""
    return alert.json() + "\n"


def as_text(alert: Alert, speech: Speech) -> str:
    """An alert in words, a few lines, the first with the day, how grave it is and what happened."""
    said = words(alert.record(), speech.of(alert.goal), speech.titles)
    day = alert.at.isoformat()
    wide = max(width(message(f"notice.severity.{severity}", said.language)) for severity in SEVERITIES)
    indent = " " * len(day) + _GAP
    room = max(_NARROWEST, speech.columns - width(indent))
    lines = [styled(day, dim=True) + _GAP + styled(pad(said.severity, wide), **_STYLES[alert.severity]) + _GAP + styled(said.title, bold=True)]
    # isolates are set line by line: what is open at the end of one would reorder it
    lines += [indent + said.kept(line) for line in wrapped(said.goal, room)]
    lines += [indent + line for line in wrapped(said.reason, room)]
    between = message("notice.between", said.language)
    for parts in (said.figures(), (*said.about, said.id)):
        lines += [indent + styled(line, dim=True) for line in _together(parts, between, room)]
    return "\n".join(lines) + "\n"


def _together(parts: Iterable[str], between: str, room: int) -> Iterator[str]:
    """Parts in lines of at most so many cells, none of them broken."""
    line = ""
    for part in parts:
        if line and width(line + between + part) > room:
            yield line
            line = ""
        line = line + between + part if line else part
    if line:
        yield line


def summary(alerts: Iterable[Alert], first: date, last: date, language: str) -> Iterator[str]:
    """How many alerts there were between two days (the last included), how grave, and how many a week whoever answers for the goals would have had."""
    grave: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for alert in alerts:
        grave[alert.severity] += 1
        of[str(alert.standing.get("owner") or "")] += 1
    total, days = grave.total(), (last - first).days + 1
    between = message("lint.comma", language)
    counts = between.join(f"{grave[severity]} {message(f'notice.summary.grave.{severity}', language)}" for severity in reversed(SEVERITIES) if grave[severity])
    period = {"first": _kept(first.isoformat(), language), "last": _kept(last.isoformat(), language)}
    if not total:
        yield message("notice.summary.none", language, **period)
        return
    yield message("notice.summary.counted", language, n=total, counts=counts, **period)
    named = [
        message("notice.summary.owner", language, name=isolate(name) if name else message("notice.summary.nobody", language), figure=_weekly(number, days))
        for name, number in of.most_common(_NAMED)
    ]
    if len(of) > _NAMED:
        named.append(message("notice.summary.others", language, n=len(of) - _NAMED))
    yield message("notice.summary.weekly", language, figure=_weekly(total, days), owners=between.join(named))


def _weekly(number: int, days: int) -> str:
    """So many in so many days, by the week; less than a week counts as one, since nobody was told more."""
    return format_number(number * 7 / max(7, days), 1 if number * 7 / max(7, days) >= 0.1 else 2)


def _kept(text: str, language: str) -> str:
    return isolate(text) if direction(language) == "rtl" else text
