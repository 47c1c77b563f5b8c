"""Files of sections (Google Analytics 4): remarks that name the range of days, a header, rows; then the next. Days, weeks and months are dates, or counted from
the first day of the range. Each section that has figures of days, or of its whole range, is read as a table of its own; the others are left out and told.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from aimline import prebuilt
from aimline.catalogue import Catalogue
from aimline.catalogue.labels import spelling
from aimline.metrics.cells.dates import read_time
from aimline.metrics.cells.spans import Span, first_day, period_of
from aimline.metrics.cells.values import is_figure
from aimline.metrics.files.tables import Row, Rows
from aimline.metrics.formats.known import Format
from aimline.metrics.formats.totals import called_totals
from aimline.metrics.model.errors import MetricsError, because
from aimline.metrics.model.export import Export, Origin
from aimline.metrics.model.log import FileRead, Unread
from aimline.metrics.reading.columns import read_columns
from aimline.metrics.reading.survey import cell
from aimline.text.messages import messages

_DATED = re.compile(r"#[^:：]*[:：]\s*(\d{8})\s*")
"""A remark that names a day: `# Start date: 20250101`."""
_ROWS = 2_000_000
_TOLD = 8
"""Sections that are named where they are left out."""


@dataclass(slots=True)
class Section:
    """One section: what its remarks call it, its range of days, and its rows, the header first."""

    title: str
    span: Span | None
    rows: list[Row] = field(default_factory=list)

    @property
    def header(self) -> Sequence[str]:
        """The cells of its header."""
        return self.rows[0][1]


def is_sectioned(table: Iterable[Row]) -> bool:
    """Whether a table begins with remarks, as files of sections do."""
    first = next((cells for _, cells in islice(table, 20) if any(map(str.strip, cells))), [""])
    return first[0].lstrip().startswith("#") and not any(map(str.strip, first[1:]))


def _sections(table: Iterable[Row]) -> Iterator[Section]:
    title, begin, end = "", None, None
    now: Section | None = None
    for line, cells in table:
        text = cells[0].strip() if cells else ""
        if text.startswith("#") or not any(map(str.strip, cells)):
            if now is not None:
                yield now
                title, now = "", None
            if match := _DATED.fullmatch(text):
                day = read_time(match[1], "ymd")
                begin, end = (day, None) if begin is None or end is not None else (begin, day)
            elif text.strip("#- "):
                title = text.strip("# ")
        elif now is None:
            span = Span(begin.date(), end.date()) if begin is not None and end is not None and begin <= end else None
            now = Section(title, span, [(line, cells)])
        else:
            now.rows.append((line, cells))
    if now is not None:
        yield now


def read_sections(path: Path, form: Format, table: Rows, origin: Origin, catalogue: Catalogue) -> Export | None:
    """The rows of a file of sections; None where nothing names a range of days or counts them, as in any table with remarks.

    Raises:
        MetricsError: no section has figures of days or of a whole range.
    """
    found = [section for section in _sections(islice(table(), _ROWS)) if len([cell for cell in section.header if cell.strip()]) > 1]
    counted = {label for label, kind in form.periods.items() if kind != "day"}
    if not any(section.span or counted & {form.label(cell) for cell in section.header} for section in found):
        return None
    export = Export()
    notes: list[Mapping[str, str]] = []
    others: list[str] = []
    unread: list[Unread] = []
    kept, doubtful = _one_of_each(found)
    for section in doubtful:
        export.leave_out(path, section.rows[0][0], "compared", text=section.title or _called(section))
    for section in kept:
        dated = _dated(section, form)
        if dated is None or not any(form.column(form.label(cell)) for cell in section.header):
            others.append(_called(section))
            continue
        part = _read(path, form, dated, origin, catalogue)
        if part is None:
            others.append(_called(section))
            continue
        notes += _weeks(section, form)
        export.rows += [row._replace(seen=datetime.combine(section.span.last, datetime.min.time())) for row in part.rows] if section.span else part.rows
        export.set_aside += part.set_aside
        if part.file is not None:
            notes += part.file.notes
            unread.append(part.file.unread)
    if not export.rows:
        assert form.refuse is not None
        raise because(path, form.refuse)
    if others:
        named = "; ".join(others[:_TOLD]) + ("; …" if len(others) > _TOLD else "")
        notes.append(messages("metrics.sections_left_out", n=len(others), sections=named))
    export.file = FileRead(str(path), form.name, len(export.rows), tuple(notes), unread=_together(unread, form))
    return export


def _read(path: Path, form: Format, table: Sequence[Row], origin: Origin, catalogue: Catalogue) -> Export | None:
    """What one section gives; None where it has no figures."""
    try:
        return read_columns(path, form, lambda: iter(table), 0, origin, catalogue)
    except MetricsError:
        return None


def _weeks(section: Section, form: Format) -> list[Mapping[str, str]]:
    """That weeks are counted, how many, and from which day to which."""
    if section.span is None or "nth week" not in (form.periods.get(form.label(cell)) for cell in section.header):
        return []
    return [messages("metrics.weeks_counted", n=len(section.rows) - 1, title=_called(section), start=section.span.first, end=section.span.last)]


def _called(section: Section) -> str:
    """What a section is called in messages: its first two labels."""
    return ", ".join([cell.strip() for cell in section.header if cell.strip()][:2])


def _one_of_each(sections: Sequence[Section]) -> tuple[list[Section], list[Section]]:
    """The sections to read, and those of parts of the visitors: of several of one table and one range, which are compared, that of all visitors is read, else
    none. The same figures twice are one section.
    """
    tables: dict[tuple[object, ...], list[Section]] = {}
    for section in sections:
        same = tables.setdefault((tuple(map(spelling, section.header)), section.span), [])
        if not any([cells for _, cells in one.rows] == [cells for _, cells in section.rows] for one in same):
            same.append(section)
    everyone = {spelling(text) for text in prebuilt.toml("rules", "tables.toml")["everyone"]}
    kept: list[Section] = []
    doubtful: list[Section] = []
    for same in tables.values():
        whole = [one for one in same if spelling(one.title) in everyone]
        chosen = same if len(same) == 1 else whole[:1]
        kept += chosen
        doubtful += [one for one in same if one not in chosen]
    return kept, doubtful


def _dated(section: Section, form: Format) -> list[Row] | None:
    """The rows of a section, the days that each is of put before its own cells; None where it has no days and is no figure of the whole range."""
    labels = [form.label(cell) for cell in section.header]
    place = next((place for place, label in enumerate(labels) if label in form.periods), None)
    body = [(line, _total_first(cells)) for line, cells in section.rows[1:]]
    if place is None:
        if section.span is None or len(body) != 1 or any(cell.strip() and not is_figure(cell) for cell in body[0][1]):
            return None
        spans: list[Span | None] = [section.span]
    else:
        kind = form.periods[labels[place]]
        spans = [_days(cell(cells, place), kind, section.span) for _, cells in body]
    starts, ends = form.starts[0], form.ends[0]
    rows: list[Row] = [(section.rows[0][0], [starts, ends, *section.header])]
    for (line, cells), span in zip(body, spans, strict=True):
        text = cell(cells, place)  # a row may be cut off before its day
        given = (span.first.isoformat(), span.last.isoformat()) if span is not None else (text, text)
        rows.append((line, [*given, *cells]))
    return rows


def _total_first(cells: list[str]) -> list[str]:
    """A row of totals whose last cell says so, with its label where rows of totals have theirs."""
    if cells and not cells[0].strip() and spelling(cells[-1]) in called_totals():
        return [cells[-1], *cells[1:-1]]
    return cells


def _days(text: str, kind: str, span: Span | None) -> Span | None:
    """The days of a row: a date, or counted from the first day of the range."""
    if kind in ("day", "hour"):
        digits = re.sub(r"\D", "", text)
        day = read_time(digits[:8], "ymd") if len(digits) >= 8 and re.fullmatch(r"[\d :T-]+", text) else read_time(text, "ymd")
        return Span(day.date(), day.date()) if day is not None else None
    if kind in ("week", "month"):
        first = first_day(text, kind, "ymd")
        return period_of(first, kind).within(span) if first is not None else None
    if span is None or not re.fullmatch(r"\d{1,6}", text):
        return None
    found = _counted(int(text), kind.removeprefix("nth "), span)
    return found if found is not None and span.first <= found.first and found.last <= span.last else None


def _counted(number: int, unit: str, span: Span) -> Span | None:
    """The days of the hour, day, week or month of some number, counted from 0. The first and the last week or month have only their days inside the range;
    weeks begin on Sunday.
    """
    first = span.first
    try:
        if unit == "hour":
            day = (datetime.combine(first, datetime.min.time()) + timedelta(hours=number)).date()
            return Span(day, day)
        if unit == "day":
            day = first + timedelta(days=number)
            return Span(day, day)
        if unit == "week":
            sunday = first - timedelta(days=(first.weekday() + 1) % 7)
            begin = sunday + timedelta(days=7 * number)
            return Span(begin, begin + timedelta(days=6)).within(span)
        months = first.year * 12 + first.month - 1 + number
        return period_of(date(months // 12, months % 12 + 1, 1), "month").within(span)
    except (OverflowError, ValueError):
        return None


def _together(parts: Iterable[Unread], form: Format) -> Unread:
    """The columns that no section reads, each once."""
    ratios: dict[str, None] = {}
    others: dict[str, None] = {}
    more = 0
    for part in parts:
        ratios |= dict.fromkeys(part.ratios)
        others |= dict.fromkeys(label for label in part.others if form.label(label) not in form.periods)
        more += part.more
    return Unread(tuple(ratios), tuple(others), more)
