"""What several tests share."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from aimline.language import parse_goals_file
from aimline.text.position import Source

# The same examples in every run, however slow the machine is.
settings.register_profile("aimline", deadline=None, derandomize=True, database=None)
settings.load_profile("aimline")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests leave the user's cache alone; what they prebuild holds for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        # the tables are made now, not in the time of the first test
        parse_goals_file(Source("gain 1 follower\nكسب متابع"))
        yield


@pytest.fixture(autouse=True)
def _settled_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on what the person who runs it has set."""
    own = [name for name in os.environ if name.startswith("AIMLINE_")]
    for name in (*own, "COLUMNS", "FORCE_COLOR", "NO_COLOR", "CLICOLOR_FORCE", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The whole suite runs on all cores, where pytest-xdist is installed; a part of it, a debugger and coverage run in one process."""
    option = config.option
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not hasattr(config, "workerinput")
    if whole and getattr(option, "numprocesses", 0) is None and not option.usepdb and not option.collectonly and "coverage" not in sys.modules:
        option.numprocesses = os.cpu_count()
