"""What a predictive law sees of goals: the days before their windows and the days of the windows, one goal a row."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

LOOKBACK = 56
"""Days before a window that a law learns from."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Stretch:
    """The daily figures of g goals around windows of at most T days. NaN is a day that was not observed, or is not over yet; missing is never zero.

    `before` [g, LOOKBACK] ends with the day before the window, `during` [g, T] begins with its first day; `first_weekday` [g] is the weekday of that day
    (0 = Monday). `way` [g] is target − baseline, with signs turned so that up is good (`before` and `during`, too). `length` [g] is how many days each window
    has where some are shorter than T. `weights` [g, LOOKBACK + T] are declared pace weights (0 for blackout days; None: those of the weekdays are learned where
    history suffices). `spans` [g, LOOKBACK + T], for changes of a level: how many days the change of an observed day covers (1 where the day before was
    observed, too; None: always 1).
    """

    before: Floats
    during: Floats
    first_weekday: Ints
    way: Floats
    length: Ints | None = None
    weights: Floats | None = None
    spans: Floats | None = None

    def __post_init__(self) -> None:
        """Shapes must fit.

        Raises:
            ValueError: they do not.
        """
        goals, days = self.during.shape
        wanted = {"before": (goals, LOOKBACK), "first_weekday": (goals,), "way": (goals,), "length": (goals,)}
        wanted |= {"weights": (goals, LOOKBACK + days), "spans": (goals, LOOKBACK + days)}
        for name, shape in wanted.items():
            value = getattr(self, name)
            if value is not None and value.shape != shape:
                raise ValueError(f"{name} is {value.shape}, not {shape}")

    def take(self, goals: Ints) -> "Stretch":
        """Some of the goals."""
        mine: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        some: dict[str, Any] = {name: None if value is None else value[goals] for name, value in mine.items()}
        return Stretch(**some)

    @property
    def goals(self) -> int:
        return int(self.during.shape[0])

    @property
    def days(self) -> int:
        """T, the days of the longest window."""
        return int(self.during.shape[1])

    @property
    def lengths(self) -> Ints:
        """[g] days of each window."""
        return np.full(self.goals, self.days) if self.length is None else self.length
