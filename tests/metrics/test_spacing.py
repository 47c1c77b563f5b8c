"""Histories kept by hand with a row a week or a month: what came in may be of all those days."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from aimline.metrics import read_metrics
from aimline.metrics.cells.spans import spacing


def test_spacing() -> None:
    first = date(2026, 1, 31)
    assert spacing(first + timedelta(days=7 * step) for step in range(4)) == "week"
    assert spacing([date(2026, month, 1) for month in (1, 2, 3)]) == spacing([first, date(2026, 2, 28), date(2026, 3, 31)]) == "month"
    assert spacing([date(2026, 1, 1), date(2026, 2, 1)]) is None
    assert spacing([date(2026, 1, 1), date(2026, 1, 8), date(2026, 1, 16)]) is None
    assert spacing([date(2026, 1, 1), date(2026, 3, 1), date(2026, 4, 1)]) is None


@pytest.mark.parametrize(
    ("column", "days", "told"),
    [
        ("likes", ("2026-03-02", "2026-03-09", "2026-03-16"), "a week apart: likes"),
        ("reach", ("2026-01-01", "2026-02-01", "2026-03-01"), "a month apart: reach"),
        ("followers", ("2026-03-02", "2026-03-09", "2026-03-16"), None),
        ("likes", ("2026-03-02", "2026-03-03", "2026-03-04"), None),
    ],
)
def test_a_flow_of_rows_far_apart_is_told(tmp_path: Path, column: str, days: tuple[str, ...], told: str | None) -> None:
    file = tmp_path / "h.csv"
    file.write_text(f"date,{column}\n" + "".join(f"{day},{place + 30}\n" for place, day in enumerate(days)), encoding="utf-8")
    log, errors = read_metrics([f"instagram={file}"])
    assert not errors
    notes = [note["en"] for note in log.files[0].notes]
    assert len(log.rows) == 3
    assert [told in note for note in notes] == [True] if told else not notes
