"""One alert in words: what happened, the figures, and what is needed; in a language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aimline.alerts.model import WITHDRAWN
from aimline.text.messages import direction, entry, format_figure, format_number, isolate, languages, message, visible

Titles = Mapping[str, Mapping[str, str]]
"""What rules are called, by name and language."""


@dataclass(frozen=True, slots=True)
class Words:
    """An alert for a person. Each text stands by itself; what runs the other way in it stands between isolates."""

    language: str
    severity: str
    title: str
    """What happened, in a few words."""
    goal: str
    """The goal as it is written, on one line."""
    reason: str
    """Why, in sentences: what the figures are, and what is needed."""
    facts: tuple[tuple[str, str], ...]
    """Figures by name."""
    about: tuple[str, ...]
    """Whose goal it is, and where it stands."""
    day: str
    """The day at the end of which it was so."""
    id: str

    @property
    def rtl(self) -> bool:
        """Whether it runs from right to left."""
        return direction(self.language) == "rtl"

    def lines(self) -> list[str]:
        """All of it, a line each."""
        between = message("notice.between", self.language)
        facts, about = between.join(self.figures()), between.join((*self.about, self.day, self.id))
        return [line for line in (f"{self.severity}: {self.title}", self.kept(self.goal), self.reason, facts, about) if line]

    def figures(self) -> list[str]:
        """The figures with their names."""
        return [message("notice.fact", self.language, name=name, figure=figure) for name, figure in self.facts]

    def kept(self, text: str) -> str:
        """The user's words, between isolates where they or those around them run from right to left."""
        return _kept(text, self.language)


def words(alert: Mapping[str, Any], language: str, titles: Titles | None = None) -> Words:
    """An alert, as `Alert.record` gives it, in words; `titles` are what rules without a name are called, see `rules.titles`."""
    standing: Mapping[str, Any] = alert["standing"]
    reason: Mapping[str, str] = alert["reason"]
    first = languages()[0]
    # an alert that an earlier version wrote may lack a language that is spoken now
    why = reason.get(language) or reason.get(first) or next(iter(reason.values()), "")
    return Words(
        language,
        message(f"notice.severity.{alert['severity']}", language),
        title(alert, language, titles),
        visible(" ".join(str(standing.get("text") or alert["goal"]).split())),
        visible(why, isolates=True),
        tuple(_facts(standing, language)),
        tuple(_about(standing, language)),
        message("notice.day", language, date=_kept(str(alert["at"]), language)),
        _kept(str(alert["id"]), language),
    )


def title(alert: Mapping[str, Any], language: str, titles: Titles | None = None) -> str:
    """What happened, in a few words: the status and the one before, the name of the rule, that it goes on, that it is over, that it is taken back."""
    before, now = alert["from"], str(alert["to"])
    if now == WITHDRAWN:
        return message("notice.withdrawn", language, what=_rule(alert, language, titles))
    if _known("standing.status", now, language):
        status = message(f"standing.status.{now}", language)
        if before == now:
            return message("notice.still", language, what=status)
        if before is None or not _known("standing.status", str(before), language):
            return status
        return message("notice.status", language, now=status, before=message(f"standing.status.{before}", language))
    name = "resolved" if now == "resolved" else "still" if before == now else "firing"
    return message(f"notice.{name}", language, what=_rule(alert, language, titles))


def _rule(alert: Mapping[str, Any], language: str, titles: Titles | None) -> str:
    """What a rule is called: those of Aimline have names in each language, the user's the names that they were given, or what they say where they have none."""
    name = str(alert["rule"])
    if titles and name in titles:
        return visible(titles[name].get(language) or titles[name][languages()[0]], isolates=True)
    return message(f"notice.rule.{name}", language) if _known("notice.rule", name, language) else _kept(name, language)


def _known(table: str, name: str, language: str) -> bool:
    return name in entry(table, language)


def _facts(standing: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """The figures of a standing that there are: names as the table of `evaluate` has them."""
    unit = standing.get("unit")
    pace, projected = standing.get("pace") or {}, standing.get("projected") or {}
    done, probability = standing.get("done"), standing.get("probability")
    figures = {
        "done": None if done is None else f"{format_number(100 * done, 0)}%",
        "expected": _figure(standing.get("expected"), unit),
        "pace": None if pace.get("spi") is None else format_number(pace["spi"]),
        "per_day": _figure(pace.get("required_per_day"), unit),
        "projected": _figure(projected.get("p50"), unit),
        "probability": _percent(probability),
    }
    return [(message(f"standing.table.{name}", language), _kept(figure, language)) for name, figure in figures.items() if figure is not None]


def _figure(value: float | None, unit: str | None) -> str | None:
    if value is None:
        return None
    kind, _, name = (unit or "").partition(":")
    text = format_number(value, 0) if abs(value) >= 1000 else format_figure(value)
    return text + {"percent": "%", "currency": f" {name}"}.get(kind, "")


def _percent(probability: float | None) -> str | None:
    """In whole percents; 0 and 100 % are kept for what is certain."""
    if probability is None:
        return None
    whole = round(100 * probability)
    return f"{whole if probability in (0, 1) else min(99, max(1, whole))}%"


def _about(standing: Mapping[str, Any], language: str) -> list[str]:
    file, line = standing.get("file"), standing.get("line")
    found = [message("notice.owner", language, name=_kept(str(standing["owner"]), language))] if standing.get("owner") else []
    return [*found, _kept(visible(f"{file}:{line}" if line else str(file)), language)] if file else found


def _kept(text: str, language: str) -> str:
    """What is not of the language, between isolates where it or the words around it run from right to left."""
    return isolate(text) if direction(language) == "rtl" or not text.isascii() else visible(text)
