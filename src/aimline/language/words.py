"""A statement cut into words, each with everything it can be in the languages at hand."""

import re
from collections.abc import Sequence

from aimline.language.grammar import Sense, Word
from aimline.language.lexicon import Lexicon, bare, load

_TOKEN = re.compile(
    r"""(?P<iso>\d{4}-\d{2}-\d{2}(?!\d))
      | (?P<numeric>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d))
      | (?P<hashtag>\#[^\W\d]\w*)
      | (?P<abbreviation>(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+\.?(?![^\W_]))
      | (?P<code>(?<![^\W_])[a-z]\d(?![^\W_]))
      | (?P<number>\d+(?:[.,]\d+)*)
      | (?P<blank>_{2,}|\bx{1,3}(?=\s*%)|\[\s*\w?\s*\])
      | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*'?)
      | (?P<sign>\S)""",
    re.VERBOSE,
)

Piece = tuple[str, str, int, int]
"""Kind, text, start, end."""

_SIGNS: dict[str, tuple[Sense, ...]] = {
    ",": (Sense("DATE_COMMA", None), Sense("COMMA", None)),
    ";": (Sense("STOP", ";"),),
    ".": (Sense("STOP", "."),),
    "!": (Sense("STOP", "!"),),
    "?": (Sense("STOP", "?"),),
    ":": (Sense("COLON", None),),
    "(": (Sense("OPEN", None),),
    ")": (Sense("CLOSE", None),),
    "[": (Sense("OPEN", None),),
    "]": (Sense("CLOSE", None),),
    '"': (Sense("FILLER", None),),
    "'": (Sense("FILLER", None),),
    "&": (Sense("AND", None),),
    "|": (Sense("STOP", "|"),),
    "_": (Sense("FILLER", None),),
    "*": (Sense("FILLER", None),),
    "<": (Sense("MAX", None),),
    "≤": (Sense("MAX", None),),
    ">": (Sense("MIN", None),),
    "≥": (Sense("MIN", None),),
    "=": (Sense("FILLER", None),),
    "~": (Sense("ABOUT", None),),
    "≈": (Sense("ABOUT", None),),
    "/": (Sense("PER", None), Sense("AND", None)),
    "×": (Sense("TIMES", None),),
    "→": (Sense("RANGE_TO", None), Sense("TO", None)),
}

_TIMES = frozenset(["PERIOD", "NAMED", "QUARTER", "END_OF", "SOON", "RECUR", "EVENT"])


def read_number(text: str) -> float:
    """The value of digits with separators. Groups of three after commas are thousands; several points are thousands; otherwise the last separator is the
    decimal one.
    """
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text) or re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", text):
        return float(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+,\d+", text):
        return float(text.replace(",", "."))
    return float(re.sub(r"[.,]", "", text))


def number_senses(text: str, value: float) -> tuple[Sense, ...]:
    """What bare digits can be: a day of a month, a year, a number."""
    senses = []
    if text.isdigit():
        if len(text) <= 2 and 1 <= value <= 31:
            senses += [Sense("DAY_AFTER", int(value)), Sense("DAY", int(value))]
        elif len(text) == 4 and 2000 <= value <= 2099:
            senses.append(Sense("YEAR", int(value)))
    return (*senses, Sense("NUMBER", value))


class Scanner:
    """Cuts statements into words, looking them up in the lexicons of some languages, the first first."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.lexicons: list[Lexicon] = [load(language) for language in languages]

    def scan(self, text: str) -> list[Word]:
        """The words of a normalised statement, in order; nothing but white space lies between them."""
        tokens = [(match.lastgroup or "", match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
        pieces: list[Piece] = []
        for kind, value, start, end in tokens:
            if kind in ("code", "abbreviation"):
                pieces.append(("word", value.rstrip("."), start, end))
            elif kind == "word":
                pieces += self._peel(value, start, end, next_digit=end < len(text) and text[end].isdigit())
            else:
                pieces.append((kind, value, start, end))
        words: list[Word] = []
        index = 0
        while index < len(pieces):
            word, index = self._word(pieces, index, text)
            words.append(word)
        return words

    def _known(self, word: str) -> bool:
        return any(
            word in lexicon.longest
            or bare(word, lexicon.article, lexicon.keep) in lexicon.longest
            or word in lexicon.numbers
            or word in lexicon.scales
            or bare(word, lexicon.article, lexicon.keep) in lexicon.numbers
            or bare(word, lexicon.article, lexicon.keep) in lexicon.fractions
            for lexicon in self.lexicons
        )

    def _peel(self, word: str, start: int, end: int, *, next_digit: bool) -> list[Piece]:
        """A word, or the particles written together with it and the word."""
        whole = [("word", word, start, end)]
        if self._known(word):
            return whole
        for lexicon in self.lexicons:
            for particles in lexicon.particles:
                rest = word[len(particles) :]
                if not word.startswith(particles) or (len(rest) < 2 and not (next_digit and not rest)):
                    continue
                if lexicon.article and particles.endswith("ل") and rest.startswith("ل") and self._known(lexicon.article + rest[1:]):
                    rest = lexicon.article + rest[1:]
                if self._known(rest):
                    cut = start + len(word) - len(rest) if word.endswith(rest) else start + len(particles)
                    return [*(("particle", letter, start + i, start + i + 1) for i, letter in enumerate(particles)), ("word", rest, min(cut, end), end)]
        return whole

    def _word(self, pieces: list[Piece], index: int, text: str) -> tuple[Word, int]:
        kind, value, start, end = pieces[index]
        if kind == "iso":
            return Word((Sense("ISO_DATE", value),), start, end), index + 1
        if kind == "numeric":
            return Word((Sense("NUMERIC_DATE", value),), start, end), index + 1
        if kind == "hashtag":
            return Word((Sense("METRIC", "hashtag_uses"), Sense("WORD", value)), start, end), index + 1
        if kind == "blank":
            return Word((Sense("PLACEHOLDER", None),), start, end), index + 1
        if kind == "number":
            return self._number(pieces, index, text)
        if kind in ("word", "particle"):
            if index and pieces[index - 1][0] == "number" and pieces[index - 1][3] == start:
                glued = next((lexicon.adjacent[value] for lexicon in self.lexicons if value in lexicon.adjacent), None)
                if glued is not None:
                    return Word(glued, start, end), index + 1
            spelled = self._spelled_number(pieces, index) if kind == "word" else None
            phrase = self._phrase(pieces, index)
            if spelled is not None and (phrase is None or spelled[1] >= phrase[1]):
                amount, after = spelled
                last = pieces[after - 1][3]
                senses = phrase[0] if phrase is not None and phrase[1] == after else ()
                return Word((Sense("NUMBER", amount), *senses), start, last), after
            if phrase is not None:
                return Word(phrase[0], start, pieces[phrase[1] - 1][3]), phrase[1]
            return Word((Sense("WORD", value),), start, end), index + 1
        return self._sign(pieces, index, text)

    def _phrase(self, pieces: list[Piece], index: int) -> tuple[tuple[Sense, ...], int] | None:
        """The longest phrase of any lexicon that begins here: its senses and the place after it.

        A phrase gives up its last word where a longer phrase begins with that word: "a month" in "a month and a half", في الشهر in في الشهر المقبل.
        """
        found = self._phrases(pieces, index)
        if not found:
            return None
        best = found[-1]
        shorter: tuple[tuple[Sense, ...], int]
        for shorter in reversed(found[:-1]):
            inside = self._phrases(pieces, shorter[1])
            if inside and inside[-1][1] > best[1] and inside[-1][1] - shorter[1] > 1 and inside[-1][0][0].terminal in _TIMES:
                return shorter
        return best

    def _phrases(self, pieces: list[Piece], index: int) -> list[tuple[tuple[Sense, ...], int]]:
        """The phrases that begin here, shortest first; of two of one length the one in the earlier lexicon."""
        found: dict[int, tuple[Sense, ...]] = {}
        for lexicon in self.lexicons:
            first = bare(pieces[index][1], lexicon.article, lexicon.keep)
            longest = lexicon.longest.get(first, 0)
            words: list[str] = []
            at = index
            while at < len(pieces) and len(words) < longest:
                kind, value, _, _ = pieces[at]
                if kind == "particle" and words and at + 1 < len(pieces):
                    at += 1
                    words.append(value + pieces[at][1])
                elif kind in ("word", "particle"):
                    words.append(bare(value, lexicon.article, lexicon.keep))
                elif kind in ("number", "blank") or value in "/&#'%$" or (kind == "sign" and at == index):
                    words.append(value)
                elif value != "-" or not words:
                    break
                at += 1
                senses = lexicon.phrases.get(" ".join(words)) if value != "-" else None
                if senses is not None:
                    found.setdefault(at, senses)
        return [(found[at], at) for at in sorted(found)]

    def _spelled_number(self, pieces: list[Piece], index: int) -> tuple[float, int] | None:
        """A number in words ("twenty-five thousand", ألف وخمسمئة) beginning here: its value and the place after it."""
        for lexicon in self.lexicons:
            total = current = last = 0.0
            at, found, magnitude = index, -1, float("inf")
            while at < len(pieces):
                kind, value, _, _ = pieces[at]
                word = bare(value, lexicon.article, lexicon.keep)
                if kind == "number" and found == -1:
                    break
                if word in lexicon.teens and kind == "word" and current % 10 > 0 and magnitude < 10:
                    current += lexicon.teens[word]
                    magnitude = 10
                elif word in lexicon.fractions and kind == "word" and (scale := self._scale(lexicon, pieces, at + 1)) and not current:
                    total += lexicon.fractions[word] * scale
                    magnitude = last = scale
                    at += 1
                elif word in lexicon.numbers and kind == "word" and not (word in lexicon.scales and current):
                    amount = lexicon.numbers[word]
                    if found == at and amount >= magnitude and current != 0:
                        break
                    current += amount
                    magnitude = amount
                elif word in lexicon.scales and kind == "word":
                    scale = lexicon.scales[word]
                    if scale == 100:
                        current = (current or 1) * scale
                    else:
                        total += (current or 1) * scale
                        current = 0.0
                    magnitude = last = scale
                elif found == at and last >= 1000 and not current and (part := self._fraction(lexicon, pieces, at)):
                    total += part[0] * last
                    at = part[1] - 1
                elif (
                    found == at
                    and (word in lexicon.joins or value == "-")
                    and at + 1 < len(pieces)
                    and (bare(pieces[at + 1][1], lexicon.article, lexicon.keep) in lexicon.numbers or pieces[at + 1][1] in lexicon.scales)
                ):
                    at += 1
                    found = at
                    magnitude = float("inf")
                    continue
                else:
                    break
                at += 1
                found = at
            if found > index:
                return total + current, found
        return None

    @staticmethod
    def _scale(lexicon: Lexicon, pieces: list[Piece], at: int) -> float | None:
        """The scale at a place: the million of "half million"."""
        if at >= len(pieces) or pieces[at][0] != "word":
            return None
        scale = lexicon.scales.get(bare(pieces[at][1], lexicon.article, lexicon.keep))
        return scale if scale is not None and scale >= 1000 else None

    @staticmethod
    def _fraction(lexicon: Lexicon, pieces: list[Piece], at: int) -> tuple[float, int] | None:
        """What follows a scale as a part of it (ونصف): the part and the place after it."""
        if at + 1 >= len(pieces) or pieces[at][1] not in lexicon.joins:
            return None
        part = lexicon.fractions.get(bare(pieces[at + 1][1], lexicon.article, lexicon.keep))
        return None if part is None or Scanner._scale(lexicon, pieces, at + 2) else (part, at + 2)

    def _number(self, pieces: list[Piece], index: int, text: str) -> tuple[Word, int]:
        _, digits, start, end = pieces[index]
        value = read_number(digits)
        at = index + 1
        plain = True
        while at < len(pieces) and pieces[at][0] == "word":
            word, glued = pieces[at][1], pieces[at][2] == end
            scale = next(
                (s for lexicon in self.lexicons if (s := (lexicon.adjacent_scales.get(word) if glued else None) or lexicon.scales.get(word)) and s >= 1000),
                None,
            )
            if scale is None:
                break
            value, end, at, plain = value * scale, pieces[at][3], at + 1, False
            part = next((part for lexicon in self.lexicons if (part := self._fraction(lexicon, pieces, at))), None)
            if part is not None:
                value, end, at = value + part[0] * scale, pieces[part[1] - 1][3], part[1]
        if plain and at < len(pieces) and pieces[at][0] == "word" and pieces[at][2] == end:
            ordinal = next((lexicon for lexicon in self.lexicons if any(s.terminal == "DAY_ORDINAL" for s in lexicon.adjacent.get(pieces[at][1], ()))), None)
            if ordinal is not None and value <= 31:
                return Word((Sense("DAY_AFTER", int(value)), Sense("DAY_ORDINAL", int(value)), Sense("NUMBER", value)), start, pieces[at][3]), at + 1
        senses = number_senses(digits, value) if plain else (Sense("NUMBER", value),)
        return Word(senses, start, end), at

    def _sign(self, pieces: list[Piece], index: int, text: str) -> tuple[Word, int]:
        _, value, start, end = pieces[index]
        after_digit = start > 0 and (text[start - 1].isalnum() or text[start - 1] == "%")
        before_digit = end < len(text) and (text[end].isdigit() or text[end] in "$€£")
        if value == "%":
            first, second = Sense("PERCENT_BEFORE", None), Sense("PERCENT", None)
            return Word((first,) if before_digit and not after_digit else (second,), start, end), index + 1
        if value == "+" and text[start - 1 : start] == " " and text[end : end + 1] == " ":
            return Word((Sense("AND", None), Sense("PLUS", None)), start, end), index + 1
        if value == "+":
            return Word((Sense("POST_MIN", None),) if after_digit and not before_digit else (Sense("PLUS", None), Sense("AND", None)), start, end), index + 1
        if value == "-":
            if before_digit and not after_digit:
                return Word((Sense("RANGE", None), Sense("FILLER", "-")), start, end), index + 1
            return Word((Sense("RANGE", None), Sense("FILLER", "-")), start, end), index + 1
        if value in "<>" and index + 1 < len(pieces) and pieces[index + 1][1] == "=":
            return Word(_SIGNS[value], start, pieces[index + 1][3]), index + 2
        phrase = self._phrase(pieces, index)
        if phrase is not None:
            return Word(phrase[0], start, pieces[phrase[1] - 1][3]), phrase[1]
        if index and pieces[index - 1][0] in ("number",) and value in ("x", "×"):
            return Word((Sense("TIMES", None),), start, end), index + 1
        return Word(_SIGNS.get(value, (Sense("WORD", value),)), start, end), index + 1
