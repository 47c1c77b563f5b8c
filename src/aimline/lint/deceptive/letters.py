"""Letters and digits that are not what they look like: those of another alphabet, of two digit systems, in numbers, and damaged ones."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from aimline.language import Statement
from aimline.language.lexicon import languages, load
from aimline.lint.deceptive.characters import EASTERN, confusables, named, script
from aimline.lint.deceptive.piece import Piece, said, word_at
from aimline.text.diagnostic import Note
from aimline.text.normalise import normalise
from aimline.text.patterns import lazily

_DAMAGED = lazily("\ufffd|(?:[ØÙÚÛ][\u0080-\u00bf\u0152-\u2122]){2,}|[ÃÂ][\u0080-\u00bf\u0152-\u2122]|â€[\u0080-\u00bf\u0152-\u2122]")
"""Bytes that were no UTF-8 (U+FFFD), and UTF-8 that was read as Windows-1252: Ø¥Ù†Ø³ØªØ¬Ø±Ø§Ù… is إنستجرام."""
_STYLED = frozenset(["<font>", "<wide>", "<circle>", "<square>"])
_WORD = lazily(r"[^\W_]+")


def confusable_letters(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    if piece.text.isascii():
        return
    for match in _WORD.finditer(piece.text):
        meant = _imitated(match[0])
        if meant is not None:
            strange = next(char for char, plain in zip(match[0], meant, strict=False) if char != plain)
            yield said("confusable-letters", piece, match.start(), match.end(), meant, text=match[0], code=named(strange), meant=meant)


@lru_cache(maxsize=256)
def _imitated(word: str) -> str | None:
    """The word that a word with letters of another alphabet, or with styled ones, looks like; None for an ordinary word.

    A word that mixes Latin with letters that imitate Latin ones is no ordinary word. One that imitates in all its letters, or in letters of its own script, is
    ordinary unless it looks like a word of the goal language and is none.
    """
    if word.isascii():
        return None
    twins = confusables()
    styled = [char for char in word if unicodedata.decomposition(char).split(" ")[0] in _STYLED and unicodedata.normalize("NFKC", char).isalnum()]
    plain = "".join(unicodedata.normalize("NFKC", char) if char in styled else twins.get(char, char) for char in word)
    if plain == word or (styled and all(char.isdigit() for char in styled) and script(styled[0]) == "FULLWIDTH"):
        return None
    if styled:
        return plain
    scripts = {script(char) for char in word if char.isalpha() and not unicodedata.decomposition(char)}
    foreign = {script(char) for char in word if char in twins} - {"LATIN", "ARABIC"}
    if foreign and "LATIN" in scripts and plain.isascii():
        return plain
    return plain if len(plain) == len(word) and _is_known(plain) and not _is_known(word) and scripts <= {*foreign, "LATIN", "ARABIC"} else None


def _is_known(word: str) -> bool:
    """Whether a word begins a phrase or is a key of the goal language, in any language."""
    normal = normalise(word)[0]
    return any(
        normal in lexicon.settings or any(one in lexicon.phrases.shelf(one) for one in (normal, lexicon.bare(normal))) for lexicon in map(load, languages())
    )


def mixed_digits(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    for match in re.finditer(rf"[0-9{EASTERN}](?:[.,٫٬]?[0-9{EASTERN}])+", piece.text):
        systems = [_system(char) for char in match[0] if char.isdigit()]
        if len(set(systems)) > 1:
            zero = max(dict.fromkeys(systems), key=systems.count)
            written = "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in match[0])
            yield said("mixed-digits", piece, match.start(), match.end(), written, text=match[0], meant=written)


def _system(digit: str) -> str:
    """The zero of the digits that a digit belongs to."""
    return chr(ord(digit) - int(digit))


def letter_in_number(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    for match in re.finditer(r"(?<![^\W_])(?=[0-9]+[OoIl0-9]*)[0-9][0-9OoIl]*(?![^\W_])", piece.text):
        word = match[0]
        if not re.search(r"[OoIl]", word) or not re.fullmatch(r"(?:[0-9]+|(?<=[0-9])[lI](?=[0-9])|(?<=[0-9])o(?=[0-9])|O)+", word):
            continue
        meant = word.translate({ord("O"): "0", ord("o"): "0", ord("l"): "1", ord("I"): "1"})
        yield said("letter-in-number", piece, match.start(), match.end(), meant, text=word, meant=meant)


def damaged_text(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    taken = 0
    for match in _DAMAGED.finditer(piece.text):
        if match.start() < taken:
            continue
        start, end = word_at(piece.text, match.start())
        taken = end
        whole = _repaired(piece.text[start:end])
        if whole is not None or "\ufffd" in match[0]:
            yield said("damaged-text", piece, start, end, whole, text=piece.text[start:end])


def _repaired(text: str) -> str | None:
    """A text whose UTF-8 bytes were read as Windows-1252, read as UTF-8; None where that gives no text."""
    raw = bytearray()
    for char in text:
        try:
            raw += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                return None
            raw.append(ord(char))
    try:
        found = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return found if found != text else None
