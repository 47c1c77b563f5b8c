"""Rules that are a condition: what judges them, and where they point to."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from aimline.rules.conditions import And, Condition, Every, fields_of, negated
from aimline.rules.predicate import Predicate, predicate
from aimline.rules.records import GoalRecord, place
from aimline.text.diagnostic import Note
from aimline.text.position import Span

if TYPE_CHECKING:
    from aimline.lint.rule import Check, Context

_Failing = list[tuple[Condition, Predicate, Predicate | None]]
"""What may be why a rule is broken; the last one tells which elements of a list keep it."""


def check(name: str, broken: Condition) -> "Check":
    """The function that notes the rule of a name wherever a condition holds for a goal. It points to what the goal says of the first field that fails, else
    to the whole statement.
    """
    by_day: dict[date, tuple[Predicate, _Failing]] = {}

    def judge(context: "Context") -> Iterator[Note]:
        known = by_day.get(context.today)
        if known is None:
            known = by_day[context.today] = (predicate(broken, context.today), list(_failing(broken, context.today)))
        record = _record(context)
        if known[0](record) is True:
            yield Note(name, _place(record, known[1], context), {})

    return judge


def _failing(broken: Condition, today: date) -> Iterator[tuple[Condition, Predicate, Predicate | None]]:
    """What was asked for stands last, and is what fails."""
    for whole in reversed(broken.parts if isinstance(broken, And) else (broken,)):
        for part in _single(whole):
            inner = negated(part)
            yield part, predicate(part, today), predicate(inner.where, today) if isinstance(inner, Every) else None


def _single(broken: Condition) -> Iterator[Condition]:
    """Of "not (A and B)": not A, and not B."""
    inner = negated(broken)
    if isinstance(inner, And):
        for part in inner.parts:
            yield from _single(negated(part))
    else:
        yield broken


def _place(record: GoalRecord, failing: _Failing, context: "Context") -> Span:
    statement = context.statement
    for part, holds, keeps in failing:
        if holds(record) is not True:
            continue
        if keeps is not None:
            actions = zip(record["actions"], statement.actions, strict=True)
            found = next((action.span for element, action in actions if keeps(element) is False), None)
        else:
            found = next((span for field in fields_of(part) if (span := place(record, field)) is not None), None)
        if found is not None:
            return found
    return statement.span if context.index == 0 else context.draft.span


_last: list[GoalRecord] = []
"""The record that was asked for last: all rules look at one goal before they look at the next."""


def _record(context: "Context") -> GoalRecord:
    last = _last[0] if _last else None
    if last is None or last.draft is not context.draft or last.timing is not context.timing or last.statement is not context.statement:
        last = GoalRecord(context.statement, context.draft, context.timing, context.catalogue)
        _last[:] = [last]
    return last
