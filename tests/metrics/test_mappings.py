"""Formats that a user writes, and what is guessed of tables that no format knows."""

import json
from pathlib import Path

import pytest

from aimline.metrics import MetricLog, read_metrics
from aimline.metrics.formats.guess import level_or_flow
from aimline.text.messages import languages

MAPPING = """match = ["Wann", "Abos"]
date = ["Wann"]
order = "dmy"
platform = "facebook"
[columns]
"Abos" = "new_followers"
"""


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def shown(log: MetricLog) -> list[str]:
    return [f"{row.ts.date()} {row.platform or '-'} {row.metric} {row.value:g}" for row in log.rows]


def test_a_mapping_reads_a_file_that_no_format_knows(tmp_path: Path) -> None:
    file, mapping = write(tmp_path / "x.csv", "Wann;Abos\n03.04.2026;5\n04.04.2026;7\n"), write(tmp_path / "m.toml", MAPPING)
    _, errors = read_metrics([file])
    assert len(errors) == 1
    log, errors = read_metrics([file], mappings=[mapping])
    assert not errors
    assert shown(log) == ["2026-04-03 facebook new_followers 5", "2026-04-04 facebook new_followers 7"]
    assert log.files[0].format == "m"
    again, _ = read_metrics([file], mappings=[str(tmp_path / "*.toml")])
    assert again.rows == log.rows


def test_a_mapping_comes_before_formats_of_ours(tmp_path: Path) -> None:
    file = write(tmp_path / "x.csv", "Date,Followers\n2026-04-03,5\n")
    mapping = write(tmp_path / "m.toml", 'match = ["Date", "Followers"]\ndate = ["Date"]\n[columns]\n"Followers" = "new_followers"\n')
    assert shown(read_metrics([file])[0]) == ["2026-04-03 - followers 5"]
    assert shown(read_metrics([file], mappings=[mapping])[0]) == ["2026-04-03 - new_followers 5"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('dates = ["x"]', 1, "did you mean ⁨date⁩?"),
        ('date = ["x"]\nmatch = "x"', 2, "must be written as"),
        ('date = ["x"]\norder = "american"', 2, "dmy, mdy, ymd"),
        ('date = ["x"]\nplatform = "instagrm"', 2, "did you mean ⁨instagram⁩?"),
        ('date = ["x"]\n[columns]\n"a" = "folowers"', 3, "did you mean ⁨followers⁩?"),
        ('date = ["x"]\n[columns]\n"a" = { metrik = "followers" }', 3, "did you mean ⁨metric⁩?"),
        ('date = ["x"]\n[columns]\n"a" = 3', 3, "must be written as"),
        ('date = ["x"]\n[columns]\n"a" = { metric = "followers", platform = "tictok" }', 3, "did you mean ⁨tiktok⁩?"),
        ('date = ["x"]\nprose_row = 1', 2, "true, false"),
        ('date = ["x"\n[columns]', 2, "is not TOML"),
        ('date = ["x"]\n[labels]\nx = "y"', 2, "must be written as"),
        ('date = ["x"]', None, "no column is read"),
        ('[columns]\n"a" = "followers"', None, "no column of dates"),
        ('layout = "blocks"\n[titles]\n"a" = "reach"', None, "add match"),
    ],
)
def test_a_broken_mapping_is_one_error_with_its_place(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    file, mapping = write(tmp_path / "x.csv", "Date,Followers\n2026-04-03,5\n"), write(tmp_path / "m.toml", text)
    log, errors = read_metrics([file], mappings=[mapping])
    assert not log.rows
    (problem,) = errors
    assert set(problem.message) == set(languages())
    assert said in problem.message["en"]
    for message in problem.message.values():
        assert f"m.toml{'' if line is None else f':{line}'}" in message
        assert "\n" not in message


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    for name in ("none.toml", "none*.toml"):
        _, (problem,) = read_metrics([], mappings=[str(tmp_path / name)])
        assert "no such mapping" in problem.message["en"]


def test_what_is_guessed_is_told(tmp_path: Path) -> None:
    file = write(tmp_path / "x.csv", "Wann,page_fans,Grumbles\n03/13/2026,900,4\n03/14/2026,905,5\n")
    log, errors = read_metrics([file])
    assert not errors
    assert shown(log) == ["2026-03-13 - page_likes 900", "2026-03-14 - page_likes 905"]
    assert log.files[0].format == "guess"
    (told,) = log.files[0].guessed
    assert "“Wann” (month first)" in told["en"]
    assert "“page_fans” = page_likes" in told["en"]
    assert log.files[0].unread.others == ("Grumbles",)


def test_what_only_resembles_a_metric_is_not_guessed(tmp_path: Path) -> None:
    file = write(tmp_path / "x.csv", "Wann,Folowers\n2026-03-13,900\n2026-03-14,905\n")
    _, errors = read_metrics([file])
    assert len(errors) == 1


@pytest.mark.parametrize(
    ("figures", "metric"),
    [("5,9,1,12,3,8", "new_followers"), ("1000,1004,1010,1012,1013,1020", "followers"), ("100,110,120,150,140,130", None)],
)
def test_instagrams_follower_count_is_settled_by_its_figures(tmp_path: Path, figures: str, metric: str | None) -> None:
    rows = "\n".join(f"2026-03-{day:02},{figure},1" for day, figure in enumerate(figures.split(","), 1))
    file = write(tmp_path / "x.csv", f"date,follower_count,likes\n{rows}\n")
    log, errors = read_metrics([f"instagram={file}"])
    assert not errors
    assert {row.metric for row in log.rows} - {"likes"} == ({metric} if metric else set())
    assert [one.line for one in log.set_aside] == ([] if metric else [1])


@pytest.mark.parametrize(
    ("figures", "metric"),
    [("5,9,1,12,3,8", "new_followers"), ("1000,1004,1010,1012,1013,1020", "followers"), ("100,110,120,150,140,130", None), ("5,9", None)],
)
def test_the_field_follower_count_of_no_named_platform_is_settled_by_its_figures(tmp_path: Path, figures: str, metric: str | None) -> None:
    values = [int(figure) for figure in figures.split(",")]
    file = tmp_path / "x.json"
    for label, expected in ("follower_count", metric), ("Follower count", "followers"), ("followers_count", "followers"):
        records = [{"date": f"2026-03-{day:02}", label: value, "likes": 1} for day, value in enumerate(values, 1)]
        file.write_text(json.dumps(records), encoding="utf-8")
        log, errors = read_metrics([str(file)])
        assert not errors
        assert {row.metric for row in log.rows} - {"likes"} == ({expected} if expected else set()), label
        assert len(log.set_aside) == (expected is None)
    log, errors = read_metrics([f"tiktok={file}"])
    assert {row.metric for row in log.rows} - {"likes"} == {"followers"}


def test_level_or_flow() -> None:
    assert level_or_flow([3, -1, 2, 4, 4]) == "flow"
    assert level_or_flow([1000, 1001]) is None
    assert level_or_flow([0, 0, 0, 0, 0]) is None
