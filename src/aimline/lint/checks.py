"""The judges of single goals: what a rule of `rules/lint/` names as its `check`. Each yields a note where the rule is broken."""

from collections.abc import Iterator
from datetime import timedelta

from aimline.goals.holidays import day_off
from aimline.goals.settings import Values
from aimline.goals.undrift import written_out
from aimline.language.lexicon import load
from aimline.lint.rule import Check, Context
from aimline.text.diagnostic import Note
from aimline.text.messages import languages
from aimline.text.position import Span


def metric_name(name: str) -> dict[str, str]:
    """What each language calls a metric."""
    return {language: load(language).names.get(("METRIC", name), name.replace("_", " ")) for language in languages()}


def platform_name(name: str) -> dict[str, str]:
    """What each language calls a platform."""
    return {language: load(language).names.get(("PLATFORM", name), name.replace("_", " ")) for language in languages()}


def _at(context: Context, part: str) -> Span:
    return context.draft.spans.get(part, context.statement.span if context.index == 0 else context.draft.span)


def no_metric(context: Context) -> Iterator[Note]:
    if context.draft.metric is None:
        yield Note("no-metric", context.statement.span, {})


def vague_metric(context: Context) -> Iterator[Note]:
    metric = context.draft.metric
    if metric is not None and context.catalogue.metric(metric).vague:
        yield Note("vague-metric", _at(context, "metric"), {"metric": metric_name(metric)})


def no_platform(context: Context) -> Iterator[Note]:
    draft, metric = context.draft, context.draft.metric
    if metric is None or draft.platforms or draft.surfaces or "platform" in context.statement.settings:
        return
    entry = context.catalogue.metric(metric)
    if entry.on_platforms and not entry.vague:
        yield Note("no-platform", _at(context, "metric"), {"metric": metric_name(metric)})


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
    for name in context.draft.platforms:
        platform = context.catalogue.platforms.get(name)
        if metric is not None and platform is not None and metric in platform.missing:
            yield Note("metric-not-on-platform", _at(context, "metric"), {"metric": metric_name(metric), "platform": platform_name(name)})


def unit_mismatch(context: Context) -> Iterator[Note]:
    target, metric = context.draft.target, context.draft.metric
    if target is None or metric is None or metric not in context.catalogue.metrics or target.kind not in ("level", "change", "from_to"):
        return
    known = context.catalogue.metric(metric).unit
    if target.unit.startswith("currency:") and not known.startswith("currency") and not context.catalogue.metric(metric).vague:
        yield Note("unit-mismatch", target.span, {"metric": metric_name(metric), "unit": target.unit.removeprefix("currency:")})


def no_deadline(context: Context) -> Iterator[Note]:
    if context.draft.time is None and "end" not in context.statement.settings and not any(note.name == "vague-deadline" for note in context.draft.notes):
        yield Note("no-deadline", context.statement.span, {})


def open_ended(context: Context) -> Iterator[Note]:
    time = context.draft.time
    if time is not None and time.form == "recurring" and "end" not in context.statement.settings:
        yield Note("open-ended", time.span, {})


def past_deadline(context: Context) -> Iterator[Note]:
    end = context.timing.end
    if end is not None and context.draft.time is not None and context.draft.time.form != "recurring" and end <= context.today:
        yield Note("past-deadline", context.draft.time.span, {"date": (end - timedelta(days=1)).isoformat()})


def drifting_date(context: Context) -> Iterator[Note]:
    end, time = context.timing.end, context.draft.time
    if context.timing.drifting and end is not None and time is not None:
        params = {"today": context.today.isoformat(), "date": (end - timedelta(days=1)).isoformat()}
        place, words = written_out(context.statement, context.draft, context.timing, context.today) or (time.span, None)
        yield Note("drifting-date", place, params, words, safe=True)


def ends_on_a_holiday(context: Context) -> Iterator[Note]:
    end, time = context.timing.end, context.draft.time
    if end is None or not {"holidays", "weekend"} & context.statement.settings.keys():
        return
    last = end - timedelta(days=1)
    name = day_off(last, Values(context.statement.settings))
    if name is not None and context.index == 0 and (time is None or time.form != "recurring"):
        yield Note("ends-on-a-holiday", time.span if time else context.statement.span, {"date": last.isoformat(), "name": name})


def no_start(context: Context) -> Iterator[Note]:
    time = context.draft.time
    if time is not None and time.form in ("duration", "deadline") and context.timing.start is None:
        yield Note("no-start", time.span, {})


def no_actions(context: Context) -> Iterator[Note]:
    if not context.statement.actions and context.index == 0:
        yield Note("no-actions", context.statement.span, {})


def no_purpose(context: Context) -> Iterator[Note]:
    if context.index == 0 and "because" not in context.statement.settings and not any(phrase.role == "purpose" for phrase in context.draft.side_phrases):
        yield Note("no-purpose", context.statement.span, {})


MAIN_GOAL_ONLY = frozenset(["no-metric", "no-quantity", "no-deadline", "no-actions", "no-purpose", "no-platform", "vague-metric"])
"""Rules that speak once a sentence, about its first goal: the others of a sentence are to be split off anyway, and `multiple-goals` says so."""

CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        no_metric, vague_metric, no_platform, no_quantity, placeholder_value, percent_without_baseline, ambiguous_percent, metric_not_on_platform,
        unit_mismatch, no_deadline, open_ended, past_deadline, drifting_date, ends_on_a_holiday, no_start, no_actions, no_purpose,
    )
}  # fmt: skip
