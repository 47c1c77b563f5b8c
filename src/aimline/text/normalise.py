"""One spelling for what people spell in many ways, with a way back to the original places.

Case, Arabic letter variants (hamza, alef, ى/ي, ة/ه), presentation forms, digits of other scripts, typographic quotes and dashes are mapped; tashkeel, tatweel
and invisible direction marks fall away. Most texts keep their length; where something fell away or grew, `offsets` maps every place of the normal text to its
place in the original.
"""

import unicodedata
from functools import cache, lru_cache

from aimline.text.patterns import lazily

_ONE_TO_ONE = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ک": "ك", "ی": "ي", "گ": "ك", "ھ": "ه", "ς": "σ",
    "٪": "%", "٫": ".", "٬": ",", "،": ",", "؛": ";", "؟": "?",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‹": "<", "›": ">",
    "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "‒": "-", "…": ".", "•": "-", "＋": "+", "％": "%",
    "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\t": " ", "\n": " ", "\r": " ", "\u2028": " ", "\u2029": " ",
    **{chr(base + i): str(i) for base in (0x0660, 0x06F0, 0xFF10) for i in range(10)},
}  # fmt: skip
_LETTERS, _LONGEST = 10_000, 40
"""Letters, and chunks between spaces, that are remembered; the longest of these."""
_SPELLED = lazily("[\t\n\r`]")
"""What ASCII has that is spelled otherwise, capitals apart."""
_RESIZED = "\ue0f5"
"""Stands for a letter of another length. Its low byte is rare in Arabic text, which makes it quick to look for."""
_COMBINING = lazily("[\u0300-\u036f]")
_OTHERWISE = lazily(f"[\u0300-\u036f{_RESIZED}]")
"""What makes the normal text another length than the original, or may: combining marks, and letters that fall away or grow."""
_HAMZA = lazily("[أإ]")
_ABBREVIATED = lazily(r"(?<=\w\.)ا(?!\w)")
_GONE = [
    *range(0x064B, 0x0660),
    0x0670,
    0x0640,
    *range(0x0610, 0x061B),
    *range(0x06D6, 0x06DD),
    0x061C,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
    0x00AD,
]


@cache
def _table() -> dict[int, str]:
    table = {ord(before): after for before, after in _ONE_TO_ONE.items()}
    for code in _GONE:
        table[code] = ""
    for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFF)):
        form = unicodedata.normalize("NFKC", chr(code))
        if form != chr(code):
            table[code] = "".join(_ONE_TO_ONE.get(c, "" if ord(c) in _GONE else c) for c in form)
    return table


class _Letters(dict[int, str]):
    """The normal spelling of each letter in lower case, `_RESIZED` where that is not one letter. Filled as letters occur: one that is not in a plain table
    costs `str.translate` an exception.
    """

    def __missing__(self, code: int) -> str:
        normal = _table().get(code, chr(code)).lower()
        if len(normal) != 1:
            normal = _RESIZED
        if len(self) < _LETTERS:
            self[code] = normal
        return normal


class _Chunks(dict[str, str | tuple[str, list[int]] | None]):
    """The normal spelling of what stands between spaces; where letters fall away or grow with their places in the original; None where marks combine, and all
    of the text must be looked at. Filled as chunks occur.
    """

    def __missing__(self, chunk: str) -> str | tuple[str, list[int]] | None:
        if len(chunk) > _LONGEST:
            return None
        normal = chunk.translate(_letters)
        found: str | tuple[str, list[int]] | None = normal
        if _COMBINING.search(normal):
            found = None
        elif _RESIZED in normal:
            spelled, offsets = _resized(chunk, normal)
            found = spelled, offsets[:-1]
        elif "." in chunk:
            # in abbreviations the hamza tells two apart: د.أ and د.إ
            found = _ABBREVIATED.sub(lambda match: chunk[match.start() : match.end()], normal)
        if len(self) >= _LETTERS:
            self.clear()
        self[chunk] = found
        return found


@lru_cache(maxsize=64)
def normalise(text: str) -> tuple[str, list[int] | None]:
    """The normal spelling of a text, and for each of its places (and its end) the place in the original; None when they are the same.

    >>> normalise("إنستغرام ١٠٪")[0]
    'انستغرام 10%'
    """
    if text.isascii():
        return text.translate(_letters) if _SPELLED.search(text) else text.lower(), None
    chunks = text.split(" ")
    found = list(map(_chunks.__getitem__, chunks))
    try:
        return " ".join(found), None  # type: ignore[arg-type]
    except TypeError:
        # some are not mere text
        if None in found:
            return _whole(text)
    offsets: list[int] = []
    at = 0
    for index, (chunk, one) in enumerate(zip(chunks, found, strict=True)):
        after = at + len(chunk)
        if type(one) is tuple:
            found[index], places = one
            offsets += [at + place for place in places] if at else places
            offsets.append(after)
        else:
            offsets += range(at, after + 1)
        at = after + 1
    return " ".join(found), offsets  # type: ignore[arg-type]


def _whole(text: str) -> tuple[str, list[int] | None]:
    """As `normalise`, looking at all of a text at once."""
    plain = text.translate(_letters)
    if _OTHERWISE.search(plain):
        return _resized(text, plain)
    if "." in text:
        plain = _ABBREVIATED.sub(lambda match: text[match.start() : match.end()], plain)
    return plain, None


def _resized(text: str, plain: str) -> tuple[str, list[int]]:
    """The normal spelling where letters fall away, grow or combine."""
    table = _table()
    parts: list[str] = []
    offsets: list[int] = []
    if not _COMBINING.search(plain) and not ("." in text and _HAMZA.search(text)):
        before = 0
        for match in _OTHERWISE.finditer(plain):
            index = match.start()
            spelled = table.get(ord(text[index]), text[index]).lower()
            parts += plain[before:index], spelled
            offsets += range(before, index)
            offsets += [index] * len(spelled)
            before = index + 1
        return "".join([*parts, plain[before:]]), [*offsets, *range(before, len(text) + 1)]
    for index, char in enumerate(text):
        if unicodedata.category(char) == "Mn" and ord(char) not in table:
            if not parts:
                continue
            composed = unicodedata.normalize("NFC", parts[-1] + char)
            if len(composed) == len(parts[-1]):
                parts[-1] = composed
                continue
        abbreviated = char in "أإ" and parts[-1:] == ["."] and not text[index + 1 : index + 2].isalpha()
        for piece in char if abbreviated else table.get(ord(char), char).lower():
            parts.append(piece)
            offsets.append(index)
    offsets.append(len(text))
    return "".join(parts), offsets


@lru_cache(maxsize=8192)
def letters(text: str) -> str:
    """A text in the letters that it was written in, without what only dresses them: tashkeel, tatweel, presentation forms, digits of other scripts, direction
    marks. For names that nobody else knows, whose hamzas nobody may put right.
    """
    return unicodedata.normalize("NFKC", text).translate(_undressed())


@cache
def _undressed() -> dict[int, str]:
    return {**dict.fromkeys(_GONE, ""), **{ord(before): after for before, after in _ONE_TO_ONE.items() if after.isdigit()}}


def unaccented(word: str) -> str:
    """A word without the accents of its letters; as long as it was.

    >>> unaccented("abonné")
    'abonne'
    """
    if word.isascii():
        return word
    return "".join(unicodedata.normalize("NFD", char)[0] for char in unicodedata.normalize("NFC", word))


_letters = _Letters()
_chunks = _Chunks()
