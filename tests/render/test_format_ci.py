"""Formats of build servers and review tools: what they require, and that nothing a user wrote can break it."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from lint_reports import FIXABLE, GOALS, marked, printed, report

from aimline.lint.fixing import edited
from aimline.render.formats import FORMATS
from aimline.render.run import Run, checkout
from aimline.text.messages import languages

EVIL = "Gain 100 Instgram %0A::error::x \x07\x1b[2J\u2028\u2029\x85\ufffe followers: a,b soon\n"
ERROR = {language: f"nope%.goals: {language}\r\nno" for language in languages()}


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("language", [None, *languages()])
def test_every_format_prints_every_finding_in_every_language(format_: str, language: str | None) -> None:
    one = report(hints=True)
    text = printed(format_, one, report(EVIL, "evil.goals"), report(name=None), run=Run(language, errors=[ERROR], exit_code=2))
    assert text.encode("utf-8")
    for item in one.found:
        said = item.message[language or item.language]
        shown = json.dumps(said.replace("{", "{{").replace("[x](", "\\[x]("), ensure_ascii=False)[1:-1].replace("}", "}}") if format_ == "sarif" else said
        assert shown.replace("%", "%25" if format_ == "github" else "%") in text
    assert "{'" not in text


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_to_report_is_a_whole_report(format_: str) -> None:
    for reports in ((), (report("Win 40 TikTok likes in 9 days", "clean.goals"),)):
        text = printed(format_, *reports)
        if format_ in ("json", "gitlab"):
            assert json.loads(text) == []
        elif format_ == "rdjson":
            assert json.loads(text)["diagnostics"] == []
        elif format_ == "junit":
            assert ET.fromstring(text).attrib["failures"] == "0"
        elif format_ in ("text", "github"):
            assert text == ("1 goal in 1 file: nothing to report" if reports else "")


def test_json_is_jsonl_in_an_array() -> None:
    one = report(hints=True)
    assert json.loads(printed("json", one)) == [json.loads(line) for line in printed("jsonl", one).split("\n")]


COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def unescaped(text: str) -> str:
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as the runner reads them: what is no command is for the log."""
    found = []
    for line in text.split("\n"):
        match = COMMAND.fullmatch(line)
        assert match or "::" not in line
        if match:
            properties = dict(part.split("=", 1) for part in match[2].split(","))
            found.append((match[1], {name: unescaped(value) for name, value in properties.items()}, unescaped(match[3])))
    return found


def test_github_annotates_the_words() -> None:
    one = report(hints=True)
    found = commands(printed("github", one))
    lines = one.source.text.split("\n")
    levels = {"error": "error", "warning": "warning", "hint": "notice"}
    for item, (level, properties, message) in zip(one.found, found, strict=True):
        assert level == levels[item.severity]
        assert properties["file"] == "goals/plan.goals"
        assert properties["title"] == f"{item.code} {item.name}"
        assert message == f"{item.message[item.language]}\n{item.advice[item.language]}"
        units = lines[int(properties["line"]) - 1].encode("utf-16-le")
        words = units[2 * (int(properties["col"]) - 1) : 2 * (int(properties["endColumn"]) - 1)].decode("utf-16-le")
        assert words == one.source.text[item.span.start : item.span.end]


def test_github_gets_no_columns_of_findings_over_several_lines() -> None:
    text = "Goal:\nGain 100 followers\non Instagram soon\n\nActions:\n- post\n"
    for _, properties, _ in commands(printed("github", report(text, "plan.md"))):
        assert ("col" in properties) == ("endColumn" in properties) == (properties["line"] == properties["endLine"])


def test_github_commands_cannot_be_forged() -> None:
    found = commands(printed("github", report(EVIL, "a,b: 100%.goals"), run=Run(errors=[ERROR])))
    assert found[0] == ("error", {"title": "aimline"}, ERROR["en"])
    assert {properties["file"] for _, properties, _ in found[1:]} == {"a,b: 100%.goals"}
    assert all("file" not in properties for _, properties, _ in commands(printed("github", report(name=None))))


def fingerprints(text: str, name: str = "goals/plan.goals") -> list[str]:
    return [entry["fingerprint"] for entry in json.loads(printed("gitlab", report(text, name)))]


def test_gitlab_report() -> None:
    one = report(hints=True)
    entries = json.loads(printed("gitlab", one))
    assert [entry["location"]["lines"]["begin"] for entry in entries] == [one.source.line_of(item.span.start) for item in one.found]
    assert {entry["location"]["path"] for entry in entries} == {"goals/plan.goals"}
    assert {(item.severity, entry["severity"]) for item, entry in zip(one.found, entries, strict=True)} == {
        ("error", "major"),
        ("warning", "minor"),
        ("hint", "info"),
    }
    assert all(entry["description"].startswith(item.code) and entry["check_name"] == item.name for item, entry in zip(one.found, entries, strict=True))


def test_gitlab_fingerprints_are_unique_and_stable() -> None:
    body = GOALS.removeprefix("account:\n") * 3
    before, after = fingerprints(body), fingerprints("# Winter\nGain 7 followers on TikTok soon\n\n" + body)
    assert after[-len(before) :] == before
    assert len(set(after)) == len(after)
    both = json.loads(printed("gitlab", report(body, "a.goals"), report(body, "b.goals")))
    assert len({entry["fingerprint"] for entry in both}) == len(both)
    assert fingerprints(body, "./goals/plan.goals") == before


def test_paths_are_those_of_the_repository_on_a_runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "marketing").mkdir()
    monkeypatch.chdir(tmp_path / "marketing")
    one = report(name="plan.goals")
    for environment, path in (
        ({}, "plan.goals"),
        ({"GITHUB_WORKSPACE": str(tmp_path)}, "marketing/plan.goals"),
        ({"CI_PROJECT_DIR": "/nowhere"}, "plan.goals"),
    ):
        run = Run(root=checkout(environment))
        assert json.loads(printed("gitlab", one, run=run))[0]["location"]["path"] == path
        assert f"file={path}," in printed("github", one, run=run)
        assert f'"uri": "{path}"' in printed("sarif", one, run=run)
        # reviewdog works out where it is by itself
        assert json.loads(printed("rdjson", one, run=run))["diagnostics"][0]["location"]["path"] == "plan.goals"


def test_rdjson_counts_bytes() -> None:
    one = report(hints=True)
    result = json.loads(printed("rdjson", one))
    lines = [line.encode() for line in one.source.text.split("\n")]

    def words(place: dict[str, Any]) -> str:
        start, end = place["start"], place["end"]
        assert start["line"] == end["line"]
        return lines[start["line"] - 1][start["column"] - 1 : end["column"] - 1].decode()

    assert [(entry["code"]["value"], words(entry["location"]["range"])) for entry in result["diagnostics"]] == marked([one])
    assert {entry["severity"] for entry in result["diagnostics"]} == {"ERROR", "WARNING", "INFO"}
    assert result["source"] == {"name": "aimline"}


@pytest.mark.parametrize("text", [GOALS, FIXABLE, FIXABLE.replace("\n", "\r\n")])
def test_rdjson_suggests_the_whole_fix(text: str) -> None:
    one = report(text, hints=True)
    raw = text.encode()
    starts = [0, *(match.end() for match in re.finditer(b"\n", raw))]
    fixes = [item.fix for item in one.found if item.fix is not None]
    suggestions = [entry["suggestions"] for entry in json.loads(printed("rdjson", one))["diagnostics"] if "suggestions" in entry]
    assert len(fixes) == len(suggestions) > 1
    for fix, (suggestion,) in zip(fixes, suggestions, strict=True):
        start, end = (starts[suggestion["range"][name]["line"] - 1] + suggestion["range"][name]["column"] - 1 for name in ("start", "end"))
        assert (raw[:start] + suggestion["text"].encode() + raw[end:]).decode() == edited(text, fix.edits)


def junit(*texts: str, run: Run | None = None) -> ET.Element:
    return ET.fromstring(printed("junit", *(report(text, f"{number}.goals") for number, text in enumerate(texts)), run=run))


def test_junit_has_a_case_a_goal() -> None:
    suites = junit(GOALS)
    cases = suites.findall("./testsuite/testcase")
    assert [case.attrib["line"] for case in cases] == ["1", "2", "4", "5", "6", "7"]
    assert cases[0].attrib["name"] == "the file as a whole"
    assert [len(case.findall("failure")) for case in cases] == [1, 1, 1, 0, 0, 0]
    first = cases[1].find("failure")
    assert first is not None
    assert first.text is not None
    assert [line.split(":")[1].split()[0] for line in first.text.split("\n")] == ["M001", "T001"]
    assert "F001 unknown-setting" in (cases[1].findtext("system-out") or "")
    assert list(cases[4]) == []
    assert [cases[4].attrib[name] for name in ("name", "classname", "file")] == ["Win 40 TikTok likes in 9 days", "0.goals", "0.goals"]


@pytest.mark.parametrize(("level", "failures"), [("error", "3"), ("warning", "5")])
def test_junit_counts_what_fails_at_the_level_asked_for(level: Any, failures: str) -> None:
    suites = junit(GOALS, "Win 40 TikTok likes in 9 days\n", run=Run(fail_level=level, errors=[ERROR]))
    assert [suites.attrib[name] for name in ("tests", "failures", "errors")] == ["8", failures, "1"]
    assert [suite.attrib["failures"] for suite in suites] == ["0", failures, "0"]
    assert sum(int(suite.attrib["tests"]) for suite in suites) == len(suites.findall(".//testcase")) == 8
    assert str(len(suites.findall(".//failure"))) == failures
    assert (suites.findtext(".//error") or "").startswith("nope%.goals: en")


def test_junit_is_xml_whatever_a_file_holds() -> None:
    suites = ET.fromstring(printed("junit", report(EVIL + "Gain \ud800 <b>&amp;</b> ]]> followers\n", 'a"<\x00\udcff>.goals')))
    assert "<b>&amp;</b> ]]>" in suites.findall(".//testcase")[1].attrib["name"]
    assert suites[0].attrib["name"] == 'a"<\ufffd\ufffd>.goals'
