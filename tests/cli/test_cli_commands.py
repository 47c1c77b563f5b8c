"""What the commands print and how they end."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from aimline.cli import COMMANDS, cli
from aimline.text.messages import languages

GOOD = "Gain 100 Instagram followers in 10 days\n"
TODAY = ["--today", "2026-11-24"]


def run(*args: str, stdin: "str | bytes" = "", **env: str) -> Result:
    return CliRunner().invoke(cli, args, input=stdin, env=env, catch_exceptions=False)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_help_teaches(command: str) -> None:
    done = run(command, "--help")
    assert done.exit_code == 0
    assert "Example" in done.output
    assert all(len(line) <= 160 for line in done.output.splitlines())


def test_help_of_the_whole() -> None:
    done = run("--help")
    assert all(command in done.output for command in COMMANDS)
    assert "_AIMLINE_COMPLETE=bash_source" in done.output
    assert "Exit codes" in done.output


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        (GOOD, "error", 0),
        ("Gain 100 followers in 10 days\n", "error", 0),
        ("Gain 100 followers in 10 days\n", "warning", 1),
        ("Gain 100 followers\n", "error", 1),
        ("", "error", 0),
        ("// only a remark\n", "error", 0),
    ],
)
def test_exit_codes_of_lint(text: str, level: str, code: int) -> None:
    assert run("lint", "-", "--fail-level", level, *TODAY, stdin=text).exit_code == code


@pytest.mark.parametrize(
    "args",
    [["lint", "--format", "xml"], ["lint", "--today", "2026-13-01"], ["nosuch"], ["rules", "Z999"], ["schema", "no"], ["lint", "missing.goals"], ["lint", ""]],
)
def test_wrong_use_ends_with_2(args: list[str]) -> None:
    done = CliRunner().invoke(cli, args)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_today_comes_from_the_flag_before_the_environment() -> None:
    args = ["parse", "--format", "jsonl", "Gain 100 Instagram followers this month"]
    window = lambda *more, **env: json.loads(run(*args, *more, **env).stdout)["goals"][0]["window"]  # noqa: E731
    assert window(AIMLINE_TODAY="2026-02-10")["end"] == "2026-03-01"
    assert window("--today", "2026-07-10", AIMLINE_TODAY="2026-02-10")["end"] == "2026-08-01"
    assert CliRunner().invoke(cli, args, env={"AIMLINE_TODAY": "soon"}).exit_code == 2


@pytest.mark.parametrize("text", ["", "followers", "متابعون", "   ", "-"])
def test_a_sentence_may_be_one_word_or_none(text: str) -> None:
    done = run("parse", "--format", "jsonl", text)
    assert done.exit_code in (0, 2)
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ([] if text == "-" else [text])


def test_lines_with_crlf_and_a_mark_of_byte_order() -> None:
    done = run("parse", "--lines", "--format", "jsonl", "-", stdin=b"\xef\xbb\xbfGain 5 likes\r\n\r\nGain 6 likes")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(answer["line"], answer["text"]) for answer in answers] == [(1, "Gain 5 likes"), (2, ""), (3, "Gain 6 likes")]
    assert answers[2]["diagnostics"][0]["start"]["line"] == 3


def test_a_line_too_long_for_a_goal_is_one_finding() -> None:
    done = run("lint", "-", *TODAY, stdin=GOOD + "Gain 100 followers (" * 100_000 + "\n")
    assert done.exit_code == 1
    assert "F009 too-long" in done.output
    assert "2 goals in 1 file: 1 error" in done.output
    assert max(len(line) for line in done.output.splitlines()) < 200


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("schema", name).stdout)
    jsonschema.Draft202012Validator.check_schema(found)
    return found


SENTENCES = """\
Gain 100 new Instagram followers in 10 days starting 2026-12-01
Get 30 likes and 5 comments per post on Facebook
Gain 500 Instgram followers by 2026-02-30 so that sales grow
احصل على 100 متابع جديد على Instagram في 10 أيام
خفض تكلفة النقرة إلى أقل من 0.5 دولار بحلول نهاية الربع
🙂 reach X% engagement rate with reels

%%%
"""


def test_what_parse_prints_is_what_the_schemas_say() -> None:
    done = run("parse", "--lines", "--format", "jsonl", "-", *TODAY, stdin=SENTENCES)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == 8
    goal, diagnostic = schema("goal"), schema("diagnostic")
    for answer in answers:
        for item in answer["goals"]:
            jsonschema.validate(item, goal)
        for item in answer["diagnostics"]:
            jsonschema.validate(item, diagnostic)
    assert any(answer["diagnostics"] for answer in answers)
    assert json.loads(run("parse", "--lines", "--format", "json", "-", *TODAY, stdin=SENTENCES).stdout) == answers


def test_lint_prints_the_diagnostics_of_the_schema() -> None:
    done = run("lint", "-", "--format", "jsonl", "--hints", *TODAY, stdin=SENTENCES)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found
    for item in found:
        jsonschema.validate(item, schema("diagnostic"))
    assert json.loads(run("lint", "-", "--format", "json", "--hints", *TODAY, stdin=SENTENCES).stdout) == found


def test_places_in_json_count_code_points_utf16_and_bytes() -> None:
    text = "🙂 é\u0301 كسب 100 متايع على إنستغرام\n🙂 Gain 5 Instgram likes\n"
    found = [json.loads(line) for line in run("lint", "-", "--format", "jsonl", *TODAY, stdin=text).stdout.splitlines()]
    for item in [item for item in found if item["name"] == "not-understood"]:
        for place in (item["start"], item["end"]):
            before = text[: place["offset"]]
            assert place["utf16"] == len(before.encode("utf-16-le")) // 2
            assert place["byte"] == len(before.encode())
            assert (place["line"], place["column"]) == (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
    assert {text[item["start"]["offset"] : item["end"]["offset"]] for item in found if item["name"] == "not-understood"} >= {"متايع", "Instgram"}


def test_colours_only_on_terminals() -> None:
    plain = run("lint", "-", *TODAY, stdin="Gain 100 followers\n").output
    assert "\x1b[" not in plain
    coloured = CliRunner().invoke(cli, ["lint", "-", *TODAY], input="Gain 100 followers\n", color=True).output
    assert "\x1b[31" in coloured


@pytest.mark.parametrize(("setting", "color"), [({"NO_COLOR": "1"}, False), ({"FORCE_COLOR": "1"}, True), ({}, None)])
def test_the_environment_decides_about_colours(setting: dict[str, str], color: "bool | None", monkeypatch: pytest.MonkeyPatch) -> None:
    import aimline.cli as package

    asked = {}
    monkeypatch.setattr(package.cli, "main", lambda **how: asked.update(how))
    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        package.main()
    assert (asked["color"], ended.value.code) == (color, 0)


def test_rules_are_listed_and_explained() -> None:
    listed = run("rules").output
    assert "T001  no-deadline" in listed
    for lang, title in (("en", "Found:"), ("ar", "يُلاحظ:")):
        assert title in run("rules", "no-deadline", "--lang", lang).output
    everything = json.loads(run("rules", "--format", "json").stdout)
    assert {"code", "name", "severity", "message", "bad", "good"} <= set(everything[0])
    assert "did you mean no-deadline" in CliRunner().invoke(cli, ["rules", "no-dedline"]).output


def test_messages_follow_the_sentence_unless_told_otherwise() -> None:
    text = "كسب 100 متابع خلال 10 أيام\n"
    assert "لا منصة" in run("lint", "-", *TODAY, stdin=text).output
    assert "no platform" in run("lint", "-", "--lang", "en", *TODAY, stdin=text).output
    assert "no platform" in run("lint", "-", *TODAY, stdin=text, AIMLINE_LANG="en").output


def test_a_folder_is_read_with_what_is_below_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.goals").write_text(GOOD, encoding="utf-8")
    (tmp_path / "two.goals").write_text(GOOD, encoding="utf-16")
    assert "2 goals in 2 files: nothing to report" in run("lint", str(tmp_path), *TODAY).output


def test_the_word_help_helps() -> None:
    assert run("help").output == run("--help").output
    assert run("help", "lint").output == run("lint", "--help").output


def test_a_mistyped_command_is_suggested() -> None:
    assert "'evaluate'" in CliRunner().invoke(cli, ["evalute"]).stderr


def test_without_metrics_the_command_says_what_to_give() -> None:
    done = CliRunner().invoke(cli, ["evaluate", "-"], input=GOOD)
    assert done.exit_code == 2
    assert "--metrics exports/" in done.stderr


def test_parse_shows_the_last_day_of_a_window() -> None:
    done = run("parse", "Gain 100 followers on Instagram in December 2026")
    assert "2026-12-01 … 2026-12-31" in done.output
    assert json.loads(run("parse", "--format", "jsonl", "Gain 100 followers on Instagram in December 2026").stdout)["goals"][0]["window"]["end"] == "2027-01-01"


@pytest.mark.parametrize(("lang", "label"), [("en", "Goal:"), ("ar", "هدف:"), ("fr", "Objectif :")])
@pytest.mark.parametrize("command", [["lint"], ["parse"], ["evaluate", "--metrics", "m.csv"]])
def test_a_document_without_a_block_says_why_nothing_was_read(
    command: list[str], lang: str, label: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("slides.txt").write_text(GOOD, encoding="utf-8")
    Path("m.csv").write_text("date,instagram followers\n2026-12-01,5\n", encoding="utf-8")
    assert label in run(*command, "slides.txt", "--lang", lang).stderr


@pytest.mark.parametrize("lang", languages())
def test_a_sentence_where_a_file_is_expected_is_told_the_way(lang: str) -> None:
    done = run("lint", GOOD.strip(), "--lang", lang)
    assert done.exit_code == 2
    assert "| aimline lint -" in done.stderr


def test_what_is_set_aside_is_named_without_replacement_characters(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("one,two\n1,2\n", encoding="utf-8")
    (tmp_path / "read.csv").write_text("date,instagram followers\n2026-12-01,5\n", encoding="utf-8")
    done = run("evaluate", "-", "--metrics", str(tmp_path), stdin=GOOD)
    assert "x.csv\u2069" in done.stderr
    assert "\ufffd" not in done.stderr


@pytest.mark.parametrize("number", ["1.", "2)", "12.", "٣."])
def test_the_number_of_a_list_is_no_amount(number: str) -> None:
    done = run("parse", "--lines", "--format", "jsonl", "-", stdin=f"{number} {GOOD}1.5 posts a day on X until 2027-01-31\n")
    found = [[goal["target"]["value"] for goal in json.loads(line)["goals"]] for line in done.stdout.splitlines()]
    assert found == [[100], [1.5]]


@pytest.mark.parametrize("lang", languages())
def test_a_narrow_terminal_cuts_no_figure(lang: str, tmp_path: Path) -> None:
    rows = "".join(f"2026-12-{day:02},{10_000_000 + day * 12_345}\n" for day in range(1, 9))
    (tmp_path / "m.csv").write_text("date,instagram followers\n" + rows, encoding="utf-8")
    goal = "Gain 1,000,000 followers on Instagram from 2026-12-01 to 2026-12-31\n"
    args = ["evaluate", "-", "--metrics", str(tmp_path), "--lang", lang]
    narrow, wide = (run(*args, stdin=goal, COLUMNS=columns, TERM="xterm").output for columns in ("80", "160"))
    figures = [cell for cell in wide.splitlines()[1].split() if cell[0].isdigit()][-5:]
    assert "10,270,410" in figures
    assert all(any(figure in line.split() for line in narrow.splitlines()) for figure in figures)
    assert all(len(line) <= 80 + line.count("\u2068") + line.count("\u2069") for line in narrow.splitlines())


def test_what_was_set_aside_is_said_in_the_language_of_the_goals(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("one,two\n1,2\n", encoding="utf-8")
    done = run("evaluate", "-", "--metrics", str(tmp_path), stdin="كسب 100 متابع على إنستغرام خلال 10 أيام\n")
    assert "الأعمدة" in done.stderr
