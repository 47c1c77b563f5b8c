"""A goal said as the way to something: what can be measured is the goal, and what it is for is kept beside it."""

import pytest

from aimline.language import parse_statement


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("Improve visibility by raising reach by 12% in 6 weeks", "Improve visibility"),
        ("تعزيز الظهور عبر زيادة الوصول بنسبة 12% خلال 6 أسابيع", "تعزيز الظهور"),
    ],
)
def test_a_change_said_as_the_way_to_something_is_the_goal(text: str, purpose: str) -> None:
    (draft,) = parse_statement(text).drafts
    assert draft.target is not None
    assert draft.time is not None
    assert (draft.metric, draft.target.kind, draft.target.value, draft.time.value) == ("reach", "percent_change", 12, "P6W")
    assert [(phrase.role, phrase.text) for phrase in draft.side_phrases] == [("purpose", purpose)]


def test_of_a_compound_the_head_is_meant() -> None:
    """ "A visitor community" is a community, which no number measures, and not its visitors."""
    (draft,) = parse_statement("Build a visitor community").drafts
    assert (draft.metric, [phrase.text for phrase in draft.side_phrases]) == ("community", ["visitor"])


@pytest.mark.parametrize("text", ["Turn casual readers into paying ones", "تحويل المتابعين إلى مشترين دائمين"])
def test_people_who_are_to_become_others_are_a_rate(text: str) -> None:
    (draft,) = parse_statement(text).drafts
    assert (draft.intent, draft.metric, draft.target) == ("increase", "conversion_rate", None)


def test_the_way_to_a_goal_that_counts_something_else_stays_a_way() -> None:
    (draft,) = parse_statement("Grow our Threads following by replying to 20 fans a day").drafts
    assert (draft.intent, draft.metric, draft.target) == ("increase", "followers", None)
    assert [phrase.role for phrase in draft.side_phrases] == ["method"]


def test_what_one_becomes_is_not_what_one_makes() -> None:
    (draft,) = parse_statement("Become the go-to podcast for young parents").drafts
    assert draft.metric is None


def test_an_adjective_of_what_is_sold_is_no_rhythm() -> None:
    (draft,) = parse_statement("Sell more annual gym passes").drafts
    assert (draft.metric, draft.time) == ("sales", None)


def test_people_who_sign_up_are_sign_ups() -> None:
    (draft,) = parse_statement("Sign up 700 people for the pilot").drafts
    assert draft.target is not None
    assert (draft.metric, draft.target.value) == ("signups", 700)
