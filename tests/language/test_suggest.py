"""Did you mean: a single typo in a known word is put right, words that are right are left alone."""

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aimline.language import language_of, parse_statement
from aimline.language.lexicon import load
from aimline.language.suggest import near, ordinary
from aimline.language.words import Scanner
from aimline.text.diagnostic import Note
from aimline.text.normalise import normalise

FOLDER = Path(__file__).parent.parent / "cases"
CASES: list[dict[str, Any]] = [case for name in ("sentences", "lint") for case in tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["cases"]]
SENTENCES = [text for case in CASES for text in (case["text"], *case.get("same", []))]
KINDS = {
    "VERB",
    "METRIC",
    "PLATFORM",
    "UNIT",
    "MONTH",
    "RECUR",
    "PERIOD",
    "WEEKDAY",
    "EVENT",
    "ITEM",
    "SURFACE",
    "QUARTER",
    "MULTIPLE",
    "DUAL",
    "CURRENCY_AFTER",
}
LETTERS = {"en": "abcdefghijklmnopqrstuvwxyz", "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"}


def typo(word: str, rng: random.Random, letters: str) -> str:
    place = rng.randrange(len(word))
    kind = rng.choice(("lost", "put in", "another", "exchanged"))
    if kind == "lost":
        return word[:place] + word[place + 1 :]
    if kind == "put in":
        return word[:place] + rng.choice(letters) + word[place:]
    if kind == "another":
        return word[:place] + rng.choice(letters) + word[place + 1 :]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def meaning(text: str) -> list[object]:
    return [
        (
            draft.intent,
            draft.metric,
            draft.platforms,
            draft.target and (draft.target.kind, draft.target.value, draft.target.unit, draft.target.bound),
            draft.per,
            draft.aggregation,
            draft.time and (draft.time.form, draft.time.value),
            draft.start and draft.start.value,
        )
        for draft in parse_statement(text).drafts
    ]


def suggestions(text: str) -> list[Note]:
    statement = parse_statement(text)
    return [note for holder in (statement, *statement.drafts) for note in holder.notes if note.name == "not-understood" and note.replacement]


def misspelt(language: str, per_word: int) -> Iterator[tuple[str, str, int, int]]:
    """Sentences of a language with one typo: the sentence as it was, as it is, and where the typo stands. A typo that gives another word is none."""
    lexicon = load(language)
    scanner = Scanner([language, *lexicon.mixes])
    rng = random.Random(5)
    for text in SENTENCES:
        normal, offsets = normalise(text)
        if offsets is not None or language_of(text) != language:
            continue
        for found in scanner.scan(normal):
            word = normal[found.start : found.end]
            if not word.isalpha() or len(lexicon.bare(word)) < 5 or word[0] not in LETTERS[language] or not {sense.terminal for sense in found.senses} & KINDS:
                continue
            for _ in range(per_word):
                wrong = typo(text[found.start : found.end], rng, LETTERS[language])
                changed = text[: found.start] + wrong + text[found.end :]
                spelling = normalise(wrong)[0]
                known = any(
                    sense.terminal != "WORD"
                    for other in scanner.scan(normalise(changed)[0])
                    if other.start < found.start + len(wrong) and other.end > found.start
                    for sense in other.senses
                )
                if spelling != word and not known and lexicon.bare(spelling) not in ordinary(language):
                    yield text, changed, found.start, found.start + len(wrong)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_single_typo_is_put_right_by_the_first_suggestion(language: str) -> None:
    right, wrong = 0, []
    for text, changed, start, end in misspelt(language, 4):
        note = next((note for note in suggestions(changed) if note.span.start == start and note.span.end == end), None)
        if note is not None and meaning(changed[:start] + str(note.replacement) + changed[end:]) == meaning(text):
            right += 1
        else:
            wrong.append((changed, note and note.replacement))
    assert right + len(wrong) > 150
    assert right / (right + len(wrong)) >= 0.95, wrong


def test_a_sentence_that_is_understood_gets_no_suggestion() -> None:
    assert len(SENTENCES) > 300
    assert {text: found for text in SENTENCES if (found := suggestions(text))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "Sell 40 bikes in May",
        "Gain 300 loyalty-card holders by June",
        "Gain 100 Instagram followers for Maple & Reed in 10 days",
        "Increase newsletter subscribers among teachers and readers by 10% in 3 months",
        "Publish 10 posts with Marsha on LinkedIn in 30 days",
        "Reach 5,000 people on Facebook in Leeds by Friday",
        "Get 50 leads for Grove Street Bakery in 2 weeks",
        "كسب 100 متابع على إنستغرام لعلامة زهرة المدائن خلال 10 أيام",
        "زيادة مبيعات فرع المنصورة بنسبة 20% خلال شهرين",
        "احصل على 300 حامل بطاقة ولاء خلال شهرين",
        "رفع عدد المشتركين من طلاب الجامعة إلى 500 خلال 3 أشهر",
    ],
)
def test_names_and_ordinary_words_are_left_alone(text: str) -> None:
    assert suggestions(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gain 100 Instgram followers in 10 days", ["Instagram"]),
        ("gain 100 instgram followers in 10 days", ["Instagram"]),
        ("GAIN 100 TIKTOK FOLOWERS IN 10 DAYS", ["FOLLOWERS"]),
        ("Incraese Instagram Folowers by 10% in Ferbuary", ["Increase", "Followers", "February"]),
        ("Gain 100 Instgram folowers in 10 dayes", ["Instagram", "followers", "days"]),
        ("Increase the click throgh rate by 10% in 3 months", ["through"]),
        ("كسب 100 متايع على إنستغرام خلال 10 أيام", ["متابع"]),
        ("كسب 100 متابع على انستفرام خلال 10 أيام", ["إنستغرام"]),
        ("زيادة املتابعين على فيسبوك بنسبة 20% خلال شهرين", ["المتابعين"]),
        ("زيادة التافعل على Facebok بنسبة 20% خلال شهرين", ["التفاعل", "Facebook"]),
    ],
)
def test_each_misspelt_word_has_its_suggestion(text: str, expected: list[str]) -> None:
    assert [note.replacement for note in suggestions(text)] == expected


def test_the_note_stands_at_the_word_and_nothing_else_is_said_of_it() -> None:
    text = "Reach 500 folowers on TikTok in 30 days"
    statement = parse_statement(text)
    notes = [note for holder in (statement, *statement.drafts) for note in holder.notes]
    assert [(note.name, text[note.span.start : note.span.end], note.params["suggestion"]) for note in notes] == [("not-understood", "folowers", "followers")]


def test_ordinary_words_have_no_neighbours() -> None:
    assert near("bikes", "en") == ()
    assert next(candidate.normal for candidate in near("folowers", "en")) == "followers"


def test_a_text_too_long_for_a_sentence_is_not_searched() -> None:
    text = "Gain 100 folowers " * 500
    assert suggestions(text) == []
