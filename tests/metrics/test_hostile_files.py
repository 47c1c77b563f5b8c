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
