"""S: what is to change, and where."""

from collections.abc import Iterator

from aimline.lint.families.said import metric_name, place
from aimline.lint.rule import Context
from aimline.text.diagnostic import Note


def no_metric(context: Context) -> Iterator[Note]:
    if context.draft.metric is None:
        yield Note("no-metric", context.statement.span, {})


def vague_metric(context: Context) -> Iterator[Note]:
    metric = context.draft.metric
    if metric is not None and context.catalogue.metric(metric).vague:
        yield Note("vague-metric", place(context, "metric"), {"metric": metric_name(metric)})


def no_platform(context: Context) -> Iterator[Note]:
    draft, metric = context.draft, context.draft.metric
    if metric is None or draft.platforms or draft.surfaces or "platform" in context.statement.settings:
        return
    entry = context.catalogue.metric(metric)
    if entry.on_platforms and not entry.vague:
        yield Note("no-platform", place(context, "metric"), {"metric": metric_name(metric)})
