"""The outbox: which alert is still to go to which route. It lies in the state file, and is filled in the transaction in which the alerts are said.

The text of an alert is that of its line in `alerts`. Times are seconds since 1970.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from aimline.alerts.model import Alert
from aimline.alerts.routes import Route

State = Literal["waiting", "sent", "failed"]
"""`failed`: put aside after its last try; nobody tries again unless somebody asks for it (`retry`)."""
_PATIENCE = 60.0
"""Seconds to wait for whoever writes to the state file."""


@dataclass(frozen=True, slots=True)
class Item:
    """One alert that waits for one route: `seq` is its place in the order, `first_at` the time of the first try."""

    seq: int
    alert: str
    line: str
    attempts: int
    first_at: float | None
    next_at: float


class Outcome(NamedTuple):
    """What became of one item at one try."""

    seq: int
    state: State
    tried_at: float
    next_at: float = 0.0
    error: Mapping[str, str] | None = None


class Entry(NamedTuple):
    """One line of the outbox as people look at it."""

    seq: int
    alert: str
    route: str
    state: State
    attempts: int
    next_at: float
    error: Mapping[str, str] | None


def connect(file: str) -> sqlite3.Connection:
    """A connection of its own to a state file, for who delivers. What it notes may be lost with the power: then an alert is delivered once more."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=_PATIENCE)
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


def enqueue(connection: sqlite3.Connection, alerts: Iterable[Alert], routes: Sequence[Route], tags: Mapping[str, Sequence[str]] | None = None) -> int:
    """Lay alerts out for the routes that take them, in the order in which they were said; how many were laid out. One that lies there already is left as it is.
    Begins and ends no transaction.

    `tags` are those of the goals, by id. What takes an alert back goes where that alert went, whatever the route asks for otherwise.
    """
    tags = tags or {}
    before = connection.total_changes
    names = {route.name for route in routes}
    for alert in alerts:
        wanted = [route.name for route in routes if route.takes(alert, tags.get(alert.goal, ()))]
        if alert.revises is not None:
            told = connection.execute("SELECT route FROM outbox WHERE alert = ? ORDER BY seq", (alert.revises,))
            wanted += [name for (name,) in told if name in names and name not in wanted]
        connection.executemany("INSERT OR IGNORE INTO outbox (alert, route) VALUES (?, ?)", [(alert.id, name) for name in wanted])
    return connection.total_changes - before


def waiting(connection: sqlite3.Connection, route: str, limit: int, *, critical: bool = False) -> list[Item]:
    """The next items of a route in their order, whether they are due or not; with `critical` only those of critical alerts."""
    only = "AND json_extract(alerts.line, '$.severity') = 'critical'" if critical else ""
    rows = connection.execute(
        "SELECT outbox.seq, alert, line, attempts, first_at, next_at FROM outbox JOIN alerts ON alerts.id = outbox.alert"
        f" WHERE state = 'waiting' AND route = ? {only} ORDER BY outbox.seq LIMIT ?",
        (route, limit),
    )
    return [Item(*row) for row in rows]


def due(connection: sqlite3.Connection, route: str, now: float, limit: int, *, critical: bool = False) -> tuple[list[Item], float | None]:
    """What is to be handed to a route now, and when to look again where that is nothing: None where nothing waits. Whoever stands first holds up those behind
    it, so that order is kept.
    """
    items = waiting(connection, route, limit, critical=critical)
    if not items:
        return [], None
    if items[0].next_at > now:
        return [], items[0].next_at
    return items, now


def settle(connection: sqlite3.Connection, outcomes: Iterable[Outcome]) -> None:
    """Note what became of items. Begins and ends no transaction."""
    connection.executemany(
        "UPDATE outbox SET state = ?, attempts = attempts + 1, first_at = coalesce(first_at, ?), next_at = ?, error = ? WHERE seq = ?",
        [(one.state, one.tried_at, one.next_at, None if one.error is None else json.dumps(dict(one.error), ensure_ascii=False), one.seq) for one in outcomes],
    )


def counts(connection: sqlite3.Connection) -> dict[tuple[str, State], int]:
    """How many items there are, by route and state."""
    rows = connection.execute("SELECT route, state, count(*) FROM outbox GROUP BY route, state ORDER BY route, state")
    return {(route, state): number for route, state, number in rows}


def failing(connection: sqlite3.Connection, routes: Sequence[str]) -> bool:
    """Whether an alert waits for one of some routes that did not take it when it was tried."""
    rows = connection.execute("SELECT DISTINCT route FROM outbox WHERE state = 'waiting' AND error IS NOT NULL")
    return any(route in routes for (route,) in rows)


def entries(connection: sqlite3.Connection, state: State | None = None, route: str | None = None) -> list[Entry]:
    """The outbox, in its order: all of it, or what is in one state, or for one route."""
    rows = connection.execute(
        "SELECT seq, alert, route, state, attempts, next_at, error FROM outbox WHERE (? IS NULL OR state = ?) AND (? IS NULL OR route = ?) ORDER BY seq",
        (state, state, route, route),
    )
    return [Entry._make([*row, None if error is None else json.loads(error)]) for *row, error in rows]


def retry(connection: sqlite3.Connection, route: str | None = None, alert: str | None = None) -> int:
    """Let what was put aside be tried again from the start, and what waits at once: all of it, or that of one route or alert; how many. Begins and ends no
    transaction.
    """
    done = connection.execute(
        "UPDATE outbox SET state = 'waiting', attempts = 0, first_at = NULL, next_at = 0"
        " WHERE (state = 'failed' OR (state = 'waiting' AND next_at > 0)) AND (? IS NULL OR route = ?) AND (? IS NULL OR alert = ?)",
        (route, route, alert, alert),
    )
    return done.rowcount


def drop(connection: sqlite3.Connection, route: str) -> int:
    """Forget what waits for a route or was put aside, for one that is there no more; how many. Begins and ends no transaction."""
    return connection.execute("DELETE FROM outbox WHERE route = ? AND state <> 'sent'", (route,)).rowcount
