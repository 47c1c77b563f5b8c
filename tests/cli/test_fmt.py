"""`aimline fmt` as a user calls it."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aimline.cli import cli

LOOSE = "we want 100 new IG followers in 10 days\n  -  Post\n"
NEAT = "Gain 100 followers on Instagram in 10 days\n  - Post\n"
ARABIC = "كسب 100 متابع على إنستغرام خلال 10 أيام\n  - Post\n"


def fmt(*arguments: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["fmt", "--today", "2026-11-24", *map(str, arguments)], input=given)


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    file = tmp_path / "a.goals"
    file.write_text(LOOSE, encoding="utf-8")
    return file


def test_file_is_rewritten(goals: Path) -> None:
    result = fmt(goals)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"aimline: {goals}: rewritten\n"
    assert goals.read_text(encoding="utf-8") == NEAT
    assert list(goals.parent.iterdir()) == [goals]
    assert fmt(goals).stderr == ""


def test_check_names_files_and_changes_nothing(goals: Path) -> None:
    result = fmt(goals.parent, "--check")
    assert result.exit_code == 1
    assert "would be rewritten" in result.stderr
    assert goals.read_text(encoding="utf-8") == LOOSE
    goals.write_text(NEAT, encoding="utf-8")
    assert fmt(goals.parent, "--check").exit_code == 0


def test_diff_shows_the_change(goals: Path) -> None:
    result = fmt(goals, "--diff", "--to", "ar")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[2:] == ["@@ -1,2 +1,2 @@", *(f"-{line}" for line in LOOSE.splitlines()), *(f"+{line}" for line in ARABIC.splitlines())]
    assert goals.read_text(encoding="utf-8") == LOOSE


def test_standard_input_is_printed() -> None:
    assert fmt("-", given=LOOSE.encode()).stdout == NEAT
    assert fmt("-", "--to", "ar", given=LOOSE.encode()).stdout == ARABIC


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encoding_line_ends_and_permissions_stay(goals: Path, encoding: str) -> None:
    goals.write_bytes(LOOSE.replace("\n", "\r\n").encode(encoding))
    goals.chmod(0o640)
    assert fmt(goals).exit_code == 0
    assert goals.read_bytes() == NEAT.replace("\n", "\r\n").encode(encoding)
    assert stat.S_IMODE(goals.stat().st_mode) == 0o640


def test_link_stays_a_link(goals: Path) -> None:
    link = goals.with_name("b.goals")
    link.symlink_to(goals.name)
    fmt(link)
    assert link.is_symlink()
    assert goals.read_text(encoding="utf-8") == NEAT


def test_sentence_that_stays_is_named_in_its_language(goals: Path) -> None:
    goals.write_text("زيادة المتابعين على إنستغرام\nGain followers on Instagram\n", encoding="utf-8")
    first, second = fmt(goals, "--verbose").stderr.splitlines()
    assert "لأنها غير مكتملة" in first
    assert f"{goals}:2: stays as it is, as it is not complete" in second
    assert fmt(goals, "--check").stderr == f"aimline: {goals}: 2 sentences stay as they are (--verbose says why)\n"


def test_what_cannot_be_read_is_said_and_the_rest_done(goals: Path) -> None:
    missing = goals.with_name("none.goals")
    broken = goals.with_name("broken.goals")
    broken.write_bytes(b"Gain \xff\xff followers")
    result = fmt(missing, broken, goals)
    assert result.exit_code == 2
    assert len([line for line in result.stderr.splitlines() if "none.goals" in line or "broken.goals" in line]) == 2
    assert goals.read_text(encoding="utf-8") == NEAT


def test_language_that_is_not_printed_is_refused(goals: Path) -> None:
    result = fmt(goals, "--to", "xx")
    assert result.exit_code == 2
    assert "'en', 'ar'" in result.stderr


def test_help_shows_examples() -> None:
    help_text = fmt("--help").stdout
    assert "aimline fmt goals/ --check" in help_text
