"""Which language a text is in: told by its script, and within a script by telling words and letters, then by whose words it uses."""

import re
import unicodedata
from functools import cache, lru_cache

from aimline.language.lexicon import languages, load
from aimline.text.normalise import normalise

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS, _MARKS = 10_000, 0xE000
"""How many letters are remembered, and the first of the marks that stand for scripts."""
_SURE = 2
"""Telling words and letters more than any other language has, from which on its other words need not be looked at."""


@cache
def _of_script() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language in languages():
        found.setdefault(load(language).script, []).append(language)
    return found


@cache
def _weights() -> dict[str, float]:
    return {script: max(load(language).outweighs for language in known) for script, known in _of_script().items()}


def _script(char: str) -> str:
    """The script of a letter, as the first word of its Unicode name; empty for what is no letter."""
    return unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""


class _Scripts(dict[int, str]):
    """A mark for each letter, the same for all letters of a script that a language is written in; nothing for what is none of them."""

    def __missing__(self, code: int) -> str:
        script = _script(chr(code))
        mark = chr(_MARKS + list(_of_script()).index(script)) if script in _of_script() else ""
        if len(self) < _LETTERS:
            self[code] = mark
        return mark


@cache
def _scripts() -> _Scripts:
    return _Scripts()


def language_of(text: str) -> str:
    """The language of a text; where nothing tells, the first language."""
    by_script, script = _of_script(), _script("a")
    if not text.isascii():
        marks = text.translate(_scripts())
        counts = {script: marks.count(chr(_MARKS + index)) * weight for index, (script, weight) in enumerate(_weights().items())}
        script = max(counts, key=counts.__getitem__)
        if not counts[script]:
            return languages()[0]
    candidates = by_script.get(script)
    if candidates is None:
        return languages()[0]
    return candidates[0] if len(candidates) == 1 else _closest(text, tuple(candidates))


def _closest(text: str, candidates: tuple[str, ...]) -> str:
    """The language of a text among those of its script."""
    normal = normalise(text)[0]
    words = _WORD.findall(normal)
    told = [sum(marks) for marks in zip(*[_tell(word, candidates) for word in words], strict=True)] or [0] * len(candidates)
    best, *others = sorted(told, reverse=True)
    if best < others[0] + _SURE:
        told = [sum(marks, start) for start, marks in zip(told, zip(*[_known(word, candidates) for word in words], strict=True), strict=False)] or told
    return candidates[told.index(max(told))]


@lru_cache(maxsize=8192)
def _tell(word: str, candidates: tuple[str, ...]) -> tuple[int, ...]:
    lexicons = [load(language) for language in candidates]
    return tuple((word in lexicon.telling_words) + len(lexicon.telling_letters.intersection(word)) for lexicon in lexicons)


@lru_cache(maxsize=8192)
def _known(word: str, candidates: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(int(load(language).knows(word)) for language in candidates)


@cache
def _names() -> dict[str, str]:
    return {name: language for language in languages() for name in (language, *load(language).called)}


def language_named(text: str) -> str | None:
    """The language that a setting names (`en`, `English`, `العربية`), None when it is none of them."""
    return _names().get(" ".join(normalise(text)[0].split()))
