"""Goals about single days: on which of them a bound must hold (always, on so many, on a share of them), and averages a day. Judged by the days with figures.

A day without a figure neither holds nor breaks it. The goal is achieved at the close, and missed once so many days broke it that it can be met no more.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Self

import numpy as np

from aimline.engine.ask import Day, Store
from aimline.engine.by_day import LEARNED, SHARES, ByDay, Leg
from aimline.engine.judge import Judgement
from aimline.engine.plan import Case
from aimline.engine.resolve import Resolved
from aimline.engine.sources import Daily
from aimline.goals.model import Kept
from aimline.pacing import ORDER, Status
from aimline.pacing.law import LEAST, LOOKBACK, MOST, Family, Outlook, Stretch, outlook
from aimline.pacing.law.runs import Chain, level_at_least
from aimline.pacing.lines import Figures, Truth, Whole


def judge_days(cases: Sequence[tuple[Case, Resolved]], store: Store) -> list[tuple[Judgement, Status]]:
    """Every case, whose figures are known by day, on its day of evaluation."""
    wanted = sorted({one.id for _, resolved in cases for leg in resolved.daily or () for part in (*leg.above, *leg.below) for one in part})
    days = store.daily(wanted) if wanted else {}
    return [_judged(case, resolved, days) for case, resolved in cases]


def _judged(case: Case, resolved: Resolved, days: Mapping[int, Sequence[Day]]) -> tuple[Judgement, Status]:
    legs = resolved.daily
    assert legs is not None
    units = {one.unit for leg in legs for part in leg.above for one in part}
    law: Family = "amounts" if any(unit.startswith(("currency", "duration")) for unit in units) else "counts"
    several = [(leg,) for leg in legs] if legs[0].kind == "ratio" else [legs]
    found = []
    for own in several:
        by_leg = [_by_day(leg, days) for leg in own]
        level = own[0].kind == "level"
        one = _Held(case, by_leg, resolved.named, level=level) if case.goal.kept is not None else _Averaged(case, by_leg, resolved.named, law)
        found.append(one.judgement())
    return max(found, key=lambda one: (ORDER[one[1]], -(one[0].measure.actual or 0.0)))


def _by_day(leg: Daily, days: Mapping[int, Sequence[Day]]) -> Leg:
    """The figure of each day of a leg: a sum, a reading, or what is above divided by what is below."""

    def part(series: Iterable[int]) -> dict[date, float]:
        found: dict[date, float] = {}
        for number in series:
            for one in days.get(number, ()):
                found[one.day] = found.get(one.day, 0.0) + (one.last if leg.kind == "level" else one.total)
        return found

    sides = [[part(one.id for one in series) for series in side] for side in (leg.above, leg.below)]
    shared = set.intersection(*(set(one) for side in sides for one in side))
    sums = {day: [sum(one[day] for one in side) for side in sides] for day in shared}
    if leg.kind != "ratio":
        return {day: above - below for day, (above, below) in sums.items()}
    return {day: leg.scale * above / below for day, (above, below) in sums.items() if below}


class _Held(ByDay):
    """A bound that must hold on days."""

    def __init__(self, case: Case, by_leg: Sequence[Leg], named: bool, *, level: bool, partial: bool = False) -> None:
        super().__init__(case, by_leg, named, partial=partial)
        assert case.goal.kept is not None
        self.level = level
        self.good: Figures = np.where(self.seen, self.figures >= self.bound, np.nan)
        self.share, self.block = _rule(case.goal.kept, self.length)
        self.allowed = math.floor((1 - self.share) * self.block + 1e-9)
        """How many days of a block may break it; of a last one that the window cuts short as many."""
        self._count: Whole = np.r_[0, np.cumsum(np.nan_to_num(self.good[self.before :]))].astype(np.int64)

    def some(self, by_leg: Sequence[Leg]) -> Self:
        return type(self)(self.case, by_leg, self.named, level=self.level, partial=self.named)

    @cached_property
    def lost(self) -> Truth:
        """Whether it can be met no more, after 0, 1 … days."""
        if self.frame.open_ended and self.share < 1:
            return np.zeros(self.over + 1, dtype=bool)
        broken = np.cumsum(self.good[self.before :] == 0)
        begin = np.arange(self.over) // self.block * self.block
        of_block = broken - np.where(begin > 0, broken[begin - 1], 0)
        return np.array([False, *np.logical_or.accumulate(of_block > self.allowed)])

    @cached_property
    def held(self) -> Truth:
        return np.asarray(self._count >= self.share * self.observed - 1e-9)

    def figure(self) -> tuple[float | None, float, tuple[float, float] | None]:
        held, seen = float(self._count[self.over]), float(self.observed[self.over])
        return 100.0 * held / seen if seen else None, 100.0 * self.share, (held, seen)

    def chance(self, day: int) -> float:
        """How likely it is after so many days that the bound will have held on enough of them; NaN where nothing is known."""
        seen = self.observed[day]
        if self.lost[day]:
            return 0.0
        if not seen:
            return math.nan
        start = (day // self.block) * self.block
        chance = 1.0
        if start < self.length:  # the block that the days are in
            mine = self.good[self.before + start : self.before + day]
            length = min(self.block, self.length - start)
            left, kept, known = length - len(mine), int(np.nansum(mine)), int((~np.isnan(mine)).sum())
            wanted = self.share * (known + left) if length == self.block else length - self.allowed - (len(mine) - known)
            chance = self._at_least(day, math.ceil(wanted - kept - 1e-9), left)
        for later in range(start + self.block, self.length, self.block):
            days = min(self.block, self.length - later)
            chance *= self._at_least(day, days - self.allowed, days)
        return chance if self._sure(day) else min(MOST, max(LEAST, chance))

    def _sure(self, day: int) -> bool:
        """Whether it will be met whatever the days to come bring."""
        return self.block >= self.length and bool(self._count[day] >= self.share * (self.observed[day] + self.length - day) - 1e-9)

    def _at_least(self, day: int, needed: int, days: int) -> float:
        if needed <= 0:
            return 1.0
        past = slice(max(0, self.before + day - LEARNED), self.before + day)
        if self.level:
            return level_at_least(self.figures[past], self.bound, needed, days)
        return Chain.of(self.good[past]).at_least(needed, days)

    def likely(self) -> tuple[float | None, float | None, float | None]:
        """Shares of days on which it will have held, in percent."""
        day = self.over
        left, held = self.length - day, int(self._count[day])
        found = [bisect_left(range(left), True, key=lambda more, q=q: self._at_least(day, more + 1, left) <= 1 - q + 1e-12) for q in SHARES]  # type: ignore[misc]
        low, middle, high = (100.0 * (held + more) / (int(self.observed[day]) + left) for more in found)
        return low, middle, high


class _Averaged(ByDay):
    """What a day brings on average over the days with figures."""

    def __init__(self, case: Case, by_leg: Sequence[Leg], named: bool, law: Family, *, partial: bool = False) -> None:
        super().__init__(case, by_leg, named, partial=partial)
        self.law, self.cap = law, self.sign < 0
        self._sums: Figures = self.sign * np.r_[0.0, np.cumsum(np.nan_to_num(self.figures[self.before :]))]
        """What the first days brought, in the unit of the goal."""

    def some(self, by_leg: Sequence[Leg]) -> Self:
        return type(self)(self.case, by_leg, self.named, self.law, partial=self.named)

    @cached_property
    def lost(self) -> Truth:
        return np.zeros(self.over + 1, dtype=bool)

    @cached_property
    def held(self) -> Truth:
        return np.asarray((self.observed > 0) & (self.sign * self._sums >= self.bound * self.observed - 1e-9))

    def figure(self) -> tuple[float | None, float, tuple[float, float] | None]:
        seen = int(self.observed[self.over])
        return float(self._sums[self.over]) / seen if seen else None, self.sign * self.bound, None

    @cached_property
    def _ahead(self) -> Outlook:
        """What is still to come, by how many days are over, from 1 on; in the units of the rows, as counts are."""
        figures, wanted = self.sign * self.figures / self.case.factor, self.sign * self.bound / self.case.factor
        during = np.full(self.length, np.nan)
        during[: self.over] = figures[self.before :][: self.length]
        stretch = Stretch(
            before=figures[None, self.before - LOOKBACK : self.before],
            during=during[None],
            first_weekday=np.array([self.first.weekday()]),
            way=np.array([wanted * self.length]),
        )
        return outlook(stretch, np.arange(1, self.over + 1), self.law)

    @cached_property
    def _chances(self) -> Figures:
        law, wanted = self._ahead, self.sign * self.bound / self.case.factor
        counted = self.observed[1:] + law.days_left[0]
        chances: Figures = law.reaching((wanted * counted)[None] - law.gained, np.array([self.cap]))[0]
        return chances

    def chance(self, day: int) -> float:
        return float(self._chances[day - 1]) if self.observed[day] else math.nan

    def likely(self) -> tuple[float | None, float | None, float | None]:
        """What a day will have brought on average."""
        counted = int(self.observed[self.over]) + self.length - self.over
        come = self._ahead.to_come(np.array(SHARES)[:, None, None])[:, 0, -1] * self.case.factor
        low, middle, high = (float(one) if math.isfinite(one) else None for one in (self._sums[self.over] + come) / counted)
        return low, middle, high


def _rule(kept: Kept, days: int) -> tuple[float, int]:
    """On which share of the days a bound must hold, and of how many days at a time."""
    if kept.rule == "always":
        return 1.0, max(1, days)
    if kept.rule == "share":
        return kept.share or 0.0, max(1, days)
    of = kept.of if kept.of and kept.of < days else days
    return min(1.0, (kept.days or 0) / max(1, of)), max(1, of)
