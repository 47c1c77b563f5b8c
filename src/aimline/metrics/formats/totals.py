"""Rows of totals, by their label and by proof: what a row that is called a total says is compared with what the rows add up to, and a row without a day that is
their sum is one, whatever it is called.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from aimline import prebuilt
from aimline.catalogue.labels import spelling
from aimline.metrics.formats.known import Format
from aimline.text.messages import format_number, messages

_HELD = 100
"""Rows without a day that are kept until the sums are known."""
_TOLD = 5
"""Totals that are not the sum of the rows, told one by one."""


@cache
def called_totals() -> frozenset[str]:
    """What a row of totals is called in any export, in normal spelling."""
    return frozenset(spelling(label) for label in prebuilt.toml("rules", "tables.toml")["totals"])


class Totals:
    """Which rows their label calls totals: their first cell that holds something, or what stands before a colon in it (“Total: Account”)."""

    def __init__(self, form: Format) -> None:
        self._named = lru_cache(2**16)(self._is_named)
        self._labels = called_totals().union(form.totals)
        self._words = not any(label[:1].isdigit() for label in self._labels)
        """No label begins with a digit, as most rows do."""

    def __contains__(self, cells: Sequence[str]) -> bool:
        if not cells:
            return False
        first = cells[0] or next((text for text in cells if text), "")
        if self._words and "0" <= first[:1] <= "9":
            return False
        return self._named(first)

    def _is_named(self, text: str) -> bool:
        first = spelling(text)
        return first in self._labels or first.partition(":")[0].rstrip() in self._labels


class _Held(NamedTuple):
    line: int
    text: str
    figures: Mapping[int, float]


@dataclass(slots=True)
class Proof:
    """Sums of the columns that add up (`labels`, by place), and the rows that may be totals of them."""

    labels: Mapping[int, str]
    sums: dict[int, float] = field(default_factory=dict)
    rows: int = 0
    _named: list[_Held] = field(default_factory=list)
    _undated: list[_Held] = field(default_factory=list)
    _count: int = 0
    _whole: bool = True
    """No figure has decimals, so that sums are exact."""

    def add(self, place: int, value: float) -> None:
        """A figure of a row that is read."""
        self.sums[place] = self.sums.get(place, 0.0) + value
        if value % 1:
            self._whole = False

    def total(self, line: int, text: str, figures: Mapping[int, float]) -> None:
        """A row that its label calls a total."""
        self._count += 1
        if len(self._named) < _HELD:
            self._named.append(_Held(line, text, figures))

    def may_be(self, line: int, text: str, figures: Mapping[int, float]) -> bool:
        """Keep a row without a day until the sums are known; False where it cannot be a total, or too many are kept."""
        fits = bool(figures) and any(figures.values()) and len(self._undated) < _HELD
        if fits:
            self._undated.append(_Held(line, text, figures))
        return fits

    def _fits(self, held: _Held) -> bool:
        """Whether a row is the sum of the rows, in each of its columns; of rounded figures up to half a cent a row."""
        slack = 0.0 if self._whole else 0.006 * (self.rows + 1)
        return bool(held.figures) and all(abs(value - self.sums.get(place, 0.0)) <= max(slack, 1e-9 * abs(value)) for place, value in held.figures.items())

    def notes(self) -> Iterator[Mapping[str, str]]:
        """What is to be told of the rows left out as totals."""
        proven = [one for one in self._named if self._fits(one)]
        known = [one for one in self._named if one.figures]
        if self._count:
            key, params = "totals_dropped", dict[str, object]()
            if proven and len(proven) == len(known) == self._count:
                place, value = next(iter(proven[0].figures.items()))
                key, params = "totals_proven", {"column": self.labels[place], "total": format_number(value)}
            yield messages(f"metrics.{key}", n=self._count, **params)
        # beside a total of all rows, smaller ones are of a part of them
        differing = [one for one in known if not self._fits(one) and not (proven and self._part(one))]
        for one in differing[:_TOLD]:
            place = max(one.figures, key=lambda place: abs(one.figures[place] - self.sums.get(place, 0.0)))
            said, added = format_number(one.figures[place]), format_number(self.sums.get(place, 0.0))
            yield messages("metrics.total_differs", line=one.line, text=one.text, column=self.labels[place], said=said, added=added)
        if len(differing) > _TOLD:
            yield messages("metrics.totals_differ", n=len(differing) - _TOLD)
        for one in self._undated:
            if self._is_proven(one):
                place, value = next(iter(one.figures.items()))
                yield messages("metrics.total_unnamed", line=one.line, column=self.labels[place], total=format_number(value))

    def _part(self, held: _Held) -> bool:
        return all(abs(value) <= abs(self.sums.get(place, 0.0)) for place, value in held.figures.items())

    def _is_proven(self, held: _Held) -> bool:
        return self.rows > 1 and self._fits(held)

    def unproven(self) -> Iterator[tuple[int, str]]:
        """The lines of the rows without a day that are no total, and what stands in place of their day."""
        return ((one.line, one.text) for one in self._undated if not self._is_proven(one))
