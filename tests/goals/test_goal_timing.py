"""When goals begin and end: sentence, own settings, settings of the file, the day it was written, today."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimline.goals.timing import Timing, timing
from aimline.language.statement import Draft, Setting, Statement, Time
from aimline.text.position import Span

TODAY = date(2026, 11, 24)
TEXT = "gain 100 followers at some time from some day on"
WHEN = Span(19, 31)


def settings(first: int, values: Mapping[str, str]) -> dict[str, Setting]:
    places = range(first, first + 10 * len(values), 10)
    return {key: Setting(key, value, Span(at, at + 1), Span(at + 2, at + 3)) for at, (key, value) in zip(places, values.items(), strict=True)}


def when(
    time: tuple[str, str] | None,
    start: str | None = None,
    *,
    own: Mapping[str, str] | None = None,
    file: Mapping[str, str] | None = None,
    exclusive: bool = False,
    today: date = TODAY,
) -> Timing:
    said = Time(time[0], time[1], WHEN, exclusive) if time else None
    draft = Draft(Span(0, len(TEXT)), time=said, start=Time("deadline", start, Span(32, 48)) if start else None)
    held = settings(500, file or {}) | settings(100, own or {})
    return timing(Statement(TEXT, Span(0, len(TEXT)), 1, "en", [draft], settings=held, own_settings=frozenset(own or {})), draft, today)


def window(found: Timing) -> str | None:
    return f"{found.window.start}..{found.window.end}" if found.window else None


def names(found: Timing) -> list[str]:
    return [note.name for note in found.notes]


@pytest.mark.parametrize(
    ("time", "start", "own", "file", "expected"),
    [
        (("duration", "P10D"), "2026-12-01", {}, {}, "2026-12-01..2026-12-11"),
        (("duration", "P10D"), None, {"start": "2026-12-05"}, {"start": "2026-12-01"}, "2026-12-05..2026-12-15"),
        (("duration", "P10D"), None, {}, {"start": "2026-12-01"}, "2026-12-01..2026-12-11"),
        (("duration", "P10D"), "2026-12-03", {"start": "2026-12-03"}, {}, "2026-12-03..2026-12-13"),
        (("duration", "P10D"), "2026-12-03", {}, {"start": "2026-12-01"}, "2026-12-03..2026-12-13"),
        (("deadline", "2026-12-31"), None, {}, {"start": "2026-12-01"}, "2026-12-01..2027-01-01"),
        (("deadline", "--07-15"), None, {}, {"start": "2027-08-01"}, "2027-08-01..2028-07-16"),
        (("deadline", "WEEK_2"), None, {}, {"start": "2026-12-01"}, "2026-12-01..2026-12-15"),
        (("period", "2027-Q1"), None, {}, {"start": "2026-12-01"}, "2027-01-01..2027-04-01"),
        (("period", "THIS_MONTH"), None, {}, {"start": "2026-12-10"}, "2026-12-01..2027-01-01"),
        (("period", "THIS_MONTH"), None, {}, {"written": "2026-10-10"}, "2026-10-01..2026-11-01"),
        (("period", "2026-12"), "2026-12-10", {}, {}, "2026-12-10..2027-01-01"),
        (("period", "2026-12"), None, {"start": "2026-12-10"}, {}, "2026-12-10..2027-01-01"),
        (("period", "2026-12-20"), "2026-12-01", {}, {}, "2026-12-01..2026-12-21"),
        (("recurring", "WEEKLY"), None, {}, {"start": "2026-12-01", "week_starts": "Sunday"}, "2026-11-29..2026-12-06"),
        (("recurring", "MONTHLY"), None, {}, {}, "2026-11-01..2026-12-01"),
        (None, None, {"start": "2026-12-01", "end": "2026-12-31"}, {}, "2026-12-01..2027-01-01"),
        (None, None, {"end": "December 2026"}, {"start": "1 December 2026"}, "2026-12-01..2027-01-01"),
        (("deadline", "EVENT:launch"), "2026-12-01", {"end": "2027-02-07"}, {}, "2026-12-01..2027-02-08"),
        (("deadline", "END_OF_FISCAL_YEAR"), "2026-12-01", {}, {"fiscal_year": "July"}, "2026-12-01..2027-07-01"),
    ],
)
def test_window(time: tuple[str, str] | None, start: str | None, own: dict[str, str], file: dict[str, str], expected: str) -> None:
    found = when(time, start, own=own, file=file)
    assert window(found) == expected


def test_the_first_day_is_that_of_the_window_but_of_a_habit_the_one_that_was_given() -> None:
    assert when(("period", "2027-Q1"), file={"start": "2026-12-01"}).start == date(2027, 1, 1)
    assert when(("recurring", "WEEKLY"), file={"start": "2026-12-02"}).start == date(2026, 12, 2)
    assert when(("recurring", "WEEKLY")).start is None


def test_before_a_day_leaves_it_out() -> None:
    assert window(when(("deadline", "2026-12-31"), "2026-12-01", exclusive=True)) == "2026-12-01..2026-12-31"
    assert window(when(("deadline", "2027-Q2"), "2026-12-01", exclusive=True)) == "2026-12-01..2027-04-01"


@pytest.mark.parametrize("time", [("duration", "P10D"), ("deadline", "WEEK_9"), ("deadline", "END_OF_MONTH_4"), ("period", "YEAR_2")])
@pytest.mark.parametrize("file", [{}, {"timezone": "Africa/Cairo"}])
def test_what_counts_from_the_start_waits_for_one(time: tuple[str, str], file: dict[str, str]) -> None:
    found = when(time, file=file)
    assert found.window is None
    assert found.end is None
    assert found.anchored
    assert "drifting-date" not in names(found)


def test_a_duration_does_not_open_on_the_day_it_was_written() -> None:
    assert when(("duration", "P10D"), file={"written": "2026-11-20"}).window is None


def test_a_deadline_is_known_before_its_first_day_is() -> None:
    found = when(("deadline", "2026-12-31"))
    assert (found.window, found.start, found.end) == (None, None, date(2027, 1, 1))


@pytest.mark.parametrize(
    ("time", "start", "own", "file", "name"),
    [
        (("deadline", "2026-02-30"), None, {}, {}, "impossible-date"),
        (("duration", "P0D"), None, {}, {}, "impossible-date"),
        (("duration", "P0D"), "2026-12-01", {}, {}, "impossible-date"),
        (("duration", "P10D"), "2026-02-30", {}, {}, "impossible-date"),
        (("duration", "P10D"), None, {"start": "31 June 2027"}, {}, "impossible-date"),
        (("deadline", "03/04/2027"), None, {}, {}, "ambiguous-date"),
        (("duration", "P10D"), None, {"start": "03/04/2027"}, {}, "ambiguous-date"),
        (("deadline", "2026-11-30"), "2026-12-01", {}, {}, "deadline-before-start"),
        (("deadline", "2026-11-30"), None, {}, {"start": "2026-12-01"}, "deadline-before-start"),
        (("period", "2026-Q1"), "2026-06-01", {}, {}, "deadline-before-start"),
        (("period", "2026-06-30/2026-06-01"), None, {}, {}, "deadline-before-start"),
        (None, None, {"start": "2026-12-31", "end": "2026-12-01"}, {}, "deadline-before-start"),
        (("recurring", "WEEKLY"), None, {"start": "2026-12-31", "end": "2026-12-01"}, {}, "deadline-before-start"),
        (("deadline", "EVENT:launch"), "2026-12-01", {}, {}, "undated-event"),
        (("duration", "P10D"), "EVENT:launch", {"start": "2026-12-01"}, {}, "undated-event"),
    ],
)
def test_what_cannot_be_has_no_window_and_says_why(
    time: tuple[str, str] | None, start: str | None, own: dict[str, str], file: dict[str, str], name: str
) -> None:
    found = when(time, start, own=own, file=file)
    assert found.window is None
    assert names(found) == [name]


def test_the_note_quotes_the_words_of_the_sentence() -> None:
    found = when(("deadline", "2026-02-30"))
    assert found.notes[0].params["text"] == TEXT[WHEN.start : WHEN.end]


def test_two_starts_that_differ() -> None:
    found = when(("duration", "P10D"), "2026-12-03", own={"start": "2026-12-05"})
    assert window(found) == "2026-12-03..2026-12-13"
    assert [(note.name, note.params) for note in found.notes] == [("conflicting-start", {"sentence": "2026-12-03", "setting": "2026-12-05"})]


def test_two_ends_that_differ() -> None:
    found = when(("duration", "P10D"), "2026-12-01", own={"end": "2026-12-31"})
    assert window(found) == "2026-12-01..2026-12-11"
    assert [(note.name, note.params) for note in found.notes] == [("conflicting-end", {"sentence": "2026-12-10", "setting": "2026-12-31"})]
    assert names(when(("duration", "P10D"), "2026-12-01", own={"end": "2026-12-10"})) == []


def test_a_start_without_a_year_is_read_on_or_after_the_start_of_the_file() -> None:
    found = when(("duration", "P10D"), "--03-01", file={"start": "2026-12-01"})
    assert (window(found), found.drifting) == ("2027-03-01..2027-03-11", False)


def test_a_start_without_a_year_is_not_pushed_a_year_on_by_the_goals_own_setting() -> None:
    found = when(("duration", "P10D"), "--12-01", own={"start": "2026-12-05"})
    assert window(found) == "2026-12-01..2026-12-11"
    assert names(found) == ["conflicting-start"]


@pytest.mark.parametrize(
    ("time", "start", "file", "drifting"),
    [
        (("deadline", "END_OF_YEAR"), None, {}, True),
        (("period", "THIS_MONTH"), None, {}, True),
        (("deadline", "--07-15"), None, {}, True),
        (("duration", "P10D"), "--12-01", {}, True),
        (("deadline", "END_OF_YEAR"), None, {"written": "2026-11-20"}, False),
        (("deadline", "END_OF_YEAR"), None, {"start": "2026-12-01"}, False),
        (("deadline", "2026-12-31"), None, {}, False),
        (("period", "2026-12-20/--01-10"), None, {}, False),
        (("recurring", "MONTHLY"), None, {}, False),
    ],
)
def test_drifting(time: tuple[str, str], start: str | None, file: dict[str, str], drifting: bool) -> None:
    assert when(time, start, file=file).drifting is drifting


def test_the_day_it_is_moves_only_what_drifts_or_repeats() -> None:
    for time in (("deadline", "END_OF_YEAR"), ("period", "JUNE"), ("recurring", "WEEKLY")):
        assert not when(time).anchored
        assert when(time, file={"start": "2026-12-01"}) == when(time, file={"start": "2026-12-01"}, today=date(2031, 5, 5))


def test_a_setting_without_a_year_drifts_and_says_so_where_it_stands() -> None:
    found = when(("duration", "P10D"), own={"start": "1 December"})
    assert window(found) == "2026-12-01..2026-12-11"
    assert [(note.name, note.span) for note in found.notes] == [("drifting-date", Span(102, 103))]
    assert not found.drifting
    assert not found.anchored
    assert names(when(("duration", "P10D"), own={"start": "1 December", "written": "2026-11-20"})) == []


def test_settings_of_the_file_are_told_of_elsewhere() -> None:
    assert names(when(("duration", "P10D"), file={"start": "someday"})) == []
    assert names(when(("duration", "P10D"), own={"start": "someday"})) == ["bad-setting-value"]


def test_an_unset_fiscal_year_and_a_set_one() -> None:
    assert names(when(("deadline", "END_OF_FISCAL_YEAR"), file={"written": "2026-11-20"})) == ["assumed-fiscal-year"]
    assert names(when(("deadline", "END_OF_FISCAL_YEAR"), file={"written": "2026-11-20", "fiscal_year": "July"})) == []


def test_a_quarter_where_a_fiscal_year_is_set_has_two_readings() -> None:
    found = when(("period", "2027-Q1"), file={"fiscal_year": "يوليو"})
    assert window(found) == "2027-01-01..2027-04-01"
    assert names(found) == ["ambiguous-quarter"]
    assert (found.notes[0].params["first"], found.notes[0].params["second"]) == ("2027-01-01 … 2027-03-31", "2026-07-01 … 2026-09-30")


@given(
    st.sampled_from(["duration", "deadline", "period", "recurring"]),
    st.text(max_size=20) | st.sampled_from(["P1M", "WEEK_3", "NEXT_QUARTER", "--02-29", "2026-02-30/2026-01-01", "EVENT:x", "DAILY"]),
    st.none() | st.text(max_size=12) | st.dates().map(str),
    st.dictionaries(st.sampled_from(["start", "end", "written", "week_starts", "fiscal_year"]), st.text(max_size=15) | st.dates().map(str)),
    st.dates(),
)
def test_any_text_anywhere_gives_a_window_that_is_not_empty_or_none(form: str, value: str, start: str | None, own: dict[str, str], today: date) -> None:
    found = when((form, value), start, own=own, today=today)
    assert found.window is None or found.window.start < found.window.end
