"""The days of events and of the Hijri calendar. The events stand in `rules/calendar/events.toml`, which says how to read it.

Hijri days are those of the Umm al-Qura calendar, as the library `hijridate` has them (1343 to 1500 AH); it is imported when a Hijri date is first asked for.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from aimline import prebuilt
from aimline.goals.calendar import Days, ImpossibleDate, add_days, make_date
from aimline.language.slots import WEEKDAYS

HIJRI_YEARS = range(1343, 1501)


class UnsettledEvent(ValueError):
    """An event that is on other days in other countries; `readings` are the countries and their days."""

    def __init__(self, name: str, readings: list[tuple[tuple[str, ...], Days]]) -> None:
        super().__init__(name)
        self.readings = readings

    @property
    def params(self) -> dict[str, str]:
        """What a message says about it: `2027-03-21 (EG, SA …), 2027-05-09 (US, CA …)`, and a country to name as an example."""
        readings = [f"{days.start.isoformat()} ({', '.join(countries[:3])}{' …' if len(countries) > 3 else ''})" for countries, days in self.readings]
        return {"readings": ", ".join(readings), "country": self.readings[0][0][0]}


@cache
def events() -> Mapping[str, Mapping[str, Any]]:
    """The events by name, as their file gives them."""
    return prebuilt.toml("rules", "calendar", "events.toml")


def event(name: str, anchor: date, countries: tuple[str, ...] = (), year: int | None = None) -> Days | None:
    """The days of an event: those of a year (Gregorian, or Hijri before 1600), else the next ones that are not over on the anchor. None where nobody knows.

    Raises:
        UnsettledEvent: countries have it on other days, and none of `countries` settles it.
    """
    rule = events().get(name)
    if rule is None:
        return None
    if "next_of" in rule:
        return min((days for one in rule["next_of"] if (days := event(one, anchor, countries, year))), default=None)
    if "in" not in rule:
        return _occurrence(name, -1, anchor, year)
    own = [index for index, entry in enumerate(rule["in"]) if set(countries) & set(entry["countries"])]
    found = [(index, days) for index in (own or range(len(rule["in"]))) if (days := _occurrence(name, index, anchor, year))]
    if len({days for _, days in found}) > 1:
        raise UnsettledEvent(name, [(tuple(rule["in"][index]["countries"]), days) for index, days in found])
    return found[0][1] if found else None


@lru_cache(maxsize=1024)
def _occurrence(name: str, index: int, anchor: date, year: int | None) -> Days | None:
    rule = events()[name] if index < 0 else events()[name]["in"][index]
    if "hijri" in rule:
        return _next_hijri(rule, anchor, year)
    if year is not None and year < 1600:
        first, last = hijri(year, 1, 1), hijri(year, 12, 1)
        found = _next(rule, first.start) if first else None
        return found if found and last and found.start <= add_days(last.start, 29) else None
    return _in_year(rule, year) if year is not None else _next(rule, anchor)


def _next(rule: Mapping[str, Any], anchor: date) -> Days | None:
    for year in range(max(anchor.year - 1, 1), min(anchor.year + 3, 9999)):
        days = _in_year(rule, year)
        if days.end > anchor:
            return days
    return None


def _in_year(rule: Mapping[str, Any], year: int) -> Days:
    """The days of an event in a year of the Gregorian calendar."""
    if "date" in rule:
        first = make_date(year, *map(int, rule["date"].split("-")))
    elif "easter" in rule or "orthodox_easter" in rule:
        first = add_days(easter(year, orthodox="easter" not in rule), rule.get("easter", rule.get("orthodox_easter", 0)))
    else:
        nth, weekday, month = rule["weekday"].split()
        first = _nth_weekday(year, int(month), WEEKDAYS.index(weekday.upper()), int(nth))
    first = add_days(first, rule.get("plus", 0))
    if "until" in rule:
        last = make_date(year, *map(int, rule["until"].split("-")))
        return Days(first, add_days(last if last >= first else make_date(year + 1, last.month, last.day), 1))
    return Days(first, add_days(first, rule.get("days", 1)))


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def easter(year: int, *, orthodox: bool = False) -> date:
    """Easter Sunday, as a Gregorian date (the algorithms of Meeus, Astronomical Algorithms, chapter 8)."""
    if orthodox:
        a, b, c = year % 4, year % 7, year % 19
        d = (19 * c + 15) % 30
        e = (2 * a + 4 * b - d + 34) % 7
        month, day = divmod(d + e + 114, 31)
        return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


# ---------------------------------------------------------------- the Hijri calendar


def _next_hijri(rule: Mapping[str, Any], anchor: date, year: int | None) -> Days | None:
    month, day = map(int, rule["hijri"].split("-"))
    if year is not None and year < 1600:
        years = range(year, year + 1)
    elif year is not None:
        begins = hijri_year_of(date(year, 1, 1))
        years = range(begins, begins + 3) if begins else range(0)
    else:
        now = hijri_year_of(anchor)
        years = range(now - 1, now + 3) if now else range(0)
    for number in years:
        days = _hijri_days(rule, number, month, day)
        if days is not None and (days.start.year == year if year and year >= 1600 else year or days.end > anchor):
            return days
    return None


def _hijri_days(rule: Mapping[str, Any], year: int, month: int, day: int) -> Days | None:
    first = hijri(year, month, day)
    if first is None:
        return None
    if "until" not in rule:
        return Days(first.start, add_days(first.start, rule.get("days", 1)))
    last_month, last_day = map(int, rule["until"].split("-"))
    whole = hijri(year, last_month)
    return Days(first.start, min(whole.end, add_days(whole.start, last_day))) if whole else None


@lru_cache(maxsize=1024)
def hijri(year: int, month: int | None = None, day: int | None = None) -> Days | None:
    """A year, a month or a day of the Hijri calendar; None where the calendar of the library does not reach.

    Raises:
        ImpossibleDate: it has no such month or day (30 Ramadan in a year in which it has 29).
    """
    if month is not None and not 1 <= month <= 12:
        raise ImpossibleDate(f"AH{year}-{month:02}")
    if year not in HIJRI_YEARS:
        return None
    from hijridate import Hijri

    if month is None:
        first = Hijri(year, 1, 1).to_gregorian()
        last = Hijri(year, 12, 1)
        end = last.to_gregorian() + timedelta(days=last.month_length())
        return Days(date(first.year, first.month, first.day), date(end.year, end.month, end.day))
    opening = Hijri(year, month, 1)
    length, found = opening.month_length(), opening.to_gregorian()
    start = date(found.year, found.month, found.day)
    if day is None:
        return Days(start, add_days(start, length))
    if not 1 <= day <= length:
        raise ImpossibleDate(f"AH{year}-{month:02}-{day:02}")
    return Days(add_days(start, day - 1), add_days(start, day))


@lru_cache(maxsize=1024)
def hijri_year_of(day: date) -> int | None:
    """The Hijri year that a day lies in; None where the calendar of the library does not reach."""
    from hijridate import Gregorian

    try:
        return int(Gregorian(day.year, day.month, day.day).to_hijri().year)
    except (OverflowError, ValueError):
        return None


def read_hijri(value: str, anchor: date) -> Days | None:
    """The days of `AH1448`, `AH1448-09`, `AH1448-09-15`, and of the next `AH--09` or `AH--09-15` that is not over on the anchor.

    Raises:
        ImpossibleDate: the calendar has no such day.
    """
    match = re.fullmatch(r"AH(?:(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?|--(\d{2})(?:-(\d{2}))?)", value)
    if match is None:
        return None
    if match[1]:
        return hijri(int(match[1]), int(match[2]) if match[2] else None, int(match[3]) if match[3] else None)
    now = hijri_year_of(anchor)
    month, day = int(match[4]), int(match[5]) if match[5] else None
    if day is not None and not 1 <= day <= 30:
        raise ImpossibleDate(value)
    # the thirtieth of a month waits for a year in which it has one
    for year in range(now, now + 9) if now else ():
        try:
            days = hijri(year, month, day)
        except ImpossibleDate:
            if not 1 <= month <= 12:
                raise
            continue
        if days is not None and days.end > anchor:
            return days
    return None
