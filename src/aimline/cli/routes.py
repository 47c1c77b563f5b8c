"""Whom alerts go to: `--notify`, `--allow-private`, and the routes of a configuration file."""

import os
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import click

from aimline.alerts.clock import SystemClock
from aimline.alerts.delivery.network import Network, SystemNetwork
from aimline.alerts.delivery.targets import Means, TargetError, receiver, shown, taken_apart
from aimline.alerts.notify import everything
from aimline.alerts.routes import Route
from aimline.alerts.sender import Outlet
from aimline.alerts.trial import try_out
from aimline.cli.configured import Complaint, config_of
from aimline.cli.tongue import tongue
from aimline.config import ConfigError
from aimline.render.outbox import trials
from aimline.text.messages import isolate, messages


class Target(click.ParamType[str]):
    """A receiver on the command line. Nothing that may be a secret is repeated where it is wrong."""

    name = "url"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            taken_apart(str(value))
        except TargetError as error:
            self.fail(error.message[tongue()], param, ctx)
        return str(value)

    @staticmethod
    def shown(value: str) -> str:
        """What may be shown of one."""
        return shown(value)


def notify_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--notify` and `--allow-private`; the configuration's `[alerts.routes.NAME]` come with `sections=("alerts",)` of the command."""
    private = click.option("--allow-private/--no-allow-private", default=False)
    return click.option("--notify", multiple=True, type=Target(), metavar="URL")(private(function))


def outlets(
    ctx: click.Context,
    notify: Sequence[str],
    languages: Sequence[str],
    *,
    private: bool = False,
    rules: Collection[str] | None = None,
    today: date | None = None,
    network: Network | None = None,
) -> list[Outlet]:
    """The routes of the configuration, then those of `--notify`, each with what carries its alerts. `languages` are those of routes that name none, `rules`
    the names of the alert rules there are, `today` is the day that ages of alerts count back from.

    Raises:
        Complaint: a route leads nowhere, or a variable that it names is not set.
    """
    means = Means(dict(os.environ), network or SystemNetwork(), SystemClock(), tuple(languages), private)
    found: list[Outlet] = []
    try:
        routes = routes_from(ctx, notify, rules, today or date.today())
    except ConfigError as error:
        raise Complaint(error.message) from None
    for route in routes:
        try:
            found.append(Outlet(route, receiver(route, means)))
        except TargetError as error:
            raise Complaint(messages("delivery.route", place=isolate(route.place), option=isolate(route.name), reason=error.message)) from None
    return found


def routes_from(ctx: click.Context, notify: Sequence[str], rules: Collection[str] | None = None, today: date | None = None) -> list[Route]:
    """The routes of the configuration, then those of `--notify`; the same target twice is one route.

    Raises:
        ConfigError: a route leads nowhere.
    """
    from aimline.alerts.configuration import routes_of

    return [*routes_of(config_of(ctx), rules, today), *everything(notify)]


def try_routes(found: Sequence[Outlet], language: str) -> bool:
    """Send each route an alert that says that nothing has happened, and print what came of it; whether all arrived.

    Raises:
        Complaint: there is no route.
    """
    if not found:
        raise Complaint(messages("delivery.no_routes"))
    tried = try_out(found, SystemClock())
    click.echo("".join(trials(tried, language)), nl=False)
    return all(one.failure is None for one in tried)
