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
