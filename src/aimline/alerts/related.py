"""Which goals a series may matter to: those that a late row of it can change. Rather too many than one too few."""

from collections.abc import Iterable, Iterator, Sequence

from aimline.catalogue import ANYWHERE, Catalogue
from aimline.engine.rollup import RollKey, by_own_name
from aimline.goals.model import PlacedGoal
from aimline.metrics.formats.ids import own_name


class Related:
    """The goals of a run by the metrics that they may be judged from."""

    def __init__(self, goals: Sequence[PlacedGoal], catalogue: Catalogue) -> None:
        self._goals, self._catalogue = goals, catalogue
        self._families: dict[str, frozenset[str]] = {}
        self._by_metric: dict[str, dict[str, list[int]]] = {}
        """Of each metric the places by account, in the spelling that tells accounts apart; empty where a goal names none."""
        self._found: dict[RollKey, tuple[int, ...]] = {}
        for place, placed in enumerate(goals):
            goal = placed.goal
            names = [goal.metric, *(goal.engagement or ()), *(action.metric for action in goal.actions)]
            for name in {one for metric in names if metric for one in self._family(metric)}:
                self._by_metric.setdefault(name, {}).setdefault((goal.account or "").casefold(), []).append(place)

    def places(self, key: RollKey) -> Sequence[int]:
        """The places of the goals that a series may matter to."""
        found = self._found.get(key)
        if found is None:
            written, other = key, own_name(key.platform, key.metric)
            key = key if other is None else by_own_name(key, other)
            metric = self._catalogue.metric(key.metric)
            names = {key.metric, metric.window_of or key.metric}
            candidates = sorted({place for name in names for place in self._of_account(name, key.account.casefold())})
            found = self._found[written] = tuple(place for place in candidates if self._fits(place, key))
        return found

    def _of_account(self, metric: str, account: str) -> Iterator[int]:
        """The goals about a metric that rows of an account may be of."""
        of = self._by_metric.get(metric, {})
        for name in {account, ""} if account else of:
            yield from of.get(name, ())

    def _fits(self, place: int, key: RollKey) -> bool:
        named = set(self._goals[place].goal.platforms) - ANYWHERE
        return not named or not key.platform or key.platform in named or not self._catalogue.metric(key.metric).on_platforms

    def _family(self, metric: str) -> frozenset[str]:
        """A metric and all that it may be worked out from."""
        found = self._families.get(metric)
        if found is None:
            seen: set[str] = set()
            waiting = [metric]
            while waiting:
                name = waiting.pop()
                if name not in seen:
                    seen.add(name)
                    waiting += self._parts(name)
            found = self._families[metric] = frozenset(seen)
        return found

    def _parts(self, name: str) -> Iterator[str]:
        one = self._catalogue.metric(name)
        several: Iterable[Iterable[str]] = (one.numerator, one.denominator, *one.parts.values(), *one.listed.values(), one.on_surface.values())
        for names in several:
            yield from names
        for other in (one.gains, one.losses, one.item_metric, one.window_of):
            if other is not None:
                yield other
