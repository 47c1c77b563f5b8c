"""One export → metric rows, by the format that its header or titles show."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from itertools import pairwise
from pathlib import Path

from aimline import prebuilt
from aimline.catalogue import Catalogue
from aimline.metrics.blocks import find_blocks, read_blocks
from aimline.metrics.dates import Undecided, lacks_year, last_day_named, order_of, read_time
from aimline.metrics.errors import MetricsError, error
from aimline.metrics.export import Export, Origin, set_aside
from aimline.metrics.formats import Column, Format, formats, recognise, spelling
from aimline.metrics.log import FileRead, MetricRow, SetAside
from aimline.metrics.longrows import long_labels, read_long
from aimline.metrics.platforms import platform_named
from aimline.metrics.tables import Row, decodings, delimiters, rows, unwrapped
from aimline.metrics.tabular import Tabular
from aimline.metrics.values import decimal_mark, is_missing, read_value
from aimline.text.messages import messages

_PREAMBLE_LINES = 15
"""How many rows of several cells may stand before the header; titles, remarks and blank lines do not count."""


def read_export(path: Path, origin: Origin, catalogue: Catalogue, folder: Path | None = None) -> Export:
    """Read one export.

    Raises:
        MetricsError: it cannot be read at all, no format fits it, or its dates can be read in two ways.
    """
    first: list[Row] = []
    for table, unclosed in _tables(path):
        first = first or table
        export = _read(path, table, origin, catalogue, folder, [set_aside(path, line, "unclosed_quote") for line in unclosed])
        if export is not None:
            return export
    raise _unknown(path, first)


def read_tabular(path: Path, table: Tabular, origin: Origin, catalogue: Catalogue) -> Export:
    """Read one table of a file that holds several; `path` is what it is called in messages.

    Raises:
        MetricsError: as of `read_export`.
    """
    labels = long_labels(table.rows)
    if labels is not None:
        return read_long(path, labels, table.rows, origin, catalogue, table.kind)
    export = _read(path, table.rows, origin, catalogue, None, [], shares_unmarked=table.shares_unmarked)
    if export is None:
        raise _unknown(path, table.rows)
    return export


def _read(
    path: Path, table: list[Row], origin: Origin, catalogue: Catalogue, folder: Path | None, torn: list[SetAside], *, shares_unmarked: bool = False
) -> Export | None:
    """What one way to read a file as a table gives; None where no format fits."""
    form, at = _header(table, folder)
    if form is not None:
        if form.refuse is not None:
            raise MetricsError({language: f"{path}: {reason}" for language, reason in form.refuse.items()}, str(path))
        return _Table(path, form, table[at][1], table[at + 1 :], origin, catalogue, torn, shares_unmarked=shares_unmarked).read()
    blocks = next((form for form in formats(folder) if form.layout == "blocks"), None)
    if blocks is not None and any(found := find_blocks(table, blocks)):
        export = read_blocks(path, blocks, found, origin, catalogue)
        export.set_aside += torn
        return export
    return None


def _unknown(path: Path, table: Sequence[Row]) -> MetricsError:
    """That no format fits, with the labels of what seems to be the header."""
    filled = [[cell.strip() for cell in cells if cell.strip()] for _, cells in table if not (cells and cells[0].lstrip().lower().startswith(("sep=", "#")))]
    seen = next((cells for cells in filled if len(cells) > 1), next((cells for cells in filled if cells), []))
    return error("unknown_format", file=str(path), columns=_shortened(", ".join(seen[:8])) or "-")


def _tables(path: Path) -> Iterator[tuple[list[Row], list[int]]]:
    """The ways a file can be read as a table, the likeliest first: by decoding, by separator, and as it was before every line was put in quotes; beside each
    the lines that a quotation mark tears.
    """
    for text in decodings(path):
        for delimiter in delimiters(text):
            for form in (text, unwrapped(text, delimiter)):
                if form is not None:
                    torn: list[int] = []
                    yield list(rows(form, delimiter, torn)), torn


def _shortened(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"


def _header(table: Sequence[Row], folder: Path | None) -> tuple[Format | None, int]:
    """The format and the place of the header: the first of the leading rows that a format recognises."""
    seen = 0
    for index, (_, cells) in enumerate(table):
        if len(cells) > 1 and not cells[0].startswith("#"):
            if (form := recognise(cells, folder)) is not None:
                return form, index
            seen += any(cell.strip() for cell in cells[1:])
            if seen == _PREAMBLE_LINES:
                break
    return None, 0


class _Table:
    """A file with one header row: dates down, metrics across."""

    def __init__(
        self,
        path: Path,
        form: Format,
        header: Sequence[str],
        body: Sequence[Row],
        origin: Origin,
        catalogue: Catalogue,
        torn: Sequence[SetAside],
        *,
        shares_unmarked: bool = False,
    ) -> None:
        self.shares_unmarked = shares_unmarked
        self.path, self.form, self.origin, self.catalogue = path, form, origin, catalogue
        self.labels = [form.label(label) for label in header]
        self.body = body[1:] if form.prose_row else body
        self.export = Export(set_aside=list(torn))
        self.head = body[0][0] - 1 if body else 1
        self.notes: list[Mapping[str, str]] = []
        self.left_out: set[str] = set()
        said = {"account": form.account, "item_type": form.item_type, "campaign": form.campaign, "platform": form.platform_column}
        self.places = {name: self._place(labels) for name, labels in said.items()}

    def _place(self, names: Iterable[str]) -> int | None:
        return next((self.labels.index(name) for name in names if name in self.labels), None)

    def _columns(self) -> dict[int, Column]:
        """The columns of figures; of two columns for one metric of one platform the first counts."""
        found: dict[int, Column] = {}
        taken: set[tuple[str, str | None]] = set()
        for index, label in enumerate(self.labels):
            column = self.form.column(label)
            if column is not None and (column.metric, column.platform) not in taken:
                taken.add((column.metric, column.platform))
                found[index] = column
            elif column is not None and not self.form.match and self._differs(index):
                self.export.set_aside.append(set_aside(self.path, self.head, "twice_column", column=label))
        return found

    def _differs(self, index: int) -> bool:
        """Whether a column is called as one before it, and has other cells."""
        first = self.labels.index(self.labels[index])
        return any(_cell(cells, first) != _cell(cells, index) for _, cells in self.body)

    def read(self) -> Export:
        form, columns = self.form, self._columns()
        date_at, published_at, item_at = self._place(form.date), self._place(form.published), self._place(form.item)
        items = item_at is not None or form.rows_are_items
        when_at = published_at if items and published_at is not None else date_at
        body = [row for row in self._without_totals() if any(cell.strip() for cell in row[1])]
        if not body:
            raise error("no_rows", file=str(self.path))
        time_of = self._times(body, when_at)
        day_of = self._times(body, date_at, quiet=True) if item_at is not None and date_at is not None else None
        marks = self._marks(body, columns)
        columns = self._certain(body, columns, marks)
        own = frozenset(columns) | {place for place in (when_at, date_at) if place is not None}
        sums: dict[MetricRow, dict[tuple[str, ...], float]] = {}
        undatable: list[str] = []
        times = [time_of(cells) for _, cells in body]
        repeated = len(set(times)) < len(times)
        for number, ((line, cells), when) in enumerate(zip(body, times, strict=True)):
            if any(cell.strip() for cell in cells[len(self.labels) :]):
                self.export.set_aside.append(set_aside(self.path, line, "too_many_cells", n=len(cells), columns=len(self.labels)))
                continue
            if when is None:
                undatable.append(_cell(cells, when_at))
                self.export.set_aside.append(set_aside(self.path, line, "bad_date", text=_shortened(undatable[-1])))
                continue
            said = self._said(cells)
            day = day_of(cells) if day_of is not None else None
            apart = (when.isoformat(), *(cell for place, cell in enumerate(cells) if place not in own)) if repeated else (when.isoformat(),)
            for index, column in columns.items():
                cell = _cell(cells, index)
                if is_missing(cell):
                    continue
                parsed = read_value(cell, marks[index])
                if parsed is None:
                    self.export.set_aside.append(set_aside(self.path, line, "bad_value", text=_shortened(cell), column=self.labels[index]))
                    continue
                value, unit = parsed[0], column.unit or parsed[1] or "count"
                platform = form.platform or column.platform or said["platform"] or self.origin.platform
                row = MetricRow(when, said["account"] or self.origin.account, platform, column.metric, value, unit)
                if items and day is None:
                    key = _cell(cells, item_at) or f"{self.path.name}:{number + 1}"
                    self.export.rows.append(row._replace(item=key, item_type=said["item_type"], published=when))
                elif self.catalogue.metric(column.metric).kind == "flow":
                    moment = row._replace(ts=datetime.combine((day or when).date(), time.min), value=0.0, campaign=said["campaign"])
                    rest = sums.setdefault(moment, {})
                    rest[apart] = max(value, rest.get(apart, value))
                elif not items:
                    self.export.rows.append(row)
                else:
                    self.left_out.add(self.labels[index])
        self.export.rows += self._without_running([row._replace(value=math.fsum(parts.values())) for row, parts in sums.items()])
        self._check(undatable)
        self._date()
        self.export.file = FileRead(str(self.path), form.name, len(self.export.rows), tuple(self.notes))
        return self.export

    def _without_running(self, sums: list[MetricRow]) -> list[MetricRow]:
        """The rows less those of columns that run on from row to row: in a table kept by hand those are totals so far, not what a day brought."""
        if self.form.match:
            return sums
        series: dict[MetricRow, list[MetricRow]] = {}
        for row in sorted(sums, key=lambda row: row.ts):
            series.setdefault(row._replace(ts=datetime.min, value=0.0), []).append(row)
        kept: list[MetricRow] = []
        for rows_ in series.values():
            values = [row.value for row in rows_]
            rises = sum(later > earlier for earlier, later in pairwise(values))
            if len(values) >= 8 and rises >= 3 and values[0] > 0 and all(later >= earlier for earlier, later in pairwise(values)):
                self.export.set_aside.append(set_aside(self.path, None, "running_total", column=rows_[0].metric, n=len(rows_)))
            else:
                kept += rows_
        return kept

    def _said(self, cells: Sequence[str]) -> Mapping[str, str | None]:
        """What a row says about itself beside its day and figures; None where it says nothing."""
        found = {name: _cell(cells, place) or None for name, place in self.places.items()}
        platform = found["platform"]
        return {**found, "platform": platform_named(platform, self.catalogue) if platform else None}

    def _certain(self, body: Sequence[Row], columns: dict[int, Column], marks: Mapping[int, str]) -> dict[int, Column]:
        """The columns less those of percentages of which nobody can tell whether 0.05 stands for 5 %."""
        if not self.shares_unmarked:
            return columns
        kept: dict[int, Column] = {}
        for index, column in columns.items():
            figures = [parsed for _, cells in body if (parsed := read_value(_cell(cells, index), marks[index])) is not None and parsed[0]]
            plain = self.catalogue.metric(column.metric).unit == "percent" and column.unit is None and not any(unit for _, unit in figures)
            if plain and figures and all(abs(value) <= 1 for value, _ in figures):
                self.export.set_aside.append(set_aside(self.path, None, "unmarked_shares", column=self.labels[index]))
            else:
                kept[index] = column
        return kept

    def _marks(self, body: Sequence[Row], columns: Mapping[int, Column]) -> dict[int, str]:
        """The decimal separator of each column; where a column shows none, that of the other columns."""
        cells = {index: [row[index] for _, row in body if index < len(row)] for index in columns}
        shown = {decimal_mark(column, habit="") for column in cells.values()}
        habit = "," if "," in shown and "." not in shown else "."
        counted = {index: self.catalogue.metric(column.metric).unit == "count" for index, column in columns.items()}
        return {index: decimal_mark(column, counted=counted[index], habit=habit) for index, column in cells.items()}

    def _check(self, undatable: Sequence[str]) -> None:
        """A table none of whose rows could be read is refused, rather than read as nothing."""
        if self.left_out:
            self.notes.append(messages("metrics.people_by_item", columns=", ".join(sorted(self.left_out))))
        if self.export.rows:
            return
        if undatable and all(lacks_year(cell) for cell in undatable):
            raise error("no_year", file=str(self.path), text=undatable[0])
        if self.export.set_aside:
            first = self.export.set_aside[0]
            raise MetricsError(
                {name: f"{text} ({first.reason[name]})" for name, text in messages("metrics.nothing_read", file=str(self.path)).items()}, str(self.path)
            )
        raise error("no_rows", file=str(self.path))

    def _date(self) -> None:
        """When the figures were taken: at the end of the days that the file's name speaks of, else of its last row."""
        named = last_day_named(self.path.name)
        seen = datetime.combine(named, time.min) if named else max(row.ts for row in self.export.rows)
        self.export.rows = [row._replace(seen=seen) for row in self.export.rows]

    def _without_totals(self) -> list[Row]:
        """The rows less those that their label calls totals, which are reported."""
        kept, dropped = [], 0
        labels = (*self.form.totals, *(spelling(label) for label in prebuilt.toml("rules", "tables.toml")["totals"]))
        for line, cells in self.body:
            first = spelling(cells[0]) if cells else ""
            if first and any(first == label or first.startswith(label + ":") for label in labels):
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
