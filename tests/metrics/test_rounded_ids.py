"""Posts whose identifiers a spreadsheet rounded are still so many posts."""

from pathlib import Path

from aimline.metrics import read_metrics

HEADER = "Post ID;Account username;Publish time;Permalink;Post type;Date;Views"
ROWS = (
    "1,78E+16;shop;03/28/2026 10:00;https://example.com/p/1;IG image;Lifetime;100",
    "1,78E+16;shop;03/28/2026 10:00;https://example.com/p/2;IG image;Lifetime;200",
)


def items(file: Path) -> set[str | None]:
    log, errors = read_metrics([str(file)])
    assert not errors
    return {row.item for row in log.rows}


def test_links_tell_apart_what_rounded_identifiers_do_not(tmp_path: Path) -> None:
    file = tmp_path / "posts.csv"
    file.write_text("\n".join((HEADER, *ROWS)), encoding="utf-8")
    assert len(items(file)) == 2


def test_without_links_the_times_do(tmp_path: Path) -> None:
    first, second = (row.replace("https://example.com/p/", "").replace(";1;", ";;").replace(";2;", ";;") for row in ROWS)
    file = tmp_path / "posts.csv"
    file.write_text("\n".join((HEADER, first, second.replace("10:00", "11:00"))), encoding="utf-8")
    assert len(items(file)) == 2
