"""Goals that recur and end: the windows that are not over, and how likely it is that all of them are reached."""

from datetime import date, datetime, timedelta

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.engine import Standing, evaluate
from aimline.goals.compile import compile_files
from aimline.language import parse_goals_file
from aimline.metrics import MetricLog, MetricRow
from aimline.text.position import Source

MONDAY = date(2026, 12, 7)
END = "until 31 January 2027"
"""That is the eighth Sunday from then on."""


def log(until: date) -> MetricLog:
    """Sixteen to twenty-four impressions a day, a third of that in dollars, and five followers more."""
    rows = []
    for number in range(-70, 60):
        day = MONDAY + timedelta(number)
        if day > until:
            break
        at, figure = datetime.combine(day, datetime.min.time()), 16.0 + number % 3 * 4
        rows.append(MetricRow(at, None, "instagram", "impressions", figure, "count"))
        rows.append(MetricRow(at, None, "instagram", "ad_spend", figure / 3, "currency:USD"))
        rows.append(MetricRow(at, None, "instagram", "followers", 1000.0 + 5 * number, "count"))
    return MetricLog(rows=rows)


def stands(sentence: str, on: date) -> Standing:
    goals = compile_files([parse_goals_file(Source(f"{sentence}\n"))], date(2026, 11, 20), load_catalogue())
    return evaluate(goals, log(on), on, load_catalogue())[0]


def test_windows_left_are_those_that_are_not_over() -> None:
    left = [stands(f"Get 120 impressions on Instagram per week {END}", MONDAY + timedelta(day)).remaining for day in (2, 6, 7, 49, 54, 55)]
    assert [one.windows if one else None for one in left] == [8, 7, 7, 1, 1, None]
    assert stands("Get 120 impressions on Instagram per week", MONDAY).remaining is None  # nothing ends it
    assert stands("Get 900 impressions on Instagram by 31 January 2027", MONDAY).remaining is None  # nothing recurs


@pytest.mark.parametrize(
    "sentence",
    [
        "Get 120 impressions on Instagram per week {end}",
        "Spend at most $50 per week on Instagram {end}",
        "Gain 30 Instagram followers per week {end}",
        "Get 10 impressions per day on Instagram {end}",
    ],
)
def test_all_of_them_are_less_likely_than_the_present_one_and_the_last_one_is_alone(sentence: str) -> None:
    early, last = (stands(sentence.format(end=END), MONDAY + timedelta(day)) for day in (2, 51))
    assert early.remaining is not None
    assert early.remaining.probability is not None
    assert 0.01 <= early.remaining.probability <= (early.probability or 0.0)
    if "per day" not in sentence:
        assert last.remaining is not None
        assert (last.remaining.windows, last.remaining.probability) == (1, pytest.approx(last.probability, abs=1e-9))


def test_a_cap_that_was_passed_leaves_no_chance() -> None:
    found = stands(f"Spend at most $20 per week on Instagram {END}", MONDAY + timedelta(4)).remaining
    assert found is not None
    assert found.probability == 0


def test_what_was_reached_this_week_is_no_risk_any_more() -> None:
    """The 120 of the week are there on Saturday: what is left to be done is the other seven weeks."""
    sentence = f"Get 120 impressions on Instagram per week {END}"
    reached, before = stands(sentence, MONDAY + timedelta(5)), stands(sentence, MONDAY - timedelta(1))
    assert reached.status == "achieved"
    assert reached.remaining is not None
    assert before.remaining is not None
    assert (reached.remaining.windows, before.remaining.windows) == (8, 8)
    assert (reached.remaining.probability or 0) > (before.remaining.probability or 0)


@pytest.mark.parametrize(
    "sentence", ["Reach 30 people on Instagram per week {end}", "Keep CTR on Instagram above 2% per week {end}", "Gain 5% Instagram followers per week {end}"]
)
def test_what_has_no_law_says_how_many_alone(sentence: str) -> None:
    found = stands(sentence.format(end=END), MONDAY + timedelta(2)).remaining
    assert found is None or found.probability is None
