"""Tables inside files: sheets, tables of a database, members of an archive, and how they are called."""

import re
from pathlib import Path
from typing import NamedTuple

from aimline.metrics.files.tables import Rows


class Tabular(NamedTuple):
    """One table of a file that holds several: its name, its rows with their numbers, the header among them, and the kind of file it is from.

    `rows` gives them from the first one whenever it is called, until the next table of the file is asked for.
    `shares_unmarked`: a cell shown as 5 % may stand here as 0.05, and nothing tells. `asked`: it is what a query gives, whatever it is called.
    """

    name: str
    rows: Rows
    kind: str
    shares_unmarked: bool = False
    asked: bool = False
    platform: str | None = None
    """Whose figures they are, where the names of its columns tell."""


_SLASH = "∕"
_ENDING = re.compile(r"(\.[a-z]\w{1,7}){1,2}$", re.IGNORECASE)
SEPARATOR = "::"
"""Between the name of a file and the name of a table in it, in messages and in `--metrics PATH::TABLE`."""


def within(path: Path, table: str) -> Path:
    """The name of a table in a file, for messages and provenance; no file is called so."""
    return path.with_name(f"{path.name}{SEPARATOR}{table.replace('/', _SLASH)}")


def folder_of(path: Path) -> Path:
    """The folder that a file lies in, which may be one in an archive: that of `all.zip::acme/Reach.csv` is `all.zip::acme`."""
    inside, slash, _ = path.name.rpartition(_SLASH)
    return path.with_name(inside) if slash else path.parent


def named_by(path: Path) -> str:
    """What the name of a file, or of a table or a file in it, calls its content: `Reach.csv`, `all.xlsx::Reach`, `all.zip::instagram/Reach.csv`."""
    name = path.name.rpartition(SEPARATOR)[2].rpartition(_SLASH)[2]
    return _ENDING.sub("", name)
