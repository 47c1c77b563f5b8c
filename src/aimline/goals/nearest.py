"""What somebody may have meant who mistyped the value of a setting."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from aimline.language.lexicon import languages, load
from aimline.text.normalise import normalise

_SHORTEST = 4


def nearest(text: str, names: Iterable[str], things: Mapping[str, str] | None = None) -> str | None:
    """The name that is a typo away from a text, as it is written; two typos in names of eight letters and more. None where there is none, or two are as near;
    of several names of one of the `things` the first is taken.

    >>> nearest("Satrday", ["Friday", "Saturday"])
    'Saturday'
    >>> nearest("ownr", ["owner", "own"], {"owner": "owner", "own": "owner"})
    'owner'
    """
    from rapidfuzz.distance import OSA

    wanted = " ".join(normalise(text)[0].split())
    if len(wanted) < _SHORTEST:
        return None
    most = 2 if len(wanted) >= 2 * _SHORTEST else 1
    distances = {name: OSA.distance(wanted, normalise(name)[0], score_cutoff=most) for name in names}
    least = min(distances.values(), default=most + 1)
    found = [name for name, distance in distances.items() if distance == least]
    if least > most or len({(things or {}).get(name, name) for name in found}) > 1:
        return None
    return found[0]


@cache
def names_of(terminal: str) -> tuple[str, ...]:
    """What every language calls the things of some kind: platforms, months, metrics."""
    return tuple(phrase for language in languages() for (kind, _), phrase in load(language).names.items() if kind == terminal)


@lru_cache(maxsize=256)
def nearest_word(text: str, terminal: str) -> str | None:
    """The name of some kind, in any language, that a text is a typo away from."""
    return nearest(text, names_of(terminal))
