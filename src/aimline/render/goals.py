"""Typed goals for programs (JSON) and for people (text)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from aimline.goals.model import Goal, Target, Time
from aimline.goals.printing import printable
from aimline.goals.printing.dates import times, whens
from aimline.goals.printing.figures import amounts, bounded
from aimline.goals.printing.phrases import Digits
from aimline.goals.printing.phrases import load as load_phrases
from aimline.language import Statement
from aimline.render.diagnostics import as_json as diagnostic_json
from aimline.text.diagnostic import Diagnostic
from aimline.text.messages import format_number, isolate, message, visible
from aimline.text.position import Source


def as_json(statement: Statement, goals: Sequence[Goal], found: Iterable[Diagnostic], smart: dict[str, bool | None], source: Source) -> dict[str, Any]:
    """One statement with its goals, its diagnostics (hints included) and the five letters."""
    return {
        "file": source.name,
        "text": statement.text,
        "line": statement.line,
        "language": statement.language,
        "goals": [goal.model_dump(mode="json") for goal in goals],
        "diagnostics": [diagnostic_json(item, source) for item in found],
        "smart": smart,
    }


def as_text(statement: Statement, goals: Sequence[Goal], source: Source, language: str | None = None) -> str:
    """What a statement was understood as, one field a line, in words of its language unless another is asked for; where the words are not those of the JSON,
    its name stands in brackets.
    """
    speak = language or statement.language
    words = _Words(speak)
    lines = [f"{visible(source.name or '-')}:{statement.line}: {isolate(statement.text)}"]
    for goal in goals:
        lines.append(f"  {goal.id}")
        lines += ["    " + _field(name, value, speak) for name, value in words.fields(goal) if value is not None]
        lines += [f"    - {isolate(action.text)}" for action in goal.actions]
        lines += [f"    ({_field('role_' + phrase.role, isolate(phrase.text), speak)})" for phrase in goal.side_phrases]
    return "\n".join(lines)


def _field(name: str, value: str, language: str) -> str:
    return message("parse.field", language, name=message(f"parse.{name}", language), value=value)


class _Words:
    """The values of a goal's fields in the words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.phrases = load_phrases(language if language in printable() else printable()[0])
        self.digits: Digits = next(iter(self.phrases.digits.values()))

    def fields(self, goal: Goal) -> Iterator[tuple[str, str | None]]:
        """The fields in the order they are shown, None for what the goal does not say."""
        yield "intent", message(f"parse.intents.{goal.intent}", self.language) if goal.intent else None
        yield "metric", self._named(self.phrases.noun("metrics", goal.metric).name, goal.metric) if goal.metric else None
        yield "platforms", ", ".join(map(self._platform, goal.platforms)) or None
        yield "target", self._target(goal.target) if goal.target else None
        yield "per", self._per(goal.per) if goal.per else None
        yield "aggregation", message(f"parse.aggregations.{goal.aggregation}", self.language) if goal.aggregation else None
        yield "start", self._start(goal.start) if goal.start else None
        yield "time", self._time(goal.time, goal.per) if goal.time else None
        yield "window", isolate(f"{goal.window.start} … {goal.window.last}") if goal.window else None
        for name, text in (("owner", goal.owner), ("because", goal.because)):
            yield name, isolate(text) if text is not None else None

    def _named(self, words: str | None, name: str) -> str:
        """A thing in words, and as programs call it."""
        return isolate(name) if words is None else isolate(words) if words.lower() == name.lower() else f"{isolate(words)} ({isolate(name)})"

    def _platform(self, name: str) -> str:
        return self._named(self.phrases.name("PLATFORM", name) or self.phrases.name("SURFACE", name), name)

    def _target(self, target: Target) -> str:
        # how many times: a number alone
        amount = self._amount(target.value, target.upper, "count" if target.kind == "multiple" else target.unit)
        bounded_amount = next(bounded(target, self.phrases, amount))
        low = self._amount(target.baseline, None, target.unit) if target.baseline is not None else "?"
        return isolate(message(f"parse.targets.{target.kind}", self.language, amount=bounded_amount, low=low))

    def _amount(self, value: float | None, upper: float | None, unit: str) -> str:
        return next(amounts(value, upper, unit, self.phrases, self.digits), "?" if value is None else format_number(value))

    def _per(self, per: str) -> str:
        unit = per in self.phrases.content.get("units", {})
        return self._named(self.phrases.noun("units", per).name if unit else self.phrases.name("ITEM", per), per)

    def _start(self, start: Time) -> str:
        return self._named(next((words for _, words in whens(start.value, self.phrases, self.digits)), None), start.value)

    def _time(self, time: Time, per: str | None) -> str:
        return self._named(next(filter(None, times(time, per, self.phrases, self.digits)), None), time.value)
