"""What is said of goals from day to day, and what is not."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from days import day, goals

from aimline.alerts.boards import NONE, Boards
from aimline.alerts.machine import Machine, Transition
from aimline.alerts.rules import AlertRule, alert_rules, read_alert_rules, shipped
from aimline.engine.assemble import _confidence
from aimline.rules.fields import fields
from aimline.text.position import Source


def rules(text: str) -> list[AlertRule]:
    found, errors = read_alert_rules(Source(text, "test.rules"))
    assert not errors
    return found


def told(machine: Machine, statuses: Sequence[str], **figures: Sequence[float]) -> list[tuple[int, str, str | None, str]]:
    """What is said of one goal that has a status a day: the day, the rule, from and to."""
    found = []
    for number, status in enumerate(statuses):
        mine = {name: [values[number]] for name, values in figures.items()}
        found += [(number, machine.rules[one.rule].name, one.from_, one.to) for one in machine.step(day(number, [status], **mine))]
    return found


def test_worse_is_said_at_once_and_the_same_again_after_a_week() -> None:
    machine = Machine(goals(1), shipped())
    statuses = ["on_track", "at_risk", "behind", "at_risk", "behind", "behind", "behind", "behind", "behind", "behind", "behind"]
    assert told(machine, statuses) == [
        (1, "at-risk", "on_track", "at_risk"),
        (2, "behind", "at_risk", "behind"),
        (9, "behind", "behind", "behind"),
    ]


def test_good_news_are_said_after_bad_ones_only() -> None:
    assert told(Machine(goals(1), shipped()), ["on_track", "at_risk", "on_track", "on_track"]) == [(1, "at-risk", "on_track", "at_risk")]
    assert told(Machine(goals(1), shipped()), ["on_track", "behind", "on_track"])[-1] == (2, "back-on-track", "behind", "on_track")


def test_the_end_is_always_said() -> None:
    assert told(Machine(goals(1), shipped()), ["behind", "achieved"]) == [(0, "behind", None, "behind"), (1, "achieved", "behind", "achieved")]
    assert told(Machine(goals(1), shipped()), ["within", "over_pace", "exceeded", "exceeded"])[-1] == (2, "exceeded", "over_pace", "exceeded")


def test_the_close_of_a_limit_that_was_passed_is_no_news() -> None:
    assert [rule for _, rule, *_ in told(Machine(goals(1), shipped()), ["within", "exceeded", "exceeded", "missed", "missed"])] == ["exceeded"]


def test_a_condition_for_some_days_holds_on_as_many_evaluations_in_a_row() -> None:
    mine = rules("alert when pace is below 80% for 3 days\n  name: slow\n  resolve: yes\n")
    spi = [0.7, 0.7, 0.9, 0.7, 0.7, 0.7, 0.7, 1.0, 1.0]
    assert told(Machine(goals(1), mine), ["on_track"] * 9, spi=spi) == [(5, "slow", "quiet", "firing"), (7, "slow", "firing", "resolved")]


def test_what_is_missing_breaks_a_run() -> None:
    mine = rules("alert when pace is below 80% for 2 days\n  name: slow\n")
    assert told(Machine(goals(1), mine), ["on_track"] * 4, spi=[0.7, float("nan"), 0.7, 0.7]) == [(3, "slow", "quiet", "firing")]


def test_the_same_is_said_once_a_week_however_often_it_comes_and_goes() -> None:
    mine = rules("alert when pace is below 80%\n  name: slow\n")
    spi = [0.7, 1.0] * 8
    assert [number for number, *_ in told(Machine(goals(1), mine), ["on_track"] * 16, spi=spi)] == [0, 8]


def test_what_goes_on_is_said_again_where_the_rule_wants_it() -> None:
    mine = rules("alert when pace is below 80%\n  name: slow\n  again: 7 days\n")
    assert told(Machine(goals(1), mine), ["on_track"] * 15, spi=[0.7] * 15) == [
        (0, "slow", "quiet", "firing"),
        (7, "slow", "firing", "firing"),
        (14, "slow", "firing", "firing"),
    ]


def test_once_is_once_a_window() -> None:
    mine = rules("alert when done is at least 50%\n  name: half\n  once: yes\n")
    machine = Machine(goals(1), mine)
    found: list[Transition] = []
    for number in range(30):
        start = 0 if number < 15 else 15
        found += machine.step(day(number, ["on_track"], length=15, start=start, done=[0.6 if number % 15 in (5, 6, 14) else 0.4]))
    assert len(found) == 2


def test_the_order_is_that_of_goals_then_of_rules() -> None:
    machine = Machine(list(reversed(goals(3))), shipped())
    found = machine.step(day(0, ["behind"] * 3, done=[0.3] * 3, probability=[0.5] * 3, spi=[0.5] * 3))
    assert [(machine.goals[one.place].goal.id, machine.rules[one.rule].name) for one in found] == [
        (f"g000{number}", name) for number in range(3) for name in ("behind", "milestone-25")
    ]


@pytest.mark.parametrize("cut", range(11))
def test_a_machine_that_is_kept_goes_on_as_if_it_had_never_stopped(cut: int) -> None:
    statuses = ["on_track", "at_risk", "behind", "at_risk", "behind", "behind", "behind", "no_data", "on_track", "behind", "missed"]
    whole = told(Machine(goals(1), shipped()), statuses)
    first, second = Machine(goals(1), shipped()), Machine(goals(1), list(reversed(shipped())))
    found = [(number, one) for number in range(cut) for one in first.step(day(number, [statuses[number]]))]
    second.restore(0, first.state(0))
    later = [(number, one) for number in range(cut, len(statuses)) for one in second.step(day(number, [statuses[number]]))]
    names = [(number, first.rules[one.rule].name, one.from_, one.to) for number, one in found]
    assert sorted([*names, *((number, second.rules[one.rule].name, one.from_, one.to) for number, one in later)]) == sorted(whole)


@pytest.mark.parametrize("state", ["", "{}", "[]", '{"goal":[1,2],"rules":{}}', '{"goal":[0,0,0,0],"rules":{"behind":[1]}}'])
def test_what_is_no_state_is_refused(state: str) -> None:
    with pytest.raises(ValueError, match="no state of a goal"):
        Machine(goals(1), shipped()).restore(0, state)


def test_a_board_has_every_field_that_alerts_know() -> None:
    board = Boards(goals(2)).of(day(0, ["behind", "on_track"]), np.array([NONE, NONE]))
    for name, field in fields("standing").items():
        assert not field.daily or any(name in part for part in (board.columns, board.choices, board.texts)), name


@pytest.mark.parametrize(
    ("observations", "coverage", "said"),
    [(0, 0.0, None), (6, 1.0, "low"), (30, 0.4, "low"), (7, 0.5, "medium"), (28, 0.7, "medium"), (28, 0.8, "high"), (28, float("nan"), "high")],
)
def test_a_board_has_the_confidence_of_a_standing(observations: int, coverage: float, said: str | None) -> None:
    board = Boards(goals(1)).of(day(0, ["behind"], observations=[float(observations)], coverage=[coverage]), np.array([NONE]))
    words, places = board.choices["confidence"]
    assert said == (words[places[0]] if places[0] != NONE else None) == _confidence(observations, None if np.isnan(coverage) else coverage)


def test_of_two_that_say_the_same_thing_only_the_graver_one_is_said() -> None:
    burning = {"burn_short": [1.0, 1.7, 2.4, 2.4, 1.7, 1.7], "burn_long": [1.0, 1.7, 2.4, 2.4, 1.7, 1.7]}
    said = told(Machine(goals(1), shipped()), ["within"] * 6, **burning)
    assert [(number, rule) for number, rule, *_ in said] == [(1, "spend-fast"), (2, "spend-very-fast")]
    passed = {"burn_short": [1.0, 2.4, 2.4, 2.4], "burn_long": [1.0, 2.4, 2.4, 2.4]}
    said = told(Machine(goals(1), shipped()), ["within", "exceeded", "exceeded", "exceeded"], **passed)
    assert [(number, rule) for number, rule, *_ in said] == [(1, "exceeded")]
    done = told(Machine(goals(1), shipped()), ["on_track", "achieved", "achieved"], done=[0.9, 1.0, 1.0], spi=[1.0, 1.1, 1.1])
    assert [rule for number, rule, *_ in done if number] == ["achieved"]


def test_what_is_said_less_of_is_said_once_the_other_has_been_quiet_for_a_week() -> None:
    mine = rules("alert when pace is below 80%\n  name: slow\n  unless: very-slow\nalert when pace is below 50%\n  name: very-slow\n")
    spi = [0.4, *[0.7] * 9]
    assert [(number, rule) for number, rule, *_ in told(Machine(goals(1), mine), ["on_track"] * 10, spi=spi)] == [(0, "very-slow"), (7, "slow")]


def test_a_rule_that_is_said_unless_one_that_there_is_not_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "own.rules"
    file.write_text("alert when pace is below 80%\n  name: slow\n  unless: exceded\n", encoding="utf-8")
    _, errors = alert_rules([], [str(file)])
    assert [("exceded" in error["en"], "exceeded" in error["en"]) for error in errors] == [(True, True)]


@pytest.mark.parametrize(
    ("said", "circles"),
    [
        ({"one": "one"}, ["one → one"]),
        ({"zero": "one", "one": "two", "two": "one"}, ["one → two → one"]),
        ({"one": "two, three", "two": "three"}, []),
        ({"one": "two, three", "two": "four", "three": "four", "four": "exceeded"}, []),
    ],
)
def test_rules_that_would_keep_each_other_quiet_for_ever_are_told_of_once(said: dict[str, str], circles: list[str], tmp_path: Path) -> None:
    file = tmp_path / "own.rules"
    named = {name: f"  unless: {said[name]}\n" if name in said else "" for name in ["zero", "one", "two", "three", "four"]}
    file.write_text("".join(f"alert when pace is below 80%\n  name: {name}\n{unless}" for name, unless in named.items()), encoding="utf-8")
    _, errors = alert_rules([], [str(file)])
    assert [any(circle in error["en"] for error in errors) for circle in circles] == [True] * len(circles)
    assert len(errors) == len(circles)


def own_rules(count: int) -> list[AlertRule]:
    """A rule for each of some goals alone, no two the same."""
    sentences = rules("".join(f"alert when pace is below {10 + number * 60 / count:.3f}% for 2 days\n  name: own-{number}\n" for number in range(count)))
    return [replace(rule, only=frozenset([f"g{number:04}"])) for number, rule in enumerate(sentences)]


def test_rules_of_single_goals_cost_what_these_goals_cost() -> None:
    count = 40
    mine = [*shipped(), *own_rules(count)]
    machine = Machine(goals(count), mine)
    assert machine.cells == count * (len(shipped()) + 1)
    assert len(machine.book.together[2]) <= len(shipped()) + 1  # what differs in a number is asked at once
    spi = [0.4] * count
    found = [(one.place, mine[one.rule].name) for number in range(2) for one in machine.step(day(number, ["on_track"] * count, spi=spi))]
    assert found == [(number, f"own-{number}") for number in range(count) if 0.1 + number * 0.6 / count > 0.4]


def test_only_what_became_other_is_written_down() -> None:
    machine = Machine(goals(3), own_rules(3))
    assert machine.changed() == [0, 1, 2]
    machine.step(day(0, ["on_track"] * 3, spi=[1.0] * 3))
    assert machine.changed() == [0, 1, 2]
    machine.step(day(1, ["on_track"] * 3, spi=[1.0, 0.1, 1.0]))
    assert machine.changed() == [1]
    machine.step(day(2, ["on_track"] * 3, spi=[1.0] * 3))
    assert machine.changed() == [1]
    assert machine.changed() == []


def test_a_rule_of_one_goal_may_stand_before_those_of_all() -> None:
    first, *others = own_rules(2)
    general = rules("alert when pace is below 90%\n  name: slow\n  unless: own-0\n")
    machine = Machine(goals(2), [first, *general, *others])
    found = [(one.place, machine.rules[one.rule].name) for number in range(2) for one in machine.step(day(number, ["on_track"] * 2, spi=[0.05, 0.8]))]
    assert found == [(0, "slow"), (1, "slow"), (0, "own-0")]
