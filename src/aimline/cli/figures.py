"""What commands that read metric files share."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aimline.api import histories
from aimline.cli.configured import OPTION, config_of
from aimline.cli.tongue import tongue
from aimline.config import HAND_LOG, shown
from aimline.language import File
from aimline.lint.run import Settings
from aimline.text.messages import message, visible
from aimline.text.position import Source

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from aimline.metrics import Origin
    from aimline.metrics.model.log import MetricLog


class MetricsSpec(click.ParamType[str]):
    """`[[ACCOUNT/]PLATFORM=]PATH`; completes paths."""

    name = "metrics"
    kind = "specs"
    envvar_list_splitter = os.pathsep

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete.rpartition("=")[2], type="file")]


def refuse_one_stdin(paths: Iterable[str], specs: Iterable[str]) -> None:
    """Standard input is read once: as goals, or as figures.

    Raises:
        click.UsageError: both are asked for.
    """
    if "-" in paths and any(spec.partition("::")[0].rpartition("=")[2] == "-" for spec in specs):
        raise click.UsageError(message("cli.one_stdin", tongue()))


mapping_option = click.option("--mapping", multiple=True, type=click.Path(), metavar="FILE")
metrics_option = click.option("--metrics", "-m", multiple=True, type=MetricsSpec(), metavar="[[ACCOUNT/]PLATFORM=]PATH")


def _kept(ctx: click.Context, param: click.Parameter, value: object) -> None:
    ctx.meta[f"{OPTION}{param.name}"] = value


def habits_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--dates`, `--year` and `--decimal`: what holds for metric files that do not say it themselves."""
    for option in (
        click.option("--decimal", type=click.Choice(list(_MARKS)), expose_value=False, callback=_kept),
        click.option("--year", type=click.IntRange(1970, 2100), metavar="YEAR", expose_value=False, callback=_kept),
        click.option("--dates", type=click.Choice(["dmy", "mdy", "ymd"]), expose_value=False, callback=_kept),
    ):
        function = option(function)
    return function


def habits(ctx: click.Context) -> "Origin":
    """What the file, the environment and flags say of metric files that do not say it themselves."""
    from aimline.metrics import Origin

    said = {name: ctx.meta.get(f"{OPTION}{name}") for name in ("dates", "year", "decimal")}
    return Origin(order=said["dates"], year=said["year"], decimal=_MARKS.get(said["decimal"] or ""))


_MARKS = {"comma": ",", "point": "."}


class Size(click.ParamType[str]):
    """An amount of memory: a number and its unit (2GB, 500MB, 1.5GiB), 64 MB at least."""

    name = "size"
    kind = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value).strip()
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt])(i?)b", text, re.ASCII | re.IGNORECASE)
        unit = (1024 if match[3] else 1000) ** ("kmgt".index(match[2].lower()) + 1) if match else 0
        if match is None or not _LEAST <= float(match[1]) * unit < 1e18:
            self.fail(message("cli.not_a_size", tongue(), text=visible(text)), param, ctx)
        return text


_LEAST = 64e6
"""Bytes below which nothing can be grouped."""

memory_option = click.option("--memory", type=Size(), metavar="SIZE")


def log_file(ctx: click.Context) -> Path:
    """Where the readings of a project stand: beside its configuration, else in the working folder."""
    config = config_of(ctx)
    return (config.file.parent if config is not None else Path.cwd()) / HAND_LOG


def with_readings(ctx: click.Context, metrics: tuple[str, ...]) -> tuple[str, ...]:
    """Metric files, and the log of readings of the project where it has one that is not among them."""
    file = log_file(ctx)
    given = {os.path.realpath(spec.rpartition("=")[2] or ".") for spec in metrics if "\x00" not in spec}
    return (*metrics, shown(file)) if os.path.lexists(file) and os.path.realpath(file) not in given else metrics


def with_log(
    files: Iterable[tuple[Source, File]],
    metrics: tuple[str, ...],
    settings: Settings,
    errors: list[Mapping[str, str]],
    mapping: tuple[str, ...] = (),
    memory: str | None = None,
) -> "tuple[list[tuple[Source, File]], Settings, MetricLog]":
    """All files, the settings with what some metric files say of their goals, and those as they were read. What cannot be read is added to the errors."""
    from aimline.metrics import read_metrics

    log, unreadable = read_metrics(metrics, settings.catalogue, mapping, habits(click.get_current_context()))
    log.memory = memory
    errors += [error.message for error in unreadable]
    read = list(files)
    told, unscanned = histories([file for _, file in read], log, settings.today)
    errors += unscanned
    past = {id(file): one for (_, file), one in zip(read, told, strict=True)}
    return read, replace(settings, past=lambda file: past.get(id(file))), log
