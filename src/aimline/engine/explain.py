"""One goal looked at: what it reads, and every day of its window with the figures that the engine itself worked out for it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from aimline.catalogue import Catalogue
from aimline.engine.ask import Store
from aimline.engine.asked import Days, Judged
from aimline.engine.askings import Asking
from aimline.engine.curves import Way, day_weights, way_of
from aimline.engine.follow import LOOKBACK, Leg, Windows, cut, follow, prior
from aimline.engine.plan import Case, followed, plan, reference_window
from aimline.engine.recurring import lay_out
from aimline.engine.resolve import Resolved, resolve
from aimline.engine.run import standings
from aimline.engine.select import Shelf
from aimline.engine.sources import Daily
from aimline.engine.standing import Standing
from aimline.engine.table import NO_GOAL, GoalTable
from aimline.engine.told import Told, day_of, judgement, known
from aimline.engine.verdicts import Bench, by_the_list
from aimline.engine.walk import Course, Curve, DayWalk, Gathers, Origin, Part, SourceRead, Step, Walk, target_step
from aimline.engine.walk_law import law_steps, needed
from aimline.engine.windows import Spans, bench_of
from aimline.goals.model import PlacedGoal
from aimline.pacing import Status
from aimline.pacing.law import Outlook
from aimline.pacing.lines import Figures
from aimline.pacing.statuses import BEHIND, CODE, STATUSES, VERDICT, Hold, short

_BY_THE_LIST = frozenset((CODE["within"], CODE["over_pace"]))
_PARTS: tuple[tuple[Part, Part], tuple[Part, Part]] = (("counted", "less"), ("above", "below"))
_TARGETS = ("level", "change", "percent_change", "multiple")
"""By `Asked.way_of`."""


def explain(goals: Sequence[PlacedGoal], place: int, store: Store, catalogue: Catalogue, *, among: Sequence[PlacedGoal] | None = None) -> Walk:
    """The walk of one of some goals; of one that recurs through the window that its standing shows. `among` are all goals of the run, where there are others:
    all of them decide what rows it takes.

    One that is not followed from day to day (people, items, ranges of days; pending, not measurable) has no days, and `why` says what there is to say.
    """
    standing = standings(goals, store, catalogue, among=among)[place]
    shelf = Shelf.of(store.series(), (one.goal for one in (goals if among is None else among)), catalogue)
    laid = lay_out(goals, shelf, catalogue, [store.as_of] * len(goals))
    placed = laid.goals[laid.shown[place]]
    table = GoalTable.of([placed.goal], catalogue)
    if table.question[0] == NO_GOAL:
        return _walk(standing, placed)
    question, goal = table.questions[0]
    resolved = resolve(question, goal, shelf, catalogue)
    case = plan(placed, question.shape, resolved, store.as_of)
    if case.problem is not None or not followed(case, resolved):
        return _walk(standing, placed)
    several = [_Look.of(case, Asking(question, resolved, legs), table, store) for legs in _together(resolved)]
    return max(several, key=lambda one: one.rank).walk(standing)


def _walk(standing: Standing, placed: PlacedGoal, **more: object) -> Walk:
    plain: dict[str, object] = {"curve": "still", "baseline": Origin(value=None, how="none"), "target": None}
    return Walk.model_validate(
        {
            "goal": standing.goal,
            "text": placed.text,
            "file": placed.file,
            "line": placed.line,
            "unit": standing.unit,
            "window": standing.window,
            "as_of": standing.as_of,
            "status": standing.status,
            "why": standing.why,
            **plain,
            **more,
        }
    )


def _together(resolved: Resolved) -> Iterator[tuple[Daily, ...]]:
    """The legs that are judged together: all of them, of ratios each platform alone."""
    legs = resolved.daily
    assert legs is not None
    yield from ((leg,) for leg in legs) if legs[0].kind == "ratio" else (legs,)


@dataclass(slots=True)
class _Read:
    """What the days of a window brought or read, and the sums of those before; NaN where there is nothing."""

    figure: Figures
    before: Figures
    above: Figures
    below: Figures


@dataclass(slots=True)
class _Look:
    """One window, judged, with all of its days."""

    case: Case
    asking: Asking
    bench: Bench
    judged: Judged
    now: Days
    seen: Outlook | None
    chance: Figures
    rank: tuple[int, float]

    @classmethod
    def of(cls, case: Case, asking: Asking, table: GoalTable, store: Store) -> "_Look":
        """The window of a case that is followed from day to day."""
        frame = case.frame
        assert frame is not None
        assert frame.days is not None
        one = np.zeros(1, dtype=np.int64)
        taken = reference_window(case)
        way = way_of(case.goal, case.window) if case.window is not None else None
        spans = Spans(
            asking=one,
            goal=one,
            start=one + frame.first.toordinal(),
            days=one + frame.days,
            reference=one + (taken.start.toordinal() if taken else 0),
            reference_days=one + (taken.days if taken else 0),
            ways={0: way} if way is not None else {},
        )
        bench = bench_of(table, [asking], spans, store)
        judged = bench.judged()
        now = bench.on(np.arange(1, int(bench.asked.windows.over[0]) + 1)[None])
        seen, chance = bench.chances(now)
        return cls(case, asking, bench, judged, now, seen, chance[0], judgement(case, asking, Told(judged).row(0)).rank)

    def walk(self, standing: Standing) -> Walk:
        """All that is known of it."""
        course, judged, over = self._course(), self.judged, self.now.day.shape[1]
        names = ("actual", "gained", "done", "shortfall", "required_per_day", "current_per_day", "days_ahead")
        return _walk(
            standing,
            self.case.placed,
            curve=course.curve,
            sources=tuple(self._sources()),
            baseline=self._origin(course),
            target=self._target(course),
            days=tuple(self._days(course)),
            left=course.left(over, {name: known(getattr(judged, name)[0]) for name in names}) if self._has_figure(over - 1) else (),
            law=self._law(course),
        )

    def _course(self) -> Course:
        asked, judged = self.bench.asked, self.judged
        still = bool(judged.still[0])
        must_hold = not asked.path[0] and not (asked.cap[0] and asked.cumulative)
        kind = self.asking.legs[0].kind
        gathers: Gathers = "flow" if kind == "sum" else "net" if kind == "net" else "level" if kind == "level" else "ratio"
        return Course(
            gathers=gathers,
            curve="still" if still else "linear" if asked.ways is None else _declared(asked.ways[0]),
            baseline=known(judged.baseline[0]) if still else known(judged.line_from[0]),
            target=known(judged.target[0]),
            days=int(asked.windows.days[0]),
            cap=bool(asked.cap[0] if must_hold else not asked.up[0]),
        )

    def _sources(self) -> Iterator[SourceRead]:
        for leg in self.asking.legs:
            upper, lower = _PARTS[leg.kind == "ratio"]
            for part, several in ((upper, leg.above), (lower, leg.below)):
                for one in (series for group in several for series in group):
                    yield SourceRead(
                        metric=one.metric,
                        platform=one.platform,
                        account=one.account,
                        campaign=one.campaign,
                        part=part,
                        first=one.first,
                        last=one.last,
                        observed=one.days,
                    )

    def _origin(self, course: Course) -> Origin:
        asked, judged = self.bench.asked, self.judged
        start = int(asked.windows.start[0])
        value = course.baseline
        if value is None or (asked.figure == "level" and not asked.path[0]):
            return Origin(value=None, how="none")
        if known(asked.explicit[0]) == value and asked.figure != "flow":
            return Origin(value=value, how="said")
        if asked.figure == "ratio":
            return Origin(value=value, how="reference", day=date.fromordinal(int(asked.reference[0] + asked.reference_days[0] - 1)))
        if asked.figure == "flow" or course.gathers == "net":
            return Origin(value=value, how="zero")
        inside = day_of(judged.inside[0])
        if inside is not None:
            return Origin(value=value, how="inside", day=inside)
        read = [self._last_before(leg, start) for leg in asked.windows.legs]
        return Origin(value=value, how="before", day=date.fromordinal(max(read))) if all(read) else Origin(value=None, how="none")

    def _last_before(self, leg: Leg, start: int) -> int:
        """The day of the last reading before the first day of the window; 0 where there is none."""
        book, rows = self.bench.book, leg.above[0]
        inside = np.flatnonzero(~np.isnan(cut(book, rows, self.bench.asked.windows.start, LOOKBACK, 0)[0]))
        return start - LOOKBACK + int(inside[-1]) if len(inside) else int(prior(book, rows, self.bench.asked.windows.start)[1][0])

    def _target(self, course: Course) -> Step:
        asked, judged = self.bench.asked, self.judged
        value = float(asked.value[0])
        moved = asked.way_of[0] in (1, 2)
        reference = known(asked.explicit[0])
        if asked.figure == "level":
            reference = known(judged.line_from[0])
        elif reference is None:
            reference = known(judged.reference[0])
        signed = -value if moved and asked.falls[0] and value > 0 else value
        return target_step(_TARGETS[int(asked.way_of[0])], course.target, signed, known(judged.line_from[0]), reference)

    def _has_figure(self, at: int) -> bool:
        return known(self.now.actual[0, at]) is not None or known(self.now.gained[0, at]) is not None

    def _days(self, course: Course) -> Iterator[DayWalk]:
        asked, now, lines = self.bench.asked, self.now, self.now.lines
        read, statuses = self._read(), self._statuses()
        over = now.day.shape[1]
        names = ("expected", "done", "spi", "tspi")
        scale = float(asked.factor[0]) if course.gathers == "ratio" else 1.0
        for at in range(over):
            own = {name: known(getattr(lines, name)[0, at]) for name in names}
            own |= {"figure": known(read.figure[at]), "actual": known(now.actual[0, at]), "gained": known(now.gained[0, at])}
            found = {**own, "before": known(read.before[at]), "above": known(read.above[at]), "below": known(read.below[at]), "scale": scale}
            found |= self._share(at + 1)
            if course.gathers in ("flow", "net") and own["actual" if course.gathers == "flow" else "gained"] is None:
                found["before"] = None
            chance = known(self.chance[at]) if at < over - 1 else known(self.judged.probability[0])
            steps = course.steps(at + 1, found) if self._has_figure(at) else ()
            day = date.fromordinal(int(asked.windows.start[0])) + timedelta(days=at)
            yield DayWalk(day=day, probability=chance, steps=steps, **own, **statuses[at])  # type: ignore[arg-type]

    def _share(self, day: int) -> dict[str, float | None]:
        """The share of the way that is planned by a day, where the line is not straight, and what it comes from."""
        asked, curve = self.bench.asked, self.bench.curve
        if asked.ways is None or curve is None or self.bench.weights is None:
            return {}
        way, days = asked.ways[0], int(asked.windows.days[0])
        weights = day_weights(way, int(asked.windows.start[0]), 0, days, np.ones(7))
        if way.learned:
            weights = self.bench.weights[0, LOOKBACK : LOOKBACK + days]
        found: dict[str, float | None] = {"share": known(curve[0, day])}
        if not way.milestones:
            return found | ({"weight_over": float(weights[:day].sum()), "weight_all": float(weights.sum())} if weights.any() else {})
        knots = sorted({0, *(one[0] for one in way.milestones), days})
        after = next(one for one in knots if one >= day)
        before = max(one for one in knots if one < after)
        low, high = float(curve[0, before]), float(curve[0, after])
        if math.isclose(low + (high - low) * (day - before) / (after - before), float(curve[0, day]), rel_tol=1e-9, abs_tol=1e-12):
            found |= {"share_before": low, "share_after": high, "day_before": before, "day_after": after}
        return found

    def _read(self) -> _Read:
        """The days' own figures, in the unit of the goal."""
        asked, over = self.bench.asked, self.now.day.shape[1]
        windows, nothing = asked.windows, np.full(over, np.nan)
        factor = float(asked.factor[0])
        legs = windows.legs
        if legs[0].kind == "ratio":
            above, below = (reduce(np.add, [self._cut(row, over) for row in side]) for side in (legs[0].above, legs[0].below))
            with np.errstate(all="ignore"):
                figure = np.where(below != 0, above * float(legs[0].scale[0]) * factor / below, np.nan)
            found = follow(self.bench.book, windows, self.now.day)
            return _Read(figure, nothing, found.above[0], found.below[0])
        if legs[0].kind == "level":
            read = ~np.isnan([self._cut(leg.above[0], over) for leg in legs]).all(axis=0)
            return _Read(np.where(read, self.now.actual[0], np.nan), nothing, nothing, nothing)
        figures, befores = [], []
        for leg in legs:
            plus = self._cut(leg.above[0], over)
            minus = np.full(over, np.nan)
            if leg.below:
                whole = follow(self.bench.book, Windows([leg], windows.start, windows.days, windows.over, windows.trailing), self.now.day).whole[0]
                minus = self._cut(leg.below[0], over)
                lost, lost_before = (np.where(whole, one, 0.0) for one in (np.nan_to_num(minus), _earlier(minus)))
                minus = np.where(whole, minus, np.nan)
            else:
                lost, lost_before = np.zeros(over), np.zeros(over)
            figures.append(np.where(np.isnan(plus) & np.isnan(minus), np.nan, np.nan_to_num(plus) - lost))
            befores.append(_earlier(plus) - lost_before)
        figure = np.where(np.isnan(figures).all(axis=0), np.nan, np.nansum(figures, axis=0))
        return _Read(figure * factor, np.add.reduce(befores) * factor, nothing, nothing)

    def _cut(self, rows: NDArray[np.int64], over: int) -> Figures:
        book = self.bench.book
        found: Figures = cut(book, rows, self.bench.asked.windows.start, 0, over)[0] / book.scale[rows[0]]
        return found

    def _statuses(self) -> list[dict[str, Status | int | None]]:
        """What each day is called, by the list and with what stood before it."""
        now, days = self.now, self.bench.asked.windows.days[:, None].astype(np.float64)
        chance = self.chance[None]
        bad, plain = by_the_list(now, chance)
        single, asked = short(days, now.day.astype(np.float64)), now.status == VERDICT
        hold, found = Hold.fresh(1), list[dict[str, Status | int | None]]()
        for at in range(now.day.shape[1]):
            before = int(hold.stands[0])
            hold.next(asked[:, at], plain[:, at], chance[:, at], bad[:, at], single[:, at])
            stands, wanted, code = int(hold.stands[0]), int(hold.wanted[0]), int(now.status[0, at])
            one: dict[str, Status | int | None] = {"status": STATUSES[stands if code == VERDICT else code] if code >= VERDICT else STATUSES[stands]}
            if code == VERDICT:
                one["verdict"] = STATUSES[int(plain[0, at])]
                at_once = bool(single[0, at]) or before == BEHIND
                if before not in (VERDICT, stands):
                    one |= {"wants": STATUSES[stands], "needed": 1 if at_once else 2, "run": 1 if at_once else 2}
                elif wanted != VERDICT:
                    one |= {"wants": STATUSES[wanted], "needed": 2, "run": 1}
            elif code in _BY_THE_LIST:
                one["verdict"] = STATUSES[code]
            found.append(one)
        found[-1]["status"] = STATUSES[int(self.judged.status[0])]
        return found

    def _law(self, course: Course) -> tuple[Step, ...]:
        """The figures behind the probability of the last day; alone where the window is closed, and nothing is left to chance."""
        asked, judged, seen = self.bench.asked, self.judged, self.seen
        chance = known(judged.probability[0])
        if asked.family is None or chance is None:
            return ()
        if seen is None:
            return law_steps(asked.family, {"P": chance})
        if asked.since[0] >= 0:
            return law_steps(asked.family, {"P": chance})
        up, cap = bool(asked.up[0] or (asked.cap[0] and asked.cumulative)), bool(asked.cap[0] and asked.cumulative)
        actual, gained, factor = known(judged.actual[0]), known(judged.gained[0]), float(asked.factor[0])
        got = actual if actual is not None else gained
        if got is None or course.target is None:
            return law_steps(asked.family, {"P": chance})
        missing = (course.target - got if up else got - course.target) / factor
        k = missing if asked.family != "counts" else math.floor(missing) + 1 if cap else math.ceil(missing)
        found: dict[str, float | None] = dict(seen.explain(0, -1))
        found |= {"target": course.target, "actual": actual, "gained": gained, "scale": factor, "k": float(k), "P": chance}
        needs = needed(asked.family, "gained" if actual is None else "actual", up=up, scaled=factor != 1, cap=cap)
        return law_steps(asked.family, found, needs, cap=cap)


def _earlier(figures: Figures) -> Figures:
    """What the days before each day add up to."""
    sums: Figures = np.cumsum(np.nan_to_num(figures)) - np.nan_to_num(figures)
    return sums


def _declared(way: Way) -> Curve:
    """The shape that a goal declares for its line."""
    shapes: dict[str | None, Curve] = {"learned": "learned", "weekdays": "weekdays", "front-loaded": "front-loaded", "back-loaded": "back-loaded"}
    return "milestones" if way.milestones else shapes.get(way.pace, "paused")
