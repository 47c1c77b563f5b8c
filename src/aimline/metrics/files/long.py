"""The canonical long table: one row a figure, with columns named as in `MetricRow`."""

import codecs
from pathlib import Path

from aimline.catalogue.labels import spelling
from aimline.metrics.files.tables import TextTable, delimiters

LONG_COLUMNS = frozenset(["ts", "metric", "value"])
"""What a long table must have."""
_HEAD = 2**16
_HEADER = 2**20
"""Bytes that a header may have."""


def long_label(cell: str) -> str:
    """The label of a column as `MetricRow` writes it (`item_type`)."""
    return spelling(cell).replace(" ", "_")


def header_of(path: Path) -> tuple[str, list[str]]:
    """The separator of a table in UTF-8, and the labels of its first line, as `MetricRow` writes them.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.readline(_HEADER).decode("utf-8-sig", "ignore")
    lines = head.splitlines()
    first = lines[0] if lines else ""
    delimiter = delimiters([first])[0]
    return delimiter, [long_label(cell) for _, cells in TextTable([first], delimiter)() for cell in cells]


def is_long(path: Path) -> bool:
    """Whether a file has the header of the canonical long table, and begins in UTF-8, as that is."""
    try:
        if not set(header_of(path)[1]) >= LONG_COLUMNS:
            return False
        with path.open("rb") as stream:
            codecs.getincrementaldecoder("utf-8")().decode(stream.read(_HEAD))
    except (OSError, UnicodeDecodeError):
        return False
    return True
