"""`aimline watch` delivers by its routes; `aimline state outbox` shows what did not arrive and has it tried again; `--test-notify` tries routes out."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from receiving import receiving, status

from aimline.cli import cli

GOALS = "Gain 100 Instagram followers in 30 days\n  start: 2026-11-01\n  owner: Sara\n  tags: paid\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A goal that is reached in the middle of its window, and the figures that say so."""
    (tmp_path / "plan.goals").write_text(GOALS, encoding="utf-8")
    rows = [f"2026-11-{day:02},instagram,followers,{1000 + 6 * day}" for day in range(1, 31)]
    (tmp_path / "rows.csv").write_text("\n".join(["ts,platform,metric,value", "2026-10-31,instagram,followers,1000", *rows, ""]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, **env: str) -> Result:
    return CliRunner().invoke(cli, [*words], env=env)


def watch(*words: str, **env: str) -> Result:
    return run("watch", "plan.goals", "--metrics", "rows.csv", "--once", "--as-of", "2026-11-30", "--format", "jsonl", "--deliver-past", *words, **env)


def test_what_is_said_arrives_where_it_should(home: Path) -> None:
    with receiving() as server:
        (home / "aimline.toml").write_text(
            f'[alerts.routes.web]\nurl = "{server.url()}"\nallow-private = true\ntags = ["paid"]\n'
            '[alerts.routes.none]\nurl = "file:none.jsonl"\ntags = ["other"]\n'
            '[alerts.routes.some]\nurl = "file:${NAME}.jsonl"\nrules = ["achieved"]\nowners = ["sara"]\n',
            encoding="utf-8",
        )
        result = watch("--notify", "file:all.jsonl", NAME="some")
        assert result.exit_code == 0, result.output
        again = watch("--notify", "file:all.jsonl", NAME="some")
        assert again.stdout == ""
    said = result.stdout.splitlines()
    assert [json.loads(line)["rule"] for line in said].count("achieved") == 1
    assert [request.body.decode() for request in server.requests] == said
    assert (home / "all.jsonl").read_text(encoding="utf-8").splitlines() == said
    assert [json.loads(line)["rule"] for line in (home / "some.jsonl").read_text(encoding="utf-8").splitlines()] == ["achieved"]
    assert not (home / "none.jsonl").exists()


def test_what_was_refused_is_listed_and_tried_again(home: Path) -> None:
    def route(url: str) -> None:
        text = f'[alerts.routes.web]\nurl = "{url}"\nallow-private = true\nrules = ["achieved"]\n'
        (home / "aimline.toml").write_text(text, encoding="utf-8")

    with receiving(otherwise=status(410)) as server:
        # the path is a secret, and stands nowhere
        route(server.url("/s3cret"))
        refused = watch()
        assert refused.exit_code == 1
        listed = run("state", "outbox", "aimline-watch.state")
        (entry,) = [json.loads(line) for line in run("state", "outbox", "aimline-watch.state", "--format", "json").stdout.splitlines()]
    said = {json.loads(line)["rule"]: json.loads(line)["id"] for line in refused.stdout.splitlines()}
    assert (entry["alert"], entry["route"], entry["state"], entry["attempts"]) == (said["achieved"], "web", "failed", 3)
    assert "410" in listed.stdout
    assert "s3cret" not in refused.output + listed.output
    assert b"s3cret" not in (home / "aimline-watch.state").read_bytes()
    back = run("state", "outbox", "aimline-watch.state", "--retry", "--lang", "fr")
    assert (back.exit_code, back.stderr) == (0, "1 alerte est présentée de nouveau\n")
    with receiving() as server:
        # the same route is at another place now
        route(server.url())
        assert watch().exit_code == 0
    assert [request.headers["idempotency-key"] for request in server.requests] == [said["achieved"]]
    assert run("state", "outbox", "aimline-watch.state").stdout.count("\n") == 1


def test_a_route_that_is_gone_is_told_of_and_can_be_forgotten(home: Path) -> None:
    with receiving(otherwise=status(503, "Retry-After: 9999\r\n")) as server:
        (home / "aimline.toml").write_text(f'[alerts.routes.old]\nurl = "{server.url()}"\nallow-private = true\n', encoding="utf-8")
        assert watch().exit_code == 1
    (home / "aimline.toml").write_text('[alerts.routes.new]\nurl = "file:x"\n', encoding="utf-8")
    result = watch("--lang", "en")
    assert "old" in result.stderr
    assert "--drop" in result.stderr
    assert run("state", "outbox", "aimline-watch.state", "--drop", "old").exit_code == 0
    assert "old" not in run("state", "outbox", "aimline-watch.state").stdout


@pytest.mark.parametrize("words", [["inspect", "x", "--retry"], ["verify", "x", "--drop", "r"], ["outbox", "missing"], ["outbox", "missing", "--retry"]])
def test_what_cannot_be_done_with_a_state(home: Path, words: list[str]) -> None:
    result = run("state", *words)
    assert result.exit_code == 2
    assert not (home / "missing").exists()


def test_routes_are_tried_out(home: Path) -> None:
    with receiving(status(204), otherwise=status(404)) as server:
        words = ["watch", "--test-notify", "--allow-private", "--notify", f"slack+{server.url()}", "--lang", "ar"]
        first, second = run(*words), run(*words)
    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "404" in second.stdout
    assert "لم يحدث شيء" in server.requests[0].body.decode()
    assert len({request.headers["idempotency-key"] for request in server.requests}) == 2
    assert run("watch", "--test-notify").exit_code == 2
    assert not list(home.glob("*.state"))
