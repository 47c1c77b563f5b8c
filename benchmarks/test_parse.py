"""Parsing beside bare Lark: the same sentences through a minimal LALR grammar with Lark's own lexer, tokens and trees and nothing more."""

from typing import Any

import pytest
from lark import Lark

from aimline.language import parse_statement
from benchmarks.sentences import statements

COUNT = 2000
BARE = r"""
start: item*
item: NUMBER -> number | WORD -> word | SIGN -> sign
NUMBER: /\d+([.,]\d+)*/
WORD: /[^\W\d_]+/
SIGN: /[^\w\s]/
MARK: /[\u064b-\u065f]/
%ignore /\s+/
%ignore MARK
"""


@pytest.fixture(scope="module")
def texts() -> list[str]:
    parse_statement("gain 1 follower")  # loads the lexicons and builds the table
    return statements(COUNT)


def test_bare_lark(benchmark: Any, texts: list[str]) -> None:
    parser = Lark(BARE, parser="lalr", lexer="basic")
    benchmark.group = "parse"
    benchmark.pedantic(lambda: [parser.parse(text) for text in texts], rounds=3, warmup_rounds=1)


def test_statements_to_drafts(benchmark: Any, texts: list[str]) -> None:
    """Text → Drafts with spans and notes. DESIGN: at least 0.6 of the speed of bare Lark."""
    benchmark.group = "parse"
    found = benchmark.pedantic(lambda: [parse_statement(text) for text in texts], rounds=3, warmup_rounds=1)
    assert all(statement.drafts[0].metric for statement in found)
