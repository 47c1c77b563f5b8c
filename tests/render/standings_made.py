"""Standings for the tests of formats, made by hand: every status and flag, figures that are undefined, and words that would like to break a format."""

from datetime import date
from typing import Any

from aimline.engine.standing import Bounds, Finish, PaceFigures, Period, Projected, Reference, Remaining, Standing
from aimline.goals.model import Window
from aimline.render.standings import Run, renderer
from aimline.text.messages import languages

WINDOW = Window(start=date(2026, 12, 1), end=date(2026, 12, 11))
ARABIC = "احصل على 100 متابع جديد على إنستغرام في 10 أيام"


def standing(**other: Any) -> Standing:
    """The standing of DESIGN's example, but for what is said otherwise. A reason that is one text is that of every language."""
    why = other.pop("why", "Gained 47 of 100 by 2026-12-04 (from 1,240 to 1,287).")
    plain: dict[str, Any] = {
        "goal": "instagram-followers-1", "text": "Gain 100 Instagram followers in 10 days", "file": "goals/a.goals", "line": 7, "metric": "followers",
        "platforms": ("instagram",), "unit": "count", "account": "acme", "owner": "Sara", "status": "on_track", "window": WINDOW, "as_of": date(2026, 12, 4),
        "elapsed": 0.4, "baseline": 1240.0, "target": 1340.0, "actual": 1287.0, "gained": 47.0, "expected": 1280.0, "shortfall": 53.0, "done": 0.47,
        "pace": PaceFigures(spi=1.175, tspi=0.8833333333333333, days_ahead=0.7, required_per_day=8.833333333333334, current_per_day=11.75),
        "probability": 0.69,
        "projected": Projected(
            p10=1327.0, p50=1349.0, p90=1377.0, finish=Finish(p10=date(2026, 12, 8), p50=date(2026, 12, 10), p90=date(2026, 12, 13))
        ),
        "observations": 4, "coverage": 1.0, "last_observation": date(2026, 12, 4), "confidence": "low",
    }  # fmt: skip
    return Standing(**{**plain, **other, "why": dict.fromkeys(languages(), why) if isinstance(why, str) else why})


def nothing(**other: Any) -> Standing:
    """A standing without a figure."""
    blank = dict.fromkeys(("elapsed", "baseline", "target", "actual", "gained", "expected", "shortfall", "done", "probability", "coverage"))
    empty: dict[str, Any] = {"pace": PaceFigures(), "projected": Projected(), "observations": 0, "last_observation": None, "confidence": None, "window": None}
    return standing(**{**blank, **empty, "account": None, "owner": None, "unit": None, "metric": None, "platforms": (), "status": "no_data", **other})


EVIL = standing(
    goal="evil-2",
    text='=HYPERLINK("http://x","a"),\n"b"; \x07\x1b[2J <i>&amp;</i> ]]> \\ \u202e back\u2028and\x85forth',
    file='goals/"a",<b>\n\udcff.goals',
    account="@acme",
    owner="-1+1",
    why="=1+1 is \u2068the\u2069 reason, \ud800 and the last one",
)
FULL = standing(
    goal="full-3",
    flags=("critical", "impossible"),
    status="behind",
    probability=0.03,
    reference=Reference(value=10.0, start=date(2026, 11, 1), end=date(2026, 11, 10), coverage=0.9),
    bounds=Bounds(lower=1.0, upper=None),
    periods=(Period(start=WINDOW.start, end=WINDOW.end, target=3.0, actual=1.0, status="behind"),),
    remaining=Remaining(windows=3, probability=0.25),
)


def printed(format_: str, *standings: Standing, **run: Any) -> str:
    """What a format prints of some standings."""
    return "".join(renderer(format_)(standings, Run(**run)))
