"""How a goal stands, worked out as slowly and plainly as possible: one goal at a time, one day after the other, every day anew from the rows.

It is written from what the figures mean (docs/evaluation.md, docs/pacing.md) and shares no code with the engine or the arithmetic of pace: only the models of
goals and rows, and the kinds and parts of the catalogue. It covers levels and flows over one or several platforms, and flows that recur.

A law of probability (`laws.py`) may be put in; without one, goals are judged by the line alone.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from math import fsum
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from holidays import country_holidays
from laws import BACK, Law, sums_of, weekdays_of

from aimline.catalogue import Catalogue
from aimline.goals.model import Action, Goal, Rhythm, Target, Window
from aimline.metrics import MetricRow

DAY = timedelta(days=1)
GRACE = 2
FACE = ("behind", "at_risk", "on_track")
EMPTY_PACE = {"spi": None, "tspi": None, "days_ahead": None, "required_per_day": None, "current_per_day": None}
Series = dict[date, float]


class Figures(dict[date, float]):
    """The figures of days, and of each day with several readings the first."""

    def __init__(self) -> None:
        super().__init__()
        self.opening: Series = {}


def span(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


# ---- rows → the figures of days


def newest(rows: list[MetricRow]) -> list[MetricRow]:
    """Of rows with one key the one seen last, then the greater figure."""
    best: dict[tuple[Any, ...], MetricRow] = {}
    for row in rows:
        key = tuple(value for name, value in row._asdict().items() if name not in ("value", "seen"))
        other = best.get(key)
        if other is None or (row.seen is not None, row.seen or datetime.min, row.value) > (other.seen is not None, other.seen or datetime.min, other.value):
            best[key] = row
    return list(best.values())


def local(row: MetricRow, zone: str | None) -> datetime:
    """The clock of the goal's zone at an instant; a row without a zone is of the day that it names, wherever the goal is."""
    return row.ts if row.ts.tzinfo is None else row.ts.astimezone(ZoneInfo(zone or "UTC")).replace(tzinfo=None)


def added(figures: Iterable[float]) -> float:
    """A sum of figures as they are written: 0.1, 0.2 and -0.3 are nothing, and nothing can be divided by it."""
    return float(sum((Decimal(repr(one)) for one in figures), Decimal()))


def figures_of_days(rows: list[MetricRow], kind: str, zone: str | None) -> Figures:
    days: dict[date, list[MetricRow]] = {}
    for row in rows:
        days.setdefault(local(row, zone).date(), []).append(row)
    found = Figures()
    for day in sorted(days):
        of_day = sorted(days[day], key=lambda row: row.ts)
        found[day] = of_day[-1].value if kind == "level" else added(row.value for row in of_day)
        found.opening[day] = of_day[0].value
    return found


class Refused(Exception):
    """Rows of several accounts, and a goal that names none."""


def legs_of(goal: Goal, rows: list[MetricRow], kind: str) -> dict[str | None, Figures]:
    """The daily figures of each platform of the goal."""
    named = {row.account for row in rows if row.account is not None}
    mine = [row for row in rows if row.metric == goal.metric and row.item is None and (not goal.platforms or row.platform in goal.platforms)]
    if goal.account is not None:
        mine = [row for row in mine if row.account == goal.account or (row.account is None and len(named) <= 1)]
    elif len({row.account for row in mine if row.account is not None}) > 1:
        raise Refused
    mine = newest(mine)
    platforms = goal.platforms or tuple(sorted({row.platform for row in mine}, key=str))
    return {platform: figures_of_days([row for row in mine if row.platform == platform], kind, goal.timezone) for platform in platforms}


# ---- windows


def after(start: date, duration: str) -> date:
    """The first day after a duration (P10D, P2W, P3M, P1Y)."""
    years, months, weeks, days = (int(found or 0) for found in re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", duration).groups())  # type: ignore[union-attr]
    month = start.year * 12 + start.month - 1 + years * 12 + months
    year, of_year = divmod(month, 12)
    day = min(start.day, monthrange(year, of_year + 1)[1])
    return date(year, of_year + 1, day) + timedelta(days=7 * weeks + days)


def window_of(goal: Goal, legs: Mapping[str | None, Series], as_of: date) -> tuple[date, date] | None:
    """First day and first day after; from the first observation where the goal has no first day."""
    if goal.window is not None:
        return goal.window.start, goal.window.end
    seen = [day for leg in legs.values() for day in leg if day <= as_of]
    if not seen or goal.time is None:
        return None
    start = min(seen)
    if goal.due is not None:
        return (start, goal.due + DAY) if goal.due >= start else None
    return start, after(start, goal.time.value)


def a_year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, monthrange(day.year - 1, day.month)[1]))


# ---- what sort of goal


@dataclass(frozen=True)
class Sort:
    """What decides how a goal is judged: `down`: less is better; `cap`: must not be passed; `still`: it has no line; `sums`: counted from 0, cannot fall."""

    level: bool
    down: bool
    cap: bool
    still: bool

    @property
    def sums(self) -> bool:
        return not self.level


def sort_of(goal: Goal, kind: str) -> Sort:
    target = goal.target
    assert target is not None
    level = kind == "level"
    falls = target.kind == "from_to" and goal.baseline is not None and target.value is not None and target.value < goal.baseline
    down = goal.intent in ("decrease", "limit") or falls
    cap = goal.intent == "limit" or (not level and down)
    return Sort(level, down, cap, level and goal.intent in ("maintain", "limit"))


# ---- one day


@dataclass
class Day:
    """The figures of one day, and what the status needs beside them."""

    day: date
    start: date
    last: date
    sort: Sort
    cut: date
    total: int
    over: int
    observations: int = 0
    coverage: float | None = None
    last_observation: date | None = None
    latest: date | None = None
    """The last day with a figure at all, be it before the window."""
    cadence: float = 1.0
    lag: int = 2
    any_rows: bool = False
    partial: bool = False
    """A platform of the goal has no rows at all: of the whole only a part is known."""
    baseline: float | None = None
    target: float | None = None
    reference: dict[str, Any] | None = None
    actual: float | None = None
    gained: float | None = None
    expected: float | None = None
    shortfall: float | None = None
    done: float | None = None
    held: bool = False
    """It was there at the start: no way to go, it only has to stay."""
    pace: dict[str, float | None] = field(default_factory=lambda: dict(EMPTY_PACE))
    projected: dict[str, Any] = field(default_factory=lambda: {"p10": None, "p50": None, "p90": None, "finish": {"p10": None, "p50": None, "p90": None}})
    probability: float | None = None
    from_: float | None = None
    """What a level starts from, where it has a line or not."""
    ahead: Any = None
    best: float | None = None
    """The most that as many days as are left ever brought."""

    @property
    def left(self) -> int:
        return self.total - self.over

    @property
    def closed(self) -> bool:
        return self.day >= self.last

    @property
    def reached(self) -> bool | None:
        if self.actual is None or self.target is None:
            return None
        met = self.arrived
        if self.partial:  # what is missing can only add to a sum, and do anything to a level
            return met if self.sort.sums and met != self.sort.cap else None
        return met

    @property
    def arrived(self) -> bool:
        """The figures that are known are there."""
        assert self.actual is not None
        assert self.target is not None
        return self.actual <= self.target if self.sort.down else self.actual >= self.target

    @property
    def stale(self) -> bool:
        return self.latest is None or (self.day - self.latest).days > self.lag + 2 * self.cadence

    @property
    def complete(self) -> bool:
        return self.last_observation is not None and (self.last - self.last_observation).days <= max(1.0, self.cadence)


class Case:
    """One goal over one window."""

    def __init__(
        self, goal: Goal, legs: Mapping[str | None, Series], start: date, end: date, catalogue: Catalogue, law: Law | None, value: float | None
    ) -> None:
        self.goal, self.legs, self.start, self.end, self.catalogue, self.law = goal, legs, start, end, catalogue, law
        self.kind = catalogue.metric(goal.metric or "").kind
        self.sort = sort_of(goal, self.kind)
        self.value = value
        self.last = end - DAY

    # -- figures

    def begun(self, day: date) -> dict[str | None, Series]:
        """The platforms that have any figure up to a day; nothing is known of the others yet."""
        return {name: leg for name, leg in self.legs.items() if any(d <= day for d in leg)}

    def figures(self, day: date) -> Day:
        cut = min(day, self.last)
        f = Day(day, self.start, self.last, self.sort, cut, (self.end - self.start).days, (cut - self.start).days + 1)
        begun = self.begun(day)
        f.lag = max((self.catalogue.platforms[name].lag if name in self.catalogue.platforms else 2 for name in self.goal.platforms or begun), default=2)
        seen = list(begun.values())
        f.any_rows, f.partial = bool(seen), 0 < len(seen) < len(self.legs) and bool(self.goal.platforms)
        known = [{d: v for d, v in leg.items() if d <= cut} for leg in seen]
        cadences = [cadence_of(leg) for leg in known]
        f.cadence = max(cadences, default=1.0)
        inside = [{d: v for d, v in leg.items() if d >= self.start} for leg in known]
        opening = [leg.opening if isinstance(leg, Figures) else leg for leg in seen]
        before = [{d: v for d, v in leg.items() if d < self.start} for leg in known]
        f.observations = min((len(leg) for leg in inside), default=0)
        if known:
            f.coverage = min(min(1.0, len(leg) * max(1.0, cadence) / f.over) for leg, cadence in zip(inside, cadences, strict=True))
        counted = known if self.sort.level else inside
        if known and all(known):
            f.latest = min(max(leg) for leg in known)
        if known and all(counted):
            f.last_observation = min(max(leg) for leg in counted)
            if self.sort.level:
                f.actual = fsum(leg[max(leg)] for leg in known)
            else:
                f.actual = fsum(v for leg in inside for v in leg.values())
        self._target(f, known, inside, before, opening)
        self._line(f)
        self._outlook(f, known)
        return f

    def _target(self, f: Day, known: list[Series], inside: list[Series], before: list[Series], opening: list[Series]) -> None:
        goal, value = self.goal, self.value
        assert goal.target is not None
        kind, sign = goal.target.kind, -1 if goal.intent == "decrease" else 1
        relative = kind in ("percent_change", "multiple")
        if self.sort.level:
            base = goal.baseline
            if base is None and known and all(known):
                base = fsum((b[max(b)] if b else o[min(i)]) for b, i, o in zip(before, inside, opening, strict=True))
            reference = f.from_ = base
            if relative and base is not None and f.any_rows:
                f.reference = {"value": base, "start": self.start, "end": self.start, "coverage": 1.0}
            f.baseline = None if self.sort.still else base
        else:
            reference = goal.baseline
            f.baseline = 0.0 if f.any_rows else None
            if relative and goal.baseline is not None and f.any_rows:
                f.reference = {"value": goal.baseline, "start": None, "end": None, "coverage": None}
            elif relative and f.any_rows:
                first, last = self.reference_days(f)
                earlier = [{d: v for d, v in leg.items() if first <= d <= last} for leg in known]
                length = (last - first).days + 1
                usual = [cadence_of([d for d in leg if d <= last]) for leg in known]
                covered = min((min(1.0, len(leg) * max(1.0, c) / length) for leg, c in zip(earlier, usual, strict=True)), default=0.0)
                total = fsum(v for leg in earlier for v in leg.values()) if all(earlier) and earlier else None
                f.reference = {"value": total, "start": first, "end": last, "coverage": covered}
                reference = total if covered >= 0.8 else None
        if value is None:
            return
        if kind in ("level", "from_to"):
            f.target = value
        elif kind == "change":
            added = base if self.sort.level else 0.0
            f.target = None if added is None else added + sign * value
        elif reference is not None:
            f.target = reference * value if kind == "multiple" else reference + sign * reference * value / 100

    def reference_days(self, f: Day) -> tuple[date, date]:
        """The window before, or the same one a year earlier."""
        if self.goal.reference_window is not None:
            return self.goal.reference_window.start, self.goal.reference_window.end - DAY
        if self.goal.reference == "year":
            return a_year_before(self.start), a_year_before(self.end) - DAY
        return self.start - f.total * DAY, self.start - DAY

    def _line(self, f: Day) -> None:
        target, actual, base, sort = f.target, f.actual, f.baseline, self.sort
        if actual is not None and base is not None:
            f.gained = actual - base
            if not sort.still:
                f.pace["current_per_day"] = f.gained / f.over
        if target is None or actual is None:
            return
        f.shortfall = target - actual
        f.held = sort.level and not sort.still and base is not None and (base <= target if sort.down else base >= target)
        if sort.still or f.held:
            f.expected = target
            top, bottom = (target, actual) if sort.down else (actual, target)
            f.done = top / bottom if bottom else None
            f.pace["current_per_day"] = None
            return
        assert base is not None
        assert f.gained is not None
        way = target - base
        curve = self.curve(f)
        f.expected = base + way * curve[f.over]
        if f.left:
            f.pace["required_per_day"] = 0.0 if (f.gained >= 0 if way == 0 else f.gained / way >= 1) else (target - actual) / f.left
        if way == 0:
            return
        f.done = f.gained / way
        f.pace["spi"] = f.gained / (way * curve[f.over]) if curve[f.over] else None
        f.pace["days_ahead"] = days_ahead(curve, f.done, f.over, self.goal.pace if not self.goal.milestones else None)
        if f.left:
            f.pace["tspi"] = (1 - f.done) / (1 - curve[f.over]) if curve[f.over] < 1 else None

    @property
    def money(self) -> bool:
        return self.catalogue.metric(self.goal.metric or "").unit.startswith(("currency", "duration"))

    @property
    def bent(self) -> bool:
        """The goal declares something of its line."""
        return self.goal.pace not in (None, "linear") or bool(self.goal.milestones) or self.goal.days_off is not None

    def off(self) -> set[int]:
        """The days of the window that count nothing, from 0."""
        off = self.goal.days_off
        if off is None:
            return set()
        return {
            n
            for n, day in enumerate(span(self.start, self.last))
            if day.weekday() in off.weekdays
            or any(one.start <= day < one.end for one in off.spans)
            or any(day in country_holidays(country) for country in off.countries)
        }

    def week(self, day: date) -> list[float]:
        """What Monday … Sunday used to count, by the 56 days before the window."""
        known = list(self.begun(day).values())
        if self.sort.level or not known:
            return [1.0] * 7
        brought = sums_of(known)
        return weekdays_of([brought.get(self.start + n * DAY) for n in range(-BACK, 0)], self.start)

    def day_weights(self) -> list[float] | None:
        """What the goal says that Monday … Sunday count."""
        return list(self.goal.day_weights) if self.goal.pace == "weekdays" and self.goal.day_weights else None

    def weights(self, day: date) -> list[float]:
        """What is expected of each day of the window against the others."""
        week, off = self.day_weights() or (self.week(day) if self.goal.pace == "learned" else [1.0] * 7), self.off()
        found = [0.0 if n in off else week[day.weekday()] for n, day in enumerate(span(self.start, self.last))]
        return found if sum(found) else [1.0] * len(found)

    def curve(self, f: Day) -> list[float]:
        """Which share of the way is expected after no day, after one, … after all."""
        weights = self.weights(f.day)
        below = [fsum(weights[:n]) for n in range(f.total + 1)]
        base, target = f.baseline, f.target
        if self.goal.milestones and base is not None and target is not None:
            road = [(0, 0.0)]
            for one in sorted(self.goal.milestones, key=lambda one: one.day):
                at = (one.day - self.start).days + 1
                share = one.value if one.of == "way" else one.value / abs(target - base) if one.of == "gain" else (one.value - base) / (target - base)
                if 0 < at < f.total:
                    road.append((at, share))
            road.append((f.total, 1.0))
            return [piecewise(road, below, n) for n in range(f.total + 1)]
        shares = [one / below[-1] for one in below]
        if self.goal.pace == "front-loaded":
            return [1 - (1 - x) ** 2 for x in shares]
        if self.goal.pace == "back-loaded":
            return [x**2 for x in shares]
        return shares

    # -- probability

    def _outlook(self, f: Day, known: list[Series]) -> None:
        if f.closed:
            f.projected |= {"p10": f.actual, "p50": f.actual, "p90": f.actual}
        if f.target is None:
            return
        f.best = self._best(f, known)
        if f.closed:
            f.probability = 1.0 if f.reached else 0.0 if f.reached is False and (f.complete or (self.sort.cap and self.sort.sums)) else None
            return
        if self.law is None or not f.observations or f.actual is None or f.partial:
            return
        self.law.judge(self, f, known)

    def _best(self, f: Day, known: list[Series]) -> float | None:
        """The greatest sum over as many days in a row as are left, of all that is known up to the day."""
        changes = daily_changes(known, self.sort.level)
        if not changes or not f.left or any(len(leg) < 1 + self.sort.level for leg in known):
            return None
        sign = -1 if self.sort.down else 1
        # from the day on which all platforms are known
        first = max(min(leg) + DAY * self.sort.level for leg in known)
        days = span(first, f.cut)
        every = [sign * changes.get(day, 0.0) for day in days]
        if not every:
            return None
        if len(every) < f.left:
            return sign * max(every) * f.left
        return sign * max(fsum(every[n : n + f.left]) for n in range(len(every) - f.left + 1))

    # -- status

    def open_status(self, f: Day) -> str | None:
        """The status of an open day, None where it is a matter of pace."""
        if not f.any_rows:
            return "no_data"
        if self.sort.cap and self.sort.sums and f.reached is False:
            return "exceeded"
        if self.sort.sums and not self.sort.cap and f.reached:
            return "achieved"
        if f.stale:
            return "no_data"
        enough = min(max(3, 0.05 * f.total), 0.5 * f.over / max(1.0, f.cadence))
        if f.target is None or f.actual is None or f.partial or f.observations < enough:
            return "insufficient"
        if self.sort.cap and self.sort.sums:
            return "over_pace" if f.pace["spi"] is not None and f.pace["spi"] > 1 else "within"
        if self.sort.cap:
            return "within" if f.reached else "over_pace"
        return None

    def run(self, until: date) -> str | None:
        """The status of the last of the open days from the start to `until`, each day after the other."""
        stands: str | None = None
        face: str | None = None
        wanted: str | None = None
        times = 0
        for day in span(self.start, until):
            f = self.figures(day)
            stands = self.open_status(f)
            if stands is not None:
                wanted, times = None, 0
                continue
            if face is None:
                face = plain(f)
            else:
                want, at_once = moved(face, f)
                if want == face:
                    wanted, times = None, 0
                else:
                    wanted, times = want, times + 1 if want == wanted else 1
                    needed = 1 if at_once or f.total < 14 or day >= self.last - 2 * DAY else 2
                    if times >= needed:
                        face, wanted, times = want, None, 0
            stands = face
        return stands

    def status(self, f: Day) -> str:
        if f.day < self.start:
            return "pending"
        if not f.closed:
            return self.run(f.day) or "on_track"
        if not f.any_rows:
            return "no_data"
        if self.sort.cap and self.sort.sums and f.reached is False and not (f.complete and (f.day - self.last).days >= GRACE):
            return "exceeded"
        if self.sort.sums and not self.sort.cap and f.reached:
            return "achieved"
        return self.close(f)

    def close(self, f: Day) -> str:
        if f.reached and f.complete:
            return "achieved"
        if (f.day - self.last).days < GRACE and not f.stale:
            if f.target is None:
                return "insufficient"
            return (self.run(self.last - DAY) if self.last > self.start else None) or "at_risk"
        if not f.complete:
            return "no_data"
        return "insufficient" if f.reached is None else "missed"

    def flags(self, f: Day) -> tuple[str, ...]:
        if f.day < self.start or f.closed:
            return ()
        found = []
        if f.probability is not None and f.probability >= 0.80:
            found.append("safe")
        if f.probability is not None and f.probability < 0.05:
            found.append("critical")
        # Only what is all but impossible by the law as well: the best of a short history must not outvote it.
        if (
            (self.law is None or "critical" in found)
            and f.best is not None
            and f.reached is False
            and f.target is not None
            and f.actual is not None
            and not self.sort.cap
        ):
            short = f.actual + f.best - f.target
            if (short > 0 if self.sort.down else short < 0) and abs(short) > 1e-9:
                found.append("impossible")
        return tuple(found)


def cadence_of(days: Iterable[date]) -> float:
    """The usual number of days between two with a figure."""
    gaps = [(b - a).days for a, b in pairwise(sorted(days))]
    return float(median(gaps)) if gaps else 1.0


def piecewise(road: list[tuple[int, float]], below: list[float], n: int) -> float:
    """The height of a road through points after n days; between two of them it rises as the weights of the days do."""
    for (a, low), (b, high) in pairwise(road):
        if n <= b:
            weight = below[b] - below[a]
            return low + (high - low) * ((below[n] - below[a]) / weight if weight else (n - a) / (b - a))
    return road[-1][1]


def days_ahead(curve: list[float], done: float, over: int, shape: str | None) -> float:
    """How many days the share done is ahead of the line; where the line stands still, the earliest day counts, unless it stands still today."""
    total = len(curve) - 1
    if done < 0:
        return float(-over)
    if done > 1:
        return float(total - over)
    if shape in ("front-loaded", "back-loaded"):  # straight once more, in the share of the days
        curve = [1 - (1 - x) ** 0.5 if shape == "front-loaded" else x**0.5 for x in curve]
        done = 1 - (1 - done) ** 0.5 if shape == "front-loaded" else done**0.5
    first = next((n for n in range(total + 1) if curve[n] >= done - 1e-12), total)
    left = float(first) if first == 0 or abs(curve[first] - done) < 1e-12 else first - (curve[first] - done) / (curve[first] - curve[first - 1])
    last = max(n for n in range(total + 1) if curve[n] <= done + 1e-12)
    right = max(left, float(last)) if abs(curve[last] - done) < 1e-12 else left
    return 0.0 if left <= over <= right else left - over


def daily_changes(known: list[Series], level: bool) -> Series:
    """What each day brought: the figure of a flow, the net change of a level since its last reading."""
    found: Series = {}
    for leg in known:
        before: float | None = None
        for day in sorted(leg):
            if not level:
                found[day] = found.get(day, 0.0) + leg[day]
            elif before is not None:
                found[day] = found.get(day, 0.0) + leg[day] - before
            before = leg[day]
    return found


# ---- hysteresis


def slow(f: Day) -> bool:
    """Below the line; without a line, below the target."""
    if f.pace["spi"] is not None:
        return f.pace["spi"] < 1
    return f.reached is False if f.done is None else f.done < 1


def far_behind(f: Day) -> bool:
    tspi = f.pace["tspi"]
    return tspi is not None and (tspi > 1.10 if f.probability is None else f.probability < 0.30 and tspi > 1.05)


def plain(f: Day) -> str:
    if far_behind(f):
        return "behind"
    return "at_risk" if (slow(f) if f.probability is None else f.probability < 0.50) else "on_track"


def moved(face: str, f: Day) -> tuple[str, bool]:
    """Which of the three a day wants, coming from one of them, and whether it takes no second day."""
    p = f.probability
    if face == "behind":
        return ("at_risk", True) if (not far_behind(f) if p is None else p >= 0.45) else ("behind", False)
    if far_behind(f):
        return "behind", False
    if face == "at_risk":
        return ("on_track", False) if (not slow(f) if p is None else p >= 0.60) else ("at_risk", False)
    return ("at_risk", False) if (slow(f) if p is None else p < 0.40) else ("on_track", False)


# ---- goals that recur


def period_of(day: date, rhythm: Rhythm, week_starts: int) -> tuple[date, date]:
    """The calendar day, week, month, quarter or year that holds a day: first day, first day after."""
    if rhythm.per == "day":
        return day, day + DAY
    if rhythm.per == "week":
        start = day - ((day.weekday() - week_starts) % 7) * DAY
        return start, start + 7 * DAY
    months = {"month": 1, "quarter": 3, "year": 12}[rhythm.per]
    first = (day.month - 1) // months * months
    start = date(day.year, first + 1, 1)
    return start, date(day.year + (first + months) // 12, (first + months) % 12 + 1, 1)


def last_whole(goal: Goal, rhythm: Rhythm, as_of: date) -> tuple[date, date]:
    """The last whole day, week or month of a goal that ends with it, or by now where it has no end."""
    assert rhythm.start is not None
    end = rhythm.end or as_of + DAY
    day = end
    while True:
        found = period_of(day, rhythm, goal.week_starts)
        if found[1] <= end:
            assert found[0] >= rhythm.start
            return found
        day = found[0] - DAY


# ---- the whole


def confidence_of(f: Day) -> str | None:
    if not f.observations or f.coverage is None:
        return None
    if f.observations < 7 or f.coverage < 0.5:
        return "low"
    return "high" if f.observations >= 28 and f.coverage >= 0.8 else "medium"


def blank(status: str, window: tuple[date, date] | None = None, elapsed: float | None = None, target: float | None = None) -> dict[str, Any]:
    return {
        "status": status, "flags": (), "window": window, "elapsed": elapsed, "baseline": None, "target": target, "reference": None, "actual": None,
        "gained": None, "expected": None, "shortfall": None, "done": None, "pace": dict(EMPTY_PACE), "probability": None,
        "projected": {"p10": None, "p50": None, "p90": None, "finish": {"p10": None, "p50": None, "p90": None}},
        "observations": 0, "coverage": None, "last_observation": None, "confidence": None, "periods": (), "bounds": None, "streak": None,
    }  # fmt: skip


EACH = {"day": 1.0, "weekday": 7 / 5, "week": 7.0, "month": 365.2425 / 12, "quarter": 365.2425 / 4, "year": 365.2425}


def stand(goal: Goal, rows: list[MetricRow], as_of: date, catalogue: Catalogue, law: Law | None = None) -> dict[str, Any]:
    """Every field of a standing but its texts, as a dictionary named as the fields are."""
    import kinds

    other = goal.metric is not None and goal.target is not None and goal.target.value is not None
    found = (kinds.stands(goal, rows, as_of, catalogue, law is not None) if other else None) or stand_alone(goal, rows, as_of, catalogue, law)
    return {**found, "actions": [acted(goal, one, found, rows, as_of, catalogue) for one in goal.actions]}


def acted(goal: Goal, action: Action, found: dict[str, Any], rows: list[MetricRow], as_of: date, catalogue: Catalogue) -> dict[str, Any]:
    """How often an action was done by now in the window of its goal, and how often it should have been."""
    done = None
    window = found["window"] if goal.window is not None or goal.rhythm is not None else None
    if action.metric is not None and action.value and window is not None and as_of >= window[0]:
        target = Target(kind="level", value=1.0, unit="count")
        changed = {
            "metric": action.metric, "platforms": action.platforms, "target": target, "intent": "do", "baseline": None, "rhythm": None, "actions": (),
            "window": Window(start=window[0], end=window[1]), "milestones": (), "reference": None, "reference_window": None, "per": None,
        }  # fmt: skip
        done = stand_alone(goal.model_copy(update=changed), rows, as_of, catalogue)["actual"]
    days = None if done is None else (min(as_of, window[1] - DAY) - window[0]).days + 1
    return {"text": action.text, "done": done, "expected": None if days is None else action.value * days / EACH[action.per]}


def stand_alone(goal: Goal, rows: list[MetricRow], as_of: date, catalogue: Catalogue, law: Law | None = None) -> dict[str, Any]:
    """The standing without its actions."""
    fixed = (goal.window.start, goal.window.end) if goal.window else None
    if goal.metric is None or goal.target is None or goal.target.value is None:
        return blank("not_measurable", fixed)
    kind = catalogue.metric(goal.metric).kind
    try:
        legs = legs_of(goal, [row for row in rows if local(row, goal.timezone).date() <= as_of], kind)
    except Refused:
        if goal.rhythm is None or goal.rhythm.judged == "last":
            return unread(goal, kind, "not_measurable", fixed if goal.rhythm is None else last_whole(goal, goal.rhythm, as_of), as_of)
        refused = {"status": "not_measurable", "actual": None}
        return {**blank("not_measurable", None, None, goal.rhythm.value), **recurring(goal, {}, as_of, catalogue, None, refused)}
    if goal.rhythm is not None and goal.rhythm.judged == "each" and goal.aggregation is None:
        return recurring(goal, legs, as_of, catalogue, law)
    value = goal.target.value
    if goal.rhythm is not None and goal.rhythm.judged == "last":
        window, value = last_whole(goal, goal.rhythm, as_of), goal.rhythm.value
    else:
        window = window_of(goal, legs, as_of)
    if window is None or as_of < window[0]:
        return unread(goal, kind, "no_data" if window is None else "pending", window, as_of)
    return answer(Case(goal, legs, *window, catalogue, law, value), as_of)


def unread(goal: Goal, kind: str, status: str, window: tuple[date, date] | None, as_of: date) -> dict[str, Any]:
    """What is known of a goal without any rows: how much of its window is over, and what it says of its baseline and target."""
    assert goal.target is not None
    value, of, base = goal.target.value, goal.target.kind, goal.baseline
    assert value is not None
    sort = sort_of(goal, kind)
    found = blank(status, window)
    if window is not None:
        found["elapsed"] = min(1.0, max(0.0, ((as_of - window[0]).days + 1) / (window[1] - window[0]).days))
    if status == "no_data" and sort.level and not sort.still:
        found["baseline"] = base
    if of in ("level", "from_to") or (of == "change" and not sort.level):
        found["target"] = value
    elif status == "no_data" and base is not None:
        sign = -1 if goal.intent == "decrease" else 1
        found["target"] = base + sign * value if of == "change" else base * value if of == "multiple" else base + sign * base * value / 100
    return found


def recurring(
    goal: Goal, legs: Mapping[str | None, Series], as_of: date, catalogue: Catalogue, law: Law | None, refused: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A goal of calendar windows: the figures are those of the window that holds the day, `periods` are all of them so far; `refused`: none has any."""
    rhythm = goal.rhythm
    assert rhythm is not None
    assert rhythm.value is not None
    seen = [day for leg in legs.values() for day in leg if day <= as_of]
    start = rhythm.start if rhythm.start is not None else min(seen, default=None)
    if start is None:
        return {**blank("no_data", None, None, rhythm.value), "streak": 0, **(refused or {})}
    end = rhythm.end
    if end is None and goal.time is not None and goal.time.form == "duration":
        end = after(start, goal.time.value)
    if end is None and goal.due is not None:
        end = goal.due + DAY
    if as_of < start:
        first = period_of(start, rhythm, goal.week_starts)
        waiting = blank("pending", (start, min(first[1], end) if end else first[1]), 0.0, rhythm.value * (first[1] - start).days / (first[1] - first[0]).days)
        return {**waiting, "streak": 0, **(refused or {})}
    cut = as_of if end is None else min(as_of, end - DAY)
    found, last, day = [], None, start
    while day <= cut:
        first, until = period_of(day, rhythm, goal.week_starts)
        begin, close = max(first, start), min(until, end) if end else until
        value = rhythm.value * (until - begin).days / (until - first).days if begin > first else rhythm.value
        if refused is None:
            last = answer(Case(goal, legs, begin, close, catalogue, law, value), as_of)
        else:
            elapsed = min(1.0, ((as_of - begin).days + 1) / (close - begin).days)
            last = {**blank("not_measurable", (begin, close), elapsed, value), **refused}
        found.append({"start": begin, "end": close, "target": last["target"], "actual": last["actual"], "status": last["status"]})
        day = until
    assert last is not None
    in_a_row = 0
    for one in reversed([one for one in found if one["end"] <= as_of + DAY or one["status"] == "achieved"]):
        if one["status"] != "achieved":
            break
        in_a_row += 1
    return {**last, "periods": tuple(found), "streak": in_a_row}


def answer(case: Case, as_of: date) -> dict[str, Any]:
    f = case.figures(as_of)
    if f.ahead is not None:
        case.law.project(case, f)
    return {
        "status": case.status(f), "flags": case.flags(f), "window": (case.start, case.end), "elapsed": f.over / f.total, "baseline": f.baseline,
        "target": f.target, "reference": f.reference, "actual": f.actual, "gained": f.gained, "expected": f.expected, "shortfall": f.shortfall,
        "done": f.done, "pace": f.pace, "probability": f.probability, "projected": f.projected, "observations": f.observations, "coverage": f.coverage,
        "last_observation": f.last_observation, "confidence": confidence_of(f), "periods": (), "bounds": None,
        "streak": None,
    }  # fmt: skip
