"""Files that are broken, or made to break something, are refused or set aside with a place and a reason, and nothing else happens."""

from pathlib import Path

import pytest

from aimline.metrics import MetricLog, MetricsError, read_metrics


def read(file: Path, content: str | bytes) -> tuple[MetricLog, list[MetricsError]]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return read_metrics([str(file)])


def test_a_row_of_a_section_that_is_cut_off_before_its_day(tmp_path: Path) -> None:
    head = "# Start date: 20260101\n# End date: 20260103\nSession source,Date,Sessions\n"
    log, errors = read(tmp_path / "x.csv", head + "google,20260101,5\ngoogle,20260102,6\ngoo\n")
    assert not errors
    assert [row.value for row in log.rows] == [5, 6]
    assert [aside.line for aside in log.set_aside] == [6]


def test_a_raised_digit_is_no_day(tmp_path: Path) -> None:
    log, errors = read(tmp_path / "x.csv", "date,followers\nMarch ² 2026,5\n2026-03-01,6\n")
    assert not errors
    assert [row.value for row in log.rows] == [6]
    assert [aside.line for aside in log.set_aside] == [2]


@pytest.mark.parametrize(
    "content", ['date,followers\n2026-03-01,"1\n2"\n2026-03-02,3\n', '"da\nte","so\nme"\n1,2\n', 'date,followers\n"Su\r\nn",1\n2026-03-02,3\n']
)
def test_messages_keep_to_one_line_whatever_cells_and_labels_hold(tmp_path: Path, content: str) -> None:
    log, errors = read(tmp_path / "x.csv", content)
    told = [*(one.message for one in errors), *(one.reason for one in log.set_aside)]
    assert told
    assert all("\n" not in text and "\r" not in text for one in told for text in one.values())


LONG = "ts,metric,value,account\n2026-03-01,followers,1234,متجر\n2026-03-13,followers,1250.5,متجر\n"
TURNED = "ts;metric;value;account\n01/03/2026;followers;1234;متجر\n13/03/2026;followers;1250,5;متجر\n"


def figures(log: MetricLog) -> list[tuple[str, float, str | None]]:
    return [(row.ts.date().isoformat(), row.value, row.account) for row in log.rows]


@pytest.mark.parametrize("content", [LONG.encode("utf-16"), LONG.replace(",", "\t").encode("utf-16"), TURNED.encode("utf-8-sig"), TURNED.encode()])
def test_a_long_table_that_a_spreadsheet_saved_again_is_the_same(tmp_path: Path, content: bytes) -> None:
    log, errors = read(tmp_path / "long.csv", content)
    assert not errors
    assert figures(log) == [("2026-03-01", 1234, "متجر"), ("2026-03-13", 1250.5, "متجر")]


def test_a_long_table_in_a_code_page_names_the_byte_and_the_remedy(tmp_path: Path) -> None:
    log, errors = read(tmp_path / "long.csv", LONG.encode("cp1256"))
    assert not log.rows
    assert not log.tables
    assert "UTF-8" in errors[0].message["en"]
    assert f"byte {LONG.index('متجر')}" in errors[0].message["en"]


def test_a_long_table_whose_figures_may_be_thousands_is_refused(tmp_path: Path) -> None:
    log, errors = read(tmp_path / "long.csv", "ts;metric;value\n2026-03-01;followers;1.234\n2026-03-02;followers;1.250\n")
    assert not log.rows
    assert "--decimal" in errors[0].message["en"]


@pytest.mark.parametrize("content", ["date,followers\n" + "2026-03-01,1\n" * 12, LONG.encode("utf-16")])
def test_more_figures_than_can_be_held_are_refused_with_what_can_be_done(tmp_path: Path, content: str | bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aimline.metrics.reading.columns.MOST", 10)
    monkeypatch.setattr("aimline.metrics.reading.longrows.MOST", 1)
    log, errors = read(tmp_path / "x.csv", content)
    assert not log.rows
    assert "long table" in errors[0].message["en"]
