"""Which series a goal is about: by metric, platform, account, campaign and currency. Nothing is guessed: where rows do not say enough, the goal is refused
with the reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aimline.catalogue import ANYWHERE, Catalogue
from aimline.engine.ask import Series
from aimline.engine.listed import SeriesList, texts
from aimline.engine.shape import Words, items, metrics, platforms
from aimline.goals.model import Goal


class _ByMetric(Mapping[str, Sequence[Series]]):
    """Series by metric, made once somebody asks for their metric."""

    def __init__(self, series: Sequence[Series], metrics: Sequence[str], placed: Callable[[Series], Series]) -> None:
        self._series, self._placed = series, placed
        self._places: dict[str, list[int]] = {}
        for place, metric in enumerate(metrics):
            self._places.setdefault(metric, []).append(place)
        self._made: dict[str, list[Series]] = {}

    def __getitem__(self, metric: str) -> Sequence[Series]:
        if metric not in self._made:
            places = self._places[metric]
            found = self._series.of(places) if isinstance(self._series, SeriesList) else [self._series[place] for place in places]
            self._made[metric] = list(map(self._placed, found))
        return self._made[metric]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All series of a run, by metric."""

    by_metric: Mapping[str, Sequence[Series]]
    accounts: frozenset[str]
    assumed: frozenset[int] = frozenset()
    """Series whose rows name no platform, taken as those of the only one that the run speaks of."""
    _by_account: dict[str, dict[str, list[Series]]] = field(default_factory=dict)
    """The series of a metric by account, in normal case; empty for those without one."""

    @classmethod
    def of(
        cls,
        series: Sequence[Series],
        goals: Iterable[Goal],
        catalogue: Catalogue,
        *,
        accounts: frozenset[str] | None = None,
        platforms: Iterable[str] | None = None,
    ) -> "Shelf":
        """Sort series by metric. `accounts` and `platforms` are those of the whole run, where these are not all of its series.

        Rows of a platform's metric that do not say which platform it is belong to the only one there is where all rows and all goals of the run name just
        one, as rows without an account belong to the only account. Where they name several, nothing is guessed.
        """
        told, counted = texts(series, "platform"), texts(series, "metric")
        named = set(platforms or ()) | set(filter(None, told)) | {name for goal in goals for name in goal.platforms if name not in ANYWHERE}
        only = next(iter(named)) if len(named) == 1 else None
        nameless = frozenset(
            number
            for number, platform, metric in zip(texts(series, "id"), told, counted, strict=True)
            if platform is None and catalogue.metric(metric).on_platforms
        ) if only else frozenset()  # fmt: skip
        assumed = nameless | frozenset(number for number, one in zip(texts(series, "id"), texts(series, "assumed"), strict=True) if one)
        every = frozenset(filter(None, texts(series, "account"))) if accounts is None else accounts
        return cls(_ByMetric(series, counted, lambda one: one._replace(platform=only) if one.id in nameless else one), every, assumed)

    def of_account(self, metric: str, account: str) -> Sequence[Series]:
        """The series of a metric and an account, whatever its capitals; of none where that is empty."""
        if metric not in self._by_account:
            found = self._by_account.setdefault(metric, {})
            for one in self.by_metric.get(metric, ()):
                found.setdefault((one.account or "").casefold(), []).append(one)
        return self._by_account[metric].get(account.casefold(), ())


@dataclass(slots=True)
class Choice:
    """The series found for one metric of a goal; `problem` says why there are none, or why they can't be used together."""

    series: list[Series] = field(default_factory=list)
    problem: Words | None = None
    refused: bool = False
    """The goal must say more (which account): no export would settle it."""


def named(platform: str | None, goal: Goal) -> bool:
    """Whether rows of a platform are what the goal is about."""
    wanted = [name for name in goal.platforms if name not in ANYWHERE]
    if wanted:
        return platform in wanted
    return platform is not None or not goal.platforms


def choose(shelf: Shelf, goal: Goal, metric: str, *, item: bool) -> Choice:
    """The series of one metric that a goal is about."""
    if goal.account:
        mine = [*shelf.of_account(metric, goal.account), *shelf.of_account(metric, "")]
        found = _choose(mine, shelf, goal, metric, item=item) if mine else None
        if found is not None and found.series:
            return found
    return _choose(shelf.by_metric.get(metric, ()), shelf, goal, metric, item=item)


def _choose(known: Iterable[Series], shelf: Shelf, goal: Goal, metric: str, *, item: bool) -> Choice:
    every = [one for one in known if one.item == item]
    if item and goal.per is not None and goal.per in items():
        every = [one for one in every if items()[goal.per].holds(one.item_type)]
    if not every:
        return Choice(problem=("no_data.metric", {"metric": metrics(metric)}))
    found = [one for one in every if named(one.platform, goal) or (one.source in goal.platforms)]
    if not found:
        return Choice(problem=_wrong_platform(every, goal, metric))
    of_account = _of_account(found, shelf, goal)
    if isinstance(of_account, Choice):
        return of_account
    found = of_account
    if goal.campaign and any(one.campaign for one in found):
        campaigns = sorted({one.campaign for one in found if one.campaign})
        found = [one for one in found if one.campaign and one.campaign.casefold() == goal.campaign.casefold()]
        if not found:
            return Choice(problem=("no_data.campaign", {"campaign": goal.campaign, "found": ", ".join(campaigns[:5])}))
    else:
        found = _totals_first(found)
    return _of_currency(found, goal)


def _wrong_platform(every: Sequence[Series], goal: Goal, metric: str) -> Words:
    known = sorted({one.platform for one in every if one.platform})
    if any(one.platform is None for one in every) and goal.platforms:
        name = next((name for name in goal.platforms if name not in ANYWHERE), "PLATFORM")
        return "no_data.unnamed_platform", {"metric": metrics(metric), "option": f"--metrics {name}=PATH"}
    return "no_data.platform", {"metric": metrics(metric), "platform": platforms(goal.platforms), "found": platforms(known)}


def _of_account(found: list[Series], shelf: Shelf, goal: Goal) -> "list[Series] | Choice":
    if goal.account:
        wanted = goal.account.casefold()
        mine = [one for one in found if (one.account.casefold() == wanted if one.account else len(shelf.accounts) <= 1)]
        if not mine and all(one.account is None for one in found):
            return Choice(problem=_unnamed_account(found, goal, goal.account))
        return mine or Choice(problem=("no_data.account", {"account": goal.account, "found": ", ".join(sorted({one.account for one in found if one.account}))}))
    accounts = {one.account for one in found if one.account}
    nameless = any(one.account is None for one in found)
    if nameless and not accounts and len(shelf.accounts) > 1:
        return Choice(problem=_unnamed_account(found, goal, "ACCOUNT"), refused=True)
    if len(accounts) > 1 or (nameless and len(shelf.accounts) > 1):
        return Choice(problem=("not_measurable.accounts", {"found": ", ".join(sorted(accounts or shelf.accounts))}), refused=True)
    return found


def _unnamed_account(found: Sequence[Series], goal: Goal, account: str) -> Words:
    """That figures do not say which of several accounts they are of, and how to say it."""
    platform = next((one.platform for one in found if one.platform), None) or next((name for name in goal.platforms if name not in ANYWHERE), "PLATFORM")
    return "no_data.unnamed_account", {"metric": metrics(found[0].metric), "option": f"--metrics {account}/{platform}=PATH"}


def _totals_first(found: list[Series]) -> list[Series]:
    """Where an export gives a total beside its parts (by campaign, by source), the total alone: both together would count twice."""

    def group(one: Series) -> tuple[object, ...]:
        return one.account, one.platform, one.metric, one.unit, one.item

    whole = {group(one) for one in found if one.campaign is None}
    found = [one for one in found if one.campaign is None or group(one) not in whole]
    whole = {group(one) for one in found if one.source is None}
    return [one for one in found if one.source is None or group(one) not in whole]


def _of_currency(found: list[Series], goal: Goal) -> Choice:
    """Amounts of one currency only: the goal's where it names one."""
    codes = sorted({one.unit.partition(":")[2] for one in found if one.unit.startswith("currency:")})
    wanted = goal.target.unit.partition(":")[2] if goal.target and goal.target.unit.startswith("currency:") else (goal.budget.currency if goal.budget else None)
    if not codes:
        return Choice(found)
    if wanted:
        same = [one for one in found if one.unit in (f"currency:{wanted}", "currency", "count")]
        return Choice(same) if same else Choice(problem=("no_data.currency", {"currency": wanted, "found": ", ".join(codes)}))
    if len(codes) > 1:
        return Choice(problem=("not_measurable.currencies", {"found": ", ".join(codes)}), refused=True)
    return Choice(found)


@dataclass(slots=True)
class Leg:
    """What is measured on one platform: for each part of the metric its series. `note` says what had to be taken instead of what was asked for."""

    platform: str | None
    parts: dict[str, list[Series]]
    partial: bool = False
    note: Words | None = None

    @property
    def series(self) -> list[Series]:
        """All series of the leg."""
        return [one for part in self.parts.values() for one in part]


def by_platform(series: Iterable[Series], goal: Goal) -> dict[str | None, list[Series]]:
    """Series by platform; visits that came from a platform belong to it."""
    legs: dict[str | None, list[Series]] = {}
    for one in series:
        platform = one.source if one.source and one.source in goal.platforms else one.platform
        legs.setdefault(platform, []).append(one)
    return dict(sorted(legs.items(), key=lambda leg: leg[0] or ""))
