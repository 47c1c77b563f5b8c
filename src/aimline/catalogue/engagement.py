"""What each platform itself counts as engagement: `rules/catalogue/engagement.toml`."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from aimline import prebuilt


class Engagement(NamedTuple):
    """A platform's own figure: what it calls it, the metrics that are in it and some that are not. Without `counts` it has none.

    What a goal is judged by is `Catalogue.parts`, what guides for marketers list is `Metric.listed`.
    """

    platform: str
    called: tuple[str, ...]
    counts: tuple[str, ...]
    without: tuple[str, ...]
    says: Mapping[str, str]
    """What else there is to know, by language."""
    source: str


@cache
def engagement() -> Mapping[str, Engagement]:
    """All of them, by platform."""
    return {
        platform: Engagement(platform, tuple(one["called"]), tuple(one["counts"]), tuple(one.get("without", ())), one["says"], one["source"])
        for platform, one in prebuilt.toml("rules", "catalogue", "engagement.toml")["engagement"].items()
    }
