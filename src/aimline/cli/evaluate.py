"""`aimline evaluate`: how goals stand by the numbers."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

from aimline.api import alerts as alert_log
from aimline.api import explain as walk_through
from aimline.api import judge
from aimline.catalogue import load as load_catalogue
from aimline.cli.alerting import alert_rules_option, rules_of_alerts
from aimline.cli.common import Day, complain, exclude_option, excluded, lang_option, load, most_frequent, spoken, tell_empty, today_option
from aimline.cli.configured import Configured
from aimline.cli.figures import habits, habits_options, mapping_option, memory_option, metrics_option, refuse_one_stdin, with_readings
from aimline.cli.tongue import tongue
from aimline.cli.which import find
from aimline.pacing.status import ORDER, beyond
from aimline.render.cells import wrapped
from aimline.text.messages import message

if TYPE_CHECKING:
    from aimline.alerts.replay import Replayed
    from aimline.engine import Standing
    from aimline.render.alerts import Speech

_NARROWEST, _USUAL, _WIDEST = 80, 120, 500
"""Columns of a table. What is narrower breaks the lines itself."""
_EXACT = frozenset(["csv"])
"""Formats that say how their lines end."""
_EXPLAIN = ("text", "json")
"""Formats of `--explain`."""
_ALERTS = ("text", "json", "jsonl")
"""Formats of `--alerts`."""
_AT_ONCE = 2**16
"""Characters that are printed together."""


@click.command("evaluate", cls=Configured, sections=("alerts",))
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=click.Path(readable=False))
@metrics_option
@mapping_option
@habits_options
@memory_option
@click.option("--as-of", type=Day(), metavar="DATE")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "jsonl", "csv", "openmetrics", "junit"]),
    default="text",
    show_default=True,
)
@click.option("--fail-on", type=click.Choice(list(ORDER)), metavar="STATUS")
@click.option("--explain", metavar="GOAL")
@click.option("--alerts", is_flag=True)
@alert_rules_option
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
    explain: str | None,
    alerts: bool,
    alert_rules: tuple[str, ...],
    exclude: tuple[str, ...],
    memory: str | None,
    today: date | None,
    lang: str,
) -> None:
    """How goals stand, or how one of them was worked out."""
    from aimline.cli.notes import tell
    from aimline.goals.compile import compile_files
    from aimline.metrics import read_metrics
    from aimline.render.alerts import Speech
    from aimline.render.run import checkout
    from aimline.render.standings import Run, renderer
    from aimline.render.walk import as_json, as_text

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
    _check(explain, format_, alerts=alerts)
    place = None if explain is None else find(explain, goals)
    with _waiting("reading", speak):
        log, unreadable = read_metrics(metrics, catalogue, mapping, habits(click.get_current_context()))
        log.memory = memory
    errors += [error.message for error in unreadable]
    languages_of = [goal.language for goal in goals]
    language = speak or most_frequent(languages_of, tongue())
    standings: list[Standing] = []
    if alerts:
        with _waiting("judging", speak):
            from aimline.alerts.rules import titles

            rules = rules_of_alerts(click.get_current_context(), alert_rules, errors, goals, told=True)
            said, unscanned = alert_log(goals, log, as_of, rules)
        errors += unscanned
        speech = Speech(speak, {placed.goal.id: placed.language for placed in goals}, speak or tongue(language), _columns(), titles(rules))
        for piece in _gathered(_log(said, format_, speech)):
            click.echo(piece, nl=False)
    elif place is None:
        with _waiting("judging", speak):
            standings, unscanned = judge(goals, log, as_of)
        errors += unscanned
        run = Run(languages_of, speak, speak or tongue(language), _columns(), fail_on, tuple(errors), checkout(os.environ))
        for piece in _gathered(renderer(format_)(standings, run)):
            # as bytes where line ends are part of the format, so that no system turns them into others
            click.echo(piece.encode("utf-8", "replace") if format_ in _EXACT else piece, nl=False)
    else:
        with _waiting("judging", speak):
            walk, unscanned = walk_through(goals, place, log, as_of)
        errors += unscanned
        lines = [as_json(walk)] if format_ == "json" else as_text(walk, speak or goals[place].language, _columns())
        for piece in _gathered(f"{line}\n" for line in lines):
            click.echo(piece, nl=False)
    tell_empty(files, lang)
    tell(log, files, goals, day, language)
    for text in errors:
        complain(text, speak or tongue(language))
    if errors:
        raise SystemExit(2)
    if fail_on is not None and any(beyond(standing.status, fail_on) for standing in standings):
        raise SystemExit(1)


def _check(explain: str | None, format_: str, *, alerts: bool) -> None:
    """Refuse what does not go together.

    Raises:
        click.UsageError: the alert log and the arithmetic of a goal are both asked for, or in a format that has no room for them.
    """
    if alerts and explain is not None:
        raise click.UsageError(message("cli.together", tongue(), one="--alerts", other="--explain"))
    for asked, option, formats in ((explain is not None, "explain", _EXPLAIN), (alerts, "alerts", _ALERTS)):
        if asked and format_ not in formats:
            raise click.UsageError(message(f"cli.{option}_format", tongue(), format=format_, formats=", ".join(formats)))


def _log(said: "Replayed", format_: str, speech: "Speech") -> Iterator[str]:
    """The alert log as text, as one array or as an alert a line."""
    from aimline.render.alerts import as_jsonl, as_text, summary

    alerts = said.alerts
    if format_ == "json":
        yield json.dumps([alert.record() for alert in alerts], ensure_ascii=False, indent=2) + "\n"
    elif format_ == "jsonl":
        yield from map(as_jsonl, alerts)
    else:
        for alert in alerts:
            yield as_text(alert, speech) + "\n"
        if said.first is not None and said.last is not None:
            for line in summary(alerts, said.first, said.last, speech.own):
                yield from (f"{part}\n" for part in wrapped(line, speech.columns))


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in fewer pieces: each one printed is handed to the system at once."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _AT_ONCE:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)


def _columns() -> int:
    """How wide a table may be: what `COLUMNS` says, else the terminal, else 120 columns."""
    said = os.environ.get("COLUMNS", "")
    known = int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 0
    wide = known or (os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else 0) or _USUAL
    return max(_NARROWEST, min(wide, _WIDEST))


@contextmanager
def _waiting(what: str, language: str | None) -> Iterator[None]:
    """Say what is going on while it takes long, where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(message(f"standing.waiting.{what}", language or tongue())):
        yield
