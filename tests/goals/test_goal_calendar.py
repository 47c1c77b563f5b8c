"""Time forms on a calendar: a table of cases (tests/cases/calendar.toml) and the laws that hold for all of them."""

import calendar
import contextlib
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.goals.calendar import Calendar, ImpossibleDate, UnsettledDate, add_duration, add_months, read_date, unit_around
from aimline.goals.events import UnsettledEvent, easter, event, events, hijri, hijri_year_of
from aimline.goals.forms import is_counted, is_relative, other_quarter, resolve
from aimline.goals.settings import month_names
from aimline.language.lexicon import languages, load
from often import often

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent.parent / "cases" / "calendar.toml").read_text(encoding="utf-8"))["cases"]
ANCHORS = st.dates(date(1990, 1, 1), date(2200, 1, 1))
CALENDARS = st.builds(Calendar, st.integers(0, 6), st.integers(1, 12))
FORMS = sorted({case["value"] for case in CASES if "first" in case})
NAMED = sorted({case["value"] for case in CASES if "first" in case and "country" not in case and case["form"] in ("deadline", "period")})
HIJRI = [value for value in NAMED if "AH-" in value or ("EVENT:" in value and not value[-4:].isdigit())]
RELATIVE = [value for value in NAMED if is_relative(value) and value not in HIJRI]
DATED = [value for value in NAMED if not is_relative(value) and not is_counted(value)]
VALUES = st.one_of(
    st.sampled_from(FORMS),
    st.text(max_size=30),
    st.from_regex(r"(END_OF_|MID_|START_OF_){0,3}(THIS_|NEXT_)?(WEEK|MONTH|QUARTER|YEAR|FISCAL_YEAR|Q[0-9]|JUNE|SUMMER)(_[0-9]{1,12})?", fullmatch=True),
    st.from_regex(r"([0-9]{4}|-)-[0-9]{2}(-[0-9]{2})?(/([0-9]{4}|-)-[0-9]{2}-[0-9]{2})?", fullmatch=True),
    st.from_regex(r"P[0-9]{1,12}[DWMYH]", fullmatch=True),
    st.builds("/".join, st.lists(st.sampled_from(FORMS), min_size=2, max_size=3)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['value']}-on-{case.get('on', '2026-11-24')}-{case.get('week', 0)}-{case.get('fiscal', 1)}")
def test_form(case: dict[str, Any]) -> None:
    anchor = date.fromisoformat(case.get("on", "2026-11-24"))
    settings = Calendar(case.get("week", 0), case.get("fiscal", 1), frozenset(case.get("weekend", (5, 6))), (case["country"],) if "country" in case else ())
    match case.get("problem"):
        case "impossible":
            with pytest.raises(ImpossibleDate):
                resolve(case["form"], case["value"], anchor, settings)
        case "unsettled":
            with pytest.raises(UnsettledDate):
                resolve(case["form"], case["value"], anchor, settings)
        case "unsettled_event":
            with pytest.raises(UnsettledEvent):
                resolve(case["form"], case["value"], anchor, settings)
        case "unknown":
            assert resolve(case["form"], case["value"], anchor, settings) is None
        case _:
            days = resolve(case["form"], case["value"], anchor, settings)
            assert days is not None
            assert (days.start, days.end - timedelta(days=1)) == (date.fromisoformat(case["first"]), date.fromisoformat(case["last"]))


@settings(max_examples=often(40))
@given(st.sampled_from(["duration", "deadline", "period", "recurring"]), VALUES, st.dates(), CALENDARS)
def test_any_text_on_any_day_gives_days_or_says_why_not(form: str, value: str, anchor: date, settings: Calendar) -> None:
    with contextlib.suppress(ImpossibleDate, UnsettledDate, UnsettledEvent):
        resolve(form, value, anchor, settings)


@given(st.sampled_from(["deadline", "period"]), st.sampled_from(RELATIVE), ANCHORS, CALENDARS)
def test_what_has_no_year_is_not_over_when_it_is_read(form: str, value: str, anchor: date, settings: Calendar) -> None:
    days = resolve(form, value, anchor, settings)
    assert days is not None
    assert days.start < days.end
    assert days.end > anchor


@given(st.sampled_from(DATED), ANCHORS, ANCHORS)
def test_what_has_a_year_means_the_same_on_every_day(value: str, one: date, other: date) -> None:
    assert resolve("period", value, one) == resolve("period", value, other)


@given(st.sampled_from(HIJRI), st.dates(date(1930, 1, 1), date(2070, 1, 1)), st.integers(0, 400))
def test_hijri_days_and_events_are_the_next_ones_and_later_on_a_later_day(value: str, anchor: date, later: int) -> None:
    here, there = resolve("period", value, anchor), resolve("period", value, anchor + timedelta(days=later))
    assert here is not None
    assert there is not None
    assert here.start < here.end
    assert anchor < here.end
    assert here.start <= there.start
    assert (here.start - anchor).days < 800


@given(st.sampled_from([*RELATIVE, *HIJRI]), st.dates(date(1930, 1, 1), date(2070, 1, 1)), CALENDARS, st.integers(0, 400))
def test_a_later_anchor_never_means_an_earlier_end(value: str, anchor: date, settings: Calendar, later: int) -> None:
    here, there = resolve("period", value, anchor, settings), resolve("period", value, anchor + timedelta(days=later), settings)
    assert here is not None
    assert there is not None
    assert here.end <= there.end


@given(ANCHORS, st.integers(1, 30), st.integers(1, 30))
def test_months_one_after_the_other_are_as_many_at_once_but_for_the_clamp(anchor: date, first: int, second: int) -> None:
    stepwise, at_once = add_duration(add_duration(anchor, f"P{first}M"), f"P{second}M"), add_duration(anchor, f"P{first + second}M")
    assert (stepwise.year, stepwise.month) == (at_once.year, at_once.month)
    assert 0 <= at_once.day - stepwise.day <= 3
    assert stepwise == at_once or anchor.day > 28


@given(st.integers(1400, 1499), st.integers(1, 12))
def test_hijri_months_lie_end_to_end(year: int, month: int) -> None:
    here, following = hijri(year, month), hijri(year + month // 12, month % 12 + 1)
    assert here is not None
    assert following is not None
    assert here.end == following.start
    assert (here.end - here.start).days in (29, 30)
    assert hijri_year_of(here.start) == year


@pytest.mark.parametrize(
    ("year", "western", "eastern"), [(2024, "2024-03-31", "2024-05-05"), (2025, "2025-04-20", "2025-04-20"), (2027, "2027-03-28", "2027-05-02")]
)
def test_easter(year: int, western: str, eastern: str) -> None:
    assert (easter(year), easter(year, orthodox=True)) == (date.fromisoformat(western), date.fromisoformat(eastern))


def test_every_event_of_the_file_has_days_in_every_country_of_its_own() -> None:
    for name, rule in events().items():
        for country in [code for entry in rule.get("in", [{"countries": [""]}]) for code in entry["countries"]]:
            assert event(name, date(2026, 11, 24), (country,)) is not None, name


def test_every_event_of_the_file_has_a_name_in_a_lexicon() -> None:
    named = {value for language in languages() for terminal, value in load(language).names if terminal in ("EVENT", "PERIOD")}
    assert {f"EVENT:{name}" for name in events()} <= named | {"EVENT:ramadan"}


def test_the_table_has_forms_of_both_kinds() -> None:
    assert "--07-15" in RELATIVE
    assert "THIS_MONTH" in RELATIVE
    assert "2027-Q2" in DATED
    assert "2026-12-20/--01-10" in DATED


@given(st.integers(1, 4000), ANCHORS)
def test_a_window_of_n_days_or_weeks_is_that_long(count: int, anchor: date) -> None:
    days = resolve("duration", f"P{count}D", anchor)
    weeks = resolve("duration", f"P{count}W", anchor)
    assert days is not None
    assert weeks is not None
    assert (days.end - days.start).days == count
    assert (weeks.end - weeks.start).days == count * 7


@given(st.integers(1, 240), ANCHORS)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(count: int, anchor: date) -> None:
    end = add_duration(anchor, f"P{count}M")
    assert (end.year * 12 + end.month) - (anchor.year * 12 + anchor.month) == count
    assert end.day == min(anchor.day, calendar.monthrange(end.year, end.month)[1])
    assert add_months(end, -count).month == anchor.month


@given(ANCHORS, st.sampled_from("DWMQYF"), CALENDARS, st.integers(-20, 20))
def test_calendar_units_lie_end_to_end_and_hold_their_day(day: date, unit: str, settings: Calendar, offset: int) -> None:
    here = unit_around(day, unit, settings)
    assert here.start <= day < here.end
    assert unit_around(day, unit, settings, offset).end == unit_around(day, unit, settings, offset + 1).start
    if unit == "W":
        assert here.start.weekday() == settings.week_start
    if unit == "F":
        assert (here.start.month, here.start.day) == (settings.fiscal_month, 1)


@pytest.mark.parametrize(
    ("value", "fiscal", "first", "end"),
    [
        ("Q1", 7, "2027-07-01", "2027-10-01"),
        ("Q2", 7, "2026-10-01", "2027-01-01"),
        ("2027-Q1", 7, "2026-07-01", "2026-10-01"),
        ("2027-Q4", 4, "2027-01-01", "2027-04-01"),
        ("END_OF_Q3", 10, "2027-06-30", "2027-07-01"),
        ("2027-H2", 7, "2027-01-01", "2027-07-01"),
    ],
)
def test_quarters_of_a_fiscal_year(value: str, fiscal: int, first: str, end: str) -> None:
    assert other_quarter(value, date(2026, 11, 24), Calendar(0, fiscal)) == (date.fromisoformat(first), date.fromisoformat(end))


@pytest.mark.parametrize("value", ["Q1", "2027-H2"])
def test_no_second_reading_of_a_quarter_without_a_fiscal_year(value: str) -> None:
    assert other_quarter(value, date(2026, 11, 24), Calendar()) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-01", "2026-12-01"),
        ("2026/12/1", "2026-12-01"),
        ("15/01/2027", "2027-01-15"),
        ("01/15/2027", "2027-01-15"),
        ("5.5.2027", "2027-05-05"),
        ("1 december 2026", "2026-12-01"),
        ("1st of december, 2026", "2026-12-01"),
        ("december 1, 2026", "2026-12-01"),
        ("15-jan-2027", "2027-01-15"),
        ("29 feb", "2028-02-29"),
        ("1 ديسمبر 2026", "2026-12-01"),
        ("15 من يناير 2027", "2027-01-15"),
        ("15 كانون الثاني 2027", "2027-01-15"),
        ("20 غشت", "2027-08-20"),
    ],
)
def test_dates_as_people_write_them(text: str, day: str) -> None:
    assert read_date(text, month_names(), date(2026, 11, 24)) == date.fromisoformat(day)


def test_a_date_with_two_readings_names_both() -> None:
    with pytest.raises(UnsettledDate) as caught:
        read_date("03/04/2027")
    assert caught.value.readings == ("2027-04-03", "2027-03-04")


@pytest.mark.parametrize("text", ["31 june 2027", "30/02/2027", "2027-02-29", "13/13/2027", "31 feb"])
def test_days_that_do_not_exist(text: str) -> None:
    with pytest.raises(ImpossibleDate):
        read_date(text, month_names(), date(2026, 11, 24))


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        read_date(text, month_names(), date(2026, 11, 24))


NATIONAL = [(name, country) for name in ("national_day", "independence_day") for entry in events()[name]["in"] for country in entry["countries"]]


@pytest.mark.parametrize(("name", "country"), NATIONAL)
def test_national_days_are_those_of_the_holiday_library(name: str, country: str) -> None:
    from holidays import country_holidays

    # where the day off is moved to another day of the week, the day itself is met in some year
    found = [(event(name, date(year, 1, 1), (country,), year), country_holidays(country, years=year)) for year in range(2025, 2035)]
    assert all(days is not None for days, _ in found)
    assert any(days.start in off for days, off in found if days), (name, country)


@pytest.mark.parametrize("name", [name for name, rule in events().items() if "hijri" in rule])
def test_hijri_events_lie_where_the_hijri_library_has_them(name: str) -> None:
    from hijridate import Hijri

    month, day = map(int, events()[name]["hijri"].split("-"))
    for year in range(1446, 1456):
        days = event(name, date(2026, 11, 24), (), year)
        assert days is not None
        assert days.start == Hijri(year, month, day).to_gregorian()
        if name == "ramadan":
            assert (days.end - days.start).days == Hijri(year, month, 1).month_length()
