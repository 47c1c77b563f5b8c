"""Dated readings under a goal (`2026-12-04: 1,287`), read with care: what cannot be read is noted, and what cannot be told whose figure it is."""

from datetime import date
from typing import NamedTuple

from aimline.catalogue import ANYWHERE
from aimline.goals.calendar import ImpossibleDate, UnsettledDate, read_date
from aimline.goals.settings import amount, month_names
from aimline.language.statement import Statement
from aimline.text.diagnostic import Note
from aimline.text.normalise import normalise


class Dated(NamedTuple):
    """One reading: its day, its figure with its unit, and its line."""

    day: date
    value: float
    unit: str
    line: int


def readings(statement: Statement) -> tuple[list[Dated], list[Note]]:
    """The readings under a statement by day, and what is wrong with them. Of two of one day the later line counts."""
    found: dict[date, Dated] = {}
    notes: list[Note] = []
    for reading in statement.readings:
        text = f"{reading.day}: {reading.value}"
        try:
            day = read_date(normalise(reading.day)[0], month_names())
        except UnsettledDate as error:
            notes.append(Note("ambiguous-date", reading.day_span, {"text": reading.day, "first": error.readings[0], "second": error.readings[1]}))
            continue
        except ImpossibleDate:
            notes.append(Note("impossible-date", reading.day_span, {"text": reading.day}))
            continue
        except ValueError:
            notes.append(Note("bad-reading", reading.day_span, {"text": text}))
            continue
        figure = amount(reading.value)
        if figure is None:
            notes.append(Note("bad-reading", reading.value_span if reading.value else reading.day_span, {"text": text}))
            continue
        earlier = found.get(day)
        if earlier is not None and earlier.value != figure[0]:
            notes.append(Note("repeated-reading", reading.day_span, {"date": day.isoformat(), "line": str(earlier.line)}))
        found[day] = Dated(day, *figure, reading.line)
    if found and not is_of_one_series(statement):
        first = statement.readings[0]
        notes.append(Note("reading-of-several", first.day_span, {"text": f"{first.day}: {first.value}"}))
        return [], notes
    return [found[day] for day in sorted(found)], notes


def is_of_one_series(statement: Statement) -> bool:
    """Whether a statement is one goal of one platform at most, so that a figure under it can be of nothing else."""
    return len(statement.drafts) == 1 and len(statement.drafts[0].platforms) < 2 and not ANYWHERE & set(statement.drafts[0].platforms)


def canonical_day(text: str) -> str:
    """A day as year-month-day in the digits that it is written in; as it is where it cannot be read."""
    try:
        day = read_date(normalise(text)[0], month_names()).isoformat()
    except ValueError:
        return text.strip()
    written = next((digit for digit in text if digit.isdecimal()), "0")
    zero = ord(written) - int(written)
    return "".join(chr(zero + int(digit)) if digit.isdecimal() else digit for digit in day)
