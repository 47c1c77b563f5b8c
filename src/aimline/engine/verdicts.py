"""Windows judged: each on its day of evaluation, and on the days before it as far as its status depends on them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from aimline.engine.book import Book, carried
from aimline.engine.curves import Way, curve, day_weights, straightened
from aimline.engine.follow import LOOKBACK, Followed, Windows, cut, earlier, follow, prior
from aimline.engine.ratios import Ratios
from aimline.pacing.law import LEAST, MOST, PRIOR, Family, Outlook, Stretch, Studied, studied
from aimline.pacing.law.weekdays import learned
from aimline.pacing.lines import Figures, Lines, Truth, Whole, ahead, ahead_on, over, standing, toward
from aimline.pacing.statuses import AT_RISK, CODE, LAST_OPEN, VERDICT, Codes, Evidences, first_that_holds, hopeless, replay, short, tail, verdict

_TAIL = 5
"""Days before the evaluation that settle most statuses, wherever they stood before."""
MONTH = 28
"""Days before a window that its own days are compared with."""
_CELLS = 2**19
"""Figures of windows that are worked on at once: they fit into a processor's cache."""
REFERENCE_COVERAGE = 0.8
"""A percentage of a period of which less was observed is not taken."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of windows with the same legs: columns with a row a window.

    `way_of` says how the target comes about: 0 it is the value; 1 the baseline, or the reference, moved by the value; 2 changed by so many percent; 3 times the
    value. `path` moves along a line, else it must hold; `up`: more is better; `cap`: must not be passed. `factor` turns rows into the unit of the goal.
    `reference` is the first day of what a relative target is taken of (an ordinal, 0: nothing is), over `reference_days`. `since` counts the days
    from the last day of the window to the day of evaluation.
    """

    figure: str
    family: Family | None
    windows: Windows
    way_of: NDArray[np.int8]
    value: Figures
    falls: Truth
    explicit: Figures
    path: Truth
    up: Truth
    cap: Truth
    factor: Figures
    lag: Figures
    partial: Truth
    reference: Whole
    reference_days: Whole
    since: Whole
    ways: tuple[Way, ...] | None = None
    """What windows declare about their lines; None where all are straight."""

    def __len__(self) -> int:
        return len(self.value)

    @property
    def cumulative(self) -> bool:
        """Its figures can't fall back."""
        return self.figure == "flow"

    @property
    def sign(self) -> Figures:
        """What turns amounts so that up is good; of a cumulative cap, towards it."""
        return np.where(self.up | (self.cap & self.cumulative), 1.0, -1.0)

    def take(self, rows: Whole) -> "Asked":
        """Some of the windows."""
        legs = [type(leg)(leg.kind, [one[rows] for one in leg.above], [one[rows] for one in leg.below], leg.scale[rows]) for leg in self.windows.legs]
        of = self.windows
        windows = Windows(legs, of.start[rows], of.days[rows], of.over[rows], of.trailing[rows])
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        moved = {name: value[rows] if isinstance(value, np.ndarray) else value for name, value in plain.items()}
        ways = tuple(self.ways[row] for row in rows.tolist()) if self.ways is not None else None
        return replace(self, **{**moved, "windows": windows, "ways": ways})  # type: ignore[arg-type]


@dataclass(slots=True)
class Judged:
    """Windows judged on their day of evaluation; figures are NaN where they are undefined. `status` is AT_RISK and so on, never VERDICT; `grace` where the last
    status of the open window stands. `reached` is 1, 0, or NaN where that cannot be told.
    """

    status: Codes
    grace: Truth
    reached: Figures
    baseline: Figures
    target: Figures
    reference: Figures
    reference_coverage: Figures
    actual: Figures
    gained: Figures
    elapsed: Figures
    expected: Figures
    shortfall: Figures
    done: Figures
    spi: Figures
    tspi: Figures
    days_ahead: Figures
    required_per_day: Figures
    current_per_day: Figures
    probability: Figures
    p10: Figures
    p50: Figures
    p90: Figures
    finish10: Figures
    finish50: Figures
    finish90: Figures
    observations: Figures
    coverage: Figures
    last: Figures
    latest: Figures
    cadence: Figures
    inside: Figures
    whole: Truth
    still: Truth
    line_from: Figures
    """What the line starts from: the baseline, 0 of sums."""
    usual: Figures
    """What a day of the four weeks before the window brought, where at least half of them have figures."""

    @classmethod
    def empty(cls, count: int) -> "Judged":
        """Nothing judged yet."""
        blank = {one.name: np.full(count, np.nan) for one in fields(cls)}
        truths = {name: np.zeros(count, dtype=bool) for name in ("grace", "whole", "still")}
        return cls(**{**blank, **truths, "status": np.full(count, VERDICT, dtype=np.int8)})

    def put(self, rows: Whole, other: "Judged") -> None:
        """Fill in some rows."""
        for one in fields(self):
            getattr(self, one.name)[rows] = getattr(other, one.name)


@dataclass(slots=True)
class Days:
    """Windows on some of their days (windows × days): `day` says which, 1 for the first."""

    day: Whole
    actual: Figures
    gained: Figures
    baseline: Figures
    value: Figures
    target: Figures
    lines: Lines
    reached: Figures
    observations: Figures
    coverage: Figures
    last: Figures
    latest: Figures
    cadence: Figures
    still: Truth
    status: Codes
    """VERDICT where pace and probability decide."""


class Bench:
    """Some windows with the same legs, and everything that is worked out about them."""

    def __init__(self, book: Book, asked: Asked) -> None:
        self.book, self.asked = book, asked
        windows = asked.windows
        self.followed: Followed = follow(book, windows, windows.over[:, None])
        taken = asked.reference > 0
        self.reference = np.full(len(asked), np.nan)
        self.reference_coverage = np.zeros(len(asked))
        if taken.any():
            rows = np.flatnonzero(taken)
            part = asked.take(rows)
            found = earlier(book, part.windows.legs, part.reference, part.reference_days)
            self.reference[rows] = found.value * part.factor
            self.reference_coverage[rows] = found.coverage
        self.curve: Figures | None = None
        self.weights: Figures | None = None
        if asked.ways is not None:
            self._declared(asked.ways)

    def _declared(self, ways: Sequence[Way]) -> None:
        """The curves that windows declare, and what their days count for the forecast."""
        windows = self.asked.windows
        longest = int(windows.days.max(initial=1))
        amounts = self._amounts(longest)[0][:, :LOOKBACK]
        weekdays = learned(amounts, (windows.start - 1) % 7) if self.asked.family != "changes" else np.ones((len(ways), 7))
        straight = np.minimum(np.arange(longest + 1)[None, :] / windows.days[:, None], 1.0)
        base = self.followed.baseline * self.asked.factor[:, None]
        base = np.where(np.isnan(self.asked.explicit[:, None]) | (self.asked.figure != "level"), base, self.asked.explicit[:, None])
        start, target = self._aim(base)
        curves, weights = straight.copy(), np.ones((len(ways), LOOKBACK + longest))
        for row, way in enumerate(ways):
            days, first = int(windows.days[row]), int(windows.start[row])
            curves[row, : days + 1] = curve(way, first, days, weekdays[row], float(start[row, 0]), float(target[row, 0]))
            curves[row, days + 1 :] = 1.0
            known = weekdays[row] if way.weekdays is None else np.ones(7)
            weights[row] = day_weights(replace(way, pace="learned"), first, -LOOKBACK, LOOKBACK + longest, known)
        self.curve, self.weights = curves, weights

    def on(self, day: Whole) -> Days:
        """Every window on some of its days: `day` is windows × days, from 1 to the last column."""
        asked, windows = self.asked, self.asked.windows
        found = self.followed if np.array_equal(day, windows.over[:, None]) else follow(self.book, windows, day)
        factor = asked.factor[:, None]
        actual, gained, baseline = (one * factor for one in (found.actual, found.gained, found.baseline))
        explicit = asked.explicit[:, None]
        given = ~np.isnan(explicit)
        level = asked.figure == "level"
        if level:
            counted = np.isnan(actual) & given
            actual = np.where(counted, explicit + gained, actual)
            baseline = np.where(given, explicit, baseline)
            gained = np.where(given, actual - explicit, gained)
        start, target = self._aim(baseline)
        if asked.figure == "ratio":
            gained = np.where(asked.path[:, None], actual - start, np.nan)
            baseline = np.where(asked.path[:, None], start, np.nan)
        elif not level or not asked.path.all():
            unset = ~asked.path & ~(asked.cap & asked.cumulative)
            gained, baseline = (np.where(unset[:, None] & ~(np.isnan(actual) & ~np.isnan(gained)), np.nan, one) for one in (gained, baseline))
        value = np.where(np.isnan(actual), gained, actual) if level else actual
        lines, still = self._lines(day, value, gained, start, target)
        with np.errstate(invalid="ignore"):
            there = np.where(asked.up[:, None], value >= target, value <= target)
        known = ~np.isnan(value) & ~np.isnan(target)
        reached = np.where(known, there.astype(np.float64), np.nan)
        observations = found.observations
        decided = asked.cumulative & np.where(asked.up[:, None], reached == 1, asked.cap[:, None] & (reached == 0))
        undecided = asked.partial[:, None] & ~decided
        reached = np.where(undecided, np.nan, reached)
        over_ = windows.over[:, None]
        today = np.where(day == over_, np.maximum(asked.since[:, None], day - windows.days[:, None]), day - windows.days[:, None])
        last_counted = windows.start[:, None] + day - 1
        latest, last, cadence = found.latest, found.last, found.cadence
        with np.errstate(invalid="ignore"):
            age = windows.start[:, None] + windows.days[:, None] - 1 + today - latest
            gap = last_counted - (latest if level else last)
        shape = day.shape
        status = first_that_holds(
            Evidences(
                day=day.astype(np.float64),
                days=np.broadcast_to(windows.days[:, None], shape).astype(np.float64),
                since_close=today.astype(np.float64),
                cumulative=np.full(shape, asked.cumulative),
                cap=np.broadcast_to(asked.cap[:, None], shape),
                reached=reached,
                observations=observations,
                last_gap=gap,
                age=age,
                cadence=cadence,
                lag=np.broadcast_to(asked.lag[:, None], shape),
                spi=lines.spi,
                bounded=undecided,
            )
        )
        unread = np.isnan(value) & np.isin(status, (VERDICT, CODE["within"], CODE["over_pace"]))
        status = np.where(unread, CODE["insufficient"], status)
        status = np.where(np.isnan(target) & (status != CODE["no_data"]), CODE["insufficient"], status).astype(np.int8)
        return Days(day, actual, gained, baseline, value, target, lines, reached, observations, found.coverage, last, latest, cadence, still, status)

    def _aim(self, baseline: Figures) -> tuple[Figures, Figures]:
        """What the line starts from, and the target."""
        asked = self.asked
        value, explicit = asked.value[:, None], asked.explicit[:, None]
        reference = self.reference[:, None]
        if asked.figure == "level":
            gains = all(leg.kind != "level" for leg in asked.windows.legs)  # counted by what came and went: from 0
            unread: Truth = np.asarray(np.isnan(self.followed.actual).all(axis=1))
            start = np.where(asked.path[:, None], np.where(np.isnan(baseline) & unread[:, None] & gains, 0.0, baseline), np.nan)
            from_ = start
        else:
            enough = self.reference_coverage[:, None] >= REFERENCE_COVERAGE
            from_ = np.where(np.isnan(explicit), np.where(enough, reference, np.nan), explicit)
            moved = asked.path[:, None] & (asked.figure == "ratio")
            start = np.where(moved, np.where(np.isnan(explicit), np.where(enough | (asked.way_of[:, None] == 0), reference, np.nan), explicit), 0.0)
        sign = np.where(asked.falls[:, None] & (value > 0), -1.0, 1.0)
        way_of = asked.way_of[:, None]
        with np.errstate(over="ignore"):
            target = np.select(
                [way_of == 1, way_of == 2, way_of == 3],
                [from_ + sign * value, from_ + sign * from_ * value / 100, from_ * value],
                np.broadcast_to(value, from_.shape),
            )
        return np.broadcast_to(start, baseline.shape), np.broadcast_to(np.where(np.isfinite(target), target, np.nan), baseline.shape)

    def _lines(self, day: Whole, value: Figures, gained: Figures, start: Figures, target: Figures) -> tuple[Lines, Truth]:
        """Each day beside its line; where there is none (what must hold, what was there from the start) the target is expected at all times."""
        asked, windows = self.asked, self.asked.windows
        days = np.broadcast_to(windows.days[:, None], day.shape).astype(np.float64)
        done_days = day.astype(np.float64)
        must_hold = ~asked.path & ~(asked.cap & asked.cumulative)
        with np.errstate(invalid="ignore"):
            there = ((target - start) * np.where(asked.up | asked.cap, 1.0, -1.0)[:, None] <= 0) & (not asked.cumulative)
        still: Truth = np.asarray(np.broadcast_to(must_hold[:, None], day.shape) | there)
        if self.curve is None:
            planned, plan = done_days, days
        else:
            planned, plan = np.take_along_axis(self.curve, day, axis=1), np.ones_like(days)
        got = np.where(np.isnan(gained), value - start, gained)
        moving = toward(start, target, got, done_days, days, planned, plan)
        if not still.any():
            holding = moving
        else:
            cap = np.where(must_hold[:, None], asked.cap[:, None], ~asked.up[:, None])
            holding = standing(value, target, np.broadcast_to(cap, day.shape), done_days, days)
        chosen = {one.name: np.where(still, getattr(holding, one.name), getattr(moving, one.name)) for one in fields(Lines)}
        if asked.figure == "ratio":
            chosen["current_per_day"] = chosen["required_per_day"] = np.full(day.shape, np.nan)
        chosen["shortfall"] = np.where(np.isnan(value), np.nan, target - value)
        chosen["elapsed"] = done_days / days
        chosen["expected"] = np.where(np.isnan(value) & np.isnan(got), np.nan, chosen["expected"])
        return Lines(**chosen), still

    def _amounts(self, columns: int) -> tuple[Figures, Figures | None]:
        """What each day brought, from the lookback on; of levels also how many days a change covers."""
        asked, windows, book = self.asked, self.asked.windows, self.book
        amounts: list[Figures] = []
        spans: list[Figures] = []
        for leg in windows.legs:
            if leg.kind == "level":
                change, span = changes(book, leg.above[0], windows.start, columns)
                amounts.append(change)
                spans.append(span)
                continue
            plus = cut(book, leg.above[0], windows.start, LOOKBACK, columns) / book.scale[leg.above[0]][:, None]
            if leg.kind == "net" and leg.below:
                minus = cut(book, leg.below[0], windows.start, LOOKBACK, columns) / book.scale[leg.below[0]][:, None]
                plus = plus - np.where(self.followed.whole[:, -1:], minus, 0.0)
            amounts.append(plus)
        return np.add.reduce(amounts) * asked.sign[:, None], np.maximum.reduce(spans) if spans else None

    @cached_property
    def stretch(self) -> Stretch:
        """What the law learns from: amounts a day, signs turned so that up is good."""
        windows = self.asked.windows
        longest = int(windows.days.max(initial=1))
        total, spans = self._amounts(longest)
        not_yet = np.arange(longest)[None, :] >= windows.over[:, None]
        during = np.where(not_yet, np.nan, total[:, LOOKBACK:])
        return Stretch(
            before=total[:, :LOOKBACK],
            during=during,
            first_weekday=(windows.start - 1) % 7,
            way=self._way(),
            length=windows.days,
            weights=self.weights,
            spans=spans,
        )

    @cached_property
    def ratios(self) -> Ratios:
        """What the law of ratios learns from."""
        assert self.asked.family is not None
        return Ratios(self.book, self.asked.windows, self.asked.family, self.asked.factor)

    @cached_property
    def studied(self) -> Studied:
        """What the law makes of it, up to the day of evaluation."""
        assert self.asked.family is not None
        return studied(self.stretch, self.asked.family, PRIOR, int(self.asked.windows.over.max(initial=0)))

    @cached_property
    def now(self) -> Days:
        """Every window on its day of evaluation."""
        return self.on(self.asked.windows.over[:, None])

    def _way(self) -> Figures:
        """What the whole window is to bring, in the units of the rows; signs as in `stretch`. It says how fast it might go where nothing else does, and is the
        same on every day.
        """
        asked = self.asked
        base = self.followed.baseline[:, 0] * asked.factor
        if asked.figure == "level":
            base = np.where(np.isnan(asked.explicit), base, asked.explicit)
        target = self.now.target[:, 0]
        return np.nan_to_num(asked.sign * (target - np.nan_to_num(base)) / asked.factor)

    def _missing(self, now: Days) -> Figures:
        """What is still missing in the units of the rows, or still allowed; signs as in `stretch`."""
        asked = self.asked
        net = np.isnan(now.actual) & ~np.isnan(now.gained)
        got = np.where(net, now.gained, now.actual)
        with np.errstate(over="ignore", invalid="ignore"):
            return asked.sign[:, None] * (now.target - got) / asked.factor[:, None]

    def chances(self, now: Days) -> tuple[Outlook | None, Figures]:
        """The outlook of windows on some days, and the probability that they reach their targets; NaN where there is none."""
        asked = self.asked
        if asked.family is None:
            return None, np.full(now.day.shape, np.nan)
        known = (now.observations > 0) & ~np.isnan(now.target) & ~asked.partial[:, None]
        if asked.figure == "ratio":
            return None, np.where(known & ~np.isnan(now.actual), self.ratios.chances(now.day, now.target, ~asked.up), np.nan)
        seen = self.studied.on(now.day)
        chance = seen.reaching(self._missing(now), asked.cap & asked.cumulative)
        if asked.figure == "level":  # what a level gained may be lost again, also where only its gains are known
            chance = np.clip(chance, LEAST, MOST)
        return seen, np.where(known, chance, np.nan)

    def settled(self, end: Whole) -> Codes:
        """The one of the three that stands after day `end` of each window: from the last few days where these settle it, else from all of its days."""
        found = np.full(len(end), VERDICT, dtype=np.int8)
        brief = end <= _TAIL
        if brief.any():
            part = self.of(np.flatnonzero(brief))
            found[brief] = part._all(end[brief])
        rest = np.flatnonzero(~brief)
        if len(rest):
            part = self.of(rest)
            found[rest] = part._run(end[rest][:, None] - np.arange(_TAIL - 1, -1, -1), whole=False)
            unsettled = rest[found[rest] == VERDICT]
            if len(unsettled):
                found[unsettled] = self.of(unsettled)._all(end[unsettled])
        return found

    def _run(self, days: Whole, *, whole: bool) -> Codes:
        """What of the three stands after the last of some days (windows × days); `whole`: they begin with the first of the window. A day that stands twice
        counts once.
        """
        now = self.on(days)
        _, chance = self.chances(now)
        bad, plain = by_the_list(now, chance)
        repeated = np.c_[np.zeros(len(days), dtype=bool), days[:, 1:] == days[:, :-1]]
        single = short(self.asked.windows.days[:, None].astype(np.float64), days.astype(np.float64))
        return (replay if whole else tail)((now.status == VERDICT) & ~repeated, plain, chance, bad, single)

    def _all(self, end: Whole) -> Codes:
        """The same from the first day on; shorter windows wait on their last one."""
        return self._run(np.minimum(np.arange(1, int(end.max()) + 1)[None, :], end[:, None]), whole=True)[:, -1]

    def of(self, rows: Whole) -> "Bench":
        """A bench of some of the windows."""
        if len(rows) == len(self.asked):
            return self
        part = Bench(self.book, self.asked.take(rows))
        for name in ("stretch", "studied"):
            if name in self.__dict__:
                part.__dict__[name] = getattr(self, name).take(rows)
        return part

    @cached_property
    def open(self) -> tuple[Whole, "Bench"]:
        """The windows that are not over, and a bench of them: the others need no forecast."""
        windows = self.asked.windows
        rows = np.flatnonzero((self.asked.since < 0) & (windows.over < windows.days))
        return rows, self.of(rows)

    def judged(self, *, ends: bool = True) -> Judged:
        """All windows on their day of evaluation; `ends`: also between what and when they are likely to end."""
        windows = self.asked.windows
        now = self.now
        status = now.status[:, 0].copy()
        grace = status == LAST_OPEN
        deciding = status == VERDICT
        if deciding.any():
            rows, part = self.open
            _ = part.ratios if self.asked.figure == "ratio" else part.studied if part.asked.family is not None else None  # once, for all that is asked of it
            mine = np.flatnonzero(deciding[rows])
            status[rows[mine]] = part.of(mine).settled(windows.over[rows[mine]])
        if grace.any():
            status[grace] = AT_RISK
            rows = np.flatnonzero(grace & (windows.days > 1))
            if len(rows):
                part = self.of(rows)
                before = part.on(part.asked.windows.days[:, None] - 1).status[:, 0]
                held = part.settled(part.asked.windows.days - 1)
                status[rows] = np.where(before != VERDICT, before, np.where(held == VERDICT, AT_RISK, held))
        return self._report(now, status, grace, ends=ends)

    def _ends(self, figure: Figures) -> tuple[Figures, dict[str, Figures]]:
        """How likely open windows are to reach their targets, and where and when they end; `figure` is where they stand."""
        asked, windows = self.asked, self.asked.windows
        now = self.now
        seen, chance = self.chances(now)
        if seen is None:
            known, blank = ~np.isnan(chance[:, 0]), np.full(len(asked), np.nan)
            found = self.ratios.ends(now.day, now.target)
            return chance[:, 0], {name: np.where(known, one, np.nan) for name, one in found.items()} | dict.fromkeys(
                ("finish10", "finish50", "finish90"), blank
            )
        missing, known = self._missing(now), ~np.isnan(chance[:, 0])
        shares = np.array([0.1, 0.5, 0.9])[:, None, None]
        come = seen.to_come(shares)[:, :, 0] * asked.factor
        finished = seen.covering(np.where((known & ~asked.cap)[:, None], missing, np.nan), shares)[:, :, 0] + windows.start - 1
        ends = {}
        for place, name in enumerate(("10", "50", "90")):
            ends[f"p{name}"] = np.where(known, figure + np.where(asked.sign > 0, come[place], -come[2 - place]), np.nan)
            ends[f"finish{name}"] = finished[place]
        return chance[:, 0], ends

    def _report(self, now: Days, status: Codes, grace: Truth, *, ends: bool) -> Judged:
        asked, windows = self.asked, self.asked.windows
        with np.errstate(invalid="ignore"):
            complete = windows.start + windows.days - 1 - now.latest[:, 0] <= np.maximum(1.0, now.cadence[:, 0])
            probability = np.where(now.reached[:, 0] == 1, 1.0, np.where((now.reached[:, 0] == 0) & complete, 0.0, np.nan))
        if asked.family is None:
            probability = np.full(len(asked), np.nan)
        figure = np.where(np.isnan(now.actual[:, 0]), now.gained[:, 0], now.actual[:, 0])
        blank = np.full(len(asked), np.nan)
        projected = {
            name: figure if name[0] == "p" and asked.family is not None else blank for name in ("p10", "p50", "p90", "finish10", "finish50", "finish90")
        }
        rows, part = self.open
        if len(rows):
            probability[rows] = np.nan
            if asked.family is not None and not ends:
                probability[rows] = part.chances(part.now)[1][:, 0]
            elif asked.family is not None:
                probability[rows], likely = part._ends(figure[rows])
                for name, values in likely.items():
                    projected[name] = projected[name].copy()
                    projected[name][rows] = values
        lines = now.lines
        day = windows.over.astype(np.float64)
        if self.curve is None or asked.ways is None:
            lead = ahead(lines.done[:, 0], day, windows.days.astype(np.float64))
        else:
            done, curves = straightened(asked.ways, lines.done[:, 0], self.curve)
            lead = ahead_on(done, day, windows.days, curves)
        still = now.still[:, 0]
        return Judged(
            status=status,
            grace=grace,
            reached=now.reached[:, 0],
            baseline=now.baseline[:, 0],
            target=now.target[:, 0],
            reference=self.reference,
            reference_coverage=self.reference_coverage,
            actual=now.actual[:, 0],
            gained=now.gained[:, 0],
            elapsed=lines.elapsed[:, 0],
            expected=lines.expected[:, 0],
            shortfall=lines.shortfall[:, 0],
            done=lines.done[:, 0],
            spi=lines.spi[:, 0],
            tspi=lines.tspi[:, 0],
            days_ahead=np.where(still, np.nan, lead),
            required_per_day=lines.required_per_day[:, 0],
            current_per_day=lines.current_per_day[:, 0],
            probability=probability,
            **projected,
            observations=now.observations[:, 0],
            coverage=now.coverage[:, 0],
            last=now.last[:, 0],
            latest=now.latest[:, 0],
            cadence=now.cadence[:, 0],
            inside=self.followed.inside[:, 0],
            whole=self.followed.whole[:, 0],
            still=still,
            line_from=self._aim(now.baseline)[0][:, 0],
            usual=self._usual() if ends else blank,
        )

    def _usual(self) -> Figures:
        """What a day of the four weeks before each window brought; only of open ones, as nobody asks it of others."""
        asked = self.asked
        found = np.full(len(asked), np.nan)
        rows = np.flatnonzero(asked.since < 0)
        if asked.family is None or asked.figure == "ratio" or not len(rows):
            return found
        if len(rows) < len(asked):
            found[rows] = self.of(rows)._usual()
            return found
        before = self.stretch.before[:, -MONTH:]
        covers = np.ones_like(before) if self.stretch.spans is None else self.stretch.spans[:, LOOKBACK - MONTH : LOOKBACK]
        seen = ~np.isnan(before)
        days = np.where(seen, covers, 0.0).sum(axis=1)
        return np.where((days >= MONTH / 2) & (days <= MONTH), asked.sign * over(np.where(seen, before, 0.0).sum(axis=1), days) * asked.factor, np.nan)


def by_the_list(now: Days, chance: Figures) -> tuple[Truth, Codes]:
    """Which windows are as good as lost on some days, and what of the three the plain list calls each; without a probability by pace alone."""
    lines = now.lines
    with np.errstate(invalid="ignore"):
        slow = np.where(np.isnan(lines.spi), lines.done < 1, lines.spi < 1) | (np.isnan(lines.spi) & np.isnan(lines.done) & (now.reached == 0))
    return hopeless(chance, lines.tspi), verdict(chance, lines.tspi, slow)


def changes(book: Book, rows: Whole, start: Whole, columns: int) -> tuple[Figures, Figures]:
    """What a reading changed by since the one before it, on the days with a reading, and over how many days."""
    figures = cut(book, rows, start, LOOKBACK, columns) / book.scale[rows][:, None]
    before, before_day = prior(book, rows, start)
    with_before = np.c_[before / book.scale[rows], figures]
    previous = carried(with_before)[:, :-1]
    days = start[:, None] - LOOKBACK + np.arange(LOOKBACK + columns)
    seen = ~np.isnan(figures)
    at = np.maximum.accumulate(np.c_[np.where(before_day > 0, before_day, -1), np.where(seen, days, -1)], axis=1)[:, :-1]
    return np.where(seen, figures - previous, np.nan), np.where(seen & (at >= 0), days - at, 1).astype(np.float64)


def judge_all(book: Book, asked: Asked, *, ends: bool = True) -> Judged:
    """All windows of one kind, in portions of windows of about the same length; see `judge_windows`."""
    result = Judged.empty(len(asked))
    windows = asked.windows
    order = np.lexsort((windows.over, (asked.since < 0) & (windows.over < windows.days)))
    place = 0
    while place < len(order):
        width = LOOKBACK + int(asked.windows.days[order[place : place + 4096]].max())
        count = max(1, _CELLS // width)
        rows = order[place : place + count]
        result.put(rows, Bench(book, asked.take(rows)).judged(ends=ends))
        place += count
    return result
