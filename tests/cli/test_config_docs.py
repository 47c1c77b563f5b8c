"""What docs/configuration.md shows is true: its files can be read, its comments silence, and no key of `lint` is missing."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from aimline.cli import cli
from aimline.cli.lint import command

PAGES = sorted((Path(__file__).resolve().parents[2] / "docs").glob("configuration*.md"))
SHELL = {"config", "no-config", "show-config", "write-baseline", "diff", "fix", "unsafe-fixes", "report", "output-file", "rule-packages", "rule-files"}
"""Options that other pages are about, or that stand in the text as flags."""


def blocks(kind: str) -> list[tuple[Path, str]]:
    return [(page, block) for page in PAGES for block in re.findall(rf"^```{kind}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)]


def test_there_are_pages() -> None:
    assert len(PAGES) == 2


@pytest.mark.parametrize(("page", "block"), blocks("toml"))
def test_files_can_be_read(page: Path, block: str, tmp_path: Path) -> None:
    name = "pyproject.toml" if "[tool." in block else "aimline.toml"
    (tmp_path / name).write_text(block, encoding="utf-8")
    for words in (["lint"], ["evaluate"], ["fmt"]):
        result = CliRunner().invoke(cli, [*words, str(tmp_path), "--show-config"])
        assert result.exit_code == 0, result.output
        assert name in result.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_key_is_named(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [key for key in command.keys() if key not in SHELL and key not in text] == []  # type: ignore[attr-defined]  # noqa: SIM118
