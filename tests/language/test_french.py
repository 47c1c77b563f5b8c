"""French, a language of data files alone: its sentences mean what their English twins mean (tests/cases/french.toml)."""

import tomllib
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_statement
from aimline.language import language_of, parse_goals_file, parse_statement
from aimline.text.position import Source

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads((Path(__file__).parent.parent / "cases" / "french.toml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 24)


def meaning(text: str) -> dict[str, Any]:
    statement = parse_statement(text)
    assert statement.language == "fr"
    assert len(statement.drafts) == 1, f"more than one goal in {text!r}"
    draft = statement.drafts[0]
    found: dict[str, Any] = {"intent": draft.intent, "metric": draft.metric, "platforms": draft.platforms}
    if draft.target is not None:
        target = draft.target
        parts = {"kind": target.kind, "value": target.value, "unit": target.unit, "baseline": target.baseline, "upper": target.upper, "bound": target.bound}
        found["target"] = {name: value for name, value in parts.items() if value is not None}
    found |= {name: value for name, value in (("per", draft.per), ("aggregation", draft.aggregation)) if value is not None}
    if draft.time is not None:
        found["time"] = [draft.time.form, draft.time.value]
    if draft.start is not None:
        found["start"] = draft.start.value
    return found


def ids(text: str) -> list[str]:
    return [goal.id for goal in compile_statement(parse_statement(text), TODAY, load_catalogue())]


def without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


@pytest.mark.parametrize("case", CASES["means"], ids=lambda case: case["text"])
def test_a_sentence_means(case: dict[str, Any]) -> None:
    assert meaning(case["text"]) == {name: value for name, value in case.items() if name != "text"}


@pytest.mark.parametrize("case", CASES["pairs"], ids=lambda case: case["fr"])
def test_a_sentence_and_its_english_twin_are_the_same_goals(case: dict[str, str]) -> None:
    assert language_of(case["fr"]) == "fr"
    assert parse_statement(case["en"]).language == "en"
    assert ids(case["fr"]) == ids(case["en"])


@pytest.mark.parametrize("text", [case["text"] for case in CASES["means"]] + [case["fr"] for case in CASES["pairs"]])
def test_accents_capitals_and_narrow_spaces_change_nothing(text: str) -> None:
    for noisy in (
        without_accents(text),
        unicodedata.normalize("NFD", text),
        text.upper(),
        text.replace(" %", "\u202f%").replace(" 000", "\u00a0000"),
        text.replace("'", "’"),
    ):
        assert ids(noisy) == ids(text), noisy


@pytest.mark.parametrize("case", CASES["languages"], ids=lambda case: case["text"])
def test_the_language_of(case: dict[str, str]) -> None:
    assert language_of(case["text"]) == case["is"]


def test_a_file_in_french() -> None:
    file = parse_goals_file(Source(CASES["files"][0]["text"]))
    assert [(note.name, note.params) for note in file.notes] == []
    statement = file.statements[0]
    assert {key: setting.value for key, setting in statement.settings.items()} == CASES["files"][0]["settings"]
    assert [action.text for action in statement.actions] == CASES["files"][0]["actions"]
