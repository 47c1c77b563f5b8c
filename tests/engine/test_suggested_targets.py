"""Targets that an account would hit: from its own history, with the probabilities that goals are judged by."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from aimline import api
from aimline.engine.suggest import rounded
from aimline.engine.suggestion import Suggestion
from aimline.language import parse_goals_file
from aimline.metrics import read_metrics
from aimline.text.messages import languages
from aimline.text.position import Source

FIRST, LAST = date(2026, 9, 1), date(2026, 11, 15)


def days(last: date = LAST) -> list[date]:
    return [FIRST + timedelta(days=number) for number in range((last - FIRST).days + 1)]


def table(folder: Path, head: str, draw: str, last: date = LAST) -> str:
    """A file of made-up days: `counts` and `money` around 40 a day, `level` that gains about 3 a day."""
    source = random.Random(7)
    level, rows = 1000.0, []
    for day in days(last):
        level += source.randint(0, 6)
        figure = {"counts": float(source.randint(20, 60)), "money": round(source.gammavariate(4, 10), 2), "level": level, "nothing": 0.0}[draw]
        rows.append(f"{day},{figure}")
    file = folder / "figures.csv"
    file.write_text("\n".join([f"date,{head}", *rows, ""]), encoding="utf-8")
    return str(file)


def ask(file: str, text: str, as_of: date | None = None, today: date | None = None, account: str | None = None) -> Suggestion:
    log, errors = read_metrics([file])
    assert not errors
    (found,), _ = api.suggestions([parse_goals_file(Source(text))], log, as_of, today, account)
    return found


REQUESTS = {
    "en": ("Instagram followers in 30 days", "Instagram views in 2 weeks", "revenue in 30 days"),
    "ar": ("متابعو إنستغرام خلال 30 يومًا", "مشاهدات إنستغرام خلال أسبوعين", "الإيرادات خلال 30 يومًا"),
    "fr": ("abonnés Instagram en 30 jours", "vues Instagram en 2 semaines", "chiffre d'affaires en 30 jours"),
}


@pytest.mark.parametrize("language", list(REQUESTS))
@pytest.mark.parametrize(("which", "head", "draw"), [(0, "followers", "level"), (1, "views", "counts"), (2, "revenue ($)", "money")])
def test_sentences_say_the_targets_and_their_days_in_the_language_of_the_request(language: str, which: int, head: str, draw: str, tmp_path: Path) -> None:
    found = ask(table(tmp_path, head, draw), REQUESTS[language][which])
    assert (found.problem, found.language, found.as_of) == (None, language, LAST)
    assert found.window is not None
    assert found.window.start == LAST + timedelta(days=1)
    values = []
    for aim in found.targets:
        assert aim.text is not None
        (goal,) = api.parse(aim.text, LAST)
        assert goal.target is not None
        assert goal.target.value == aim.value
        assert goal.window == found.window
        assert goal.metric == found.metric
        assert goal.platforms == found.platforms
        assert (goal.target.kind == "change") == found.change == (draw == "level")
        values.append(aim.value or 0.0)
    assert values == sorted(values)


@pytest.mark.parametrize(("head", "draw", "per_day"), [("followers", "level", 3.0), ("views", "counts", 40.0), ("revenue ($)", "money", 40.0)])
def test_probabilities_hold_and_are_near_what_was_wished_for(head: str, draw: str, per_day: float, tmp_path: Path) -> None:
    metric = head.partition(" ")[0]
    found = ask(table(tmp_path, head, draw), f"{metric} in 30 days")
    assert [aim.wanted for aim in found.targets] == [0.8, 0.5, 0.2]
    for aim in found.targets:
        assert aim.probability is not None
        assert aim.wanted - 1e-9 <= aim.probability <= aim.wanted + 0.06
    assert found.recent is not None
    assert found.recent.per_day == pytest.approx(per_day, rel=0.25)
    middle = found.targets[1]
    assert middle.per_day == pytest.approx(found.recent.per_day, rel=0.1)
    assert found.unit == ("currency:USD" if draw == "money" else "count")


@pytest.mark.parametrize(("head", "draw"), [("followers", "level"), ("views", "counts"), ("revenue ($)", "money")])
def test_in_a_window_that_runs_the_probability_is_the_one_of_evaluate(head: str, draw: str, tmp_path: Path) -> None:
    metric, file = head.partition(" ")[0], table(tmp_path, head, draw)
    found = ask(file, f"{metric} in November 2026")
    assert found.window is not None
    assert found.window.start == date(2026, 11, 1)
    goals = tmp_path / "a.goals"
    goals.write_text("\n".join(aim.text or "" for aim in found.targets) + "\n", encoding="utf-8")
    standings = api.evaluate([str(goals)], [file], LAST, LAST)
    assert [one.target for one in standings if not found.change] == [aim.value for aim in found.targets if not found.change]
    for aim, standing in zip(found.targets, standings, strict=True):
        assert standing.probability == pytest.approx(aim.probability, abs=1e-9)


def test_days_before_the_window_make_it_less_certain(tmp_path: Path) -> None:
    file = table(tmp_path, "views", "counts", date(2026, 11, 30))
    soon, later = ask(file, "views in December 2026"), ask(file, "views in March 2027")
    assert (soon.waiting, later.waiting) == (0, 90)
    spread = [(one.targets[2].value or 0) - (one.targets[0].value or 0) for one in (soon, later)]
    assert spread[1] > 1.2 * spread[0]
    assert later.targets[1].value == pytest.approx(soon.targets[1].value, rel=0.05)


def test_what_should_be_little_has_bounds(tmp_path: Path) -> None:
    found = ask(table(tmp_path, "unsubscribes", "counts"), "unsubscribes in 30 days")
    values = [aim.value or 0 for aim in found.targets]
    assert not found.up
    assert values == sorted(values, reverse=True)
    assert [goal.target.bound for aim in found.targets for goal in api.parse(aim.text or "", LAST) if goal.target] == ["max"] * 3


def test_a_level_that_is_to_fall_is_asked_the_other_way_round(tmp_path: Path) -> None:
    rising, falling = table(tmp_path, "followers", "level"), tmp_path / "falling.csv"
    against = ask(rising, "Lose followers in 30 days")
    assert against.problem is not None
    assert "not even the least target" in against.problem["en"]
    falling.write_text("\n".join(["date,followers", *(f"{day},{5000 - 3 * at - at % 2}" for at, day in enumerate(days())), ""]), encoding="utf-8")
    found = ask(str(falling), "Lose followers in 30 days")
    assert [api.parse(aim.text or "", LAST)[0].intent for aim in found.targets] == ["decrease"] * 3
    assert found.targets[1].value == pytest.approx(90, abs=3)
    assert found.recent is not None
    assert found.recent.per_day == pytest.approx(-3, abs=0.1)


def test_as_of_and_accounts(tmp_path: Path) -> None:
    file = table(tmp_path, "views", "counts")
    found = ask(file, "views in 10 days", date(2026, 10, 10), account="acme")
    assert (found.account, found.as_of) == ("acme", date(2026, 10, 10))
    assert found.observed == 40


REFUSED = {
    "Instagram reach in 30 days": "cannot be added up",
    "engagement rate in 30 days": "has no law",
    "post three times a week": "asks how often",
    "followers": "says no time",
    "hello": "names nothing that can be measured",
    "followers in October 2026": "is not after",
    "followers by 1 January 2040": "too far away",
    "likes per post in 30 days": "Averages",
    "clicks in 30 days": "No figures of clicks",
    "brand awareness in 30 days": "No figure measures",
}


@pytest.mark.parametrize("text", list(REFUSED))
def test_what_has_no_law_is_refused_with_the_reason(text: str, tmp_path: Path) -> None:
    found = ask(table(tmp_path, "followers", "level"), text)
    assert not found.targets
    assert found.problem is not None
    assert REFUSED[text] in found.problem["en"]
    assert set(found.problem) == set(languages())


def test_too_short_a_history_is_refused(tmp_path: Path) -> None:
    enough = ask(table(tmp_path, "views", "counts", FIRST + timedelta(days=13)), "views in 30 days")
    short = ask(table(tmp_path, "views", "counts", FIRST + timedelta(days=12)), "views in 30 days")
    assert (enough.observed, enough.problem) == (14, None)
    assert short.observed == 13
    assert short.problem is not None
    assert ": 13; 14 are needed" in short.problem["en"].replace("\u2068", "").replace("\u2069", "")


def test_long_after_the_last_figure_nothing_is_suggested(tmp_path: Path) -> None:
    found = ask(table(tmp_path, "views", "counts"), "views in 30 days", LAST + timedelta(days=29))
    assert found.problem is not None
    assert "are needed" in found.problem["en"]


def test_where_nothing_happened_nothing_is_foreseen(tmp_path: Path) -> None:
    found = ask(table(tmp_path, "views", "nothing"), "views in 30 days")
    assert found.problem is not None
    assert "not even the least target" in found.problem["en"]


@pytest.mark.parametrize(
    ("value", "whole", "up", "wanted"),
    [
        (1234.5, True, False, [1200, 1230]),
        (1234.5, True, True, [1300, 1240]),
        (7.9, True, False, [7]),
        (7.1, True, True, [8]),
        (120.0, True, False, [120]),
        (0.087, False, False, [0.08]),
        (3.456, False, False, [3.4, 3.45]),
        (0.29, False, True, [0.29]),
    ],
)
def test_targets_are_rounded_to_the_safe_side(value: float, whole: bool, up: bool, wanted: list[float]) -> None:
    assert list(rounded(value, whole=whole, up=up)) == wanted
