"""Killed at any moment and started again, a watch loses nothing and says nothing twice."""

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from receiving import Receiving, cut, cut_within, garbage, receiving, slow, status

from aimline.alerts.state import State

HERE = Path(__file__).parent
KILLS = 25


@pytest.fixture
def redis_address(tmp_path: Path) -> Iterator[str]:
    """A Redis of its own, where there is one."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server (Debian: apt-get install redis-server)")
    pytest.importorskip("redis")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)], stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}/0?stream=rows"
    finally:
        server.terminate()
        server.wait()


def watched(folder: Path, source: str, kills: int, seed: int, url: str = "") -> tuple[int, int]:
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(HERE / "watching.py"), str(folder), source, str(kills), str(seed), url]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    killed, said = map(int, done.stdout.split())
    return killed, said


def log(folder: Path) -> list[str]:
    with State(folder / "run.state") as state:
        assert state.verify() == []
        return [line for (line,) in state.connection.execute("SELECT line FROM alerts ORDER BY seq")]


def fails_at_random(receiver: Receiving, seed: int) -> None:
    chance = random.Random(seed)
    bad = [status(503), status(500), cut, cut_within, garbage, slow]
    receiver.answers += [chance.choice(bad) if chance.random() < 0.4 else receiver.otherwise for _ in range(5000)]


def nothing_lost_nothing_twice(tmp_path: Path, source: str, kills: int, seed: int) -> None:
    with receiving() as receiver:
        fails_at_random(receiver, seed)
        killed, said = watched(tmp_path / "killed", source, kills, seed, receiver.url())
        # one that failed is delivered again in the end, so the server has all of them; what was cut short with its sender was not taken
        bodies = [request.body.decode() for request in receiver.requests if len(request.body) == int(request.headers["content-length"])]
    assert killed == kills
    watched(tmp_path / "whole", "file", 0, seed)
    wanted = log(tmp_path / "whole")
    assert len(wanted) > 10
    assert said > 0  # by runs that were killed
    assert log(tmp_path / "killed") == wanted
    assert set(bodies) == set(wanted)  # the same id is always the same alert, to the byte
    ids = Counter(json.loads(body)["id"] for body in bodies)
    assert len(ids) == len(wanted)


def test_on_a_file_that_grows(tmp_path: Path) -> None:
    nothing_lost_nothing_twice(tmp_path, "file", KILLS, 1)


def test_on_a_stream_of_redis(tmp_path: Path, redis_address: str) -> None:
    nothing_lost_nothing_twice(tmp_path, redis_address, KILLS, 2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_five_hundred_times(tmp_path: Path, seed: int) -> None:
    nothing_lost_nothing_twice(tmp_path, "file", 50, 100 + seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_five_hundred_times_on_redis(tmp_path: Path, seed: int, redis_address: str) -> None:
    nothing_lost_nothing_twice(tmp_path, redis_address, 50, 200 + seed)
