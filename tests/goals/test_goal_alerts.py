"""Alerts that stand in goal files: under a goal, at the head of its file or below its heading."""

from datetime import date

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.goals.rewriting import rewrite
from aimline.language import parse_goals_file
from aimline.language.lexicon import languages, load
from aimline.language.scanner import line_kind
from aimline.rules.reader import read_alert
from aimline.rules.rewording import reworded
from aimline.text.position import Source

TODAY = date(2026, 11, 24)
GOAL = "Gain 100 followers on Instagram in 10 days"


def placed(text):
    return compile_files([parse_goals_file(Source(text, "a.goals"))], TODAY, load_catalogue())


def test_a_goal_has_the_alerts_of_its_file_its_heading_and_its_own():
    first, second = placed(
        f"alert when status is behind\n{GOAL}\n  alert: when pace is below 80%\n  warn me if data stops\n"
        "# Shop\nتنبيه: عندما تقل الوتيرة عن 80%\nGain 200 followers on TikTok in 10 days\n"
    )
    assert first.goal.alerts == ("alert when status is behind", "when pace is below 80%", "warn me if data stops")
    assert first.alert_lines == (1, 3, 4)
    assert second.goal.alerts == ("alert when status is behind", "عندما تقل الوتيرة عن 80%")


def test_an_alert_is_no_part_of_what_a_goal_is():
    (plain,), (alerted,) = placed(GOAL), placed(f"{GOAL}\n  alert when status is behind")
    assert plain.goal.id == alerted.goal.id
    assert plain.goal == alerted.goal.model_copy(update={"alerts": ()})


@pytest.mark.parametrize(
    "line",
    [
        "  alert: when pace is below 80%",
        "  alert me 3 days before the deadline",
        "  نبّهني قبل الموعد النهائي بثلاثة أيام",
        "  prévenez-moi si l'objectif est en retard",
    ],
)
def test_lines_below_a_goal_that_are_alerts(line):
    assert line_kind(line) == "DETAIL"
    assert len(placed(f"{GOAL}\n{line}")[0].goal.alerts) == 1


@pytest.mark.parametrize(
    "line",
    [
        "alert when pace is below 80%",
        "Critical alert if it is behind",
        "نبّه عندما يتأخر الهدف",
        "alerter dès qu'un objectif est en retard",
        'alert when text contains "a: b"',
    ],
)
def test_lines_at_the_head_that_are_alerts(line):
    assert line_kind(line) == "SETTING"
    assert placed(f"{line}\n{GOAL}")[0].goal.alerts == (line,)


@pytest.mark.parametrize(
    "line",
    ["Send us 100 leads in 10 days", "Notify 500 customers by email in 10 days", "Warn 20 shops about the sale in 10 days", "إشعار 500 عميل خلال 10 أيام"],
)
def test_goals_that_begin_alike_are_none(line):
    assert line_kind(line) == "GOAL"


def test_every_opening_begins_an_alert():
    said = {"en": "status is behind", "ar": "تكون الحالة متأخر", "fr": "le statut est en retard"}
    for language in languages():
        lexicon = load(language)
        for opening in lexicon.label_alert:
            assert not hasattr(read_alert(f"{opening} {lexicon.label_alert_when[0]} {said[language]}", language), "message"), opening
        for when in lexicon.label_alert_when:
            assert line_kind(f"{lexicon.label_alert[0]} {when} {said[language]}") == "SETTING", when


def test_alerts_are_written_alike_and_in_other_languages():
    def written(text, to=None):
        return rewrite(Source(text), parse_goals_file, TODAY, load_catalogue(), to, reword=lambda *args: reworded(args[0], args[1], keyed=args[2])).text

    text = f"{GOAL}\n  alert: if pace drops below 80% for 3 days in a row\n  urgent alert when chance is below 5%"
    assert written(text) == f"{GOAL}\n  alert: when pace is below 80% for 3 days\n  critical alert when probability is below 5%"
    arabic = written(text, "ar").split("\n")
    assert arabic[1:] == ["  تنبيه: عندما تكون الوتيرة أقل من 80% لمدة 3 أيام", "  تنبيه حرج عندما يكون الاحتمال أقل من 5%"]
    assert written("\n".join(arabic), "en") == written(text)
    assert written(f"{GOAL}\n  alert: when pase is below") == f"{GOAL}\n  alert: when pase is below"
