"""Zip archives, as platforms give them: every file in one that may be an export is a file by itself, called `archive.zip::member`."""

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from aimline.metrics.files.stored import DAMAGED, Scratch, Stored
from aimline.metrics.files.tabular import within
from aimline.metrics.model.errors import MetricsError, error
from aimline.metrics.model.export import set_aside
from aimline.metrics.model.log import SetAside

BROKEN = (*DAMAGED, zipfile.BadZipFile)
_MEMBERS = 10_000
"""Files that an archive may have."""


def is_workbook(path: Path) -> bool:
    """Whether a zip holds the parts of a workbook; False too where it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:_MEMBERS]
    except BROKEN:
        return False
    return any(name.lstrip("/").startswith(("xl/", "content.xml")) for name in names) and any(name in ("[Content_Types].xml", "mimetype") for name in names)


def _title(part: zipfile.ZipInfo) -> str:
    """The name of a member; where the archive does not say how it is encoded, UTF-8 if it may be."""
    if part.flag_bits & 0x800:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return part.filename


def titles(file: Stored) -> list[tuple[str, str]]:
    """The members of an archive as they are called and as the archive calls them, folders and what systems hide left out.

    Raises:
        MetricsError: it is damaged, or has more members than may be.
    """
    try:
        with zipfile.ZipFile(file.at) as archive:
            parts = archive.infolist()
    except BROKEN:
        raise error("damaged_archive", file=str(file.name)) from None
    if len(parts) > _MEMBERS:
        raise error("many_members", file=str(file.name), n=_MEMBERS)
    found = [(_title(part), part.filename) for part in parts if not part.is_dir()]
    return [(title, name) for title, name in found if not any(piece != ".." and piece.startswith((".", "__MACOSX")) for piece in PurePosixPath(title).parts)]


def members(file: Stored, wanted: list[tuple[str, str]], scratch: Scratch) -> Iterator[tuple[str, Stored] | SetAside]:
    """Some members by their names, each unpacked into a private file that lasts until the next one is asked for; what cannot be unpacked is set aside.

    Raises:
        MetricsError: it unpacks to more than may be.
    """
    done = 0
    with zipfile.ZipFile(file.at) as archive:
        for title, name in wanted:
            called, part = within(file.name, title), archive.getinfo(name)
            if part.flag_bits & 1:
                yield set_aside(called, None, "locked_member")
                continue
            try:
                with archive.open(part) as stream:
                    at, size = scratch.keep(file.name, cast(BinaryIO, stream), lambda part=part: part.compress_size, done)  # type: ignore[misc]
            except MetricsError:
                raise
            except BROKEN:
                yield set_aside(called, None, "damaged_member")
                continue
            done += size
            yield title, Stored(called, at)
            at.unlink(missing_ok=True)
