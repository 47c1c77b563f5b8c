"""`aimline lint`: what is missing from goals, and what is wrong with their files."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import click

from aimline.catalogue import load as load_catalogue
from aimline.cli.common import complain, lang_option, load, spoken, tell_empty, today_option
from aimline.cli.help import Command
from aimline.cli.report import write
from aimline.cli.tongue import of_locale
from aimline.lint import lint
from aimline.lint.report import FileReport
from aimline.render.formats import FORMATS
from aimline.render.run import Run


@click.command("lint", cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=click.Path(readable=False))
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, envvar="AIMLINE_FORMAT")
@click.option("--output-file", type=click.Path(dir_okay=False), metavar="FILE", envvar="AIMLINE_OUTPUT_FILE")
@click.option("--hints", is_flag=True)
@click.option("--fail-level", type=click.Choice(["error", "warning"]), default="error", show_default=True)
@today_option
@lang_option
def command(paths: tuple[str, ...], format_: str, output_file: str | None, hints: bool, fail_level: str, today: date | None, lang: str) -> None:
    """What goals lack."""
    day = today or date.today()
    errors: list[Mapping[str, str]] = []
    catalogue = load_catalogue()
    reports = []
    for source, file in load(paths or (".",), errors):
        found = lint(file, catalogue=catalogue, today=day, hints=hints)
        reports.append(FileReport(source, file, found))
    run = Run(spoken(lang), of_locale(), tuple(errors), "warning" if fail_level == "warning" else "error")
    code = 2 if errors else int(any(run.failing(item) for report in reports for item in report.found))
    write(reports, replace(run, exit_code=code), format_, output_file, errors)
    if format_ == "text" or output_file is not None:
        tell_empty([(report.source, report.file) for report in reports], lang)
    for text in errors:
        complain(text, spoken(lang))
    if errors or code:
        raise SystemExit(2 if errors else code)
