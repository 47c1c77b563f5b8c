"""What `evaluate` says on standard error beside the standings: what readers decided, what was set aside, which settings are not heard."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from aimline.cli.common import complain
from aimline.goals.model import PlacedGoal
from aimline.language import File
from aimline.lint.unread import unread_settings
from aimline.metrics.model.log import MetricLog
from aimline.text.messages import isolate, message
from aimline.text.position import Source

_SHOWN = 20
"""Notes of a kind that are told one by one; the rest is counted."""


def tell(log: MetricLog, files: Iterable[tuple[Source, File]], goals: Sequence[PlacedGoal], today: date, language: str) -> None:
    """One line each, in the language of the standings."""
    from aimline.engine.disagree import overlapping

    read = [_placed(read.file, None, note) for read in log.files for note in read.notes]
    aside = [_placed(aside.file, aside.line, aside.reason) for aside in log.set_aside]
    differing = [_placed(one.file, None, overlapping(one)) for one in log.overlaps]
    settings = list(_settings(files, goals, today))
    for notes, rest in (
        (settings, "standing.more_settings"),
        (read, "metrics.more_notes"),
        (aside, "metrics.more_set_aside"),
        (differing, "metrics.more_overlaps"),
    ):
        for note in notes[:_SHOWN]:
            complain(note, language)
        if len(notes) > _SHOWN:
            complain({language: message(rest, language, n=len(notes) - _SHOWN)}, language)


def _placed(file: str | None, line: int | None, text: Mapping[str, str]) -> dict[str, str]:
    place = "" if file == "-" else isolate(file or "-") + (f":{line}" if line is not None else "") + ": "
    return {language: place + words for language, words in text.items()}


def _settings(files: Iterable[tuple[Source, File]], goals: Sequence[PlacedGoal], today: date) -> Iterator[dict[str, str]]:
    """The settings that are not heard. What the reason of a standing says is not said again."""
    told = {(goal.file, str(goal.trouble.params.get("text"))) for goal in goals if goal.trouble is not None}
    for source, file in files:
        for found in unread_settings(file, today):
            text = source.text[found.span.start : found.span.end]
            if (source.name, text.strip()) not in told:
                yield _placed(source.name, source.position(found.span.start).line, found.message)
