"""Linting beside parsing, and a cold `aimline lint` beside the bare imports.

DESIGN asks that linting a file of 10,000 goals takes no more than twice the time of parsing it; that a cold lint of ten goals takes at most 1.25 times
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

from aimline.catalogue import load as load_catalogue
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
