"""A sentence of the rule language cut into words, each with the kinds it can be, from `grammar/rules/<language>.toml`.

Figures, days, platforms and metrics are read as goals read them; what no language knows is a text, such as a name. Where a phrase of the rules and a value
begin at the same place, the longer one is taken.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

from aimline import data, prebuilt
from aimline.goals.settings import look_up
from aimline.language.lexicon import Lexicon, alternatives, languages, load, split_words
from aimline.language.parser import parse_statement
from aimline.rules.conditions import UNITS, Day, Duration, FromToday, Money, Name, Number, Percent, Value
from aimline.text.messages import in_order
from aimline.text.normalise import normalise
from aimline.text.position import Span

_PIECE = re.compile(r'"[^"]*"|\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:\'(?!s\b)[^\W\d_]+)*\'?(?!s)|\'s\b|<=|>=|\S')
_LONGEST_VALUE = 7
"""Pieces of the longest value: from the 1st of January 2027 on."""
_NEGATIVE = re.compile(r"[-\u2212]\s?\d.{0,40}")
_OFFSET = re.compile(r"P(\d{1,5})([DWMY])")
_LETTERS = {"D": "day", "W": "week", "M": "month", "Y": "year"}
_WHOLE = frozenset(["day", "week", "month", "quarter", "year"])
_QUOTE = '"'


class Sense(NamedTuple):
    """One kind that a word can be, with its canonical value."""

    terminal: str
    value: Any


class Token(NamedTuple):
    """A word of a rule: what it can be, and where it stands in the text."""

    senses: tuple[Sense, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Said:
    """A value as it was written, with everything it can be; none for words that nobody knows."""

    text: str
    readings: tuple[Value, ...] = ()
    quoted: bool = False
    within: bool = False
    """Said as "in 30 days", which is within them."""


def cut(normal: str, lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    """Words, figures, signs and quoted texts, with their places; what is joined to a word by an apostrophe (l', d') stands apart, and so do the parts of a
    word with hyphens.
    """
    for match in _PIECE.finditer(normal):
        piece, start = match[0], match.start()
        if piece == "-" and normal[start - 1 : start].isalpha() and normal[start + 1 : start + 2].isalpha():
            continue
        while "'" in piece[:-1] and (head := piece[: piece.index("'") + 1]) in lexicon.particles:
            yield head, start
            piece, start = piece[len(head) :], start + len(head)
        yield piece, start


class Words:
    """The words of one language. `alerts`: with those that only sentences of alerts have (a table of their own), which are texts elsewhere, such as names."""

    def __init__(self, language: str, content: Mapping[str, Any], *, alerts: bool = False) -> None:
        self.language = language
        self.lexicon: Lexicon = load(language)
        self.content = content
        self.phrases: dict[tuple[str, ...], list[tuple[Sense, ...]]] = {}
        for phrase in content.get("skip", ()):
            self._enter(phrase, ())
        for part in (content, content.get("alerts", {}))[: 1 + alerts]:
            for terminal, section in part.items():
                if terminal.isupper():
                    for value, written in section.items():
                        for phrase in written:
                            self._enter(phrase, (Sense(terminal, value),))
            for entry in part.get("means", ()):
                senses = tuple(_sense(written) for written in entry["tokens"].split())
                for phrase in entry["phrases"]:
                    self._enter(phrase, senses)
        self.longest = max(map(len, self.phrases), default=0)

    def _enter(self, phrase: str, senses: tuple[Sense, ...]) -> None:
        for choice in alternatives(phrase):
            entries = self.phrases.setdefault(self.canonical(choice), [])
            if senses not in entries:
                entries.append(senses)

    def canonical(self, phrase: str) -> tuple[str, ...]:
        """The words of a phrase as they are compared."""
        return tuple(self.lexicon.bare(piece) for piece, _ in cut(" ".join(split_words(normalise(phrase)[0])), self.lexicon))

    def names(self, terminal: str, value: str) -> tuple[str, ...]:
        """How the language says a word, best first."""
        return tuple(choice for written in self.content.get(terminal, {}).get(value, ()) for choice in alternatives(written))


def _sense(written: str) -> Sense:
    """A sense as `means` writes it: FIELD:duration, NOT, VALUE:duration:1:week."""
    terminal, *parts = written.split(":")
    if terminal != "VALUE":
        return Sense(terminal, parts[0] if parts else terminal.lower())
    kind, number, *unit = parts
    value: Value = Number(float(number))
    if kind == "duration":
        value = Duration(float(number), unit[0])
    elif kind == "from_today":
        value = FromToday(int(number), unit[0])
    return Sense("VALUE", Said("", (value,)))


@cache
def spoken() -> tuple[str, ...]:
    """The languages that rules can be written in, in order of preference."""
    known = (file.stem for file in data.path("grammar", "rules").glob("*.toml"))
    return tuple(language for language in in_order(known) if language in languages())


@cache
def words(language: str, *, alerts: bool = False) -> Words:
    """The words of a language.

    Raises:
        KeyError: rules cannot be written in it.
    """
    return Words(language, prebuilt.toml("grammar", "rules", f"{language}.toml"), alerts=alerts)


_SIGNS: dict[str, tuple[Sense, ...]] = {
    ",": (Sense("THEN", ","), Sense("CONN", ",")),
    ";": (Sense("CONN", ","),),
    "(": (Sense("OPEN", "("),),
    ")": (Sense("CLOSE", ")"),),
    ".": (),
    "!": (),
    ":": (),
}
"""What signs are in every language."""


class _Piece(NamedTuple):
    bare: str
    start: int
    end: int


def scan(text: str, language: str, *, alerts: bool = False) -> list[Token]:
    """The words of a sentence of a language, in order. What is skipped says nothing; what nobody knows is a value without readings."""
    normal, offsets = normalise(text)
    known = words(language, alerts=alerts)

    def place(start: int, end: int) -> Span:
        return Span(start, end) if offsets is None else Span(offsets[start], max(offsets[end - 1] + 1, offsets[start] + 1))

    tokens: list[Token] = []
    pieces = list(_pieces(normal, known))
    whole = [_Piece(known.lexicon.bare(piece), start, start + len(piece)) for piece, start in cut(normal, known.lexicon)]
    index, unknown = 0, None
    while index < len(pieces):
        sign = _SIGNS.get(pieces[index].bare)
        found = _longest(pieces, whole, index, known) if sign is None else ([sign], index + 1)
        value = None if found is not None and found[0] == [()] else _value(pieces, index, normal, known, found)
        start = pieces[index].start
        if value is None and found is None:
            unknown = start if unknown is None else unknown
            index += 1
            continue
        if unknown is not None:
            tokens.append(as_text(text, place(unknown, pieces[index - 1].end)))
            unknown = None
        if value is not None:
            said, index = value
            span = place(start, pieces[index - 1].end)
            written = text[span.start : span.end]
            tokens.append(Token((Sense("VALUE", replace(said, text=written.strip('"“”«»„‟ ') if said.quoted else written)),), span))
        elif found is not None:
            entries, index = found
            tokens += _expanded(entries, place(start, pieces[index - 1].end))
    if unknown is not None:
        tokens.append(as_text(text, place(unknown, pieces[-1].end)))
    return list(_from_today([_shown(token, text) for token in tokens]))


def _shown(token: Token, text: str) -> Token:
    """A token whose value is said by a phrase of the rules (a week), with the text of it."""
    first = token.senses[0]
    if isinstance(first.value, Said) and not first.value.text:
        return Token((Sense(first.terminal, replace(first.value, text=text[token.span.start : token.span.end])), *token.senses[1:]), token.span)
    return token


def _from_today(tokens: list[Token]) -> Iterator[Token]:
    """A length of time with "ago" or "from now" before or after it is a day."""
    index = 0
    while index < len(tokens):
        pair = tokens[index : index + 2]
        ago = next((token.senses[0].value for token in pair if token.senses[0].terminal == "AGO"), None)
        said = next((token.senses[0].value for token in pair if token.senses[0].terminal == "VALUE"), None)
        length = next((value for value in said.readings if isinstance(value, Duration)), None) if isinstance(said, Said) else None
        if len(pair) == 2 and ago is not None and isinstance(said, Said) and length is not None and length.value == int(length.value) and length.unit in _WHOLE:
            day = FromToday(int(length.value) * (-1 if ago == "ago" else 1), length.unit)
            yield Token((Sense("VALUE", Said(said.text, (day,))),), Span(pair[0].span.start, pair[1].span.end))
            index += 2
            continue
        yield tokens[index]
        index += 1


def as_text(text: str, span: Span) -> Token:
    """Words that nobody knows, at a place of a text."""
    return Token((Sense("VALUE", Said(text[span.start : span.end])),), span)


def _expanded(entries: list[tuple[Sense, ...]], span: Span) -> Iterator[Token]:
    """The tokens of a phrase. One that stands for several words is taken as those, whatever else it may be."""
    several = next((entry for entry in entries if len(entry) > 1), None)
    if several is not None and several[0].terminal != "THEN":
        yield from (Token((sense,), span) for sense in several)
        return
    senses = tuple(sense for entry in entries for sense in entry)
    if senses:
        yield Token(senses, span)


def _pieces(normal: str, known: Words) -> Iterator[_Piece]:
    """Words, figures, signs and quoted texts; particles that are written together with a word of the rules or a value stand apart."""
    for piece, start in cut(normal, known.lexicon):
        end = start + len(piece)
        bare = known.lexicon.bare(piece)
        if piece[0].isalpha() and (bare,) not in known.phrases and not known.lexicon.knows(piece):
            for written, parts in known.lexicon.particles.items():
                rest = piece[len(written) :]
                article = known.lexicon.article_after.get(written[-1:])
                if not piece.startswith(written) or len(rest) < 2:
                    continue
                stem = rest[len(article) :] if article and rest.startswith(article) else rest
                whole = next((word for word in (known.lexicon.bare(rest), stem) if _begins(word, known)), None)
                if whole is not None:
                    at = start
                    for part in parts:
                        yield _Piece(part, at, at + len(part))
                        at += len(part)
                    yield _Piece(whole, start + len(written), end)
                    break
            else:
                yield _Piece(bare, start, end)
            continue
        yield _Piece(bare, start, end)


def _begins(word: str, known: Words) -> bool:
    return any(phrase[0] == word for phrase in known.phrases if phrase) or known.lexicon.knows(word)


def _longest(pieces: list[_Piece], whole: list[_Piece], index: int, known: Words) -> tuple[list[tuple[Sense, ...]], int] | None:
    """The longest phrase that begins at a piece, of pieces or of words with their particles (سقف للميزانية)."""
    found = _phrase(pieces, index, known)
    at = bisect_left(whole, pieces[index].start, key=lambda piece: piece.start)
    if len(whole) == len(pieces) or at == len(whole) or whole[at].start != pieces[index].start:
        return found
    other = _phrase(whole, at, known)
    if other is None or (found is not None and pieces[found[1] - 1].end >= whole[other[1] - 1].end):
        return found
    return other[0], bisect_left(pieces, whole[other[1] - 1].end, key=lambda piece: piece.start)


def _phrase(pieces: list[_Piece], index: int, known: Words) -> tuple[list[tuple[Sense, ...]], int] | None:
    for end in range(min(len(pieces), index + known.longest), index, -1):
        entries = known.phrases.get(tuple(piece.bare for piece in pieces[index:end]))
        if entries is not None:
            return entries, end
    return None


def _compares(pieces: list[_Piece], start: int, end: int, normal: str, known: Words) -> bool:
    """Whether a word of the rules that compares stands among some pieces, with what it compares: "for more than 90 days" is no value, "30 days from now" is."""
    for index in range(start, end):
        entries, after = _phrase(pieces[:end], index, known) or ([], end)
        kinds = {sense.terminal for entry in entries for sense in entry}
        rest = readings_of(normal[pieces[after].start : pieces[end - 1].end]) if kinds & _COMPARING and after < end else ()
        if any(isinstance(value, Number | Money | Percent | Duration) for value in rest):
            return True
        if ("POST" in kinds and after == end) or "LASTING" in kinds:
            return True
    return False


_COMPARING = frozenset(["CMP", "BETWEEN", "NOT"])


def _is_led(pieces: list[_Piece], index: int, known: Words) -> bool:
    """Whether a preposition stands at a piece."""
    found = _phrase(pieces, index, known)
    return found is not None and any(sense.terminal in _PREPOSITIONS for entry in found[0] for sense in entry)


_NOUNS = frozenset(["FIELD", "SUBJECT", "BOOL", "CHOICE", "COUNT", "VALUE", "AGO", "POST", "EVERY"])
"""Words that a value may begin with (end of the year). Others, which the goal language takes into its values (by June), are words of their own here."""
_PREPOSITIONS = frozenset(["ON", "OF"])


def _value(pieces: list[_Piece], index: int, normal: str, known: Words, found: tuple[list[tuple[Sense, ...]], int] | None) -> tuple[Said, int] | None:
    """The longest value that begins at a piece and ends beyond the longest phrase of the rules there. Where that is a word of the rules that says how
    things belong together, only "within 30 days" is one with it.
    """
    entries, after = found or ([], index)
    own = [sense for entry in entries for sense in entry]
    inside = any(sense.terminal in _PREPOSITIONS or sense == Sense("CMP", "at_most") for sense in own)
    alone = all(sense.terminal in _NOUNS for sense in own)
    first = normal[pieces[index].start : pieces[index].end]
    if first.startswith(_QUOTE) and len(first) > 1:
        return Said(first, (), quoted=True), index + 1
    if first[0].isalpha() and not any(load(language).knows(first) or load(language).knows(pieces[index].bare) for language in languages()):
        return None
    for end in range(min(len(pieces), index + _LONGEST_VALUE), after, -1):
        readings = () if _compares(pieces, index + 1, end, normal, known) else readings_of(normal[pieces[index].start : pieces[end - 1].end])
        named = own and own[0].terminal == "FIELD" and end > after and not _is_led(pieces, after, known)
        if readings and named and readings_of(normal[pieces[after].start : pieces[end - 1].end]):
            # échéance le 31 décembre is the field and a day; end of 2027 is a day
            return None
        if readings and (alone or (inside and isinstance(readings[0], FromToday))):
            return Said("", readings, within=inside and isinstance(readings[0], FromToday)), end
    return None


@lru_cache(maxsize=4096)
def readings_of(text: str) -> tuple[Value, ...]:
    """What a text alone can be: a figure, a day, a platform, a metric; none where it says anything else, or more than that."""
    found: list[Value] = []
    if _NEGATIVE.fullmatch(text):
        return tuple(replace(value, value=-value.value) for value in readings_of(text[1:].strip()) if isinstance(value, Number | Percent))
    for terminal, kind in (("PLATFORM", "platform"), ("METRIC", "metric")):
        name = look_up(text, terminal)
        if name is not None:
            found.append(Name(kind, name))
    statement = parse_statement(text, spelling=False)
    draft = statement.drafts[0]
    if len(statement.drafts) > 1 or statement.notes or draft.notes or draft.side_phrases or draft.metric or draft.platforms or draft.surfaces or draft.per:
        return tuple(found)
    target, time, used = draft.target, draft.time or draft.start, {role for _, _, role in draft.roles}
    if target is not None and target.value is not None and used == {"target"} and _plain(target):
        figure = _figure(target.value, target.unit)
        found += [figure] if figure is not None else []
    if target is None and time is not None and used <= {"time", "start"} and not time.exclusive:
        offset = _OFFSET.fullmatch(time.value)
        if offset is not None and time.form == "duration":
            found.append(FromToday(int(offset[1]), _LETTERS[offset[2]]))
        elif time.form in ("deadline", "period") and "CAMPAIGN" not in time.value:
            found.append(Day(time.value))
    return tuple(found)


def _plain(target: Any) -> bool:
    return target.bound is None and target.upper is None and target.baseline is None and target.kind in ("level", "change", "percent_change")


def _figure(value: float, unit: str) -> Value | None:
    kind, _, name = unit.partition(":")
    if kind == "duration":
        return Duration(value, name) if name in UNITS else None
    if kind == "currency":
        return Money(value, name or None)
    return Number(value) if kind == "count" else Percent(value) if kind == "percent" else None
