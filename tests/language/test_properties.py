"""Laws of the parser: it never fails, loses nothing, and noise in spelling changes nothing."""

import random
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.language import parse_statement
from aimline.language.grammar import GRAMMARS, Automaton, automaton
from aimline.language.reading import read
from aimline.language.words import Scanner, read_number
from aimline.text.normalise import normalise
from often import often

ENGLISH = "Gain 250 new Instagram followers in 21 days starting 2026-12-01"
ARABIC = "الحصول على 250 متابعًا جديدًا على إنستغرام خلال 21 يومًا ابتداءً من 2026-12-01"
WORDS = [
    "gain",
    "by",
    "from",
    "to",
    "5%",
    "$9",
    "10",
    "days",
    "in",
    "March",
    "2027",
    "Q3",
    "post",
    "reach",
    "متابع",
    "إلى",
    "من",
    "خلال",
    "شهر",
    "(",
    ")",
    ",",
    "+",
    "-",
    "per",
    "a",
    "___",
    "followers",
    "لكل",
    "و",
    "ب500",
    "🙂",
    "#tag",
]


def meaning(text: str) -> object:
    draft = parse_statement(text).drafts[0]
    target = draft.target
    return (
        draft.intent,
        draft.metric,
        draft.platforms,
        target and (target.kind, target.value, target.unit),
        draft.time and (draft.time.form, draft.time.value),
        draft.start and draft.start.value,
    )


@settings(max_examples=often(100), deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_statement(text: str) -> None:
    statement = parse_statement(text)
    assert statement.drafts
    for draft in statement.drafts:
        for span in draft.spans.values():
            assert 0 <= span.start <= span.end <= len(text)


@settings(max_examples=often(133), deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_words_in_any_order_are_a_statement(words: list[str]) -> None:
    text = " ".join(words)
    for draft in parse_statement(text).drafts:
        for phrase in draft.side_phrases:
            assert phrase.text == text[phrase.span.start : phrase.span.end]


@settings(max_examples=often(100), deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
def test_slots_cover_every_word_once(words: list[str]) -> None:
    text = normalise(" ".join(words))[0]
    scanned = Scanner(["en", "ar"]).scan(text)
    # a noun that carries its number makes two slots of one place
    places = dict.fromkeys((slot.start, slot.end) for slot in read(scanned))
    assert [word.start for word in scanned] == [word.start for start, end in places for word in scanned if start <= word.start < end]


@pytest.mark.parametrize("text", ["multiply widgets 5", "be the 500th in March", "the 32nd March", "Goal 99th"])
def test_odd_numbers_and_verbs_end_no_run(text: str) -> None:
    assert parse_statement(text).drafts


@pytest.mark.parametrize("grammar", list(GRAMMARS))
def test_a_grammar_has_no_conflict(grammar: str) -> None:
    from lark import Lark
    from lark.lexer import Lexer

    from aimline import data

    class NoLexer(Lexer):
        __future_interface__ = True

        def __init__(self, conf: object) -> None:
            pass

        def lex(self, lexer_state: object, parser_state: object) -> object:
            return iter(())

    text = data.path("grammar", f"{grammar}.lark").read_text(encoding="utf-8")
    Lark(text, parser="lalr", lexer=NoLexer, strict=True, start=GRAMMARS[grammar])


def test_the_automaton_takes_what_may_begin_a_statement() -> None:
    assert automaton().step(Automaton.START, "VERB") is not None
    assert automaton().step(Automaton.START, "RANGE_TO") is None


@pytest.mark.parametrize("seed", range(40))
def test_spelling_noise_in_english_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    noisy = "".join(rng.choice((char.upper(), char.lower())) for char in ENGLISH)
    noisy = noisy.replace(" ", rng.choice(("  ", " \u00a0", " ")))
    assert meaning(noisy + rng.choice(("", ".", " ", "!"))) == meaning(ENGLISH)


def arabic_sentences(*, known: bool) -> list[str]:
    """Every case of tests/cases that is written in Arabic letters and about a metric that is `known`, or whose name is the user's own."""
    cases = [
        case
        for file in sorted((Path(__file__).parent.parent / "cases").glob("sentences*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["cases"]
    ]
    about = [case for case in cases if (re.search("[\u0621-\u064a]", case.get("metric") or "") is None) == known]
    return [text for case in about for text in (case["text"], *case.get("same", [])) if re.search("[\u0621-\u064a]", text)]


ARABIC_SENTENCES = arabic_sentences(known=True)
OF_ONES_OWN = arabic_sentences(known=False)
SPELLINGS = {"أ": "اأ", "إ": "اإ", "آ": "اآ", "ة": "ةه", "ى": "ىي", "ك": "كک", "ي": "يی"}
MARKS = "\u064e\u064f\u0650\u0651\u0652\u0640"
PRESENTED = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFE80, 0xFEF5)}


def noisy(text: str, rng: random.Random, spellings: Mapping[str, str] = SPELLINGS) -> str:
    """The same sentence with tashkeel, tatweel, other hamzas, other digits, presentation forms."""
    zero = rng.choice((ord("0"), 0x0660, 0x06F0))
    # dates in figures are written with one kind of digits; abbreviations tell currencies apart by their hamza
    fixed = {index for match in re.finditer(r"\d+-\d+-\d+|\w(?:\.\w)+", text) for index in range(*match.span())}
    out = []
    for index, char in enumerate(text):
        if index in fixed:
            out.append(char)
            continue
        char = rng.choice(spellings.get(char, char))
        if char.isascii() and char.isdigit():
            char = chr(zero + int(char))
        elif rng.random() < 0.1:
            char = PRESENTED.get(char, char)
        out.append(char)
        if "\u0621" <= char <= "\u064a" and rng.random() < 0.2:
            out.append(rng.choice(MARKS))
    return "".join(out)


@settings(max_examples=often(133), deadline=None)
@given(st.sampled_from(ARABIC_SENTENCES), st.randoms(use_true_random=False))
def test_spelling_noise_in_arabic_changes_nothing(text: str, rng: random.Random) -> None:
    assert meaning(noisy(text, rng)) == meaning(text)


@pytest.mark.parametrize("text", OF_ONES_OWN)
def test_what_only_dresses_letters_changes_no_name_of_ones_own(text: str) -> None:
    """How a name is spelt that nobody else knows is up to the user, hamzas and all; marks, tatweel, digits and presentation forms are no spelling."""
    rng = random.Random(text)
    for _ in range(20):
        assert meaning(noisy(text, rng, {})) == meaning(text)


def test_spans_point_into_the_original_with_marks_and_emoji() -> None:
    text = "🙂 رَفْعُ مُتَابِعِي إنستغرام بنسبة ١٠٪ خلال ٣٠ يومًا"
    draft = parse_statement(text).drafts[0]
    assert text[draft.spans["platforms"].start : draft.spans["platforms"].end] == "إنستغرام"
    assert text[draft.target.span.start : draft.target.span.end] == "بنسبة ١٠٪"
    assert text[draft.time.span.start : draft.time.span.end] == "خلال ٣٠ يومًا"


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,000", 1000), ("1.2", 1.2), ("1.000.000", 1e6), ("1.000,5", 1000.5), ("0,5", 0.5), ("0,125", 0.125), ("12,345,678.9", 12345678.9), ("10", 10)],
)
def test_numbers(text: str, value: float) -> None:
    assert read_number(text) == value


def test_what_the_scanner_remembers_changes_no_word() -> None:
    """A form remembers after which words no phrase goes on from it: sentences read again, and in another order, have the words that they have read afresh."""
    texts = ["grow email", "grow email list", "grow email open rate", "بحلول نهاية", "بحلول نهاية الشهر", "number of visitors", "number of new visitors"]
    for language in ("en", "ar"):
        warm = Scanner([language])
        for text in (*texts, *reversed(texts)):
            assert warm.scan(text) == Scanner([language]).scan(text)
