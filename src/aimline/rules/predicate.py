"""Conditions → functions of a record: a mapping of the names of fields to their values.

A record holds texts in their normal spelling (`spelled`), percentages as fractions, durations in days, lists as tuples, and None for what is missing; money and
quantities have their currency and unit under `<field>_currency` and `<field>_unit`. A predicate answers True, False or None, which is no answer.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from aimline.rules.conditions import (
    And,
    Between,
    Compare,
    Condition,
    Contains,
    Counted,
    Every,
    Flag,
    Is,
    Missing,
    Money,
    Name,
    Not,
    Op,
    Or,
    Percent,
    Text,
    Value,
    interval,
)
from aimline.rules.fields import ORDERED, Field
from aimline.text.normalise import normalise

Record = Mapping[str, Any]
Predicate = Callable[[Record], bool | None]


def spelled(text: str) -> str:
    """A text as conditions compare it: its normal spelling, without spaces around it."""
    return " ".join(normalise(text)[0].split())


def plain(value: Value) -> str:
    """What a value is compared as, where it is no figure."""
    return spelled(value.text) if isinstance(value, Text) else value.name if isinstance(value, Name) else ""


def predicate(condition: Condition, today: date) -> Predicate:
    """The function that answers a condition on a day.

    Raises:
        NoSuchDay: the condition names a day that does not exist.
    """
    match condition:
        case Missing(field):
            return _missing(field.name, is_list=field.is_list)
        case Flag(field, value):
            return _flag(field.name, value)
        case Is(field, values):
            return _is(field, values, today)
        case Contains(field, value):
            return _contains(field, plain(value))
        case Compare(field, op, value):
            bounds = interval(value, field, today)
            return _ordered(_getter(field, value), op, bounds.low, bounds.high)
        case Between(field, low, high):
            return _ordered(_getter(field, low), "is", interval(low, field, today).low, interval(high, field, today).high)
        case Counted(field, op, count, where):
            return _counted(field.name, op, count, predicate(where, today) if where is not None else None)
        case Every(field, where):
            return _every(field.name, predicate(where, today))
        case Not(part):
            return _not(predicate(part, today))
        case And(parts):
            return _all(tuple(predicate(part, today) for part in parts))
        case Or(parts):
            return _any(tuple(predicate(part, today) for part in parts))


def _missing(name: str, *, is_list: bool) -> Predicate:
    if is_list:
        return lambda record: not record[name]
    return lambda record: record[name] is None


def _flag(name: str, value: bool) -> Predicate:
    return lambda record: record[name] is value


def _contains(field: Field, wanted: str) -> Predicate:
    name = field.name
    if field.is_list:
        return lambda record: wanted in record[name]
    return lambda record: (text := record[name]) is not None and wanted in text


def _is(field: Field, values: tuple[Value, ...], today: date) -> Predicate:
    if field.type in ORDERED:
        certain = _any(tuple(_ordered(_getter(field, value), "is", *interval(value, field, today)) for value in values))
        return lambda record: certain(record) is True
    name, wanted = field.name, frozenset(plain(value) for value in values)
    if field.is_list:
        return lambda record: bool(record[name]) and wanted.issuperset(record[name])
    return lambda record: record[name] in wanted


def _getter(field: Field, value: Value) -> Callable[[Record], Any]:
    """What reads a field on the scale of a value: None where its unit or currency is another."""
    name = field.name
    if field.type == "money" and isinstance(value, Money) and value.currency is not None:
        key, currency = f"{name}_currency", (value.currency, None)
        return lambda record: record[name] if record[key] in currency else None
    if field.type == "quantity":
        key = f"{name}_unit"
        if isinstance(value, Percent):
            return lambda record: record[name] if record[key] == "percent" else None
        if isinstance(value, Money):
            if value.currency is None:
                return lambda record: record[name] if (record[key] or "").startswith("currency:") else None
            unit = f"currency:{value.currency}"
            return lambda record: record[name] if record[key] == unit else None
        return lambda record: record[name] if (kind := record[key]) is not None and kind != "percent" and ":" not in kind else None
    return lambda record: record[name]


def _ordered(get: Callable[[Record], Any], op: Op, low: Any, high: Any) -> Predicate:
    match op:
        case "below":
            return lambda record: None if (value := get(record)) is None else value < low
        case "at_most":
            return lambda record: None if (value := get(record)) is None else value <= high
        case "above":
            return lambda record: None if (value := get(record)) is None else value > high
        case "at_least":
            return lambda record: None if (value := get(record)) is None else value >= low
        case "is":
            return lambda record: None if (value := get(record)) is None else low <= value <= high


def _counted(name: str, op: Op, count: int, where: Predicate | None) -> Predicate:
    if where is None:
        return _ordered(lambda record: len(record[name]), op, count, count)
    return _ordered(lambda record: sum([where(element) is True for element in record[name]]), op, count, count)


def _every(name: str, where: Predicate) -> Predicate:
    return lambda record: not any(where(element) is False for element in record[name])


def _not(part: Predicate) -> Predicate:
    return lambda record: None if (answer := part(record)) is None else not answer


def _all(parts: tuple[Predicate, ...]) -> Predicate:
    def all_of(record: Record) -> bool | None:
        answer: bool | None = True
        for part in parts:
            found = part(record)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    return all_of


def _any(parts: tuple[Predicate, ...]) -> Predicate:
    def any_of(record: Record) -> bool | None:
        answer: bool | None = False
        for part in parts:
            found = part(record)
            if found is True:
                return True
            if found is None:
                answer = None
        return answer

    return any_of
