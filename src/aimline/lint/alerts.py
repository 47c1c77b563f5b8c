"""Alerts of goal files that cannot be read, as notes with their places."""

from collections.abc import Sequence

from aimline.language.statement import Alert
from aimline.text.diagnostic import Note
from aimline.text.position import Span


def alert_notes(alerts: Sequence[Alert]) -> list[Note]:
    """What is wrong with alerts, each with its place and what was probably meant. The rule language is loaded where there are some."""
    if not alerts:
        return []
    from aimline.rules.reader import Trouble, read_alert

    notes = []
    for alert in alerts:
        found = read_alert(alert.text)
        if isinstance(found, Trouble):
            start, end = (alert.span.start + place for place in found.span)
            place = Span(start, end) if alert.text.strip() else alert.span
            notes.append(Note("unread-alert", place, {"text": alert.text, "reason": found.message}, found.suggestion))
    return notes
