"""One evaluated day of some goals, in columns: what the conditions of alert rules are asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Board:
    """One local day of goals: a row a goal.

    `columns` has the fields of a standing by the names that conditions use (`rules/fields.toml`): figures as they are (NaN: missing), percentages as
    fractions, durations in days, days as ordinals. `choices` has fields that are one of some words: for each the words, and the place of each goal's
    word among them (-1: missing). `texts` has texts and lists of them, in their normal spelling, None where missing.
    """

    day: date
    goals: Sequence[str]
    columns: Mapping[str, NDArray[np.float64]]
    choices: Mapping[str, tuple[tuple[str, ...], NDArray[np.int64]]]
    texts: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.goals)
