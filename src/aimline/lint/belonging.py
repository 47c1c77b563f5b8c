"""Which goal of a file a finding is about."""

from bisect import bisect_right

from aimline.language import Statement
from aimline.lint.report import FileReport


def goals_of(report: FileReport) -> list[int | None]:
    """For each finding of a file, the number of the goal that it stands in or under; None where it is about the file itself."""
    starts = [statement.span.start for statement in report.file.statements]
    found: list[int | None] = []
    for item in report.found:
        number = bisect_right(starts, item.span.start) - 1
        line = report.source.line_text(report.source.line_of(item.span.start))
        # what is indented stands under the goal before it
        inside = number >= 0 and (line[:1].isspace() or item.span.start < _end(report.file.statements[number]))
        found.append(number if inside else None)
    return found


def _end(statement: Statement) -> int:
    """Where the last of what is known to belong to a goal ends."""
    own = (statement.settings[key].value_span.end for key in statement.own_settings if key in statement.settings)
    alerts = (alert.span.end for alert in statement.alerts_below)
    readings = (reading.value_span.end for reading in statement.readings)
    return max([statement.span.end, *own, *alerts, *readings, *(action.span.end for action in statement.actions)])
