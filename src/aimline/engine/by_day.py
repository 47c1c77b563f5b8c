"""One goal about the single days of its window, day by day: what was known after each of them, and what it was called."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Self

import numpy as np

from aimline.engine.gaps import medians
from aimline.engine.judge import Forecast, Judgement
from aimline.engine.measure import Measure
from aimline.engine.plan import Case
from aimline.pacing import Status, standing_still
from aimline.pacing.lines import Figures, Truth, Whole
from aimline.pacing.statuses import AT_RISK, CODE, LAST_OPEN, STATUSES, VERDICT, Codes, Evidences, first_that_holds, replay, short, verdict

LEARNED = 112
"""Days up to the evaluation that a law learns from."""
SHARES = (0.1, 0.5, 0.9)
"""Probabilities with which projections are not exceeded."""

Leg = Mapping[date, float]
"""The figures of one platform by day."""


class ByDay:
    """One case with its figures by day, signs turned so that up is good. `named`: a leg that has not begun is missing."""

    cap = False

    def __init__(self, case: Case, by_leg: Sequence[Leg], named: bool, *, partial: bool = False) -> None:
        goal, frame, shape = case.goal, case.frame, case.shape
        assert frame is not None
        assert shape is not None
        assert goal.target is not None
        assert goal.target.value is not None
        known = sorted(day for day in set.intersection(*map(set, by_leg)) if day <= frame.cut)
        self.case, self.frame, self.by_leg, self.named = case, frame, by_leg, named
        self.partial = case.partial or partial
        self.sign = 1.0 if shape.up else -1.0
        self.bound = self.sign * goal.target.value
        figures = {day: self.sign * case.factor * sum(one[day] for one in by_leg) for day in known}
        self.known: Whole = np.array([day.toordinal() for day in known], dtype=np.int64)
        self.usual = medians(np.diff(self.known, prepend=0), np.zeros(min(1, len(known)), dtype=np.int64))
        self.first = frame.first if not frame.open_ended else known[0] if known else frame.cut
        self.over = max(1, (frame.cut - self.first).days + 1)
        self.length = frame.days if frame.days is not None else self.over
        begin = self.first - timedelta(days=LEARNED)
        self.before = LEARNED
        self.figures: Figures = np.array([figures.get(begin + timedelta(days=n), np.nan) for n in range(LEARNED + self.over)])
        self.seen = ~np.isnan(self.figures)
        self.observed: Whole = np.r_[0, np.cumsum(self.seen[self.before :])]
        """On how many of the first days there is a figure, after 0, 1 … days."""
        self._views: dict[tuple[int, ...], Self] = {}

    def some(self, by_leg: Sequence[Leg]) -> Self:
        """The same with some of the legs, as if nothing were known of the others."""
        raise NotImplementedError

    def on(self, day: int) -> Self:
        """What was known after so many days: legs that had not begun by then are left out."""
        today = self.first + timedelta(days=day - 1)
        begun = tuple(number for number, leg in enumerate(self.by_leg) if min(leg, default=date.max) <= today)
        if day >= self.over or len(begun) in (0, len(self.by_leg)):
            return self
        if begun not in self._views:
            self._views[begun] = self.some([self.by_leg[number] for number in begun])
        return self._views[begun]

    @property
    def lost(self) -> Truth:
        """Whether it can be met no more, after 0, 1 … days."""
        raise NotImplementedError

    @property
    def held(self) -> Truth:
        """Whether it is met by the days so far, after 0, 1 … days."""
        raise NotImplementedError

    def chance(self, day: int) -> float:
        """How likely it is after so many days that it will be met at the close; NaN where nothing is known."""
        raise NotImplementedError

    def likely(self) -> tuple[float | None, float | None, float | None]:
        """What the figure at the close does not exceed with each of SHARES; the window is open and has figures."""
        raise NotImplementedError

    def figure(self) -> tuple[float | None, float, tuple[float, float] | None]:
        """Where it stands, the target, and what the reason tells beside."""
        raise NotImplementedError

    def code(self, day: int, since: int) -> int:
        """The first status of the list that holds after so many days; VERDICT where the probability decides. `since` counts days from the close."""
        if self.lost[day] and not self.partial:
            return CODE["missed"]
        today = self.first.toordinal() + day - 1
        at = int(np.searchsorted(self.known, today, side="right")) - 1
        latest, cadence = (float(self.known[at]), float(self.usual[at])) if at >= 0 else (math.nan, 1.0)
        seen, lag = int(self.observed[day]), math.inf if self.frame.open_ended else float(self.case.lag)

        def one(value: float) -> Figures:
            return np.array([value], dtype=np.float64)

        return int(
            first_that_holds(
                Evidences(
                    day=one(day),
                    days=one(self.length),
                    since_close=one(since),
                    cumulative=np.zeros(1, dtype=bool),
                    cap=np.zeros(1, dtype=bool),
                    reached=one(math.nan if self.partial or not seen else self.held[day]),
                    observations=one(seen),
                    last_gap=one(today - latest if seen else math.nan),
                    age=one(today + max(0, since) - latest),
                    cadence=one(cadence),
                    lag=one(lag),
                    spi=one(math.nan),
                    bounded=np.array([self.partial]),
                )
            )[0]
        )

    def _three(self, until: int) -> Status | None:
        """Behind, at risk or on track after so many days, by all of them; None where none of these days came to that."""
        days = np.arange(1, until + 1)
        on = [self.on(day) for day in days.tolist()]
        codes: Codes = np.array([one.code(day, day - self.length) for one, day in zip(on, days.tolist(), strict=True)], dtype=np.int8)
        if self.frame.open_ended:
            codes[-1] = self.code(until, -1)
        chances = np.full(until, np.nan)
        if not self.frame.open_ended:
            for at in np.flatnonzero(codes == VERDICT).tolist():
                chances[at] = on[at].chance(at + 1)
        slow = np.array([not one.held[day] for one, day in zip(on, days.tolist(), strict=True)])
        plain = verdict(chances, np.full(until, np.nan), slow)
        single = short(np.full(until, float(self.length)), days.astype(float))
        found = replay((codes == VERDICT)[None], plain[None], chances[None], np.zeros((1, until), bool), single[None])[0, -1]
        last = int(found) if codes[-1] == VERDICT else int(codes[-1])
        return STATUSES[last] if last >= 0 else None

    def judgement(self) -> tuple[Judgement, Status]:
        """The judgement on the day of evaluation, and what it is called."""
        case, frame = self.case, self.frame
        assert case.as_of is not None
        closed = not frame.open_ended and self.over >= self.length
        code = self.code(self.over, (case.as_of - frame.cut).days if closed else -1)
        grace = code == LAST_OPEN
        if grace:
            status = (self._three(self.over - 1) if self.over > 1 else None) or STATUSES[AT_RISK]
        else:
            status = (self._three(self.over) if code == VERDICT else None) or STATUSES[code]
        seen = int(self.observed[self.over])
        actual, target, parts = self.figure()
        last = date.fromordinal(int(self.known[-1])) if seen else None
        cadence = float(self.usual[-1]) if len(self.known) else 1.0
        measure = Measure(
            actual=actual,
            observations=seen,
            coverage=min(1.0, seen * max(1.0, cadence) / self.over) if self.over > 0 else None,
            last_observation=last,
            latest=date.fromordinal(int(self.known[-1])) if len(self.known) else None,
            cadence=cadence,
            parts=parts,
            partial=self.partial,
        )
        pace = standing_still(actual if actual is not None else 0.0, target, cap=self.cap, day=frame.day, days=frame.days)
        if actual is None:
            pace = type(pace)(elapsed=pace.elapsed)
        reached = bool(self.held[self.over]) if seen and not self.partial else None
        chance: float | None = None
        ends: tuple[float | None, float | None, float | None] = (None, None, None)
        if closed:
            complete = last is not None and (frame.cut - last).days <= max(1.0, cadence)
            lost = bool(self.lost[self.over]) and not self.partial
            chance = 0.0 if lost else float(reached) if complete and reached is not None else None
            ends = (actual, actual, actual)
        elif not frame.open_ended and not self.partial:
            known = self.chance(self.over)
            chance = None if math.isnan(known) else known
            ends = self.likely() if seen else ends
        found = Judgement(
            measure, target, None, pace, None if grace else status, reached, cap=self.cap, still=True, forecast=Forecast(probability=chance, projected=ends)
        )
        return found, status
