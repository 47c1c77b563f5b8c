"""Files are read a batch at a time, one after the other: what one says of the last days closes none of which another was not read yet."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from aimline.alerts.inputs import files
from aimline.alerts.inputs.files import Files
from aimline.alerts.keeper import Keeper
from aimline.alerts.replay import replay
from aimline.alerts.rules import shipped
from aimline.alerts.state import State
from aimline.alerts.watch import Watch
from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_files
from aimline.language import parse_goals_file
from aimline.metrics import read_metrics
from aimline.text.position import Source

FIRST = date(2026, 3, 2)
GOALS = """Gain 300 followers on Instagram in 20 days
  start: 2026-03-05
Get 900 clicks on TikTok in 20 days
  start: 2026-03-06
Get 500 likes on Facebook in 20 days
  start: 2026-03-06
"""


@pytest.mark.parametrize("runs", [1, 3])
def test_the_first_run_over_several_files_says_what_the_finished_log_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runs: int) -> None:
    monkeypatch.setattr(files, "ROWS", 7)
    monkeypatch.setattr(files, "_LOOK", 0.0)
    days = [FIRST + timedelta(days=place) for place in range(30)]
    for name, platform, metric in (("a", "instagram", "followers"), ("b", "tiktok", "link_clicks")):
        rows = [f"{day},{platform},{metric},{100 + place}" for place, day in enumerate(days)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["ts,platform,metric,value", *rows, ""]), encoding="utf-8")
    (tmp_path / "facebook.csv").write_text("\n".join(["Date,Likes", *(f"{day},{place}" for place, day in enumerate(days)), ""]), encoding="utf-8")
    catalogue = load_catalogue()
    goals = compile_files([parse_goals_file(Source(GOALS))], FIRST, catalogue)
    said = []
    with State(":memory:") as state:
        for _ in range(runs):
            keeper = Keeper(state, goals, shipped(), catalogue)
            source = Files([str(tmp_path)], catalogue, positions=keeper.positions(), once=True)
            watch = Watch(keeper, [source])
            for place, alert in enumerate(watch.run(once=True)):
                said.append(alert)
                if place == 1:
                    watch.stop()
            source.close()
        said += keeper.close_until(days[-1])
    log, _ = read_metrics([str(tmp_path)], catalogue)
    assert [alert.json() for alert in said] == [alert.json() for alert in replay(goals, log, shipped(), catalogue, days[-1]).alerts]


def test_as_of_a_day_no_later_one_is_evaluated(tmp_path: Path) -> None:
    days = [FIRST + timedelta(days=place) for place in range(30)]
    rows = [f"{day},instagram,followers,{100 + place}" for place, day in enumerate(days)]
    (tmp_path / "rows.csv").write_text("\n".join(["ts,platform,metric,value", *rows, ""]), encoding="utf-8")
    catalogue = load_catalogue()
    goals = compile_files([parse_goals_file(Source(GOALS))], FIRST, catalogue)
    log, _ = read_metrics([str(tmp_path)], catalogue)
    for as_of in (days[9], days[29]):
        with State(":memory:") as state:
            keeper = Keeper(state, goals, shipped(), catalogue)
            said = [alert.json() for alert in Watch(keeper, [Files([str(tmp_path)], catalogue, once=True)]).run(once=True, as_of=as_of)]
        assert said == [alert.json() for alert in replay(goals, log, shipped(), catalogue, as_of).alerts]
