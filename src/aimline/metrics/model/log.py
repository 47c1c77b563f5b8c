"""The one long table that everything read becomes, and what was set aside on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple


class MetricRow(NamedTuple):
    """One figure of one metric.

    `ts` is the local time the figure is for (naive: the day it belongs to is its date). Of an `instant` it is the time in UTC, and the day depends on the zone
    of who asks; a `ts` that carries a zone is one, too. `unit` carries the currency (`currency:USD`), `item` is set where the
    figure is about one post, story or video (`published` is when it went out); `source` is where a site visit came from; `seen` is when the figure was taken.
    """

    ts: datetime
    account: str | None
    platform: str | None
    metric: str
    value: float
    unit: str
    item: str | None = None
    item_type: str | None = None
    published: datetime | None = None
    campaign: str | None = None
    source: str | None = None
    seen: datetime | None = None
    instant: bool = False


COLUMNS = tuple(name for name in MetricRow._fields if name != "instant")
"""The columns of the canonical long table: whether a row is an instant shows in its `ts`."""


NO_DAY = datetime.min
"""In place of the day of what has none."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row, or a whole part of a file, that was not read: where, and why, in each language. Never guessed, always counted."""

    file: str
    line: int | None
    reason: Mapping[str, str]


class Unread(NamedTuple):
    """Columns of figures that are not read, by their labels as the export writes them: ready-made `ratios`, which are worked out from their sums instead, and
    `others`; `more` are not named.
    """

    ratios: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class FileRead:
    """What one file was read as."""

    file: str
    format: str
    rows: int
    notes: tuple[Mapping[str, str], ...] = ()
    """What the reader decided and a careful user wants to know: totals rows dropped, days the export leaves out counted as zero …"""
    guessed: tuple[Mapping[str, str], ...] = ()
    """What was guessed of a table that no format knows."""
    unread: Unread = field(default_factory=Unread)
    """Columns of figures that were not read."""
    nameless: tuple[Mapping[str, str], ...] = ()
    """What an inventory tells, and a goal says in its own reason: figures whose platform nothing names."""
    order: str | None = None
    """The order of day and month that its own dates prove; None where they prove none."""


@dataclass(frozen=True, slots=True)
class Zeros:
    """A span of days in which an export lists only days with something to count: a missing day of this series is a zero, not a gap. Days are inclusive."""

    account: str | None
    platform: str | None
    metric: str
    first: date
    last: date


class Blank(NamedTuple):
    """A day that an export lists without a figure of a metric: it is missing, not zero."""

    account: str | None
    platform: str | None
    metric: str
    day: date


@dataclass(frozen=True, slots=True)
class Overlap:
    """Figures of one metric that two files give for the same days (or items) differently. `file` has those that were not taken, `other` those that were.

    `tie`: both were taken at the same time, and the greater count; else `other` is the later export, which restates what `file` said. `day`, `before` and
    `after` are of the figure that differs most, of `figures`; `shared` is how many figures both files have.
    """

    account: str | None
    platform: str | None
    metric: str
    item: bool
    tie: bool
    file: str
    other: str
    figures: int
    shared: int
    day: date
    before: float
    after: float

    @property
    def mostly(self) -> bool:
        """Whether most figures that both files have differ: they may well be of two accounts."""
        return self.file != self.other and self.shared >= 3 and 2 * self.figures > self.shared


class Table(NamedTuple):
    """A file in the canonical long form (columns named as in `MetricRow`), `csv`, `jsonl` or `parquet`, with the account and the platform of those of its rows
    that name none.
    """

    file: Path
    kind: str
    account: str | None = None
    platform: str | None = None
    at: Path | None = None
    """Where it lies, if not where it is called after."""


@dataclass(slots=True)
class MetricLog:
    """Everything read in one run: rows of exports in memory, long tables left on disk for the engine to scan.

    `tables` are files already in the canonical long form.
    """

    rows: list[MetricRow] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    zeros: list[Zeros] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    memory: str | None = None
    """How much memory the engine may take to scan and group what is on disk (`2GB`); None for what it takes by itself."""
    undated: list[MetricRow] = field(default_factory=list)
    """Figures of items that went out nobody knows when: `ts` says nothing (`NO_DAY`). They are told of, and no goal counts them."""
    overlaps: list[Overlap] = field(default_factory=list)
    blanks: set[Blank] = field(default_factory=set)
    leans: bool = False
    """Whether the files that lie beside one said, or might have said, what is meant in it: its days, or its platform."""
    held: object = None
    """What must last as long as the log does: the private folder of tables that were unpacked."""
