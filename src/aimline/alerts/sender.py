"""The sender: carries what lies in the outbox to its routes, behind the back of whoever fills it.

One thread looks after the outbox, on a connection of its own; a thread a route that has something to do carries it, one alert after the other. So a receiver
that is slow or dead holds up its own route alone. What has arrived is noted before the route is given more; a sender that is killed in between delivers those
alerts again when it is started again, with the same ids: at least once.
"""

import json
import queue
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from aimline.alerts import outbox
from aimline.alerts.clock import Clock, SystemClock
from aimline.alerts.delivery import Failed, Letter, Receiver
from aimline.alerts.outbox import Item, Outcome
from aimline.alerts.retry import Policy
from aimline.alerts.routes import Route
from aimline.text.messages import isolate, messages

_TOGETHER = 20
"""Items that a route is given at once."""
_LOOK = 30.0
"""Seconds after which the outbox is looked into again, whatever was found: somebody else may have put back what was put aside."""
_SOON = 5.0
"""Seconds after which a first try that failed is told of at once; before, the second one may do: a server that stumbles is no news."""
_AGAIN = 1.0
"""Seconds after which an outbox that could not be read or written is tried again."""


class Outlet(NamedTuple):
    """A route with what carries its alerts."""

    route: Route
    receiver: Receiver


class Told(NamedTuple):
    """Something about a route that a person should know, in each language."""

    route: str
    what: Literal["failing", "again", "aside", "orphan", "state"]
    """It does not take alerts; it takes them again; one was put aside; alerts wait for it, and it is there no more; the outbox cannot be read or written."""
    message: Mapping[str, str]


@dataclass(slots=True)
class Figures:
    """What the sender has done since it was made, by route: alerts that arrived, tries that failed, alerts put aside."""

    sent: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)


class _Done(NamedTuple):
    """A route has carried what it was given, or was stopped by a failure."""

    route: str


class _Tried(NamedTuple):
    """What came of one item."""

    route: str
    item: Item
    at: float
    failure: Failed | None


def _in_a_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="aimline-delivery", daemon=True).start()


class Sender:
    """Delivers the outbox of a state file until it is closed.

    `connect` opens a connection to the state file: it is called in the thread that uses it. `told` is called in a thread of the sender. `run` starts a piece of
    work that may wait for the network.
    """

    def __init__(
        self,
        connect: Callable[[], sqlite3.Connection],
        outlets: Sequence[Outlet],
        *,
        clock: Clock | None = None,
        policy: Policy | None = None,
        seed: str = "",
        told: Callable[[Told], None] = lambda told: None,
        at_once: int = 32,
        titles: Mapping[str, Mapping[str, str]] | None = None,
        run: Callable[[Callable[[], None]], None] = _in_a_thread,
    ) -> None:
        self.figures = Figures()
        self._connect, self._outlets, self._clock = connect, {outlet.route.name: outlet for outlet in outlets}, clock or SystemClock()
        self._policy, self._seed, self._listener, self._at_once, self._run = policy or Policy(), seed, told, at_once, run
        self._titles = titles or {}
        self._connection: sqlite3.Connection | None = None
        self._busy: set[str] = set()
        self._failing: set[str] = set()
        self._untold: Counter[str] = Counter()
        """Alerts that were put aside after one that was told of, with none that arrived in between."""
        self._looked, self._broken = False, False
        self._turn = list(self._outlets)
        self._arrived: queue.SimpleQueue[_Tried | _Done] = queue.SimpleQueue()
        self._unsettled: list[_Tried | _Done] = []
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._quiet = threading.Condition()
        self._next: float | None = None
        self._asked, self._answered, self._under_way = 0, 0, False
        self._thread: threading.Thread | None = None

    # for whoever fills the outbox

    def start(self) -> None:
        """Begin to deliver in the background."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="aimline-outbox", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Look into the outbox now: call it after each commit that may have laid something out."""
        with self._quiet:
            self._asked += 1
        self._woken.set()

    def drain(self, within: float) -> bool:
        """Wait until nothing is left to do, for so many seconds at most: what fails meanwhile is tried again when its time comes, what is held by quiet hours
        or must wait for longer is not waited for. Whether all that was due is done.
        """
        self.start()
        self.wake()
        until = self._clock.now() + within

        def done() -> bool:
            return self._answered == self._asked and not self._under_way and (self._next is None or self._next > until)

        with self._quiet:
            return self._quiet.wait_for(done, within)

    def close(self, within: float = 10.0) -> bool:
        """Stop: nothing more is begun, what is under way may take so many seconds more, then it is let go of (and delivered anew in the next run). Whether
        everything under way came to its end.
        """
        self._stopping.set()
        self._woken.set()
        ended = True
        if self._thread is not None:
            self._thread.join(within)
            ended = not self._thread.is_alive()
        for outlet in self._outlets.values():
            outlet.receiver.close()
        if not ended and self._thread is not None:
            # those that were let go of say so; what they say is noted
            self._thread.join(1.0)
        return ended

    # the thread that looks after the outbox

    def _loop(self) -> None:
        try:
            while not (self._stopping.is_set() and not self._busy):
                wait = self.step()
                self._woken.wait(_LOOK if wait is None else min(wait, _LOOK))
                self._woken.clear()
            self.step()
            for name in list(self._untold):
                self._tell_of_more(name)
        finally:
            if self._connection is not None:
                self._connection.close()

    def step(self) -> float | None:
        """Note what has arrived and hand out what is due; seconds until there is something to do again, None where only news can bring it."""
        with self._quiet:
            asked = self._asked
        try:
            self._look_for_orphans()
            self._settle()
            following = None if self._stopping.is_set() else self._hand_out()
            self._broken = False
        except sqlite3.Error as error:
            if not self._broken:
                self._told(Told("", "state", messages("delivery.state", reason=isolate(str(error)))))
            self._broken = True
            following = self._clock.now() + _AGAIN
        with self._quiet:
            # those who wait see what a whole step came to, never the middle of one
            self._next, self._answered, self._under_way = following, asked, bool(self._busy)
            self._quiet.notify_all()
        return None if following is None else max(0.0, following - self._clock.now())

    def _state(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _told(self, told: Told) -> None:
        # whoever listens may be gone (a closed standard error): alerts go on
        with suppress(Exception):
            self._listener(told)

    def _look_for_orphans(self) -> None:
        """Say once for which routes alerts wait that are there no more."""
        if self._looked:
            return
        waiting = [(route, number) for (route, state), number in outbox.counts(self._state()).items() if state == "waiting" and route not in self._outlets]
        self._looked = True
        for route, number in waiting:
            self._told(Told(route, "orphan", messages("delivery.orphan", route=isolate(route), n=number)))

    def _settle(self) -> None:
        while True:
            try:
                self._unsettled.append(self._arrived.get_nowait())
            except queue.Empty:
                break
        if not self._unsettled:
            return
        tried = [one for one in self._unsettled if isinstance(one, _Tried)]
        outcomes = [self._outcome(one) for one in tried]
        if outcomes:
            connection = self._state()
            connection.execute("BEGIN IMMEDIATE")
            try:
                outbox.settle(connection, outcomes)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        # only what is noted is free to be handed out again
        self._busy -= {one.route for one in self._unsettled if isinstance(one, _Done)}
        self._unsettled = []
        for one, outcome in zip(tried, outcomes, strict=True):
            self._say(one, outcome)

    def _outcome(self, tried: _Tried) -> Outcome:
        if tried.failure is None:
            return Outcome(tried.item.seq, "sent", tried.at)
        again = self._policy.next_at(tried.item, tried.failure, tried.at, self._seed)
        if again is None:
            return Outcome(tried.item.seq, "failed", tried.at, 0.0, tried.failure.message)
        return Outcome(tried.item.seq, "waiting", tried.at, again, tried.failure.message)

    def _say(self, tried: _Tried, outcome: Outcome) -> None:
        name = tried.route
        if tried.failure is None:
            self.figures.sent[name] += 1
            if name in self._failing:
                self._failing.discard(name)
                self._tell_of_more(name)
                self._told(Told(name, "again", messages("delivery.again", route=isolate(name))))
            return
        self.figures.failures[name] += 1
        if outcome.state == "failed":
            self.figures.aside[name] += 1
            if name in self._untold:
                # a receiver that is gone refuses all: one line says why, another how many
                self._untold[name] += 1
                return
            self._untold[name] = 0
            self._failing.add(name)
            self._told(Told(name, "aside", messages("delivery.aside", route=isolate(name), alert=isolate(tried.item.alert), reason=tried.failure.message)))
        elif name not in self._failing and (tried.item.attempts or outcome.next_at - tried.at > _SOON):
            self._failing.add(name)
            self._told(Told(name, "failing", messages("delivery.failing", route=isolate(name), reason=tried.failure.message)))

    def _tell_of_more(self, name: str) -> None:
        """How many more were put aside since one was told of."""
        number = self._untold.pop(name, 0)
        if number:
            self._told(Told(name, "aside", messages("delivery.aside_more", route=isolate(name), n=number)))

    def _hand_out(self) -> float | None:
        """Give every route that is free what is due; the earliest time at which one is to be looked at again."""
        now, following = self._clock.now(), []
        connection = self._state()
        for name in list(self._turn):
            if name in self._busy:
                continue
            outlet = self._outlets[name]
            held = outlet.route.held_until(now)
            if held is not None:
                following.append(held)
                if outlet.route.hold_critical:
                    continue
            items, at = outbox.due(connection, name, now, _TOGETHER, critical=held is not None)
            if at is not None and not items:
                following.append(at)
            if not items:
                continue
            if len(self._busy) >= self._at_once:
                # who is done wakes us
                break
            self._busy.add(name)
            # whoever had a turn comes last in the next
            self._turn.remove(name)
            self._turn.append(name)
            self._run(lambda outlet=outlet, items=items: self._carry(outlet, items))  # type: ignore[misc]
        return min(following, default=None)

    # the threads of routes

    def _carry(self, outlet: Outlet, items: Sequence[Item]) -> None:
        name = outlet.route.name
        try:
            for item in items:
                if self._stopping.is_set() or item.next_at > self._clock.now():
                    break
                failure: Failed | None = None
                try:
                    outlet.receiver.deliver(Letter(item.line, json.loads(item.line), self._titles))
                except Failed as error:
                    failure = error
                except Exception as error:  # a mistake of ours or of a library must not silence a route
                    failure = Failed(messages("delivery.broken", what=isolate(type(error).__name__)))
                self._arrived.put(_Tried(name, item, self._clock.now(), failure))
                self._woken.set()
                if failure is not None:
                    break
        finally:
            self._arrived.put(_Done(name))
            self._woken.set()
