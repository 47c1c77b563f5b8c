"""What the READMEs show is what Aimline prints.

`python tests/test_readme.py` writes the present output into their blocks: read the difference before you commit it.
"""

import os
import re
import shlex
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

import forked
from aimline.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.ar.md")
WIDTH = "120"
_SHELL = re.compile(r"[|&;<>$`*?#(){}~\\\n]")
_CONSOLE = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
_CALLED = re.compile(r"\baimline (\w+)")
_SETUP = re.compile(r"<!-- ci: setup -->\n+```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def output_of(command: str) -> str:
    """What a command of the README prints, on both streams, in a terminal of fixed width without colours."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIMLINE_", "PYTHON", "FORCE_", "CLICOLOR"))}
    environment |= {"PATH": sysconfig.get_path("scripts") + os.pathsep + os.environ["PATH"], "COLUMNS": WIDTH, "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    if command.startswith("aimline ") and not _SHELL.search(command):
        printed = forked.run(*shlex.split(command)[1:], cwd=ROOT, env=environment, together=True).stdout.decode("utf-8")
    else:
        both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        printed = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, encoding="utf-8", timeout=60, check=False, **both).stdout
    return "\n".join(line.rstrip() for line in printed.rstrip("\n").split("\n"))


def answered(block: str, answer: Callable[[str], str]) -> str:
    """A block with the output of each of its commands as `answer` gives it."""
    return "\n\n".join(f"$ {command}\n{answer(command)}" for command in commands_of(block)) + "\n"


def commands_of(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.split("\n") if line.startswith("$ ")]


def blocks(name: str) -> list[str]:
    return [match[1] for match in _CONSOLE.finditer(read(name))]


@pytest.mark.parametrize(("name", "number"), [(name, number) for name in READMES for number in range(len(blocks(name)))])
def test_the_output_shown_is_the_output_printed(name: str, number: int) -> None:
    block = blocks(name)[number]
    assert block == answered(block, output_of)


def test_the_readmes_show_the_same_commands() -> None:
    english, arabic = (sorted(called for block in blocks(name) for command in commands_of(block) for called in _CALLED.findall(command)) for name in READMES)
    assert english == arabic
    assert set(english) == set(COMMANDS)


def test_set_up_is_two_commands_the_same_in_both_languages() -> None:
    texts = {match[1] for name in READMES for match in [_SETUP.search(read(name))] if match}
    assert len(texts) == 1
    first, second = texts.pop().strip().split("\n")
    assert second == ".venv/bin/pytest -q"
    *prepare, example = first.split(" && ")
    assert len(prepare) == 2
    words = shlex.split(example)
    assert words[:2] == [".venv/bin/aimline", "evaluate"]
    assert all((ROOT / word).exists() for word in words if word.startswith("examples/"))
    # The table shown in the README is that of the command that a newcomer runs.
    assert f"$ {example.removeprefix('.venv/bin/')}\n" in read("README.md")


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = read(name)
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", text)
    for file, anchor in links:
        target = ROOT / file if file else ROOT / name
        assert target.exists(), file
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}, anchor


def test_every_dependency_is_explained() -> None:
    project = re.search(r"^dependencies = \[(.*?)^\]", read("pyproject.toml"), re.MULTILINE | re.DOTALL)
    assert project is not None
    names = re.findall(r'"([a-z0-9-]+)', project[1])
    assert len(names) > 4
    for name in READMES:
        text = read(name)
        assert [dependency for dependency in names if f"| {dependency} |" not in text] == []


if __name__ == "__main__":
    for readme in READMES:
        (ROOT / readme).write_text(_CONSOLE.sub(lambda match: answered(match[1], output_of), read(readme)), encoding="utf-8")
