"""Goals about single days: on which of them a bound must hold (always, on so many, on a share of them), and averages a day. Judged by the days with figures.

A day without a figure neither holds nor breaks it. The goal is achieved at the close, and missed once so many days broke it that it can be met no more.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from aimline.engine.ask import Day, Store
from aimline.engine.judge import Forecast, Judgement
from aimline.engine.measure import Measure
from aimline.engine.plan import Case
from aimline.engine.resolve import Resolved
from aimline.engine.sources import Daily
from aimline.goals.model import Kept
from aimline.pacing import ORDER, Status, standing_still
from aimline.pacing.law import LEAST, LOOKBACK, MOST, Family, Stretch, outlook
from aimline.pacing.law.runs import Chain, level_at_least
from aimline.pacing.lines import Figures
from aimline.pacing.status import GRACE
from aimline.pacing.statuses import CODE, STATUSES, VERDICT, replay, short, verdict

LEARNED = 112
"""Days up to the evaluation that a law learns from."""


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
    kept = case.goal.kept
    found = [(_Held(case, own, days, kept) if kept is not None else _Averaged(case, own, days, law)).judgement() for own in several]
    return max(found, key=lambda one: (ORDER[one[1]], -(one[0].measure.actual or 0.0)))


def _by_day(leg: Daily, days: Mapping[int, Sequence[Day]]) -> dict[date, float]:
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


class _ByDay:
    """One case with its figures by day, signs turned so that up is good."""

    cap = False

    def __init__(self, case: Case, legs: Sequence[Daily], days: Mapping[int, Sequence[Day]]) -> None:
        goal, frame, shape = case.goal, case.frame, case.shape
        assert frame is not None
        assert shape is not None
        assert goal.target is not None
        assert goal.target.value is not None
        by_leg = [_by_day(leg, days) for leg in legs]
        known = sorted(day for day in set.intersection(*map(set, by_leg)) if case.as_of is None or day <= case.as_of)
        self.case, self.frame, self.level = case, frame, legs[0].kind == "level"
        self.sign = 1.0 if shape.up else -1.0
        self.bound = self.sign * goal.target.value
        figures = {day: self.sign * case.factor * sum(one[day] for one in by_leg) for day in known}
        self.latest = known[-1] if known else None
        gaps = np.diff([day.toordinal() for day in known if day <= frame.cut])
        self.cadence = float(np.median(gaps)) if len(gaps) else 1.0
        self.first = frame.first if not frame.open_ended else known[0] if known else frame.cut
        self.over = max(1, (frame.cut - self.first).days + 1)
        self.length = frame.days if frame.days is not None else self.over
        begin = self.first - timedelta(days=LEARNED)
        self.before = LEARNED
        self.figures: Figures = np.array([figures.get(begin + timedelta(days=n), np.nan) for n in range(LEARNED + self.over)])
        self.seen = ~np.isnan(self.figures)

    def observed(self, day: int) -> int:
        """How many of the first days have a figure."""
        return int(self.seen[self.before : self.before + day].sum())

    def lost(self, day: int) -> bool:
        """Whether it can be met no more after so many days."""
        raise NotImplementedError

    def holds(self, day: int) -> bool:
        """Whether it is met by the days so far."""
        raise NotImplementedError

    def chance(self, day: int) -> float:
        """How likely it is after so many days that it will be met at the close; NaN where nothing is known."""
        raise NotImplementedError

    def figure(self) -> tuple[float | None, float, tuple[float, float] | None]:
        """Where it stands, the target, and what the reason tells beside."""
        raise NotImplementedError

    def _code(self, day: int, since: int) -> int:
        """The first status of the list that holds after so many days; VERDICT where the probability decides. `since` counts days from the close."""
        seen = self.observed(day)
        if self.latest is None:
            return CODE["no_data"]
        if self.lost(day) and not self.case.partial:
            return CODE["missed"]
        today = self.first + timedelta(days=day - 1)
        last = today
        while last > self.first - timedelta(days=1) and not self.seen[self.before + (last - self.first).days]:
            last -= timedelta(days=1)
        latest = self.latest if day == self.over else last
        gap = (today - last).days
        age = ((self.case.as_of or today) - latest).days if day == self.over else gap
        stale = age > self.case.lag + 2 * self.cadence
        if since >= 0:
            if gap > max(1.0, self.cadence):
                return CODE["no_data"]
            return CODE["insufficient"] if self.case.partial or not seen else CODE["achieved"] if self.holds(day) else CODE["missed"]
        if stale and not self.frame.open_ended:
            return CODE["no_data"]
        few = seen < min(max(3.0, 0.05 * self.length), 0.5 * day / max(1.0, self.cadence))
        return CODE["insufficient"] if self.case.partial or few or not seen else VERDICT

    def _three(self, until: int) -> Status:
        """Behind, at risk or on track after so many days, by all of them."""
        days = np.arange(1, until + 1)
        codes = np.array([self._code(day, day - 1 - self.length) for day in days.tolist()])
        chances = np.full(until, np.nan)
        if not self.frame.open_ended:
            for at in np.flatnonzero(codes == VERDICT).tolist():
                chances[at] = self.chance(at + 1)
        slow = np.array([not self.holds(day) for day in days.tolist()])
        plain = verdict(chances, np.full(until, np.nan), slow)
        single = short(np.full(until, float(self.length)), days.astype(float))
        found = replay((codes == VERDICT)[None], plain[None], chances[None], np.zeros((1, until), bool), single[None])[0, -1]
        return STATUSES[int(found)] if codes[-1] == VERDICT else STATUSES[int(codes[-1])]

    def judgement(self) -> tuple[Judgement, Status]:
        """The judgement on the day of evaluation, and what it is called."""
        case, frame = self.case, self.frame
        assert case.as_of is not None
        closed = not frame.open_ended and self.over >= self.length
        since = (case.as_of - frame.cut).days if closed else -1
        code = self._code(self.over, since)
        grace = closed and since < GRACE and code == CODE["missed"] and not self.lost(self.over)
        if grace:
            status: Status = self._three(self.over - 1) if self.over > 1 else "at_risk"
        else:
            status = self._three(self.over) if code == VERDICT else STATUSES[code]
        seen = self.observed(self.over)
        actual, target, parts = self.figure()
        there = np.flatnonzero(self.seen[self.before : self.before + self.over])
        last = self.first + timedelta(days=int(there[-1])) if len(there) else None
        measure = Measure(
            actual=actual,
            observations=seen,
            coverage=min(1.0, seen * max(1.0, self.cadence) / self.over) if self.over > 0 else None,
            last_observation=last,
            latest=self.latest,
            cadence=self.cadence,
            parts=parts,
        )
        pace = standing_still(actual if actual is not None else 0.0, target, cap=self.cap, day=frame.day, days=frame.days)
        if actual is None:
            pace = type(pace)(elapsed=pace.elapsed)
        chance: float | None = None
        if closed:
            complete = last is not None and (frame.cut - last).days <= max(1.0, self.cadence)
            chance = float(status == "achieved") if complete and not grace else 0.0 if self.lost(self.over) else None
            if grace and complete:
                chance = 0.0
        elif not frame.open_ended and not case.partial:
            known = self.chance(self.over)
            chance = None if math.isnan(known) else known
        reached = self.holds(self.over) if seen else None
        found = Judgement(measure, target, None, pace, None if grace else status, reached, cap=self.cap, still=True, forecast=Forecast(probability=chance))
        return found, status


class _Held(_ByDay):
    """A bound that must hold on days."""

    def __init__(self, case: Case, legs: Sequence[Daily], days: Mapping[int, Sequence[Day]], kept: Kept) -> None:
        super().__init__(case, legs, days)
        self.held: Figures = np.where(self.seen, self.figures >= self.bound, np.nan)
        self.share, self.block = _rule(kept, self.length)
        self.allowed = math.floor((1 - self.share) * self.block + 1e-9)
        """How many days of a block may break it; of a last one that the window cuts short as many."""

    def _counted(self, day: int) -> tuple[int, int]:
        """On how many of the first days the bound held, and how many have a figure."""
        window = self.held[self.before : self.before + day]
        return int(np.nansum(window)), int((~np.isnan(window)).sum())

    def lost(self, day: int) -> bool:
        """Whether it can be met no more after so many days."""
        if self.frame.open_ended and self.share < 1:
            return False
        window = self.held[self.before : self.before + day]
        return any(int((window[start : start + self.block] == 0).sum()) > self.allowed for start in range(0, day, self.block))

    def holds(self, day: int) -> bool:
        held, seen = self._counted(day)
        return held >= self.share * seen - 1e-9

    def figure(self) -> tuple[float | None, float, tuple[float, float] | None]:
        held, seen = self._counted(self.over)
        return 100.0 * held / seen if seen else None, 100.0 * self.share, (float(held), float(seen))

    def chance(self, day: int) -> float:
        """How likely it is after so many days that the bound will have held on enough of them; NaN where nothing is known."""
        seen = self.observed(day)
        if self.lost(day):
            return 0.0
        if not seen:
            return math.nan
        start = (day // self.block) * self.block
        chance = 1.0
        if start < self.length:  # the block that the days are in
            mine = self.held[self.before + start : self.before + day]
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
        held, seen = self._counted(day)
        return self.block >= self.length and held >= self.share * (seen + self.length - day) - 1e-9

    def _at_least(self, day: int, needed: int, days: int) -> float:
        if needed <= 0:
            return 1.0
        past = slice(max(0, self.before + day - LEARNED), self.before + day)
        if self.level:
            return level_at_least(self.figures[past], self.bound, needed, days)
        return Chain.of(self.held[past]).at_least(needed, days)


class _Averaged(_ByDay):
    """What a day brings on average over the days with figures."""

    def __init__(self, case: Case, legs: Sequence[Daily], days: Mapping[int, Sequence[Day]], law: Family) -> None:
        super().__init__(case, legs, days)
        self.law, self.cap = law, self.sign < 0

    def lost(self, day: int) -> bool:
        return False

    def _sum(self, day: int) -> float:
        """What the first days brought, in the unit of the goal."""
        return self.sign * float(np.nansum(self.figures[self.before : self.before + day]))

    def holds(self, day: int) -> bool:
        seen = self.observed(day)
        return bool(seen) and self.sign * self._sum(day) >= self.bound * seen - 1e-9

    def figure(self) -> tuple[float | None, float, tuple[float, float] | None]:
        seen = self.observed(self.over)
        return self._sum(self.over) / seen if seen else None, self.sign * self.bound, None

    @cached_property
    def _chances(self) -> Figures:
        """By how many days are over, from 1 on; in the units of the rows, as counts are."""
        figures, wanted = self.sign * self.figures / self.case.factor, self.sign * self.bound / self.case.factor
        during = np.full(self.length, np.nan)
        during[: self.over] = figures[self.before :][: self.length]
        stretch = Stretch(
            before=figures[None, self.before - LOOKBACK : self.before],
            during=during[None],
            first_weekday=np.array([self.first.weekday()]),
            way=np.array([wanted * self.length]),
        )
        days = np.arange(1, self.over + 1)
        law = outlook(stretch, days, self.law)
        counted = np.array([self.observed(day) for day in days.tolist()]) + law.days_left[0]
        chances: Figures = law.reaching((wanted * counted)[None] - law.gained, np.array([self.cap]))[0]
        return chances

    def chance(self, day: int) -> float:
        return float(self._chances[day - 1]) if self.observed(day) else math.nan


def _rule(kept: Kept, days: int) -> tuple[float, int]:
    """On which share of the days a bound must hold, and of how many days at a time."""
    if kept.rule == "always":
        return 1.0, max(1, days)
    if kept.rule == "share":
        return kept.share or 0.0, max(1, days)
    of = kept.of if kept.of and kept.of < days else days
    return min(1.0, (kept.days or 0) / max(1, of)), max(1, of)
