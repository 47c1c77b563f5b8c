"""Routes as a configuration has them: what they come to, what is wrong with them and where, and what is shown of them."""

from datetime import date, time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from aimline.alerts.configuration import routes_of
from aimline.alerts.keys import ALERTS
from aimline.alerts.model import Alert
from aimline.alerts.routes import Route
from aimline.alerts.sender import Outlet
from aimline.cli import cli
from aimline.cli.configured import Configured
from aimline.cli.routes import notify_options, outlets
from aimline.config import ConfigError, load
from aimline.text.messages import languages

WHOLE = """\
[alerts.routes.team]
url = "slack+https://hooks.example/services/${HOOK}"
severity = "warning"
rules = ["behind", "missed"]
owners = ["سارة"]
tags = ["paid"]
goals = ["goals/**"]
quiet = "22:00-08:00"
zone = "asia/riyadh"
hold-critical = true
languages = ["ar", "en"]
secret-env = "TOKEN"
sign-env = "KEY"
allow-private = true
timeout = 5

[alerts.routes."the log"]
url = "file:log/alerts.jsonl"

[alerts.routes.script]
command = ["./tell.sh", "--to", "s3cret"]
"""


def read(folder: Path, text: str, rules: list[str] | None = None, name: str = "aimline.toml") -> list[Route]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return routes_of(load(file, lambda table: {"": {}, "alerts": ALERTS}.get(table)), rules)


def test_a_route_has_all_that_a_file_says_of_it(tmp_path: Path) -> None:
    team, log, script = read(tmp_path, WHOLE, ["behind", "missed"])
    assert (team.name, team.target, team.severity, team.rules) == ("team", "slack+https://hooks.example/services/${HOOK}", "warning", ("behind", "missed"))
    assert team.quiet is not None
    assert (team.quiet.start, team.quiet.end, team.quiet.zone.key) == (time(22), time(8), "Asia/Riyadh")
    assert (team.hold_critical, team.languages, team.secret_env, team.sign_env, team.private, team.seconds) == (True, ("ar", "en"), "TOKEN", "KEY", True, 5.0)
    alert = Alert("i", date(2026, 12, 1), "g", "behind", "critical", None, "behind", {"owner": "ساره", "file": str(tmp_path / "goals/x/a.goals")}, {"en": ""})
    assert team.takes(alert, ["paid"])
    other = Alert("i", date(2026, 12, 1), "g", "behind", "critical", None, "behind", {"owner": "ساره", "file": str(tmp_path / "drafts/a.goals")}, {"en": ""})
    assert not team.takes(other, ["paid"])
    assert log == Route("the log", f"file:{tmp_path}/log/alerts.jsonl")
    assert script == Route("script", "exec:./tell.sh --to s3cret")
    assert script.place.endswith("aimline.toml:21")


def test_routes_of_a_project_file(tmp_path: Path) -> None:
    (one,) = read(tmp_path, '[tool.aimline.alerts.routes.x]\nurl = "https://x.example/"\n', name="pyproject.toml")
    assert one.place.endswith("pyproject.toml:2")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[alerts.routes.x]\nseverity = 'info'", 2, "url"),
        ("[alerts.routes.x]\nurl = 'file:x'\ncommand = ['x']", 2, "command"),
        ("[alerts.routes.x]\n\nurl = 'nothing'", 3, "https://"),
        ("[alerts.routes.x]\nurl = 'https://'", 2, "https://host/path"),
        ("[alerts.routes.x]\ncommand = []", 2, "command"),
        ("[alerts.routes.x]\nurl = 'file:x'\nseverity = 'grave'", 3, "critical"),
        ("[alerts.routes.x]\nurl = 'file:x'\nserverity = 'info'", 3, "severity"),
        ("[alerts.routes.x]\nurl = 'file:x'\nnonsense = 1", 3, "secret-env"),
        ("[alerts.routes.x]\nurl = 5", 2, "url"),
        ("[alerts.routes]\nx = 5", 2, "[alerts.routes.team]"),
        ("[alerts]\nroutes = 5", 2, "[alerts.routes.team]"),
        ("[alerts]\nrouts = 5", 2, "routes"),
        ("[alerts.routes.x]\nurl = 'file:x'\nrules = ['behnd']", 3, "behind"),
        ("[alerts.routes.x]\nurl = 'file:x'\nquiet = '22-8'\nzone = 'UTC'", 3, "22:00-08:00"),
        ("[alerts.routes.x]\nurl = 'file:x'\nquiet = '22:00-25:00'\nzone = 'UTC'", 3, "22:00-08:00"),
        ("[alerts.routes.x]\nurl = 'file:x'\nquiet = '22:00-08:00'", 3, "zone"),
        ("[alerts.routes.x]\nurl = 'file:x'\nquiet = '22:00-08:00'\nzone = 'Asia/Ryadh'", 4, "Asia/Riyadh"),
        ("[alerts.routes.x]\nurl = 'file:x'\nzone = 'UTC'", 3, "quiet"),
        ("[alerts.routes.x]\nurl = 'file:x'\nhold-critical = true", 3, "quiet"),
        ("[alerts.routes.x]\nurl = 'file:x'\nsecret-env = 'X'", 3, "secret-env"),
        ("[alerts.routes.x]\nurl = 'tgram://x/y'\nformat = 'slack'", 3, "format"),
        ("[alerts.routes.x]\nurl = 'file:x'\ntimeout = 0", 3, "300"),
        ("[alerts.routes.x]\nurl = 'file:x'\nmax-age = 0", 3, "3660"),
        ("[alerts.routes.x]\nurl = 'slack+https://x.example/'\nformat = 'teams'", 3, "slack"),
        ("[alerts.routes.x]\nurl = 'file:x'\nlanguages = ['xx']", 3, "ar"),
        ("[alerts.routes.x]\nurl = 'https://x.example/${}'", 2, "${NAME}"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as error:
        read(tmp_path, text, ["behind", "missed"])
    assert set(error.value.message) == set(languages())
    for found in error.value.message.values():
        assert f"aimline.toml:{line}" in found
        assert said in found


@pytest.mark.parametrize(
    ("hours", "start", "end"), [("22:00-08:00", time(22), time(8)), ("9:30 – 24:00", time(9, 30), time(0)), ("٢٢:٠٠-٠٨:٠٠", time(22), time(8))]
)
def test_hours(tmp_path: Path, hours: str, start: time, end: time) -> None:
    (one,) = read(tmp_path, f"[alerts.routes.x]\nurl = 'file:x'\nquiet = '{hours}'\nzone = 'UTC'")
    assert one.quiet is not None
    assert (one.quiet.start, one.quiet.end) == (start, end)


def test_old_alerts_are_not_told_where_that_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "aimline.toml"
    file.write_text("[alerts.routes.x]\nurl = 'file:x'\nmax-age = 7", encoding="utf-8")
    (one,) = routes_of(load(file, lambda table: {"": {}, "alerts": ALERTS}.get(table)), today=date(2026, 12, 10))
    for day, wanted in ((2, False), (3, True), (30, True)):
        assert one.takes(Alert("i", date(2026, 12, day), "g", "behind", "info", None, "behind", {}, {"en": ""})) is wanted


GOT: list[Outlet] = []


@click.command("evaluate", cls=Configured, sections=("alerts",))
@click.argument("paths", nargs=-1)
@notify_options
@click.pass_context
def telling(ctx: click.Context, paths: tuple[str, ...], notify: tuple[str, ...], allow_private: bool) -> None:
    GOT[:] = outlets(ctx, notify, ("fr",), private=allow_private, rules=["behind", "missed"])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, **env: str) -> Result:
    return CliRunner().invoke(telling, [*words], env=env)


def test_routes_of_the_file_come_first_and_those_of_the_command_line_follow(home: Path) -> None:
    (home / "aimline.toml").write_text(WHOLE, encoding="utf-8")
    result = run("--notify", "file:x", "--notify", "file:y", "--notify", "file:x", "--allow-private", HOOK="a", TOKEN="b", KEY="c")
    assert result.exit_code == 0, result.output
    assert [outlet.route.name for outlet in GOT][:3] == ["team", "the log", "script"]
    assert [outlet.route.target for outlet in GOT][3:] == ["file:x", "file:y"]
    assert len({outlet.route.name for outlet in GOT}) == 5


def test_a_variable_that_is_not_set_stops_the_run_before_it_begins(home: Path) -> None:
    (home / "aimline.toml").write_text(WHOLE, encoding="utf-8")
    for env, name in (({"TOKEN": "b", "KEY": "c"}, "HOOK"), ({"HOOK": "a", "KEY": "c"}, "TOKEN"), ({"HOOK": "a", "TOKEN": "b"}, "KEY")):
        result = run(**env)
        assert result.exit_code == 2
        assert name in result.output
        assert "aimline.toml:2" in result.output
    result = run("--isolated", "--notify", "https://hooks.example/${HOOK}")
    assert (result.exit_code, "--notify" in result.output) == (2, True)


def test_a_receiver_that_is_none_is_refused_and_not_repeated(home: Path) -> None:
    result = run("--notify", "s3cret-word")
    assert result.exit_code == 2
    assert "--notify" in result.output
    assert "s3cret" not in result.output


def test_what_is_shown_of_the_configuration_has_origins_and_no_secret(home: Path) -> None:
    (home / "aimline.toml").write_text(WHOLE.replace("${HOOK}", "s3cret"), encoding="utf-8")
    result = run("--show-config", "--notify", "https://x.example/s3cret")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert 'notify = ["https://x.example/…"]  # --notify' in lines
    assert "[alerts.routes.team]" in lines
    assert 'url = "slack+https://hooks.example/…"  # aimline.toml:2' in lines
    assert 'owners = ["سارة"]  # aimline.toml:5' in lines
    assert "hold-critical = true  # aimline.toml:10" in lines
    assert '[alerts.routes."the log"]' in lines
    assert 'command = ["./tell.sh", "…"]  # aimline.toml:21' in lines
    assert "s3cret" not in result.output


@pytest.mark.parametrize(
    "text", ['notify = "https://x.example/s3cret"', 'notify = ["s3cret"]', 'notify = ["https://x.example/s3cret", 5]', 'notify = ["exec:\'s3cret"]']
)
def test_what_is_wrong_with_notify_in_a_file_is_said_without_it(home: Path, text: str) -> None:
    (home / "aimline.toml").write_text(f"[watch]\n{text}\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["watch", "--test-notify"])
    assert result.exit_code == 2
    assert "aimline.toml:2" in result.output
    assert "s3cret" not in result.output


def test_other_commands_read_a_file_with_routes(home: Path) -> None:
    (home / "aimline.toml").write_text(WHOLE, encoding="utf-8")
    (home / "a.goals").write_text("Gain 100 Instagram followers in 10 days\n", encoding="utf-8")
    assert CliRunner().invoke(cli, ["lint", "a.goals"]).exit_code == 0
    (home / "aimline.toml").write_text(WHOLE.replace("severity", "serverity"), encoding="utf-8")
    result = CliRunner().invoke(cli, ["lint", "a.goals"])
    assert result.exit_code == 2
    assert "aimline.toml:3" in result.output


def test_a_file_that_is_no_toml_is_quoted_without_its_urls(home: Path) -> None:
    (home / "aimline.toml").write_text('[alerts.routes.x]\nurl = "https://x.example/s3cret\n', encoding="utf-8")
    result = CliRunner().invoke(cli, ["lint"])
    assert result.exit_code == 2
    assert "aimline.toml:2" in result.output
    assert "s3cret" not in result.output
