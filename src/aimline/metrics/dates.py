"""Dates as exports write them. Whether day or month comes first is decided from the whole column, or not at all."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

from aimline.goals.calendar import ImpossibleDate, read_date
from aimline.goals.settings import month_names
from aimline.text.normalise import normalise

_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ ,t]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(am|pm)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ t]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_LONGEST = 64
"""Letters that a cell with a date may have."""
_WEEKDAY = re.compile(r"^[^\W\d_]{3,12}\.?,\s*")


class Undecided(ValueError):
    """Every date of a column can be read with the day first and with the month first, or its dates contradict each other."""


_PAIRS = 4096
"""Different dates that are kept of a column, of those that can be read in both ways: there are 144 a year."""
_CONSECUTIVE, _SORTED = 5, 6
"""Days one after another, and dates in order, that cannot be chance."""


@lru_cache(maxsize=1 << 14)
def _numeric(cell: str) -> tuple[int, int, int, str] | None:
    """The first and the second part, the year and the separator of a date in numbers with its year behind; None for any other cell."""
    match = _NUMERIC.fullmatch(normalise(cell)[0].strip())
    if match is None:
        return None
    separator = next(char for char in match[0] if not char.isdigit())
    return int(match[1]), int(match[2]), int(match[3]) + (2000 if len(match[3]) == 2 else 0), separator


class DateOrder:
    """Whether day or month comes first in one column, from its cells as they come. What it keeps is bounded, however many they are.

    `daily`: the rows are known to be days, so that days one after another are days, and not the same day of months one after another.
    """

    __slots__ = ("daily", "first", "pairs", "seen")

    def __init__(self, cells: Iterable[str] = (), *, daily: bool = False) -> None:
        self.daily = daily
        self.first: str | None = None
        self.seen: dict[str, int] = {}
        self.pairs: dict[tuple[int, int, int], str] = {}
        for cell in cells:
            self.add(cell)

    def add(self, cell: str) -> None:
        """Take one more cell."""
        parts = _numeric(cell) if len(cell) <= _LONGEST else None
        if parts is None:
            return
        first, second, year, separator = parts
        shown = 1 if first > 12 >= second else 2 if second > 12 >= first else 0
        self.seen[separator] = self.seen.get(separator, 0) | shown
        if self.first is None:
            self.first = cell
        if not shown and max(first, second) <= 12 and len(self.pairs) < _PAIRS:
            self.pairs.setdefault((first, second, year), cell)

    def proof(self, within: tuple[date, date] | None = None) -> str | None:
        """The order that the column itself proves, `dmy` or `mdy`; None where it has no dates in numbers, or both ways are left.

        `within` are the first and the last day that a file says it is about.

        Raises:
            Undecided: some dates prove the one order, others the other.
        """
        if not self.seen:
            return None
        shown = 0
        for bits in self.seen.values():
            shown |= bits
        if shown == 3 or (shown and 0 in self.seen.values()):
            # two separators are two hands: what one of them wrote says nothing of the other
            raise Undecided(self.first)
        return "dmy" if shown == 1 else "mdy" if shown == 2 else self._by_days(within)

    def _by_days(self, within: tuple[date, date] | None) -> str | None:
        """The order that the days prove together, where each could be read in both ways."""
        days = {order: [_day(pair, order) for pair in self.pairs] for order in ("dmy", "mdy")}
        if within is not None:
            fitting = [order for order, found in days.items() if all(within[0] <= day <= within[1] for day in found)]
            if len(fitting) == 1:
                return fitting[0]
        runs = [order for order, found in days.items() if len(found) > 2 and (max(found) - min(found)).days == len(found) - 1]
        if len(runs) == 1 and (self.daily or (len(self.pairs) >= _CONSECUTIVE and any(day.day != 1 for day in days[_other(runs[0])]))):
            return runs[0]
        months = [order for order, found in days.items() if len(found) > 2 and _monthly(found)]
        if len(months) == 1 and not runs and not self.daily:
            return months[0]
        rising = [order for order, found in days.items() if len(found) >= _SORTED and (found == sorted(found) or found == sorted(found, reverse=True))]
        if len(rising) == 1 and (rising[0] == "dmy" or not _by_letter(list(self.pairs.values()))):
            return rising[0]
        return None

    def order(self, *, asked: str | None = None, within: tuple[date, date] | None = None) -> str:
        """`dmy`, `mdy`, or `ymd` where no date begins with day or month. `asked` is what holds where the column does not say.

        Raises:
            Undecided: nothing settles it.
        """
        if not self.seen:
            return "ymd"
        found = self.proof(within) or (asked if asked in ("dmy", "mdy") else None)
        if found is None:
            raise Undecided(self.first)
        return found


def _other(order: str) -> str:
    return "mdy" if order == "dmy" else "dmy"


def _day(pair: tuple[int, int, int], order: str) -> date:
    first, second, year = pair
    return date(year, second, first) if order == "dmy" else date(year, first, second)


def _monthly(days: Sequence[date]) -> bool:
    """Whether days are the same day of months one after another."""
    months = sorted(day.year * 12 + day.month for day in days)
    return len({day.day for day in days}) == 1 and months[-1] - months[0] == len(months) - 1


def _by_letter(cells: Sequence[str]) -> bool:
    """Whether cells are sorted as texts, which dates with the month first are, too, in any one year."""
    return list(cells) in (sorted(cells), sorted(cells, reverse=True))


def order_of(cells: Sequence[str]) -> str:
    """`dmy`, `mdy` or `ymd` for a column of dates whose cells are all at hand.

    Raises:
        Undecided: the column has dates in numbers, and nothing settles them.
    """
    return DateOrder(cells).order()


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
