"""Of goals given 70 %, about 70 % are hit: a small version of benchmarks/calibration, on a seed of its own."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.calibration.__main__ import simulated
from benchmarks.calibration.kinds import every
from benchmarks.calibration.score import brier, ece


def test_simulated_goals_end_as_often_as_was_said() -> None:
    rows = simulated(700, 4)
    errors = [row["ece"] for row in rows.values()]
    # With so few goals, chance alone adds about 0.01.
    assert np.mean(errors) <= 0.035
    assert max(errors) <= 0.075
    assert all(row["brier"] < row["linear_brier"] for row in rows.values())
    base = rows["30 days, 1000, base"]
    assert base["false"] <= 0.14
    assert base["caught"] >= 0.70
    assert base["changes"] <= 2


def test_the_error_of_calibration_finds_what_is_not_calibrated() -> None:
    hit = np.arange(1000) % 10 < 7
    assert ece(np.full(1000, 0.7), hit) < 1e-9
    assert abs(ece(np.full(1000, 0.9), hit) - 0.2) < 1e-9


def test_the_other_kinds_end_as_often_as_was_said_and_are_told_better_than_by_the_naive_rule() -> None:
    for name, chance, naive, came in every(300, 3):
        if name.endswith("30 days") or ", 30 days, 0.3" in name:
            assert ece(chance, came) < 0.11, name
            assert brier(chance, came) < brier(naive, came) + 0.005, name
