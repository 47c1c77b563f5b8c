"""What `watch` remembers: one SQLite file, which one process writes at a time, and in which all of a batch stands or none of it.

Beside FILE lie its log (`FILE-wal`, `FILE-shm`) and its lock (`FILE.lock`), as long as it is open. A batch is on the disk when it is committed (`synchronous =
FULL`): neither a kill nor a power failure loses it.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from aimline.metrics.files.ours import APPLICATION
from aimline.text.messages import isolate, languages, messages
from aimline.text.reasons import reason

_FOLDER = Path(__file__).parent / "schema"
_DAMAGED = frozenset([sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB])
_FULL = frozenset([sqlite3.SQLITE_FULL])
_SHOWN = 5
"""Findings of one kind that `verify` names."""
_PAGES = -16 * 1024
"""Kilobytes of pages that are kept in memory."""

Text = Mapping[str, str]


class StateError(Exception):
    """The state cannot be used, or not be written; `message` says why and what to do, in each language. What was committed is intact."""

    def __init__(self, message: Text) -> None:
        super().__init__(message[languages()[0]])
        self.message = message


@cache
def migrations() -> tuple[str, ...]:
    """What makes a file of each version out of one of the version before; the first makes one out of nothing."""
    return tuple(file.read_text(encoding="utf-8") for file in sorted(_FOLDER.glob("[0-9]*.sql")))


class State:
    """An open state file; `connection` is in autocommit mode: what belongs together stands in a `transaction`.

    Raises:
        StateError: it is no state file, was written by a later version, is damaged, cannot be read, or is in use by another process.
    """

    def __init__(self, file: str | Path, *, read_only: bool = False) -> None:
        self.file = str(file)
        self._lock: int | None = None
        memory = self.file == ":memory:"
        if not memory:
            _look(self.file)
        if not memory and not read_only:
            self._lock = _locked(self.file)
        try:
            with self.troubles():
                if read_only:
                    if not Path(self.file).is_file():
                        raise StateError(messages("state.missing", file=isolate(self.file)))
                    self.connection = sqlite3.connect(f"{Path(self.file).absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
                else:
                    self.connection = sqlite3.connect(self.file, isolation_level=None)
                self._file = _identity(self.file)
                self._begin(memory=memory, read_only=read_only)
        except BaseException:
            self._unlock()
            raise

    def _begin(self, *, memory: bool, read_only: bool) -> None:
        (version,), (application,), (objects,) = (
            self.connection.execute(sql).fetchone() for sql in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
        )
        newest = len(migrations())
        if (application != APPLICATION and (objects or read_only)) or (application == APPLICATION and not version):
            self.connection.close()
            raise StateError(messages("state.foreign", file=isolate(self.file)))
        if version > newest:
            self.connection.close()
            raise StateError(messages("state.newer", file=isolate(self.file), version=version, known=newest))
        self.connection.execute(f"PRAGMA cache_size = {_PAGES}")
        if read_only:
            if version < newest:
                self.connection.close()
                raise StateError(messages("state.older", file=isolate(self.file), version=version, known=newest))
            return
        if not memory:
            self.connection.execute("PRAGMA journal_mode = WAL")
        if os.name == "nt":
            self.connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        self.connection.execute("PRAGMA synchronous = FULL")
        for number, script in enumerate(migrations()[version:], version + 1):
            with self.transaction():
                self.connection.execute(f"PRAGMA application_id = {APPLICATION}")
                for statement in statements(script):
                    self.connection.execute(statement)
                self.connection.execute(f"PRAGMA user_version = {number}")
        if not version and not memory:
            # who looks at the file itself is to see at once what it is
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def troubles(self) -> Iterator[None]:
        """Say what is wrong with the file, where something is, in place of what SQLite says.

        Raises:
            StateError: the disk is full, the file is damaged, locked or not to be written.
        """
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _DAMAGED:
                raise StateError(messages("state.damaged", file=isolate(self.file))) from error
            if code in _FULL or (code == sqlite3.SQLITE_IOERR and _no_room(self.file)):
                raise StateError(messages("state.full", file=isolate(self.file))) from error
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise StateError(messages("state.in_use", file=isolate(self.file))) from error
            raise StateError(messages("state.other", file=isolate(self.file), reason=isolate(str(error)))) from error

    @contextmanager
    def contents(self) -> Iterator[None]:
        """Say that the file is damaged where what stands in it is not what Aimline writes.

        Raises:
            StateError: it is damaged.
        """
        try:
            yield
        except (ValueError, TypeError, KeyError) as error:
            raise StateError(messages("state.damaged", file=isolate(self.file))) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what is done inside, or nothing where it raises.

        Raises:
            StateError: it could not be written, or is not there any more; the file is as it was before.
        """
        with self.troubles():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                if _identity(self.file) != self._file:
                    # SQLite would go on writing to a file that nobody finds again, and inputs would be told that their rows are kept
                    raise StateError(messages("state.gone", file=isolate(self.file)))
                self.connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise

    def get(self, name: str) -> str | None:
        """A value kept under a name."""
        found = self.connection.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
        return str(found[0]) if found else None

    def put(self, name: str, value: str) -> None:
        """Keep a value under a name."""
        self.connection.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", [name, value])

    def verify(self) -> list[Text]:
        """What is wrong with the file: nothing, or damage to its pages, and entries that refer to nothing."""
        found: list[Text] = []
        try:
            for (line,) in self.connection.execute(f"PRAGMA integrity_check({_SHOWN})").fetchall():
                if line != "ok":
                    found.append(messages("state.broken_pages", text=isolate(str(line))))
            for table, *_ in self.connection.execute("PRAGMA foreign_key_check").fetchall()[:_SHOWN]:
                found.append(messages("state.loose", table=table))
            for table, sql in _LOOSE.items():
                (count,) = self.connection.execute(sql).fetchone()
                if count:
                    found.append(messages("state.loose", table=table))
            for table, sql in _UNREADABLE.items():
                (count,) = self.connection.execute(f"SELECT count(*) FROM {table} WHERE {sql}").fetchone()
                if count:
                    found.append(messages("state.unreadable", table=table))
        except sqlite3.Error:
            found.append(messages("state.damaged", file=isolate(self.file)))
        return found

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.Error):
            self.connection.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


_LOOSE = {
    "readings": "SELECT count(*) FROM readings WHERE key NOT IN (SELECT id FROM keys)",
    "items": "SELECT count(*) FROM items WHERE key NOT IN (SELECT id FROM keys)",
    "loose": "SELECT count(*) FROM loose WHERE key NOT IN (SELECT id FROM keys)",
    "days": "SELECT count(*) FROM days WHERE series NOT IN (SELECT id FROM series)",
    "outbox": "SELECT count(*) FROM outbox WHERE alert NOT IN (SELECT id FROM alerts)",
}
"""Entries that refer to what is not there."""
_UNREADABLE = {
    "alerts": "NOT json_valid(line)",
    "machine": "CASE WHEN json_valid(state) THEN coalesce(json_type(state, '$.goal'), '') <> 'array' ELSE true END",
    "closed": "typeof(day) <> 'integer'",
    "rolled": "typeof(day) <> 'integer'",
    "readings": "typeof(value) NOT IN ('integer', 'real') OR typeof(ts) <> 'integer' OR typeof(day) <> 'integer'",
    "days": "typeof(total) NOT IN ('integer', 'real') OR typeof(day) <> 'integer'",
}
"""Entries that are none of ours, by what shows it."""


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one at a time: `executescript` would commit what is open."""
    waiting = ""
    for line in script.splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            yield waiting
            waiting = ""


def _look(file: str) -> None:
    """See that a file may be a state, before anything is made beside it.

    Raises:
        StateError: there is something else of this name.
    """
    path = Path(file)
    try:
        if not path.exists():
            return
        if not path.is_file():
            raise StateError(messages("state.no_file", file=isolate(file)))
        with path.open("rb") as stream:
            begin = stream.read(len(_BEGIN))
    except OSError as error:
        raise StateError(messages("state.other", file=isolate(file), reason=reason(error))) from None
    if begin and begin != _BEGIN:
        raise StateError(messages("state.no_database", file=isolate(file)))


_BEGIN = b"SQLite format 3\0"


def _locked(file: str) -> int:
    """A lock that lasts as long as the process, whatever ends it. It lies beside the file that symbolic links lead to, so that these are one with it.

    Raises:
        StateError: another process has it, or no file can be made here.
    """
    try:
        lock = os.open(f"{os.path.realpath(file)}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StateError(messages("state.unwritable", file=isolate(file), reason=reason(error))) from None
    try:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows has none: SQLite's own lock is held from the first transaction on
        return lock
    except OSError as error:
        os.close(lock)
        if error.errno in (errno.EAGAIN, errno.EACCES):
            raise StateError(messages("state.in_use", file=isolate(file))) from None
        raise StateError(messages("state.unwritable", file=isolate(file), reason=reason(error))) from None
    return lock


def _identity(file: str) -> tuple[int, int] | None:
    """Which file stands under a name, whatever is in it; None where there is none, as of a state in memory."""
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _no_room(file: str) -> bool:
    """Whether a write failed for want of room: none as large as those of SQLite, that far into a file, can be done beside it."""
    probe = Path(f"{file}.probe")
    try:
        with probe.open("wb") as stream:
            stream.seek(max(Path(name).stat().st_size for name in (file, f"{file}-wal") if Path(name).exists()))
            stream.write(b"\0" * 2**16)
            stream.flush()
            os.fsync(stream.fileno())
    except (OSError, ValueError) as error:
        return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    finally:
        with suppress(OSError):
            probe.unlink()
    return False
