"""What lint says of sentences in both languages (tests/cases/lint.toml)."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.language import parse_statement
from aimline.lint import lint_statement

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent.parent / "cases" / "lint.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_lint_says(case: dict[str, Any]) -> None:
    found = lint_statement(parse_statement(case["text"]), catalogue=load_catalogue(), today=date(2026, 11, 24))
    assert {item.name for item in found if item.severity != "hint"} == {*case["lint"], *case.get("also", [])}
