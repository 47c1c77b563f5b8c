"""The article that Aimline started from, read as it stands: three goals, each with its own actions, and nothing else."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import forked

SEED = Path(__file__).resolve().parents[2] / "shared" / "seed.txt"
needs_seed = pytest.mark.skipif(not SEED.is_file(), reason="the seed article (shared/seed.txt) is not beside this checkout")

ENGLISH = (
    "Gain 100 new Instagram followers in 10 days",
    "Reach 100,000 users on Facebook in 30 days",
    "Get 50 engagements on average per Instagram post over 30 days",
)
ACTIONS = (4, 3, 2)
MEANING = ("intent", "metric", "platforms", "target", "per", "aggregation", "start", "time", "id")


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    done = forked.run(*arguments)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def parsed(*inputs: str) -> list[dict[str, Any]]:
    done = run("parse", "--today", "2026-12-01", "--format", "jsonl", *inputs)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@needs_seed
def test_the_article_holds_three_goals_each_with_its_actions() -> None:
    statements = parsed(str(SEED))
    assert [len(statement["goals"]) for statement in statements] == [1, 1, 1]
    assert [len(statement["goals"][0]["actions"]) for statement in statements] == list(ACTIONS)
    daily = statements[0]["goals"][0]["actions"][0]
    assert (daily["metric"], daily["platforms"], daily["value"], daily["per"]) == ("posts_published", ["instagram"], 1.0, "day")
    lines = SEED.read_text(encoding="utf-8").split("\n")
    assert all(statement["text"] in lines[statement["line"] - 1] for statement in statements)


@needs_seed
def test_its_goals_are_the_same_in_english() -> None:
    arabic = [statement["goals"][0] for statement in parsed(str(SEED))]
    english = [statement["goals"][0] for statement in parsed(*ENGLISH)]
    assert [{name: goal[name] for name in MEANING} for goal in english] == [{name: goal[name] for name in MEANING} for goal in arabic]


@needs_seed
def test_lint_finds_no_fault_in_them() -> None:
    done = run("lint", "--today", "2026-12-01", "--format", "jsonl", str(SEED))
    assert (done.returncode, done.stdout) == (0, "")
