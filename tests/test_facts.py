"""Facts computed from real exports, reproduced from sentence to standing. They need the material beside the repository, and are skipped where it is absent."""

import json
import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from aimline import api
from aimline.engine.standing import Standing
from aimline.metrics import read_metrics
from aimline.pacing.status import GRACE
from aimline.render.inventory import as_json

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "metrics"
TODAY = date(2026, 12, 1)


def _facts() -> dict[str, dict[str, Any]]:
    file = SHARED / "facts.json"
    return {fact["id"]: fact for fact in json.loads(file.read_text(encoding="utf-8"))} if file.is_file() else {}


def _asked() -> dict[str, dict[str, Any]]:
    return tomllib.loads((ROOT / "tests" / "cases" / "facts.toml").read_text(encoding="utf-8"))


FACTS = _facts()
OWN = [(name, key) for name, fact in FACTS.items() for key in ("goal", "goal_ar") if fact.get(key)]
OTHERS = [(name, key) for name, case in _asked().items() for key in ("goal", "goal_ar") if key in case and name in FACTS]

needs_facts = pytest.mark.skipif(not FACTS, reason="the exports are not beside the repository")


def _standing(folder: Path, sentence: str, files: list[str], as_of: date | None = None, platform: str | None = None) -> Standing:
    """The only standing of a sentence; as of the end of the grace after its window unless a day is given."""
    goals = folder / "a.goals"
    goals.write_text(sentence + "\n", encoding="utf-8")
    (goal,) = api.parse(sentence, TODAY)
    last = goal.due or (goal.window.end - timedelta(days=1) if goal.window else None)
    until = as_of or (last + timedelta(days=GRACE) if last else None)
    prefix = f"{platform}=" if platform else ""
    (standing,) = api.evaluate([str(goals)], [f"{prefix}{SHARED / name}" for name in files], until, TODAY)
    return standing


def _figure(standing: Standing, path: str) -> float | None:
    if path == "straight":  # the present speed kept up to the close: `projected` knows better, and says something else
        assert standing.window is not None
        assert standing.pace.current_per_day is not None
        return standing.pace.current_per_day * standing.window.days
    value: Any = standing
    for name in path.split("."):
        value = getattr(value, name)
    return None if value is None else float(value)


@needs_facts
@pytest.mark.parametrize(("name", "key"), OWN)
def test_sentence_gives_value_and_verdict(tmp_path: Path, name: str, key: str) -> None:
    fact = FACTS[name]
    standing = _standing(tmp_path, fact[key], fact["files"])
    figure = standing.gained if fact["kind"] == "gauge_gain" or standing.actual is None else standing.actual
    assert figure == pytest.approx(fact["value"], rel=1e-6)
    assert standing.status == fact["verdict"]


@needs_facts
@pytest.mark.parametrize(("name", "key"), OTHERS)
def test_other_facts_answer_to_sentences(tmp_path: Path, name: str, key: str) -> None:
    fact, case = FACTS[name], _asked()[name]
    standing = _standing(tmp_path, case[key], fact["files"], case.get("as_of"), case.get("platform"))
    figure = _figure(standing, case["read"])
    assert figure is not None
    assert figure * case.get("scale", 1) == pytest.approx(fact["value"], rel=1e-5)
    if "status" in case:
        assert standing.status == case["status"]
    for path, known in case.get("also", {}).items():
        assert _figure(standing, path) == pytest.approx(fact["alt"][known], rel=1e-4)


MEASURED: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "cases" / "facts_metrics.toml").read_text(encoding="utf-8"))["facts"]


def _said(fact: dict[str, Any], name: str) -> Any:
    """What a fact calls a figure: its value, one of its other figures, or the figure itself."""
    if name == "value":
        return fact["value"]
    group, dot, rest = name.partition(".")
    return fact[group][rest] if dot and group in ("alt", "value") else float(name)


def _found(read: Any, path: str) -> Any:
    for name in path.split("."):
        read = read[int(name)] if name.isdecimal() else read[name]
    return read


@cache
def _stock(specs: tuple[str, ...], last: date | None, first: date | None) -> tuple[Any, str]:
    """What some files hold between two days, and what is said of those that cannot be read."""
    log, unreadable = read_metrics(list(specs))
    inventory, _ = api.take_stock(log, unreadable, (), last, first)
    return json.loads(as_json(inventory)), " ".join(error.message["en"] for error in unreadable)


@needs_facts
@pytest.mark.parametrize("case", [pytest.param(case, id=f"{place}-{case['id']}") for place, case in enumerate(MEASURED) if case["id"] in FACTS])
def test_metrics_say_the_fact(case: dict[str, Any]) -> None:
    fact = FACTS[case["id"]]
    platforms = case.get("platforms") or [case["platform"]] * len(fact["files"]) if "platform" in case or "platforms" in case else [None] * len(fact["files"])
    specs = [f"{platform}={SHARED / name}" if platform else str(SHARED / name) for platform, name in zip(platforms, fact["files"], strict=True)]
    read, told = _stock(tuple(specs), case.get("last"), case.get("first"))
    if "refused" in case:
        assert case["refused"] in told, f"{case['id']} is read now: say in facts_metrics.toml where its figures are"
        return
    found = [one for one in read[case.get("part", "series")] if all(one[name] == value for name, value in case["of"].items())]
    assert len(found) == 1
    for path, name in case["figures"].items():
        figure, said = _found(found[0], path), _said(fact, name)
        assert figure == said if isinstance(said, str) else figure * case.get("scale", 1) == pytest.approx(said, rel=5e-5)


@needs_facts
def test_every_fact_is_asked_for() -> None:
    assert set(FACTS) <= {name for name, _ in (*OWN, *OTHERS)} | {case["id"] for case in MEASURED}
