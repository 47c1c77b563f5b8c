"""Text in the cells of a terminal: wide characters take two, marks and direction controls none."""

from collections.abc import Iterator, Sequence


def width(text: str) -> int:
    """How many cells a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, cells: int) -> str:
    """A text with blanks after it, as wide as it must be."""
    return text + " " * max(0, cells - width(text))


def wrapped(text: str, cells: int) -> Iterator[str]:
    """A text in lines of at most so many cells, broken between words; a word that is longer is broken within."""
    line = ""
    for word in text.split():
        if line and width(line) + 1 + width(word) > cells:
            yield line
            line = ""
        while width(word) > cells:
            cut = next(place for place in range(len(word), 0, -1) if place == 1 or width(word[:place]) <= cells)
            yield word[:cut]
            word = word[cut:]
        line = f"{line} {word}" if line else word
    if line:
        yield line


def rows(items: Sequence[tuple[str, int]], cells: int, gap: int) -> Iterator[list[str]]:
    """Texts with their widths, laid out in rows of at most so many cells with a gap between them."""
    row: list[str] = []
    used = 0
    for text, wide in items:
        if row and used + gap + wide > cells:
            yield row
            row, used = [], 0
        used += (gap if row else 0) + wide
        row.append(text)
    if row:
        yield row
