"""Long tables whose dates and figures are written as people write them: read as any export is, with the same flags."""

from datetime import date
from pathlib import Path

import pytest

from aimline import api
from aimline.config import HAND_LOG
from aimline.metrics import MetricLog, MetricsError, Origin, read_metrics

HEAD = "ts;platform;metric;value\n"


def read(*files: Path, **habits: object) -> MetricLog:
    log, errors = read_metrics([str(file) for file in files], habits=Origin(**habits))  # type: ignore[arg-type]
    if errors:
        raise errors[0]
    return log


def write(file: Path, rows: list[tuple[str, str]], encoding: str = "utf-8") -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes((HEAD + "".join(f"{ts};instagram;likes;{value}\n" for ts, value in rows)).encode(encoding))
    return file


def figures(log: MetricLog) -> dict[date, float]:
    assert not log.tables
    return {row.ts.date(): row.value for row in log.rows}


@pytest.mark.parametrize("name", ["long.csv", HAND_LOG])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_days_first_and_decimal_commas(tmp_path: Path, name: str, encoding: str) -> None:
    file = write(tmp_path / name, [("13/02/2026", "1,5"), ("03/04/2026", "2")], encoding)
    assert figures(read(file)) == {date(2026, 2, 13): 1.5, date(2026, 4, 3): 2}


@pytest.mark.parametrize("name", ["long.csv", HAND_LOG])
def test_what_the_table_leaves_open_the_flag_says(tmp_path: Path, name: str) -> None:
    file = write(tmp_path / name, [("03/04/2026", "2"), ("05/06/2026", "3")])
    with pytest.raises(MetricsError, match="--dates dmy"):
        read(file)
    assert figures(read(file, order="dmy")) == {date(2026, 4, 3): 2, date(2026, 6, 5): 3}
    assert figures(read(file, order="mdy")) == {date(2026, 3, 4): 2, date(2026, 5, 6): 3}
    days_first = write(tmp_path / name, [("13/02/2026", "2")])
    assert figures(read(days_first, order="mdy")) == {date(2026, 2, 13): 2}


@pytest.mark.parametrize("name", ["long.csv", HAND_LOG])
def test_years_and_decimal_marks(tmp_path: Path, name: str) -> None:
    file = write(tmp_path / name, [("December 30", "3"), ("December 31", "1,234"), ("January 1", "4"), ("January 2", "2,345")])
    with pytest.raises(MetricsError, match=r"--year|--decimal"):
        read(file)
    with pytest.raises(MetricsError, match="--year"):
        read(file, decimal=".")
    assert figures(read(file, year=2026, decimal=".")) == {date(2025, 12, 30): 3, date(2025, 12, 31): 1234, date(2026, 1, 1): 4, date(2026, 1, 2): 2345}
    assert figures(read(file, year=2026, decimal=","))[date(2025, 12, 31)] == 1.234


def test_dates_that_contradict_each_other(tmp_path: Path) -> None:
    with pytest.raises(MetricsError, match=r"long\.csv"):
        read(write(tmp_path / "long.csv", [("13/02/2026", "1"), ("02/14/2026", "2")]))


def test_siblings_settle_long_tables(tmp_path: Path) -> None:
    write(tmp_path / "x" / "a.csv", [("03/04/2026", "1")])
    write(tmp_path / "x" / "b.csv", [("13/02/2026", "2")])
    assert figures(read(tmp_path / "x")) == {date(2026, 4, 3): 1, date(2026, 2, 13): 2}


def test_plain_tables_are_scanned_all_the_same(tmp_path: Path) -> None:
    for stamp, value in ("2026-02-13", "1"), ("2026-02-13T00:00:00Z", "-1.5e3"), ("soon", "x"), ("", ""):
        log = read(write(tmp_path / "long.csv", [(stamp, value)]))
        assert log.tables, stamp


def test_the_functions_take_what_the_flags_say(tmp_path: Path) -> None:
    goals = tmp_path / "a.goals"
    goals.write_text("Get 100 Instagram likes by 30 April 2026\n  start: 2026-04-01\n", encoding="utf-8")
    file = write(tmp_path / "long.csv", [("03/04/2026", "20"), ("05/04/2026", "30")])
    with pytest.raises(MetricsError, match="--dates dmy"):
        api.evaluate([str(goals)], [str(file)])
    with pytest.raises(MetricsError, match="--dates dmy"):
        api.lint(goals.read_text(encoding="utf-8"), date(2026, 4, 10), [str(file)])
    (standing,) = api.evaluate([str(goals)], [str(file)], date(2026, 4, 10), date(2026, 4, 10), dates="dmy")
    assert standing.actual == 50
    api.lint(goals.read_text(encoding="utf-8"), date(2026, 4, 10), [str(file)], dates="dmy")
    for wrong in {"dates": "day first"}, {"decimal": "comma"}:
        with pytest.raises(ValueError, match=next(iter(wrong.values()))):
            api.evaluate([str(goals)], [str(file)], **wrong)  # type: ignore[arg-type]
