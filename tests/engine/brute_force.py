"""What a goal's figures must be, worked out row by row from PACING.md, as slowly and plainly as possible. It shares no code with the engine.

A row is (day, platform, metric, value, item) with item None for figures of the account; items are published on their day.
"""

from datetime import date, timedelta
from statistics import median
from typing import Any, NamedTuple

DAY = timedelta(days=1)
LEVELS = {"followers"}
FLOWS = {"impressions", "link_clicks", "ad_spend"}
RATIOS = {"ctr": ("link_clicks", "impressions", 100.0), "cpc": ("ad_spend", "link_clicks", 1.0)}


class Row(NamedTuple):
    day: date
    platform: str
    metric: str
    value: float
    item: str | None = None


class Wanted(NamedTuple):
    """A goal in plain terms. `cap`: must not be passed; `end` is the first day after the window."""

    metric: str
    platforms: tuple[str, ...]
    kind: str
    value: float
    start: date
    end: date
    down: bool = False
    cap: bool = False
    per_item: bool = False
    baseline: float | None = None


def days_between(first: date, last: date) -> int:
    return (last - first).days + 1


class Facts:
    """The rows of one metric of one platform up to the day of evaluation."""

    def __init__(self, rows: list[Row], metric: str, platform: str, as_of: date, item: bool = False) -> None:
        self.rows = sorted(r for r in rows if r.metric == metric and r.platform == platform and r.day <= as_of and (r.item is not None) == item)
        self.days = sorted({r.day for r in self.rows})

    def within(self, first: date, last: date) -> list[Row]:
        return [r for r in self.rows if first <= r.day <= last]

    @property
    def cadence(self) -> float:
        gaps = [(b - a).days for a, b in zip(self.days, self.days[1:], strict=False)]
        return float(median(gaps)) if gaps else 1.0


def ratio_of(rows: list[Row], goal: Wanted, platform: str, as_of: date, first: date, last: date) -> float | None:
    above, below, scale = RATIOS[goal.metric]
    tops = Facts(rows, above, platform, as_of).within(first, last)
    bottoms = Facts(rows, below, platform, as_of).within(first, last)
    under = sum(r.value for r in bottoms)
    if not tops or not bottoms or under == 0:
        return None
    return scale * sum(r.value for r in tops) / under


def answer(goal: Wanted, rows: list[Row], as_of: date) -> dict[str, Any]:
    """The figures and the status; where platforms are judged one at a time, of the only platform of the goal."""
    if as_of < goal.start:
        return {"status": "pending"}
    found = figures(goal, rows, as_of)
    if found.get("status") is None:
        before = goal.end - 2 * DAY
        found["status"] = "at_risk" if before < goal.start else answer(goal, rows, before)["status"]
    return found


def figures(goal: Wanted, rows: list[Row], as_of: date) -> dict[str, Any]:
    cut = min(as_of, goal.end - DAY)
    length, over = (goal.end - goal.start).days, days_between(goal.start, cut)
    read = (
        read_level
        if goal.metric in LEVELS
        else read_items
        if goal.per_item
        else read_people
        if goal.metric == "reach"
        else read_ratio
        if goal.metric in RATIOS
        else read_flow
    )
    f: dict[str, Any] = read(goal, rows, as_of, cut)
    if "status" in f and f["status"] is not None:
        return f
    target, actual, base = f["target"], f["actual"], f["base"]
    line = not goal.per_item and goal.metric != "reach" and (goal.metric not in RATIOS or goal.kind not in ("level",))
    f["expected"] = f["spi"] = f["tspi"] = f["done"] = None
    if target is not None and actual is not None:
        met = base is not None and goal.metric in LEVELS and (target - base) * (-1 if goal.down else 1) <= 0
        if line and met:  # there from the start: no way to go, it only has to hold
            f["expected"] = target
            top, bottom = (target, actual) if goal.down else (actual, target)
            f["done"] = top / bottom if bottom else None
        elif line and base is not None:
            way, gained = target - base, actual - base
            f["expected"] = base + way * over / length
            f["done"] = gained / way if way else None
            f["spi"] = gained * length / (way * over) if way else None
            f["tspi"] = (way - gained) * length / (way * (length - over)) if way and over < length else None
        elif not line:
            f["expected"] = None if goal.metric == "reach" else target
            top, bottom = (target, actual) if goal.cap else (actual, target)
            f["done"] = top / bottom if bottom else None
    f["status"] = status(goal, f, as_of, cut, length, over)
    return f


def read_level(goal: Wanted, rows: list[Row], as_of: date, cut: date) -> dict[str, Any]:
    actual = base = 0.0
    seen, lasts, cadences = [], [], []
    for platform in goal.platforms:
        facts = Facts(rows, goal.metric, platform, as_of)
        inside, before = facts.within(goal.start, cut), facts.within(date.min, goal.start - DAY)
        if not inside and not before:
            return {"status": "no_data", "actual": None}
        last = (inside or before)[-1]
        actual += last.value
        base += (before[-1] if before else inside[0]).value
        seen.append(len({r.day for r in inside}))
        lasts.append(last.day)
        cadences.append(facts.cadence)
    base = base if goal.baseline is None else goal.baseline
    sign = -1 if goal.down else 1
    target = {
        "change": base + sign * goal.value,
        "percent_change": base + sign * base * goal.value / 100,
        "multiple": base * goal.value,
        "level": goal.value,
        "from_to": goal.value,
    }[goal.kind]
    return {"actual": actual, "base": base, "target": target, "seen": min(seen), "last": min(lasts), "cadence": max(cadences), "gained": actual - base}


def read_flow(goal: Wanted, rows: list[Row], as_of: date, cut: date) -> dict[str, Any]:
    total, seen, lasts, cadences, previous, covered, latest = 0.0, [], [], [], 0.0, [], []
    length = (goal.end - goal.start).days
    for platform in goal.platforms:
        facts = Facts(rows, goal.metric, platform, as_of)
        inside = facts.within(goal.start, cut)
        total += sum(r.value for r in inside)
        seen.append(len({r.day for r in inside}))
        lasts.append(inside[-1].day if inside else None)
        latest.append(max((day for day in facts.days if day <= cut), default=None))
        cadences.append(facts.cadence)
        earlier = facts.within(goal.start - length * DAY, goal.start - DAY)
        previous += sum(r.value for r in earlier)
        covered.append(min(1.0, len({r.day for r in earlier}) * max(1.0, facts.cadence) / length))
    known = None not in lasts
    f = {"actual": total if known else None, "base": 0.0, "seen": min(seen), "last": min(d for d in lasts if d) if known else None, "cadence": max(cadences)}
    f["latest"] = None if None in latest else min(day for day in latest if day)
    if goal.kind in ("percent_change", "multiple"):
        enough = min(covered) >= 0.8
        f["reference"] = previous if enough else None
        if not enough:
            f["target"] = None
            return f
        f["target"] = previous * (1 + goal.value / 100) if goal.kind == "percent_change" else previous * goal.value
    else:
        f["target"] = goal.value
    return f


def read_items(goal: Wanted, rows: list[Row], as_of: date, cut: date) -> dict[str, Any]:
    (platform,) = goal.platforms
    facts = Facts(rows, goal.metric, platform, as_of, item=True)
    inside = facts.within(goal.start, cut)
    actual = sum(r.value for r in inside) / len(inside) if inside else None
    last = min(facts.days[-1], cut) if facts.days else None
    if last is None:
        return {"status": "no_data", "actual": None}
    return {"actual": actual, "base": None, "target": goal.value, "seen": len(inside), "last": last, "cadence": facts.cadence}


def read_people(goal: Wanted, rows: list[Row], as_of: date, cut: date) -> dict[str, Any]:
    (platform,) = goal.platforms
    facts = Facts(rows, goal.metric, platform, as_of)
    inside = facts.within(goal.start, cut)
    lower = max((r.value for r in inside), default=None)
    whole = {r.day for r in inside} == {goal.start + n * DAY for n in range(days_between(goal.start, cut))}
    upper = sum(r.value for r in inside) if whole else None
    if not facts.days:
        return {"status": "no_data", "actual": None}
    return {
        "actual": lower, "base": None, "target": goal.value, "seen": len(inside), "last": inside[-1].day if inside else None,
        "cadence": facts.cadence, "lower": lower, "upper": upper,
    }  # fmt: skip


def read_ratio(goal: Wanted, rows: list[Row], as_of: date, cut: date) -> dict[str, Any]:
    (platform,) = goal.platforms
    above, below, _ = RATIOS[goal.metric]
    length = (goal.end - goal.start).days
    span = min(28, length)
    first = goal.start if goal.kind == "level" else cut - (span - 1) * DAY
    tops, bottoms = (Facts(rows, name, platform, as_of) for name in (above, below))
    if not tops.days or not bottoms.days:
        return {"status": "no_data", "actual": None}
    sides = [(len({r.day for r in side.within(first, cut)}), side) for side in (tops, bottoms)]
    seen, worst = min(sides, key=lambda one: one[0])
    inside = worst.within(first, cut)
    f: dict[str, Any] = {
        "actual": ratio_of(rows, goal, platform, as_of, first, cut), "base": None, "target": goal.value, "seen": seen,
        "last": inside[-1].day if inside else None, "cadence": worst.cadence,
        "latest": max((day for day in worst.days if day <= cut), default=None),
    }  # fmt: skip
    if goal.kind == "from_to":
        f["base"] = goal.baseline
    return f


def status(goal: Wanted, f: dict[str, Any], as_of: date, cut: date, length: int, over: int) -> str | None:
    """The first of the list that holds; without a target nothing can be said of what has figures."""
    found = status_of(goal, f, as_of, cut, length, over)
    return "insufficient" if f["target"] is None and found != "no_data" else found


def status_of(goal: Wanted, f: dict[str, Any], as_of: date, cut: date, length: int, over: int) -> str | None:
    target, actual = f["target"], f["actual"]
    sums = goal.metric in FLOWS or goal.metric == "reach"
    downward = goal.cap or goal.down
    reached = None if actual is None or target is None else (actual <= target if downward else actual >= target)
    unknown = False
    if goal.metric == "reach" and actual is not None and not reached:
        unknown = True
        reached = False if f["upper"] is not None and f["upper"] < target else None
    since_close = (as_of - (goal.end - DAY)).days
    latest = f.get("latest", f["last"])
    age = None if latest is None else (as_of - latest).days
    gap = None if f["last"] is None else (cut - f["last"]).days
    stale = age is None or age > 2 + 2 * f["cadence"]
    complete = gap is not None and gap <= max(1.0, f["cadence"])
    if not f["seen"] and age is None:
        return "no_data"
    if goal.cap and sums and reached is False and not (complete and since_close >= 2):
        return "exceeded"
    if reached and sums and not goal.cap:
        return "achieved"
    if since_close >= 0:
        if reached and complete:
            return "achieved"
        if since_close < 2 and not stale:
            return None
        return "no_data" if not complete else "insufficient" if reached is None else "missed"
    if stale:
        return "no_data"
    if unknown or f["seen"] < min(max(3, 0.05 * length), 0.5 * over / max(1.0, f["cadence"])):
        return "insufficient"
    if goal.cap:
        return "over_pace" if (f["spi"] is not None and f["spi"] > 1 if sums else reached is False) else "within"
    if f["tspi"] is not None and f["tspi"] > 1.10:
        return "behind"
    slow = f["spi"] < 1 if f["spi"] is not None else reached is False if f["done"] is None else f["done"] < 1
    return "at_risk" if slow else "on_track"
