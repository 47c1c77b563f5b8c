"""The command line as a program: exit codes, streams, encodings, what cannot be read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = "Gain 100 Instagram followers in 10 days\n"
AIMLINE = [sys.executable, "-c", "from aimline.cli import main; main()"]


def run(*args: "str | bytes", stdin: bytes = b"", cwd: Path | None = None, **env: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*AIMLINE, *args], input=stdin, capture_output=True, cwd=cwd, env={**os.environ, **env}, timeout=60, check=False)


def test_what_cannot_be_read_costs_one_line_each_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "binary.goals").write_bytes(b"\x00\x01\x02")
    (tmp_path / "latin.goals").write_bytes("café".encode("latin-1"))
    (tmp_path / "empty").mkdir()
    (tmp_path / "good.goals").write_text(GOOD, encoding="utf-8")
    done = run("lint", "binary.goals", "latin.goals", "empty", "missing.goals", "good.goals", cwd=tmp_path)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 2
    assert [line.split(":")[1].strip() for line in lines] == ["empty", "binary.goals", "latin.goals", "missing.goals"]
    assert done.stdout.decode().startswith("1 goal in 1 file")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is allowed to root")
def test_a_file_without_permission(tmp_path: Path) -> None:
    file = tmp_path / "secret.goals"
    file.write_text(GOOD, encoding="utf-8")
    file.chmod(0)
    done = run("lint", str(file))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"permission" in done.stderr


def test_output_is_utf8_whatever_the_locale() -> None:
    text = "كسب 100 متابع على إنستغرام خلال 10 أيام"
    done = run("parse", "-", stdin=text.encode(), LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0
    assert text in done.stdout.decode("utf-8")


def test_an_argument_that_is_no_text_does_not_end_the_run() -> None:
    done = run("parse", "--format", "jsonl", b"Gain 5 \xff\xed\xa0\x80 likes", b"caf\xe9.goals")
    assert done.returncode == 2
    assert json.loads(done.stdout)["text"].startswith("Gain 5 \ufffd")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["parse", "--lines", "-"], ["lint", "-"]])
def test_a_closed_pipe_is_no_error(command: list[str]) -> None:
    with subprocess.Popen([*AIMLINE, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(b"Gain 100 followers\n" * 400)
        process.stdin.close()
        errors = process.stderr.read()
        assert (process.wait(timeout=60), errors) == (0, b"")


def test_an_internal_error_is_one_line_and_never_looks_like_findings() -> None:
    broken = "import aimline.lint.linter as l; l.timing = None; from aimline.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", broken, "lint", "-"], input=GOOD.encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("aimline lint: internal error: TypeError:")
    assert len(done.stderr.decode().splitlines()) == 1
    environment = {**os.environ, "AIMLINE_DEBUG": "1"}
    done = subprocess.run([sys.executable, "-c", broken, "lint", "-"], input=GOOD.encode(), capture_output=True, timeout=60, check=False, env=environment)
    assert done.returncode == 2
    assert b"Traceback" in done.stderr


def test_an_interrupt_is_quiet() -> None:
    broken = """
import aimline.lint.linter as l
def stop(*args): raise KeyboardInterrupt
l.timing = stop
from aimline.cli import main
main()
"""
    done = subprocess.run([sys.executable, "-c", broken, "lint", "-"], input=GOOD.encode(), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.parametrize(("shell", "mark"), [("bash", "complete -o"), ("zsh", "#compdef aimline"), ("fish", "complete --no-files")])
def test_completion_scripts(shell: str, mark: str) -> None:
    done = run(_AIMLINE_COMPLETE=f"{shell}_source")
    assert mark in done.stdout.decode()


def test_completion_completes_commands_options_and_rules() -> None:
    def completed(words: str) -> list[str]:
        done = run(_AIMLINE_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split(" ")) - 1))
        return [line.split(",", 1)[1] for line in done.stdout.decode().splitlines()]

    assert completed("aimline l") == ["lint"]
    assert "--fail-level" in completed("aimline lint --f")
    assert completed("aimline rules T00") == [f"T00{n}" for n in range(1, 10)]
    assert completed("aimline rules no-pl") == ["S003"]
