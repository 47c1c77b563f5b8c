"""What `--metrics` names: files, folders and patterns, with the account and the platform that the files themselves leave out."""

import glob
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from aimline.catalogue import Catalogue
from aimline.catalogue import load as load_catalogue
from aimline.metrics.errors import MetricsError, error
from aimline.metrics.formats import spelling
from aimline.metrics.log import FileRead, MetricLog, MetricRow, SetAside
from aimline.metrics.reader import Origin, read_export
from aimline.metrics.tables import delimiter_of
from aimline.text.messages import messages

EXTENSIONS = frozenset([".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".parquet"])
LONG_COLUMNS = frozenset(["ts", "metric", "value"])


def read_metrics(specs: Sequence[str], catalogue: Catalogue | None = None) -> tuple[MetricLog, list[MetricsError]]:
    """Read everything that some `[[ACCOUNT/]PLATFORM=]PATH` name, and the errors of files named one by one.

    In folders, names of folders that are a platform, or an account over a platform, fill in what the files leave out, and a file that cannot be read is set
    aside. What a file says itself is never overridden.
    """
    catalogue = catalogue or load_catalogue()
    log = MetricLog()
    errors: list[MetricsError] = []
    for spec in specs:
        try:
            origin, name = _origin(spec, catalogue)
        except MetricsError as problem:
            errors.append(problem)
            continue
        files, by_name = _files(name)
        if not files:
            errors.append(error("empty_folder" if Path(name).is_dir() else "missing", file=name))
        for path in files:
            try:
                _read(path, _in_folder(path, Path(name), origin, catalogue) if not by_name else origin, catalogue, log)
            except MetricsError as problem:
                if by_name:
                    errors.append(problem)
                else:
                    log.set_aside.append(SetAside(str(path), None, {language: text.removeprefix(f"{path}: ") for language, text in problem.message.items()}))
    log.rows = deduplicate(log.rows, log.set_aside)
    return log, errors


def _origin(spec: str, catalogue: Catalogue) -> tuple[Origin, str]:
    prefix, sep, path = spec.partition("=")
    if not sep or "/" in prefix.replace("/", "", 1) or prefix.startswith((".", "/", "~")) or Path(spec).exists():
        return Origin(), spec
    account, _, platform = prefix.rpartition("/")
    name = platform_named(platform, catalogue)
    if name is None:
        raise error("unknown_platform", text=platform, known=", ".join(sorted(catalogue.platforms)[:12]))
    return Origin(name, account or None), path


def platform_named(text: str, catalogue: Catalogue) -> str | None:
    """A platform by its name in any language."""
    from aimline.goals.settings import look_up

    if text.lower() in catalogue.platforms:
        return text.lower()
    found = look_up(text.replace("_", " "), "PLATFORM")
    return found if found in catalogue.platforms else None


def _files(name: str) -> tuple[list[Path], bool]:
    """The files that a path, a folder or a pattern names, and whether they were named one by one."""
    path = Path(name)
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in EXTENSIONS and not file.name.startswith(".")), False
    if not path.exists() and re.search(r"[*?\[]", name):
        return sorted(Path(found) for found in glob.glob(name, recursive=True) if Path(found).is_file()), True  # noqa: PTH207
    return [path], True


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
    return Origin(origin.platform or platform, origin.account or account, origin.order)


def _read(path: Path, origin: Origin, catalogue: Catalogue, log: MetricLog) -> None:
    kind = {".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl"}.get(path.suffix.lower())
    if kind is None and path.is_file() and _is_long(path):
        kind = "csv"
    if kind is not None:
        if not path.is_file():
            raise error("missing", file=str(path))
        if path.stat().st_size == 0:
            raise error("empty", file=str(path))
        log.tables.append((path, kind))
        log.files.append(FileRead(str(path), f"long_{kind}", 0))
        return
    export = read_export(path, origin, catalogue)
    log.rows += export.rows
    log.zeros += export.zeros
    log.set_aside += export.set_aside
    if export.file is not None:
        log.files.append(export.file)


def _is_long(path: Path) -> bool:
    """Whether a file has the header of the canonical long table."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096).decode("utf-8-sig", "ignore")
    except OSError:
        return False
    first = head.split("\n", 1)[0]
    return {spelling(cell) for cell in first.split(delimiter_of(first))} >= LONG_COLUMNS


def deduplicate(rows: Iterable[MetricRow], set_aside: list[SetAside]) -> list[MetricRow]:
    """One row a key (everything but value and `seen`): the one seen last; of two seen at once with different values the greater, which is reported. Order
    does not matter.
    """
    best: dict[MetricRow, MetricRow] = {}
    differing = 0
    for row in rows:
        key = row._replace(value=0.0, seen=None)
        other = best.get(key)
        if other is None:
            best[key] = row
            continue
        newer = (row.seen is not None, row.seen), (other.seen is not None, other.seen)
        if row.seen == other.seen and row.value != other.value:
            differing += 1
        if (newer[0] != newer[1] and (other.seen is None or (row.seen is not None and row.seen > other.seen))) or (
            row.seen == other.seen and row.value > other.value
        ):
            best[key] = row
    if differing:
        set_aside.append(SetAside("-", None, messages("metrics.disagreement", n=differing)))
    return sorted(best.values(), key=lambda row: (row.metric, row.platform or "", row.account or "", row.ts, row.item or "", row.value))
