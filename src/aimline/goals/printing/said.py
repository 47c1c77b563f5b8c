"""What the printer needs to know of a goal: typed goals and drafts of sentences both have it."""

from collections.abc import Sequence
from typing import Protocol


class SaidTarget(Protocol):
    """A target, as in `model.Target`."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def baseline(self) -> float | None: ...
    @property
    def upper(self) -> float | None: ...
    @property
    def bound(self) -> str | None: ...


class SaidTime(Protocol):
    """A time or a start, as in `model.Time`."""

    @property
    def form(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def exclusive(self) -> bool: ...


class SaidRhythm(Protocol):
    """The windows that a goal is counted by, as in `model.Rhythm`."""

    @property
    def per(self) -> str: ...
    @property
    def every(self) -> int: ...
    @property
    def judged(self) -> str: ...


class SaidKept(Protocol):
    """On which days a bound must hold, as in `model.Kept`."""

    @property
    def rule(self) -> str: ...
    @property
    def days(self) -> int | None: ...
    @property
    def of(self) -> int | None: ...
    @property
    def share(self) -> float | None: ...


class SaidPhrase(Protocol):
    """A side phrase, as in `model.SidePhrase`."""

    @property
    def role(self) -> str: ...
    @property
    def text(self) -> str: ...


class Said(Protocol):
    """One goal, typed or drafted."""

    @property
    def intent(self) -> str | None: ...
    @property
    def metric(self) -> str | None: ...
    @property
    def platforms(self) -> Sequence[str]: ...
    @property
    def target(self) -> SaidTarget | None: ...
    @property
    def per(self) -> str | None: ...
    @property
    def aggregation(self) -> str | None: ...
    @property
    def start(self) -> SaidTime | None: ...
    @property
    def time(self) -> SaidTime | None: ...
    @property
    def rhythm(self) -> SaidRhythm | None: ...
    @property
    def kept(self) -> SaidKept | None: ...
    @property
    def reference(self) -> str | None: ...
    @property
    def side_phrases(self) -> Sequence[SaidPhrase]: ...


Meaning = tuple[object, ...]


def meaning(goal: Said, surfaces: Sequence[str] = ()) -> Meaning:
    """What two sentences must have in common to mean the same goal, side phrases aside."""
    target, time, start, rhythm, kept = goal.target, goal.time, goal.start, goal.rhythm, goal.kept
    return (
        goal.intent,
        goal.metric,
        tuple(goal.platforms),
        target and (target.kind, target.value, target.unit, target.baseline, target.upper, target.bound),
        goal.per,
        goal.aggregation,
        start and (start.form, start.value),
        time and (time.form, time.value, time.exclusive),
        rhythm and (rhythm.per, rhythm.every, rhythm.judged),
        kept and (kept.rule, kept.days, kept.of, kept.share),
        goal.reference,
        tuple(surfaces),
    )


_SAME_ROLE = {"object": "scope"}
"""What a verb is about becomes what its metric is about, where the metric is named by a noun ("train 200 teachers": people trained, teachers)."""


def side_words(phrases: Sequence[SaidPhrase]) -> list[tuple[str, str]]:
    """The words of the side phrases with their roles, in no order, so that two sentences can be compared: neighbours may be read as one phrase."""
    return sorted((_SAME_ROLE.get(phrase.role, phrase.role), word) for phrase in phrases for word in phrase.text.split())
