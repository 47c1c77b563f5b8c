"""Did you mean: the known word that an unknown word of a statement is probably a typo of.

A word is put right only where that helps: the correction must be near (OSA similarity of 0.8 or more, by the normal spelling), the statement read again with
it must say something it did not say before or leave fewer words not understood, and the word must not be an ordinary one that merely looks alike, or a name.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from aimline import prebuilt
from aimline.language.grammar import Word
from aimline.language.lexicon import alternatives, content_of, languages, load, split_words
from aimline.language.statement import Draft
from aimline.text.normalise import normalise
from aimline.text.position import Span

FIFTH = 5
"""One letter in this many may be wrong: a similarity of 0.8 or more."""
SHORTEST = 4
"""Letters of the shortest word that is suggested: shorter ones have too many neighbours."""
COMMON = 50
"""How often people must have written a word, in the counts at hand, for it to be taken as right."""
_TRIALS = 8
_NAMES = frozenset(["PLATFORM", "MONTH", "WEEKDAY", "EVENT", "CURRENCY", "CURRENCY_AFTER", "QUARTER"])
"""Kinds of words that are written with a capital letter."""
_COURTESIES = frozenset(["FILLER", "LINK", "WISH", "VAGUE", "ALL", "NOT", "NEW", "MORE", "AND", "OF", "LABEL"])
"""Kinds of words that say nothing about the goal by themselves: a misspelt one changes nothing, and too many other words are like them."""
_NOUNS_AND_VERBS = frozenset(["VERB", "METRIC", "UNIT", "ITEM", "RECUR", "PERIOD"])
_LONGEST = 500
"""Characters of the longest statement that is looked at: a longer one is hardly a sentence."""
_MOST = 12
"""Unknown words of a statement that are looked at."""

Read = Callable[[str], Sequence[Draft]]
"""Reads a statement in normal spelling, places counted in that spelling."""


class Candidate(NamedTuple):
    """A known word near an unknown one, in normal spelling, and how many typos lie between them."""

    normal: str
    language: str
    beginning: str
    """The particles and the article that are written together with it."""
    distance: int
    inflected: bool
    """Whether the lexicon has it by its rules of endings only."""
    doubts: int
    """How many reasons there are to take another at the same distance: that it is inflected, that letters were put in rather than lost or exchanged."""
    order: int
    """Where the lexicon has it."""
    proper: bool
    """Whether it is a name: a platform, a month …"""

    def like(self, text: str) -> str:
        """How the word is written, with capital letters where its own spelling or the misspelt word has them."""
        word = self.normal[len(self.beginning) :]
        word = self.beginning + _written(self.language).get(word, word)
        if not word.islower():
            return word
        return word.upper() if text.isupper() else word[0].upper() + word[1:] if text[:1].isupper() else word


class _Vocabulary(NamedTuple):
    words: dict[int, list[str]]
    """The words of `SHORTEST` letters or more, by length."""
    order: dict[str, int]
    proper: frozenset[str]


@cache
def _vocabulary(language: str) -> _Vocabulary:
    lexicon = load(language)
    order: dict[str, int] = {}
    kinds: dict[str, set[str]] = {}
    for phrase, senses in lexicon.phrases.items():
        for word in phrase.split():
            if len(word) >= SHORTEST and word.isalpha() and not all(sense.terminal in _COURTESIES for sense in senses):
                order.setdefault(word, len(order))
                kinds.setdefault(word, set()).update(sense.terminal for sense in senses)
    for word in (*lexicon.numbers, *lexicon.scales):
        if len(word) >= SHORTEST and word.isalpha():
            order.setdefault(word, len(order))
    words: dict[int, list[str]] = {}
    for word in order:
        words.setdefault(len(word), []).append(word)
    return _Vocabulary(words, order, frozenset(word for word, terminals in kinds.items() if terminals & _NAMES))


@cache
def ordinary(language: str) -> frozenset[str]:
    """Words that are right as they are though a letter away from a known one, in normal spelling: those that people write often (`pyspellchecker` has counts
    for a language or not; none where it has not).

    Looked at only where a word has a known neighbour, since counts take a fifth of a second to read.
    """
    from spellchecker import SpellChecker

    try:
        counts = SpellChecker(language=language, distance=1).word_frequency.dictionary
    except ValueError:
        return frozenset()
    lexicon = load(language)
    often = normalise(" ".join(word for word, count in counts.items() if count >= COMMON))[0]
    return frozenset(lexicon.plain(lexicon.bare(word)) for word in often.split(" "))


@cache
def written_keys() -> dict[str, str]:
    """Setting keys in normal spelling → as the lexicon's file of their language writes them (المسؤول)."""
    found: dict[str, str] = {}
    for language in languages():
        for written in content_of(language).get("settings", {}).values():
            found.update({" ".join(split_words(normalise(key)[0])): key for key in written})
    return found


@cache
def _written(language: str) -> dict[str, str]:
    """Words in normal spelling → as the lexicon's file writes them (Instagram, أسبوع)."""
    found: dict[str, str] = prebuilt.table(f"written-{language}", lambda: written_compiled(language))
    return found


def written_compiled(language: str) -> dict[str, str]:
    """What `_written` looks at: every word of a lexicon, in normal spelling, as its file writes it."""
    content = content_of(language)
    lexicon = load(language)
    found: dict[str, str] = {}
    sections = [section for name, section in content.items() if name.isupper() or name == "settings"]
    sections += [content.get("numbers", {}).get(name, {}) for name in ("words", "scales")]
    written = (phrase for section in sections for phrases in section.values() if isinstance(phrases, list) for phrase in phrases)
    for word in (word for group in written for phrase in alternatives(group) for word in split_words(phrase)):
        normal = normalise(word)[0]
        if word.startswith("~"):
            # a stem, not a word
            continue
        stem = lexicon.bare(normal)
        found.setdefault(stem, word[len(normal) - len(stem) :] if len(word) == len(normal) else stem)
    return found


def _beginnings(language: str, word: str) -> Iterator[str]:
    """What may be written together with a word before it (particles and article), as far as this word begins with it."""
    lexicon = load(language)
    article = lexicon.article
    yield ""
    if article and word.startswith(article):
        yield article
    for particles in lexicon.particles:
        if word.startswith(particles):
            yield particles
            if article:
                for joined in (particles + article, particles + lexicon.article_after.get(particles[-1], article)):
                    if word.startswith(joined):
                        yield joined


@lru_cache(maxsize=4096)
def near(word: str, language: str) -> tuple[Candidate, ...]:
    """Known words that a word in normal spelling may be a typo of, in a sentence of a language, the likeliest first; none for an ordinary word."""
    found: dict[str, Candidate] = {}
    scripts = [unicodedata.name(letter, "").split(" ")[0] for letter in (word[0], word[-1])]
    names = [name for name in (language, *load(language).mixes) if load(name).script in scripts]
    for name in names:
        vocabulary = _vocabulary(name)
        for beginning in _beginnings(name, word):
            rest = load(name).plain(word[len(beginning) :])
            if rest in vocabulary.order:
                return ()
            neighbours = list(_neighbours(vocabulary, rest))
            if neighbours and any(rest in ordinary(other) for other in names):
                return ()
            for known, distance in neighbours:
                put_in = len(known) < len(rest) or (len(known) == len(rest) and sorted(known) != sorted(rest))
                candidate = _candidate(name, beginning, known, distance, put_in)
                found.setdefault(candidate.normal, candidate)
        for beginning, known in _begun_wrong(name, word):
            candidate = _candidate(name, beginning, known, 1, False)
            found.setdefault(candidate.normal, candidate)
    if found and any(load(other).plain(load(other).bare(word)) in ordinary(other) for other in names):
        # الطاقة is a word with its article, and no known one with two letters exchanged
        return ()
    return tuple(sorted(found.values(), key=lambda candidate: (candidate.distance, candidate.doubts, candidate.order)))


def _candidate(language: str, beginning: str, known: str, distance: int, put_in: bool) -> Candidate:
    vocabulary, inflected = _vocabulary(language), known not in _written(language)
    return Candidate(beginning + known, language, beginning, distance, inflected, inflected + put_in, vocabulary.order[known], known in vocabulary.proper)


def _neighbours(vocabulary: _Vocabulary, word: str) -> Iterator[tuple[str, int]]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(word) < SHORTEST - 1:
        return
    for length, known_words in vocabulary.words.items():
        typos = max(len(word), length) // FIFTH
        if abs(length - len(word)) <= typos:
            for known, distance, _ in process.extract(word, known_words, scorer=OSA.distance, score_cutoff=typos, limit=None):
                yield known, distance


def _begun_wrong(language: str, word: str) -> Iterator[tuple[str, str]]:
    """Known words whose article is misspelt, with the article: letters lost, put in, taken for others, or exchanged with the word's first."""
    from rapidfuzz.distance import OSA

    article, known = load(language).article, _vocabulary(language).order
    if not article or len(word) < SHORTEST:
        return
    size = len(article)
    for cut in range(size - 1, size + 2):
        if word[cut:] in known and OSA.distance(word[:cut], article) == 1:
            yield article, word[cut:]
    exchanged = word[: size - 1] + word[size] + word[size - 1] + word[size + 1 :]
    if exchanged.startswith(article) and exchanged[size:] in known:
        yield article, exchanged[size:]


class _Reading(NamedTuple):
    """How much a reading of a statement says."""

    meaning: tuple[object, ...]
    filled: int
    places: tuple[Span, ...]
    doubts: int
    aside: int

    @classmethod
    def of(cls, drafts: Sequence[Draft]) -> "_Reading":
        meaning: list[object] = []
        filled: set[object] = set()
        places: set[Span] = set()
        doubts, aside = 0, set()
        for draft in drafts:
            target, time, start = draft.target, draft.time, draft.start
            invented = any(note.name == "unknown-metric" for note in draft.notes)
            doubts += len([note for note in draft.notes if note.name in ("not-understood", "unknown-metric")])
            for name, span in draft.spans.items():
                if name != "metric" or not invented:
                    filled.add((name, span))
                    places.add(span)
            filled |= {*draft.platforms, *draft.surfaces}
            aside |= {phrase.span for phrase in draft.side_phrases}
            meaning.append(
                (
                    draft.intent,
                    None if invented else draft.metric,
                    *draft.platforms,
                    *draft.surfaces,
                    target and (target.kind, target.value, target.unit, target.baseline, target.upper, target.bound),
                    draft.per,
                    draft.aggregation,
                    time and (time.form, time.value),
                    start and start.value,
                )
            )
        return cls(tuple(meaning), len(filled), tuple(places), doubts, sum(span.end - span.start for span in aside))

    def gain(self, after: "_Reading", start: int, end: int) -> int:
        """What another reading, with a word changed, is better by; 0 where it is not. `start` and `end` are the place of the changed word."""
        if after.filled > self.filled:
            return 3
        if after.filled >= self.filled - 1 and any(place.start <= start and end <= place.end for place in after.places):
            return 3
        if after.filled < self.filled or after.doubts > self.doubts:
            return 0
        return 2 if after.meaning != self.meaning or after.doubts < self.doubts else 1


def put_right(
    words: Sequence[Word], normal: str, source: Callable[[int, int], str], drafts: Sequence[Draft], read: Read, language: str
) -> list[tuple[int, int, str]]:
    """The unknown words of a statement that are known ones misspelt: their places, each with the word that was probably meant.

    `source` gives the original text of a stretch of the normal one, `drafts` is the statement as it was read, `read` reads it again; `language` is that of
    the sentence.
    """
    found: list[tuple[int, int, str]] = []
    unknown = [word for word in words if len(word.senses) == 1 and word.senses[0].terminal == "WORD" and word.end - word.start >= SHORTEST - 1]
    if not unknown or len(normal) > _LONGEST:
        return found
    before: _Reading | None = None
    text, shift, prose = normal, 0, None
    for word in unknown[:_MOST]:
        spelling = normal[word.start : word.end].rstrip("'")
        candidates = near(spelling, language) if spelling.isalpha() and len(spelling) >= SHORTEST - 1 else ()
        if not candidates:
            continue
        # most unknown words are near no known one
        before = before or _Reading.of(drafts)
        prose = _is_prose(words, source) if prose is None else prose
        if prose and word.start and source(word.start, word.end)[:1].isupper():
            candidates = tuple(candidate for candidate in candidates if candidate.proper)
        best: tuple[int, Candidate, str, _Reading] | None = None
        start, end = word.start + shift, word.start + len(spelling) + shift
        for candidate in candidates[:_TRIALS]:
            if best is not None and candidate.distance > best[1].distance:
                break
            tried = text[:start] + candidate.normal + text[end:]
            after = _Reading.of(read(tried))
            gain = before.gain(after, start, start + len(candidate.normal))
            if gain > (best[0] if best else 0) and gain >= _least_gain(spelling, candidate):
                best = (gain, candidate, tried, after)
        if best is not None:
            _, candidate, text, before = best
            shift += len(candidate.normal) - len(spelling)
            place = (word.start, word.start + len(spelling))
            found.append((*place, candidate.like(source(*place))))
    return found


def _least_gain(spelling: str, candidate: Candidate) -> int:
    """How much a correction must bring: the likelier the word is right as it is, the more."""
    if candidate.distance > 1 or (candidate.inflected and len(candidate.normal) - len(candidate.beginning) <= FIFTH):
        return 3
    # one letter more or less at the end is another form of the word rather than a typo
    return 2 if spelling[:-1] == candidate.normal or candidate.normal[:-1] == spelling or len(spelling) <= SHORTEST else 1


def _is_prose(words: Sequence[Word], source: Callable[[int, int], str]) -> bool:
    """Whether a statement is written in small letters, so that a capital one within it is that of a name."""
    return any(word.start and word.senses[0].terminal in _NOUNS_AND_VERBS and source(word.start, word.end)[:1].islower() for word in words)
