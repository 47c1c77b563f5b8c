"""Logs as hostile as real ones, for `test_hostile_logs`: several files that grow and one that is written anew, torn writes, repetitions, restated figures, rows
that nobody can read, other names, hours and days, zones; and a watch of them over several runs, against the finished log.

`python tests/alerts/hostile.py FROM TO` tries many, and tells those that differ.
"""

import csv
import io
import json
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from watched import FEW, MORE, OTHERS

from aimline.alerts.inputs import files, growing
from aimline.alerts.inputs.files import Files
from aimline.alerts.keeper import Keeper
from aimline.alerts.replay import replay
from aimline.alerts.rules import alert_rules
from aimline.alerts.state import State
from aimline.alerts.watch import Watch
from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.goals.model import PlacedGoal
from aimline.language import parse_goals_file
from aimline.metrics import read_metrics
from aimline.text.position import Source

FIRST = date(2026, 3, 2)
MIDNIGHT = datetime.combine(FIRST, datetime.min.time())
COLUMNS = ("ts", "account", "platform", "metric", "value", "unit", "item", "item_type", "published", "campaign", "source", "seen")


@dataclass(slots=True)
class Line:
    """A row as it is written, and when it arrives, in hours from the beginning."""

    cells: dict[str, Any]
    arrives: float


@dataclass(slots=True)
class Trial:
    """One log: the pieces of bytes in which each file is written, each with when, in hours; and a table that is written anew, whole, again and again."""

    pieces: list[tuple[float, str, bytes]] = field(default_factory=list)
    whole: list[tuple[float, str, bytes]] = field(default_factory=list)


@cache
def goals() -> list[PlacedGoal]:
    return compile_files([parse_goals_file(Source(FEW + MORE + OTHERS))], FIRST, load_catalogue())


def _times(random: Random, day: int, style: str) -> Iterator[str]:
    """The times of the figures of a day, as a style writes them."""
    at = MIDNIGHT + timedelta(days=day)
    if style == "day":
        yield at.date().isoformat()
    elif style == "utc midnight":
        yield f"{at.date().isoformat()}T00:00:00Z"
    elif style == "zone midnight":
        yield f"{at.date().isoformat()}T00:00:00+03:00"
    elif style == "naive hours":
        for hour in random.choice([(0, 12), (7,), (3, 9, 21)]):
            yield (at + timedelta(hours=hour)).isoformat(sep=" ")
    else:
        for hour in random.choice([(0, 6), (5, 22), (1, 20, 23)]):
            yield (at + timedelta(hours=hour)).isoformat() + "Z"


def _when(ts: str) -> float:
    """In hours from the beginning: a time without a zone as if it were in UTC."""
    moment = datetime.fromisoformat(ts.replace("Z", "+00:00"))
    return ((moment.replace(tzinfo=None) - (moment.utcoffset() or timedelta())) - MIDNIGHT) / timedelta(hours=1)


def _series(random: Random) -> Iterator[tuple[dict[str, Any], list[str], str, int]]:
    """What the series say, the names that their metric goes by, how they write times, and their pace."""
    # midnights with a zone are days only as long as the file has no other times with one
    styles = ["day", "day", "naive hours", *random.choice([["hours"], ["utc midnight", "zone midnight"]])]
    clicks = random.choice([["link_clicks"], ["link_clicks", "clicks"], ["clicks"], ["Link clicks", "link_clicks"], ["link_clicks"]])
    every: list[tuple[dict[str, Any], list[str]]] = [
        ({"platform": "instagram"}, ["followers"]),
        ({"platform": "tiktok"}, ["link_clicks"]),
        ({"platform": "instagram"}, clicks),
        ({"platform": "instagram", "campaign": "spring"}, clicks),
        ({"platform": "instagram", "unit": "currency:USD"}, ["ad_spend"]),
        ({"platform": "instagram"}, ["impressions"]),
        ({"source": "instagram"}, ["website_traffic"]),
        ({"platform": "instagram"}, ["reach"]),
        ({"platform": "instagram"}, ["new_followers"]),
        ({}, ["followers"]),
    ]
    accounts = random.choice([[None], [None], [None], ["acme"], [None, "acme"]])
    for said, names in every:
        if random.random() < 0.8:
            account = random.choice(accounts)
            yield said | ({"account": account} if account else {}), names, random.choice(styles), random.choice([0, 2, 15, 40, 120])


def _lines(random: Random, length: int) -> list[list[Line]]:
    """The rows of each series over so many days, in the order of their times."""
    found = []
    lateness = random.choice([0, 10, 47])
    for said, names, style, pace in _series(random):
        level, mine = random.randint(0, 2000), []
        gap = random.choice([0.0, 0.1, 0.4])
        seen = random.random() < 0.3
        for day in range(random.choice([0, 0, 0, 4, 12]), random.randint(3, length)):
            if random.random() < gap:
                continue
            for ts in _times(random, day, style):
                figure = random.randint(0, 2 * pace + 1)
                level += figure if random.random() < 0.8 else -figure // 2
                value: Any = level if names == ["followers"] else figure
                if random.random() < 0.1:
                    value = value + random.choice([0.5, 0.1, 0.25])
                chosen = names if random.random() < 0.2 else [random.choice(names)]
                for name in chosen:
                    arrives = _when(ts) + random.uniform(0, lateness)
                    row = {"ts": ts, "metric": name, "value": value + (name != names[0]), **said}
                    taken = (MIDNIGHT + timedelta(hours=arrives)).isoformat(sep=" ", timespec="seconds")
                    mine.append(Line(row | ({"seen": taken} if seen else {}), arrives))
                    if random.random() < 0.07:  # restated: lower where that is seen to be later
                        later = min(arrives + random.uniform(0, 10), _when(ts) + 47)
                        again = (MIDNIGHT + timedelta(hours=later)).isoformat(sep=" ", timespec="seconds")
                        other = max(0, value - 5) if seen else value + 7
                        mine.append(Line(row | {"value": other} | ({"seen": again} if seen else {}), later))
        found.append(mine)
    posts = []
    for post in range(random.randint(0, 5)):
        published = MIDNIGHT + timedelta(days=random.randint(0, length - 6), hours=random.randint(0, 23))
        for day in range(random.randint(1, 4)):
            ts = (published + timedelta(days=day)).date().isoformat()
            row = {"ts": ts, "platform": "instagram", "metric": "likes", "value": random.randint(0, 90), "item": f"post {post}", "item_type": "post"}
            row |= {"published": published.isoformat(sep=" ", timespec="seconds"), "seen": ts}
            posts.append(Line(row, _when(ts) + random.uniform(0, lateness)))
    return [*found, posts]


_ODD_CELLS = ({"value": ""}, {"value": "n/a"}, {"ts": "soon"}, {"metric": ""}, {"seen": "never"}, {"value": "nan"}, {"ts": "2026-02-30"})
_ODD_LINES = ("not a row", '{"ts": "2026-03-04"', "[1, 2]", "", "   ", '{"ts": null, "metric": null, "value": null}')


def _written(random: Random, rows: list[Line], kind: str) -> list[tuple[float, bytes]]:
    """The lines of one file in the order in which they arrive."""
    rows = sorted(rows, key=lambda line: line.arrives)
    for _ in range(random.choice([0, 0, 3])):  # said again, now or later
        if rows:
            place = random.randrange(len(rows))
            other = min(len(rows) - 1, place + random.randint(0, 30))
            rows.insert(other, Line(dict(rows[place].cells), rows[other].arrives))
    for _ in range(random.choice([0, 0, 4])):
        if rows:
            place = random.randrange(len(rows))
            rows.insert(place, Line(rows[place].cells | random.choice(_ODD_CELLS), rows[place].arrives))
    end = random.choice(["\n", "\n", "\r\n"]) if kind == "csv" else "\n"
    found: list[tuple[float, bytes]] = []
    if kind == "csv":
        names = [name for name in COLUMNS if name in ("ts", "metric", "value") or any(name in line.cells for line in rows)]
        random.shuffle(names)
        if random.random() < 0.5:
            names = [name for name in COLUMNS if name in names]
        again = random.random() < 0.15

        def cells(values: list[Any]) -> bytes:
            out = io.StringIO()
            csv.writer(out, lineterminator=end, quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])).writerow(values)
            return out.getvalue().encode()

        # the header comes before all rows, also those that come before midnight in London: a file that begins with a row is refused, as a whole export
        found.append((min([0.0, *(line.arrives for line in rows)]), cells(names)))
        for number, line in enumerate(rows):
            if again and number == len(rows) // 2:  # a header midway, of whoever writes the file anew
                found.append((line.arrives, cells([*names, "note"] if random.random() < 0.5 else names)))
            found.append((line.arrives, cells([line.cells.get(name, "") for name in names])))
    else:
        for line in rows:
            text = json.dumps(line.cells) if random.random() < 0.8 else json.dumps(dict(sorted(line.cells.items())), separators=(",", ":"))
            found.append((line.arrives, f"{text}{end}".encode()))
    for _ in range(random.choice([0, 0, 0, 2])):
        if len(found) > 3:
            place = random.randrange(2, len(found))
            text = random.choice(_ODD_LINES) if kind == "jsonl" else random.choice(["not a row", "", "a,b,c,d,e,f,g,h,i,j,k,l,m,n"])
            found.insert(place, (found[place][0], f"{text}{end}".encode()))
    return found


def _wide(random: Random, length: int) -> list[tuple[float, bytes]]:
    """A table as people keep it, written anew every day with a day more."""
    days = random.randint(4, length - 2)
    rows = [f"{(FIRST + timedelta(days=day)).isoformat()},{random.randint(1, 200)},{random.randint(1, 90)}\n" for day in range(days)]
    return [(count * 24.0 + random.uniform(0, 20), ("Date,Impressions,Likes\n" + "".join(rows[:count])).encode()) for count in range(1, days + 1)]


def made(random: Random, length: int) -> Trial:
    """A log of so many days."""
    trial = Trial()
    series = _lines(random, length)
    count = random.choice([1, 1, 2, 3])
    groups: list[list[Line]] = [[] for _ in range(count)]
    for mine in series:
        if random.random() < 0.8:
            groups[random.randrange(count)] += mine
        else:  # over several files
            for line in mine:
                groups[random.randrange(count)].append(line)
    for number, rows in enumerate(groups):
        if rows:
            kind = random.choice(["csv", "jsonl"])
            trial.pieces += [(at, f"rows{number}.{kind}", piece) for at, piece in _written(random, rows, kind)]
    trial.pieces.sort(key=lambda piece: piece[0])
    if random.random() < 0.25:
        trial.whole = [(at, "facebook.csv", text) for at, text in _wide(random, length)]
    return trial


def _waves(random: Random, trial: Trial) -> Iterator[list[tuple[str, bytes, bool]]]:
    """What is written between two looks: to which file, what, and whether it is the whole file. Some writes are torn within a line."""
    moves: list[tuple[float, int, str, bytes, bool]] = []
    for number, (at, name, piece) in enumerate(trial.pieces):
        moves.append((at, number, name, piece, False))
    moves += [(at, -1, name, text, True) for at, name, text in trial.whole]
    moves.sort(key=lambda move: move[:2])
    size = random.choice([1, 4, 15, 60, 10_000])
    torn = random.random() < 0.5
    rest: dict[str, bytes] = {}
    wave: list[tuple[str, bytes, bool]] = []
    for count, (_, _, name, piece, anew) in enumerate(moves, 1):
        if anew:
            wave.append((name, piece, True))
        else:
            if torn and count % size == 0 and random.random() < 0.6:
                cut = random.randint(1, len(piece))
                piece, rest[name] = piece[:cut], piece[cut:] + rest.get(name, b"")
            wave.append((name, piece, False))
        if count % size == 0 or (len(wave) and random.random() < 0.02):
            yield wave
            wave = [(other, end, False) for other, end in rest.items()]  # nobody leaves a line torn for long
            rest.clear()
    yield [*wave, *((name, end, False) for name, end in rest.items())]


def differs(seed: int, folder: Path) -> str | None:
    """What is said otherwise while one log is watched than of the finished one; None where nothing is."""
    random = Random(seed)
    catalogue = load_catalogue()
    mine = random.sample(goals(), random.choice([1, 2, 3]))
    rules, _ = alert_rules(mine)
    length = random.choice([9, 13, 18, 26])
    trial = made(random, length)
    if not trial.pieces:
        return None
    as_of = FIRST + timedelta(days=length + random.randint(0, 8))
    data = folder / "data"
    data.mkdir()
    now = time.time()
    clock = [now]

    def inputs(keeper: Keeper, *, once: bool, finished: bool = False) -> Files:
        return Files([str(data)], catalogue, (), None, keeper.positions(), once=once, finished=finished, clock=lambda: clock[0])

    state_file = str(folder / "run.state") if random.random() < 0.3 else ":memory:"
    still = 60 if trial.whole or random.random() < 0.3 else 0  # what is read whole, or torn, has been left alone for long enough
    said: list[str] = []
    with State(state_file) as state:
        keeper = Keeper(state, mine, rules, catalogue)
        source = inputs(keeper, once=False)
        restarts = random.choice([0.0, 0.05, 0.3])
        for wave in _waves(random, trial):
            for name, piece, anew in wave:
                file = data / name
                if anew:
                    file.with_suffix(".new").write_bytes(piece)
                    file.with_suffix(".new").replace(file)
                else:
                    with file.open("ab") as stream:
                        stream.write(piece)
            if not any(data.iterdir()):
                continue
            if random.random() < restarts:
                source.close()
                keeper = Keeper(state, mine, rules, catalogue)
                source = inputs(keeper, once=random.random() < 0.5)
            source._looked = float("-inf")
            clock[0] = time.time() + still
            said += [alert.json() for alert in Watch(keeper, [source]).run(once=True)]
        source.close()
        keeper = Keeper(state, mine, rules, catalogue)
        source = inputs(keeper, once=True, finished=True)
        said += [alert.json() for alert in Watch(keeper, [source]).run(once=True, as_of=as_of)]
        source.close()
        kept = [line for (line,) in state.connection.execute("SELECT line FROM alerts ORDER BY seq")]
    log, _ = read_metrics([str(data)], catalogue)
    wanted = [alert.json() for alert in replay(mine, log, rules, catalogue, as_of).alerts]
    if said == wanted and kept == wanted:
        return None
    pairs = list(zip(wanted, said, strict=False))
    place = next((number for number, (one, other) in enumerate(pairs) if one != other), len(pairs))
    lines = [f"seed {seed}: of {len(wanted)} and {len(said)} alerts the {place}. differs"]
    for name, all_of_it in (("finished", wanted), ("watched", said)):
        lines += [f"  {name}: {text[:420]}" for text in all_of_it[place : place + 2]]
    return "\n".join(lines)


def quick() -> None:
    """No waiting between looks: the clock is turned by hand."""
    growing._MOMENT = 0.0
    files._LOOK = 0.0


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(first: int, last: int) -> int:
    quick()
    wrong = 0
    began = time.process_time()
    for seed in range(first, last):
        with tempfile.TemporaryDirectory(prefix="hostile-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
            try:
                told = differs(seed, Path(folder))
            except Exception:
                told = f"seed {seed}: {traceback.format_exc()}"
        if told:
            wrong += 1
            _tell(told)
        if (seed - first) % 100 == 99:
            _tell(f"{seed - first + 1} logs, {wrong} differ, {(time.process_time() - began) / (seed - first + 1):.2f} s each")
    _tell(f"{last - first} logs, {wrong} differ, {(time.process_time() - began) / (last - first):.2f} s each")
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])) > 0)
