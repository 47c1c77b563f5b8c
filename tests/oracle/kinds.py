"""How goals of the other kinds stand, as slowly and plainly as the levels and sums of `evaluator`: ratios, bounds that are kept on days, averages a day.
Nothing is shared with the engine.
"""

from collections.abc import Mapping
from datetime import date
from math import ceil, floor, fsum
from typing import Any

import laws_of_kinds as laws
from evaluator import DAY, GRACE, Case, Day, Figures, Refused, Series, Sort, answer, blank, cadence_of, confidence_of, legs_of, local, span, unread
from laws import Ahead, bounded

from aimline.catalogue import Catalogue
from aimline.goals.model import Goal
from aimline.metrics import MetricRow

ORDER = {
    "achieved": 0, "within": 0, "on_track": 0, "pending": 0, "insufficient": 1, "no_data": 1, "at_risk": 2, "over_pace": 2, "behind": 3, "exceeded": 4,
    "missed": 4, "not_measurable": 5,
}  # fmt: skip


def is_of_days(goal: Goal) -> bool:
    return goal.kept is not None or (goal.per == "day" and goal.aggregation == "average")


def stands(goal: Goal, rows: list[MetricRow], as_of: date, catalogue: Catalogue, law: bool) -> dict[str, Any] | None:
    """The standing of a goal of one of these kinds over its window; None for another."""
    kind = catalogue.metric(goal.metric or "").kind
    if is_of_days(goal):
        return of_days(goal, rows, as_of, catalogue, kind)
    return of_ratio(goal, rows, as_of, catalogue, law) if kind == "ratio" else None


def up_of(goal: Goal, catalogue: Catalogue) -> bool:
    target = goal.target
    assert target is not None
    assert target.value is not None
    if target.kind == "from_to" and goal.baseline is not None and goal.baseline != target.value:
        return target.value > goal.baseline
    if target.kind == "multiple" and target.value != 1:
        return target.value > 1
    if goal.intent in ("decrease", "limit") or target.bound == "max":
        return False
    return True if goal.intent == "increase" or target.bound == "min" else catalogue.metric(goal.metric or "").direction == "up"


def until(rows: list[MetricRow], day: date, zone: str | None) -> list[MetricRow]:
    return [row for row in rows if local(row, zone).date() <= day]


# ---- ratios


Sides = tuple[list[Figures], list[Figures]]


def sides_of(goal: Goal, rows: list[MetricRow], catalogue: Catalogue) -> dict[str | None, Sides] | str:
    """What is above and below on each platform that has all of it; a status where there is none."""
    metric = catalogue.metric(goal.metric or "")
    found: dict[str, dict[str | None, Figures]] = {}
    for name in (*metric.numerator, *metric.denominator):
        try:
            legs = legs_of(goal.model_copy(update={"metric": name}), rows, "flow")
        except Refused:
            return "not_measurable"
        found[name] = {platform: leg for platform, leg in legs.items() if leg}
        if not found[name]:
            return "no_data"
    shared = set.intersection(*(set(one) for one in found.values()))
    if not shared:
        return "no_data"
    return {
        platform: ([found[name][platform] for name in metric.numerator], [found[name][platform] for name in metric.denominator])
        for platform in sorted(shared, key=lambda one: one or "")
    }


class Ends:
    """Where a ratio is likely to end."""

    def project(self, case: "Ratio", f: Day) -> None:
        for name, q in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
            found = f.ahead.quantile(q)
            f.projected[name] = None if found is None else case.scale * found


class Ratio(Case):
    """A ratio of one platform."""

    def __init__(self, goal: Goal, sides: Sides, start: date, end: date, catalogue: Catalogue, law: bool, also: list[date], missing: bool) -> None:
        super().__init__(goal, {}, start, end, catalogue, None, goal.target.value if goal.target else None)
        target = goal.target
        assert target is not None
        metric = catalogue.metric(goal.metric or "")
        self.above, self.below = sides
        self.scale = metric.scale
        self.also, self.missing = also, missing
        up = up_of(goal, catalogue)
        fixed = target.kind == "level"
        cap = fixed and (target.bound == "max" or goal.intent == "limit" or not up)
        self.sort = Sort(True, not up, cap, fixed)
        self.length = (end - start).days
        self.trailing = 0 if fixed else min(28, self.length)
        self.chances = law
        money = catalogue.metric(metric.numerator[0]).unit.startswith("currency")
        self.family = "shares" if metric.least == 0 and metric.most == metric.scale else "amounts" if money else "counts"
        self.law = Ends() if law else None  # type: ignore[assignment]

    def quotient(self, first: date, last: date) -> float | None:
        sums = []
        for side in (self.above, self.below):
            each = [[v for d, v in part.items() if first <= d <= last] for part in side]
            if not all(each):
                return None
            sums.append(fsum(map(fsum, each)))
        return self.scale * sums[0] / sums[1] if sums[1] else None

    def figures(self, day: date) -> Day:
        cut = min(day, self.last)
        f = Day(day, self.start, self.last, self.sort, cut, self.length, (cut - self.start).days + 1)
        parts = [*self.above, *self.below]
        f.any_rows = all(any(d <= day for d in part) for part in parts)
        f.partial = self.missing or any(begun > day for begun in self.also)
        first = cut - (self.trailing - 1) * DAY if self.trailing else self.start
        counted = self.trailing or f.over
        each = []
        for part in parts:
            known = [d for d in part if d <= cut]
            each.append((sum(d >= first for d in known), known))
        f.observations, worst = min(each, key=lambda one: one[0])
        f.cadence = cadence_of(worst)
        f.coverage = min(1.0, f.observations * max(1.0, f.cadence) / counted)
        f.latest = max(worst, default=None)
        f.last_observation = f.latest if f.observations else None
        f.actual = self.quotient(first, cut)
        self._aim(f)
        self._beside(f)
        if f.closed:
            f.projected |= {"p10": f.actual, "p50": f.actual, "p90": f.actual}
        if f.target is not None and f.closed:
            f.probability = 1.0 if f.reached else 0.0 if f.reached is False and f.complete else None
        elif f.target is not None and self.chances and f.observations and f.actual is not None and not f.partial:
            f.ahead = laws.RatioAhead(self, f)
            f.probability = f.ahead.reaching(f.target / self.scale, self.sort.down)
        return f

    def _aim(self, f: Day) -> None:
        goal, value = self.goal, self.value
        assert goal.target is not None
        assert value is not None
        kind = goal.target.kind
        if kind == "level":
            f.target = value
            return
        last = self.start - DAY
        first = last - (self.trailing - 1) * DAY
        covered = []
        for part in (*self.above, *self.below):
            days = [d for d in part if d <= last]
            covered.append(min(1.0, sum(d >= first for d in days) * max(1.0, cadence_of(days)) / self.trailing))
        was = self.quotient(first, last)
        enough = min(covered) >= 0.8
        if kind in ("percent_change", "multiple"):
            f.reference = {"value": was, "start": first, "end": last, "coverage": min(covered)}
            if goal.baseline is not None:
                f.reference = {"value": goal.baseline, "start": None, "end": None, "coverage": None}
        base = goal.baseline if goal.baseline is not None else was if enough or kind == "from_to" else None
        f.baseline = base
        sign = -1 if goal.intent == "decrease" and value > 0 else 1
        if kind == "from_to":
            f.target = value
        elif base is not None:
            f.target = base + sign * value if kind == "change" else base * value if kind == "multiple" else base + sign * base * value / 100

    def _beside(self, f: Day) -> None:
        if self.sort.still or f.baseline is not None:
            self._line(f)
            f.pace["current_per_day"] = f.pace["required_per_day"] = None
        elif f.target is not None and f.actual is not None:
            f.shortfall = f.target - f.actual

    def _line(self, f: Day) -> None:
        if f.target is None and f.actual is not None and f.baseline is not None:
            f.gained = f.actual - f.baseline
            return
        super()._line(f)
        if self.sort.still:
            f.gained = None


def of_ratio(goal: Goal, rows: list[MetricRow], as_of: date, catalogue: Catalogue, law: bool) -> dict[str, Any]:
    assert goal.window is not None
    window = (goal.window.start, goal.window.end)
    sides = sides_of(goal, until(rows, as_of, goal.timezone), catalogue)
    if isinstance(sides, str):
        status = "pending" if as_of < window[0] and sides != "not_measurable" else sides
        return {**unread(goal, "ratio", status, window, as_of), "baseline": None, "target": plain(goal)}
    if as_of < window[0]:
        return {**unread(goal, "ratio", "pending", window, as_of), "target": plain(goal)}
    missing = bool(set(goal.platforms) - set(sides))
    begins = {name: max(min(part) for side in both for part in side) for name, both in sides.items()}
    found = []
    for name, both in sides.items():
        also = [begun for other, begun in begins.items() if other != name and goal.platforms]
        case = Ratio(goal, both, *window, catalogue, law, also, missing)
        one = answer_ratio(case, as_of)
        waits = one["waits"]
        bad = 2 if waits else ORDER[one["status"]]
        found.append(((bad, -(one["done"] if one["done"] is not None else -1.0)), one))
    worst = max(found, key=lambda one: one[0])[1]
    return {name: value for name, value in worst.items() if name != "waits"}


def answer_ratio(case: Ratio, as_of: date) -> dict[str, Any]:
    f = case.figures(as_of)
    found = answer(case, as_of)
    found["waits"] = f.closed and f.target is not None and not (f.reached and f.complete) and (as_of - f.last).days < GRACE and not f.stale
    return found


def plain(goal: Goal) -> float | None:
    assert goal.target is not None
    return goal.target.value if goal.target.kind in ("level", "from_to") else None


# ---- days of a window


class OfDays:
    """Bounds that are kept on days, and averages a day. `by_leg`: the figure of each day of each platform."""

    def __init__(self, goal: Goal, by_leg: Mapping[str | None, Series], catalogue: Catalogue, level: bool, missing: bool) -> None:
        assert goal.window is not None
        assert goal.target is not None
        assert goal.target.value is not None
        self.goal, self.by_leg, self.level, self.missing = goal, by_leg, level, missing
        self.start, self.last, self.length = goal.window.start, goal.window.last, goal.window.days
        self.bound = goal.target.value
        limit = goal.target.bound == "max" or goal.intent == "limit"
        self.up = not limit
        if goal.kept is not None:
            self.up = goal.target.bound == "min" or (goal.target.bound is None and not limit and up_of(goal, catalogue))
        self.cap = goal.kept is None and not self.up
        self.lag = 2
        self.catalogue = catalogue
        self.money = catalogue.metric(goal.metric or "").unit.startswith(("currency", "duration"))
        if goal.kept is not None:
            rule = goal.kept
            if rule.rule == "days":
                self.block = rule.of if rule.of and rule.of < self.length else self.length
                self.share = min(1.0, (rule.days or 0) / self.block)
            else:
                self.share, self.block = (1.0 if rule.rule == "always" else rule.share or 0.0), self.length
            self.allowed = floor((1 - self.share) * self.block + 1e-9)

    def known(self, day: date) -> dict[date, float]:
        """The figures up to a day, of days on which all platforms that had begun have one."""
        legs = [{d: v for d, v in leg.items() if d <= day} for leg in self.by_leg.values()]
        legs = [leg for leg in legs if leg]
        return {d: fsum(leg[d] for leg in legs) for d in sorted(legs[0]) if all(d in leg for leg in legs)} if legs else {}

    def partial(self, day: date) -> bool:
        return self.missing or (bool(self.goal.platforms) and any(min(leg, default=date.max) > day for leg in self.by_leg.values()))

    def met(self, value: float) -> bool:
        return value >= self.bound if self.up else value <= self.bound

    def held(self, known: dict[date, float], day: date) -> tuple[int, int]:
        inside = [v for d, v in known.items() if self.start <= d <= min(day, self.last)]
        return sum(map(self.met, inside)), len(inside)

    def lost(self, known: dict[date, float], day: date) -> bool:
        if self.goal.kept is None:
            return False
        broken: dict[int, int] = {}
        for d, v in known.items():
            if self.start <= d <= min(day, self.last) and not self.met(v):
                number = (d - self.start).days // self.block
                broken[number] = broken.get(number, 0) + 1
        return any(count > self.allowed for count in broken.values())

    def holds(self, known: dict[date, float], day: date) -> bool:
        held, seen = self.held(known, day)
        if self.goal.kept is not None:
            return held >= self.share * seen - 1e-9
        total = fsum(v for d, v in known.items() if self.start <= d <= min(day, self.last))
        return bool(seen) and (total >= self.bound * seen - 1e-9 if self.up else total <= self.bound * seen + 1e-9)

    def chance(self, day: date) -> float | None:
        known = self.known(day)
        held, seen = self.held(known, day)
        over = (day - self.start).days + 1
        if self.lost(known, day):
            return 0.0
        if not seen:
            return None
        if self.goal.kept is None:
            return self.average_chance(day, known, seen, over)
        chance, begin = 1.0, over // self.block * self.block
        while begin < self.length:
            size = min(self.block, self.length - begin)
            days = [self.start + n * DAY for n in range(begin, min(begin + size, over))]
            mine = [known[d] for d in days if d in known]
            left = size - len(days)
            needed = self.share * (len(mine) + left) if size == self.block and begin <= over and (days or begin == over) else size - self.allowed
            if days and size < self.block:
                needed -= len(days) - len(mine)
            if not days and begin > over:
                needed = size - self.allowed
            chance *= self.at_least(known, day, ceil(needed - sum(map(self.met, mine)) - 1e-9), left)
            begin += self.block
        certain = self.block >= self.length and held >= self.share * (seen + self.length - over) - 1e-9
        return chance if certain else bounded(chance)

    def at_least(self, known: dict[date, float], day: date, needed: int, days: int) -> float:
        """The chance that so many of the next days hold."""
        if needed <= 0:
            return 1.0
        figures = [known.get(day - n * DAY) for n in range(111, -1, -1)]
        if self.level:
            sign = 1 if self.up else -1
            return laws.level_at_least([None if v is None else sign * v for v in figures], sign * self.bound, needed, days)
        return laws.chain_at_least([None if v is None else self.met(v) for v in figures], needed, days)

    def ends(self, day: date) -> dict[str, float]:
        """The average at the close, or the share of days, that is not exceeded with each probability."""
        known = self.known(day)
        held, seen = self.held(known, day)
        left = (self.last - day).days
        found = {}
        for name, q in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
            if self.goal.kept is None:
                got = fsum(v for d, v in known.items() if d >= self.start)
                found[name] = (got + self.ahead(known, self.length - left).to_come(q)) / (seen + left)
                continue
            more = next(more for more in range(left + 1) if self.at_least(known, day, more + 1, left) <= 1 - q + 1e-12)
            found[name] = 100 * (held + more) / (seen + left)
        return found

    def ahead(self, known: dict[date, float], over: int) -> Ahead:
        class Like:
            sort = Sort(False, not self.up, self.cap, False)
            money, bent = self.money, False
            day_weights = staticmethod(lambda: None)
            off = staticmethod(set)

        class At:
            left, start, total, from_ = self.length - over, self.start, self.length, None
            target, actual = self.bound * self.length, 0.0

        At.over = over  # type: ignore[attr-defined]
        return Ahead(Like, At, [known])

    def average_chance(self, day: date, known: dict[date, float], seen: int, over: int) -> float:
        ahead = self.ahead(known, over)
        missing = self.bound * (seen + self.length - over) - fsum(v for d, v in known.items() if d >= self.start)
        if missing < 0 or (missing == 0 and not self.cap):
            return float(missing >= 0 if self.cap else missing <= 0)
        if not self.cap:
            return bounded(ahead.beyond(missing, ahead.left))
        return bounded(1 - ahead.beyond(floor(missing) + 1 if ahead.family == "counts" else missing * (1 + 1e-15), ahead.left))

    def code(self, day: date) -> str | None:
        """The first of the list that holds at the end of a day; None where the probability decides, "grace" where the last open status stands."""
        cut = min(day, self.last)
        known = {d: v for d, v in self.known(day).items() if d <= cut}
        if not known:
            return "no_data"
        if self.lost(known, day) and not self.partial(day):
            return "missed"
        _, seen = self.held(known, day)
        inside = [d for d in known if self.start <= d <= cut]
        cadence = cadence_of([d for d in known if d <= cut])
        stale = (day - max(known)).days > self.lag + 2 * cadence
        if day >= self.last:
            complete = bool(inside) and (cut - inside[-1]).days <= max(1.0, cadence)
            if complete and self.holds(known, day) and not self.partial(day):
                return "achieved"
            if (day - self.last).days < GRACE and not stale:
                return "grace"
            return "no_data" if not complete else "insufficient" if self.partial(day) else "missed"
        if stale:
            return "no_data"
        over = (cut - self.start).days + 1
        few = seen < min(max(3, 0.05 * self.length), 0.5 * over / max(1.0, cadence))
        return "insufficient" if self.partial(day) or few or not seen else None

    def run(self, until_: date) -> str:
        face = wanted = None
        stands_ = "at_risk"
        times = 0
        for day in span(self.start, until_):
            code = self.code(day)
            if code is not None:
                stands_, wanted, times = code, None, 0
                continue
            p, slow = self.chance(day), not self.holds(self.known(day), day)
            if face is None:
                face = "at_risk" if (slow if p is None else p < 0.50) else "on_track"
            else:
                if face == "at_risk":
                    want = "on_track" if (not slow if p is None else p >= 0.60) else "at_risk"
                else:
                    want = "at_risk" if (slow if p is None else p < 0.40) else "on_track"
                times = 0 if want == face else times + 1 if want == wanted else 1
                wanted = None if want == face else want
                if times >= (1 if self.length < 14 or day >= self.last - 2 * DAY else 2):
                    face, wanted, times = want, None, 0
            stands_ = face
        return stands_

    def answer(self, as_of: date) -> dict[str, Any]:
        known, cut = self.known(as_of), min(as_of, self.last)
        over = (cut - self.start).days + 1
        held, seen = self.held(known, as_of)
        code = self.code(as_of)
        inside = [d for d in known if self.start <= d <= cut]
        cadence = cadence_of([d for d in known if d <= cut])
        status = self.run(as_of) if code is None else code
        if code == "grace":
            status = self.run(self.last - DAY) if self.last > self.start else "at_risk"
        total = fsum(known[d] for d in inside)
        actual = None if not seen else 100 * held / seen if self.goal.kept is not None else total / seen
        target = 100 * self.share if self.goal.kept is not None else self.bound
        found = blank(status, (self.start, self.last + DAY), over / self.length, target)
        if actual is not None:
            top, bottom = (target, actual) if self.cap else (actual, target)
            found |= {"actual": actual, "expected": target, "shortfall": target - actual, "done": top / bottom if bottom else None}
        last = inside[-1] if inside else None
        complete = last is not None and (cut - last).days <= max(1.0, cadence)
        chance: float | None
        if as_of >= self.last:
            chance = 0.0 if self.lost(known, as_of) and not self.partial(as_of) else None
            if complete and not self.partial(as_of):
                chance = float(code == "achieved")
            found["projected"] = {**found["projected"], "p10": actual, "p50": actual, "p90": actual}
        else:
            chance = None if self.partial(as_of) else self.chance(as_of)
            if seen and not self.partial(as_of):
                found["projected"] = {**found["projected"], **self.ends(as_of)}
        day = Day(as_of, self.start, self.last, Sort(True, False, False, True), cut, self.length, over)
        day.observations, day.coverage, day.last_observation = seen, min(1.0, seen * max(1.0, cadence) / over), last
        flags = () if chance is None or as_of >= self.last else ("safe",) if chance >= 0.8 else ("critical",) if chance < 0.05 else ()
        return found | {
            "probability": chance, "observations": seen, "coverage": day.coverage, "last_observation": last, "confidence": confidence_of(day), "flags": flags,
        }  # fmt: skip


def of_days(goal: Goal, rows: list[MetricRow], as_of: date, catalogue: Catalogue, kind: str) -> dict[str, Any]:
    assert goal.window is not None
    window = (goal.window.start, goal.window.end)
    mine = until(rows, as_of, goal.timezone)
    refused: str | None = None
    each: list[Mapping[str | None, Series]] = []
    if kind == "ratio":
        sides = sides_of(goal, mine, catalogue)
        scale = catalogue.metric(goal.metric or "").scale
        refused = sides if isinstance(sides, str) else None
        if not isinstance(sides, str):
            each = [{name: quotients(*both, scale)} for name, both in sides.items()]
            names = set(sides)
    else:
        try:
            legs: dict[str | None, Series] = {name: leg for name, leg in legs_of(goal, mine, kind).items() if leg}
        except Refused:
            refused = "not_measurable"
        else:
            refused, each, names = (None if legs else "no_data"), [legs], set(legs)
    if refused is not None or as_of < window[0]:
        status = "not_measurable" if refused == "not_measurable" else "pending" if as_of < window[0] else refused
        assert status is not None
        return {**unread(goal, kind, status, window, as_of), "baseline": None}
    missing = bool(set(goal.platforms) - names)
    found = [OfDays(goal, legs_, catalogue, kind == "level", missing).answer(as_of) for legs_ in each]
    return max(found, key=lambda one: (ORDER[one["status"]], -(one["actual"] or 0.0)))


def quotients(above: list[Figures], below: list[Figures], scale: float) -> Series:
    days = set.intersection(*(set(part) for part in (*above, *below)))
    sums = {d: (fsum(part[d] for part in above), fsum(part[d] for part in below)) for d in sorted(days)}
    return {d: scale * top / bottom for d, (top, bottom) in sums.items() if bottom}
