"""A close look at text that may not be what it looks like: the rules of text safety, line by line. Only lines that call for it get here.

What the characters are, Unicode says (`unicodedata`); which letters look alike, `rules/text/confusables.toml`.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from aimline import prebuilt
from aimline.language import File, Statement
from aimline.language.lexicon import languages, load
from aimline.text.diagnostic import Note
from aimline.text.normalise import normalise
from aimline.text.patterns import lazily
from aimline.text.position import Span

_MARKS = "\u061c\u200e\u200f"
"""Direction marks: ALM, LRM, RLM."""
_OPEN = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
"""What opens an embedding, an override or an isolate, and what closes it."""
_OVERRIDES = "\u202d\u202e"
_LEFT, _RIGHT = "\u202a\u2066", "\u202b\u2067"
"""Embeddings and isolates that say which way their content runs."""
_ENOUGH = 200
"""Characters of what a control holds that tell which way it runs."""
_JOINERS = "\u200c\u200d"
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0001-\U000e01ef"
    + _JOINERS
)
_BREAKS = "\x0b\x0c\x85\u2028\u2029"
_DAMAGED = lazily("\ufffd|(?:[ØÙÚÛ][\u0080-\u00bf\u0152-\u2122]){2,}|[ÃÂ][\u0080-\u00bf\u0152-\u2122]|â€[\u0080-\u00bf\u0152-\u2122]")
"""Bytes that were no UTF-8 (U+FFFD), and UTF-8 that was read as Windows-1252: Ø¥Ù†Ø³ØªØ¬Ø±Ø§Ù… is إنستجرام."""
_EASTERN = "\u0660-\u0669\u06f0-\u06f9"
_NON_JOINING = frozenset(["LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN"])
_UNSPACED = frozenset(["THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "CJK", "HIRAGANA", "KATAKANA"])
"""Scripts that write no spaces: a zero-width space shows where a line may break."""
_STYLED = frozenset(["<font>", "<wide>", "<circle>", "<square>"])
_WORD = lazily(r"[^\W_]+")


class Piece(NamedTuple):
    """A line, or a part of one, in which something may be wrong: where it begins, and the statement that it belongs to."""

    start: int
    text: str
    about: Statement | None


@cache
def _confusables() -> dict[str, str]:
    """Letters that look like another one → that one."""
    table = prebuilt.toml("rules", "text", "confusables.toml")
    return {twin: letter for script in table.values() for letter, twins in script.items() for twin in twins}


@cache
def suspicious() -> re.Pattern[str]:
    """A character that an ordinary text does not have, wherever it stands."""
    imitating = "".join(letter for letter in _confusables() if letter > "\u024f")
    styled = "\u24b6-\u24e9\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189"
    return re.compile(f"[{_INVISIBLE}{''.join(_OPEN)}\u202c\u2069{_BREAKS}ØÙÃÂÚÛâ\ufffdı{re.escape(imitating)}{styled}]")


def parts(statement: Statement) -> list[Piece]:
    found = [Piece(statement.span.start, statement.text, statement)]
    found += [Piece(action.span.start, action.text, statement) for action in statement.actions]
    own = [setting for key, setting in statement.settings.items() if key in statement.own_settings]
    return [*found, *(Piece(setting.value_span.start, setting.value, statement) for setting in own)]


def lines(file: File, doubtful: Callable[[str], bool]) -> tuple[Piece, ...]:
    about = {piece.start: statement for statement in file.statements for piece in parts(statement)}
    places = sorted(about)
    found = []
    start = 0
    for line in file.text.split("\n"):
        if doubtful(line):
            index = bisect_right(places, start + len(line)) - 1
            found.append(Piece(start, line, about[places[index]] if index >= 0 and places[index] >= start else None))
        start += len(line) + 1
    return tuple(found)


def _said(name: str, piece: Piece, start: int, end: int, replacement: str | None, **params: str) -> tuple[Note, Statement | None]:
    """A note about a stretch of a piece. The fix is safe where the goal is read without what it takes away, and no words are kept as they were typed."""
    place = Span(piece.start + start, piece.start + end)
    safe = replacement is not None and normalise(piece.text[start:end])[0] == normalise(replacement)[0] and _only_read(piece, place)
    return Note(name, place, params, replacement, safe), piece.about


def _only_read(piece: Piece, place: Span) -> bool:
    """Whether a place is read and forgotten: in the sentence of a goal and in none of the phrases that are kept word for word, or in no goal at all."""
    statement = piece.about
    if statement is None:
        return True
    kept = [phrase.span for draft in statement.drafts for phrase in draft.side_phrases]
    inside = statement.span.start <= place.start and place.end <= statement.span.end
    return inside and not any(span.start < place.end and place.start < span.end for span in kept)


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"


def _named(char: str) -> str:
    return f"{_code(char)} {unicodedata.name(char, '')}".strip()


def bidi_control(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    for start, end in _pairs(piece.text)[0]:
        if _reorders(piece.text[start], piece.text[start + 1 : end]):
            shown = piece.text[start + 1 : end].strip("".join(_OPEN) + "\u202c\u2069")
            yield _said("bidi-control", piece, start, end + 1, piece.text[start + 1 : end], code=_named(piece.text[start]), text=shown)
    for match in re.finditer(rf"(?<=[0-9{_EASTERN}])[{_MARKS}]+(?=[0-9{_EASTERN}])", piece.text):
        number = _number_at(piece.text, match.start())
        yield _said(
            "bidi-control", piece, *number, re.sub(f"[{_MARKS}]", "", piece.text[slice(*number)]), code=_named(match[0][0]), text=piece.text[slice(*number)]
        )


def _number_at(text: str, place: int) -> tuple[int, int]:
    """The number around a place, marks within it included."""
    part = re.compile(rf"[0-9{_EASTERN}{_MARKS}]")
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
        if char in _OPEN:
            waiting.append(place)
            isolates += _OPEN[char] == "\u2069"
        elif char in "\u202c\u2069":
            # what an isolate leaves open ends with it
            while isolates and char == "\u2069" and _OPEN[text[waiting[-1]]] != char:
                alone.append(waiting.pop())
            if waiting and _OPEN[text[waiting[-1]]] == char:
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
            yield _said("bidi-control", piece, place, place + 1, "", code=_named(char), text=piece.text[place + 1 :].strip())
        else:
            yield _said("unbalanced-bidi", piece, place, place + 1, "", code=_named(char))


def invisible_character(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    taken = 0
    for match in re.finditer(f"[{_INVISIBLE}]", piece.text):
        if match.start() < taken or _belongs(piece.text, match.start()):
            continue
        start, end = _around(piece.text, match.start())
        unwanted = {start + one.start() for one in re.finditer(f"[{_INVISIBLE}]", piece.text[start:end]) if not _belongs(piece.text, start + one.start())}
        cleaned = "".join(char for place, char in enumerate(piece.text[start:end], start) if place not in unwanted)
        yield _said("invisible-character", piece, start, end, cleaned, code=_named(match[0]), text=cleaned or _code(match[0]))
        taken = end


def _around(text: str, place: int) -> tuple[int, int]:
    """The word around a place."""
    start, end = place, place + 1
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _belongs(text: str, place: int) -> bool:
    """Whether an invisible character has work to do where it stands: between letters that join, in an emoji, in a script without spaces."""
    char, before, after = text[place], _neighbour(text, place, -1), _neighbour(text, place, 1)
    scripts = {_script(one) for one in (before, after) if one and unicodedata.category(one)[0] in "LM"}
    if char in _JOINERS:
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
        return any(match.start() < place < match.end() for match in run.finditer(text))
    if "\U000e0100" <= char <= "\U000e01ef":
        return _script(before) == "CJK"
    return False


def _neighbour(text: str, place: int, step: int) -> str:
    """The nearest character that can be seen; an empty text at the end of the line."""
    place += step
    while 0 <= place < len(text) and (text[place] in _MARKS or text[place] in _JOINERS or unicodedata.category(text[place]) == "Mn"):
        if "\ufe00" <= text[place] <= "\ufe0f" and step > 0:
            break
        place += step
    return text[place] if 0 <= place < len(text) else ""


def _pictorial(char: str) -> bool:
    return char != "" and ord(char) >= 0x2000 and not char.isalpha()


def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ")[0].split("-")[0] if char else ""


def confusable_letters(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    if piece.text.isascii():
        return
    for match in _WORD.finditer(piece.text):
        meant = _imitated(match[0])
        if meant is not None:
            strange = next(char for char, plain in zip(match[0], meant, strict=False) if char != plain)
            yield _said("confusable-letters", piece, match.start(), match.end(), meant, text=match[0], code=_named(strange), meant=meant)


@lru_cache(maxsize=256)
def _imitated(word: str) -> str | None:
    """The word that a word with letters of another alphabet, or with styled ones, looks like; None for an ordinary word.

    A word that mixes Latin with letters that imitate Latin ones is no ordinary word. One that imitates in all its letters, or in letters of its own script, is
    ordinary unless it looks like a word of the goal language and is none.
    """
    if word.isascii():
        return None
    twins = _confusables()
    styled = [char for char in word if unicodedata.decomposition(char).split(" ")[0] in _STYLED and unicodedata.normalize("NFKC", char).isalnum()]
    plain = "".join(unicodedata.normalize("NFKC", char) if char in styled else twins.get(char, char) for char in word)
    if plain == word or (styled and all(char.isdigit() for char in styled) and _script(styled[0]) == "FULLWIDTH"):
        return None
    if styled:
        return plain
    scripts = {_script(char) for char in word if char.isalpha() and not unicodedata.decomposition(char)}
    foreign = {_script(char) for char in word if char in twins} - {"LATIN", "ARABIC"}
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
    for match in re.finditer(rf"[0-9{_EASTERN}](?:[.,٫٬]?[0-9{_EASTERN}])+", piece.text):
        systems = [_system(char) for char in match[0] if char.isdigit()]
        if len(set(systems)) > 1:
            zero = max(dict.fromkeys(systems), key=systems.count)
            written = "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in match[0])
            yield _said("mixed-digits", piece, match.start(), match.end(), written, text=match[0], meant=written)


def _system(digit: str) -> str:
    """The zero of the digits that a digit belongs to."""
    return chr(ord(digit) - int(digit))


def letter_in_number(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    for match in re.finditer(r"(?<![^\W_])(?=[0-9]+[OoIl0-9]*)[0-9][0-9OoIl]*(?![^\W_])", piece.text):
        word = match[0]
        if not re.search(r"[OoIl]", word) or not re.fullmatch(r"(?:[0-9]+|(?<=[0-9])[lI](?=[0-9])|(?<=[0-9])o(?=[0-9])|O)+", word):
            continue
        meant = word.translate({ord("O"): "0", ord("o"): "0", ord("l"): "1", ord("I"): "1"})
        yield _said("letter-in-number", piece, match.start(), match.end(), meant, text=word, meant=meant)


def hidden_line_break(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    for match in re.finditer(f"[{_BREAKS}]+", piece.text):
        yield _said("hidden-line-break", piece, match.start(), match.end(), " ", code=_named(match[0][0]))


def damaged_text(piece: Piece) -> Iterator[tuple[Note, Statement | None]]:
    taken = 0
    for match in _DAMAGED.finditer(piece.text):
        if match.start() < taken:
            continue
        start, end = _around(piece.text, match.start())
        taken = end
        whole = _repaired(piece.text[start:end])
        if whole is not None or "\ufffd" in match[0]:
            yield _said("damaged-text", piece, start, end, whole, text=piece.text[start:end])


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
