"""The days of a window on which nothing is expected of a goal."""

from datetime import date, timedelta
from functools import lru_cache

from aimline.goals.model import DaysOff, Window


@lru_cache(maxsize=4096)
def pauses(off: DaysOff, window: Window) -> frozenset[date]:
    """The days of a window that are off: its days of the week, its days and stretches, the public holidays of its countries."""
    found = {day for span in off.spans for day in _between(max(span.start, window.start), min(span.end, window.end))}
    if off.weekdays:
        found |= {day for day in _between(window.start, window.end) if day.weekday() in off.weekdays}
    for country in off.countries:
        for year in range(window.start.year, window.last.year + 1):
            found |= {day for day in _public_holidays(country, year) if window.start <= day < window.end}
    return frozenset(found)


def _between(start: date, end: date) -> list[date]:
    return [start + timedelta(days=step) for step in range((end - start).days)]


@lru_cache(maxsize=256)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays(country, years=year))
