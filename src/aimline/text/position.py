"""Places in a text, in the three units that tools count in: code points, UTF-16 units and UTF-8 bytes."""

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple


class Position(NamedTuple):
    """One place between two characters.

    `line` and `column` count from 1, `offset` (code points), `utf16` (UTF-16 code units) and `byte` (UTF-8 bytes) from 0 at the start of the text.
    """

    line: int
    column: int
    offset: int
    utf16: int
    byte: int


class Span(NamedTuple):
    """A half-open stretch of a text, in code-point offsets from its start."""

    start: int
    end: int


class Excerpt:
    """A part of a text that is sliced by the places of the whole."""

    __slots__ = ("_offset", "_text")

    def __init__(self, text: str, offset: int) -> None:
        self._text = text
        self._offset = offset

    def __getitem__(self, place: slice) -> str:
        return self._text[place.start - self._offset : place.stop - self._offset]


class Source:
    """A decoded text with its name, able to tell where an offset is.

    `name` is the path as the user gave it, or None for standard input and arguments. `first_line` is the number of the text's first line, for texts that are
    one line of something longer.
    """

    def __init__(self, text: str, name: str | None = None, first_line: int = 1) -> None:
        # a lone carriage return ends a line, as it did on old Macs; the length stays the same
        self.text = re.sub(r"\r(?!\n)", "\n", text) if "\r" in text else text
        self.name = name
        self.first_line = first_line

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(i + 1 for i, c in enumerate(self.text) if c == "\n")]

    @cached_property
    def _ascii(self) -> bool:
        return self.text.isascii()

    def line_of(self, offset: int) -> int:
        """The number of the line that holds an offset, counted from `first_line`."""
        return bisect_right(self._line_starts, offset) - 1 + self.first_line

    def line_text(self, line: int) -> str:
        """The text of a line (numbered as `line_of` numbers), without its line break."""
        index = line - self.first_line
        start = self._line_starts[index]
        end = self._line_starts[index + 1] - 1 if index + 1 < len(self._line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r")

    @cached_property
    def _before_lines(self) -> list[tuple[int, int]]:
        """For the start of each line, how many UTF-16 units and bytes more than code points stand before it."""
        found, more, wider = [], 0, 0
        for line in self.text.split("\n"):
            found.append((more, wider))
            if not line.isascii():
                more += len(line.encode("utf-16-le", "surrogatepass")) // 2 - len(line)
                wider += len(line.encode("utf-8", "surrogatepass")) - len(line)
        return found

    def position(self, offset: int) -> Position:
        """The position of a code-point offset; offsets beyond the text are clamped to its end."""
        offset = max(0, min(offset, len(self.text)))
        index = bisect_right(self._line_starts, offset) - 1
        start = self._line_starts[index]
        utf16 = byte = offset
        if not self._ascii:
            more, wider = self._before_lines[index]
            before = self.text[start:offset]
            byte = start + wider + len(before.encode("utf-8", "surrogatepass"))
            utf16 = start + more + len(before.encode("utf-16-le", "surrogatepass")) // 2
        return Position(index + self.first_line, offset - start + 1, offset, utf16, byte)
