"""T: what a calendar has to say of a goal's days."""

from collections.abc import Iterator
from datetime import timedelta

from aimline.goals.holidays import day_off
from aimline.goals.settings import Values
from aimline.lint.rule import Context
from aimline.text.diagnostic import Note


def ends_on_a_holiday(context: Context) -> Iterator[Note]:
    end, time = context.timing.end, context.draft.time
    if end is None or not {"holidays", "weekend"} & context.statement.settings.keys():
        return
    last = end - timedelta(days=1)
    name = day_off(last, Values(context.statement.settings))
    if name is not None and context.index == 0 and (time is None or time.form != "recurring"):
        yield Note("ends-on-a-holiday", time.span if time else context.statement.span, {"date": last.isoformat(), "name": name})
