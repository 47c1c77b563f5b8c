"""SARIF: valid, with places, fixes and texts that are those of the findings, and fingerprints that stay."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lint_reports import FIXABLE, GOALS, marked, printed, report
from sarif_subset import SCHEMA

from aimline.lint import rules
from aimline.lint.fixing import edited
from aimline.lint.report import FileReport
from aimline.render.line_hash import line_hashes
from aimline.render.run import Run
from aimline.text.diagnostic import Edit
from aimline.text.messages import languages
from aimline.text.position import Source, Span

VALID = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def log(*reports: FileReport, run: Run | None = None) -> dict[str, Any]:
    """The one run of a log that is valid."""
    content = json.loads(printed("sarif", *reports, run=run))
    VALID.validate(content)
    return dict(content["runs"][0])


def span(source: Source, region: dict[str, Any]) -> Span:
    """The stretch of a region, counted as `columnKind` says."""
    lines = source.text.split("\n")
    start, end = (sum(len(line) + 1 for line in lines[: region[f"{end}Line"] - 1]) + region[f"{end}Column"] - 1 for end in ("start", "end"))
    assert region["snippet"]["text"] == source.text[start:end]
    return Span(start, end)


NAMES = ["plan.goals", "أهداف/خطة 1.goals", "/elsewhere/plan.goals", "../plan.goals", "a:b%20.goals", "\udcff.goals", None]


@pytest.mark.parametrize("language", [None, *languages()])
def test_a_log_is_valid_whatever_the_files_are_called(language: str | None) -> None:
    reports = [report(name=name, hints=True) for name in NAMES]
    run = log(*reports, report("Win 40 TikTok likes in 9 days", "clean.goals"), run=Run(language))
    assert len(run["results"]) == sum(len(one.found) for one in reports)
    assert len(run["artifacts"]) == len(NAMES) + 1
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["language"] == (language or "en")


def test_nothing_found_is_a_log_too() -> None:
    run = log()
    assert (run["results"], run["artifacts"], run["invocations"][0]["exitCode"]) == ([], [], 0)


def test_places_are_code_points_with_exclusive_ends() -> None:
    one = report(hints=True)
    regions = [(result["ruleId"], result["locations"][0]["physicalLocation"]["region"]) for result in log(one)["results"]]
    assert [(code, one.source.text[slice(*span(one.source, region))]) for code, region in regions] == marked([one])
    place = {"startLine": 5, "startColumn": 12, "endLine": 5, "endColumn": 20}
    assert ("S005", {**place, "snippet": {"text": "Instgram"}}) in regions


def test_paths_are_relative_and_encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["./a b/x.goals", str(tmp_path / "y:z.goals"), "خطة.goals", str(tmp_path.parent / "out.goals")]
    places = [entry["location"] for entry in log(*(report("", name) for name in names))["artifacts"]]
    assert [place["uri"] for place in places[:3]] == ["a%20b/x.goals", "y%3Az.goals", "%D8%AE%D8%B7%D8%A9.goals"]
    assert {place.get("uriBaseId") for place in places[:3]} == {"%SRCROOT%"}
    assert places[3] == {"uri": f"file://{tmp_path.parent.as_posix()}/out.goals"}


@pytest.mark.parametrize("text", [GOALS, FIXABLE, FIXABLE.replace("\n", "\r\n")])
def test_what_can_be_fixed_has_a_fix_that_fixes_it(text: str) -> None:
    one = report(text, hints=True)
    fixable = [item.fix for item in one.found if item.fix is not None]
    fixes = [result["fixes"][0] for result in log(one)["results"] if "fixes" in result]
    assert len(fixes) == len(fixable) > 1
    for fix, written in zip(fixable, fixes, strict=True):
        changes = written["artifactChanges"][0]["replacements"]
        edits = [Edit(span(one.source, change["deletedRegion"]), change["insertedContent"]["text"]) for change in changes]
        assert edited(text, edits) == edited(text, fix.edits)
        # lines that are put there end as those of the file
        assert "\r\n" not in text or not any(re.search(r"(?<!\r)\n", edit.replacement) for edit in edits)
        assert written["properties"] == {"safe": fix.safe}


def test_every_rule_is_explained_in_every_language() -> None:
    run = log(report())
    driver = run["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == [rule.code for rule in rules().values()]
    assert {component["language"] for component in run["translations"]} == set(languages()) - {run["language"]}
    for component in run["translations"]:
        assert [rule["id"] for rule in component["rules"]] == [rule["id"] for rule in driver["rules"]]
        assert component["associatedComponent"] == {"name": driver["name"]}
    for rule, entry in zip(rules().values(), driver["rules"], strict=True):
        for language in languages():
            assert rule.rationale[language] in entry["help"]["text"]
            assert rule.rationale[language] in entry["help"]["markdown"]
        # no HTML, no placeholder, and nothing that reorders what is read
        assert re.search("<[a-z/!]|{|[\u202a-\u202e\u2066-\u2067]", entry["help"]["markdown"] + entry["shortDescription"]["text"]) is None
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_rules_of_the_house_are_explained_too() -> None:
    house = replace(rules()["no-deadline"], code="H001", name="owner-named", criterion="realistic")
    driver = log(report(), run=Run(known={**rules(), house.name: house}))["tool"]["driver"]
    assert [rule["name"] for rule in driver["rules"]][-1] == "owner-named"


def test_messages_are_in_the_language_of_the_sentence_unless_one_is_asked_for() -> None:
    one = report()
    for run in (Run(), Run("fr"), Run("ar")):
        for item, result in zip(one.found, log(one, run=run)["results"], strict=True):
            speaks = run.language or item.language
            assert result["properties"]["language"] == speaks
            texts = {**result["properties"]["translations"], speaks: result["message"]["text"]}
            assert set(texts) == set(languages())
            for language, text in texts.items():
                assert text.split("\n")[0].replace("\\[", "[").replace("{{0}}", "{0}") == item.message[language]


def test_nothing_that_a_user_wrote_becomes_a_placeholder_or_a_link() -> None:
    texts = [result["message"]["text"] for result in log(report())["results"]]
    said = next(text for text in texts if "x](y)" in text)
    assert "\\[x](y) {{0}}" in said


def test_what_could_not_be_read_is_a_notification() -> None:
    error = {language: f"x.goals: {language} {{0}}" for language in languages()}
    invocation = log(report(), run=Run("ar", errors=[error], exit_code=2))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 2
    assert [item["message"]["text"] for item in invocation["toolExecutionNotifications"]] == ["x.goals: ar {{0}}"]


def prints(*reports: FileReport) -> list[dict[str, str]]:
    return [result["partialFingerprints"] for result in log(*reports)["results"]]


ABOVE = "# Winter\n\n// what follows is an example\nGain 7 followers on TikTok soon\n  owner: Sara\n\n"
BODY = GOALS.removeprefix("account:\n")


@pytest.mark.parametrize("text", [BODY, BODY * 2, BODY.replace("\n", "\r\n"), "Gain {0} followers soon\n  ownr: x\n" * 5])
def test_fingerprints_survive_lines_above(text: str) -> None:
    before, after = prints(report(text)), prints(report(ABOVE + text))
    assert len(before) > 2
    assert after[-len(before) :] == before
    assert len({entry["aimlineFinding/v1"] for entry in after}) == len(after)


def test_fingerprints_do_not_depend_on_where_the_file_is_nor_on_blanks() -> None:
    assert prints(report(name="a.goals")) == prints(report(name="b/c.goals"))
    spaced = GOALS.replace("Increase brand", "Increase  brand")
    assert [entry["aimlineFinding/v1"] for entry in prints(report(spaced))] == [entry["aimlineFinding/v1"] for entry in prints(report())]


def test_a_finding_under_another_goal_is_another_finding() -> None:
    first, second = (prints(report(f"Gain {n} TikTok likes in 9 days\n  ownr: Sara\n")) for n in (5, 6))
    assert len(first) == len(second) == 1
    assert first != second


@pytest.mark.parametrize(
    "text", ["", "a", "a\n", " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", "كسب 100 متابع\n🙂\n" * 40, "x" * 300 + "\n" + "y" * 300]
)
def test_line_hashes_are_those_of_a_window_that_rolls(text: str) -> None:
    """The same numbers by the method of GitHub's action: one window of 100 units that rolls over the whole text."""
    raw = text.encode("utf-16-le")
    units = [int.from_bytes(raw[place : place + 2], "little") for place in range(0, len(raw), 2)]
    window, marks, value, line, fresh, seen, found = [0] * 100, [0] * 100, 0, 0, True, {}, {}
    kept = [unit for unit in units if unit not in (0x20, 0x09)]
    for place, unit in enumerate([*kept, 0xFFFF, *[None] * 100]):
        slot = place % 100
        if marks[slot]:
            seen[value] = seen.get(value, 0) + 1
            found[marks[slot]] = f"{value:x}:{seen[value]}"
        marks[slot] = 0
        if fresh and unit is not None:
            line += 1
            marks[slot], fresh = line, False
        fresh = fresh or unit == 0x0A
        value = (value * 37 + (unit or 0) - window[slot] * 37**100) % 2**64
        window[slot] = unit or 0
    assert line_hashes(Source(text)) == [found[number] for number in range(1, line + 1)]
    assert line_hashes(Source(text.replace("\n", "\r\n"))) == line_hashes(Source(text))
