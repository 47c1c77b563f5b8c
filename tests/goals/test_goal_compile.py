"""Statements as typed goals: what the sentence says, what its settings add, and the name a goal goes by."""

import json
import re
import tomllib
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_draft, compile_files, compile_statement, number_duplicates
from aimline.goals.model import Budget, Goal
from aimline.goals.timing import timing
from aimline.language import parse_goals_file, parse_statement
from aimline.language.statement import Action, Draft, Setting, Statement, Target, Time
from aimline.lint import lint
from aimline.lint.rule import rules
from aimline.text.position import Source, Span

TODAY = date(2026, 11, 24)
NOWHERE = Span(0, 0)
CATALOGUE = load_catalogue()
CALENDAR_RULES = (
    "undated-event",
    "assumed-fiscal-year",
    "ambiguous-quarter",
    "conflicting-end",
    "conflicting-start",
    "deadline-before-start",
    "impossible-date",
    "ambiguous-date",
)


def statement(draft: Draft, own: dict[str, str] | None = None, file: dict[str, str] | None = None, language: str = "en", text: str = "a goal") -> Statement:
    held = {key: Setting(key, value, NOWHERE, NOWHERE) for key, value in {**(file or {}), **(own or {})}.items()}
    return Statement(text, Span(0, len(text)), 1, language, [draft], settings=held, own_settings=frozenset(own or {}))


def followers(**parts: object) -> Draft:
    usual: dict[str, object] = {"intent": "increase", "metric": "followers", "platforms": ["instagram"]}
    usual |= {"target": Target("change", 100, "count"), "time": Time("duration", "P10D")}
    return Draft(NOWHERE, **{**usual, **parts})  # type: ignore[arg-type]


def goal(draft: Draft, own: dict[str, str] | None = None, file: dict[str, str] | None = None, today: date = TODAY) -> Goal:
    return compile_statement(statement(draft, own, file), today, CATALOGUE)[0]


def test_settings_fill_in_what_the_sentence_leaves_out() -> None:
    found = goal(
        followers(platforms=[]),
        own={
            "baseline": "1,240",
            "owner": "Sara",
            "budget": "500",
            "paid": "نعم",
            "because": "community",
            "tags": "winter, #launch",
            "campaign": "W26",
            "engagement": "likes + saves",
        },
        file={"account": "acme", "platform": "Instagram, TikTok", "timezone": "Africa/Cairo", "currency": "EGP", "start": "2026-12-01"},
    )
    assert (found.baseline, found.owner, found.budget, found.paid, found.because) == (1240, "Sara", Budget(value=500, currency="EGP"), True, "community")
    assert (found.tags, found.campaign, found.engagement) == (("winter", "launch"), "W26", ("likes", "saves"))
    assert (found.account, found.platforms, found.timezone) == ("acme", ("instagram", "tiktok"), "Africa/Cairo")
    assert found.window is not None
    assert (found.window.start, found.window.end, found.window.days) == (date(2026, 12, 1), date(2026, 12, 11), 10)
    assert found.start is None


def test_the_sentence_beats_the_settings() -> None:
    found = goal(followers(start=Time("deadline", "2026-12-03")), own={"start": "2026-12-05"}, file={"platform": "TikTok", "start": "2026-12-01"})
    assert found.platforms == ("instagram",)
    assert found.window is not None
    assert found.window.start == date(2026, 12, 3)


def test_the_platform_of_a_file_says_nothing_of_a_goal_about_ones_own_website() -> None:
    visits = followers(platforms=[], surfaces=["website"], metric="website_traffic")
    assert goal(visits, file={"platform": "Instagram"}).platforms == ()
    assert goal(visits, own={"platform": "Instagram"}).platforms == ("instagram",)


def test_what_cannot_be_read_is_left_out() -> None:
    found = goal(followers(), own={"baseline": "many", "budget": "some", "paid": "maybe", "timezone": "Mars", "start": "someday", "engagement": "love"})
    assert (found.baseline, found.budget, found.paid, found.timezone, found.window, found.engagement) == (None,) * 6


def test_a_goal_with_a_last_day_and_no_first() -> None:
    found = goal(followers(time=Time("deadline", "2026-12-31")))
    assert (found.window, found.due) == (None, date(2026, 12, 31))
    assert goal(followers(time=Time("deadline", "2026-12-31", exclusive=True))).due == date(2026, 12, 30)


def test_actions_with_a_cadence_are_measurable() -> None:
    def action(text: str, draft: Draft | None) -> Action:
        return Action(text, NOWHERE, statement(draft) if draft else None)

    post = Draft(NOWHERE, intent="do", metric="posts_published", platforms=["instagram"], time=Time("recurring", "WEEKDAYS"))
    whole = statement(followers())
    whole.actions = [action("Post on weekdays", post), action("Research hashtags", Draft(NOWHERE)), action("Ask Omar", None)]
    first, second, third = compile_statement(whole, TODAY, CATALOGUE)[0].actions
    assert (first.metric, first.platforms, first.value, first.per) == ("posts_published", ("instagram",), 1, "weekday")
    assert (second.metric, second.per, third.per) == (None, None, None)


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("Gain 100 new Instagram followers in 10 days", "احصل على 100 متابع جديد على Instagram في 10 أيام"),
        ("Gain 100 new Instagram followers in ten days starting 1 December 2026", "احصل على ١٠٠ متابع جديد على إنستغرام في 10 أيام ابتداءً من 1 ديسمبر 2026"),
        ("Reach 100,000 people on Facebook in 30 days", "الوصول إلى 100,000 شخص على فيسبوك خلال 30 يومًا"),
        ("Increase website traffic by 20% by the end of the year", "زيادة زيارات الموقع بنسبة 20% بحلول نهاية العام"),
    ],
)
def test_the_same_goal_has_the_same_id_in_both_languages(english: str, arabic: str) -> None:
    def name(text: str) -> str:
        return compile_statement(parse_statement(text), TODAY, CATALOGUE)[0].id

    assert name(english) == name(arabic)


def test_an_id_survives_moving_formatting_and_another_day() -> None:
    sentence = "Gain 100 Instagram followers in 10 days"
    alone = parse_goals_file(Source(f"start: 2026-12-01\n{sentence}\n"))
    formatted = "Gain   100 followers on Instagram within 10 days.\n  owner: Sara\n  - Post daily\n"
    moved = parse_goals_file(Source("البداية: 1 December 2026\n\n# Winter\n// a comment\n\n" + formatted))
    one, other = compile_files([alone], TODAY, CATALOGUE)[0], compile_files([moved], date(2031, 1, 1), CATALOGUE)[0]
    assert one.goal.id == other.goal.id
    assert re.fullmatch(r"instagram-followers-[0-9a-f]{8}", one.goal.id)
    assert (other.line, other.heading) == (6, "Winter")


@pytest.mark.parametrize(
    ("form", "value"),
    [("period", "THIS_MONTH"), ("deadline", "END_OF_YEAR"), ("recurring", "WEEKLY"), ("deadline", "WEEK_9"), ("deadline", "--07-15")],
)
def test_an_id_does_not_change_with_the_day_it_is_read_on(form: str, value: str) -> None:
    time = Time(form, value)
    assert goal(followers(time=time)).id == goal(followers(time=time), today=date(2031, 5, 5)).id


@pytest.mark.parametrize(
    "change",
    [
        {"intent": "decrease"},
        {"metric": "likes"},
        {"platforms": ["tiktok"]},
        {"target": Target("change", 101, "count")},
        {"target": Target("change", 100, "count", bound="min")},
        {"time": Time("duration", "P11D")},
        {"per": "post"},
        {"start": Time("deadline", "2026-12-01")},
    ],
)
def test_another_goal_has_another_id(change: dict[str, object]) -> None:
    assert goal(followers()).id != goal(followers(**change)).id


def test_accounts_and_first_days_of_the_settings_make_other_goals() -> None:
    names = {goal(followers(), file=file).id for file in ({}, {"account": "acme"}, {"account": "zeta"}, {"start": "2026-12-01"}, {"start": "2027-12-01"})}
    assert len(names) == 5


def test_year_less_deadlines_of_different_years_are_different_goals() -> None:
    due = followers(time=Time("deadline", "--07-15"))
    assert goal(due, file={"written": "2025-01-01"}).id != goal(due, file={"written": "2026-01-01"}).id


def test_an_id_of_ones_own_and_duplicates() -> None:
    text = "Gain 100 TikTok likes in 10 days\n" * 2 + "Gain 5 TikTok likes in 10 days\n  id: mine\nGain 6 TikTok likes in 10 days\n  id: mine\n"
    one, two, mine, other = (placed.goal.id for placed in compile_files([parse_goals_file(Source(text))], TODAY, CATALOGUE))
    assert two == f"{one}-2"
    assert (mine, other) == ("mine", "mine-2")


@given(st.lists(st.sampled_from(["a", "a-2", "a-2-2", "a-3", "b"]), max_size=12))
def test_no_two_goals_have_one_id(ids: list[str]) -> None:
    usual = goal(followers())
    numbered = [one.id for one in number_duplicates(usual.model_copy(update={"id": name}) for name in ids)]
    assert len(set(numbered)) == len(ids)
    assert numbered[:1] == ids[:1]


def test_an_empty_line_is_no_goal() -> None:
    assert compile_statement(parse_statement("  "), TODAY, CATALOGUE) == []


@pytest.mark.parametrize("name", CALENDAR_RULES)
def test_rules_about_time_find_their_bad_examples_and_leave_the_good_alone(name: str) -> None:
    rule = rules()[name]

    def found(text: str) -> set[str]:
        return {item.name for item in lint(parse_goals_file(Source(text + "\n")), catalogue=CATALOGUE, today=TODAY)}

    assert rule.bad
    assert rule.good
    for text in rule.bad:
        assert name in found(text), text
    for text in rule.good:
        assert name not in found(text), text


def sentences() -> list[str]:
    files = sorted((Path(__file__).parent.parent / "cases").glob("sentences*.toml"))
    return [text for file in files for case in tomllib.loads(file.read_text(encoding="utf-8"))["cases"] for text in (case["text"], *case.get("same", ()))]


@pytest.mark.parametrize("settings", ["", "start: 2026-12-01\nplatform: Instagram\nbudget: $500\nbaseline: 1,200\ntags: a, b\npaid: yes\n"])
def test_goals_are_made_with_the_types_that_their_models_ask_for(settings: str) -> None:
    """Models are made unchecked, because checking costs more than making: what they hold is what they would hold checked, number for number."""
    file = parse_goals_file(Source(settings + "\n".join(sentences())))
    goals = [goal for one in file.statements for goal in compile_statement(one, TODAY, CATALOGUE)]
    assert len(goals) > 300
    for goal in goals:
        checked = Goal.model_validate(goal.model_dump())
        assert goal == checked
        assert goal.model_dump_json() == checked.model_dump_json()
        assert goal.model_fields_set == checked.model_fields_set
        assert repr(goal) == repr(checked)


def test_the_hash_of_an_id_is_that_of_the_meaning_as_json() -> None:
    for text in sentences():
        said = parse_statement(text)
        for draft in said.drafts:
            goal, when = compile_draft(said, draft, TODAY, CATALOGUE), timing(said, draft, TODAY)
            meaning = goal.model_dump(mode="json", include={"intent", "metric", "platforms", "account", "target", "per", "aggregation", "time"})
            # what came later is hashed only where a goal has it, so that ids stay what they were
            kept = {"kept": [goal.kept.rule, goal.kept.days or 0, goal.kept.of or 0, goal.kept.share or 0.0]} if goal.kept else {}
            meaning |= kept | ({"reference": goal.reference} if goal.reference else {})
            ends = when.window.end if when.window else when.end
            days = [day and day.isoformat() for day in (when.start, ends)] if when.anchored else [goal.start and goal.start.value]
            assert goal.id.endswith(sha256(json.dumps([meaning, days], sort_keys=True).encode()).hexdigest()[:8]), text


def test_numbers_in_words_too_large_for_any_count_are_no_numbers() -> None:
    (goal,) = compile_statement(parse_statement("gain " + "hundred " * 200 + "followers"), TODAY, CATALOGUE)
    assert goal.metric == "followers"
    assert goal.target is None or goal.target.value is None or goal.target.value <= 1e15
