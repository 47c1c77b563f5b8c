"""Nothing of a statement is dropped in silence: the spans of its parts, side phrases, fillers and notes together cover it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.language import parse_statement
from often import often

SENTENCES = [
    "Gain 250 new Instagram followers in 21 days starting 2026-12-01",
    "Grow reach by 20% and comments by 10% on LinkedIn (currently 4,200) by posting 3 reels a week, so that people know us",
    "Push saves to 400 by May for 3 clubs in 12 weeks without losing trust, 80 by June!",
    "Publish 4 posts and 2 stories a week for parents of toddlers in Q3 at under $40 each",
    "زيادة المتابعين على إنستغرام بمقدار 500 متابع خلال 30 يومًا عبر نشر 3 ريلز أسبوعيًا، والوصول إلى 1000 شخص",
]
PIECES = sorted({word for sentence in SENTENCES for word in sentence.split()})


def uncovered(text: str) -> list[str]:
    """The words of a text that no draft accounts for."""
    statement = parse_statement(text)
    taken = [False] * len(text)
    for draft in statement.drafts:
        for part in draft.covered:
            taken[part.span.start : part.span.end] = [True] * (part.span.end - part.span.start)
    return [char for index, char in enumerate(text) if not taken[index] and not char.isspace()]


@pytest.mark.parametrize("text", SENTENCES)
def test_every_word_is_accounted_for(text: str) -> None:
    assert uncovered(text) == []


@settings(max_examples=often(160), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=16))
def test_every_word_of_any_sequence_is_accounted_for(words: list[str]) -> None:
    assert uncovered(" ".join(words)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Gain 100 TikTok followers in 10 days in 20 weeks", "in 20 weeks"),
        ("Gain 100 TikTok followers 70 in 10 days", "70"),
        ("Do not gain 100 TikTok followers in 10 days", "Do not"),
        ("Grow LinkedIn impressions by 20% in 10 days leads", "leads"),
    ],
)
def test_what_might_change_the_meaning_is_said_not_to_be_understood(text: str, words: str | None) -> None:
    notes = [note.params["text"] for note in parse_statement(text).drafts[0].notes if note.name == "not-understood"]
    assert words in notes
