"""A goal judged by a level says so where the flows of the same export come to something else."""

from datetime import date
from pathlib import Path

import pytest

from aimline import api
from aimline.text.messages import languages

GOAL = "gain 10 page likes on Facebook in 3 days starting 2026-12-02"


def why(folder: Path, *rows: str, header: str = "date,page likes,new page likes,page unlikes") -> dict[str, str]:
    (folder / "a.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    (folder / "a.goals").write_text(GOAL + "\n", encoding="utf-8")
    (standing,) = api.evaluate([str(folder / "a.goals")], [f"facebook={folder / 'a.csv'}"], date(2026, 12, 4), date(2026, 12, 1))
    assert standing.gained == float(rows[-1].split(",")[1]) - 100
    return dict(standing.why)


def test_both_figures_are_told(tmp_path: Path) -> None:
    said = why(tmp_path, "2026-12-01,100,1,0", "2026-12-02,103,3,0", "2026-12-03,120,9,2", "2026-12-04,121,2,1")
    assert "In the same days new page likes less lost page likes come to 11: the two disagree." in said["en"]
    assert all("11" in said[language] for language in languages())


def test_flows_that_explain_the_level_are_not_mentioned(tmp_path: Path) -> None:
    assert "disagree" not in why(tmp_path, "2026-12-01,100,1,0", "2026-12-02,103,3,0", "2026-12-03,110,9,2", "2026-12-04,111,2,1")["en"]


@pytest.mark.parametrize("hole", ["2026-12-03,110,,2", "2026-12-03,110,9,"])
def test_what_is_not_whole_is_not_compared(hole: str, tmp_path: Path) -> None:
    assert "disagree" not in why(tmp_path, "2026-12-01,100,1,0", "2026-12-02,103,3,0", hole, "2026-12-04,150,2,1")["en"]


def test_without_losses_only_more_than_was_gained_disagrees(tmp_path: Path) -> None:
    header = "date,page likes,new page likes"
    assert "come to" not in why(tmp_path, "2026-12-01,100,1", "2026-12-02,101,3", "2026-12-03,105,9", "2026-12-04,106,2", header=header)["en"]
    assert "come to 14, which is less" in why(tmp_path, "2026-12-01,100,1", "2026-12-02,101,3", "2026-12-03,155,9", "2026-12-04,156,2", header=header)["en"]
