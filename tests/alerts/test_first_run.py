"""A first run over old exports says everything and delivers what is of the last days."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from aimline.alerts.keeper import Batch, Keeper
from aimline.alerts.routes import Route
from aimline.alerts.rules import shipped
from aimline.alerts.state import State
from aimline.alerts.watch import Watch
from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.goals.model import PlacedGoal
from aimline.language import parse_goals_file
from aimline.metrics.model.log import MetricRow
from aimline.text.position import Source

FIRST = datetime(2026, 3, 2)
ROUTES = [Route("people", "file:people"), Route("archive", "file:archive", since=date(2020, 1, 1))]


def goals() -> list[PlacedGoal]:
    return compile_files([parse_goals_file(Source("Gain 300 followers on Instagram in 60 days\n  start: 2026-03-02\n"))], FIRST.date(), load_catalogue())


def rows(first: int, last: int) -> list[MetricRow]:
    return [
        MetricRow(FIRST + timedelta(days=day), None, "instagram", "followers", 1000.0 + (6 * day if day % 20 < 10 else day), "count")
        for day in range(first, last)
    ]


def delivered(state: State, route: str) -> list[str]:
    return [alert for (alert,) in state.connection.execute("SELECT alert FROM outbox WHERE route = ? ORDER BY seq", [route])]


class Given:
    """An input that gives rows a batch at a time."""

    id, behind = "given", False

    def __init__(self, batches: list[Batch]) -> None:
        self.ended, self.notes, self.errors, self.batches = False, [], [], batches

    def read(self, wait: float) -> list[Batch]:
        return [self.batches.pop(0)] if self.batches else []

    def committed(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize("size", [5, 100])
def test_what_is_long_over_stays_in_the_log(size: int) -> None:
    told: list[str] = []
    with State(":memory:") as state:
        keeper = Keeper(state, goals(), shipped(), load_catalogue(), routes=ROUTES, past=False)
        old = rows(0, 40)
        watch = Watch(keeper, [Given([Batch("-", rows=old[place : place + size]) for place in range(0, 40, size)])], told=lambda text: told.append(text["en"]))
        said = list(watch.run(once=True))
        since = date.fromordinal(keeper._closed["UTC"] - 6)
        recent = [alert for alert in said if alert.at >= since]
        assert 0 < len(recent) < len(said)
        assert delivered(state, "people") == [alert.id for alert in recent]
        assert delivered(state, "archive") == [alert.id for alert in said]
        assert len(told) == 1
        assert told[0].startswith(f"{len(said) - len(recent)} alerts about days before {since}")
        # what comes later is delivered, in this run and the next; what is late and of the past is not
        more = keeper.take([Batch("-", rows=rows(40, 50))])
        keeper = Keeper(state, goals(), shipped(), load_catalogue(), routes=ROUTES, past=False)
        more += keeper.take([Batch("-", rows=rows(50, 63))])
        assert more
        late = keeper.take([Batch("-", rows=[row._replace(value=1000.0 + 9 * day) for day, row in enumerate(rows(0, 30))])])
        assert [alert.to for alert in late if alert.at < since]
        assert set(delivered(state, "people")) == {alert.id for alert in (*recent, *more, *late) if alert.at >= since}
        # unless somebody asks for it after all
        Keeper(state, goals(), shipped(), load_catalogue(), routes=ROUTES, past=True)
        assert set(delivered(state, "people")) == {alert.id for alert in (*said, *more, *late)}


def test_a_run_that_is_killed_while_it_catches_up_goes_on_so() -> None:
    with State(":memory:") as state:
        keeper = Keeper(state, goals(), shipped(), load_catalogue(), routes=ROUTES, past=False)
        said = keeper.take([Batch("-", rows=rows(0, 20))])
        assert said
        assert not delivered(state, "people")
        keeper = Keeper(state, goals(), shipped(), load_catalogue(), routes=ROUTES, past=False)
        said += keeper.take([Batch("-", rows=rows(20, 40))])
        assert not delivered(state, "archive")
        assert keeper.caught_up() is not None
        assert delivered(state, "archive") == [alert.id for alert in said]
        assert set(delivered(state, "people")) < set(delivered(state, "archive"))


def test_a_state_of_an_earlier_version_delivers_as_it_did() -> None:
    with State(":memory:") as state:
        Keeper(state, goals(), shipped(), load_catalogue(), routes=ROUTES).take([Batch("-", rows=rows(0, 20))])
        state.connection.execute("DELETE FROM meta WHERE name = 'delivered-since'")
        keeper = Keeper(state, goals(), shipped(), load_catalogue(), routes=[replace(ROUTES[0])], past=False)
        more = keeper.take([Batch("-", rows=rows(20, 40))])
        assert {alert.id for alert in more} <= set(delivered(state, "people"))
