"""Files of alert rules: those that are shipped, a user's, and the alerts of goal files."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from aimline.alerts.rules import AlertRule, alert_rules, read_alert_rules, shipped
from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.language import parse_goals_file
from aimline.rules.alerting import Alerting
from aimline.rules.fields import fields
from aimline.rules.reader import Trouble, read_alert
from aimline.rules.words import spoken, words
from aimline.text.messages import languages, table
from aimline.text.normalise import normalise
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


PAGES = sorted((Path(__file__).resolve().parents[2] / "docs").glob("alerts*.md"))


def blocks(page, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_docs_show_of_rules_is_true(page):
    for block in blocks(page, "alerts"):
        rules, errors = read_alert_rules(Source(block, page.name))
        assert not errors
        assert [(rule.name, rule.severity, rule.days) for rule in rules[:3]] == [("behind", "warning", 1), ("slow", "warning", 3), ("unlikely", "critical", 2)]
        assert rules[3].condition == rules[4].condition == rules[1].condition
    for block in blocks(page, "goals"):
        goals = compile_files([parse_goals_file(Source(block, page.name))], date(2026, 11, 24), load_catalogue())
        rules, errors = alert_rules(goals)
        assert not errors
        assert [len(rule.only) for rule in rules if rule.only is not None] == [2, 1, 1, 1]
    (section,) = [block for block in blocks(page, "toml") if "alert-rules" in block]
    (sentence,) = tomllib.loads(section)["alerts"]["rules"]
    assert not isinstance(read_alert(sentence), Trouble)


def test_the_docs_name_every_field_by_a_name_that_is_read():
    for page in PAGES:
        named = {name for row in page.read_text(encoding="utf-8").split("\n") if row.startswith("| `") for name in re.findall(r"`([^`]+)`", row.split("|")[1])}
        language = "ar" if ".ar." in page.name else "en"
        known = {spelling for field in fields("standing") for spelling in words(language).names("FIELD", field)}
        bare = words(language).lexicon.bare
        level = {" ".join(map(bare, normalise(name)[0].split())) for name in named}
        for field in (name for name, field in fields("standing").items() if field.daily):
            spellings = {" ".join(map(bare, normalise(name)[0].split())) for name in words(language).names("FIELD", field)}
            assert spellings & level, (page.name, field, known)
