"""Dates as exports write them. Whether day or month comes first is decided from the whole column, or not at all."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from aimline.goals.settings import month_names
from aimline.metrics.cells.datecells import FIRST, LAST, LONGEST, Day, Numbers, moment, offset, ordered, parse


class Undecided(ValueError):
    """Every date of a column can be read with the day first and with the month first, or its dates contradict each other."""


_PAIRS = 4096
"""Different dates that are kept of a column, of those that can be read in both ways: there are 144 a year."""
_CONSECUTIVE, _SORTED = 5, 6
"""Days one after another, and dates in order, that cannot be chance."""
_NO_CHANCE = 5
"""Dates in numbers, all of days after the 12th, that cannot be chance beside dates of other days."""


class DateOrder:
    """Whether day or month comes first in one column, from its cells as they come. What it keeps is bounded, however many they are.

    `daily`: the rows are known to be days, so that days one after another are days, and not the same day of months one after another.
    """

    __slots__ = ("daily", "early", "first", "late", "numbered", "pairs", "plain", "seen", "short", "turnable")

    def __init__(self, cells: Iterable[str] = (), *, daily: bool = False) -> None:
        self.daily = daily
        self.first: str | None = None
        self.seen: dict[str, int] = {}
        self.pairs: dict[tuple[int, int, int], str] = {}
        self.short = [0, 0]
        """The first and the last parts of dates with short years, a bit each."""
        self.plain, self.early, self.late = False, True, True
        """There are dates that can be read in one way only; all of those are of days up to 12, and all the others of later ones."""
        self.turnable, self.numbered = False, 0
        """Some of the former would be another day if day and month changed places; how many of the latter there are."""
        for cell in cells:
            self.add(cell)

    def add(self, cell: str) -> None:
        """Take one more cell."""
        parts = parse(cell) if len(cell) <= LONGEST else None
        if not isinstance(parts, Numbers):
            if parts is not None:
                self.early &= parts.day <= 12
                self.turnable |= parts.day <= 12 and parts.day != parts.month
                self.plain = True
            return
        first, second, third = parts.first, parts.second, parts.third
        shown = 1 if first > 12 >= second else 2 if second > 12 >= first else 0
        if parts.weekday is not None and third is not None and not shown:
            # of the two days only one is of the day of the week that the cell names
            right = [order for order in ("dmy", "mdy") if (day := ordered(parts, order)) is not None and moment(day) is not None]
            shown = 0 if len(right) != 1 else 1 if right[0] == "dmy" else 2
        self.seen[parts.separator] = self.seen.get(parts.separator, 0) | shown
        self.numbered += 1
        if self.first is None:
            self.first = cell
        if parts.short and third is not None:
            self.short[0] |= 1 << min(first, 63)
            self.short[1] |= 1 << min(third, 63)
        if not shown:
            self.late = False
            year = 2000 if third is None else third + 2000 * parts.short
            if 0 < first <= 12 and 0 < second <= 12 and FIRST <= year <= LAST and len(self.pairs) < _PAIRS:
                self.pairs.setdefault((first, second, year), cell)

    def state(self) -> object:
        """What was shown so far: the same after a cell that shows nothing new."""
        return tuple(self.seen.items()), len(self.pairs), tuple(self.short), self.plain, self.early, self.late, self.turnable

    def proof(self, within: tuple[date, date] | None = None) -> str | None:
        """The order that the column itself proves, `dmy`, `mdy` or, of years with two digits, `ymd`; None where it has no dates in numbers, or more than one
        is left. `within` are the first and the last day that a file says it is about.

        Raises:
            Undecided: some dates prove the one order, others the other.
        """
        if not self.seen:
            return None
        if self.late and self.plain and (self.early or (self.turnable and self.numbered >= _NO_CHANCE)):
            # a spreadsheet took day for month where it could, and left the others as they were
            raise Undecided(self.first)
        firsts, thirds = (bits.bit_count() for bits in self.short)
        if thirds > firsts and thirds > 2:
            return "ymd"
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

    def same(self) -> bool:
        """Whether no date changes when day and month change places."""
        return len(self.pairs) < _PAIRS and not any(self.seen.values()) and all(first == second for first, second, _ in self.pairs)

    def order(self, *, asked: str | None = None, within: tuple[date, date] | None = None) -> str:
        """`dmy`, `mdy`, or `ymd` where no date begins with day or month. `asked` is what holds where the column does not say.

        Raises:
            Undecided: nothing settles it.
        """
        if not self.seen:
            return "ymd"
        found = self.proof(within) or asked or ("dmy" if self.same() else None)
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


def read_time(cell: str, order: str, year: int | None = None) -> datetime | None:
    """A day or a moment, naive, by the clock of the cell: an offset behind it moves neither the day nor the hour. `year` is that of cells without one.

    None where the cell is no date, or there is no such day.
    """
    found = parse(cell)
    day = ordered(found, order) if isinstance(found, Numbers) else found
    return moment(day, year) if day is not None else None


class Instants:
    """Whether the dates of a column are instants: some carry a zone, and not all of those are midnights by their own clock, which are days."""

    def __init__(self, cells: Iterable[str]) -> None:
        zoned = [found for cell in cells if offset(cell) is not None and (found := parse(cell)) is not None]
        self.there = any(found.seconds for found in zoned)

    def of(self, cell: str, local: datetime) -> tuple[datetime, bool]:
        """The time of a cell in UTC and True where it is an instant, else its own time as it stands and False."""
        ahead = offset(cell) if self.there else None
        return (local - ahead, True) if ahead is not None else (local, False)


def lacks_year(cell: str) -> bool:
    """Whether a cell is a day of a month without a year (`April 12`, `12/04`)."""
    found = parse(cell)
    return (isinstance(found, Day) and found.year is None) or (isinstance(found, Numbers) and found.third is None)


def day_and_month(cell: str, order: str) -> tuple[int, int] | None:
    """The month and the day of a cell without a year; None for any other."""
    found = parse(cell) if lacks_year(cell) else None
    day = ordered(found, order) if isinstance(found, Numbers) else found
    return (day.month, day.day) if day is not None else None


_SPAN = re.compile(r"(?<!\d)(\d{4})[-_]?(\d{2})[-_]?(\d{2})(?!\d)|(?<![a-z])([a-z]{3,9})[-_](\d{1,2})[-_](\d{4})(?!\d)")


def last_day_named(name: str) -> date | None:
    """The last day that a file's name speaks of: `Nov-01-2026_Dec-08-2026_19.csv`, `activity_20210101_20210201_en.csv`; None where it has none."""
    return max(_days_in(name), default=None)


def days_named(name: str) -> tuple[date, date] | None:
    """The first and the last day that a file's name speaks of; None where it has not got two."""
    found = _days_in(name)
    return (min(found), max(found)) if len(set(found)) > 1 else None


def _days_in(name: str) -> list[date]:
    found: list[date] = []
    for match in _SPAN.finditer(name.lower()):
        month = int(match[2]) if match[2] else month_names().get(match[4])
        try:
            found.append(date(int(match[1] or match[6]), month or 0, int(match[3] or match[5])))
        except ValueError:
            continue
    return found
