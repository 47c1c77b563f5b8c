"""R: whether the actions fit the goal that they stand under."""

from collections.abc import Iterator
from dataclasses import replace

from aimline.catalogue import ANYWHERE
from aimline.goals.cadence import Cadence, cadence
from aimline.goals.timing import timing
from aimline.language import Action
from aimline.lint.families.said import length, metric_name, place, platform_name, platforms_of
from aimline.lint.rule import Context
from aimline.text.diagnostic import Note
from aimline.text.messages import numbers
from aimline.text.normalise import normalise

_EVERYWHERE = ANYWHERE | {"meta_ads"}
"""No platforms to post on: all of them, and where the advertising of several is bought."""


def action_off_target(context: Context) -> Iterator[Note]:
    if not context.statement.actions or context.index:
        return
    wanted = set(platforms_of(context)).union(*(draft.platforms for draft in context.statement.drafts))
    metric = context.draft.metric
    if not wanted or wanted & _EVERYWHERE or context.draft.surfaces or metric is None or not context.catalogue.metric(metric).on_platforms:
        return
    for action in context.statement.actions:
        named = [name for draft in action.statement.drafts for name in draft.platforms] if action.statement else []
        if named and not wanted.intersection(named) and not _EVERYWHERE.intersection(named):
            yield Note("action-off-target", action.span, {"text": action.text, "platform": platform_name(named[0])})


def repeated_action(context: Context) -> Iterator[Note]:
    if len(context.statement.actions) < 2 or context.index:
        return
    seen: set[str] = set()
    for action in context.statement.actions:
        text = " ".join(normalise(action.text)[0].split()).rstrip(".")
        if text in seen:
            yield Note("repeated-action", action.span, {"text": action.text})
        seen.add(text)


def _cadences(context: Context) -> list[tuple[Action, Cadence]]:
    found = ((action, cadence(action, context.catalogue)) for action in context.statement.actions)
    return [(action, rhythm) for action, rhythm in found if rhythm is not None]


def action_never_due(context: Context) -> Iterator[Note]:
    if not context.statement.actions or context.index or (days := length(context)) is None:
        return
    for action, rhythm in _cadences(context):
        # a month may have 28 days, a quarter 90
        if rhythm.interval * 0.92 > days:
            yield Note("action-never-due", action.span, {"text": action.text, "days": str(days)})


def action_too_late(context: Context) -> Iterator[Note]:
    end = context.timing.end
    if not context.statement.actions or context.index or end is None or (context.draft.time is not None and context.draft.time.form == "recurring"):
        return
    for action in context.statement.actions:
        draft = action.statement.drafts[0] if action.statement else None
        if action.statement is None or draft is None or draft.time is None or draft.time.form not in ("deadline", "period"):
            continue
        kept = {key: setting for key, setting in context.statement.settings.items() if key != "end"}
        due = timing(replace(action.statement, settings=kept), draft, context.today).end
        if due is not None and due > end:
            yield Note("action-too-late", action.span, {"text": action.text, "date": end.isoformat()})


def actions_fall_short(context: Context) -> Iterator[Note]:
    target, metric = context.draft.target, context.draft.metric
    if not context.statement.actions or context.index or metric is None or target is None or not target.value or target.unit != "count":
        return
    if not context.catalogue.metric(metric).activity or target.kind not in ("level", "change") or context.draft.per or (days := length(context)) is None:
        return
    rhythms = [rhythm for _, rhythm in _cadences(context) if rhythm.metric == metric]
    named = [draft for action in context.statement.actions if action.statement for draft in action.statement.drafts if draft.metric == metric]
    if not rhythms or len(named) > len(rhythms):
        return
    planned = sum(days / rhythm.interval for rhythm in rhythms)
    if planned < 0.9 * target.value:
        wanted = numbers(target.value)
        yield Note("actions-fall-short", place(context, "target"), {"metric": metric_name(metric), "planned": f"{planned:.0f}", "wanted": wanted})


def unmeasured_actions(context: Context) -> Iterator[Note]:
    if not context.statement.actions or context.index:
        return
    drafts = [draft for action in context.statement.actions if action.statement for draft in action.statement.drafts]
    if not any(draft.time is not None or draft.per is not None or draft.target is not None for draft in drafts):
        yield Note("unmeasured-actions", context.statement.actions[0].span, {})


def output_not_outcome(context: Context) -> Iterator[Note]:
    metric = context.draft.metric
    if metric is not None and context.catalogue.metric(metric).activity and context.draft.target is not None:
        yield Note("output-not-outcome", place(context, "metric"), {"metric": metric_name(metric)})
