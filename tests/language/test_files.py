"""Files of goals and documents: what belongs to what, and nothing lost."""

from aimline.language import parse_document, parse_goals_file
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
