"""Dates that contradict their neighbours: in a history kept in order of time, a single row out of order is more likely a slip of the pen than an exception."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from aimline.text.messages import messages

_ROWS = 8
"""Rows of different times that show an order."""
_SHARE = 0.02
"""Steps that may go against the order; one always may."""
_KEPT = 20


class _Row(NamedTuple):
    line: int
    when: datetime


class Timeline:
    """The times of a table's rows as they stand, in bounded memory: four rows, and the few steps against each direction with the rows around them."""

    def __init__(self) -> None:
        self._last: list[_Row] = []
        self._steps = 0
        self._against: dict[bool, list[list[_Row]]] = {True: [], False: []}
        self._count = {True: 0, False: 0}
        self._open: list[list[_Row]] = []

    def add(self, line: int, when: datetime) -> None:
        """The next row."""
        last = self._last
        if not last:
            last.append(_Row(line, when))
            return
        before = last[-1].when
        if before == when:
            return
        row = _Row(line, when)
        if self._open:
            for around in self._open:
                around.append(row)
            self._open.clear()
        up = when > before
        self._steps += 1
        self._count[up] += 1
        against = self._against[up]
        if len(against) < _KEPT:
            around = [*last[-2:], row]
            against.append(around)
            self._open.append(around)
        last.append(row)
        if len(last) > 3:
            del last[0]

    def notes(self) -> Iterator[Mapping[str, str]]:
        """The rows whose date is out of order."""
        against = self._count[True] < self._count[False]
        few = self._count[against]
        if self._steps + 1 < _ROWS or not 0 < few <= max(1, _SHARE * self._steps):
            return
        for around in self._against[against]:
            found = _misplaced(around, up=not against)
            if found is not None:
                row, one, other = found
                between = sorted([one.when, other.when])
                yield messages(
                    "metrics.out_of_order",
                    line=row.line,
                    date=row.when.date().isoformat(),
                    first=between[0].date().isoformat(),
                    last=between[1].date().isoformat(),
                )


def _misplaced(around: list[_Row], *, up: bool) -> tuple[_Row, _Row, _Row] | None:
    """Of rows around a step against the order, the one without which the others are in order, and its neighbours; None where it can be either or neither."""
    if len(around) < 4:
        return None
    before, one, other, after = around[-4:]
    without_one = (other.when > before.when) == up and other.when != before.when
    without_other = (after.when > one.when) == up and after.when != one.when
    if without_one == without_other:
        return None
    return (one, before, other) if without_one else (other, one, after)
