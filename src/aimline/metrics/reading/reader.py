"""One export → metric rows, by the format that its header or titles show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from aimline.catalogue import Catalogue
from aimline.metrics.files.long import LONG_COLUMNS, long_label
from aimline.metrics.files.tables import Row, Rows, TextTable, opened, says_separator, text_tables
from aimline.metrics.files.tabular import Tabular, named_by
from aimline.metrics.formats.guess import guess
from aimline.metrics.formats.known import Format, formats, recognise
from aimline.metrics.model.errors import MetricsError, because, error
from aimline.metrics.model.export import Export, Origin, set_aside, shortened
from aimline.metrics.reading.blocks import Block, find_blocks, read_blocks
from aimline.metrics.reading.columns import read_columns, seen_labels
from aimline.metrics.reading.longrows import long_labels, read_long
from aimline.metrics.reading.posts import platform_filed, posts, undated
from aimline.metrics.reading.sections import is_sectioned, read_sections
from aimline.text.messages import messages

_PREAMBLE_LINES = 15
"""How many rows of several cells may stand before the header; titles, remarks and blank lines do not count."""
_BLOCK_ROWS = 100_000
"""Rows that a file of blocks may have: ten blocks of thirty years."""


Notes = tuple[Mapping[str, str], ...]
"""What is told of a file, in each language."""


class _OnlyBreakdowns(MetricsError):
    """A file of blocks none of which has a figure a day."""


def read_export(path: Path, origin: Origin, catalogue: Catalogue, folder: Path | None = None, *, at: Path | None = None) -> Export:
    """Read one export; `at` is where it lies, if not under its name.

    Raises:
        MetricsError: it cannot be read at all, no format fits it, or its dates can be read in two ways.
    """
    first: TextTable | None = None
    for read in (_read, _guessed, _undated):
        breakdowns: _OnlyBreakdowns | None = None
        for table in text_tables(path, opened(at) if at is not None else None):
            first = first or table
            if (labels := long_labels(table)) is not None:
                if (byte := table.not_unicode) is not None:  # which letters they are, nothing shows
                    raise error("encoding", file=str(path), encoding="UTF-8", offset=byte)
                return read_long(path, labels, table, replace(origin, delimiter=table.delimiter), catalogue, "csv")
            try:
                export = read(path, table, replace(origin, delimiter=table.delimiter), catalogue, folder)
            except _OnlyBreakdowns as problem:  # in another encoding the headers may say that there are days
                breakdowns = breakdowns or problem
                continue
            if export is not None:
                export.set_aside[:0] = [set_aside(path, line, "unclosed_quote") for line in table.torn]
                return export
        if breakdowns is not None:
            raise breakdowns
    raise _unknown(path, first() if first else ())


def read_tabular(path: Path, table: Tabular, origin: Origin, catalogue: Catalogue) -> Export:
    """Read one table of a file that holds several; `path` is what it is called in messages.

    Raises:
        MetricsError: as of `read_export`.
    """
    labels = long_labels(table.rows)
    if labels is not None:
        return read_long(path, labels, table.rows, origin, catalogue, table.kind)
    export = _read(path, table.rows, origin, catalogue, None, shares_unmarked=table.shares_unmarked)
    export = export or _guessed(path, table.rows, origin, catalogue, None, shares_unmarked=table.shares_unmarked)
    export = export or _undated(path, table.rows, origin, catalogue, None, shares_unmarked=table.shares_unmarked)
    if export is None:
        raise _unknown(path, table.rows())
    return export


def _read(path: Path, table: Rows, origin: Origin, catalogue: Catalogue, folder: Path | None, *, shares_unmarked: bool = False) -> Export | None:
    """What one way to read a file as a table gives; None where no format fits."""
    sectioned = sections_in(path, table, folder, origin, catalogue)
    if sectioned is not None:
        return sectioned[1]
    titled = blocks_in(path, table, folder, origin.mappings, titled=True)
    if titled is not None:
        return read_blocks(path, *titled, origin, catalogue)
    form, at = header_in(table(), folder, path.name, origin)
    notes: Notes = ()
    if form is not None:
        if form.named_as_people_do:
            form, origin, notes = made_by_people(path, form, table, at, origin, catalogue)
        if form.refuse is not None and not form.whole:
            raise because(path, form.refuse)
        return read_columns(path, form, table, at, origin, catalogue, notes, shares_unmarked=shares_unmarked)
    blocks = blocks_in(path, table, folder, origin.mappings)
    return read_blocks(path, *blocks, origin, catalogue) if blocks is not None else None


def sections_in(path: Path, table: Rows, folder: Path | None, origin: Origin, catalogue: Catalogue) -> tuple[Format, Export] | None:
    """What a file of several tables gives, with the format that knows them; None where it is none."""
    for form in (form for form in (*origin.mappings, *formats(folder)) if form.layout == "sections"):
        if is_sectioned(table()) and (export := read_sections(path, form, table, origin, catalogue)) is not None:
            return form, export
    return None


def blocks_in(path: Path, table: Rows, folder: Path | None, first: Sequence[Format], *, titled: bool = False) -> tuple[Format, list[Block]] | None:
    """The blocks of a file of blocks, with the format that knows them; None where it is none. `first` are formats of the user's own. `titled`: only where it
    looks like one at first sight, before any format of tables is tried.

    Raises:
        MetricsError: it has blocks, and none of figures a day.
    """
    if titled and not _is_titled(table()):
        return None
    for form in (form for form in (*first, *formats(folder)) if form.layout == "blocks"):
        found = find_blocks(islice(table(), _BLOCK_ROWS), form, named_by(path))
        if sum(map(bool, found)) > (1 if titled and not _separator_said(table()) else 0):
            return form, found
        if titled:
            continue
        if found and _separator_said(table()):
            problem = error("no_daily_block", file=str(path), titles=shortened(", ".join(f"“{block.title}”" for block in found)))
            raise _OnlyBreakdowns(problem.message, str(path))
    return None


def _is_titled(table: Iterable[Row]) -> bool:
    """Whether a file begins with a title alone on its line and a header of two cells below it, as files of blocks do."""
    lines = [sum(map(bool, map(str.strip, cells))) for _, cells in islice(table, 8) if not says_separator(cells)]
    return [filled for filled in lines if filled][:2] == [1, 2]


def _separator_said(table: Iterable[Row]) -> bool:
    """Whether a file begins with `sep=`, as Meta's do."""
    return says_separator(next(iter(table), (0, []))[1])


def _guessed(path: Path, table: Rows, origin: Origin, catalogue: Catalogue, folder: Path | None, *, shares_unmarked: bool = False) -> Export | None:
    """What a table gives that no format fits, by what its labels say and its cells show; None where they show no days or no metric."""
    guessed = guess(table(), folder, origin.platform, path.name)
    if guessed is None:
        return None
    form, at = guessed
    form, origin, notes = made_by_people(path, form, table, at, origin, catalogue)
    if (
        not form.item
        and not form.rows_are_items
        and seen_labels().issuperset(form.date)
        and any(catalogue.metric(column.metric).kind == "flow" for column in form.columns.values())
    ):
        raise error("only_seen", file=str(path), date=", ".join(form.date))
    return read_columns(path, form, table, at, origin, catalogue, notes, shares_unmarked=shares_unmarked)


def _undated(path: Path, table: Rows, origin: Origin, catalogue: Catalogue, folder: Path | None, *, shares_unmarked: bool = False) -> Export | None:
    """What a table gives without any date whose rows are posts; None where nothing shows that they are."""
    found = posts_without_days(path, table, origin, catalogue, folder)
    if found is None:
        return None
    form, at, known, notes = found
    return read_columns(path, form, table, at, known, catalogue, notes, shares_unmarked=shares_unmarked)


def posts_without_days(path: Path, table: Rows, origin: Origin, catalogue: Catalogue, folder: Path | None) -> tuple[Format, int, Origin, Notes] | None:
    """The format of a table of posts without any date, the place of its header, what is known of it and what is told; None of any other table."""
    platform, notes = origin.platform, Notes()
    if platform is None and (platform := platform_filed(path.stem, catalogue)) is not None:
        notes = (messages("metrics.platform_filed", platform=platform),)
    found = undated(table, folder, platform)
    return (found[0].form, found[1], replace(origin, platform=found[0].platform), (*notes, *found[0].notes)) if found is not None else None


def made_by_people(path: Path, form: Format, table: Rows, at: int, origin: Origin, catalogue: Catalogue) -> tuple[Format, Origin, Notes]:
    """A table that no platform wrote, as what it is about: rows of posts are no days. Its platform is what links, labels or the file's name tell."""
    found = posts(form, table, at, origin.platform)
    platform, notes = (found.platform, found.notes) if found is not None else (origin.platform, ())
    if platform is None and not (found is not None and found.mixed) and (named := platform_filed(path.stem, catalogue)) is not None:
        platform, notes = named, (*notes, messages("metrics.platform_filed", platform=named))
        origin = replace(origin, platform=named)
    form = found.form if found is not None else form
    if platform is None:
        return form, origin, notes
    if not form.named_as_people_do and (again := guess(table(), None, platform, path.name)) is not None:
        form = replace(form, columns=again[0].columns)
    return replace(form, spoken_by=platform), origin, notes


def _unknown(path: Path, table: Iterable[Row]) -> MetricsError:
    """That no format fits, with the labels of what seems to be the header."""
    filled: list[list[str]] = []
    for _, cells in islice(table, 1000):
        if not (says_separator(cells) or (cells and cells[0].lstrip().startswith("#"))):
            filled.append([cell.strip() for cell in cells if cell.strip()])
            if len(filled[-1]) > 1:
                break
    seen = next((cells for cells in filled if len(cells) > 1), next((cells for cells in filled if cells), []))
    labels = {long_label(cell) for cell in seen}
    if len(lacking := LONG_COLUMNS - labels) == 1 and len(seen) > 2:
        return error("nearly_long", file=str(path), lacking=next(iter(lacking)), columns=shortened(", ".join(seen[:8])))
    return error("unknown_format", file=str(path), columns=shortened(", ".join(seen[:8])) or "-")


def header_in(table: Iterable[Row], folder: Path | None, name: str, origin: Origin) -> tuple[Format | None, int]:
    """The format and the place of the header: the first of the leading rows that a format recognises."""
    seen = 0
    for index, (_, cells) in enumerate(table):
        if len(cells) > 1 and not cells[0].startswith("#"):
            if (form := recognise(cells, folder, name, origin.platform, origin.mappings)) is not None:
                return form, index
            seen += any(cell.strip() for cell in cells[1:])
            if seen == _PREAMBLE_LINES:
                break
    return None, 0
