"""Goals as they were first read: "by Friday" stays the Friday that it was when the sentence was new, however often a run begins anew."""

from collections.abc import Sequence
from datetime import date

from aimline.alerts.state import State
from aimline.catalogue import Catalogue
from aimline.goals.compile import compile_files, number_duplicates
from aimline.goals.model import PlacedGoal
from aimline.language import File


def compiled(files: Sequence[File], state: State, today: date, catalogue: Catalogue) -> list[PlacedGoal]:
    """The goals of some files, each read as on the day on which its sentence was first read; those that are new, as on `today`, which is remembered.

    Raises:
        StateError: it could not be written down.
    """
    found = compile_files(files, today, catalogue)
    known = {text: date.fromisoformat(day) for text, day in state.connection.execute("SELECT text, day FROM sentences")}
    versions = {day: compile_files(files, day, catalogue) for day in {known.get(_text(one), today) for one in found} - {today}}
    goals = [versions[day][place] if (day := known.get(_text(one), today)) in versions else one for place, one in enumerate(found)]
    new = {_text(one) for one in found} - known.keys()
    if new:
        with state.transaction() as connection:
            connection.executemany("INSERT INTO sentences VALUES (?, ?)", [(text, today.isoformat()) for text in sorted(new)])
    named = number_duplicates(one.goal for one in goals)
    return [one if one.goal is goal else one.model_copy(update={"goal": goal}) for one, goal in zip(goals, named, strict=True)]


def _text(placed: PlacedGoal) -> str:
    return f"{placed.heading or ''}\n{placed.text}"
