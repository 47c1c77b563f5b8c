"""Fixes of single words of a sentence or a setting. New words are read back: only those that mean what they should are given."""

import re
from collections.abc import Sequence
from dataclasses import replace

from aimline.catalogue import load as load_catalogue
from aimline.goals.printing.said import Meaning, meaning, side_words
from aimline.goals.settings import Values, look_up, separators
from aimline.language import Statement, parse_statement
from aimline.language.lexicon import load as load_lexicon
from aimline.language.statement import Target
from aimline.lint.remedies.offer import Offer, Site
from aimline.text.diagnostic import Edit
from aimline.text.position import Span

_NUMBER = re.compile(r"\d+(?:[.,٫٬]\d+)*")


def renamed_platform(site: Site) -> Offer | None:
    """The name that a platform has now, where the sentence means the same with it."""
    goal, place = site.statement, site.found.span
    if goal is None:
        return None
    old = _words(goal, place)
    platform = look_up(old, "PLATFORM")
    name = load_lexicon(goal.language).names.get(("PLATFORM", platform or ""))
    if name is None or _meant(goal) != _meant(_with(goal, place, name)):
        return None
    return Offer((Edit(place, name),), safe=True, params={"text": old})


def reversed_range(site: Site) -> Offer | None:
    """The two ends of a range change places."""
    goal, place = site.statement, site.found.span
    if goal is None:
        return None
    numbers = list(_NUMBER.finditer(_words(goal, place)))
    if len(numbers) != 2:
        return None
    low, high = numbers[1][0], numbers[0][0]
    edits = tuple(Edit(Span(place.start + at.start(), place.start + at.end()), new) for at, new in zip(numbers, (low, high), strict=True))
    turned = [replace(draft, target=_turned(draft.target)) if draft.target and draft.target.span == place else draft for draft in goal.drafts]
    words = _words(goal, place)
    text = words[: numbers[0].start()] + low + words[numbers[0].end() : numbers[1].start()] + high + words[numbers[1].end() :]
    if _meant(_with(goal, place, text)) != _meant(replace(goal, drafts=turned)):
        return None
    return Offer(edits, params={"text": f"{low} … {high}"})


def _turned(target: Target) -> Target:
    return replace(target, value=target.upper, upper=target.value)


def engagement_part_missing(site: Site) -> Offer | None:
    """What a platform does not have goes out of the list of what counts as engagement, unless it is all of it."""
    goal = site.statement
    if goal is None or "engagement" not in goal.own_settings:
        return None
    setting = goal.settings["engagement"]
    names = [name for draft in goal.drafts for name in draft.platforms] or Values(goal.settings).platforms()
    missing = {metric for name in names if name in load_catalogue().platforms for metric in load_catalogue().platforms[name].missing}
    parts = [part for part in separators().split(setting.value) if part]
    kept = [part for part in parts if look_up(part, "METRIC") not in missing]
    if not kept or kept == parts:
        return None
    value = setting.value
    for part in parts:
        if part not in kept:
            value = re.sub(rf"(?:{separators().pattern})?{re.escape(part)}", "", value, count=1)
    value = re.sub(rf"^(?:{separators().pattern})", "", value).strip()
    if [part for part in separators().split(value) if part] != kept:
        return None
    return Offer((Edit(setting.value_span, value),))


def _words(goal: Statement, place: Span) -> str:
    return goal.text[place.start - goal.span.start : place.end - goal.span.start]


def _with(goal: Statement, place: Span, words: str) -> Statement:
    """A sentence with other words at a place."""
    at = place.start - goal.span.start
    text = goal.text[:at] + words + goal.text[at + place.end - place.start :]
    return replace(goal, text=text, drafts=parse_statement(text, language=goal.language).drafts)


def _meant(goal: Statement) -> Sequence[tuple[Meaning, list[tuple[str, str]], list[str]]]:
    """What the goals of a sentence mean, the words that are kept of it, and which doubts they leave."""
    return [(meaning(draft, draft.surfaces), side_words(draft.side_phrases), [note.name for note in draft.notes]) for draft in goal.drafts]
