"""`lint --baseline`: what is known is left out as long as its sentence stands; what is known no more is named."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aimline.cli import cli

UNDATED, NOWHERE = "Gain 100 Instagram followers", "Gain 100 followers in 10 days"


def run(*args: str, **env: str) -> Result:
    return CliRunner().invoke(cli, [*args], env={"AIMLINE_LANG": "en", **env})


def found(result: Result) -> list[str]:
    """File, line and code of what is reported."""
    return [" ".join([*line.split(":")[:2], line.split()[2]]) for line in result.stdout.splitlines() if ".goals:" in line]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two files of goals and a baseline that knows what is wrong in them."""
    monkeypatch.chdir(tmp_path)
    write("a.goals", UNDATED, NOWHERE)
    write("b.goals", UNDATED)
    assert run("lint", "--baseline", "known.json", "--write-baseline").exit_code == 0
    return tmp_path


def write(name: str, *lines: str) -> None:
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def lint(*args: str) -> Result:
    return run("lint", "--baseline", "known.json", "--fail-level", "warning", *args)


def test_what_is_known_is_left_out_and_does_not_fail(home: Path) -> None:
    assert found(run("lint")) == ["a.goals 1 T001", "a.goals 2 S003", "b.goals 1 T001"]
    result = lint()
    assert (result.exit_code, found(result)) == (0, [])
    assert result.stderr.replace("\u2068", "").replace("\u2069", "") == "aimline: known.json: 3 findings are known already and left out\n"


def test_what_is_new_is_reported(home: Path) -> None:
    write("a.goals", NOWHERE, UNDATED, "Gain 200 Instagram followers")
    assert found(lint()) == ["a.goals 3 T001"]


def test_lines_above_and_spelling_do_not_matter(home: Path) -> None:
    write("a.goals", "# A heading", "owner: Sara", "", "gain  100   INSTAGRAM followers", "  owner: Sara", "", NOWHERE)
    assert found(lint()) == []


def test_a_sentence_that_fmt_writes_anew_is_known_by_its_goal(home: Path) -> None:
    write("c.goals", "we want 100 more IG followers every week")
    assert run("lint", "c.goals", "--baseline", "known.json", "--write-baseline").exit_code == 0
    before = Path("c.goals").read_text(encoding="utf-8")
    assert run("fmt", "c.goals").exit_code == 0
    assert Path("c.goals").read_text(encoding="utf-8") != before
    assert found(lint()) == []


def test_the_same_finding_again_is_a_new_one(home: Path) -> None:
    write("b.goals", "account: acme", UNDATED, "# Another brand", "account: other", UNDATED)
    assert found(lint()) == ["b.goals 5 T001"]


def test_what_is_found_no_more_is_named(home: Path) -> None:
    write("a.goals", UNDATED)
    Path("b.goals").unlink()
    result = lint()
    said = result.stderr.replace("\u2068", "").replace("\u2069", "").splitlines()
    assert result.exit_code == 0
    assert said[1:] == [
        f"aimline: a.goals: S003 is found no more: {NOWHERE}",
        f"aimline: b.goals: T001 is found no more: {UNDATED}",
        "aimline: known.json: 2 known findings are found no more; --write-baseline takes them out",
    ]
    assert run("lint", "--baseline", "known.json", "--write-baseline").exit_code == 0
    assert list(json.loads((home / "known.json").read_text(encoding="utf-8"))["findings"]) == ["a.goals"]


def test_what_was_not_looked_at_is_neither_missed_nor_lost(home: Path) -> None:
    before = (home / "known.json").read_bytes()
    for args in (["b.goals"], ["--select", "T"], ["--ignore", "S003"]):
        assert "no more" not in lint(*args).stderr, args
        assert run("lint", "--baseline", "known.json", "--write-baseline", *args).exit_code == 0
        assert (home / "known.json").read_bytes() == before, args


def test_paths_are_those_from_the_folder_of_the_baseline(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "below").mkdir()
    monkeypatch.chdir(home / "below")
    assert found(run("lint", "..", "--baseline", "../known.json")) == []
    (home / "aimline.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    assert found(run("lint", str(home))) == []
    assert found(run("lint", str(home), "--isolated")) != []


def test_the_file_is_the_same_whoever_writes_it(home: Path) -> None:
    before = (home / "known.json").read_bytes()
    assert run("lint", "b.goals", "a.goals", "--baseline", "known.json", "--write-baseline", "--lang", "ar").exit_code == 0
    assert (home / "known.json").read_bytes() == before
    assert [path.name for path in home.iterdir() if path.name not in ("a.goals", "b.goals")] == ["known.json"]


def test_an_empty_baseline(home: Path) -> None:
    write("a.goals", "Gain 100 Instagram followers in 10 days")
    write("b.goals", "Gain 200 Instagram followers in 10 days")
    assert run("lint", "--baseline", "known.json", "--write-baseline").exit_code == 0
    assert json.loads((home / "known.json").read_text(encoding="utf-8"))["findings"] == {}
    assert lint().exit_code == 0


@pytest.mark.parametrize("lang", ["en", "ar", "fr"])
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"{}", b'{"aimline-baseline": 9, "findings": {}}', b'{"aimline-baseline": 1, "findings": {"a.goals": [{"rule": 1}]}}',
     b"\xff\xfe\x00",
     b'{"aimline-baseline": 1, "findings": {"a.goals": [{"rule": 1, "text": "x"}]}}', b'{"aimline-baseline": 1, "findings": {"a.goals": "x"}}', b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_baseline_is_an_error_of_one_line(home: Path, content: bytes, lang: str) -> None:
    (home / "known.json").write_bytes(content)
    result = lint("--lang", lang)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.strip().splitlines()) == 1
    assert "known.json" in result.stderr
    assert "--write-baseline" in result.stderr


def test_a_baseline_that_is_missing_or_not_named(home: Path) -> None:
    assert run("lint", "--baseline", "other.json").exit_code == 2
    assert run("lint", "--write-baseline").exit_code == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is allowed to root")
def test_a_baseline_that_cannot_be_written_stays(home: Path) -> None:
    before = (home / "known.json").read_bytes()
    home.chmod(0o500)
    try:
        assert run("lint", "--baseline", "known.json", "--write-baseline", "--select", "T").exit_code == 2
    finally:
        home.chmod(0o700)
    assert (home / "known.json").read_bytes() == before


def test_statistics_count_by_rule(home: Path) -> None:
    lines = run("lint", "--statistics").stdout.splitlines()
    assert [line.split()[:3] for line in lines[:2]] == [["2", "T001", "no-deadline"], ["1", "S003", "no-platform"]]
    write("c.goals", "Gain 5 Instgram followers by the end of next month")
    counts = json.loads(run("lint", "--statistics", "--format", "json").stdout)
    fixable = {row["name"]: row["fixable"] for row in counts}
    assert fixable["drifting-date"] == {"safe": 1, "unsafe": 0}
    assert fixable["no-deadline"] == {"safe": 0, "unsafe": 0}
    assert "1 fixable" in run("lint", "--statistics").stdout
    assert run("lint", "--statistics").exit_code == 1


def test_a_file_whose_name_is_no_text_is_known(home: Path) -> None:
    Path(os.fsdecode(b"\xff.goals")).write_text(UNDATED + "\n", encoding="utf-8")
    assert run("lint", "--baseline", "odd.json", "--write-baseline").exit_code == 0
    done = run("lint", "--baseline", "odd.json", "--fail-level", "hint")
    assert (done.exit_code, found(done)) == (0, [])
