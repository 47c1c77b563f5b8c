"""`lint --baseline`: what is known already, and what is known no more."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from aimline.cli.common import complain
from aimline.cli.configured import Complaint
from aimline.lint.report import FileReport
from aimline.lint.run import Settings
from aimline.text.messages import isolate, messages

if TYPE_CHECKING:
    from aimline.lint.baseline import Baseline

_SHOWN = 10
"""Entries that are found no more and named one by one; the rest is counted."""


def known_to(file: str | None, settings: Settings, *, fresh: bool) -> "Baseline | None":
    """The baseline of a run, None where there is none. `fresh` says that it is to be written, and need not be there yet.

    Raises:
        Complaint: it is missing, broken, or to be written and not named.
    """
    if file is None:
        if fresh:
            raise Complaint(messages("baseline.no_file"))
        return None
    from aimline.lint.baseline import load
    from aimline.text.decode import ReadError
    from aimline.text.files import exists

    if not fresh and not exists(file):
        raise Complaint(messages("baseline.missing", file=isolate(file)))
    try:
        return load(Path(file), settings.catalogue, settings.today, fresh=fresh)
    except ReadError as error:
        raise Complaint(error.message) from None


def unknown_of(known: "Baseline", reports: Iterable[FileReport], settings: Settings) -> Iterator[FileReport]:
    """Reports without what is known."""
    for report in reports:
        yield known.new(report, settings.rules_for(report.source.name))


def write_known(known: "Baseline", reports: Iterable[FileReport], settings: Settings, errors: list[Mapping[str, str]], lang: str | None) -> None:
    """Take everything that is found into the baseline, and say how much it knows now. Where it cannot be written, that is added to the errors."""
    from aimline.text.decode import ReadError

    for report in reports:
        known.note(report, settings.rules_for(report.source.name))
    try:
        count = known.write()
    except ReadError as error:
        errors.append(error.message)
    else:
        complain(messages("baseline.written", file=isolate(str(known.file)), n=count), lang)


def tell_known(known: "Baseline", lang: str | None) -> None:
    """Say how much was known, and name what is known and found no more."""
    if known.left_out:
        complain(messages("baseline.known", file=isolate(str(known.file)), n=known.left_out), lang)
    stale = known.stale()
    if not stale:
        return
    for name, entry in stale[:_SHOWN]:
        complain(messages("baseline.gone", place=isolate(name), rule=entry.rule, text=isolate(entry.text[:80])), lang)
    complain(messages("baseline.stale", file=isolate(str(known.file)), n=len(stale)), lang)
