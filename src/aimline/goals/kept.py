"""What of a file's goals an edit must keep that calls itself safe."""

from datetime import date
from functools import partial
from typing import Any

from aimline.catalogue import Catalogue
from aimline.goals.compile import compile_statement
from aimline.goals.printing.said import side_words
from aimline.goals.timing import timing
from aimline.language import File

_NOT_JUDGED = {"id", "time", "start", "side_phrases"}
"""What is compared in another way: days by what they are, side phrases by their words, ids where the user gave them."""


def judged(file: File, today: date, catalogue: Catalogue) -> list[Any]:
    """Everything by which the goals of a file are judged, in order: their typed goals with the days that they mean on a day in the place of the words that say
    so, and without ids, which follow from the rest. Two texts with the same goals have the same.
    """
    found: list[Any] = []
    for statement in file.statements:
        for goal, draft in zip(compile_statement(statement, today, catalogue), statement.drafts, strict=False):
            when = timing(statement, draft, today)
            said = (goal.time, goal.start) if when.end is None else None
            words = side_words(goal.side_phrases)
            own = statement.settings["id"].value if "id" in statement.settings else None
            found.append((goal.model_dump(exclude=_NOT_JUDGED), when.start, when.window, when.end, said, words, own))
    return found


def keeping(today: date, catalogue: Catalogue) -> "partial[list[Any]]":
    """`judged` for one day and one catalogue."""
    return partial(judged, today=today, catalogue=catalogue)
