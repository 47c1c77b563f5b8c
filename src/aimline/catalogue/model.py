"""The catalogue of platforms and metrics."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from aimline import data, prebuilt

Kind = Literal["level", "flow", "unique", "ratio"]
Grain = Literal["account", "item", "campaign", "site", "list", "business"]
"""What a figure is of: an account as a whole, one post, story or video, a campaign (of ads, or a mailing), a site or app of one's own, a mailing list, or the
business."""


class Metric(NamedTuple):
    """One metric, by its canonical name.

    `kind` is the kind of its account-level series (rows about one item are always lifetime values of that item). `unit` is count, percent, ratio, points,
    currency (which one is the data's business) or duration:hour …; `direction` is the better one. A level may name the flows that change it; a ratio its parts.
    """

    name: str
    kind: Kind
    unit: str = "count"
    direction: Literal["up", "down"] = "up"
    grain: tuple[Grain, ...] = ()
    """What its figures may be of; empty for a custom one and for what no number measures."""
    on_platforms: bool = False
    """It lives on social platforms: a goal about it should name one."""
    activity: bool = False
    """Something one does oneself and counts (posts, webinars, campaigns)."""
    vague: bool = False
    """No number measures it as it stands (brand awareness, trust, presence …)."""
    gains: str | None = None
    """For a level: the flow of what is added (new_followers)."""
    losses: str | None = None
    """For a level: the flow of what is lost (unfollows)."""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    scale: float = 1.0
    """A ratio's factor: 100 for percent, 1000 for a cost per thousand."""
    parts: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """For a sum of other metrics (engagement): its parts, keyed by platform, `default` for the others."""
    listed: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """For engagement: what guides for marketers list under it, keyed by platform; a goal may choose that."""
    window_of: str | None = None
    """For what is counted over several days at once: the metric that counts the same a day …"""
    days: int = 1
    """… and over how many days, the row's own being the last."""
    item_metric: str | None = None
    """The metric of single items that counts the same thing, where it has another name."""
    on_surface: Mapping[str, str] = MappingProxyType({})
    """The metric that counts the same on a surface of one's own: subscribers by e-mail are email_subscribers."""
    least: float | None = None
    most: float | None = None
    """The ends of its scale: a share has 0 and 100, a net promoter score -100 and 100."""
    in_money: bool = False
    """It is counted, but people also say it as an amount of money (donations, sales)."""
    in_unit: Mapping[str, str] = MappingProxyType({})
    """The metric that is meant where it is said in another unit, `percent`, `points` or `currency`: engagement of 3% is engagement_rate."""
    people: bool = False
    """People, who may be asked to do something, and of whom a share does."""
    kept_as: str | None = None
    """The rate that keeping a share of them is: "retain 65% of our customers"."""


class Platform(NamedTuple):
    """One platform; `lag` is how many days its figures usually arrive late."""

    name: str
    lag: int = 2
    missing: tuple[str, ...] = ()
    """Metrics that it does not have (retweets on Instagram)."""
    audience: str = "followers"
    """The metric of those who follow an account there."""
    by_hand: tuple[str, ...] = ()
    """Metrics that it has and no export of it gives: whoever wants them counts them."""
    most: Mapping[str, float] = MappingProxyType({})
    """Ends of scales that are its own: a rating of five stars."""


ANYWHERE = frozenset({"all", "social_media"})
"""What may stand in place of a platform and is none."""

_OVER_DAYS = re.compile(r"(\w+)_([1-9]\d{0,4})_days")


class Catalogue(NamedTuple):
    """All platforms and metrics. Metrics outside it are custom: counted, flow, nothing known about them."""

    metrics: Mapping[str, Metric]
    platforms: Mapping[str, Platform]

    def metric(self, name: str) -> Metric:
        """A metric by name, or one counted over some days at once (`ad_spend_24_days`); an unknown one is a custom flow."""
        return self.metrics.get(name) or self._over_days(name) or Metric(name, "flow")

    def knows(self, name: str) -> bool:
        """Whether a metric is no custom one."""
        return name in self.metrics or self._over_days(name) is not None

    def over(self, name: str, days: int) -> str | None:
        """The metric that counts the same over some days at once, the row's own being the last; None where days are not counted together (levels, ratios)."""
        if days == 1:
            return name
        return f"{name}_{days}_days" if days > 1 and self.metric(name).kind in ("flow", "unique") else None

    def _over_days(self, name: str) -> Metric | None:
        match = _OVER_DAYS.fullmatch(name)
        daily = self.metrics.get(match[1]) if match else None
        if match is None or daily is None or daily.kind not in ("flow", "unique"):
            return None
        return Metric(name, daily.kind, daily.unit, daily.direction, daily.grain, daily.on_platforms, window_of=daily.name, days=int(match[2]))

    def parts(self, name: str, platform: str | None) -> tuple[str, ...]:
        """What a summed metric such as engagement is made of on a platform; empty when it is not a sum."""
        parts = self.metric(name).parts
        return parts.get(platform or "default", parts.get("default", ()))


@cache
def load() -> Catalogue:
    """Read `rules/catalogue/*.toml`.

    Raises:
        ValueError: a file of the catalogue is not what it should be; the message names file and entry.
    """
    metrics: dict[str, Metric] = {}
    platforms: dict[str, Platform] = {}
    for file in sorted(data.path("rules", "catalogue").glob("*.toml")):
        content = prebuilt.toml("rules", "catalogue", file.name)
        for name, entry in content.get("metrics", {}).items():
            try:
                fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
                for table in ("parts", "listed"):
                    fields[table] = {platform: tuple(parts) for platform, parts in entry.get(table, {}).items()}
                metrics[name] = Metric(name, **fields)
            except TypeError as error:
                raise ValueError(f"{file.name}: metric {name}: {error}") from error
        for name, entry in content.get("platforms", {}).items():
            try:
                details: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
                platforms[name] = Platform(name, **details)
            except TypeError as error:
                raise ValueError(f"{file.name}: platform {name}: {error}") from error
    return Catalogue(metrics, platforms)
