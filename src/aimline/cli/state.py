"""`aimline state`: what a state file of `aimline watch` holds, whether it is whole, and the alerts in it."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import click

from aimline.cli.common import complain, lang_option, spoken
from aimline.cli.configured import Complaint, Configured
from aimline.cli.tongue import tongue
from aimline.text.messages import isolate, message

if TYPE_CHECKING:
    import sqlite3

_TABLES = ("inputs", "series", "readings", "items", "days", "machine", "alerts", "outbox")


@click.command("state", cls=Configured)
@click.argument("action", type=click.Choice(["inspect", "verify", "export", "outbox"]))
@click.argument("file", type=click.Path())
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--retry", is_flag=True)
@click.option("--drop", metavar="ROUTE")
@lang_option
def command(action: str, file: str, format_: str, retry: bool, drop: str | None, lang: str) -> None:
    """Look at a state, and at what is still to be delivered."""
    from aimline.alerts.state import State, StateError

    speak = spoken(lang) or tongue()
    if action != "outbox" and (retry or drop is not None):
        raise click.UsageError(message("state.only_outbox", tongue()))
    try:
        if retry or drop is not None:
            _change(file, retry, drop, speak)
        with State(file, read_only=True) as state, state.troubles(), state.contents():
            if action == "export":
                for (line,) in state.connection.execute("SELECT line FROM alerts ORDER BY seq"):
                    click.echo(line)
            elif action == "outbox":
                _outbox(state.connection, format_, speak)
            elif action == "inspect":
                found = _found(state.connection)
                click.echo(json.dumps(found, ensure_ascii=False, indent=2) if format_ == "json" else "\n".join(_told(found, speak)))
            else:
                wrong = state.verify()
                for text in wrong:
                    complain(text, speak)
                if wrong:
                    raise SystemExit(1)
                click.echo(message("state.whole", speak, file=isolate(file)))
    except StateError as error:
        raise Complaint(error.message) from None


def _change(file: str, retry: bool, drop: str | None, language: str) -> None:
    """Put back what was put aside, and forget what waits for a route; a watch that is running may have the file open."""
    from aimline.alerts import outbox
    from aimline.alerts.state import State

    with State(file, read_only=True) as state, state.troubles(), closing(outbox.connect(file)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        dropped = outbox.drop(connection, drop) if drop is not None else 0
        back = outbox.retry(connection) if retry else 0
        connection.execute("COMMIT")
    if drop is not None:
        click.echo(message("state.dropped", language, n=dropped, route=isolate(drop)), err=True)
    if retry:
        click.echo(message("state.back", language, n=back), err=True)


def _outbox(connection: "sqlite3.Connection", format_: str, language: str) -> None:
    """What waits for its route, and what was put aside."""
    from aimline.alerts import outbox
    from aimline.render.outbox import as_jsonl, as_text

    entries = sorted([*outbox.entries(connection, "failed"), *outbox.entries(connection, "waiting")])
    for line in as_jsonl(entries) if format_ == "json" else as_text(entries, language):
        click.echo(line, nl=False)


def _found(connection: object) -> dict[str, object]:
    """What stands in a state."""
    execute = connection.execute  # type: ignore[attr-defined]
    (version,) = execute("PRAGMA user_version").fetchone()
    return {
        "version": version,
        "rows": {table: execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _TABLES},
        "closed": {zone: date.fromordinal(day).isoformat() for zone, day in execute("SELECT zone, day FROM closed ORDER BY zone")},
        "inputs": {
            name: json.loads(position) if position[:1] in "{[" else position for name, position in execute("SELECT id, position FROM inputs ORDER BY id")
        },
        "set_aside": [
            {"input": name, "place": place, "reason": json.loads(reason), "rows": rows}
            for name, reason, place, rows in execute("SELECT input, reason, place, rows FROM aside ORDER BY input, reason")
        ],
        "outbox": [
            {"route": route, "state": what, "alerts": n}
            for route, what, n in execute("SELECT route, state, count(*) FROM outbox GROUP BY route, state ORDER BY route, state")
        ],
    }


def _told(found: dict[str, object], language: str) -> Iterator[str]:
    """The same for people."""
    rows, closed, inputs = (dict(found[name]) for name in ("rows", "closed", "inputs"))  # type: ignore[call-overload]
    for table, count in rows.items():
        yield f"{message(f'state.table.{table}', language)}: {count:,}"
    for zone, day in closed.items():
        yield message("state.closed", language, zone=isolate(zone), date=day)
    for name, position in inputs.items():
        offset = position.get("offset") if isinstance(position, dict) else position
        yield message("state.input", language, input=isolate(name), position=isolate("–" if offset is None else str(offset)))
    for one in found["set_aside"]:  # type: ignore[attr-defined]
        yield message("state.aside", language, input=isolate(one["input"]), n=one["rows"], place=isolate(one["place"]), reason=one["reason"])
    for one in found["outbox"]:  # type: ignore[attr-defined]
        yield message("state.outbox", language, route=isolate(one["route"]), state=message(f"state.delivery.{one['state']}", language), n=one["alerts"])
