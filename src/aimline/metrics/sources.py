"""What `--metrics` names: files, folders and patterns, with the account and the platform that the files themselves leave out."""

import glob
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations, takewhile
from pathlib import Path
from typing import NamedTuple

from aimline.catalogue import ANYWHERE, Catalogue
from aimline.catalogue import load as load_catalogue
from aimline.metrics.contents import EXTENSIONS, Read, Taking, folders_say, place_of, take, unnamed
from aimline.metrics.files.ours import is_state
from aimline.metrics.files.stored import STDIN, Stored, stored
from aimline.metrics.files.tabular import SEPARATOR
from aimline.metrics.formats.mapping import read_mappings
from aimline.metrics.formats.platforms import platform_named
from aimline.metrics.model.errors import MetricsError, error
from aimline.metrics.model.export import Origin
from aimline.metrics.model.log import MetricLog, SetAside
from aimline.metrics.model.overlap import merge
from aimline.metrics.nameless import name_platforms
from aimline.metrics.reading.settling import UndecidedDates
from aimline.metrics.reading.siblings import order_beside, proven
from aimline.text.files import below, exists, is_file, is_folder
from aimline.text.reasons import reason


def read_metrics(
    specs: Sequence[str],
    catalogue: Catalogue | None = None,
    mappings: Sequence[str] = (),
    habits: Origin | None = None,
    only: Collection[Path] | None = None,
) -> tuple[MetricLog, list[MetricsError]]:
    """Read everything that some `[[ACCOUNT/]PLATFORM=]PATH[::TABLE]` name, and the errors of files named one by one, or of a folder in
    which no file can be read.

    In folders, names of folders that are a platform, or an account over a platform, fill in what the files leave out, and a file that cannot be read is set
    aside. What a file says itself is never overridden. `habits` are the order of dates, the year and the decimal mark of files that show none.

    A file that is named with its platform is not read once more without it, where a folder or a pattern names it too.

    Dates that can be read in two ways are read as those of other exports of the same format in the same folder, where these are settled, and agree.

    `only` are the files that are read of all that are named, every one unless given; where `log.leans`, these may come to something else than they do among
    all of them.

    `mappings` are files with formats of the user's own, or patterns of such; nothing is read where one of them is broken.
    """
    catalogue = catalogue or load_catalogue()
    habits = habits or Origin()
    own, broken = read_mappings(mappings, catalogue)
    if broken:
        return MetricLog(), broken
    into = Taking(catalogue)
    log, read = into.log, into.read
    errors: list[MetricsError] = []
    named: dict[Path, str] = {}
    done: set[tuple[Path, str | None, str | None, str | None]] = set()
    waiting: list[_Waiting] = []
    given: list[tuple[list[tuple[Path, MetricsError]], bool, int]] = []
    told = _told_whose(specs, catalogue)
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
            if only is not None and path not in only:
                continue
            root = _root(name)
            known = origin if root is None else _in_folder(path, root, origin, catalogue)
            known = replace(known, order=habits.order, year=habits.year, decimal=habits.decimal, waits=True)
            key = (place_of(path), table, known.platform, known.account)
            if key in done or (origin.platform is None and table is None and key[0] in told):
                continue
            done.add(key)
            named.setdefault(key[0], str(path))
            try:
                file = stored(path, into.scratch)
                take(file, table, known, into)
            except UndecidedDates as problem:
                waiting.append(_Waiting(file, table, known, problem, refused))
            except MetricsError as problem:
                refused.append((path, problem))
        given.append((refused, by_name, len(files)))
    _take_waiting(waiting, into)
    log.leans = bool(waiting)
    for refused, by_name, count in given:
        if by_name or len(refused) == count:
            errors += [problem for _, problem in refused]
        else:
            log.set_aside += [SetAside(str(path), None, unnamed(problem, path)) for path, problem in refused]
    errors += _undecided_platforms(read, log, catalogue)
    name_platforms(read, log, catalogue)
    log.rows, log.overlaps = merge((named.get(where[0], str(where[0])), rows) for where, rows in read.items())
    return log, errors


def _told_whose(specs: Sequence[str], catalogue: Catalogue) -> set[Path]:
    """The files that are named whole, with their platform."""
    told: set[Path] = set()
    for spec in specs if len(specs) > 1 else ():
        try:
            origin, name = _origin(spec, catalogue)
            name, table = _table(name)
            if origin.platform is not None and table is None:
                told |= set(map(place_of, _files(name, [])[0]))
        except MetricsError:
            continue  # told when it is read
    return told


class _Waiting(NamedTuple):
    """A file whose dates other files may settle, the table wanted of it, what is known of it, what is wrong, and where that is told if nothing
    helps.
    """

    file: Stored
    table: str | None
    origin: Origin
    problem: UndecidedDates
    refused: list[tuple[Path, MetricsError]]


def _take_waiting(waiting: Sequence[_Waiting], into: Taking) -> None:
    """Read the files whose dates nothing in them settles, in the order that other exports of their format and folder prove, else in that of the format."""
    known = proven(into.log.files)
    for one in waiting:
        order = order_beside(one.file.name, one.problem, known)
        if order is None:
            one.refused.append((one.file.name, one.problem))
            continue
        try:
            take(one.file, one.table, replace(one.origin, order=order), into)
        except MetricsError as problem:
            one.refused.append((one.file.name, problem))


def named(spec: str, catalogue: Catalogue) -> tuple[Origin, list[Path], str | None, bool]:
    """What a `[[ACCOUNT/]PLATFORM=]PATH[::TABLE]` says of files, the files, the table in them, and whether they are named one by one.

    Raises:
        MetricsError: it names no platform or no file.
    """
    origin, name = _origin(spec, catalogue)
    name, table = _table(name)
    files, by_name = _files(name, [])
    return origin, files, table, by_name


def _undecided_platforms(read: Read, log: MetricLog, catalogue: Catalogue) -> list[MetricsError]:
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

    names = sorted(name for name in catalogue.platforms if name not in ANYWHERE)
    return [name for name, _, _ in process.extract(text.lower(), names, limit=5)]


def _origin(spec: str, catalogue: Catalogue) -> tuple[Origin, str]:
    if not spec.strip():
        raise error("no_path", text=spec)
    prefix, sep, path = spec.partition("=")
    if not sep or SEPARATOR in prefix or "/" in prefix.replace("/", "", 1) or prefix.startswith((".", "/", "~")) or exists(spec):
        return Origin(), spec
    if not path:
        raise error("no_path", text=spec)
    account, _, platform = prefix.rpartition("/")
    name = platform_named(platform, catalogue)
    if name is None:
        raise error("unknown_platform", text=platform, known=", ".join(_likest(platform, catalogue)))
    return Origin(name, account or None), path


def _table(name: str) -> tuple[str, str | None]:
    """A path and the table in it that `PATH::TABLE` names, or the query that `PATH::SELECT …` asks."""
    if exists(name):
        return name, None
    pieces = name.split(SEPARATOR)
    cuts = [(SEPARATOR.join(pieces[:cut]), SEPARATOR.join(pieces[cut:])) for cut in range(1, len(pieces))]
    for path, table in cuts:
        if path == STDIN or is_file(path):
            return path, table
    return cuts[0] if cuts and Path(cuts[0][0]).suffix.lower() in EXTENSIONS else (name, None)


def _files(name: str, closed: list[OSError]) -> tuple[list[Path], bool]:
    """The files that a path, a folder or a pattern names, and whether they were named one by one. Folders that cannot be looked into are added to `closed`."""
    path = Path(name)
    if is_folder(path):
        return below(path, lambda file: file.suffix.lower() in EXTENSIONS and not is_state(file), closed.append), False
    if not exists(path) and re.search(r"[*?\[]", name):
        return sorted(Path(found) for found in glob.glob(name, recursive=True) if is_file(found) and not is_state(Path(found))), True  # noqa: PTH207
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
    return folders_say(folders, origin, catalogue)
