"""When a goal begins and ends: its anchor, its window, and what is wrong with them. Knows no pydantic, so that lint starts fast."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from aimline.goals.calendar import Calendar, Days, ImpossibleDate, UnsettledDate, add_months
from aimline.goals.events import UnsettledEvent
from aimline.goals.forms import is_counted, is_relative, other_quarter, other_weekday, resolve
from aimline.goals.settings import Dated, Values
from aimline.language.statement import NOWHERE, Draft, Setting, Statement, Time
from aimline.text.diagnostic import Note
from aimline.text.position import Span


class Timing(NamedTuple):
    """The resolved time of one goal. `start` is its first day where sentence or settings give one; `window` is None while something is missing."""

    start: date | None
    window: Days | None
    notes: Sequence[Note] = ()
    drifting: bool = False
    """The sentence was resolved against today, and will mean other days when it is read on another day."""
    end: date | None = None
    """The first day after the goal, where it is known; it may be known while the start is not."""
    anchored: bool = True
    """Start, window and end are the same whatever day it is today."""
    until: date | None = None
    """The first day on which what recurs does so no more, where a setting says that; `end` is that day, else the end of the first window."""
    trouble: Note | None = None
    """What keeps the window from being known though days were given, in the sentence or in a setting: they are none, or in the wrong order."""


_TROUBLE = frozenset(["impossible-date", "deadline-before-start", "ambiguous-date", "bad-setting-value"])


class _Reading:
    """One statement's settings that have to do with time, and the notes made on the way."""

    __slots__ = ("anchored", "drifting", "notes", "statement", "today", "values", "written")

    def __init__(self, statement: Statement, values: Values, today: date, written: date | None) -> None:
        self.statement = statement
        self.values = values
        self.today = today
        self.written = written
        self.notes: list[Note] = []
        self.drifting = False
        self.anchored = True

    def quote(self, place: Span, otherwise: str) -> str:
        """The words of the statement at a place."""
        start = place.start - self.statement.span.start
        return self.statement.text[start : start + place.end - place.start] if start >= 0 and place.start < place.end else otherwise

    def owns(self, key: str) -> bool:
        return key in self.statement.own_settings

    def dated(self, key: str, anchor: date | None, *, fixed: bool) -> Dated | None:
        """A setting's days. `fixed`: the anchor does not depend on today."""
        found = self.values.dated(key, anchor)
        if found is not None and found.relative and not fixed:
            self.anchored = False
            if self.owns(key):
                day = found.days.start if key == "start" else found.days.end - timedelta(days=1)
                params = {"today": self.today.isoformat(), "date": day.isoformat()}
                self.notes.append(Note("drifting-date", self.statement.settings[key].value_span, params, day.isoformat(), safe=True))
        return found

    def resolve(self, time: Time, anchor: date) -> Days | None:
        """A time form, or a note of why it has no days."""
        settings = self.calendar(anchor) if "CAMPAIGN" in time.value else self.values.calendar()
        words = self.quote(time.span, time.value)
        try:
            days = resolve(time.form, time.value, anchor, settings)
        except UnsettledDate as error:
            self.notes.append(Note("ambiguous-date", time.span, {"text": words, "first": error.readings[0], "second": error.readings[1]}))
            return None
        except ImpossibleDate:
            self.notes.append(Note("impossible-date", time.span, {"text": words}))
            return None
        except UnsettledEvent as error:
            self.notes.append(Note("ambiguous-event", time.span, {"text": words, **error.params}))
            return None
        if days is None:
            self.notes.append(Note("undated-event", time.span, {"text": words}))
            return None
        if ("FISCAL" in time.value or "FY" in time.value) and "fiscal_year" not in self.statement.settings:
            self.notes.append(Note("assumed-fiscal-year", time.span, {"text": words, "date": _last(days.end)}))
        if time.weekday is not None and days.start.isoweekday() != time.weekday and (days.end - days.start).days == 1:
            named = days.start + timedelta(days=(time.weekday - days.start.isoweekday() + 3) % 7 - 3)
            self.notes.append(Note("ambiguous-date", time.span, {"text": words, "first": days.start.isoformat(), "second": named.isoformat()}))
        if time.value.endswith("DECADE"):
            params = {"text": words, "first": _last(days.end), "second": _last(add_months(days.end, 12))}
            self.notes.append(Note("ambiguous-date", time.span, params))
        later = other_weekday(time.value, anchor, settings)
        if later is not None:
            self.notes.append(Note("ambiguous-weekday", time.span, {"text": words, "first": days.start.isoformat(), "second": later.start.isoformat()}))
        fiscal = other_quarter(time.value, anchor, settings)
        if fiscal is not None and fiscal != days:
            params = {"text": words, "first": _shown(days), "second": _shown(fiscal)}
            self.notes.append(Note("ambiguous-quarter", time.span, params))
        return days

    def calendar(self, anchor: date) -> Calendar:
        """The user's calendar with the days of the campaign, which start and end of the settings give."""
        values = Values(self.statement.settings)
        start, end = values.dated("start", self.written or self.today), values.dated("end", anchor)
        campaign = Days(start.days.start, end.days.end) if start and end and start.days.start < end.days.end else None
        return self.values.calendar()._replace(campaign=campaign)

    def window(self, start: date | None, end: date, place: Span) -> Days | None:
        """From the first day to the end; without a first day there is none, and the first observation will open it."""
        if start is None:
            return None
        if end <= start:
            self.notes.append(Note("deadline-before-start", place, {"start": start.isoformat(), "end": _last(end)}))
            return None
        return Days(start, end)

    def timing(self, start: date | None, window: Days | None, end: date | None = None) -> Timing:
        """The answer. Notes about settings of the file or a heading are left out: they belong to no single goal."""
        own = [setting.value_span for key, setting in self.statement.settings.items() if self.owns(key) and key in ("start", "end", "written")]
        made = [note for note in self.values.notes if note.span in own]
        days = [setting.value_span for key, setting in self.statement.settings.items() if key in ("start", "end", "written")]
        given = [*(note for note in self.values.notes if note.span in days), *self.notes]
        spoiled = [note for note in given if note.name in _TROUBLE] if window is None else []
        anchored = self.anchored and not self.drifting
        return Timing(window.start if window else start, window, [*made, *self.notes], self.drifting, end, anchored, trouble=next(iter(spoiled), None))


def _last(end: date) -> str:
    return (end - timedelta(days=1)).isoformat()


def _shown(days: Days) -> str:
    """Days for people: from the first to the last, or the day itself."""
    return days.start.isoformat() if _last(days.end) == days.start.isoformat() else f"{days.start} … {_last(days.end)}"


def timing(statement: Statement, draft: Draft, today: date) -> Timing:
    """Resolve a draft's start and time.

    Relative and year-less dates are read against the goal's anchor: its start, else the file's `start`, else `written`, else today. A duration, and what is
    counted in weeks or months from the start, has no window before its first day is known.
    """
    start, time = draft.start, draft.time
    settings = statement.settings
    if settings:
        own = statement.own_settings
        relevant = tuple([(key, setting.value, key in own) for key, setting in settings.items() if key in _OF_TIME])
    else:
        relevant = ()
    said = time and (time.form, time.value, time.exclusive, time.weekday), start and (start.form, start.value, start.exclusive, start.weekday)
    return _clean(*said, relevant, today) or _timing(statement, draft, today)


_OF_TIME = frozenset(["start", "end", "written", "week_starts", "fiscal_year", "weekend", "holidays"])
"""The settings that times are read with."""
_Said = tuple[str, str, bool, int | None] | None


@lru_cache(maxsize=4096)
def _clean(time: _Said, start: _Said, settings: tuple[tuple[str, str, bool], ...], today: date) -> Timing | None:
    """The timing of a draft where nothing is wrong with it, so that no place matters; None where there are notes to make."""
    draft = Draft(NOWHERE, start=start and Time(start[0], start[1], NOWHERE, *start[2:]), time=time and Time(time[0], time[1], NOWHERE, *time[2:]))
    statement = Statement("", NOWHERE, 1, "", [draft], settings={key: Setting(key, value, NOWHERE, NOWHERE) for key, value, _ in settings})
    statement.own_settings = frozenset([key for key, _, own in settings if own])
    found = _timing(statement, draft, today)
    return None if found.notes else found


def _timing(statement: Statement, draft: Draft, today: date) -> Timing:
    values = Values(statement.settings)
    written = values.dated("written")
    reading = _Reading(statement, values, today, written.days.start if written else None)
    start, known = _start(reading, draft.start)
    anchor, fixed = (start or reading.written or today), (start or reading.written) is not None
    end_setting = reading.dated("end", anchor, fixed=fixed)
    time = draft.time
    if not known:
        return reading.timing(None, None)
    if time is None:
        if end_setting is None:
            return reading.timing(start, None)
        end = end_setting.days.end
        return reading.timing(start, reading.window(start, end, statement.settings["end"].value_span), end)
    if time.form == "recurring":
        return _recurring(reading, time, start, anchor, end_setting)
    if not fixed and (time.form == "duration" or is_counted(time.value)):
        reading.resolve(time, today)
        if time.form == "period":
            reading.notes.append(Note("no-start", time.span, {}))
        return reading.timing(None, None)
    if time.form == "duration" and start is None:
        reading.resolve(time, anchor)
        return reading.timing(None, None)
    days = reading.resolve(time, anchor)
    if days is None:
        until = end_setting.days.end if end_setting and reading.notes[-1].name in ("undated-event", "ambiguous-event") else None
        if until and "CAMPAIGN" in time.value:
            reading.notes.pop()
        return reading.timing(start, reading.window(start, until, time.span) if until else None, until)
    reading.drifting = reading.drifting or (not fixed and is_relative(time.value))
    # before the end of the year: the end is a moment, and the day that holds it is still before it
    end = days.start if time.form == "deadline" and time.exclusive and not time.value.startswith("END_OF_") else days.end
    if end_setting is not None and reading.owns("end") and end_setting.days.end != end:
        reading.notes.append(Note("conflicting-end", time.span, {"sentence": _last(end), "setting": _last(end_setting.days.end)}))
    opens = start if time.form != "period" or draft.start is not None or reading.owns("start") else days.start
    if time.form == "period" and opens is None:
        opens = days.start
    return reading.timing(start, reading.window(opens, end, time.span), end)


def _recurring(reading: _Reading, time: Time, start: date | None, anchor: date, until: Dated | None) -> Timing:
    """The calendar day, week … of the anchor; `until` says when it stops to repeat."""
    window = reading.resolve(time, anchor)
    end = until.days.end if until else None
    if until is not None and start is not None and until.days.end <= start:
        reading.window(start, until.days.end, reading.statement.settings["end"].value_span)
        window = None
    if start is None and reading.written is None:
        reading.anchored = False
    return reading.timing(start, window, end or (window.end if window else None))._replace(start=start, until=end)


def _start(reading: _Reading, said: Time | None) -> tuple[date | None, bool]:
    """The first day of the goal, and whether it is settled: a start that the sentence names but no calendar knows leaves it open.

    A date without a year in the sentence is read on or after the start of the file, which a start of the goal's own is not.
    """
    dated = reading.dated("start", reading.written or reading.today, fixed=reading.written is not None)
    setting = dated.days.start if dated else None
    if said is None:
        return setting, True
    inherited = setting if not reading.owns("start") else None
    days = reading.resolve(said, inherited or reading.written or reading.today)
    if days is None:
        return None, False
    reading.drifting = is_relative(said.value) and not (inherited or reading.written)
    if setting is not None and reading.owns("start") and setting != days.start:
        reading.notes.append(Note("conflicting-start", said.span, {"sentence": days.start.isoformat(), "setting": setting.isoformat()}))
    return days.start, True
