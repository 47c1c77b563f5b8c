"""`aimline metrics --explain`: what it prints is TOML, says what is read, and reads the file to the same rows."""

import csv
import io
import sqlite3
import tomllib
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from aimline.metrics import MetricsError, read_metrics
from aimline.metrics.explain import quoted
from aimline.metrics.explained import explain_metrics
from aimline.text.messages import languages
from often import some

ROOT = Path(__file__).resolve().parents[2]
CASES: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "cases" / "exports.toml").read_text(encoding="utf-8"))["case"]
SHARED = ROOT.parent / "shared" / "metrics" / "exports"
REAL = sorted(file for file in SHARED.rglob("*") if file.is_file()) if SHARED.is_dir() else []
HOSTILE = [
    'quo"te', "back\\slash", "[table]", "a = 1", "# remark", "line\nbreak", "tab\tstop", "nul-free\x07bell", "=HYPERLINK(1)", "+1", "@x", "\u202egnp.exe",
    "{currency}", "a.b.c", "'", '"""', "الوصول", "\x7f", "\ufeff", "𝕏", "x" * 500,
]  # fmt: skip


def same(tmp_path: Path, file: Path, text: str) -> None:
    """The rows that a mapping reads are those that are read without it."""
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, encoding="utf-8")
    before, errors = read_metrics([str(file)])
    assert not errors
    after, errors = read_metrics([str(file)], mappings=[str(mapping)])
    assert [problem.message["en"] for problem in errors] == []
    assert after.rows == before.rows
    assert after.zeros == before.zeros
    assert after.files[0].format == "mapping"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_printed_reads_the_file_to_the_same_rows(tmp_path: Path, case: dict[str, Any]) -> None:
    file = tmp_path / case["file"]
    file.write_bytes(case["text"].encode(case.get("encoding", "utf-8")))
    if "refused" in case:
        with suppress(MetricsError):
            tomllib.loads(explain_metrics(str(file), "en"))
        return
    text = explain_metrics(str(file), "en")
    tomllib.loads(text)
    same(tmp_path, file, text)


@pytest.mark.skipif(not REAL, reason="real exports are not here")
@pytest.mark.parametrize("file", some(REAL, 3), ids=[file.name for file in some(REAL, 3)])
def test_real_exports(tmp_path: Path, file: Path) -> None:
    try:
        text = explain_metrics(str(file), "ar")
    except MetricsError:
        return
    tomllib.loads(text)
    log, errors = read_metrics([str(file)])
    if not errors and len(log.files) == 1:
        same(tmp_path, file, text)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_and_cells_stay_toml(tmp_path: Path, label: str, language: str) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["Wann", "Followers", label], ["2026-03-01", "5", label], ["2026-03-02", "6", "=1+1"]])
    file = tmp_path / "x.csv"
    file.write_text(text.getvalue(), encoding="utf-8", newline="")
    shown = explain_metrics(str(file), language)
    assert all(char in "\n" or (ord(char) >= 32 and ord(char) != 127) for char in shown)
    assert "\u202e" not in shown
    content = tomllib.loads(shown)
    assert content["columns"] == {"Followers": "followers"} or label in content["columns"]
    for line in shown.splitlines():
        assert not line.lstrip("# ").startswith(("=", "+", "@"))
    same(tmp_path, file, shown)


def test_a_label_that_no_toml_can_hold() -> None:
    assert quoted("\ud800") is None
    assert tomllib.loads(f"x = {quoted('a' + chr(0) + chr(0x202E))}")["x"] == "a\0\u202e"


def test_it_says_what_was_seen(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text('Wann;Impressions;Impresions;Note;CTR\n13.03.2026;"1.204,5";5;hello;--\n14.03.2026;7;6;you;--\nTotal;1;2;;\n', encoding="utf-8")
    text = explain_metrics(str(file), "en")
    content = tomllib.loads(text)
    assert content["date"] == ["Wann"]
    assert content["order"] == "dmy"
    assert content["columns"] == {"Impressions": "impressions"}
    for words in (
        '"13.03.2026" can only be read so',
        "decimal mark: the comma",
        '# "Impresions" = "impressions"',
        "did you mean",
        '"Note" = "…"  # holds words',
        '"Total": a row of totals',
    ):
        assert words in text, words
    same(tmp_path, file, text)


def test_undecided_dates_stay_open(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("date,followers\n03/04/2026,5\n05/07/2026,6\n", encoding="utf-8")
    text = explain_metrics(str(file), "en")
    assert '# order = "dmy"' in text
    assert "order" not in tomllib.loads(text)
    mapping = tmp_path / "m.toml"
    mapping.write_text(text.replace('# order = "dmy"', 'order = "dmy"').replace('# "followers"', '"followers"'), encoding="utf-8")
    log, errors = read_metrics([str(file)], mappings=[str(mapping)])
    assert not errors
    assert [row.ts.date().isoformat() for row in log.rows] == ["2026-04-03", "2026-07-05"]


def test_an_unknown_file_is_laid_out_to_be_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("Wann,Grumbles,Folowers\n2026-03-13,5,7\n", encoding="utf-8")
    text = explain_metrics(str(file), "en")
    content = tomllib.loads(text)
    assert content["date"] == ["Wann"]
    assert content["match"] == ["Wann", "Grumbles", "Folowers"]
    assert not content["columns"]
    assert '# "Grumbles" = "…"' in text
    assert '# "Folowers" = "followers"' in text


def test_what_cannot_be_explained_is_one_error(tmp_path: Path) -> None:
    long = tmp_path / "long.csv"
    long.write_text("ts,metric,value\n2026-03-01,followers,5\n", encoding="utf-8")
    for spec, words in ((str(long), "long table"), (str(tmp_path), "name one file"), (str(tmp_path / "none.csv"), "no such file")):
        with pytest.raises(MetricsError) as refusal:
            explain_metrics(spec, "en")
        assert words in refusal.value.message["en"]


def test_a_table_of_a_file_in_an_archive_is_explained(tmp_path: Path) -> None:
    base, archive = tmp_path / "a.db", tmp_path / "a.zip"
    with closing(sqlite3.connect(base)) as connection:
        connection.execute("CREATE TABLE people (name)")
        connection.execute("CREATE TABLE days AS SELECT '2026-03-01' AS date, 5 AS followers")
        connection.commit()
    with zipfile.ZipFile(archive, "w") as file:
        file.write(base, "a.db")
    assert tomllib.loads(explain_metrics(f"{archive}::a.db::days", "en"))["columns"] == {"followers": "followers"}
    for name, words in (("none.csv", "there is: a.db"), ("a.db::none", "there is: people, days")):
        with pytest.raises(MetricsError, match=words):
            explain_metrics(f"{archive}::{name}", "en")
