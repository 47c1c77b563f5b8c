"""`lint --report smart`: the letters of every goal, printed or written."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import click

from aimline.cli.report import write_file
from aimline.lint.letters import letters
from aimline.lint.report import FileReport
from aimline.lint.run import Settings
from aimline.render.run import Run
from aimline.render.smart import as_json, as_jsonl, as_markdown, as_text

FORMATS = ("text", "json", "jsonl", "markdown")
"""What the report can be printed as."""
_COLUMNS = 100
"""Columns of what is no terminal."""


def write_letters(
    reports: Iterable[FileReport], settings: Settings, run: Run, format_: str, file: str | None, errors: list[Mapping[str, str]], *, aside: bool
) -> None:
    """Print the letters of all goals; where a file is named, write them there and print the text. A file that cannot be written is added to the errors.
    `aside`: standard output is taken, they go to standard error.
    """
    read = list(reports)
    goals = [goal for report in read for goal in letters(report, settings)]
    pieces: Mapping[str, Callable[[], Iterator[str]]] = {
        "text": lambda: as_text(goals, run, shutil.get_terminal_size((_COLUMNS, 24)).columns),
        "json": lambda: as_json(goals, _ids(read, settings)),
        "jsonl": lambda: as_jsonl(goals, _ids(read, settings)),
        "markdown": lambda: as_markdown(goals, run),
    }
    if file is not None:
        write_file(file, pieces[format_](), read, errors)
    for piece in pieces[format_ if file is None else "text"]():
        click.echo(piece, err=aside)


def _ids(reports: Sequence[FileReport], settings: Settings) -> list[str]:
    """What evaluation calls the goals of some files."""
    from aimline.goals.compile import compile_files

    return [placed.goal.id for placed in compile_files((report.file for report in reports), settings.today, settings.catalogue)]
