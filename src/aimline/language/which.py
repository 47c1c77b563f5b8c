"""Which language a text is in: told by its script, and within a script by telling words and letters, then by whose words it uses."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from aimline.language.lexicon import Lexicon, languages, load
from aimline.text.normalise import normalise

_WORD = re.compile(r"[^\W\d_]+")
_WORDS, _LONGEST = 8192, 40
"""How many words are remembered, and the longest of them."""
_BITS = 24
_MOST = (1 << _BITS) - 1
"""Counts for several scripts or languages are kept in one number, so many bits each: to count in a sentence is to add numbers."""
_SURE = 2
"""Telling words and letters more than any other language has, from which on its other words need not be looked at."""


@cache
def _of_script() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language in languages():
        script = load(language).script
        found[script] = (*found.get(script, ()), language)
    return found


@cache
def _weights() -> list[tuple[str, int, float]]:
    """Each script, the place of its count in a number, and what one of its letters weighs."""
    return [(script, _BITS * index, max(load(language).outweighs for language in known)) for index, (script, known) in enumerate(_of_script().items())]


def _script(char: str) -> str:
    """The script of a letter, as the first word of its Unicode name; empty for what is no letter."""
    return unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""


class _Scripts(dict[str, int]):
    """How many letters of each script that a language is written in a chunk of text has, as counts in one number, `_BITS` bits a script."""

    def __missing__(self, chunk: str) -> int:
        scripts = list(_of_script())
        found = sum(1 << _BITS * scripts.index(script) for script in map(_script, chunk) if script in scripts)
        if len(self) < _WORDS and len(chunk) <= _LONGEST:
            self[chunk] = found
        return found


_scripts = _Scripts()
_LATIN = _script("a")
"""The script of ASCII letters."""


def language_of(text: str) -> str:
    """The language of a text; where nothing tells, the first language."""
    script = _LATIN
    if not text.isascii():
        marks = sum(map(_scripts.__getitem__, text.split()))
        most = 0.0
        for name, shift, weight in _weights():
            count = (marks >> shift & _MOST) * weight
            if count > most:
                script, most = name, count
        if not most:
            return languages()[0]
    candidates = _of_script().get(script)
    if candidates is None:
        return languages()[0]
    return candidates[0] if len(candidates) == 1 else _closest(text, candidates)


class _Marks(dict[str, int]):
    """What the words of chunks between spaces tell of some languages, as counts in one number, `_BITS` bits a language."""

    def __init__(self, candidates: tuple[str, ...], tell: Callable[[Lexicon, str], int]) -> None:
        self._candidates, self._tell = [load(language) for language in candidates], tell

    def __missing__(self, chunk: str) -> int:
        words = _WORD.findall(chunk)
        found = sum(self._tell(lexicon, word) << _BITS * index for index, lexicon in enumerate(self._candidates) for word in words)
        if len(self) < _WORDS and len(chunk) <= _LONGEST:
            self[chunk] = found
        return found


@cache
def _marks(candidates: tuple[str, ...]) -> tuple[_Marks, _Marks]:
    """The telling words and letters of languages, and the words that each knows."""
    return (
        _Marks(candidates, lambda lexicon, word: (word in lexicon.telling_words) + len(lexicon.telling_letters.intersection(word))),
        _Marks(candidates, lambda lexicon, word: int(lexicon.knows(word))),
    )


def _closest(text: str, candidates: tuple[str, ...]) -> str:
    """The language of a text among those of its script."""
    chunks = normalise(text)[0].split()
    telling, known = _marks(candidates)
    told = _counts(sum(map(telling.__getitem__, chunks)), candidates)
    *_, second, first = sorted(told)
    if first < second + _SURE:
        told = _counts(sum(map(telling.__getitem__, chunks)) + sum(map(known.__getitem__, chunks)), candidates)
    return candidates[told.index(max(told))]


def _counts(marks: int, candidates: tuple[str, ...]) -> list[int]:
    return [marks >> _BITS * index & _MOST for index in range(len(candidates))]


@cache
def _names() -> dict[str, str]:
    return {name: language for language in languages() for name in (language, *load(language).called)}


def language_named(text: str) -> str | None:
    """The language that a setting names (`en`, `English`, `العربية`), None when it is none of them."""
    return _names().get(" ".join(normalise(text)[0].split()))
