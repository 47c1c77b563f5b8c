"""Files of goals and documents: what belongs to what, and nothing lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.language import parse_document, parse_goals_file
from aimline.language.scanner import line_kind
from aimline.text.decode import ReadError, decode
from aimline.text.position import Source


def names(notes: list) -> list[str]:  # type: ignore[type-arg]
    return [note.name for note in notes]


def test_settings_hold_for_file_heading_and_goal() -> None:
    """
    account: acme
    owner: Omar
    Get 5 leads in 3 days

    # Spring
    campaign: spring
    Gain 100 TikTok followers in 10 days
      owner: Sara
      - Post twice a day
    # Autumn
    المسؤول: ليلى
    كسب 100 متابع على تيك توك خلال 10 أيام
    """
    file = parse_goals_file(Source(test_settings_hold_for_file_heading_and_goal.__doc__.replace("\n    ", "\n").strip()))
    zeroth, first, second = file.statements
    assert {key: setting.value for key, setting in zeroth.settings.items()} == {"account": "acme", "owner": "Omar"}
    assert {key: setting.value for key, setting in first.settings.items()} == {"account": "acme", "owner": "Sara", "campaign": "spring"}
    assert {key: setting.value for key, setting in second.settings.items()} == {"account": "acme", "owner": "ليلى"}
    assert [action.text for action in first.actions] == ["Post twice a day"]
    assert (first.heading, second.heading) == ("Spring", "Autumn")
    assert file.notes == []


def test_settings_before_the_first_goal_hold_for_the_file_even_under_a_heading() -> None:
    file = parse_goals_file(Source("# One\naccount: acme\nGet 5 leads in 3 days\n# Two\nGet 6 leads in 3 days"))
    assert [statement.settings["account"].value for statement in file.statements] == ["acme", "acme"]


def test_lines_that_belong_nowhere_are_noted() -> None:
    text = "  - early action\nGet 5 leads in 3 days\nowner: Sara\n  colour: red\n  a stray remark\n"
    file = parse_goals_file(Source(text))
    assert sorted(names(file.notes)) == ["misplaced-setting", "orphan-action", "stray-line", "unknown-setting"]
    for note in file.notes:
        assert text[note.span.start : note.span.end].strip() in text


def test_unknown_key_is_one_typo_away() -> None:
    file = parse_goals_file(Source("Get 5 leads in 3 days\n  basline: 12\n  المسؤل: سارة"))
    assert [note.params["suggestion"] for note in file.notes] == ["baseline", "المسؤول"]


def test_label_with_a_colon_is_a_goal_unless_it_is_a_setting() -> None:
    file = parse_goals_file(Source("Discord members: +500 in 30 days\n#growth on TikTok by 20% in 30 days"))
    assert len(file.statements) == 2
    draft = file.statements[0].drafts[0]
    assert (draft.metric, draft.platforms, draft.target.kind, draft.target.value) == ("members", ["discord"], "change", 500)


DOCUMENT = """\
A plan for the spring. We reach people, 300 of them.

- not a goal
**Goal:** Gain 60 Pinterest followers in 20 days
Actions:
- Pin daily

Prose between.
هدف:
كسب 60 متابعًا على بنترست خلال 20 يومًا
إجراءات:
- التثبيت يوميًا
- الرد على التعليقات
نص بعد الهدف.
- ليس إجراءً
"""


def test_document_blocks() -> None:
    file = parse_document(Source(DOCUMENT))
    assert [(statement.line, statement.text, [action.text for action in statement.actions]) for statement in file.statements] == [
        (4, "Gain 60 Pinterest followers in 20 days", ["Pin daily"]),
        (10, "كسب 60 متابعًا على بنترست خلال 20 يومًا", ["التثبيت يوميًا", "الرد على التعليقات"]),
    ]
    english, arabic = (statement.drafts[0] for statement in file.statements)
    assert (english.metric, english.target.value, english.time.value) == (arabic.metric, arabic.target.value, arabic.time.value)


def test_document_settles_a_word_of_two_readings() -> None:
    goal = "هدف:\nالحصول على 20 مشاركة في المتوسط لكل منشور على إنستغرام خلال 30 يومًا\n"
    alone = parse_document(Source(goal)).statements[0]
    within = parse_document(Source("التفاعل والمشاركة هدفنا.\n" + goal)).statements[0]
    assert (alone.drafts[0].metric, within.drafts[0].metric) == ("shares", "engagement")
    assert names(within.notes) == ["read-in-context"]


def test_empty_goal_label_is_noted() -> None:
    assert names(parse_document(Source("Goal:\n")).notes) == ["empty-goal"]


def test_a_comment_silences_rules_for_the_next_goal_only() -> None:
    """
    // ignore: T001, no-platform the campaign has no end yet
    Gain 100 followers
    // تجاهل: M001
    // an ordinary comment: with a colon
    Gain 200 followers
    // ignore: T002
    """
    file = parse_goals_file(Source(test_a_comment_silences_rules_for_the_next_goal_only.__doc__.replace("\n    ", "\n").strip()))
    assert [[one.rule for one in statement.ignores] for statement in file.statements] == [["T001", "no-platform"], ["M001"]]
    assert [[one.rule for one in suppression.ignores] for suppression in file.suppressions] == [["T001", "no-platform"], ["M001"], ["T002"]]


def test_places_of_silenced_rules() -> None:
    text = "// ignore: T001, no-platform not yet\nGain 100 followers"
    file = parse_goals_file(Source(text))
    assert [text[one.span.start : one.span.end] for one in file.statements[0].ignores] == ["T001", "no-platform"]


TITLES = """\
# A plan with goals in it

## Goal 1
Gain 60 Pinterest followers in 20 days
**Actions**
1. Pin daily
2- Reply to comments

### الهدف الثاني
كسب 160 متابعًا على بنترست خلال 20 يومًا
إجراءات:
١. التثبيت يوميًا

**Objective #3:** Reach 5,000 people on Facebook in 30 days
## What is next
Gain nothing at all
"""


def test_titles_open_blocks_numbered_or_not() -> None:
    file = parse_document(Source(TITLES))
    assert [(statement.text, [action.text for action in statement.actions]) for statement in file.statements] == [
        ("Gain 60 Pinterest followers in 20 days", ["Pin daily", "Reply to comments"]),
        ("كسب 160 متابعًا على بنترست خلال 20 يومًا", ["التثبيت يوميًا"]),
        ("Reach 5,000 people on Facebook in 30 days", []),
    ]


def test_a_numbered_list_of_goals_and_of_actions() -> None:
    file = parse_goals_file(Source("1. Get 5 leads in 3 days\n  1) Call ten shops\n2- Get 6 leads in 3 days\n5-10 posts in 3 days"))
    assert [statement.text for statement in file.statements] == ["Get 5 leads in 3 days", "Get 6 leads in 3 days", "5-10 posts in 3 days"]
    assert [action.text for action in file.statements[0].actions] == ["Call ten shops"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line(end: str) -> None:
    source = Source(end.join(["account: acme", "Get 5 leads in 3 days", "  owner: Sara", "Get 6 leads in 3 days"]))
    file = parse_goals_file(source)
    assert [(statement.line, statement.text, statement.settings["account"].value) for statement in file.statements] == [
        (2, "Get 5 leads in 3 days", "acme"),
        (4, "Get 6 leads in 3 days", "acme"),
    ]
    assert source.position(file.statements[1].span.start).line == 4
    assert source.line_text(3) == "  owner: Sara"
    assert file.statements[0].settings["owner"].value == "Sara"
    assert file.notes == []


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("هدف".encode(), "هدف"),
        (b"\xef\xbb\xbfgoal", "goal"),
        (b"\xff\xfe" + "هدف".encode("utf-16-le"), "هدف"),
        (b"\xfe\xff" + "هدف".encode("utf-16-be"), "هدف"),
    ],
)
def test_encodings_that_are_read(raw: bytes, text: str) -> None:
    assert decode(raw, "a.goals") == text


@pytest.mark.parametrize(
    ("raw", "offset"),
    [
        ("Gain caf\xe9".encode("cp1252"), 8),
        ("هدف".encode("cp1256"), 0),
        (b"goal\x00", 4),
        (b"\xff\xfeg\x00o", 4),
        (b"\xff\xfeg\x00\x01\x00", 4),
        ("هدف".encode("utf-16-le"), 1),
    ],
)
def test_other_encodings_are_one_error_that_names_the_byte(raw: bytes, offset: int) -> None:
    with pytest.raises(ReadError) as caught:
        decode(raw, "a.goals")
    assert str(offset) in caught.value.message["en"]
    assert str(offset) in caught.value.message["ar"]


PIECES = st.sampled_from(["🙂", "👩‍👩‍👧", "é", "e\u0301", "مُتابِع", "\u200f", "a", " ", "ﷺ", "𝔾"])


@settings(deadline=None)
@given(st.lists(PIECES, max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_places_are_right_in_characters_utf_16_and_bytes_whatever_stands_before(before: list[str], end: str) -> None:
    head = "".join(before).strip() or "a"
    text = f"// {head}{end}🙂 {head} {end}Gain 100 Instagram followers by 2026-02-30{end}"
    source = Source(text)
    file = parse_goals_file(source)
    span = file.statements[-1].drafts[0].spans["time"]
    assert source.text[span.start : span.end] == "by 2026-02-30"
    place = source.position(span.start)
    assert place.utf16 == len(text[: span.start].encode("utf-16-le")) // 2
    assert place.byte == len(text[: span.start].encode())
    assert (place.line, place.column) == (3, 30)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("  - post daily", "ACTION"),
        ("    -post daily", "ACTION"),
        ("  –النشر يوميًا", "ACTION"),
        ("  •post", "ACTION"),
        ("  -5% churn", "MORE"),
        ("  -500", "MORE"),
        ("  -post daily: twice", "ACTION"),
    ],
)
def test_a_dash_before_a_letter_begins_an_action_before_a_digit_a_number(line: str, kind: str) -> None:
    assert line_kind(line) == kind


@pytest.mark.parametrize("key", ["fiscal year", "fiscal year starts", "financial year starts", "السنة المالية", "بداية السنة المالية", "année fiscale"])
def test_the_fiscal_year_is_set_by_what_people_call_it(key: str) -> None:
    file = parse_goals_file(Source(f"{key}: July\nGain 100 Instagram followers in 10 days\n"))
    assert file.settings["fiscal_year"].value == "July"
    assert file.notes == []
