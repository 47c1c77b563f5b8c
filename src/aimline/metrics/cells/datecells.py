"""One cell with a date, taken apart: numbers, names of months and days of the week in the languages that exports are written in, times of day and zones.

A cell alone says nothing of what may be read in two ways; `dates` decides that from the whole column.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from aimline import prebuilt
from aimline.goals.settings import month_names
from aimline.text.normalise import normalise, unaccented

LONGEST = 64
"""Letters that a cell with a date may have."""
FIRST, LAST = 1970, 2100
"""Years that figures are of."""
_BUDDHIST = 543
_TIME = r"(\d{1,2}):(\d{2}|\d(?=:\d))(?::(\d{1,2})(?:[.,]\d{1,9})?)?"
_THREE = re.compile(r"(\d{1,4})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?")
_ISO = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})(?:[t ]+{_TIME})?\s*(z|utc|gmt|[+-]\d{{2}}(?::?\d{{2}})?)?")
_TWO = re.compile(r"(\d{1,2})[/.](\d{1,2})\.?")
_CLOCK = re.compile(rf"{_TIME}\s*((?:utc|gmt)\s?[+-]\d{{1,2}}(?::?\d{{2}})?(?:\s*\([^()]*\))?|z|utc|gmt|[+-]\d{{2}}:?\d{{2}})?")
"""A time of day, and an offset, as JavaScript writes them: 00:00:00 GMT+0200 (Central European Summer Time)."""
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['.][^\W\d_]+)*")
_WORD = r"[^\W\d_]+"
_AROUND = [
    *(re.compile(rf"(?P<word>{_WORD}(?:[-.' ]{_WORD}){{{more}}})\s*[.,]*\s*[,\s]\s*(?=\S)(?P<rest>.+)") for more in (2, 1, 0)),
    re.compile(rf"(?P<word>{_WORD} \d)\s*,\s*(?=\S)(?P<rest>.+)"),
    *(re.compile(rf"(?P<rest>.+?)[\s,]*\(?\b(?P<word>{_WORD}(?: {_WORD}){{{more}}})\.?\)?") for more in (1, 0)),
]
"""Where the day of the week may stand, before the date or behind it; the longest first: thứ năm is Thursday, năm alone a year."""
_EPOCH = datetime(1970, 1, 1)
_SERIAL = datetime(1899, 12, 30)
"""The day 0 of spreadsheets."""


_OFFSET = re.compile(rf"{_TIME}\s*(?:z|(?:utc|gmt)(?!\s?[+-])|(?:utc|gmt)?\s?(?P<sign>[+-])(?P<hours>\d{{1,2}})(?::?(?P<minutes>\d{{2}}))?)(?![\d\w])")
"""A time of day with its zone."""


class Day(NamedTuple):
    """What a cell says, once the order is known. `year` is None where it has none."""

    year: int | None
    month: int
    day: int
    seconds: int = 0
    weekday: int | None = None
    """0 for Monday, where the cell says so."""


class Numbers(NamedTuple):
    """Three numbers, or two, of which the column has to say which is day, month and year."""

    first: int
    second: int
    third: int | None
    short: bool
    """The year, wherever it stands, has two digits."""
    separator: str
    seconds: int = 0
    weekday: int | None = None


@cache
def _words() -> tuple[Mapping[str, int], Mapping[str, int], frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Months and days of the week by name, words before noon and after it, before the number of a month, and others beside a date; in normal spelling."""
    data = prebuilt.toml("rules", "dates.toml")

    def spelled(names: list[str]) -> frozenset[str]:
        return frozenset(normalise(name)[0].strip(". ") for name in names)

    def numbered(table: Mapping[str, list[str]], first: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in table.values():
            for number, names in enumerate(row, first):
                for name in names.split("|"):
                    found.setdefault(normalise(name)[0].strip("."), number)
        return {**{unaccented(name): number for name, number in found.items()}, **found}

    months = {**numbered(data["months"], 1), **month_names()}
    beside = spelled(data["beside"]) | spelled(data["zones"])
    return months, numbered(data["weekdays"], 0), spelled(data["before_noon"]), spelled(data["after_noon"]), spelled(data["month"]), beside


@lru_cache(maxsize=1 << 15)
def parse(cell: str) -> Day | Numbers | None:
    """What a cell says of a day; None where it is none."""
    if len(cell) > LONGEST:
        return None
    text = cell
    match = _ISO.fullmatch(cell) if cell.isascii() else None
    if match is None:
        text = normalise(cell)[0].strip().strip('"').strip()
        if not any(map(str.isdigit, text)):
            return None
        match = _ISO.fullmatch(text)
    if match is not None:
        seconds = _seconds(match[4], match[5], match[6], None)
        return None if seconds is None else Day(_year(match[1]), int(match[2]), int(match[3]), seconds)
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return _number(text)
    weekday, rest = _without_weekday(_week_of().sub("", text))
    found = _clock(rest)
    if found is None:
        return None
    rest, seconds = found
    before, _, numbers = rest.partition(" ")
    if match := _THREE.fullmatch(numbers if before in _words()[5] else rest):
        return _three(match, seconds, weekday)
    if match := _TWO.fullmatch(rest):
        return Numbers(int(match[1]), int(match[2]), None, False, "/", seconds, weekday)
    return _spoken(rest, seconds, weekday)


@cache
def _week_of() -> re.Pattern[str]:
    """What stands before the first day of a week."""
    return re.compile(rf"^(?:{'|'.join(re.escape(normalise(words)[0]) for words in prebuilt.toml('rules', 'dates.toml')['week_of'])})\s+(?=\S)")


def _year(text: str) -> int | None:
    """A year of four digits; None where it is of no calendar that exports use."""
    year = int(text)
    return year if FIRST <= year <= LAST else year - _BUDDHIST if FIRST <= year - _BUDDHIST <= LAST else 0


def _seconds(hour: str | None, minute: str | None, second: str | None, half: int | None) -> int | None:
    """Seconds since midnight; None where there is no such time of day. `half` is 0 before noon, 1 after it."""
    hours, minutes, rest = int(hour or 0), int(minute or 0), int(second or 0)
    if half is not None:
        if not 0 <= hours <= 12:
            return hours * 3600 + minutes * 60 + rest if hours < 24 and half == 1 else None
        hours = hours % 12 + 12 * half
    return hours * 3600 + minutes * 60 + rest if hours < 24 and minutes < 60 and rest < 60 else None


def _number(text: str) -> Day | None:
    """A date as one number: 20260301, hours 2026030114, seconds or milliseconds since 1970, the day 46082 of a spreadsheet."""
    whole, _, part = text.partition(".")
    moment: datetime | None = None
    if not part and len(whole) in (8, 10, 12, 14) and whole[:2] in ("19", "20"):
        month, day = int(whole[4:6]), int(whole[6:8])
        seconds = _seconds(whole[8:10] or None, whole[10:12] or None, whole[12:14] or None, None)
        if 1 <= month <= 12 and 1 <= day <= 31 and seconds is not None:
            return Day(_year(whole[:4]), month, day, seconds)
    if len(whole) == 10 and not whole.startswith("0"):
        moment = _EPOCH + timedelta(seconds=int(whole))
    elif len(whole) == 13 and not part and not whole.startswith("0"):
        moment = _EPOCH + timedelta(milliseconds=int(whole))
    elif len(whole) == 5 and not whole.startswith("0"):
        moment = _SERIAL + timedelta(seconds=round(float(text) * 86400))
    if moment is None or not FIRST <= moment.year <= LAST:
        return None
    return Day(moment.year, moment.month, moment.day, moment.hour * 3600 + moment.minute * 60 + moment.second)


def _without_weekday(text: str) -> tuple[int | None, str]:
    """The day of the week that a text begins or ends with, and the rest; the word may be a month, too, where it stands alone."""
    _, weekdays, *_ = _words()
    for pattern in _AROUND:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        word, rest = match["word"], match["rest"]
        number = weekdays.get(word.strip("."))
        if number is not None and (word not in _words()[0] or any(name in _words()[0] for name in _names(rest))):
            return number, rest.strip()
    return None, text


def _names(text: str) -> list[str]:
    return [token.strip(".") for token in _TOKEN.findall(text) if not token[0].isdigit()]


def _clock(text: str) -> tuple[str, int] | None:
    """A text without its time of day, and the seconds since midnight; None where there is no such time."""
    match = _CLOCK.search(text)
    if match is None:
        return text.strip(" ,"), 0
    _, _, before, after, _, beside = _words()
    half: int | None = None
    kept: list[str] = []
    for word in re.split(r"[\s,]+", text[match.end() :].strip(" ,.()")):
        name = word.strip("().")
        if name in before or name in after:
            half = int(name in after)
        elif name and name not in beside:
            kept.append(word)
    head = text[: match.start()].rstrip(" ,")
    *front, last = re.split(r"[\s,]+", head) if head else [""]
    if last in before or last in after:
        half, head = int(last in after), head[: len(head) - len(last)].rstrip(" ,")
    elif front and last.strip(".") in beside and last.isalpha() and len(last) > 1:
        head = head[: len(head) - len(last)].rstrip(" ,")
    seconds = _seconds(match[1], match[2], match[3], half)
    if seconds is None:
        return None
    head = head[:-1].rstrip() if head.endswith(("t", "-")) and head[-2:-1].isdigit() else head
    return " ".join([head, *kept]).strip(" ,"), seconds


def _three(match: re.Match[str], seconds: int, weekday: int | None) -> Day | Numbers | None:
    first, separator, second, third = match[1], match[2], match[3], match[4]
    if len(first) == 4 and len(third) <= 2:
        return Day(_year(first), int(second), int(third), seconds, weekday)
    if len(first) > 2 or len(third) not in (2, 4):
        return None
    year = _year(third) if len(third) == 4 else int(third)
    return Numbers(int(first), int(second), year, len(third) == 2, separator, seconds, weekday)


def _spoken(text: str, seconds: int, weekday: int | None) -> Day | None:
    """A date with a month by name, or with marks behind its numbers: 6 Sep 2025, 6. September 2025, 06-sep.-2025, 6 thg 9, 2025, 2025年9月6日."""
    months, _, _, _, marks, beside = _words()
    if match := _numbered().fullmatch(text):
        return Day(_year(match[1]) if match[1] else None, int(match[2]), int(match[3]), seconds, weekday)
    numbers: list[tuple[str, bool]] = []
    month: int | None = None
    marked = False
    words: list[str] = []
    for token in [*_TOKEN.findall(text), "0"]:
        if not token[0].isdecimal():
            words.append(token)
            continue
        for start, end in ((0, len(words)), *((place, place + 1) for place in range(len(words)))):
            name = " ".join(words[start:end]).strip(".")
            number = months.get(name) if name else None
            if number is None and name:
                number = months.get(unaccented(name))
            if number is not None:
                if month is not None:
                    return None
                month = number
                words[start:end] = []
                break
        for word in words:
            if word.strip(".") in marks:
                marked = True
            elif word.strip(".") not in beside:
                return None
        words = []
        numbers.append((token, month is not None))
    numbers.pop()
    if marked and month is None:
        return _marked(text, seconds, weekday)
    years = [number for number, _ in numbers if len(number) == 4]
    days = [number for number, _ in numbers if len(number) <= 2]
    if month is None or len(years) > 1 or len(years) + len(days) != len(numbers) or not days:
        return None
    if len(days) == 1:
        return Day(_year(years[0]) if years else None, month, int(days[0]), seconds, weekday)
    if len(days) == 2 and not years:
        # Sep 6, 25 and 6 Sep 25: the year is last
        return Day(2000 + int(days[1]), month, int(days[0]), seconds, weekday)
    return None


@cache
def _numbered() -> re.Pattern[str]:
    """Year, month and day as numbers with a mark behind each."""
    year, month, day = ("|".join(prebuilt.toml("rules", "dates.toml")[f"{part}_mark"]) for part in ("year", "month", "day"))
    return re.compile(rf"(?:(\d{{4}}) ?(?:{year}) ?)?(\d{{1,2}}) ?(?:{month}) ?(\d{{1,2}}) ?(?:{day})?")


def _marked(text: str, seconds: int, weekday: int | None) -> Day | None:
    """A date whose month is a number behind a word for it: 6 thg 9, 2025."""
    marks = "|".join(sorted(map(re.escape, _words()[4]), key=len, reverse=True))
    if match := re.fullmatch(rf"(?:\w*\s+)?(\d{{1,2}})\s+(?:{marks})\s+(\d{{1,2}})(?:[\s,]+(?:[^\W\d]+\s+)?(\d{{4}}))?", text):
        return Day(_year(match[3]) if match[3] else None, int(match[2]), int(match[1]), seconds, weekday)
    return None


def moment(day: Day, year: int | None = None) -> datetime | None:
    """The moment that a cell names, naive, by the clock of the cell: one with an offset states its own local time, and the offset is left out.

    None where there is no such day, where it is of another day of the week than the cell says, or where no year is known.
    """
    known = day.year if day.year is not None else year
    if not known:
        return None
    try:
        found = datetime(known, day.month, day.day) + timedelta(seconds=day.seconds)
        if day.weekday is not None and date(known, day.month, day.day).weekday() != day.weekday:
            return None
    except (ValueError, OverflowError):
        return None
    return found


@lru_cache(maxsize=1 << 15)
def offset(cell: str) -> timedelta | None:
    """How far the clock of a cell is ahead of UTC; None where the cell has no time of day, or nothing says whose clock shows it."""
    if len(cell) > LONGEST or ":" not in cell:
        return None
    match = _OFFSET.search(cell.lower() if cell.isascii() else normalise(cell)[0])
    if match is None:
        return None
    found = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
    return -found if match["sign"] == "-" else found


def ordered(numbers: Numbers, order: str) -> Day | None:
    """Numbers as a day, in the order `dmy`, `mdy` or `ymd`; None where they cannot stand in it."""
    first, second, third, short, _, seconds, weekday = numbers
    if order == "ymd":
        if third is None or not short:
            return None
        return Day(2000 + first, second, third, seconds, weekday)
    day, month = (first, second) if order == "dmy" else (second, first)
    return Day(third if third is None or not short else 2000 + third, month, day, seconds, weekday)
