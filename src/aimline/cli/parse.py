"""`aimline parse`: what a sentence or a file was understood as."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from aimline.catalogue import load as load_catalogue
from aimline.cli.common import complain, lang_option, load, spoken, standard_input, today_option
from aimline.goals.compile import compile_statement
from aimline.language import Statement, parse_lines, parse_statement
from aimline.lint import lint_statement, smart
from aimline.render.diagnostics import json_line
from aimline.render.goals import as_json, as_text
from aimline.text.decode import ReadError
from aimline.text.position import Source


@click.command()
@click.argument("inputs", nargs=-1, metavar="[TEXT|FILE|-]...", shell_complete=None)
@click.option("--lines", is_flag=True, help="Each line of the input is one statement; one answer a line.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "json", "text"]),
    default="text",
    help="text for people, jsonl one statement a line, json one array.",
    show_default=True,
)
@today_option
@lang_option
def command(inputs: tuple[str, ...], lines: bool, format_: str, today: date | None, lang: str) -> None:
    """Show what goals are understood as.

    The input is a sentence, a .goals file, a document with "Goal:" blocks (.md, .txt), a folder, or - for standard input.

    \b
    Examples:
      aimline parse "gain 100 Instagram followers in 10 days"
      aimline parse goals/winter.goals --format jsonl
      echo "احصل على 100 متابع جديد على Instagram في 10 أيام" | aimline parse -
    """
    day = today or date.today()
    errors: list[Mapping[str, str]] = []
    read: list[tuple[Source, list[Statement]]] = []
    for name in inputs or ("-",):
        if name == "-" and lines:
            try:
                source = Source(standard_input())
            except ReadError as error:
                errors.append(error.message)
                continue
            read.append((source, list(parse_lines(source.text))))
        elif name != "-" and _is_sentence(name):
            source = Source(name)
            read.append((source, list(parse_lines(name)) if lines else [parse_statement(name)]))
        elif lines:
            for source, _ in load([name], errors):
                read.append((source, list(parse_lines(source.text))))
        else:
            read += [(source, file.statements) for source, file in load([name], errors)]
    catalogue = load_catalogue()
    answers = []
    for source, statements in read:
        for statement in statements:
            goals = compile_statement(statement, day, catalogue)
            if format_ == "text":
                click.echo(as_text(statement, goals, source))
                continue
            found = lint_statement(statement, catalogue=catalogue, today=day)
            answer = as_json(statement, goals, found, smart(statement, found, catalogue), source)
            if format_ == "jsonl":
                click.echo(json_line(answer))
            else:
                answers.append(json_line(answer))
    if format_ == "json":
        click.echo("[" + ",\n ".join(answers) + "]")
    for message in errors:
        complain(message, spoken(lang))
    if errors:
        raise SystemExit(2)


def _is_sentence(name: str) -> bool:
    """Whether an argument is a sentence rather than a path: several words, and no such file."""
    try:
        return " " in name.strip() and not Path(name).exists()
    except (OSError, ValueError):
        return True
