"""What series amount to together: ratios from the sums of their parts, campaigns added up, and items of every type."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from aimline.catalogue import Catalogue
from aimline.engine.ask import Series

Owner = tuple[str | None, str | None]
"""An account and a platform."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Series that are added to one figure: those of one metric, or of its parts."""

    metrics: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Quotient:
    """A ratio that an account's figures on a platform allow: sums above and below."""

    metric: str
    owner: Owner
    item: bool
    above: tuple[Sum, ...]
    below: tuple[Sum, ...]
    scale: float
    days: int = 1
    """Over how many days at once its figures count (an ad report of a whole month)."""


@dataclass(frozen=True, slots=True)
class Together:
    """Series of an account on a platform whose figures belong together: of several campaigns or types of items, or of several metrics that are parts of one."""

    metric: str
    owner: Owner
    of: Sum


def quotients(series: Iterable[Series], catalogue: Catalogue) -> list[Quotient]:
    """The ratios of the catalogue whose parts are there, as flows of the account or as figures of its items."""
    ratios = [
        one
        for one in catalogue.metrics.values()
        if one.kind == "ratio"
        and one.numerator
        and one.denominator
        and all(catalogue.metric(name).kind == "flow" for name in (*one.numerator, *one.denominator))
    ]
    found = []
    for owner, item, days, mine in _owned(series, catalogue):
        for ratio in ratios:
            if not all(name in mine or catalogue.parts(name, owner[1]) for name in (*ratio.numerator, *ratio.denominator)):
                continue
            above, below = ([_sums(name, owner, mine, catalogue, item=item) for name in side] for side in (ratio.numerator, ratio.denominator))
            # of amounts in several currencies each is a ratio of its own; what has no sum at all has no ratio
            units = {one.unit for sums in (*above, *below) for one in sums if one.unit.startswith("currency")} or {""}
            for unit in sorted(units):
                up, down = ([one for sums in side for one in sums if one.unit == unit or not one.unit.startswith("currency")] for side in (above, below))
                if len(up) == len(above) and len(down) == len(below):
                    found.append(Quotient(ratio.name, owner, item, tuple(up), tuple(down), ratio.scale, days))
    return found


def together(series: Iterable[Series], catalogue: Catalogue) -> list[Together]:
    """Figures of items over all their types, flows of an account over all campaigns, and those that are sums of others (engagement), where neither is a series
    by itself.
    """
    found = []
    added: dict[str | None, list[str]] = {}
    for owner, item, days, mine in _owned(series, catalogue):
        if owner[1] not in added:
            added[owner[1]] = [name for name in catalogue.metrics if catalogue.parts(name, owner[1])]
        for name in dict.fromkeys([*mine, *added[owner[1]]]):
            for one in _sums(name, owner, mine, catalogue, item=item):
                if len(one.series) > 1:
                    found.append(Together(catalogue.over(name, days) or name, owner, one))
    return found


def _owned(series: Iterable[Series], catalogue: Catalogue) -> Iterable[tuple[Owner, bool, int, Mapping[str, Sequence[Series]]]]:
    """Series by account, platform, whether they are of items, and over how many days at once they count; each group by metric."""

    def daily(one: Series) -> tuple[str, int]:
        metric = catalogue.metric(one.metric)
        return (metric.window_of, metric.days) if metric.kind == "flow" and metric.window_of else (one.metric, 1)

    def key(one: Series) -> tuple[str, str, bool, int]:
        return one.account or "", one.platform or "", one.item, daily(one)[1]

    for _, found in groupby(sorted(series, key=key), key=key):
        mine: dict[str, list[Series]] = {}
        for one in found:
            first = one
            mine.setdefault(daily(one)[0], []).append(one)
        yield (first.account, first.platform), first.item, daily(first)[1], mine


def _sums(name: str, owner: Owner, mine: Mapping[str, Sequence[Series]], catalogue: Catalogue, *, item: bool) -> list[Sum]:
    """What a metric is added up from, one sum a unit: its own figures, or its parts where they are all there. Of single items the parts go first."""
    parts = catalogue.parts(name, owner[1])
    whole = bool(parts) and all(part in mine for part in parts)
    if whole and (item or name not in mine):
        of = [one for part in parts for one in _totals(mine[part])]
        return [Sum(tuple(parts), tuple(of), of[0].unit)] if len({one.unit for one in of}) == 1 and _adds(parts, catalogue, item=item) else []
    if name not in mine or not _adds([name], catalogue, item=item):
        return []
    own = sorted(_totals(mine[name]), key=lambda one: one.unit)
    return [Sum((name,), tuple(found), unit) for unit, found in groupby(own, key=lambda one: one.unit)]


def _adds(names: Iterable[str], catalogue: Catalogue, *, item: bool) -> bool:
    """Whether figures add up: flows over days; of items all but ratios."""
    kinds = {catalogue.metric(name).kind for name in names}
    return "ratio" not in kinds if item else kinds == {"flow"}


def _totals(series: Sequence[Series]) -> Sequence[Series]:
    """Where an export gives a total beside its parts (by campaign, by source), the total alone."""
    for part in ("campaign", "source"):
        whole = [one for one in series if getattr(one, part) is None]
        series = whole or series
    return series
