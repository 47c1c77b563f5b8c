"""Sentences of several goals (tests/cases/several.toml): which number is of which."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from aimline.language import parse_statement

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent.parent / "cases" / "several.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize(("text", "goals"), [(text, case["goals"]) for case in CASES for text in (case["text"], *case.get("same", []))])
def test_each_goal_has_its_own_number(text: str, goals: list[list[Any]]) -> None:
    drafts = parse_statement(text).drafts
    assert [[draft.metric, *([draft.target.kind, draft.target.value] if draft.target is not None else [])] for draft in drafts] == goals
