"""The line: figures worked out by hand, and laws that hold everywhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimline.pacing import Pace, standing_still, towards


def test_example_of_the_design() -> None:
    """From 1,240 to 1,340 in ten days, 47 gained after four."""
    pace = towards(1240, 1340, 47, 4, 10)
    assert pace == Pace(
        elapsed=0.4,
        expected=1280,
        shortfall=53,
        done=0.47,
        spi=1.175,
        tspi=0.8833333333333333,
        days_ahead=0.7,
        required_per_day=8.833333333333334,
        current_per_day=11.75,
        projected=1357.5,
        finish_day=9,
    )


@pytest.mark.parametrize(
    ("baseline", "target", "gained", "day", "days", "expected"),
    [
        # slow: 25 of 200 after ten of thirty days
        (0, 200, 25, 10, 30, {"expected": 200 / 3, "done": 0.125, "spi": 0.375, "tspi": 1.3125, "days_ahead": -6.25,
                                "required_per_day": 8.75, "projected": 75, "finish_day": 80}),
        # backwards: nothing to project to the target
        (0, 50, -118, 53, 53, {"done": -2.36, "spi": -2.36, "tspi": None, "required_per_day": None, "finish_day": None, "projected": -118, "shortfall": 168}),
        # a decrease: losing is gaining
        (200, 150, -30, 5, 10, {"expected": 175, "done": 0.6, "spi": 1.2, "tspi": 0.8, "required_per_day": -4,
                                    "current_per_day": -6, "projected": 140, "finish_day": 9, "days_ahead": 1}),
        # nothing yet on the first day
        (0, 100, 0, 0, 10, {"elapsed": 0, "expected": 0, "done": 0, "spi": None, "tspi": 1, "current_per_day": None,
                             "projected": None, "required_per_day": 10, "days_ahead": 0}),
        # arrived early: nothing more is required
        (0, 100, 130, 5, 10, {"done": 1.3, "required_per_day": 0, "finish_day": None, "tspi": -0.6, "days_ahead": 5, "shortfall": -30}),
        # closed and missed: undefined, not infinite
        (0, 100, 60, 10, 10, {"elapsed": 1, "tspi": None, "required_per_day": None, "spi": 0.6, "projected": 60, "days_ahead": -4}),
        # target at the baseline: no way, no share of it
        (100, 100, 0, 5, 10, {"expected": 100, "done": None, "spi": None, "tspi": None, "days_ahead": None, "shortfall": 0, "finish_day": None}),
        # a window of one day
        (0, 10, 4, 1, 1, {"elapsed": 1, "expected": 10, "done": 0.4, "tspi": None, "projected": 4}),
        # so slow that the line never arrives within a century
        (0, 1e9, 1, 10, 20, {"finish_day": None}),
    ],
)  # fmt: skip
def test_known_figures(baseline: float, target: float, gained: float, day: int, days: int, expected: dict[str, float | None]) -> None:
    pace = towards(baseline, target, gained, day, days)
    for name, value in expected.items():
        assert getattr(pace, name) == (None if value is None else pytest.approx(value)), name


@pytest.mark.parametrize(("day", "days"), [(1, 0), (-1, 5), (6, 5), (0, -3)])
def test_days_outside_the_window_are_refused(day: int, days: int) -> None:
    with pytest.raises(ValueError, match="window"):
        towards(0, 1, 0, day, days)


@pytest.mark.parametrize(
    ("actual", "target", "cap", "done"),
    [(40, 50, False, 0.8), (60, 50, False, 1.2), (1.5, 1.6, True, 1.6 / 1.5), (0, 1.6, True, None), (0, 0, False, None), (5, 0, False, None)],
)
def test_what_has_no_line(actual: float, target: float, cap: bool, done: float | None) -> None:
    pace = standing_still(actual, target, cap=cap, day=3, days=6)
    assert pace.done == (None if done is None else pytest.approx(done))
    assert (pace.expected, pace.elapsed, pace.spi, pace.tspi, pace.projected, pace.required_per_day) == (target, 0.5, None, None, None, None)
    assert pace.shortfall == target - actual


wide = st.floats(allow_nan=False, allow_infinity=False)


@given(baseline=wide, target=wide, gained=wide, days=st.integers(1, 5000), share=st.floats(0, 1))
def test_no_figure_is_ever_infinite(baseline: float, target: float, gained: float, days: int, share: float) -> None:
    day = int(days * share)
    pace = towards(baseline, target, gained, day, days)
    for name in Pace.__dataclass_fields__:
        value = getattr(pace, name)
        assert value is None or math.isfinite(value), name
    assert pace.days_ahead is None or -day <= pace.days_ahead <= days - day


@given(st.integers(-1000, 1000), st.integers(1, 500), st.integers(-400, 400), st.integers(1, 60), st.integers(1, 60))
def test_decreases_mirror_increases(baseline: int, way: int, gained: int, day: int, left: int) -> None:
    up = towards(baseline, baseline + way, gained, day, day + left)
    down = towards(-baseline, -baseline - way, -gained, day, day + left)
    for name in ("elapsed", "done", "spi", "tspi", "days_ahead", "finish_day"):
        assert getattr(up, name) == getattr(down, name), name
    for name in ("expected", "shortfall", "required_per_day", "current_per_day", "projected"):
        assert getattr(up, name) == pytest.approx(-getattr(down, name)), name
