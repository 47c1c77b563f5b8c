"""Where the meanings coincide, a rule fires and ceases as Prometheus' alerts do: "for 3 days" with one evaluation a day is `for: 2d`.

The cases are data, made and checked with promtool (of Debian's package `prometheus`):

    python tests/alerts/test_promtool.py
"""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from days import day, goals

from aimline.alerts.machine import Machine
from aimline.alerts.rules import read_alert_rules
from aimline.text.position import Source

CASES = Path(__file__).parents[1] / "cases" / "for.jsonl"
COUNT = 1000
BELOW, LONGEST = 0.8, 5


def read() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def made(rng: random.Random) -> dict[str, Any]:
    """A daily series with runs on both sides of the bound, on it, and days without a figure."""
    pace: list[float | None] = []
    low = rng.random() < 0.5
    while len(pace) < rng.randrange(3, 41):
        low = not low
        for _ in range(rng.choice([1, 1, 2, 2, 3, 4, 5, 6, 9])):
            value = round(rng.uniform(0.3, 0.7999) if low else rng.uniform(0.8, 1.4), 3)
            pace.append(None if rng.random() < 0.04 else BELOW if rng.random() < 0.04 else value)
    return {"days": rng.randrange(1, LONGEST + 1), "pace": pace}


def firing(cases: list[dict[str, Any]]) -> list[list[int]]:
    """The days on which our rules fire for each case: a goal a case, a rule a number of days."""
    sentences = [f"alert when pace is below 80%{f' for {days} days' if days > 1 else ''}\n  name: slow{days}\n" for days in range(1, LONGEST + 1)]
    rules, errors = read_alert_rules(Source("\n".join(sentences), "test.rules"))
    assert not errors
    machine = Machine(goals(len(cases)), rules)
    found: list[list[int]] = [[] for _ in cases]
    for number in range(max(len(case["pace"]) for case in cases)):
        pace = [case["pace"][number] if number < len(case["pace"]) else None for case in cases]
        machine.step(day(number, ["on_track"] * len(cases), length=100, spi=[float("nan") if one is None else one for one in pace]))
        for place, case in enumerate(cases):
            if f"slow{case['days']}" in machine.firing(place):
                found[place].append(number)
    return found


def checked(cases: list[dict[str, Any]], folder: Path) -> str:
    """What promtool says of the days on which cases are to fire; nothing where it agrees with all."""
    alerts = [
        {"alert": f"slow{days}", "expr": f"pace{{days='{days}'}} < {BELOW}", **({"for": f"{days - 1}d"} if days > 1 else {})} for days in range(1, LONGEST + 1)
    ]
    (folder / "rules.json").write_text(json.dumps({"groups": [{"name": "pace", "interval": "1d", "rules": alerts}]}))
    tests = []
    for case in cases:
        labels = {"days": str(case["days"])}
        values = " ".join("_" if value is None else str(value) for value in case["pace"])
        expected = [
            {"eval_time": f"{number}d", "alertname": f"slow{case['days']}", "exp_alerts": [{"exp_labels": labels}] if number in case["firing"] else []}
            for number in range(len(case["pace"]))
        ]
        tests.append({"interval": "1d", "input_series": [{"series": f"pace{{days='{case['days']}'}}", "values": values}], "alert_rule_test": expected})
    (folder / "tests.json").write_text(json.dumps({"rule_files": ["rules.json"], "evaluation_interval": "1d", "tests": tests}))
    told = subprocess.run(["promtool", "test", "rules", "tests.json"], cwd=folder, capture_output=True, text=True, check=False)
    return "" if told.returncode == 0 else (told.stdout + told.stderr)[:2000] or "promtool failed"


def test_rules_fire_as_in_prometheus() -> None:
    cases = read()
    assert len(cases) == COUNT
    assert sum(bool(case["firing"]) for case in cases) > COUNT / 3
    assert firing(cases) == [case["firing"] for case in cases]


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (Debian: prometheus)")
def test_promtool_agrees_with_the_cases(tmp_path: Path) -> None:
    cases = read()[::10]
    assert checked(cases, tmp_path) == ""
    wrong = [{**case, "firing": [*case["firing"], len(case["pace"]) - 1] if len(case["pace"]) - 1 not in case["firing"] else []} for case in cases[:3]]
    assert checked(wrong, tmp_path) != ""


def main() -> None:
    rng = random.Random(20261125)
    cases = [made(rng) for _ in range(COUNT)]
    for case, days in zip(cases, firing(cases), strict=True):
        case["firing"] = days
    folder = CASES.parent / ".promtool"
    folder.mkdir()
    try:
        wrong = checked(cases, folder)
    finally:
        shutil.rmtree(folder)
    if wrong:
        raise SystemExit(wrong)
    CASES.write_text("".join(json.dumps(case, separators=(",", ":")) + "\n" for case in cases), encoding="utf-8")


if __name__ == "__main__":
    main()
