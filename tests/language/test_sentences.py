"""Sentences in both languages and the goals they mean (tests/cases/sentences*.toml)."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_statement
from aimline.language import parse_statement

CASES: list[dict[str, Any]] = [
    case
    for file in sorted((Path(__file__).parent.parent / "cases").glob("sentences*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["cases"]
]


def meaning(text: str) -> dict[str, Any]:
    statement = parse_statement(text)
    assert len(statement.drafts) == 1, f"more than one goal in {text!r}"
    draft = statement.drafts[0]
    target = draft.target
    found: dict[str, Any] = {"intent": draft.intent, "metric": draft.metric, "platforms": draft.platforms}
    if target is not None:
        parts = {"kind": target.kind, "value": target.value, "unit": target.unit, "baseline": target.baseline, "upper": target.upper, "bound": target.bound}
        found["target"] = {name: value for name, value in parts.items() if value is not None}
    found |= {name: value for name, value in (("per", draft.per), ("aggregation", draft.aggregation)) if value is not None}
    if draft.time is not None:
        found["time"] = [draft.time.form, draft.time.value]
    if draft.start is not None:
        found["start"] = draft.start.value
    return found


@pytest.mark.parametrize(("text", "case"), [(text, case) for case in CASES for text in (case["text"], *case.get("same", []))])
def test_sentence_means(text: str, case: dict[str, Any]) -> None:
    assert meaning(text) == {name: value for name, value in case.items() if name not in ("text", "same")}


@pytest.mark.parametrize("case", [case for case in CASES if "same" in case], ids=lambda case: case["text"])
def test_same_goal_in_other_words_has_the_same_id(case: dict[str, Any]) -> None:
    ids = {compile_statement(parse_statement(text), date(2026, 11, 24), load_catalogue())[0].id for text in (case["text"], *case["same"])}
    assert len(ids) == 1
