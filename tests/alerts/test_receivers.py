"""Receivers that are no webhooks: a file, a command, services; and which of them a target means."""

import json
import os
import sys
import threading
import time
from pathlib import Path

import pytest
from test_webhook import ALERT, LETTER, Book, means

from aimline.alerts.delivery import Failed, Letter
from aimline.alerts.delivery.command import Command
from aimline.alerts.delivery.file import File
from aimline.alerts.delivery.targets import TargetError, named, receiver, shown, taken_apart
from aimline.alerts.routes import Route

# files


def test_a_file_gets_a_line_an_alert(tmp_path: Path) -> None:
    made = receiver(Route("r", "file:${FOLDER}/a b.jsonl"), means(FOLDER=str(tmp_path)))
    made.deliver(LETTER)
    made.deliver(LETTER)
    assert (tmp_path / "a b.jsonl").read_text(encoding="utf-8") == (ALERT.json() + "\n") * 2


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_bytes(ALERT.json().encode() + b'\n{"id": "cu')
    File(file).deliver(LETTER)
    assert file.read_bytes() == ALERT.json().encode() + b'\n{"id": "cu\n' + ALERT.json().encode() + b"\n"


def test_a_full_disk_leaves_no_half_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "log"
    File(file).deliver(LETTER)
    before, write = file.read_bytes(), os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:20]))
    with pytest.raises(Failed) as failed:
        File(file).deliver(LETTER)
    monkeypatch.undo()
    assert not failed.value.permanent
    assert str(file) in failed.value.message["ar"]
    assert file.read_bytes() == before


def test_many_who_write_to_one_file_write_whole_lines(tmp_path: Path) -> None:
    file = tmp_path / "log"
    threads = [threading.Thread(target=lambda: [File(file).deliver(LETTER) for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert file.read_text(encoding="utf-8").splitlines() == [ALERT.json()] * 80


@pytest.mark.parametrize("name", [".", "no/such/folder/log", "pipe"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Failed):
        File(tmp_path / name).deliver(LETTER)


# commands

NOTING = """
import json, os, sys
line = sys.stdin.read()
said = {name: value for name, value in os.environ.items() if name.startswith("AIMLINE_")}
open(sys.argv[1], "w", encoding="utf-8").write(json.dumps([line, said, sys.argv[2:]]))
print("not into the log")
"""


def command(*words: str, seconds: float = 20.0, **environ: str) -> Command:
    return Command([sys.executable, *words], environ={**os.environ, **environ}, languages=("ar",), seconds=seconds)


def test_a_command_gets_the_alert_on_standard_input_and_in_the_environment(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    command("-c", NOTING, str(out), "$(touch x); `y`", "كسب").deliver(LETTER)
    line, said, rest = json.loads(out.read_text(encoding="utf-8"))
    assert line == ALERT.json() + "\n"
    assert said["AIMLINE_ALERT_ID"] == ALERT.id
    assert (said["AIMLINE_ALERT_FROM"], said["AIMLINE_ALERT_TO"], said["AIMLINE_ALERT_REVISES"]) == ("on_track", "behind", "")
    assert "كُسب 42 من 100." in said["AIMLINE_ALERT_TEXT"]
    assert rest == ["$(touch x); `y`", "كسب"]
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "not into the log" in captured.err


def test_no_shell_reads_a_command(tmp_path: Path) -> None:
    out = tmp_path / "out"
    script = tmp_path / "note.py"
    script.write_text(NOTING, encoding="utf-8")
    target = f"exec:'{sys.executable}' {script} {out} 'two words' ${{SECRET}} $HOME ; ls > x"
    receiver(Route("r", target), means(SECRET="a b; $(c)", PATH="/bin")).deliver(LETTER)
    assert json.loads(out.read_text(encoding="utf-8"))[2] == ["two words", "a b; $(c)", "$HOME", ";", "ls", ">", "x"]


@pytest.mark.parametrize(
    ("code", "permanent"), [("import sys; sys.exit(1)", False), ("import sys; sys.exit(65)", True), ("import os; os.kill(os.getpid(), 9)", False)]
)
def test_a_command_that_fails(code: str, permanent: bool) -> None:
    with pytest.raises(Failed) as failed:
        command("-c", code).deliver(LETTER)
    assert failed.value.permanent is permanent
    assert set(failed.value.message) == {"en", "ar", "fr"}


def test_a_command_that_reads_nothing_is_well(tmp_path: Path) -> None:
    long = Letter(json.dumps({**ALERT.record(), "standing": {"text": "x" * 300_000}}), {**ALERT.record(), "standing": {"text": "x"}})
    command("-c", "pass").deliver(long)


def test_a_command_that_does_not_end_is_ended_with_all_it_started(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    child = f"import time; time.sleep(1.5); open({str(mark)!r}, 'w')"
    code = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(30)"
    began = time.monotonic()
    with pytest.raises(Failed) as failed:
        command("-c", code, seconds=0.5).deliver(LETTER)
    assert time.monotonic() - began < 10
    assert "0.5" in failed.value.message["en"]
    time.sleep(1.6)
    assert not mark.exists()


def test_closing_ends_a_command() -> None:
    made, failures = command("-c", "import time; time.sleep(30)"), list[Failed]()

    def deliver() -> None:
        try:
            made.deliver(LETTER)
        except Failed as error:
            failures.append(error)

    thread = threading.Thread(target=deliver)
    thread.start()
    while made._running is None and thread.is_alive():
        time.sleep(0.01)
    made.close()
    thread.join(10)
    assert not thread.is_alive()
    assert len(failures) == 1


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(Failed) as failed:
        Command(["/no/such/program", "s3cret"], environ={}).deliver(LETTER)
    assert failed.value.permanent
    assert "program" in failed.value.message["fr"]
    assert "s3cret" not in "".join(failed.value.message.values())


# services


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """What apprise was given to send to a service of ours; `refused` in the title is not taken."""
    apprise = pytest.importorskip("apprise")
    got: list[tuple[str, str, str]] = []

    class Ours(apprise.plugins.NotifyBase):  # type: ignore[misc,name-defined]
        service_name = "Ours"
        protocol = "aimlinetest"
        secure_protocol = "aimlinetests"
        service_url = "https://example.org"
        setup_url = "https://example.org"
        templates = ("{schema}://{host}", "{schema}://{host}:{port}")
        template_tokens = apprise.plugins.NotifyBase.template_tokens

        def send(self, body: str, title: str = "", notify_type: object = "", **kwargs: object) -> bool:
            got.append((title, body, str(getattr(notify_type, "value", notify_type))))
            return "refused" not in (self.host or "")

        def url(self, *args: object, **kwargs: object) -> str:
            return f"aimlinetest://{self.host}"

    apprise.NotificationManager().add(Ours, schemas=["aimlinetest", "aimlinetests"], force=True)
    return got


def test_other_services_are_reached_by_apprise(said: list[tuple[str, str, str]]) -> None:
    route = Route("r", "aimlinetest://host.example", languages=("en", "ar"))
    receiver(route, means(Book(**{"host.example": ["93.184.216.34"]}), private=False)).deliver(LETTER)
    ((title, body, kind),) = said
    assert title.startswith("Critical: behind (was on track) / ")
    assert "Gained 42 of 100." in body
    assert "كُسب 42 من 100." in body
    assert kind == "failure"


def test_a_host_of_ones_own_is_looked_at_before_apprise_is_asked(said: list[tuple[str, str, str]]) -> None:
    with pytest.raises(Failed) as failed:
        receiver(Route("r", "aimlinetest://host.example"), means(Book(**{"host.example": ["10.0.0.1"]}), private=False)).deliver(LETTER)
    assert failed.value.permanent
    assert said == []
    with pytest.raises(Failed) as failed:
        receiver(Route("r", "aimlinetest://refused"), means(Book(refused=["10.0.0.1"]), private=True)).deliver(LETTER)
    assert not failed.value.permanent
    assert len(said) == 1


def test_tokens_are_not_asked_of_a_resolver() -> None:
    pytest.importorskip("apprise")
    made = receiver(Route("r", "tgram://123456789:abcdefg_hij/12345"), means())
    assert made._hosts() == []  # type: ignore[attr-defined]
    made = receiver(Route("r", "mailto://me:pw@in.example?smtp=mail.in.example"), means())
    assert made._hosts() == ["in.example", "mail.in.example"]  # type: ignore[attr-defined]


def test_without_apprise_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(TargetError) as error:
        receiver(Route("r", "tgram://123/456"), means())
    assert all("aimline[notify]" in text for text in error.value.message.values())


def test_what_apprise_does_not_know() -> None:
    pytest.importorskip("apprise")
    with pytest.raises(TargetError):
        receiver(Route("r", "nosuchthing://x"), means())


# targets


@pytest.mark.parametrize(
    ("target", "kind", "text", "shape"),
    [
        ("https://x.example/a", "web", "https://x.example/a", None),
        ("slack+https://x.example/a", "web", "https://x.example/a", "slack"),
        ("teams+http://x.example/${A}", "web", "http://x.example/${A}", "teams"),
        ("file:a b", "file", "a b", None),
        ("file:///var/x", "file", "/var/x", None),
        ("exec:a 'b c'", "command", "a 'b c'", None),
        ("mailto://a:b@c.example", "service", "mailto://a:b@c.example", None),
        ("${HOOK}", "variable", "${HOOK}", None),
    ],
)
def test_what_a_target_means(target: str, kind: str, text: str, shape: str | None) -> None:
    assert taken_apart(target) == (kind, text, shape)


@pytest.mark.parametrize(
    "target", ["", "x", "file:", "exec:", "exec:'a", "https://", "https:x", "slack+ftp://x", "slack+https://", "https://x/${}", "https://x/${a-b}"]
)
def test_what_is_no_target(target: str) -> None:
    with pytest.raises(TargetError) as error:
        taken_apart(target)
    assert set(error.value.message) == {"en", "ar", "fr"}


@pytest.mark.parametrize(
    ("target", "seen"),
    [
        ("https://hooks.example/services/T0/B0/s3cret", "https://hooks.example/…"),
        ("https://u:s3cret@hooks.example:8443/", "https://hooks.example:8443/"),
        ("slack+https://hooks.example/s3cret?x=s3cret", "slack+https://hooks.example/…"),
        ("https://hooks.example?token=s3cret", "https://hooks.example/…"),
        ("tgram://s3cret/1", "tgram://…"),
        ("exec:send --token s3cret", "exec:send …"),
        ("file:/var/log/alerts.jsonl", "file:/var/log/alerts.jsonl"),
        ("${S3CRET}", "…"),
        ("s3cret", "…"),
    ],
)
def test_what_is_shown_of_a_target_is_no_secret(target: str, seen: str) -> None:
    assert shown(target) == seen
    assert "s3cret" not in named(target)
    assert named(target) == named(target) != named(target + "x")


def test_a_target_may_be_a_variable(tmp_path: Path) -> None:
    receiver(Route("r", "${WHERE}"), means(WHERE=f"file:{tmp_path}/x")).deliver(LETTER)
    assert (tmp_path / "x").exists()
    for environ in ({}, {"WHERE": "${WHERE}"}, {"WHERE": "x"}):
        with pytest.raises(TargetError):
            receiver(Route("r", "${WHERE}"), means(**environ))
