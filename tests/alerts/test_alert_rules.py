"""Files of alert rules: those that are shipped, a user's, and the alerts of goal files."""

from datetime import date

import pytest

from aimline.alerts.rules import AlertRule, alert_rules, read_alert_rules, shipped
from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.language import parse_goals_file
from aimline.rules.alerting import Alerting
from aimline.rules.reader import read_alert
from aimline.rules.words import spoken
from aimline.text.messages import languages, table
from aimline.text.position import Source


def read(text):
    return read_alert_rules(Source(text, "own.rules"))


def test_the_rules_that_are_shipped_cover_what_people_must_hear_of():
    names = [rule.name for rule in shipped()]
    assert names == [
        "at-risk", "behind", "over-pace", "exceeded", "missed", "data-stopped", "achieved", "back-on-track", "unlikely", "deadline-near",
        "milestone-25", "milestone-50", "milestone-75", "milestone-100", "spend-fast", "spend-very-fast", "anomaly",
    ]  # fmt: skip
    by_name = {rule.name: rule for rule in shipped()}
    assert by_name["unlikely"].days == 2
    assert by_name["behind"].again == 7
    assert by_name["milestone-50"].once
    assert by_name["back-on-track"].recovers
    assert {rule.name for rule in shipped() if rule.about_status} == {
        "at-risk",
        "behind",
        "over-pace",
        "exceeded",
        "missed",
        "data-stopped",
        "achieved",
        "back-on-track",
    }


def test_every_shipped_rule_has_a_title_and_a_reason_in_every_language():
    for language in languages():
        assert set(table("alert_rules.why", language)) == {rule.name for rule in shipped()} == set(table("notice.rule", language))


def test_shipped_rules_are_said_in_every_language_and_mean_the_same():
    for rule in shipped():
        for language in spoken():
            assert read_alert(rule.said[language], language) == Alerting(rule.condition, rule.days), (rule.name, language)


@pytest.mark.parametrize(
    "text",
    [
        "critical alert when pace is below 80% for 3 days\n  name: slow\n  resolve: yes\n  again: a week\n  once: no",
        "// slow\nalert when pace is below 80%\n  name: slow\n  for: 3 days\n  severity: critical\n  resolve: yes\n  again: 7 days\n  once: no",
        "نبّه عندما تقل الوتيرة عن 80% لمدة 3 أيام\n  الاسم: slow\n  الشدة: حرج\n  عند الزوال: نعم\n  التكرار: أسبوع\n  مرة واحدة: لا",
        "alerter quand le rythme est sous 80 %\n  nom: slow\n  pendant: 3 jours\n  gravité: critique\n  fin: oui\n  rappel: 7 jours\n  une fois: non",
    ],
)
def test_a_rule_file_in_any_language(text):
    rules, errors = read(text)
    assert not errors
    pace = read_alert("pace is below 80%").condition
    assert rules == [AlertRule("slow", pace, 3, "critical", resolve=True, again=7)]


@pytest.mark.parametrize(
    ("text", "place", "near"),
    [
        ("alert when pase is below 80%", "own.rules:1:12", "pace"),
        ("alert when pace is below 80%\n  severty: critical", "own.rules:2:3", "severity"),
        ("alert when pace is below 80%\n  severity: criticl", "own.rules:2:3", "critical"),
        ("alert when pace is below 80%\n  again: 2 days", "own.rules:2:3", None),
        ("alert when pace is below 80%\n  resolve: perhaps", "own.rules:2:3", None),
        ("alert when pace is below 80%\n  name: two words", "own.rules:2:3", None),
        ("alert when pace is below 80%\n  name: slow\n  name: slower", "own.rules:3:3", None),
        ("alert when pace is below 80% for 2 days\n  for: 3 days", "own.rules:2:3", None),
        ("alert when end is before 2026-02-30", "own.rules:1:1", None),
        ("  name: slow", "own.rules:1:3", None),
        ("every goal must have an owner", "own.rules:1:1", None),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_the_rest_is_read(text, place, near):
    rules, errors = read(f"{text}\nalert when status is behind\n  name: late")
    assert [rule.name for rule in rules][-1] == "late"
    (error,) = errors
    for language in languages():
        assert place in error[language]
        assert near is None or near in error[language]


def test_everything_that_is_wrong_is_told_in_one_run():
    _, errors = read("alert when pase is below 80%\nalert when pace is below 5 days\n  nme: x\nalert when status is behind\n  again: 1 day")
    assert len(errors) == 4


def test_a_rule_with_the_name_of_another_replaces_it_and_one_that_is_off_drops_it(tmp_path):
    file = tmp_path / "own.rules"
    file.write_text(
        "critical alert when status is behind for 2 days\n  name: behind\nalert when surprise is above 1%\n  name: anomaly\n  off: yes\n", encoding="utf-8"
    )
    rules, errors = alert_rules(files=[str(file)], sentences=[("alert when coverage is below 50%", "aimline.toml:3")])
    assert not errors
    by_name = {rule.name: rule for rule in rules}
    assert (by_name["behind"].severity, by_name["behind"].days, by_name["behind"].again) == ("critical", 2, None)
    assert "anomaly" not in by_name
    assert [rule.name for rule in rules].index("behind") == 1
    assert rules[-1].text == "alert when coverage is below 50%"
    assert rules[-1].place == "aimline.toml:3"


def test_what_is_wrong_in_one_file_leaves_the_others(tmp_path):
    good = tmp_path / "good.rules"
    good.write_text("alert when coverage is below 50%\n  name: thin", encoding="utf-8")
    rules, errors = alert_rules(files=[str(tmp_path / "none.rules"), str(good)], sentences=[("alert when pase is low", "aimline.toml:1")])
    assert len(errors) == 2
    assert "thin" in {rule.name for rule in rules}


def test_the_same_alert_of_several_goals_is_one_rule_of_them():
    text = (
        "alert when status is behind for 2 days\nGain 100 Instagram followers in 10 days\n  نبّه عندما تقل الوتيرة عن 80%\n"
        "Gain 100 TikTok followers in 10 days\n  alert: when pace is below 80%\nGain 100 X followers in 10 days\n  alert: when pase is below 80%\n"
    )
    goals = compile_files([parse_goals_file(Source(text, "a.goals"))], date(2026, 11, 24), load_catalogue())
    rules, errors = alert_rules(goals)
    own = [rule for rule in rules if rule.only is not None]
    ids = [placed.goal.id for placed in goals]
    assert [(rule.only, rule.place) for rule in own] == [(frozenset(ids), "a.goals:1"), (frozenset(ids[:2]), "a.goals:3")]
    assert "a.goals:7" in errors[0]["en"]
    assert "pace" in errors[0]["en"]
