"""A last line that is not whole yet, and was taken for one: what it said is taken back when the line turns out longer."""

import os
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from aimline.alerts.inputs.files import Files
from aimline.alerts.keeper import Keeper
from aimline.alerts.ledger import Ledger
from aimline.alerts.readings import DAY, INSTANT, OPEN, Key, Reading
from aimline.alerts.replay import replay
from aimline.alerts.rules import shipped
from aimline.alerts.state import State
from aimline.alerts.watch import Watch
from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.language import parse_goals_file
from aimline.metrics import read_metrics
from aimline.text.position import Source
from often import often

FIRST = date(2026, 3, 2)
GOALS = """Get 900 clicks on TikTok in 20 days
  start: 2026-03-06
"""
DAYS = [FIRST + timedelta(days=place) for place in range(26)]
ROWS = [f"{day},tiktok,link_clicks,{400 if place == 9 else 40 + place}\n" for place, day in enumerate(DAYS)]
STAMPED = [f"tiktok,link_clicks,{400 if place == 9 else 40 + place},{day}T10:30:00\n" for place, day in enumerate(DAYS)]


class Runs:
    """Runs of `watch --once` over one folder and one state."""

    def __init__(self, folder: Path, state: State) -> None:
        self.folder, self.state = folder, state
        self.catalogue = load_catalogue()
        self.goals = compile_files([parse_goals_file(Source(GOALS))], FIRST, self.catalogue)
        self.said: list[str] = []

    def watch(self, as_of: date | None = None, *, still: bool = True) -> None:
        for file in self.folder.iterdir():
            if still:
                os.utime(file, (0, 0))
        keeper = Keeper(self.state, self.goals, shipped(), self.catalogue)
        source = Files([str(self.folder)], self.catalogue, positions=keeper.positions(), once=True)
        self.said += [alert.json() for alert in Watch(keeper, [source]).run(once=True, as_of=as_of)]
        source.close()

    def values(self) -> list[tuple[int, int]]:
        return self.state.connection.execute("SELECT day, value FROM readings ORDER BY day, ts").fetchall()

    def finished(self, as_of: date) -> list[str]:
        log, _ = read_metrics([str(self.folder)], self.catalogue)
        return [alert.json() for alert in replay(self.goals, log, shipped(), self.catalogue, as_of).alerts]


@pytest.mark.parametrize(
    ("header", "rows", "torn"),
    [
        ("ts,platform,metric,value\n", ROWS, -3),  # 400 is 4 yet
        ("ts,platform,metric,value\n", ROWS, -1),  # all but the line end
        ("platform,metric,value,ts\n", STAMPED, -10),  # 2026-03-11T10:30:00 is 2026-03-11 yet
        ("platform,metric,value,ts\n", STAMPED, -4),
    ],
)
def test_a_row_that_was_torn_when_it_was_read_is_the_row_it_became(tmp_path: Path, header: str, rows: list[str], torn: int) -> None:
    file = tmp_path / "rows.csv"
    with State(":memory:") as state:
        runs = Runs(tmp_path, state)
        text = header + "".join(rows[:9]) + rows[9][:torn]
        file.write_text(text, encoding="utf-8")
        runs.watch()
        assert len(runs.values()) == 10  # a last line needs no end
        runs.watch()
        assert len(runs.values()) == 10
        file.write_text(text + rows[9][torn:] + "".join(rows[10:]), encoding="utf-8")
        runs.watch(DAYS[-1])
        assert [value for _, value in runs.values()] == [400 if place == 9 else 40 + place for place in range(26)]
        assert runs.said == runs.finished(DAYS[-1])
        assert state.connection.execute("SELECT * FROM loose").fetchall() == []


def test_what_was_said_of_a_torn_row_is_revised(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    header = "ts,platform,metric,value\n"
    rows = [*ROWS[:20], f"{DAYS[9]},tiktok,link_clicks,900\n"]  # more of a day that is over
    with State(":memory:") as state:
        runs = Runs(tmp_path, state)
        file.write_text(header + "".join(ROWS[:9] + ROWS[10:20]) + f"{DAYS[9]},tiktok,link_clicks,9", encoding="utf-8")
        runs.watch()
        before = runs.values()
        assert (before[9][1], len(before)) == (9, 20)
        file.write_text(header + "".join(ROWS[:9] + ROWS[10:20]) + rows[-1], encoding="utf-8")
        runs.watch()
        assert [value for _, value in runs.values()] == [900 if place == 9 else value for place, (_, value) in enumerate(before)]
        assert '"rule":"achieved"' in runs.said[-1] or any('"achieved"' in line for line in runs.said)


def test_what_whole_lines_say_stands_when_a_torn_one_is_taken_back(tmp_path: Path) -> None:
    header = "ts,platform,metric,value\n"
    with State(":memory:") as state:
        runs = Runs(tmp_path, state)
        (tmp_path / "a.csv").write_text(header + ROWS[0] + f"{DAYS[1]},tiktok,link_clicks,30\n", encoding="utf-8")
        (tmp_path / "b.csv").write_text(header + f"{DAYS[1]},tiktok,link_clicks,900", encoding="utf-8")
        runs.watch()
        assert [value for _, value in runs.values()] == [40, 900]
        with (tmp_path / "a.csv").open("a", encoding="utf-8") as stream:
            stream.write(f"{DAYS[1]},tiktok,link_clicks,50\n")
        runs.watch()
        assert [value for _, value in runs.values()] == [40, 900]
        with (tmp_path / "b.csv").open("a", encoding="utf-8") as stream:
            stream.write(".5 clicks\n")  # no figure: the row is set aside
        runs.watch()
        assert [value for _, value in runs.values()] == [40, 50]


def test_the_last_line_of_a_file_that_another_one_replaces_stands(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    header = "ts,platform,metric,value\n"
    with State(":memory:") as state:
        runs = Runs(tmp_path, state)
        file.write_text(header + ROWS[0] + ROWS[1].rstrip(), encoding="utf-8")
        runs.watch()
        file.write_text(header + "".join(ROWS[2:6]) + ROWS[6].rstrip(), encoding="utf-8")
        runs.watch()
        file.write_text(header + "".join(ROWS[2:8]), encoding="utf-8")
        runs.watch()
        assert len(runs.values()) == 8
        assert state.connection.execute("SELECT * FROM loose").fetchall() == []


def _reading(random: Random, place: int) -> Reading:
    kind, item = random.choice([DAY, INSTANT, OPEN]), random.choice(["", "", "post"])
    origin = f"file{place}" if kind == OPEN else ""
    key = Key("", "tiktok", "likes", "count", item=item, item_type="post" if item else "", kind=kind, origin=origin, ahead=60 if kind == OPEN else 0)
    moment = (20_000 + random.randrange(6)) * 24 + (random.choice([0, 1, 23]) if kind == INSTANT else 0)
    return key, moment * 3_600_000_000, random.choice([3, 4, 4.5, 20.0, -1]), random.choice([0, 0, 5])


def _contents(ledger: Ledger, state: State) -> list[object]:
    for zone in ("", "Asia/Riyadh", "America/New_York"):
        ledger.rolled(zone, date(2024, 10, 20))
    names = "account, platform, metric, k.item, kind, origin, ts, value, seen"
    days = "SELECT zone, day, metric, s.item, total, peak, first, last, seen FROM days JOIN series s ON s.id = series ORDER BY 1, 2, 3, 4"
    whole = [f"SELECT {names} FROM {table} r JOIN keys k ON k.id = r.key JOIN series s ON s.id = k.series ORDER BY {names}" for table in ("readings", "items")]
    return [ledger.latest, ledger.watermark(timedelta(0)), *(state.connection.execute(sql).fetchall() for sql in (*whole, days))]


@pytest.mark.parametrize("seed", range(often(40)))
def test_a_ledger_knows_what_whole_lines_said_and_the_last_of_each_file(seed: int) -> None:
    random = Random(seed)
    whole: list[Reading] = []
    loose: dict[str, list[Reading]] = {}
    hourly: set[str] = set()
    with State(":memory:") as state, State(":memory:") as other:
        ledger = Ledger(state)
        for _ in range(random.randint(1, 40)):
            place = random.randrange(3)
            origin = f"file{place}"
            mine = [_reading(random, place) for _ in range(random.choice([0, 1, 1, 2]))]
            flips = [origin] if random.random() < 0.05 else []
            hourly |= set(flips)
            chance = random.random()
            if chance < 0.3:
                ledger.take(mine, flips)
                whole += mine
            elif chance < 0.6:
                ledger.take_loose(mine, origin, flips)
                loose[origin] = mine
            elif chance < 0.8:
                ledger.take(mine, flips)
                whole += mine
                ledger.settle(origin, back=True)
                loose.pop(origin, None)
            elif chance < 0.9:
                ledger.take((), flips)
                ledger.settle(origin, back=False)
                whole += loose.pop(origin, [])
            elif chance < 0.95:
                ledger.take((), flips)
                ledger.rolled(random.choice(["", "Asia/Riyadh", "America/New_York"]), date(2024, 10, random.randint(4, 10)))
            else:
                ledger.take((), flips)
                ledger = Ledger(state)  # another run
        fresh = Ledger(other)
        fresh.take([*whole, *(reading for mine in loose.values() for reading in mine)], hourly)
        assert _contents(ledger, state) == _contents(fresh, other)
        assert state.verify() == []
