"""Files of blocks (Meta Business Suite): a title, a header of a date and one figure, a row a day, a blank line, the next block."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from aimline.catalogue import Catalogue
from aimline.goals.settings import look_up
from aimline.metrics.dates import last_day_named, read_time
from aimline.metrics.errors import error
from aimline.metrics.export import Export, Origin
from aimline.metrics.formats import Column, Format
from aimline.metrics.log import FileRead, MetricRow, Zeros
from aimline.metrics.platforms import platform_named
from aimline.metrics.tables import Row
from aimline.metrics.values import decimal_mark, is_missing, read_value
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


def find_blocks(table: Iterable[Row], form: Format) -> list[Block]:
    """The blocks of a file: a title alone on its line, then a header of a date and one figure; those with another header are no series of days."""
    found: list[Block] = []
    title: tuple[int, str] | None = None
    for line, cells in table:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) == 1 and not filled[0].lower().startswith("sep=") and read_time(filled[0], "ymd") is None:
            title = (line, filled[0])
        elif filled and title is not None:
            found.append(Block(title[1], title[0], len(filled) == 2 and form.label(filled[1]) in form.match, []))
            title = None
        elif filled and found and title is None:
            found[-1].body.append((line, filled))
    return found


def column_of(title: str, form: Format) -> Column | None:
    """What a block counts, by its title: as the format lists it, else by the names that a language has for a platform and a metric."""
    label = form.label(title)
    if label in form.titles:
        return form.titles[label]
    words = label.split()
    for length in (2, 1, 0):
        for part, rest in ((words[:length], words[length:]), (words[len(words) - length :], words[: len(words) - length])):
            platform = look_up(" ".join(part), "PLATFORM") if part else None
            if not rest or not (platform or not length):
                continue
            for left in (rest, rest[:-1]) if length else (rest,):  # a word may link the two: views *on* Instagram
                metric = form.titles.get(" ".join(left)) or _named(" ".join(left))
                if metric is not None:
                    return Column(metric.metric, metric.unit, platform or metric.platform)
    return None


def _named(label: str) -> Column | None:
    metric = look_up(label, "METRIC")
    return Column(metric) if metric else None


def read_blocks(path: Path, form: Format, blocks: Sequence[Block], origin: Origin, catalogue: Catalogue) -> Export:
    """The rows of a file of blocks. Blocks that are not understood, and rows that cannot be read, are set aside.

    Raises:
        MetricsError: none of it could be read.
    """
    export = Export()
    notes: list[Mapping[str, str]] = []
    known = [(block, column_of(block.title, form)) for block in blocks]
    named = {column.metric for block, column in known if block.daily and column is not None and column.platform is not None}
    for block, column in known:
        if not block.daily or column is None:
            export.leave_out(path, block.line, "unknown_title" if block.daily else "not_daily", text=block.title)
            continue
        named_platform = platform_named(column.platform, catalogue) if column.platform else None
        platform = named_platform or (form.unnamed if column.metric in named else None) or origin.platform
        first_row = len(export.rows)
        days = _read_block(path, form, block, column, platform, origin, export)
        if form.zeros_omitted and days and catalogue.metric(column.metric).kind == "flow":
            first, last = min(days).date(), max(days).date()
            export.zeros.append(Zeros(origin.account, platform, column.metric, first, last))
            gaps = (last - first).days + 1 - len({day.date() for day in days})
            if gaps:
                notes.append(messages("metrics.zeros_omitted", n=gaps, title=block.title))
        ends = last_day_named(path.name)
        seen = datetime.combine(ends, time.min) if ends else max(days, default=None)
        export.rows[first_row:] = [row._replace(seen=seen) for row in export.rows[first_row:]]
    if not export.rows:
        reason = "no_rows" if any(block.daily and column is not None for block, column in known) else "unknown_format"
        raise error(reason, file=str(path), columns=", ".join(block.title for block in blocks))
    export.file = FileRead(str(path), form.name, len(export.rows), tuple(notes))
    return export


def _read_block(path: Path, form: Format, block: Block, column: Column, platform: str | None, origin: Origin, export: Export) -> list[datetime]:
    """Add the rows of one block; the days that stand in it, with a figure or without."""
    order = form.order or origin.order or "ymd"
    mark = decimal_mark(cells[1] for _, cells in block.body if len(cells) > 1)
    days: list[datetime] = []
    for line, cells in block.body:
        figure = cells[1] if len(cells) > 1 else ""
        when, parsed = read_time(cells[0], order), read_value(figure, mark)
        if when is None:
            export.leave_out(path, line, "bad_date", text=cells[0])
            continue
        if parsed is None and not is_missing(figure):
            export.leave_out(path, line, "bad_value", text=figure, column=block.title)
            continue
        days.append(when)
        if parsed is None:
            export.blank(origin.account, platform, column.metric, when.date())
        else:
            moment = datetime.combine(when.date(), time.min)
            export.rows.append(MetricRow(moment, origin.account, platform, column.metric, parsed[0], column.unit or parsed[1] or "count"))
    return days
