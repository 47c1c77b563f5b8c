"""Prebuilt tables: used while they are current, made anew when they are not, and never in the way."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from aimline import data, prebuilt

FOUND = {"a": [1, 2.5, "خمسة", None, True]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of one test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "aimline"


class Build:
    """Counts how often a table is made."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> Any:
        self.count += 1
        return FOUND


def test_a_table_is_made_once(folder: Path) -> None:
    build = Build()
    assert prebuilt.table("one", build) == prebuilt.table("one", build) == FOUND
    assert build.count == 1
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o077 == 0 or folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", [b"", b"\n", b"{}", b"\xff\xfe\n{}", None])
def test_a_damaged_table_is_made_anew(folder: Path, damage: bytes | None) -> None:
    build = Build()
    prebuilt.table("one", build)
    (file,) = folder.iterdir()
    good = file.read_bytes()
    file.write_bytes(good.replace(b"2.5", b"3.5") if damage is None else damage)
    assert prebuilt.table("one", build) == FOUND
    assert build.count == 2
    assert file.read_bytes() == good


def test_texts_behind_a_table_are_read_one_by_one(folder: Path) -> None:
    found = {"a": 1, "texts": ["x y", "", "خمسة", "é\n"]}
    for _ in range(2):
        table = prebuilt.table("some", found.copy, "texts")
        assert (table["a"], list(table["texts"]), table["texts"][1:3], len(table["texts"])) == (1, found["texts"], ["", "خمسة"], 4)
        with pytest.raises(IndexError):
            table["texts"][4]
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes().replace("خمسة".encode(), "خمسه".encode()))
    assert prebuilt.table("some", lambda: {"texts": ["made anew"]}, "texts")["texts"][0] == "made anew"


def test_other_data_have_other_tables(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = Build()
    prebuilt.table("one", build)
    for text in ("[x]\n", "[y]\n"):
        root = tmp_path / text[1]
        (root / "grammar").mkdir(parents=True)
        (root / "rules").mkdir()
        (root / "grammar" / "a.toml").write_text(text, encoding="utf-8")
        monkeypatch.setattr(data, "root", lambda root=root: root)
        prebuilt.table("one", build)
        assert prebuilt.toml("grammar", "a.toml") == {text[1]: {}}
    assert build.count == 3


def test_tables_of_the_package_come_first_while_they_are_current(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "root"
    for name in ("grammar", "rules", "prebuilt"):
        (root / name).mkdir(parents=True)
    monkeypatch.setattr(data, "root", lambda: root)
    build = Build()
    (root / "prebuilt" / "one.json").write_bytes(prebuilt.written(prebuilt.stamp(), ["from the package"]))
    assert prebuilt.table("one", build) == ["from the package"]
    assert (build.count, folder.exists()) == (0, False)
    (root / "prebuilt" / "one.json").write_bytes(prebuilt.written("of another Lark", ["from the package"]))
    assert prebuilt.table("one", build) == FOUND


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_left(folder: Path) -> None:
    folder.parent.mkdir(mode=0o500)
    assert prebuilt.table("one", FOUND.copy) == FOUND


@pytest.mark.parametrize("place", ["file", "relative", "no home"])
def test_without_a_cache_folder_everything_works(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if place == "file":
        (tmp_path / "taken").write_text("")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "taken"))
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", "cache" if place == "relative" else "")
        monkeypatch.setattr(Path, "home", lambda: Path("nowhere"))
        assert prebuilt.cache_folder() is None
    assert prebuilt.table("one", FOUND.copy) == FOUND
    assert [file.name for file in tmp_path.iterdir()] == (["taken"] if place == "file" else [])


def test_many_writers_at_once_leave_one_whole_table(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: prebuilt.table("one", FOUND.copy), range(40))) == [FOUND] * 40
    assert len(list(folder.iterdir())) == 1
    assert prebuilt.table("one", lambda: pytest.fail("it is there")) == FOUND


def test_the_cache_does_not_grow_for_ever(folder: Path) -> None:
    for number in range(60):
        prebuilt.table(f"table-{number}", FOUND.copy)
    assert len(list(folder.iterdir())) <= 41


LINT = """
import sys
from aimline.cli import cli
try:
    cli(["lint", sys.argv[1], "--today", "2026-12-01"], standalone_mode=False)
except SystemExit:
    pass
heavy = ("lark", "pydantic", "duckdb", "numpy", "rich", "tomllib", "hijridate", "holidays", "rapidfuzz")
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""


def test_lint_needs_nothing_heavy_once_the_tables_are_there(folder: Path, tmp_path: Path) -> None:
    goals = tmp_path / "some.goals"
    goals.write_text(
        "# Winter\nowner: Sara\nstart: 2026-12-01\ntimezone: Africa/Cairo\n"
        "Gain 100 new Instagram followers in 10 days\n  - post daily\nزيادة التفاعل على إنستغرام بنسبة 5%\n",
        encoding="utf-8",
    )
    loaded = []
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", LINT, str(goals)],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        loaded.append(done.stderr.strip().splitlines()[-1])
    assert "lark" in loaded[0]
    assert json.loads(loaded[1].replace("'", '"')) == []
