"""What is ordinary in Arabic, Persian and emoji raises no alarm; what hides or reorders something does, and its fix removes it."""

import time
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimline.catalogue import load as load_catalogue
from aimline.language import parse_document, parse_goals_file, parse_statement
from aimline.lint import lint, lint_statement, rules
from aimline.text.diagnostic import Diagnostic
from aimline.text.position import Source

TODAY = date(2026, 11, 24)
CASES = Path(__file__).parent.parent / "cases"
FILES = [tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8")) for name in ("sentences", "sentences_arabic", "sentences_events", "french")]
SENTENCES = [case["text"] for file in FILES for cases in file.values() for case in cases if "text" in case]
ARABIC = "كسب 100 متابع على Instagram خلال 10 أيام"


def unsafe(text: str) -> list[Diagnostic]:
    found = lint(parse_goals_file(Source(text)), catalogue=load_catalogue(), today=TODAY)
    return [item for item in found if item.code.startswith("X") and item.severity != "hint"]


def names(text: str) -> list[str]:
    return [item.name for item in unsafe(text)]


def test_no_sentence_of_our_own_cases_alarms() -> None:
    assert len(SENTENCES) > 500
    assert {text: names(text) for text in SENTENCES if names(text)} == {}


@given(
    st.lists(st.sampled_from(ARABIC.split(" ")), min_size=1, max_size=8),
    st.lists(st.sampled_from(["\u200e", "\u200f", "\u061c", "", " "]), min_size=9, max_size=9),
)
def test_direction_marks_between_words_are_ordinary(words: list[str], marks: list[str]) -> None:
    assert names("".join(mark + word + " " for word, mark in zip(words, marks, strict=False)) + marks[-1]) == []


@pytest.mark.parametrize(
    "text",
    [
        "كسب 100 متابع بحلول 31\u200f/12\u200f/2027",
        "رفع معدل التفاعل \u061c-5% ثم ٥٪\u061c",
        "کسب ۱۰۰ دنبال\u200cکننده در اینستاگرام",
        "كسب 100 متابع على \u2068Instagram\u2069 (ربح\u200d) خلال 10 أيام",
        "كسب 100 متابع على \u202aInstagram Stories\u202c خلال 10 أيام",
        "Gain 100 Instagram followers 👩\u200d💻 ❤\ufe0f 👨🏽\u200d🚀 1\ufe0f\u20e3 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f in 10 days",
        "Gagner 100 abonnés\u00a0Instagram en 10\u202fjours à l’été",
        "Publish 3D models, 4K videos and H2O quizzes on Instagram for 10 days",
        "# ОТЧЁТ и план Αθήνα",
        "Reach β testers, µm and Ωmega on Instagram",
        "RÉSUMÉ Ø Åse Ünal İstanbul ığdır",
        "２０２７年に１００人 ｶﾀｶﾅ",
        "كسب ١٠٠ متابع بنسبة ١٢٫٥٪ إلى ١٬٢٣٤",
    ],
)
def test_what_is_ordinary_raises_no_alarm(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name", "fixed"),
    [
        ("Gain \u202e001\u202c followers", "bidi-control", "Gain 001 followers"),
        ("Gain 5\u200f0 followers", "bidi-control", "Gain 50 followers"),
        ("// \u202egnihtyna", "bidi-control", "// gnihtyna"),
        ("Gain 50 \u2066followers", "unbalanced-bidi", "Gain 50 followers"),
        ("كسب 50 متابع\u202c", "unbalanced-bidi", "كسب 50 متابع"),
        ("Gain 50 follo\u200bwe\u2060rs", "invisible-character", "Gain 50 followers"),
        ("كسب 50 \ufeffمتابع", "invisible-character", "كسب 50 متابع"),
        ("Gain 50 followers\U000e0041\U000e0042", "invisible-character", "Gain 50 followers"),
        ("Gain 50 f\ufe0followers", "invisible-character", "Gain 50 followers"),
        ("Gain 5\ufe0f0 followers", "invisible-character", "Gain 50 followers"),
        ("Gain 50 fol\u200dlowers", "invisible-character", "Gain 50 followers"),
        ("Gain 50 f\u043ell\u043ewers", "confusable-letters", "Gain 50 followers"),
        ("Gain 50 followers on \U0001d5e7\U0001d5f6\U0001d5f8\U0001d5e7\U0001d5fc\U0001d5f8", "confusable-letters", "Gain 50 followers on TikTok"),
        ("كسب 50 متابع على تي\u06aa توك", "confusable-letters", "كسب 50 متابع على تيك توك"),
        ("Gain 5٠٠ followers", "mixed-digits", "Gain ٥٠٠ followers"),
        ("كسب ١٢٫5 متابع", "mixed-digits", "كسب ١٢٫٥ متابع"),
        ("كسب ۴٥۶ متابع", "mixed-digits", "كسب ۴۵۶ متابع"),
        ("Gain 1l0 followers", "letter-in-number", "Gain 110 followers"),
        ("Gain 5OO followers", "letter-in-number", "Gain 500 followers"),
        ("Gain 50\u2029followers", "hidden-line-break", "Gain 50 followers"),
        ("Gain 50\x0cfollowers", "hidden-line-break", "Gain 50 followers"),
        ("Gagner 50 abonnÃ©s", "damaged-text", "Gagner 50 abonnés"),
        ("كسب 50 متابع على Ø¥Ù†Ø³ØªØºØ±Ø§Ù…", "damaged-text", "كسب 50 متابع على إنستغرام"),
    ],
)
def test_what_hides_is_found_once_and_its_fix_removes_it(text: str, name: str, fixed: str) -> None:
    found = unsafe(text)
    assert [item.name for item in found] == [name]
    fix = found[0].fix
    assert fix is not None
    assert text[: fix.span.start] + fix.replacement + text[fix.span.end :] == fixed
    assert names(fixed) == []


def test_a_fix_is_safe_where_the_goal_stays_as_it_is() -> None:
    goal = "Gain 100 Insta\u200bgram followers in 10 days"
    assert [item.fix and item.fix.safe for item in unsafe(goal)] == [True]
    assert [item.fix and item.fix.safe for item in unsafe("Gain 100 Instagram followers in 10 days\n  owner: Sa\u200bra")] == [False]
    assert [item.fix and item.fix.safe for item in unsafe("Gain 100 Insta\u2060gram followers in 10 days")] == [False]


def test_every_line_of_a_file_is_looked_at_and_a_comment_silences_it_for_its_goal() -> None:
    goal = "Gain 100 Instagram followers in 10 days\n  - Post da\u200bily\n  owner: Sa\u200bra\n"
    assert names("# Win\u200bter\n// re\u200bmark\n" + goal) == ["invisible-character"] * 4
    assert names("# Win\u200bter\n// ignore: X003 pasted from the page\n" + goal) == ["invisible-character"]


def test_prose_around_the_goals_of_a_document_is_left_alone() -> None:
    text = "So\u200bme prose\n\nGoal: Gain 1\u200b00 Instagram followers in 10 days\n"
    found = lint(parse_document(Source(text)), catalogue=load_catalogue(), today=TODAY)
    assert [item.span.start for item in found if item.name == "invisible-character"] == [text.index("1\u200b00")]


def test_a_sentence_alone_is_looked_at_too() -> None:
    found = lint_statement(parse_statement("Gain 1\u200b00 Instagram followers in 10 days"), catalogue=load_catalogue(), today=TODAY)
    assert [item.name for item in found if item.severity == "error"] == ["invisible-character"]


def test_a_name_in_imitated_letters_is_told_once_and_not_as_unknown() -> None:
    found = lint(parse_goals_file(Source("Gain 100 Inst\u0430gram followers in 10 days")), catalogue=load_catalogue(), today=TODAY)
    assert "confusable-letters" in {item.name for item in found}
    assert "not-understood" not in {item.name for item in found}
    assert rules()["confusable-letters"].instead_of


@pytest.mark.parametrize("piece", ["\u202e", "\u2067", "\u202a\u2069", "\u2069", "\u200b", "a\u200b", "\u0430b ", "1\u0660", "\ufffd", "Ã©", "\u2028", "5O "])
def test_a_line_full_of_it_costs_little(piece: str) -> None:
    found = unsafe("// " + piece * 20_000)
    assert 1 <= len(found) <= 20


@pytest.mark.parametrize("text", ["9" * 200_000, "O" * 100_000 + "9" * 100_000, "👨\u200d" * 50_000, "e" + "\u200d" * 100_000, "e" + "\u0301\u200d" * 50_000])
def test_long_runs_of_one_kind_cost_little(text: str) -> None:
    began = time.process_time()
    unsafe(f"Gain 5 followers {text}")
    assert time.process_time() - began < 8
