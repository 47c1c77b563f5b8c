"""Bounds that must hold on so many days, against what can be counted out."""

from itertools import product

import numpy as np
import pytest

from aimline.pacing.law import runs
from aimline.pacing.law.runs import Chain, level_at_least


def test_the_days_of_a_chain_are_counted_out() -> None:
    """Every way that eight days can go, weighted."""
    a, b = 0.8, 0.3
    for first, needed in product((True, False), range(1, 9)):
        wanted = 0.0
        for days in product((0, 1), repeat=8):
            weight, state = 1.0, int(first)
            for day in days:
                chance = a if state else b
                weight *= chance if day else 1 - chance
                state = day
            wanted += weight * (sum(days) >= needed)
        one = np.array([a]), np.array([b]), np.array([b / (1 - a + b)]), np.array([float(first)])
        assert runs._counted(*one, needed, 8)[0] == pytest.approx(wanted, abs=1e-12)


def test_many_days_are_as_good_as_normal() -> None:
    one = np.array([0.8]), np.array([0.5]), np.array([0.5 / 0.7]), np.array([1.0])
    for needed in (50, 55, 60):
        assert runs._normal(*one, needed, 80)[0] == pytest.approx(runs._counted(*one, needed, 80)[0], abs=0.02)
    assert runs._normal(*one, 80, 80)[0] == pytest.approx(0.8**80)


def test_good_days_follow_good_days() -> None:
    held = np.array([1.0] * 14 + [0.0] * 14 + [1.0] * 14 + [0.0] * 13 + [1.0])
    now, then = Chain.of(held), Chain.of(held[:-1])
    assert now.at_least(5, 7) > then.at_least(5, 7) + 0.3
    even = Chain.of(np.tile([1.0, 0.0], 28))
    assert even.at_least(3, 7) > 0.8
    assert even.at_least(5, 7) < 0.2


def test_what_was_never_broken_may_be_broken_yet() -> None:
    always = Chain.of(np.ones(56))
    chances = [always.at_least(days, days) for days in (1, 10, 30, 90)]
    assert chances == sorted(chances, reverse=True)
    assert 0.97 < chances[0] < 1
    assert 0.4 < chances[3] < 0.9
    assert always.at_least(0, 5) == 1
    assert always.at_least(6, 5) == 0
    assert 0 < Chain.of(np.full(9, np.nan)).at_least(2, 5) < 1
    assert 0 < Chain.of(np.empty(0)).at_least(2, 5) < 1


def test_a_level_goes_on_from_where_it_stands() -> None:
    steady = 1000.0 + 2 * np.arange(57) + np.tile([0.0, 1.0, -1.0], 19)
    assert level_at_least(steady, 900.0, 30, 30) > 0.99
    assert level_at_least(steady, 1200.0, 20, 30) < 0.01
    # forty more than now, at two a day: reached on the twentieth of thirty days
    assert level_at_least(steady, float(steady[-1]) + 40, 5, 30) > 0.8
    assert level_at_least(steady, float(steady[-1]) + 40, 14, 30) < 0.2
    gaps = np.where(np.arange(57) % 7 == 0, steady, np.nan)
    assert level_at_least(gaps, 900.0, 30, 30) > 0.99
    assert np.isnan(level_at_least(np.full(5, np.nan), 1.0, 1, 2))
    assert 0 <= level_at_least(np.array([5.0]), 4.0, 3, 5) <= 1
