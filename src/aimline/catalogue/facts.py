"""What changed on the platforms, and what they do not let one do: `rules/catalogue/facts.toml`."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from aimline import prebuilt


class Deprecated(NamedTuple):
    """A figure that a platform no longer reports, from a day on; `instead` is the metric that it gives in its place, `shown` says that people still see it."""

    metric: str
    platform: str
    since: date
    instead: str
    shown: bool = False


class Gone(NamedTuple):
    """A name that is no longer in use, from a day on. `name` is that of the platform now, or that of what is no more."""

    name: str
    since: date
    words: tuple[str, ...]


class Limit(NamedTuple):
    """What a platform does not let one do, for goals about some metrics: only where they count by one of `per` or where one of `words` is said, if there are
    any; never where one of `unless` is said. `says` tells it in each language.
    """

    platform: str
    metrics: frozenset[str]
    per: frozenset[str]
    words: tuple[str, ...]
    unless: tuple[str, ...]
    says: Mapping[str, str]


class Facts(NamedTuple):
    """All of them; deprecations by metric and platform, limits by platform."""

    deprecated: Mapping[tuple[str, str], Deprecated]
    renamed: tuple[Gone, ...]
    gone: tuple[Gone, ...]
    limits: Mapping[str, tuple[Limit, ...]]


@cache
def facts() -> Facts:
    """Read the facts."""
    content = prebuilt.toml("rules", "catalogue", "facts.toml")
    deprecated = [
        Deprecated(one["metric"], one["platform"], date.fromisoformat(one["since"]), one["instead"], one.get("shown", False)) for one in content["deprecated"]
    ]
    limits: dict[str, tuple[Limit, ...]] = {}
    for one in content["limits"]:
        limits[one["platform"]] = (*limits.get(one["platform"], ()), _limit(one))
    return Facts(
        {(one.metric, one.platform): one for one in deprecated},
        tuple(Gone(one["platform"], date.fromisoformat(one["since"]), tuple(one["words"])) for one in content["renamed"]),
        tuple(Gone(one["name"], date.fromisoformat(one["since"]), tuple(one["words"])) for one in content["gone"]),
        limits,
    )


def _limit(entry: Mapping[str, Any]) -> Limit:
    words, unless = tuple(entry.get("words", ())), tuple(entry.get("unless", ()))
    return Limit(entry["platform"], frozenset(entry["metrics"]), frozenset(entry.get("per", ())), words, unless, entry["says"])
