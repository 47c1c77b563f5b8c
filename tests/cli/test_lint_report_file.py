"""`lint --format` and `--output-file`: where a report goes, and what is left on the streams."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import forked
from aimline.render.formats import FORMATS
from aimline.text.messages import messages


def run(*args: str, cwd: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "AIMLINE_TODAY": "2026-12-01", **env}
    done = forked.run("lint", *args, cwd=cwd, env=environment)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bad.goals").write_text("Gain followers on TikTok soon\nكسب متابعين على تيك توك قريبًا\n", encoding="utf-8")
    (tmp_path / "good.goals").write_text("Gain 100 TikTok followers in 10 days\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("format_", FORMATS)
def test_a_report_in_a_file_is_the_report_that_would_be_printed(folder: Path, format_: str) -> None:
    printed = run("--format", format_, cwd=folder)
    done = run("--format", format_, "--output-file", "report", cwd=folder)
    assert (printed.returncode, done.returncode) == (1, 1)
    assert (folder / "report").read_text(encoding="utf-8") == printed.stdout
    # people read the text meanwhile
    assert done.stdout == run(cwd=folder).stdout
    assert done.stderr == ""
    again = run(cwd=folder, AIMLINE_FORMAT=format_, AIMLINE_OUTPUT_FILE="again")
    assert again.returncode == 1
    assert (folder / "again").read_bytes() == (folder / "report").read_bytes()


def test_a_report_that_cannot_be_written_is_an_error_and_the_text_is_shown(folder: Path) -> None:
    done = run("--format", "sarif", "--output-file", "nowhere/report", "good.goals", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "1 goal in 1 file: nothing to report\n")
    assert done.stderr == "aimline: nowhere/report: the report cannot be written there: there is no such file or folder\n"


def test_what_cannot_be_read_is_in_the_report_and_on_standard_error(folder: Path) -> None:
    done = run("--format", "sarif", "--lang", "ar", "good.goals", "missing.goals", cwd=folder)
    assert done.returncode == 2
    invocation = json.loads(done.stdout)["runs"][0]["invocations"][0]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (2, False)
    assert done.stderr == f"aimline: {invocation['toolExecutionNotifications'][0]['message']['text']}\n"


@pytest.mark.parametrize("level", ["error", "warning"])
def test_a_log_says_how_the_run_ended(folder: Path, level: str) -> None:
    (folder / "warned.goals").write_text("Gain 100 followers in 10 days\n", encoding="utf-8")
    done = run("--format", "sarif", "--fail-level", level, "warned.goals", cwd=folder)
    assert done.returncode == (level == "warning")
    assert json.loads(done.stdout)["runs"][0]["invocations"][0] == {
        "executionSuccessful": True,
        "exitCode": done.returncode,
        "toolExecutionNotifications": [],
    }


def test_colours_are_for_terminals_and_never_in_a_file(folder: Path) -> None:
    assert "\x1b" not in run(cwd=folder).stdout
    assert "\x1b[1;31m" in run(cwd=folder, FORCE_COLOR="1").stdout
    assert "\x1b" not in run(cwd=folder, FORCE_COLOR="1", NO_COLOR="1").stdout
    run("--output-file", "report.txt", cwd=folder, FORCE_COLOR="1")
    assert "\x1b" not in (folder / "report.txt").read_text(encoding="utf-8")


def test_a_format_imports_only_itself(folder: Path) -> None:
    """`lint` starts quickly: no format but the one asked for is read, and nothing heavy."""
    code = "import sys; sys.argv = ['aimline', 'lint', 'good.goals']\ntry:\n    from aimline.__main__ import main; main()\nfinally:\n    print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=True)
    loaded = set(done.stdout.split())
    assert "aimline.render.text" in loaded
    assert not {f"aimline.render.{name}" for name in FORMATS if name != "text"} & loaded
    assert not {"rich", "rich.cells", "duckdb", "numpy", "xml.sax", "importlib.metadata", "pydantic"} & loaded


def test_a_report_does_not_take_the_place_of_the_goals_it_is_about(tmp_path: Path) -> None:
    goals = tmp_path / "a.goals"
    goals.write_text("Gain 100 Instagram followers\n", encoding="utf-8")
    (tmp_path / "link.json").symlink_to(goals)
    for name in ("a.goals", "link.json"):
        done = run("a.goals", "--format", "json", "--output-file", name, cwd=tmp_path)
        assert done.returncode == 2
        assert "take the place" in done.stderr
        assert goals.read_text(encoding="utf-8") == "Gain 100 Instagram followers\n"


@pytest.mark.parametrize("options", [("--format", "sarif"), ("--report", "smart")])
@pytest.mark.parametrize("name", ["bad.goals", "./bad.goals", "link.txt"])
def test_a_report_never_takes_the_place_of_goals(folder: Path, options: tuple[str, ...], name: str) -> None:
    (folder / "link.txt").symlink_to("bad.goals")
    before = (folder / "bad.goals").read_bytes()
    done = run(*options, "--output-file", name, cwd=folder)
    assert (done.returncode, (folder / "bad.goals").read_bytes()) == (2, before)
    assert "would take the place of bad.goals" in done.stderr


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_why_letters_cannot_be_written_is_said_in_the_language_of_the_run(folder: Path, language: str) -> None:
    done = run("--report", "smart", "--output-file", "nowhere/letters.txt", "--lang", language, cwd=folder)
    assert done.returncode == 2
    assert messages("system.ENOENT")[language] in done.stderr
