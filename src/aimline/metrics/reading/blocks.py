"""Files of blocks (Meta Business Suite): a title, a header of a date and one figure, a row a day, a blank line, the next block."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise
from pathlib import Path

from aimline.catalogue import Catalogue
from aimline.catalogue.labels import spelling
from aimline.goals.settings import look_up
from aimline.metrics.cells.dates import last_day_named, read_time
from aimline.metrics.cells.decimals import DecimalMark
from aimline.metrics.cells.values import is_missing, not_read, read_value
from aimline.metrics.files.tables import Row, says_separator
from aimline.metrics.formats.known import Column, Format
from aimline.metrics.formats.platforms import platform_named
from aimline.metrics.model.errors import error
from aimline.metrics.model.export import Export, Origin, shortened
from aimline.metrics.model.log import FileRead, MetricRow, Zeros
from aimline.metrics.reading.settling import Orders
from aimline.text.messages import messages


@dataclass(slots=True)
class Block:
    """One block: its title, the line that stands on, whether it has a figure a day, and its rows."""

    title: str
    line: int
    daily: bool
    body: list[Row]

    def __bool__(self) -> bool:
        return self.daily


def find_blocks(table: Iterable[Row], form: Format, name: str = "") -> list[Block]:
    """The blocks of a file: a title alone on its line, then a header of a date and one figure; those with another header are no series of days. Where the
    title of the first one was cut off, it is `name`, what the file is called. Years ago the header named the metric again, below a title that says it, too.
    """
    found: list[Block] = []
    title: tuple[int, str] | None = None
    for line, cells in table:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if title is None and not found and len(filled) == 2 and form.label(filled[1]) in form.match:
            title = (line, name)
        if len(filled) == 1 and not says_separator(filled) and read_time(filled[0], "ymd") is None:
            title = (line, filled[0])
        elif filled and title is not None:
            found.append(Block(title[1], title[0], _is_daily(title[1], filled, form), []))
            title = None
        elif filled and found and title is None:
            found[-1].body.append((line, filled))
    return found


def _is_daily(title: str, header: Sequence[str], form: Format) -> bool:
    """Whether a header is that of a figure a day."""
    if len(header) != 2:
        return False
    return form.label(header[1]) in form.match or (
        form.label(header[0]) in form.date and all(column_of(label, form) is not None for label in (title, header[1]))
    )


def column_of(title: str, form: Format) -> Column | None:
    """What a block counts, by its title: as the format lists it, else by the names that a language has for a platform and a metric."""
    label = form.label(title)
    if label in form.titles or label in form.others:
        return form.titles.get(label)
    words = spelling(title).replace("-", " ").split()
    for length in (2, 1, 0):
        for part, rest in ((words[:length], words[length:]), (words[len(words) - length :], words[: len(words) - length])):
            platform = look_up(" ".join(part), "PLATFORM") if part else None
            if not rest or not (platform or not length):
                continue
            if form.label(" ".join(rest)) in form.others:
                return None
            for left in (rest, rest[:-1]) if length else (rest,):  # a word may link the two: views *on* Instagram
                metric = form.titles.get(form.label(" ".join(left))) or _named(" ".join(left))
                if metric is not None:
                    return Column(metric.metric, metric.unit, platform or metric.platform)
    return None


def is_other(title: str, form: Format) -> bool:
    """Whether a title is known for something that no goal is judged by, with or without the name of a platform before or behind it."""
    if form.label(title) in form.others:
        return True
    words = spelling(title).split()
    rests = [(words[:length], words[length:]) for length in (1, 2)] + [(words[-length:], words[:-length]) for length in (1, 2)]
    return any(rest and form.label(" ".join(rest)) in form.others and look_up(" ".join(part), "PLATFORM") for part, rest in rests)


def _named(label: str) -> Column | None:
    metric = look_up(label, "METRIC")
    return Column(metric) if metric else None


def read_blocks(path: Path, form: Format, blocks: Sequence[Block], origin: Origin, catalogue: Catalogue) -> Export:
    """The rows of a file of blocks. Blocks that are not understood, and rows that cannot be read, are set aside.

    Raises:
        MetricsError: none of it could be read, or its dates or figures can be read in two ways.
    """
    orders = Orders(str(path), form, origin, {0: [cells[0] for block in blocks if block.daily for _, cells in block.body]}, [blocks[0].title])
    order = orders.of(0)
    figures = DecimalMark(cells[1] for block in blocks if block.daily for _, cells in block.body if len(cells) > 1)
    mark = figures.mark(counted=True, delimiter=origin.delimiter, asked=origin.decimal)
    if mark is None:
        raise error("undecided_mark_file", file=str(path))
    export = Export()
    notes: list[Mapping[str, str]] = []
    known = [(block, _counted(block, column_of(block.title, form), mark, catalogue, notes)) for block in blocks]
    named = {column.metric for block, column in known if block.daily and column is not None and column.platform is not None}
    for block, column in known:
        if not block.daily or column is None:
            export.leave_out(path, block.line, _why(block, form), text=block.title)
            continue
        named_platform = platform_named(column.platform, catalogue) if column.platform else None
        platform = named_platform or (form.unnamed if column.metric in named else None) or origin.platform
        first_row = len(export.rows)
        days = _read_block(path, order, mark, block, column, platform, origin, export)
        listed = any(row.value == 0 for row in export.rows[first_row:])  # then a day that is missing is missing
        if form.zeros_omitted and not listed and days and catalogue.metric(column.metric).kind == "flow":
            first, last = min(days).date(), max(days).date()
            export.zeros.append(Zeros(origin.account, platform, column.metric, first, last))
            gaps = (last - first).days + 1 - len({day.date() for day in days})
            if gaps:
                notes.append(messages("metrics.zeros_omitted", n=gaps, title=block.title))
        ends = last_day_named(path.name)
        seen = datetime.combine(ends, time.min) if ends else max(days, default=None)
        export.rows[first_row:] = [row._replace(seen=seen) for row in export.rows[first_row:]]
    if not export.rows:
        reason = "no_rows" if any(block.daily and column is not None for block, column in known) else "unknown_titles"
        if all(block.daily and is_other(block.title, form) for block in blocks):
            reason = "other_titles"
        raise error(reason, file=str(path), titles=shortened(", ".join(f"“{block.title}”" for block in blocks)))
    export.file = FileRead(str(path), form.name, len(export.rows), tuple(notes), order=orders.proven)
    return export


def _why(block: Block, form: Format) -> str:
    """The key of the message why a block is not read."""
    return "not_daily" if not block.daily else "other_title" if is_other(block.title, form) else "unknown_title"


_LEVEL_STEP, _LEVEL_LEAST = 0.2, 50
"""A block of a flow whose figures are all of this size, and never change from day to day by more than this share, is no flow."""


def _counted(block: Block, column: Column | None, mark: str, catalogue: Catalogue, notes: list[Mapping[str, str]]) -> Column | None:
    """What a block counts. Titles call what a day brought and what there is on a day alike (followers): figures that hardly move are what there is."""
    if column is None or not block.daily:
        return column
    level = next((metric.name for metric in catalogue.metrics.values() if metric.kind == "level" and metric.gains == column.metric), None)
    if level is None:
        return column
    figures = [parsed[0] for _, cells in block.body if len(cells) > 1 and (parsed := read_value(cells[1], mark)) is not None]
    if len(figures) < 5 or min(figures) < _LEVEL_LEAST or any(abs(later - earlier) > _LEVEL_STEP * earlier for earlier, later in pairwise(figures)):
        return column
    notes.append(messages("metrics.level_block", title=block.title))
    return Column(level, column.unit, column.platform)


def _read_block(path: Path, order: str, mark: str, block: Block, column: Column, platform: str | None, origin: Origin, export: Export) -> list[datetime]:
    """Add the rows of one block; the days that stand in it, with a figure or without."""
    days: list[datetime] = []
    for line, cells in block.body:
        figure = cells[1] if len(cells) > 1 else ""
        when, parsed = read_time(cells[0], order), read_value(figure, mark)
        if when is None:
            export.leave_out(path, line, "bad_date", text=cells[0])
            continue
        if parsed is None and not is_missing(figure):
            export.leave_out(path, line, not_read(figure), text=figure, column=block.title)
            continue
        days.append(when)
        if parsed is None:
            export.blank(origin.account, platform, column.metric, when.date())
        else:
            moment = datetime.combine(when.date(), time.min)
            export.rows.append(MetricRow(moment, origin.account, platform, column.metric, parsed[0], column.unit or parsed[1] or "count"))
    return days
