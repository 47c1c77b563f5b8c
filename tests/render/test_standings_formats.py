"""Formats of `evaluate` for programs: what each requires, that nothing is rounded or lost, and that nothing a user wrote can break it."""

import csv
import io
import json
import math
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from standings_made import ARABIC, EVIL, FULL, nothing, printed, standing

from aimline.pacing.status import ORDER
from aimline.render.standings import FORMATS, renderer
from aimline.render.standings.csv import safe
from aimline.render.standings.junit import outcome
from aimline.text.messages import languages

ALL = [standing(text=ARABIC, owner="سارة"), nothing(goal="nothing-1"), EVIL, FULL]
ERROR = {language: f"nope.csv: {language} \x07" for language in languages()}


def test_there_is_no_other_format() -> None:
    with pytest.raises(KeyError):
        renderer("yaml")


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("language", [None, *languages()])
def test_every_format_takes_every_standing_in_every_language(format_: str, language: str | None) -> None:
    text = printed(format_, *ALL, language=language, errors=[ERROR])
    assert text.encode("utf-8", "surrogatepass" if format_.startswith("json") else "strict")
    assert text.endswith("\n")
    assert "nan" not in text.lower().replace("finance", "")
    assert "Infinity" not in text


@pytest.mark.parametrize("format_", FORMATS)
def test_no_standings_are_a_whole_report(format_: str) -> None:
    text = printed(format_)
    if format_ == "json":
        assert json.loads(text) == []
    elif format_ == "csv":
        assert len(list(csv.reader(io.StringIO(text, newline="")))) == 1
    elif format_ == "openmetrics":
        assert all(not family.samples for family in text_string_to_metric_families(text))
    elif format_ == "junit":
        assert ET.fromstring(text).attrib["tests"] == "0"
    else:
        assert text == ("" if format_ == "jsonl" else "No goals.\n")


def test_json_is_jsonl_in_an_array() -> None:
    assert json.loads(printed("json", *ALL)) == [json.loads(line) for line in printed("jsonl", *ALL).removesuffix("\n").split("\n")]


def table(*standings: Any, **run: Any) -> list[dict[str, str]]:
    text = printed("csv", *standings, **run)
    assert text[0] == "\ufeff"
    assert "\ufeff" not in text[1:]
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))


def test_csv_has_the_fields_of_json_in_flat_columns() -> None:
    (row,) = table(FULL)
    own = json.loads(printed("jsonl", FULL))

    def at(path: str, within: Any) -> Any:
        """What stands in JSON at a column's name."""
        if path in within:
            return within[path]
        name = next(name for name in within if path.startswith(name + "_") and within[name] is not None)
        return at(path.removeprefix(name + "_"), within[name])

    for name, cell in row.items():
        value = at(name, own)
        if name == "why":
            assert cell == value["en"]
        elif isinstance(value, list):
            assert cell == ";".join(value)
        else:
            assert cell == ("" if value is None else str(value))
    assert [row[name] for name in ("pace_spi", "projected_p10", "projected_finish_p50", "flags", "reference_value", "bounds_upper", "window_end")] == [
        "1.175",
        "1327.0",
        "2026-12-10",
        "critical;impossible",
        "10.0",
        "",
        "2026-12-11",
    ]
    assert not [name for name in row if name.startswith(("periods", "actions"))]


def test_csv_has_a_row_a_standing_with_cells_for_all_columns_and_ends_its_lines_with_both() -> None:
    text = printed("csv", *ALL)
    assert text.count("\r\n") == text.count("\n") == text.count("\r") == len(ALL) + 1
    rows = table(*ALL)
    assert len(rows) == len(ALL)
    assert all(None not in row and None not in row.values() for row in rows)
    assert rows[0]["text"] == ARABIC
    assert rows[1]["probability"] == rows[1]["window_start"] == ""


def test_csv_says_why_in_the_language_asked_for_else_in_that_of_the_goal() -> None:
    said = standing(why={language: f"because {language}" for language in languages()})
    assert [row["why"] for row in table(said, said, languages_of=["ar", "fr"])] == ["because ar", "because fr"]
    assert [row["why"] for row in table(said, said, languages_of=["ar", "fr"], language="en")] == ["because en"] * 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "－1", "-5%"])
def test_no_cell_is_a_formula(text: str) -> None:
    row = table(standing(text=text, owner=text, account=text, file=text, why=text, metric=text, unit=text, goal=text))[0]
    for name in ("text", "owner", "account", "file", "why", "metric", "unit", "goal"):
        assert row[name] == safe(text) == "'" + text.strip()


@pytest.mark.parametrize("text", ["a=b", "1 - 2", "'=1", "احصل على +5", "", "\u2068-1\u2069"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert table(standing(text=text))[0]["text"] == text


def test_negative_numbers_stay_numbers() -> None:
    row = table(standing(gained=-12.5, shortfall=-0.0001, baseline=-3.0))[0]
    assert [row[name] for name in ("gained", "shortfall", "baseline")] == ["-12.5", "-0.0001", "-3.0"]


def test_a_hostile_row_is_one_row_of_harmless_cells() -> None:
    (row,) = table(EVIL)
    assert row["text"].startswith("'=HYPERLINK(")
    assert not any(char in cell for cell in row.values() for char in "\x07\x1b\n\u202e\u2028\ud800")
    assert (row["account"], row["owner"]) == ("'@acme", "'-1+1")


def families(*standings: Any, **run: Any) -> dict[str, Any]:
    text = printed("openmetrics", *standings, **run)
    assert text.endswith("# EOF\n")
    return {family.name: family for family in text_string_to_metric_families(text)}


def samples(found: dict[str, Any], name: str, goal: str) -> list[Any]:
    return [sample for sample in found[name].samples if sample.labels["goal"] == goal]


def test_openmetrics_has_the_figures_of_every_goal() -> None:
    found = families(FULL, nothing(goal="nothing-1"))
    for name, value in {
        "done_ratio": 0.47, "probability": 0.03, "actual": 1287.0, "target": 1340.0, "expected": 1280.0, "spi": 1.175, "tspi": 0.8833333333333333,
        "days_ahead": 0.7, "required_per_day": 8.833333333333334, "observations": 4, "coverage": 1.0, "baseline": 1240.0,
        "window_start_timestamp_seconds": 1796083200, "last_observation_timestamp_seconds": 1796342400,
    }.items():  # fmt: skip
        family = found[f"aimline_goal_{name}"]
        assert (family.type, family.unit) == ("gauge", next((unit for unit in ("ratio", "seconds") if name.endswith(unit)), ""))
        assert family.documentation
        assert [sample.value for sample in samples(found, family.name, "full-3")] == [value]
    assert [(one.labels["quantile"], one.value) for one in found["aimline_goal_projected"].samples] == [("0.1", 1327), ("0.5", 1349), ("0.9", 1377)]


def test_openmetrics_leaves_out_what_is_undefined() -> None:
    found = families(FULL, nothing(goal="nothing-1"))
    there = {name for name in found if samples(found, name, "nothing-1")}
    assert there == {"aimline_goal", "aimline_goal_status", "aimline_goal_flag", "aimline_goal_observations"}
    assert all(math.isfinite(sample.value) for family in found.values() for sample in family.samples)
    (info,) = samples(found, "aimline_goal", "nothing-1")
    assert info.labels == {"goal": "nothing-1", "text": nothing().text, "file": "goals/a.goals"}


@pytest.mark.parametrize("status", ORDER)
def test_openmetrics_has_a_set_of_states(status: str) -> None:
    found = families(standing(status=status, flags=("safe",)))
    states = {sample.labels["aimline_goal_status"]: sample.value for sample in found["aimline_goal_status"].samples}
    assert found["aimline_goal_status"].type == "stateset"
    assert states == {name: float(name == status) for name in ORDER}
    flags = {sample.labels["aimline_goal_flag"]: sample.value for sample in found["aimline_goal_flag"].samples}
    assert flags == {"safe": 1, "critical": 0, "impossible": 0}


def test_openmetrics_keeps_the_words_of_the_user_in_their_labels() -> None:
    found = families(EVIL, standing(text=ARABIC, owner='سارة "س" \\'))
    (info,) = samples(found, "aimline_goal", "instagram-followers-1")
    assert found["aimline_goal"].type == "info"
    assert (info.labels["text"], info.labels["owner"], info.labels["unit"], info.labels["end"]) == (ARABIC, 'سارة "س" \\', "count", "2026-12-11")
    (evil,) = samples(found, "aimline_goal", "evil-2")
    assert evil.labels["text"].startswith('=HYPERLINK("http://x","a"), "b";')


def test_openmetrics_tells_the_same_goal_of_two_files_apart() -> None:
    found = families(standing(), standing(file="goals/b.goals", gained=1.0), standing(file="goals/c.goals"))
    assert [sample.labels.get("copy") for sample in found["aimline_goal_gained"].samples] == [None, "2", "3"]


@pytest.mark.parametrize("language", languages())
def test_openmetrics_helps_in_the_language_of_the_run(language: str) -> None:
    told = {name: family.documentation for name, family in families(FULL, own=language).items()}
    assert all(told.values())
    assert language == "en" or told != {name: family.documentation for name, family in families(FULL).items()}


def junit(*standings: Any, **run: Any) -> ET.Element:
    return ET.fromstring(printed("junit", *standings, **run).encode())


EVERY = [standing(status=status, goal=status, text=status) for status in ORDER]


@pytest.mark.parametrize(
    ("fail_on", "failures"),
    [
        (None, {"behind", "exceeded", "missed"}),
        ("achieved", set(ORDER) - {"not_measurable"}),
        ("pending", set(ORDER) - {"not_measurable"}),
        ("insufficient", {"insufficient", "no_data", "at_risk", "over_pace", "behind", "exceeded", "missed"}),
        ("at_risk", {"at_risk", "over_pace", "behind", "exceeded", "missed"}),
        ("missed", {"exceeded", "missed"}),
        ("not_measurable", set()),
    ],
)
def test_junit_fails_what_fails_the_run(fail_on: str | None, failures: set[str]) -> None:
    suites = junit(*EVERY, fail_on=fail_on)
    found = {case.attrib["name"]: case[0].tag for case in suites.iter("testcase")}
    assert found == {status: outcome(status, fail_on).replace("passed", "system-out") for status in ORDER}
    assert {status for status, tag in found.items() if tag == "failure"} == failures
    assert [status for status, tag in found.items() if tag == "error"] == ["not_measurable"]
    assert {status for status, tag in found.items() if tag == "skipped"} == {"pending", "insufficient", "no_data"} - failures
    for element in (suites, suites[0]):
        counted = {"tests": len(ORDER), "failures": len(failures), "errors": 1, "skipped": len({"pending", "insufficient", "no_data"} - failures)}
        assert {name: int(element.attrib[name]) for name in counted} == counted


def test_junit_has_a_suite_a_file_and_says_why() -> None:
    suites = junit(standing(text=ARABIC), FULL, standing(file=None, line=1), standing(file="goals/b.goals"), errors=[ERROR], languages_of=["ar", "en"])
    assert [suite.attrib["name"] for suite in suites] == ["what could not be read", "goals/a.goals", "-", "goals/b.goals"]
    assert [suites.attrib[name] for name in ("tests", "failures", "errors", "skipped")] == ["5", "1", "1", "0"]
    passed, failed = suites[1]
    assert [passed.attrib[name] for name in ("name", "classname", "file", "line")] == [ARABIC, "goals/a.goals", "goals/a.goals", "7"]
    assert (passed.findtext("system-out") or "").startswith("على المسار: ")
    failure = failed.find("failure")
    assert failure is not None
    assert (failure.attrib["type"], failure.attrib["message"]) == ("behind", f"behind: {FULL.why['en']}")
    assert failure.text == f"goals/a.goals:7: behind: {FULL.why['en']}"


def test_junit_is_xml_whatever_a_goal_holds() -> None:
    (case,) = junit(EVIL).iter("testcase")
    assert '"b"; ' in case.attrib["name"]
    assert "<i>&amp;</i> ]]>" in case.attrib["name"]
