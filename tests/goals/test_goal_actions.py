"""Actions with a cadence are activities of their own (tests/cases/actions.toml)."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aimline.catalogue import load
from aimline.goals.compile import compile_statement
from aimline.language import parse_goals_file
from aimline.text.position import Source

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent.parent / "cases" / "actions.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize(("text", "case"), [(text, case) for case in CASES for text in case["texts"]])
def test_action(text: str, case: dict[str, Any]) -> None:
    file = parse_goals_file(Source(f"{case.get('goal', 'Gain 100 Instagram followers in 10 days')}\n  - {text}\n"))
    action = compile_statement(file.statements[0], date(2026, 11, 24), load())[0].actions[0]
    assert (action.text, action.metric, list(action.platforms), action.value, action.per) == (
        text, case.get("metric"), case.get("platforms", []), case.get("value"), case.get("per"),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["Post daily on Instagram", "Publish one post a day on Instagram", "النشر يوميًا على إنستغرام"])
def test_an_activity_is_the_same_as_an_action_and_as_a_goal_of_its_own(text: str) -> None:
    statements = parse_goals_file(Source(f"Gain 100 Instagram followers in 10 days\n  - {text}\n\n{text}\n")).statements
    action = compile_statement(statements[0], date(2026, 11, 24), load())[0].actions[0]
    goal = compile_statement(statements[1], date(2026, 11, 24), load())[0]
    assert (goal.intent, goal.metric, goal.platforms, goal.time and goal.time.value) == ("do", action.metric, action.platforms, "DAILY")
