"""What is known of a file before it is read, and what reading it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from aimline.metrics.model.errors import MetricsError, error, on_one_line
from aimline.metrics.model.log import Blank, FileRead, MetricRow, SetAside, Zeros
from aimline.text.messages import messages

if TYPE_CHECKING:
    from aimline.metrics.formats.known import Format


@dataclass(slots=True)
class Origin:
    """What the caller knows of a file: its platform and account, from a flag or a folder name, and what holds where the file itself does not say: the order of
    its dates (`dmy`, `mdy`, `ymd`), the year of its last date, its decimal mark (`,` or `.`).

    `delimiter` is what parts the cells of the file, where it is a text. `waits`: dates that only the format orders are not read yet, since other files may know
    better.
    """

    platform: str | None = None
    account: str | None = None
    order: str | None = None
    mappings: "tuple[Format, ...]" = ()
    """Formats of the user's own, which come before ours."""
    year: int | None = None
    decimal: str | None = None
    waits: bool = False
    delimiter: str | None = None


@dataclass(slots=True)
class Export:
    """What one file gave."""

    rows: list[MetricRow] = field(default_factory=list)
    undated: list[MetricRow] = field(default_factory=list)
    """Figures of items without a day: see `MetricLog.undated`."""
    zeros: list[Zeros] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    file: FileRead | None = None
    blanks: set[Blank] = field(default_factory=set)

    def blank(self, account: str | None, platform: str | None, metric: str, day: date) -> None:
        """Note a day that stands there without a figure; after very many they are not kept."""
        if len(self.blanks) < _BLANKS:
            self.blanks.add(Blank(account, platform, metric, day))

    def nothing_read(self, path: Path) -> MetricsError:
        """That no row of a file could be read, with the first reason why, or that it has none."""
        if not self.set_aside:
            return error("no_rows", file=str(path))
        first = self.set_aside[0].reason
        return MetricsError({language: f"{text} ({first[language]})" for language, text in messages("metrics.nothing_read", file=str(path)).items()}, str(path))

    def leave_out(self, path: Path, line: int | None, key: str, **params: object) -> None:
        """Set a row aside, with the reason from `metrics.toml`; after very many they are only counted, each with its line."""
        self.set_aside.append(set_aside(path, line, key, **params) if len(self.set_aside) < _REASONED else SetAside(str(path), line, _another()))


MOST = 4_000_000
"""Figures of one export that are held in memory, some 300 bytes each."""
_BLANKS = 100_000
_REASONED = 1000
"""Rows of one file that are set aside with a reason of their own."""


@cache
def _another() -> Mapping[str, str]:
    return messages("metrics.another_row")


def set_aside(path: Path, line: int | None, key: str, **params: object) -> SetAside:
    """A row that was not read, with the reason from `metrics.toml`."""
    return SetAside(str(path), line, messages(f"metrics.{key}", **on_one_line(params)))


def shortened(text: str) -> str:
    """A text that fits into a message."""
    return text if len(text) <= 100 else text[:99] + "…"
