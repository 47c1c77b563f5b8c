"""What the commands share: the clock, the files, and errors that read well."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from aimline.api import DOCUMENTS, read_files
from aimline.cli.configured import OPTION, config_of, layers
from aimline.cli.tongue import AUTO, tongue
from aimline.language import File, parse_goals_file
from aimline.text.decode import ReadError, decode
from aimline.text.globs import Glob
from aimline.text.messages import languages, message, messages, visible
from aimline.text.position import Source


class Day(click.ParamType[date]):
    """A date on the command line, year-month-day."""

    name = "date"
    kind = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(message("cli.not_a_date", tongue(), text=visible(str(value))), param, ctx)


class Language(click.Option):
    """`--lang`: before a command it counts for the command too."""

    def consume_value(self, ctx: click.Context, opts: Mapping[str, click.Parameter]) -> tuple[Any, ParameterSource]:
        value, source = super().consume_value(ctx, opts)
        if source != ParameterSource.COMMANDLINE and _LANGUAGE in ctx.meta:
            return ctx.meta[_LANGUAGE], ParameterSource.COMMANDLINE
        return value, source


_LANGUAGE = "aimline.lang"
_TONGUES = click.Choice([AUTO, *languages()])


def _before_the_command(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[_LANGUAGE] = value


today_option = click.option("--today", type=Day(), envvar="AIMLINE_TODAY", metavar="DATE")
lang_option = click.option("--lang", cls=Language, type=_TONGUES, default=AUTO, envvar="AIMLINE_LANG")
common_lang_option = click.option("--lang", type=_TONGUES, expose_value=False, is_eager=True, callback=_before_the_command)


def _kept(ctx: click.Context, param: click.Parameter, value: object) -> None:
    ctx.meta[f"{OPTION}{param.name}"] = value


def exclude_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--exclude` and `--force-exclude`."""
    forced = click.option("--force-exclude/--no-force-exclude", default=False, expose_value=False, callback=_kept)
    return click.option("--exclude", multiple=True, metavar="PATTERN")(forced(function))


def excluded(ctx: click.Context) -> list[Glob]:
    """What the file, the environment and flags exclude; patterns of a file are read from its folder."""
    config, named = config_of(ctx), bool(ctx.meta.get(f"{OPTION}force_exclude"))
    found = []
    for rank, patterns, _ in layers(ctx, "exclude"):
        folder = str(config.file.parent) if rank == 0 and config is not None else str(Path.cwd())
        parts = (part.strip() for pattern in patterns for part in (pattern.split(",") if "{" not in pattern else [pattern]))
        found += [Glob(part, folder, named) for part in parts if part]
    return found


def spoken(lang: str) -> str | None:
    """The language to speak, None for that of each sentence."""
    return None if lang == AUTO else lang


def complain(text: Mapping[str, str], lang: str | None) -> None:
    """One line on standard error: in the language asked for, else in that of the run."""
    click.echo("aimline: " + visible(text[lang or tongue()], isolates=True), err=True)


def standard_input() -> str:
    """Standard input as text.

    Raises:
        ReadError: it is not UTF-8 or UTF-16 text.
    """
    return decode(sys.stdin.buffer.read(), "-")


def load(paths: Sequence[str], errors: list[Mapping[str, str]], exclude: Sequence[Glob] = ()) -> list[tuple[Source, File]]:
    """The files of goals that some paths name, read; `-` is standard input. What cannot be read is added to the errors, the rest is read all the same."""
    return list(read(paths, errors, exclude))


def read(paths: Sequence[str], errors: list[Mapping[str, str]], exclude: Sequence[Glob] = ()) -> Iterator[tuple[Source, File]]:
    """The same one after the other, each read when it is asked for."""
    yield from read_files([name for name in paths if name != "-"], errors, exclude)
    if "-" in paths:
        try:
            source = Source(standard_input(), None)
        except ReadError as error:
            errors.append(error.message)
        else:
            yield source, parse_goals_file(source)


def tell_empty(read: Sequence[tuple[Source, File]], lang: str) -> None:
    """Name the files without a goal, and say why a document may have none."""
    for source, file in read:
        if not file.statements:
            complain(no_goals(source), spoken(lang))


def no_goals(source: Source) -> Mapping[str, str]:
    """That a file holds no goal, and why a document may have none."""
    document = source.name is not None and Path(source.name).suffix.lower() in DOCUMENTS
    return messages("reading.no_blocks" if document else "reading.no_goals", file=source.name or "-")


def most_frequent(values: Sequence[str], otherwise: str) -> str:
    """The value that stands most often; of several the first in the alphabet's reverse; `otherwise` where there are none."""
    return max(sorted(set(values), reverse=True), key=list(values).count, default=otherwise)
