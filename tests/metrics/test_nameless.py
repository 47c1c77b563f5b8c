"""Figures whose platform nothing in their file tells."""

from pathlib import Path

from aimline import api
from aimline.metrics import read_metrics
from aimline.text.messages import languages

HISTORY = "date,followers\n2026-03-01,100\n2026-03-02,110\n"
BLOCK = 'sep=,\n"Instagram {title}"\n"Date","Primary"\n"2026-03-01T00:00:00","7"\n"2026-03-02T00:00:00","9"\n'


def test_a_file_of_no_platform_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text(HISTORY, encoding="utf-8")
    log, errors = read_metrics([str(tmp_path)])
    inventory, _ = api.take_stock(log, errors, (), None)
    told = [note for note in inventory.files[0].notes if "--metrics PLATFORM=PATH" in note["en"]]
    assert len(told) == 1
    assert set(told[0]) == set(languages())
    assert not read_metrics([f"instagram={tmp_path / 'h.csv'}"])[0].files[0].nameless


def test_what_lives_on_no_platform_lacks_none(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("date,orders\n2026-03-01,3\n", encoding="utf-8")
    assert not read_metrics([str(tmp_path)])[0].files[0].nameless


def test_two_exports_beside_it_tell_the_platform(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text(HISTORY, encoding="utf-8")
    (tmp_path / "reach.csv").write_text(BLOCK.format(title="reach"), encoding="utf-8")
    log, _ = read_metrics([str(tmp_path)])
    assert {row.platform for row in log.rows if row.metric == "followers"} == {None}, "one is not enough"
    (tmp_path / "visits.csv").write_text(BLOCK.format(title="visits"), encoding="utf-8")
    log, _ = read_metrics([str(tmp_path)])
    assert {row.platform for row in log.rows if row.metric == "followers"} == {"instagram"}
    assert any("of instagram: so are the other exports" in note["en"] for file in log.files for note in file.notes)
    (tmp_path / "views.csv").write_text(BLOCK.format(title="views").replace("Instagram", "Facebook"), encoding="utf-8")
    log, _ = read_metrics([str(tmp_path)])
    assert {row.platform for row in log.rows if row.metric == "followers"} == {None}, "they do not agree"


def test_a_goal_says_that_figures_of_no_platform_are_there(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text(HISTORY, encoding="utf-8")
    (tmp_path / "f.csv").write_text("date,followers,platform\n2026-03-01,5,facebook\n2026-03-02,6,facebook\n", encoding="utf-8")
    goals = tmp_path / "a.goals"
    goals.write_text("Reach 200 Instagram followers by 31 March 2026\n", encoding="utf-8")
    (standing,) = api.evaluate([str(goals)], [str(tmp_path / "h.csv"), str(tmp_path / "f.csv")])
    assert standing.status == "no_data"
    assert "--metrics instagram=PATH" in standing.why["en"]
