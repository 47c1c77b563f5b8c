"""Parsing beside bare Lark: the same sentences through Lark's own lexer and LALR parser, tokens and trees and nothing more.

DESIGN asks of text → drafts 0.6 of bare Lark's speed, of typed goals 0.45; of a lexicon with 8,000 more phrases 1.1 times the time at most; and that cost grows
in line with the number of statements.
"""

import gc
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from lark import Lark

from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_statement
from aimline.language import parse_lines, parse_statement, parser
from aimline.language.lexicon import Lexicon, Phrases, entered, load
from benchmarks.sentences import statements

# One core's own time: what else the machine does is left out.
pytestmark = pytest.mark.benchmark(timer=time.process_time)

COUNT = 2000
TODAY = date(2026, 12, 1)
WORDS = r"""
NUMBER: /\d+([.,]\d+)*/
WORD: /[^\W\d_]+/
SIGN: /[^\w\s]/
MARK: /[\u064b-\u065f]/
%ignore /\s+/
%ignore MARK
"""
BARE = "start: item*\nitem: NUMBER -> number | WORD -> word | SIGN -> sign\n" + WORDS
SLOTS = (
    r"""
start: slot*
slot: amount | in_ | by_ | word
amount: NUMBER "%"? -> amount
in_: IN (NUMBER WORD?)? -> duration
by_: BY (NUMBER "%"?)? -> change
word: WORD | SIGN
IN.2: "in" | "within" | "خلال"
BY.2: "by" | "بنسبة"
"""
    + WORDS
)
"""More than bare, less than Aimline: a few slots, of which the lexer is told what may come."""


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Sentences, after the tables have been loaded."""
    compile_statement(parse_statement("gain 1 follower"), TODAY, load_catalogue())
    return statements(COUNT)


def timed(benchmark: Any, group: str, work: Callable[[], Any], count: int, rounds: int = 5) -> Any:
    """Time some work on `count` statements."""
    benchmark.group = group
    found = benchmark.pedantic(work, rounds=rounds, warmup_rounds=1)
    if not benchmark.disabled:
        benchmark.extra_info["us_per_statement"] = round(benchmark.stats.stats.median / count * 1e6, 1)
    return found


@pytest.mark.parametrize(("grammar", "lexer"), [(BARE, "basic"), (BARE, "contextual"), (SLOTS, "contextual")], ids=["basic", "contextual", "slots-contextual"])
def test_bare_lark(benchmark: Any, texts: list[str], grammar: str, lexer: str) -> None:
    lark = Lark(grammar, parser="lalr", lexer=lexer)  # type: ignore[arg-type]
    timed(benchmark, "parse", lambda: [lark.parse(text) for text in texts], COUNT)


def test_drafts(benchmark: Any, texts: list[str]) -> None:
    """Text → drafts with spans and notes."""
    found = timed(benchmark, "parse", lambda: [parse_statement(text) for text in texts], COUNT)
    assert all(statement.drafts[0].metric for statement in found)


def test_typed_goals(benchmark: Any, texts: list[str]) -> None:
    """Text → typed goals, windows and ids included."""
    catalogue = load_catalogue()
    found = timed(benchmark, "parse", lambda: [compile_statement(parse_statement(text), TODAY, catalogue) for text in texts], COUNT)
    assert all(goals[0].metric and goals[0].time for goals in found)


@pytest.mark.parametrize("more", [0, 8000])
def test_lexicon(benchmark: Any, texts: list[str], more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same sentences with more phrases in the lexicon, of one and of two words, half of them beginning with words that the sentences have."""
    known = load("en").phrases
    begin = ("gain", "new", "followers", "engagement", "cost", "rate")
    added = {f"{begin[n % len(begin)]} extra{n}" if n % 2 else f"extra{n}": [["METRIC", "followers"]] for n in range(more)}
    tables = entered({phrase: [list(sense) for sense in senses] for phrase, senses in known.items()} | added)
    english = load("en")
    larger = Lexicon.__new__(Lexicon)
    larger.__dict__.update({**english.__dict__, "phrases": Phrases(tables["shelves"], tables["groups"])})
    scanners = {language: parser.Scanner([language]) for language in ("en", "ar")}
    scanners["en"].lexicons, scanners["ar"].lexicons = [larger, load("ar")], [load("ar"), larger]
    monkeypatch.setattr(parser, "_scanner", scanners.__getitem__)
    del tables, added
    gc.collect()
    timed(benchmark, "lexicon", lambda: [parse_statement(text) for text in texts], COUNT)
    benchmark.extra_info["phrases"] = len(larger.phrases)


@pytest.mark.parametrize("count", [1_000, 100_000])
def test_linear(benchmark: Any, count: int) -> None:
    """One text of many lines: the time of a statement must not depend on how many there are. Ten times fewer where nothing is timed."""
    if benchmark.disabled:
        count //= 10
    text = "\n".join(statements(count))
    parse_lines(text[:200])
    gc.collect()

    def read() -> int:
        return sum(len(statement.drafts) for statement in parse_lines(text))

    assert timed(benchmark, "linear", read, count, rounds=3 if count < 10_000 else 1) >= count


def _kilobytes(make: Callable[[], Any]) -> float:
    gc.collect()
    tracemalloc.start()
    kept = make()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return round(size / len(kept) / 1024, 2)


def test_memory(benchmark: Any, texts: list[str]) -> None:
    """Memory of what is kept, per statement in KiB: Lark's trees, drafts, typed goals."""
    lark = Lark(BARE, parser="lalr", lexer="basic")
    catalogue = load_catalogue()
    some = texts[:500]
    makers: dict[str, Callable[[], Any]] = {
        "trees": lambda: [lark.parse(text) for text in some],
        "drafts": lambda: [parse_statement(text) for text in some],
        "goals": lambda: [compile_statement(parse_statement(text), TODAY, catalogue) for text in some],
    }
    for make in makers.values():
        make()
    benchmark.group = "memory"
    sizes = benchmark.pedantic(lambda: {name: _kilobytes(make) for name, make in makers.items()}, rounds=1)
    benchmark.extra_info["kib_per_statement"] = sizes
    assert all(sizes.values())
