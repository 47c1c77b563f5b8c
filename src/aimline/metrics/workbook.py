"""Workbooks (`.xlsx`, `.xls`, `.ods`): every sheet as a table of the texts that a CSV export of it would have.

Dates become ISO days or moments, numbers keep their decimal point whatever the locale, shares in cells shown as percentages become percentages.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from aimline.metrics.errors import MetricsError, error
from aimline.metrics.packed import CELLS, Packed, too_large, unpack
from aimline.metrics.tables import Row, content
from aimline.metrics.tabular import Tabular

WORKBOOKS = frozenset([".xlsx", ".xlsm", ".xls", ".ods"])
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_workbook(path: Path) -> bool:
    """Whether a file has the name and the first bytes of a workbook: what is called `.xls` is often a text table or a web page.

    False too where it cannot be read.
    """
    if path.suffix.lower() not in WORKBOOKS:
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(4) in (_ZIP, _OLE)
    except (OSError, ValueError):
        return False


def sheets(path: Path) -> Iterator[Tabular]:
    """The sheets of a workbook that hold anything, in its order.

    Raises:
        MetricsError: it cannot be read, is damaged, locked by a password, empty, or larger than fits into memory.
    """
    import python_calamine

    raw = content(path)
    if raw.startswith(_OLE) and _ENCRYPTED in raw:
        raise error("password", file=str(path))
    packed = unpack(path, raw) if raw.startswith(_ZIP) else None
    found = False
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
                    continue
                cells = book.get_sheet_by_name(sheet.name)
                if cells.total_height * cells.total_width > CELLS:
                    raise too_large(path)
                table = list(_rows(cells.to_python(skip_empty_area=False), sheet.name, packed))
                if any(row for _, row in table):
                    found = True
                    yield Tabular(sheet.name, partial(iter, table), "workbook", shares_unmarked=packed is None or packed.percentages is None)
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


def _rows(rows: list[list[_Cell]], sheet: str, packed: Packed | None) -> Iterator[Row]:
    """Rows of texts by their number in the sheet, without the empty cells at their end."""
    shown = (packed.percentages or {}).get(sheet, frozenset()) if packed else frozenset()
    for number, cells in enumerate(rows, 1):
        texts = [_text(cell, (number, place) in shown) for place, cell in enumerate(cells, 1)]
        while texts and not texts[-1].strip():
            texts.pop()
        yield number, texts


def _text(cell: _Cell, percentage: bool) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return f"{_number(round(cell * 100, 10))}%" if percentage else _number(cell)
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(cell, datetime):
        moment = (cell + timedelta(milliseconds=500)).replace(microsecond=0)  # a time of day is a binary fraction of a day
        return moment.isoformat(" ") if moment.time() != time.min else moment.date().isoformat()
    return cell.isoformat()


def _number(value: float) -> str:
    """A number whose point cannot be taken for one between thousands: with no decimals, or with four at least."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(float(value))
    whole, point, decimals = text.partition(".")
    return f"{whole}.{decimals:0<4}" if point and decimals.isdigit() else text
