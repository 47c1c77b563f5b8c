"""Conditions as typed values: what is compared with what. They read nothing and do nothing; `predicate` and `sql` evaluate them, `say` puts them into words.

What is missing: a value that is missing is no value, so it *is* nothing, is none of a list and contains nothing: such a condition is false (its negation true).
But it is neither above nor below anything: to that there is no answer, and no answer is passed on as SQL passes on NULL (not: no answer; and: false where one
part is false; or: true where one part is true). A list is never without an answer: an empty one has no elements, and is missing. A rule speaks only where its
condition certainly holds.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal, NamedTuple

from aimline.goals.calendar import Calendar, ImpossibleDate, UnsettledDate, add_months
from aimline.goals.events import UnsettledEvent
from aimline.goals.forms import span
from aimline.rules.fields import Field

Op = Literal["below", "at_most", "is", "at_least", "above"]
_IN_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0}
_IN_MONTHS = {"month": 1, "quarter": 3, "year": 12}
UNITS = (*_IN_DAYS, *_IN_MONTHS)
_MOST = 12_000
"""Months of the longest duration that is compared by the calendar, which ends some time."""


class Interval(NamedTuple):
    """What a value stands for on the scale of its field: below is below `low`, above is above `high`, and is is from `low` to `high`. Three months are 89 to 92
    days, next quarter is from its first to its last day; most values are a point.
    """

    low: float | date
    high: float | date


@dataclass(frozen=True, slots=True)
class Text:
    """Words, as they were written; compared in their normal spelling."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A bare number."""

    value: float


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage: 80 for 80 %."""

    value: float


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money. Without a currency it is compared with amounts of any."""

    value: float
    currency: str | None


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; `unit` is one of `UNITS`."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day or stretch of days, as the goal language writes it (2026-12-31, END_OF_YEAR, NEXT_MONTH): read on the day of evaluation."""

    value: str


@dataclass(frozen=True, slots=True)
class FromToday:
    """A day so many days, weeks or months after today; before it where `value` is negative."""

    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class Name:
    """A platform, a metric or one of the values of a choice, by its canonical name; `kind` is platform, metric or the name of the field."""

    kind: str
    name: str


Value = Text | Number | Percent | Money | Duration | Day | FromToday | Name


@dataclass(frozen=True, slots=True)
class Missing:
    """The field was not given; of a list: it is empty."""

    field: Field


@dataclass(frozen=True, slots=True)
class Flag:
    """A field of yes or no says so."""

    field: Field
    value: bool


@dataclass(frozen=True, slots=True)
class Is:
    """The field is one of some values; of a list: it has elements, and all are among them."""

    field: Field
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """A text has these words in it; a list has this element."""

    field: Field
    value: Value


@dataclass(frozen=True, slots=True)
class Compare:
    """The field is below, at most, exactly, at least or above a value. Amounts of unlike units or currencies have no answer."""

    field: Field
    op: Op
    value: Value


@dataclass(frozen=True, slots=True)
class Between:
    """The field lies between two values, both included."""

    field: Field
    low: Value
    high: Value


@dataclass(frozen=True, slots=True)
class Counted:
    """So many elements of a list (for which `where` certainly holds, where it is given) there are."""

    field: Field
    op: Op
    count: int
    where: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class Every:
    """For no element of a list the condition is certainly broken."""

    field: Field
    where: "Condition"


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """One of the parts holds."""

    parts: "tuple[Condition, ...]"


Condition = Missing | Flag | Is | Contains | Compare | Between | Counted | Every | Not | And | Or


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule as a sentence says it: what must hold of every subject of which `where` holds. `severity` is error (must) or warning (should)."""

    subject: str
    where: Condition | None
    must: Condition
    severity: Literal["error", "warning"] = "error"

    @property
    def broken(self) -> Condition:
        """The condition that holds where the rule is broken."""
        return negated(self.must) if self.where is None else joined(And, (self.where, negated(self.must)))


_OPPOSITE: dict[Op, Op] = {"below": "at_least", "at_least": "below", "above": "at_most", "at_most": "above"}


def negated(condition: Condition) -> Condition:
    """The opposite, as plainly as it can be said: not above is at most, not not missing is missing."""
    match condition:
        case Not(part):
            return part
        case Compare(field, op, value) if op in _OPPOSITE:
            return Compare(field, _OPPOSITE[op], value)
        case Counted(field, op, count, where) if op in _OPPOSITE:
            return Counted(field, _OPPOSITE[op], count, where)
    return Not(condition)


def counted(field: Field, op: Op, count: int, where: Condition | None = None) -> Condition:
    """So many elements; at least one is what it is to be there."""
    if where is None and (op, count) in (("at_least", 1), ("above", 0)):
        return Not(Missing(field))
    if where is None and (op, count) in (("below", 1), ("at_most", 0), ("is", 0)):
        return Missing(field)
    return Counted(field, op, count, where)


def joined(kind: type[And] | type[Or], parts: tuple[Condition, ...]) -> Condition:
    """Parts joined by and, or by or; those that are joined in the same way themselves become one with them."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,)))
    return flat[0] if len(flat) == 1 else kind(flat)


def fields_of(condition: Condition) -> tuple[Field, ...]:
    """The fields that a condition looks at, in its order, each once."""
    match condition:
        case Not(part):
            return fields_of(part)
        case And(parts) | Or(parts):
            return tuple(dict.fromkeys(field for part in parts for field in fields_of(part)))
        case _:
            return (condition.field,)


class NoSuchDay(ValueError):
    """A day that a condition names does not exist, or no calendar knows it. `value` is the day as the goal language writes it."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


def interval(value: Value, field: Field, today: date) -> Interval:
    """What a value stands for on the scale of a field: numbers as they are, percentages as fractions (but 80 in a quantity), durations in days.

    Raises:
        NoSuchDay: the value is a day that does not exist.
    """
    match value:
        case Percent(number):
            number = number if field.type == "quantity" else number / 100
            return Interval(number, number)
        case Number(number) | Money(number, _):
            return Interval(number, number)
        case Duration(number, unit):
            return _duration(number, unit)
        case FromToday(number, unit):
            day = _from(today, number, unit)
            return Interval(day, day)
        case Day(written):
            try:
                days = span(written, today, Calendar())
            except (ImpossibleDate, UnsettledDate, UnsettledEvent, OverflowError) as error:
                raise NoSuchDay(written) from error
            if days is None:
                raise NoSuchDay(written)
            return Interval(days.start, days.end - timedelta(days=1))
    raise TypeError(f"{value} is on no scale")


def _from(today: date, number: int, unit: str) -> date:
    try:
        if unit in _IN_MONTHS:
            return add_months(today, number * _IN_MONTHS[unit])
        return today + timedelta(days=number * int(_IN_DAYS[unit]))
    except (OverflowError, ValueError):
        return date.max if number > 0 else date.min


@cache
def _duration(number: float, unit: str) -> Interval:
    """Months and years are as long as the shortest and the longest of them that the calendar has, as a goal of three months is, whenever it begins."""
    if unit in _IN_DAYS:
        return Interval(number * _IN_DAYS[unit], number * _IN_DAYS[unit])
    months = number * _IN_MONTHS[unit]
    if months != int(months) or not 0 <= months <= _MOST:
        return Interval(months * 365.2425 / 12, months * 365.2425 / 12)
    firsts = [date(2000 + month // 12, 1 + month % 12, 1) for month in range(48)]
    lengths = [(add_months(first, int(months)) - first).days for first in firsts]
    return Interval(float(min(lengths)), float(max(lengths)))
