"""What is said beside a goal has a name for people, in every language."""

import pytest

from aimline.language.parser import parse_lines
from aimline.text.messages import languages, message


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Get 20 new customers with a budget of $5,000 in May", "budget"),
        ("Cairo branch: 90 orders a week", "scope"),
        ("Host a webinar to gain 1,000 subscribers by March", "purpose"),
    ],
)
def test_what_is_said_beside_a_goal_has_a_name(sentence: str, role: str) -> None:
    (statement,) = parse_lines(sentence)
    assert [phrase.role for draft in statement.drafts for phrase in draft.side_phrases] == [role]


@pytest.mark.parametrize("role", ["budget", "comparison", "constraint", "gloss", "method", "object", "purpose", "scope", "subject"])
def test_every_role_has_a_name_in_every_language(role: str) -> None:
    assert all(message(f"parse.role_{role}", language) for language in languages())
