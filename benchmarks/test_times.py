"""Durations and deadlines beside what else reads them: a regular expression, pyparsing, dateparser. Aimline reads them with the rest of its grammar.

Each reads what it can; how much of the list that is stands in `extra_info`. pyparsing and dateparser come with the extra `bench`.
"""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from aimline.language import parse_statement

# One core's own time: what else the machine does is left out.
pytestmark = pytest.mark.benchmark(timer=time.process_time)

TIMES = [f"in {number} {unit}" for number in range(2, 42) for unit in ("days", "weeks", "months")]
TIMES += [f"by {day} {month} 2027" for day in range(1, 29) for month in ("March", "July", "December")]
TIMES += [f"within the next {number} weeks" for number in range(2, 30)] + ["by the end of the year", "this quarter", "خلال 3 أسابيع", "بحلول نهاية الشهر"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def timed(benchmark: Any, read: Callable[[str], object]) -> None:
    """Time the reading of the whole list and record how many of it are read."""
    benchmark.group = "durations and deadlines"
    found = benchmark.pedantic(lambda: [read(text) for text in TIMES], rounds=3, warmup_rounds=1)
    benchmark.extra_info["read"] = f"{sum(value is not None for value in found)} of {len(TIMES)}"
    assert any(value is not None for value in found)


def test_aimline(benchmark: Any) -> None:
    def read(text: str) -> object:
        return parse_statement(text).drafts[0].time

    timed(benchmark, read)


def test_regular_expression(benchmark: Any) -> None:
    pattern = re.compile(rf"(?:in|within)(?: the next)? (\d+) (day|week|month|year)s?|by (\d+) ({'|'.join(MONTHS)})(?: (\d{{4}}))?")
    timed(benchmark, lambda text: match.groups() if (match := pattern.search(text)) else None)


def test_pyparsing(benchmark: Any) -> None:
    pp = pytest.importorskip("pyparsing", reason="pyparsing comes with the extra `bench`")
    number = pp.Word(pp.nums)
    duration = (pp.Keyword("in") | pp.Keyword("within") + pp.Optional(pp.Keyword("the") + pp.Keyword("next"))) + number + pp.one_of("days weeks months years")
    grammar = duration | pp.Keyword("by") + number + pp.one_of(MONTHS) + pp.Optional(number)

    def read(text: str) -> object:
        try:
            return grammar.parse_string(text)
        except pp.ParseException:
            return None

    timed(benchmark, read)


def test_dateparser(benchmark: Any) -> None:
    dateparser = pytest.importorskip("dateparser", reason="dateparser comes with the extra `bench`")
    timed(benchmark, lambda text: dateparser.parse(text.removeprefix("by "), languages=["en", "ar"]))
