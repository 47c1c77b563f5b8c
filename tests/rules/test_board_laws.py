"""Conditions asked of a whole board: the same answers as predicates and SQL give, goal by goal."""

import json
from datetime import date

import duckdb
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_strategies import TODAY, conditions, records

from aimline.alerts.board import Board
from aimline.alerts.conditions import holds
from aimline.rules.conditions import And, Compare, Day, Not, Percent
from aimline.rules.fields import ORDERED, fields
from aimline.rules.predicate import predicate
from aimline.rules.reader import read_alert
from aimline.rules.say import say_condition
from aimline.rules.sql import columns, expression, quoted
from often import often

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.large_base_example], derandomize=True)


def board_of(rows, day=TODAY):
    """The board that has some records."""
    figures, choices, texts = {}, {}, {}
    for field in fields("standing").values():
        values = [row[field.name] for row in rows]
        if field.type in ORDERED:
            figures[field.name] = np.array(
                [np.nan if value is None else value.toordinal() if isinstance(value, date) else value for value in values], dtype=float
            )
        elif field.type == "choice":
            words = tuple(sorted({value for value in values if value is not None}))
            choices[field.name] = (words, np.array([-1 if value is None else words.index(value) for value in values], dtype=np.int64))
        else:
            texts[field.name] = values
    return Board(day, tuple(str(number) for number in range(len(rows))), figures, choices, texts)


def answers(condition, board):
    found = holds(condition, board)
    assert not (found.holds & ~found.known).any()
    return [(bool(one) if known else None) for one, known in zip(found.holds, found.known, strict=True)]


@settings(CALM, max_examples=often(20))
@given(rows=st.lists(records("standing"), min_size=1, max_size=8), asked=st.lists(conditions("standing"), min_size=10, max_size=20))
def test_a_board_answers_as_predicates_do(rows, asked):
    board = board_of(rows)
    for condition in asked:
        ask = predicate(condition, TODAY)
        assert answers(condition, board) == [ask(row) for row in rows], say_condition(condition, "en")


@settings(CALM, max_examples=8)
@given(rows=st.lists(records("standing"), min_size=1, max_size=6), asked=st.lists(conditions("standing"), min_size=20, max_size=30))
def test_a_board_answers_as_sql_does(rows, asked):
    kinds = columns("standing")
    shape = json.dumps({name: [kind.removesuffix("[]")] if kind.endswith("[]") else kind for name, kind in kinds.items()})
    with duckdb.connect() as database:
        database.execute("SET threads = 1")
        database.execute(f"CREATE TABLE records (number INTEGER, {', '.join(f'{quoted(name)} {kind}' for name, kind in kinds.items())})")
        for number, row in enumerate(rows):
            plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
            database.execute(f"INSERT INTO records BY NAME (SELECT ? AS number, unnest(from_json(?::JSON, '{shape}')))", [number, json.dumps(plain)])
        found = database.execute(f"SELECT {', '.join(expression(one, TODAY, 't') for one in asked)} FROM records t ORDER BY number").fetchall()
    board = board_of(rows)
    for condition, column in zip(asked, zip(*found, strict=True), strict=True):
        assert answers(condition, board) == list(column), say_condition(condition, "en")


def test_a_burn_is_that_of_both_windows():
    none = dict.fromkeys(fields("standing"), None) | {"platforms": (), "flags": ()}
    rows = [none | {"burn_short": short, "burn_long": long} for short, long in ((2.0, 3.0), (2.0, 1.0), (1.0, 2.0), (2.0, None))]
    board = board_of(rows)
    del board.columns["burn"]
    assert answers(read_alert("alert when burn is above 150%").condition, board) == [True, False, False, None]


def test_a_day_that_no_calendar_has_is_no_answer():
    impossible = Compare(fields("standing")["end"], "below", Day("2026-02-30"))
    row = dict.fromkeys(fields("standing"), None) | {"platforms": (), "flags": (), "end": date(2026, 1, 1), "pace": 0.5}
    board = board_of([row])
    assert answers(impossible, board) == [None]
    assert answers(Not(impossible), board) == [None]
    assert answers(And((impossible, Compare(fields("standing")["pace"], "above", Percent(80)))), board) == [False]
