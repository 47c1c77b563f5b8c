"""Tables are read row by row, twice, and never held."""

import sqlite3
import tracemalloc
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from aimline.metrics import read_metrics
from aimline.metrics.files import tables
from aimline.metrics.reading import columns, longrows, survey


def _days(number: int) -> list[str]:
    return [(date(2026, 1, 1) + timedelta(days=step % 300)).isoformat() for step in range(number)]


def test_a_table_takes_memory_by_its_days_not_by_its_rows(tmp_path: Path) -> None:
    peaks = []
    for number in (3_000, 30_000):
        file = tmp_path / f"{number}.csv"
        file.write_text("date,followers,impressions,note\n" + "".join(f"{day},5,7,same words every day\n" for day in _days(number)), encoding="utf-8")
        read_metrics([f"instagram={file}"])  # caches
        tracemalloc.start()
        log, errors = read_metrics([f"instagram={file}"])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert (len(log.rows), errors) == (600, [])
    assert peaks[1] < 2 * peaks[0]


def test_more_figures_than_fit_are_refused_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MOST", 50)
    file = tmp_path / "a.csv"
    file.write_text("date,followers\n" + "".join(f"{day},{place}\n" for place, day in enumerate(_days(60))), encoding="utf-8")
    log, (problem,) = read_metrics([str(file)])
    assert not log.rows
    assert "long table" in problem.message["en"]


def test_long_tables_of_databases_have_a_bound_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE figures (ts, metric, value)")
        connection.executemany("INSERT INTO figures VALUES (?, 'likes', ?)", [(day, place) for place, day in enumerate(_days(60))])
    assert len(read_metrics([f"x={file}"])[0].rows) == 60
    monkeypatch.setattr(longrows, "MOST", 50)
    log, (problem,) = read_metrics([f"x={file}"])
    assert not log.rows
    assert "write it as CSV or Parquet" in problem.message["en"]


def test_a_line_that_no_table_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_LONGEST", 2**21)
    file = tmp_path / "a.csv"
    file.write_bytes(b"date,followers\n2026-01-01," + b"9" * 2**23)
    _, (problem,) = read_metrics([str(file)])
    assert "2 MB" in problem.message["en"]


def test_a_quotation_mark_takes_no_more_lines_than_a_cell_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_CELL_LINES", 3)
    file = tmp_path / "a.csv"
    file.write_text('date,followers,remark\n2026-01-01,1,"two\nlines"\n2026-01-02,2,"torn\n2026-01-03,3,\n2026-01-04,4,\n2026-01-05,5,"\n', encoding="utf-8")
    log, errors = read_metrics([f"x={file}"])
    assert errors == []
    assert [(row.ts.day, row.value) for row in log.rows] == [(1, 1.0), (2, 2.0), (3, 3.0), (4, 4.0), (5, 5.0)]
    assert [one.line for one in log.set_aside] == [4, 7]


def test_many_torn_quotation_marks_cost_only_their_own_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_CELL_LINES", 5)
    lines = [f'{place},"torn\n' if place % 10 == 0 else f"{place},x\n" for place in range(1000)]
    table = tables.TextTable(lines, ",")
    assert [int(cells[0]) for _, cells in table()] == list(range(1000))
    assert table.torn == list(range(1, 1000, 10))


def test_a_column_of_words_called_after_a_metric_is_left_out_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("date,followers,note\n2026-01-01,1,began\n2026-01-02,2,went on\n", encoding="utf-8")
    log, errors = read_metrics([f"x={file}"])
    assert errors == []
    assert {row.metric for row in log.rows} == {"followers"}
    (aside,) = log.set_aside
    assert "note" in aside.reason["en"]


def test_of_very_many_unreadable_rows_all_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("date,followers\n2026-01-01,1\n" + "2026-01-02,many\n" * 1500, encoding="utf-8")
    log, _ = read_metrics([f"x={file}"])
    assert len(log.set_aside) == 1500
    assert log.set_aside[-1].line == 1502


@pytest.mark.parametrize(("late", "order", "mark"), [(("13/02/2026", "5"), "dmy", "."), (("02/13/2026", "1.234,5"), "mdy", ",")])
@pytest.mark.parametrize("header", ["date;Platform;amount spent", "ts;metric;value"])
def test_cells_behind_very_many_others_still_settle_what_they_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, header: str, late: tuple[str, str], order: str, mark: str
) -> None:
    monkeypatch.setattr(survey, "DISTINCT", 20)
    monkeypatch.setattr(longrows, "DISTINCT", 20)
    middle = "instagram" if "Platform" in header else "spend"
    lines = [f"03/04/2026 {number // 60:02}:{number % 60:02};{middle};{number + 1}.00{number % 10}" for number in range(200)]
    lines += [f"{late[0]};{middle};{late[1]}", f"06/06/2026;{middle};1{',' if mark == ',' else '.'}5"]
    file = tmp_path / "a.csv"
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    log, errors = read_metrics([str(file)])
    assert not errors
    days = {row.ts.date() for row in log.rows}
    assert days == {date(2026, 4, 3) if order == "dmy" else date(2026, 3, 4), date(2026, 2, 13), date(2026, 6, 6)}
    total = sum(row.value for row in log.rows if row.ts.date() in (date(2026, 4, 3), date(2026, 3, 4)))
    figures = [f"{number + 1}.00{number % 10}" for number in range(200)]
    assert total == pytest.approx(sum(float(text if mark == "." else text.replace(".", "")) for text in figures))
