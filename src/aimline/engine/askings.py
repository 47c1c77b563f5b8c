"""What windows ask of the rows, and whose rows of a book answer it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aimline.engine.resolve import Resolved, family
from aimline.engine.sources import Daily
from aimline.engine.table import Question
from aimline.pacing.law import Family
from aimline.pacing.lines import Whole


class Form(NamedTuple):
    """What windows must share to be judged together; a leg is its kind and how many parts it has above and below."""

    figure: str
    family: Family | None
    legs: tuple[tuple[str, int, int], ...]


class Slot(NamedTuple):
    """One part of one leg: the series whose figures are added, or read (`level`)."""

    level: bool
    series: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with the legs that answer it day by day: all platforms together, or one of them where they are judged one at a time."""

    question: Question
    resolved: Resolved
    legs: tuple[Daily, ...]

    @property
    def form(self) -> Form:
        """What its windows share with others."""
        shape = tuple((leg.kind, len(leg.above), len(leg.below)) for leg in self.legs)
        return Form(self.question.shape.figure, family(self.question, self.resolved, self.legs), shape)

    @property
    def slots(self) -> list[Slot]:
        """Its parts, those above before those below, leg by leg."""
        return [Slot(leg.kind == "level", tuple([one.id for one in series])) for leg in self.legs for series in (*leg.above, *leg.below)]


@dataclass(frozen=True)
class Askings:
    """What windows ask, in columns: asking i is one of `kinds`, of series that lie `shift[i]` places further along among all."""

    kinds: Sequence[Asking]
    kind: Whole
    shift: Whole

    @classmethod
    def of(cls, askings: Sequence[Asking]) -> "Askings":
        """Askings that have nothing in common."""
        return cls(askings, np.arange(len(askings)), np.zeros(len(askings), dtype=np.int64))

    def __len__(self) -> int:
        return len(self.kind)

    def column(self, values: Sequence[Any], kind: type) -> NDArray[Any]:
        """A value of each asking out of those of its kind."""
        return np.array(values, dtype=kind)[self.kind]

    @cached_property
    def forms(self) -> Sequence[Form]:
        """The form of each kind."""
        return [one.form for one in self.kinds]

    def slots(self, askings: Whole) -> Iterator[tuple[int, Slot, Whole]]:
        """The parts of some askings (in order), with the number of each among those of its kind and the askings that have it; these must be shifted."""
        order = askings[np.argsort(self.kind[askings], kind="stable")]
        starts = np.flatnonzero(np.r_[True, self.kind[order][1:] != self.kind[order][:-1]]) if len(order) else order
        for mine in np.split(order, starts[1:]):
            if len(mine):
                for number, slot in enumerate(self.kinds[int(self.kind[mine[0]])].slots):
                    yield number, slot, mine
