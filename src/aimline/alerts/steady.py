"""Up to which day a log goes: one whose year was mistyped is no sign that all days before it are over."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from aimline.metrics.model.log import Table

FAR = 60
"""Days after which a day is looked at twice; where the days of a log lie further apart anyway, twice as many as ever before."""
FEW, MANY = 3, 7
"""Days that must lie beyond such a gap for it to be believed: as many as lie before it, at least and at most so many."""


def steady(days: Sequence[int]) -> int:
    """The last of some days (distinct, in order) up to which a log goes; those that follow on a gap which too few lie beyond do not count.

    Raises:
        IndexError: there is no day.
    """
    widest = 0
    for place in range(1, len(days)):
        gap = days[place] - days[place - 1]
        if gap > max(FAR, 2 * widest) and len(days) - place < min(MANY, max(FEW, place)):
            return days[place - 1]
        widest = max(widest, gap)
    return days[-1]


def where(files: Iterable[Path], day: date) -> str | None:
    """The first line of some text files that names a day, as file:line; None where none does."""
    text = day.isoformat().encode()
    for file in files:
        try:
            with file.open("rb") as stream:
                for number, line in enumerate(stream, 1):
                    if text in line:
                        return f"{file}:{number}"
        except OSError:
            continue
    return None


def texts(tables: Iterable[Table]) -> list[Path]:
    """The files of tables that are lines of text."""
    return [table.at or table.file for table in tables if table.kind in ("csv", "jsonl")]
