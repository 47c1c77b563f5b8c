"""Laws of the rule language: predicates and SQL agree; what is said reads back; no text raises or hangs."""

import json
import time
from datetime import date

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_strategies import TODAY, conditions, duties, records

from aimline.rules.conditions import Duty
from aimline.rules.predicate import predicate
from aimline.rules.reader import LONGEST, Trouble, read_condition, read_rule
from aimline.rules.say import say, say_condition
from aimline.rules.sql import columns, expression, quoted
from aimline.rules.words import spoken
from often import often

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.large_base_example], derandomize=True)


def _plain(value):
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.fixture(scope="module")
def database():
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    yield connection
    connection.close()


def _table(database, subject, rows):
    """A table of records; every value goes in as JSON, so that only the condition is SQL of ours."""
    database.execute(f"CREATE OR REPLACE TABLE records (number INTEGER, {', '.join(f'{quoted(name)} {kind}' for name, kind in columns(subject).items())})")
    shape = _shape(columns(subject))
    for number, row in enumerate(rows):
        database.execute(f"INSERT INTO records BY NAME (SELECT ? AS number, unnest(from_json(?::JSON, '{shape}')))", [number, json.dumps(_plain(row))])


def _shape(kinds):
    found = {name: _json_type(kind) for name, kind in kinds.items()}
    return json.dumps(found).replace("'", "''")


def _json_type(kind):
    if kind.startswith("STRUCT("):
        inner = [part.strip().split(" ") for part in kind.removeprefix("STRUCT(").removesuffix(")[]").split(",")]
        return [{name.strip('"'): _json_type(" ".join(rest)) for name, *rest in inner}]
    return [kind.removesuffix("[]")] if kind.endswith("[]") else kind


@pytest.mark.parametrize("subject", ["goal", "standing"])
@settings(CALM, max_examples=often(8))
@given(data=st.data())
def test_predicate_and_sql_agree(database, subject, data):
    rows = data.draw(st.lists(records(subject), min_size=1, max_size=6))
    asked = data.draw(st.lists(conditions(subject), min_size=20, max_size=40))
    _table(database, subject, rows)
    expressions = ", ".join(expression(condition, TODAY, "t") for condition in asked)
    found = database.execute(f"SELECT {expressions} FROM records t ORDER BY number").fetchall()
    for row, answers in zip(rows, found, strict=True):
        for condition, answer in zip(asked, answers, strict=True):
            assert predicate(condition, TODAY)(row) is answer, (say_condition(condition, "en"), row)


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
@settings(CALM, max_examples=often(20))
@given(rule=duties())
def test_what_is_said_of_goals_reads_back(language, rule):
    sentence = say(rule, language)
    if len(sentence) <= LONGEST:
        assert read_rule(sentence, "goal", language) == rule, sentence


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
@settings(CALM, max_examples=often(20))
@given(condition=conditions("standing", depth=1))
def test_what_is_said_of_standings_reads_back(language, condition):
    sentence = say_condition(condition, language)
    if len(sentence) <= LONGEST:
        assert read_condition(sentence, "standing", language) == condition, sentence


@settings(CALM, max_examples=often(120))
@given(st.text(max_size=120), st.sampled_from([*spoken(), None]), st.sampled_from(["goal", "standing"]))
def test_any_text_is_a_rule_or_an_error_with_a_place(text, language, subject):
    for read in (read_rule, read_condition):
        found = read(text, subject, language)
        if isinstance(found, Trouble):
            assert 0 <= found.span.start <= found.span.end <= len(text)
            assert set(found.message) >= set(spoken())


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
@settings(CALM, max_examples=often(15))
@given(rule=duties(), data=st.data())
def test_mutated_rules_never_raise(language, rule, data):
    pieces = say(rule, language).split()
    for _ in range(data.draw(st.integers(1, 4))):
        kind, at = data.draw(st.sampled_from(["drop", "twice", "swap", "cut"])), data.draw(st.integers(0, len(pieces) - 1))
        if kind == "drop" and len(pieces) > 1:
            del pieces[at]
        elif kind == "twice":
            pieces.insert(at, pieces[at])
        elif kind == "swap":
            pieces[at], pieces[0] = pieces[0], pieces[at]
        else:
            pieces[at] = pieces[at][: len(pieces[at]) // 2] or "x"
    found = read_rule(" ".join(pieces), "goal", language)
    assert isinstance(found, Duty | Trouble)


@pytest.mark.parametrize("piece", ["not ", "(", "every ", "and ", "owner ", "goal that ", "if ", "on ", "between 1 and ", "every goal must have "])
def test_no_sentence_keeps_the_reader_busy(piece):
    text = (piece * LONGEST)[:LONGEST]
    begun = time.process_time()
    assert isinstance(read_rule(text, "goal", "en"), Trouble)
    assert time.process_time() - begun < 5
