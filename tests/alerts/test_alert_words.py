"""An alert in words: for terminals, for messages, in every language."""

import json
import re
from datetime import date

import pytest
from test_webhook import ALERT

from aimline.alerts.delivery import Letter
from aimline.alerts.delivery.shapes import as_slack, as_teams
from aimline.alerts.model import Alert
from aimline.alerts.rules import read_alert_rules, shipped, titles
from aimline.alerts.words import title, words
from aimline.render.alerts import Speech, as_jsonl, as_text, summary
from aimline.render.cells import width
from aimline.text.messages import entry, languages
from aimline.text.position import Source

BARE = re.compile(r"\x1b\[[0-9;]*m")


def alert(to: str, from_: str | None = "quiet", rule: str = "mine", **standing: object) -> Alert:
    reason = {"en": "It is so.", "ar": "الأمر كذلك.", "fr": "C'est ainsi."}
    return Alert("0123456789abcdef0123", date(2026, 12, 5), "g", rule, "warning", from_, to, {"text": "Gain 100 followers", **standing}, reason)


@pytest.mark.parametrize("language", languages())
def test_every_rule_of_ours_has_a_name_in_every_language(language: str) -> None:
    names = [rule.name for rule in shipped()]
    assert set(names) == set(entry("notice.rule", language))
    assert len({entry("notice.rule", language)[name] for name in names}) == len(names)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (alert("behind", "on_track", "behind"), "behind (was on track)"),
        (alert("behind", "behind", "behind"), "still: behind"),
        (alert("firing", "firing", rule="spend-fast"), "still: the budget is spent too fast"),
        (alert("behind", None, "behind"), "behind"),
        (alert("firing", rule="milestone-50"), "half is done"),
        (alert("firing", rule="no-such"), "no-such"),
        (alert("resolved", "firing", rule="spend-fast"), "over: the budget is spent too fast"),
        (alert("withdrawn", "behind", rule="behind"), "withdrawn: behind"),
    ],
)
def test_what_happened_in_a_few_words(one: Alert, said: str) -> None:
    assert title(one.record(), "en") == said
    # all but a name that a user gave is said in each language
    assert len({title(one.record(), language) for language in languages()}) == (2 if one.rule == "no-such" else 3)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_a_terminal_gets_whole_lines_that_fit(language: str, columns: int) -> None:
    long = Alert(ALERT.id, ALERT.at, "g", "behind", "critical", "on_track", "behind", {**ALERT.standing, "text": "كسب 100 متابع " * 9}, ALERT.reason)
    text = as_text(long, Speech(language, columns=columns))
    assert "\x1b[1;31m" in text
    first, *rest = BARE.sub("", text).rstrip("\n").split("\n")
    assert first.startswith("2026-12-05  ")
    assert all(line.startswith(" " * 12) for line in rest)
    assert all(width(line) <= max(columns, 36) for line in rest if ALERT.id not in line)
    # an isolate that is open at the end of a line would reorder it
    assert all(line.count("\u2068") == line.count("\u2069") for line in rest)
    assert ALERT.id in rest[-1]


def test_figures_stand_whole_and_with_their_units() -> None:
    one = alert(
        "behind", done=0.421, expected=1234.5, pace={"spi": 0.8, "required_per_day": 12.34}, projected={"p50": None}, probability=0.004, unit="currency:USD"
    )
    assert words(one.record(), "en").figures() == ["done 42%", "expected 1,234 USD", "pace 0.8", "needed/day 12.34 USD", "probability 1%"]
    assert words(one.record(), "ar").figures()[0] == "المنجز \u206842%\u2069"
    for probability, shown in ((0.0, "0%"), (1.0, "100%"), (0.9999, "99%"), (0.5, "50%")):
        assert f"probability {shown}" in words(alert("behind", probability=probability).record(), "en").figures()


def test_the_language_is_the_one_asked_for_else_that_of_the_goal() -> None:
    one = alert("behind")
    assert "الأمر كذلك." in as_text(one, Speech(None, {"g": "ar"}, "fr"))
    assert "C'est ainsi." in as_text(one, Speech(None, {}, "fr"))
    assert "It is so." in as_text(one, Speech("en", {"g": "ar"}, "fr"))


def test_words_of_a_user_steer_no_terminal() -> None:
    one = alert("firing", rule="a\x1b[2Jb", text="Gain\x1b[31m \u202e100\nfollowers", owner="\x07Sara", file="a\x1b.goals", line=2)
    for language in languages():
        text = BARE.sub("", as_text(one, Speech(language)))
        assert not [char for char in text if char in "\x1b\x07\u202e"]
        assert "followers" in text


def test_an_alert_as_a_line_is_its_line() -> None:
    assert as_jsonl(ALERT) == ALERT.json() + "\n"
    assert json.loads(as_jsonl(ALERT))["id"] == ALERT.id


def test_an_alert_that_lacks_a_language_is_said_in_another() -> None:
    one = Alert("i", date(2026, 1, 1), "g", "r", "info", None, "behind", {}, {"xx": "only this"})
    assert words(one.record(), "ar").reason == "only this"
    assert words(one.record(), "en").goal == "g"


def test_how_many_alerts_a_week_somebody_would_have_had() -> None:
    alerts = [alert("behind", owner="Sara")] * 13 + [ALERT] * 26 + [alert("behind")] * 52
    said = list(summary(alerts, date(2026, 1, 1), date(2026, 12, 30), "en"))
    assert said[0] == "91 alerts from 2026-01-01 to 2026-12-30: 26 critical, 65 warning."
    assert re.sub("[\u2068\u2069]", "", said[1]) == "That is 1.8 a week: goals without an owner 1, سارة 0.5, Sara 0.2."
    assert list(summary([], date(2026, 1, 1), date(2026, 1, 2), "en")) == ["No alerts from 2026-01-01 to 2026-01-02."]
    # of two days nobody knows how a week is
    assert "That is 1 a week" in list(summary([ALERT], date(2026, 1, 1), date(2026, 1, 2), "en"))[1]
    many = [alert("behind", owner=f"p{number}") for number in range(9)]
    assert "4 others" in list(summary(many, date(2026, 1, 1), date(2026, 1, 9), "en"))[1]
    for language in languages():
        assert len(list(summary(many, date(2026, 1, 1), date(2026, 1, 9), language))) == 2


def test_a_rule_without_a_name_is_called_by_what_it_says() -> None:
    named, unnamed, own = read_alert_rules(
        Source("alert when pace is below 80% for 3 days\n  name: slow\nنبّه عندما تقل الوتيرة عن 80% لمدة 3 أيام\nalert when coverage is below 50%\n", "r")
    )[0]
    called = titles([named, unnamed, own])
    assert set(called) == {unnamed.name, own.name}
    one = alert("firing", rule=unnamed.name).record()
    assert title(one, "en", called) == "pace is below 80% for 3 days"
    assert title(one, "ar", called) == "تكون الوتيرة أقل من 80% لمدة 3 أيام"
    assert title(one, "fr", called).startswith("le rythme est sous 80")
    assert title(alert("resolved", "firing", rule=own.name).record(), "en", called) == "over: coverage is below 50%"
    assert words(one, "en", called).lines()[0] == "Warning: pace is below 80% for 3 days"
    assert "pace is below 80%" in as_text(alert("firing", rule=unnamed.name), Speech("en", titles=called))
    letter = Letter("", alert("firing", rule=unnamed.name, standing={}).record(), called)
    assert b"pace is below 80%" in as_slack(letter, ["en"])
    assert b"pace is below 80%" in as_teams(letter, ["en"])
