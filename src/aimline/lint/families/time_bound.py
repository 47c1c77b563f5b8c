"""T: by when."""

from collections.abc import Iterator
from datetime import timedelta

from aimline.goals.forms import is_relative
from aimline.lint.rule import Context
from aimline.text.diagnostic import Note


def no_deadline(context: Context) -> Iterator[Note]:
    if context.draft.time is None and "end" not in context.statement.settings and not any(note.name == "vague-deadline" for note in context.draft.notes):
        yield Note("no-deadline", context.statement.span, {})


def open_ended(context: Context) -> Iterator[Note]:
    time = context.draft.time
    if time is not None and time.form == "recurring" and "end" not in context.statement.settings:
        yield Note("open-ended", time.span, {})


def past_deadline(context: Context) -> Iterator[Note]:
    end = context.timing.end
    if end is not None and context.draft.time is not None and context.draft.time.form != "recurring" and end <= context.today:
        yield Note("past-deadline", context.draft.time.span, {"date": (end - timedelta(days=1)).isoformat()})


def drifting_date(context: Context) -> Iterator[Note]:
    end, time = context.timing.end, context.draft.time
    if context.timing.drifting and end is not None and time is not None:
        params = {"today": context.today.isoformat(), "date": (end - timedelta(days=1)).isoformat()}
        start = context.draft.start
        yield Note("drifting-date", start.span if start is not None and is_relative(start.value) else time.span, params)


def no_start(context: Context) -> Iterator[Note]:
    time = context.draft.time
    if time is not None and time.form in ("duration", "deadline") and context.timing.start is None:
        yield Note("no-start", time.span, {})
