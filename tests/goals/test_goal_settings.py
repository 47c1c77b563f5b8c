"""Values of settings: what can be read in either language, and one note with an example for what cannot."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimline.goals.calendar import Calendar
from aimline.goals.settings import READ, Values, file_setting_notes, setting_notes
from aimline.goals.zones import nearest_zone, zone_name
from aimline.language.scanner import parse_goals_file
from aimline.language.statement import Draft, Setting, Statement
from aimline.text.messages import languages, message
from aimline.text.position import Source, Span

TODAY = date(2026, 11, 24)


def values(**given: str) -> Values:
    places = range(0, 10 * len(given), 10)
    return Values({key: Setting(key, value, Span(at, at + 1), Span(at + 2, at + 3)) for at, (key, value) in zip(places, given.items(), strict=True)})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,240", 1240),
        ("1240", 1240),
        ("12.5K", 12500),
        ("1.2M", 1.2e6),
        ("3%", 3),
        ("-10", -10),
        ("٢٬٥٠٠", 2500),
        ("250 ألف", 250_000),
        ("0", 0),
        ("1,240 followers", 1240),
    ],
)
def test_baseline(text: str, number: float) -> None:
    read = values(baseline=text)
    assert read.number("baseline") == number
    assert read.notes == []


@pytest.mark.parametrize("text", ["many", "50-60", "X", "في عشرة أيام", "500 by June", "--", "1,240 and 5 comments"])
def test_baselines_that_are_no_number(text: str) -> None:
    read = values(baseline=text)
    assert read.number("baseline") is None
    assert [(note.name, note.params["text"]) for note in read.notes] == [("bad-setting-value", text)]
    for language, key in (("en", "baseline"), ("ar", "خط الأساس")):
        assert [(note.params["key"][language], note.params["example"][language]) for note in read.notes] == [(key, "1,240")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$500", (500, "USD")),
        ("500 USD", (500, "USD")),
        ("500 MAD", (500, "MAD")),
        ("KWD 500", (500, "KWD")),
        ("EGP 2 million", (2e6, "EGP")),
        ("2,000 جنيه", (2000, "EGP")),
        ("٥٠٠ ريال", (500, "SAR")),
        ("500 ج.م", (500, "EGP")),
        ("€500", (500, "EUR")),
        ("$1.5K", (1500, "USD")),
        ("500", (500, None)),
    ],
)
def test_budget(text: str, amount: tuple[float, str | None]) -> None:
    read = values(budget=text)
    assert read.money("budget") == amount
    assert read.notes == []


def test_a_budget_without_a_currency_takes_that_of_the_file() -> None:
    assert values(budget="500", currency="EGP").money("budget") == (500, "EGP")
    assert values(budget="$500", currency="EGP").money("budget") == (500, "USD")


@pytest.mark.parametrize("text", ["much", "$500 CAD", "50%", "-500", "3 weeks"])
def test_budgets_that_are_no_amount_of_money(text: str) -> None:
    read = values(budget=text)
    assert read.money("budget") is None
    assert [note.name for note in read.notes] == ["bad-setting-value"]


@pytest.mark.parametrize(
    ("text", "answer"),
    [("yes", True), ("No", False), ("نعم", True), ("لا", False), ("TRUE", True), ("maybe", None), ("ربما", None)],
)
def test_paid(text: str, answer: bool | None) -> None:
    read = values(paid=text)
    assert read.yes("paid") is answer
    assert len(read.notes) == (answer is None)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Africa/Cairo", "Africa/Cairo"), ("africa/cairo", "Africa/Cairo"), ("UTC", "UTC"), ("America/New York", "America/New_York")],
)
def test_zones(text: str, name: str) -> None:
    assert zone_name(text) == name


@pytest.mark.parametrize(
    ("text", "near"),
    [("Cairo", "Africa/Cairo"), ("Africa/Ciaro", "Africa/Cairo"), ("Riyadh", "Asia/Riyadh"), ("Middle-earth/Bree", None)],
)
def test_the_zone_that_was_meant(text: str, near: str | None) -> None:
    assert zone_name(text) is None
    assert nearest_zone(text) == near
    read = values(timezone=text)
    assert read.zone() is None
    assert read.notes[0].params.get("suggestion") == near


@pytest.mark.parametrize("text", ["../etc/passwd", "/etc/passwd", "Africa", "Africa/", "\x00", "UTC+2"])
def test_zones_that_are_none(text: str) -> None:
    assert zone_name(text) is None


@pytest.mark.parametrize("text", ["likes + comments + shares", "likes, comments and shares", "الإعجابات + التعليقات + المشاركات", "إعجابات وتعليقات ومشاركات"])
def test_engagement(text: str) -> None:
    read = values(engagement=text)
    assert read.engagement() == ("likes", "comments", "shares")
    assert read.notes == []


@pytest.mark.parametrize(
    "text", ["Instagram, TikTok", "Instagram and TikTok", "إنستغرام وتيك توك", "إنستغرام، تيك توك", "instagram / tiktok", "Instagram, TikTok, Instagram"]
)
def test_platforms(text: str) -> None:
    assert values(platform=text).platforms() == ["instagram", "tiktok"]


def test_a_list_with_a_stranger_says_so() -> None:
    read = values(platform="Instagram, Orkutt")
    assert read.platforms() == ["instagram"]
    assert [note.name for note in read.notes] == ["bad-setting-value"]


def test_tags() -> None:
    assert values(tags="#winter, launch، متجر, winter").tags() == ("winter", "launch", "متجر")


@pytest.mark.parametrize(
    ("week", "fiscal", "expected"),
    [
        ("Sunday", "July", Calendar(6, 7)),
        ("الأحد", "يوليو", Calendar(6, 7)),
        ("Saturday", "1 April", Calendar(5, 4)),
        ("monday", "تشرين الأول", Calendar(0, 10)),
    ],
)
def test_weeks_and_fiscal_years(week: str, fiscal: str, expected: Calendar) -> None:
    read = values(week_starts=week, fiscal_year=fiscal)
    assert read.calendar() == expected
    assert read.notes == []


@pytest.mark.parametrize(
    ("text", "first", "last", "relative"),
    [
        ("2026-12-01", "2026-12-01", "2026-12-01", False),
        ("15/01/2027", "2027-01-15", "2027-01-15", False),
        ("1 December 2026", "2026-12-01", "2026-12-01", False),
        ("١ ديسمبر ٢٠٢٦", "2026-12-01", "2026-12-01", False),
        ("الأول من ديسمبر 2026", "2026-12-01", "2026-12-01", False),
        ("December 2026", "2026-12-01", "2026-12-31", False),
        ("15 January", "2027-01-15", "2027-01-15", True),
        ("next month", "2026-12-01", "2026-12-31", True),
    ],
)
def test_days(text: str, first: str, last: str, relative: bool) -> None:
    found = values(start=text).dated("start", TODAY)
    assert found is not None
    assert (str(found.days.start), found.relative) == (first, relative)
    assert (found.days.end - found.days.start).days == (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


@pytest.mark.parametrize("text", ["soon", "in 10 days", "week 3", "Ramadan", "100 followers by 2027-01-01"])
def test_days_that_are_none(text: str) -> None:
    read = values(end=text)
    assert read.dated("end", TODAY) is None
    assert [note.name for note in read.notes] == ["bad-setting-value"]


def test_the_day_it_was_written_needs_a_year() -> None:
    read = values(written="24 November")
    assert read.dated("written") is None
    assert [note.name for note in read.notes] == ["bad-setting-value"]


@given(st.dictionaries(st.sampled_from(READ), st.text(max_size=20), min_size=1))
def test_any_text_is_a_value_or_a_note(given: dict[str, str]) -> None:
    held = values(**given).settings
    statement = Statement("x", Span(0, 1), 1, "en", [Draft(Span(0, 1))], settings=dict(held), own_settings=frozenset(held))
    assert {note.span for note in setting_notes(statement)} <= {setting.value_span for setting in held.values()}


def test_every_key_with_an_example_reads_its_example_and_has_a_name_in_every_language() -> None:
    for key in READ:
        for language in languages():
            text = message(f"goals.example.{key}", language)
            read = values(**{key: text})
            statement = Statement("x", Span(0, 1), 1, language, [Draft(Span(0, 1))], settings=dict(read.settings), own_settings=frozenset([key]))
            read.dated(key) if key in ("start", "end", "written") else None
            assert read.notes + setting_notes(statement) == [], (key, text)
            assert message(f"goals.key.{key}", language)


def test_what_is_wrong_in_the_head_of_a_file_is_told_once() -> None:
    source = Source("timezone: Mars\nstart: 31 February 2027\nbudget: much\n\n" + "Gain 100 followers in 10 days\n  paid: maybe\n\n" * 3)
    file = parse_goals_file(source)
    assert len(file.statements) == 3
    notes = file_setting_notes(file, TODAY)
    assert sorted(source.text[note.span.start : note.span.end] for note in notes) == ["31 February 2027", "Mars", "much"]
    assert [len(setting_notes(statement)) for statement in file.statements] == [1, 1, 1]


def test_a_head_without_a_year_drifts_once_and_not_when_it_says_when_it_was_written() -> None:
    drifts = "start: 1 December\nGain 100 followers in 10 days\nGain 200 likes in 10 days\n"
    assert [note.name for note in file_setting_notes(parse_goals_file(Source(drifts)), TODAY)] == ["drifting-date"]
    assert file_setting_notes(parse_goals_file(Source("written: 2026-11-20\n" + drifts)), TODAY) == []


def test_what_lint_needs_of_goals_imports_no_pydantic() -> None:
    heavy = "{'pydantic', 'duckdb', 'numpy', 'rich', 'rapidfuzz'}"
    code = f"import sys, aimline.goals.timing, aimline.goals.settings; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("key", "text", "meant"),
    [
        ("digits", "roman", None),
        ("digits", "westrn", "western"),
        ("pace", "wobbly", None),
        ("pace", "front-loadd", "front loaded"),
        ("id", "my goal #1", "my-goal-1"),
        ("tags", " , ", None),
        ("engagement", "likes + shars", "likes + share"),
        ("currency", "EGY", None),
        ("week_starts", "Sundy", "Sunday"),
        ("weekend", "Friday, Satrday", "Friday, Saturday"),
        ("fiscal_year", "Juli", "July"),
        ("holidays", "Egipt", "Egypt"),
        ("language", "englsh", "english"),
        ("platform", "Instagrm, TikTok", "Instagram, TikTok"),
        ("platform", "إنستغارم", "إنستغرام"),
        ("weekend", "الجمعة والسبب", "الجمعة والسبت"),
        ("owner", "", None),
        ("account", "", None),
        ("because", "", None),
        ("campaign", "", None),
        ("alert", "", None),
        ("start", "", None),
    ],
)
def test_one_bad_value_is_one_diagnostic_that_names_what_was_meant(key: str, text: str, meant: str | None) -> None:
    held = values(**{key: text}).settings
    statement = Statement("x", Span(0, 1), 1, "en", [Draft(Span(0, 1))], settings=dict(held), own_settings=frozenset(held))
    assert [(note.name, note.params.get("suggestion")) for note in setting_notes(statement)] == [("bad-setting-value", meant)]


@pytest.mark.parametrize(
    ("key", "text"),
    [("digits", "عربية"), ("digits", "Western"), ("pace", "back loaded"), ("pace", "منتظمة"), ("id", "هدف_1"), ("currency", "pkr"), ("alert", "when behind")],
)
def test_values_that_are_none_of_the_usual_are_read(key: str, text: str) -> None:
    held = values(**{key: text}).settings
    statement = Statement("x", Span(0, 1), 1, "en", [Draft(Span(0, 1))], settings=dict(held), own_settings=frozenset(held))
    assert setting_notes(statement) == []
