"""`aimline lint`: what is missing from goals, and what is wrong with their files."""

from collections.abc import Mapping
from datetime import date

import click

from aimline.catalogue import load as load_catalogue
from aimline.cli.common import complain, lang_option, load, most_frequent, spoken, tell_empty, today_option
from aimline.lint import lint
from aimline.render.diagnostics import as_json, as_text, json_line, summary
from aimline.text.messages import languages


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=click.Path(readable=False))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
    help="text for people, jsonl one diagnostic a line, json one array.",
)
@click.option("--hints", is_flag=True, help="Show hints too. They never change the exit code.")
@click.option(
    "--fail-level", type=click.Choice(["error", "warning"]), default="error", show_default=True, help="The least severity that makes the exit code 1."
)
@today_option
@lang_option
def command(paths: tuple[str, ...], format_: str, hints: bool, fail_level: str, today: date | None, lang: str) -> None:
    """Check goals for what makes them SMART: specific, measurable, achievable, realistic, time-bound.

    PATH is a .goals file, a folder (all .goals files below it), a document with "Goal:" blocks (.md, .txt, named one by one), or - for standard input.
    Without a PATH: this folder. `aimline rules CODE` explains a finding.

    \b
    Examples:
      aimline lint goals/
      aimline lint goals/winter.goals --hints --lang ar
      aimline lint goals/ --format jsonl --fail-level warning

    Exit codes: 0 nothing at or above the fail level, 1 findings, 2 something could not be read.
    """
    day = today or date.today()
    errors: list[Mapping[str, str]] = []
    catalogue = load_catalogue()
    files = load(paths or (".",), errors)
    everything = []
    lines = []
    for source, file in files:
        for item in lint(file, catalogue=catalogue, today=day, hints=hints):
            if item.severity == "hint" and not hints:
                continue
            everything.append(item)
            if format_ == "text":
                click.echo(as_text(item, source, spoken(lang)))
            elif format_ == "jsonl":
                click.echo(json_line(as_json(item, source)))
            else:
                lines.append(json_line(as_json(item, source)))
    if format_ == "text":
        tell_empty(files, lang)
    if format_ == "json":
        click.echo("[" + ",\n ".join(lines) + "]")
    elif format_ == "text" and files:
        language = spoken(lang) or most_frequent([file.language for _, file in files], languages()[0])
        click.echo(summary(everything, len(files), sum(len(file.statements) for _, file in files), language))
    for text in errors:
        complain(text, spoken(lang))
    if errors:
        raise SystemExit(2)
    failing = {"error"} if fail_level == "error" else {"error", "warning"}
    if any(item.severity in failing for item in everything):
        raise SystemExit(1)
