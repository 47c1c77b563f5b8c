"""The lines of a text and the edits that take them out or put more in."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aimline.language.scanner import line_kind
from aimline.text.diagnostic import Edit
from aimline.text.position import Span


class Row(NamedTuple):
    """One line of a text, without its line break."""

    start: int
    text: str
    stop: int
    """Where the next line begins."""


def row_at(text: str, offset: int) -> Row:
    """The line that holds an offset."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    return Row(start, text[start:end].removesuffix("\r"), min(end + 1, len(text)))


def row_after(text: str, row: Row) -> Row | None:
    """The next line; None after the last."""
    return row_at(text, row.stop) if row.stop < len(text) else None


def row_before(text: str, row: Row) -> Row | None:
    """The line before; None before the first."""
    return row_at(text, row.start - 1) if row.start else None


def without(text: str, row: Row) -> Edit:
    """The edit that takes a line out, with its line break."""
    return without_all(text, [row])


def without_all(text: str, rows: Sequence[Row]) -> Edit:
    """The edit that takes out lines that follow each other."""
    first, last = rows[0], rows[-1]
    before = row_before(text, first)
    if last.stop == len(text) and not text.endswith("\n") and before is not None:
        return Edit(Span(before.start + len(before.text), last.stop), "")
    return Edit(Span(first.start, last.stop), "")


def block(text: str, start: int) -> list[Row]:
    """The line of a goal and those under it that are its actions and settings, to the last of them."""
    rows = [row_at(text, start)]
    last = 0
    for row in _below(text, rows[0]):
        kind = line_kind(row.text)
        if kind in ("GOAL", "HEADING"):
            break
        rows.append(row)
        if kind in ("ACTION", "DETAIL", "MORE"):
            last = len(rows) - 1
    return rows[: last + 1]


def _below(text: str, row: Row) -> Iterator[Row]:
    following = row_after(text, row)
    while following is not None:
        yield following
        following = row_after(text, following)


def after(row: Row, rows: Sequence[str]) -> Edit:
    """The edit that puts lines below a line."""
    end = row.start + len(row.text)
    return Edit(Span(end, end), "".join("\n" + line for line in rows))
