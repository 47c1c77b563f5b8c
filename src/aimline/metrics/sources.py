"""What `--metrics` names: files, folders and patterns, with the account and the platform that the files themselves leave out."""

import glob
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations, takewhile
from pathlib import Path

from aimline.catalogue import Catalogue
from aimline.catalogue import load as load_catalogue
from aimline.metrics.errors import MetricsError, error
from aimline.metrics.export import Export, Origin
from aimline.metrics.hand import NAME as HAND_LOG
from aimline.metrics.hand import read_log
from aimline.metrics.log import FileRead, MetricLog, MetricRow, SetAside, Table
from aimline.metrics.long import is_long
from aimline.metrics.mapping import read_mappings
from aimline.metrics.overlap import merge
from aimline.metrics.platforms import platform_named
from aimline.metrics.reader import read_export, read_tabular
from aimline.metrics.tables import check
from aimline.metrics.tabular import SEPARATOR, within
from aimline.metrics.workbook import WORKBOOKS, is_workbook, sheets
from aimline.text.files import below, exists, is_file, is_folder
from aimline.text.reasons import reason

EXTENSIONS = frozenset([".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".parquet"]) | WORKBOOKS


_Read = dict[tuple[Path, str | None, str | None], list[MetricRow]]
"""The rows of each file, or of each table in a file, by where it is and what was known of it."""


def read_metrics(specs: Sequence[str], catalogue: Catalogue | None = None, mappings: Sequence[str] = ()) -> tuple[MetricLog, list[MetricsError]]:
    """Read everything that some `[[ACCOUNT/]PLATFORM=]PATH[::TABLE]` name, and the errors of files named one by one, or of a folder in
    which no file can be read.

    In folders, names of folders that are a platform, or an account over a platform, fill in what the files leave out, and a file that cannot be read is set
    aside. What a file says itself is never overridden.

    `mappings` are files with formats of the user's own, or patterns of such; nothing is read where one of them is broken.
    """
    catalogue = catalogue or load_catalogue()
    own, broken = read_mappings(mappings, catalogue)
    if broken:
        return MetricLog(), broken
    log = MetricLog()
    errors: list[MetricsError] = []
    read: _Read = {}
    named: dict[Path, str] = {}
    done: set[tuple[Path, str | None, str | None, str | None]] = set()
    for spec in specs:
        try:
            origin, name = _origin(spec, catalogue)
            origin.mappings = own
            name, table = _table(name)
            closed: list[OSError] = []
            files, by_name = _files(name, closed)
            errors += [error("closed_folder", file=problem.filename, reason=reason(problem)) for problem in closed]
            if not files and not closed:
                raise error("empty_folder" if is_folder(name) else "missing", file=name)
        except MetricsError as problem:
            errors.append(problem)
            continue
        refused: list[tuple[Path, MetricsError]] = []
        for path in files:
            root = _root(name)
            known = origin if root is None else _in_folder(path, root, origin, catalogue)
            key = (_place(path), table, known.platform, known.account)
            if key in done:
                continue
            done.add(key)
            named.setdefault(key[0], str(path))
            try:
                if holds_tables(path):
                    _read_tables(path, table, known, catalogue, log, read)
                else:
                    read[key[0], known.platform, known.account] = _read(path, known, catalogue, log)
            except MetricsError as problem:
                refused.append((path, problem))
        if by_name or len(refused) == len(files):
            errors += [problem for _, problem in refused]
        else:
            log.set_aside += [SetAside(str(path), None, _unnamed(problem, path)) for path, problem in refused]
    errors += _undecided_platforms(read, log, catalogue)
    log.rows, log.overlaps = merge((named.get(where[0], str(where[0])), rows) for where, rows in read.items())
    return log, errors


def _unnamed(problem: MetricsError, path: Path) -> dict[str, str]:
    """The message of an error without the file's name, which stands before it anyway."""
    return {language: re.sub(rf"^{re.escape(str(path))}\s*: ", "", text) for language, text in problem.message.items()}


def _place(path: Path) -> Path:
    """Where a file really is, so that a file given twice is read once."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _undecided_platforms(read: _Read, log: MetricLog, catalogue: Catalogue) -> list[MetricsError]:
    """Two files that give one metric of no named platform, with other figures on most days, are of two platforms (Meta gives its files the same title for
    both): neither is used until it is said which is which. A later export of the same figures differs on few days.
    """
    found: dict[tuple[str, str | None], dict[tuple[Path, str | None, str | None], dict[tuple[datetime, str], float]]] = {}
    for file, rows in read.items():
        for row in rows:
            if row.platform is None and row.item is None and catalogue.metric(row.metric).on_platforms:
                found.setdefault((row.metric, row.account), {}).setdefault(file, {})[row.ts, row.unit] = row.value
    errors = []
    for (metric, account), files in found.items():
        for one, other in combinations(files, 2):
            shared = files[one].keys() & files[other].keys()
            if len(shared) >= 3 and 2 * sum(files[one][key] != files[other][key] for key in shared) > len(shared):
                errors.append(error("twice", file=str(one[0]), other=str(other[0])))
                for file in (one, other):
                    read[file] = [row for row in read[file] if row.platform is not None or row.metric != metric]
                log.zeros = [zero for zero in log.zeros if (zero.platform, zero.metric, zero.account) != (None, metric, account)]
    return errors


def _likest(text: str, catalogue: Catalogue) -> list[str]:
    """The names of platforms that are written most like a text, the likest first."""
    from rapidfuzz import process

    names = sorted(name for name in catalogue.platforms if name not in ("all", "social_media"))
    return [name for name, _, _ in process.extract(text.lower(), names, limit=5)]


def _origin(spec: str, catalogue: Catalogue) -> tuple[Origin, str]:
    if not spec.strip():
        raise error("no_path", text=spec)
    prefix, sep, path = spec.partition("=")
    if not sep or "/" in prefix.replace("/", "", 1) or prefix.startswith((".", "/", "~")) or exists(spec):
        return Origin(), spec
    if not path:
        raise error("no_path", text=spec)
    account, _, platform = prefix.rpartition("/")
    name = platform_named(platform, catalogue)
    if name is None:
        raise error("unknown_platform", text=platform, known=", ".join(_likest(platform, catalogue)))
    return Origin(name, account or None), path


def _table(name: str) -> tuple[str, str | None]:
    """A path and the table in it that `PATH::TABLE` names."""
    path, sep, table = name.partition(SEPARATOR)
    return (path, table) if sep and Path(path).suffix.lower() in WORKBOOKS and not exists(name) else (name, None)


def _files(name: str, closed: list[OSError]) -> tuple[list[Path], bool]:
    """The files that a path, a folder or a pattern names, and whether they were named one by one. Folders that cannot be looked into are added to `closed`."""
    path = Path(name)
    if is_folder(path):
        return below(path, lambda file: file.suffix.lower() in EXTENSIONS, closed.append), False
    if not exists(path) and re.search(r"[*?\[]", name):
        return sorted(Path(found) for found in glob.glob(name, recursive=True) if is_file(found)), True  # noqa: PTH207
    return [path], True


def _root(name: str) -> Path | None:
    """The folder that a path or a pattern begins with, below which names of folders are looked at; None of a file that is named by itself."""
    path = Path(name)
    if is_folder(path):
        return path
    return Path(*takewhile(lambda part: not re.search(r"[*?\[]", part), path.parts)) if not exists(path) and re.search(r"[*?\[]", name) else None


def _in_folder(path: Path, root: Path, origin: Origin, catalogue: Catalogue) -> Origin:
    """The origin of a file in a folder: `instagram/x.csv`, `acme/instagram/x.csv`."""
    folders = list(path.relative_to(root).parts[:-1])
    if not folders and platform_named(root.name, catalogue):
        folders = [root.name]
    platform = account = None
    for index, folder in enumerate(folders):
        name = platform_named(folder, catalogue)
        if name is not None:
            platform = name
            account = folders[index - 1] if index else None
    return replace(origin, platform=origin.platform or platform, account=origin.account or account)


def _read(path: Path, origin: Origin, catalogue: Catalogue, log: MetricLog) -> list[MetricRow]:
    """The rows of one file; canonical ones stay on disk."""
    kind = {".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl"}.get(path.suffix.lower())
    if path.name == HAND_LOG:
        return _taken(read_log(path, origin, catalogue), log)
    if kind is None and is_file(path) and is_long(path):
        kind = "csv"
    if kind is not None:
        check(path)
        log.tables.append(Table(path, kind, origin.account, origin.platform))
        log.files.append(FileRead(str(path), f"long_{kind}", 0))
        return []
    return _taken(read_export(path, origin, catalogue), log)


def _taken(export: Export, log: MetricLog) -> list[MetricRow]:
    """The rows of an export, whose other findings go into the log."""
    log.zeros += export.zeros
    log.set_aside += export.set_aside
    log.blanks |= export.blanks
    if export.file is not None:
        log.files.append(export.file)
    return export.rows


def holds_tables(path: Path) -> bool:
    """Whether a file holds tables that have names."""
    return is_workbook(path)


def _read_tables(path: Path, wanted: str | None, origin: Origin, catalogue: Catalogue, log: MetricLog, read: _Read) -> None:
    """Read the tables of a file, or the one that is wanted, each under the name of its own. One that is called after a platform is of that platform, where
    nothing else says so. What cannot be read is set aside, where another table can.

    Raises:
        MetricsError: no table of it can be read, or there is none of the wanted name.
    """
    names: list[str] = []
    refused: list[tuple[Path, MetricsError]] = []
    found = 0
    for table in sheets(path):
        names.append(table.name)
        if wanted is not None and table.name != wanted:
            continue
        known = replace(origin, platform=origin.platform or platform_named(table.name, catalogue))
        key = (within(_place(path), table.name), known.platform, known.account)
        found += 1
        if key in read:
            continue
        try:
            read[key] = _taken(read_tabular(within(path, table.name), table, known, catalogue), log)
        except MetricsError as problem:
            refused.append((within(path, table.name), problem))
    if wanted is not None and not found:
        raise error("no_table", file=str(path), text=wanted, known=", ".join(names))
    if refused and len(refused) == found:
        raise refused[0][1]
    log.set_aside += [SetAside(str(name), None, _unnamed(problem, name)) for name, problem in refused]
