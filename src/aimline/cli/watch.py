"""`aimline watch`: alerts as numbers arrive."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from aimline.catalogue import load as load_catalogue
from aimline.cli.alerting import alert_rules_option, rules_of_alerts
from aimline.cli.common import Day, complain, exclude_option, excluded, lang_option, load, most_frequent, spoken, tell_empty, today_option
from aimline.cli.configured import Complaint, Configured
from aimline.cli.figures import habits, habits_options, log_file, mapping_option, metrics_option, refuse_one_stdin, with_readings
from aimline.cli.routes import notify_options, outlets, try_routes
from aimline.cli.tongue import tongue
from aimline.config import shown
from aimline.text.messages import isolate, message, messages
from aimline.text.reasons import reason

if TYPE_CHECKING:
    from aimline.alerts.keeper import Changes
    from aimline.alerts.model import Alert
    from aimline.alerts.sender import Sender, Told
    from aimline.alerts.state import State
    from aimline.alerts.watch import Figures, Watch
    from aimline.goals.model import PlacedGoal

STATE = "aimline-watch.state"
"""What the state is called, beside the configuration of a project."""
_SHOWN = 5
"""Goals that are named where several changed."""
_DELIVER, _LET_GO = 60.0, 10.0
"""Seconds that deliveries may take at the end of a run that ends by itself, and of one that is stopped."""


@click.command("watch", cls=Configured, sections=("alerts",))
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(readable=False))
@metrics_option
@mapping_option
@habits_options
@click.option("--state", "state_file", type=click.Path(), metavar="FILE")
@notify_options
@click.option("--deliver-past", is_flag=True)
@click.option("--test-notify", is_flag=True)
@alert_rules_option
@click.option("--lateness", type=click.IntRange(0, 366), default=2, show_default=True, metavar="DAYS")
@click.option("--once", is_flag=True)
@click.option("--as-of", type=Day(), metavar="DATE")
@click.option("--format", "format_", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@click.option("--telemetry", type=click.Path(), metavar="FILE")
@exclude_option
@today_option
@lang_option
def command(
    paths: tuple[str, ...],
    metrics: tuple[str, ...],
    mapping: tuple[str, ...],
    state_file: str | None,
    notify: tuple[str, ...],
    allow_private: bool,
    deliver_past: bool,
    test_notify: bool,
    alert_rules: tuple[str, ...],
    lateness: int,
    once: bool,
    as_of: date | None,
    format_: str,
    telemetry: str | None,
    exclude: tuple[str, ...],
    today: date | None,
    lang: str,
) -> None:
    """Say what somebody should hear of goals, as rows come."""
    from aimline.alerts.inputs.opened import opened
    from aimline.alerts.inputs.redis_streams import RedisError
    from aimline.alerts.keeper import Batch, Keeper
    from aimline.alerts.outbox import failing
    from aimline.alerts.rules import titles
    from aimline.alerts.sentences import compiled
    from aimline.alerts.state import State, StateError
    from aimline.alerts.watch import Watch
    from aimline.metrics.model.errors import MetricsError
    from aimline.metrics.model.under_goals import rows_under

    ctx = click.get_current_context()
    if test_notify:
        raise SystemExit(0 if try_routes(outlets(ctx, notify, [spoken(lang) or tongue()], private=allow_private), spoken(lang) or tongue()) else 1)
    metrics = with_readings(ctx, metrics)
    refuse_one_stdin(paths, metrics)
    if not metrics:
        raise click.UsageError(message("cli.no_metrics", tongue()))
    speak, catalogue = spoken(lang), load_catalogue()
    errors: list[Mapping[str, str]] = []
    files = load(paths or (".",), errors, excluded(ctx))
    tell_empty(files, lang)
    if errors:
        for text in errors:
            complain(text, speak)
        raise SystemExit(2)
    file = Path(state_file) if state_file else log_file(ctx).with_name(STATE)
    once = once or as_of is not None
    failed: list[Mapping[str, str]] = []
    undelivered = False

    def fail(text: Mapping[str, str]) -> None:
        failed.append(text)
        complain(text, speak)

    try:
        with ExitStack() as stack:
            state = stack.enter_context(State(file))
            stack.enter_context(state.troubles())
            goals = compiled([one for _, one in files], state, today or date.today(), catalogue)
            rules = rules_of_alerts(ctx, alert_rules, failed, goals)
            for text in failed:
                complain(text, speak)
            languages = [placed.language for placed in goals]
            spoken_to = [speak or most_frequent(languages, tongue())]
            routes = outlets(ctx, notify, spoken_to, private=allow_private, today=today, rules=[rule.name for rule in rules])
            keeper = Keeper(state, goals, rules, catalogue, lateness=timedelta(days=lateness), routes=[outlet.route for outlet in routes], past=deliver_past)
            complain(messages("watch.begins", n=len(goals), state=isolate(shown(file))), speak)
            for text in _changes(keeper.changes):
                complain(text, speak)
            inputs = opened(metrics, catalogue, mapping, habits(ctx), keeper.positions(), once=once, finished=as_of is not None)
            sender = _sender(state, routes, lambda told: complain(told.message, speak), titles(rules))
            status = stack.enter_context(_status(speak))
            after = [status, *([_telemetry(Path(telemetry), state, len(goals))] if telemetry else [])]

            def committed(figures: "Figures") -> None:
                if sender is not None:
                    sender.wake()
                for one in after:
                    one(figures)

            watch = Watch(keeper, inputs, told=lambda text: complain(text, speak), failed=fail, committed=committed)
            stack.callback(watch.close)
            stack.enter_context(_stopped_by_signals(watch))
            say = _printer(format_, goals, speak, tongue(speak or most_frequent(languages, tongue())), titles(rules))
            first = [Batch("goals", rows=rows_under(placed.goal for placed in goals))]
            with closing(watch.run(once=once, as_of=as_of, first=first)) as said:
                for alert in said:
                    say(alert)
            if sender is not None:
                if watch.stopped:
                    sender.close(_LET_GO)
                else:
                    sender.drain(_DELIVER)
                    sender.close(_LET_GO)
                undelivered = bool(sender.figures.aside) or failing(state.connection, [outlet.route.name for outlet in routes])
            for one in after:
                one(watch.figures)
    except (StateError, RedisError, MetricsError) as error:
        raise Complaint(error.message) from None
    if not watch.stopped and (failed or undelivered):
        raise SystemExit(2 if failed else 1)


def _sender(state: "State", routes: Sequence[object], told: "Callable[[Told], None]", titles: Mapping[str, Mapping[str, str]]) -> "Sender | None":
    """What delivers, where there is anybody to deliver to."""
    if not routes:
        return None
    from aimline.alerts.outbox import connect
    from aimline.alerts.sender import Sender

    sender = Sender(lambda: connect(state.file), routes, told=told, titles=titles)  # type: ignore[arg-type]
    sender.start()
    sender.wake()
    return sender


def _printer(format_: str, goals: "Sequence[PlacedGoal]", speak: str | None, own: str, titles: Mapping[str, Mapping[str, str]]) -> "Callable[[Alert], None]":
    from aimline.render.alerts import Speech, as_jsonl, as_text

    speech = Speech(speak, {placed.goal.id: placed.language for placed in goals}, own, titles=titles)

    def say(alert: "Alert") -> None:
        click.echo(as_jsonl(alert) if format_ == "jsonl" else as_text(alert, speech) + "\n", nl=False)
        sys.stdout.flush()

    return say


def _changes(changes: "Changes") -> Iterator[Mapping[str, str]]:
    """What is other than in the last run."""
    for what in ("added", "reworded", "removed"):
        texts = getattr(changes, what)
        for text in texts[:_SHOWN]:
            yield messages(f"watch.{what}", goal=isolate(text))
        if len(texts) > _SHOWN:
            yield messages("watch.more_changes", n=len(texts) - _SHOWN)


def _telemetry(file: Path, state: "State", goals: int) -> "Callable[[Figures], None]":
    from aimline.alerts.outbox import counts
    from aimline.alerts.telemetry import render, write

    def after(figures: "Figures") -> None:
        try:
            write(file, render(figures, goals, {(route, str(what)): n for (route, what), n in counts(state.connection).items()}))
        except OSError as error:
            raise Complaint(messages("watch.telemetry", file=isolate(str(file)), reason=reason(error))) from None

    return after


@contextmanager
def _status(speak: str | None) -> "Iterator[Callable[[Figures], None]]":
    """A line that says how far it is, where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield lambda figures: None
        return
    from rich.console import Console

    language = speak or tongue()
    with Console(stderr=True).status(message("watch.waiting", language)) as line:

        def after(figures: "Figures") -> None:
            until = date.fromtimestamp(figures.watermark).isoformat() if figures.watermark else "–"
            rows, alerts = figures.rows.total(), figures.alerts.total()
            line.update(message("watch.status", language, n=rows, rows=f"{rows:,}", alerts=f"{alerts:,}", date=until))

        yield after


@contextmanager
def _stopped_by_signals(watch: "Watch") -> Iterator[None]:
    """End after the batch that is under way when somebody asks for it; at once when asked twice."""

    def stop(number: int, frame: FrameType | None) -> None:
        if watch.stopped:
            os._exit(130)
        watch.stop()

    before = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(ValueError):  # not in the main thread
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
