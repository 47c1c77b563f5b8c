"""Every rule is complete, in every language, and does what its own examples say."""

import re
import tomllib
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from aimline.api import failing_examples, histories
from aimline.catalogue import load as load_catalogue
from aimline.goals.settings import READ
from aimline.language import language_of, parse_document, parse_goals_file
from aimline.lint import Rule, find, lint, rules
from aimline.lint.rule import check_of, rule_of
from aimline.lint.selection import choose
from aimline.metrics.model.inline import inline
from aimline.text.diagnostic import Diagnostic
from aimline.text.messages import languages
from aimline.text.position import Source

RULES = list(rules().values())
TODAY = date(2026, 11, 24)
ONE_LANGUAGE = {"read-in-context": "ar", "ambiguous-weekday": "en"}
"""Rules about words of one language."""


TOO_LONG = ("Gain 100 Instagram followers in 10 days, " * 50, "كسب 100 متابع على إنستغرام خلال 10 أيام، " * 55)


def bad(rule: Rule) -> tuple[str, ...]:
    """Its bad examples; nobody wants to read those of a line that is too long."""
    return TOO_LONG if rule.name == "too-long" else rule.bad


def judge(rule: Rule, text: str) -> list[Diagnostic]:
    read = parse_document if rule.scope == "document" else parse_goals_file
    file = read(Source(text))
    past = histories([file], inline(rule.log, load_catalogue()), TODAY)[0][0] if rule.log else None
    ruleset = choose(rules(), (), hints=True, preview=True) if rule.preview else None
    return lint(file, catalogue=load_catalogue(), today=TODAY, ruleset=ruleset, past=past)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_speaks_every_language(rule: Rule) -> None:
    for texts in (rule.message, rule.advice, rule.rationale):
        assert set(texts) == set(languages())
        assert all(text.strip() == text != "" for text in texts.values())
    placeholders = {language: set(re.findall(r"{(\w+)}", rule.message[language])) for language in languages()}
    assert len({frozenset(names) for names in placeholders.values()}) == 1, placeholders


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_examples_in_both_languages(rule: Rule) -> None:
    wanted = {ONE_LANGUAGE[rule.name]} if rule.name in ONE_LANGUAGE else {"en", "ar"}
    for examples in (bad(rule), rule.good):
        assert {language_of(text) for text in examples} >= wanted


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in RULES for text in bad(rule)], ids=lambda value: getattr(value, "name", value))
def test_bad_examples_are_found(rule: Rule, text: str) -> None:
    found = [item for item in judge(rule, text) if item.name == rule.name]
    assert found
    for item in found:
        assert (item.code, item.severity) == (rule.code, rule.severity)
        assert 0 <= item.span.start < item.span.end <= len(text)
        assert not any("{" in words for words in (*item.message.values(), *item.advice.values()))


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in RULES for text in rule.good], ids=lambda value: getattr(value, "name", value))
def test_good_examples_are_clean(rule: Rule, text: str) -> None:
    found = judge(rule, text)
    assert rule.name not in {item.name for item in found}
    assert [item.name for item in found if item.severity != "hint"] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_codes_and_names_are_stable_in_form(rule: Rule) -> None:
    letter = {"specific": "S", "measurable": "M", "realistic": "R", "time_bound": "T", "file": "F", "text_safety": "X", "achievable": "A"}[rule.criterion]
    assert re.fullmatch(rf"{letter}\d{{3}}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert find(rule.code.lower()) is find(rule.name.upper()) is rule


def test_what_rules_need_is_a_setting_or_actions() -> None:
    needed = {need for rule in RULES for need in rule.needs}
    assert {"actions", "budget"} <= needed <= {*READ, "actions"}
    assert all((rule.check or rule.when) and rule.scope == "goal" for rule in RULES if rule.needs)


def test_no_code_is_given_twice() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_every_check_belongs_to_a_rule() -> None:
    judges = set()
    for family in {rule.family for rule in RULES if rule.check}:
        module = import_module(f"aimline.lint.families.{family}")
        judges |= {(family, name) for name, value in vars(module).items() if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__}
    assert judges == {(rule.family, rule.check) for rule in RULES if rule.check}


def test_a_check_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match=r"specific\.toml: S001: there is no function 'guess' in aimline/lint/families/specific\.py"):
        check_of(replace(rules()["no-metric"], check="guess"))


def _entry_of_contributing() -> dict[str, Any]:
    page = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return tomllib.loads(page.partition("```toml\n")[2].partition("\n```")[0])["rules"][0]


def test_one_entry_is_a_rule_as_contributing_says() -> None:
    rule = rule_of(_entry_of_contributing(), "realistic", "money")
    assert failing_examples([rule], {**rules(), rule.name: rule}) == []
    test_a_rule_speaks_every_language(rule)
    test_a_rule_has_examples_in_both_languages(rule)
    assert all(set(texts) == set(languages()) for texts in (rule.message, rule.advice, rule.rationale, rule.fix_says))
    without = replace(rule, bad=rule.good, good=rule.bad)
    assert [(failure.kind, failure.text) for failure in failing_examples([without], {rule.name: without})] == [
        *(("bad", text) for text in rule.good),
        *(("good", text) for text in rule.bad),
    ]


def test_a_condition_that_cannot_be_read_is_named() -> None:
    rule = rule_of({**_entry_of_contributing(), "when": "budgte is missing"}, "realistic", "money")
    with pytest.raises(ValueError, match=r"money\.toml: R299: when, 1: .*budgte"):
        check_of(rule)


ERRORS = {"no-metric", "no-quantity", "placeholder-value", "no-deadline", "vague-deadline", "impossible-date", "deadline-before-start"}
ERRORS |= {"bad-reading", "unread-alert", "bad-setting-value", "empty-goal", "too-long"}
ERRORS |= {rule.name for rule in RULES if rule.criterion == "text_safety"} - {"mixed-digit-systems"}
ERRORS |= {"platform-cannot", "contrary-numbers", "nothing-to-change", "impossible-value", "impossible-decrease"}
HINTS = {"no-start", "no-actions", "no-purpose", "vague-quantity", "percent-without-baseline", "past-deadline", "read-in-context", "undated-event"}
HINTS |= {"engagement-two-ways", "unmeasured-actions", "output-not-outcome"}
HINTS |= {"shared-owner", "long-window", "shorter-than-delay", "paid-without-budget"}
HINTS |= {"too-many-goals", "generic-platform", "each-or-together", "renamed-platform"}
HINTS |= {"no-currency", "average-of-rate", "engagement-by-default", "counted-by-hand"}
HINTS |= {"assumed-fiscal-year", "ends-on-a-holiday", "mixed-digit-systems"}
HINTS |= {"below-usual", "no-data", "above-benchmark"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_severities(rule: Rule) -> None:
    """Errors keep a goal from being judged or read as meant; hints never count; all else is a warning."""
    assert rule.severity == ("error" if rule.name in ERRORS else "hint" if rule.name in HINTS else "warning")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_names_that_programs_use_are_not_shown(rule: Rule) -> None:
    """What a finding is about is called as the language calls it, not as the catalogue does."""
    for text in bad(rule):
        for item in judge(rule, text):
            for words in (*item.message.values(), *item.advice.values()):
                assert {name for name in re.findall(r"[a-z]+(?:_[a-z]+)+", words) if name not in text} == set()
