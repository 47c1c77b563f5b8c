"""The rules of a run in columns, which of them are of all goals and which of some, and which are asked together."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aimline.alerts.conditions import Asked, Places, asked, shape_of
from aimline.alerts.model import SEVERITIES
from aimline.alerts.rules import AlertRule
from aimline.pacing.lines import Truth, Whole
from aimline.pacing.statuses import STATUSES
from aimline.rules.conditions import Is, Not, Or
from aimline.rules.predicate import plain

FINAL = frozenset(["achieved", "missed", "exceeded"])
_PACES = FINAL | {"on_track", "at_risk", "behind", "within", "over_pace"}
"""The statuses that are better or worse than each other; the others (no data …) are another matter."""
RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


class RuleBook:
    """Rules, by their places. A rule of few goals costs what these cost, however many others there are."""

    def __init__(self, rules: Sequence[AlertRule]) -> None:
        self.rules = rules
        self.days = np.array([rule.days for rule in rules], dtype=np.int32)
        self.rank = np.array([RANK[rule.severity] for rule in rules], dtype=np.int64)
        self.again = np.array([rule.again or 0 for rule in rules], dtype=np.int64)
        self.once: Truth = np.array([rule.once for rule in rules], dtype=bool)
        self.resolve: Truth = np.array([rule.resolve for rule in rules], dtype=bool)
        self.recovers: Truth = np.array([rule.recovers for rule in rules], dtype=bool)
        self.grouped: Truth = np.array([rule.about_status and _statuses(rule.condition) <= _PACES for rule in rules], dtype=bool)
        self.quoted = [json.dumps(rule.name) for rule in rules]
        self.named: dict[str, list[int]] = {}
        self._own: dict[str, list[int]] = {}
        general: list[int] = []
        for number, rule in enumerate(rules):
            self.named.setdefault(rule.name, []).append(number)
            if rule.only is None:
                general.append(number)
            for goal in rule.only or ():
                self._own.setdefault(goal, []).append(number)
        self._general = np.array(general, dtype=np.int32)
        more = [sorted({other for name in rule.unless for other in self.named.get(name, ())}) for rule in rules]
        self.more = np.array([other for others in more for other in others], dtype=np.int64)
        """The rules that say more of the same than others, after each other: `more_than` of the first, of the second …"""
        self.more_than = np.array([len(others) for others in more], dtype=np.int64)
        self.more_from: Whole = np.cumsum(self.more_than) - self.more_than

    @classmethod
    def of(cls, rules: "Sequence[AlertRule] | RuleBook") -> "RuleBook":
        """Rules as a book of them; one that is one already as it is."""
        return rules if isinstance(rules, RuleBook) else cls(rules)

    def __len__(self) -> int:
        return len(self.rules)

    def of_goals(self, goals: Sequence[str]) -> list[NDArray[np.int32]]:
        """The rules of each of some goals, in their order."""
        own = (self._own.get(goal) for goal in goals)
        return [self._general if mine is None else np.sort(np.concatenate([self._general, np.array(mine, dtype=np.int32)])) for mine in own]

    @cached_property
    def together(self) -> tuple[Whole, Whole, list[Asked]]:
        """Of each rule with which others it is asked together, and its place among them; and what asks those."""
        members: dict[Any, list[int]] = {}
        for number, rule in enumerate(self.rules):
            members.setdefault(shape_of(rule.condition), []).append(number)
        shape, place = np.zeros(len(self.rules), dtype=np.int64), np.zeros(len(self.rules), dtype=np.int64)
        for number, rules in enumerate(members.values()):
            shape[rules], place[rules] = number, np.arange(len(rules))
        return shape, place, [asked([self.rules[rule].condition for rule in rules]) for rules in members.values()]

    def covering(self, rules: Places) -> tuple[Whole, Whole]:
        """The rules that say more of the same than some: which of those it is of each, by its place, and the rule."""
        count = self.more_than[rules]
        at = np.repeat(np.arange(len(rules)), count)
        within = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
        return at, self.more[self.more_from[rules[at]] + within]


def _statuses(condition: Any) -> frozenset[str]:
    """The statuses that a condition about nothing else names; one that says which it must not be is about all."""
    if isinstance(condition, Is):
        return frozenset(plain(value) for value in condition.values)
    if isinstance(condition, Or):
        return frozenset().union(*(_statuses(part) for part in condition.parts))
    return _PACES if isinstance(condition, Not) else frozenset(STATUSES)


__all__ = ["FINAL", "RANK", "RuleBook"]
