"""`aimline state`: what a state file of `aimline watch` holds, whether it is whole, and the alerts in it."""

import json
from collections.abc import Iterator
from datetime import date

import click

from aimline.cli.common import complain, lang_option, spoken
from aimline.cli.configured import Complaint, Configured
from aimline.cli.tongue import tongue
from aimline.text.messages import isolate, message

_TABLES = ("inputs", "series", "readings", "items", "days", "machine", "alerts", "outbox")
_FIRST = 719163
"""The ordinal of 1970-01-01."""


@click.command("state", cls=Configured)
@click.argument("action", type=click.Choice(["inspect", "verify", "export"]))
@click.argument("file", type=click.Path())
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@lang_option
def command(action: str, file: str, format_: str, lang: str) -> None:
    """Look at a state."""
    from aimline.alerts.state import State, StateError

    speak = spoken(lang) or tongue()
    try:
        with State(file, read_only=True) as state, state.troubles():
            if action == "export":
                for (line,) in state.connection.execute("SELECT line FROM alerts ORDER BY seq"):
                    click.echo(line)
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


def _position(text: str) -> object:
    return json.loads(text) if text[:1] == "{" else text


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
