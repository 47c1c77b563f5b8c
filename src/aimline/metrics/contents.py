"""What a metric file is, by its content, and everything in it read: text tables, canonical long tables, and the tables and files that a file holds."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from aimline.catalogue import ANYWHERE, Catalogue
from aimline.config import HAND_LOG
from aimline.metrics.files.archive import is_workbook, members, titles
from aimline.metrics.files.database import duck_tables, parquet_columns, parquet_table, sqlite_tables
from aimline.metrics.files.long import LONG_COLUMNS, is_long
from aimline.metrics.files.records import document_tables, line_table, shape, singer_tables
from aimline.metrics.files.stored import Scratch, Stored, is_packed, unpacked
from aimline.metrics.files.tables import TextTable, check, opened, text_tables
from aimline.metrics.files.tabular import SEPARATOR, Tabular, within
from aimline.metrics.files.workbook import WORKBOOKS, sheets
from aimline.metrics.formats.platforms import platform_in, platform_named
from aimline.metrics.hand.readings import read_log
from aimline.metrics.model.errors import MetricsError, because, error
from aimline.metrics.model.export import Export, Origin
from aimline.metrics.model.log import FileRead, MetricLog, MetricRow, SetAside, Table
from aimline.metrics.reading.longrows import is_scannable, long_labels, read_long
from aimline.metrics.reading.reader import read_export, read_tabular
from aimline.metrics.reading.settling import UndecidedDates
from aimline.metrics.reading.siblings import only_elsewhere, order_beside, proven

DATABASES = frozenset([".db", ".sqlite", ".sqlite3", ".duckdb", ".ddb"])
EXTENSIONS = frozenset([".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".zip", ".gz", ".bz2", ".xz"]) | WORKBOOKS | DATABASES
"""How the names of files end that are looked into where a folder or an archive is named. What a file is shows in its content."""

DEEPEST = 3
"""How many files may lie in one another."""
_FOREIGN = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x28\xb5\x2f\xfd")
_HEAD = 512

Read = dict[tuple[Path, str | None, str | None], list[MetricRow]]
"""The rows of each file, or of each table in a file, by where it is and what was known of it."""


@dataclass(slots=True)
class Taking:
    """Where what is read goes."""

    catalogue: Catalogue
    log: MetricLog = field(default_factory=MetricLog)
    read: Read = field(default_factory=dict)
    scratch: Scratch = field(default_factory=Scratch)


def place_of(path: Path) -> Path:
    """Where a file really is, so that a file given twice is read once."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def unnamed(problem: MetricsError, path: Path) -> dict[str, str]:
    """The message of an error without the file's name, which stands before it anyway."""
    return {language: re.sub(rf"^{re.escape(str(path))}\s*: ", "", text) for language, text in problem.message.items()}


def folders_say(folders: list[str], origin: Origin, catalogue: Catalogue) -> Origin:
    """The origin of a file by the folders that it lies in: `instagram/`, `acme/instagram/`."""
    platform = account = None
    for index, folder in enumerate(folders):
        name = platform_named(folder, catalogue)
        if name is not None and name not in ANYWHERE:
            platform = name
            account = folders[index - 1] if index else None
    return replace(origin, platform=origin.platform or platform, account=origin.account or account)


def kind_of(file: Stored) -> str:
    """`workbook`, `zip`, `packed`, `sqlite`, `duckdb`, `parquet`, `long_jsonl`, `singer`, `lines`, `document`, `csv` (the canonical long table) or `text`.

    Raises:
        MetricsError: it cannot be opened, is empty, or is of a kind that cannot be unpacked here.
    """
    check(file.at, file.name)
    with file.at.open("rb") as stream:
        head = stream.read(_HEAD)
    suffix = file.name.suffix.lower()
    if head.startswith(b"PK\x03\x04"):
        return "workbook" if suffix in WORKBOOKS or is_workbook(file.at) else "zip"
    if head.startswith(b"PK\x05\x06"):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "workbook"
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    if head[8:12] == b"DUCK":
        return "duckdb"
    if head.startswith(b"PAR1") or suffix == ".parquet":
        return "parquet"
    if is_packed(head):
        return "packed"
    if head.startswith(_FOREIGN) or head[257:262] == b"ustar":
        raise error("foreign_archive", file=str(file.name))
    if suffix in DATABASES and b"\0" in head:
        raise error("damaged_database", file=str(file.name))
    found = shape(file)
    if found is not None:
        return "long_jsonl" if found == "long" else found
    return "csv" if is_long(file.at) else "text"


def take(file: Stored, wanted: str | None, origin: Origin, into: Taking, depth: int = 0) -> None:
    """Read a file, or the table (file, query) in it that is wanted.

    Raises:
        MetricsError: nothing of it can be read, or there is nothing of the wanted name.
    """
    kind = kind_of(file)
    if depth > DEEPEST:
        raise error("deep_archive", file=str(file.name), n=DEEPEST)
    if kind == "packed":
        inner = unpacked(file, into.scratch)
        take(inner, wanted, origin, into, depth + 1)
        if not any(table.at == inner.at for table in into.log.tables):
            inner.at.unlink(missing_ok=True)
        return
    if kind == "zip":
        _members(file, wanted, origin, into, depth)
        return
    several = SEVERAL.get(kind)
    if several is not None:
        _tables(file, lambda: several(file, wanted, into.scratch), wanted, origin, into)
        return
    if wanted is not None:
        raise error("no_tables", file=str(file.name), text=wanted)
    if kind == "parquet":
        if parquet_columns(file) >= LONG_COLUMNS:
            _canonical(file, "parquet", origin, into)
        else:
            into.read[place_of(file.name), origin.platform, origin.account] = _taken(
                read_tabular(file.name, parquet_table(file), origin, into.catalogue), into.log
            )
    elif file.name.name == HAND_LOG:
        into.read[place_of(file.name), origin.platform, origin.account] = _taken(read_log(file.at, origin, into.catalogue), into.log)
    elif kind == "csv" and (rows := _unscannable(file)) is not None:
        export = read_long(file.name, long_labels(rows) or [], rows, replace(origin, delimiter=rows.delimiter), into.catalogue, "csv")
        into.read[place_of(file.name), origin.platform, origin.account] = _taken(export, into.log)
    elif kind in ("csv", "long_jsonl"):
        _canonical(file, kind.removeprefix("long_"), origin, into)
    else:
        into.read[place_of(file.name), origin.platform, origin.account] = _taken(read_export(file.name, origin, into.catalogue, at=file.at), into.log)


SEVERAL: dict[str, Callable[[Stored, str | None, Scratch], Iterator[Tabular | SetAside]]] = {
    "workbook": lambda file, wanted, scratch: sheets(file),
    "sqlite": sqlite_tables,
    "duckdb": lambda file, wanted, scratch: duck_tables(file, wanted),
    "singer": lambda file, wanted, scratch: singer_tables(file),
    "lines": lambda file, wanted, scratch: line_table(file),
    "document": lambda file, wanted, scratch: document_tables(file),
}


def _unscannable(file: Stored) -> TextTable | None:
    """The rows of a canonical long table as text whose dates or figures are written otherwise than a scan reads them; None of any other."""
    if is_scannable(file.at):
        return None
    return next((table for table in text_tables(file.name, opened(file.at)) if long_labels(table) is not None), None)


def _canonical(file: Stored, kind: str, origin: Origin, into: Taking) -> None:
    """A canonical long table stays where it is, for the engine to scan."""
    into.log.tables.append(Table(file.name, kind, origin.account, origin.platform, file.at if file.at != file.name else None))
    into.log.files.append(FileRead(str(file.name), f"long_{kind}", 0))
    into.log.held = into.scratch


def _taken(export: Export, log: MetricLog) -> list[MetricRow]:
    """The rows of an export, whose other findings go into the log."""
    log.zeros += export.zeros
    log.set_aside += export.set_aside
    log.blanks |= export.blanks
    log.undated += export.undated
    if export.file is not None:
        log.files.append(export.file)
    return export.rows


def _tables(file: Stored, several: Callable[[], Iterator[Tabular | SetAside]], wanted: str | None, origin: Origin, into: Taking) -> None:
    """Read the tables of a file, or the one that is wanted, each under the name of its own. One that is called after a platform is of that platform, where
    nothing else says so. What cannot be read is set aside, where another table can. Dates that one table leaves open are read as those of the others.

    Raises:
        MetricsError: no table of it can be read, or there is none of the wanted name.
    """
    names: list[str] = []
    refused: list[tuple[Path, MetricsError]] = []
    aside: list[SetAside] = []
    waiting: dict[str, UndecidedDates] = {}
    before, found = len(into.log.files), 0

    def called(table: str) -> Path:
        return within(file.name, table) if table else file.name

    def read(table: Tabular, order: str | None = None) -> None:
        known = replace(origin, platform=origin.platform or table.platform or platform_in(table.name, into.catalogue))
        known = replace(known, order=order) if order else known
        key = (place_of(called(table.name)), known.platform, known.account)
        if key not in into.read:
            into.read[key] = _taken(read_tabular(called(table.name), table, known, into.catalogue), into.log)

    for table in several():
        if isinstance(table, SetAside):
            aside.append(table)
            continue
        names.append(table.name)
        if wanted is not None and table.name != wanted and not table.asked:
            continue
        found += 1
        try:
            read(table)
        except UndecidedDates as problem:
            waiting[table.name] = problem
        except MetricsError as problem:
            refused.append((called(table.name), problem))
    if wanted is not None and not found:
        raise error("no_table", file=str(file.name), text=wanted, known=", ".join(filter(None, names)) or "-")
    orders = _orders({called(name): problem for name, problem in waiting.items()}, len(refused), found, before, origin, into, refused)
    for table in several() if orders else ():
        if isinstance(table, Tabular) and table.name in waiting and called(table.name) in orders:
            try:
                read(table, orders[called(table.name)])
            except MetricsError as problem:
                refused.append((called(table.name), problem))
    if refused and len(refused) == found:
        raise refused[0][1]
    into.log.set_aside += aside
    into.log.set_aside += [SetAside(str(name), None, unnamed(problem, name)) for name, problem in refused]


def _orders(
    waiting: dict[Path, UndecidedDates], broken: int, count: int, before: int, origin: Origin, into: Taking, refused: list[tuple[Path, MetricsError]]
) -> dict[Path, str]:
    """The order of dates in the tables of a file that leave it open; those that nothing settles are refused. `count` tables were tried, `broken` of them cannot
    be read, and the files from `before` on were.

    Raises:
        UndecidedDates: nothing of the file was read, and files beside it may settle its dates.
    """
    known = proven(into.log.files[before:])
    if origin.waits and len(waiting) + broken == count and (problem := only_elsewhere(waiting.items(), known)) is not None:
        raise problem
    found = {path: order_beside(path, problem, known) for path, problem in waiting.items()}
    refused += [(path, waiting[path]) for path, order in found.items() if order is None]
    return {path: order for path, order in found.items() if order is not None}


def chosen_members(file: Stored, wanted: str | None) -> tuple[list[tuple[str, str]], str | None]:
    """The members of an archive that may be exports, or the one that is wanted, and the table in it that is wanted.

    Raises:
        MetricsError: there is none, or none of the wanted name.
    """
    known = titles(file)
    if wanted is None:
        chosen = [one for one in known if PurePosixPath(one[0]).suffix.lower() in EXTENSIONS]
        if not chosen:
            raise error("empty_archive", file=str(file.name))
        return chosen, None
    chosen = [one for one in known if wanted in (one[0], PurePosixPath(one[0]).name)]
    if chosen:
        return chosen, None
    chosen = [one for one in known if wanted.startswith(one[0] + SEPARATOR)]
    if not chosen:
        raise error("no_table", file=str(file.name), text=wanted, known=_some(known))
    return chosen, wanted[len(chosen[0][0] + SEPARATOR) :]


def _members(file: Stored, wanted: str | None, origin: Origin, into: Taking, depth: int) -> None:
    """Read the files in an archive that may be exports, as those of a folder are read; or the one that is wanted.

    Raises:
        MetricsError: none of them can be read, there is none, or none of the wanted name.
    """
    chosen, inner = chosen_members(file, wanted)
    refused: list[tuple[Path, MetricsError]] = []
    waiting: dict[Path, UndecidedDates] = {}
    before = len(into.log.files)

    def read(title: str, stored: Stored, order: str | None = None) -> None:
        folders = [part for part in PurePosixPath(title).parts[:-1] if part not in ("..", "/")]
        if not folders and platform_named(file.name.stem, into.catalogue):
            folders = [file.name.stem]
        here = folders_say(folders, origin, into.catalogue)
        here = replace(here, order=order) if order else here
        if (place_of(stored.name), here.platform, here.account) in into.read:
            return
        take(stored, inner, here, into, depth + 1)
        if any(table.at == stored.at for table in into.log.tables):
            kept = into.scratch.file()
            stored.at.rename(kept)
            into.log.tables = [table._replace(at=kept) if table.at == stored.at else table for table in into.log.tables]

    for member in members(file, chosen, into.scratch):
        if isinstance(member, SetAside):
            refused.append((Path(member.file), because(member.file, member.reason)))
            continue
        title, stored = member
        try:
            read(title, stored)
        except UndecidedDates as problem:
            waiting[stored.name] = problem
        except MetricsError as problem:
            refused.append((stored.name, problem))
    orders = _orders(waiting, len(refused), len(chosen), before, origin, into, refused)
    again = [one for one in chosen if within(file.name, one[0]) in orders]
    for member in members(file, again, into.scratch) if again else ():
        if not isinstance(member, SetAside):
            title, stored = member
            try:
                read(title, stored, orders[stored.name])
            except MetricsError as problem:
                refused.append((stored.name, problem))
    if len(refused) == len(chosen):
        raise refused[0][1]
    into.log.set_aside += [SetAside(str(name), None, unnamed(problem, name)) for name, problem in refused]


def _some(known: list[tuple[str, str]]) -> str:
    titles_ = [title for title, _ in known]
    return ", ".join(titles_[:20]) + (" …" if len(titles_) > 20 else "") or "-"
