"""What `aimline state outbox` shows, and what trying routes out comes to."""

import json
import re

import pytest
from test_sender import WHY, Hand, Post, alert, by_hand, play, refused, say, state, temporary

from aimline.alerts import outbox
from aimline.alerts.delivery import Failed
from aimline.alerts.routes import Route
from aimline.alerts.sender import Outlet
from aimline.alerts.trial import try_out
from aimline.render.outbox import as_jsonl, as_text, trials
from aimline.text.messages import languages

BARE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("language", languages())
def test_what_waits_and_what_was_put_aside_is_shown_with_its_reason(language: str) -> None:
    connection, clock = state(), Hand()
    routes = [Route("r", ""), Route("المسار", ""), Route("s", "")]
    assert list(as_text([], language)) == [next(iter(as_text([], language)))]
    say(connection, [alert(1)], routes)
    posts = {"r": Post(always=refused()), "المسار": Post(always=temporary(3600.0)), "s": Post()}
    play(by_hand(connection, posts, clock), clock, until=clock.at + 60)
    entries = outbox.entries(connection)
    lines = [BARE.sub("", line) for line in as_text(entries, language)]
    assert len(lines) == 5
    assert lines[1].strip() == lines[3].strip() == WHY[language]
    assert alert(1).id in lines[0]
    assert "2027-01-15T09:00:00Z" in lines[2]
    parsed = [json.loads(line) for line in as_jsonl(entries)]
    assert [(one["route"], one["state"], one["attempts"]) for one in parsed] == [("r", "failed", 3), ("المسار", "waiting", 1), ("s", "sent", 1)]
    assert [one["next"] for one in parsed] == [None, "2027-01-15T09:00:00Z", None]
    assert parsed[0]["error"] == WHY
    assert list(as_jsonl(outbox.entries(connection, "failed", "s"))) == []


@pytest.mark.parametrize("language", languages())
def test_routes_are_tried_out_with_an_alert_that_says_so(language: str) -> None:
    class Noted(Post):
        def deliver(self, letter: object) -> None:
            letters.append(letter)
            super().deliver(letter)  # type: ignore[arg-type]

    letters: list[object] = []
    post = Noted()
    clock = Hand()
    outlets = [Outlet(Route("good", "", severity="critical"), post), Outlet(Route("bad", ""), Post([Failed(WHY)]))]
    first = try_out(outlets, clock)
    clock.at += 1
    try_out(outlets, clock)
    assert [(one.route, one.failure) for one in first] == [("good", None), ("bad", WHY)]
    assert len(set(post.got)) == 2
    assert letters[0].alert["rule"] == "test"  # type: ignore[attr-defined]
    assert "good" in letters[0].alert["reason"][language]  # type: ignore[attr-defined]
    good, bad = trials(first, language)
    assert "good" in good
    assert WHY[language] in bad
