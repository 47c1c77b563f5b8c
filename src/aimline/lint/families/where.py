"""S: which platform, which of several, and under which name."""

import re
from collections.abc import Iterator, Sequence

from aimline.catalogue import ANYWHERE
from aimline.catalogue.facts import Gone, facts
from aimline.goals.settings import Values
from aimline.lint.families.said import listed, metric_name, place, platform_name
from aimline.lint.rule import Context
from aimline.text.diagnostic import Note
from aimline.text.position import Span


def generic_platform(context: Context) -> Iterator[Note]:
    draft = context.draft
    if draft.metric is not None and ANYWHERE.intersection(draft.platforms) and context.catalogue.metric(draft.metric).on_platforms:
        yield Note("generic-platform", place(context, "platforms"), {"metric": metric_name(draft.metric)})


def each_or_together(context: Context) -> Iterator[Note]:
    draft, target = context.draft, context.draft.target
    if target is None or len(draft.platforms) < 2 or draft.metric is None or target.value is None or target.kind not in ("level", "change"):
        return
    if context.catalogue.metric(draft.metric).kind in ("level", "flow"):
        yield Note("each-or-together", place(context, "platforms"), {"platforms": listed(map(platform_name, draft.platforms))})


def conflicting_platform(context: Context) -> Iterator[Note]:
    if "platform" not in context.statement.own_settings or not context.draft.platforms or context.index:
        return
    set_to = Values(context.statement.settings).platforms()
    if set_to and not set(set_to) & {*context.draft.platforms, *ANYWHERE}:
        params = {"sentence": listed(map(platform_name, context.draft.platforms)), "setting": listed(map(platform_name, set_to))}
        yield Note("conflicting-platform", context.statement.settings["platform"].value_span, params)


def platform_gone(context: Context) -> Iterator[Note]:
    for fact, span in _named(context, facts().gone):
        yield Note("platform-gone", span, {"name": fact.name, "date": fact.since.isoformat()})


def renamed_platform(context: Context) -> Iterator[Note]:
    for fact, span in _named(context, facts().renamed):
        text = context.statement.text[span.start - context.statement.span.start : span.end - context.statement.span.start]
        yield Note("renamed-platform", span, {"text": text, "platform": platform_name(fact.name), "date": fact.since.isoformat()})


def _named(context: Context, names: Sequence[Gone]) -> Iterator[tuple[Gone, Span]]:
    """The names of a list that the sentence says, and where."""
    if context.index:
        return
    text, start = context.statement.text.lower(), context.statement.span.start
    for fact in names:
        for word in fact.words:
            # lower case may be longer than what was typed; such a text is no place to point into
            if word in text and len(text) == len(context.statement.text):
                for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
                    yield fact, Span(start + match.start(), start + match.end())
