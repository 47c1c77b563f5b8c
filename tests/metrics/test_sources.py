"""What --metrics names: files, folders, patterns; each read once, in any order with one result; what cannot be read gets one line."""

import itertools
import os
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from aimline import api
from aimline.catalogue import load as load_catalogue
from aimline.engine import evaluate
from aimline.metrics import MetricLog, MetricsError, read_metrics
from aimline.metrics.formats.platforms import platform_named
from aimline.text.messages import languages


def table(path: Path, *rows: str, header: str = "date,followers") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def refused(*specs: str | Path) -> list[MetricsError]:
    _, errors = read_metrics([str(spec) for spec in specs])
    for problem in errors:
        assert set(problem.message) == set(languages())
        assert all("\n" not in text for text in problem.message.values())
    return errors


def figures(log: MetricLog) -> list[tuple[str, str | None, str | None, float]]:
    return [(row.ts.date().isoformat(), row.platform, row.account, row.value) for row in log.rows]


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04" + bytes(64))
    (tmp_path / "cut.csv").write_bytes("date,followers\n2026-03-01,1\n".encode("utf-16")[:-3])
    for name, words in {
        "gone.csv": "there is no such file",
        "empty": "no metric files",
        "loop.csv": "cannot be read",
        "photo.csv": "is not a text table",
        "book.xlsx": "export it as CSV",
        "cut.csv": "is not UTF-16 text",
        "no*.csv": "there is no such file",
        "zero\0byte.csv": "",
    }.items():
        (problem,) = refused(tmp_path / name)
        assert words in problem.message["en"]
        assert str(tmp_path) in problem.message["ar"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    file = table(tmp_path / "a.csv", "2026-03-01,1")
    file.chmod(0)
    (problem,) = refused(file)
    assert "permissions" in problem.message["en"]


def test_one_bad_file_costs_one_line_and_nothing_else(tmp_path: Path) -> None:
    table(tmp_path / "a.csv", "2026-03-01,1")
    (tmp_path / "b.csv").write_text("city,rain\nCairo,0\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text("", encoding="utf-8")
    (tmp_path / ".hidden.csv").write_text("", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    log, errors = read_metrics([str(tmp_path)])
    assert not errors
    assert len(log.rows) == 1
    assert [Path(aside.file).name for aside in log.set_aside] == ["b.csv", "c.txt"]
    _, errors = read_metrics([str(tmp_path / "b.csv"), str(tmp_path / "a.csv"), str(tmp_path / "c.txt")])
    assert len(errors) == 2


def test_names_with_spaces_and_arabic_letters(tmp_path: Path) -> None:
    table(tmp_path / "متجر الزهراء" / "إنستغرام" / "المتابعون 2026.csv", "2026-03-01,10")
    log, errors = read_metrics([str(tmp_path)])
    assert not errors
    assert figures(log) == [("2026-03-01", "instagram", "متجر الزهراء", 10)]


def test_folders_and_flags_fill_in_what_files_leave_out(tmp_path: Path) -> None:
    file = table(tmp_path / "acme" / "instagram" / "a.csv", "2026-03-01,10")
    table(tmp_path / "acme" / "instagram" / "b.csv", "2026-03-01,x,20", header="date,platform,followers")
    assert sorted(figures(read_metrics([str(tmp_path)])[0])) == [("2026-03-01", "instagram", "acme", 10), ("2026-03-01", "x", "acme", 20)]
    assert figures(read_metrics([str(tmp_path / "acme" / "instagram" / "a.csv")])[0]) == [("2026-03-01", None, None, 10)]
    for spec in (f"shop/tiktok={file}", f"shop/تيك توك={file}"):
        assert figures(read_metrics([spec])[0]) == [("2026-03-01", "tiktok", "shop", 10)]
    (problem,) = refused(f"myspaces={file}")
    assert "is not a platform" in problem.message["en"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    file = table(tmp_path / "a.csv", "2026-03-01,10", "soon,11")
    (tmp_path / "link.csv").symlink_to(file)
    once, twice = read_metrics([str(file)])[0], read_metrics([str(file), str(file), str(tmp_path), str(tmp_path / "*.csv")])[0]
    assert (twice.rows, twice.set_aside) == (once.rows, once.set_aside)


def test_copies_and_order_change_nothing(tmp_path: Path) -> None:
    files = [
        table(tmp_path / "x" / "2026-03-01_2026-03-10.csv", "2026-03-01,10,5", "2026-03-02,11,6", header="date,followers,impressions"),
        table(tmp_path / "x" / "2026-03-02_2026-03-20.csv", "2026-03-02,12,4", "2026-03-03,13,7", header="date,followers,impressions"),
        tmp_path / "x" / "copy of 2026-03-02_2026-03-20.csv",
    ]
    shutil.copy(files[1], files[2])
    results = [read_metrics([f"x={file}" for file in order])[0].rows for order in itertools.permutations(files)]
    assert all(rows == results[0] for rows in results)
    # the later export knows better, whichever is greater
    assert [(row.ts.day, row.metric, row.value) for row in results[0]] == [
        (1, "followers", 10),
        (2, "followers", 12),
        (3, "followers", 13),
        (1, "impressions", 5),
        (2, "impressions", 4),
        (3, "impressions", 7),
    ]


def test_disagreement_of_equals_is_reported_and_the_greater_taken(tmp_path: Path) -> None:
    specs = [f"x={table(tmp_path / name, f'2026-03-01,{value}')}" for name, value in (("a.csv", 10), ("b.csv", 12))]
    for order in (specs, specs[::-1]):
        log, _ = read_metrics(order)
        assert [row.value for row in log.rows] == [12]
        (one,) = log.overlaps
        assert (one.tie, one.figures, one.before, one.after, Path(one.file).name, Path(one.other).name) == (True, 1, 10, 12, "a.csv", "b.csv")


def test_thousands_of_columns(tmp_path: Path) -> None:
    wide = ",".join(f"Daily thing - {number}" for number in range(5000))
    file = table(tmp_path / "a.csv", f"2026-03-01,7,{'1,' * 4999}1", header=f"date,followers,{wide}")
    assert [row.value for row in read_metrics([str(file)])[0].rows] == [7]


LONG = "ts,platform,metric,value,unit"


def test_long_tables_name_their_broken_rows(tmp_path: Path) -> None:
    file = table(
        tmp_path / "log.csv", "2026-03-01,x,followers,10,", "2026-03-02,x,followers,many,", "soon,x,followers,12,", "2026-03-04,x,,13,",
        "2026-03-05,x,followers,14,",
        header=LONG,
    )  # fmt: skip
    goals = tmp_path / "a.goals"
    goals.write_text("reach 10 followers on X by 2026-03-05\n", encoding="utf-8")
    log, errors = read_metrics([str(file)])
    read = api.load_goals([str(goals)], date(2026, 3, 1))
    assert not errors
    (standing,) = evaluate(read.goals, log, date(2026, 3, 8), load_catalogue())
    assert (standing.status, standing.actual, standing.observations) == ("achieved", 14, 2)
    assert [(aside.line, aside.reason["en"]) for aside in log.set_aside] == [
        (3, "no readable number in column value"),
        (4, "no readable date in column ts"),
        (5, "no metric"),
    ]


def test_names_of_platforms() -> None:
    known = load_catalogue()
    for text, name in {"Instagram": "instagram", "INSTA": "instagram", "تويتر": "x", "linked in": "linkedin", "social_media": "social_media"}.items():
        assert platform_named(text, known) == name
    assert platform_named("grocer", known) is None


def test_a_folder_in_which_nothing_can_be_read_is_an_error_and_one_with_something_is_not(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("name,colour\nbag,red\n", encoding="utf-8")
    log, errors = read_metrics([str(tmp_path)])
    assert ([str(tmp_path / "notes.csv") in error.message["en"] for error in errors], log.set_aside) == ([True], [])
    (tmp_path / "followers.csv").write_text("date,followers\n2026-12-01,10\n2026-12-02,12\n", encoding="utf-8")
    log, errors = read_metrics([str(tmp_path)])
    assert ([aside.file for aside in log.set_aside], errors) == ([str(tmp_path / "notes.csv")], [])


@pytest.mark.parametrize("label", ["Total", "المجموع", "الإجمالي"])
def test_a_totals_row_is_known_by_its_label_in_any_language(label: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"date,instagram followers\n2026-12-01,10\n2026-12-02,غير متاح\n{label},10\n", encoding="utf-8")
    log, errors = read_metrics([str(tmp_path / "a.csv")])
    assert ([row.value for row in log.rows], log.set_aside, errors) == ([10.0], [], [])
    assert len(log.files[0].notes) == 1


def test_a_file_named_with_its_platform_is_not_read_once_more_with_its_folder(tmp_path: Path) -> None:
    lines = "".join(f"2026-11-{day:02},{day % 4}\n" for day in range(1, 11))
    (tmp_path / "new.csv").write_text("date,new followers\n" + lines, encoding="utf-8")
    (tmp_path / "other.csv").write_text("date,TikTok likes\n" + lines, encoding="utf-8")
    for specs in ([f"instagram={tmp_path / 'new.csv'}", str(tmp_path)], [str(tmp_path), f"instagram={tmp_path / '*ew.csv'}"]):
        log, errors = read_metrics(specs)
        assert not errors
        assert {row.platform for row in log.rows} == {"instagram", "tiktok"}
        assert sorted(Path(file.file).name for file in log.files) == ["new.csv", "other.csv"]


def test_a_file_in_an_archive_is_known_by_its_own_name(tmp_path: Path) -> None:
    """YouTube gives its tables in an archive; the columns of Totals.csv may be anybody's."""
    with zipfile.ZipFile(tmp_path / "Content 2026-11.zip", "w") as archive:
        archive.writestr("Totals.csv", "Date,Views\n" + "".join(f"2026-11-{day:02},{day % 4}\n" for day in range(1, 11)))
    log, errors = read_metrics([str(tmp_path / "Content 2026-11.zip")])
    assert not errors
    assert [file.format for file in log.files] == ["youtube_totals"]
    assert {(row.platform, row.metric) for row in log.rows} == {("youtube", "views")}
