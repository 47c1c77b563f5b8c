"""One alert: a transition of one goal on one day, and its line in the log."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from pydantic import BaseModel

Severity = Literal["info", "warning", "critical"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From what one may know to what somebody must act on."""

QUIET, FIRING, RESOLVED, WITHDRAWN = "quiet", "firing", "resolved", "withdrawn"
"""What a condition goes from and to; what was said and later data made untrue is withdrawn."""
_DIGITS, _LIKELY = 12, 6
"""Significant digits of the figures in an alert, and of those that a law gives: the log must be the same to the byte on any machine, and however many goals
are judged together.
"""
_OF_LAW = frozenset(["projected", "probability"])
_ID = 20
_EXACT, _WHOLE = 10**_LIKELY, 1e15
"""Whole figures below the first have no digit to lose; those from the second on are written with their exponent."""
_AS_IT_IS = frozenset([str, int, bool, type(None)])


@dataclass(frozen=True, slots=True)
class Alert:
    """One event of the alert log.

    `at` is the local day that was evaluated. `from_` and `to` are statuses where the rule is about the status, else `quiet`, `firing`, `resolved`. `standing`
    is the standing of that day as JSON. `revises` is the id of the alert that this one takes back.
    """

    id: str
    at: date
    goal: str
    rule: str
    severity: Severity
    from_: str | None
    to: str
    standing: Mapping[str, Any]
    reason: Mapping[str, str]
    revises: str | None = None

    def record(self) -> dict[str, Any]:
        """Its fields in the order of the log."""
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "goal": self.goal,
            "rule": self.rule,
            "severity": self.severity,
            "from": self.from_,
            "to": self.to,
            "standing": self.standing,
            "reason": dict(self.reason),
            "revises": self.revises,
        }

    def json(self) -> str:
        """Its line in the log: the same bytes for the same alert."""
        return json.dumps(self.record(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Alert":
        """An alert read back.

        Raises:
            KeyError: the record lacks a field.
            ValueError: its day is none.
        """
        return cls(
            record["id"],
            date.fromisoformat(record["at"]),
            record["goal"],
            record["rule"],
            record["severity"],
            record["from"],
            record["to"],
            record["standing"],
            record["reason"],
            record["revises"],
        )


def identity(goal: str, rule: str, at: date, to: str, revises: str | None = None, revision: int = 0) -> str:
    """The id of an alert: the same event has the same id, however often it is told."""
    text = "\n".join([goal, rule, at.isoformat(), to, revises or "", str(revision)])
    return hashlib.sha256(text.encode()).hexdigest()[:_ID]


def settled(value: Any, digits: int = _DIGITS) -> Any:
    """What JSON holds of anything that models are made of: figures to the digits that are sure, whole ones without a fraction, days as texts."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is float:
        return _short(value, digits)
    if isinstance(value, BaseModel):
        value = value.__dict__
    if isinstance(value, Mapping):
        return {
            key: one
            if (kind := type(one)) in _AS_IT_IS
            else _short(one, _LIKELY if key in _OF_LAW else digits)
            if kind is float
            else settled(one, _LIKELY if key in _OF_LAW else digits)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [settled(one, digits) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return _short(float(value), digits) if isinstance(value, float) else value


def _short(value: float, digits: int) -> float | int:
    if -_EXACT < value < _EXACT and value.is_integer():
        return int(value)
    short = float(f"{value:.{digits}g}")
    return int(short) if short.is_integer() and -_WHOLE < short < _WHOLE else short
