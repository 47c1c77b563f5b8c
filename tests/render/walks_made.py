"""Walks made by hand: a level on a straight line, a budget by weekdays, a ratio that stands still, and a window that has not begun."""

import math
from datetime import date, timedelta
from typing import Any

import numpy as np

from aimline.engine.walk import Course, DayWalk, Origin, SourceRead, Walk, target_step
from aimline.engine.walk_law import law_steps
from aimline.goals.model import Window
from aimline.pacing.law.blend import blended
from aimline.text.messages import languages

START = date(2026, 12, 1)
WINDOW = Window(start=START, end=date(2026, 12, 11))
ARABIC = "احصل على 100 متابع جديد على إنستغرام في 10 أيام"
PLAIN: dict[str, Any] = {"goal": "instagram-followers-1", "file": "goals/a.goals", "line": 7, "window": WINDOW, "why": dict.fromkeys(languages(), "Because.")}


def level() -> Walk:
    """Followers from 1,240 to 1,340, of which the second day was not observed; the status wavers on the third day and changes on the fourth."""
    course = Course("level", "linear", 1240.0, 1340.0, 10)
    readings = {1: 1250.0, 3: 1255.0, 4: 1258.5}
    verdicts = {1: ("on_track", None, None, "on_track"), 2: ("on_track", None, None, "on_track"), 3: ("behind", "behind", 1, "on_track")}
    verdicts[4] = ("behind", "behind", 2, "behind")
    chances = {1: 0.62, 2: 0.55, 3: 0.14, 4: 0.125}
    actual, days = 1240.0, []
    for day in range(1, 5):
        actual = readings.get(day, actual)
        gained, expected = actual - 1240, 1240 + 10.0 * day
        done = gained / 100
        found = {"actual": actual, "gained": gained, "expected": expected, "done": done, "spi": gained / (expected - 1240), "tspi": (1 - done) / (1 - day / 10)}
        verdict, wants, run, status = verdicts[day]
        said = {"verdict": verdict, "wants": wants, "run": run, "needed": 2 if wants else None, "status": status, "probability": chances[day]}
        days.append(DayWalk(day=START + timedelta(day - 1), figure=readings.get(day), steps=course.steps(day, found), **found, **said))  # type: ignore[arg-type]
    left = {"actual": 1258.5, "gained": 18.5, "done": 0.185, "shortfall": 81.5, "required_per_day": 81.5 / 6, "current_per_day": 4.625, "days_ahead": -2.15}
    law = {"S": 110.0, "W": 10.0, "spikes": 0.1, "lambda": 12.1, "F": 4.5, "level": 1.5, "drift": 0.03, "burst": 2.0, "jumps": 0.25, "W_rem": 6.0}
    law |= {"days_left": 6.0, "target": 1340.0, "actual": 1258.5, "k": 82.0, "m": 72.6}
    law["v"] = 4.5 * 72.6 * (2 - math.exp(-1.5)) + 36 * 1.5 + 2 * (0.03 * 72.6) ** 2
    law["P"] = float(blended("counts", *(np.array([one]) for one in (82.0, 72.6, law["v"], 4.5 * 72.6 * (2 - math.exp(-1.5)), 0.25)))[0])
    return Walk(
        text=ARABIC,
        unit="count",
        as_of=date(2026, 12, 4),
        curve="linear",
        sources=(
            SourceRead(
                metric="followers", platform="instagram", account="دار زهرة", first=date(2026, 10, 1), last=date(2026, 12, 4), observed=61, files=("a.csv",)
            ),
            SourceRead(metric="new_followers", part="less"),
        ),
        baseline=Origin(value=1240.0, how="before", day=date(2026, 11, 30)),
        target=target_step("change", 1340.0, 100.0, baseline=1240.0),
        days=tuple(days),
        left=course.left(4, left),
        law=law_steps("counts", law, "⌈{target} − {actual}⌉"),
        status="behind",
        **PLAIN,
    )


def budget() -> Walk:
    """A budget of 700 EGP whose line goes by weekdays; what was spent on the second day is not known."""
    course = Course("flow", "weekdays", 0.0, 700.0, 7, cap=True)
    days, spent = [], 0.0
    for day, (figure, over) in enumerate([(120.0, 0.5), (None, 1.5), (80.5, 3.0)], 1):
        share = over / 7
        before, spent = spent, spent + (figure or 0)
        found: dict[str, float | None] = {"figure": figure, "before": before, "actual": spent, "gained": spent, "expected": 700 * share, "done": spent / 700}
        found |= {"share": share, "weight_over": over, "weight_all": 7.0, "spi": spent / (700 * share), "tspi": (1 - spent / 700) / (1 - share)}
        own = {name: value for name, value in found.items() if name in DayWalk.model_fields}
        status = "over_pace" if spent > 700 * share else "within"
        days.append(DayWalk(day=START + timedelta(day - 1), status=status, verdict=status, steps=course.steps(day, found), **own))  # type: ignore[arg-type]
    return Walk(
        text="Spend no more than EGP 700 on ads in 7 days",
        unit="currency:EGP",
        as_of=date(2026, 12, 3),
        curve="weekdays",
        baseline=Origin(value=0.0, how="zero"),
        target=target_step("level", 700.0, 700.0),
        days=tuple(days),
        status="within",
        **PLAIN,
    )


def still() -> Walk:
    """A click rate to keep above 2 %: a ratio of two sums, without a line, a probability, or figures on the first day."""
    course = Course("ratio", "still", None, 2.0, 10)
    found: dict[str, float | None] = {"above": 18.0, "below": 600.0, "scale": 100.0, "actual": 3.0, "done": 1.5, "expected": 2.0}
    own = {name: value for name, value in found.items() if name in DayWalk.model_fields}
    days = (
        DayWalk(day=START, status="no_data"),
        DayWalk(day=START + timedelta(1), verdict="on_track", status="on_track", steps=course.steps(2, found), **own),  # type: ignore[arg-type]
    )
    return Walk(
        text="Keep CTR above 2% in December",
        unit="percent",
        as_of=date(2026, 12, 2),
        curve="still",
        baseline=Origin(value=None, how="none"),
        target=target_step("level", 2.0, 2.0),
        days=days,
        left=course.left(2, {**found, "shortfall": -1.0}),
        status="on_track",
        **PLAIN,
    )


def pending() -> Walk:
    """A goal whose window has not begun."""
    return Walk(
        text="Double the sales",
        unit=None,
        as_of=date(2026, 11, 30),
        curve="still",
        baseline=Origin(value=None, how="none"),
        target=None,
        status="pending",
        **PLAIN,
    )


WALKS = {"level": level, "budget": budget, "still": still, "pending": pending}
