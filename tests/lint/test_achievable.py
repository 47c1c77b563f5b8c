"""What a log says of goals: cases worked out on paper, laws, and real exports."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.api import histories
from aimline.catalogue import load as load_catalogue
from aimline.language import File, parse_goals_file
from aimline.lint import history as past
from aimline.lint import lint, rules, smart
from aimline.lint.benchmarks import benchmarks
from aimline.lint.history import Days
from aimline.metrics import MetricLog, read_metrics
from aimline.metrics.model.inline import inline
from aimline.text.diagnostic import Diagnostic
from aimline.text.position import Source
from often import often

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 24)
CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "achievable.toml").read_text("utf-8"))["cases"]
LETTER = {rule.name for rule in rules().values() if rule.criterion == "achievable"}
EXPORTS = Path(__file__).parents[3] / "shared" / "metrics" / "exports"


def read(text: str, log: MetricLog) -> tuple[File, list[Diagnostic], past.Past]:
    file = parse_goals_file(Source(text))
    (told,), errors = histories([file], log, TODAY)
    assert errors == []
    found = lint(file, catalogue=CATALOGUE, today=TODAY, past=told)
    return file, [one for one in found if one.name in LETTER], told


def plain(text: str) -> str:
    return re.sub("[\u2066-\u2069]", "", text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_the_log_says(case: Mapping[str, str]) -> None:
    _, found, _ = read(f"start: 2026-12-01\n{case['goal']}\n", inline(case["log"], CATALOGUE))
    assert sorted(one.name for one in found) == sorted(case["found"]), [plain(one.message["en"]) for one in found]
    if "says" in case:
        said = next(one for one in found if one.name == case["found"][0])
        assert case["says"] in plain(said.message["en"])


@pytest.mark.parametrize(
    ("log", "goal", "met"),
    [
        ("2026-10-01 instagram followers: 1000 +4x60", "Gain 40 Instagram followers in 10 days", True),
        ("2026-10-01 instagram followers: 1000 +4x60", "Gain 90 Instagram followers in 10 days", False),
        ("2026-10-01 instagram followers: 1000 +4x60", "Reach 1,100 Instagram followers in 10 days", False),
        ("2026-11-28 instagram followers: 1000 +4x2", "Gain 90 Instagram followers in 10 days", None),
        ("2026-10-01 instagram followers: 1000 +4x60", "Gain 90 TikTok followers in 10 days", None),
        ("2026-10-01 instagram followers: 1000 +4x60", "Gain Instagram followers in 10 days", None),
    ],
)
def test_the_letter_is_met_unmet_or_not_known(log: str, goal: str, met: bool | None) -> None:
    file, found, told = read(f"start: 2026-12-01\n{goal}\n", inline(log, CATALOGUE))
    assert smart(file.statements[0], found, CATALOGUE, told)["achievable"] is met
    assert smart(file.statements[0], [], CATALOGUE)["achievable"] is None


def test_the_place_is_the_number_of_the_goal() -> None:
    text = "start: 2026-12-01\nGet 30 likes and 9,000 impressions on X in 10 days"
    _, found, _ = read(text, inline("2026-10-01 x impressions: 100x61\n2026-10-01 x likes: 5x61", CATALOGUE))
    assert [(one.name, text[one.span.start : one.span.end]) for one in found] == [("below-usual", "30"), ("faster-than-ever", "9,000")]


def test_a_comment_silences_a_rule_about_the_log() -> None:
    log = inline("2026-10-01 x impressions: 100x61", CATALOGUE)
    goal = "Get 9,000 impressions on X in 10 days"
    for silence in ("faster-than-ever", "A002"):
        file = parse_goals_file(Source(f"start: 2026-12-01\n// ignore: {silence} we will advertise\n{goal}\n"))
        (told,), _ = histories([file], log, TODAY)
        assert {one.name for one in lint(file, catalogue=CATALOGUE, today=TODAY, past=told)} & {"faster-than-ever", "unused-ignore"} == set()


FIGURES = st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=2, max_size=80)
EACH = (past.totals, past.changes)


@given(FIGURES, st.integers(1, 30), st.sampled_from(EACH), st.integers(2, 9))
def test_scaling_figures_scales_stretches(values: list[int | None], length: int, each: type, factor: int) -> None:
    first = date(2026, 1, 1)
    one = each(Days(first, tuple(values)), length)
    many = each(Days(first, tuple(None if value is None else value * factor for value in values)), length)
    assert [(s.first, s.last) for s in one] == [(s.first, s.last) for s in many]
    assert [s.value * factor for s in one] == pytest.approx([s.value for s in many])


@given(FIGURES, st.integers(1, 30), st.sampled_from(EACH), st.integers(-500, 500))
def test_moving_days_moves_stretches_and_nothing_else(values: list[int | None], length: int, each: type, step: int) -> None:
    first = date(2026, 1, 1)
    here, there = each(Days(first, tuple(values)), length), each(Days(first + timedelta(step), tuple(values)), length)
    assert [(s.first + timedelta(step), s.value) for s in here] == [(s.first, s.value) for s in there]


@given(FIGURES, st.integers(1, 30))
def test_totals_are_sums_of_well_covered_days(values: list[int | None], length: int) -> None:
    """Against the definition, stretch by stretch."""
    expected = []
    for begin in range(len(values) - length + 1):
        seen = [value for value in values[begin : begin + length] if value is not None]
        if seen and len(seen) >= past.COVERED * length:
            expected.append((date(2026, 1, 1) + timedelta(begin), pytest.approx(sum(seen) / len(seen))))
    assert [(one.first, one.value) for one in past.totals(Days(date(2026, 1, 1), tuple(values)), length)] == expected


@given(FIGURES, st.integers(1, 30))
def test_changes_have_a_reading_at_either_end(values: list[int | None], length: int) -> None:
    expected = []
    for begin in range(1, len(values) - length + 1):
        start, stop = values[begin - 1], values[begin + length - 1]
        seen = sum(value is not None for value in values[begin : begin + length])
        if start is not None and stop is not None and seen >= past.COVERED * length:
            expected.append((date(2026, 1, 1) + timedelta(begin), (stop - start) / length))
    assert [(one.first, one.value) for one in past.changes(Days(date(2026, 1, 1), tuple(values)), length)] == expected


@given(st.lists(st.integers(0, 500), min_size=14, max_size=80), st.integers(1, 40), st.integers(1, 40))
def test_no_long_stretch_beats_the_best_of_the_short_ones(values: list[int], one: int, other: int) -> None:
    """What lets a goal be compared with stretches shorter than itself, where the short fits into the long."""
    short, long = min(one, other), min(one, other) * max(1, max(one, other) // min(one, other))
    days = Days(date(2026, 1, 1), tuple(map(float, values)))
    for each in EACH:
        best = [max(each(days, length).values, default=None) for length in (short, long)]
        if best[0] is not None and best[1] is not None:
            assert best[1] <= best[0] + 1e-9


@settings(max_examples=often(8))
@given(st.integers(30, 100), st.integers(1, 9), st.integers(5, 30), st.integers(0, 3000))
def test_goals_are_judged_alike_whenever_they_begin(days: int, rate: int, length: int, step: int) -> None:
    start = date(2020, 1, 1) + timedelta(step)
    log = inline(f"{start - timedelta(days)} x impressions: {rate}x{days}", CATALOGUE)
    for wanted, name in ((rate * length + 1, "faster-than-ever"), (rate * length, None)):
        _, found, _ = read(f"start: {start}\nGet {wanted} impressions on X in {length} days\n", log)
        assert [one.name for one in found if one.severity == "warning"] == ([name] if name and days >= 3 * min(length, 7) else [])


def test_sparse_readings_say_something_of_long_stretches_only() -> None:
    weekly = Days(date(2026, 1, 1), tuple(value for week in range(20) for value in (70.0 * week, *[None] * 6)), None, 7.0)
    assert {round(one.value, 9) for one in past.changes(weekly, 28)} == {10.0}
    assert len(past.changes(weekly, 10)) == 0


def test_people_counted_by_the_platform_are_exact() -> None:
    log = "2026-08-01 instagram reach: 100x122\n2026-08-01 instagram reach_28_days: 1500x122"
    for wanted, found_ in ((1500, []), (1501, ["faster-than-ever"])):
        _, found, told = read(f"start: 2026-12-01\nReach {wanted} people on Instagram in 28 days\n", inline(log, CATALOGUE))
        assert [one.name for one in found] == found_
        assert all(one.exact for one in told.values())


def test_benchmarks_have_a_source_a_year_and_words_in_every_language() -> None:
    assert benchmarks()
    for one in benchmarks():
        assert one.metric in CATALOGUE.metrics
        assert one.platform is None or one.platform in CATALOGUE.platforms
        assert one.source
        assert 2015 <= one.year <= 2026
        assert one.url.startswith("https://")
        assert all(one.what.values())
    assert rules()["above-benchmark"].severity == "hint"


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the real exports are not here")
def test_a_whole_folder_of_real_exports() -> None:
    """Nothing is asked of what nobody has; goals that ask a thousand times the usual are never thought achievable."""
    folder = EXPORTS / "charlesinwald__linkedin_analytics"
    log, _ = read_metrics([f"linkedin={folder}"], CATALOGUE)
    last = max(row.ts.date() for row in log.rows)
    for what in ("impressions", "comments", "reactions", "new followers"):
        _, found, told = read(f"start: {last + timedelta(1)}\nGet 90,000,000 {what} on LinkedIn in 30 days\n", log)
        assert [one.name for one in found] == ["faster-than-ever"], what
        (history,) = told.values()
        assert len(history.stretches) > 300
        assert history.best.value > 0
