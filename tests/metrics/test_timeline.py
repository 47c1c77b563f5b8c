"""A date that contradicts its neighbours in an ordered history is told; histories in no order, and those of several parts, are left alone."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from aimline.metrics import read_metrics
from aimline.text.messages import languages

DAYS = [date(2026, 3, 1) + timedelta(days=7 * week) for week in range(12)]


def told(tmp_path: Path, days: list[date]) -> list[str]:
    file = tmp_path / "a.csv"
    file.write_text("\n".join(["date,followers", *(f"{day},{100 + place}" for place, day in enumerate(days)), ""]), encoding="utf-8")
    log, errors = read_metrics([f"x={file}"])
    assert errors == []
    assert len(log.rows) == len(set(days))
    assert all(set(note) == set(languages()) for note in log.files[0].notes)
    return [note["en"] for note in log.files[0].notes]


@pytest.mark.parametrize("place", range(2, 10))
@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("years", [1, -1])
def test_one_date_of_another_year_is_told_with_its_neighbours(place: int, newest_first: bool, years: int, tmp_path: Path) -> None:
    days = DAYS[::-1] if newest_first else DAYS[:]
    days[place] = days[place].replace(year=2026 + years)
    first, last = sorted([days[place - 1], days[place + 1]])
    (note,) = told(tmp_path, days)
    assert note.startswith(f"line {place + 2}: the date {days[place]} is out of order between {first} and {last}")


def test_nothing_is_told_of_what_is_in_order_or_in_none(tmp_path: Path) -> None:
    assert told(tmp_path, DAYS) == []
    assert told(tmp_path, DAYS[::-1]) == []
    assert told(tmp_path, [DAYS[place] for place in (5, 2, 9, 0, 11, 3, 8, 1, 10, 4, 7, 6)]) == []
    assert told(tmp_path, [DAYS[0], DAYS[2], DAYS[1]]) == []


def test_parts_below_each_other_are_each_in_order(tmp_path: Path) -> None:
    assert told(tmp_path, [*DAYS[6:], *DAYS[:6]]) == []
