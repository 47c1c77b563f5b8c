"""Figures near the greatest number there is, and windows without any: standings say nothing that is not so, and nothing is written to standard error."""

import json
import math
import warnings
from datetime import date, timedelta
from pathlib import Path

import pytest

from aimline import api
from aimline.engine.standing import Standing
from aimline.text.messages import languages


def stand(folder: Path, goal: str, rows: list[str], as_of: date) -> Standing:
    (folder / "a.csv").write_text("\n".join(["ts,platform,metric,value", *rows, ""]), encoding="utf-8")
    (folder / "a.goals").write_text(goal + "\n", encoding="utf-8")
    (standing,) = api.evaluate([str(folder / "a.goals")], [str(folder / "a.csv")], as_of, as_of)
    return standing


@pytest.mark.parametrize("figure", ["1e300", "1.7e308"])
@pytest.mark.parametrize("goal", ["Gain 100 Instagram followers in 30 days", "Lose 100 Instagram followers in 30 days"])
def test_no_warning_and_no_infinity(goal: str, figure: str, tmp_path: Path) -> None:
    rows = [f"{date(2026, 10, 1) + timedelta(day)},instagram,new_followers,{figure}" for day in range(70)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        standing = stand(tmp_path, f"{goal}, starting 2026-12-01", rows, date(2026, 12, 5))
    assert standing.probability is None or 0 <= standing.probability <= 1
    assert all(value is None or math.isfinite(value) for value in (standing.gained, standing.done, standing.shortfall, standing.projected.p50))
    json.dumps(standing.gained, allow_nan=False)


def test_windows_without_a_figure_are_not_counted_as_missed(tmp_path: Path) -> None:
    rows = ["2026-12-01,instagram,followers,100"]
    standing = stand(tmp_path, "Publish 3 posts a week on Instagram, starting 2026-11-02", rows, date(2026, 12, 6))
    assert standing.status == "no_data"
    assert not any("0" in standing.why[language] for language in languages())


def test_who_is_short_at_the_close_is_not_on_the_line(tmp_path: Path) -> None:
    standing = stand(tmp_path, "Get 24 clicks on Instagram in 1 day, starting 2026-12-01", ["2026-12-01,instagram,link_clicks,23"], date(2026, 12, 2))
    assert (standing.actual, standing.probability) == (23, 0)
    assert "line" not in standing.why["en"]
