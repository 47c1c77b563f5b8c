"""Watches rows that come while it is killed at random moments: `python watching.py FOLDER SOURCE KILLS SEED URL`. SOURCE is `file` or the address of a stream.

It has imported everything once and forks for every run, writes rows meanwhile, and lets the last run come to its end; prints how many runs were killed, and
how many alerts these had said.
"""

import importlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from aimline.alerts import retry, sender
from aimline.alerts.delivery import webhook
from aimline.alerts.inputs import base, files, growing, redis_streams
from aimline.alerts.rules import shipped
from aimline.alerts.state import State
from aimline.catalogue import load as load_catalogue
from aimline.cli import main
from aimline.goals.compile import compile_files
from aimline.language import parse_goals_file
from aimline.text.position import Source

FIRST = date(2026, 3, 1)
DAYS = 60
AS_OF = FIRST + timedelta(days=DAYS + 2)
GOALS = """Gain 300 followers on Instagram in 20 days
  start: 2026-03-05
Get 4000 clicks on TikTok in 30 days
  start: 2026-03-06
  timezone: Asia/Riyadh
Get 900 clicks on Instagram in 3 weeks
  start: 2026-03-10
Spend at most $500 on Instagram ads in 40 days
  start: 2026-03-03
Gain 10 followers on Instagram per day
  start: 2026-03-05
"""


def rows(seed: int) -> list[str]:
    """Figures of some weeks, a line each, in an order that is late by less than two days, some of them twice."""
    chance = random.Random(seed)
    found = []
    for place in range(DAYS):
        day = FIRST + timedelta(days=place)
        found.append((place + 0.0, {"ts": day.isoformat(), "platform": "instagram", "metric": "followers", "value": 1000 + place * chance.randint(8, 12)}))
        found.append(
            (place + 0.0, {"ts": day.isoformat(), "platform": "instagram", "metric": "ad_spend", "value": chance.randint(5, 30), "unit": "currency:USD"})
        )
        for hour in (2, 9, 22):
            when = f"{day.isoformat()}T{hour:02}:00:00Z"
            found.append((place + hour / 24, {"ts": when, "platform": "tiktok", "metric": "link_clicks", "value": chance.randint(0, 90)}))
            found.append((place + hour / 24, {"ts": when, "platform": "instagram", "metric": "link_clicks", "value": chance.randint(0, 30)}))
    found.sort(key=lambda pair: pair[0] + chance.random() * 1.9)
    lines = [json.dumps(row) for _, row in found]
    for _ in range(40):
        place = chance.randrange(len(lines))
        lines.insert(min(len(lines), place + chance.randint(0, 200)), lines[place])
    return lines


def watch(folder: Path, metrics: str, number: int, *more: str) -> int:
    """A run in a process of its own: the number of the process. What it delivers says which run it was."""
    child = os.fork()
    if child:
        return child
    headers = webhook.Webhook._headers
    webhook.Webhook._headers = lambda self, letter, body: {**headers(self, letter, body), "X-Run": str(number)}
    os.chdir(folder)
    out = os.open("said.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    err = os.open("errors.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.argv = ["aimline", "watch", "plan.goals", "--metrics", metrics, "--state", "run.state", "--format", "jsonl", "--today", FIRST.isoformat(), *more]
    code: object = 1
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    finally:
        os._exit(code if isinstance(code, int) else 1)


def writer(folder: Path, source: str) -> Callable[[str], None]:
    """Writes pieces of lines where they are read."""
    if source == "file":
        stream = (folder / "rows.jsonl").open("a", encoding="utf-8")

        def write(text: str) -> None:
            stream.write(text)
            stream.flush()

        return write
    import redis

    address, _, query = source.partition("?")
    client, name = redis.Redis.from_url(address), query.partition("=")[2]
    waiting = [""]

    def add(text: str) -> None:
        *whole, waiting[0] = (waiting[0] + text).split("\n")
        for line in whole:
            client.xadd(name, json.loads(line))

    return add


def written(folder: Path) -> tuple[int, int]:
    """What shows that a run has written something down."""
    try:
        stat = (folder / "run.state-wal").stat()
    except OSError:
        return 0, 0
    return stat.st_size, stat.st_mtime_ns


def said(folder: Path) -> int:
    """How many alerts stand in the state."""
    file = folder / "run.state"
    if not file.exists():
        return 0
    with State(file) as state:
        return int(state.connection.execute("SELECT count(*) FROM alerts").fetchone()[0])


def run(folder: Path, source: str, kills: int, seed: int, url: str) -> tuple[int, int]:
    for module in (base, files, growing, redis_streams):
        module.ROWS = 40
    growing._CHUNK, redis_streams._COUNT = 4000, 40
    sender.Policy = lambda: retry.Policy(first=0.02, longest=0.1)
    (folder / "plan.goals").write_text(GOALS, encoding="utf-8")
    for name in ("aimline.cli.watch", "aimline.alerts.inputs.opened", "aimline.alerts.watch", "aimline.alerts.sentences", "aimline.render.alerts"):
        importlib.import_module(name)
    shipped()
    compile_files([parse_goals_file(Source(GOALS))], FIRST, load_catalogue())
    chance = random.Random(seed)
    text = "".join(f"{line}\n" for line in rows(seed))
    write = writer(folder, source)
    write(text[:600])
    place, killed = 600, 0
    metrics = "rows.jsonl" if source == "file" else source
    notify = ("--notify", url, "--allow-private", "--deliver-past") if url else ()
    for number in range(kills):
        child = watch(folder, metrics, number, *notify)
        # one in five is killed as it begins, the others in the midst of a batch after some that they wrote down
        left, seen = (0, written(folder)) if number % 5 == 0 else (chance.randint(1, 12), written(folder))
        until = time.monotonic() + (chance.uniform(0, 0.1) if number % 5 == 0 else 5.0)
        goal = len(text) * (number + 1) // (kills + 1)
        while time.monotonic() < until and (left or number % 5 == 0):
            size = min(chance.randint(1, 300), max(0, goal - place))
            write(text[place : place + size])
            place += size
            time.sleep(chance.uniform(0, 0.004))
            now = written(folder)
            left -= now != seen and left > 0
            seen = now
            if place == goal and left > 2:
                left = 2
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
    before = said(folder)
    write(text[place:])
    _, status = os.waitpid(watch(folder, metrics, kills, *notify, "--as-of", AS_OF.isoformat()), 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit((folder / "errors.txt").read_text(encoding="utf-8"))
    return killed, before


if __name__ == "__main__":
    runs, alerts = run(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
    sys.stdout.write(f"{runs} {alerts}\n")
