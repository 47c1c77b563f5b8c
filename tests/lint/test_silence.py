"""Comments that silence rules: what they silence, what is said about those that are not needed, and how these go."""

import sys
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimline.catalogue import load as load_catalogue
from aimline.language import parse_document, parse_goals_file
from aimline.lint import lint, rules
from aimline.lint.selection import Selector, choose
from aimline.text.diagnostic import Diagnostic
from aimline.text.position import Source

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "silence.toml").read_text(encoding="utf-8"))["cases"]
ABOUT = {"unused-ignore", "unpaired-ignore", "unknown-rule"}
"""Rules about comments that silence rules."""
TODAY = date(2026, 11, 24)
CATALOGUE = load_catalogue()


def found_in(case: dict[str, Any], text: str, **options: Any) -> list[Diagnostic]:
    source = Source(text, case.get("name"))
    file = parse_document(source) if "name" in case else parse_goals_file(source)
    return lint(file, catalogue=CATALOGUE, today=TODAY, **{"hints": False, **options})


def mended(case: dict[str, Any], text: str) -> str:
    """The text with the safe edits of comments made, of two that overlap the first; the rest when it is looked at again."""
    last = len(text) + 1
    edits = {edit for item in found_in(case, text) if item.name in ABOUT and item.fix is not None and item.fix.safe for edit in item.fix.edits}
    for edit in sorted(edits, key=lambda edit: -edit.span.start):
        if edit.span.end <= last:
            text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
            last = edit.span.start
    return text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_what_is_left(case: dict[str, Any]) -> None:
    source = Source(case["text"])
    found = found_in(case, case["text"])
    assert [f"{source.line_of(item.span.start)} {item.name}" for item in found] == case["found"]
    if "fixed" in case:
        text = case["text"]
        for _ in range(3):
            text = mended(case, text)
        assert text == case["fixed"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_with_hints_the_rest_is_the_same(case: dict[str, Any]) -> None:
    loud = [item for item in found_in(case, case["text"], hints=True) if item.severity != "hint"]
    assert [(item.name, item.span) for item in loud] == [(item.name, item.span) for item in found_in(case, case["text"])]


def test_a_comment_is_not_unused_because_its_rule_does_not_run() -> None:
    text = "// ignore-file: S003, no-platform\n// ignore: T\nGain 100 followers\n"
    without = choose(rules(), [Selector("T", False), Selector("S", False)], hints=False)
    assert [item.name for item in found_in({}, text, ruleset=without)] == ["unused-ignore"]  # said twice, it is unused once


def test_comments_about_what_is_not_selected_are_not_judged_where_their_rule_is_not_selected() -> None:
    only = choose(rules(), [Selector("S", True)], hints=False)
    assert found_in({}, "// ignore: T001\nGain 100 Instagram followers in 10 days\n", ruleset=only) == []


LINES = [
    "// ignore: T001",
    "// ignore: S003, T001 why",
    "// تجاهل: no-deadline",
    "// ignore-start: T001, S003",
    "// ignore-start",
    "// ignore-end",
    "// ignore-end: S003",
    "// نهاية التجاهل",
    "// ignore-file: M",
    "// ignore-file: no-quantity, no-metric",
    "// a comment",
    "",
    "# A heading",
    "owner: Sara",
    "Gain 100 Instagram followers",
    "Gain 100 followers in 10 days",
    "كسب متابعين",
    "  - Post daily",
    "  ownr: Sara",
]


@given(chosen=st.lists(st.sampled_from(LINES), max_size=12), document=st.booleans(), end=st.sampled_from(["\n", "\r\n"]))
def test_comments_hide_only_what_is_found_without_them_and_unused_ones_go_without_a_trace(chosen: list[str], document: bool, end: str) -> None:
    if document:
        chosen = ["Goal: " + line if line.startswith("Gain") else line for line in chosen]
    case, text = ({"name": "x.md"} if document else {}), end.join(chosen)

    def told(text: str) -> list[tuple[str, str]]:
        source = Source(text)
        return sorted((item.name, source.line_text(source.line_of(item.span.start))) for item in found_in(case, text) if item.name not in ABOUT)

    left = told(text)
    everything = told(end.join(line.replace("// ", "// x ") for line in chosen))
    assert not Counter(left) - Counter(everything)
    for _ in range(12):
        text = mended(case, text)
    assert told(text) == left
    assert [item.name for item in found_in(case, text) if item.name == "unused-ignore"] == []


@pytest.mark.parametrize(
    "piece",
    [
        "// ignore: T001\nGain 100 Instagram followers\n",
        "// ignore-start: T001\nGain 100 Instagram followers\n",
        "// ignore-start\nGain 100 Instagram followers\n",
        "// ignore-start: S003\n// ignore-end: T001\nGain 100 Instagram followers\n",
        "// ignore-start: S003\nGain 100 Instagram followers\n// ignore-end\n",
    ],
)
def test_twice_as_many_comments_take_twice_the_steps(piece: str) -> None:
    def steps(count: int) -> int:
        done = 0

        def follow(frame: FrameType, event: str, argument: object) -> Any:
            nonlocal done
            if not frame.f_code.co_filename.endswith(("silence.py", "suppressions.py")):
                return None
            done += event == "line"
            return follow

        sys.settrace(follow)
        try:
            found_in({}, piece * count)
        finally:
            sys.settrace(None)
        return done

    few = steps(20)
    assert few
    assert steps(80) < 6 * few
