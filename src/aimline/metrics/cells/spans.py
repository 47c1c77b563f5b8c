"""Rows about several days at once: ranges in two columns, weeks, months and quarters by their first day, and reports whose title names their range."""

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from aimline import prebuilt
from aimline.metrics.cells.dates import Undecided, order_of, read_time
from aimline.text.normalise import normalise


class Span(NamedTuple):
    """Some days, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1

    def within(self, other: "Span | None") -> "Span":
        """The part of it that another has, where they share days."""
        if other is None or other.last < self.first or self.last < other.first:
            return self
        return Span(max(self.first, other.first), min(self.last, other.last))


RANGE = "range"
"""What rows are of whose cell names the first day and the last of them, or a single day."""
_LONGEST = 3660
"""Days of the longest range that is one."""


def period_of(first: date, kind: str) -> Span:
    """The week, month, quarter or year that begins with a day; the day itself where it is no period."""
    if kind == RANGE:
        return Span(first, first)
    if kind == "week":
        return Span(first, first + timedelta(days=6))
    months = {"month": 1, "quarter": 3, "year": 12}[kind]
    count = first.year * 12 + first.month - 1 + months - 1
    year, month = divmod(count, 12)
    return Span(first.replace(day=1), date(year, month + 1, monthrange(year, month + 1)[1]))


def first_day(cell: str, kind: str, order: str) -> date | None:
    """The first day of a period as a cell names it: a day, `2025-07`, `July 2025`, `Q3 2025`, `2025`."""
    text = normalise(cell)[0].strip()
    if match := re.fullmatch(r"(\d{4})", text):
        return date(int(match[1]), 1, 1) if kind == "year" and match[1] != "0000" else None
    if kind in ("month", "quarter"):
        if match := re.fullmatch(r"(\d{4})[-/]?(\d{2})", text):
            return _month(int(match[1]), int(match[2]))
        if kind == "quarter" and (match := _quarter().fullmatch(text)):
            return _month(int(match[2]), 3 * int(match[1]) - 2)
        if re.fullmatch(r"\D+\d{4}", text) and (moment := read_time(f"1 {text}", order)) is not None:
            return moment.date()
    moment = read_time(cell, order)
    return moment.date() if moment else None


def names_month(cell: str) -> bool:
    """Whether a cell names a month and no day: `2025-07`."""
    return re.fullmatch(r"\d{4}-\d{2}", normalise(cell)[0].strip()) is not None


def _month(year: int, month: int) -> date | None:
    return date(year, month, 1) if 1 <= month <= 12 and year else None


@cache
def _quarter() -> re.Pattern[str]:
    letters = "|".join(prebuilt.toml("rules", "dates.toml")["quarter"])
    return re.compile(rf"(?:{letters})([1-4])[ ,]*(\d{{4}})")


@cache
def _joints() -> re.Pattern[str]:
    """What stands between the first day of a range and its last: a dash, or a word of `rules/tables.toml`."""
    words = "|".join(map(re.escape, prebuilt.toml("rules", "tables.toml")["to"]))
    return re.compile(rf"\s+(?:[-–—]|{words})\s+|\s*[–—]\s*|(?<=\d)-(?=\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})", re.IGNORECASE)


def range_named(lines: Iterable[Sequence[str]]) -> Span | None:
    """The range of days that the lines before a header name: `July 8, 2025 - July 31, 2025`; None where none does, or its days can be read in two ways.

    A range that was saved without its quotation marks stands in several cells.
    """
    for cells in lines:
        for text in (*cells, ", ".join(cell.strip() for cell in cells if cell.strip())):
            for joint in _joints().finditer(text):
                if (span := _span(text[: joint.start()].strip(" ()\"'"), text[joint.end() :].strip(" ()\"'"))) is not None:
                    return span
    return None


def _span(first: str, last: str) -> Span | None:
    try:
        order = order_of([first, last])
    except Undecided:
        return None
    begin, end = read_time(first, order), read_time(last, order)
    if begin is None and end is not None and not re.search(r"\d{4}", first):  # 1 - 31 July 2025: the year stands once
        begin = read_time(f"{first} {end.year}", order) or read_time(f"{first}, {end.year}", order)
    return ranged(begin, end)


def ranged(begin: datetime | None, end: datetime | None) -> Span | None:
    """The days from one to another, where they are a range."""
    if begin is None or end is None or not 0 <= (end.date() - begin.date()).days < _LONGEST:
        return None
    return Span(begin.date(), end.date())


_SPACED = 3
"""Days that show how far they are apart."""


def spacing(days: Iterable[date]) -> str | None:
    """`week` or `month`, where days are that far apart, one and all; None otherwise."""
    known = sorted(set(days))
    if len(known) < _SPACED:
        return None
    steps = {(later - earlier).days for earlier, later in pairwise(known)}
    months = {later.year * 12 + later.month - earlier.year * 12 - earlier.month for earlier, later in pairwise(known)}
    ends = all((day + timedelta(days=1)).day == 1 for day in known if day < date.max)
    return "week" if steps == {7} else "month" if months == {1} and (ends or len({day.day for day in known}) == 1) else None
