"""Alert rules for commands: Aimline's own, those of `--alert-rules` and of `[alerts] rules` in a configuration, and those that goals say themselves."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from aimline.cli.configured import config_of

if TYPE_CHECKING:
    from aimline.alerts.rules import AlertRule
    from aimline.goals.model import PlacedGoal


def alert_rules_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--alert-rules FILE`, which may be repeated. Sentences stand under `[alerts] rules` of a configuration (`sections=("alerts",)` of the command)."""
    return click.option("--alert-rules", multiple=True, type=click.Path(), metavar="FILE")(function)


def rules_of_alerts(
    ctx: click.Context, files: Iterable[str], errors: list[Mapping[str, str]], goals: "Iterable[PlacedGoal]" = (), *, off: bool = False, told: bool = False
) -> "list[AlertRule]":
    """The alert rules of a run; what is wrong with any is added to the errors. `off`: with those that are off."""
    from aimline.alerts.rules import alert_rules

    config = config_of(ctx)
    said = config.values.get("alerts.rules") if config is not None else None
    sentences = list(zip(said.value, config.origins(said), strict=True)) if config is not None and said is not None else []
    found, wrong = alert_rules(goals, list(dict.fromkeys(files)), sentences, off=off, unread=[] if told else None)
    errors += wrong
    return found
