"""The time forms of the goal language, resolved on a calendar: WEEK_9, END_OF_NEXT_QUARTER, --06-01/--06-30 … read on a given day.

Spans are half-open. Whatever the text of a form, these functions answer, return None (what no plain calendar knows, such as an event) or raise
`ImpossibleDate` or `UnsettledDate`.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from aimline.goals import calendar as cal
from aimline.goals.calendar import NUMERIC, Calendar, Days, ImpossibleDate, add_days, add_months, make_date, one_day, unit_around
from aimline.goals.events import event, read_hijri
from aimline.language.slots import MONTHS, PARTS, WEEKDAYS
from aimline.text.patterns import lazily

_SEASONS = {"SPRING": (3, 6), "SUMMER": (6, 9), "AUTUMN": (9, 12), "WINTER": (12, 15)}
_UNITS = {"DAY": "D", "WEEK": "W", "MONTH": "M", "QUARTER": "Q", "YEAR": "Y", "FISCAL_YEAR": "F"}
_RECURRING = {"DAILY": "D", "WEEKDAYS": "D", "WEEKLY": "W", "MONTHLY": "M", "QUARTERLY": "Q", "YEARLY": "Y"}
_PLACED = lazily(r"(END_OF_|START_OF_|MID_)(.+)")
_COUNTED = lazily(r"(?:END_OF_)?(DAY|WEEK|MONTH|QUARTER|YEAR)_(\d{1,9})")
_PART = lazily(rf"({'|'.join(PARTS)})_OF_(.+)")
_RHYTHM = lazily(r"EVERY_(\d{1,4})_(DAY|WEEK|MONTH|QUARTER|YEAR)S")
_AROUND = lazily(r"(THIS_|NEXT_|LAST_)?(FISCAL_YEAR|DAY|WEEK|MONTH|QUARTER|YEAR)")


def is_counted(value: str) -> bool:
    """Whether a form counts from the first day of the goal (WEEK_9, END_OF_MONTH_4), as a duration does."""
    return _COUNTED.fullmatch(value) is not None


def is_relative(value: str) -> bool:
    """Whether a form depends on the day it is read on: no year stands in it. Durations and what is counted from the start depend on the start alone."""
    if re.match(r"P\d", value) or is_counted(value):
        return False
    if "/" in value and not NUMERIC.fullmatch(value):
        return all(is_relative(part) for part in value.split("/"))
    placed = _PLACED.fullmatch(value)
    name = (placed[2] if placed else value).removeprefix("WEEK_OF_")
    if match := _PART.fullmatch(name):
        name = match[2]
    return not re.match(r"\d{4}|\d{1,2}[/.-]|FY\d|AH\d|CAMPAIGN|EVENT:.*-\d{4}$", name)


@lru_cache(maxsize=4096)
def resolve(form: str, value: str, anchor: date, settings: Calendar = Calendar()) -> Days | None:  # noqa: B008
    """The days of a time form of the goal language, read on `anchor`.

    A duration opens there, a recurring form is the calendar unit that holds it, a period or a deadline is the next one on or after it. A deadline is given as
    the days of its name: "by" ends with their end, "before" with their start. None where no calendar can tell.

    Raises:
        ImpossibleDate: it names a day that does not exist.
        UnsettledDate: day and month could change places.
    """
    if form == "duration":
        return Days(anchor, cal.add_duration(anchor, value))
    if form == "recurring":
        return _recurring(value, anchor, settings)
    return span(value, anchor, settings)


def span(value: str, anchor: date, settings: Calendar = Calendar()) -> Days | None:  # noqa: B008
    """The days that a period or a deadline names, read on or after the anchor; None for what this calendar does not know (events).

    Raises:
        ImpossibleDate: it names a day that does not exist.
        UnsettledDate: day and month could change places.
    """
    # what a form begins with is looked at first: a pattern is compiled where it may fit, and not before
    digits = value[:1].isdigit()
    if digits and NUMERIC.fullmatch(value):
        return one_day(cal.numeric_date(value))
    if digits and "/" in value and re.fullmatch(r"\d{1,2}/\d{1,2}", value):
        return one_day(cal.numeric_yearless(value, anchor))
    if value.startswith("EVENT:"):
        name, _, year = value[6:].partition("-")
        return event(name, anchor, settings.countries, int(year) if year.isdigit() and len(year) == 4 else None)
    if value.startswith("AH") and "/" not in value:
        return read_hijri(value, anchor)
    if value == "CAMPAIGN":
        return settings.campaign
    if "/" in value:
        return _range(value, anchor, settings)
    if digits and (match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value)):
        return one_day(make_date(int(match[1]), int(match[2]), int(match[3])))
    if value.startswith("--") and (match := re.fullmatch(r"--(\d{2})-(\d{2})", value)):
        return one_day(cal.yearless(int(match[1]), int(match[2]), anchor))
    if value.startswith("---") and (match := re.fullmatch(r"---(\d{2})", value)):
        return one_day(cal.day_of_month(int(match[1]), anchor))
    if value.startswith("FY") and (match := re.fullmatch(r"FY(\d{4})", value)):
        return _fiscal_year(int(match[1]), settings)
    if digits and (match := re.fullmatch(r"(\d{4})-([A-Z]+)", value)) and match[2] in _SEASONS:
        begin, end = _SEASONS[match[2]]
        return _months(make_date(int(match[1]), begin, 1), end - begin)
    if value.endswith("DAY") and (match := re.fullmatch(r"NEXT_([A-Z]+DAY)", value)):
        return one_day(add_days(anchor, (WEEKDAYS.index(match[1]) - anchor.weekday() - 1) % 7 + 1)) if match[1] in WEEKDAYS else None
    if value == "DECADE":
        return _months(make_date(anchor.year // 10 * 10, 1, 1), 120)
    if value.startswith("WEEK_OF_"):
        day = span(value[8:], anchor, settings)
        return unit_around(day.start, "W", settings) if day else None
    if value.startswith("DAY_") and (match := re.fullmatch(r"DAY_(\d{1,2})_OF_(.+)", value)):
        number = int(match[1])
        return _ahead(match[2], anchor, settings, lambda whole: _day_of(whole, number))
    if value.endswith("DAY_OF_NEXT_WEEK") and (match := re.fullmatch(r"([A-Z]+DAY)_OF_(NEXT_WEEK)", value)):
        return _weekday_of(unit_around(anchor, "W", settings, 1), match[1]) if match[1] in WEEKDAYS else None
    if "_OF_" in value and (match := _PART.fullmatch(value)):
        name = match[1]
        return _ahead(match[2], anchor, settings, lambda whole: _part(name, whole))
    if digits and (match := re.fullmatch(r"(\d{4})-(\d{2})", value)):
        return _months(make_date(int(match[1]), int(match[2]), 1), 1)
    if (digits or value[:1] in ("Q", "H")) and (match := re.fullmatch(r"(?:(\d{4})-)?([QH])(\d)", value)):
        return _part_of_year(match[1], match[2], int(match[3]), anchor)
    if digits and re.fullmatch(r"\d{4}", value):
        return _months(make_date(int(value), 1, 1), 12)
    if value in MONTHS:
        month = MONTHS.index(value) + 1
        return _months(make_date(anchor.year + (month < anchor.month), month, 1), 1)
    if value in WEEKDAYS:
        return one_day(add_days(anchor, (WEEKDAYS.index(value) - anchor.weekday()) % 7))
    if value in _SEASONS:
        return _season(value, anchor)
    return _relative(value, anchor, settings)


def _recurring(value: str, anchor: date, settings: Calendar) -> Days | None:
    """The calendar day, week, month … of the anchor; of working days the next one; every two weeks, two weeks from the one of the anchor."""
    if value == "WEEKDAYS" and len(settings.weekend) < 7:
        return one_day(next(day for step in range(7) if (day := add_days(anchor, step)).weekday() not in settings.weekend))
    if match := _RHYTHM.fullmatch(value):
        unit, count = _UNITS[match[2]], int(match[1])
        return Days(unit_around(anchor, unit, settings).start, unit_around(anchor, unit, settings, count - 1).end) if count else None
    return unit_around(anchor, _RECURRING[value], settings) if value in _RECURRING else None


def _fiscal_year(year: int, settings: Calendar) -> Days:
    """A fiscal year, which bears the number of the calendar year that it ends in."""
    return _months(make_date(year - (settings.fiscal_month > 1), settings.fiscal_month, 1), 12)


def _part(name: str, whole: Days) -> Days | None:
    """A part of a stretch of time (`slots.PARTS`): days of it, or a half or a third of what is longer than a month."""
    length = (whole.end - whole.start).days
    first, last = PARTS[name]
    if name.endswith(("_HALF", "_THIRD")) and not 28 <= length <= 31:
        count = 2 if name.endswith("_HALF") else 3
        place = {"FIRST": 0, "SECOND": 1, "LAST": count - 1}[name.partition("_")[0]]
        cuts = [whole.start + timedelta(days=length * step // count) for step in (place, place + 1)]
        if length % 30 < 7 and whole.start.day == 1 and whole.end.day == 1:
            months = (whole.end.year - whole.start.year) * 12 + whole.end.month - whole.start.month
            if months % count == 0:
                cuts = [add_months(whole.start, months // count * step) for step in (place, place + 1)]
        return Days(cuts[0], cuts[1]) if cuts[0] < cuts[1] else None
    first, last = (day if day > 0 else length + 1 + day for day in (first, last))
    if not 1 <= first <= min(last, length):
        raise ImpossibleDate(name)
    return Days(add_days(whole.start, first - 1), add_days(whole.start, min(last, length)))


def _day_of(whole: Days, number: int) -> Days:
    """The fifteenth day of a stretch of time.

    Raises:
        ImpossibleDate: it has no such day.
    """
    if not 1 <= number <= (whole.end - whole.start).days:
        raise ImpossibleDate(f"DAY_{number}")
    return one_day(add_days(whole.start, number - 1))


def _weekday_of(week: Days, name: str) -> Days:
    return one_day(add_days(week.start, (WEEKDAYS.index(name) - week.start.weekday()) % 7))


def other_weekday(value: str, anchor: date, settings: Calendar) -> Days | None:
    """What "next Friday" is where it means the one of next week; None where that is the one that comes next."""
    match = re.fullmatch(r"NEXT_([A-Z]+DAY)", value)
    if match is None or match[1] not in WEEKDAYS:
        return None
    there = _weekday_of(unit_around(anchor, "W", settings, 1), match[1])
    return there if there != span(value, anchor, settings) else None


def _months(first: date, count: int) -> Days:
    return Days(first, add_months(first, count))


def _range(value: str, anchor: date, settings: Calendar) -> Days | None:
    """From the first day of one name to the last day of another. Without years it is the first such stretch that is not over on the anchor.

    The end may lie before the start where both have years: that is for the caller to say.
    """
    low, _, high = value.partition("/")
    if not low or not high or "/" in high:
        return None
    if is_relative(high) and not is_relative(low):
        first = span(low, anchor, settings)
        last = span(high, first.start, settings) if first else None
    else:
        last = span(high, anchor, settings)
        first = span(low, _cycle_before(low, last.end), settings) if last and is_relative(low) else span(low, anchor, settings)
    return Days(first.start, last.end) if first and last else None


def _cycle_before(name: str, end: date) -> date:
    """Where to read the beginning of a stretch from, so that it is the last one before the end of the stretch."""
    return add_days(end, -7) if name in WEEKDAYS else add_months(end, -12)


def _part_of_year(year: str | None, kind: str, number: int, anchor: date) -> Days:
    months = 3 if kind == "Q" else 6
    if not 1 <= number <= 12 // months:
        raise ImpossibleDate(f"{kind}{number}")
    days = _months(make_date(int(year) if year else anchor.year, (number - 1) * months + 1, 1), months)
    return days if year or days.end > anchor else _months(add_months(days.start, 12), months)


def _season(name: str, anchor: date) -> Days:
    begin, end = _SEASONS[name]
    january = date(max(anchor.year - 1, 1), 1, 1)
    for months in (0, 12, 24):
        days = Days(add_months(january, begin - 1 + months), add_months(january, end - 1 + months))
        if days.end > anchor:
            return days
    raise AssertionError("a season of next year lies ahead")


def _relative(value: str, anchor: date, settings: Calendar) -> Days | None:
    """THIS_MONTH, END_OF_NEXT_QUARTER, MID_YEAR, END_OF_Q2, WEEK_9 (counted from the anchor) …"""
    if value in ("TODAY", "TOMORROW"):
        return unit_around(anchor, "D", settings, int(value == "TOMORROW"))
    if match := _COUNTED.fullmatch(value):
        return _counted(match[1], int(match[2]), anchor)
    if match := _AROUND.fullmatch(value):
        return unit_around(anchor, _UNITS[match[2]], settings, {"NEXT_": 1, "LAST_": -1}.get(match[1], 0))
    placed = _PLACED.fullmatch(value)
    if placed is None or _PLACED.fullmatch(placed[2]) or "/" in placed[2]:
        return None
    place, name = placed[1], placed[2]
    if place == "END_OF_":
        return _ahead(name, anchor, settings, lambda whole: one_day(add_days(whole.end, -1)))
    return _ahead(name, anchor, settings, lambda whole: one_day(whole.start if place == "START_OF_" else _middle(whole)))


def _ahead(name: str, anchor: date, settings: Calendar, part: Callable[[Days], Days | None]) -> Days | None:
    """A part of what a name names; of the next one where the part is over on the anchor and the name leaves open which one is meant."""
    whole = span(name, anchor, settings)
    found = part(whole) if whole else None
    if whole is None or found is None or found.end > anchor or not is_relative(name) or name.startswith(("THIS_", "NEXT_", "LAST_")) or "/" in name:
        return found
    following = span(name, whole.end, settings)
    return part(following) if following else None


def _counted(unit: str, number: int, first: date) -> Days:
    """The ninth week, the fourth month … of something that begins on a day."""
    if number == 0:
        raise ImpossibleDate(f"{unit}_{number}")
    if unit in ("DAY", "WEEK"):
        days = 7 if unit == "WEEK" else 1
        return Days(add_days(first, (number - 1) * days), add_days(first, number * days))
    months = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}[unit]
    return Days(add_months(first, (number - 1) * months), add_months(first, number * months))


def _middle(days: Days) -> date:
    """The middle day, as people mean it: the 15th of a month, the last day of the first half of a year, else the day with as many before it as after it."""
    length = (days.end - days.start).days
    if 28 <= length <= 31:
        return days.start + timedelta(days=14)
    if length >= 365:
        return add_months(days.start, 6) - timedelta(days=1)
    return days.start + timedelta(days=(length - 1) // 2)


def other_quarter(value: str, anchor: date, settings: Calendar) -> Days | None:
    """What a quarter or half of the calendar year would be if the fiscal year was meant; None where nobody could mean that.

    A fiscal year bears the number of the calendar year in which it ends.
    """
    match = re.fullmatch(r"(?:END_OF_)?(?:(\d{4})-)?([QH])(\d)", value)
    if match is None or settings.fiscal_month == 1:
        return None
    months = 3 if match[2] == "Q" else 6
    year = date(int(match[1]) - 1, settings.fiscal_month, 1) if match[1] and int(match[1]) > 1 else unit_around(anchor, "F", settings).start
    days = _months(add_months(year, (int(match[3]) - 1) * months), months)
    if not match[1] and days.end <= anchor:
        days = Days(add_months(days.start, 12), add_months(days.end, 12))
    return one_day(add_days(days.end, -1)) if value.startswith("END_OF_") else days
