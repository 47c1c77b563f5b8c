"""Statements: what one goal sentence says, before anything is checked. Every part may be missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from aimline.text.diagnostic import Note
from aimline.text.position import Span

NONE: frozenset[str] = frozenset()
NOWHERE = Span(0, 0)
"""The place of what no word of a statement says."""


@dataclass(slots=True)
class Target:
    """What the metric is to do.

    `kind` is level, change, percent_change, multiple or from_to; `unit` is count, percent, ratio, multiplier, points, percentage_points, rank, `currency:USD` …
    or `duration:hour` …; `value` is None for a placeholder; `upper` is the upper end of a range; `bound` is min or max.
    """

    kind: str
    value: float | None
    unit: str
    baseline: float | None = None
    upper: float | None = None
    bound: str | None = None
    span: Span = NOWHERE


@dataclass(slots=True)
class Time:
    """When: `form` is duration, deadline, period or recurring; `value` as the goal language writes it (P10D, 2026-12-31, THIS_MONTH, DAILY …).

    `exclusive` is set for "before D": D itself is not in the window.
    """

    form: str
    value: str
    span: Span = NOWHERE
    exclusive: bool = False
    weekday: int | None = None
    """The day of the week that stands beside a date, 1 for Monday; the two may contradict each other."""


class SidePhrase(NamedTuple):
    """Words that say how, for whom, why …: `role` is method, purpose, budget, constraint, comparison, scope, object, subject or gloss."""

    role: str
    text: str
    span: Span


class Rhythm(NamedTuple):
    """Calendar units that a goal is counted by: `value` in every `every` units of `per`; `judged` is each (of these windows) or last (before the end)."""

    value: float | None
    per: str
    every: int = 1
    judged: str = "each"


class Kept(NamedTuple):
    """On which days a bound must hold: `rule` is always, days (so many `of` so many, or of those of the window) or share."""

    rule: str
    days: int | None = None
    of: int | None = None
    share: float | None = None


class Covered(NamedTuple):
    """One stretch of a statement and what it was used for: the name of a part of the draft, the role of a side phrase, `label`, `filler`, `not-understood`."""

    span: Span
    role: str


class Setting(NamedTuple):
    """One `key: value` under a goal or a file; `key` is canonical English (baseline, owner, start …), `value` the text as written."""

    key: str
    value: str
    key_span: Span
    value_span: Span


class Reading(NamedTuple):
    """One dated reading under a goal (`2026-12-04: 1,287`): the day and the figure as written, and the line."""

    day: str
    value: str
    day_span: Span
    value_span: Span
    line: int


class Alert(NamedTuple):
    """When somebody is to be alerted of a goal, as written under it or at the head of its file: the sentence, or what stands behind `alert:`."""

    text: str
    span: Span
    line: int


class Action(NamedTuple):
    """One planned action under a goal, as written; `statement` is the parse of its text (an action with a cadence is a measurable activity of its own)."""

    text: str
    span: Span
    statement: "Statement | None" = None


class Ignore(NamedTuple):
    """A rule that a comment before a goal silences for it, by code or name as written; `listed` where it must be one: first, or after a comma."""

    rule: str
    span: Span
    listed: bool


class Suppression(NamedTuple):
    """A comment that silences rules: `ignores` are the rules (none: all of them), `scope` the stretch in which they are silenced, `comment` the line of the
    comment with its end. `kind` is next, range, open (a range without an end, which reaches to the end of the file), stray (an end without a range) or file.
    """

    kind: str
    ignores: list[Ignore]
    scope: Span
    comment: Span
    text: str
    """The comment as it was typed, without the blanks after it."""
    end: Span | None = None
    """The line of the comment that ends a range."""


@dataclass(slots=True)
class Draft:
    """One goal of a statement, perhaps incomplete. `spans` says where each part stands: keys are the names of the fields."""

    span: Span
    intent: str | None = None
    metric: str | None = None
    platforms: list[str] = field(default_factory=list)
    surfaces: list[str] = field(default_factory=list)
    """One's own surfaces that the sentence names (website, blog, app, email): not platforms, but they make a metric specific."""
    target: Target | None = None
    per: str | None = None
    aggregation: str | None = None
    start: Time | None = None
    time: Time | None = None
    rhythm: Rhythm | None = None
    kept: Kept | None = None
    reference: str | None = None
    """What a percentage or multiple is held against, where the sentence says so: previous (the window before) or year (the same window a year earlier)."""
    side_phrases: list[SidePhrase] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    roles: list[tuple[int, int, str]] = field(default_factory=list)
    """`covered` as plain tuples of start, end and role, which cost little to keep."""

    @property
    def covered(self) -> list[Covered]:
        """What every word of this goal was used for; those of all drafts of a statement together cover it."""
        return [Covered(Span(start, end), role) for start, end, role in self.roles]


@dataclass(slots=True)
class Statement:
    """One goal sentence of a file with what stands under it. `drafts` has at least one member; `notes` are about the sentence as a whole."""

    text: str
    span: Span
    line: int
    language: str
    drafts: list[Draft]
    notes: list[Note] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    settings: dict[str, Setting] = field(default_factory=dict)
    """Settings that hold for this goal: its own, else those of its heading, else those of the file (the nearest wins)."""
    own_settings: frozenset[str] = NONE
    """Keys of `settings` that stand under the goal itself."""
    readings: Sequence[Reading] = ()
    """The dated readings that stand under the goal."""
    alerts: Sequence[Alert] = ()
    """When to alert somebody of the goal: what its file says, then its heading, then what stands under the goal."""
    own_alerts: int = 0
    """How many of the alerts stand under the goal itself: the last ones."""
    heading: str | None = None
    ignores: list[Ignore] = field(default_factory=list)
    """The rules that comments silence for it."""

    @property
    def alerts_below(self) -> Sequence[Alert]:
        """The alerts that stand under the goal itself."""
        return self.alerts[len(self.alerts) - self.own_alerts :]


@dataclass(slots=True)
class File:
    """One parsed file: its statements in order, and what is wrong with its lines (unknown keys, orphaned actions …)."""

    name: str | None
    language: str
    statements: list[Statement]
    settings: dict[str, Setting] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    """When to alert somebody of any goal of the file or of a heading, each once."""
    suppressions: list[Suppression] = field(default_factory=list)
    text: str = ""
    """The text that was read; all places are places in it."""
    document: bool = False
    """Whether it is a document with goals in it, not a file of goals."""
