"""A metric under another name beside its own: the own figure of a day counts, whether the file is finished or still being written."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from aimline.alerts.inputs.files import Files
from aimline.alerts.keeper import Keeper
from aimline.alerts.replay import replay
from aimline.alerts.rules import shipped
from aimline.alerts.state import State
from aimline.catalogue import load as load_catalogue
from aimline.engine import evaluate
from aimline.goals.compile import compile_files
from aimline.language import parse_goals_file
from aimline.metrics import read_metrics
from aimline.text.position import Source

FIRST = date(2026, 3, 2)
GOAL = "Get 5,000 clicks on Instagram in 20 days\n  start: 2026-03-02\n"
AS_OF = FIRST + timedelta(days=21)


def rows() -> list[str]:
    """`clicks` alone for three days, beside `link_clicks` for ten, but one day on which nobody clicked on a link, then `link_clicks` alone."""
    found = []
    for place in range(20):
        day = FIRST + timedelta(days=place)
        if place < 13:
            found.append(f"{day},instagram,clicks,{1000 + place}")
        if place >= 3 and place != 7:
            found.append(f"{day},instagram,link_clicks,{20 + place}")
    return found


OWN = sum(20 + place for place in range(3, 20) if place != 7)
ALL = OWN + 1000 + 1001 + 1002
"""Before both stood on one day nobody could know that they are two metrics; since then the day without one is not filled with the other."""


@pytest.mark.parametrize("several", [False, True], ids=["one file", "two files"])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_figure_under_the_own_name_counts_in_evaluate_alerts_and_watch(tmp_path: Path, size: int, several: bool) -> None:
    catalogue = load_catalogue()
    goals = compile_files([parse_goals_file(Source(GOAL))], FIRST, catalogue)
    files = [tmp_path / "rows.csv", *([tmp_path / "other.csv"] if several else [])]
    for file in files:
        file.write_text("ts,platform,metric,value\n", encoding="utf-8")
    said = []
    with State(":memory:") as state:
        keeper = Keeper(state, goals, shipped(), catalogue)
        source = Files([str(tmp_path)], catalogue)
        lines = rows()
        for place in range(0, len(lines), size):
            for line in lines[place : place + size]:
                with files[several and ",clicks," in line].open("a", encoding="utf-8") as stream:
                    stream.write(line + "\n")
            source._looked = float("-inf")
            while batches := source.read(0):
                said += keeper.take(batches)
        source.close()
        said += keeper.close_until(AS_OF)
    log, errors = read_metrics([str(tmp_path)], catalogue)
    assert not errors
    (standing,) = evaluate(goals, log, AS_OF, catalogue)
    assert standing.actual == ALL
    wanted = replay(goals, log, shipped(), catalogue, AS_OF).alerts
    assert [alert.json() for alert in said] == [alert.json() for alert in wanted]
    assert wanted[-1].standing["actual"] == ALL
    assert any("clicks" in note["en"] and "link_clicks" in note["en"] for file in log.files for note in file.notes)
