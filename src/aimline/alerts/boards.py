"""A day of goals as the board that conditions are asked about."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from aimline.alerts.board import Board
from aimline.engine.assemble import CONFIDENCES, FEW, HALF, MANY, MOST
from aimline.engine.daily import DayOfGoals
from aimline.goals.model import PlacedGoal
from aimline.pacing.lines import Figures, Whole
from aimline.pacing.statuses import STATUSES
from aimline.rules.predicate import spelled

_PLAIN = ("elapsed", "done", "days_ahead", "probability", "actual", "gained", "shortfall", "coverage", "observations", "burn_short", "burn_long", "surprise")
NONE = -1


class Boards:
    """Makes the boards of some goals: what a goal says of itself is spelled once."""

    def __init__(self, goals: Sequence[PlacedGoal]) -> None:
        self._ids = [placed.goal.id for placed in goals]
        self._texts: Mapping[str, list[Any]] = {
            "owner": [_spelled(placed.goal.owner) for placed in goals],
            "account": [_spelled(placed.goal.account) for placed in goals],
            "text": [_spelled(placed.text) for placed in goals],
            "metric": [placed.goal.metric for placed in goals],
            "platforms": [tuple(placed.goal.platforms) for placed in goals],
        }

    def of(self, day: DayOfGoals, was: Whole) -> Board:
        """The board of a day; `was` are the statuses on the evaluation before (places in STATUSES, NONE where there was none)."""
        figures = day.figures
        bounded = day.end > 0
        columns = {name: figures[name] for name in _PLAIN}
        columns["pace"] = figures["spi"]
        columns["burn"] = np.minimum(figures["burn_short"], figures["burn_long"])
        columns["left"] = np.where(bounded, np.maximum(0, day.end - 1 - day.day.toordinal()), np.nan).astype(np.float64)
        columns["start"] = np.where(bounded, day.start, np.nan).astype(np.float64)
        columns["end"] = np.where(bounded, day.end - 1, np.nan).astype(np.float64)
        places = day.places.tolist()
        return Board(
            day=day.day,
            goals=[self._ids[place] for place in places],
            columns=columns,
            choices={
                "status": (STATUSES, day.status.astype(np.int64)),
                "was": (STATUSES, was),
                "confidence": (CONFIDENCES, _confidence(figures["observations"], figures["coverage"])),
            },
            texts=_OfPlaces(self._texts, places),
        )


class _OfPlaces(Mapping[str, Sequence[Any]]):
    """What the goals of a day say, looked up when a rule asks for it."""

    def __init__(self, texts: Mapping[str, Sequence[Any]], places: Sequence[int]) -> None:
        self._texts, self._places = texts, places

    def __getitem__(self, name: str) -> Sequence[Any]:
        values = self._texts[name]
        return [values[place] for place in self._places]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _confidence(observations: Figures, coverage: Figures) -> Whole:
    """How much data the figures rest on: places in CONFIDENCES, NONE without any; as standings have it (`engine.assemble`)."""
    with np.errstate(invalid="ignore"):
        thin = (observations < FEW) | (coverage < HALF)
        much = (observations >= MANY) & ~(coverage < MOST)
    return np.where(~(observations > 0), NONE, np.where(thin, 0, np.where(much, 2, 1))).astype(np.int64)


def _spelled(text: str | None) -> str | None:
    return None if text is None else spelled(text)
