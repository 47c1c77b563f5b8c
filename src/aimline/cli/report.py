"""Where a report of `lint` goes: to standard output, or to a file while people read the text."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from aimline.lint.report import FileReport
from aimline.render.formats import STREAMED
from aimline.render.formats import renderer as format_of
from aimline.render.run import Run, checkout
from aimline.text.messages import messages
from aimline.text.reasons import reason


def write(
    reports: Iterable[FileReport],
    state: Callable[[], Run],
    format_: str,
    file: str | None,
    errors: list[Mapping[str, str]],
    *,
    aside: bool = False,
    statistics: bool = False,
) -> None:
    """Print a report, or its statistics; where a file is named, write it there and print the text. A file that cannot be written is added to the errors.
    `state` tells how the run stands: formats that need the end of it are written then. `aside`: standard output is taken, it goes to standard error.
    """
    root = checkout(os.environ)
    renderer = format_of
    if statistics:
        from aimline.render.statistics import renderer
    if file is not None or format_ not in STREAMED:
        reports = list(reports)
    run = replace(state(), root=root)
    if file is not None:
        write_file(file, renderer(format_)(reports, run), reports, errors)
    for piece in renderer(format_ if file is None else "text")(reports, run):
        click.echo(piece, err=aside)


def write_file(file: str, pieces: Iterable[str], reports: Iterable[FileReport], errors: list[Mapping[str, str]]) -> None:
    """Write the pieces of a report about some files. What stands in the way is added to the errors: no report takes the place of what it is about."""
    if read := _overwritten(file, reports):
        errors.append(messages("reading.report_over", file=file, goals=read))
        return
    try:
        _write(Path(file), pieces)
    except (OSError, ValueError) as error:
        errors.append(messages("reading.report", file=file, reason=reason(error)))


def _overwritten(file: str, reports: Iterable[FileReport]) -> str | None:
    """The file of goals that a report of this name would take the place of; None where it takes that of none."""
    if not os.path.exists(file):  # noqa: PTH110 - pathlib raises where it may not look
        return None
    with suppress(OSError):
        kept = os.stat(file)  # noqa: PTH116
        for report in reports:
            with suppress(OSError):
                if report.source.name and os.path.samestat(kept, os.stat(report.source.name)):  # noqa: PTH116
                    return report.source.name
    return None


def _write(file: Path, pieces: Iterable[str]) -> None:
    with file.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
        for piece in pieces:
            stream.write(click.unstyle(piece) + "\n")
