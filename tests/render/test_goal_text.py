"""`parse` for people: what a goal was understood as, in words; the names that programs use stand in brackets."""

from datetime import date
from typing import get_args

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_statement
from aimline.goals.model import Goal, Intent, TargetKind
from aimline.language import parse_statement
from aimline.render.goals import as_text
from aimline.text.messages import FSI, PDI, languages, table
from aimline.text.position import Source

TODAY = date(2026, 12, 1)


def fields(text: str, language: str | None = None) -> dict[str, str]:
    statement = parse_statement(text)
    goals = compile_statement(statement, TODAY, load_catalogue())
    lines = as_text(statement, goals, Source(text), language).replace(FSI, "").replace(PDI, "").split("\n")[2:]
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def test_every_value_of_a_field_has_its_words() -> None:
    for language in languages():
        assert set(table("parse.intents", language)) == set(get_args(Intent))
        assert set(table("parse.targets", language)) == set(get_args(TargetKind))
        assert set(table("parse.aggregations", language)) == {"average"} == set(get_args(get_args(Goal.model_fields["aggregation"].annotation)[0]))


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        (
            "Raise the engagement rate on TikTok from 2% to at least 3% by 30 June 2027",
            None,
            {
                "intent": "increase",
                "metric": "engagement rate (engagement_rate)",
                "platforms": "TikTok",
                "target": "from 2% to at least 3%",
                "time": "by 30 June 2027 (2027-06-30)",
            },
        ),
        ("Triple newsletter subscribers in 6 months", None, {"target": "3 times what it was", "time": "in 6 months (P6M)"}),
        ("Get 50 engagements on average per Instagram post over 30 days", None, {"per": "post", "aggregation": "average"}),
        ("الحصول على 50 إعجابًا في المتوسط لكل منشور على إنستغرام خلال 30 يومًا", None, {"لكل": "منشور (post)", "التجميع": "المتوسط"}),
        ("نشر 3 منشورات أسبوعيًا على لينكدإن خلال 30 يومًا", None, {"القصد": "الإنجاز", "لكل": "أسبوع (week)"}),
        (
            "Keep cost per click on Google below EGP 3 in December",
            None,
            {"intent": "stay within", "metric": "cost per click (cpc)", "target": "a value of at most EGP 3"},
        ),
        (
            "زيادة معدل التفاعل على لينكدإن بنسبة 20% خلال 10 أيام",
            None,
            {"القصد": "زيادة", "المقياس": "معدل التفاعل (engagement_rate)", "المنصات": "لينكدإن (linkedin)", "الموعد": "خلال 10 أيام (P10D)"},
        ),
        ("Gain 100 Instagram followers in 10 days", "ar", {"المقياس": "المتابعين (followers)", "المنصات": "إنستغرام (instagram)", "المستهدف": "تغيّر قدره 100"}),
        ("Gain 100 Instagram followers in 10 days", "fr", {"intention": "augmenter", "cible": "un changement de 100", "échéance": "en 10 jours (P10D)"}),
        # a metric of the user's own is called as it was written
        ("Increase puppet shows by 20% by 30 June 2027", None, {"target": "a change of 20% of what it was"}),
    ],
)
def test_what_is_said(text: str, language: str | None, said: dict[str, str]) -> None:
    found = fields(text, language)
    assert {name: found.get(name) for name in said} == said


def test_what_steers_a_terminal_is_not_shown_again() -> None:
    text = "Gain 100 Instagram followers in 10 days because \u202eof it"
    shown = as_text(parse_statement(text), compile_statement(parse_statement(text), TODAY, load_catalogue()), Source(text, "a\u202eb.goals"))
    assert "\u202e" not in shown
    assert shown.startswith("a\ufffdb.goals:1: ")
