"""Days of goals made by hand, for the tests of the machine."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from aimline.engine.daily import FIGURES, MORE, DayOfGoals
from aimline.goals.model import Goal, PlacedGoal, Target
from aimline.pacing.statuses import CODE

START = date(2026, 12, 1)


def goals(count: int) -> list[PlacedGoal]:
    found = []
    for number in range(count):
        goal = Goal(
            id=f"g{number:04}", intent="increase", metric="followers", platforms=(), target=Target(kind="change", value=100, unit="count"),
            per=None, aggregation=None, start=None, time=None, window=None, account=None,
        )  # fmt: skip
        found.append(PlacedGoal(goal=goal, text=f"goal {number}", file=None, line=1, language="en"))
    return found


def day(number: int, statuses: Sequence[str], *, length: int = 30, start: int = 0, **figures: Sequence[float]) -> DayOfGoals:
    """Day `number` (0 is the first) of as many goals as there are statuses, in a window of `length` days that began on day `start`."""
    count = len(statuses)
    known: Mapping[str, Sequence[float]] = figures
    begin = START.toordinal() + start
    return DayOfGoals(
        START + timedelta(days=number),
        np.arange(count, dtype=np.int64),
        np.array([CODE[name] for name in statuses], dtype=np.int8),  # type: ignore[index]
        np.full(count, begin),
        np.full(count, begin + length),
        {name: np.array(known.get(name, [np.nan] * count), dtype=np.float64) for name in (*FIGURES, *MORE)},
    )
