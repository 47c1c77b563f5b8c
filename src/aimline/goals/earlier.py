"""The same window a year earlier: the same days of the year before, of the Hijri year where the window is tied to it, or the days of the event that year."""

from datetime import date, timedelta

from aimline.goals.calendar import Days, ImpossibleDate, add_days, add_months
from aimline.goals.events import HIJRI_YEARS, event, events
from aimline.text.patterns import lazily

_EVENT = lazily(r"EVENT:(\w+?)(?:-\d{4})?")
_YEAR_AND_MORE = timedelta(days=400)


def is_hijri(value: str) -> bool:
    """Whether a time form is tied to the Hijri calendar: a month or day of it, or an event that has its days there."""
    name = _named(value)
    rules = [events().get(name, {})] if name else []
    rules += [events().get(one, {}) for rule in rules for one in rule.get("next_of", ())]
    return "AH" in value or any("hijri" in rule for rule in rules)


def a_year_earlier(window: Days, value: str = "", countries: tuple[str, ...] = ()) -> Days | None:
    """The same window a year earlier; `value` is the time form that it comes from. None where no calendar reaches that far.

    An event that moves (Black Friday, Easter) has the days that it had the year before; a window that begins or ends beside it keeps its distance from them.
    """
    try:
        if is_hijri(value):
            start, end = _hijri_year_before(window.start), _hijri_year_before(window.end)
            return Days(start, end) if start and end and start < end else None
        name = _named(value)
        now = event(name, window.start, countries) if name else None
        before = _last_before(name, now.start, countries) if name and now else None
        if now is not None and before is not None:
            return Days(before.start + (window.start - now.start), before.end + (window.end - now.end))
        return Days(add_months(window.start, -12), add_months(window.end, -12))
    except (ImpossibleDate, OverflowError):
        return None


def _named(value: str) -> str | None:
    match = _EVENT.fullmatch(value)
    return match[1] if match else None


def _last_before(name: str, day: date, countries: tuple[str, ...]) -> Days | None:
    """The last days of an event that began before a day."""
    found, at = None, day - _YEAR_AND_MORE
    while (following := event(name, at, countries)) is not None and following.start < day:
        found, at = following, following.end
    return found


def _hijri_year_before(day: date) -> date | None:
    """The same day of the Hijri year before; the thirtieth of a month that has 29 days there is its last."""
    from hijridate import Gregorian, Hijri

    try:
        now = Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return None
    if now.year - 1 not in HIJRI_YEARS:
        return None
    first = Hijri(now.year - 1, now.month, 1)
    found = first.to_gregorian()
    return add_days(date(found.year, found.month, found.day), min(now.day, first.month_length()) - 1)
