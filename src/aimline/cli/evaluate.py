"""`aimline evaluate`: how goals stand by the numbers."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

from aimline.api import judge
from aimline.catalogue import load as load_catalogue
from aimline.cli.common import Day, complain, exclude_option, excluded, lang_option, load, most_frequent, spoken, tell_empty, today_option
from aimline.cli.configured import Configured
from aimline.cli.figures import habits, habits_options, mapping_option, memory_option, metrics_option, refuse_one_stdin, with_readings
from aimline.cli.tongue import tongue
from aimline.pacing.status import ORDER, beyond
from aimline.text.messages import message

if TYPE_CHECKING:
    from rich.console import Console

_NARROWEST, _USUAL, _WIDEST = 80, 120, 500
"""Columns of a table. What is narrower breaks the lines itself."""


@click.command("evaluate", cls=Configured)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=click.Path(readable=False))
@metrics_option
@mapping_option
@habits_options
@memory_option
@click.option("--as-of", type=Day(), metavar="DATE")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
)
@click.option("--fail-on", type=click.Choice(list(ORDER)), metavar="STATUS")
@exclude_option
@today_option
@lang_option
def command(
    paths: tuple[str, ...],
    metrics: tuple[str, ...],
    mapping: tuple[str, ...],
    as_of: date | None,
    format_: str,
    fail_on: str | None,
    exclude: tuple[str, ...],
    memory: str | None,
    today: date | None,
    lang: str,
) -> None:
    """How goals stand."""
    from aimline.cli.notes import tell
    from aimline.goals.compile import compile_files
    from aimline.metrics import read_metrics
    from aimline.render.standings import as_json, json_line, print_table, summary

    metrics = with_readings(click.get_current_context(), metrics)
    refuse_one_stdin(paths, metrics)
    speak = spoken(lang)
    catalogue = load_catalogue()
    errors: list[Mapping[str, str]] = []
    files = load(paths or (".",), errors, excluded(click.get_current_context()))
    day = today or date.today()
    goals = compile_files((file for _, file in files), day, catalogue)
    if not metrics and not any(placed.goal.readings for placed in goals) and not errors:
        raise click.UsageError(message("cli.no_metrics", tongue()))
    with _waiting("reading", speak):
        log, unreadable = read_metrics(metrics, catalogue, mapping, habits(click.get_current_context()))
        log.memory = memory
    errors += [error.message for error in unreadable]
    with _waiting("judging", speak):
        standings, unscanned = judge(goals, log, as_of)
    errors += unscanned
    languages_of = [goal.language for goal in goals]
    language = speak or most_frequent(languages_of, tongue())
    if format_ == "json":
        click.echo(as_json(standings))
    elif format_ == "jsonl":
        for standing in standings:
            click.echo(json_line(standing))
    else:
        print_table(standings, languages_of, _console(), speak)
        if standings:
            click.echo()
        click.echo(summary(standings, speak or tongue(language)))
    tell_empty(files, lang)
    tell(log, files, goals, day, language)
    for text in errors:
        complain(text, speak or tongue(language))
    if errors:
        raise SystemExit(2)
    if fail_on is not None and any(beyond(standing.status, fail_on) for standing in standings):
        raise SystemExit(1)


def _console() -> "Console":
    """Standard output for tables: as wide as `COLUMNS` says, else as the terminal, else 120 columns, in colour only on a terminal."""
    from rich.console import Console

    class Pipe(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would end the run with 1, which here means findings

    said = os.environ.get("COLUMNS", "")
    wide = int(said) if said.isdecimal() and len(said) < 6 else None if sys.stdout.isatty() else _USUAL
    # what is no number there is not for rich to read either
    rest = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    console = Pipe(file=sys.stdout, width=wide, _environ=rest, highlight=False, markup=False, emoji=False, soft_wrap=False)
    console.width = max(_NARROWEST, min(console.width, _WIDEST))
    return console


@contextmanager
def _waiting(what: str, language: str | None) -> Iterator[None]:
    """Say what is going on while it takes long, where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(message(f"standing.waiting.{what}", language or tongue())):
        yield
