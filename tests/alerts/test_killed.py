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
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from receiving import Answer, Receiving, Request, cut, cut_within, garbage, receiving, slow, status

from aimline.alerts.sender import _TOGETHER
from aimline.alerts.state import State
from often import often

HERE = Path(__file__).parent
KILLS = often(10)


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
        whole = [request for request in receiver.requests if len(request.body) == int(request.headers["content-length"])]
    assert killed == kills
    watched(tmp_path / "whole", "file", 0, seed)
    wanted = log(tmp_path / "whole")
    assert len(wanted) > 10
    assert said > 0  # by runs that were killed
    assert log(tmp_path / "killed") == wanted
    assert {request.body.decode() for request in whole} == set(wanted)  # the same id is always the same alert, to the byte
    delivered_again_for_a_reason(whole, receiver.otherwise)
    printed_at_least_once((tmp_path / "killed" / "said.jsonl").read_text(encoding="utf-8"), wanted, kills)
    assert (tmp_path / "whole" / "said.jsonl").read_text(encoding="utf-8").splitlines() == wanted


def delivered_again_for_a_reason(requests: Sequence[Request], accepted: Answer) -> None:
    """An alert comes twice only where the first was not taken, or where the run that sent it was killed before it wrote down that it was: no more of these in a
    run than a route is given at once.
    """
    by_id: dict[str, list[Request]] = {}
    for request in requests:
        assert request.headers["idempotency-key"] == json.loads(request.body)["id"]
        by_id.setdefault(request.headers["idempotency-key"], []).append(request)
    unmarked: Counter[str] = Counter()
    for several in by_id.values():
        for one, again in pairwise(several):
            if one.answer in (accepted, slow):
                assert int(again.headers["x-run"]) > int(one.headers["x-run"])
                unmarked[one.headers["x-run"]] += 1
        assert several[-1].answer in (accepted, slow)
    assert max(unmarked.values(), default=0) <= _TOGETHER


def printed_at_least_once(text: str, wanted: Sequence[str], kills: int) -> None:
    """Everything, in its order; again only after a kill."""
    lines = text.splitlines()
    assert list(dict.fromkeys(line for line in lines if line in wanted)) == list(wanted)
    assert max(Counter(lines).values()) <= 1 + kills


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
