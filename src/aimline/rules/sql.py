"""Conditions → SQL expressions over a table whose columns are the fields of the subject (`columns`). Written for DuckDB; imports nothing of it.

An expression is true, false or NULL where a predicate answers True, False or None, so `WHERE <expression>` keeps what the condition certainly holds for. Texts
of rules stand in it as quoted literals: they cannot end the literal, whatever they are.
"""

from datetime import date

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
    Not,
    Op,
    Or,
    Percent,
    Value,
    interval,
)
from aimline.rules.fields import ORDERED, Field, fields
from aimline.rules.predicate import plain

_TYPES = {
    "number": "DOUBLE", "percent": "DOUBLE", "money": "DOUBLE", "quantity": "DOUBLE", "duration": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN",
    "platforms": "VARCHAR[]", "texts": "VARCHAR[]",
}  # fmt: skip
_BESIDE = {"money": "currency", "quantity": "unit"}
_SIGNS: dict[Op, str] = {"below": "<", "at_most": "<=", "is": "=", "at_least": ">=", "above": ">"}


def columns(subject: str) -> dict[str, str]:
    """The columns of a table of subjects and their types, in order. What a column holds is what a record holds under its name (`predicate`)."""
    found = {}
    for field in fields(subject).values():
        found[field.name] = _TYPES.get(field.type, "VARCHAR")
        if field.elements is not None:
            found[field.name] = f"STRUCT({', '.join(f'{quoted(name)} {kind}' for name, kind in columns(field.elements).items())})[]"
        if field.type in _BESIDE:
            found[f"{field.name}_{_BESIDE[field.type]}"] = "VARCHAR"
    return found


def quoted(name: str) -> str:
    """A name of SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: float | int | date | str) -> str:
    """A value as a literal of SQL."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, int):
        return str(value)
    text = repr(float(value))
    return text if "e" in text else text + "e0"


def expression(condition: Condition, today: date, table: str = "") -> str:
    """The SQL expression of a condition on a day; `table` is the alias of the table that its columns are of.

    Raises:
        NoSuchDay: the condition names a day that does not exist.
    """
    return _expression(condition, today, f"{quoted(table)}." if table else "", 0)


def _expression(condition: Condition, today: date, prefix: str, depth: int) -> str:
    def column(field: Field) -> str:
        return prefix + quoted(field.name)

    match condition:
        case Missing(field):
            return f"(coalesce(len({column(field)}), 0) = 0)" if field.is_list else f"({column(field)} IS NULL)"
        case Flag(field, value):
            return f"coalesce({column(field)} = {str(value).lower()}, false)"
        case Is(field, values):
            return _is(field, values, today, prefix, depth)
        case Contains(field, value):
            test = "list_contains" if field.is_list else "contains"
            return f"coalesce({test}({column(field)}, {literal(plain(value))}), false)"
        case Compare(field, op, value):
            bounds = interval(value, field, today)
            return _ordered(_scaled(field, value, prefix), op, literal(bounds.low), literal(bounds.high))
        case Between(field, low, high):
            return _ordered(_scaled(field, low, prefix), "is", literal(interval(low, field, today).low), literal(interval(high, field, today).high))
        case Counted(field, op, count, where):
            if where is None:
                return f"(coalesce(len({column(field)}), 0) {_SIGNS[op]} {count})"
            element = f"e{depth}"
            holds = _expression(where, today, f"{element}.", depth + 1)
            return f"(coalesce(len(list_filter({column(field)}, lambda {element}: coalesce({holds}, false))), 0) {_SIGNS[op]} {count})"
        case Every(field, where):
            element = f"e{depth}"
            holds = _expression(where, today, f"{element}.", depth + 1)
            return f"(coalesce(len(list_filter({column(field)}, lambda {element}: NOT coalesce({holds}, true))), 0) = 0)"
        case Not(part):
            return f"(NOT {_expression(part, today, prefix, depth)})"
        case And(parts) | Or(parts):
            word = " AND " if isinstance(condition, And) else " OR "
            return f"({word.join(_expression(part, today, prefix, depth) for part in parts)})"


def _is(field: Field, values: tuple[Value, ...], today: date, prefix: str, depth: int) -> str:
    if field.type in ORDERED:
        tests = [_ordered(_scaled(field, value, prefix), "is", *map(literal, interval(value, field, today))) for value in values]
        return f"coalesce({' OR '.join(tests)}, false)"
    column, wanted = prefix + quoted(field.name), ", ".join(literal(plain(value)) for value in values)
    if field.is_list:
        element = f"e{depth}"
        return f"(coalesce(len({column}), 0) > 0 AND len(list_filter({column}, lambda {element}: {element} NOT IN ({wanted}))) = 0)"
    return f"coalesce({column} IN ({wanted}), false)"


def _scaled(field: Field, value: Value, prefix: str) -> str:
    """A field on the scale of a value: NULL where its unit or currency is another."""
    column = prefix + quoted(field.name)
    if field.type == "money" and isinstance(value, Money) and value.currency is not None:
        return f"CASE WHEN coalesce({prefix}{quoted(field.name + '_currency')}, {literal(value.currency)}) = {literal(value.currency)} THEN {column} END"
    if field.type == "quantity":
        unit = prefix + quoted(field.name + "_unit")
        test = f"{unit} <> 'percent' AND NOT contains({unit}, ':')"
        if isinstance(value, Percent):
            test = f"{unit} = 'percent'"
        elif isinstance(value, Money):
            test = f"{unit} = {literal(f'currency:{value.currency}')}" if value.currency is not None else f"starts_with({unit}, 'currency:')"
        return f"CASE WHEN {test} THEN {column} END"
    return column


def _ordered(scaled: str, op: Op, low: str, high: str) -> str:
    if op == "is":
        return f"({scaled} BETWEEN {low} AND {high})"
    return f"({scaled} {_SIGNS[op]} {low if op in ('below', 'at_least') else high})"
