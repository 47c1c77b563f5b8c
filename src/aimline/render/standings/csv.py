"""`evaluate --format csv`: one row a standing, for spreadsheets (RFC 4180, UTF-8).

The file begins with a byte order mark: without it Excel takes the bytes for the code page of the system and shows Arabic as gibberish, and who asks for CSV
mostly opens it there. LibreOffice, Numbers, Google Sheets, DuckDB and `encoding="utf-8-sig"` take it as what it is; programs that do not have JSON.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, get_args, get_origin

from aimline.engine.standing import Standing
from aimline.goals.model import Model
from aimline.render.standings import Run
from aimline.text.messages import visible

_MARK = "\ufeff"
_BETWEEN = ";"
"""Between the parts of a cell that holds several."""
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a cell begins with that spreadsheets work out instead of showing it; East Asian ones take the wide forms, too (OWASP, CSV Injection; CWE-1236)."""


def render(standings: Sequence[Standing], run: Run) -> Iterator[str]:
    """The header and the rows. Columns are the fields of a standing under their names in JSON, those of objects as `pace_spi`; lists of objects (actions,
    periods) are left to JSON; the reason is in one language. Nothing is rounded, what is undefined is an empty cell.
    """
    columns = list(_columns(Standing))
    yield _MARK + _row("_".join(path) for path in columns)
    for place, standing in enumerate(standings):
        yield _row(_cell(_at(standing, path), run.speaks(place)) for path in columns)


@cache
def _columns(model: type[Model]) -> tuple[tuple[str, ...], ...]:
    """The way to every value of a model that fits a cell."""
    found: list[tuple[str, ...]] = []
    for name, field in model.model_fields.items():
        kinds = get_args(field.annotation) or (field.annotation,)
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Model)), None)
        if get_origin(field.annotation) is tuple:
            found += [(name,)] if inner is None else []
        else:
            found += [(name,)] if inner is None else [(name, *path) for path in _columns(inner)]
    return tuple(found)


def _at(value: Any, path: Sequence[str]) -> Any:
    for name in path:
        value = None if value is None else getattr(value, name)
    return value


def _cell(value: Any, language: str) -> object:
    """A value as its cell: numbers stay numbers, texts are made safe, whatever language they come from."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        value = value[language]
    return safe(value if isinstance(value, str) else _BETWEEN.join(map(str, value)))


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: behind an apostrophe where it begins like one. It is on one line; tabs and breaks, which some drop before
    they look, are blanks, and what steers a terminal is replaced.
    """
    shown = visible(" ".join(text.split()), isolates=True)
    return "'" + shown if shown.startswith(_FORMULA) else shown


def _row(cells: Any) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
