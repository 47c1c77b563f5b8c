"""Days off: weekends and public holidays, as the library `holidays` has them. It is imported when a file first names a country."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from aimline.goals.settings import Values
from aimline.text.messages import languages, messages


def day_off(day: date, values: Values) -> Mapping[str, str] | None:
    """What a day off is called, by language, where the settings make it one: a weekend that they set, a holiday of a country, a day that they name."""
    countries, days = values.holidays()
    for country in countries:
        found = public_holiday(day, country)
        if found is not None:
            return found
    if day in days:
        return messages("goals.day_off.holiday")
    weekend = values.weekend()
    return messages("goals.day_off.weekend") if weekend and day.weekday() in weekend else None


@lru_cache(maxsize=1024)
def public_holiday(day: date, country: str) -> Mapping[str, str] | None:
    """The name of a country's public holiday, in each language that the library knows it in, else as the country calls it; None for any other day."""
    names: dict[str, str] = {}
    for language in languages():
        name = _year(country, day.year, language).get(day)
        if name is None:
            return None
        names[language] = str(name)
    return names


@lru_cache(maxsize=64)
def _year(country: str, year: int, language: str) -> Any:
    import holidays

    known = holidays.country_holidays(country)
    wanted = next((one for one in known.supported_languages if one.split("_")[0] == language), None)
    return holidays.country_holidays(country, years=year, language=wanted)
