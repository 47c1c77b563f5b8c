"""M: numbers that contradict the sentence, its settings or arithmetic."""

from collections.abc import Iterator

from aimline.catalogue import ANYWHERE
from aimline.goals.settings import Values
from aimline.lint.families.said import listed, metric_name, place, platform_name, platforms_of
from aimline.lint.rule import Context
from aimline.text.diagnostic import Note
from aimline.text.messages import numbers


def unique_not_additive(context: Context) -> Iterator[Note]:
    target, metric = context.draft.target, context.draft.metric
    if metric is None or target is None or target.kind not in ("level", "change") or context.catalogue.metric(metric).kind != "unique":
        return
    platforms = platforms_of(context)
    if len(platforms) > 1 or (platforms and platforms[0] == "all"):
        yield Note("unique-not-additive", place(context, "platforms"), {"metric": metric_name(metric)})


def contrary_numbers(context: Context) -> Iterator[Note]:
    target, intent = context.draft.target, context.draft.intent
    if target is None or target.kind != "from_to" or target.value is None or target.baseline is None or target.unit == "rank":
        return
    if (intent == "increase" and target.value < target.baseline) or (intent == "decrease" and target.value > target.baseline):
        yield Note("contrary-numbers", target.span, {"first": numbers(target.baseline), "second": numbers(target.value)})


def nothing_to_change(context: Context) -> Iterator[Note]:
    target = context.draft.target
    if target is None or target.value is None or context.draft.intent in ("maintain", "limit"):
        return
    still = (
        target.value == target.baseline
        if target.kind == "from_to"
        else target.value == 1
        if target.kind == "multiple"
        else target.value == 0 and target.upper is None and target.kind in ("change", "percent_change")
    )
    if still:
        yield Note("nothing-to-change", target.span, {})


def impossible_value(context: Context) -> Iterator[Note]:
    target, metric = context.draft.target, context.draft.metric
    if target is None or metric is None or target.kind not in ("level", "from_to"):
        return
    entry = context.catalogue.metric(metric)
    if entry.most is None and entry.least is None:
        return
    ends = [context.catalogue.platforms[name].most[metric] for name in platforms_of(context) if metric in _own_scales(context, name)]
    most, least = min(ends, default=entry.most), entry.least
    for value in (target.value, target.baseline, target.upper):
        if value is not None and ((most is not None and value > most) or (least is not None and value < least)):
            yield Note("impossible-value", target.span, {"metric": metric_name(metric), "least": numbers(least or 0), "most": numbers(most or 0)})
            return


def _own_scales(context: Context, platform: str) -> frozenset[str]:
    known = context.catalogue.platforms.get(platform)
    return frozenset(known.most) if known else frozenset()


def impossible_decrease(context: Context) -> Iterator[Note]:
    target = context.draft.target
    if target is not None and target.kind == "percent_change" and context.draft.intent == "decrease" and max(target.value or 0, target.upper or 0) > 100:
        yield Note("impossible-decrease", target.span, {})


def reversed_range(context: Context) -> Iterator[Note]:
    target = context.draft.target
    if target is not None and target.value is not None and target.upper is not None and target.upper < target.value:
        yield Note("reversed-range", target.span, {"first": numbers(target.value), "second": numbers(target.upper)})


def target_behind_baseline(context: Context) -> Iterator[Note]:
    target, metric, intent = context.draft.target, context.draft.metric, context.draft.intent
    if "baseline" not in context.statement.own_settings or target is None or target.kind != "level" or target.value is None or metric is None:
        return
    entry, baseline = context.catalogue.metric(metric), _baseline(context)
    if baseline is None or entry.kind not in ("level", "ratio") or intent not in ("increase", "reach", "decrease"):
        return
    down = intent == "decrease" or target.bound == "max" or (intent == "reach" and entry.direction == "down")
    if baseline <= target.value if down else baseline >= target.value:
        params = {"baseline": numbers(baseline), "target": numbers(target.value)}
        yield Note("target-behind-baseline", context.statement.settings["baseline"].value_span, params)


def conflicting_baseline(context: Context) -> Iterator[Note]:
    target = context.draft.target
    if "baseline" not in context.statement.own_settings or target is None or target.baseline is None or context.index:
        return
    baseline = _baseline(context)
    if baseline is not None and abs(baseline - target.baseline) > 1e-9 * abs(baseline):
        yield Note("conflicting-baseline", target.span, {"sentence": numbers(target.baseline), "setting": numbers(baseline)})


def bare_rate(context: Context) -> Iterator[Note]:
    target, metric = context.draft.target, context.draft.metric
    if target is None or metric is None or target.unit != "count" or target.value is None or target.kind not in ("level", "from_to", "change"):
        return
    entry = context.catalogue.metric(metric)
    if entry.kind == "ratio" and entry.unit == "percent":
        yield Note("bare-rate", target.span, {"metric": metric_name(metric), "number": numbers(target.value)})


def mixed_currencies(context: Context) -> Iterator[Note]:
    target, settings = context.draft.target, context.statement.settings
    if target is None or not target.unit.startswith("currency:"):
        return
    currency = target.unit.removeprefix("currency:")
    for key in ("budget", "currency"):
        if key in settings:
            values = Values(settings)
            other = (values.money("budget") or (0, None))[1] if key == "budget" else values.currency()
            if other is not None and other != currency:
                place = settings[key].value_span if key in context.statement.own_settings else target.span
                yield Note("mixed-currencies", place, {"first": currency, "second": other})
                return


def no_currency(context: Context) -> Iterator[Note]:
    target, metric = context.draft.target, context.draft.metric
    if metric is None or target is None or target.unit != "count" or target.kind == "multiple" or "currency" in context.statement.settings:
        return
    if target.value is not None and context.catalogue.metric(metric).unit == "currency":
        yield Note("no-currency", target.span, {"metric": metric_name(metric), "number": numbers(target.value)})


def average_of_rate(context: Context) -> Iterator[Note]:
    metric = context.draft.metric
    if context.draft.aggregation == "average" and metric is not None:
        entry = context.catalogue.metric(metric)
        if entry.kind == "ratio" and entry.numerator:
            yield Note("average-of-rate", place(context, "aggregation"), {"metric": metric_name(metric)})


def engagement_by_default(context: Context) -> Iterator[Note]:
    metric = context.draft.metric
    if metric not in ("engagement", "engagement_rate") or "engagement" in context.statement.settings:
        return
    known = context.catalogue.metric("engagement").parts
    for name in platforms_of(context):
        if name not in known and name not in ANYWHERE:
            yield Note("engagement-by-default", place(context, "platforms"), {"platform": platform_name(name)})


def engagement_part_missing(context: Context) -> Iterator[Note]:
    settings = context.statement.settings
    if "engagement" not in settings or context.draft.metric not in ("engagement", "engagement_rate"):
        return
    own = settings["engagement"].value_span if "engagement" in context.statement.own_settings else place(context, "platforms")
    for name in platforms_of(context):
        platform = context.catalogue.platforms.get(name)
        for part in Values(settings).engagement() or ():
            if platform is not None and part in platform.missing:
                yield Note("engagement-part-missing", own, {"platform": platform_name(name), "metric": metric_name(part)})


def engagement_two_ways(context: Context) -> Iterator[Note]:
    if context.draft.metric not in ("engagement", "engagement_rate") or "engagement" in context.statement.settings:
        return
    engagement = context.catalogue.metric("engagement")
    for name in platforms_of(context):
        in_guides, counted = engagement.listed.get(name, ()), engagement.parts.get(name, ())
        if in_guides and set(in_guides) != set(counted):
            params = {"platform": platform_name(name), "counted": listed(map(metric_name, counted)), "listed": listed(map(metric_name, in_guides))}
            yield Note("engagement-two-ways", place(context, "metric"), params)


def wrong_way(context: Context) -> Iterator[Note]:
    metric, intent = context.draft.metric, context.draft.intent
    if metric is None or intent not in ("increase", "decrease") or metric not in context.catalogue.metrics or context.draft.target is None:
        return
    entry = context.catalogue.metric(metric)
    # what is spent and how often people see a thing may be meant to rise, what one does oneself to fall
    if entry.direction == "down":
        worse = intent == "increase" and not (entry.kind == "flow" and entry.unit == "currency") and entry.unit != "ratio"
    else:
        worse = intent == "decrease" and not entry.activity and not entry.vague
    if worse:
        yield Note("wrong-way", place(context, "metric"), {"metric": metric_name(metric)})


def counted_by_hand(context: Context) -> Iterator[Note]:
    metric = context.draft.metric
    parts = {metric} if metric else set()
    if metric in ("engagement", "engagement_rate") and "engagement" in context.statement.settings:
        parts = set(Values(context.statement.settings).engagement() or ())
    for name in platforms_of(context):
        platform = context.catalogue.platforms.get(name)
        for part in platform.by_hand if platform is not None else ():
            if part in parts:
                yield Note("counted-by-hand", place(context, "metric"), {"platform": platform_name(name), "metric": metric_name(part)})


def _baseline(context: Context) -> float | None:
    return Values(context.statement.settings).number("baseline")
