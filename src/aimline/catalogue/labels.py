"""What columns of exports and fields of APIs are called on each platform, and what they count there: `rules/catalogue/labels/*.toml`."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from aimline import data, prebuilt
from aimline.text.normalise import normalise

_CURRENCY = "{currency}"


class Meaning(NamedTuple):
    """What a label counts: a metric, with a unit where the label names one."""

    metric: str
    unit: str | None = None


class Former(NamedTuple):
    """A name that an API no longer knows, from a day on, and the one in its place; None where there is none."""

    since: date
    instead: str | None


class Labels(NamedTuple):
    """The labels of one platform (`own`: of one's own site, which is none), in normal spelling: those with one meaning, and those that may have several."""

    platform: str
    own: bool
    meanings: Mapping[str, Meaning]
    unsure: Mapping[str, tuple[str, ...]]
    gone: Mapping[str, Former]
    sources: tuple[str, ...]
    fields: frozenset[str]
    """Those that fields of the platform's API have."""


@lru_cache(maxsize=2**15)
def spelling(label: str) -> str:
    """A label in normal spelling: small letters, no quotation marks around it, a blank for each underscore. Formats share most of theirs."""
    return " ".join(normalise(label)[0].replace("_", " ").strip('" ').split())


@cache
def labels() -> Mapping[str, Labels]:
    """All of them, by platform.

    Raises:
        ValueError: a label of a platform is said to count two things.
    """
    return {
        file.stem: _read(file.stem, prebuilt.toml("rules", "catalogue", "labels", file.name))
        for file in sorted(data.path("rules", "catalogue", "labels").glob("*.toml"))
    }


def _read(platform: str, content: Mapping[str, Any]) -> Labels:
    meanings: dict[str, Meaning] = {}
    fields: set[str] = set()
    for table in ("labels", "api"):
        for metric, names in content.get(table, {}).items():
            for name in names:
                label, unit = (name, None) if isinstance(name, str) else (name["label"], name["unit"])
                spellings = _spellings(label) if table == "api" else {spelling(label)}
                fields |= spellings if table == "api" else set()
                for written in spellings:
                    found = meanings.setdefault(written, Meaning(metric, unit))
                    if found != Meaning(metric, unit):
                        raise ValueError(f"{platform}.toml: “{label}” counts {found.metric} and {metric}")
    unsure = {spelling(label): tuple(metrics) for label, metrics in content.get("unsure", {}).items()}
    gone = {spelling(name): Former(date.fromisoformat(one["since"]), one["instead"] or None) for name, one in content.get("gone", {}).items()}
    return Labels(platform, bool(content.get("own", False)), meanings, unsure, gone, tuple(content.get("sources", ())), frozenset(fields))


def _spellings(name: str) -> set[str]:
    """How the name of a field is written, in normal spelling: `like_count` and `likeCount`."""
    apart = spelling(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name))
    return {spelling(name), apart, apart.replace(" ", "")}


def meaning(label: str, platform: str | None) -> Meaning | None:
    """What a label in normal spelling counts on a platform; without one, what it counts wherever it is known, if that is one and the same, or is so on all
    platforms but one (`but_on`).
    """
    if platform is not None:
        known = labels().get(platform)
        return None if known is None else _meaning(label, known)
    found = _everywhere(label)
    if but_on(label) is not None:
        return max(found, key=lambda one: len(found[one]))
    return next(iter(found)) if len(found) == 1 and not doubts(label, None) else None


_AGREE = 2
"""Platforms whose APIs must agree on a name of which another platform makes something else."""


def but_on(label: str) -> str | None:
    """The only platform on which the name of a field counts something else than in the APIs of all others that know it; None where there is none, or too few
    others know it. What exports call by one name says nothing of other exports.
    """
    if any(label in known.unsure for known in labels().values()):
        return None
    found = sorted(_everywhere(label).values(), key=len)
    agree = len(found) == 2 and len(found[0]) == 1 and len(found[1]) >= _AGREE and all(label in labels()[platform].fields for platform in found[1])
    return found[0][0] if agree else None


def _everywhere(label: str) -> dict[Meaning, list[str]]:
    """What a label counts → the platforms on which it does."""
    found: dict[Meaning, list[str]] = {}
    for platform, known in labels().items():
        if (one := _meaning(label, known)) is not None:
            found.setdefault(one, []).append(platform)
    return found


def _meaning(label: str, known: Labels) -> Meaning | None:
    if label in known.unsure:
        return None
    if label in known.meanings:
        return known.meanings[label]
    bare, currency = _bare(label)
    found = known.meanings.get(bare) if currency else None
    return found and Meaning(found.metric, f"currency:{currency}")


def doubts(label: str, platform: str | None) -> tuple[str, ...]:
    """The metrics that a label in normal spelling may stand for, where nobody can tell which."""
    if platform is not None:
        known = labels().get(platform)
        return known.unsure.get(label, ()) if known is not None else ()
    if but_on(label) is not None:
        return ()
    found = {metric for known in labels().values() for metric in (*known.unsure.get(label, ()), *(one.metric for one in (_meaning(label, known),) if one))}
    return tuple(sorted(found)) if len(found) > 1 else ()


def _bare(label: str) -> tuple[str, str | None]:
    """A label whose currency in brackets is left open, and that currency."""
    match = re.search(r"\((\w{3})\)$", label)
    return (label[: match.start()] + f"({_CURRENCY})", match[1].upper()) if match else (label, None)
