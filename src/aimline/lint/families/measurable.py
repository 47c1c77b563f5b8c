"""M: how much, of what, counted how."""

from collections.abc import Iterator

from aimline.lint.families.said import metric_name, place, platform_name, platforms_of
from aimline.lint.rule import Context
from aimline.text.diagnostic import Note


def no_quantity(context: Context) -> Iterator[Note]:
    if context.draft.target is None:
        yield Note("no-quantity", context.statement.span, {})


def placeholder_value(context: Context) -> Iterator[Note]:
    target = context.draft.target
    if target is not None and target.value is None:
        yield Note("placeholder-value", target.span, {})


def percent_without_baseline(context: Context) -> Iterator[Note]:
    target = context.draft.target
    if target is not None and target.kind in ("percent_change", "multiple") and target.value is not None and "baseline" not in context.statement.settings:
        yield Note("percent-without-baseline", target.span, {})


def ambiguous_percent(context: Context) -> Iterator[Note]:
    target, metric = context.draft.target, context.draft.metric
    if target is None or metric is None or target.kind != "percent_change" or target.value is None:
        return
    if context.catalogue.metric(metric).kind == "ratio" and context.catalogue.metric(metric).unit == "percent":
        start = context.statement.span.start
        text = context.statement.text[target.span.start - start : target.span.end - start]
        yield Note("ambiguous-percent", target.span, {"text": text, "metric": metric_name(metric)})


def metric_not_on_platform(context: Context) -> Iterator[Note]:
    metric = context.draft.metric
    for name in platforms_of(context):
        platform = context.catalogue.platforms.get(name)
        if metric is not None and platform is not None and metric in platform.missing:
            yield Note("metric-not-on-platform", place(context, "metric"), {"metric": metric_name(metric), "platform": platform_name(name)})


def unit_mismatch(context: Context) -> Iterator[Note]:
    target, metric = context.draft.target, context.draft.metric
    if target is None or metric is None or metric not in context.catalogue.metrics or target.kind not in ("level", "change", "from_to"):
        return
    if any(note.name == "ambiguous-metric" for note in context.draft.notes):
        # the unit is in doubt because the metric is
        return
    entry = context.catalogue.metric(metric)
    if target.unit.startswith("currency:") and not entry.unit.startswith("currency") and not entry.vague and not entry.in_money:
        yield Note("unit-mismatch", target.span, {"metric": metric_name(metric), "unit": target.unit.removeprefix("currency:")})
