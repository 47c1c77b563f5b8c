"""A file with a line an alert. A line is there whole or not at all, and on the disk when the alert counts as delivered."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aimline.alerts.delivery import Failed, Letter
from aimline.text.messages import isolate, messages
from aimline.text.reasons import reason


@contextmanager
def _alone(descriptor: int) -> Iterator[None]:
    """Whoever else adds lines waits, where the system has locks for that; the lock ends with the descriptor."""
    try:
        import fcntl
    except ImportError:
        pass
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield


def _keep_name(folder: Path) -> None:
    """See to it that the name of a new file, too, is on the disk."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class File:
    """Lines at the end of a file, which is made where there is none."""

    path: Path

    def deliver(self, letter: Letter) -> None:
        """Add one line.

        Raises:
            Failed: it could not be written.
        """
        try:
            self._append(letter.line.encode() + b"\n")
        except (OSError, ValueError) as error:
            raise Failed(messages("delivery.file", file=isolate(str(self.path)), reason=reason(error))) from None

    def _append(self, line: bytes) -> None:
        new = not self.path.exists()
        # O_NONBLOCK: a pipe that nobody reads must not hold us
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0), 0o644)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Failed(messages("delivery.no_file", file=isolate(str(self.path))), permanent=True)
            with _alone(descriptor):
                size = os.fstat(descriptor).st_size
                # a line that was cut off, by a kill or a full disk, is ended: what follows is whole
                torn = size > 0 and os.lseek(descriptor, size - 1, os.SEEK_SET) >= 0 and os.read(descriptor, 1) != b"\n"
                text = b"\n" + line if torn else line
                try:
                    if os.write(descriptor, text) < len(text):
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                    os.fsync(descriptor)
                except OSError:
                    os.ftruncate(descriptor, size)
                    raise
        finally:
            os.close(descriptor)
        if new:
            _keep_name(self.path.parent)

    def close(self) -> None:
        """Nothing is open between two alerts."""
