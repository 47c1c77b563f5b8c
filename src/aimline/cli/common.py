"""What the commands share: the clock, the files, and errors that read well."""

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from aimline.api import DOCUMENTS, load_files
from aimline.language import File, parse_goals_file
from aimline.text.decode import ReadError, decode
from aimline.text.messages import languages, messages, visible
from aimline.text.position import Source


class Day(click.ParamType[date]):
    """A date on the command line, year-month-day."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write year-month-day, e.g. 2026-12-05", param, ctx)


today_option = click.option(
    "--today", type=Day(), envvar="AIMLINE_TODAY", metavar="DATE", help="Resolve relative dates as if it were this day. [env: AIMLINE_TODAY; default: today]"
)
lang_option = click.option(
    "--lang", type=click.Choice(["auto", *languages()]), default="auto", envvar="AIMLINE_LANG", help="Language of messages. auto: that of the sentence."
)


def spoken(lang: str) -> str | None:
    """The language to speak, None for that of each sentence."""
    return None if lang == "auto" else lang


def complain(text: Mapping[str, str], lang: str | None) -> None:
    """One line on standard error: in the language asked for, else in the first that Aimline speaks."""
    click.echo("aimline: " + visible(text[lang or languages()[0]], isolates=True), err=True)


def standard_input() -> str:
    """Standard input as text.

    Raises:
        ReadError: it is not UTF-8 or UTF-16 text.
    """
    return decode(sys.stdin.buffer.read(), "-")


def load(paths: Sequence[str], errors: list[Mapping[str, str]]) -> list[tuple[Source, File]]:
    """The files of goals that some paths name, read; `-` is standard input. What cannot be read is added to the errors, the rest is read all the same."""
    read = load_files([name for name in paths if name != "-"], errors)
    if "-" in paths:
        try:
            source = Source(standard_input(), None)
            read.append((source, parse_goals_file(source)))
        except ReadError as error:
            errors.append(error.message)
    return read


def tell_empty(read: Sequence[tuple[Source, File]], lang: str) -> None:
    """Name the files without a goal, and say why a document may have none."""
    for source, file in read:
        if not file.statements:
            document = source.name is not None and Path(source.name).suffix.lower() in DOCUMENTS
            complain(messages("reading.no_blocks" if document else "reading.no_goals", file=source.name or "-"), spoken(lang))


def most_frequent(values: Sequence[str], otherwise: str) -> str:
    """The value that stands most often; of several the first in the alphabet's reverse; `otherwise` where there are none."""
    return max(sorted(set(values), reverse=True), key=list(values).count, default=otherwise)
