"""Exports of the same days: the later one wins, equals are told with both figures, and neither order nor repetition changes the table."""

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimline.engine.disagree import overlapping
from aimline.metrics import MetricRow, read_metrics
from aimline.metrics.model.overlap import merge
from aimline.text.messages import languages

DAY = datetime(2026, 3, 1)


def row(day: int, value: float, seen: int | None, **other: object) -> MetricRow:
    when = None if seen is None else DAY + timedelta(days=seen)
    return MetricRow(DAY + timedelta(days=day), None, "x", "impressions", value, "count", seen=when)._replace(**other)


def test_a_later_export_restates_and_says_how_many_figures_and_the_greatest_change() -> None:
    old = [row(day, value, 5) for day, value in enumerate([10, 20, 30, 40])]
    new = [row(day, value, 9) for day, value in enumerate([10, 25, 22, 40])]
    rows, (one,) = merge([("old.csv", old), ("new.csv", new)])
    assert [one.value for one in rows] == [10, 25, 22, 40]
    assert (one.tie, one.file, one.other, one.figures) == (False, "old.csv", "new.csv", 2)
    assert (one.day, one.before, one.after) == (date(2026, 3, 3), 30, 22)
    assert overlapping(one)["en"] == "2 figures of impressions were restated by new.csv: most on 2026-03-03, where 30 became 22."


def test_files_that_differ_in_most_figures_may_be_of_two_accounts() -> None:
    def said(changed: int) -> str:
        old, new = [row(day, day + 1, 5) for day in range(6)], [row(day, day + 1 + 90 * (day < changed), 9) for day in range(6)]
        _, (one,) = merge([("old.csv", old), ("new.csv", new)])
        assert (one.figures, one.shared, one.mostly) == (changed, 6, changed > 3)
        return overlapping(one)["en"]

    assert said(4).endswith("Both files have 6 such figures, and most differ: if they are of two accounts, name them: --metrics ACCOUNT/x=PATH.")
    assert "two accounts" not in said(3)


def test_figures_of_posts_grow_and_restate_nothing() -> None:
    rows, overlaps = merge([("a", [row(1, 5, 2, item="p")]), ("b", [row(1, 8, 3, item="p")])])
    assert ([one.value for one in rows], overlaps) == ([8], [])
    _, (one,) = merge([("a", [row(1, 5, 2, item="p")]), ("b", [row(1, 8, 2, item="p")])])
    assert (one.tie, one.item) == (True, True)


def test_a_figure_twice_in_one_file_is_told() -> None:
    rows, (one,) = merge([("a", [row(1, 5, 2), row(1, 8, 2), row(2, 1, 2), row(2, 1, 2)])])
    assert ([one.value for one in rows], one.figures) == ([8, 1], 1)
    assert "stands twice" in overlapping(one)["en"]


@pytest.mark.parametrize("figures", [1, 2, 3, 11])
@pytest.mark.parametrize("seen", [(5, 9), (5, 5)])
def test_what_is_said_exists_in_every_language(figures: int, seen: tuple[int, int]) -> None:
    _, (one,) = merge([("a", [row(day, 5, seen[0]) for day in range(figures)]), ("b", [row(day, 7, seen[1]) for day in range(figures)])])
    assert set(overlapping(one)) == set(languages())
    assert all("{" not in text for text in overlapping(one).values())


ROWS = st.builds(
    row,
    st.integers(0, 3),
    st.sampled_from([0.0, 1.0, 2.5, 7.0]),
    st.none() | st.integers(0, 2),
    metric=st.sampled_from(["impressions", "followers"]),
    platform=st.sampled_from([None, "x"]),
    item=st.sampled_from([None, "p"]),
    unit=st.sampled_from(["count", "currency:EUR"]),
)
FILES = st.lists(st.lists(ROWS, max_size=6), max_size=4).map(lambda files: [(f"{number}.csv", rows) for number, rows in enumerate(files)])


@given(FILES, st.randoms(use_true_random=False))
def test_the_order_of_files_and_rows_decides_nothing(files: list[tuple[str, list[MetricRow]]], random: Random) -> None:
    expected = merge(files)
    shuffled = [(name, random.sample(rows, len(rows))) for name, rows in random.sample(files, len(files))]
    assert merge(shuffled) == expected


@given(FILES)
def test_reading_twice_changes_no_row(files: list[tuple[str, list[MetricRow]]]) -> None:
    rows, _ = merge(files)
    assert merge([*files, *files])[0] == rows
    assert merge([("merged", rows)]) == (rows, [])


@given(FILES)
def test_of_each_key_the_one_seen_last_counts_and_then_the_greatest(files: list[tuple[str, list[MetricRow]]]) -> None:
    every = [one for _, rows in files for one in rows]
    keys = {one._replace(value=0, seen=None) for one in every}
    rows, _ = merge(files)
    assert len(rows) == len(keys)
    for one in rows:
        rivals = [other for other in every if other._replace(value=0, seen=None) == one._replace(value=0, seen=None)]
        assert all((other.seen is None or (one.seen is not None and other.seen <= one.seen)) for other in rivals)
        assert one.value == max(other.value for other in rivals if other.seen == one.seen)


def test_one_file_for_two_platforms_loses_no_row(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("date,followers\n2026-03-01,10\n", encoding="utf-8")
    log, errors = read_metrics([f"x={file}", f"tiktok={file}"])
    assert (errors, [(one.platform, one.value) for one in log.rows], log.overlaps) == ([], [("tiktok", 10), ("x", 10)], [])


EXPORTS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5), st.integers(0, 2)), min_size=1, max_size=4)
"""Exports of one series: first day, days, and how much the figures of the same day differ from those of other exports."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EXPORTS, st.randoms(use_true_random=False))
def test_a_folder_gives_one_table_in_any_order_and_read_twice(tmp_path: Path, exports: list[tuple[int, int, int]], random: Random) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    files = []
    for number, (first, days, more) in enumerate(exports):
        rows = [f"{DAY + timedelta(days=day):%Y-%m-%d},{100 + day + more},{10 * day + more}" for day in range(first, first + days)]
        random.shuffle(rows)
        file = folder / f"{number}.csv"
        file.write_text("\n".join(["date,followers,impressions", *rows, ""]), encoding="utf-8")
        files.append(f"x={file}")
    log, errors = read_metrics(files)
    assert errors == []
    again = [*random.sample(files, len(files)), *random.sample(files, len(files))]
    other, _ = read_metrics(again)
    assert (other.rows, other.overlaps) == (log.rows, log.overlaps)
    whole, _ = read_metrics([f"x={folder}"])
    assert whole.rows == log.rows
    # the export that ends last knows best, whatever it says
    best = {
        day: max((first + days, more) for first, days, more in exports if first <= day < first + days)[1]
        for day in range(12)
        if any(a <= day < a + n for a, n, _ in exports)
    }
    assert {(row.ts - DAY).days: row.value for row in log.rows if row.metric == "followers"} == {day: 100 + day + more for day, more in best.items()}
