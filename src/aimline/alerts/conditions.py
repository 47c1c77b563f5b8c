"""Conditions asked of a whole board at once, with the answers that predicates give (`rules/predicate.py`): yes, no, and none where a figure is missing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aimline.alerts.board import Board
from aimline.rules.conditions import And, Between, Compare, Condition, Counted, Every, Is, NoSuchDay, Not, Op, Or, Value, fields_of, interval
from aimline.rules.fields import ORDERED, Field
from aimline.rules.predicate import predicate

Bools = NDArray[np.bool_]
_SIGNS: Mapping[Op, Callable[[Any, Any], Any]] = {"below": np.less, "at_most": np.less_equal, "above": np.greater, "at_least": np.greater_equal}
_BURN = "burn"
_BURNS = ("burn_short", "burn_long")


class Answers(NamedTuple):
    """For each goal whether a condition certainly holds, and whether it has an answer at all. What has none does not hold."""

    holds: Bools
    known: Bools


Asked = Callable[[Board], Answers]


def holds(condition: Condition, board: Board) -> Answers:
    """A condition, asked of every goal of a day."""
    return asked(condition)(board)


@lru_cache(maxsize=4096)
def asked(condition: Condition) -> Asked:
    """The function that asks a condition of boards. A day that a condition names and no calendar has on the day of the board has no answer."""
    match condition:
        case Not(part):
            return _not(asked(part))
        case And(parts):
            return _all([asked(part) for part in parts])
        case Or(parts):
            return _any([asked(part) for part in parts])
        case Compare(field, op, value) if field.type in ORDERED:
            return _dated(lambda board: _ordered(_figures(board, field), op, value, value, field, board.day))
        case Between(field, low, high):
            return _dated(lambda board: _ordered(_figures(board, field), "is", low, high, field, board.day))
        case Is(field, values) if field.type in ORDERED:
            return _dated(lambda board: _among(_figures(board, field), values, field, board.day))
        case _:
            return _by_word(condition)


def _figures(board: Board, field: Field) -> NDArray[np.float64]:
    """The figures of a field; a burn is that of both windows: the lesser one."""
    if field.name == _BURN and _BURN not in board.columns:
        short, long = (board.columns[name] for name in _BURNS)
        return np.minimum(short, long)
    return board.columns[field.name]


def _dated(ask: Asked) -> Asked:
    def answer(board: Board) -> Answers:
        try:
            return ask(board)
        except NoSuchDay:
            none = np.zeros(len(board), dtype=np.bool_)
            return Answers(none, none)

    return answer


def _scale(value: Any) -> float:
    return float(value.toordinal()) if isinstance(value, date) else float(value)


def _ordered(figures: NDArray[np.float64], op: Op, low: Value, high: Value, field: Field, today: date) -> Answers:
    least, most = _scale(interval(low, field, today).low), _scale(interval(high, field, today).high)
    known = ~np.isnan(figures)
    with np.errstate(invalid="ignore"):
        if op == "is":
            return Answers((least <= figures) & (figures <= most), known)
        return Answers(_SIGNS[op](figures, least if op in ("below", "at_least") else most), known)


def _among(figures: NDArray[np.float64], values: Sequence[Value], field: Field, today: date) -> Answers:
    found = [_ordered(figures, "is", value, value, field, today).holds for value in values]
    return Answers(np.logical_or.reduce(found), np.ones(len(figures), dtype=np.bool_))


def _by_word(condition: Condition) -> Asked:
    """A condition about words, or about whether something is there: asked once of every word that goals have."""
    if isinstance(condition, Counted | Every):
        (field,) = (condition.field,)
    else:
        (field,) = fields_of(condition)
    kept: list[tuple[Sequence[Any], Answers]] = []

    def answer(board: Board) -> Answers:
        ask = predicate(condition, board.day)

        def of(value: Any) -> bool | None:
            return ask({field.name: value})

        if field.name in board.choices:
            words, places = board.choices[field.name]
            answers = [of(word) for word in words] + [of(None)]
            holding, known = (np.array([test(one) for one in answers], dtype=np.bool_) for test in (_yes, _any_answer))
            return Answers(holding[places], known[places])
        if field.type in ORDERED:
            # whether there is a figure at all
            figures = _figures(board, field)
            here, gone = of(0.0), of(None)
            missing = np.isnan(figures)
            return Answers(np.where(missing, _yes(gone), _yes(here)), np.where(missing, _any_answer(gone), _any_answer(here)))
        texts = board.texts[field.name]
        # what goals are called hardly changes from one day to the next
        if not (kept and kept[0][0] is texts):
            seen: dict[Any, bool | None] = {}
            for text in texts:
                key = tuple(text) if isinstance(text, list) else text
                if key not in seen:
                    seen[key] = of(text if text is not None or not field.is_list else ())
            answers = [seen[tuple(text) if isinstance(text, list) else text] for text in texts]
            kept[:] = [
                (texts, Answers(np.array([_yes(one) for one in answers], dtype=np.bool_), np.array([_any_answer(one) for one in answers], dtype=np.bool_)))
            ]
        return kept[0][1]

    return answer


def _yes(answer: bool | None) -> bool:
    return answer is True


def _any_answer(answer: bool | None) -> bool:
    return answer is not None


def _not(part: Asked) -> Asked:
    def answer(board: Board) -> Answers:
        found = part(board)
        return Answers(found.known & ~found.holds, found.known)

    return answer


def _all(parts: Sequence[Asked]) -> Asked:
    def answer(board: Board) -> Answers:
        found = [part(board) for part in parts]
        true = np.logical_and.reduce([one.holds for one in found])
        return Answers(true, true | np.logical_or.reduce([one.known & ~one.holds for one in found]))

    return answer


def _any(parts: Sequence[Asked]) -> Asked:
    def answer(board: Board) -> Answers:
        found = [part(board) for part in parts]
        true = np.logical_or.reduce([one.holds for one in found])
        return Answers(true, true | np.logical_and.reduce([one.known for one in found]))

    return answer
