"""Exports are read as what they are, or refused with one line that a person can act on."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from books import Cell, xlsx

from aimline.catalogue import load as load_catalogue
from aimline.catalogue.labels import spelling
from aimline.metrics import MetricLog, MetricRow, MetricsError, read_metrics
from aimline.metrics.formats.known import formats
from aimline.metrics.model.export import Origin
from aimline.text.messages import languages

ROOT = Path(__file__).resolve().parents[2]
CASES: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "cases" / "exports.toml").read_text(encoding="utf-8"))["case"]
SHARED = ROOT.parent / "shared" / "metrics" / "exports"
REAL = sorted(file for file in SHARED.rglob("*") if file.is_file()) if SHARED.is_dir() else []


def shown(row: MetricRow) -> str:
    unit = "" if row.unit == "count" else f" {row.unit}"
    return f"{row.ts.date()} {row.platform or '-'} {row.metric}{'*' if row.item else ''} {row.value:g}{unit}"


def read(*specs: str | Path) -> MetricLog:
    log, errors = read_metrics([str(spec) for spec in specs])
    if errors:
        raise errors[0]
    return log


def one_line(messages: Any) -> None:
    """A message stands in every language, on one line, with nothing left to fill in."""
    assert set(messages) == set(languages())
    for text in messages.values():
        assert text.strip()
        assert "\n" not in text
        assert "Traceback" not in text


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_file_is_read_or_refused(tmp_path: Path, case: dict[str, Any]) -> None:
    file = tmp_path / case["file"]
    file.write_bytes(case["text"].encode(case.get("encoding", "utf-8")))
    if "refused" in case:
        with pytest.raises(MetricsError) as refusal:
            read(file)
        one_line(refusal.value.message)
        assert case["refused"] in refusal.value.message["en"]
        assert str(file) in refusal.value.message["ar"]
        return
    log = read(file)
    assert sorted(map(shown, log.rows)) == sorted(case["rows"])
    assert [aside.line or 0 for aside in log.set_aside] == case.get("aside", [])
    for aside in log.set_aside:
        one_line(aside.reason)
    notes = [note["en"] for note in log.files[0].notes]
    assert len(notes) == len(case.get("notes", []))
    for note, words in zip(notes, case.get("notes", []), strict=True):
        assert words in note


@pytest.mark.skipif(not REAL, reason="the exports are not beside the repository")
@pytest.mark.parametrize("file", REAL, ids=lambda file: f"{file.parent.name}/{file.name}"[-60:])
def test_real_export_is_read_or_refused(file: Path) -> None:
    log, errors = read_metrics([str(file)])
    known = load_catalogue()
    for problem in errors:
        one_line(problem.message)
        assert str(file) in problem.message["en"]
    assert bool(errors) != bool(log.rows or log.undated)
    assert all(known.knows(row.metric) for row in (*log.rows, *log.undated))
    assert len(log.set_aside) <= len((*log.rows, *log.undated)) / 10 + 4
    assert all(row.value == row.value and abs(row.value) < float("inf") for row in log.rows)


@pytest.mark.skipif(not REAL, reason="the exports are not beside the repository")
def test_files_of_one_title_ask_for_their_platform() -> None:
    pair = [file for file in REAL if file.name in ("Interactions.csv", "Interactions_(1).csv") and "Oigetit" in file.parent.name]
    with pytest.raises(MetricsError, match="name the platform"):
        read(*pair)
    log = read(f"facebook={pair[0]}", f"instagram={pair[1]}")
    assert {platform: sum(row.value for row in log.rows if row.platform == platform) for platform in ("facebook", "instagram")} == {
        "facebook": 208,
        "instagram": 749,
    }


def test_two_files_of_one_title_are_of_two_platforms(tmp_path: Path) -> None:
    def views(name: str, values: Sequence[int]) -> Path:
        body = "".join(f'"2026-03-{day:02}T00:00:00","{value}"\n' for day, value in enumerate(values, 1))
        (tmp_path / name).write_text(f'sep=,\n"Views"\n"Date","Primary"\n{body}', encoding="utf-16")
        return tmp_path / name

    first, second, later = views("Views.csv", [1, 2, 3, 4]), views("Views(1).csv", [9, 8, 7, 6]), views("Views(2).csv", [1, 2, 3, 5, 6])
    with pytest.raises(MetricsError, match="name the platform of each"):
        read(first, second)
    assert len(read(f"facebook={first}", f"instagram={second}").rows) == 8
    assert [row.value for row in read(first, later).rows] == [1, 2, 3, 5, 6]


@pytest.mark.parametrize("form", formats(), ids=lambda form: form.name)
def test_formats_name_metrics_of_the_catalogue(form: Any) -> None:
    known = load_catalogue()
    columns = [*form.columns.values(), *form.titles.values()]
    assert all(known.knows(column.metric) for column in columns)
    assert {column.platform for column in columns if column.platform} | ({form.platform} if form.platform else set()) <= set(known.platforms)
    assert form.refuse is None or set(form.refuse) == set(languages())
    assert form.refuse is not None or columns


@pytest.mark.parametrize("file", sorted((ROOT / "rules" / "exports" / "labels").glob("*.toml")), ids=lambda file: file.stem)
def test_a_name_in_another_language_stands_for_one_label(file: Path) -> None:
    labels = tomllib.loads(file.read_text(encoding="utf-8"))
    meant: dict[str, set[str]] = {}
    for label, others in labels.items():
        for name in {label, *others}:
            meant.setdefault(spelling(name), set()).add(label)
    assert {name: found for name, found in meant.items() if len(found) > 1} == {}


def test_a_persons_own_linkedin_workbook_is_known_by_its_name_and_sheets(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    sheets: dict[str, list[list[Cell]]] = {
        "DISCOVERY": [["Overall Performance", "1/12/2026 - 1/13/2026"], ["Impressions", 30], ["Members reached", 12]],
        "ENGAGEMENT": [["Date", "Impressions", "Engagements"], ["1/12/2026", 10, 2], ["1/13/2026", 20, 3]],
        "FOLLOWERS": [["Total followers on 1/13/2026:", 900], [], ["Date", "New followers"], ["1/12/2026", 1], ["1/13/2026", 0]],
    }
    expected = ["impressions 10", "engagement 2", "impressions 20", "engagement 3", "new_followers 1", "new_followers 0"]
    log, _ = read_metrics([str(xlsx(tmp_path / "Content_2026-01-12_2026-01-13_AnyBody.xlsx", sheets))])
    assert sorted(shown(row).partition(" linkedin ")[2] for row in log.rows) == sorted(expected)
    # under another name nothing tells whose it is
    log, _ = read_metrics([str(xlsx(tmp_path / "mine.xlsx", sheets))])
    assert {row.platform for row in log.rows} == {None}


def test_posts_without_a_year_are_no_later_than_the_day_of_the_export(tmp_path: Path) -> None:
    file = tmp_path / "Content.csv"
    file.write_text(
        '"Time","Video title","Video link","Post time","Total likes","Total comments","Total shares","Total views"\n'
        '"February 28","a","https://www.tiktok.com/@a/video/1","July 16","1","1","1","191"\n'
        '"February 28","b","https://www.tiktok.com/@a/video/2","January 3","1","1","1","20"\n',
        encoding="utf-8",
    )
    log, _ = read_metrics([str(file)], habits=Origin(year=2026))
    assert {row.item[-1]: row.ts.date().isoformat() for row in log.rows if row.item} == {"1": "2025-07-16", "2": "2026-01-03"}
