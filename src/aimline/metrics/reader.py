"""One export → metric rows, by the format that its header or titles show."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aimline.catalogue import Catalogue
from aimline.metrics.dates import Undecided, order_of, read_time
from aimline.metrics.errors import MetricsError, error
from aimline.metrics.formats import Column, Format, formats, recognise, spelling
from aimline.metrics.log import FileRead, MetricRow, SetAside, Zeros
from aimline.metrics.tables import Row, delimiter_of, read_text, rows
from aimline.metrics.values import decimal_mark, is_missing, read_value
from aimline.text.messages import messages

_PREAMBLE_LINES = 15


@dataclass(slots=True)
class Origin:
    """What the caller knows of a file: its platform and account, from a flag or a folder name, and its date order."""

    platform: str | None = None
    account: str | None = None
    order: str | None = None


@dataclass(slots=True)
class Export:
    """What one file gave."""

    rows: list[MetricRow] = field(default_factory=list)
    zeros: list[Zeros] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    file: FileRead | None = None


def read_export(path: Path, origin: Origin, catalogue: Catalogue, folder: Path | None = None) -> Export:
    """Read one export.

    Raises:
        MetricsError: it cannot be read at all, no format fits it, or its dates can be read in two ways.
    """
    text = read_text(path)
    table = list(rows(text, delimiter_of(text)))
    form, at = _header(table, folder)
    if form is not None:
        if form.refuse is not None:
            raise MetricsError({language: f"{path}: {reason}" for language, reason in form.refuse.items()})
        return _Table(path, form, table[at][1], table[at + 1 :], origin, catalogue).read()
    blocks = next((form for form in formats(folder) if form.layout == "blocks"), None)
    if blocks is not None and (found := _blocks(table, blocks)):
        return _read_blocks(path, blocks, found, origin, catalogue)
    seen = next((cells for _, cells in table if len(cells) > 1), table[0][1] if table else [])
    raise error("unknown_format", file=str(path), columns=", ".join(cell.strip() for cell in seen[:8]) or "-")


def _header(table: Sequence[Row], folder: Path | None) -> tuple[Format | None, int]:
    """The format and the place of the header: the first of the leading rows that a format recognises."""
    for index, (_, cells) in enumerate(table[:_PREAMBLE_LINES]):
        if len(cells) > 1 and (form := recognise(cells, folder)) is not None:
            return form, index
    return None, 0


def _set(path: Path, line: int | None, key: str, **params: object) -> SetAside:
    return SetAside(str(path), line, messages(f"metrics.{key}", **params))


class _Table:
    """A file with one header row: dates down, metrics across."""

    def __init__(self, path: Path, form: Format, header: Sequence[str], body: Sequence[Row], origin: Origin, catalogue: Catalogue) -> None:
        self.path, self.form, self.origin, self.catalogue = path, form, origin, catalogue
        self.labels = [spelling(label) for label in header]
        self.body = body[1:] if form.prose_row else body
        self.export = Export()
        self.notes: list[Mapping[str, str]] = []

    def _place(self, names: Iterable[str]) -> int | None:
        return next((self.labels.index(name) for name in names if name in self.labels), None)

    def _columns(self) -> dict[int, Column]:
        """The columns of figures; of two columns for one metric the first counts."""
        found: dict[int, Column] = {}
        taken: set[str] = set()
        for index, label in enumerate(self.labels):
            column = self.form.column(label)
            if column is not None and column.metric not in taken:
                taken.add(column.metric)
                found[index] = column
        return found

    def read(self) -> Export:
        form, columns = self.form, self._columns()
        date_at, published_at, item_at = self._place(form.date), self._place(form.published), self._place(form.item)
        account_at, type_at, campaign_at = self._place(form.account), self._place(form.item_type), self._place(form.campaign)
        body = self._without_totals(date_at)
        time_of = self._times(body, published_at if item_at is not None and published_at is not None else date_at)
        day_of = self._times(body, date_at, quiet=True) if item_at is not None and date_at is not None else None
        marks = {index: decimal_mark(cells[index] for _, cells in body if index < len(cells)) for index in columns}
        items = item_at is not None or form.rows_are_items
        sums: dict[tuple[datetime, str | None, str, str, str | None], float] = {}
        for number, (line, cells) in enumerate(body):
            if not any(cell.strip() for cell in cells):
                continue
            when = time_of(cells)
            if when is None:
                self.export.set_aside.append(
                    _set(self.path, line, "bad_date", text=_cell(cells, published_at if items and published_at is not None else date_at))
                )
                continue
            account = _cell(cells, account_at) or self.origin.account
            day = day_of(cells) if day_of is not None else None
            for index, column in columns.items():
                cell = _cell(cells, index)
                if is_missing(cell):
                    continue
                parsed = read_value(cell, marks[index])
                if parsed is None:
                    self.export.set_aside.append(_set(self.path, line, "bad_value", text=cell, column=self.labels[index]))
                    continue
                value, unit = parsed[0], column.unit or parsed[1] or "count"
                platform = form.platform or column.platform or self.origin.platform
                if items and day is None:
                    key = _cell(cells, item_at) or f"{self.path.name}:{number + 1}"
                    self.export.rows.append(MetricRow(when, account, platform, column.metric, value, unit, key, _cell(cells, type_at) or None, when))
                elif self.catalogue.metric(column.metric).kind == "flow":
                    moment = (day or when).replace(hour=0, minute=0, second=0, microsecond=0)
                    place = (moment, account, column.metric, unit, _cell(cells, campaign_at) or None)
                    sums[place] = sums.get(place, 0.0) + value
                elif not items:
                    self.export.rows.append(MetricRow(when, account, platform, column.metric, value, unit))
        for (moment, account, metric, unit, campaign), value in sums.items():
            platform = form.platform or next((c.platform for c in columns.values() if c.metric == metric), None) or self.origin.platform
            self.export.rows.append(MetricRow(moment, account, platform, metric, value, unit, campaign=campaign))
        self.export.file = FileRead(str(self.path), form.name, len(self.export.rows), tuple(self.notes))
        return self.export

    def _without_totals(self, date_at: int | None) -> list[Row]:
        """The rows less those that their label calls totals, which are reported."""
        kept, dropped = [], 0
        for line, cells in self.body:
            first = spelling(cells[0]) if cells else ""
            if first and any(first == label or first.startswith(label + ":") for label in (*self.form.totals, "total", "المجموع", "الإجمالي")):
                dropped += 1
            else:
                kept.append((line, cells))
        if dropped:
            self.notes.append(messages("metrics.totals_dropped", n=dropped))
        return kept

    def _times(self, body: Sequence[Row], index: int | None, *, quiet: bool = False) -> Callable[[Sequence[str]], datetime | None]:
        """A function from the cells of a row to its day or moment, the order of day and month settled for the whole column."""
        if index is None:
            raise error("no_date_column", file=str(self.path), columns=", ".join(self.labels[:8]))
        cells = [row[index] for _, row in body if index < len(row) and row[index].strip()]
        try:
            order = self.form.order or self.origin.order or order_of(cells)
        except Undecided:
            if quiet:
                order = "mdy"
            else:
                raise error("undecided_dates", file=str(self.path), column=self.labels[index], text=cells[0]) from None
        return lambda row: read_time(_cell(row, index), order)


def _cell(cells: Sequence[str], index: int | None) -> str:
    return cells[index].strip() if index is not None and index < len(cells) else ""


@dataclass(slots=True)
class _Block:
    title: str
    line: int
    body: list[Row]


def _blocks(table: Sequence[Row], form: Format) -> list[_Block]:
    """The blocks of a file: a title alone on its line, a header of a date and one figure, rows of two cells."""
    found: list[_Block] = []
    title: tuple[int, str] | None = None
    for line, cells in table:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) == 1 and not filled[0].lower().startswith("sep="):
            title = (line, filled[0])
        elif len(filled) == 2 and title is not None and spelling(filled[1]) in form.match:
            found.append(_Block(title[1], title[0], []))
            title = None
        elif found and len(filled) == 2 and title is None:
            found[-1].body.append((line, filled))
    return found


def _read_blocks(path: Path, form: Format, blocks: Sequence[_Block], origin: Origin, catalogue: Catalogue) -> Export:
    export = Export()
    notes: list[Mapping[str, str]] = []
    known = [(block, form.titles.get(spelling(block.title))) for block in blocks]
    named = {column.metric for _, column in known if column is not None and column.platform is not None}
    for block, column in known:
        if column is None:
            export.set_aside.append(_set(path, block.line, "unknown_title", text=block.title))
            continue
        platform = column.platform or (form.unnamed if column.metric in named else None) or origin.platform
        order = form.order or origin.order or "ymd"
        mark = decimal_mark(cells[1] for _, cells in block.body)
        days: list[datetime] = []
        for line, cells in block.body:
            when, parsed = read_time(cells[0], order), read_value(cells[1], mark)
            if when is None:
                export.set_aside.append(_set(path, line, "bad_date", text=cells[0]))
            elif is_missing(cells[1]):
                days.append(when)
            elif parsed is None:
                export.set_aside.append(_set(path, line, "bad_value", text=cells[1], column=block.title))
            else:
                days.append(when)
                export.rows.append(
                    MetricRow(when.replace(hour=0, minute=0, second=0), origin.account, platform, column.metric, parsed[0], column.unit or parsed[1] or "count")
                )
        if form.zeros_omitted and days and catalogue.metric(column.metric).kind == "flow":
            first, last = min(days).date(), max(days).date()
            export.zeros.append(Zeros(origin.account, platform, column.metric, first, last))
            gaps = (last - first).days + 1 - len({day.date() for day in days})
            if gaps:
                notes.append(messages("metrics.zeros_omitted", n=gaps, title=block.title))
    export.file = FileRead(str(path), form.name, len(export.rows), tuple(notes))
    if not export.rows:
        raise error("unknown_format", file=str(path), columns=", ".join(block.title for block in blocks))
    return export
