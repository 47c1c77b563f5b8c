"""What a file leaves open in its dates, settled by what stands around them: the other columns of dates, the file's name, the format, the user."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from aimline.metrics.cells.dates import DateOrder, Undecided, day_and_month, days_named, read_time
from aimline.metrics.formats.known import Format
from aimline.metrics.model.errors import MetricsError, error
from aimline.metrics.model.export import Origin

_SLACK = timedelta(days=1)


class UndecidedDates(MetricsError):
    """Dates of a file can be read in two ways. `format` is what the file was recognised as, `declared` the order that this format has where nobody saved it
    again, None where it has none or somebody did.
    """

    def __init__(self, problem: MetricsError, form: str, declared: str | None) -> None:
        super().__init__(problem.message, problem.file)
        self.format = form
        self.declared = declared


def saved_again(delimiter: str | None) -> bool:
    """Whether a spreadsheet wrote a file: platforms part cells by commas or tabs."""
    return delimiter == ";"


class Orders:
    """The order of day and month in the columns of dates of one file."""

    def __init__(self, file: str, form: Format, origin: Origin, columns: Mapping[int, Iterable[str]], labels: Sequence[str]) -> None:
        self.file, self.form, self.labels = file, form, labels
        said = form.order if form.order in ("dmy", "mdy") else None
        # the order that a mapping states is what its user asks for
        own = said if any(form.name == mapping.name for mapping in origin.mappings) else None
        self.declared = said if not saved_again(origin.delimiter) else None
        self.asked = origin.order or own
        self.waits = origin.waits and self.asked is None
        span = days_named(file.replace("\\", "/").rpartition("/")[2])
        self.within = (span[0] - _SLACK, span[1] + _SLACK) if span is not None else None
        daily = bool(form.match) and not (form.published or form.periods or form.ends)
        self.columns = {place: DateOrder(cells, daily=daily) for place, cells in columns.items()}
        self.proven: str | None = None
        """What dates of the file prove, once a column was asked for."""

    def of(self, place: int) -> str:
        """The order in a column.

        Raises:
            MetricsError: its dates contradict each other.
            UndecidedDates: nothing settles it.
        """
        column = self.columns[place]
        if not column.seen:
            return "ymd"
        try:
            found = column.proof(self.within if not self.form.published else None) or self._beside(place)
        except Undecided:
            raise error("mixed_dates", file=self.file, column=self.labels[place], text=column.first) from None
        if found is not None:
            self.proven = found
            return found
        if self.waits or not (self.asked or self.declared):
            if column.same():
                return "dmy"
            problem = error("undecided_dates", file=self.file, column=self.labels[place], text=column.first)
            raise UndecidedDates(problem, self.form.name, self.declared)
        return self.asked or self.declared or "ymd"

    def _beside(self, place: int) -> str | None:
        """What the other columns of dates prove together."""
        proofs = set()
        for other, column in self.columns.items():
            if other != place:
                try:
                    proofs.add(column.proof())
                except Undecided:
                    continue
        proofs.discard(None)
        return proofs.pop() if len(proofs) == 1 else None


class Years:
    """The year of dates without one: the last such day on or before the last day of the file, which its name, the lines before its header or the user tell."""

    def __init__(self, cells: Iterable[str], order: str, *, asked: int | None, name: str, before: Iterable[str] = ()) -> None:
        days = list(_yearless(cells, order))
        self.last: date | None = None
        if not days:
            return
        if asked is None and (named := days_named(name)) is not None:
            self.last = named[1]
            return
        year = asked or max(_years(name), default=None) or max((one for text in before for one in _years(text)), default=None)
        if year is not None:
            self.last = _date(year, *_latest(days))

    def read(self, text: str, order: str) -> datetime | None:
        """As `read_time`, with the year that is missing."""
        found = read_time(text, order)
        if found is not None or self.last is None:
            return found
        for year in range(self.last.year, self.last.year - 5, -1):
            found = read_time(text, order, year)
            if found is not None and found.date() <= self.last:
                return found
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _yearless(cells: Iterable[str], order: str) -> Iterator[tuple[int, int]]:
    for text in cells:
        found = day_and_month(text, order)
        if found is not None:
            yield found


def _latest(days: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The last of some days of a year or less: at the end they run to, at the beginning where the newest stand first; of a jumble the latest in the year."""
    falls = sum(later < earlier for earlier, later in pairwise(days))
    rises = len(days) - 1 - falls
    return days[-1] if falls <= 1 and rises >= falls else days[0] if rises <= 1 else max(days)


_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


@lru_cache(maxsize=64)
def _years(text: str) -> frozenset[int]:
    return frozenset(int(year) for year in _YEAR.findall(text))
