"""The way of a goal to its end, as its model holds it: its weeks, the shape of its line, milestones, days off, the windows it is counted by."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from aimline.goals.calendar import Days
from aimline.goals.model import DaysOff, Milestone, Rhythm, Target, Window, typed
from aimline.goals.settings import Values
from aimline.goals.timing import Timing
from aimline.language import Draft

if TYPE_CHECKING:
    from aimline.goals.declared import Stage

DECLARED = frozenset(["week_starts", "weekend", "pace", "milestones", "days_off"])
"""The settings that say something of it."""


def declared(values: Values, goal: Mapping[str, Any], anchor: date, *, single: bool) -> dict[str, Any]:
    """What settings say of a goal's weeks and of the way to it. Milestones under a sentence of several goals are nobody's."""
    calendar = values.calendar()
    found: dict[str, Any] = {"week_starts": calendar.week_start, "weekend": tuple(sorted(calendar.weekend))}
    if not _WAY.isdisjoint(values.settings):
        from aimline.goals import declared as settings

        shape, off = settings.pace(values), settings.days_off(values, anchor)
        stages = settings.milestones(values, anchor, opened=goal["window"] is not None) if single else ()
        found |= {"pace": shape.name if shape else None, "day_weights": shape.weights if shape else None}
        found["milestones"] = tuple([_milestone(stage, stages, goal["target"]) for stage in stages])
        if off is not None:
            spans = tuple([window_of(days) for days in off.spans])
            found["days_off"] = typed(DaysOff, {"weekdays": off.weekdays, "spans": spans, "countries": off.countries})
    return found


_WAY = frozenset(["pace", "milestones", "days_off"])


def _milestone(stage: "Stage", stages: Sequence["Stage"], target: Target | None) -> Milestone:
    """A milestone as what it is: a share of the way where it is a percentage of what is no percentage, a gain where the goal is one and none of them is
    greater than it, else the figure itself.
    """
    kind, value, of = target.kind if target else None, stage.value, "figure"
    if stage.unit == "percent" and (target is None or target.unit != "percent" or kind in ("percent_change", "multiple")):
        value, of = value / 100, "way"
    elif stage.gained or (kind == "change" and target and target.value is not None and all(abs(one.value) <= abs(target.value) for one in stages)):
        of = "gain"
    return typed(Milestone, {"day": stage.day, "value": value, "of": of})


def rhythm(draft: Draft, when: Timing) -> Rhythm:
    """The windows that a goal is counted by, from its first day up to its end where these are known."""
    said = draft.rhythm
    assert said is not None
    recurs = draft.time is not None and draft.time.form == "recurring"
    start = when.start if recurs or when.window is None else when.window.start
    return typed(Rhythm, {**said._asdict(), "start": start, "end": when.until if recurs else when.end})


def window_of(days: Days) -> Window:
    """Days as a model."""
    return typed(Window, {"start": days.start, "end": days.end})
