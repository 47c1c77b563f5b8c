"""Sentences that are rules, what they mean, and what is said of those that are none."""

import tomllib
from pathlib import Path

import pytest
from rule_strategies import TODAY

from aimline.catalogue import load as load_catalogue
from aimline.goals.timing import timing
from aimline.language import parse_goals_file
from aimline.rules.conditions import Compare, Contains, Counted, Duration, Duty, Flag, Missing, Name, Not, Or, Text
from aimline.rules.fields import fields, subjects
from aimline.rules.predicate import predicate
from aimline.rules.reader import Trouble, read_condition, read_rule
from aimline.rules.records import GoalRecord
from aimline.rules.say import said
from aimline.rules.words import spoken, words
from aimline.text.messages import languages
from aimline.text.position import Source

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "rules.toml").read_text(encoding="utf-8"))
SAID = [(case["means"], sentence) for case in CASES["rules"] for sentence in case["said"]]
JUDGED = [(case["rule"], goal, kind == "broken") for case in CASES["judged"] for kind in ("broken", "kept") for goal in case[kind]]
GOAL = fields("goal")


@pytest.mark.parametrize(("means", "sentence"), SAID, ids=[sentence for _, sentence in SAID])
def test_a_sentence_means_its_rule(means, sentence):
    found = read_rule(sentence)
    assert isinstance(found, Duty), found
    assert said(found)["en"] == means
    assert found == read_rule(means, "goal", "en")


def test_rules_are_typed():
    paid = read_rule("every paid goal must have a budget cap")
    assert paid == Duty("goal", Flag(GOAL["paid"], True), Not(Missing(GOAL["budget"])), "error")
    assert read_rule("no goal should run longer than 90 days") == Duty("goal", None, Compare(GOAL["duration"], "at_most", Duration(90.0, "day")), "warning")
    action = fields("action")
    either = Or((Contains(action["platforms"], Name("platform", "tiktok")), Contains(action["text"], Text("sale"))))
    assert read_condition('at least 2 actions such that (is on TikTok or text contains "sale")') == Counted(GOAL["actions"], "at_least", 2, either)


@pytest.mark.parametrize("case", CASES["errors"], ids=[case["text"] for case in CASES["errors"]])
def test_what_is_no_rule_is_told_with_its_place(case):
    found = read_rule(case["text"])
    assert isinstance(found, Trouble), found
    assert case["text"][found.span.start : found.span.end] == case["at"]
    assert found.suggestion == case.get("near")
    assert set(found.message) == set(languages())


@pytest.mark.parametrize(("rule", "goal", "broken"), JUDGED, ids=[f"{rule} | {goal}" for rule, goal, _ in JUDGED])
def test_a_rule_is_broken_or_kept(rule, goal, broken):
    duty = read_rule(rule)
    assert isinstance(duty, Duty)
    (statement,) = parse_goals_file(Source(goal)).statements
    record = GoalRecord(statement, statement.drafts[0], timing(statement, statement.drafts[0], TODAY), load_catalogue())
    assert (predicate(duty.broken, TODAY)(record) is True) == broken


CONDITIONS = {
    "owner is missing": "owner is missing",
    "owner is not missing and budget above $500": "budget above $500 and has an owner",
    "not (paid or on TikTok)": "not (on TikTok or paid)",
    "المسؤول مفقود": "owner is missing",
    "responsable manquant": "owner is missing",
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_conditions_are_read_in_every_language(text):
    found, other = read_condition(text), read_condition(CONDITIONS[text])
    assert not isinstance(found, Trouble), found
    record = dict.fromkeys(GOAL) | {"platforms": (), "actions": (), "tags": (), "budget_currency": None}
    for change in ({}, {"owner": "sara"}, {"owner": "sara", "budget": 600.0}, {"paid": True}, {"platforms": ("tiktok",)}):
        assert predicate(found, TODAY)(record | change) is predicate(other, TODAY)(record | change)


@pytest.mark.parametrize("text", ["paid or on TikTok and owner is missing", "is paid or is on TikTok and has an owner", "هو مدفوع أو هو على تيك توك وله مسؤول"])
def test_and_and_or_are_not_mixed_without_parentheses(text):
    assert isinstance(read_condition(text), Trouble)
    assert not isinstance(read_condition("paid or (on TikTok and owner is missing)"), Trouble)


def test_every_field_has_a_name_in_every_language():
    asked = {field.asked for known in subjects().values() for field in known.values()}
    for language in spoken():
        for subject, known in subjects().items():
            for name in known:
                assert name in asked or words(language).names("FIELD", name), (language, subject, name)


def test_a_phrase_of_a_language_has_one_sense_of_a_kind():
    for language in spoken():
        for phrase, entries in words(language).phrases.items():
            kinds = [entry[0].terminal for entry in entries if len(entry) == 1]
            doubled = {kind for kind in kinds if kinds.count(kind) > 1} - {"VALUE"}
            assert not doubled, (language, phrase, entries)
