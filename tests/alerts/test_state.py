"""The state file: all of a batch or none of it, one process at a time, and clear words where it cannot be used."""

import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from aimline.alerts.state import State, StateError, migrations
from aimline.metrics.sources import read_metrics


def test_what_is_committed_stays_and_what_fails_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "goals.state"
    with State(file) as state:
        with state.transaction():
            state.put("one", "kept")
        with pytest.raises(ZeroDivisionError), state.transaction():
            state.put("two", str(1 / 0) if state.put("one", "lost") is None else "")
    with State(file) as state:
        assert state.get("one") == "kept"
        assert state.get("two") is None
        assert state.verify() == []


def test_a_state_among_exports_is_no_export(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("ts,metric,value\n2026-01-01,followers,10\n", encoding="utf-8")
    sqlite3.connect(tmp_path / "theirs.db").execute("CREATE TABLE log (ts, metric, value)").connection.close()
    with State(tmp_path / "watch.db") as state, state.transaction():
        state.put("one", "kept")
        for spec in (str(tmp_path), str(tmp_path / "w*")):
            log, _ = read_metrics([spec])
            assert not [aside for aside in log.set_aside if "watch.db" in str(aside)]
            assert len(log.tables) == (1 if spec == str(tmp_path) else 0)
        log, _ = read_metrics([str(tmp_path)])
        assert [aside for aside in log.set_aside if "theirs.db" in str(aside)]


def test_one_process_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "goals.state"
    with State(file) as state:
        with pytest.raises(StateError, match="another aimline watch"):
            State(file)
        with state.transaction():
            state.put("one", "still mine")
    State(file).close()  # free again


def test_a_symbolic_link_leads_to_the_same_lock(tmp_path: Path) -> None:
    file, link = tmp_path / "watch.state", tmp_path / "link.state"
    link.symlink_to(file.name)
    with State(file), pytest.raises(StateError) as caught:
        State(link)
    assert "another aimline watch" in caught.value.message["en"]
    with State(link), pytest.raises(StateError):
        State(file)


@pytest.mark.skipif(os.name == "nt", reason="a file that is open cannot be removed there")
@pytest.mark.parametrize("replaced", [False, True])
def test_a_state_that_is_removed_while_in_use_is_told_of_and_keeps_nothing_more(tmp_path: Path, replaced: bool) -> None:
    file, aside = tmp_path / "goals.state", tmp_path / "aside.state"
    with State(file) as state:
        with state.transaction():
            state.put("one", "kept")
        state.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.rename(aside)
        if replaced:
            file.write_bytes(b"")
        with pytest.raises(StateError, match="removed or replaced"), state.transaction():
            state.put("two", "lost")
    with State(aside) as state:
        assert (state.get("one"), state.get("two")) == ("kept", None)


def test_a_lock_goes_with_its_process(tmp_path: Path) -> None:
    file = tmp_path / "goals.state"
    script = f"from aimline.alerts.state import State; import os, signal; State({str(file)!r}); os.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", script], check=False)
    State(file).close()


@pytest.mark.parametrize("content", [b"date,followers\n2026-01-01,5\n" * 50, b"SQLite format 3\0" + b"\7" * 5000])
def test_other_files_are_not_touched(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "goals.state"
    file.write_bytes(content)
    with pytest.raises(StateError, match="damaged"):
        State(file)
    assert file.read_bytes() == content


def test_databases_of_others_are_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE orders (id INTEGER)")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StateError, match="not a state file"):
        State(file)
    assert file.read_bytes() == before


def test_a_later_version_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "goals.state"
    State(file).close()
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    connection.close()
    with pytest.raises(StateError, match="later version"):
        State(file)


def test_an_earlier_version_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "goals.state"
    with State(file) as state, state.transaction():
        state.put("one", "kept")
    more = (*migrations(), "CREATE TABLE later (id INTEGER);\nINSERT INTO later VALUES (7);\n")
    monkeypatch.setattr("aimline.alerts.state.migrations", lambda: more)
    with pytest.raises(StateError, match="earlier version"):
        State(file, read_only=True)
    with State(file) as state:
        assert state.get("one") == "kept"
        assert state.connection.execute("SELECT id FROM later").fetchall() == [(7,)]


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "goals.state"
    State(file).close()
    known = migrations()
    monkeypatch.setattr("aimline.alerts.state.migrations", lambda: (*known, "CREATE TABLE later (id INTEGER);\nCREATE TABLE later (id INTEGER);\n"))
    with pytest.raises(StateError):
        State(file)
    monkeypatch.setattr("aimline.alerts.state.migrations", lambda: known)
    with State(file) as state:
        assert state.connection.execute("PRAGMA user_version").fetchall() == [(len(known),)]


def test_damage_is_found(tmp_path: Path) -> None:
    file = tmp_path / "goals.state"
    with State(file) as state, state.transaction():
        for number in range(3000):
            state.put(f"name {number}", "x" * 100)
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 4096] = b"\xff" * 4096
    file.write_bytes(raw)
    with State(file, read_only=True) as state:
        assert state.verify()


def test_entries_that_refer_to_nothing_are_found(tmp_path: Path) -> None:
    with State(tmp_path / "goals.state") as state:
        with state.transaction():
            state.connection.execute("INSERT INTO readings VALUES (1, 99, 0, 5, 0)")
        assert [one["en"] for one in state.verify()] == ["the table readings refers to entries that are not there"]


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limit of file sizes here")
def test_a_full_disk_says_so_and_keeps_what_was_committed(tmp_path: Path) -> None:
    file = tmp_path / "goals.state"
    script = f"""
import resource, signal
from aimline.alerts.state import State, StateError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
state = State({str(file)!r})
with state.transaction():
    state.put("one", "kept")
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    with state.transaction():
        for number in range(20_000):
            state.put(f"name {{number}}", "x" * 100)
except StateError as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert "no room is left" in said
    with State(file) as state:
        assert state.get("one") == "kept"
        assert state.get("name 0") is None
        assert state.verify() == []


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StateError, match="cannot be written"):
        State(tmp_path / "goals.state")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="cannot be written"):
        State(tmp_path / "nowhere" / "goals.state")
    with pytest.raises(StateError, match="no such state file"):
        State(tmp_path / "goals.state", read_only=True)
