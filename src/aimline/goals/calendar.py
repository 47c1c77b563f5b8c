"""Arithmetic of days, months and durations, and dates as people write them. Pure: the day to count from is always given, nothing asks the clock.

P1M ends on the same day of the next month, clamped to its last day. Whatever the text, these functions answer or raise what their docstrings name.
"""

import re
from collections.abc import Mapping
from datetime import MAXYEAR, date, timedelta
from typing import NamedTuple

from aimline.text.patterns import lazily


class Days(NamedTuple):
    """A half-open span of local days."""

    start: date
    end: date


class Calendar(NamedTuple):
    """How the user's weeks and years run: `week_start` is 0 for Monday … 6 for Sunday, `fiscal_month` the first month of the fiscal year."""

    week_start: int = 0
    fiscal_month: int = 1
    weekend: frozenset[int] = frozenset({5, 6})
    """The days of the week on which nobody works."""
    countries: tuple[str, ...] = ()
    """The countries whose events and holidays count, as two letters."""
    campaign: Days | None = None
    """The days of the campaign, where start and end of it are given."""


class ImpossibleDate(ValueError):
    """A date that no calendar has, such as 30 February."""


class UnsettledDate(ValueError):
    """A date that can be read in two ways (03/04/2027); `readings` are both, in ISO form."""

    def __init__(self, text: str, readings: tuple[str, str]) -> None:
        super().__init__(text)
        self.text = text
        self.readings = readings


NUMERIC = lazily(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
"""A date of which nobody can say by its shape alone whether day or month comes first."""


_DAY_MONTH = lazily(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<month>[^\W\d_][^\d,]*?)\.?(?:,?[\s-]+(?P<year>\d{4}))?")
_MONTH_DAY = lazily(r"(?P<month>[^\W\d_][^\d,]*?)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{4}))?")


def make_date(year: int, month: int, day: int) -> date:
    """A date.

    Raises:
        ImpossibleDate: there is no such day.
    """
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise ImpossibleDate(f"{year:04}-{month:02}-{day:02}") from None


def days_in_month(year: int, month: int) -> int:
    """How many days a month has. The module `calendar` knows, too, but importing it looks at all weekdays and months in the locale first."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def add_months(day: date, months: int) -> date:
    """The same day some months on, clamped to the last day of its month.

    Raises:
        ImpossibleDate: that is beyond the calendar.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= MAXYEAR:
        raise ImpossibleDate(f"{year}-{month + 1:02}")
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def add_days(day: date, days: int) -> date:
    """A day some days later.

    Raises:
        ImpossibleDate: that is beyond the calendar.
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ImpossibleDate(f"{day.isoformat()} {days:+}") from None


def add_duration(day: date, duration: str) -> date:
    """A day some ISO 8601 duration of whole days or more (P10D, P6W, P3M, P1Y, P1Y6M) later.

    Raises:
        ImpossibleDate: it is no such duration, it has no length, or it leads beyond the calendar.
    """
    match = re.fullmatch(r"P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?", duration)
    if match is None:
        raise ImpossibleDate(duration)
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    end = add_days(add_months(day, years * 12 + months), weeks * 7 + days)
    if end <= day:
        raise ImpossibleDate(duration)
    return end


def unit_around(day: date, unit: str, settings: Calendar, offset: int = 0) -> Days:
    """The calendar day, week, month, quarter or year (D W M Q Y, F for fiscal) that holds a day, or one some units later.

    Raises:
        ImpossibleDate: it lies partly beyond the calendar.
    """
    if unit == "D":
        return one_day(add_days(day, offset))
    if unit == "W":
        first = add_days(day, 7 * offset - (day.weekday() - settings.week_start) % 7)
        return Days(first, add_days(first, 7))
    months = {"M": 1, "Q": 3, "Y": 12, "F": 12}[unit]
    shift = (settings.fiscal_month - 1) if unit == "F" else 0
    index = day.year * 12 + day.month - 1 - shift
    first_month = index - index % months + shift + offset * months
    first = add_months(date(1, 1, 1), first_month - 12)
    return Days(first, add_months(first, months))


def one_day(day: date) -> Days:
    """A single day as a span."""
    return Days(day, add_days(day, 1))


def yearless(month: int, day: int, anchor: date) -> date:
    """The next such day on or after the anchor; 29 February waits for a leap year."""
    if 1 <= month <= 12:
        for year in range(anchor.year, min(anchor.year + 9, MAXYEAR + 1)):
            if 1 <= day <= days_in_month(year, month) and (found := date(year, month, day)) >= anchor:
                return found
    raise ImpossibleDate(f"--{month:02}-{day:02}")


def numeric_date(text: str) -> date:
    """`31/12/2026`, whichever of the two is the day.

    Raises:
        UnsettledDate: both could be the month.
        ImpossibleDate: neither can, or there is no such day.
    """
    match = NUMERIC.fullmatch(text)
    if match is None:
        raise ImpossibleDate(text)
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first != second and 1 <= first <= 12 and 1 <= second <= 12:
        raise UnsettledDate(text, (f"{year:04}-{second:02}-{first:02}", f"{year:04}-{first:02}-{second:02}"))
    return make_date(year, *((first, second) if second > 12 else (second, first)))


def numeric_yearless(text: str, anchor: date) -> date:
    """`31/12`, the next one on or after the anchor.

    Raises:
        UnsettledDate: day and month could change places.
        ImpossibleDate: there is no such day.
    """
    first, second = (int(part) for part in text.split("/"))
    if first != second and 1 <= first <= 12 and 1 <= second <= 12:
        raise UnsettledDate(text, (f"--{second:02}-{first:02}", f"--{first:02}-{second:02}"))
    return yearless(*((first, second) if second > 12 else (second, first)), anchor)


def day_of_month(day: int, anchor: date) -> date:
    """The next such day of a month on or after the anchor.

    Raises:
        ImpossibleDate: no month has it.
    """
    if not 1 <= day <= 31:
        raise ImpossibleDate(f"---{day:02}")
    month = anchor.replace(day=1)
    while True:
        if day <= days_in_month(month.year, month.month) and (found := month.replace(day=day)) >= anchor:
            return found
        month = add_months(month, 1)


def read_date(text: str, months: Mapping[str, int] | None = None, anchor: date | None = None) -> date:
    """A date as people write it: ISO, 31/12/2026, `1 December 2026`, `1st of December`, `December 1, 2026`, in digits that the caller has normalised.

    `months` maps month names in normal spelling to their numbers. Without a year the date is the next one on or after the anchor.

    Raises:
        UnsettledDate: day and month could change places.
        ImpossibleDate: there is no such day.
        ValueError: it is not a date.
    """
    text = text.strip().rstrip(".")
    if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text):
        return make_date(int(match[1]), int(match[2]), int(match[3]))
    if NUMERIC.fullmatch(text):
        return numeric_date(text)
    match = _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text)
    month = _month(match["month"].split(), months or {}) if match else None
    if match is None or month is None:
        raise ValueError(text)
    if match["year"]:
        return make_date(int(match["year"]), month, int(match["day"]))
    if anchor is None:
        raise ValueError(text)
    return yearless(month, int(match["day"]), anchor)


def _month(words: list[str], months: Mapping[str, int]) -> int | None:
    """The month that some words name, a short word before it left out (15 of May, 15 من مايو)."""
    found = months.get(" ".join(words))
    if found is None and len(words) > 1 and len(words[0]) <= 3 and words[0] not in months:
        found = months.get(" ".join(words[1:]))
    return found
