"""From text to statements: the way in for every caller."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from aimline.catalogue import Catalogue
from aimline.catalogue import load as load_catalogue
from aimline.language.case import Place
from aimline.language.clauses import sort
from aimline.language.draft import draft
from aimline.language.grammar import Word
from aimline.language.leftover import note_numbers
from aimline.language.lexicon import languages, load
from aimline.language.reading import read as read_slots
from aimline.language.slots import Slot
from aimline.language.statement import Draft, Statement
from aimline.language.suggest import put_right
from aimline.language.which import language_of
from aimline.language.words import Scanner
from aimline.text.diagnostic import Note
from aimline.text.garbage import no_collecting
from aimline.text.normalise import normalise
from aimline.text.position import Excerpt, Span

LONGEST = 2000
"""Characters of the longest text that is read as one sentence. A longer one is a paragraph, or no text at all, and could cost more than a whole file."""


@lru_cache(maxsize=8)
def _scanner(language: str) -> Scanner:
    return Scanner([language, *load(language).mixes])


class Heard(NamedTuple):
    """The slots of one goal sentence, before they are weighed against each other (`hear`); `offsets` as `normalise` gives them."""

    language: str
    normal: str
    offsets: list[int] | None
    words: list[Word]
    slots: list[Slot]


TOGETHER = 250
"""Sentences that are heard before the first of them is weighed: what reads words stays in the caches of the processor meanwhile."""


def hear(text: str, language: str | None = None) -> Heard | None:
    """The slots of a goal sentence, for `parse_statement`; None for a text that is too long for one."""
    if len(text) > LONGEST:
        return None
    language = language or language_of(text)
    normal, offsets = normalise(text)
    words = _unnumbered(_scanner(language).scan(normal))
    return Heard(language, normal, offsets, words, read_slots(words))


def parse_statement(
    text: str,
    *,
    offset: int = 0,
    line: int = 1,
    language: str | None = None,
    catalogue: Catalogue | None = None,
    readings: Mapping[tuple[str, str], str] | None = None,
    spelling: bool = True,
    heard: Heard | None = None,
) -> Statement:
    """Read one goal sentence. Never fails: what is missing is missing, what is not understood is noted.

    `spelling` says whether unknown words are looked at for typos of known ones, which takes time and is for goals, not for free text about them.
    `offset` is the place of the text in its source, `line` the number of its line; `readings` are words that the text around it uses in another sense
    (`scanner.contexts`); `heard` is what `hear` has made of the text and its language, where it has.
    """
    catalogue = catalogue or load_catalogue()
    heard = heard or hear(text, language)
    if heard is None:
        language = language or language_of(text[:LONGEST])
        whole = Span(offset, offset + len(text))
        return Statement(text, whole, line, language, [Draft(whole)], [Note("too-long", whole, {"count": str(len(text)), "most": str(LONGEST)})])
    language, normal, offsets, words, found = heard
    lexicon = load(language)
    noun_first, source = lexicon.adjectives_follow, Excerpt(text, offset)

    place = _place(text, offset, offsets)
    settled: list[Slot] = []
    if readings:
        found, settled = _in_context(found, normal, readings)
    clauses = sort(found, lambda name: catalogue.metric(name).vague, normal, noun_first=noun_first)
    drafts: list[Draft] = [draft(clause, catalogue, source, place, noun_first=noun_first) for clause in clauses]
    notes: list[Note] = []
    if spelling and "WORD" in [word[0][0][0] for word in words]:
        notes += _misspelt(words, normal, source, drafts, place, language, catalogue)
    if "." in normal or "," in normal:
        notes += note_numbers(normal, found, source, place, points_group=lexicon.points_group)
    whole = Span(offset, offset + len(text))
    if len(drafts) > 1:
        notes.append(Note("multiple-goals", whole, {"count": str(len(drafts))}))
    for slot in settled:
        where = place(slot.start, slot.end)
        names = {name: load(name).names.get((slot.kind.upper(), slot.value), slot.value) for name in languages()}
        notes.append(Note("read-in-context", where, {"text": text[where.start - offset : where.end - offset], "metric": names}))
    return Statement(text, whole, line, language, drafts, notes)


_span = partial(tuple.__new__, Span)


def _place(text: str, offset: int, offsets: list[int] | None) -> Place:
    """What gives the place in the source of a stretch of the normal text; `offsets` as `normalise` gives them."""
    if offsets is None:
        return (lambda start, end: Span(offset + start, offset + end)) if offset else Span

    def place(start: int, end: int) -> Span:
        last = offsets[end]
        if end > start and last == offsets[end - 1] + 1:
            return _span((offset + offsets[start], offset + last))
        first, last = offsets[start], offsets[end - 1] + 1 if end > start else last
        while last < len(text) and last < offsets[end] and not text[last].isspace():
            last += 1
        return Span(offset + first, offset + last)

    return place


def _misspelt(words: Sequence[Word], normal: str, source: Excerpt, drafts: Sequence[Draft], place: Place, language: str, catalogue: Catalogue) -> list[Note]:
    """Words that are known ones misspelt, as notes; what the drafts say of the same words is taken back."""

    def again(text: str) -> list[Draft]:
        words = _scanner(language).scan(text)
        noun_first = load(language).adjectives_follow
        clauses = sort(read_slots(words), lambda name: catalogue.metric(name).vague, text, noun_first=noun_first)
        return [draft(clause, catalogue, Excerpt(text, 0), Span, noun_first=noun_first) for clause in clauses]

    def original(start: int, end: int) -> str:
        span = place(start, end)
        return source[span.start : span.end]

    notes = []
    for start, end, meant in put_right(words, normal, original, drafts, again, language):
        span = place(start, end)
        notes.append(Note("not-understood", span, {"text": source[span.start : span.end], "suggestion": meant}, meant))
        for goal in drafts:
            goal.notes = [note for note in goal.notes if note.name not in ("not-understood", "unknown-metric") or not _overlap(note.span, span)]
    return notes


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _in_context(slots: Sequence[Slot], normal: str, readings: Mapping[tuple[str, str], str]) -> tuple[list[Slot], list[Slot]]:
    """Slots with the metrics that the text around them means, and those that were changed."""
    out, changed = [], []
    for slot in slots:
        words = " ".join(bare_words(normal[slot.start : slot.end])) if slot.kind == "metric" else ""
        metric = readings.get((str(slot.value), words))
        if metric is not None:
            slot = Slot("metric", metric, slot.start, slot.end)
            changed.append(slot)
        out.append(slot)
    return out, changed


def bare_words(phrase: str) -> list[str]:
    """The words of a phrase without their articles."""
    lexicons = [load(name) for name in languages()]
    words = phrase.split()
    for lexicon in lexicons:
        words = [lexicon.bare(word) for word in words]
    return words


def _unnumbered(words: list[Word]) -> list[Word]:
    """Words without the number of the list that a line was pasted from (“1. Get 200 sign-ups”): it is no amount."""
    first = words[0].senses[0] if len(words) > 2 else None
    if first is None or first.terminal != "NUMBER" or words[1].senses[0].terminal not in ("STOP", "CLOSE") or words[0].end != words[1].start:
        return words
    counts = isinstance(first.value, float) and first.value in range(1, 100)
    return words[2:] if counts and words[0].end - words[0].start <= 2 < words[2].start - words[0].start else words


def parse_lines(text: str, *, catalogue: Catalogue | None = None) -> Sequence[Statement]:
    """Each line of a text as one statement, blank lines included (as empty statements), so that answers and lines correspond."""
    statements = []
    offset = 0
    lines = text.split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    with no_collecting():
        for begin in range(0, len(lines), TOGETHER):
            contents = [line.rstrip("\r") for line in lines[begin : begin + TOGETHER]]
            for place, heard in enumerate(list(map(hear, contents)), begin):
                statements.append(parse_statement(contents[place - begin], offset=offset, line=place + 1, catalogue=catalogue, heard=heard))
                offset += len(lines[place]) + 1
    return statements
