"""Levels against their flows: what a level gained between two readings ought to be what was gained less what was lost meanwhile."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from statistics import median

from aimline.catalogue import Catalogue
from aimline.engine.ask import Day, Series, Store
from aimline.engine.shape import metrics
from aimline.engine.why import number, say
from aimline.metrics.log import Overlap

_LATE = 1.5
"""How many times the usual span may lie between two readings of one cadence; more is a gap, which no single figure of a flow covers."""


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

    `steps` are those of the readings that differ, the greatest difference first; `level` and `flows` what both say over all `compared` steps, from `first` to
    `last`. `gross`: nothing says what was lost, so only a gain beyond the gains counts as a difference.
    """

    level: Series
    gains: Series
    losses: Series | None
    first: date
    last: date
    compared: int
    of_level: float
    of_flows: float
    steps: tuple[Step, ...]

    @property
    def gross(self) -> bool:
        """Whether nothing says what was lost."""
        return self.losses is None


def disagreements(series: Iterable[Series], store: Store, catalogue: Catalogue, first: date | None = None) -> list[Disagreement]:
    """All levels that differ from their flows, from day `first` on."""
    sets = list(_sets(series, catalogue))
    if not sets:
        return []
    daily = store.daily(sorted({one.id for found in sets for one in found if one is not None}))
    return [found for one in sets if (found := _compare(*one, daily, first)) is not None]


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


def _compare(level: Series, gains: Series, losses: Series | None, daily: Mapping[int, Sequence[Day]], first: date | None) -> Disagreement | None:
    readings = [one for one in daily[level.id] if first is None or one.day >= first]
    usual = median((later.day - earlier.day).days for earlier, later in pairwise(readings)) if len(readings) > 1 else 0
    gained, lost = _Flow(daily[gains.id]), _Flow(daily[losses.id]) if losses else None
    steps = []
    for earlier, later in pairwise(readings):
        if (later.day - earlier.day).days > _LATE * usual:
            continue
        plus, minus = gained.between(earlier.day, later.day), lost.between(earlier.day, later.day) if lost else 0.0
        if plus is not None and minus is not None:
            steps.append(Step(earlier.day, later.day, later.last - earlier.last, plus - minus))
    differing = [one for one in steps if (one.level > one.flows if losses is None else one.level != one.flows)]
    if not differing:
        return None
    differing.sort(key=lambda one: (-abs(one.level - one.flows), one.last))
    whole, net = sum(one.level for one in steps), sum(one.flows for one in steps)
    return Disagreement(level, gains, losses, steps[0].first, steps[-1].last, len(steps), whole, net, tuple(differing))


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


class _Flow:
    """A flow between readings."""

    def __init__(self, days: Sequence[Day]) -> None:
        self.days = [one.day for one in days]
        self.figures = [one.total for one in days]

    def between(self, first: date, last: date) -> float | None:
        """What it brought after day `first` up to day `last`: a figure of every day, or a single one of the last day, which then is that of the whole span.
        None where neither is there.
        """
        low, high = bisect_right(self.days, first), bisect_right(self.days, last)
        whole = high - low == (last - first).days or (high - low == 1 and self.days[low] == last and bisect_left(self.days, first) < low)
        return sum(self.figures[low:high]) if whole else None


def differing(found: Disagreement) -> dict[str, str]:
    """One disagreement in words, with the figures of both sides over all readings, and of the reading where they are furthest apart."""
    worst = found.steps[0]
    unit = found.level.unit
    return say(
        f"differs.{'gross' if found.gross else 'net'}",
        n=len(found.steps),
        shown=number(len(found.steps)),
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
