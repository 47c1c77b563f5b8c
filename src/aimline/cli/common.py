"""What the commands share: the clock, the files, and errors that read well."""

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click

from aimline.language import File, language_of, parse_document, parse_goals_file
from aimline.text.decode import ReadError, decode, read_source
from aimline.text.messages import languages, message, messages
from aimline.text.position import Source

DOCUMENTS = frozenset([".md", ".txt", ".markdown"])


class Day(click.ParamType):
    """A date on the command line, year-month-day."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write year-month-day, e.g. 2026-12-05", param, ctx)


today_option = click.option("--today", type=Day(), envvar="AIMLINE_TODAY", metavar="DATE", help="Resolve relative dates as if it were this day. [env: AIMLINE_TODAY; default: today]")
lang_option = click.option("--lang", type=click.Choice(["auto", *languages()]), default="auto", envvar="AIMLINE_LANG", help="Language of messages. auto: that of the sentence.")


def spoken(lang: str) -> str | None:
    """The language to speak, None for that of each sentence."""
    return None if lang == "auto" else lang


def complain(text: dict[str, str], lang: str | None) -> None:
    """One line on standard error: in the language asked for, else in English."""
    click.echo("aimline: " + text[lang or "en"], err=True)


def expand(paths: Iterable[str], errors: list[dict[str, str]]) -> list[Path]:
    """Files as they are, folders as the .goals files below them; what is not there is added to the errors."""
    found: list[Path] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            try:
                below = sorted(file for file in path.rglob("*.goals") if file.is_file())
            except OSError as error:
                errors.append(messages("reading.other", file=name, reason=error.strerror or str(error)))
                continue
            if not below:
                errors.append(messages("reading.empty_folder", file=name))
            found += below
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def standard_input() -> str:
    """Standard input as text.

    Raises:
        ReadError: it is not UTF-8 or UTF-16 text.
    """
    return decode(sys.stdin.buffer.read(), "-")


def load(paths: Sequence[str], errors: list[dict[str, str]]) -> list[tuple[Source, File]]:
    """The files of goals that some paths name, read; `-` is standard input. What cannot be read is added to the errors, the rest is read all the same."""
    read: list[tuple[Source, File]] = []
    for path in expand([name for name in paths if name != "-"], errors):
        try:
            source = read_source(path)
        except ReadError as error:
            errors.append(error.message)
            continue
        read.append((source, parse_document(source) if path.suffix.lower() in DOCUMENTS else parse_goals_file(source)))
    if "-" in paths:
        try:
            source = Source(standard_input(), None)
            read.append((source, parse_goals_file(source)))
        except ReadError as error:
            errors.append(error.message)
    return read


def say(key: str, lang: str | None, sample: str = "", **params: object) -> str:
    """A message in the language asked for, else in that of a sample of the user's text."""
    return message(key, lang or (language_of(sample) if sample else "en"), **params)
