"""Averages over items, against what is drawn and what must hold."""

import numpy as np
import pytest

from aimline.pacing.law.items import Items, Seen


def seen(figures: np.ndarray) -> Seen:
    logs = np.log1p(figures)
    return Seen(len(figures), float(figures.sum()), float(logs.sum()), float((logs * logs).sum()))


def test_what_is_known_is_what_is_drawn() -> None:
    """Very many items are known: what is to come is that many draws of the same lognormal law, of a Poisson number of them."""
    rng = np.random.default_rng(1)
    before = np.exp(rng.normal(3.0, 0.6, 3000))
    inside = np.exp(rng.normal(3.0, 0.6, 12))
    law = Items(seen(inside), seen(before), 12, 18, 3000)
    sums = np.array([np.exp(rng.normal(3.0, 0.6, rng.poisson(18))) for _ in range(20_000)], dtype=object)
    means = np.array([(inside.sum() + one.sum()) / (12 + len(one)) for one in sums])
    for target in (18, 21, 24, 27):
        assert law.at_least(target) == pytest.approx((means >= target).mean(), abs=0.05)


def test_more_is_less_likely_and_the_end_is_what_is_there() -> None:
    rng = np.random.default_rng(2)
    figures = np.exp(rng.normal(4, 1, 20))
    law = Items(seen(figures[:5]), seen(figures[5:]), 10, 20, 60)
    chances = [law.at_least(target) for target in np.linspace(0, 400, 50)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == pytest.approx(1)
    assert chances[-1] < 0.05
    over = Items(seen(figures[:5]), seen(figures[5:]), 30, 0, 60)
    assert (over.at_least(figures[:5].mean() - 1), over.at_least(figures[:5].mean() + 1)) == (1, 0)


def test_poor_items_give_no_nan() -> None:
    for figures in (np.zeros(5), np.ones(1), np.array([1e12, 0.0]), np.full(3, 7.0)):
        for before in (np.empty(0), np.zeros(3)):
            for target in (0.0, 5.0, 1e15):
                chance = Items(seen(figures), seen(before), 5, 25, 60).at_least(target)
                assert 0 <= chance <= 1
    assert np.isnan(Items(Seen(), Seen(), 5, 25, 60).at_least(3))
