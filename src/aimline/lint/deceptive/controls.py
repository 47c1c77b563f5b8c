"""What the eye cannot see: controls that reorder text (Trojan Source), invisible characters, hidden line breaks."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from aimline.language import Statement
from aimline.lint.deceptive.characters import BREAKS, EASTERN, INVISIBLE, JOINERS, MARKS, OPEN, code_of, named, script
from aimline.lint.deceptive.piece import Piece, said, word_at
from aimline.text.diagnostic import Note

_OVERRIDES = "\u202d\u202e"
_LEFT, _RIGHT = "\u202a\u2066", "\u202b\u2067"
"""Embeddings and isolates that say which way their content runs."""
_ENOUGH = 200
"""Characters of what a control holds that tell which way it runs."""
_NON_JOINING = frozenset(["LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN"])
"""Scripts whose letters stand apart: a joiner between them does nothing."""
_UNSPACED = frozenset(["THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "CJK", "HIRAGANA", "KATAKANA"])
"""Scripts that write no spaces: a zero-width space shows where a line may break."""


def bidi_control(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    for start, end in _pairs(piece.text)[0]:
        if _reorders(piece.text[start], piece.text[start + 1 : end]):
            shown = piece.text[start + 1 : end].strip("".join(OPEN) + "\u202c\u2069")
            yield said("bidi-control", piece, start, end + 1, piece.text[start + 1 : end], code=named(piece.text[start]), text=shown)
    for match in re.finditer(rf"(?<=[0-9{EASTERN}])[{MARKS}]+(?=[0-9{EASTERN}])", piece.text):
        number = _number_at(piece.text, match.start())
        yield said(
            "bidi-control", piece, *number, re.sub(f"[{MARKS}]", "", piece.text[slice(*number)]), code=named(match[0][0]), text=piece.text[slice(*number)]
        )


def _number_at(text: str, place: int) -> tuple[int, int]:
    """The number around a place, marks within it included."""
    part = re.compile(rf"[0-9{EASTERN}{MARKS}]")
    start, end = place, place
    while start and part.match(text[start - 1]):
        start -= 1
    while end < len(text) and part.match(text[end]):
        end += 1
    return start, end


def _reorders(opening: str, content: str) -> bool:
    """Whether an embedding or isolate makes its content read in another order than it stands: overrides always, the others where all their letters run the
    other way and there is more than one word to put in order.
    """
    if opening in _OVERRIDES:
        return True
    content = content[:_ENOUGH]
    kinds = {unicodedata.bidirectional(char) for char in content}
    left, right = "L" in kinds, bool(kinds & {"R", "AL"})
    several = re.search(r"\w\W+\w", content) is not None or bool(kinds & {"EN", "AN"})
    return several and ((opening in _RIGHT and left and not right) or (opening in _LEFT and right and not left))


@lru_cache(maxsize=64)
def _pairs(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """The controls of one line that open and close something, as pairs of places; and those without a partner."""
    pairs, waiting, alone = [], [], []
    isolates = 0
    for place, char in enumerate(text):
        if char in OPEN:
            waiting.append(place)
            isolates += OPEN[char] == "\u2069"
        elif char in "\u202c\u2069":
            # what an isolate leaves open ends with it
            while isolates and char == "\u2069" and OPEN[text[waiting[-1]]] != char:
                alone.append(waiting.pop())
            if waiting and OPEN[text[waiting[-1]]] == char:
                pairs.append((waiting.pop(), place))
                isolates -= char == "\u2069"
            else:
                alone.append(place)
    return pairs, sorted(alone + waiting)


def unbalanced_bidi(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    for place in _pairs(piece.text)[1]:
        char = piece.text[place]
        if char in _OVERRIDES:
            # it holds to the end of the line: more than a slip
            yield said("bidi-control", piece, place, place + 1, "", code=named(char), text=piece.text[place + 1 :].strip())
        else:
            yield said("unbalanced-bidi", piece, place, place + 1, "", code=named(char))


def invisible_character(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    taken = 0
    for match in re.finditer(f"[{INVISIBLE}]", piece.text):
        if match.start() < taken or _belongs(piece.text, match.start()):
            continue
        start, end = word_at(piece.text, match.start())
        unwanted = {start + one.start() for one in re.finditer(f"[{INVISIBLE}]", piece.text[start:end]) if not _belongs(piece.text, start + one.start())}
        cleaned = "".join(char for place, char in enumerate(piece.text[start:end], start) if place not in unwanted)
        yield said("invisible-character", piece, start, end, cleaned, code=named(match[0]), text=cleaned or code_of(match[0]))
        taken = end


def _belongs(text: str, place: int) -> bool:
    """Whether an invisible character has work to do where it stands: between letters that join, in an emoji, in a script without spaces."""
    char, before, after = text[place], _neighbour(text, place, -1), _neighbour(text, place, 1)
    scripts = {script(one) for one in (before, after) if one and unicodedata.category(one)[0] in "LM"}
    if char in JOINERS:
        return bool(scripts - _NON_JOINING) or (char == "\u200d" and _pictorial(before) and _pictorial(after))
    if char in "\u200b\u00ad\u2060":
        return bool(scripts & _UNSPACED)
    if "\ufe00" <= char <= "\ufe0f":
        if before in "0123456789#*":
            return bool(before) and after == "\u20e3"
        return bool(before) and (ord(before) >= 0x2000 or not before.isalnum()) and not before.isspace()
    if "\U000e0020" <= char <= "\U000e007f":
        # flags of regions: a black flag, tags, the closing tag
        run = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
        first = max(0, place - _FAR)
        return any(match.start() < place - first < match.end() for match in run.finditer(text[first : place + _FAR]))
    if "\U000e0100" <= char <= "\U000e01ef":
        return script(before) == "CJK"
    return False


def _neighbour(text: str, place: int, step: int) -> str:
    """The nearest character that can be seen; an empty text at the end of the line, and where only marks are near."""
    first, place = place, place + step
    while (
        0 <= place < len(text) and abs(place - first) < _FAR and (text[place] in MARKS or text[place] in JOINERS or unicodedata.category(text[place]) == "Mn")
    ):
        if "\ufe00" <= text[place] <= "\ufe0f" and step > 0:
            break
        place += step
    return text[place] if 0 <= place < len(text) and abs(place - first) < _FAR else ""


_FAR = 32
"""Marks that stand in a row in no text: beyond them nothing is looked for, so that a line of nothing else costs little."""


def _pictorial(char: str) -> bool:
    return char != "" and ord(char) >= 0x2000 and not char.isalpha()


def hidden_line_break(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    for match in re.finditer(f"[{BREAKS}]+", piece.text):
        yield said("hidden-line-break", piece, match.start(), match.end(), " ", code=named(match[0][0]))
