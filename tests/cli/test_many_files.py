"""Linting folders as they are: many files, links in circles, files that go while they are read, what is not ours."""

import os
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import aimline.api
from aimline.api import read_files
from aimline.catalogue import load as load_catalogue
from aimline.cli import cli
from aimline.lint.run import Scope, Settings, judge
from aimline.lint.selection import standard
from aimline.text.position import Source

GOOD, UNDATED = "Gain 100 Instagram followers in 10 days\n", "Gain 100 Instagram followers\n"
LINKS = pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["lint", "--lang", "en", *args])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.goals", GOOD)
    return tmp_path


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@LINKS
def test_links_in_circles_end(home: Path) -> None:
    (home / "below").mkdir()
    (home / "below" / "up").symlink_to(home, target_is_directory=True)
    (home / "here").symlink_to(".", target_is_directory=True)
    assert run().stdout == "1 goal in 1 file: nothing to report\n"
    (home / "round.goals").symlink_to("round.goals")
    (home / "nowhere.goals").symlink_to("missing.goals")
    result = run()
    assert (result.exit_code, result.stdout) == (2, "1 goal in 1 file: nothing to report\n")
    assert [line.split(":")[1].strip() for line in result.stderr.splitlines()] == ["nowhere.goals", "round.goals"]


@LINKS
def test_links_to_files_are_read(home: Path) -> None:
    write(home / "elsewhere" / "b.txt", UNDATED)
    (home / "b.goals").symlink_to("elsewhere/b.txt")
    assert "b.goals:1:1: error T001" in run().stdout


@pytest.mark.parametrize("change", ["gone", "folder", "other"])
def test_a_file_that_changes_while_others_are_read(home: Path, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home / "b.goals", UNDATED)
    real = aimline.api.read_source

    def read(path: Path) -> Source:
        if path.name == "b.goals":
            path.unlink()
            if change == "folder":
                path.mkdir()
            elif change == "other":
                write(path, "Gain 100 followers in 10 days\n")
        return real(path)

    monkeypatch.setattr(aimline.api, "read_source", read)
    result = run()
    if change == "other":
        assert "b.goals:1:10: warning S003" in result.stdout
    else:
        assert (result.exit_code, result.stdout) == (2, "1 goal in 1 file: nothing to report\n")
        assert len(result.stderr.splitlines()) == 1


def test_what_others_wrote_is_left_alone(home: Path) -> None:
    for folder in (".git", ".venv", ".hidden", "venv", "node_modules/x", "site-packages", "__pycache__"):
        write(home / folder / "b.goals", UNDATED)
    assert run().exit_code == 0
    assert run("node_modules/x").exit_code == 1


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("drafts", ["a", "old/b.old"]),
        ("drafts/", ["a", "old/b.old"]),
        ("*.old.goals", ["a", "drafts/c", "x/drafts/d"]),
        ("x/drafts", ["a", "drafts/c", "old/b.old"]),
        ("/drafts", ["a", "old/b.old", "x/drafts/d"]),
        ("**/d.goals", ["a", "drafts/c", "old/b.old"]),
        ("{old,x}/**", ["a", "drafts/c"]),
        ("[a-c].goals", ["old/b.old", "x/drafts/d"]),
        ("?.goals", ["old/b.old"]),
        ("a.goals,drafts", ["old/b.old"]),
        ("[", ["a", "drafts/c", "old/b.old", "x/drafts/d"]),
    ],
)
def test_patterns_of_what_is_left_out(home: Path, pattern: str, files: list[str]) -> None:
    for name in ("a", "old/b.old", "drafts/c", "x/drafts/d"):
        write(home / f"{name}.goals", UNDATED)
    result = run("--exclude", pattern)
    assert sorted(line.split(".goals:")[0] for line in result.stdout.splitlines() if ".goals:" in line) == files
    assert run("--exclude", pattern, "drafts/c.goals").exit_code == 1
    assert run("--exclude", pattern, "--force-exclude", "drafts/c.goals").exit_code == ("drafts/c" in files)


def test_a_folder_of_many_files_is_read_in_order_and_file_by_file(home: Path) -> None:
    for number in range(400):
        write(home / f"part{number % 7}" / f"{number:03}.goals", UNDATED)
    files = read_files(["."], [])
    names = [str(source.name) for source, _ in files]
    assert len(names) == 401
    assert names == sorted(names)


def test_what_was_said_of_a_file_is_not_kept(home: Path) -> None:
    """Memory does not grow with the number of files."""
    settings = Settings(date(2026, 12, 1), load_catalogue(), Scope(standard()))

    def most(count: int) -> int:
        def files() -> Iterator[Any]:
            for _ in range(count):
                yield from read_files(["a.goals"], [])

        for _ in judge(files(), settings):
            pass
        tracemalloc.start()
        for _ in judge(files(), settings):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    write(home / "a.goals", UNDATED * 20)
    assert most(12) < 2 * most(3)
