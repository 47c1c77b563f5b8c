"""Goals and standings as records: what predicates look at (`predicate`). A record of a goal works out a field when it is first asked for."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from aimline.catalogue import Catalogue
from aimline.goals.model import Model
from aimline.goals.settings import Values
from aimline.goals.timing import Timing
from aimline.language.lexicon import load as load_lexicon
from aimline.language.statement import Draft, Statement
from aimline.language.words import Scanner
from aimline.rules.fields import Field, fields
from aimline.rules.predicate import Record, spelled
from aimline.text.normalise import normalise
from aimline.text.position import Span

_PERIODS = {"D": 1.0, "W": 7.0}


class GoalRecord(dict[str, Any]):
    """One goal of a statement, as rules see it."""

    def __init__(self, statement: Statement, draft: Draft, timing: Timing, catalogue: Catalogue) -> None:
        super().__init__()
        self.statement, self.draft, self.timing, self.catalogue = statement, draft, timing, catalogue
        self.values_of = Values(statement.settings)

    def __missing__(self, name: str) -> Any:
        getter = _GETTERS.get(name)
        if getter is None:
            self[name] = _said(self, name)
        else:
            self.update(getter(self))
        return self[name]


def place(record: GoalRecord, field: Field) -> Span | None:
    """Where a goal says a field: its own setting, a part of its sentence, a side phrase; None where it does not."""
    statement, draft = record.statement, record.draft
    if field.setting in statement.own_settings and field.setting is not None:
        return statement.settings[field.setting].value_span
    if field.part in draft.spans and field.part is not None:
        return draft.spans[field.part]
    return next((phrase.span for phrase in draft.side_phrases if phrase.role == field.side), None)


def _said(record: GoalRecord, name: str) -> str | None:
    """A text that a setting or a side phrase says."""
    field = fields("goal")[name]
    text = record.values_of.text(field.setting) if field.setting is not None else None
    if text is None and field.side is not None:
        text = next((phrase.text for phrase in record.draft.side_phrases if phrase.role == field.side), None)
    return spelled(text) or None if text is not None else None


def _budget(record: GoalRecord) -> dict[str, Any]:
    money = record.values_of.money("budget")
    if money is None:
        language = record.statement.language
        money = next((found for phrase in record.draft.side_phrases if (found := budget_in(phrase.text, language, named=phrase.role == "budget"))), None)
    return {"budget": money[0] if money else None, "budget_currency": money[1] if money else None}


@lru_cache(maxsize=512)
def budget_in(text: str, language: str, *, named: bool) -> tuple[float, str | None] | None:
    """The budget that a phrase names: its one amount of money, where it is called a budget; `named` tells that words around it call it so."""
    found: list[tuple[float, str | None]] = []
    scanned = Scanner([language, *load_lexicon(language).mixes]).scan(normalise(text)[0])
    for before, word, after in zip([None, *scanned], scanned, [*scanned[1:], None], strict=False):
        number = next((sense.value for sense in word.senses if sense.terminal == "NUMBER"), None)
        beside = [sense.value for other in (before, after) if other for sense in other.senses if sense.terminal in ("CURRENCY", "CURRENCY_AFTER")]
        named = named or any(sense.terminal == "BUDGET" for sense in word.senses)
        if number is not None and beside:
            found.append((float(number), str(beside[0])))
    return found[0] if len(found) == 1 and named else None


def _target(record: GoalRecord) -> dict[str, Any]:
    target = record.draft.target
    return {"target": target.value if target else None, "target_unit": target.unit if target and target.value is not None else None}


def _baseline(record: GoalRecord) -> dict[str, Any]:
    target, own = record.draft.target, record.values_of.number("baseline")
    return {"baseline": own if own is not None else target.baseline if target else None}


def _platforms(record: GoalRecord) -> dict[str, Any]:
    draft, statement = record.draft, record.statement
    from_setting = not draft.platforms and not (draft.surfaces and "platform" not in statement.own_settings)
    return {"platforms": tuple(record.values_of.platforms() if from_setting else draft.platforms)}


def _dates(record: GoalRecord) -> dict[str, Any]:
    timing, time = record.timing, record.draft.time
    days: float | None = None
    if timing.window is not None:
        days = float((timing.window.end - timing.window.start).days)
    elif time is not None and time.form == "duration" and time.value[1:-1].isdigit():
        unit = time.value[-1]
        days = int(time.value[1:-1]) * _PERIODS.get(unit, 365.2425 / 12 if unit == "M" else 365.2425)
    last = timing.end - timedelta(days=1) if timing.end else None
    start = timing.window.start if timing.window is not None else timing.start
    deadline = time.value if time is not None else None
    if time is not None and time.form == "recurring":
        # what comes back every week ends only where a setting says so
        deadline = record.values_of.text("end")
        start = timing.start
        last, days = (last, float((last - start).days + 1) if last and start else None) if deadline else (None, None)
    return {"start": start, "end": last, "duration": days, "deadline": deadline or record.values_of.text("end")}


def _actions(record: GoalRecord) -> dict[str, Any]:
    found = []
    for action in record.statement.actions:
        draft = action.statement.drafts[0] if action.statement is not None else None
        time = draft.time if draft is not None else None
        found.append(
            {
                "text": spelled(action.text) or None,
                "metric": draft.metric if draft is not None else None,
                "platforms": tuple(draft.platforms) if draft is not None else (),
                "cadence": time.value if time is not None and time.form == "recurring" else draft.per if draft is not None else None,
            }
        )
    return {"actions": tuple(found)}


_GETTERS: dict[str, Callable[[GoalRecord], dict[str, Any]]] = {
    "heading": lambda record: {"heading": spelled(record.statement.heading) or None if record.statement.heading else None},
    "text": lambda record: {"text": spelled(record.statement.text) or None},
    "metric": lambda record: {"metric": record.draft.metric},
    "platforms": _platforms,
    "paid": lambda record: {"paid": record.values_of.yes("paid")},
    "tags": lambda record: {"tags": tuple(spelled(tag) for tag in record.values_of.tags())},
    "baseline": _baseline,
    "actions": _actions,
    **dict.fromkeys(("budget", "budget_currency"), _budget),
    **dict.fromkeys(("target", "target_unit"), _target),
    **dict.fromkeys(("start", "end", "duration", "deadline"), _dates),
}


def standing_record(standing: Model) -> Record:
    """A standing as rules see it: the fields of `rules/fields.toml` by their paths, and the days that are left of its window. What only a day among others
    has (what it was before, how fast money goes) is missing.
    """
    found: dict[str, Any] = {}
    for field in fields("standing").values():
        found[field.name] = _value(_at(standing, field.path), field) if field.path is not None else None
    end, as_of = found["end"], getattr(standing, "as_of", None)
    found["left"] = float((end - as_of).days) if isinstance(end, date) and isinstance(as_of, date) else None
    return found


def _at(model: object, path: str) -> Any:
    for name in path.split("."):
        model = getattr(model, name) if model is not None else None
    return model


def _value(value: Any, field: Field) -> Any:
    if field.type == "text":
        return spelled(value) or None if value is not None else None
    if field.type == "texts":
        return tuple(spelled(text) for text in value)
    return float(value) if field.type in ("number", "percent") and value is not None else value
