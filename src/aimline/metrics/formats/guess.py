"""Tables that no format knows: which column is the date, which are figures of what. Only what a label says is taken, never what it merely resembles."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

from aimline import prebuilt
from aimline.catalogue.labels import spelling
from aimline.metrics.cells.dates import read_time
from aimline.metrics.cells.spans import RANGE, range_named
from aimline.metrics.cells.values import is_figure, is_missing
from aimline.metrics.files.tables import Row
from aimline.metrics.files.tabular import SEPARATOR
from aimline.metrics.formats.known import Column, Format, formats, spoken
from aimline.text.messages import isolate, languages, message, messages

NAME = "guess"
"""What a guessed format is called."""
_HEADERS = 15
_LOOKED_AT = 60
"""Rows below a header that show what its columns hold."""


def guess(table: Iterable[Row], folder: Path | None, platform: str | None, name: str = "") -> tuple[Format, int] | None:
    """A format for a table that none knows, and the place of its header; None where it has no column of dates or none of figures that is called as a metric.

    A single column of figures that is called value, count or the like may have its metric in the `name` of the file.
    """
    if all(not form.named_as_people_do for form in formats(folder)):
        return None  # a folder of formats that wants no guessing
    for at, header, body in header_rows(table):
        day = date_place(header, body)
        ranges = day is None
        if day is None and (day := _range_place(header, body)) is None:
            continue
        columns = columns_meant(header, body, platform, day)
        columns = columns or _by_name(header, body, day, name, platform)
        if columns:
            found = replace(by_hand(), name=NAME, date=(spelling(header[day]),), columns=columns, named_as_people_do=False, kept_by_hand=True)
            if ranges:
                found = replace(found, periods={spelling(header[day]): RANGE})
            return found, at
    return None


def header_rows(table: Iterable[Row]) -> Iterator[tuple[int, list[str], list[list[str]]]]:
    """The first rows that may be a header of words, each with its place and the rows below it that show what its columns hold."""
    rows = list(islice(table, _HEADERS + _LOOKED_AT))
    for at, (_, header) in enumerate(rows[:_HEADERS]):
        filled = [label for label in header if label.strip()]
        if len(filled) < 2 or header[0].startswith("#") or any(map(_is_date, filled)) or 2 * sum(map(is_figure, filled)) >= len(filled):
            continue
        yield at, header, [cells for _, cells in rows[at + 1 : at + 1 + _LOOKED_AT] if any(map(str.strip, cells))]


def columns_meant(header: Sequence[str], body: Sequence[Sequence[str]], platform: str | None, day: int | None = None) -> dict[str, Column]:
    """The columns of figures that are called as a metric, but for that of the `day`."""
    return {spelling(label): column for place, label in enumerate(header) if place != day and (column := meant(label, platform)) and figures(body, place)}


def _range_place(header: Sequence[str], body: Sequence[Sequence[str]]) -> int | None:
    """The first column whose cells are ranges of days, `2026-05-01 - 2026-05-31`: its figures are of all those days."""
    for place, label in enumerate(header):
        filled = [cells[place] for cells in body if place < len(cells) and cells[place].strip()]
        if label.strip() and filled and all(range_named([[text]]) is not None for text in filled):
            return place
    return None


def _by_name(header: Sequence[str], body: Sequence[Sequence[str]], day: int, name: str, platform: str | None) -> dict[str, Column]:
    """The only column of figures, where its label says nothing and the name of the file says what it counts: `instagram_followers.csv`."""
    found = [place for place in range(len(header)) if place != day and header[place].strip() and figures(body, place)]
    plain = {spelling(label) for label in prebuilt.toml("rules", "tables.toml")["figures"]}
    if len(found) != 1 or spelling(header[found[0]]) not in plain:
        return {}
    # a sheet, or a file in an archive, says it before the file around it does
    for part in reversed(name.split(SEPARATOR)):
        words = re.sub(r"[\W\d_]+", " ", re.sub(r"\.\w{2,5}$", " ", part)).split()
        for length in range(len(words), 0, -1):
            meanings = {column for begin in range(len(words) - length + 1) if (column := meant(" ".join(words[begin : begin + length]), platform)) is not None}
            if meanings:
                return {spelling(header[found[0]]): next(iter(meanings))} if len(meanings) == 1 else {}
    return {}


def by_hand() -> Format:
    """The format of tables with a column of dates and columns named after metrics."""
    return next(form for form in formats() if form.named_as_people_do)


def meant(label: str, platform: str | None) -> Column | None:
    """What a column counts by its label alone, in any language."""
    form = replace(by_hand(), spoken_by=platform)
    name = spelling(label)
    if form.doubtful(name):
        return None
    found = form.column(name)
    found = found or spoken(name)
    if found is None and len(columns := translated(label, platform)) == 1:
        (found,) = columns
    return found


def meanings(label: str, platform: str | None) -> tuple[str, ...]:
    """The metrics that a label may stand for, where nobody can tell which."""
    several = replace(by_hand(), spoken_by=platform).doubtful(label) or tuple(sorted({column.metric for column in translated(label, platform)}))
    return several if len(several) > 1 else ()


def translated(label: str, platform: str | None) -> frozenset[Column]:
    """What a label counts that exports have in one of their languages: “Impressionen”. Each format has its own; where they differ, it may be any of them."""
    found = set()
    for form in formats():
        if form.layout == "table" and form.refuse is None and platform in (None, form.platform) and spelling(label) in form.labels:
            column = form.column(form.label(label))
            found |= {column} if column is not None else set()
    return frozenset(found)


def date_place(header: Sequence[str], body: Sequence[Sequence[str]]) -> int | None:
    """The first column whose cells are dates, one that is called so before others. The first or the last day of something is not the day of a figure."""
    dated = dated_places(header, body)
    called = by_hand().date
    return next((place for place in dated if spelling(header[place]) in called), next(iter(dated), None))


def dated_places(header: Sequence[str], body: Sequence[Sequence[str]]) -> list[int]:
    """The columns whose cells are dates, and not the first or the last day of something."""
    bounds = {spelling(word) for word in prebuilt.toml("rules", "tables.toml")["bounds"]}
    days = [place for place, label in enumerate(header) if label.strip() and bounds.isdisjoint(spelling(label).split())]
    return [place for place in days if _are_dates([cells[place] for cells in body if place < len(cells)])]


def _are_dates(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text.strip()]
    dates = sum(map(_is_date, filled))
    return 2 * dates > len(filled) and len(filled) - dates <= max(1, 0.1 * len(filled))


def _is_date(text: str) -> bool:
    bare = text.strip().isdecimal() and len(text.strip()) != 8  # which is a count as well as a day of a spreadsheet
    return not bare and (read_time(text, "dmy") is not None or read_time(text, "mdy") is not None)


def figures(body: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column has figures, and hardly anything else."""
    texts = [text for cells in body if place < len(cells) and not is_missing(text := cells[place])]
    found = sum(map(is_figure, texts))
    return found > 0 and found >= 0.8 * len(texts)


def level_or_flow(values: Sequence[float]) -> str | None:
    """Whether figures of one series are readings that run on, or what each day brought; None where they may be either.

    Readings never fall below zero and change little from one to the next, however they lie; counts of days come near to nothing, or jump.
    """
    if len(values) < 5 or not any(values):
        return None
    if min(values) < 0:
        return "flow"
    steps = [abs(later - earlier) / max(earlier, later, 1e-9) for earlier, later in pairwise(values)]
    largest, typical = max(steps), sorted(steps)[len(steps) // 2]
    if largest <= 0.1 and typical <= 0.03 and min(values) >= 20:
        return "level"
    return "flow" if typical >= 0.25 else None


def told_undated(header: Sequence[str], columns: Mapping[int, Column]) -> Mapping[str, str]:
    """What was guessed of a table of posts without a day."""
    return messages("mapping.guessed_undated", columns=isolate(_read_as(header, columns)))


def _read_as(header: Sequence[str], columns: Mapping[int, Column]) -> str:
    """Which column is which metric."""
    return ", ".join(f"“{' '.join(header[place].split())[:40]}” = {one.metric}" for place, one in list(columns.items())[:12])


def told(header: Sequence[str], date: int, order: str, columns: Mapping[int, Column], item: int | None = None) -> Mapping[str, str]:
    """What was guessed of a table: its column of dates, their order, which column is which metric, and which one tells posts apart."""
    read = _read_as(header, columns)
    day = " ".join(header[date].split())[:40]
    key, params = ("guessed", {}) if item is None else ("guessed_posts", {"item": " ".join(header[item].split())[:40]})
    return {
        language: message(f"mapping.{key}", language, date=day, order=message(f"mapping.order.{order}", language), columns=isolate(read), **params)
        for language in languages()
    }
