"""F: settings whose values can be read and still say nothing, or not what was meant."""

import re
from collections.abc import Iterator
from functools import cache

from aimline import prebuilt
from aimline.goals.settings import Values
from aimline.language import Statement
from aimline.lint.families.said import metric_name
from aimline.lint.rule import Context, FileContext
from aimline.text.diagnostic import Note
from aimline.text.messages import messages
from aimline.text.normalise import normalise

_NAMES = ("owner", "because", "account", "campaign")
"""Settings that hold a name or a reason, anything at all."""


def placeholder_setting(context: Context) -> Iterator[Note]:
    if context.index:
        return
    for key in _NAMES:
        if key in context.statement.own_settings:
            setting = context.statement.settings[key]
            if " ".join(normalise(setting.value)[0].split()).strip(" .[]()<>{}") in _placeholders():
                yield Note("placeholder-setting", setting.value_span, {"key": messages(f"goals.key.{key}"), "text": setting.value})


@cache
def _placeholders() -> frozenset[str]:
    return frozenset(normalise(word)[0] for words in prebuilt.toml("rules", "text", "placeholders.toml").values() for word in words) - {""}


def shared_owner(context: Context) -> Iterator[Note]:
    if "owner" in context.statement.own_settings and not context.index:
        setting = context.statement.settings["owner"]
        if len(Values(context.statement.settings).members("owner")) > 1:
            yield Note("shared-owner", setting.value_span, {"text": setting.value})


def run_together_tags(context: Context) -> Iterator[Note]:
    if "tags" in context.statement.own_settings and not context.index:
        setting = context.statement.settings["tags"]
        if re.search(r"[^\s,،;؛]\s*#\w", setting.value):
            tags = [tag for tag in re.split(r"[\s,،;؛]*#(?=\w)|[,،;؛]", setting.value) if tag.strip()]
            yield Note("run-together-tags", setting.value_span, {"text": setting.value}, ", ".join(tag.strip() for tag in tags))


def setting_without_effect(context: Context) -> Iterator[Note]:
    metric = context.draft.metric
    if (
        "engagement" in context.statement.own_settings
        and metric is not None
        and not any(draft.metric in ("engagement", "engagement_rate") for draft in context.statement.drafts)
    ):
        setting = context.statement.settings["engagement"]
        yield Note("setting-without-effect", setting.key_span, {"key": messages("goals.key.engagement"), "metric": metric_name(metric)})


def milestones_of_several(context: Context) -> Iterator[Note]:
    goals = len(context.statement.drafts)
    if goals > 1 and "milestones" in context.statement.own_settings:
        yield Note("milestones-of-several", context.statement.settings["milestones"].key_span, {"count": str(goals)})


def repeated_id(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    first: dict[str, Statement] = {}
    for statement in context.file.statements:
        setting = statement.settings.get("id")
        if setting is None or not setting.value.strip():
            continue
        earlier = first.setdefault(setting.value.strip(), statement)
        if earlier is not statement:
            place = setting.value_span if "id" in statement.own_settings else statement.span
            yield Note("repeated-id", place, {"text": setting.value, "line": str(earlier.line)}), statement
