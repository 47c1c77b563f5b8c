"""`aimline parse`: what a sentence or a file was understood as."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from aimline.api import DOCUMENTS
from aimline.catalogue import load as load_catalogue
from aimline.cli.common import complain, exclude_option, excluded, lang_option, load, spoken, standard_input, tell_empty, today_option
from aimline.cli.configured import Configured
from aimline.goals.compile import compile_statement
from aimline.language import Statement, parse_lines, parse_statement
from aimline.lint import lint_statement, smart
from aimline.render.diagnostics import json_line
from aimline.render.goals import as_json, as_text
from aimline.text.decode import ReadError
from aimline.text.position import Source


@click.command("parse", cls=Configured)
@click.argument("inputs", nargs=-1, metavar="[TEXT|FILE|-]...", shell_complete=None)
@click.option("--lines", is_flag=True)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "json", "text"]),
    default="text",
    show_default=True,
)
@exclude_option
@today_option
@lang_option
def command(inputs: tuple[str, ...], lines: bool, format_: str, exclude: tuple[str, ...], today: date | None, lang: str) -> None:
    """What goals are understood as."""
    day = today or date.today()
    errors: list[Mapping[str, str]] = []
    left_out = excluded(click.get_current_context())
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
            # what the shell passed on that is no text shows as U+FFFD
            text = os.fsencode(name).decode("utf-8", "replace")
            source = Source(text)
            read.append((source, list(parse_lines(text)) if lines else [parse_statement(text)]))
        elif lines:
            for source, _ in load([name], errors, left_out):
                read.append((source, list(parse_lines(source.text))))
        else:
            files = load([name], errors, left_out)
            read += [(source, file.statements) for source, file in files]
            if format_ == "text":
                tell_empty(files, lang)
    catalogue = load_catalogue()
    answers = []
    for source, statements in read:
        for statement in statements:
            goals = compile_statement(statement, day, catalogue)
            if format_ == "text":
                click.echo(as_text(statement, goals, source, spoken(lang)))
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
    """Whether an argument is a sentence rather than a path: nothing is called so, and it does not look like a path (a separator or the ending of a file of
    goals, and no space).
    """
    try:
        if name and Path(name).exists():
            return False
    except PermissionError:
        return False
    except (OSError, ValueError):
        return True
    looks = "/" in name or os.sep in name or Path(name).suffix.lower() in (".goals", *DOCUMENTS)
    return not looks or " " in name.strip()
