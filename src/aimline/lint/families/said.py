"""What the families of rules share: the names of things in every language, and the places of a goal's parts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from aimline.goals.calendar import ImpossibleDate, add_duration
from aimline.goals.settings import Values
from aimline.language.lexicon import load
from aimline.lint.rule import Context
from aimline.text.messages import languages, messages
from aimline.text.position import Span


def metric_name(name: str) -> dict[str, str]:
    """What each language calls a metric."""
    return {language: load(language).names.get(("METRIC", name), name.replace("_", " ")) for language in languages()}


def platform_name(name: str) -> dict[str, str]:
    """What each language calls a platform."""
    return {language: load(language).names.get(("PLATFORM", name), name.replace("_", " ")) for language in languages()}


def listed(names: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Several names, one behind the other, in every language."""
    found = list(names)
    return {language: comma.join(name[language] for name in found) for language, comma in messages("lint.comma").items()}


def place(context: Context, part: str) -> Span:
    """Where a part of the goal is said; without one, the whole statement (for a further goal of a sentence, its own stretch)."""
    return context.draft.spans.get(part, context.statement.span if context.index == 0 else context.draft.span)


def platforms_of(context: Context) -> Sequence[str]:
    """The platforms that a goal is about: those of the sentence, else those of its setting."""
    if context.draft.platforms or "platform" not in context.statement.settings or (context.draft.surfaces and "platform" not in context.statement.own_settings):
        return context.draft.platforms
    return Values(context.statement.settings).platforms()


def length(context: Context) -> int | None:
    """How many days the goal has; None where that is not settled, or where it repeats."""
    time, window = context.draft.time, context.timing.window
    if time is not None and time.form == "recurring":
        return None
    if window is not None:
        return (window.end - window.start).days
    if time is None or time.form != "duration":
        return None
    try:
        return (add_duration(_SOME_DAY, time.value) - _SOME_DAY).days
    except ImpossibleDate:
        return None


_SOME_DAY = date(2001, 1, 1)
"""A first day for durations that have none: of no leap year, the months after it long."""
