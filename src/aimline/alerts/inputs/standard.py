"""Standard input: lines of JSON or CSV of the canonical long table, messages of Singer taps, or any other table: the first line tells.

It has no position: whoever writes it goes on where it stopped, and rows that come twice count once.
"""

import json
import os
import select
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from aimline.alerts.inputs.base import ROWS, Text
from aimline.alerts.inputs.canonical import Canonical, cells_of, is_long
from aimline.alerts.inputs.files import all_rows
from aimline.alerts.keeper import Aside, Batch
from aimline.catalogue import Catalogue
from aimline.metrics import read_metrics
from aimline.metrics.files.long import long_label
from aimline.metrics.files.tables import TextTable, delimiters
from aimline.metrics.model.export import Origin
from aimline.metrics.model.log import MetricLog

_PIECE = 2**20
_TOGETHER = 1.0
"""Seconds after which what came is a batch."""
_SINGER = frozenset(["SCHEMA", "RECORD", "STATE", "ACTIVATE_VERSION", "BATCH"])
_AGAIN = frozenset(["SCHEMA", "ACTIVATE_VERSION"])
_LONGEST = 16 * 2**20
"""Bytes that a line may have."""


class Standard:
    """Reads a file descriptor. `spec` is what stands before it in `--metrics` (`acme/instagram=`)."""

    id = "-"

    def __init__(
        self,
        catalogue: Catalogue,
        account: str | None = None,
        platform: str | None = None,
        mappings: Sequence[str] = (),
        habits: Origin | None = None,
        *,
        descriptor: int = 0,
    ) -> None:
        self.ended = self.behind = False
        self.notes: list[Text] = []
        self.errors: list[Text] = []
        self._catalogue, self._mappings, self._habits = catalogue, mappings, habits
        self._descriptor = descriptor
        self._canonical = Canonical("-", account, platform)
        self._prefix = f"{account + '/' if account else ''}{platform}=" if platform else ""
        self._rest = bytearray()
        self._line = 0
        self._kind: str | None = None
        self._labels: list[str] = []
        self._delimiter = ","
        self._begin: list[str] = []
        """Lines that every piece of another table, or of a Singer stream, needs before it."""

    def read(self, wait: float) -> list[Batch]:
        """What has come, after a second at most once something has."""
        until: float | None = None
        while not self.ended and self._rest.count(b"\n") < ROWS:
            left = wait if until is None else until - time.monotonic()
            if left < 0 or not _ready(self._descriptor, left):
                break
            piece = os.read(self._descriptor, _PIECE)
            if not piece:
                self.ended = True
            self._rest += piece
            until = time.monotonic() + _TOGETHER if until is None else until
        lines = self._lines()
        if not lines:
            return []
        first = self._line + 1
        self._line += len(lines)
        return [self._batch(lines, first)]

    def committed(self) -> None:
        """Nothing to do: there is no position."""

    def close(self) -> None:
        """Nothing to do: the descriptor is not ours."""

    def _lines(self) -> list[str]:
        end = len(self._rest) if self.ended else self._rest.rfind(b"\n") + 1
        while self._kind == "csv" and not self.ended and end and self._rest.count(b'"', 0, end) % 2:
            end = self._rest.rfind(b"\n", 0, end - 1) + 1
        if not end and len(self._rest) > _LONGEST:
            end = len(self._rest)
        if not end:
            return []
        text = self._rest[:end].decode("utf-8-sig" if self._line == 0 else "utf-8", "replace")
        del self._rest[:end]
        lines = text.split("\n")
        return lines[:-1] if not lines[-1] else lines

    def _batch(self, lines: list[str], first: int) -> Batch:
        if self._kind is None:
            start = next((number for number, line in enumerate(lines) if line.strip()), None)
            if start is None:
                return Batch("-")
            self._tell(lines[start])
            if self._kind in ("csv", "table"):
                lines, first = lines[start + 1 :], first + start + 1
        if self._kind == "jsonl":
            parsed = self._canonical.jsonl(lines, first, _place)
        elif self._kind == "csv":
            parsed = self._canonical.csv(cells_of((line + "\n" for line in lines), self._delimiter), self._labels, first, _place)
        else:
            return self._other(lines)
        return Batch("-", parsed.readings, aside=parsed.aside, hourly=self._canonical.hourly)

    def _tell(self, line: str) -> None:
        """What a first line is the first of."""
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            singer = value.get("type") in _SINGER and ("stream" in value or "value" in value)
            self._kind = "singer" if singer else "jsonl" if is_long(value) else "records"
            return
        self._delimiter = delimiters([line])[0]
        self._labels = [long_label(cell) for _, cells in TextTable([line], self._delimiter)() for cell in cells]
        self._kind = "csv" if is_long(self._labels) else "table"
        self._begin = [] if self._kind == "csv" else [line]

    def _other(self, lines: Sequence[str]) -> Batch:
        """A piece of a table that is not canonical, read as a file is."""
        with TemporaryDirectory(prefix="aimline-") as folder:
            file = Path(folder) / ("stdin.csv" if self._kind == "table" else "stdin.jsonl")
            body = [line for line in lines if line.strip()]
            if self._kind == "singer":
                begin, self._begin = self._begin, [*self._begin, *filter(_is_of_stream, body)]
                if not any('"RECORD"' in line for line in body):
                    return Batch("-")
            else:
                begin = self._begin
            if not body:
                return Batch("-")
            file.write_text("\n".join([*begin, *body]) + "\n", encoding="utf-8")
            log, errors = read_metrics([f"{self._prefix}{file}"], self._catalogue, self._mappings, self._habits)
            said = [{language: text.replace(str(file), "-") for language, text in error.message.items()} for error in errors]
            aside = [Aside("-", one.reason) for one in log.set_aside]
            rows = list(log.rows)
            if log.tables:
                rows += all_rows(MetricLog(), log.tables, self.errors, aside)
        self.errors += [text for text in said if text not in self.errors]
        return Batch("-", rows=rows, zeros=log.zeros, aside=aside)


def _is_of_stream(line: str) -> bool:
    """Whether a Singer message says how later ones are to be read."""
    try:
        return json.loads(line).get("type") in _AGAIN
    except (ValueError, AttributeError, RecursionError):
        return False


def _place(line: int) -> str:
    return f"-:{line}"


def _ready(descriptor: int, wait: float) -> bool:
    """Whether something can be read within so many seconds."""
    return bool(select.select([descriptor], [], [], max(0.0, wait))[0])
