"""Settings that are not heard, for whoever judges goals rather than lints them."""

from datetime import date

from aimline.goals.readings import readings
from aimline.goals.settings import file_setting_notes, setting_notes
from aimline.language import File
from aimline.lint.alerts import alert_notes
from aimline.lint.linter import diagnostic
from aimline.lint.rule import rules
from aimline.text.diagnostic import Diagnostic

_UNREAD = frozenset(["unknown-setting", "misplaced-setting", "orphan-setting", "bad-setting-value", "impossible-date", "ambiguous-date", "ambiguous-event"])
_UNREAD |= {"bad-reading", "reading-of-several", "unread-alert"}
"""What keeps a setting from meaning what it was written for."""


def unread_settings(file: File, today: date) -> list[Diagnostic]:
    """The settings of a file and of its goals that say nothing because they cannot be read, in the order of their places. What the days of a single goal
    lack is not among them: its standing tells.
    """
    known = rules()
    notes = [(note, file.language) for note in (*file.notes, *file_setting_notes(file, today))]
    notes += [(note, statement.language) for statement in file.statements for note in setting_notes(statement)]
    notes += [(note, statement.language) for statement in file.statements if statement.readings for note in readings(statement)[1]]
    notes += [(note, file.language) for note in alert_notes(file.alerts)]
    notes += [(note, statement.language) for statement in file.statements if statement.own_alerts for note in alert_notes(statement.alerts_below)]
    found = [diagnostic(known[note.name], note, language) for note, language in notes if note.name in _UNREAD]
    return sorted(found, key=lambda one: one.span.start)
