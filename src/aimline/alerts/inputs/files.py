"""Files and folders that `--metrics` names: canonical long tables are followed as they grow, exports are read whole, each with the others, when one is new."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from aimline.alerts.inputs.base import ROWS, Text
from aimline.alerts.inputs.growing import Growing
from aimline.alerts.keeper import Aside, Batch
from aimline.catalogue import Catalogue
from aimline.engine import DuckStore, UnreadableTable
from aimline.metrics import read_metrics
from aimline.metrics.contents import kind_of
from aimline.metrics.files.stored import Stored
from aimline.metrics.model.errors import MetricsError
from aimline.metrics.model.export import Origin
from aimline.metrics.model.log import MetricLog, MetricRow, Table
from aimline.metrics.sources import named
from aimline.text.messages import messages

_ID = "exports"
_STILL = 2.0
"""Seconds for which a file must not have changed before it is read: until then somebody may still be writing it."""
_LOOK = 1.0
"""Seconds between two looks at a folder."""

_Seen = dict[str, tuple[int, int]]
"""Size and time of change of files, by path."""


class Files:
    """The files of a run. `once`: they are read as they are, whoever may still be writing them; `finished`: nobody is."""

    id = _ID

    def __init__(
        self,
        specs: Sequence[str],
        catalogue: Catalogue,
        mappings: Sequence[str] = (),
        habits: Origin | None = None,
        positions: Mapping[str, str] | None = None,
        *,
        once: bool = False,
        finished: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.ended = self.behind = False
        self.notes: list[Text] = []
        self.errors: list[Text] = []
        self._specs, self._catalogue, self._mappings, self._habits = specs, catalogue, mappings, habits
        self._positions = dict(positions or {})
        self._once, self._finished, self._clock = once, finished, clock
        self._growing: dict[Path, Growing] = {}
        self._read: _Seen = {}
        self._leans = True
        """Some file says not by itself what is meant in it: one that is new may say it, and is read with all the others."""
        try:
            kept = json.loads(self._positions.get(_ID, '{"read": {}, "growing": []}'))
            self._read = {path: (size, changed) for path, (size, changed) in kept["read"].items()}
            for file, kind, account, platform in kept["growing"]:
                self._follow(Table(Path(file), kind, account, platform))
            self._leans = bool(kept.get("leans", True))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self._read = {}  # it is read anew: what was known already changes nothing
        self._known: set[str] | None = {*self._read, *map(str, self._growing)} if self._read or self._growing else None
        self._waiting: Iterator[list[Batch]] | None = None
        self._until: dict[Path, int] = {}
        """How far growing files went when a round through them began: who writes faster than we read must not keep days from closing."""
        self._looked = float("-inf")
        self._told: set[str] = set()
        self._bare: list[str] = []
        """What names no file that is there; `_missed`: of which that was told."""
        self._missed: set[str] = set()

    @property
    def files(self) -> list[Path]:
        """Those that were read."""
        return [*self._growing, *map(Path, self._read)]

    def read(self, wait: float) -> list[Batch]:
        """The next rows of any file."""
        if self._waiting is None:
            self._look()
        if self._waiting is not None:
            batches = next(self._waiting, None)
            if batches is not None:
                self.behind = True
                return batches
            self._waiting = None
        found: list[Batch] = []
        if not self._until:
            self._until = {path: path.stat().st_size for path in self._growing if path.exists()}
        self.behind = False
        for growing in self._growing.values():
            while len(more := growing.read(0)) and sum(map(len, found)) < ROWS:
                found += more
            found += more
            self.notes += growing.notes
            growing.notes = []
            if sum(map(len, found)) >= ROWS:
                self.behind = any(one.offset < self._until.get(path, 0) for path, one in self._growing.items())
                break
        if not self.behind:
            self._until = {}
        return found

    def committed(self) -> None:
        """Nothing to do: positions are part of batches."""

    def close(self) -> None:
        """Let go of all files."""
        for growing in self._growing.values():
            growing.close()

    def _look(self) -> None:
        """See which files there are, and read the exports where one of them is new."""
        now = time.monotonic()
        if now - self._looked < _LOOK and not self._once:
            return
        self._looked = now
        seen = self._seen()
        if self._bare and self._known is not None:
            # what was read in an earlier run may have changed in nothing; what is not there is told all the same
            self._complain(read_metrics([spec for spec in self._bare if spec not in self._missed], self._catalogue)[1])
            self._missed.update(self._bare)
        changed = [path for path, mark in seen.items() if Path(path) not in self._growing and self._read.get(path) != mark]
        if not changed and set(seen) == self._known:
            return
        if not self._once and self._known is not None and any(self._unsettled(Path(path), seen[path][1]) for path in changed):
            return
        known, self._known = self._known, set(seen)
        log, errors = self._log(None if known is None or (self._leans and changed) else {Path(path) for path in changed})
        self._complain(errors)
        tables = []
        for table in log.tables:
            if table.kind in ("csv", "jsonl") and table.at is None:
                self._follow(table)
            else:
                tables.append(table)
        exports = {path: mark for path, mark in seen.items() if Path(path) not in self._growing}
        self._waiting = self._batches(log if changed else MetricLog(), tables if changed else (), exports)

    def _log(self, only: set[Path] | None) -> tuple[MetricLog, list[MetricsError]]:
        """What stands in some files; in all of them where one might say what is meant in another."""
        log, errors = read_metrics(self._specs, self._catalogue, self._mappings, self._habits, only)
        if only is None or log.leans:
            self._leans = log.leans
            if only is not None:
                return read_metrics(self._specs, self._catalogue, self._mappings, self._habits)
        return log, errors

    def _follow(self, table: Table) -> None:
        if table.file not in self._growing:
            self._growing[table.file] = Growing(table, self._positions.get(f"file:{table.file}"), once=self._once, finished=self._finished, clock=self._clock)

    def _unsettled(self, path: Path, changed: int) -> bool:
        """Whether somebody may still be writing a file that has to be read whole."""
        if self._clock() - changed / 1e9 >= _STILL:
            return False
        try:
            return kind_of(Stored(path, path)) not in ("csv", "long_jsonl")
        except MetricsError:
            return True

    def _seen(self) -> _Seen:
        seen: _Seen = {}
        self._bare = []
        for spec in self._specs:
            before = len(seen)
            try:
                _, files, _, _ = named(spec, self._catalogue)
            except MetricsError:
                files = []  # said when it is read
            for file in files:
                try:
                    stat = file.stat()
                except OSError:
                    continue
                seen[str(file)] = (stat.st_size, stat.st_mtime_ns)
            if len(seen) == before and not any(str(file) in seen for file in files):
                self._bare.append(spec)
        return seen

    def _batches(self, log: MetricLog, tables: Sequence[Table], exports: _Seen) -> Iterator[list[Batch]]:
        """Everything that was read, in batches; with the last one it counts as read."""
        aside = [Aside(one.file if one.line is None else f"{one.file}:{one.line}", one.reason) for one in log.set_aside]
        files = [one.file for one in log.set_aside]
        rows: list[MetricRow] = []
        for row in all_rows(log, tables, self.errors, aside, files):
            rows.append(row)
            if len(rows) == ROWS:
                yield [Batch(_ID, rows=rows)]
                rows = []
        changed = [path for path, mark in exports.items() if self._read.get(path) != mark]
        # of what is read anew all is set aside again; of what is there no more, nothing
        of: dict[str, list[Aside]] = {path: [] for path in (*changed, *self._read) if path not in exports or path in changed}
        for file, one in zip(files, aside, strict=True):
            whole = file if file in of else next((path for path in of if file.startswith(path)), file)
            of.setdefault(whole, []).append(one)
        self._read = exports
        growing = [(str(file), one.kind, one.account, one.platform) for file, one in self._growing.items()]
        position = json.dumps({"read": exports, "growing": growing, "leans": self._leans})
        yield [*(Batch(path, aside=mine, anew=True) for path, mine in of.items()), Batch(_ID, rows=rows, zeros=log.zeros, position=position, anew=True)]

    def _complain(self, errors: Sequence[MetricsError]) -> None:
        """Say what cannot be read, once. That nothing has been dropped into a folder yet is no failure."""
        for error in errors:
            if str(error) not in self._told:
                self._told.add(str(error))
                empty = error.file is not None and error.message == messages("metrics.empty_folder", file=error.file)
                (self.notes if empty else self.errors).append(error.message)


def all_rows(log: MetricLog, tables: Sequence[Table], errors: list[Text], aside: list[Aside], files: list[str] | None = None) -> Iterator[MetricRow]:
    """The rows of a log and those of some tables; what cannot be read of these is added to the errors and to what is set aside, and to `files` of which file
    that is.
    """
    yield from log.rows
    for table in tables:
        one = MetricLog(tables=[table], memory=log.memory, held=log.held)
        try:
            with closing(_Rows(one)) as store:
                yield from store.rows()
        except UnreadableTable as error:
            errors.append(messages("metrics.other", file=error.file, reason=error.reason))
        aside += [Aside(two.file if two.line is None else f"{two.file}:{two.line}", two.reason) for two in one.set_aside]
        if files is not None:
            files += [two.file for two in one.set_aside]


class _Rows(DuckStore):
    """A long table whose rows can be had one by one."""

    def rows(self) -> Iterator[MetricRow]:
        """All of them."""
        names = "ts, account, platform, metric, value, unit, item_id, item_type, published, campaign, source, seen, instant"
        cursor = self._connection.execute(f"SELECT {names} FROM everything")
        while rows := cursor.fetchmany(ROWS):
            for row in rows:
                yield _row(row)


def _row(row: tuple[Any, ...]) -> MetricRow:
    ts, account, platform, metric, value, unit, item, kind, published, campaign, source, seen, instant = row
    return MetricRow(
        ts,
        account or None,
        platform or None,
        metric,
        value,
        unit,
        item or None,
        kind or None,
        published,
        campaign or None,
        source or None,
        seen if seen.year > 1 else None,
        bool(instant),
    )
