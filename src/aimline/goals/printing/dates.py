"""Times in words: durations, deadlines, periods, starts, in every form of the goal language."""

import re
from collections.abc import Iterator

from aimline.goals.printing.figures import duration, figure, written
from aimline.goals.printing.phrases import Digits, Phrases, fill
from aimline.goals.printing.said import SaidKept, SaidTime
from aimline.language.slots import MONTHS, WEEKDAYS
from aimline.text.patterns import lazily

_RECURRING_PER = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "QUARTERLY": "quarter", "YEARLY": "year", "WEEKDAYS": "day"}
_DATE = lazily(r"(AH)?(\d{4}|-)-(\d{2})(?:-(\d{2}))?")
_QUARTER = lazily(r"(?:(\d{4})-)?([QH]\d)")
_COUNTED = lazily(r"(DAY|WEEK|MONTH|QUARTER|YEAR)_(\d+)")
_OF_YEAR = lazily(r"(?:(EVENT:\w+|[A-Z_]+)-(\d{4})|(\d{4})-([A-Z_]+))")
_PART_OF = lazily(r"((?:FIRST|SECOND|THIRD|FOURTH|LAST)_(?:WEEK|HALF|THIRD|10_DAYS))(?:_OF_(.+))?")
_EVERY = lazily(r"EVERY_(\d+)_([A-Z]+)S")
_PLACED = lazily(r"(END_OF|START_OF|MID)_(.+)")

When = tuple[str, str]
"""The kind of a time (date, month, quarter, event …) and its words."""


def whens(value: str, phrases: Phrases, digits: Digits) -> Iterator[When]:
    """A point or stretch of time in words, best first; nothing for what the file has no words for."""
    exact = phrases.get("when", "exact", value)
    if exact:
        yield from (("exact", words) for words in exact)
        return
    kind, places = _parts(value, phrases, digits)
    inner = places.pop("inner", None)
    if inner is not None:
        # "summer 2027", not "this summer 2027": where a year follows, the shortest name does
        words = [words for _, words in whens(inner, phrases, digits)]
        words = sorted(words, key=len) if kind in ("of_year", "day_of_period") else words
        yield from (
            (kind or "", filled) for when in words for template in phrases.get("when", kind or "") if (filled := fill(template, {**places, "when": when}))
        )
    elif kind is not None:
        yield from ((kind, filled) for template in phrases.get("when", kind) if (filled := fill(template, places)))


def _day(day: int, phrases: Phrases, digits: Digits) -> str:
    """A day of a month: its figures, unless the file writes it otherwise (1er)."""
    return phrases.name("DAY", str(day)) or written(str(day), digits)


def _parts(value: str, phrases: Phrases, digits: Digits) -> tuple[str | None, dict[str, str | None]]:
    """The kind of a time value and what its template is filled with."""
    if date := _DATE.fullmatch(value):
        return _date(date, phrases, digits)
    if re.fullmatch(r"---\d\d", value):
        return "day_of_month", {"day": _nth(int(value[3:]), phrases)}
    if of_period := re.fullmatch(r"DAY_(\d+)_OF_(.+)", value):
        return "day_of_period", {"day": _nth(int(of_period[1]), phrases), "inner": of_period[2]}
    if value.startswith("WEEK_OF_"):
        return "week_of", {"inner": value[8:]}
    if of_year := _OF_YEAR.fullmatch(value.replace("-Q", " ").replace("-H", " ")):
        return "of_year", {"inner": of_year[1] or of_year[4], "year": written(of_year[2] or of_year[3], digits)}
    if year := re.fullmatch(r"(AH|FY)(\d{4})", value):
        return {"AH": "hijri_year", "FY": "fiscal_year"}[year[1]], {"year": written(year[2], digits)}
    if part := _PART_OF.fullmatch(value):
        return ("part_of" if part[2] else "part"), {"part": phrases.name("PART", part[1]), **({"inner": part[2]} if part[2] else {})}
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


def _nth(day: int, phrases: Phrases) -> str | None:
    """A day of a month by its place: the 15th."""
    return phrases.name("NTH", str(day)) or phrases.name("DAY_ORDINAL", str(day))


def _date(date: re.Match[str], phrases: Phrases, digits: Digits) -> tuple[str, dict[str, str | None]]:
    """The kind of a day or a month, of either calendar, with or without a year."""
    hijri, year, month, day = date[1], date[2], date[3], date[4]
    places = {
        "month": phrases.name("HIJRI_MONTH" if hijri else "MONTH", str(int(month))),
        "year": written(year, digits) if year != "-" else None,
        "day": _day(int(day), phrases, digits) if day else None,
    }
    kind = ("date" if year != "-" else "day") if day else ("month_year" if year != "-" else "month")
    return f"hijri_{kind}" if hijri else kind, places


def _every(value: str, phrases: Phrases, digits: Digits) -> str | None:
    """EVERY_2_WEEKS as a counted noun: 2 weeks."""
    every = _EVERY.fullmatch(value)
    if every is None:
        return None
    return phrases.noun("units", every[2].lower()).counted(phrases.language, int(every[1]), written(every[1], digits))


def days_kept(kept: SaidKept, time: SaidTime | None, phrases: Phrases, digits: Digits) -> Iterator[str]:
    """On which days a bound must hold, in words, best first. What is kept every day says it with its time."""
    if kept.rule == "always" and time is not None and time.value == "DAILY":
        yield ""
    places = {"share": f"{figure(100 * kept.share, digits)}{digits.percent}" if kept.share is not None else None}
    for name, number in (("days", kept.days), ("of", kept.of)):
        counted = phrases.noun("units", "day").counted(phrases.language, number, figure(number, digits), figures_only=True) if number else None
        places |= {name: figure(number, digits) if number else None, f"{name}_counted": counted}
    yield from (filled for template in phrases.get("kept", kept.rule) if (filled := fill(template, places)))


def times(time: SaidTime, per: str | None, phrases: Phrases, digits: Digits, *, lasting: bool = False) -> Iterator[str]:
    """When a goal is to be done, in words, best first. What recurs as often as the goal is counted (`per week`, weekly) is also left to the other word.

    `lasting` tells that it goes on until then ("10 leads a day for two months").
    """
    if lasting and time.form == "duration":
        span = duration(time.value, phrases, digits)
        yield from (filled for template in phrases.get("times", "lasting", "duration") if (filled := fill(template, {"span": span})))
    elif lasting and time.form == "deadline" and not time.exclusive:
        for _, words in whens(time.value, phrases, digits):
            yield from (phrases.contracted(template.format(when=words)) for template in phrases.get("times", "lasting", "deadline"))
    if time.form == "duration":
        span = duration(time.value, phrases, digits)
        yield from (filled for template in phrases.get("times", "duration") if (filled := fill(template, {"span": span})))
    elif time.form == "recurring":
        if per is not None and per == _RECURRING_PER.get(time.value):
            yield ""
        yield from phrases.get("times", "recurring", time.value)
        span = _every(time.value, phrases, digits)
        yield from (filled for template in phrases.get("times", "every") if (filled := fill(template, {"span": span})))
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
