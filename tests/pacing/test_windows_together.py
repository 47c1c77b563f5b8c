"""Windows that follow each other: how likely it is that all of them are reached."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.calibration.together import brier, foretold

from aimline.pacing.law import Spans, all_of
from aimline.pacing.law.outlook import Speed
from aimline.pacing.law.together import each


def speed(family: str = "counts", level: float = 0.0, drift: float = 0.0, rate: float = 20.0) -> Speed:
    one = np.ones(1)
    return Speed(family=family, rate=rate * one, noise=2 * rate * one, level=level * one, drift=drift * one, burst=one, jumps=0 * one)  # type: ignore[arg-type]


def weeks(count: int, amount: float) -> Spans:
    seven = np.full(count, 7.0)
    return Spans(since=7.0 * np.arange(count), days=seven, weight=seven, amount=np.full(count, amount))


@pytest.mark.parametrize("family", ["counts", "amounts", "changes"])
def test_one_window_has_the_chance_of_the_law(family: str) -> None:
    known, spans = speed(family, level=9.0, drift=0.03), weeks(1, 130.0)
    assert all_of(known, spans) == pytest.approx(known.beyond(spans.amount, spans.weight, spans.days).item())


@pytest.mark.parametrize("cap", [False, True])
def test_of_a_rate_that_is_known_windows_are_independent(cap: bool) -> None:
    known, spans = speed(), weeks(6, 150.0 if cap else 130.0)
    chances, common = each(known, spans, cap=cap)
    assert not common.any()
    assert all_of(known, spans, cap=cap) == pytest.approx(chances.prod(), rel=1e-9)


def test_the_less_is_known_of_the_rate_the_more_windows_go_together() -> None:
    """With one chance for each: the product of all of independent ones, hardly less than the least of those that share their rate."""
    found = []
    for level in (0.0, 4.0, 36.0, 400.0):
        known, spans = speed(level=level), weeks(8, 140.0)
        chances, common = each(known, spans)
        assert common == pytest.approx(np.full(8, 49 * level / (280 + 49 * level)))
        assert chances.prod() - 1e-6 <= all_of(known, spans) <= chances.min() + 1e-6
        found.append(all_of(known, spans))
    assert found == sorted(found)


def test_what_is_certain() -> None:
    there = Spans(since=np.zeros(2), days=np.full(2, 7.0), weight=np.full(2, 7.0), amount=np.array([0.0, -5.0]))
    assert all_of(speed(), there) == 1
    assert all_of(speed(), there, cap=True) == 0  # more than the cap is there already
    assert all_of(speed(), weeks(2, 1e6)) == 0.01
    assert np.isnan(all_of(speed(rate=float("nan")), weeks(2, 10.0)))


@pytest.mark.parametrize(("count", "share", "walk"), [(4, 0.8, 0.03), (8, 0.7, 0.0), (8, 0.7, 0.06), (12, 0.6, 0.03)])
def test_it_is_calibrated_where_the_product_of_the_chances_is_not(count: int, share: float, walk: float) -> None:
    said, product, hit = foretold(5, 500, count, share, walk)
    assert abs(said.mean() - hit.mean()) < 0.08
    assert abs(said.mean() - hit.mean()) < abs(product.mean() - hit.mean())
    assert brier(said, hit) < brier(product, hit)
