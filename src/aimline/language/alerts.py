"""Lines of goal files that say when somebody is to be alerted: which lines are some. What they mean is read by the rule language."""

import re
from functools import cache, lru_cache

from aimline.language.lexicon import languages, load, split_words
from aimline.text.normalise import normalise

_HEAD = 90
"""Characters of a line in which it says that it is an alert."""


@cache
def _openings() -> tuple[frozenset[str], "re.Pattern[str]", "re.Pattern[str]"]:
    """The words that such lines begin with, the phrases, and the phrases with what must follow where a goal may stand."""
    alerts = sorted({phrase for language in languages() for phrase in load(language).label_alert}, key=len, reverse=True)
    whens = sorted({phrase for language in languages() for phrase in load(language).label_alert_when}, key=len, reverse=True)
    opening = f"(?:{'|'.join(map(re.escape, alerts))})"
    # l'objectif: an apostrophe ends a word
    when = f"(?:{'|'.join(map(re.escape, whens))})"
    return (
        frozenset(phrase.split()[0] for phrase in alerts),
        re.compile(rf"{opening}(?!\w)"),
        re.compile(rf"{opening},? {when}(?:(?<=')|(?!\w))"),
    )


@lru_cache(maxsize=4096)
def _may_open(word: str) -> bool:
    return split_words(normalise(word)[0])[:1] != [] and split_words(normalise(word)[0])[0].rstrip(",") in _openings()[0]


def is_alert(line: str, *, alone: bool) -> bool:
    """Whether a line, without its indentation, says when to alert somebody: alert me when …. Under a goal the first words are enough; one that stands `alone`
    must go on with when or if.
    """
    first = line.split(maxsplit=1)
    if not first or not _may_open(first[0]):
        return False
    head = " ".join(split_words(normalise(line[:_HEAD])[0]))
    _, opening, complete = _openings()
    return (complete if alone else opening).match(head) is not None
