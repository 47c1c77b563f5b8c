"""How a goal stands, as it is printed and passed on. Figures are unrounded; None means undefined."""

from datetime import date
from typing import Literal

from aimline.goals.model import Model, Window
from aimline.pacing import Status

Confidence = Literal["low", "medium", "high"]


class PaceFigures(Model):
    """Speed beside the line: schedule performance index, to-complete index, days ahead of the line, and what a day must bring and has brought."""

    spi: float | None = None
    tspi: float | None = None
    days_ahead: float | None = None
    required_per_day: float | None = None
    current_per_day: float | None = None


class Finish(Model):
    """The day on which the target is reached, by probability."""

    p10: date | None = None
    p50: date | None = None
    p90: date | None = None


class Projected(Model):
    """The value at the close that is not exceeded with a probability of 10, 50 and 90 %, and by when the target is reached; None where there is no law."""

    p10: float | None = None
    p50: float | None = None
    p90: float | None = None
    finish: Finish = Finish()


class Reference(Model):
    """What a percentage or a multiple is taken of: the value between two days (the last included), and how much of them was observed."""

    value: float | None
    start: date | None
    end: date | None
    coverage: float | None


class Bounds(Model):
    """Between what the true figure must lie; an end that is not known is None."""

    lower: float | None
    upper: float | None


class ActionStanding(Model):
    """One planned action: how often it was done and how often it should have been, where rows can tell."""

    text: str
    done: float | None = None
    expected: float | None = None


class Period(Model):
    """One window of a recurring goal."""

    start: date
    end: date
    target: float | None
    actual: float | None
    status: Status


class Remaining(Model):
    """The windows of a goal that recurs, and ends, which are not over yet, the present one among them: how many, and how likely it is that all of them reach
    what each asks; None where there is no law.
    """

    windows: int
    probability: float | None = None


class Standing(Model):
    """How one goal stands at the end of a day.

    For a gain that is counted from flows because no level was exported, `baseline` and `actual` are None, and `target`, `expected` and `projected` count from
    0 as `gained` does. `confidence` says how much data the figures rest on: low below 7 observations or half the days covered, high from 28 observations and
    four fifths covered.
    """

    goal: str
    text: str
    file: str | None
    line: int
    metric: str | None
    platforms: tuple[str, ...]
    unit: str | None
    account: str | None
    owner: str | None
    status: Status
    flags: tuple[str, ...] = ()
    window: Window | None = None
    as_of: date | None = None
    elapsed: float | None = None
    baseline: float | None = None
    target: float | None = None
    reference: Reference | None = None
    actual: float | None = None
    gained: float | None = None
    expected: float | None = None
    shortfall: float | None = None
    done: float | None = None
    pace: PaceFigures = PaceFigures()
    probability: float | None = None
    projected: Projected = Projected()
    observations: int = 0
    coverage: float | None = None
    last_observation: date | None = None
    confidence: Confidence | None = None
    why: dict[str, str]
    actions: tuple[ActionStanding, ...] = ()
    periods: tuple[Period, ...] = ()
    bounds: Bounds | None = None
    streak: int | None = None
    """For goals that recur: how many windows in a row were achieved, up to the last one that is closed."""
    remaining: Remaining | None = None
    """For goals that recur and end, while any of their windows is open."""
