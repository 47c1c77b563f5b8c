"""`aimline lint`: what is missing from goals, and what is wrong with their files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import click

from aimline.catalogue import load as load_catalogue
from aimline.cli.common import complain, exclude_option, excluded, lang_option, no_goals, read, spoken, today_option
from aimline.cli.configured import Complaint, Configured, config_of, layers
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
    today: date | None,
    lang: str,
) -> None:
    """What goals lack."""
    ctx = click.get_current_context()
    settings = _settings(ctx, today or date.today(), hints=hints, preview=preview)
    errors: list[Mapping[str, str]] = []
    end = Run(spoken(lang), of_locale(), fail_level="never" if exit_zero else fail_level, known=settings.ruleset.known)
    tally = _Tally(end)
    files: Iterable[tuple[Source, File]] = read(paths or (".",), errors, excluded(ctx))
    log = None
    if metrics:
        files, settings, log = with_log(files, metrics, settings, errors)
    reports = tally.watch(judge(files, settings))

    def state() -> Run:
        return replace(end, errors=tuple(errors), exit_code=2 if errors else int(tally.failing))

    write(reports, state, format_, output_file, errors)
    if format_ == "text" or output_file is not None:
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


class _Tally:
    """What remains of reports once they have passed: whether one of them fails the run, and which files have no goal."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.failing = False
        self.without_goals: list[Mapping[str, str]] = []

    def watch(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        for report in reports:
            self.failing = self.failing or any(map(self.run.failing, report.found))
            if not report.file.statements:
                self.without_goals.append(no_goals(report.source))
            yield report


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
