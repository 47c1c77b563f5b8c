"""A metric that is a sum of others (engagement): from the parts an export has, or its own figure."""

from aimline.catalogue import Catalogue
from aimline.engine.select import Choice, Leg, Shelf, by_platform, choose
from aimline.engine.shape import metrics
from aimline.goals.model import Goal


def legs(shelf: Shelf, catalogue: Catalogue, goal: Goal, metric: str, *, item: bool) -> tuple[list[Leg], Choice]:
    """What a goal measures of a metric, a leg a platform, and the first problem met where there is nothing.

    Of single items the parts are added where the export has them all, else the export's own figure is taken; account figures are the other way round, as
    platforms count them. What the goal itself chose (`engagement: likes + comments`) goes before both. A sum of fewer parts than there should be is taken
    last, and says so.
    """
    own = choose(shelf, goal, metric, item=item)
    known = catalogue.metric(metric)
    if item and not own.series and known.item_metric:
        own = choose(shelf, goal, known.item_metric, item=True)
    chosen = goal.engagement if metric == "engagement" else None
    if not known.parts and not chosen:
        return [Leg(platform, {metric: found}) for platform, found in by_platform(own.series, goal).items()], own
    names = dict.fromkeys(chosen or [part for parts in known.parts.values() for part in parts])
    choices = {name: choose(shelf, goal, name, item=item) for name in names}
    refused = next((choice for choice in (own, *choices.values()) if choice.refused), None)
    if refused is not None:
        return [], refused
    on = {name: by_platform(choice.series, goal) for name, choice in choices.items()}
    whole = by_platform(own.series, goal)
    platforms = sorted({platform for found in (whole, *on.values()) for platform in found}, key=lambda name: name or "")
    result = []
    for platform in platforms:
        wanted = chosen or catalogue.parts(metric, platform)
        parts = {name: on[name][platform] for name in wanted if platform in on[name]}
        complete = bool(wanted) and len(parts) == len(wanted)
        if platform in whole and not chosen and not (complete and item):
            result.append(Leg(platform, {metric: whole[platform]}))
        elif complete:
            result.append(Leg(platform, parts, note=("source.parts", {"parts": metrics(*wanted)})))
        elif parts:
            missing = metrics(*(name for name in wanted if name not in parts))
            result.append(Leg(platform, parts, partial=True, note=("source.partial", {"parts": metrics(*parts), "missing": missing})))
    return result, own
