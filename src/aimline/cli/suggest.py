"""`aimline suggest`: targets that an account would hit, from its own history."""

from collections.abc import Mapping
from datetime import date

import click

from aimline.api import suggestions
from aimline.catalogue import load as load_catalogue
from aimline.cli.common import Day, complain, lang_option, most_frequent, spoken, today_option
from aimline.cli.configured import Configured
from aimline.cli.figures import habits, habits_options, mapping_option, memory_option, metrics_option, with_readings
from aimline.cli.tongue import tongue
from aimline.language import parse_goals_file
from aimline.text.messages import message
from aimline.text.position import Source


@click.command("suggest", cls=Configured)
@click.argument("texts", nargs=-1, required=True, metavar="TEXT...", shell_complete=None)
@metrics_option
@mapping_option
@habits_options
@memory_option
@click.option("--account", metavar="NAME")
@click.option("--as-of", type=Day(), metavar="DATE")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@today_option
@lang_option
def command(
    texts: tuple[str, ...],
    metrics: tuple[str, ...],
    mapping: tuple[str, ...],
    account: str | None,
    as_of: date | None,
    format_: str,
    memory: str | None,
    today: date | None,
    lang: str,
) -> None:
    """Targets from an account's own history."""
    from aimline.cli.notes import tell
    from aimline.metrics import read_metrics
    from aimline.render.suggest import as_json, as_text, refusal

    metrics = with_readings(click.get_current_context(), metrics)
    if not metrics:
        raise click.UsageError(message("cli.no_metrics", tongue()))
    speak = spoken(lang)
    errors: list[Mapping[str, str]] = []
    log, unreadable = read_metrics(metrics, load_catalogue(), mapping, habits(click.get_current_context()))
    log.memory = memory
    errors += [error.message for error in unreadable]
    sources = [Source(text) for text in texts]
    files = [parse_goals_file(source) for source in sources]
    found, unscanned = suggestions(files, log, as_of, today, account)
    errors += unscanned
    language = speak or most_frequent([one.language for one in found], tongue())
    if format_ == "json":
        click.echo(as_json(found))
    else:
        click.echo(
            "\n\n".join("\n".join(as_text(one, speak or one.language)) for one in found if one.problem is None) or None,
            nl=any(not one.problem for one in found),
        )
    tell(log, list(zip(sources, files, strict=True)), [], today or date.today(), language)
    for text in errors:
        complain(text, language)
    for one in found:
        if one.problem is not None:
            complain({name: refusal(one, name) for name in one.problem}, speak or one.language)
    if not found:
        complain({language: message("suggest.no_request", language)}, language)
    if errors or not found or any(one.problem is not None for one in found):
        raise SystemExit(2)
