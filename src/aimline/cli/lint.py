"""`aimline lint`: what is missing from goals, and what is wrong with their files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from aimline.catalogue import load as load_catalogue
from aimline.cli.common import complain, exclude_option, excluded, lang_option, no_goals, read, spoken, today_option
from aimline.cli.configured import Complaint, Configured, config_of, layers
from aimline.cli.counted import Counted
from aimline.cli.figures import metrics_option, with_log
from aimline.cli.report import write
from aimline.cli.tongue import of_locale, tongue
from aimline.config import Key
from aimline.language import File
from aimline.lint.report import FileReport
from aimline.lint.rule import Rule, rules
from aimline.lint.run import Settings, judge
from aimline.lint.selection import Selector, UnknownSelector, choose, named
from aimline.render.formats import FORMATS
from aimline.render.run import Level, Run
from aimline.text.globs import Glob
from aimline.text.messages import isolate, messages
from aimline.text.position import Source

if TYPE_CHECKING:
    from aimline.cli.fixes import Fixing

_COUNTED = 200
"""Findings whose fixes are worked out only to count them; to do so for all of a large run would take longer than to find them."""


@click.command("lint", cls=Configured, file_keys={"per-file-ignores": Key("globs")})
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=click.Path(readable=False))
@click.option("--select", multiple=True, metavar="RULES")
@click.option("--extend-select", multiple=True, metavar="RULES")
@click.option("--ignore", multiple=True, metavar="RULES")
@click.option("--preview", is_flag=True)
@metrics_option
@exclude_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output-file", type=click.Path(dir_okay=False), metavar="FILE")
@click.option("--hints/--no-hints")
@click.option("--fail-level", type=click.Choice(get_args(Level)), default="error", show_default=True)
@click.option("--exit-zero", is_flag=True)
@click.option("--fix/--no-fix")
@click.option("--unsafe-fixes/--no-unsafe-fixes")
@click.option("--diff", is_flag=True)
@today_option
@lang_option
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    preview: bool,
    metrics: tuple[str, ...],
    exclude: tuple[str, ...],
    format_: str,
    output_file: str | None,
    hints: bool,
    fail_level: Level,
    exit_zero: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    today: date | None,
    lang: str,
) -> None:
    """What goals lack."""
    ctx = click.get_current_context()
    settings = _settings(ctx, today or date.today(), hints=hints, preview=preview)
    errors: list[Mapping[str, str]] = []
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
            files, settings, log = with_log(files, metrics, settings, errors)
        found = judge(files, settings)
    reports = tally.watch(found)
    # standard output holds the diff, or the text that came in with its fixes
    aside = fixing is not None and (diff or "-" in paths)

    def state() -> Run:
        failing = tally.failing if fixing is None or not diff else bool(fixing.changed) and not exit_zero
        return replace(end, errors=tuple(errors), exit_code=2 if errors else int(failing))

    if diff:
        for _ in reports:
            pass
    else:
        write(reports, state, format_, output_file, errors, aside=aside)
    for said in fixing.said if fixing else ():
        complain(said, spoken(lang))
    summary = fixing.summary(tally.fixes, end) if fixing else tally.fixes.summary(end) if text else ""
    if summary:
        click.echo(summary, err=aside or not text)
    if text:
        for said in tally.without_goals:
            complain(said, spoken(lang))
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


def _settings(ctx: click.Context, today: date, *, hints: bool, preview: bool) -> Settings:
    """What the options, the environment and the file come to.

    Raises:
        Complaint: a selector names no rule.
    """
    known = rules()
    chosen = [Selector(text, True, rank, origin) for rank, text, origin in _words(layers(ctx, "select")[-1:])]
    chosen += [Selector(text, True, rank, origin) for rank, text, origin in _words(layers(ctx, "extend-select"))]
    if not any(rank >= 0 for rank, _, _ in layers(ctx, "select")) and chosen:
        # what extends nothing extends everything
        chosen.insert(0, Selector("ALL", True, -1))
    chosen += [Selector(text, False, rank, origin) for rank, text, origin in _words(layers(ctx, "ignore"))]
    try:
        ruleset = choose(known, chosen, hints=hints, preview=preview)
        return Settings(today, load_catalogue(), ruleset, _per_file(ctx, known))
    except UnknownSelector as error:
        name = "config.unknown_selector" if error.near is None else "config.unknown_selector_near"
        place, text = isolate(error.selector.origin), isolate(error.selector.text)
        raise Complaint(messages(name, place=place, text=text, near=isolate(error.near or ""))) from None


def _words(found: Sequence[tuple[int, Sequence[str], str]]) -> list[tuple[int, str, str]]:
    return [(rank, word, origin) for rank, values, origin in found for value in values for word in value.replace(",", " ").split()]


def _per_file(ctx: click.Context, known: Mapping[str, Rule]) -> list[tuple[Glob, frozenset[str]]]:
    config = config_of(ctx)
    found = []
    for _, table, origin in layers(ctx, "per-file-ignores"):
        folder = str(config.file.parent if config is not None else Path.cwd())
        for pattern, selectors in table.items():
            names = {rule.name for text in selectors for rule in named(Selector(text, False, 0, origin), known)[0]}
            found.append((Glob(pattern, folder), frozenset(names)))
    return found
