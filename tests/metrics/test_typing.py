"""What can be read in two ways is settled by the column, the file, its siblings or the user, else refused."""

from datetime import date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from aimline.metrics import MetricLog, MetricsError, Origin, read_metrics
from aimline.metrics.cells.dates import DateOrder, Undecided, read_time
from aimline.metrics.cells.decimals import DecimalMark, file_marks
from aimline.metrics.cells.values import is_missing, read_value


def days(first: date, count: int, form: str, step: int = 1) -> list[str]:
    return [(first + timedelta(days=step * number)).strftime(form) for number in range(count)]


def read(*specs: Path, habits: Origin | None = None) -> MetricLog:
    log, errors = read_metrics([str(spec) for spec in specs], habits=habits)
    if errors:
        raise errors[0]
    return log


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2026", "13/04/2026"], "dmy"),
        (["03/04/2026", "04/13/2026"], "mdy"),
        (days(date(2026, 4, 3), 6, "%d/%m/%Y"), "dmy"),
        (days(date(2026, 4, 3), 6, "%m/%d/%Y"), "mdy"),
        (days(date(2026, 4, 8), 6, "%d/%m/%Y", -1), "dmy"),
        (["04/11/2025", "04/12/2025", "04/01/2026", "04/02/2026"], "dmy"),  # the fourth of each month
        (["03/02/2026", "05/02/2026", "10/02/2026", "01/03/2026", "04/03/2026", "02/04/2026", "01/05/2026"], "dmy"),
        (["1/2/2026", "1/9/2026", "1/12/2026", "2/4/2026", "2/11/2026", "10/3/2026"], "mdy"),  # in order as days, and not as text
        (["Sun, 05/04/2026"], "dmy"),
        (["25/09/01", "25/09/02", "25/09/03", "25/09/04"], "ymd"),
        (["2026-04-03", "3 April 2026", ""], "ymd"),
        (["05/05/2026"], "dmy"),
    ],
)
def test_order_of_a_column(cells: list[str], order: str) -> None:
    assert DateOrder(cells).order() == order


@pytest.mark.parametrize(
    "cells",
    [
        ["03/04/2026", "05/06/2026"],
        days(date(2026, 1, 1), 6, "%d/%m/%Y"),  # or the first of six months
        ["01/02/2026", "01/09/2026", "01/12/2026", "02/04/2026", "02/11/2026", "10/03/2026"],  # sorted as text, perhaps
        ["13/04/2026", "04/13/2026"],
        ["03.02.2026", "02/13/2026"],
        ["2026-03-02", "2026-04-02", "02/13/2026"],  # half turned by a spreadsheet
    ],
)
def test_order_that_nothing_settles(cells: list[str]) -> None:
    with pytest.raises(Undecided):
        DateOrder(cells).order()


@pytest.mark.parametrize(
    "cell",
    [
        "2025-09-06", "2025-09-06T10:00:00Z", "2025-09-06T00:00:00+02:00", "2025-09-06T01:30:00-0500", "20250906", "2025090614", "1757116800", "1757116800000",
        "45906", "2025/9/6", "2025. 9. 6.", "06/09/2025", "6/9/25 10:15 PM", "٠٦/٠٩/٢٠٢٥", "06/09/2025, 9:15 م", "Sat, Sep 6, 2025",
        "Saturday, September 6, 2025",
        "6 Sep 2025", "6 سبتمبر 2025", "السبت، 6 سبتمبر 2025", "6. September 2025", "06-sep.-2025", "6-Sep-25", "6 de septiembre de 2025", "6 thg 9, 2025",
        "sáb, 6 sept 2025", "6 сентября 2025 г.", "2025年9月6日", "2025년 9월 6일", "6 Eylül 2025", "6 ก.ย. 2568", "06 września 2025", "6 Sep 2025 10:00AM PST",
        "Thứ Bảy, 6 tháng 9, 2025", "Th 7, 6 thg 9, 2025", "Thứ Bảy, ngày 06/09/2025", "06/09/2025 thứ bảy", "2025-09-06 05:00 UTC+3",
        "Sat Sep 06 2025 00:00:00 GMT+0200 (Central European Summer Time)",
    ],
)  # fmt: skip
def test_dates_in_every_spelling(cell: str) -> None:
    found = read_time(cell, "dmy")
    assert found is not None
    assert found.date() == date(2025, 9, 6)


@pytest.mark.parametrize(
    "cell", ["2025-02-30", "Fri, Sep 6, 2025", "1404/06/15", "soon", "12", "10:30", "6 Foo 2025", "April 12", "6 listopada 2025", "9" * 5000]
)
def test_no_dates(cell: str) -> None:
    assert read_time(cell, "dmy") is None


@pytest.mark.parametrize(
    ("cells", "delimiter", "counted", "mark"),
    [
        (["1,234", "56"], ",", True, "."),
        (["1.234", "56"], ";", True, ","),
        (["1.234", "56"], ",", True, None),
        (["1.234", "0.5"], ",", True, "."),
        (["1.234.567"], ",", True, ","),
        (["1,23,456"], ",", True, "."),
        (["1 234,567"], ",", False, ","),
        (["1'234.50"], ";", False, "."),
        (["1٬234"], ";", False, "."),
        (["1,234"], ";", False, None),
        (["1,234", "1.234"], ",", True, None),
        (["5,2 %", "1.234"], ",", False, ","),
        (["12", ""], ",", True, "."),
    ],
)
def test_decimal_mark_of_a_column(cells: list[str], delimiter: str, counted: bool, mark: str | None) -> None:
    assert DecimalMark(cells).mark(counted=counted, delimiter=delimiter) == mark
    assert DecimalMark(reversed(cells)).mark(counted=counted, delimiter=delimiter) == mark


def test_other_columns_show_the_decimal_mark() -> None:
    columns = {0: DecimalMark(["1.234"]), 1: DecimalMark(["12,50"])}
    assert file_marks(columns, {0: True, 1: True}, ",") == {0: ",", 1: ","}
    assert DecimalMark(["1.234"]).mark(counted=True, asked=".") == "."


LINKEDIN = "Date,Sponsored followers,Organic followers,Auto-invited followers,Total followers\n"


def linkedin(file: Path, cells: list[str], delimiter: str = ",") -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text((LINKEDIN + "".join(f"{cell},0,3,0,3\n" for cell in cells)).replace(",", delimiter), encoding="utf-8")
    return file


def test_dates_prove_more_than_the_format_says(tmp_path: Path) -> None:
    assert [row.ts.date() for row in read(linkedin(tmp_path / "a.csv", ["03/04/2026"])).rows] == [date(2026, 3, 4)]
    saved = linkedin(tmp_path / "b.csv", days(date(2026, 2, 10), 5, "%d/%m/%Y"), ";")
    assert [row.ts.date() for row in read(saved).rows] == [date(2026, 2, 10) + timedelta(days=number) for number in range(5)]
    again = linkedin(tmp_path / "c.csv", ["03/04/2026"], ";")
    with pytest.raises(MetricsError, match="--dates dmy"):
        read(again)
    assert [row.ts for row in read(again, habits=Origin(order="dmy")).rows] == [datetime(2026, 4, 3)]


def test_siblings_settle_what_a_file_does_not(tmp_path: Path) -> None:
    files = [
        linkedin(tmp_path / "x" / "a.csv", ["03/04/2026"], ";"),
        linkedin(tmp_path / "x" / "b.csv", ["13/02/2026"], ";"),
        linkedin(tmp_path / "x" / "c.csv", ["05/06/2026"]),
    ]
    expected = {date(2026, 4, 3), date(2026, 2, 13), date(2026, 6, 5)}
    for order in permutations(files):
        assert {row.ts.date() for row in read(*order).rows} == expected
    assert {row.ts.date() for row in read(tmp_path / "x").rows} == expected
    linkedin(tmp_path / "x" / "d.csv", ["02/13/2026"])
    log = read(tmp_path / "x")
    assert {row.ts.date() for row in log.rows} == {date(2026, 2, 13)}
    assert sorted(Path(aside.file).name for aside in log.set_aside) == ["a.csv", "c.csv"]


TIKTOK = '"Date","Video Views","Profile Views","Likes","Comments","Shares"\n'


def tiktok(file: Path, cells: list[str]) -> Path:
    file.write_text(TIKTOK + "".join(f'"{cell}","15","7","1","1","0"\n' for cell in cells), encoding="utf-8")
    return file


@pytest.mark.parametrize("turned", [False, True])
def test_years_of_dates_without_one(tmp_path: Path, turned: bool) -> None:
    cells = ["December 30", "December 31", "January 1", "January 2"]
    expected = {date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)}
    cells = cells[::-1] if turned else cells
    with pytest.raises(MetricsError, match="--year"):
        read(tiktok(tmp_path / "Overview.csv", cells))
    assert {row.ts.date() for row in read(tmp_path / "Overview.csv", habits=Origin(year=2026)).rows} == expected
    assert {row.ts.date() for row in read(tiktok(tmp_path / "Overview_2025-12-30_2026-01-02.csv", cells)).rows} == expected
    assert {row.ts.date() for row in read(tiktok(tmp_path / "2026.csv", cells)).rows} == expected


@pytest.mark.parametrize(
    ("cell", "mark", "value", "unit"),
    [
        ("1,234.5", ".", 1234.5, None),
        ("1.234,5", ",", 1234.5, None),
        ("1\u00a0234,5", ",", 1234.5, None),
        ("1\u202f234", ".", 1234, None),
        ("1’234.50", ".", 1234.5, None),
        ("1,23,456", ".", 123456, None),
        ("١٬٢٣٤٫٥", ".", 1234.5, None),
        ("۱۲۳", ".", 123, None),
        ("12.3K", ".", 12300, None),
        ("1,2 mil", ",", 1200, None),
        ("1.2 млн", ".", 1200000, None),
        ("12 ألف", ".", 12000, None),
        ("3万", ".", 30000, None),
        ("5,2 %", ",", 5.2, "percent"),
        ("%5", ".", 5, "percent"),
        ("US$1.92", ".", 1.92, "currency:USD"),
        ("1,92 €", ",", 1.92, "currency:EUR"),
        ("R$ 1.234,50", ",", 1234.5, "currency:BRL"),
        ("($5.00)", ".", -5, "currency:USD"),
        ("(1,234)", ".", -1234, None),
        ("−5", ".", -5, None),
        ("1e3", ".", 1000, None),
        ("1,5E+06", ",", 1500000, None),
        ("1:02:03", ".", 3723, "duration:second"),
        ("1h 2m", ".", 3720, "duration:second"),
        ("3m", ".", 3000000, None),
    ],
)
def test_figures_in_every_spelling(cell: str, mark: str, value: float, unit: str | None) -> None:
    assert read_value(cell, mark) == (value, unit)
    assert not is_missing(cell)


@pytest.mark.parametrize(
    "cell", ["#DIV/0!", "#N/A", "#REF!", "< 10%", "> 90%", "=1+1", '=HYPERLINK("x";"5")', "TRUE", "4:05", "1,2,3", "5 mil.", "1 2", "9" * 400]
)
def test_no_figures_and_not_missing_in_silence(cell: str) -> None:
    assert read_value(cell) is None
    assert not is_missing(cell)


@pytest.mark.parametrize("cell", ["", "--", " --", "–", "N/A", "NAN", "غير متاح"])
def test_missing_figures(cell: str) -> None:
    assert is_missing(cell)


@pytest.mark.parametrize(
    ("label", "cells", "seconds"),
    [
        ("Watch time", ["4:05", "1:02:03"], [245, 3723]),
        ("Average watch time", ["4:05", "0:59"], [245, 59]),
        ("Watch time (hours)", ["75:30", "2:15"], [271800, 8100]),
        ("Watch time (hours)", ["1:30:00", "2.5"], [5400, 9000]),
        ("Watch time", ["4:05", "75:30"], []),
        ("Watch time", ["75:30", "1:02:03"], [3723]),
    ],
)
def test_durations_of_two_parts(tmp_path: Path, label: str, cells: list[str], seconds: list[float]) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"Date,Platform,Likes,{label}\n" + "".join(f"2026-03-{day:02},YouTube,1,{cell}\n" for day, cell in enumerate(cells, 1)), encoding="utf-8")
    log = read(file)
    unit = {"duration:second": 1, "duration:hour": 3600}
    assert [row.value * unit[row.unit] for row in log.rows if row.metric != "likes"] == seconds
    aside = [one.reason["en"] for one in log.set_aside]
    assert len(aside) == len(cells) - len(seconds)
    assert all("hours and minutes" in text for text in aside)


def test_bounds_are_no_figures(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Date,Likes\n2026-03-01,5\n2026-03-02,< 10\n2026-03-03,500+\n2026-03-04,>90\n2026-03-05,soon\n", encoding="utf-8")
    log = read(file)
    assert [row.value for row in log.rows] == [5]
    assert [("bound" in one.reason["en"], one.line) for one in log.set_aside] == [(True, 3), (True, 4), (True, 5), (False, 6)]
