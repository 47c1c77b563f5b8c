"""What a word form can be wherever it stands: worked out once a form, remembered by the scanner."""

from collections.abc import Sequence

from aimline.language.grammar import Sense, group_of
from aimline.language.lexicon import Lexicon

_NEIGHBOURS = 500
"""Words after a form that are remembered."""


class Form:
    """One word form in some lexicons, the first first."""

    __slots__ = ("alone", "group", "is_number", "ordinal", "parts", "scale", "scale_after_digit", "settled", "single", "starts")

    def __init__(self, word: str, lexicons: Sequence[Lexicon], *, after_digit: bool = False, particle: bool = False) -> None:
        self.starts: list[tuple[Lexicon, dict[str, int], str, int]] = []
        """The lexicons in which phrases begin with it, the entries of those phrases, its spelling and its own entry there."""
        self.is_number = False
        """Whether a number in words can begin with it."""
        self.scale: float | None = None
        """What it multiplies a number before it by (thousand, million)."""
        self.scale_after_digit: float | None = None
        """The same where it is written together with that number (10k)."""
        self.ordinal = False
        """Whether it makes a day of a month out of the digits it is written together with (1st)."""
        for lexicon in lexicons:
            bare = lexicon.bare(word)
            entries = lexicon.phrases.shelf(bare)
            if bare not in entries and lexicon is not lexicons[0] and (other := lexicons[0].bare(word)) != word:
                # الـCPA: an article before a word of another language
                bare, entries = other, lexicon.phrases.shelf(other)
            if bare in entries:
                self.starts.append((lexicon, entries, bare, entries[bare]))
            self.is_number = self.is_number or any(bare in known for known in (lexicon.numbers, lexicon.scales, lexicon.fractions, lexicon.compounds))
            scale = lexicon.scales.get(word, 0.0)
            glued = lexicon.adjacent_scales.get(word) or scale
            self.scale = self.scale or (scale if scale >= 1000 else None)
            self.scale_after_digit = self.scale_after_digit or (glued if glued >= 1000 else None)
            self.ordinal = self.ordinal or any(sense.terminal == "DAY_ORDINAL" for sense in lexicon.adjacent.get(word, ()))
        self.parts = _parts(word, lexicons)
        self.group = 0
        self.settled: tuple[Sense, ...] | None = None
        """What it is whatever stands beside it; None where that depends."""
        adjacent = next((lexicon.adjacent[word] for lexicon in lexicons if word in lexicon.adjacent), None) if after_digit else None
        if adjacent is not None:
            # what makes a day of digits (1st) has become one with them, or they are too many (500th)
            self.settled = tuple(sense for sense in adjacent if sense.terminal != "DAY_ORDINAL") or (Sense("WORD", word),)
        elif not self.is_number and not self.starts:
            self.settled = (Sense("WORD", word),)
        elif not self.is_number and not any(entry & 1 for _, _, _, entry in self.starts):
            lexicon, _, _, entry = self.starts[0]
            self.settled = lexicon.phrases.found(entry)[0]
        if self.settled is not None:
            self.group = group_of(self.settled)
        self.single = (self.settled or (Sense("WORD", word),), self.group)
        """What it is as a phrase of its own, and the group of that."""
        if self.settled is None:
            own = next((lexicon.phrases.found(entry) for lexicon, _, _, entry in self.starts if entry > 1), None)
            self.single = own or (self.single[0], group_of(self.single[0]))
        if particle:
            # the س of the future in سنعمل is no unknown number
            self.settled = self.settled and _no_blank(self.settled, word)
            self.group = group_of(self.settled) if self.settled is not None else 0
            senses = _no_blank(self.single[0], word)
            self.single = (senses, group_of(senses))
        self.alone: dict[str, bool] = {}
        """Words that have stood after it: whether no phrase begins with the two."""

    def ends_before(self, kind: str, text: str) -> bool:
        """Whether no phrase goes on from it to a word or number after it. May say no where one does not."""
        found = self.alone.get(text)
        if found is None:
            if kind != "word" and kind != "number":
                return False
            found = True
            for lexicon, entries, phrase, entry in self.starts:
                if entry & 1 and entries.get(f"{phrase} {lexicon.bare(text) if kind == 'word' else text}", 0):
                    found = False
            if kind == "word" and len(self.alone) < _NEIGHBOURS:
                self.alone[text] = found
        return found


def _no_blank(senses: tuple[Sense, ...], word: str) -> tuple[Sense, ...]:
    return tuple([sense for sense in senses if sense.terminal != "PLACEHOLDER"]) or (Sense("WORD", word),)


Part = tuple[str, str, int, int]
"""Kind, text, start and end within the word form."""


def _known(word: str, lexicons: Sequence[Lexicon]) -> bool:
    return any(lexicon.knows(word) for lexicon in lexicons)


def _parts(word: str, lexicons: Sequence[Lexicon]) -> list[Part] | None:
    """The particles written together with a word and the word itself, where it is not a word as it stands."""
    if _known(word, lexicons):
        return None
    for lexicon in lexicons:
        for written, particles in lexicon.particles.items():
            rest = word[len(written) :]
            if len(rest) < (1 if written.endswith("'") else 2) or not word.startswith(written):
                continue
            contracted = lexicon.article_after.get(particles[-1])
            if contracted and rest.startswith(contracted) and _known(lexicon.article + rest[len(contracted) :], lexicons):
                rest = lexicon.article + rest[len(contracted) :]
            if _known(rest, lexicons):
                found: list[Part] = []
                at = 0
                for particle in particles:
                    found.append(("particle", particle, at, at + len(particle)))
                    at += len(particle)
                cut = len(word) - len(rest) if word.endswith(rest) else at
                return [*found, ("word", rest, min(cut, len(word)), len(word))]
    return None
