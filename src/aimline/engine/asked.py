"""Windows in columns: what is asked of them, where they stand on some of their days, and what they are judged to be."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aimline.engine.curves import Way
from aimline.engine.follow import Windows
from aimline.pacing.law import Family
from aimline.pacing.lines import Figures, Lines, Truth, Whole
from aimline.pacing.statuses import VERDICT, Codes


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of windows with the same legs: columns with a row a window.

    `way_of` says how the target comes about: 0 it is the value; 1 the baseline, or the reference, moved by the value; 2 changed by so many percent; 3 times the
    value. `path` moves along a line, else it must hold; `up`: more is better; `cap`: must not be passed. `factor` turns rows into the unit of the goal.
    `reference` is the first day of what a relative target is taken of (an ordinal, 0: nothing is), over `reference_days`. `since` counts the days
    from the last day of the window to the day of evaluation. `partial`: something that belongs to the figure is missing; `named`: so is a leg without figures.
    """

    figure: str
    family: Family | None
    windows: Windows
    way_of: NDArray[np.int8]
    value: Figures
    falls: Truth
    explicit: Figures
    path: Truth
    up: Truth
    cap: Truth
    factor: Figures
    lag: Figures
    partial: Truth
    named: Truth
    reference: Whole
    reference_days: Whole
    since: Whole
    ways: tuple[Way, ...] | None = None
    """What windows declare about their lines; None where all are straight."""

    def __len__(self) -> int:
        return len(self.value)

    @property
    def cumulative(self) -> bool:
        """Its figures can't fall back."""
        return self.figure == "flow"

    @property
    def sign(self) -> Figures:
        """What turns amounts so that up is good; of a cumulative cap, towards it."""
        return np.where(self.up | (self.cap & self.cumulative), 1.0, -1.0)

    def take(self, rows: Whole, legs: Sequence[int] | None = None) -> "Asked":
        """Some of the windows, as if they had some of their legs only."""
        mine = self.windows.legs if legs is None else [self.windows.legs[leg] for leg in legs]
        taken = [type(leg)(leg.kind, [one[rows] for one in leg.above], [one[rows] for one in leg.below], leg.scale[rows]) for leg in mine]
        of = self.windows
        windows = Windows(taken, of.start[rows], of.days[rows], of.over[rows], of.trailing[rows])
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        moved = {name: value[rows] if isinstance(value, np.ndarray) else value for name, value in plain.items()}
        ways = tuple(self.ways[row] for row in rows.tolist()) if self.ways is not None else None
        if legs is not None:
            moved["partial"] = self.partial[rows] | self.named[rows]
        return replace(self, **{**moved, "windows": windows, "ways": ways})  # type: ignore[arg-type]


@dataclass(slots=True)
class Judged:
    """Windows judged on their day of evaluation; figures are NaN where they are undefined. `status` is AT_RISK and so on, never VERDICT; `grace` where the last
    status of the open window stands. `reached` is 1, 0, or NaN where that cannot be told.
    """

    status: Codes
    grace: Truth
    reached: Figures
    baseline: Figures
    target: Figures
    reference: Figures
    reference_coverage: Figures
    actual: Figures
    gained: Figures
    elapsed: Figures
    expected: Figures
    shortfall: Figures
    done: Figures
    spi: Figures
    tspi: Figures
    days_ahead: Figures
    required_per_day: Figures
    current_per_day: Figures
    probability: Figures
    p10: Figures
    p50: Figures
    p90: Figures
    finish10: Figures
    finish50: Figures
    finish90: Figures
    observations: Figures
    coverage: Figures
    last: Figures
    latest: Figures
    cadence: Figures
    inside: Figures
    whole: Truth
    still: Truth
    line_from: Figures
    """What the line starts from: the baseline, 0 of sums."""
    usual: Figures
    """What a day of the four weeks before the window brought, where at least half of them have figures."""

    @classmethod
    def empty(cls, count: int) -> "Judged":
        """Nothing judged yet."""
        blank = {one.name: np.full(count, np.nan) for one in fields(cls)}
        truths = {name: np.zeros(count, dtype=bool) for name in ("grace", "whole", "still")}
        return cls(**{**blank, **truths, "status": np.full(count, VERDICT, dtype=np.int8)})

    def put(self, rows: Whole, other: "Judged") -> None:
        """Fill in some rows."""
        for one in fields(self):
            getattr(self, one.name)[rows] = getattr(other, one.name)


@dataclass(slots=True)
class Days:
    """Windows on some of their days (windows × days): `day` says which, 1 for the first."""

    day: Whole
    actual: Figures
    gained: Figures
    baseline: Figures
    value: Figures
    target: Figures
    lines: Lines
    reached: Figures
    observations: Figures
    coverage: Figures
    last: Figures
    latest: Figures
    cadence: Figures
    still: Truth
    status: Codes
    """VERDICT where pace and probability decide."""

    def put(self, rows: Whole, cells: Truth, other: "Days") -> None:
        """Fill in some days (`cells` of `rows`) of some windows."""
        for one in fields(self):
            if one.name != "lines":
                setattr(self, one.name, _filled(getattr(self, one.name), rows, cells, getattr(other, one.name)))
        self.lines = Lines(**{one.name: _filled(getattr(self.lines, one.name), rows, cells, getattr(other.lines, one.name)) for one in fields(Lines)})


def _filled(values: NDArray[Any], rows: Whole, cells: Truth, other: NDArray[Any]) -> NDArray[Any]:
    found = np.array(values)
    found[rows] = np.where(cells, other, found[rows])
    return found
