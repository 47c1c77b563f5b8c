"""What a goal asks of its metric: which figure is measured, whether it moves along a line or must hold, and in which direction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from aimline import prebuilt
from aimline.catalogue import Metric
from aimline.goals.model import Goal

Words = tuple[str, Mapping[str, object]]
"""A message of `standing.toml` (its name) and its parameters."""


@dataclass(frozen=True, slots=True)
class Names:
    """Metrics or platforms in a message, which every language calls by its own names. A platform of None is not known."""

    kind: Literal["metric", "platform"]
    values: tuple[str | None, ...]


def metrics(*names: str) -> Names:
    """Metrics by their canonical names."""
    return Names("metric", names)


def platforms(names: Iterable[str | None]) -> Names:
    """Platforms by their canonical names."""
    return Names("platform", tuple(names))


CALENDAR = frozenset({"day", "week", "month", "quarter", "year"})


@dataclass(frozen=True, slots=True)
class Shape:
    """`figure`: a reading (level), a sum (flow), people (unique), a pooled quotient (ratio) or an average over items (mean).

    `mode`: path moves from a baseline to the target, floor and cap must hold. A cap on a sum is cumulative: it has a line, and can't be undone. `up`: more is
    better. `relative`: the target is a percentage or a multiple of a reference.
    """

    figure: Literal["level", "flow", "unique", "ratio", "mean"]
    mode: Literal["path", "floor", "cap"]
    up: bool
    relative: bool
    by_day: bool = False
    """It is about single days of the window: a bound must hold on them, or they have an average."""


@dataclass(frozen=True, slots=True)
class Items:
    """Which item types a "per" counts: those with one of some words in their name ("IG reel"), or all but those. Items of unknown type count."""

    only: frozenset[str]
    no: frozenset[str]

    def holds(self, item_type: str | None) -> bool:
        """Whether an item of this type is one of them."""
        if item_type is None:
            return True
        words = set(item_type.casefold().replace("_", " ").split())
        return bool(words & self.only) if self.only else not words & self.no


@cache
def items() -> Mapping[str, Items]:
    """What can stand after "per" and be counted item by item, from `rules/items.toml`."""
    content = prebuilt.toml("rules", "items.toml")
    return {name: Items(frozenset(entry.get("only", ())), frozenset(entry.get("no", ()))) for name, entry in content["items"].items()}


def shape(goal: Goal, metric: Metric | None) -> Shape | Words:
    """The shape of a goal, or why it can't be judged."""
    target = goal.target
    if goal.metric is None or metric is None:
        return "not_measurable.no_metric", {}
    if metric.vague:
        return "not_measurable.vague", {"metric": metrics(goal.metric)}
    if target is None or target.value is None:
        return "not_measurable.no_target", {}
    if goal.per == "day" and goal.aggregation == "average" and metric.kind in ("flow", "unique") and target.kind == "level":
        limit = target.bound == "max" or goal.intent == "limit"
        return Shape(metric.kind, "cap" if limit else "floor", not limit, False, by_day=True)
    if goal.per in CALENDAR or (goal.time is not None and goal.time.form == "recurring"):
        return "not_measurable.recurring", {}
    if goal.per is not None and goal.per not in items():
        return "not_measurable.per", {"per": goal.per}
    if goal.kept is not None:
        return _kept(goal, metric)
    if target.unit == "rank":
        return "not_measurable.rank", {}
    if target.unit == "percent" and target.kind in ("level", "change", "from_to") and metric.grain and metric.unit == "count":
        return "not_measurable.percent", {"metric": metrics(goal.metric)}
    figure: Literal["level", "flow", "unique", "ratio", "mean"] = metric.kind
    if goal.per is not None:
        figure = "mean"
    elif goal.aggregation == "average" and metric.kind != "ratio":
        return "not_measurable.average_of_what", {}
    relative = target.kind in ("percent_change", "multiple")
    up = _up(goal, metric)
    fixed = target.kind == "level"
    bound = target.bound or ("max" if goal.intent == "limit" else None)
    if fixed and (bound == "max" or (goal.intent == "maintain" and not up)):
        return Shape(figure, "cap", False, relative)
    if figure == "flow" and not up:
        return Shape(figure, "cap", False, relative)
    if figure in ("ratio", "mean") and (fixed or (figure == "mean" and target.kind == "change")):
        return Shape(figure, "floor" if up else "cap", up, relative)
    if fixed and goal.intent == "maintain" and figure == "level":
        return Shape(figure, "floor", True, relative)
    return Shape(figure, "path", up, relative)


def _kept(goal: Goal, metric: Metric) -> Shape | Words:
    """The shape of a bound that must hold on days."""
    assert goal.target is not None
    if goal.per is not None or goal.target.kind != "level":
        return "not_measurable.kept", {}
    bound = goal.target.bound or ("max" if goal.intent == "limit" else None)
    up = bound == "min" or (bound is None and _up(goal, metric))
    return Shape(metric.kind, "floor" if up else "cap", up, False, by_day=True)


def _up(goal: Goal, metric: Metric) -> bool:
    """Whether reaching the target means going up: the numbers say so, else the verb, else the metric."""
    target = goal.target
    assert target is not None
    assert target.value is not None
    start = target.baseline if target.baseline is not None else goal.baseline
    if target.kind == "from_to" and start is not None and start != target.value:
        return target.value > start
    if target.kind == "multiple" and target.value != 1:
        return target.value > 1
    if goal.intent in ("decrease", "limit") or target.bound == "max":
        return False
    if goal.intent == "increase" or target.bound == "min":
        return True
    return metric.direction == "up"


def aim(goal: Goal, reference: float) -> float:
    """The value that a relative target or a change means, counted from a reference or a baseline."""
    target = goal.target
    assert target is not None
    assert target.value is not None
    sign = -1.0 if goal.intent == "decrease" and target.value > 0 else 1.0
    if target.kind == "percent_change":
        return reference + sign * reference * target.value / 100
    if target.kind == "multiple":
        return reference * target.value
    return reference + sign * target.value if target.kind == "change" else target.value
