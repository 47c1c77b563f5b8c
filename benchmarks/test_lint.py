"""Linting beside parsing, and a cold `aimline lint` beside the bare imports.

Linting 10,000 goals, in one file or in 200, is to take no more than twice the time of parsing them; that a cold lint of ten goals takes at most 1.25 times
`python -c "import click, lark, pydantic"`, and one of a thousand goals 2.2 times.
"""

import os
import subprocess
import sys
import sysconfig
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from aimline.api import read_files
from aimline.catalogue import load as load_catalogue
from aimline.cli import cli
from aimline.language import parse_goals_file
from aimline.lint import lint
from aimline.text.position import Source
from benchmarks.sentences import statements

TODAY = date(2026, 12, 1)
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""What is installed has its bytecode; so has what is measured here."""


@pytest.fixture(scope="module")
def text() -> str:
    """A file of 10,000 goals with a start, so that they are clean of drifting dates."""
    return "start: 2026-12-01\n" + "\n".join(statements(10_000))


@pytest.mark.benchmark(timer=time.process_time)
def test_parse_file(benchmark: Any, text: str) -> None:
    benchmark.group = "lint 10,000 goals"
    file = benchmark.pedantic(lambda: parse_goals_file(Source(text)), rounds=1 if benchmark.disabled else 3)
    assert len(file.statements) == 10_000


@pytest.mark.benchmark(timer=time.process_time)
def test_parse_and_lint_file(benchmark: Any, text: str) -> None:
    """All rules, hints included, on the same file, parsing included."""
    benchmark.group = "lint 10,000 goals"
    catalogue = load_catalogue()
    found = benchmark.pedantic(lambda: lint(parse_goals_file(Source(text)), catalogue=catalogue, today=TODAY), rounds=1 if benchmark.disabled else 3)
    assert found


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10,000 goals in 200 files, in 20 folders, with a configuration and comments that silence a rule."""
    folder = tmp_path_factory.mktemp("repository")
    goals = statements(10_000)
    for number in range(200):
        file = folder / f"client{number % 20}" / f"{number}.goals"
        file.parent.mkdir(exist_ok=True)
        file.write_text("start: 2026-12-01\n// ignore-file: no-purpose\n" + "\n".join(goals[number * 50 : number * 50 + 50]) + "\n", encoding="utf-8")
    (folder / "aimline.toml").write_text('ignore = ["R001"]\n[per-file-ignores]\n"client1/**" = ["T"]\n', encoding="utf-8")
    return folder


@pytest.mark.benchmark(timer=time.process_time)
def test_parse_repository(benchmark: Any, repository: Path) -> None:
    benchmark.group = "a repository of 10,000 goals in 200 files"
    read = benchmark.pedantic(lambda: sum(len(file.statements) for _, file in read_files([str(repository)], [])), rounds=1 if benchmark.disabled else 3)
    assert read == 10_000


@pytest.mark.benchmark(timer=time.process_time)
def test_lint_repository(benchmark: Any, repository: Path) -> None:
    """The whole command: looking for files and configurations, reading, all rules with hints, and the text that is printed."""
    benchmark.group = "a repository of 10,000 goals in 200 files"
    command = ["lint", str(repository), "--hints", "--today", "2026-12-01"]
    done = benchmark.pedantic(lambda: CliRunner().invoke(cli, command), rounds=1 if benchmark.disabled else 3)
    assert "10,000" in done.stdout or "10000" in done.stdout


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with goal files and a cache of its own."""
    folder = tmp_path_factory.mktemp("cold")
    for count in (10, 1000):
        (folder / f"{count}.goals").write_text("start: 2026-12-01\n" + "\n".join(statements(count)) + "\n", encoding="utf-8")
    return folder


def start(benchmark: Any, home: Path, *command: str | Path) -> None:
    """Time a process from start to end; the first run, which fills the caches, does not count."""
    benchmark.group = "cold start"
    environment = {**ENVIRONMENT, "XDG_CACHE_HOME": str(home / "cache")}

    def run() -> int:
        return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, timeout=60, check=False).returncode

    assert benchmark.pedantic(run, rounds=11, warmup_rounds=1) == 0


def test_bare_imports(benchmark: Any, home: Path) -> None:
    start(benchmark, home, sys.executable, "-c", "import click, lark, pydantic")


@pytest.mark.parametrize("count", [10, 1000])
def test_cold_lint(benchmark: Any, home: Path, count: int) -> None:
    start(benchmark, home, Path(sysconfig.get_path("scripts")) / "aimline", "lint", home / f"{count}.goals")
