"""What several tests share."""

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


@pytest.fixture(autouse=True, scope="session")
def _settled_environment() -> Iterator[None]:
    """No test depends on what the person who runs it has set."""
    with pytest.MonkeyPatch.context() as patch:
        own = [name for name in os.environ if name.startswith("AIMLINE_")]
        for name in (*own, "COLUMNS", "FORCE_COLOR", "NO_COLOR", "CLICOLOR_FORCE", "LC_MESSAGES", "LANGUAGE"):
            patch.delenv(name, raising=False)
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


def pytest_configure() -> None:
    """Processes that tests start keep the bytecode of what they import, as they do for a user, and so do the workers of pytest-xdist."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def _is_whole(config: pytest.Config) -> bool:
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker which way it goes."""
    node.workerinput["backwards"] = _is_whole(node.config) and int(node.gateway.id.removeprefix("gw")) % 2


def pytest_sessionstart(session: pytest.Session) -> None:
    """Every second worker reads the files of tests from the last to the first: the others find its bytecode from there on, and it finds theirs."""
    if getattr(session.config, "workerinput", {}).get("backwards"):
        for file in sorted(Path(__file__).parent.rglob("test_*.py"), reverse=True):
            if str(file.parent) not in sys.path:
                sys.path.insert(0, str(file.parent))
            # what it fails with is told when it is collected
            with contextlib.suppress(Exception, pytest.skip.Exception):
                importlib.import_module(file.stem)


def pytest_collection_finish() -> None:
    """Thousands of collected tests and all that they import stay to the end: to look through them for garbage again and again takes a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The whole suite runs on all cores, where pytest-xdist is installed; a part of it, a debugger and coverage run in one process."""
    option = config.option
    whole = _is_whole(config) and not hasattr(config, "workerinput")
    if whole and getattr(option, "numprocesses", 0) is None and not option.usepdb and not option.collectonly and "coverage" not in sys.modules:
        option.numprocesses = os.cpu_count()
        if option.dist == "no":
            # the tests of a file stay together: what they share is made once
            option.dist = "worksteal"
