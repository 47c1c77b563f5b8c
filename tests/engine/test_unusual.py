"""How fast a budget is spent of late, and days out of the ordinary."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from aimline.api import parse
from aimline.catalogue import load
from aimline.engine.daily import DayJudge
from aimline.engine.rolling import rolled_up
from aimline.goals.model import PlacedGoal
from aimline.metrics import MetricLog, MetricRow
from aimline.pacing.surprise import HISTORY, surprise

START = date(2026, 1, 1)


def burns(spent: list[float], days: int) -> list[tuple[float, float]]:
    """The burn over the short and the long stretch on each day of a budget of 100 a day."""
    goal = parse(f"Spend at most ${100 * days} on ads in {days} days", START)[0]
    placed = PlacedGoal(goal=goal.model_copy(update={"start": START}), text="", file=None, line=1, language="en")
    rows = [
        MetricRow(datetime.combine(START + timedelta(days=number), datetime.min.time()), None, None, "ad_spend", amount, "currency:USD")
        for number, amount in enumerate(spent)
    ]
    rolled = rolled_up(MetricLog(rows=rows))
    found = [day for stretch in DayJudge([placed], load()).stretches(rolled, START, START + timedelta(days=len(spent) - 1)) for day in stretch]
    return [(float(day.figures["burn_short"][0]), float(day.figures["burn_long"][0])) for day in found]


def test_even_spending_burns_at_one() -> None:
    assert burns([100.0] * 30, 30)[:29] == [(1.0, 1.0)] * 29


def test_a_fire_shows_at_once_in_the_short_stretch_and_later_in_the_long_one() -> None:
    found = burns([100.0] * 10 + [400.0] * 6, 30)
    assert found[9] == (1.0, 1.0)
    assert found[10] == (pytest.approx(2.0), pytest.approx(4 / 3))  # 100 + 100 + 400 over three days, 8 · 100 + 400 over nine
    assert found[15] == (pytest.approx(4.0), pytest.approx(3.0))


def test_the_long_stretch_of_a_year_goes_further_back_than_what_is_usual() -> None:
    found = burns([100.0] * 100 + [300.0] * 55, 365)
    assert found[-1] == (pytest.approx(3.0), pytest.approx((55 * 100 + 55 * 300) / 110 / 100))


def test_days_out_of_the_ordinary() -> None:
    rng = np.random.default_rng(3)
    before = rng.poisson(50, (4, HISTORY)).astype(float)
    before[3, :] = np.nan
    found = surprise(before, np.array([50.0, 500.0, 0.0, 50.0]))
    assert found[0] < 0.9
    assert found[1] > 0.999
    assert found[2] > 0.999
    assert np.isnan(found[3])


def test_even_days_before_do_not_make_a_little_more_a_surprise() -> None:
    assert surprise(np.full((1, HISTORY), 100.0), np.array([104.0]))[0] < 0.99


def test_figures_that_are_usual_are_beyond_99_percent_about_once_in_a_hundred() -> None:
    rng = np.random.default_rng(5)
    figures = rng.lognormal(3, 0.5, (4000, HISTORY + 1))
    assert 0.004 < (surprise(figures[:, :-1], figures[:, -1]) > 0.99).mean() < 0.02
