"""Times in words: durations, deadlines, periods, starts, in every form of the goal language."""

import re
from collections.abc import Iterator

from aimline.goals.printing.figures import duration, written
from aimline.goals.printing.phrases import Digits, Phrases, fill
from aimline.goals.printing.said import SaidTime
from aimline.language.slots import MONTHS, WEEKDAYS

_RECURRING_PER = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "QUARTERLY": "quarter", "YEARLY": "year", "WEEKDAYS": "day"}
_DATE = re.compile(r"(\d{4}|-)-(\d{2})(?:-(\d{2}))?")
_QUARTER = re.compile(r"(?:(\d{4})-)?([QH]\d)")
_COUNTED = re.compile(r"(DAY|WEEK|MONTH|QUARTER|YEAR)_(\d+)")
_PLACED = re.compile(r"(END_OF|START_OF|MID)_(.+)")

When = tuple[str, str]
"""The kind of a time (date, month, quarter, event …) and its words."""


def whens(value: str, phrases: Phrases, digits: Digits) -> Iterator[When]:
    """A point or stretch of time in words, best first; nothing for what the file has no words for."""
    exact = phrases.get("when", "exact", value)
    if exact:
        yield from (("exact", words) for words in exact)
        return
    kind, places = _parts(value, phrases, digits)
    if kind in ("end_of", "start_of", "mid_of"):
        inner = list(whens(places.pop("inner") or "", phrases, digits))
        yield from ((kind, filled) for _, words in inner for template in phrases.get("when", kind) if (filled := fill(template, {"when": words})))
    elif kind is not None:
        yield from ((kind, filled) for template in phrases.get("when", kind) if (filled := fill(template, places)))


def _parts(value: str, phrases: Phrases, digits: Digits) -> tuple[str | None, dict[str, str | None]]:
    """The kind of a time value and what its template is filled with."""
    if date := _DATE.fullmatch(value):
        year, month, day = date[1], phrases.name("MONTH", str(int(date[2]))), date[3]
        places = {"month": month, "year": written(year, digits), "day": written(str(int(day)), digits) if day else None}
        return ("date" if year != "-" else "day") if day else "month_year", places
    if quarter := _QUARTER.fullmatch(value):
        return ("quarter_year" if quarter[1] else "quarter"), {"quarter": phrases.name("QUARTER", quarter[2]), "year": written(quarter[1] or "", digits)}
    if re.fullmatch(r"\d{4}", value):
        return "year", {"year": written(value, digits)}
    if value in MONTHS:
        return "month", {"month": phrases.name("MONTH", str(MONTHS.index(value) + 1))}
    if value in WEEKDAYS:
        return "weekday", {"weekday": phrases.name("WEEKDAY", str(WEEKDAYS.index(value) + 1))}
    if counted := _COUNTED.fullmatch(value):
        return "numbered", {"unit": phrases.noun("units", counted[1].lower()).name, "number": written(counted[2], digits)}
    if placed := _PLACED.fullmatch(value):
        return {"END_OF": "end_of", "START_OF": "start_of", "MID": "mid_of"}[placed[1]], {"inner": placed[2]}
    if value.startswith("EVENT:"):
        return "event", {"event": phrases.name("EVENT", value) or value[6:].replace("_", " ")}
    if re.fullmatch(r"[\d./-]+", value):
        return "written", {"text": written(value, digits)}
    for terminal in ("PERIOD", "NAMED"):
        name = phrases.name(terminal, value)
        if name is not None:
            return "named", {"name": name}
    return None, {}


def times(time: SaidTime, per: str | None, phrases: Phrases, digits: Digits) -> Iterator[str]:
    """When a goal is to be done, in words, best first. What recurs as often as the goal is counted (`per week`, weekly) is also left to the other word."""
    if time.form == "duration":
        span = duration(time.value, phrases, digits)
        yield from (filled for template in phrases.get("times", "duration") if (filled := fill(template, {"span": span})))
    elif time.form == "recurring":
        if per == _RECURRING_PER.get(time.value):
            yield ""
        yield from phrases.get("times", "recurring", time.value)
    elif time.form == "deadline":
        for kind, words in whens(time.value, phrases, digits):
            templates = phrases.get("times", "exclusive" if time.exclusive else "deadline", kind) or phrases.get(
                "times", "exclusive" if time.exclusive else "deadline", "any"
            )
            yield from (template.format(when=words) for template in templates)
    elif "/" in time.value:
        low, _, high = time.value.partition("/")
        for _, first in whens(low, phrases, digits):
            for _, last in whens(high, phrases, digits):
                yield from (template.format(low=first, high=last) for template in phrases.get("times", "range"))
    else:
        for kind, words in whens(time.value, phrases, digits):
            templates = phrases.get("times", "period", time.value) or phrases.get("times", "period", kind) or phrases.get("times", "period", "any")
            yield from (template.format(when=words) for template in templates)


def starts(start: SaidTime, phrases: Phrases, digits: Digits) -> Iterator[str]:
    """The first day of a goal in words, best first."""
    for _, words in whens(start.value, phrases, digits):
        yield from (template.format(when=words) for template in phrases.get("times", "start"))
