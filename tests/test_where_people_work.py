"""The pre-commit hooks, the GitHub action and the snippets of docs/ci.md, run as far as they run without a network."""

import json
import os
import re
import shlex
import subprocess
import sys
import sysconfig
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from aimline.render.formats import FORMATS

yaml = pytest.importorskip("yaml", reason="PyYAML comes with the extra `test`")
ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sysconfig.get_path("scripts"))
BAD = "Gain followers on TikTok soon\nكسب متابعين على تيك توك قريبًا\nGain 100 followers in 10 days\n"
GOOD = "Gain 100 TikTok followers in 10 days\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository of goals: one file with errors and a warning, one without, something else."""
    (tmp_path / "goals" / "a b").mkdir(parents=True)
    (tmp_path / "goals" / "bad.goals").write_text(BAD, encoding="utf-8")
    (tmp_path / "goals" / "a b" / "good.goals").write_text(GOOD, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no goals here\n", encoding="utf-8")
    return tmp_path


def bash(script: str, cwd: Path, *first_on_path: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """A script as GitHub's `shell: bash` runs it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AIMLINE_", "GITHUB_", "CI_"))}
    environment |= {"PATH": os.pathsep.join(map(str, (*first_on_path, SCRIPTS, os.environ["PATH"]))), "AIMLINE_TODAY": "2026-12-01", **env}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False)


def stub(folder: Path, name: str, script: str) -> None:
    """A program that stands in for one that is not there."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/usr/bin/env bash\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


# pre-commit

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


def hook(id_: str, folder: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    """A hook on all files of a folder, as pre-commit would call it."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    chosen = [path for path in paths if re.search(HOOKS[id_]["files"], path)]
    return bash(f"{HOOKS[id_]['entry']} {shlex.join((*args, *chosen))}", folder)


def test_hooks_are_complete() -> None:
    assert set(HOOKS) == {"aimline-lint", "aimline-fmt"}
    for entry in HOOKS.values():
        assert set(entry) <= {"id", "name", "description", "entry", "language", "files", "args"}
        assert entry["language"] == "python"
        assert not re.search(entry["files"], "x.goals.bak")


def test_the_lint_hook_stops_a_commit(folder: Path) -> None:
    done = hook("aimline-lint", folder)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "4 goals in 2 files: 4 errors, 1 warning")
    (folder / "goals" / "bad.goals").unlink()
    assert hook("aimline-lint", folder).returncode == 0


def test_the_lint_hook_puts_right_what_it_safely_can(folder: Path) -> None:
    file = folder / "goals" / "a b" / "good.goals"
    file.write_text("Gain 100 TikTok followers by 31 March\n", encoding="utf-8")
    (folder / "goals" / "bad.goals").unlink()
    assert hook("aimline-lint", folder, "--fix", "--fail-level", "warning").returncode == 0
    assert file.read_text(encoding="utf-8") == "Gain 100 TikTok followers by 31 March 2027\n"


def test_the_format_hook_rewrites(folder: Path) -> None:
    file = folder / "goals" / "a b" / "good.goals"
    file.write_text("we want 100 more TikTok followers in 10 days\n", encoding="utf-8")
    assert hook("aimline-fmt", folder, "--check").returncode == 1
    assert hook("aimline-fmt", folder).returncode == 0
    assert file.read_text(encoding="utf-8") == "Gain 100 followers on TikTok in 10 days\n"
    assert hook("aimline-fmt", folder, "--check").returncode == 0


# the action

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


def expanded(value: str, values: dict[str, str]) -> str:
    """A value of the action with its expressions replaced.

    Raises:
        KeyError: an expression names what the action does not have.
    """
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: values[match[1]], value)


def step(name: str, folder: Path, *first_on_path: Path, **inputs: str) -> tuple["subprocess.CompletedProcess[str]", dict[str, str]]:
    """A step with some inputs, and its outputs."""
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    assert set(given) <= set(ACTION["inputs"])
    values = {f"inputs.{key}": given.get(key, entry["default"]) for key, entry in ACTION["inputs"].items()}
    values |= {"github.action_path": str(ROOT), "runner.temp": str(folder / ".temp"), "steps.python.outputs.python-path": ""}
    env = {key: expanded(value, values) for key, value in STEPS[name]["env"].items()}
    output = folder / ".output"
    output.write_text("", encoding="utf-8")
    cwd = folder / expanded(STEPS[name].get("working-directory", "."), values)
    done = bash(STEPS[name]["run"], cwd, *first_on_path, **env, GITHUB_OUTPUT=str(output), GITHUB_WORKSPACE=str(folder))
    return done, dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def installed(folder: Path) -> Path:
    """A folder with what the first steps of the action make: Aimline in an environment of its own."""
    stub(folder / ".temp", "x", "")
    stub(folder / ".temp" / "aimline", "x", "")
    stub(folder / ".temp" / "aimline" / "bin", "aimline", f'exec "{SCRIPTS}/aimline" "$@"')
    return folder


def test_the_action_is_a_composite_one_without_injection() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert all("description" in entry and "default" in entry for entry in ACTION["inputs"].values())
    for entry in STEPS.values():
        if "run" in entry:
            assert entry["shell"] == "bash"
            assert "${{" not in entry["run"]
    assert ACTION["inputs"]["format"]["default"] in FORMATS


@pytest.mark.parametrize(("version", "package"), [("", str(ROOT)), ("0.1.0", "aimline==0.1.0")])
def test_the_action_installs_itself_or_a_version(folder: Path, version: str, package: str) -> None:
    pip = 'mkdir -p "$3/bin"; printf \'#!/bin/sh\\necho "$@" > "%s/.asked"\\n\' "$PWD" > "$3/bin/python"; chmod +x "$3/bin/python"'
    stub(folder / ".stubs", "python3", pip)
    done, _ = step("Install Aimline", folder, folder / ".stubs", version=version)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / ".asked").read_text(encoding="utf-8").split() == ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]


def test_the_action_annotates_and_fails(installed: Path) -> None:
    done, outputs = step("Lint", installed)
    assert (done.returncode, outputs) == (1, {"exit-code": "1"})
    assert re.search(r"^::error file=goals/bad\.goals,line=1,endLine=1,col=\d+,endColumn=\d+,title=T002 vague-deadline::", done.stdout, re.MULTILINE)
    assert len(re.findall("^::error ", done.stdout, re.MULTILINE)) == 4
    done, outputs = step("Lint", installed, working_directory="goals", paths="bad.goals")
    assert "file=goals/bad.goals," in done.stdout


def test_the_action_takes_several_paths_options_and_a_file(installed: Path) -> None:
    done, outputs = step("Lint", installed, paths="goals/a b\ngoals/bad.goals\n", format="sarif", output_file="out put.sarif", args="--hints --lang ar")
    assert (done.returncode, outputs) == (1, {"exit-code": "1"})
    assert done.stdout.splitlines()[-1].startswith("4 أهداف في ملفين: ")
    run = json.loads((installed / "out put.sarif").read_text(encoding="utf-8"))["runs"][0]
    assert [entry["location"]["uri"] for entry in run["artifacts"]] == ["goals/a%20b/good.goals", "goals/bad.goals"]
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}


@pytest.mark.parametrize("evil", ["$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "--output-file=pwned", "*"])
def test_inputs_of_the_action_are_not_commands(installed: Path, evil: str) -> None:
    done, outputs = step("Lint", installed, paths=evil)
    assert outputs == {"exit-code": "2"}
    assert done.stderr.startswith("aimline: ")
    step("Lint", installed, format=evil)
    step("Lint", installed, args=evil.replace("--output-file=pwned", ""))
    assert not (installed / "pwned").exists()


# the snippets of the docs

PAGES = ("docs/ci.md", "docs/ci.ar.md")
_SNIPPET = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def snippets(page: str) -> list[tuple[str, Any]]:
    return [(match[1], yaml.safe_load(match[2])) for match in _SNIPPET.finditer((ROOT / page).read_text(encoding="utf-8"))]


def commands(content: Any) -> list[str]:
    """What a snippet has run."""
    if isinstance(content, dict):
        lines = [content["run"]] if "run" in content else []
        return lines + [line for key, value in content.items() for line in (value if key == "script" else commands(value))]
    return [line for value in content for line in commands(value)] if isinstance(content, list) else []


def used(content: Any) -> list[dict[str, Any]]:
    """The steps of a workflow that use our action."""
    steps = [step for job in content.get("jobs", {}).values() for step in job["steps"]]
    return [step for step in steps if step.get("uses", "").startswith("OWNER/aimline@")]


def test_both_pages_show_the_same_snippets() -> None:
    english, arabic = (snippets(page) for page in PAGES)
    assert english == arabic
    assert {name for name, _ in english} >= {".github/workflows/goals.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"}


def test_both_pages_name_every_format_and_input() -> None:
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        assert [name for name in (*FORMATS, *ACTION["inputs"], *ACTION["outputs"]) if f"`{name}`" not in text] == []


@pytest.mark.parametrize(("name", "content"), snippets(PAGES[0]), ids=lambda value: value if isinstance(value, str) else "")
def test_snippets_run(folder: Path, name: str, content: Any) -> None:
    stubs = folder / ".stubs"
    stub(stubs, "pip", "exit 0")
    stub(stubs, "reviewdog", f'cat > reviewed.json; exec "{sys.executable}" -m json.tool reviewed.json > /dev/null')
    ran = [line for line in commands(content) if "aimline lint" in line]
    codes = {bash(line, folder, stubs).returncode for line in ran}
    assert codes == ({1} if ran else set())
    for job in content.values() if name == ".gitlab-ci.yml" else ():
        assert [accepted(kind, folder / file) for kind, file in job["artifacts"]["reports"].items()] == [5]
    if "reviewdog" in str(content):
        assert len(json.loads((folder / "reviewed.json").read_text(encoding="utf-8"))["diagnostics"]) == 5
    for entry in content.get("repos", ()):
        assert entry["repo"].endswith("OWNER/aimline")
        assert [hook(one["id"], folder, *one.get("args", ())).returncode for one in entry["hooks"]] == [0, 1]
    assert ran or used(content) or "repos" in content


def accepted(kind: str, file: Path) -> int:
    """How many findings a report has, read as GitLab reads it: what it requires of the kind must be there."""
    text = file.read_text(encoding="utf-8")
    if kind == "codequality":
        entries = json.loads(text)
        assert all({"description", "check_name", "fingerprint", "severity"} <= set(entry) and entry["location"]["lines"]["begin"] > 0 for entry in entries)
        assert {entry["severity"] for entry in entries} <= {"info", "minor", "major", "critical", "blocker"}
        assert len({entry["fingerprint"] for entry in entries}) == len(entries)
        return len(entries)
    root = ET.fromstring(text)
    assert root.tag == "testsuites"
    return sum(len((text.text or "").splitlines()) for suite in root for case in suite for text in case)


def test_snippets_use_the_action_as_it_is(installed: Path) -> None:
    found = [entry for _, content in snippets(PAGES[0]) for entry in used(content)]
    assert len(found) == 2
    for entry in found:
        done, _ = step("Lint", installed, **{key.replace("-", "_"): value for key, value in entry["with"].items()})
        assert done.returncode == 1
    assert json.loads((installed / "aimline.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
