"""Which table of which file is explained: `aimline metrics --explain [[ACCOUNT/]PLATFORM=]FILE[::TABLE]`."""

from collections.abc import Iterable
from dataclasses import replace

from aimline.catalogue import Catalogue
from aimline.catalogue import load as load_catalogue
from aimline.config import HAND_LOG
from aimline.metrics.contents import DEEPEST, SEVERAL, chosen_members, kind_of
from aimline.metrics.explain import explain
from aimline.metrics.files.archive import members
from aimline.metrics.files.database import parquet_table
from aimline.metrics.files.long import LONG_COLUMNS
from aimline.metrics.files.stored import Scratch, Stored, stored, unpacked
from aimline.metrics.files.tables import opened, text_tables
from aimline.metrics.files.tabular import Tabular, within
from aimline.metrics.formats.platforms import platform_in
from aimline.metrics.model.errors import MetricsError, error
from aimline.metrics.model.export import Origin
from aimline.metrics.model.log import SetAside
from aimline.metrics.reading.longrows import long_labels
from aimline.metrics.sources import named


def explain_metrics(spec: str, language: str, catalogue: Catalogue | None = None) -> str:
    """How one file, or one table of it, is read, as a mapping to start from, with remarks in a language.

    Raises:
        MetricsError: it names no file of its own, or one in which no table can be seen.
    """
    catalogue = catalogue or load_catalogue()
    origin, files, wanted, by_name = named(spec, catalogue)
    if not by_name or len(files) != 1:
        raise error("explain_one", file=spec.rpartition("=")[2])
    scratch = Scratch()
    return _explain(stored(files[0], scratch), wanted, origin, catalogue, language, scratch)


def _explain(file: Stored, wanted: str | None, origin: Origin, catalogue: Catalogue, language: str, scratch: Scratch, depth: int = 0) -> str:
    kind = kind_of(file)
    if depth > DEEPEST:
        raise error("deep_archive", file=str(file.name), n=DEEPEST)
    if kind == "packed":
        return _explain(unpacked(file, scratch), wanted, origin, catalogue, language, scratch, depth + 1)
    if kind == "zip":
        return _first_member(file, wanted, origin, catalogue, language, scratch, depth)
    if kind in SEVERAL:
        return _first_table(file, SEVERAL[kind](file, wanted, scratch), wanted, origin, catalogue, language)
    if kind == "parquet":
        table = parquet_table(file)
        if not set(next(iter(table.rows()))[1]) >= LONG_COLUMNS:
            return explain(file.name, table.rows, origin, catalogue, language)
    if kind != "text" or file.name.name == HAND_LOG:
        raise error("explain_long", file=str(file.name))
    if any(long_labels(one) is not None for one in text_tables(file.name, opened(file.at))):
        raise error("explain_long", file=str(file.name))
    return explain(file.name, None, origin, catalogue, language, opened(file.at))


def _first_table(file: Stored, tables: Iterable[Tabular | SetAside], wanted: str | None, origin: Origin, catalogue: Catalogue, language: str) -> str:
    """The first table of a file in which something can be seen, or the one that is wanted."""
    problem: MetricsError | None = None
    names: list[str] = []
    for table in tables:
        if isinstance(table, SetAside):
            continue
        names.append(table.name)
        if wanted is None or table.name == wanted or table.asked:
            called = within(file.name, table.name) if table.name else file.name
            known = replace(origin, platform=origin.platform or platform_in(table.name, catalogue))
            try:
                if long_labels(table.rows) is not None:
                    raise error("explain_long", file=str(called))
                return explain(called, table.rows, known, catalogue, language, shares_unmarked=table.shares_unmarked)
            except MetricsError as refused:
                problem = problem or refused
    raise problem or error("no_table", file=str(file.name), text=wanted or "", known=", ".join(filter(None, names)) or "-")


def _first_member(file: Stored, wanted: str | None, origin: Origin, catalogue: Catalogue, language: str, scratch: Scratch, depth: int) -> str:
    """The first file of an archive in which something can be seen, or the one that is wanted."""
    chosen, inner = chosen_members(file, wanted)
    problem: MetricsError | None = None
    for member in members(file, chosen, scratch):
        if isinstance(member, SetAside):
            continue
        try:
            return _explain(member[1], inner, origin, catalogue, language, scratch, depth + 1)
        except MetricsError as refused:
            problem = problem or refused
    raise problem or error("damaged_archive", file=str(file.name))
