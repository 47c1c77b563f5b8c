"""Workbooks (`.xlsx`, `.xls`, `.ods`): every sheet as a table of the texts that a CSV export of it would have.

Dates become ISO days or moments, numbers keep their decimal point whatever the locale, shares in cells shown as percentages become percentages.
"""

import io
from collections.abc import Container, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from aimline.metrics.cells.texts import text_of
from aimline.metrics.files.packed import CELLS, Packed, too_large, unpack
from aimline.metrics.files.stored import Stored
from aimline.metrics.files.tables import Row, content
from aimline.metrics.files.tabular import Tabular
from aimline.metrics.model.errors import MetricsError, error

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

WORKBOOKS = frozenset([".xlsx", ".xlsm", ".xls", ".ods"])
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def sheets(file: Stored) -> Iterator[Tabular]:
    """The sheets of a workbook that hold anything, in its order.

    Raises:
        MetricsError: it cannot be read, is damaged, locked by a password, empty, or larger than fits into memory.
    """
    import python_calamine

    path, raw = file.name, content(file.at)
    if raw.startswith(_OLE) and _ENCRYPTED in raw:
        raise error("password", file=str(path))
    packed = unpack(path, io.BytesIO(raw)) if raw.startswith(_ZIP) else None
    found = False
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
                    continue
                cells = book.get_sheet_by_name(sheet.name)
                if cells.total_height * cells.total_width > CELLS:
                    raise too_large(path)
                table = partial(_rows, cells, sheet.name, packed)
                if any(row for _, row in table()):
                    found = True
                    yield Tabular(sheet.name, table, "workbook", shares_unmarked=packed is None or packed.percentages is None)
    except python_calamine.PasswordError:
        raise error("password", file=str(path)) from None
    except MetricsError:
        raise
    except Exception:
        raise error("damaged_book", file=str(path)) from None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":  # how a failure inside the reader of workbooks shows
            raise
        raise error("damaged_book", file=str(path)) from None
    if not found:
        raise error("empty", file=str(path))


_Cell = int | float | str | bool | time | date | datetime | timedelta


def _rows(rows: "CalamineSheet", sheet: str, packed: Packed | None) -> Iterator[Row]:
    """Rows of texts by their number in the sheet, without the empty cells at their end."""
    none: Container[tuple[int, int]] = ()
    shown = (packed.percentages or {}).get(sheet, none) if packed else none
    before = rows.start[1] if rows.start else 0  # the first columns without any cell are not handed out
    for number, cells in enumerate(rows.iter_rows(), 1):
        texts = [""] * before + [_text(cell, (number, place) in shown) for place, cell in enumerate(cells, before + 1)]
        while texts and not texts[-1].strip():
            texts.pop()
        yield number, texts


def _text(cell: _Cell, percentage: bool) -> str:
    """A cell as text; a share in a cell that is shown as a percentage becomes one."""
    if percentage and isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{text_of(round(cell * 100, 10))}%"
    if isinstance(cell, datetime):
        cell = (cell + timedelta(milliseconds=500)).replace(microsecond=0)  # a time of day is a binary fraction of a day
    return text_of(cell)
