"""The SMART report: every goal of a file, each letter met or not and why; as a table of any width, as JSON, as Markdown."""

import json
from dataclasses import replace
from datetime import date

import click
import pytest

from aimline.catalogue import load as load_catalogue
from aimline.language import parse_goals_file
from aimline.lint.history import History, Stretch
from aimline.lint.letters import LETTERS, GoalLetters, letters
from aimline.lint.report import FileReport
from aimline.lint.run import Scope, Settings, judge
from aimline.lint.selection import standard
from aimline.render.cells import width
from aimline.render.run import Run
from aimline.render.smart import as_json, as_jsonl, as_markdown, as_text
from aimline.text.messages import languages
from aimline.text.position import Source

TODAY = date(2026, 11, 24)
SETTINGS = Settings(TODAY, load_catalogue(), Scope(standard(hints=False)))
FILE = """\
start: 2026-12-01

Gain 100 Instagram followers in 10 days
  - Post daily
// ignore: no-platform
Get more comments
Get 200 likes on Facebook in 30 days, and raise brand awareness
الوصول إلى 5,000 متابع على تيك توك قريبًا
"""


def report(text: str) -> FileReport:
    source = Source(text, "a.goals")
    return next(judge([(source, parse_goals_file(source))], SETTINGS))


def of(text: str) -> list[GoalLetters]:
    return list(letters(report(text), SETTINGS))


def met(goal: GoalLetters) -> str:
    """The letters as signs: `+` met, `-` unmet, `?` not judged."""
    return "".join({True: "+", False: "-", None: "?"}[goal.letters[name].met] for name in LETTERS)


def test_every_goal_of_every_sentence_has_its_letters() -> None:
    assert [(goal.statement.line, goal.number, met(goal)) for goal in of(FILE)] == [
        (3, 1, "++?++"),
        (6, 1, "+-?+-"),
        (7, 1, "++?++"),
        (7, 2, "--?++"),
        (8, 1, "++?+-"),
    ]


def test_a_letter_that_is_unmet_says_why_in_every_language() -> None:
    _, comments, _, awareness, _ = of(FILE)
    assert [text["en"] for text in comments.letters["measurable"].why] == ["no number: how much?"]
    assert [text["ar"] for text in comments.letters["time_bound"].why] == ["لا موعد: متى؟"]
    assert "brand awareness" in awareness.letters["specific"].why[0]["en"]
    for goal in of(FILE):
        for letter in goal.letters.values():
            assert letter.why
            assert all(set(text) == set(languages()) for text in letter.why)


def test_a_letter_that_is_met_shows_the_words_that_say_it() -> None:
    first = of(FILE)[0]
    said = {name: first.letters[name].why[0]["en"].replace("\u2068", "").replace("\u2069", "") for name in LETTERS}
    assert said == {
        "specific": "Instagram, followers",
        "measurable": "100",
        "achievable": "no metric log was given (--metrics)",
        "realistic": "1 action",
        "time_bound": "in 10 days, 2026-12-01",
    }


def test_what_is_silenced_still_needs_its_words() -> None:
    goal = of("// ignore: no-deadline\nGain 100 Instagram followers\n")[0]
    assert met(goal) == "++?+-"
    assert goal.letters["time_bound"].why[0]["en"] == "it is not said by when"


def test_a_goal_is_judged_by_what_stands_under_it_and_in_other_goals() -> None:
    text = "Gain 100 Instagram followers in 10 days\nGain 100 Instagram followers in 10 days\n"
    assert [met(goal) for goal in of(text)] == ["++?++", "++?-+"]
    assert met(of("Gain 100 Instagram followers\n  end: 2027-01-31\n")[0]) == "++?++"


def test_achievable_is_judged_where_a_log_was_read() -> None:
    one = report("Gain 100 Instagram followers in 10 days\nGet 9 likes and 5 comments on Instagram in 10 days\n")
    first, second = one.file.statements
    stretch = Stretch(date(2026, 1, 1), date(2026, 1, 10), 20.0)
    past = {(first.span, 0): History(needed=10.0, stretches=[stretch]), (second.span, 1): History(problem=dict.fromkeys(languages(), "too short"))}
    found = list(letters(one._replace(past=past), SETTINGS))
    assert [goal.letters["achievable"].met for goal in found] == [True, None, None]
    assert [goal.letters["achievable"].why[0]["en"] for goal in found] == [
        "the log has stretches that did as much",
        "the log has nothing to compare it with",
        "too short",
    ]
    assert [(goal.met, goal.judged) for goal in found] == [(5, 5), (4, 4), (4, 4)]
    assert [_bare(line).strip() for line in as_text(found, Run("en"), 120) if "too short" in line] == ["achievable: too short"]


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("language", [None, *languages()])
def test_the_table_fits(columns: int, language: str | None) -> None:
    long = "Increase engagement on Facebook by 5% in 30 days so that parents of children in primary school read 更多的东西 about road safety\n"
    lines = list(as_text(of(FILE + long), Run(language), columns))
    assert max(width(_bare(line)) for line in lines) <= max(columns, 32)
    assert sum(line.count(mark) for line in lines for mark in "✓✗–") == 6 * 5


def _bare(line: str) -> str:
    """A line without colours."""
    return click.unstyle(line)


@pytest.mark.parametrize("language", languages())
def test_columns_stand_under_each_other(language: str) -> None:
    rows = [_bare(line) for line in as_text(of(FILE), Run(language), 140)]
    places = {tuple(width(row[:place]) for place, char in enumerate(row) if char in "✓✗–")[:5] for row in rows if row.lstrip()[:1].isdigit()}
    assert len(places) == 1


def test_the_table_in_english() -> None:
    assert [_bare(line).rstrip() for line in as_text(of("Gain 100 Instagram followers in 10 days\nGet more comments on TikTok\n"), Run("en"), 120)] == [
        "a.goals",
        "line  goal                                     specific  measurable  achievable  realistic  time-bound  score",
        "   1  Gain 100 Instagram followers in 10 days  ✓         ✓           –           ✓          ✓           4/4",
        "   2  Get more comments on TikTok              ✓         ✗           –           ✓          ✗           2/4",
        "      measurable: no number: how much?",
        "      time-bound: no deadline: by when?",
        "",
        "SMART: 1 of 2 goals. specific 2 of 2, measurable 1 of 2, achievable not judged, realistic 2 of 2, time-bound 1 of 2",
    ]


def test_the_letters_are_words_of_the_language() -> None:
    said = "\n".join(as_text(of(FILE), Run("ar"), 60))
    assert all(word in said for word in ("محدد", "قابل للقياس", "يمكن تحقيقه", "واقعي", "محدد بوقت"))
    assert not any(word in said for word in ("specific", "measurable"))


def test_programs_get_every_letter_and_the_totals() -> None:
    goals = of(FILE)
    read = json.loads("".join(as_json(goals, ["a", "b", "c", "d", "e"])))
    assert read["total"]["goals"] == 5
    assert read["total"]["smart"] == 2
    assert read["total"]["time_bound"] == {"met": 3, "unmet": 2, "not_judged": 0}
    assert read["total"]["achievable"] == {"met": 0, "unmet": 0, "not_judged": 5}
    assert read["goals"] == [json.loads(line) for line in as_jsonl(goals, ["a", "b", "c", "d", "e"])]
    comments = read["goals"][1]
    assert (comments["line"], comments["goal"], comments["met"], comments["judged"], comments["smart"]) == (6, "b", 2, 4, False)
    assert [item["code"] for item in comments["letters"]["measurable"]["findings"]] == ["M001"]


def test_markdown_is_one_table() -> None:
    lines = list(as_markdown(of("Gain 100 Instagram followers | fans in 10 days\n"), Run("en")))
    assert lines[0] == "| goal | specific | measurable | achievable | realistic | time-bound | score | why |"
    assert "followers \\| fans" in lines[2]
    assert len(lines) == 5


def test_no_goals_no_table() -> None:
    assert list(as_text([], Run("en"), 80)) == list(as_markdown([], Run("en"))) == []
    assert json.loads("".join(as_json([], [])))["goals"] == []


def test_hints_say_something_but_leave_a_letter_met() -> None:
    settings = replace(SETTINGS, scope=Scope(standard(hints=True)))
    source = Source("Gain 100 Instagram followers in 10 days\n", "a.goals")
    found = next(judge([(source, parse_goals_file(source))], settings))
    goal = next(letters(found, settings))
    assert goal.letters["realistic"].met
    assert {item.name for item in goal.letters["realistic"].found} == {"no-actions", "no-purpose"}
