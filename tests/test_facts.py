"""Facts computed from real exports, reproduced from sentence to standing. They need the material beside the repository, and are skipped where it is absent."""

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from aimline import api
from aimline.engine.standing import Standing
from aimline.pacing.status import GRACE

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
