"""Typed goals: immutable, complete enough to be judged, the same for a sentence in any language."""

from datetime import date, timedelta
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

Intent = Literal["increase", "reach", "maintain", "decrease", "limit", "do"]
TargetKind = Literal["level", "change", "percent_change", "multiple", "from_to"]


class Model(BaseModel):
    """Base of every model: frozen, no unknown fields, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Made = TypeVar("Made", bound=Model)


def typed(model: type[Made], values: dict[str, Any]) -> Made:
    """A model of values that already have the types of its fields, of every field; nothing is checked, which is most of what making a model costs."""
    made = model.__new__(model)
    _set(made, "__dict__", values)
    _set(made, "__pydantic_fields_set__", set(values))
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made


_set = object.__setattr__


class Target(Model):
    """What the metric is to do; see `LANGUAGE` for the kinds and units."""

    kind: TargetKind
    value: float | None
    unit: str
    baseline: float | None = None
    upper: float | None = None
    bound: Literal["min", "max"] | None = None


class Time(Model):
    """When, as the sentence says it, not yet resolved on a calendar."""

    form: Literal["duration", "deadline", "period", "recurring"]
    value: str
    exclusive: bool = False
    """"before D": D itself is not in the window."""


class Window(Model):
    """Half-open span of local days: `end` is the first day after it."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """The number of days in the window."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day of the window."""
        return self.end - timedelta(days=1)


class SidePhrase(Model):
    """Words of the sentence that are about the goal but not part of its arithmetic."""

    role: str
    text: str
    start: int
    end: int


class Action(Model):
    """One planned action. One with a cadence ("post daily", "3 stories a week") is an activity of its own: `value` of `metric` every `per`; the others have
    their text alone.
    """

    text: str
    metric: str | None = None
    platforms: tuple[str, ...] = ()
    """The platforms that the action names, else those of its goal: what is done under a goal is done for it."""
    value: float | None = None
    """How many a `per`; "every other day" is half a one a day."""
    per: str | None = None
    """day, weekday, week, month, quarter or year."""


class Budget(Model):
    """An amount of money, in the currency of the sentence or the file."""

    value: float
    currency: str | None


class Reading(Model):
    """A figure of the goal's metric that was written under it: where it stood on a day, or of what adds up over days, what that day brought."""

    day: date
    value: float
    unit: str


class Milestone(Model):
    """Where the goal is to stand on the way: at the end of `day`."""

    day: date
    value: float
    of: Literal["figure", "gain", "way"] = "figure"
    """What `value` is: the metric's own figure, what is gained since the start, or a share of the way from the baseline to the target (0 to 1)."""


class Kept(Model):
    """On which days of the window a bound must hold, where the goal says so; without it the close decides."""

    rule: Literal["always", "days", "share"]
    """`always`: on every day; `days`: on at least `days` days of every `of`; `share`: on a share of the days."""
    days: int | None = None
    of: int | None = None
    """The number of days that `days` are out of; None where the goal names none: those of its window."""
    share: float | None = None
    """Between 0 and 1."""


class Rhythm(Model):
    """Calendar days, weeks, months … that a goal is counted by, a window each: "three times a week", "500 visits per week by March"."""

    value: float | None
    """How many in a window: the target where that is a number of its own, one where an activity is only said to be done; None where each window is held against
    another (a percentage).
    """
    per: Literal["day", "weekday", "week", "month", "quarter", "year"]
    every: int = 1
    """How many units of `per` a window has: 2 for "every two weeks"."""
    judged: Literal["each", "last"] = "each"
    """`each`: every window has a verdict. `last`: a figure per week that is to be reached by the end, told by the last whole window that ends by then."""
    start: date | None = None
    """The first day that counts; None where the first observation opens the first window."""
    end: date | None = None
    """The first day that counts no more; None where nothing ends it, or where that follows from a start that is not known yet (`time`)."""


class DaysOff(Model):
    """Days on which nothing is expected: days of the week (0 for Monday), single days and stretches, public holidays of countries (two letters).

    `aimline.goals.pauses.pauses` gives those of a window.
    """

    weekdays: tuple[int, ...] = ()
    spans: tuple[Window, ...] = ()
    countries: tuple[str, ...] = ()


class Goal(Model):
    """One goal, ready to be evaluated. `start` is the first day as the sentence gives it, None where it gives none: settings, too, move the `window`.

    `window` is None while it cannot be resolved.
    """

    id: str
    intent: Intent | None
    metric: str | None
    platforms: tuple[str, ...]
    target: Target | None
    per: str | None
    aggregation: Literal["average"] | None
    start: Time | None
    time: Time | None
    window: Window | None
    due: date | None = None
    """The last day of the goal, where it is known while its first day is not."""
    account: str | None = None
    owner: str | None = None
    budget: Budget | None = None
    because: str | None = None
    campaign: str | None = None
    paid: bool | None = None
    timezone: str | None = None
    baseline: float | None = None
    """The explicit baseline of a setting or a from-to target."""
    tags: tuple[str, ...] = ()
    engagement: tuple[str, ...] | None = None
    """The components of engagement that the goal itself chose, else None (the platform's definition)."""
    week_starts: int = 0
    """The first day of the week: 0 for Monday … 6 for Sunday."""
    weekend: tuple[int, ...] = (5, 6)
    """The days of the week on which nobody works; the others are working days."""
    pace: Literal["linear", "learned", "front-loaded", "back-loaded", "weekdays"] | None = None
    """The declared shape of the line from baseline to target, None where none is; `weekdays` has `day_weights`."""
    day_weights: tuple[float, ...] | None = None
    """What is expected of each day of the week, Monday first, against the others."""
    milestones: tuple[Milestone, ...] = ()
    """By day. They make the line from baseline to target piecewise."""
    days_off: DaysOff | None = None
    """Days on which nothing is expected, where the goal, its heading or its file says so."""
    kept: Kept | None = None
    rhythm: Rhythm | None = None
    """The windows of a goal that recurs, or is counted by calendar days, weeks, months."""
    reference: Literal["previous", "year"] | None = None
    """What a percentage or multiple is held against, as the sentence says: the window before, or the same window a year earlier. None where it does not say."""
    reference_window: Window | None = None
    """The same window a year earlier, where it is what the target is held against and the window is known: for a window of the Hijri calendar the same Hijri
    days, for an event its days of that year.
    """
    readings: tuple[Reading, ...] = ()
    """Figures of the goal's metric, platform and account that stand under it, by day."""
    alerts: tuple[str, ...] = ()
    """When somebody is to be alerted of it, as sentences of the rule language: those of its file, its heading and its own. They are no part of its `id`."""
    actions: tuple[Action, ...] = ()
    side_phrases: tuple[SidePhrase, ...] = ()


class Trouble(Model):
    """What a goal says and no figures can be held against: an impossible date, an end before the start, a setting that cannot be read. `name` is the rule's."""

    name: str
    params: dict[str, str | dict[str, str]] = {}
    """What the message names; by language where the languages differ."""


class PlacedGoal(Model):
    """A goal with the place it came from."""

    goal: Goal
    text: str
    file: str | None
    line: int
    language: str
    heading: str | None = None
    reading_lines: tuple[int, ...] = ()
    """The lines of the goal's readings."""
    alert_lines: tuple[int, ...] = ()
    """The lines of the goal's alerts."""
    trouble: Trouble | None = None
