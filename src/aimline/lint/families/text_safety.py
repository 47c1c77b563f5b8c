"""X: text that is not what it looks like.

Direction marks (LRM, RLM, ALM), joiners between letters that join, isolates and embeddings that are closed and fit what they hold, variation selectors of
emoji: all that is ordinary and left alone. Most texts have nothing to wonder at, which is seen here at once; the others are looked at in `deceptive`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from aimline.language import File, Statement
from aimline.lint.rule import FileContext
from aimline.text.diagnostic import Note
from aimline.text.patterns import lazily

if TYPE_CHECKING:
    from aimline.lint.deceptive import Piece

# the same as in `deceptive`, which ordinary texts do not import
_MARKS = "\u061c\u200e\u200f"
"""Direction marks: ALM, LRM, RLM."""
_EASTERN = "\u0660-\u0669\u06f0-\u06f9"
_NUMBER = lazily(
    rf"[0-9][.,٫٬]?[{_EASTERN}]|[\u0660-\u0669][.,٫٬]?[0-9\u06f0-\u06f9]|[\u06f0-\u06f9][.,٫٬]?[0-9\u0660-\u0669]|[0-9{_EASTERN}][{_MARKS}]+[0-9{_EASTERN}]"
)
_MOST = 10
"""Findings of one rule in one line: a line full of them is one thing to put right."""
_LETTERED = lazily("(?<![Oo0-9])[Oo]*[0-9][Oo0-9]*O|[0-9][lIo][0-9]")
"""Begins only where a run of such characters does: a run is looked through once, however long it is."""


def _looked_at(file: File, name: str) -> Iterator[tuple[Note, Statement | None]]:
    """What the function of a rule finds in the doubtful parts of a file."""
    if pieces := _pieces(file):
        from aimline.lint import deceptive

        for piece in pieces:
            yield from islice(getattr(deceptive, name)(piece), _MOST)


def _pieces(file: File) -> "tuple[Piece, ...]":
    """The lines of a file of goals in which something may be wrong; of a document only its goals and their actions."""
    if file.text and not file.document:
        if not _may_deceive(file.text):
            return ()
        from aimline.lint.deceptive import lines

        return lines(file, _may_deceive)
    if all(_may_deceive(text) is False for statement in file.statements for text in _texts(statement)):
        return ()
    from aimline.lint.deceptive import parts

    return tuple(piece for statement in file.statements for piece in parts(statement) if _may_deceive(piece.text))


def _texts(statement: Statement) -> Iterator[str]:
    yield statement.text
    yield from (action.text for action in statement.actions)
    yield from (statement.settings[key].value for key in statement.own_settings)


@lru_cache(maxsize=8)
def _may_deceive(text: str) -> bool:
    """Whether a closer look is worth while. Most texts have few different characters, and among them none to wonder at: no pattern is compiled for them."""
    if not text.isascii():
        kinds = frozenset(text)
        if any(map(_calls_for_a_look, kinds)) and _is_suspicious(text):
            return True
        systems = sum(any(chr(zero + digit) in kinds for digit in range(10)) for zero in _ZEROS)
        if (systems > 1 or not kinds.isdisjoint(_MARKS)) and _NUMBER.search(text):
            return True
    return "\x0b" in text or "\x0c" in text or _LETTERED.search(text) is not None


def _calls_for_a_look(char: str) -> bool:
    return char in _DOUBTFUL or (char >= "\u1100" and char not in _ORDINARY and not "\ufb50" <= char <= "\ufdff")


_DOUBTFUL = frozenset("\u00ad\u034f\u0085ØÙÃÂÚÛâıہەۃڪ\x0b\x0c" + "".join(map(chr, (*range(0x0250, 0x02B0), *range(0x0370, 0x0590)))))
"""Characters that call for a closer look; those beyond U+1100 do, too, but for what is ordinary there: presentation forms, and these."""
_ORDINARY = frozenset("\u200e\u200f\u2002\u2003\u2007\u2009\u202f–—‑−‘’‚“”„†•…‹›€₪→←✓✔★﷼ﷺ")
_ZEROS = (0x30, 0x660, 0x6F0)


def _is_suspicious(text: str) -> bool:
    from aimline.lint.deceptive import suspicious

    return suspicious().search(text) is not None


def bidi_control(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    return _looked_at(context.file, "bidi_control")


def unbalanced_bidi(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    return _looked_at(context.file, "unbalanced_bidi")


def invisible_character(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    return _looked_at(context.file, "invisible_character")


def confusable_letters(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    return _looked_at(context.file, "confusable_letters")


def mixed_digits(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    return _looked_at(context.file, "mixed_digits")


def letter_in_number(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    return _looked_at(context.file, "letter_in_number")


def hidden_line_break(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    return _looked_at(context.file, "hidden_line_break")


def damaged_text(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    return _looked_at(context.file, "damaged_text")


def mixed_digit_systems(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    for statement in context.file.statements:
        if statement.text.isascii():
            continue
        numbers = re.findall(rf"(?<![\w-])[0-9{_EASTERN}]+(?![\w-])", statement.text)
        if len({ord(number[0]) - int(number[0]) for number in numbers}) > 1:
            yield Note("mixed-digit-systems", statement.span, {"text": " · ".join(numbers)}), statement
