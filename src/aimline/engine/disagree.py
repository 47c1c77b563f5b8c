"""Levels against their flows: what a level gained between two readings ought to be what was gained less what was lost meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from aimline.catalogue import Catalogue
from aimline.engine.ask import Series
from aimline.engine.shape import metrics
from aimline.engine.stock import Days, Readings, StockStore
from aimline.engine.why import number, say
from aimline.metrics.model.log import Overlap

_LATE = 1.5
"""How many times the usual span may lie between two readings of one cadence; more is a gap, which no single figure of a flow covers."""
_LISTED = 10
"""Steps that are told one by one where a level differs from its flows."""


_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Step:
    """Between two readings: what the level gained, and what its flows say."""

    first: date
    """The day of the earlier reading."""
    last: date
    level: float
    flows: float


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A level that its flows do not explain.

    `steps` are those of the readings that differ, the greatest difference first, no more than ten of `differing`; `level` and `flows` what both say over all
    `compared` steps, from `first` to `last`. `gross`: nothing says what was lost, so only a gain beyond the gains counts as a difference.
    """

    level: Series
    gains: Series
    losses: Series | None
    first: date
    last: date
    compared: int
    of_level: float
    of_flows: float
    differing: int
    steps: tuple[Step, ...]

    @property
    def gross(self) -> bool:
        """Whether nothing says what was lost."""
        return self.losses is None


def disagreements(series: Iterable[Series], store: StockStore, catalogue: Catalogue, first: date | None = None) -> list[Disagreement]:
    """All levels that differ from their flows, from day `first` on."""
    sets = list(_sets(series, catalogue))
    figures = store.readings([[one.id for one in found if one is not None] for found in sets])
    return [found for one, known in zip(sets, figures, strict=True) if (found := _compare(*one, known, first)) is not None]


def _sets(series: Iterable[Series], catalogue: Catalogue) -> Iterable[tuple[Series, Series, Series | None]]:
    """Each level with the flows that change it, of one account, platform and unit."""

    def owner(one: Series) -> tuple[str, str, str, str]:
        return one.account or "", one.platform or "", one.campaign or "", one.source or ""

    accounts = sorted((one for one in series if not one.item), key=owner)
    for _, found in groupby(accounts, key=owner):
        mine = {(one.metric, one.unit): one for one in found}
        for (name, unit), level in mine.items():
            known = catalogue.metric(name)
            gains = mine.get((known.gains, unit)) if known.kind == "level" and known.gains else None
            if gains is not None:
                yield level, gains, mine.get((known.losses, unit)) if known.losses else None


def _compare(level: Series, gains: Series, losses: Series | None, known: Mapping[int, Readings], first: date | None) -> Disagreement | None:
    of_level = known[level.id]
    since = int(np.searchsorted(of_level.days, (first - _EPOCH).days)) if first is not None else 0
    days, last = of_level.days[since:], of_level.last[since:]
    if len(days) < 2:
        return None
    earlier, later = days[:-1], days[1:]
    gained, found = _between(known[gains.id], earlier, later)
    lost, also = _between(known[losses.id], earlier, later) if losses else (np.zeros(len(earlier)), found)
    compared = found & also & (later - earlier <= _LATE * np.median(later - earlier))
    earlier, later = earlier[compared], later[compared]
    change, flows = np.diff(last)[compared], (gained - lost)[compared]
    differs = change > flows if losses is None else change != flows
    if not differs.any():
        return None
    at = np.flatnonzero(differs)
    worst = at[np.lexsort((later[at], -np.abs(change[at] - flows[at])))][:_LISTED].tolist()
    steps = tuple(Step(_day(earlier[one]), _day(later[one]), float(change[one]), float(flows[one])) for one in worst)
    # in their order, as any reader would add them up
    whole, net = sum(change.tolist()), sum(flows.tolist())
    return Disagreement(level, gains, losses, _day(earlier[0]), _day(later[-1]), len(change), whole, net, len(at), steps)


def _between(flow: Readings, first: Days, last: Days) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What a flow brought after each day of `first` up to the day of `last` beside it, and where that is known: there is a figure of every day, or a single one
    of the last day, which then is that of the whole span.
    """
    low, high = np.searchsorted(flow.days, first, "right"), np.searchsorted(flow.days, last, "right")
    start = np.minimum(low, len(flow.days) - 1)
    single = (high - low == 1) & (flow.days[start] == last) & (np.searchsorted(flow.days, first, "left") < low)
    found = (high - low == last - first) | single
    amounts = np.where(high - low == 1, flow.total[start], 0.0)
    for one in np.flatnonzero(found & (high - low > 1)).tolist():
        amounts[one] = sum(flow.total[low[one] : high[one]].tolist())
    return amounts, found


def _day(number: np.int64) -> date:
    return _EPOCH + timedelta(days=int(number))


def overlapping(found: Overlap) -> dict[str, str]:
    """What two files say differently, in words; the file that was not taken is named where this is told."""
    key = "inside" if found.tie and found.file == found.other else "tie" if found.tie else "restated"
    said = say(
        f"overlap.{key}",
        n=found.figures,
        shown=number(found.figures),
        metric=metrics(found.metric),
        other=found.other,
        day=found.day,
        before=number(found.before),
        after=number(found.after),
    )
    if not found.mostly:
        return said
    asked = say("overlap.accounts", shown=number(found.shared), option=f"--metrics ACCOUNT/{found.platform or 'PLATFORM'}=PATH")
    return {language: f"{text} {asked[language]}" for language, text in said.items()}


def differing(found: Disagreement) -> dict[str, str]:
    """One disagreement in words, with the figures of both sides over all readings, and of the reading where they are furthest apart."""
    worst = found.steps[0]
    unit = found.level.unit
    return say(
        f"differs.{'gross' if found.gross else 'net'}",
        n=found.differing,
        shown=number(found.differing),
        metric=metrics(found.level.metric),
        gains=metrics(found.gains.metric),
        losses=metrics(found.losses.metric if found.losses else ""),
        first=found.first,
        last=found.last,
        level=number(found.of_level, unit),
        flows=number(found.of_flows, unit),
        day=worst.last,
        most_level=number(worst.level, unit),
        most_flows=number(worst.flows, unit),
    )
