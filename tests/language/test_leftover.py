"""No sentence compiles to a wrong goal in silence: what is left open is said, with its place (tests/cases/leftover.toml); no number is passed over."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.language import parse_statement
from often import often

HERE = Path(__file__).parent.parent / "cases"
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "leftover.toml").read_text(encoding="utf-8"))["cases"]
SENTENCES = [
    text
    for file in sorted(HERE.glob("sentences*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["cases"]
    for text in (case["text"], *case.get("same", []))
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_is_left_open_is_said(case: dict[str, Any]) -> None:
    statement = parse_statement(case["text"])
    notes = [note for draft in statement.drafts for note in draft.notes] + statement.notes
    assert sorted([note.name, case["text"][note.span.start : note.span.end]] for note in notes) == sorted(case["notes"])


def passed_over(text: str) -> list[str]:
    """The numbers in digits that are no part of a goal, of no side phrase, and that no note is about."""
    statement = parse_statement(text)
    said = [(note.span.start, note.span.end) for note in statement.notes]
    for draft in statement.drafts:
        said += [(start, end) for start, end, role in draft.roles if role != "filler"]
        said += [(note.span.start, note.span.end) for note in draft.notes]
    return [number.group() for number in re.finditer(r"\d+(?:[.,٫٬]\d+)*", text) if not any(start <= number.start() < end for start, end in said)]


def test_no_number_of_a_sentence_is_passed_over() -> None:
    assert len(SENTENCES) > 500
    assert {text: numbers for text in SENTENCES if (numbers := passed_over(text))} == {}


WORDS = sorted({word for sentence in SENTENCES[::7] for word in sentence.split()} | {"300", "5%", "2.5K", "$40", "٤٠", "12 days", "by 3%", "from 90"})


@settings(max_examples=often(120), deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_no_number_of_any_sequence_is_passed_over(words: list[str]) -> None:
    assert passed_over("Reach " + " ".join(words)) == []


@settings(max_examples=often(80), deadline=None)
@given(
    st.sampled_from(["Gain {a} followers on TikTok", "Reach {a} views on YouTube in {b} days", "كسب {a} متابع على تيك توك خلال {b} يوما"]),
    st.sampled_from([" with {c} posts", " for {c} shops", " عبر {c} مقاطع", " so that {c} people come", ", {c}", " ({c})", " by {c}%", " من {c}"]),
    st.tuples(*[st.integers(2, 9999)] * 3),
)
def test_a_further_number_is_never_passed_over(sentence: str, more: str, numbers: tuple[int, int, int]) -> None:
    text = (sentence + more).format(a=numbers[0], b=numbers[1], c=numbers[2])
    assert passed_over(text) == []
