"""`aimline lint`: what is missing from goals, and what is wrong with their files."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, get_args

import click

from aimline.cli.common import complain, exclude_option, excluded, lang_option, no_goals, read, spoken, today_option
from aimline.cli.configured import Configured
from aimline.cli.counted import Counted
from aimline.cli.figures import habits_options, mapping_option, memory_option, metrics_option, refuse_one_stdin, with_log, with_readings
from aimline.cli.house import HOUSE_KEYS, rules_option
from aimline.cli.known import known_to, tell_known, unknown_of, write_known
from aimline.cli.progress import with_progress
from aimline.cli.report import write
from aimline.cli.settings import settings_of
from aimline.cli.tongue import of_locale, tongue
from aimline.config import Key
from aimline.language import File
from aimline.lint.report import FileReport
from aimline.lint.run import Settings, judge
from aimline.render.formats import FORMATS
from aimline.render.run import Level, Run
from aimline.text.messages import message
from aimline.text.position import Source

if TYPE_CHECKING:
    from aimline.cli.fixes import Fixing

_PAGE = "markdown"
_OF_REPORTS = ("text", "json", "jsonl", _PAGE)
"""The formats of a report about goals; what is found has others."""
_COUNTED = 200
"""Findings whose fixes are worked out only to count them; to do so for all of a large run would take longer than to find them."""


@click.command("lint", cls=Configured, file_keys={"per-file-ignores": Key("globs"), **HOUSE_KEYS})
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=click.Path(readable=False))
@click.option("--select", multiple=True, metavar="RULES")
@click.option("--extend-select", multiple=True, metavar="RULES")
@click.option("--ignore", multiple=True, metavar="RULES")
@click.option("--preview", is_flag=True)
@rules_option
@metrics_option
@mapping_option
@habits_options
@exclude_option
@click.option("--format", "format_", type=click.Choice([*FORMATS, _PAGE]), default="text", show_default=True)
@click.option("--output-file", type=click.Path(dir_okay=False), metavar="FILE")
@click.option("--hints/--no-hints")
@click.option("--fail-level", type=click.Choice(get_args(Level)), default="error", show_default=True)
@click.option("--exit-zero", is_flag=True)
@click.option("--fix/--no-fix")
@click.option("--unsafe-fixes/--no-unsafe-fixes")
@click.option("--diff", is_flag=True)
@click.option("--statistics", is_flag=True)
@click.option("--baseline", type=click.Path(), metavar="FILE")
@click.option("--write-baseline", is_flag=True)
@click.option("--report", type=click.Choice(["smart"]))
@memory_option
@today_option
@lang_option
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    preview: bool,
    rule_files: tuple[str, ...],
    metrics: tuple[str, ...],
    mapping: tuple[str, ...],
    exclude: tuple[str, ...],
    format_: str,
    output_file: str | None,
    hints: bool,
    fail_level: Level,
    exit_zero: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    statistics: bool,
    baseline: str | None,
    write_baseline: bool,
    report: str | None,
    memory: str | None,
    today: date | None,
    lang: str,
) -> None:
    """What goals lack."""
    ctx = click.get_current_context()
    if report and format_ not in _OF_REPORTS:
        raise click.UsageError(message("cli.report_format", tongue(), format=format_, formats=", ".join(_OF_REPORTS)))
    if format_ == _PAGE and not report:
        raise click.UsageError(message("cli.markdown_report", tongue()))
    metrics = with_readings(ctx, metrics)
    refuse_one_stdin(paths, metrics)
    errors: list[Mapping[str, str]] = []
    settings = settings_of(ctx, today or date.today(), errors)
    known = known_to(baseline, settings, fresh=write_baseline)
    end = Run(spoken(lang), of_locale(), fail_level="never" if exit_zero else fail_level, known=settings.ruleset.known)
    text = format_ == "text" or output_file is not None
    tally = _Tally(end, fixes=None if fix or diff else _COUNTED if text else 0)
    paths = paths or (".",)
    fixing = _fixing(settings, unsafe_fixes, diff, errors) if fix or diff else None
    found = fixing.reports(paths, excluded(ctx)) if fixing else None
    log = None
    if found is None or metrics:
        files: Iterable[tuple[Source, File]] = ((one.source, one.file) for one in found) if found else read(paths, errors, excluded(ctx))
        if metrics:
            files, settings, log = with_log(files, metrics, settings, errors, mapping, memory=memory)
        found = judge(files, settings)
    # a letter is not met because it is known that it is not
    fresh = known is None or write_baseline or report is not None
    reports = tally.watch(found if known is None or fresh else unknown_of(known, found, settings))
    reports = with_progress(reports, sys.stderr, lambda n: message("lint.files", spoken(lang) or tongue(), n=n))
    # standard output holds the diff, or the text that came in with its fixes
    aside = fixing is not None and (diff or "-" in paths)

    def state() -> Run:
        failing = tally.failing if fixing is None or not diff else bool(fixing.changed) and not exit_zero
        return replace(end, errors=tuple(errors), exit_code=2 if errors else int(failing and not write_baseline))

    if known is not None and write_baseline:
        write_known(known, reports, settings, errors, spoken(lang))
    elif diff:
        for _ in reports:
            pass
    elif report:
        from aimline.cli.smart import write_letters

        write_letters(reports, settings, end, format_, output_file, errors, aside=aside)
    else:
        write(reports, state, format_, output_file, errors, aside=aside, statistics=statistics)
    for said in fixing.said if fixing else ():
        complain(said, spoken(lang))
    summary = fixing.summary(tally.fixes, end) if fixing else tally.fixes.summary(end) if text and not write_baseline and not report else ""
    if summary:
        click.echo(summary, err=aside or not text)
    if text:
        for said in tally.without_goals:
            complain(said, spoken(lang))
    if known is not None and not fresh:
        tell_known(known, spoken(lang))
    if log is not None:
        from aimline.cli.notes import tell

        tell(log, (), (), settings.today, spoken(lang) or tongue())
    for said in errors:
        complain(said, spoken(lang))
    code = state().exit_code
    if code:
        raise SystemExit(code)


def _fixing(settings: Settings, unsafe: bool, diff: bool, errors: list[Mapping[str, str]]) -> "Fixing":
    # what goals mean is compared before and after, for which pydantic is loaded: only here
    from aimline.cli.fixes import Fixing

    return Fixing(settings, unsafe, diff, errors)


class _Tally:
    """What remains of reports once they have passed: whether one of them fails the run, which files have no goal, and how much can be put right."""

    def __init__(self, run: Run, *, fixes: int | None) -> None:
        self.run = run
        self.failing = False
        self.without_goals: list[Mapping[str, str]] = []
        self.fixes = Counted(fixes)

    def watch(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        for report in reports:
            self.failing = self.failing or any(map(self.run.failing, report.found))
            if not report.file.statements:
                self.without_goals.append(no_goals(report.source))
            yield report
            self.fixes.count(report)
