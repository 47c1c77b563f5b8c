"""Files in canonical form: what is rewritten, what stays, and that no goal changes its meaning or its id."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.goals.printing import printable
from aimline.goals.rewriting import Rewritten, rewrite
from aimline.language import parse_document, parse_goals_file
from aimline.text.position import Source

TODAY = date(2026, 11, 24)
FILE = """\
#  Winter,  as it is
account:acme
digits : western

//   a comment stays,   blanks and all\x20\x20
we want 100 new IG followers in 10 days\x20\x20
   *  Post   daily
\t- Research hashtags\x20
  baseline :1,240
  because:  trust

Raise our conversion rate to X% by June
الحصول على 250 متابع جديد على انستقرام خلال 21 يوم
    المسؤول:   سارة
"""
CANONICAL = """\
#  Winter,  as it is
account: acme
digits: western

//   a comment stays,   blanks and all\x20\x20
Gain 100 followers on Instagram in 10 days
  - Post   daily
  - Research hashtags
  baseline: 1,240
  because: trust

Raise our conversion rate to X% by June
كسب 250 متابعًا على إنستغرام خلال 21 يومًا
  المسؤول: سارة
"""


def formatted(text: str, to: str | None = None) -> Rewritten:
    return rewrite(Source(text, "a.goals"), parse_goals_file, TODAY, load_catalogue(), to)


def ids(text: str) -> list[str]:
    return [placed.goal.id for placed in compile_files([parse_goals_file(Source(text))], TODAY, load_catalogue())]


def test_file_in_canonical_form() -> None:
    result = formatted(FILE)
    assert result.text == CANONICAL
    assert [(kept.line, kept.reason) for kept in result.kept] == [(12, "incomplete")]


def test_canonical_form_is_canonical() -> None:
    assert formatted(CANONICAL).text == CANONICAL


@pytest.mark.parametrize("to", [None, *printable()])
def test_ids_stay_in_every_language(to: str | None) -> None:
    assert ids(formatted(FILE, to).text) == ids(FILE)


def test_translation_of_sentences_and_keys() -> None:
    text = "start: 2026-12-01\n\nGain 100 Instagram followers in 10 days\n  - Post daily\n  owner: Sara\n  paid: no\n"
    arabic = "البداية: 2026-12-01\n\nكسب 100 متابع على إنستغرام خلال 10 أيام\n  - Post daily\n  المسؤول: Sara\n  مدفوع: no\n"
    assert formatted(text, "ar").text == arabic
    assert formatted(arabic, "en").text == text.replace("Instagram followers", "followers on Instagram")


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Get 30 likes and 5 comments on Instagram by June", "several"),
        ("Gain followers on Instagram soon", "doubt"),
        ("Gain followers on Instagram in 10 days", "incomplete"),
        ("Raise brand awareness", "incomplete"),
        ("Raise conversion rate to X%", "incomplete"),
    ],
)
def test_sentence_that_stays(sentence: str, reason: str) -> None:
    result = formatted(sentence + "  \n")
    assert result.text == sentence + "\n"
    assert [kept.reason for kept in result.kept] == [reason]


def test_digits_are_those_of_the_setting() -> None:
    text = "الأرقام: عربية\n\nاحصل على 1250 متابع جديد على انستقرام خلال 21 يوم\n"
    assert formatted(text).text == "الأرقام: عربية\n\nكسب ١٬٢٥٠ متابعًا على إنستغرام خلال ٢١ يومًا\n"


def test_line_ends_stay() -> None:
    text = "# Head\r\n\r\nget 100 new IG followers in 10 days  \r\n  -  Post\r\n"
    assert formatted(text).text == "# Head\r\n\r\nGain 100 followers on Instagram in 10 days\r\n  - Post\r\n"


def test_lines_that_nobody_knows_stay() -> None:
    text = "Gain 100 followers on Instagram in 10 days\n   ownr :  Sara\n   just words  \n"
    assert formatted(text).text == text


def test_document_keeps_its_prose() -> None:
    text = "Title\n=====\n\nWe  want   more.\n\n**Goal:** we want 100 new IG followers in 10 days\nActions:\n* Post  daily\n"
    result = rewrite(Source(text, "a.md"), parse_document, TODAY, load_catalogue(), document=True)
    assert result.text == text.replace("we want 100 new IG followers in 10 days", "Gain 100 followers on Instagram in 10 days")


LINES = [
    "# Head",
    "// note",
    "",
    "start: 2026-12-01",
    "Get 40 leads on LinkedIn by June",
    "we want 100 new IG followers in 10 days",
    "زيادة المبيعات ٢٠٪ بحلول نهاية العام",
    "Publish 3 posts a week",
    "Grow",
    "  - Post daily",
    " -  نشر",
    "  owner:Sara",
    "   words",
    "  البداية :2026-12-05",
    "id: x",
]


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(st.sampled_from(LINES), max_size=9), to=st.sampled_from([None, *printable()]))
def test_any_file_keeps_its_goals_and_settles_at_once(lines: list[str], to: str | None) -> None:
    text = "\n".join(lines)
    once = formatted(text, to).text
    assert ids(once) == ids(text)
    assert formatted(once, to).text == once
    assert len(once.split("\n")) == len(lines or [""])
