"""Files of Aimline's own that may lie among exports, and are none."""

from pathlib import Path

APPLICATION = 0x41494D4C
"""Tells a state of `aimline watch` from other SQLite files (`PRAGMA application_id`): AIML."""
_AT = 68
"""Where the header of a SQLite file has it: https://www.sqlite.org/fileformat.html#application_id"""
_BEGIN = b"SQLite format 3\0"


def is_state(path: Path) -> bool:
    """Whether a file is a state of `aimline watch`; no file that cannot be read is."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_AT + 4)
    except OSError:
        return False
    return head.startswith(_BEGIN) and head[_AT:] == APPLICATION.to_bytes(4, "big")
