"""A statement cut into words, each with everything it can be in the languages at hand."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from aimline.language.dates import day_first, settle
from aimline.language.forms import Form
from aimline.language.grammar import Sense, Word, group_of
from aimline.language.lexicon import Lexicon, load
from aimline.language.tokens import LARGEST, SIGNS, TOKEN, date_sense, number_senses, read_number

__all__ = ["Scanner", "read_number"]

Piece = tuple[str, str, int, int, Form | None]
"""Kind, text, start, end; for words and particles also what they can be."""

Phrase = tuple[tuple[tuple[Sense, ...], int], int]
"""The senses of a phrase with their group, and the place after the phrase."""

_MEMORY = 20_000
"""Word forms, numbers and stretches between spaces that are remembered before the memory is cleared."""
_DETERMINED = frozenset(["RECUR", "ONE_ITEM"])
"""Kinds of words whose phrases may need the article of their last word."""
_SHORTENED = frozenset(["AVERAGE", "ABOUT", "MIN", "MAX", "POST_MIN", "POST_MAX"])
_SHORT = 6
"""Kinds of words that people shorten with a point, and how long they are then at most."""
_NUMBERED = frozenset(["MONTH", "HIJRI_MONTH", "QUARTER", "UNIT", "LABEL", "RANK", "EVENT", "NAMED"])
"""Kinds of words that a number may follow which counts nothing."""
_EDGES = frozenset(["END_OF", "START_OF", "MID_OF"])
_COUNTED = frozenset(["METRIC", "ITEM", "NEW", "MORE", "PERCENT", "POINTS", "TIMES", "UNIT", "CURRENCY_AFTER", "MONTH"])
_TIMES = frozenset(["PERIOD", "NAMED", "QUARTER", "END_OF", "SOON", "RECUR", "EVENT", "PART", "DUAL", "REFERENCE"])
_BOUNDS = frozenset(["MIN", "MAX", "POST_MIN", "POST_MAX"])
"""What takes the last word of a phrase that is none: "at" of "hold at" in "hold at least"."""


_word: Callable[[tuple[Any, ...]], Word] = partial(tuple.__new__, Word)


def _as_word(senses: tuple[Sense, ...], start: int, end: int) -> Word:
    return Word(senses, start, end, group_of(senses))


def _shortened(words: list[Word]) -> list[Word]:
    """The words without the points that only shorten one: "avg. order value", "approx. 200 leads"."""
    out = []
    for index, word in enumerate(words):
        before = words[index - 1] if 0 < index < len(words) - 1 and word.senses[0].terminal == "STOP" and word.end - word.start == 1 else None
        if before is None or before.end != word.start or before.end - before.start > _SHORT or before.senses[0].terminal not in _SHORTENED:
            out.append(word)
    return out


class Scanner:
    """Cuts statements into words, looking them up in the lexicons of some languages, the first first."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.lexicons: list[Lexicon] = [load(language) for language in languages]
        self._digits_apart = self.lexicons[0].digits_apart
        self._points_group = self.lexicons[0].points_group
        self._day_first = self.lexicons[0].day_first
        self._forms: dict[str, Form] = {}
        self._particles: dict[str, Form] = {}
        self._chunks: dict[str, tuple[int, list[Piece]]] = {}
        self._numbers: dict[str, tuple[float, tuple[Sense, ...], int]] = {}

    def scan(self, text: str) -> list[Word]:
        """The words of a normalised statement, in order; nothing but white space lies between them."""
        pieces = self._pieces(text)
        words: list[Word] = []
        index, count = 0, len(pieces)
        while index < count:
            kind, _, start, end, form = pieces[index]
            if form is None:
                word, index = self._number(pieces, index, text) if kind == "number" else self._word(pieces, index, text)
                words.append(word)
                continue
            index += 1
            if form.settled is not None:
                words.append(_word((form.settled, start, end, form.group)))
            elif not form.is_number and (index == count or form.alone.get(pieces[index][1]) or form.ends_before(*pieces[index][:2])):
                senses, group = form.single
                words.append(_word((senses, start, end, group)))
            else:
                word, index = self._open_word(pieces, index - 1)
                words.append(word)
        if ". " in text:
            words = _shortened(words)
        words = settle(words, text)
        return [day_first(word) for word in words] if self._day_first else words

    def _pieces(self, text: str) -> list[Piece]:
        if "[" in text or " %" in text:
            # a placeholder may go on behind a space
            if len(self._forms) > _MEMORY:
                self._forms.clear()
            return self._tokens(text)
        chunks = self._chunks
        pieces: list[Piece] = []
        at = 0
        for chunk in text.split(" "):
            if chunk not in chunks:
                for memory in (self._forms, self._numbers, chunks):
                    if len(memory) > _MEMORY:
                        memory.clear()
                chunks[chunk] = len(chunk) + 1, self._tokens(chunk)
            width, found = chunks[chunk]
            for kind, value, start, end, form in found:
                pieces.append((kind, value, at + start, at + end, form))
            at += width
        return pieces

    def _tokens(self, text: str) -> list[Piece]:
        pieces: list[Piece] = []
        digits_end = -1
        for match in TOKEN.finditer(text):
            kind = match.lastgroup or ""
            value = match.group()
            start, end = match.span()
            glued = start == digits_end
            if kind == "word":
                parts = self._form(value).parts or [("word", value, 0, end - start)]
                for part, letters, first, last in parts:
                    form = Form(letters, self.lexicons, after_digit=True) if glued else self._form(letters) if part == "word" else self._particle(letters)
                    pieces.append((part, letters, start + first, start + last, form))
                    glued = False
            elif kind == "code" or kind == "abbreviation":
                value = value.rstrip(".")
                pieces.append(("word", value, start, end, Form(value, self.lexicons, after_digit=True) if glued else self._form(value)))
            else:
                pieces.append((kind, value, start, end, None))
                if kind == "number":
                    digits_end = end
        return pieces

    def _form(self, value: str) -> Form:
        form = self._forms.get(value)
        if form is None:
            form = self._forms[value] = Form(value, self.lexicons)
        return form

    def _particle(self, value: str) -> Form:
        form = self._particles.get(value)
        if form is None:
            form = self._particles[value] = Form(value, self.lexicons, particle=True)
        return form

    def _word(self, pieces: list[Piece], index: int, text: str) -> tuple[Word, int]:
        """The word that begins with a date, a sign or a blank, and the place after it."""
        kind, value, start, end, _ = pieces[index]
        if kind == "sign":
            return self._sign(pieces, index, text)
        senses: tuple[Sense, ...] = (Sense("PLACEHOLDER", None),)
        if kind in ("iso", "numeric", "yearmonth", "yearpart"):
            senses = (date_sense(kind, value),)
        elif kind == "hashtag":
            senses = (Sense("METRIC", "hashtag_uses"), Sense("WORD", value))
        return _as_word(senses, start, end), index + 1

    def _open_word(self, pieces: list[Piece], index: int) -> tuple[Word, int]:
        """The phrase or the number in words that begins with a word, or the word alone, and the place after it."""
        senses: tuple[Sense, ...]
        kind, value, start, end, form = pieces[index]
        spelled = self._spelled_number(pieces, index) if kind == "word" and form is not None and form.is_number else None
        phrase = self._phrase(pieces, index)
        if spelled is not None and (phrase is None or spelled[1] >= phrase[1]):
            amount, after = spelled
            if amount == 1 and after == index + 1 and any(lexicon.bare(value) != lexicon.plain(value) for lexicon in self.lexicons):
                # للتحميل الواحد: with its article it is each of them, and no number
                return _as_word((Sense("FILLER", None),), start, end), index + 1
            senses = phrase[0][0] if phrase is not None and phrase[1] == after else ()
            return _as_word((Sense("NUMBER", amount), *senses), start, pieces[after - 1][3]), after
        if phrase is not None:
            (senses, group), after = phrase
            if kind == "particle" and after == index + 1 and any(sense.terminal == "PLACEHOLDER" for sense in senses):
                # the س of the future in سنعمل is no unknown number
                senses = tuple(sense for sense in senses if sense.terminal != "PLACEHOLDER") or (Sense("WORD", value),)
                return _as_word(senses, start, pieces[after - 1][3]), after
            return _word((senses, start, pieces[after - 1][3], group)), after
        return _as_word((Sense("WORD", value),), start, end), index + 1

    def _phrase(self, pieces: list[Piece], index: int) -> Phrase | None:
        """The longest phrase of any lexicon that begins here.

        A phrase gives up its last word where a longer phrase begins with that word: "a month" in "a month and a half", في الشهر in في الشهر المقبل,
        "number of" in "number of visitors who return"; so does
        "end of month" before a number that counts months ("end of month 4"), not before one that counts something else ("end of month 4 posts").
        """
        found = self._phrases(pieces, index)
        if len(found) < 2:
            return found[0] if found else None
        best = found[-1]
        if self._lacks_article(best, pieces):
            found.pop()
            best = found[-1]
        shorter: Phrase
        for shorter in reversed(found[:-1]):
            inside = self._phrases(pieces, shorter[1])
            if inside and inside[-1][1] > best[1] and inside[-1][1] - shorter[1] > 1:
                begun = inside[-1][0][0][0].terminal
                metrics = begun == best[0][0][0].terminal == "METRIC"
                if begun == "PERIOD" and self._opens_length(pieces, best):
                    # "within the next" quarter is a length of time, not "within the" next quarter
                    break
                if begun in _TIMES or (begun in _BOUNDS and best[0][0][0].terminal not in _BOUNDS) or (metrics and shorter[0][0][-1].terminal == "FILLER"):
                    return shorter
            if self._is_numbered(pieces, best[1]) and any(sense.terminal in _EDGES for sense in shorter[0][0]):
                for (senses_inside, _), end in inside:
                    if end == best[1] and any(sense.terminal == "UNIT" for sense in senses_inside):
                        return shorter
        return best

    def _lacks_article(self, phrase: Phrase, pieces: list[Piece]) -> bool:
        """Whether a phrase that needs the article of its last word is written without it: في الشهر is every month, في شهر within one."""
        sense = phrase[0][0][0]
        if sense.terminal not in _DETERMINED or not str(sense.value).endswith(" determined"):
            return False
        word = pieces[phrase[1] - 1][1]
        return all(lexicon.bare(word) == lexicon.plain(word) for lexicon in self.lexicons)

    def _opens_length(self, pieces: list[Piece], phrase: Phrase) -> bool:
        """Whether a phrase opens a length of time, and a unit of time follows."""
        (senses, _), end = phrase
        following = self._phrases(pieces, end) if senses[0].terminal == "IN_NEXT" and end < len(pieces) else []
        return any(sense.terminal == "UNIT" for (inside, _), _ in following for sense in inside)

    def _is_numbered(self, pieces: list[Piece], at: int) -> bool:
        """Whether a number stands at a place that counts nothing after it."""
        if at >= len(pieces) or pieces[at][0] != "number" or not pieces[at][1].isdigit() or len(pieces[at][1]) > 2:
            return False
        following = self._phrases(pieces, at + 1) if at + 1 < len(pieces) else []
        return not any(sense.terminal in _COUNTED for (senses, _), _ in following for sense in senses)

    def _phrases(self, pieces: list[Piece], index: int) -> list[Phrase]:
        """The phrases that begin here, shortest first; of two of one length the one in the earlier lexicon."""
        kind, value, _, _, form = pieces[index]
        if form is None:
            if kind not in ("sign", "number", "blank"):
                return []
            form = self._form(value)
        found: list[Phrase] = []
        count = len(pieces)
        for lexicon, entries, phrase, entry in form.starts:
            phrases = lexicon.phrases
            at = index + 1
            if entry > 1 and value != "-":
                found.append((phrases.found(entry), at))
            while entry & 1 and at < count:
                kind, text = pieces[at][:2]
                at += 1
                if kind == "particle" and at < count:
                    # as it is written: للملف, not لالملف
                    _, whole, start, end = pieces[at][:4]
                    text += whole[start - end :]
                    at += 1
                elif kind == "word" or kind == "particle":
                    text = lexicon.bare(text)
                elif text == "-" or (text == "." and at < count and self._abbreviates(pieces, at - 1)):
                    continue
                elif kind not in ("number", "blank") and text not in "/&#'%$":
                    break
                phrase = f"{phrase} {text}"
                entry = entries.get(phrase, 0)
                if entry > 1:
                    found.append((phrases.found(entry), at))
        if len(form.starts) < 2:
            return found
        first: dict[int, Phrase] = {}
        for one in found:
            first.setdefault(one[1], one)
        return [first[at] for at in sorted(first)]

    @staticmethod
    def _abbreviates(pieces: list[Piece], at: int) -> bool:
        """Whether a point ends no sentence but a short word: "vs. last year"."""
        kind, _, start, end, _ = pieces[at - 1]
        return kind == "word" and end - start < 3 and end == pieces[at][2]

    def _spelled_number(self, pieces: list[Piece], index: int) -> tuple[float, int] | None:
        """A number in words ("twenty-five thousand", ألف وخمسمئة) beginning here: its value and the place after it."""
        for lexicon in self.lexicons:
            total = current = last = 0.0
            at, found, magnitude = index, -1, float("inf")
            while at < len(pieces):
                kind, value = pieces[at][:2]
                word = lexicon.bare(value)
                if kind == "number" and found == -1:
                    break
                compound = self._compound(lexicon, pieces, at) if word in lexicon.compounds and kind == "word" else None
                if compound is not None:
                    if found == at and compound[0] >= magnitude and current != 0:
                        break
                    current += compound[0]
                    magnitude, at = compound
                    found = at
                    continue
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
                elif found == at and (rest := self._rest(pieces, at, last if not current else current / 2 if current == magnitude and current >= 2000 else 0)):
                    total += rest[0]
                    at = rest[1] - 1
                elif (
                    found == at
                    and (word in lexicon.joins or value == "-")
                    and at + 1 < len(pieces)
                    and (lexicon.bare(pieces[at + 1][1]) in lexicon.numbers or pieces[at + 1][1] in lexicon.scales)
                ):
                    at += 1
                    found = at
                    magnitude = float("inf")
                    continue
                else:
                    break
                at += 1
                found = at
            if found > index and total + current <= LARGEST:
                return total + current, found
        return None

    def _rest(self, pieces: list[Piece], at: int, scale: float) -> tuple[float, int] | None:
        """What digits that a particle joins to a number of thousands or millions add to it, and the place after them: مليون و200 ألف."""
        if at + 1 >= len(pieces) or pieces[at][0] not in ("particle", "word") or pieces[at + 1][0] != "number" or pieces[at][3] != pieces[at + 1][2]:
            return None
        if not any(pieces[at][1] in lexicon.joins for lexicon in self.lexicons):
            return None
        value, after = read_number(pieces[at + 1][1], points_group=self._points_group), at + 2
        form = pieces[after][4] if after < len(pieces) and pieces[after][0] == "word" else None
        smaller = form.scale if form is not None else None
        if smaller:
            value, after = value * smaller, after + 1
        return (value, after) if 0 < value < scale else None

    @staticmethod
    def _compound(lexicon: Lexicon, pieces: list[Piece], index: int) -> tuple[float, int] | None:
        """The number of several words (quatre-vingt, vingt et un) that begins at a place, and the place after it; hyphens between them do not count."""
        for words, number in lexicon.compounds[lexicon.bare(pieces[index][1])]:
            at, left = index + 1, list(words)
            while left and at < len(pieces):
                kind, text = pieces[at][:2]
                if text != "-":
                    if kind != "word" or lexicon.bare(text) != left[0]:
                        break
                    del left[0]
                at += 1
            if not left:
                return number, at
        return None

    @staticmethod
    def _scale(lexicon: Lexicon, pieces: list[Piece], at: int) -> float | None:
        """The scale at a place: the million of "half million"."""
        if at >= len(pieces) or pieces[at][0] != "word":
            return None
        scale = lexicon.scales.get(lexicon.bare(pieces[at][1]))
        return scale if scale is not None and scale >= 1000 else None

    @staticmethod
    def _fraction(lexicon: Lexicon, pieces: list[Piece], at: int) -> tuple[float, int] | None:
        """What follows a scale as a part of it (ونصف): the part and the place after it."""
        if at + 1 >= len(pieces) or pieces[at][1] not in lexicon.joins:
            return None
        part = lexicon.fractions.get(lexicon.bare(pieces[at + 1][1]))
        return None if part is None or Scanner._scale(lexicon, pieces, at + 2) else (part, at + 2)

    def _number(self, pieces: list[Piece], index: int, text: str) -> tuple[Word, int]:
        _, digits, start, end, _ = pieces[index]
        at = index + 1
        if at == len(pieces) or (pieces[at][4] is None and pieces[at][0] != "number"):
            # most numbers stand alone or before a sign
            _, senses, group = self._numbers.get(digits) or self._read(digits)
            return _word((senses, start, end, group)), at
        grouped = pieces[at][0] == "number" and len(digits) <= 3 and (self._digits_apart or not self._dated(pieces, index))
        while grouped and at < len(pieces) and self._continues(digits, pieces[at], end):
            digits, end, at = digits + pieces[at][1], pieces[at][3], at + 1
        value, senses, group = self._numbers.get(digits) or self._read(digits)
        # 2 000 is no year
        plain = at == index + 1
        while at < len(pieces) and pieces[at][0] == "word":
            _, _, begins, ends, form = pieces[at]
            scale = form and (form.scale_after_digit if begins == end else form.scale)
            if not scale:
                break
            value, end, at, plain = value * scale, ends, at + 1, False
            part = next((part for lexicon in self.lexicons if (part := self._fraction(lexicon, pieces, at))), None)
            if part is not None:
                value, end, at = value + part[0] * scale, pieces[part[1] - 1][3], part[1]
            elif (rest := self._rest(pieces, at, scale)) is not None:
                value, end, at = value + rest[0], pieces[rest[1] - 1][3], rest[1]
        if not plain:
            return _as_word((Sense("NUMBER", value) if value <= LARGEST else Sense("WORD", digits),), start, end), at
        if at < len(pieces) and pieces[at][0] == "word" and pieces[at][2] == end:
            form = pieces[at][4]
            if form is not None and form.ordinal and value <= 31:
                return _as_word((Sense("DAY_AFTER", int(value)), Sense("DAY_ORDINAL", int(value)), Sense("NUMBER", value)), start, pieces[at][3]), at + 1
        return _word((senses, start, end, group)), at

    @staticmethod
    def _dated(pieces: list[Piece], index: int) -> bool:
        """Whether a number may be part of what stands before it, so that the next is one of its own: "by May 2 500 fans", "KR 1 200 leads"."""
        form = pieces[index - 1][4] if index else None
        if index and form is None:
            return pieces[index - 1][0] != "sign"
        return form is not None and any(sense.terminal in _NUMBERED for sense in form.single[0])

    def _continues(self, digits: str, piece: Piece, end: int) -> bool:
        """Whether a piece is a further group of three digits of a number that ends before it."""
        kind, text, start, _, _ = piece
        head = text.partition(",")[0].partition(".")[0]
        return kind == "number" and start == end + 1 and len(head) == 3 and digits.isdigit()

    def _read(self, digits: str) -> tuple[float, tuple[Sense, ...], int]:
        value = read_number(digits, points_group=self._points_group)
        senses = number_senses(digits, value) if value <= LARGEST else (Sense("WORD", digits),)
        self._numbers[digits] = found = (value, senses, group_of(senses))
        return found

    def _sign(self, pieces: list[Piece], index: int, text: str) -> tuple[Word, int]:
        _, value, start, end, _ = pieces[index]
        after_digit = start > 0 and (text[start - 1].isalnum() or text[start - 1] == "%")
        before_digit = end < len(text) and (text[end].isdigit() or text[end] in "$€£")
        if value == "%":
            first, second = Sense("PERCENT_BEFORE", None), Sense("PERCENT", None)
            return _as_word((first,) if before_digit and not after_digit else (second,), start, end), index + 1
        if value == "+" and text[start - 1 : start] == " " and text[end : end + 1] == " ":
            return _as_word((Sense("AND", None), Sense("PLUS", None)), start, end), index + 1
        if value == "+":
            return _as_word(
                (Sense("POST_MIN", None),) if after_digit and not before_digit else (Sense("PLUS", None), Sense("AND", None)), start, end
            ), index + 1
        if value in "-=" and index + 1 < len(pieces) and pieces[index + 1][1] == ">" and pieces[index + 1][2] == end:
            return _as_word(SIGNS["→"], start, pieces[index + 1][3]), index + 2
        if value == "-":
            if before_digit and (not start or text[start - 1] in " ("):
                # no range, no dash between clauses: a negation of the amount, which must not be passed over
                before = text[:start].split()[-1:]
                ranged = bool(before) and any(char.isdigit() for char in before[0])
                return _as_word((Sense("RANGE", None), Sense("NOT", "-")) if ranged else (Sense("NOT", "-"),), start, end), index + 1
            return _as_word((Sense("RANGE", None), Sense("FILLER", "-")), start, end), index + 1
        if value in "<>" and index + 1 < len(pieces) and pieces[index + 1][1] == "=":
            return _as_word(SIGNS[value], start, pieces[index + 1][3]), index + 2
        phrase = self._phrase(pieces, index)
        if phrase is not None:
            return _as_word(phrase[0][0], start, pieces[phrase[1] - 1][3]), phrase[1]
        if index and pieces[index - 1][0] in ("number",) and value in ("x", "×"):
            return _as_word((Sense("TIMES", None),), start, end), index + 1
        return _as_word(SIGNS.get(value, (Sense("WORD", value),)), start, end), index + 1
