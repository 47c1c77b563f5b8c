"""A first reading of a table: what only all of its rows together settle, kept in bounded memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from aimline.catalogue import Catalogue
from aimline.metrics.cells.dates import DateOrder
from aimline.metrics.cells.decimals import DecimalMark, file_marks
from aimline.metrics.cells.values import clock_parts, is_missing, read_value
from aimline.metrics.files.tables import Row
from aimline.metrics.formats.known import Column
from aimline.metrics.formats.totals import Totals

DISTINCT = 100_000
"""Different cells of a column that are kept."""

Cells = dict[str, None]
"""The different cells of a column, in the order in which they first stand there; of very many the first, and those that show what none before them does."""


class Rest:
    """The cells of a column after the first very many, of which those count that settle something: day and month, or the decimal mark."""

    def __init__(self, kept: Cells, *, dates: bool) -> None:
        self._kept, self._dates = kept, dates
        self._decider: DateOrder | DecimalMark | None = None
        self._like: set[str] = set()

    def add(self, text: str) -> None:
        """Take one more cell."""
        # the moments of a day show no more than one of them does, nor do figures that differ in their digits only
        like = text[:_HEAD] if self._dates else text.translate(_DIGITS)
        if like in self._like:
            return
        if len(self._like) < DISTINCT:
            self._like.add(like)
        if self._decider is None:
            self._decider = DateOrder(self._kept) if self._dates else DecimalMark(self._kept)
        before = self._decider.state()
        self._decider.add(text)
        if self._decider.state() != before:
            self._kept[text] = None


_HEAD = 10
"""Letters of 13/02/2026."""
_DIGITS = str.maketrans("23456789", "11111111")


def cell(cells: Sequence[str], place: int | None) -> str:
    """A cell without the blanks around it; empty where there is none."""
    return cells[place].strip() if place is not None and place < len(cells) else ""


@dataclass(slots=True)
class Survey:
    """What the rows below a header show. `dates` are the cells of each column of dates, `figures` those of each column of figures, by place; `differing` are
    columns called as one before them whose cells are others; `rows` counts the rows that are neither blank nor totals.
    """

    dates: dict[int, Cells] = field(default_factory=dict)
    figures: dict[int, Cells] = field(default_factory=dict)
    differing: set[int] = field(default_factory=set)
    rows: int = 0

    def marks(self, columns: Iterable[int], counted: dict[int, bool], delimiter: str | None, asked: str | None) -> dict[int, str | None]:
        """The decimal mark of each column; None where only the user can tell. `asked` is what the user says of files that do not show it."""
        return file_marks({place: DecimalMark(self.figures[place]) for place in columns}, counted, delimiter, asked)

    def unmarked_shares(self, place: int, mark: str) -> bool:
        """Whether nobody can tell if 0.05 in a column of percentages stands for 5 %."""
        found = [parsed for text in self.figures[place] if (parsed := read_value(text, mark)) is not None and parsed[0]]
        return bool(found) and not any(unit for _, unit in found) and all(abs(value) <= 1 for value, _ in found)

    def holds_words(self, place: int, mark: str) -> bool:
        """Whether a column has cells that hold something, and not one of them a figure."""
        words = False
        for text in self.figures[place]:
            if not is_missing(text):
                if read_value(text, mark) is not None or clock_parts(text) is not None:
                    return False
                words = True
        return words


def survey(body: Iterable[Row], totals: Totals, dates: Iterable[int | None], columns: Iterable[int], twins: dict[int, int]) -> Survey:
    """Look at all rows once. `twins` are columns that may repeat one before them, by place."""
    found = Survey({place: {} for place in dates if place is not None}, {place: {} for place in columns})
    dated = [(place, seen, Rest(seen, dates=True)) for place, seen in found.dates.items()]
    looked_at = [*dated, *((place, seen, Rest(seen, dates=False)) for place, seen in found.figures.items())]
    rows = 0
    for _, cells in body:
        if not (cells and cells[0].strip()) and not any(map(str.strip, cells)):
            continue
        if cells in totals:
            continue
        rows += 1
        width = len(cells)
        for place, seen, rest in looked_at:
            if place < width and (text := cells[place].strip()):
                if len(seen) < DISTINCT:
                    seen[text] = None
                else:
                    rest.add(text)
        for place, first in twins.items():
            if place not in found.differing and cell(cells, first) != cell(cells, place):
                found.differing.add(place)
    found.rows = rows
    return found


def counted(columns: dict[int, Column], catalogue: Catalogue) -> dict[int, bool]:
    """Which columns hold whole numbers, or money, of which three decimals are rare."""
    return {place: catalogue.metric(column.metric).unit in ("count", "people", "currency") for place, column in columns.items()}
