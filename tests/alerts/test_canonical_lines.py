"""Lines that come one after the other are typed and refused as the finished file is."""

import json
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from day_figures import figures

from aimline.alerts.inputs.canonical import Canonical, Parsed, cells_of
from aimline.alerts.keeper import Aside
from aimline.alerts.ledger import Ledger
from aimline.alerts.state import State
from aimline.engine.duck import DuckStore
from aimline.metrics.model.log import MetricLog, Table

DAYS = ("2026-03-01", "2026-03-02", "2026-3-3", "2026/03/04", "20260305", "2026-02-30", "1066-01-01", "soon", "", " 2026-03-01 ")
HOURS = ("2026-03-01T05:00:00Z", "2026-03-01T00:00:00+03:00", "2026-03-01 23:30:00-05:00", "2026-03-02 07:15", "2026-03-02T24:00:00", "2026-03-02T05:00:00.25Z")
MIDNIGHTS = ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00+03:00", "2026-03-02 00:00:00 Europe/Paris", "2026-03-03")
VALUES = (5, 7.25, 0, -3, "12", " 7 ", "1_000", "x", "", None, True, 1e400, "nan", ".5", 12345678901234567, "1,5")
ODD = ("not json", "[1, 2]", '{"ts": "2026-03-01", "metric": "clicks", "value": 5, "metric": "likes"}', '{"TS":"2026-03-01","Metric":"clicks","value":5}', "")
ZONES = ("UTC", "Asia/Riyadh", "America/New_York")


def rows(random: Random, days: tuple[str, ...]) -> list[dict[str, Any]]:
    found = []
    for _ in range(random.randint(5, 40)):
        usual = random.random() < 0.7
        row: dict[str, Any] = {
            "ts": random.choice(days),
            "metric": random.choice(["clicks", "ad_spend"]),
            "value": random.randint(0, 99) if usual else random.choice(VALUES),
        }
        for name, values in (
            ("account", ["acme", "", 12, None]),
            ("platform", ["instagram", "tiktok", None]),
            ("unit", ["count", "currency:USD", ""]),
            ("campaign", ["spring", True]),
            ("seen", ["2026-04-01", "2026-04-02T10:00:00+02:00", "never"]),
            ("note", ["of nobody"]),
        ):
            if random.random() < 0.3:
                row[name] = random.choice(values)
        if random.random() < 0.05:
            row.pop(random.choice(["ts", "metric", "value"]))
        found.append(row)
    return found


def engine(file: Path, kind: str, zone: str) -> tuple[Any, list[tuple[int | None, str]], int]:
    log = MetricLog(tables=[Table(file, kind, "mine", "facebook")])
    with closing(DuckStore(log, date(2030, 1, 1), zone=zone)) as store:
        named = [(one.line, one.reason["en"]) for one in log.set_aside if one.line is not None]
        return figures(store), named, len(log.set_aside)


def ours(parsed: list[Parsed], hourly: bool, zone: str) -> Any:
    with State(":memory:") as state, state.transaction():
        ledger = Ledger(state)
        for one in parsed:
            ledger.take(one.readings, ["file"] if hourly else ())
        return figures(ledger.rolled(zone, date(2030, 1, 1)).at(date(2030, 1, 1)))


def told(parsed: list[Parsed]) -> list[tuple[int, str]]:
    aside: list[Aside] = [one for part in parsed for one in part.aside]
    return [(int(one.place.rpartition(":")[2]), one.reason["en"]) for one in aside]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("days", [DAYS, (*DAYS, *HOURS), MIDNIGHTS], ids=["days", "hours", "midnights"])
def test_lines_of_json(tmp_path: Path, seed: int, days: tuple[str, ...]) -> None:
    random = Random(seed)
    lines = [json.dumps(row) for row in [{"ts": "2026-03-01", "metric": "clicks", "value": 1}, *rows(random, days)]]
    for odd in (
        "not json",
        "[1, 2]",
        '{"ts": "2026-03-01", "metric": "clicks", "value": 5, "metric": "likes"}',
        '{"TS":"2026-03-01","Metric":"clicks","value":5}',
        "",
    ):
        lines.insert(random.randint(1, len(lines)), odd)
    (tmp_path / "log.jsonl").write_text("\n".join(lines) + "\n")
    zone = random.choice(ZONES)
    wanted, named, count = engine(tmp_path / "log.jsonl", "jsonl", zone)
    reader = Canonical("file", "mine", "facebook")
    size = random.choice([1, 4, 100])
    parsed = [reader.jsonl(lines[place : place + size], place + 1) for place in range(0, len(lines), size)]
    assert ours(parsed, reader.hourly, zone) == wanted
    assert told(parsed)[:3] == named
    assert len(told(parsed)) == count


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("days", [DAYS, (*DAYS, *HOURS), MIDNIGHTS], ids=["days", "hours", "midnights"])
def test_lines_of_csv(tmp_path: Path, seed: int, days: tuple[str, ...]) -> None:
    random = Random(seed)
    names = ["ts", "metric", "value", *random.sample(["account", "platform", "unit", "campaign", "seen", "note"], 4)]
    delimiter = random.choice([",", ";"])

    def line(row: dict[str, Any]) -> str:
        cells = ["" if row.get(name) is None else str(row[name]) for name in names]
        return delimiter.join(f'"{cell}"' if delimiter in cell or random.random() < 0.1 else cell for cell in cells)

    # a scan of CSV refuses rows whose `seen` is no time
    body = [
        line(row | {"seen": "" if row.get("seen") == "never" else row.get("seen")})
        for row in [{"ts": "2026-03-01", "metric": "clicks", "value": 1}, *rows(random, days)]
    ]
    body.insert(3, delimiter.join(["2026-03-01", "clicks", "4", *["x"] * 9]))
    body.insert(2, delimiter.join(["2026-03-01", "clicks", "4"]))
    (tmp_path / "log.csv").write_text("\n".join([delimiter.join(names), *body]) + "\n")
    zone = random.choice(ZONES)
    wanted, named, count = engine(tmp_path / "log.csv", "csv", zone)
    reader = Canonical("file", "mine", "facebook")
    size = random.choice([1, 4, 100])
    parsed = [reader.csv(cells_of(body[place : place + size], delimiter), names, place + 2) for place in range(0, len(body), size)]
    assert ours(parsed, reader.hourly, zone) == wanted
    assert sorted(told(parsed))[: len(named)] == named or len(named) == 3
    assert len(told(parsed)) == count
