"""Workbooks: a sheet is read as the CSV export of it would be, and what cannot be read costs one clear line."""

from datetime import date, datetime
from pathlib import Path

import pytest
from books import DURATION, PERCENT, PERCENT_IN_QUOTES, PERCENT_OF_ONES_OWN, ods, xlsx

from aimline.metrics import MetricLog, MetricsError, read_metrics
from aimline.metrics.files import packed
from aimline.text.messages import languages

pytest.importorskip("python_calamine")


def read(*specs: str | Path) -> MetricLog:
    log, errors = read_metrics([str(spec) for spec in specs])
    assert [error.message["en"] for error in errors] == []
    return log


def refused(spec: str | Path) -> MetricsError:
    log, (problem,) = read_metrics([str(spec)])
    assert log.rows == []
    assert set(problem.message) == set(languages())
    return problem


def test_a_sheet_gives_what_its_csv_export_gives(tmp_path: Path) -> None:
    xlsx(
        tmp_path / "a.xlsx",
        {
            "Sheet1": [
                ["Report of March"],
                [],
                ["Date", "Followers", "Ad spend", "Remark"],
                [date(2026, 3, 4), 1200, 1.234, "a"],
                [date(2026, 3, 5), 1210, 12.5, None],
            ]
        },
    )
    (tmp_path / "b.csv").write_text("Report of March\n\nDate,Followers,Ad spend,Remark\n2026-03-04,1200,1.234,a\n2026-03-05,1210,12.50,\n", encoding="utf-8")
    book, text = read(tmp_path / "a.xlsx"), read(tmp_path / "b.csv")
    assert len(book.rows) == 4
    assert book.rows == text.rows
    assert [(file.file, file.format, file.rows) for file in book.files] == [(f"{tmp_path / 'a.xlsx'}::Sheet1", "simple_table", 4)]
    assert book.set_aside == []


def test_rows_set_aside_name_sheet_and_row(tmp_path: Path) -> None:
    file = xlsx(
        tmp_path / "a.xlsx", {"ورقة 1": [[], ["Date", "Followers"], [date(2026, 3, 4), 1200], ["soon", 3], [date(2026, 3, 6), "many"], ["Total", 1203]]}
    )
    log = read(file)
    assert [row.value for row in log.rows] == [1200]
    assert [(Path(aside.file).name, aside.line) for aside in log.set_aside] == [("a.xlsx::ورقة 1", 4), ("a.xlsx::ورقة 1", 5)]
    assert [note["en"] for note in log.files[0].notes] == ["1 totals row left out"]


def test_a_number_with_three_decimals_is_no_number_of_thousands(tmp_path: Path) -> None:
    file = xlsx(tmp_path / "a.xlsx", {"A": [["Date", "Likes"], *([date(2026, 3, day), 1.125 + day] for day in (1, 2, 3))]})
    assert [row.value for row in read(file).rows] == [2.125, 3.125, 4.125]


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ((0.0523, PERCENT), 5.23, "percent"),
        ((0.07, PERCENT_OF_ONES_OWN), 7, "percent"),
        ((7.0, PERCENT_IN_QUOTES), 7, "count"),
        (0.0523, 0.0523, "count"),
        ("5.23 %", 5.23, "percent"),
    ],
)
def test_a_cell_shown_as_a_percentage_is_one(cell: tuple[float, int] | float | str, value: float, unit: str, tmp_path: Path) -> None:
    (row,) = read(xlsx(tmp_path / "a.xlsx", {"A": [["Date", "Engagement rate"], [date(2026, 3, 1), cell]]})).rows
    assert (row.metric, row.value, row.unit) == ("engagement_rate", value, unit)


def test_a_table_may_begin_anywhere_in_a_sheet(tmp_path: Path) -> None:
    rows = [[], [], [None, None, "Date", "Engagement rate"], [], *([None, None, date(2026, 3, day), (day / 100, PERCENT)] for day in (1, 2, 4, 5))]
    log = read(xlsx(tmp_path / "a.xlsx", {"A": [*rows[:6], [None, None, "soon", 1], *rows[6:]]}))
    assert [(row.ts.day, row.value, row.unit) for row in log.rows] == [(day, day, "percent") for day in (1, 2, 4, 5)]
    assert [aside.line for aside in log.set_aside] == [7]


def test_moments_durations_and_dates_as_text(tmp_path: Path) -> None:
    rows = [["ts", "metric", "value", "item", "published"], [datetime(2026, 3, 4, 13, 29, 59), "watch_time", (0.25, DURATION), "a", "13/02/2026"]]
    (row,) = read(xlsx(tmp_path / "a.xlsx", {"A": rows})).rows
    assert (row.ts, row.value, row.unit, row.item, row.published) == (datetime(2026, 3, 4, 13, 29, 59), 21600, "duration:second", "a", datetime(2026, 2, 13))
    file = xlsx(tmp_path / "b.xlsx", {"A": [["date", "followers"], ["03/04/2026", 1], ["04/04/2026", 2]]})
    assert "day or month first" in refused(file).message["en"]


def test_a_long_table(tmp_path: Path) -> None:
    head = ["ts", "platform", "metric", "value", "unit", "seen"]
    rows = [head, [date(2026, 3, 1), "Instagram", "followers", 10, None, date(2026, 3, 9)], ["soon", "x", "followers", 1], [date(2026, 3, 2), None, "", 3]]
    log = read("acme/tiktok=" + str(xlsx(tmp_path / "a.xlsx", {"A": [*rows, [date(2026, 3, 2), None, "followers", "many"]]})))
    assert [(row.ts.day, row.account, row.platform, row.value, row.seen) for row in log.rows] == [(1, "acme", "instagram", 10, datetime(2026, 3, 9))]
    assert [(aside.line, aside.reason["en"]) for aside in log.set_aside] == [
        (3, "no readable date in column ts"),
        (4, "no metric"),
        (5, "no readable number in column value"),
    ]
    assert (log.files[0].format, log.files[0].rows) == ("long_workbook", 1)


def test_sheets_are_read_one_by_one_and_may_name_their_platform(tmp_path: Path) -> None:
    def table(value: int) -> list[list[str | date | int]]:
        return [["Date", "Followers"], [date(2026, 3, 1), value]]

    file = xlsx(tmp_path / "a.xlsx", {"Instagram": table(1), "فيسبوك": table(2), "Notes": [["buy milk"]], "Empty": []})
    log = read(file)
    assert sorted((row.platform or "", row.value) for row in log.rows) == [("facebook", 2), ("instagram", 1)]
    assert [Path(aside.file).name for aside in log.set_aside] == ["a.xlsx::Notes"]
    assert not any("a.xlsx" in text for text in log.set_aside[0].reason.values())
    assert [(row.platform, row.value) for row in read(f"{file}::Instagram").rows] == [("instagram", 1)]
    assert read(file, f"{file}::Instagram", tmp_path).rows == log.rows
    assert [row.platform for row in read(f"x={file}::Instagram").rows] == ["x"]
    assert "there is: Instagram, فيسبوك, Notes" in refused(f"{file}::Tiktok").message["en"]


def test_two_sheets_of_no_platform_with_other_figures_are_not_mixed(tmp_path: Path) -> None:
    days = [date(2026, 3, day) for day in range(1, 6)]
    file = xlsx(
        tmp_path / "a.xlsx",
        {name: [["Date", "Followers"], *([day, step * 100] for step, day in enumerate(days, first))] for name, first in (("A", 1), ("B", 7))},
    )
    assert "a.xlsx::B" in refused(file).message["en"]


def test_what_is_damaged_locked_empty_or_too_large_gets_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = xlsx(tmp_path / "whole.xlsx", {"A": [["Date", "Followers"], [date(2026, 3, 1), 1]]}).read_bytes()
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    for name, raw, words in [
        ("cut.xlsx", whole[:-200], "is damaged"),
        ("bad.xlsx", whole[:60] + b"\xff\xff\xff" + whole[63:], "is damaged"),
        ("zeros.xls", b"\xd0\xcf\x11\xe0" + bytes(2000), "is damaged"),
        ("locked.xlsx", locked, "locked by a password"),
        ("nothing.xlsx", b"", "is empty"),
        ("page.xls", b"<html><body>Sign in</body></html>", "is a web page"),
    ]:
        (tmp_path / name).write_bytes(raw)
        assert words in refused(tmp_path / name).message["en"], name
    assert "is empty" in refused(xlsx(tmp_path / "blank.xlsx", {"A": [], "B": [[" "]]})).message["en"]
    assert "there is no such file" in refused(tmp_path / "gone.xlsx").message["en"]
    monkeypatch.setattr(packed, "UNPACKED", 2**20)
    assert "too large" in refused(xlsx(tmp_path / "bomb.xlsx", {"A": " " * 2**21})).message["en"]


def test_a_cell_far_out_is_an_error_and_no_crash(tmp_path: Path) -> None:
    far = '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert "too large" in refused(xlsx(tmp_path / "far.xlsx", {"A": far})).message["en"]
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    for row in (
        f'<table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row>',
        f"<table:table-row>{cell[:-2]} table:number-columns-repeated='900000000'/></table:table-row>",
    ):
        assert "too large" in refused(ods(tmp_path / "far.ods", row)).message["en"]


def test_text_called_xls_is_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text("Date\tFollowers\n2026-03-01\t5\n", encoding="utf-16")
    assert [row.value for row in read(tmp_path / "a.xls").rows] == [5]


def test_open_document_tables(tmp_path: Path) -> None:
    def cell(value: float | str, kind: str = "float") -> str:
        return (
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            if isinstance(value, str)
            else f'<table:table-cell office:value-type="{kind}" office:value="{value}"><text:p>x</text:p></table:table-cell>'
        )

    def day(number: int) -> str:
        return f'<table:table-cell office:value-type="date" office:date-value="2026-03-0{number}"/>'

    rows = [
        [cell("Date"), cell("Followers"), cell("Engagement rate")],
        [day(1), cell(10), cell(0.05, "percentage")],
        [day(2), cell(12), cell(0.06, "percentage")],
    ]
    end = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    log = read(ods(tmp_path / "a.ods", "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows) + end))
    assert [(row.metric, row.ts.day, row.value) for row in log.rows] == [("followers", 1, 10), ("followers", 2, 12)]
    assert ["nothing tells" in aside.reason["en"] for aside in log.set_aside] == [True]  # 0.05 may be 5 %
