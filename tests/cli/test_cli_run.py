"""The command line as a program: exit codes, streams, encodings, what cannot be read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import forked
from aimline.text.messages import message

GOOD = "Gain 100 Instagram followers in 10 days\n"
AIMLINE = [sys.executable, "-c", "from aimline.__main__ import main; main()"]


def run(*args: "str | bytes", stdin: bytes = b"", cwd: Path | None = None, **env: str) -> "subprocess.CompletedProcess[bytes]":
    return forked.run(*args, stdin=stdin, cwd=cwd, env={**os.environ, **env})


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


def test_an_empty_file_and_an_endless_one_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "empty.goals").write_bytes(b"\xef\xbb\xbf \n")
    for command in ("lint", "parse"):
        done = run(command, "empty.goals", "/dev/zero", cwd=tmp_path)
        assert done.returncode == 2
        assert [line.split(":")[1].strip() for line in done.stderr.decode().splitlines()] == ["empty.goals", "/dev/zero"]
    done = run("evaluate", "empty.goals", "--metrics", "/dev/zero", cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 2)


def test_hidden_folders_are_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "old.goals").write_text("not a goal", encoding="utf-8")
    (tmp_path / ".git" / "old.csv").write_text("date,followers\n2026-12-01,5\n", encoding="utf-8")
    (tmp_path / "good.goals").write_text(GOOD, encoding="utf-8")
    (tmp_path / "new.csv").write_text("date,followers\n2026-12-01,7\n", encoding="utf-8")
    done = run("evaluate", "--metrics", ".", "--format", "json", cwd=tmp_path)
    assert [(standing["file"], standing["actual"]) for standing in json.loads(done.stdout)] == [("good.goals", 7)]
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("spec", ["", " ", "instagram=", "instgram=x.csv", "=x.csv", "acme/=x.csv", "x[.csv", "*.nope"])
def test_metrics_that_name_nothing_are_an_error_that_says_what_to_write(tmp_path: Path, spec: str) -> None:
    (tmp_path / "x.csv").write_text("date,followers\n2026-12-01,5\n", encoding="utf-8")
    done = run("evaluate", "-", "--metrics", spec, "--format", "json", stdin=GOOD.encode(), cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert [standing["status"] for standing in json.loads(done.stdout)] == ["no_data"]
    if spec.startswith("instgram"):
        assert b"meant: instagram" in done.stderr


def test_names_of_files_in_messages_are_readable(tmp_path: Path) -> None:
    (tmp_path / "a b.csv").write_text("date,followers\n2026-12-01,5\nnever,6\n", encoding="utf-8")
    done = run("evaluate", "-", "--metrics", "a b.csv", stdin=GOOD.encode(), cwd=tmp_path)
    assert done.stderr.decode().replace("\u2068", "").replace("\u2069", "") == "aimline: a b.csv:3: “never” is not a date\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", [["lint", "-"], ["parse", "-"], ["fmt", "-"], ["rules"], ["--help"]])
def test_a_full_disk_is_an_error_of_one_line(command: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*AIMLINE, *command], input=GOOD.encode(), stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (2, b"aimline: the output cannot be written: no space is left on the device\n")
        done = subprocess.run([*AIMLINE, "lint", "missing.goals"], stdin=subprocess.DEVNULL, stderr=full, timeout=60, check=False)
        assert done.returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="redirections of a shell")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed(closed: str) -> None:
    done = subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", *AIMLINE, "lint", "--lang", "en", "missing.goals"], capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("columns", ["1", "20", "99999999999", "²", "٢٠", "-5", "x", ""])
def test_a_table_is_readable_however_wide_the_terminal_says_it_is(tmp_path: Path, columns: str) -> None:
    (tmp_path / "x.csv").write_text("date,followers\n2026-12-01,5\n2026-12-02,6\n", encoding="utf-8")
    done = run("evaluate", "-", "--metrics", "x.csv", stdin=GOOD.encode(), cwd=tmp_path, COLUMNS=columns)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert {"done", "expected", "pace", "needed/day", "projected", "probability"} <= set(" ".join(lines[:2]).split())
    assert 75 <= max(map(len, lines)) <= 500


def test_a_closed_pipe_ends_a_table_without_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("date,followers\n2026-12-01,5\n2026-12-02,6\n", encoding="utf-8")
    (tmp_path / "x.goals").write_text(GOOD * 500, encoding="utf-8")
    with subprocess.Popen([*AIMLINE, "evaluate", "x.goals", "-m", "x.csv"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
        assert (process.wait(timeout=60), errors) == (0, b"")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is allowed to root")
def test_folders_that_may_not_be_entered(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0)
    try:
        for words in (["lint", "."], ["lint", "locked/x.goals"], ["fmt", "locked"], ["parse", "locked/x.goals"], ["evaluate", "-", "-m", "locked/x.csv"]):
            done = run(*words, stdin=GOOD.encode(), cwd=tmp_path)
            assert done.returncode == 2
            assert b"locked" in done.stderr
            assert b"internal error" not in done.stderr
    finally:
        folder.chmod(0o700)


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
    env = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*AIMLINE, "parse", "-"], input=text.encode(), capture_output=True, env=env, timeout=60, check=False)
    assert done.returncode == 0
    assert text in done.stdout.decode("utf-8")


def test_an_argument_that_is_no_text_does_not_end_the_run() -> None:
    words = ["parse", "--format", "jsonl", b"Gain 5 \xff\xed\xa0\x80 likes", b"caf\xe9.goals"]
    done = subprocess.run([*AIMLINE, *words], capture_output=True, timeout=60, check=False)
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
    broken = "import aimline.lint.linter as l; l.timing = None; from aimline.__main__ import main; main()"
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
from aimline.__main__ import main
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

    assert completed("aimline l") == ["lint", "log"]
    assert "--fail-level" in completed("aimline lint --f")
    assert completed("aimline rules T00") == [f"T00{n}" for n in range(1, 10)]
    assert completed("aimline rules no-pl") == ["S003"]


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_a_working_folder_that_is_gone_is_told_as_such(tmp_path: Path, language: str) -> None:
    (tmp_path / "good.goals").write_text(GOOD, encoding="utf-8")
    gone = tmp_path / "gone"
    gone.mkdir()
    code = f"import os; os.rmdir({str(gone)!r}); from aimline.__main__ import main; main()"
    command = [sys.executable, "-c", code, "--lang", language, "lint", str(tmp_path / "good.goals")]
    done = subprocess.run(command, capture_output=True, cwd=gone, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"aimline lint: {message('cli.nowhere', language)}\n"
