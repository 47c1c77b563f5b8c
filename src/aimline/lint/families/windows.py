"""T: how long a goal runs, and when it was written."""

from collections.abc import Iterator
from datetime import date, timedelta

from aimline.goals.settings import Values
from aimline.language import Statement
from aimline.lint.families.said import length, place, platforms_of
from aimline.lint.rule import Context, FileContext
from aimline.text.diagnostic import Note
from aimline.text.messages import numbers

_FAR = timedelta(days=5 * 366)
_TOO_FAR = timedelta(days=100 * 366)
_LONG = 550
"""Days of a year and a half: what runs longer wants stages of its own."""


def far_deadline(context: Context) -> Iterator[Note]:
    end = context.timing.end
    if end is None or context.index:
        return
    ahead = end - max(context.today, context.timing.start or context.today)
    if ahead > _FAR:
        last = (end - timedelta(days=1)).isoformat()
        yield Note("far-deadline", place(context, "time"), {"date": last}, severity=None if ahead > _TOO_FAR else "hint")


def long_window(context: Context) -> Iterator[Note]:
    if context.index == 0 and (days := length(context)) is not None and _LONG < days < _FAR.days:
        yield Note("long-window", place(context, "time"), {"days": numbers(days)})


def shorter_than_delay(context: Context) -> Iterator[Note]:
    if context.index or context.draft.metric is None or not context.catalogue.metric(context.draft.metric).on_platforms:
        return
    days = length(context)
    if days is None or days > 7:
        return
    lag = max((platform.lag for name in platforms_of(context) if (platform := context.catalogue.platforms.get(name)) is not None), default=0)
    if days <= lag:
        yield Note("shorter-than-delay", place(context, "time"), {"days": str(days), "lag": str(lag)})


def written_in_the_future(context: FileContext) -> Iterator[tuple[Note, Statement | None]]:
    seen: set[int] = set()
    for statement in context.file.statements:
        written = statement.settings.get("written")
        if written is None or written.value_span.start in seen:
            continue
        seen.add(written.value_span.start)
        day = _written(statement)
        if day is not None and day > context.today:
            about = statement if "written" in statement.own_settings else None
            yield Note("written-in-the-future", written.value_span, {"date": day.isoformat(), "today": context.today.isoformat()}), about


def _written(statement: Statement) -> date | None:
    found = Values(statement.settings).dated("written")
    return found.days.start if found is not None else None


def over_when_written(context: Context) -> Iterator[Note]:
    end = context.timing.end
    if end is None or "written" not in context.statement.settings or context.index or context.draft.time is None or context.draft.time.form == "recurring":
        return
    day = _written(context.statement)
    if day is not None and end <= day <= context.today:
        params = {"date": (end - timedelta(days=1)).isoformat(), "written": day.isoformat()}
        yield Note("over-when-written", place(context, "time"), params)
