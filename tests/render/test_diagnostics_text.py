"""Diagnostics for people: carets, quotes, and texts that try to break the output."""

import re
from datetime import date

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.language import parse_goals_file
from aimline.lint import lint
from aimline.render.diagnostics import json_line
from aimline.render.text import as_text
from aimline.text.position import Source


def shown(text: str, name: str) -> list[str]:
    source = Source(text, "plan.goals")
    found = lint(parse_goals_file(source), catalogue=load_catalogue(), today=date(2026, 11, 24))
    return re.sub("\x1b\\[[0-9;]*m", "", as_text(next(item for item in found if item.name == name), source, None)).split("\n")


def test_carets_stand_under_the_words() -> None:
    lines = shown("Gain 100 Instgram followers in 10 days", "not-understood")
    assert lines[0].startswith("plan.goals:1:10: warning S005 not-understood: ")
    assert lines[1] == "    Gain 100 Instgram followers in 10 days"
    assert lines[2] == "             ^^^^^^^^"
    assert "Instagram" in lines[3]


@pytest.mark.parametrize(
    ("text", "carets"),
    [
        ("🙂 Instgram followers +5", "       ^^^^^^^^"),
        ("5\tInstgram followers", "     \t^^^^^^^^"),
        ("🙂\u0301 Instgram followers +5", "       ^^^^^^^^"),
        ("👨\u200d👩\u200d👧 Instgram followers +5", "       ^^^^^^^^"),
        ("❤\ufe0f 🇪🇬 👍🏽 Instgram followers +5", "             ^^^^^^^^"),
        ("漢字 e\u0301 Instgram followers +5", "           ^^^^^^^^"),
        ("«soon\u200b» Instgram followers +5", "           ^^^^^^^^"),
    ],
)
def test_carets_count_cells_and_keep_tabs(text: str, carets: str) -> None:
    assert shown(text, "not-understood")[2] == carets


def test_right_to_left_lines_are_quoted_between_isolates_without_carets() -> None:
    lines = shown("كسب 100 متايع على إنستغرام خلال 10 أيام", "not-understood")
    assert lines[0].startswith("plan.goals:1:9: تحذير S005 not-understood: ")
    assert lines[1] == "    \u2068متايع\u2069"
    assert not any("^" in line for line in lines)


def test_where_nothing_stands_the_right_to_left_line_is_quoted() -> None:
    lines = shown("كسب 100 متابع على إنستغرام خلال 10 أيام\n  المسؤول:\n", "bad-setting-value")
    assert lines[0].startswith("plan.goals:2:11: ")
    assert lines[1] == "    \u2068المسؤول:\u2069"


@pytest.mark.parametrize("evil", ["\u202e", "\u2066", "\u2069\u2069", "\x1b[2J", "\x07", "\x9b31m", "\u2028", "\r\r"])
@pytest.mark.parametrize("text", ["Gain {}100 followers soon", "كسب {}100 متابع قريبًا"])
def test_controls_reach_no_terminal(text: str, evil: str) -> None:
    source = Source(text.format(evil), f"na{evil}me.goals")
    for item in lint(parse_goals_file(source), catalogue=load_catalogue(), today=date(2026, 11, 24)):
        for language in (None, "en", "ar"):
            printed = as_text(item, source, language)
            for char in evil.replace("[2J", "").replace("31m", ""):
                if char not in "\u2066\u2069\x1b":
                    assert char not in printed
            assert printed.count("\u2068") == printed.count("\u2069")
            assert "\x1b[2J" not in printed
            assert "\u2066" not in printed


def test_a_long_line_is_shown_around_the_place() -> None:
    lines = shown("// \nGain 100 followers of " + "people " * 200 + "Instgram", "no-deadline")
    assert max(len(line) for line in lines) < 200
    assert lines[1].endswith("…")


def test_surrogates_are_written_as_escapes() -> None:
    assert json_line({"text": "a\ud800b"}) == '{"text": "a\\ud800b"}'
    assert json_line({"text": "كسب"}) == '{"text": "كسب"}'


@pytest.mark.parametrize(
    "evil", ["::add-mask::Instgram followers +5", "  ::error::Instgram followers", "##[group]Instgram followers", "##vso[x]Instgram followers"]
)
def test_what_a_file_holds_is_no_command_of_a_build_server(evil: str) -> None:
    source = Source(evil, evil.strip())
    found = lint(parse_goals_file(source), catalogue=load_catalogue(), today=date(2026, 11, 24))
    assert found
    for item in found:
        lines = re.sub("\x1b\\[[0-9;]*m", "", as_text(item, source, None)).split("\n")
        assert [line for line in lines if line.lstrip().startswith(("::", "##"))] == []
        if item.name == "not-understood" and source.text[item.span.start : item.span.end] == "Instgram":
            assert lines[1].index("Instgram") == lines[2].index("^")
