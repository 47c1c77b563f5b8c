"""How findings are put together: order, places, letters, duplicates, what one bad line costs."""

from datetime import date

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.language import parse_goals_file, parse_statement
from aimline.lint import Rule, lint, lint_statement, rules, smart
from aimline.text.diagnostic import Diagnostic
from aimline.text.position import Source

TODAY = date(2026, 11, 24)
CATALOGUE = load_catalogue()


def found_in(text: str) -> list[Diagnostic]:
    return lint(parse_goals_file(Source(text)), catalogue=CATALOGUE, today=TODAY)


def loud(text: str) -> list[str]:
    return [item.name for item in found_in(text) if item.severity != "hint"]


def letters(text: str) -> tuple[bool | None, ...]:
    statement = parse_statement(text)
    met = smart(statement, lint_statement(statement, catalogue=CATALOGUE, today=TODAY), CATALOGUE)
    return tuple(met[name] for name in ("specific", "measurable", "achievable", "realistic", "time_bound"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gain 100 Instagram followers in 10 days", (True, True, None, True, True)),
        ("كسب 100 متابع على إنستغرام خلال 10 أيام", (True, True, None, True, True)),
        ("Gain 100 followers in 10 days", (False, True, None, True, True)),
        ("Gain more Instagram followers in 10 days", (True, False, None, True, True)),
        ("Gain 100 Instagram followers", (True, True, None, True, False)),
        ("Build trust with parents", (False, False, None, True, False)),
        ("Improve our outreach", (False, False, None, True, False)),
        ("Lift the click-through rate to X% in 3 months", (True, False, None, True, True)),
        ("Publish 3 posts a week on LinkedIn", (True, True, None, True, True)),
        ("Get 200 likes and 30 comments on Facebook in 30 days", (True, True, None, True, True)),
        ("Get 200 retweets on Instagram in 30 days", (True, False, None, True, True)),
        ("Gain 500 followers on TikTok by 2026-02-30", (True, True, None, True, False)),
        ("Gain 500 followers on TikTok soon", (True, True, None, True, False)),
    ],
)
def test_a_letter_is_unmet_while_something_of_it_stands(text: str, expected: tuple[bool | None, ...]) -> None:
    assert letters(text) == expected


def test_findings_come_in_the_order_of_their_places_each_once() -> None:
    found = found_in("Gain 100 followers\nreach 5 zibbles\n\nGain 100 followers\n")
    assert [item.span.start for item in found] == sorted(item.span.start for item in found)
    assert len({(item.name, item.span) for item in found}) == len(found)


def test_one_bad_line_costs_only_itself() -> None:
    good = "Gain 100 Instagram followers in 10 days"
    bad = ["Gain 100 Instgram followers in 10 days", "%%% ___ ((((", "Gain 500 followers on TikTok by 2026-02-30", "  ownr: Sara", "  - ", "\x00\x01"]
    for line in bad:
        text = f"{good}\n{line}\nWin 40 TikTok likes in 9 days\n"
        first, last = text.index("\n"), text.index("Win 40")
        for item in found_in(text):
            if item.severity != "hint":
                assert first < item.span.start < last, (line, item.name)


def test_a_misspelt_word_is_one_finding_with_an_unsafe_fix() -> None:
    text = "Gain 100 Instgram followers in 10 days"
    item = next(item for item in found_in(text) if item.name == "not-understood")
    assert item.fix is not None
    assert (text[item.fix.span.start : item.fix.span.end], item.fix.replacement, item.fix.safe) == ("Instgram", "Instagram", False)
    assert "Instagram" in item.advice["en"]
    assert "Instagram" in item.advice["ar"]
    fixed = text[: item.fix.span.start] + item.fix.replacement + text[item.fix.span.end :]
    assert loud(fixed) == []


def test_a_misspelt_key_is_written_as_its_language_writes_it() -> None:
    text = "كسب 100 متابع على إنستغرام خلال 10 أيام\n  المسؤل: سارة\n"
    item = next(item for item in found_in(text) if item.name == "unknown-setting")
    assert item.fix is not None
    assert item.fix.replacement == "المسؤول"


def test_a_key_under_a_goal_that_is_no_typo_gets_no_suggestion() -> None:
    item = next(item for item in found_in("Gain 100 Instagram followers in 10 days\n  colour: blue\n") if item.name == "unknown-setting")
    assert item.fix is None


def test_the_same_goal_in_the_other_language_is_a_duplicate() -> None:
    text = "Gain 100 Instagram followers in 10 days\nكسب 100 متابع على إنستغرام خلال 10 أيام\n"
    assert loud(text) == ["duplicate-goal"]
    assert "1" in next(item for item in found_in(text) if item.name == "duplicate-goal").message["en"]


def test_goals_of_other_accounts_are_no_duplicates() -> None:
    goal = "Gain 100 Instagram followers in 10 days\n"
    assert loud(f"{goal}  account: acme\n{goal}  account: zenith\n") == []


def test_an_empty_file_and_an_empty_statement_have_nothing_to_report() -> None:
    assert found_in("") == found_in("\n\n// remark\n") == []
    assert lint_statement(parse_statement("   "), catalogue=CATALOGUE, today=TODAY) == []


def test_what_the_user_wrote_stands_between_isolates() -> None:
    item = next(item for item in found_in("Gain 100 Instgram followers in 10 days") if item.name == "not-understood")
    for text in item.message.values():
        assert "\u2068Instgram\u2069" in text


@pytest.mark.parametrize("rule", list(rules().values()), ids=lambda rule: str(rule.code))
def test_without_hints_the_rest_is_the_same(rule: Rule) -> None:
    """Hints that nobody asked for are not worked out; what else is found does not change by that, in goals with comments that silence rules neither."""
    for text in (*rule.bad, *rule.good):
        for head in ("", "// ignore: no-actions, no-deadline, T001\n", "start: next month\n"):
            file = parse_goals_file(Source(head + text))
            everything = lint(file, catalogue=CATALOGUE, today=TODAY)
            assert lint(file, catalogue=CATALOGUE, today=TODAY, hints=False) == [one for one in everything if one.severity != "hint"]
