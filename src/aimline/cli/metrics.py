"""`aimline metrics`: what was read from exports, what was not and why, and what goals take of it."""

import shutil
from collections.abc import Mapping
from datetime import date

import click

from aimline.cli.common import Day, complain, exclude_option, excluded, lang_option, load, spoken, tell_empty, today_option
from aimline.cli.configured import Configured
from aimline.cli.figures import MetricsSpec, habits, habits_options, mapping_option, memory_option, metrics_option, refuse_one_stdin, with_readings
from aimline.cli.tongue import tongue
from aimline.text.messages import message

_COLUMNS = 120
"""Columns of what is no terminal."""


@click.command("metrics", cls=Configured)
@click.argument("specs", nargs=-1, metavar="[PATH]...", type=MetricsSpec())
@metrics_option
@mapping_option
@habits_options
@click.option("--explain", type=MetricsSpec(), metavar="FILE")
@memory_option
@click.option("--goals", "-g", multiple=True, type=click.Path(readable=False), metavar="PATH")
@click.option("--from", "first", type=Day(), metavar="DATE")
@click.option("--as-of", "--to", "as_of", type=Day(), metavar="DATE")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@exclude_option
@today_option
@lang_option
def command(
    specs: tuple[str, ...],
    metrics: tuple[str, ...],
    mapping: tuple[str, ...],
    explain: str | None,
    goals: tuple[str, ...],
    first: date | None,
    as_of: date | None,
    format_: str,
    exclude: tuple[str, ...],
    memory: str | None,
    today: date | None,
    lang: str,
) -> None:
    """What was read."""
    ctx = click.get_current_context()
    if explain is not None:
        _explain(explain, lang)
        return
    given = ctx.get_parameter_source("metrics") is click.core.ParameterSource.COMMANDLINE
    wanted = (*specs, *metrics) if given or not specs else specs
    if given or not specs:
        wanted = with_readings(ctx, wanted)
    if not wanted:
        raise click.UsageError(message("cli.no_metrics", tongue()))
    refuse_one_stdin(goals, wanted)
    from aimline.api import take_stock
    from aimline.catalogue import load as load_catalogue
    from aimline.goals.compile import compile_files
    from aimline.metrics import read_metrics
    from aimline.render.inventory import as_text, json_pieces

    errors: list[Mapping[str, str]] = []
    files = load(goals, errors, excluded(ctx))
    catalogue = load_catalogue()
    log, unreadable = read_metrics(wanted, catalogue, mapping, habits(ctx))
    log.memory = memory
    found, refused = take_stock(log, unreadable, compile_files((file for _, file in files), today or date.today(), catalogue), as_of, first)
    if format_ == "json":
        for piece in json_pieces(found):
            click.echo(piece, nl=False)
        click.echo()
    else:
        for line in as_text(found, refused, spoken(lang) or tongue(), shutil.get_terminal_size((_COLUMNS, 24)).columns):
            click.echo(line)
    tell_empty(files, lang)
    for text in (*errors, *refused):
        complain(text, spoken(lang))
    if errors or refused:
        raise SystemExit(2)


def _explain(spec: str, lang: str) -> None:
    """Print how one file is read."""
    from aimline.metrics.explained import explain_metrics
    from aimline.metrics.model.errors import MetricsError

    try:
        click.echo(explain_metrics(spec, spoken(lang) or tongue()), nl=False)
    except MetricsError as problem:
        complain(problem.message, spoken(lang))
        raise SystemExit(2) from None
