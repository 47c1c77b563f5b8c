"""Conditions asked of a board, with the answers that predicates give (`rules/predicate.py`): yes, no, and none where a figure is missing.

Conditions of one shape, which differ in nothing but the values that they name, are asked together: each of those goals that it is about.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aimline.alerts.board import Board
from aimline.rules.conditions import And, Between, Compare, Condition, Duration, Is, Money, NoSuchDay, Not, Number, Op, Or, Percent, Value, fields_of, interval
from aimline.rules.fields import ORDERED, Field
from aimline.rules.predicate import predicate

Bools = NDArray[np.bool_]
Places = NDArray[Any]
"""Whole numbers of any width."""
_SIGNS: Mapping[Op, Callable[[Any, Any], Any]] = {"below": np.less, "at_most": np.less_equal, "above": np.greater, "at_least": np.greater_equal}
_BURN = "burn"
_BURNS = ("burn_short", "burn_long")
_STEADY = (Number, Percent, Money, Duration)
"""Values that stand for the same on every day."""


class Answers(NamedTuple):
    """For each goal whether a condition certainly holds, and whether it has an answer at all. What has none does not hold."""

    holds: Bools
    known: Bools


Asked = Callable[[Board, Places, Places], Answers]
"""Asks conditions of a board: which of them, and of which goal, by their places."""


def holds(condition: Condition, board: Board) -> Answers:
    """A condition, asked of every goal of a day."""
    return asked([condition])(board, np.zeros(len(board), dtype=np.int64), np.arange(len(board)))


def shape_of(condition: Condition) -> Hashable:
    """What conditions have in common that can be asked together."""
    match condition:
        case Not(part):
            return "not", shape_of(part)
        case And(parts) | Or(parts):
            return type(condition).__name__, *(shape_of(part) for part in parts)
        case Compare(field, op, _) if field.type in ORDERED:
            return field.name, op
        case Between(field, _, _):
            return field.name, "between"
        case Is(field, values) if field.type in ORDERED:
            return field.name, "among", len(values)
        case _:
            return fields_of(condition)[0].name, "word"


def asked(conditions: Sequence[Any]) -> Asked:
    """The function that asks conditions of one shape of boards. A day that a condition names and no calendar has on the day of the board has no answer."""
    match conditions[0]:
        case Not():
            return _not(asked([one.part for one in conditions]))
        case And():
            return _all([asked(parts) for parts in zip(*(one.parts for one in conditions), strict=True)])
        case Or():
            return _any([asked(parts) for parts in zip(*(one.parts for one in conditions), strict=True)])
        case Compare(field, op, _) if field.type in ORDERED:
            return _ordered(field, op, _Bounds(field, [(one.value, one.value) for one in conditions]))
        case Between(field, _, _):
            return _ordered(field, "is", _Bounds(field, [(one.low, one.high) for one in conditions]))
        case Is(field, _) if field.type in ORDERED:
            return _among(field, [_Bounds(field, [(value, value) for value in values]) for values in zip(*(one.values for one in conditions), strict=True)])
        case _:
            return _by_word(conditions)


def _figures(board: Board, field: Field) -> NDArray[np.float64]:
    """The figures of a field; a burn is that of both windows: the lesser one."""
    if field.name == _BURN and _BURN not in board.columns:
        short, long = (board.columns[name] for name in _BURNS)
        return np.minimum(short, long)
    return board.columns[field.name]


class _Bounds:
    """What the values of some conditions stand for, by day: from where to where; NaN where it is a day that no calendar has."""

    def __init__(self, field: Field, values: Sequence[tuple[Value, Value]]) -> None:
        self._field, self._values = field, values
        self._steady = all(isinstance(one, _STEADY) for pair in values for one in pair)
        self._kept: tuple[date, NDArray[np.float64]] | None = None

    def on(self, today: date, end: int, rows: Places) -> Any:
        """The lower ends (0) or the upper ones (1) of some conditions."""
        if self._kept is None or not (self._steady or self._kept[0] == today):
            self._kept = today, np.array([self._of(low, high, today) for low, high in self._values], dtype=np.float64)
        ends = self._kept[1][:, end]
        return ends[0] if len(ends) == 1 else ends[rows]

    def _of(self, low: Value, high: Value, today: date) -> tuple[float, float]:
        try:
            return _scale(interval(low, self._field, today).low), _scale(interval(high, self._field, today).high)
        except NoSuchDay:
            return np.nan, np.nan


def _scale(value: Any) -> float:
    return float(value.toordinal()) if isinstance(value, date) else float(value)


def _ordered(field: Field, op: Op, bounds: _Bounds) -> Asked:
    def answer(board: Board, rows: Places, goals: Places) -> Answers:
        figures = _figures(board, field)[goals]
        least = bounds.on(board.day, 0 if op in ("is", "below", "at_least") else 1, rows)
        known = ~(np.isnan(figures) | np.isnan(least))
        with np.errstate(invalid="ignore"):
            if op == "is":
                return Answers((least <= figures) & (figures <= bounds.on(board.day, 1, rows)), known)
            return Answers(_SIGNS[op](figures, least), known)

    return answer


def _among(field: Field, several: Sequence[_Bounds]) -> Asked:
    def answer(board: Board, rows: Places, goals: Places) -> Answers:
        figures = _figures(board, field)[goals]
        true, known = np.zeros(len(figures), dtype=np.bool_), np.ones(len(figures), dtype=np.bool_)
        for bounds in several:
            least, most = (bounds.on(board.day, end, rows) for end in (0, 1))
            with np.errstate(invalid="ignore"):
                true |= (least <= figures) & (figures <= most)
            known &= ~np.isnan(least)
        return Answers(true & known, known)

    return answer


def _by_word(conditions: Sequence[Condition]) -> Asked:
    """Conditions about words, or about whether something is there: asked once of every word that goals have."""
    (field,) = fields_of(conditions[0])
    number = {condition: place for place, condition in enumerate(dict.fromkeys(conditions))}
    kinds = np.array([number[condition] for condition in conditions], dtype=np.int64)
    kept: dict[tuple[int, Any], bool | None] = {}

    def of(kind: int, word: Any, today: date) -> bool | None:
        if (kind, word) not in kept:
            kept[kind, word] = predicate(distinct[kind], today)({field.name: word})
        return kept[kind, word]

    distinct = list(number)

    def answer(board: Board, rows: Places, goals: Places) -> Answers:
        words, places = _words(board, field)
        pairs, back = np.unique(kinds[rows] * (len(words) + 1) + places[goals], return_inverse=True)
        kind, word = np.divmod(pairs, len(words) + 1)
        answers = [of(one, words[place] if place < len(words) else None, board.day) for one, place in zip(kind.tolist(), word.tolist(), strict=True)]
        true, known = (np.array([test(one) for one in answers], dtype=np.bool_) for test in (_yes, _any_answer))
        return Answers(true[back], known[back])

    return answer


def _words(board: Board, field: Field) -> tuple[Sequence[Any], Places]:
    """What goals may have of a field, and the place of each one's among it; beyond the last: nothing."""
    if field.name in board.choices:
        words, places = board.choices[field.name]
        return words, np.where(places < 0, len(words), places)
    if field.type in ORDERED:
        # whether there is a figure at all
        return (0.0,), np.isnan(_figures(board, field)).astype(np.int64)
    number: dict[Any, int] = {}
    codes = [number.setdefault(key, len(number)) for key in (_key(text, field) for text in board.texts[field.name])]
    return tuple(number), np.array(codes, dtype=np.int64)


def _key(text: Any, field: Field) -> Any:
    return tuple(text or ()) if field.is_list else text


def _yes(answer: bool | None) -> bool:
    return answer is True


def _any_answer(answer: bool | None) -> bool:
    return answer is not None


def _not(part: Asked) -> Asked:
    def answer(board: Board, rows: Places, goals: Places) -> Answers:
        found = part(board, rows, goals)
        return Answers(found.known & ~found.holds, found.known)

    return answer


def _all(parts: Sequence[Asked]) -> Asked:
    def answer(board: Board, rows: Places, goals: Places) -> Answers:
        found = [part(board, rows, goals) for part in parts]
        true = np.logical_and.reduce([one.holds for one in found])
        return Answers(true, true | np.logical_or.reduce([one.known & ~one.holds for one in found]))

    return answer


def _any(parts: Sequence[Asked]) -> Asked:
    def answer(board: Board, rows: Places, goals: Places) -> Answers:
        found = [part(board, rows, goals) for part in parts]
        true = np.logical_or.reduce([one.holds for one in found])
        return Answers(true, true | np.logical_and.reduce([one.known for one in found]))

    return answer
