"""Time forms resolved on a calendar. Pure: the day to count from is always given, nothing asks the clock.

A window is half-open: `end` is the first day after it. "by D" includes D, "before D" does not; P1M ends on the same day of the next month, clamped to its last day.
"""

import calendar
import re
from datetime import MAXYEAR, date, timedelta
from typing import NamedTuple

from aimline.language.slots import MONTHS, WEEKDAYS


class Days(NamedTuple):
    """A half-open span of local days."""

    start: date
    end: date


class Calendar(NamedTuple):
    """How the user's weeks and years run: `week_start` is 0 for Monday … 6 for Sunday, `fiscal_month` the first month of the fiscal year."""

    week_start: int = 0
    fiscal_month: int = 1


class ImpossibleDate(ValueError):
    """A date that no calendar has, such as 30 February."""


class UnsettledDate(ValueError):
    """A date that can be read in two ways (03/04/2027); `readings` are both, in ISO form."""

    def __init__(self, text: str, readings: tuple[str, str]) -> None:
        super().__init__(text)
        self.text = text
        self.readings = readings


_SEASONS = {"SPRING": (3, 6), "SUMMER": (6, 9), "AUTUMN": (9, 12), "WINTER": (12, 15)}
_UNITS = {"DAY": "D", "WEEK": "W", "MONTH": "M", "QUARTER": "Q", "YEAR": "Y"}


def make_date(year: int, month: int, day: int) -> date:
    """A date.

    Raises:
        ImpossibleDate: there is no such day.
    """
    try:
        return date(year, month, day)
    except ValueError:
        raise ImpossibleDate(f"{year:04}-{month:02}-{day:02}") from None


def add_months(day: date, months: int) -> date:
    """The same day some months on, clamped to the last day of its month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= MAXYEAR:
        raise ImpossibleDate(f"{year}-{month + 1:02}")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_duration(day: date, duration: str) -> date:
    """A day some ISO 8601 duration (P10D, P6W, P3M, P1Y) later.

    Raises:
        ImpossibleDate: that is beyond the calendar.
    """
    match = re.fullmatch(r"P(\d+)([DWMY])", duration)
    if match is None:
        raise ValueError(f"not a duration: {duration!r}")
    count, unit = int(match[1]), match[2]
    if unit in "MY":
        return add_months(day, count * (12 if unit == "Y" else 1))
    try:
        return day + timedelta(days=count * (7 if unit == "W" else 1))
    except OverflowError:
        raise ImpossibleDate(duration) from None


def unit_around(day: date, unit: str, settings: Calendar, offset: int = 0) -> Days:
    """The calendar day, week, month, quarter or year (D W M Q Y, F for fiscal) that holds a day, or one some units later."""
    if unit == "D":
        return Days(day + timedelta(days=offset), day + timedelta(days=offset + 1))
    if unit == "W":
        first = day - timedelta(days=(day.weekday() - settings.week_start) % 7) + timedelta(weeks=offset)
        return Days(first, first + timedelta(weeks=1))
    months = {"M": 1, "Q": 3, "Y": 12, "F": 12}[unit]
    shift = (settings.fiscal_month - 1) if unit == "F" else 0
    index = day.year * 12 + day.month - 1 - shift
    first_month = index - index % months + shift + offset * months
    first = add_months(date(1, 1, 1), first_month - 12)
    return Days(first, add_months(first, months))


def _yearless(month: int, day: int, anchor: date) -> date:
    """The next such day on or after the anchor; 29 February waits for a leap year."""
    if day > calendar.monthrange(2000, month)[1]:
        raise ImpossibleDate(f"--{month:02}-{day:02}")
    for year in range(anchor.year, anchor.year + 9):
        if day <= calendar.monthrange(year, month)[1] and (found := date(year, month, day)) >= anchor:
            return found
    raise ImpossibleDate(f"--{month:02}-{day:02}")


def _month_named(month: int, anchor: date) -> Days:
    year = anchor.year + (month < anchor.month)
    return Days(date(year, month, 1), add_months(date(year, month, 1), 1))


def is_relative(value: str) -> bool:
    """Whether a form depends on the day it is read on: no year stands in it."""
    return not re.match(r"\d{4}", value) and not value.startswith("P")


def span(value: str, anchor: date, settings: Calendar = Calendar()) -> Days | None:  # noqa: B008
    """The days that a period or a deadline names, read on or after the anchor; None for what this calendar does not know (events).

    Raises:
        ImpossibleDate: it names a day that does not exist.
        UnsettledDate: day and month could change places.
    """
    if "/" in value and not re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", value):
        return _range(value, anchor, settings)
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value):
        day = make_date(int(match[1]), int(match[2]), int(match[3]))
        return Days(day, day + timedelta(days=1))
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", value):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12 and second > 12:
            raise ImpossibleDate(value)
        raise UnsettledDate(value, (f"{year:04}-{second:02}-{first:02}", f"{year:04}-{first:02}-{second:02}"))
    if match := re.fullmatch(r"--(\d{2})-(\d{2})", value):
        day = _yearless(int(match[1]), int(match[2]), anchor)
        return Days(day, day + timedelta(days=1))
    if match := re.fullmatch(r"(\d{4})-(\d{2})", value):
        first_day = make_date(int(match[1]), int(match[2]), 1)
        return Days(first_day, add_months(first_day, 1))
    if match := re.fullmatch(r"(?:(\d{4})-)?([QH])([1-4])", value):
        return _part_of_year(match[1], match[2], int(match[3]), anchor)
    if re.fullmatch(r"\d{4}", value):
        return Days(make_date(int(value), 1, 1), add_months(make_date(int(value), 1, 1), 12))
    if value in MONTHS:
        return _month_named(MONTHS.index(value) + 1, anchor)
    if value in WEEKDAYS:
        day = anchor + timedelta(days=(WEEKDAYS.index(value) - anchor.weekday()) % 7)
        return Days(day, day + timedelta(days=1))
    if value in _SEASONS:
        return _season(value, anchor)
    return _relative(value, anchor, settings)


def _range(value: str, anchor: date, settings: Calendar) -> Days | None:
    low, _, high = value.partition("/")
    first = span(low, anchor, settings)
    if first is None:
        return None
    last = span(high, first.start, settings)
    return None if last is None else Days(first.start, last.end)


def _part_of_year(year: str | None, kind: str, number: int, anchor: date) -> Days:
    months = 3 if kind == "Q" else 6
    if number > 12 // months:
        raise ImpossibleDate(f"{kind}{number}")
    for candidate in (int(year),) if year else (anchor.year, anchor.year + 1):
        first = make_date(candidate, (number - 1) * months + 1, 1)
        end = add_months(first, months)
        if year or end > anchor:
            return Days(first, end)
    raise AssertionError("one of two years lies ahead")


def _season(name: str, anchor: date) -> Days:
    begin, end = _SEASONS[name]
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        days = Days(add_months(date(year, 1, 1), begin - 1), add_months(date(year, 1, 1), end - 1))
        if days.end > anchor:
            return days
    raise AssertionError("a season of next year lies ahead")


def _relative(value: str, anchor: date, settings: Calendar) -> Days | None:
    """THIS_MONTH, END_OF_NEXT_QUARTER, MID_YEAR, END_OF_Q2, WEEK_9 (counted from the anchor) …"""
    if value in ("TODAY", "TOMORROW"):
        return unit_around(anchor, "D", settings, int(value == "TOMORROW"))
    if match := re.fullmatch(r"(?:END_OF_)?(DAY|WEEK|MONTH|QUARTER|YEAR)_(\d+)", value):
        letter, times = {"DAY": ("D", 1), "WEEK": ("W", 1), "MONTH": ("M", 1), "QUARTER": ("M", 3), "YEAR": ("Y", 1)}[match[1]]
        number = int(match[2])
        if number == 0:
            raise ImpossibleDate(value)
        return Days(add_duration(anchor, f"P{(number - 1) * times}{letter}"), add_duration(anchor, f"P{number * times}{letter}"))
    place, _, rest = value.rpartition("OF_") if value.startswith(("END_OF_", "START_OF_")) else ("MID", "", value[4:]) if value.startswith("MID_") else ("", "", value)
    match = re.fullmatch(r"(THIS_|NEXT_)?(FISCAL_YEAR|DAY|WEEK|MONTH|QUARTER|YEAR)", rest)
    inner: Days | None
    if match is not None:
        letter = "F" if match[2] == "FISCAL_YEAR" else _UNITS[match[2]]
        inner = unit_around(anchor, letter, settings, int(match[1] == "NEXT_"))
    else:
        inner = span(rest, anchor, settings) if place else None
    if inner is None or not place:
        return inner
    if place.startswith("END"):
        return Days(inner.end - timedelta(days=1), inner.end)
    if place.startswith("START"):
        return Days(inner.start, inner.start + timedelta(days=1))
    middle = inner.start + (inner.end - inner.start) / 2
    if rest.endswith("MONTH") or rest in MONTHS:
        middle = inner.start.replace(day=15)
    return Days(middle, middle + timedelta(days=1))


def read_date(text: str, months: dict[str, int] | None = None, anchor: date | None = None) -> date:
    """A date as people write it in a setting: ISO, 31/12/2026, `1 December 2026`, `December 1, 2026`, in any digits the caller has normalised.

    `months` maps month names in normal spelling to their numbers. Without a year the date is the next one on or after the anchor.

    Raises:
        UnsettledDate: day and month could change places.
        ImpossibleDate: there is no such day.
        ValueError: it is not a date.
    """
    text = text.strip().rstrip(".")
    if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text):
        return make_date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first == second or first > 12 or second > 12:
            return make_date(year, *((second, first) if first > 12 or first == second else (first, second)))
        raise UnsettledDate(text, (f"{year:04}-{second:02}-{first:02}", f"{year:04}-{first:02}-{second:02}"))
    for name, number in sorted((months or {}).items(), key=lambda item: -len(item[0])):
        pattern = rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{re.escape(name)}|{re.escape(name)}\s+(\d{{1,2}})(?:st|nd|rd|th)?)(?:,?\s+(\d{{4}}))?"
        if match := re.fullmatch(pattern, text):
            day = int(match[1] or match[2])
            if match[3]:
                return make_date(int(match[3]), number, day)
            if anchor is not None:
                return _yearless(number, day, anchor)
    raise ValueError(text)
