"""Dates as exports write them. Whether day or month comes first is decided from the whole column, or not at all."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from aimline.goals.calendar import ImpossibleDate, read_date
from aimline.goals.settings import month_names
from aimline.text.normalise import normalise

_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ ,t]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(am|pm)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ t]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_WEEKDAY = re.compile(r"^[^\W\d_]{3,12}\.?,\s*")


class Undecided(ValueError):
    """Every date of a column can be read with the day first and with the month first."""


def order_of(cells: Sequence[str]) -> str:
    """`dmy`, `mdy` or `ymd` for a column of dates.

    Raises:
        Undecided: the column has numeric dates, and none of them settles it.
    """
    day_first = month_first = numeric = False
    pairs: list[tuple[int, int, int]] = []
    for cell in cells:
        match = _NUMERIC.fullmatch(normalise(cell)[0].strip())
        if match is None:
            continue
        numeric = True
        first, second = int(match[1]), int(match[2])
        pairs.append((first, second, int(match[3])))
        day_first |= first > 12
        month_first |= second > 12
    if not numeric:
        return "ymd"
    if day_first != month_first:
        return "dmy" if day_first else "mdy"
    if day_first and month_first:
        raise Undecided(cells[0])
    firsts, seconds = {p[0] for p in pairs}, {p[1] for p in pairs}
    if len(pairs) >= 5 and len(firsts) != len(seconds) and min(len(firsts), len(seconds)) == 1:
        # one part stands still while the other runs on day by day
        return "dmy" if len(firsts) > 1 and _runs(sorted(firsts)) else "mdy" if len(seconds) > 1 and _runs(sorted(seconds)) else _undecided(cells)
    return _undecided(cells)


def _runs(numbers: list[int]) -> bool:
    return numbers[-1] - numbers[0] == len(numbers) - 1 and len(numbers) >= 5


def _undecided(cells: Sequence[str]) -> str:
    raise Undecided(cells[0])


def read_time(cell: str, order: str) -> datetime | None:
    """A day or a moment, naive; moments with a zone are converted to UTC. None where the cell is no date."""
    text = normalise(cell)[0].strip()
    if match := _NUMERIC.fullmatch(text):
        parts = (int(match[1]), int(match[2])) if order == "dmy" else (int(match[2]), int(match[1]))
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        return _moment(year, parts[1], parts[0], match[4], match[5], match[6], match[7])
    if match := _YEAR_FIRST.fullmatch(text):
        return _moment(int(match[1]), int(match[2]), int(match[3]), match[4], match[5], match[6], None)
    if re.fullmatch(r"\d{8}", text):
        return _moment(int(text[:4]), int(text[4:6]), int(text[6:]), None, None, None, None)
    if re.match(r"\d{4}-\d{2}-\d{2}", text):
        iso = text.replace(" utc", "+00:00").replace("z", "+00:00").replace("t", " ")
        iso = re.sub(r"\s+([+-]\d{2}):?(\d{2})$", r"\1:\2", iso)
        try:
            moment = datetime.fromisoformat(iso)
        except ValueError:
            return None
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    try:
        day = read_date(_WEEKDAY.sub("", text), month_names())
    except (ValueError, ImpossibleDate):
        return None
    return datetime(day.year, day.month, day.day)


def _moment(year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None, half: str | None) -> datetime | None:
    hours = int(hour or 0) % 12 + (12 if half == "pm" else 0) if half else int(hour or 0)
    try:
        return datetime(year, month, day, hours, int(minute or 0), int(second or 0))
    except ValueError:
        return None


def lacks_year(cell: str) -> bool:
    """Whether a cell is a day of a month without a year (`April 12`)."""
    try:
        read_date(_WEEKDAY.sub("", normalise(cell)[0].strip()), month_names(), date(2000, 1, 1))
    except (ValueError, ImpossibleDate):
        return False
    return read_time(cell, "ymd") is None


_SPAN = re.compile(r"(?<!\d)(\d{4})[-_]?(\d{2})[-_]?(\d{2})(?!\d)|(?<![a-z])([a-z]{3,9})[-_](\d{1,2})[-_](\d{4})(?!\d)")


def last_day_named(name: str) -> date | None:
    """The last day that a file's name speaks of: `Nov-01-2026_Dec-08-2026_19.csv`, `activity_20210101_20210201_en.csv`; None where it has none."""
    found: list[date] = []
    for match in _SPAN.finditer(name.lower()):
        month = int(match[2]) if match[2] else month_names().get(match[4])
        try:
            found.append(date(int(match[1] or match[6]), month or 0, int(match[3] or match[5])))
        except ValueError:
            continue
    return max(found, default=None)
