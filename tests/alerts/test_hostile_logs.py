"""Replay equals live over logs as hostile as real ones: see `hostile`. `AIMLINE_MANY=N` takes N times as many."""

from pathlib import Path

import hostile
import pytest

from often import often

EACH = 4


@pytest.mark.parametrize("first", range(0, often(2) * EACH, EACH))
def test_watching_a_hostile_log_says_what_the_finished_one_says(first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile.growing, "_MOMENT", 0.0)
    monkeypatch.setattr(hostile.files, "_LOOK", 0.0)
    told = []
    for seed in range(first, first + EACH):
        folder = tmp_path / str(seed)
        folder.mkdir()
        told.append(hostile.differs(seed, folder))
    assert [text for text in told if text] == []
