"""Delivery of alerts to one route, beside what nothing can be quicker than: the same requests, one connection each, with nobody noting what arrived; and the
same lines, each on the disk before the next.
"""

import http.client
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from aimline.alerts import outbox
from aimline.alerts.clock import SystemClock
from aimline.alerts.delivery.network import SystemNetwork
from aimline.alerts.delivery.targets import Means, receiver
from aimline.alerts.model import Alert, identity
from aimline.alerts.routes import Route
from aimline.alerts.sender import Outlet, Sender
from aimline.alerts.state import State

Bench = Callable[..., Any]
STANDING = {"text": "Gain 100 Instagram followers", "why": {"en": "x" * 200, "ar": "س" * 200, "fr": "x" * 200}, "done": 0.5}


def many(config: pytest.Config) -> int:
    """Alerts: few where nothing is timed."""
    return 20 if config.getoption("benchmark_disable") else 1000


@pytest.fixture(scope="module")
def alerts(pytestconfig: pytest.Config) -> list[Alert]:
    first, found = date(2026, 1, 1), []
    for number in range(many(pytestconfig)):
        day = first + timedelta(days=number)
        found.append(Alert(identity("g", "behind", day, "behind"), day, "g", "behind", "warning", "on_track", "behind", STANDING, STANDING["why"]))  # type: ignore[arg-type]
    return found


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server on this machine that takes everything."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def serve() -> None:
        with suppress(OSError):
            while True:
                wire, _ = listener.accept()
                with wire, wire.makefile("rb") as stream:
                    length = 0
                    while line := stream.readline().strip():
                        if line.lower().startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                    stream.read(length)
                    wire.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def laid_out(file: Path, alerts: list[Alert], target: str) -> Sender:
    """A state with alerts for one route, and what carries them."""
    for name in (file, *file.parent.glob(f"{file.name}-*")):
        name.unlink(missing_ok=True)
    route = Route("r", target)
    with State(file) as state, state.transaction() as connection:
        connection.executemany(
            "INSERT INTO alerts (id, at, goal, line) VALUES (?, ?, ?, ?)", [(one.id, one.at.isoformat(), one.goal, one.json()) for one in alerts]
        )
        outbox.enqueue(connection, alerts, [route])
    means = Means({}, SystemNetwork(), SystemClock(), ("en",), private=True)
    return Sender(lambda: outbox.connect(str(file)), [Outlet(route, receiver(route, means))])


def drained(sender: Sender) -> int:
    assert sender.drain(120)
    sender.close()
    return sender.figures.sent["r"]


@pytest.mark.benchmark(group="deliver to a webhook")
@pytest.mark.parametrize("shape", ["json", "slack"])
def test_outbox_to_a_webhook(benchmark: Bench, alerts: list[Alert], port: int, tmp_path: Path, shape: str) -> None:
    def setup() -> tuple[tuple[Sender], dict[str, Any]]:
        return (laid_out(tmp_path / "state", alerts, f"{shape}+http://127.0.0.1:{port}/"),), {}

    assert benchmark.pedantic(drained, setup=setup, rounds=3) == len(alerts)  # type: ignore[attr-defined]


@pytest.mark.benchmark(group="deliver to a webhook")
def test_bare_requests(benchmark: Bench, alerts: list[Alert], port: int) -> None:
    def post() -> int:
        for one in alerts:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("POST", "/", one.json().encode())
            assert connection.getresponse().status == 204
            connection.close()
        return len(alerts)

    assert benchmark.pedantic(post, rounds=3) == len(alerts)  # type: ignore[attr-defined]


@pytest.mark.benchmark(group="deliver to a file")
def test_outbox_to_a_file(benchmark: Bench, alerts: list[Alert], tmp_path: Path) -> None:
    def setup() -> tuple[tuple[Sender], dict[str, Any]]:
        return (laid_out(tmp_path / "state", alerts, f"file:{tmp_path}/log"),), {}

    assert benchmark.pedantic(drained, setup=setup, rounds=3) == len(alerts)  # type: ignore[attr-defined]


@pytest.mark.benchmark(group="deliver to a file")
def test_bare_lines(benchmark: Bench, alerts: list[Alert], tmp_path: Path) -> None:
    def write() -> int:
        with (tmp_path / "bare").open("ab", buffering=0) as stream:
            for one in alerts:
                stream.write(one.json().encode() + b"\n")
                os.fsync(stream.fileno())
        return len(alerts)

    assert benchmark.pedantic(write, rounds=3) == len(alerts)  # type: ignore[attr-defined]
