"""Random goals over random logs, from a seed: everything that makes days, sums and last values go wrong in practice."""

import random
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, NamedTuple

from aimline.goals.model import Action, DaysOff, Goal, Milestone, PlacedGoal, Rhythm, Target, Time, Window
from aimline.metrics import MetricRow

DAY = timedelta(days=1)
PLATFORMS = ("instagram", "x", "linkedin")
LEVELS = ("followers", "subscribers")
FLOWS = ("impressions", "link_clicks", "ad_spend", "net_orders")
ZONES = ("Africa/Cairo", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo")
LENGTHS = (1, 2, 3, 7, 10, 13, 14, 15, 28, 30, 30, 30, 45, 61, 90)


class World(NamedTuple):
    """Rows in no order, goals, and the day they are judged on."""

    rows: list[MetricRow]
    goals: list[PlacedGoal]
    as_of: date


class Stream(NamedTuple):
    """One series: how it moves and how it is written down."""

    account: str | None
    platform: str
    metric: str
    begin: date
    until: date
    rate: float
    rows: list[MetricRow]


def world(seed: int, goals: int = 30) -> World:
    rng = random.Random(seed)
    accounts = rng.choice([[None], [None], ["acme"], ["acme", "zen"]])
    # Clocks change in March or April, and in September to November.
    first = date(2026, 1, 1) + rng.choice([0, 40, 60, 75, 200, 230, 270]) * DAY
    streams = [
        stream(rng, account, platform, metric, first) for account in accounts for platform in PLATFORMS for metric in (*LEVELS, *FLOWS) if rng.random() < 0.95
    ]
    rows = [row for one in streams for row in one.rows]
    as_of = first + rng.randrange(15, 158) * DAY
    found = [goal(rng, number, streams, accounts, as_of) for number in range(goals)]
    rng.shuffle(rows)
    return World(rows, found, as_of)


# ---- rows


def stream(rng: random.Random, account: str | None, platform: str, metric: str, first: date) -> Stream:
    begin = first + rng.choice([0, 0, 0, 0, 25]) * DAY
    until = first + rng.choice([50, *[160] * 9]) * DAY
    rate = rng.choice([0.3, 2, 15, 15, 120])
    written = rng.choice(
        ["daily"] * 20 + ["gaps"] * 6 + ["hourly"] * 6 + ["sparse", "sparse", "weekly", "weekly", "irregular", "irregular", "thrice", "thrice", "one", "none"]
    )
    lost = {"gaps": 0.15, "sparse": 0.7}.get(written, rng.choice([0, 0, 0.03]))
    unit = "currency:USD" if metric == "ad_spend" else "count"
    level = float(rng.choice([0, 40, 900, 20000]))
    offset = rng.choice([UTC, UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=30))])
    rows: list[MetricRow] = []
    day = begin
    skip = 0
    while day < until and written != "none":
        moved = amount(rng, metric, rate * (0.55 if day.weekday() > 4 else 1.0) * (4 if rng.random() < 0.03 else 1))
        level = max(0.0, level + moved) if metric in LEVELS else level
        skip -= 1
        keep = rng.random() >= lost and skip < 0
        if keep and written in ("weekly", "irregular"):
            skip = 6 if written == "weekly" else rng.choice([0, 1, 4, 9])
        if keep:
            clocks = {"hourly": range(0, 24, rng.choice([1, 5, 11])), "thrice": (0, 9, 22)}.get(written, (0,))
            for n, hour in enumerate(clocks):
                share = moved if len(clocks) == 1 else float(round(moved / len(clocks), 2))
                value = level + n if metric in LEVELS else share
                ts = datetime.combine(day, time(hour, rng.choice([0, 0, 30, 59]) if written == "hourly" else 0))
                rows.append(MetricRow(ts.replace(tzinfo=offset) if written == "hourly" else ts, account, platform, metric, value, unit))
            if written == "one":
                break
        day += DAY
    again = rng.choice([0, 0, 0.05, 0.3])
    for row in [row for row in rows if rng.random() < again]:
        rows.extend(restated(rng, row))
    return Stream(account, platform, metric, begin, until, rate, rows)


def amount(rng: random.Random, metric: str, mean: float) -> float:
    if metric == "ad_spend":
        return round(rng.gammavariate(2, mean / 2), 2)
    count = float(min(round(rng.gammavariate(1.5, mean / 1.5)), 10**6))
    if metric == "net_orders":
        return count - float(rng.randrange(0, 3))
    return count if metric in FLOWS else count - float(rng.choice([0, 0, 1, 3, int(mean * 2)]))


def restated(rng: random.Random, row: MetricRow) -> list[MetricRow]:
    """The same figure again, as later or earlier exports have it: taken later, at the same time, at no known time, or as it was."""
    later = datetime(2027, 1, 1) + rng.randrange(0, 40) * DAY
    other = row.value + float(rng.choice([-3, -1, 1, 7]))
    return rng.choice(
        [
            [row],
            [row._replace(value=other)],
            [row._replace(value=other, seen=later)],
            [row._replace(value=other, seen=later), row._replace(value=other + 2, seen=later - DAY)],
            [row._replace(value=other, seen=later), row._replace(value=other + 2, seen=later)],
        ]
    )


# ---- goals


def goal(rng: random.Random, number: int, streams: list[Stream], accounts: list[str | None], as_of: date) -> PlacedGoal:
    metric = rng.choice([*LEVELS, *LEVELS, *FLOWS])
    platforms = tuple(sorted(rng.sample(PLATFORMS, rng.choice([1, 1, 1, 1, 2, 3]))))
    if rng.random() < 0.1:
        platforms = ()
    account = rng.choice(accounts) if len(accounts) == 1 or rng.random() < 0.85 else None
    if len(accounts) == 1 and rng.random() < 0.5:
        account = None
    length = rng.choice(LENGTHS)
    offsets = [
        3,
        0,
        -1,
        *[-length // 2] * 4,
        *[-length // 3] * 3,
        *[-length * 4 // 5] * 3,
        -length + 3,
        -length + 2,
        -length + 1,
        -length,
        -length - 1,
        -length - 9,
    ]
    start = as_of + rng.choice(offsets) * DAY
    mine = [one for one in streams if one.metric == metric and (not platforms or one.platform in platforms) and account in (None, one.account)]
    pace = sum(one.rate for one in mine) * length * 0.9 * rng.choice([0.3, 0.7, 0.9, 1.0, 1.1, 1.4, 3])
    stood = sum(last_before(one, start) for one in mine)
    shape = level_shape(rng, pace, stood) if metric in LEVELS else flow_shape(rng, pace, metric)
    zone = rng.choice([None, None, *ZONES])
    timing: dict[str, Any] = {"window": Window(start=start, end=start + length * DAY), "time": None, "start": None}
    pick = rng.random()
    if pick < 0.06:
        days = rng.choice(["P10D", "P60D", "P4W", "P3M", "P1Y"])
        timing = {"window": None, "time": Time(form="duration", value=days), "start": None}
    elif pick < 0.12:
        due = as_of + rng.choice([-1, 0, 5, 40]) * DAY
        timing = {"window": None, "due": due, "time": Time(form="deadline", value=due.isoformat()), "start": None}
    timing |= way(rng, start, length, shape)
    if metric in FLOWS and rng.random() < 0.08:
        timing |= rhythm(rng, start, length, pace / length)
        shape = {
            **shape,
            "target": Target(kind="level", value=timing["rhythm"].value, unit=""),
            "baseline": None,
            "intent": "limit" if metric == "ad_spend" else "reach",
        }
    timing |= more(random.Random(number * 7919 + as_of.toordinal()), start, shape, timing, platforms, as_of)
    unit = {"percent_change": "percent", "multiple": "multiplier"}.get(shape["target"].kind, "currency:USD" if metric == "ad_spend" else "count")
    made = Goal(
        id=f"g{number}", metric=metric, platforms=platforms, account=account, timezone=zone, aggregation=None, week_starts=rng.choice([0, 5, 6]),
        **{**shape, "target": shape["target"].model_copy(update={"unit": unit})}, **{"per": None, **timing},
    )  # fmt: skip
    return PlacedGoal(goal=made, text=f"{number}", file=None, line=number + 1, language="en")


def way(rng: random.Random, start: date, length: int, shape: dict[str, Any]) -> dict[str, Any]:
    """A declared line, in a third of the goals."""
    found: dict[str, Any] = {}
    pick = rng.random()
    if pick < 0.12:
        found["pace"] = rng.choice(["linear", "front-loaded", "back-loaded"])
    elif pick < 0.2:
        found |= {"pace": "weekdays", "day_weights": tuple(rng.choice([(1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5), (2.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0)]))}
    elif pick < 0.28 and length > 3:
        days = sorted(rng.sample(range(length - 1), min(2, length - 2)))
        shares = sorted(round(rng.random(), 2) for _ in days)
        found["milestones"] = tuple(Milestone(day=start + n * DAY, value=share, of="way") for n, share in zip(days, shares, strict=True))
    if rng.random() < 0.12:
        spans = (Window(start=start + (length // 3) * DAY, end=start + (length // 3 + 3) * DAY),) if rng.random() < 0.5 else ()
        found["days_off"] = DaysOff(weekdays=rng.choice([(), (4,), (5, 6)]), spans=spans, countries=rng.choice([(), (), ("US",)]))
    return found


def more(rng: random.Random, start: date, shape: dict[str, Any], timing: dict[str, Any], platforms: tuple[str, ...], as_of: date) -> dict[str, Any]:
    """Now and then: days of the week as they were learned, days of an earlier time to be compared with, the last of some windows alone, actions."""
    found: dict[str, Any] = {}
    windows = timing.get("rhythm")
    if windows is None and "pace" not in timing and rng.random() < 0.08:
        found["pace"] = "learned"
    if windows is None and shape["target"].kind in ("percent_change", "multiple") and rng.random() < 0.3:
        first = start - rng.choice([31, 45, 60]) * DAY
        found |= {"reference": "year", "reference_window": Window(start=first, end=first + rng.choice([7, 20, 30]) * DAY)}
    if windows is not None and windows.start and windows.per != "month" and ((windows.end or as_of) - windows.start).days > 16 and rng.random() < 0.4:
        found["rhythm"] = windows.model_copy(update={"judged": "last"})
    if rng.random() < 0.12:
        per, value = rng.choice(["day", "weekday", "week", "month", "quarter", "year"]), rng.choice([1.0, 3.0, 0.5])
        mine = rng.choice([platforms, ("x",), ("instagram", "linkedin")])
        found["actions"] = (Action(text="Click", metric="link_clicks", platforms=mine, value=value, per=per), Action(text="Think"))
    return found


def rhythm(rng: random.Random, start: date, length: int, daily: float) -> dict[str, Any]:
    per = rng.choice(["day", "week", "week", "month"])
    value = float(max(1, round(daily * {"day": 1, "week": 7, "month": 30}[per])))
    known, ends = rng.random() < 0.8, rng.random() < 0.5
    first, end = start - rng.choice([0, 9, 40]) * DAY, start + length * DAY if ends else None
    windows = Rhythm(value=value, per=per, start=first if known else None, end=end)
    time = Time(form="recurring", value={"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}[per])
    return {"rhythm": windows, "per": per, "window": Window(start=start, end=start + DAY), "time": time, "milestones": (), "due": None}


def last_before(one: Stream, day: date) -> float:
    before = sorted((row.ts.replace(tzinfo=None), row.value) for row in one.rows if row.ts.date() < day)
    return before[-1][1] if before else 0.0


def rounded(rng: random.Random, value: float) -> float:
    """A number as people write it, or one that no figure meets exactly."""
    return float(round(value)) if rng.random() < 0.5 else round(value, 3) + 0.0007


def level_shape(rng: random.Random, pace: float, stood: float) -> dict[str, Any]:
    base = rng.choice([None, None, None, float(round(stood)), float(round(stood * 0.9 + 5))])
    shape = rng.choice(["change", "change", "lose", "level", "level", "down", "from", "percent", "shrink", "multiple", "halve", "floor", "cap"])
    if shape in ("change", "lose"):
        kind, value, intent = "change", rounded(rng, rng.choice([pace, pace, 0.0])), "increase" if shape == "change" else "decrease"
    elif shape in ("level", "down"):
        kind, value, intent = "level", rounded(rng, stood + rng.choice([pace, pace, 0, -pace / 9]) * (1 if shape == "level" else -0.2)), "reach"
        intent = "reach" if shape == "level" else "decrease"
    elif shape == "from":
        base = float(round(stood)) + rng.choice([0, 0, 10])
        way = rng.choice([pace, pace, -pace / 5])
        kind, value, intent = "from_to", max(0.0, rounded(rng, base + way)), "increase" if way >= 0 else "decrease"
        if value == base:
            value += 1.0
        intent = "increase" if value > base else "decrease"
    elif shape in ("percent", "shrink"):
        kind, value, intent = "percent_change", float(rng.choice([5, 20, 300])), "increase" if shape == "percent" else "decrease"
    elif shape in ("multiple", "halve"):
        kind, value, intent = "multiple", 2.0 if shape == "multiple" else 0.5, "increase" if shape == "multiple" else "decrease"
    else:
        kind, value, intent = "level", rounded(rng, stood + rng.choice([pace, 0, -pace / 5])), "maintain" if shape == "floor" else "limit"
    bound = {"floor": "min", "cap": "max"}.get(shape)
    return {"intent": intent, "target": Target(kind=kind, value=value, unit="", bound=bound, baseline=base if shape == "from" else None), "baseline": base}


def flow_shape(rng: random.Random, pace: float, metric: str) -> dict[str, Any]:
    shapes = ["total", "total", "total", "change", "percent", "multiple", "from", "cap", "cap", "floor"]
    shape = "cap" if metric == "ad_spend" else rng.choice(shapes)
    if metric == "net_orders" and shape in ("percent", "multiple"):  # a fifth more than -3 is nothing that anyone means
        shape = "total"
    base = None
    if shape in ("percent", "multiple"):
        kind, value = ("percent_change", float(rng.choice([20, 50]))) if shape == "percent" else ("multiple", 2.0)
        base = rng.choice([None, None, None, float(round(pace))])
    elif shape == "from":
        kind, value, base = "from_to", rounded(rng, pace) + 1.0, 1.0
    else:
        kind, value = "change" if shape == "change" else "level", rounded(rng, rng.choice([pace, pace, pace, 0.0]))
    intent = {"cap": "limit", "floor": "maintain", "total": "reach"}.get(shape, "increase")
    bound = {"cap": "max", "floor": "min"}.get(shape)
    return {"intent": intent, "target": Target(kind=kind, value=value, unit="", bound=bound, baseline=base if shape == "from" else None), "baseline": base}
