"""What keeps the alert log of goals over rows that are still coming: a batch goes in, what is to be said comes out, and all of it stands in the state or none.

A day closes when the watermark (the greatest time seen, less the lateness) has passed its end. Rows of a day that is closed change what was evaluated:
the goals that they may matter to are worked out anew, and what differs from what was said is a revision.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

from aimline.alerts.ledger import Ledger, Touched
from aimline.alerts.model import Alert
from aimline.alerts.outbox import enqueue
from aimline.alerts.readings import Reading
from aimline.alerts.related import Related
from aimline.alerts.replay import ZoneLog, closing, zone_of
from aimline.alerts.routes import Route
from aimline.alerts.rulebook import RuleBook
from aimline.alerts.rules import AlertRule
from aimline.alerts.state import State
from aimline.catalogue import Catalogue
from aimline.engine.rollup import RollKey
from aimline.goals.model import PlacedGoal
from aimline.metrics.model.log import MetricRow, Zeros

_HEARD = "heard"
_AT_ONCE = 10_000
"""Goals times days that are closed in one transaction."""
_DELIVERED = "delivered-since"
_NOT_YET = "not yet"
_PAST = 7
"""Days, the last that is closed among them, of which a first run delivers what is said; what is older stays in the log."""
LATENESS = timedelta(days=2)
"""By how much rows may come after others of a later time, unless said otherwise."""


@dataclass(slots=True)
class Aside:
    """Rows of an input that were not read, for one reason: the place of the first, and how many."""

    place: str
    reason: Mapping[str, str]
    rows: int = 1


@dataclass(slots=True)
class Batch:
    """What an input gives at once: readings or rows, what was set aside, and how far it was read then.

    `hourly`: its times with a zone are instants. `at` is what its position stands under, where that is not its name; `anew`: it was read from the beginning, so
    that what was set aside before is set aside again. `loose`: it is a last line without an end. `settled`: what such a line of the same input said before is
    `replaced` by this, or `kept`.
    """

    input: str
    readings: Sequence[Reading] = ()
    rows: Sequence[MetricRow] = ()
    zeros: Sequence[Zeros] = ()
    aside: list[Aside] = field(default_factory=list)
    position: str | None = None
    hourly: bool = False
    at: str | None = None
    anew: bool = False
    loose: bool = False
    settled: Literal["", "replaced", "kept"] = ""

    def __len__(self) -> int:
        return len(self.readings) + len(self.rows)


@dataclass(frozen=True, slots=True)
class Changes:
    """Goals that are other than in the last run: their texts."""

    added: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Keeper:
    """The alert log of some goals in a state. Goals that come in a later run than others are evaluated from the next day that closes on; so are those that were
    reworded. What was said of goals that are there no more stays in the log.
    """

    def __init__(
        self,
        state: State,
        goals: Sequence[PlacedGoal],
        rules: Sequence[AlertRule],
        catalogue: Catalogue,
        *,
        lateness: timedelta = LATENESS,
        routes: Sequence[Route] = (),
        past: bool = True,
    ) -> None:
        self.state = state
        self.as_of: date | None = None
        """The last day that is closed, whatever comes; None: none is."""
        self.more = False
        """Whether more days can be closed than were."""
        with state.contents():
            self.ledger = Ledger(state)
        self._lateness, self._routes = lateness, routes
        self._catching_up = False
        self._tags = {placed.goal.id: placed.goal.tags for placed in goals}
        zones: dict[str, list[PlacedGoal]] = {}
        for placed in goals:
            zones.setdefault(zone_of(placed), []).append(placed)
        book = RuleBook(rules)
        self._logs = {zone: ZoneLog(zone, members, book, catalogue, goals) for zone, members in sorted(zones.items())}
        self._related = {zone: Related(members, catalogue) for zone, members in zones.items()}
        with state.contents():
            self._closed: dict[str, int] = {zone: int(day) for zone, day in state.connection.execute("SELECT zone, day FROM closed")}
        self._since: dict[str, int] = {}
        self._digests = {placed.goal.id: _digest(placed) for placed in goals}
        with state.contents():
            self.changes = self._restore()
        self._settle_past(past=past)

    def positions(self) -> dict[str, str]:
        """How far each input was read."""
        return dict(self.state.connection.execute("SELECT id, position FROM inputs").fetchall())

    @property
    def watermark(self) -> datetime | None:
        """Up to when readings are complete, in UTC."""
        return self.ledger.watermark(self._lateness)

    @property
    def ahead(self) -> tuple[date, RollKey] | None:
        """A day that is far later than those before it, and so closes none, and a series that has it."""
        return self.ledger.ahead

    def take(self, batches: Iterable[Batch], *, close: bool = True) -> list[Alert]:
        """Take in batches and close what can be closed then: what is said, which is written down. Not to `close` is for who knows that more is there to be
        read at once: what one file says of the last day must not close days of which another one was not read yet.

        Raises:
            StateError: it could not be written; nothing of it was.
        """
        with self._writing():
            touched = Touched()
            for batch in batches:
                touched |= self._take(batch)
                if batch.position is not None:
                    self.state.connection.execute("INSERT OR REPLACE INTO inputs VALUES (?, ?)", [batch.at or batch.input, batch.position])
                if batch.anew:
                    self.state.connection.execute("DELETE FROM aside WHERE input = ?", [batch.input])
                for one in batch.aside:
                    self._set_aside(batch.input, one)
            watermark = self.watermark
            until = {zone: self._most(_last_closed(watermark, zone)) for zone in self._logs} if close and watermark is not None else {}
            return self._say([*self._revise(touched), *self._close(self._portion(until))])

    def _take(self, batch: Batch) -> Touched:
        name, hourly = batch.at or batch.input, [batch.input] if batch.hourly else ()
        if batch.loose:
            touched = self.ledger.settle(name, back=False) if batch.settled == "kept" else Touched()
            return touched | self.ledger.take_loose(batch.readings, name, hourly)
        touched = self.ledger.take(batch.readings, hourly) | self.ledger.add(batch.rows, batch.zeros)
        # after what is new: where that is the same as before, nothing changes
        return touched | self.ledger.settle(name, back=batch.settled == "replaced") if batch.settled else touched

    def close_until(self, day: date) -> list[Alert]:
        """Close days up to one in every zone, whatever may still come, as many as are closed at once: what is said, which is written down."""
        with self._writing():
            return self._say(list(self._close(self._portion(dict.fromkeys(self._logs, day)))))

    def _portion(self, until: Mapping[str, date]) -> Mapping[str, date]:
        """As many of some days as are closed at once, so that no log of years has to be in memory; `more` tells whether some are left."""
        self.more = False
        first: list[int] = []
        for zone, last in until.items():
            known = self._closed.get(zone)
            begin = self.ledger.rolled(zone, last).first_day if known is None else known + 1
            if begin is not None and begin <= last.toordinal():
                first.append(begin)
        days = max(1, _AT_ONCE // max(1, len(self._tags)))
        # a day more: what a day is in one zone is over in all of them by the end of the next one in UTC
        if not first or max(until.values()).toordinal() <= min(first) + days:
            return until
        moment = closing(date.fromordinal(min(first) + days), "UTC")[0].replace(tzinfo=None)
        found = {zone: min(last, _last_closed(moment, zone)) for zone, last in until.items()}
        self.more = found != until
        return found

    def _most(self, day: date) -> date:
        return day if self.as_of is None else min(day, self.as_of)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self.state.transaction():
            yield

    # goals of the last run

    def _restore(self) -> Changes:
        """Go on with goals where the last run stopped."""
        rows = {goal: tuple(rest) for goal, *rest in self.state.connection.execute("SELECT goal, digest, since, state FROM machine")}
        fresh = not self._closed
        if not fresh:
            # a zone that no goal was in before begins where the others are
            new = [zone for zone, log in self._logs.items() if not any(placed.goal.id in rows for placed in log.goals)]
            self._closed = dict.fromkeys(new, min(self._closed.values())) | self._closed
        known = bool(rows) or not fresh
        added: list[PlacedGoal] = []
        reworded: list[str] = []
        written: dict[str, str] = {}
        for zone, log in self._logs.items():
            for place, placed in enumerate(log.goals):
                name = placed.goal.id
                since = 0 if zone not in self._closed else self._closed[zone] + 1
                digest, begun, kept = rows.pop(name, (None, since, None))
                if digest == self._digests[name] and kept is not None:
                    self._since[name], written[name] = begun, kept
                    log.machine.restore(place, kept)
                    continue
                self._since[name] = since
                if digest is not None:
                    reworded.append(placed.text)
                elif known:
                    added.append(placed)
        before = {str(name): one if isinstance(one, dict) else {"text": one} for name, one in json.loads(self.state.get("goals") or "{}").items()}
        gone = {name: before.get(name, {"text": name}) for name in sorted(rows)}
        again = _again(added, gone)
        changes = Changes(
            tuple(one.text for one in added if one.goal.id not in again),
            (*reworded, *(one.text for one in added if one.goal.id in again)),
            tuple(str(one["text"]) for name, one in gone.items() if name not in again.values()),
        )
        with self.state.transaction() as connection:
            connection.executemany("DELETE FROM machine WHERE goal = ?", [[name] for name in rows])
            named = {placed.goal.id: _place(placed) for log in self._logs.values() for placed in log.goals}
            self.state.put("goals", json.dumps(named, ensure_ascii=False))
            self._save(self._logs, written)
            if self.state.get(_HEARD) is None:  # what was said by an earlier version was printed
                self.state.put(_HEARD, str(connection.execute("SELECT coalesce(max(seq), 0) FROM alerts").fetchone()[0]))
        return changes

    def _save(self, zones: Iterable[str], written: Mapping[str, str] = MappingProxyType({})) -> None:
        """Write down where the goals of some zones stand, where that is new; `written` is what stands there of some."""
        for log in (self._logs[zone] for zone in zones):
            places = log.machine.changed()
            names = [log.goals[place].goal.id for place in places]
            rows = [
                (name, self._digests[name], self._since[name], kept)
                for name, kept in zip(names, log.machine.states(places), strict=True)
                if written.get(name) != kept
            ]
            self.state.connection.executemany("INSERT OR REPLACE INTO machine VALUES (?, ?, ?, ?)", rows)

    # closing and revising

    def _close(self, until: Mapping[str, date]) -> Iterator[Alert]:
        """Evaluate the days that are over, those of all zones in the order in which they end."""
        found = []
        closed = set()
        for zone, last in until.items():
            log = self._logs[zone]
            known = self._closed.get(zone)
            if known is not None and last.toordinal() <= known:
                continue
            rolled = self.ledger.rolled(zone, last)
            first = rolled.first_day if known is None else known + 1
            if first is None or first > last.toordinal():
                continue
            for day, alerts in log.close(rolled, date.fromordinal(first), last):
                found += [(closing(day, zone), number, alert) for number, alert in enumerate(alerts)]
            closed.add(zone)
            self._closed[zone] = last.toordinal()
            self.state.connection.execute("INSERT OR REPLACE INTO closed VALUES (?, ?)", [zone, last.toordinal()])
        self._save(sorted(closed))
        yield from (alert for _, _, alert in sorted(found, key=lambda one: one[:2]))

    def _revise(self, touched: Touched) -> Iterator[Alert]:
        """Work out anew what rows of closed days may have changed."""
        if not touched:
            return
        for zone, log in self._logs.items():
            closed = self._closed.get(zone)
            days = {(key, day) for key, day in touched.of(zone) if closed is not None and day <= closed}
            if closed is None or not days:
                continue
            places = sorted({place for key, _ in days for place in self._related[zone].places(key)})
            rolled = self.ledger.rolled(zone, date.fromordinal(closed))
            for since in sorted({self._since[log.goals[place].goal.id] for place in places}):
                mine = [place for place in places if self._since[log.goals[place].goal.id] == since]
                first = since or rolled.first_day
                if first is None or first > closed:
                    continue
                yield from log.again(rolled, date.fromordinal(first), date.fromordinal(closed), mine, self._said(log.goals[place].goal.id for place in mine))
            self._save([zone])

    def _said(self, goals: Iterable[str]) -> Iterator[Alert]:
        """Everything that was said of some goals."""
        for goal in goals:
            for (line,) in self.state.connection.execute("SELECT line FROM alerts WHERE goal = ? ORDER BY seq", [goal]):
                yield Alert.of(json.loads(line))

    def _say(self, alerts: list[Alert]) -> list[Alert]:
        """Write down what is said; that which was not said before."""
        sql = self.state.connection
        new = [one for one in alerts if sql.execute("SELECT 1 FROM alerts WHERE id = ?", [one.id]).fetchone() is None]
        sql.executemany("INSERT INTO alerts (id, at, goal, line) VALUES (?, ?, ?, ?)", ((one.id, one.at.isoformat(), one.goal, one.json()) for one in new))
        if not self._catching_up:
            enqueue(sql, new, self._routes, self._tags)
        return new

    # what is of the past when the first run begins

    def _settle_past(self, *, past: bool) -> None:
        """See which alerts routes do not get, since they are of days that were long over when a state was new."""
        kept = self.state.get(_DELIVERED)
        if not past and (kept == _NOT_YET or (kept is None and not self._closed)):
            self._catching_up = True
            if kept is None:
                with self.state.transaction():
                    self.state.put(_DELIVERED, _NOT_YET)
        elif kept is None or (past and kept):
            with self.state.transaction() as connection:
                self.state.put(_DELIVERED, "")
                if kept:  # now they are wanted all the same
                    enqueue(connection, self._log(), self._routes, self._tags)
        elif kept:
            self._since_day(date.fromisoformat(kept))

    def _since_day(self, day: date) -> None:
        self._routes = [route if route.since is not None else replace(route, since=day) for route in self._routes]

    def _log(self) -> Iterator[Alert]:
        for (line,) in self.state.connection.execute("SELECT line FROM alerts ORDER BY seq"):
            yield Alert.of(json.loads(line))

    def caught_up(self) -> tuple[int, date] | None:
        """A first run has read what was there: from now on what is said goes to routes, and of what was said so far what is of the last days. How many alerts
        are left in the log alone, and the day before which theirs lie; None where it is no first run, or no day is over yet.
        """
        if not self._catching_up or not self._closed:
            return None
        day = date.fromordinal(max(self._closed.values()) - _PAST + 1)
        with self.state.transaction() as connection, self.state.contents():
            takers = [route for route in self._routes if route.since is None]
            old = sum(one.at < day and any(route.takes(one, self._tags.get(one.goal, ())) for route in takers) for one in self._log()) if takers else 0
            self._since_day(day)
            self.state.put(_DELIVERED, day.isoformat())
            if self._routes:
                enqueue(connection, self._log(), self._routes, self._tags)
        self._catching_up = False
        return old, day

    # who listens

    def unheard(self) -> Iterator[Alert]:
        """What was said and not heard to its end: a run was killed between writing it down and handing it out."""
        for (line,) in self.state.connection.execute("SELECT line FROM alerts WHERE seq > ? ORDER BY seq", [int(self.state.get(_HEARD) or 0)]).fetchall():
            with self.state.contents():
                found = Alert.of(json.loads(line))
            yield found

    def heard(self, last: Alert) -> None:
        """Whoever listens has everything up to an alert: it is not handed out again."""
        with self.state.transaction() as connection:
            ((seq,),) = connection.execute("SELECT seq FROM alerts WHERE id = ?", [last.id]).fetchall()
            self.state.put(_HEARD, str(seq))

    def _set_aside(self, name: str, one: Aside) -> None:
        self.state.connection.execute(
            "INSERT INTO aside VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET rows = rows + excluded.rows",
            [name, json.dumps(dict(one.reason), ensure_ascii=False), one.place, one.rows],
        )


def _place(placed: PlacedGoal) -> dict[str, Any]:
    """What a goal is known by when its sentence is another one."""
    return {"text": placed.text, "file": placed.file, "line": placed.line, "heading": placed.heading, "metric": placed.goal.metric}


def _again(added: Sequence[PlacedGoal], gone: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Of goals that are new which of those that are gone each plainly was: by their ids. It is about the same metric, on the same line of the same file, or
    the only one of it that came and went below a heading of that file.
    """
    found: dict[str, str] = {}
    for keys in (("file", "metric", "line"), ("file", "metric", "heading")):
        new: dict[tuple[Any, ...], list[str]] = {}
        old: dict[tuple[Any, ...], list[str]] = {}
        for placed in added:
            if placed.goal.id not in found:
                new.setdefault(tuple(_place(placed)[key] for key in keys), []).append(placed.goal.id)
        for name, one in gone.items():
            if name not in found.values() and "metric" in one:
                old.setdefault(tuple(one.get(key) for key in keys), []).append(name)
        found |= {ids[0]: old[key][0] for key, ids in new.items() if len(ids) == len(old.get(key, ())) == 1 and key[2] is not None}
    return found


def _digest(placed: PlacedGoal) -> str:
    """What a goal says, apart from the readings under it, which are rows, its alerts, which are rules, and from where it stands."""
    return hashlib.sha256(placed.goal.model_copy(update={"readings": (), "alerts": ()}).model_dump_json().encode()).hexdigest()[:16]


def _last_closed(watermark: datetime, zone: str) -> date:
    """The last day that is over in a zone at a time in UTC."""
    day = watermark.date() + timedelta(days=1)
    while closing(day, zone)[0].replace(tzinfo=None) > watermark:
        day -= timedelta(days=1)
    return day


__all__ = ["LATENESS", "Aside", "Batch", "Changes", "Keeper"]
