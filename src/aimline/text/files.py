"""The file system as users have it: folders that may not be entered, links that lead nowhere, devices that never end."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def is_folder(path: Path | str) -> bool:
    """Whether there is such a folder; False too where it is not allowed to look."""
    return os.path.isdir(path)  # noqa: PTH112 - pathlib raises where it may not look


def exists(path: Path | str) -> bool:
    """Whether there is something of this name; False too where it is not allowed to look."""
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: Path | str) -> bool:
    """Whether there is such a file; False too where it is not allowed to look."""
    return os.path.isfile(path)  # noqa: PTH113


def open_bytes(path: Path) -> BinaryIO:
    """A file, a pipe or a terminal, open for reading.

    Raises:
        OSError: it cannot be read, or it is a device that may give bytes without end.
    """
    if "\x00" in str(path):
        # no file can be called so; Python says that in another way than the system would
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    stream = path.open("rb")
    kind = os.fstat(stream.fileno()).st_mode
    if stat.S_ISBLK(kind) or (stat.S_ISCHR(kind) and not stream.isatty() and str(path) != os.devnull):
        stream.close()
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), str(path))
    return stream


def read_bytes(path: Path) -> bytes:
    """What is in a file, a pipe or a terminal.

    Raises:
        OSError: it cannot be read, or it is a device that may give bytes without end.
    """
    with open_bytes(path) as stream:
        return stream.read()


FOREIGN = frozenset(["__pycache__", "__pypackages__", "_build", "bower_components", "buck-out", "node_modules", "site-packages", "venv"])
"""Folders that hold what others wrote or what programs made, and never a team's own files."""


def leads_nowhere(path: Path) -> bool:
    """Whether a path is a link to what is not there, or to itself."""
    return path.is_symlink() and not exists(path)


def below(folder: Path, wanted: Callable[[Path], bool], failed: Callable[[OSError], None], left_out: Callable[[str], bool] = lambda path: False) -> list[Path]:
    """The wanted files in a folder and in the folders below it, in order. Names that begin with a dot are hidden, and so are folders of `FOREIGN`. `failed`
    hears of each folder that cannot be looked into; links to folders are not followed, links that lead nowhere are found, so that whoever reads them says
    so; `left_out` says which files and folders are not wanted at all.
    """
    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in FOREIGN and not left_out(os.path.join(place, name))]  # noqa: PTH118
        here = (Path(place, name) for name in names if not name.startswith("."))
        found += [path for path in here if wanted(path) and (is_file(path) or leads_nowhere(path)) and not left_out(str(path))]
    return sorted(found)
