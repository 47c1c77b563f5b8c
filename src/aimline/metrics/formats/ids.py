"""What long tables call metrics and platforms: by the names of the catalogue, else by labels, synonyms and fields of APIs in any language, as columns of
exports are called.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from aimline.catalogue import Catalogue, load
from aimline.catalogue.labels import spelling
from aimline.catalogue.model import Platform
from aimline.metrics.formats.guess import meanings, meant
from aimline.metrics.formats.platforms import platform_in, platform_named
from aimline.metrics.model.log import MetricRow
from aimline.text.messages import isolate, messages

_TOLD = 8
"""Names that a note has at most."""
LIVES = 31
"""Days after which a metric without a figure under its own name is written under another one only."""

Id = tuple[str, str]
"""A platform and a metric as a row writes them; the platform is empty where it says none."""


class Named(NamedTuple):
    """What a row is of: its platform (empty: not said) and its metric by the names of the catalogue, and the unit that the name of the metric carries."""

    platform: str
    metric: str
    unit: str | None = None


class Ids(NamedTuple):
    """What the ids of a long table stand for, where that is not what they say; those that may stand for several metrics, and those that nobody knows."""

    known: Mapping[Id, Named]
    doubtful: Mapping[str, Sequence[str]]
    unknown: Sequence[str]
    beside: Sequence[Id] = ()
    """Those that stand for a metric which has figures under its own name, too: where these count (see `shadowed`) they are left as they are."""

    def told(self) -> list[Mapping[str, str]]:
        """What was read as what, and what was not understood."""
        notes: list[Mapping[str, str]] = []
        renamed = sorted({(metric, one.metric) for (_, metric), one in self.known.items() if one.metric != metric})
        places = sorted({(platform, one.platform) for (platform, _), one in self.known.items() if one.platform != platform})
        if renamed or places:
            notes.append(messages("metrics.ids.read_as", names=_list(f"“{text}” = {name}" for text, name in (*places, *renamed))))
        if self.unknown:  # goals may well be about it: a metric of one's own
            notes.append(messages("metrics.ids.unknown", names=_list(f"“{text}”" for text in self.unknown)))
        return notes

    def warnings(self) -> list[Mapping[str, str]]:
        """What keeps goals from finding figures of the table."""
        doubtful = [
            messages("metrics.ids.doubtful", name=isolate(text), metrics=isolate(", ".join(several))) for text, several in sorted(self.doubtful.items())[:_TOLD]
        ]
        beside = [
            messages("metrics.ids.beside", name=isolate(metric), platform=isolate(platform or "–"), metric=isolate(self.known[platform, metric].metric))
            for platform, metric in sorted(self.beside)[:_TOLD]
        ]
        return [*doubtful, *beside]


def _list(names: Iterable[str]) -> str:
    shown = list(names)
    return isolate(", ".join(shown[:_TOLD]) + (" …" if len(shown) > _TOLD else ""))


def ids(found: Iterable[Id], catalogue: Catalogue) -> Ids:
    """What the ids of a table stand for. The names of the catalogue stand for themselves; of what has several meanings on its platform nothing is guessed."""
    known: dict[Id, Named] = {}
    doubtful: dict[str, Sequence[str]] = {}
    unknown: set[str] = set()
    for platform, metric in sorted(found):
        place = platform_called(platform, catalogue)
        one = _named(place, metric, catalogue)
        if isinstance(one, tuple) and not isinstance(one, Named):
            doubtful[metric] = one
        elif one is None:
            unknown.add(metric)
        named = one if isinstance(one, Named) else Named(place, metric)
        if named != Named(platform, metric):
            known[platform, metric] = named
    return Ids(known, doubtful, sorted(unknown))


@lru_cache(maxsize=65536)
def own_name(platform: str, metric: str) -> Named | None:
    """What a platform and a metric are by the names of the shipped catalogue, where these are not their own."""
    return ids([(platform, metric)], load()).known.get((platform, metric))


def platform_called(text: str, catalogue: Catalogue) -> str:
    """A platform by its name in the catalogue, `instagram` for IG; what none is stays as it is."""
    return (platform_named(text, catalogue) or platform_in(text, catalogue) or text) if text else ""


def _named(platform: str, metric: str, catalogue: Catalogue) -> Named | tuple[str, ...] | None:
    """What a metric is; several names where it may be each of them, None where it is none that is known."""
    for text in (metric, metric.strip().lower().replace(" ", "_").replace("-", "_")):
        if catalogue.knows(text):
            return Named(platform, text)
    for text in dict.fromkeys((metric, metric.replace("-", " "))):
        column = meant(text, platform or None)
        if column is not None and platform in ("", column.platform or platform):  # not of another platform than its row
            place = platform or column.platform or ""
            return Named(place, _audience(place, column.metric, catalogue), column.unit)
        if several := meanings(spelling(text), platform or None):
            return several
    return None


def _audience(platform: str, metric: str, catalogue: Catalogue) -> str:
    """Who follows an account, by the name that they have on its platform: *abonnés* of a channel are its subscribers."""
    usual = Platform("").audience
    return catalogue.platforms[platform].audience if metric == usual and platform in catalogue.platforms else metric


def rows_by_name(rows: Sequence[MetricRow], catalogue: Catalogue) -> tuple[list[MetricRow], Ids]:
    """Rows of a long table by the names that their metrics and platforms have in the catalogue, and what was read as what. What counts nowhere (see
    `shadowed`) is left as it is.
    """
    found = ids({_id(row) for row in rows}, catalogue)
    if not found.known:
        return list(rows), found
    own: dict[tuple[object, ...], list[int]] = {}
    others: dict[tuple[object, ...], list[int]] = {}
    for row in rows:
        named = found.known.get(_id(row))
        mine = own if named is None or named.metric == row.metric else others
        mine.setdefault(_series(_renamed(row, named)), []).append(row.ts.toordinal())
    hidden = {series: shadowed(days, own[series]) for series, days in others.items() if series in own}
    beside: set[Id] = set()
    renamed = []
    for row in rows:
        named = found.known.get(_id(row))
        if named is not None and named.metric != row.metric and row.ts.toordinal() in hidden.get(_series(_renamed(row, named)), ()):
            beside.add(_id(row))
            named = None
        renamed.append(_renamed(row, named))
    return renamed, found._replace(beside=sorted(beside))


def shadowed(days: Iterable[int], own: Iterable[int]) -> set[int]:
    """The days on which a figure that stands under another name than the metric's own counts nowhere. `own` are the days with a figure under its own name.

    Who writes both on one day has two metrics (`clicks` beside `link_clicks`), from that day on, as long as figures under the own name come: a day on which
    these are missing is not filled with the other metric. Who writes one after the other has a metric that was renamed. No day hangs on a later one.
    """
    mine = sorted(set(own))
    both = set(days) & set(mine)
    if not both:
        return set()
    since = min(both)
    return {day for day in days if day >= since and bisect_right(mine, day) > bisect_right(mine, day - LIVES)}


def _series(row: MetricRow) -> tuple[object, ...]:
    """What the figures of a series, or of an item, share."""
    return *_id(row), row.account, row.unit, row.item, row.item_type, row.campaign, row.source


def _id(row: MetricRow) -> Id:
    return row.platform or "", row.metric


def _renamed(row: MetricRow, named: Named | None) -> MetricRow:
    if named is None:
        return row
    return row._replace(platform=named.platform or None, metric=named.metric, unit=named.unit if named.unit and row.unit == "count" else row.unit)
