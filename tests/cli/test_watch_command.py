"""`aimline watch` and `aimline state` as one types them."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import forked

PLAN = "Gain 300 followers on Instagram in 20 days\n  start: 2026-03-05\n"


def row(day: int, value: float, **more: object) -> str:
    return json.dumps({"ts": f"2026-03-{day:02}", "platform": "instagram", "metric": "followers", "value": value, **more}) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.goals").write_text(PLAN)
    (tmp_path / "rows.jsonl").write_text("".join(row(day, 1000 + 4 * day) for day in range(1, 31)))
    return tmp_path


def watch(folder: Path, *words: str, stdin: str = "") -> "subprocess.CompletedProcess[bytes]":
    return forked.run("watch", "plan.goals", "--state", "s", "--format", "jsonl", *words, cwd=folder, stdin=stdin.encode())


def alerts(done: "subprocess.CompletedProcess[bytes]") -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def finished(folder: Path, *words: str) -> bytes:
    done = forked.run("evaluate", "plan.goals", "--alerts", "--format", "jsonl", *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_log_of_evaluate_in_one_run(folder: Path) -> None:
    done = watch(folder, "--metrics", "rows.jsonl", "--as-of", "2026-03-30")
    assert alerts(done)
    assert done.stdout == finished(folder, "--metrics", "rows.jsonl")


def test_the_log_of_evaluate_in_many_runs(folder: Path) -> None:
    lines = (folder / "rows.jsonl").read_text().splitlines(keepends=True)
    wanted = finished(folder, "--metrics", "rows.jsonl")
    (folder / "rows.jsonl").write_text("")
    said = b""
    for place in range(0, len(lines), 4):
        with (folder / "rows.jsonl").open("a") as stream:
            stream.writelines(lines[place : place + 4])
        said += watch(folder, "--metrics", "rows.jsonl", "--once").stdout
    said += watch(folder, "--metrics", "rows.jsonl", "--as-of", "2026-03-30").stdout
    assert said == wanted
    assert forked.run("state", "export", "s", cwd=folder).stdout == wanted


def test_standard_input(folder: Path) -> None:
    rows = (folder / "rows.jsonl").read_text()
    wanted = finished(folder, "--metrics", "rows.jsonl")
    assert watch(folder, "--metrics", "-", "--as-of", "2026-03-30", stdin=rows).stdout == wanted
    csv = "ts,platform,metric,value\n" + "".join(f"2026-03-{day:02},instagram,followers,{1000 + 4 * day}\n" for day in range(1, 31))
    assert watch(folder, "--metrics", "-", "--as-of", "2026-03-30", "--state", "csv", stdin=csv).stdout == wanted
    bare = csv.replace(",platform", "").replace(",instagram", "")
    assert watch(folder, "--metrics", "instagram=-", "--as-of", "2026-03-30", "--state", "bare", stdin=bare).stdout == wanted
    table = "date,followers\n" + "".join(f"2026-03-{day:02},{1000 + 4 * day}\n" for day in range(1, 31))
    assert watch(folder, "--metrics", "instagram=-", "--as-of", "2026-03-30", "--state", "table", stdin=table).stdout == wanted


def test_messages_of_singer(folder: Path) -> None:
    wanted = finished(folder, "--metrics", "rows.jsonl")
    schema = {"type": "SCHEMA", "stream": "rows", "schema": {"properties": {}}, "key_properties": ["ts", "metric"]}
    records = [{"type": "RECORD", "stream": "rows", "record": json.loads(line)} for line in (folder / "rows.jsonl").read_text().splitlines()]
    lines = "".join(json.dumps(message) + "\n" for message in [schema, *records, {"type": "STATE", "value": {}}])
    assert watch(folder, "--metrics", "-", "--as-of", "2026-03-30", stdin=lines).stdout == wanted


def test_a_folder_into_which_exports_are_dropped(folder: Path) -> None:
    wanted = finished(folder, "--metrics", "rows.jsonl")
    drop = folder / "exports" / "instagram"
    drop.mkdir(parents=True)
    said = b""
    for first in (1, 11, 21):
        body = "".join(f"2026-03-{day:02},{1000 + 4 * day}\n" for day in range(first, first + 10))
        (drop / f"followers-{first}.csv").write_text("date,followers\n" + body)
        said += watch(folder, "--metrics", "exports", "--once").stdout
    assert said + watch(folder, "--metrics", "exports", "--as-of", "2026-03-30").stdout == wanted


def test_readings_by_hand(folder: Path) -> None:
    (folder / "aimline.toml").write_text("")
    for day in range(1, 31, 5):
        forked.run("log", "Instagram followers", str(1000 + 4 * day), "--on", f"2026-03-{day:02}", "--today", "2026-03-31", cwd=folder)
    (folder / "rows.jsonl").unlink()
    assert alerts(watch(folder, "--as-of", "2026-03-30"))


def test_the_state_stands_beside_the_configuration(folder: Path) -> None:
    (folder / "aimline.toml").write_text("")
    done = forked.run("watch", "plan.goals", "--metrics", "rows.jsonl", "--once", cwd=folder)
    assert "aimline-watch.state" in done.stderr.decode()
    assert (folder / "aimline-watch.state").exists()


def test_two_watches_of_one_state(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "aimline", "watch", "plan.goals", "--metrics", "rows.jsonl", "--state", "s", "--format", "jsonl"]
    first = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert first.stdout is not None
        assert first.stdout.readline()  # it is well under way
        second = watch(folder, "--metrics", "rows.jsonl", "--once")
        assert second.returncode == 2
        assert "another aimline watch is using this state" in second.stderr.decode()
        assert forked.run("state", "verify", "s", cwd=folder).returncode == 0  # looking at it is allowed
        first.send_signal(signal.SIGTERM)
        assert first.wait(20) == 0  # it ends as it should
    finally:
        first.kill()
        first.communicate()


def test_a_state_that_is_damaged(folder: Path) -> None:
    watch(folder, "--metrics", "rows.jsonl", "--once")
    raw = bytearray((folder / "s").read_bytes())
    raw[:64] = b"x" * 64
    (folder / "s").write_bytes(raw)
    for done in (watch(folder, "--metrics", "rows.jsonl", "--once"), forked.run("state", "verify", "s", cwd=folder)):
        assert done.returncode == 2
        assert "damaged" in done.stderr.decode()
    assert (folder / "s").read_bytes() == raw


def test_a_disk_that_is_full(folder: Path) -> None:
    script = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
from aimline.__main__ import main
main()
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = ["watch", "plan.goals", "--metrics", "more.jsonl", "--state", "s", "--once"]
    assert alerts(watch(folder, "--metrics", "rows.jsonl", "--once"))
    (folder / "more.jsonl").write_text("".join(row(1 + hour % 28, hour, account=f"account {hour}") for hour in range(4_000)))
    done = subprocess.run([sys.executable, "-c", script, "400000", *words], cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert "no room is left" in done.stderr.decode()
    assert forked.run("state", "verify", "s", cwd=folder).returncode == 0
    assert watch(folder, "--metrics", "more.jsonl", "--once").returncode == 0  # with room again it goes on


def test_rows_that_cannot_be_read_are_counted(folder: Path) -> None:
    with (folder / "rows.jsonl").open("a") as stream:
        stream.write('not json\n{"ts": "soon", "metric": "followers", "value": 5}\n')
    told = watch(folder, "--metrics", "rows.jsonl", "--once").stderr.decode()
    assert told.count("set aside") == 2
    assert "rows.jsonl:31" in told
    assert "rows.jsonl:32" in told
    found = json.loads(forked.run("state", "inspect", "s", "--format", "json", cwd=folder).stdout)
    assert sorted((one["place"], one["rows"]) for one in found["set_aside"]) == [("rows.jsonl:31", 1), ("rows.jsonl:32", 1)]
    assert found["rows"]["readings"] == 30
    text = forked.run("state", "inspect", "s", cwd=folder).stdout.decode()
    assert "one row set aside" in text
    assert "set aside" not in watch(folder, "--metrics", "rows.jsonl", "--once").stderr.decode()  # it was said


def test_many_reasons_are_told_no_longer(folder: Path) -> None:
    rows = "".join(f"2026-03-{day:02},instagram,metric {day},x{day}\n" for day in range(1, 30))
    (folder / "rows.csv").write_text("ts,platform,metric,value\n2026-03-01,instagram,followers,1\n" + rows)
    told = watch(folder, "--metrics", "rows.csv", "--once").stderr.decode()
    assert "set aside" in told
    assert len(told.splitlines()) < 15


def test_a_folder_that_is_empty_yet(folder: Path) -> None:
    """New exports are dropped there later: nothing has failed."""
    (folder / "drop").mkdir()
    done = watch(folder, "--metrics", "drop", "--once")
    assert done.returncode == 0
    assert b"no metric files" in done.stderr
    assert alerts(watch(folder, "--metrics", "drop", "--metrics", "rows.jsonl", "--once"))


def test_a_file_that_is_not_there_is_told_in_every_run(folder: Path) -> None:
    for _ in range(2):
        done = watch(folder, "--metrics", "rows.jsonl", "--metrics", "nothing.csv", "--once")
        assert done.returncode == 2
        assert b"nothing.csv: there is no such file" in done.stderr


def test_a_file_that_is_replaced_is_read_anew(folder: Path) -> None:
    watch(folder, "--metrics", "rows.jsonl", "--once")
    (folder / "rows.jsonl").write_text(row(31, 1124))
    done = watch(folder, "--metrics", "rows.jsonl", "--once")
    assert "it is read from its beginning" in done.stderr.decode()
    assert json.loads(forked.run("state", "inspect", "s", "--format", "json", cwd=folder).stdout)["rows"]["readings"] == 31


def test_what_the_run_tells_of_itself(folder: Path) -> None:
    from prometheus_client.openmetrics.parser import text_string_to_metric_families

    watch(folder, "--metrics", "rows.jsonl", "--once", "--telemetry", "t.txt", "--notify", "file:out.jsonl")
    families = {family.name: family for family in text_string_to_metric_families((folder / "t.txt").read_text())}
    assert [sample.value for sample in families["aimline_watch_rows"].samples] == [30]
    assert families["aimline_watch_outbox"].samples[0].labels["state"] == "sent"
    assert len((folder / "out.jsonl").read_text().splitlines()) == families["aimline_watch_outbox"].samples[0].value


def test_by_friday_stays_the_same_friday(folder: Path) -> None:
    (folder / "plan.goals").write_text("Gain 300 followers on Instagram by Friday\n  id: friday\n")
    lines = (folder / "rows.jsonl").read_text().splitlines(keepends=True)
    (folder / "rows.jsonl").write_text("".join(lines[:10]))
    watch(folder, "--metrics", "rows.jsonl", "--once", "--today", "2026-03-10")
    (folder / "rows.jsonl").write_text("".join(lines))
    done = watch(folder, "--metrics", "rows.jsonl", "--as-of", "2026-03-30", "--today", "2026-03-25")
    assert "reworded" not in done.stderr.decode()
    ends = {one["standing"]["window"]["end"] for one in alerts(done)}  # type: ignore[index,call-overload]
    assert ends == {"2026-03-14"}


def test_the_last_line_without_an_end(folder: Path) -> None:
    with (folder / "rows.jsonl").open("a") as stream:
        stream.write(row(31, 1124).rstrip())
    watch(folder, "--metrics", "rows.jsonl", "--once")
    assert json.loads(forked.run("state", "inspect", "s", "--format", "json", cwd=folder).stdout)["rows"]["readings"] == 31
    with (folder / "rows.jsonl").open("a") as stream:
        stream.write("\n" + '{"ts": "2026-04-01", "platform": "instagram", "metric": "followers", "va')
    watch(folder, "--metrics", "rows.jsonl", "--once")
    assert json.loads(forked.run("state", "inspect", "s", "--format", "json", cwd=folder).stdout)["rows"]["readings"] == 31


def test_files_that_grow_while_it_runs(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "aimline", "watch", "plan.goals", "--metrics", "rows.jsonl", "--state", "s", "--format", "jsonl"]
    wanted = finished(folder, "--metrics", "rows.jsonl", "--as-of", "2026-03-28").splitlines()
    lines = (folder / "rows.jsonl").read_text().splitlines(keepends=True)
    (folder / "rows.jsonl").write_text("".join(lines[:15]))
    running = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert running.stdout is not None
        said = [running.stdout.readline().rstrip()]
        with (folder / "rows.jsonl").open("a") as stream:
            for line in lines[15:]:
                stream.write(line[:20])
                stream.flush()
                time.sleep(0.01)
                stream.write(line[20:])
        said += [running.stdout.readline().rstrip() for _ in wanted[1:]]
        assert said == wanted
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
    finally:
        running.kill()
        running.communicate()


def test_what_was_written_down_and_not_printed_is_printed_by_the_next_run(folder: Path) -> None:
    wanted = watch(folder, "--metrics", "rows.jsonl", "--as-of", "2026-03-30", "--state", "whole").stdout
    assert len(wanted.splitlines()) > 3
    with (folder / "out").open("wb") as gone:
        reader, writer = os.pipe()
        os.close(reader)  # nobody reads what is printed
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [
            sys.executable,
            "-m",
            "aimline",
            "watch",
            "plan.goals",
            "--metrics",
            "rows.jsonl",
            "--state",
            "s",
            "--format",
            "jsonl",
            "--as-of",
            "2026-03-30",
        ]
        subprocess.run(command, cwd=folder, env=environment, stdout=writer, stderr=gone, check=False)
        os.close(writer)
    assert forked.run("state", "export", "s", cwd=folder).stdout  # written down
    assert watch(folder, "--metrics", "rows.jsonl", "--as-of", "2026-03-30").stdout == wanted
    assert watch(folder, "--metrics", "rows.jsonl", "--as-of", "2026-03-30").stdout == b""


def test_exit_codes_of_one_run(folder: Path) -> None:
    (folder / "no.sh").write_text("#!/bin/sh\nexit 65\n")
    (folder / "no.sh").chmod(0o755)
    words = ("--metrics", "rows.jsonl", "--as-of", "2026-03-30")
    assert watch(folder, *words, "--state", "a").returncode == 0
    done = watch(folder, *words, "--state", "b", "--notify", "exec:./no.sh")
    assert done.returncode == 1  # alerts that were put aside are something to look at
    assert done.stdout
    assert watch(folder, *words, "--state", "b", "--notify", "exec:./no.sh").returncode == 0  # told once
    assert watch(folder, "--metrics", "rows.jsonl", "--metrics", "absent.jsonl", "--once", "--state", "c").returncode == 2
    pytest.importorskip("redis")
    done = watch(folder, "--metrics", "redis://127.0.0.1:1/0?stream=rows", "--once", "--state", "d")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr.decode()


def test_a_state_that_is_something_else(folder: Path) -> None:
    with sqlite3.connect(folder / "other.db") as other:
        other.execute("CREATE TABLE x (a)")
    other.close()
    (folder / "text").write_text("hello\n")
    (folder / "dir").mkdir()
    before = sorted(path.name for path in folder.iterdir())
    for name, said in (
        ("other.db", "not a state file"),
        ("text", "not a state file"),
        ("rows.jsonl", "not a state file"),
        ("dir", "folder"),
        ("/dev/null", "device"),
    ):
        done = watch(folder, "--metrics", "rows.jsonl", "--once", "--state", name)
        assert done.returncode == 2
        assert said in done.stderr.decode()
        assert "internal" not in done.stderr.decode()
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith("other.db")) == [name for name in before if name != "other.db"]


def test_a_state_with_a_damaged_page(folder: Path) -> None:
    """Wherever it is, it is said that the file is damaged, and never called an internal error."""
    watch(folder, "--metrics", "rows.jsonl", "--once")
    whole = (folder / "s").read_bytes()
    for page in range(1, len(whole) // 4096, 3):
        (folder / "s").write_bytes(whole[: page * 4096] + b"\xa5" * 4096 + whole[(page + 1) * 4096 :])
        done = watch(folder, "--metrics", "rows.jsonl", "--as-of", "2026-03-30")
        assert done.returncode in (0, 2)
        assert done.returncode == 0 or "damaged" in done.stderr.decode(), (page, done.stderr)
