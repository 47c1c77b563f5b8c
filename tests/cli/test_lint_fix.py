"""`aimline lint --fix`, `--unsafe-fixes` and `--diff` as a user calls them."""

import json
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aimline.cli import cli, fixes
from aimline.text.decode import ReadError

DRIFTS = "start: next month\n\nGain 100 Instgram followers in 10 days\n  - Post daily\n"
SAFE = DRIFTS.replace("next month", "2026-12-01")
ALL = SAFE.replace("Instgram", "Instagram")


def lint(*arguments: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["lint", "--today", "2026-11-24", *map(str, arguments)], input=given)


@pytest.fixture
def goals(tmp_path: Path) -> Path:
    file = tmp_path / "a.goals"
    file.write_text(DRIFTS, encoding="utf-8")
    return file


def test_a_run_says_what_could_be_fixed_and_changes_nothing(goals: Path) -> None:
    assert lint(goals).stdout.splitlines()[-1] == "1 can be fixed with --fix; 1 more with --unsafe-fixes"
    assert goals.read_text(encoding="utf-8") == DRIFTS
    goals.write_text(SAFE, encoding="utf-8")
    assert lint(goals).stdout.splitlines()[-1] == "1 can be fixed with --fix --unsafe-fixes"
    goals.write_text(ALL, encoding="utf-8")
    assert lint(goals).stdout == "1 goal in 1 file: nothing to report\n"


def test_safe_fixes_are_written(goals: Path) -> None:
    result = lint(goals, "--fix")
    assert goals.read_text(encoding="utf-8") == SAFE
    assert list(goals.parent.iterdir()) == [goals]
    assert result.stdout.splitlines()[-1] == "1 fixed, 2 remain; 1 more with --unsafe-fixes"
    assert (result.exit_code, result.stderr) == (0, "")
    assert lint(goals, "--fix").stdout.splitlines()[-1] == "0 fixed, 2 remain; 1 more with --unsafe-fixes"


def test_unsafe_fixes_say_what_they_change(goals: Path) -> None:
    result = lint(goals, "--fix", "--unsafe-fixes")
    assert goals.read_text(encoding="utf-8") == ALL
    assert result.stdout.splitlines() == ["1 goal in 1 file: nothing to report", "2 fixed, 0 remain"]
    assert f"{goals}:3: S005 not-understood: read “⁨Instagram⁩” instead of “⁨Instgram⁩”" in result.stderr
    goals.write_text(DRIFTS, encoding="utf-8")
    assert "اقرأ «⁨Instagram⁩» بدل «⁨Instgram⁩»" in lint(goals, "--fix", "--unsafe-fixes", "--lang", "ar").stderr


def test_unsafe_fixes_alone_change_nothing(goals: Path) -> None:
    lint(goals, "--unsafe-fixes")
    assert goals.read_text(encoding="utf-8") == DRIFTS


def test_diff_shows_the_change_and_makes_none(goals: Path) -> None:
    result = lint(goals, "--diff")
    changed = ["@@ -1,4 +1,4 @@", "-start: next month", "+start: 2026-12-01", *(f" {line}" for line in DRIFTS.splitlines()[1:])]
    assert result.stdout.splitlines() == [f"--- {goals}", f"+++ {goals}", *changed]
    assert result.stderr == "1 would be fixed; 1 more with --unsafe-fixes\n"
    assert result.exit_code == 1
    assert goals.read_text(encoding="utf-8") == DRIFTS
    assert lint(goals, "--diff", "--fix").exit_code == 1
    assert goals.read_text(encoding="utf-8") == DRIFTS
    assert lint(goals, "--diff", "--exit-zero").exit_code == 0


def test_without_a_change_there_is_no_diff_and_no_failure(goals: Path) -> None:
    goals.write_text("Gain 100 Instagram followers\n", encoding="utf-8")
    result = lint(goals, "--diff")
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch here")
@pytest.mark.parametrize("text", [DRIFTS, DRIFTS.rstrip("\n"), DRIFTS.replace("\n", "\r\n"), "start: next month"])
def test_the_diff_can_be_applied(goals: Path, text: str) -> None:
    goals.write_bytes(text.encode())
    diff = lint(goals, "--diff", "--unsafe-fixes").stdout_bytes
    subprocess.run(["patch", "--binary", "--quiet", str(goals)], input=diff, check=True, timeout=20)
    patched = goals.read_bytes()
    goals.write_bytes(text.encode())
    lint(goals, "--fix", "--unsafe-fixes")
    assert goals.read_bytes() == patched != text.encode()


def test_the_exit_code_is_that_of_what_remains(goals: Path) -> None:
    goals.write_text("Gain 1\u200b00 Instagram followers in 10 days\n", encoding="utf-8")
    assert lint(goals).exit_code == 1
    assert lint(goals, "--fix").exit_code == 0
    goals.write_text("start: next month\nGain Instagram followers\n", encoding="utf-8")
    assert lint(goals, "--fix").exit_code == 1
    assert goals.read_text(encoding="utf-8") == "start: 2026-12-01\nGain Instagram followers\n"


def test_standard_input_is_printed_and_nothing_else() -> None:
    result = lint("-", "--fix", given=DRIFTS.encode())
    assert result.stdout == SAFE
    assert "-:3:10: warning S005" in result.stderr
    assert "1 fixed, 2 remain" in result.stderr
    assert lint("-", "--fix", given=ALL.encode("utf-16")).stdout_bytes == ALL.encode("utf-16")
    assert lint("-", "--diff", given=DRIFTS.encode()).stdout.splitlines()[:2] == ["--- -", "+++ -"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_line_ends_and_permissions_stay(goals: Path, encoding: str, end: str) -> None:
    def raw(text: str) -> bytes:
        return (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.replace("\n", end).encode(encoding)

    text = "start: next month\nGet 30 likes and 5 comments per post on Instagram in 30 days\n  owner: Sara\n"
    goals.write_bytes(raw(text))
    goals.chmod(0o640)
    lint(goals, "--fix")
    lines = "Get 30 likes per post on Instagram in 30 days\n  owner: Sara\nGet 5 comments per post on Instagram in 30 days\n  owner: Sara\n"
    assert goals.read_bytes() == raw(f"start: 2026-12-01\n{lines}")
    assert stat.S_IMODE(goals.stat().st_mode) == 0o640


def test_a_link_stays_a_link(goals: Path) -> None:
    link = goals.with_name("b.goals")
    link.symlink_to(goals.name)
    lint(link, "--fix")
    assert link.is_symlink()
    assert goals.read_text(encoding="utf-8") == SAFE


def test_a_file_without_fixes_is_not_touched(goals: Path) -> None:
    goals.write_text(ALL, encoding="utf-8")
    before = goals.stat()
    lint(goals, "--fix")
    after = goals.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_only_the_goals_of_a_document_are_fixed(tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_text("We like Instgram next month.\n\nGoal: Gain 100 Instgram followers by the end of next month\n", encoding="utf-8")
    lint(file, "--fix", "--unsafe-fixes")
    assert file.read_text(encoding="utf-8") == "We like Instgram next month.\n\nGoal: Gain 100 Instagram followers by 31 December 2026\n"


def test_rules_that_are_left_out_fix_nothing(goals: Path) -> None:
    lint(goals, "--fix", "--ignore", "drifting-date")
    assert goals.read_text(encoding="utf-8") == DRIFTS
    goals.with_name("aimline.toml").write_text('[per-file-ignores]\n"a.goals" = ["T008"]\n', encoding="utf-8")
    lint(goals, "--fix")
    assert goals.read_text(encoding="utf-8") == DRIFTS
    goals.with_name("aimline.toml").write_text("fix = true\n", encoding="utf-8")
    lint(goals)
    assert goals.read_text(encoding="utf-8") == SAFE


def test_programs_get_what_remains(goals: Path) -> None:
    result = lint(goals, "--fix", "--format", "jsonl")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [item["name"] for item in found] == ["not-understood", "no-platform"]
    assert found[0]["fix"]["edits"] == [{key: found[0]["fix"][key] for key in ("start", "end", "replacement")}]
    assert result.stderr == "1 fixed, 2 remain; 1 more with --unsafe-fixes\n"


def test_a_file_that_cannot_be_read_stops_no_other(goals: Path) -> None:
    goals.with_name("b.goals").write_bytes(b"\xff\xff\x00")
    result = lint(goals.parent, "--fix")
    assert result.exit_code == 2
    assert goals.read_text(encoding="utf-8") == SAFE
    assert "b.goals" in result.stderr


def test_a_file_that_changes_meanwhile_is_left_as_it_is(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def read(path: Path) -> bytes:
        seen.append(path)
        return DRIFTS.encode() if len(seen) == 1 else b"somebody else's"

    monkeypatch.setattr(fixes, "read_raw", read)
    result = lint(goals, "--fix")
    assert result.exit_code == 2
    assert "it was changed while it was being read" in result.stderr
    assert goals.read_text(encoding="utf-8") == DRIFTS
    assert result.stdout.splitlines()[-1].startswith("0 fixed, 3 remain")


def test_what_cannot_be_written_is_said(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: Path, raw: bytes) -> None:
        raise ReadError(dict.fromkeys(("en", "ar", "fr"), f"{path}: no room"))

    monkeypatch.setattr(fixes, "replace_file", fails)
    result = lint(goals, "--fix")
    assert (result.exit_code, result.stderr) == (2, f"aimline: {goals}: no room\n")
    assert goals.read_text(encoding="utf-8") == DRIFTS


def test_a_large_run_does_not_work_out_all_its_fixes_to_count_them(goals: Path) -> None:
    goals.write_text("Gain 100 Instagram followers by the end of next month\n" * 250, encoding="utf-8")
    assert lint(goals, "--ignore", "duplicate-goal").stdout.splitlines()[-1] == "many can be fixed with --fix; --diff shows how"
