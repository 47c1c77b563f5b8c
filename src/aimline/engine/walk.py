"""One goal's arithmetic, day by day, as `evaluate --explain` shows it: every figure with its formula and the numbers in their places, so that a person can
check it by hand. The engine hands its own figures over; nothing is worked out anew here.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from aimline.goals.model import Model, Window
from aimline.pacing import Status
from aimline.pacing.status import LATE, LEAVE_AT_RISK, LEAVE_BEHIND, LEAVE_ON_TRACK, TOO_LATE, UNLIKELY, UNSURE
from aimline.text.messages import format_number, languages, message, messages

Curve = Literal["linear", "paused", "learned", "weekdays", "front-loaded", "back-loaded", "milestones", "still"]
"""The shape of the line from baseline to target (`paused`: straight but for days off); `still` where there is none, and the target is expected every day."""
Gathers = Literal["level", "flow", "net", "ratio", "mean", "people"]
"""How the figures of days make the actual one: the last reading, their sum, a sum that is a gain, sums divided, the mean over items, the bounds of people."""

Part = Literal["counted", "less", "above", "below"]


class Step(Model):
    """One figure worked out: `formula` with the names of its `numbers` in braces, `filled` with the numbers in their places. `says` is what the figure is, in
    every language; a value that is undefined (nothing to divide by) is None.
    """

    name: str
    value: float | None
    formula: str
    numbers: dict[str, float | None]
    filled: str
    says: dict[str, str]


class SourceRead(Model):
    """One series that the goal reads: what it is of, its days with a figure, and the part it plays (`less` is taken away, ratios are `above` ÷ `below`)."""

    metric: str
    platform: str | None = None
    account: str | None = None
    campaign: str | None = None
    part: Part = "counted"
    first: date | None = None
    last: date | None = None
    observed: int = 0
    files: tuple[str, ...] = ()


class Origin(Model):
    """What the goal starts from. `day` is that of the figure, where it is one: the last `before` the first day, the first `inside` the window, the last day of
    the earlier ones that are the `reference`.
    """

    value: float | None
    how: Literal["said", "before", "inside", "reference", "zero", "none"]
    day: date | None = None


class DayWalk(Model):
    """One day of the window. `figure` is what the day itself brought or read, None where nothing was observed; the others are as in a standing, at the end of
    the day. `verdict` is by the plain list, `status` with hysteresis: a change that the day `wants` comes when it was wanted on `needed` days in a row, of
    which this was number `run`.
    """

    day: date
    figure: float | None = None
    actual: float | None = None
    gained: float | None = None
    expected: float | None = None
    done: float | None = None
    spi: float | None = None
    tspi: float | None = None
    probability: float | None = None
    verdict: Status | None = None
    wants: Status | None = None
    run: int | None = None
    needed: int | None = None
    status: Status
    steps: tuple[Step, ...] = ()


class Limits(Model):
    """The thresholds that decide between behind, at risk and on track: probabilities, and of TSPI beside a probability and alone."""

    behind: float = UNLIKELY
    tspi: float = LATE
    tspi_alone: float = TOO_LATE
    at_risk: float = UNSURE
    leave_behind: float = LEAVE_BEHIND
    leave_at_risk: float = LEAVE_AT_RISK
    enter_at_risk: float = LEAVE_ON_TRACK


class Walk(Model):
    """Everything behind the standing of one goal: what it reads, where it starts and what it is to reach, every day of the window up to `as_of`, and the
    figures of the law that gave the probability of that day. Goals that are not followed from day to day have a `status` and its `why` alone.
    """

    goal: str
    text: str
    file: str | None
    line: int
    unit: str | None
    window: Window | None
    as_of: date | None
    status: Status
    curve: Curve
    sources: tuple[SourceRead, ...] = ()
    baseline: Origin
    target: Step | None
    days: tuple[DayWalk, ...] = ()
    left: tuple[Step, ...] = ()
    """What is left from the day of evaluation on: shortfall, required_per_day, current_per_day, days_ahead."""
    law: tuple[Step, ...] = ()
    limits: Limits = Limits()
    why: dict[str, str]


NAME = re.compile(r"\{(\w+)\}")
"""The name of a number in a formula."""


def exact(value: float | None) -> str:
    """A number as formulas show it: six significant digits, the whole part always whole."""
    if value is None:
        return "–"
    size = abs(value)
    whole = math.floor(math.log10(size)) if size else 0
    return format_number(value, min(12, max(0, 5 - whole))).replace("-", "−")


def filled(formula: str, numbers: Mapping[str, float | None]) -> str:
    """A formula with its numbers in their places, those below zero in brackets.

    Raises:
        KeyError: a number is missing.
    """

    def number(match: re.Match[str]) -> str:
        value = numbers[match[1]]
        return f"({exact(value)})" if value is not None and value < 0 else exact(value)

    return NAME.sub(number, formula)


def step(name: str, value: float | None, formula: str, /, **numbers: float | None) -> Step:
    """A figure worked out. Its name has a message `walk.step.<name>`, each of its numbers one of `walk.number`; names that have none stand for themselves."""
    return Step(name=name, value=value, formula=formula, numbers=numbers, filled=filled(formula, numbers), says=_said(f"walk.step.{name}", name))


def symbolic(formula: str, language: str) -> str:
    """A formula with the names of its numbers in a language."""
    return NAME.sub(lambda match: _said_in(f"walk.number.{match[1]}", language, match[1]), formula)


def _said(key: str, name: str) -> dict[str, str]:
    try:
        return messages(key)
    except KeyError:
        return dict.fromkeys(languages(), name)


def _said_in(key: str, language: str, name: str) -> str:
    try:
        return message(key, language)
    except KeyError:
        return name


_TARGETS = {
    "level": "{value}",
    "change": "{baseline} + {value}",
    "percent_change": "{reference} × (1 + {value} ÷ 100)",
    "multiple": "{reference} × {value}",
    "from_to": "{value}",
}


def target_step(kind: str, target: float | None, value: float | None, baseline: float | None = None, reference: float | None = None) -> Step:
    """How the target follows from what the goal says; `value` is its number, a percentage in percents (below zero for a decrease)."""
    formula = _TARGETS[kind]
    known = {"value": value, "baseline": baseline, "reference": reference}
    return step("target", target, formula, **{name: known[name] for name in dict.fromkeys(NAME.findall(formula))})


_SHARES: dict[str, str] = {
    "front-loaded": "1 − (1 − {weight_over} ÷ {weight_all})²",
    "back-loaded": "({weight_over} ÷ {weight_all})²",
    "paused": "{weight_over} ÷ {weight_all}",
    "learned": "{weight_over} ÷ {weight_all}",
    "weekdays": "{weight_over} ÷ {weight_all}",
    "milestones": "{share_before} + ({share_after} − {share_before}) × ({day} − {day_before}) ÷ ({day_after} − {day_before})",
}
_ACTUALS: dict[str, str] = {"net": "{baseline} + {gained}", "flow": "{before} + {figure}", "ratio": "{above} ÷ {below}", "mean": "{total} ÷ {items}"}


@dataclass(frozen=True, slots=True)
class Course:
    """What holds for all days of a goal: see `Walk`; `days` is the length of the window, `cap` where the target must not be passed."""

    gathers: Gathers
    curve: Curve
    baseline: float | None
    target: float | None
    days: int | None
    cap: bool = False

    def steps(self, day: int, found: Mapping[str, float | None]) -> tuple[Step, ...]:
        """The figures of day `day` (1 is the first) worked out. `found` has the figures of the day by their names in `DayWalk`, and what only some goals have:
        `before` (the sum up to the day before), `above` and `below` with their `scale` (100 for
        a percentage), `total` and `items`, `share` (of the curve, 0 to 1) with what it came from
        (`weight_over` and `weight_all`, or the milestones about the day). Figures that are None are worked out where all that they come from is known: they are
        undefined then; else they are left out.
        """
        known = {**found, "baseline": self.baseline, "target": self.target, "days": self.days, "day": day}
        bent = self.curve not in ("linear", "still")
        share = "{share}" if bent else "{day} ÷ {days}"
        scaled = self.gathers == "ratio" and found.get("scale") not in (None, 1)
        wanted: dict[str, str | None] = {"gained": "{before} + {figure}"} if self.gathers == "net" else {}
        wanted["actual"] = "{scale} × {above} ÷ {below}" if scaled else _ACTUALS.get(self.gathers)
        if self.gathers == "net" and found.get("actual") is None:
            del wanted["actual"]
        if self.curve == "still":
            wanted |= {"done": "{target} ÷ {actual}" if self.cap else "{actual} ÷ {target}"}
        else:
            if self.gathers != "net":
                wanted["gained"] = "{actual} − {baseline}" if self.gathers not in _ACTUALS or self.baseline else None
            wanted |= {
                "share": _SHARES.get(self.curve),
                "expected": f"{{baseline}} + ({{target}} − {{baseline}}) × {share}",
                "done": "{gained} ÷ ({target} − {baseline})",
                "spi": "{gained} ÷ ({expected} − {baseline})",
                "tspi": f"(1 − {{done}}) ÷ (1 − {share})",
            }
        told = []
        for name, formula in wanted.items():
            numbers = {one: known.get(one) for one in dict.fromkeys(NAME.findall(formula or ""))}
            if formula is not None and None not in numbers.values():
                told.append(step(name, known.get(name), formula, **numbers))
        return tuple(told)

    def left(self, day: int, found: Mapping[str, float | None]) -> tuple[Step, ...]:
        """What is left after day `day`: `found` has `actual`, `gained`, `done`, `shortfall`, `required_per_day`, `current_per_day`, `days_ahead`."""
        known = {**found, "baseline": self.baseline, "target": self.target, "days": self.days, "day": day}
        wanted = {"shortfall": "{target} − {actual}" if found.get("actual") is not None else "({target} − {baseline}) − {gained}"}
        done = found.get("done")
        if found.get("current_per_day") is not None:
            wanted |= {"current_per_day": "{gained} ÷ {day}"}
        if found.get("required_per_day") not in (None, 0):
            wanted |= {"required_per_day": "{shortfall} ÷ ({days} − {day})"}
        if self.curve == "linear" and done is not None:
            # no more than all of the window
            wanted |= {"days_ahead": "−{day}" if done < 0 else "{days} − {day}" if done > 1 else "{done} × {days} − {day}"}
        told = []
        for name, formula in wanted.items():
            numbers = {one: known.get(one) for one in dict.fromkeys(NAME.findall(formula))}
            if None not in numbers.values():
                told.append(step(name, known.get(name), formula, **numbers))
        return tuple(told)
