"""When a goal begins and ends: its anchor, its window, and what is wrong with them. Knows no pydantic, so that lint starts fast."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from aimline.goals.calendar import Days, ImpossibleDate, UnsettledDate, add_duration, is_relative, span
from aimline.goals.settings import Values
from aimline.language.statement import Draft, Statement
from aimline.text.diagnostic import Note
from aimline.text.position import Span

_RECURRING_UNIT = {"DAILY": "DAY", "WEEKDAYS": "DAY", "WEEKLY": "WEEK", "MONTHLY": "MONTH", "QUARTERLY": "QUARTER", "YEARLY": "YEAR"}


@dataclass(frozen=True, slots=True)
class Timing:
    """The resolved time of one goal. `start` is its first day where sentence or settings give one; `window` is None while something is missing."""

    start: date | None
    window: Days | None
    notes: list[Note] = field(default_factory=list)
    drifting: bool = False
    """It was resolved against today, and will mean other days when it is read on another day."""
    end: date | None = None
    """The first day after the goal, where it is known; it may be known while the start is not."""


def timing(statement: Statement, draft: Draft, today: date) -> Timing:
    """Resolve a draft's start and time.

    Relative and year-less dates are read against the goal's anchor: its start, else the file's `start`, else `written`, else today. A bare duration has no window before
    its first day is known.
    """
    values = Values(statement.settings)
    notes: list[Note] = []
    written = values.day("written")
    start, drifting = _start(statement, draft, values, written, today, notes)
    end_setting = values.day("end", start or written or today)
    notes += [note for note in values.notes if note.name != "bad-setting-value" or any(note.span == s.value_span for key, s in statement.settings.items() if key in ("start", "end", "written"))]
    anchor = start or written or today
    time = draft.time
    if time is None:
        if end_setting is None:
            return Timing(start, None, notes, drifting)
        end = end_setting + timedelta(days=1)
        return Timing(start, _from(start, end, statement.settings["end"].value_span, notes), notes, drifting, end)
    if time.form == "duration":
        try:
            window = Days(start, add_duration(start, time.value)) if start else None
            if window is None:
                add_duration(anchor, time.value)
        except ImpossibleDate:
            notes.append(Note("impossible-date", time.span, {"text": time.value}))
            window = None
        if window is not None and window.end <= window.start:
            notes.append(Note("impossible-date", time.span, {"text": time.value}))
            window = None
        return Timing(start, window, notes, drifting, window.end if window else None)
    value = f"THIS_{_RECURRING_UNIT[time.value]}" if time.form == "recurring" else time.value
    try:
        days = span(value, anchor, values.calendar())
    except UnsettledDate as error:
        notes.append(Note("ambiguous-date", time.span, {"text": error.text, "first": error.readings[0], "second": error.readings[1]}))
        return Timing(start, None, notes, drifting)
    except ImpossibleDate as error:
        notes.append(Note("impossible-date", time.span, {"text": str(error).lstrip("-")}))
        return Timing(start, None, notes, drifting)
    drifting = drifting or (start is None and written is None and time.form != "recurring" and is_relative(time.value))
    if days is None:
        return Timing(start, None, notes, drifting)
    if time.form == "period" or time.form == "recurring":
        own_start = draft.start is not None or "start" in statement.own_settings
        if time.form == "period" and start is not None and own_start and days.start < start < days.end:
            days = Days(start, days.end)
        return Timing(start or days.start, days, notes, drifting, days.end)
    end = days.start if time.exclusive else days.end
    return Timing(start, _from(start, end, time.span, notes), notes, drifting, end)


def _start(statement: Statement, draft: Draft, values: Values, written: date | None, today: date, notes: list[Note]) -> tuple[date | None, bool]:
    setting = values.day("start", written or today)
    if draft.start is None:
        return setting, False
    drifting = is_relative(draft.start.value) and written is None
    try:
        days = span(draft.start.value, written or today, values.calendar())
    except UnsettledDate as error:
        notes.append(Note("ambiguous-date", draft.start.span, {"text": error.text, "first": error.readings[0], "second": error.readings[1]}))
        return setting, False
    except ImpossibleDate as error:
        notes.append(Note("impossible-date", draft.start.span, {"text": str(error).lstrip("-")}))
        return setting, False
    if days is None:
        return setting, False
    if setting is not None and "start" in statement.own_settings and setting != days.start:
        notes.append(Note("conflicting-start", draft.start.span, {"sentence": days.start.isoformat(), "setting": setting.isoformat()}))
    return days.start, drifting


def _from(start: date | None, end: date, place: Span, notes: list[Note]) -> Days | None:
    """The window up to a deadline; without a start it has none, and the first observation will open it."""
    if start is None:
        return None
    if end <= start:
        notes.append(Note("deadline-before-start", place, {"start": start.isoformat(), "end": (end - timedelta(days=1)).isoformat()}))
        return None
    return Days(start, end)
