"""Rows of totals: known by their label in any language, or by proof, told with their figures; a row with a date is never taken for one."""

from pathlib import Path

import pytest

from aimline.metrics import MetricLog, read_metrics
from aimline.text.messages import languages


def read(tmp_path: Path, *rows: str, header: str = "date,impressions,followers") -> MetricLog:
    file = tmp_path / "a.csv"
    file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    log, errors = read_metrics([f"x={file}"])
    assert errors == []
    for note in log.files[0].notes:
        assert set(note) == set(languages())
    return log


def notes(log: MetricLog) -> list[str]:
    return [note["en"] for note in log.files[0].notes]


def total(log: MetricLog) -> float:
    return sum(row.value for row in log.rows if row.metric == "impressions")


DAYS = ["2026-12-01,100,10", "2026-12-02,40,12"]


@pytest.mark.parametrize("label", ["Total", "TOTALS", "Grand total", "الإجمالي الكلي", "Gesamt", "合計", "Tổng cộng", "Total: Account", "Итого"])
@pytest.mark.parametrize("first", [True, False])
def test_a_total_that_is_the_sum_is_left_out_with_its_figure(label: str, first: bool, tmp_path: Path) -> None:
    row = [f"{label},140,"]
    log = read(tmp_path, *(row + DAYS if first else DAYS + row))
    assert total(log) == 140
    assert notes(log) == ["1 totals row left out: it is the sum of the rows (impressions: 140)"]
    assert log.set_aside == []


def test_a_total_that_is_not_the_sum_is_left_out_with_both_figures(tmp_path: Path) -> None:
    log = read(tmp_path, *DAYS, '"Total","1,234",22')
    assert total(log) == 140
    assert notes(log)[1] == "line 4, “Total”, is called a total and left out, but is not the sum of the rows: impressions says 1,234, the rows add up to 140"


def test_totals_of_parts_beside_one_of_all_rows_are_only_counted(tmp_path: Path) -> None:
    log = read(tmp_path, *DAYS, "Total: Campaign,140,", "Total: Search,100,", "Total: Video,40,")
    assert (total(log), notes(log)) == (140, ["3 totals rows left out"])


def test_a_row_without_a_date_that_is_the_sum_is_one_by_proof(tmp_path: Path) -> None:
    for label in ("", "All days", "−"):
        log = read(tmp_path, *DAYS, f"{label},140,")
        assert (total(log), log.set_aside) == (140, [])
        assert notes(log) == ["line 4 has no date and is left out: it is the sum of the rows (impressions: 140)"]


def test_a_row_without_a_date_that_is_no_sum_is_set_aside(tmp_path: Path) -> None:
    log = read(tmp_path, *DAYS, "some day,141,")
    assert (notes(log), [(one.line, one.reason["en"]) for one in log.set_aside]) == ([], [(4, "“some day” is not a date")])


def test_a_dated_row_is_kept_whatever_it_equals(tmp_path: Path) -> None:
    log = read(tmp_path, *DAYS, "2026-12-03,140,12")
    assert (total(log), notes(log), log.set_aside) == (280, [], [])


def test_every_column_that_adds_up_must_agree(tmp_path: Path) -> None:
    header = "date,impressions,clicks"
    assert read(tmp_path, "2026-12-01,100,1", "2026-12-02,40,2", ",140,4", header=header).set_aside != []
    assert read(tmp_path, "2026-12-01,100,1", "2026-12-02,40,2", ",140,3", header=header).set_aside == []


def test_rounded_amounts_may_differ_by_half_a_cent_a_row(tmp_path: Path) -> None:
    log = read(tmp_path, "2026-12-01,1661.67", "2026-12-02,904.26", "Total,2565.92", header="date,ad spend")
    assert notes(log) == ["1 totals row left out: it is the sum of the rows (ad spend: 2,565.92)"]


def test_very_many_rows_without_a_date_are_not_kept(tmp_path: Path) -> None:
    log = read(tmp_path, *DAYS, *(f"later,{number},3" for number in range(1, 500)))
    assert len(log.set_aside) == 499  # the row that is the sum comes too late to be kept
    assert total(log) == 140
