"""Dates that can be read in two ways, settled by what lies beside them: exports of the same format in the same folder, archive or workbook."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from aimline.metrics.files.tabular import folder_of
from aimline.metrics.model.log import FileRead
from aimline.metrics.reading.settling import UndecidedDates

Proven = Mapping[tuple[Path, str], set[str]]
"""The orders of day and month that files prove, by the folder they lie in and their format."""


def proven(files: Iterable[FileRead]) -> Proven:
    """What some files that were read prove."""
    found: dict[tuple[Path, str], set[str]] = {}
    for file in files:
        if file.order is not None:
            found.setdefault((folder_of(Path(file.file)), file.format), set()).add(file.order)
    return found


def order_beside(path: Path, problem: UndecidedDates, known: Proven) -> str | None:
    """The order of a file's dates: that of its siblings where they agree, else that of its format where it has none; None where nothing settles it."""
    beside = known.get((folder_of(path), problem.format), set())
    return next(iter(beside)) if len(beside) == 1 else problem.declared if not beside else None


def only_elsewhere(waiting: Iterable[tuple[Path, UndecidedDates]], known: Proven) -> UndecidedDates | None:
    """What is wrong with files of one format none of which has siblings that settle its dates, so that those of the file around them may; else None."""
    found = list(waiting)
    if len({problem.format for _, problem in found}) != 1 or any((folder_of(path), problem.format) in known for path, problem in found):
        return None
    return found[0][1]
