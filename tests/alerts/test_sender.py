"""What lies in the outbox arrives: at least once at every route that lives, in order, whatever fails on the way."""

import json
import random
import sqlite3
import subprocess
import sys
import threading
import time as timing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from receiving import cut, cut_within, garbage, late, receiving, silent, slow, status

from aimline.alerts import outbox
from aimline.alerts.clock import SystemClock
from aimline.alerts.delivery import Failed, Letter
from aimline.alerts.delivery.network import SystemNetwork
from aimline.alerts.delivery.targets import Means, receiver
from aimline.alerts.model import Alert, Severity, identity
from aimline.alerts.retry import Policy
from aimline.alerts.routes import Quiet, Route
from aimline.alerts.sender import Outlet, Sender, Told
from aimline.alerts.state import migrations
from often import often

NOON = 1_800_000_000.0
WHY = {"en": "no", "ar": "لا", "fr": "non"}


def alert(number: int, severity: Severity = "warning", *, revises: str | None = None, goal: str = "g", rule: str = "behind", **standing: object) -> Alert:
    at = date.fromordinal(740_000 + number)
    return Alert(identity(goal, rule, at, "behind", revises), at, goal, rule, severity, "on_track", "behind", standing, WHY, revises)


def state(path: Path | str = ":memory:") -> sqlite3.Connection:
    """A state file, without its lock."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = WAL")
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").fetchone():
        for script in migrations():
            connection.executescript(script)
    return connection


def say(connection: sqlite3.Connection, alerts: Sequence[Alert], routes: Sequence[Route], **more: object) -> int:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT OR IGNORE INTO alerts (id, at, line) VALUES (?, ?, ?)", [(one.id, one.at.isoformat(), one.json()) for one in alerts])
    laid = outbox.enqueue(connection, alerts, routes, **more)  # type: ignore[arg-type]
    connection.execute("COMMIT")
    return laid


@dataclass
class Hand:
    """A clock that is turned by hand."""

    at: float = NOON

    def now(self) -> float:
        return self.at


@dataclass
class Post:
    """A receiver that does what it is told: `answers` are asked in turn, what they are out of is taken."""

    answers: list[Failed | None] = field(default_factory=list)
    got: list[str] = field(default_factory=list)
    tries: list[float] = field(default_factory=list)
    clock: Hand = field(default_factory=Hand)
    always: Failed | None = None

    def deliver(self, letter: Letter) -> None:
        self.tries.append(self.clock.at)
        failure = self.answers.pop(0) if self.answers else self.always
        if failure is None or failure.message.get("en") == "arrived, but nobody said so":
            self.got.append(letter.id)
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Nothing is under way."""


def temporary(after: float | None = None) -> Failed:
    return Failed(WHY, retry_after=after)


def refused() -> Failed:
    return Failed(WHY, permanent=True)


def by_hand(connection: sqlite3.Connection, posts: dict[str, Post], clock: Hand, routes: Sequence[Route] = (), **more: object) -> Sender:
    """A sender without threads."""
    known = {route.name: route for route in routes}
    for post in posts.values():
        post.clock = clock
    outlets = [Outlet(known.get(name, Route(name, "")), post) for name, post in posts.items()]
    return Sender(lambda: connection, outlets, clock=clock, run=lambda work: work(), **more)  # type: ignore[arg-type]


def play(sender: Sender, clock: Hand, *, until: float = NOON + 10 * 86400, steps: int = 100_000) -> None:
    """Turn the clock on until nothing is left to do."""
    for _ in range(steps):
        wait = sender.step()
        if not sender._arrived.empty():
            continue
        if wait is None or clock.at + wait > until:
            return
        clock.at += wait
    raise AssertionError("it never ends")


def test_who_stumbles_once_is_no_news() -> None:
    connection, clock, told = state(), Hand(), list[Told]()
    post = Post([temporary(), None, temporary(), None, temporary(), temporary(), None])
    sender = by_hand(connection, {"r": post}, clock, told=told.append)
    alerts = [alert(number) for number in range(3)]
    say(connection, alerts, [Route("r", "")])
    play(sender, clock)
    assert post.got == [one.id for one in alerts]
    assert sender.figures.failures["r"] == 4
    assert [one.what for one in told] == ["failing", "again"]
    # who asks to be left alone for long is told of at once
    connection, told = state(), []
    sender = by_hand(connection, {"r": Post([temporary(120.0), None])}, clock, told=told.append)
    say(connection, alerts[:1], [Route("r", "")])
    play(sender, clock)
    assert [one.what for one in told] == ["failing", "again"]


def states(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    return dict(outbox.counts(connection))  # type: ignore[arg-type]


FAILURES = st.one_of(
    st.none(),
    st.floats(0, 3600).map(temporary),
    st.builds(lambda: Failed({"en": "arrived, but nobody said so", "ar": "", "fr": ""})),
    st.builds(temporary),
)


@settings(max_examples=often(40))
@given(st.lists(st.lists(FAILURES, max_size=12), min_size=1, max_size=4), st.lists(st.integers(1, 5), min_size=1, max_size=4), st.integers(0, 9))
def test_whatever_fails_all_arrive_in_order(answers: list[list[Failed | None]], batches: list[int], seed: int) -> None:
    connection, clock = state(), Hand()
    routes = [Route(f"r{number}", "") for number in range(len(answers))]
    posts = {route.name: Post(list(given)) for route, given in zip(routes, answers, strict=True)}
    posts["dead"] = Post(always=temporary())
    routes.append(Route("dead", ""))
    sender = by_hand(connection, posts, clock, routes, seed=str(seed), policy=Policy(tries=50))
    said: list[str] = []
    for batch in batches:
        alerts = [alert(len(said) + number) for number in range(batch)]
        said += [one.id for one in alerts]
        say(connection, alerts, routes)
        sender.step()
    play(sender, clock, until=NOON + 86400)
    for name, post in posts.items():
        if name == "dead":
            assert not post.got
            continue
        # once each in order, and what was heard twice was heard again at once, before anything else
        assert list(dict.fromkeys(post.got)) == said
        assert [one for place, one in enumerate(post.got) if place == 0 or post.got[place - 1] != one] == said
        assert states(connection)[name, "sent"] == len(said)


ACTIONS = st.lists(st.one_of(st.integers(1, 4), st.sampled_from(["step", "step", "kill", "hour"])), min_size=1, max_size=25)


@settings(max_examples=often(60))
@given(ACTIONS, st.lists(FAILURES, max_size=12), st.integers(1, 3))
def test_wherever_it_is_killed_nothing_is_lost(actions: list[int | str], answers: list[Failed | None], at_once: int) -> None:
    connection, clock = state(), Hand()
    routes = [Route("r", ""), Route("critical", "", severity="critical")]
    posts = {"r": Post(list(answers)), "critical": Post()}
    work: list[Callable[[], None]] = []

    def fresh() -> Sender:
        work.clear()
        outlets = [Outlet(route, posts[route.name]) for route in routes]
        return Sender(lambda: connection, outlets, clock=clock, run=work.append, at_once=at_once)

    for post in posts.values():
        post.clock = clock
    sender, said = fresh(), list[Alert]()
    for action in actions:
        if isinstance(action, int):
            alerts = [alert(len(said) + number, "critical" if number % 2 else "info") for number in range(action)]
            said += alerts
            say(connection, alerts, routes)
        elif action == "step":
            sender.step()
            if work:
                work.pop(0)()
        elif action == "kill":
            # what was delivered and not noted is forgotten, what was handed out and not delivered, too
            sender = fresh()
        else:
            clock.at += 3600
    while (wait := sender.step()) is not None or work or not sender._arrived.empty():
        if work:
            work.pop(0)()
        elif sender._arrived.empty():
            clock.at += wait or 0.0
    wanted = {"r": [one.id for one in said], "critical": [one.id for one in said if one.severity == "critical"]}
    for name, ids in wanted.items():
        assert list(dict.fromkeys(posts[name].got)) == ids
        assert outbox.counts(connection).get((name, "sent"), 0) == len(ids)


def test_a_pause_doubles_and_is_the_same_in_every_run() -> None:
    runs = []
    for _ in range(2):
        connection, clock = state(), Hand()
        post = Post([temporary()] * 12)
        sender = by_hand(connection, {"r": post}, clock, seed="7")
        say(connection, [alert(1)], [Route("r", "")])
        play(sender, clock)
        runs.append(post.tries)
    pauses = [later - earlier for earlier, later in zip(runs[0], runs[0][1:], strict=False)]
    assert runs[0] == runs[1]
    assert len(pauses) == 12
    for number, pause in enumerate(pauses):
        full = min(900.0, 2.0**number)
        assert full / 2 <= pause <= full
    assert len({round(pause / min(900.0, 2.0**number), 6) for number, pause in enumerate(pauses)}) == 12


def test_who_asks_to_be_left_alone_is_left_alone() -> None:
    connection, clock = state(), Hand()
    post = Post([temporary(120.0), temporary(10.0**9)])
    sender = by_hand(connection, {"r": post}, clock)
    say(connection, [alert(1)], [Route("r", "")])
    play(sender, clock)
    assert post.tries[1] - post.tries[0] == 120.0
    # nobody is left alone for years
    assert post.tries[2] - post.tries[1] == 86400.0


def test_what_is_refused_is_put_aside_and_told_and_can_be_tried_again() -> None:
    connection, clock, told = state(), Hand(), list[Told]()
    post = Post([refused()] * 3)
    sender = by_hand(connection, {"r": post}, clock, told=told.append)
    alerts = [alert(1), alert(2)]
    say(connection, alerts, [Route("r", "")])
    play(sender, clock)
    assert post.got == [alerts[1].id]
    assert len(post.tries) == 4
    assert [one.what for one in told] == ["failing", "aside", "again"]
    assert all(set(one.message) == {"en", "ar", "fr"} for one in told)
    assert alerts[0].id in told[1].message["ar"]
    (aside,) = outbox.entries(connection, "failed")
    assert (aside.alert, aside.attempts, aside.error) == (alerts[0].id, 3, WHY)
    assert sender.figures.sent["r"] == 1
    assert sender.figures.aside["r"] == 1
    assert outbox.retry(connection, route="other") == 0
    assert outbox.retry(connection, alert=alerts[0].id) == 1
    play(sender, clock)
    assert post.got == [alerts[1].id, alerts[0].id]


def test_who_refuses_everything_is_told_of_once_with_how_much_it_was() -> None:
    connection, clock, told = state(), Hand(), list[Told]()
    post = Post([refused()] * 12)
    sender = by_hand(connection, {"r": post}, clock, told=told.append)
    say(connection, [alert(number) for number in range(5)], [Route("r", "")])
    play(sender, clock)
    assert [one.what for one in told] == ["failing", "aside", "aside", "again"]
    assert alert(0).id in told[1].message["en"]
    assert told[2].message["en"].startswith("3 more alerts")
    assert post.got == [alert(4).id]
    assert sender.figures.aside["r"] == 4


def test_who_cannot_be_reached_is_given_up_after_days_and_many_tries() -> None:
    connection, clock = state(), Hand()
    post = Post(always=temporary())
    sender = by_hand(connection, {"r": post}, clock)
    say(connection, [alert(1)], [Route("r", "")])
    play(sender, clock)
    assert states(connection) == {("r", "failed"): 1}
    assert 48 * 3600 <= post.tries[-1] - post.tries[0] < 49 * 3600
    # seldom tried is not often failed: one look a day is not given up after two
    connection, clock = state(), Hand()
    post = Post([temporary()] * 5)
    say(connection, [alert(1)], [Route("r", "")])
    sender = by_hand(connection, {"r": post}, clock)
    for _ in range(6):
        sender.step()
        sender.step()
        assert not post.got or len(post.tries) == 6
        clock.at += 86400
    assert len(post.got) == 1


def test_a_sender_that_is_killed_delivers_again_with_the_same_id(tmp_path: Path) -> None:
    file = tmp_path / "state"
    connection, clock = state(file), Hand()
    alerts = [alert(number) for number in range(5)]
    say(connection, alerts, [Route("r", "")])
    post = Post()
    outlets = [Outlet(Route("r", ""), post)]
    # all are delivered, and nothing is noted
    Sender(lambda: state(file), outlets, clock=clock, run=lambda work: work()).step()
    assert len(post.got) == 5
    second = Sender(lambda: state(file), outlets, clock=clock, run=lambda work: work())
    play(second, clock)
    assert post.got == [one.id for one in alerts] * 2
    play(Sender(lambda: state(file), outlets, clock=clock, run=lambda work: work()), clock)
    assert len(post.got) == 10


def test_the_same_alert_is_laid_out_once() -> None:
    connection, route = state(), Route("r", "")
    assert say(connection, [alert(1), alert(1)], [route]) == 1
    assert say(connection, [alert(1)], [route]) == 0


def test_what_takes_an_alert_back_goes_where_that_alert_went() -> None:
    connection, loud, all_ = state(), Route("loud", "", severity="critical"), Route("all", "")
    first, other = alert(1, "critical"), alert(2, "warning")
    say(connection, [first, other], [loud, all_])
    back = [alert(3, "info", revises=first.id), alert(4, "info", revises=other.id)]
    say(connection, back, [loud, all_])
    went = [(one.alert, one.route) for one in outbox.entries(connection)]
    assert went == [(first.id, "loud"), (first.id, "all"), (other.id, "all"), (back[0].id, "all"), (back[0].id, "loud"), (back[1].id, "all")]


def quiet(start: str, end: str, zone: str = "Asia/Riyadh") -> Quiet:
    return Quiet(time.fromisoformat(start), time.fromisoformat(end), ZoneInfo(zone))


def test_quiet_hours_hold_all_but_what_is_critical() -> None:
    # NOON is 11:00 in Riyadh
    route = Route("r", "", quiet=quiet("09:00", "13:30"))
    strict = Route("s", "", quiet=quiet("09:00", "13:30"), hold_critical=True)
    connection, clock = state(), Hand()
    posts = {"r": Post(), "s": Post()}
    sender = by_hand(connection, posts, clock, [route, strict])
    alerts = [alert(1), alert(2, "critical"), alert(3, "info")]
    say(connection, alerts, [route, strict])
    for _ in range(3):
        wait = sender.step()
    assert wait == 2.5 * 3600
    assert posts["r"].got == [alerts[1].id]
    assert posts["s"].got == []
    play(sender, clock)
    assert posts["r"].got == [alerts[1].id, alerts[0].id, alerts[2].id]
    assert posts["s"].got == [one.id for one in alerts]


@pytest.mark.parametrize(
    ("zone", "hours", "now", "until"),
    [
        ("UTC", ("22:00", "08:00"), "2026-12-01T23:00", "2026-12-02T08:00"),
        ("UTC", ("22:00", "08:00"), "2026-12-02T07:59", "2026-12-02T08:00"),
        ("UTC", ("22:00", "08:00"), "2026-12-02T08:00", None),
        ("UTC", ("22:00", "08:00"), "2026-12-02T21:59", None),
        ("UTC", ("22:00", "08:00"), "2026-12-02T22:00", "2026-12-03T08:00"),
        ("UTC", ("12:00", "13:00"), "2026-12-02T12:30", "2026-12-02T13:00"),
        ("UTC", ("12:00", "12:00"), "2026-12-02T11:59", "2026-12-02T12:00"),
        # the night has 9 hours where clocks go forward, 11 where they go back
        ("Europe/Paris", ("22:00", "08:00"), "2026-03-28T21:30", "2026-03-29T06:00"),
        ("Europe/Paris", ("22:00", "08:00"), "2026-10-24T21:30", "2026-10-25T07:00"),
        ("Asia/Riyadh", ("22:00", "08:00"), "2026-12-01T18:59", None),
        ("Asia/Riyadh", ("22:00", "08:00"), "2026-12-01T19:00", "2026-12-02T05:00"),
    ],
)
def test_when_it_is_quiet(zone: str, hours: tuple[str, str], now: str, until: str | None) -> None:
    from datetime import UTC, datetime

    def instant(text: str) -> float:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()

    assert quiet(*hours, zone).until(instant(now)) == (None if until is None else instant(until))


def test_a_dead_route_and_a_slow_one_hold_up_nobody(tmp_path: Path) -> None:
    file = tmp_path / "state"
    connection = state(file)
    hanging, arrived = threading.Event(), threading.Event()

    class Hanging(Post):
        def deliver(self, letter: Letter) -> None:
            hanging.wait(30)
            super().deliver(letter)

        def close(self) -> None:
            hanging.set()

    class Last(Post):
        def deliver(self, letter: Letter) -> None:
            super().deliver(letter)
            if len(self.got) == 50:
                arrived.set()

    slow, dead, lively = Hanging(), Post(always=temporary()), Last()
    routes = [Route("slow", ""), Route("dead", ""), Route("lively", "")]
    sender = Sender(lambda: state(file), [Outlet(route, post) for route, post in zip(routes, (slow, dead, lively), strict=True)])
    sender.start()
    alerts = [alert(number) for number in range(50)]
    for one in alerts:
        say(connection, [one], routes)
        sender.wake()
    assert arrived.wait(10)
    assert lively.got == [one.id for one in alerts]
    assert slow.got == dead.got == []
    assert not sender.close(0.05)
    counted = states(connection)
    assert counted["lively", "sent"] == 50
    # what was let go of came to its end after all, and that is noted; no more was begun
    assert counted["slow", "sent"] == 1


def test_draining_waits_for_what_is_due(tmp_path: Path) -> None:
    file = tmp_path / "state"
    connection = state(file)
    routes = [Route("r", ""), Route("held", "", quiet=Quiet(time(0), time(0), ZoneInfo("UTC"))), Route("later", "")]
    posts = [Post([temporary(), temporary()]), Post(), Post([temporary(3600.0)])]
    policy = Policy(first=0.01)
    sender = Sender(lambda: state(file), [Outlet(route, post) for route, post in zip(routes, posts, strict=True)], policy=policy)
    alerts = [alert(number) for number in range(30)]
    say(connection, alerts, routes)
    assert sender.drain(20)
    assert posts[0].got == [one.id for one in alerts]
    assert posts[1].got == []
    assert len(posts[2].tries) == 1
    say(connection, [alert(99)], routes)
    assert sender.drain(20)
    assert posts[0].got[-1] == alert(99).id
    assert sender.close()


def test_an_outbox_that_cannot_be_written_delivers_nothing_twice_while_it_lives(tmp_path: Path) -> None:
    file = tmp_path / "state"
    connection, clock, told = state(file), Hand(), list[Told]()
    broken = [False]

    class Full:
        """A connection to a disk that is full now and then."""

        def __init__(self) -> None:
            self.inner = state(file)

        def __getattr__(self, name: str) -> object:
            return getattr(self.inner, name)

        def executemany(self, *args: object) -> object:
            if broken[0]:
                raise sqlite3.OperationalError("database or disk is full")
            return self.inner.executemany(*args)  # type: ignore[arg-type]

    post = Post()
    sender = Sender(lambda: Full(), [Outlet(Route("r", ""), post)], clock=clock, run=lambda work: work(), told=told.append)  # type: ignore[arg-type,return-value]
    say(connection, [alert(1), alert(2)], [Route("r", "")])
    broken[0] = True
    for _ in range(4):
        assert sender.step() is not None or not sender._arrived.empty()
        clock.at += 2
    assert len(post.got) == 2
    assert [one.what for one in told] == ["state"]
    broken[0] = False
    play(sender, clock)
    assert len(post.got) == 2
    assert states(connection) == {("r", "sent"): 2}


def test_a_mistake_in_a_receiver_is_a_failure_like_others() -> None:
    class Wrong(Post):
        def deliver(self, letter: Letter) -> None:
            self.tries.append(0)
            if len(self.tries) < 3:
                raise ZeroDivisionError
            super().deliver(letter)

    connection, clock, told = state(), Hand(), list[Told]()
    post = Wrong()
    sender = by_hand(connection, {"r": post}, clock, told=told.append)
    say(connection, [alert(1)], [Route("r", "")])
    play(sender, clock)
    assert len(post.got) == 1
    assert "ZeroDivisionError" in told[0].message["en"]


def test_nobody_listening_silences_no_route() -> None:
    def gone(told: Told) -> None:
        raise BrokenPipeError

    connection, clock = state(), Hand()
    post = Post([temporary()])
    say(connection, [alert(1)], [Route("r", "")])
    play(by_hand(connection, {"r": post}, clock, told=gone), clock)
    assert post.got == [alert(1).id]


def test_more_routes_than_may_be_busy_all_have_their_turn(tmp_path: Path) -> None:
    connection, clock = state(), Hand()
    routes = [Route(f"r{number}", "") for number in range(10)]
    posts = {route.name: Post() for route in routes}
    work: list[Callable[[], None]] = []
    sender = Sender(lambda: connection, [Outlet(route, posts[route.name]) for route in routes], clock=clock, run=work.append, at_once=3)
    alerts = [alert(number) for number in range(50)]
    say(connection, alerts, routes)
    rng, most = random.Random(5), 0
    for _ in range(1000):
        sender.step()
        most = max(most, len(work))
        if not work:
            break
        work.pop(rng.randrange(len(work)))()
    assert most == 3
    assert all(post.got == [one.id for one in alerts] for post in posts.values())


ROUTES: list[tuple[Route, Alert, Sequence[str], bool]] = [
    (Route("r", ""), alert(1, "info"), (), True),
    (Route("r", "", severity="warning"), alert(1, "info"), (), False),
    (Route("r", "", severity="warning"), alert(1, "critical"), (), True),
    (Route("r", "", rules=("missed", "behind")), alert(1), (), True),
    (Route("r", "", rules=("missed",)), alert(1), (), False),
    (Route("r", "", owners=("سارة",)), alert(1, owner="ساره"), (), True),
    (Route("r", "", owners=("SARA  b",)), alert(1, owner="Sara B"), (), True),
    (Route("r", "", owners=("Sara",)), alert(1, owner=None), (), False),
    (Route("r", "", tags=("Paid",)), alert(1), ("ramadan", "paid"), True),
    (Route("r", "", tags=("paid",)), alert(1), (), False),
    (Route("r", "", severity="critical", tags=("paid",)), alert(1), ("paid",), False),
]


@pytest.mark.parametrize(("route", "one", "tags", "wanted"), ROUTES)
def test_which_alerts_a_route_takes(route: Route, one: Alert, tags: Sequence[str], wanted: bool) -> None:
    connection = state()
    assert route.takes(one, tags) is wanted
    assert say(connection, [one], [route], tags={"g": tags}) == wanted
    assert json.loads(one.json())["id"] == one.id


def test_over_a_real_network_that_fails_all_arrive_at_least_once_in_order(tmp_path: Path) -> None:
    rng = random.Random(11)
    bad = [cut, cut_within, garbage, status(500), status(503, "Retry-After: 0\r\n"), status(429), late, silent, status(204), status(204), status(204)]
    file = tmp_path / "state"
    connection = state(file)
    alerts = [alert(number) for number in range(40)]
    with (
        receiving(*(rng.choice(bad) for _ in range(20))) as one,
        receiving(*(rng.choice(bad) for _ in range(20))) as other,
        receiving(otherwise=status(301, "Location: http://169.254.169.254/\r\n")) as moved,
    ):
        servers = {"one": one, "other": other, "moved": moved}
        routes = [Route(name, server.url(), seconds=0.15) for name, server in servers.items()]
        means = Means({}, SystemNetwork(), SystemClock(), ("en",), private=True)

        def fresh() -> Sender:
            return Sender(lambda: state(file), [Outlet(route, receiver(route, means)) for route in routes], policy=Policy(first=0.01, longest=0.05), seed="3")

        # several runs, each of which is left in the middle
        for number in range(0, 40, 8):
            say(connection, alerts[number : number + 8], routes)
            sender = fresh()
            sender.start()
            sender.wake()
            sender.close(0.1)
        sender = fresh()
        assert sender.drain(60)
        assert sender.close()
    said = [one.id for one in alerts]
    for name in ("one", "other"):
        heard = [request.headers["idempotency-key"] for request in servers[name].requests]
        assert list(dict.fromkeys(heard)) == said
        assert [key for place, key in enumerate(heard) if place == 0 or heard[place - 1] != key] == said
        assert states(connection)[name, "sent"] == 40
        assert all(json.loads(request.body)["id"] == request.headers["idempotency-key"] for request in servers[name].requests)
    assert states(connection)["moved", "failed"] == 40


def test_alerts_for_a_route_that_is_there_no_more_are_told_of_and_kept() -> None:
    connection, clock, told = state(), Hand(), list[Told]()
    say(connection, [alert(1), alert(2)], [Route("old", ""), Route("r", "")])
    post = Post()
    sender = by_hand(connection, {"r": post}, clock, told=told.append)
    play(sender, clock)
    assert [(one.route, one.what) for one in told] == [("old", "orphan")]
    assert "2" in told[0].message["fr"]
    assert states(connection) == {("old", "waiting"): 2, ("r", "sent"): 2}
    again = Post()
    play(by_hand(connection, {"old": again}, clock), clock)
    assert again.got == [alert(1).id, alert(2).id]
    say(connection, [alert(3)], [Route("old", "")])
    assert outbox.drop(connection, "old") == 1
    assert states(connection) == {("old", "sent"): 2, ("r", "sent"): 2}


KILLED = """
import sqlite3, sys
from aimline.alerts import outbox
from aimline.alerts.clock import SystemClock
from aimline.alerts.delivery.network import SystemNetwork
from aimline.alerts.delivery.targets import Means, receiver
from aimline.alerts.retry import Policy
from aimline.alerts.routes import Route
from aimline.alerts.sender import Outlet, Sender
state, *urls = sys.argv[1:]
means = Means({}, SystemNetwork(), SystemClock(), ("en",), private=True)
routes = [Route(f"r{number}", url, seconds=0.5) for number, url in enumerate(urls)]
sender = Sender(lambda: outbox.connect(state), [Outlet(route, receiver(route, means)) for route in routes], policy=Policy(first=0.01, longest=0.05))
print("ready", flush=True)
done = sender.drain(60)
sender.close()
print("done" if done else "late", flush=True)
"""


def test_a_sender_that_is_killed_again_and_again_loses_nothing(tmp_path: Path) -> None:
    rng = random.Random(17)
    file = tmp_path / "state"
    connection = state(file)
    bad = [cut, status(500), slow, status(204), slow, slow]
    alerts = [alert(number) for number in range(60)]
    with (
        receiving(*(rng.choice(bad) for _ in range(60)), otherwise=slow) as one,
        receiving(*(rng.choice(bad) for _ in range(60)), otherwise=slow) as other,
    ):
        routes = [Route("r0", one.url()), Route("r1", other.url())]
        said = ""
        for number in range(6):
            say(connection, alerts[number * 10 : number * 10 + 10], routes)
            words = [sys.executable, "-c", KILLED, str(file), one.url(), other.url()]
            with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
                if number < 5:
                    timing.sleep(rng.uniform(0, 0.12))
                    process.kill()
                said = process.stdout.read()
        assert said == "done\n"
    for server in (one, other):
        heard = [request.headers["idempotency-key"] for request in server.requests]
        assert list(dict.fromkeys(heard)) == [one.id for one in alerts]
        assert len(heard) > 60
    assert states(connection) == {("r0", "sent"): 60, ("r1", "sent"): 60}
