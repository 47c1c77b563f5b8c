"""The words of each natural language, from `grammar/lexicon/<language>.toml`: phrases → what they can be.

A lexicon file has a section a terminal of `goal.lark`; in it, canonical value = phrases. `(a|b)` in a phrase stands for either. `[endings]` says how words of a
section inflect: `from>to` replaces the end of the word; a phrase written with `~` before its first word is a stem that takes every one of the kind's
`prefixes` and `suffixes` instead (~زيد → نزيد، تزيد، هنزيد). Order is preference: a phrase that stands in several sections is taken in the first sense that
fits its place. Everything is compared in its normal spelling.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aimline import data
from aimline.language.grammar import Sense
from aimline.text.normalise import normalise

_GROUP = re.compile(r"\(([^()]*\|[^()]*)\)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A word of two readings that a document settles: where one of the cues stands in the prose, the words mean `metric` `instead_of` what they mean alone."""

    metric: str
    instead_of: str
    words: tuple[str, ...]
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words. `phrases` maps a phrase, words joined by single spaces in normal spelling, to its senses; `longest` how many words the longest
    phrase beginning
    with a word has."""

    language: str
    phrases: Mapping[str, tuple[Sense, ...]]
    longest: Mapping[str, int]
    numbers: Mapping[str, float]
    scales: Mapping[str, float]
    fractions: Mapping[str, float]
    """Words that are a part of a scale: half a million, مليون ونصف."""
    teens: Mapping[str, float]
    """Words that make a teen of the digit before them: خمسة عشر."""
    joins: frozenset[str]
    """Words that may stand between number words (and, و)."""
    particles: tuple[str, ...] = ()
    """Letters that are written together with the next word and are words of their own (و، ب، ل)."""
    article: str = ""
    """An article that is written together with its noun and changes nothing (ال)."""
    keep: frozenset[str] = frozenset()
    """Words that begin like an article or a particle but do not have one."""
    adjacent: Mapping[str, tuple[Sense, ...]] = field(default_factory=dict)
    """What a letter means directly after a digit: k, m, x, h."""
    adjacent_scales: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The first phrase of each (terminal, value): how the language itself calls it."""
    label_goal: tuple[str, ...] = ()
    label_actions: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    """Setting keys in normal spelling → canonical key."""
    months: Mapping[str, int] = field(default_factory=dict)
    contexts: tuple[Reading, ...] = ()


def split_words(phrase: str) -> list[str]:
    """The words of a phrase as the scanner of statements cuts them: hyphens and slashes inside words separate, apostrophes do not."""
    return phrase.replace("-", " ").replace("/", " / ").replace("&", " & ").split()


def bare(word: str, article: str, keep: frozenset[str]) -> str:
    """A word without its article."""
    if article and word.startswith(article) and len(word) > len(article) + 1 and word not in keep:
        return word[len(article) :]
    return word


def alternatives(phrase: str) -> list[str]:
    """The phrases that a phrase with groups stands for.

    >>> alternatives("(cost|price) per (click|tap)")
    ['cost per click', 'cost per tap', 'price per click', 'price per tap']
    """
    match = _GROUP.search(phrase)
    if match is None:
        return [phrase]
    return [" ".join(f"{phrase[: match.start()]}{choice}{rest}".split()) for choice in match[1].split("|") for rest in alternatives(phrase[match.end() :])]


def _inflected(words: list[str], ending: Mapping[str, Any]) -> Iterator[list[str]]:
    if words and words[0].startswith("~"):
        for prefix in ending.get("prefixes", [""]):
            for suffix in ending.get("suffixes", [""]):
                yield [prefix + words[0][1:] + suffix, *words[1:]]
        return
    yield words
    rules, on = ending.get("rules", []), ending.get("on", "last")
    place = 0 if on == "first" else len(words) - 1
    for rule in rules:
        before, _, replacement = rule.partition(">")
        word = words[place]
        if word.endswith(before) and len(word) > len(before):
            yield [*words[:place], word[: len(word) - len(before)] + replacement, *words[place + 1 :]]


@cache
def load(language: str) -> Lexicon:
    """Read one language's lexicon.

    Raises:
        ValueError: the file names a kind of ending that it does not describe.
    """
    content = tomllib.loads(data.path("grammar", "lexicon", f"{language}.toml").read_text(encoding="utf-8"))
    article = normalise(content.get("article", ""))[0]
    spelled = [word for section in ("words", "scales") for words in content.get("numbers", {}).get(section, {}).values() for word in words]
    keep = frozenset(normalise(word)[0] for word in [*content.get("keep", []), *spelled])
    endings = content.pop("endings", {})
    phrases: dict[str, list[Sense]] = {}
    names: dict[tuple[str, str], str] = {}

    def canonical(phrase: str) -> list[str]:
        return [bare(word, article, keep) for word in split_words(normalise(phrase)[0])]

    for terminal, section in content.items():
        if not terminal.isupper():
            continue
        kind = section.get("endings")
        if kind is not None and kind not in endings:
            raise ValueError(f"{language}.toml: [{terminal}] has endings {kind!r}, but [endings] does not describe them")
        ending = endings[kind] if kind else {}
        for value, written in section.items():
            if value == "endings":
                continue
            sense = Sense(terminal, value)
            for phrase in (choice for group in written for choice in alternatives(group)):
                names.setdefault((terminal, value), phrase)
                for words in _inflected(canonical(phrase), ending):
                    senses = phrases.setdefault(" ".join(words), [])
                    if sense not in senses:
                        senses.append(sense)
    longest: dict[str, int] = {}
    for phrase in phrases:
        first, count = phrase.split(" ", 1)[0], phrase.count(" ") + 1
        if longest.get(first, 0) < count:
            longest[first] = count
    numbers = content.get("numbers", {})
    adjacent = content.get("adjacent", {})
    settings = {" ".join(split_words(normalise(written)[0])): key for key, forms in content.get("settings", {}).items() for written in forms}
    return Lexicon(
        language=language,
        phrases={phrase: tuple(senses) for phrase, senses in phrases.items()},
        longest=longest,
        numbers={bare(normalise(word)[0], article, keep): float(value) for value, words in numbers.get("words", {}).items() for word in words},
        scales={bare(normalise(word)[0], article, keep): float(value) for value, words in numbers.get("scales", {}).items() for word in words},
        fractions={bare(normalise(word)[0], article, keep): float(value) for value, words in numbers.get("fractions", {}).items() for word in words},
        teens={bare(normalise(word)[0], article, keep): float(value) for value, words in numbers.get("teens", {}).items() for word in words},
        joins=frozenset(normalise(word)[0] for word in numbers.get("joins", [])),
        particles=tuple(normalise(letter)[0] for letter in content.get("particles", [])),
        article=article,
        keep=keep,
        adjacent={letter: tuple(Sense(terminal, value) for terminal, value in senses) for letter, senses in adjacent.get("senses", {}).items()},
        adjacent_scales={letter: float(value) for letter, value in adjacent.get("scales", {}).items()},
        names=names,
        label_goal=tuple(normalise(word)[0] for word in content.get("labels", {}).get("goal", [])),
        label_actions=tuple(normalise(word)[0] for word in content.get("labels", {}).get("actions", [])),
        settings=settings,
        months={" ".join(canonical(phrase)): int(value) for value, written in content.get("MONTH", {}).items() if value != "endings" for phrase in written},
        contexts=tuple(
            Reading(
                entry["metric"],
                entry["instead_of"],
                tuple(" ".join(canonical(word)) for word in entry["words"]),
                tuple(normalise(cue)[0] for cue in entry["cues"]),
            )
            for entry in content.get("context", [])
        ),
    )


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a lexicon, English first."""
    names = sorted(file.stem for file in data.path("grammar", "lexicon").glob("*.toml"))
    return tuple(sorted(names, key=lambda name: (name != "en", name)))
