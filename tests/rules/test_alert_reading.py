"""Sentences of alerts: what they mean, and what is said of those that are none."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_strategies import conditions

from aimline.rules.alerting import Alerting
from aimline.rules.conditions import Compare, Percent, fields_of
from aimline.rules.fields import fields
from aimline.rules.reader import LONGEST, Trouble, read_alert, read_rule
from aimline.rules.say import say_alert
from aimline.rules.words import spoken, words
from aimline.text.messages import languages
from often import often

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "alerts.toml").read_text(encoding="utf-8"))
SAID = [(case["means"], sentence) for case in CASES["alerts"] for sentence in case["said"]]
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.large_base_example], derandomize=True)


def daily():
    """Conditions that alerts may have."""
    return conditions("standing", depth=1).filter(lambda condition: all(field.daily for field in fields_of(condition)))


@pytest.mark.parametrize(("means", "sentence"), SAID, ids=[sentence for _, sentence in SAID])
def test_a_sentence_means_its_alert(means, sentence):
    found = read_alert(sentence)
    assert isinstance(found, Alerting), found
    assert say_alert(found, "en") == means


def test_an_alert_is_typed():
    pace = fields("standing")["pace"]
    assert read_alert("alert when pace is below 80% for 3 days") == Alerting(Compare(pace, "below", Percent(80.0)), 3)
    assert read_alert("urgent alert when pace is below 80%") == Alerting(Compare(pace, "below", Percent(80.0)), 1, "critical")


@pytest.mark.parametrize("case", CASES["errors"], ids=[case["text"] for case in CASES["errors"]])
def test_what_is_no_alert_is_told_with_its_place(case):
    found = read_alert(case["text"])
    assert isinstance(found, Trouble), found
    assert case["text"][found.span.start : found.span.end] == case["at"]
    assert found.suggestion == case.get("near")
    assert set(found.message) == set(languages())


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
@settings(CALM, max_examples=often(20))
@given(condition=daily(), days=st.integers(1, 30), severity=st.sampled_from([None, "info", "warning", "critical"]))
def test_what_is_said_of_alerts_reads_back(language, condition, days, severity):
    alert = Alerting(condition, days, severity)
    sentence = say_alert(alert, language)
    if len(sentence) <= LONGEST:
        assert read_alert(sentence, language) == alert, sentence


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
@settings(CALM, max_examples=often(20))
@given(condition=daily(), days=st.integers(1, 9), data=st.data())
def test_a_broken_alert_never_raises(language, condition, days, data):
    pieces = say_alert(Alerting(condition, days), language).split()
    for _ in range(data.draw(st.integers(1, 4))):
        kind, at = data.draw(st.sampled_from(["drop", "twice", "swap"])), data.draw(st.integers(0, len(pieces) - 1))
        if kind == "drop" and len(pieces) > 1:
            del pieces[at]
        elif kind == "twice":
            pieces.insert(at, pieces[at])
        else:
            pieces[at], pieces[0] = pieces[0], pieces[at]
    assert isinstance(read_alert(" ".join(pieces), language), Alerting | Trouble)


@settings(CALM, max_examples=often(100))
@given(st.text(max_size=120), st.sampled_from([*spoken(), None]))
def test_any_text_is_an_alert_or_an_error_with_a_place(text, language):
    found = read_alert(text, language)
    if isinstance(found, Trouble):
        assert 0 <= found.span.start <= found.span.end <= len(text)
        assert set(found.message) >= set(spoken())


def test_words_of_alerts_are_texts_in_other_rules():
    assert not isinstance(read_rule("the text must not contain urgent"), Trouble)
    assert not isinstance(read_rule("the owner must be Alert"), Trouble)


def test_every_language_says_alerts():
    for language in spoken():
        content = words(language).content
        assert {"ALERT", "SEVERITY", "LASTING", "RUNNING"} <= set(content["alerts"])
        assert set(content["alerts"]["SEVERITY"]) == {"info", "warning", "critical"} == set(content["alert_severities"])
        assert set(content["alert_settings"]) == set(words("en").content["alert_settings"])
        assert set(content["say"]["alert"]) >= set(words("en").content["say"]["alert"]) - {"words"}


def test_a_phrase_of_alerts_has_one_sense_of_a_kind():
    for language in spoken():
        for phrase, entries in words(language, alerts=True).phrases.items():
            kinds = [(entry[0].terminal, entry[0].value) for entry in entries if len(entry) == 1 and entry[0].terminal not in ("VALUE",)]
            doubled = {kind for kind, _ in kinds if [each for each, _ in kinds].count(kind) > 1}
            assert not doubled, (language, phrase, entries)
