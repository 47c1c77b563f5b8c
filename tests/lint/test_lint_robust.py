"""Mutated and random input never raises, costs one statement at most, and no more work than its size allows."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.catalogue import load as load_catalogue
from aimline.goals.compile import compile_statement
from aimline.language import parse_document, parse_goals_file, parser
from aimline.lint import lint, smart
from aimline.render.diagnostics import as_json, json_line
from aimline.render.text import as_text
from aimline.text.diagnostic import Diagnostic
from aimline.text.position import Source
from often import often

TODAY = date(2026, 11, 24)
CATALOGUE = load_catalogue()
FILE = """\
# Winter, شتاء
account: acme
start: 2026-12-01

Gain 100 new Instagram followers in 10 days
  - Post daily on Instagram
  baseline: 1,240
  owner: Sara
رفع معدل التفاعل على فيسبوك من 2% إلى 3% بحلول 2027-03-31
  - النشر يوميًا
  المسؤول: سارة
// ignore this
Keep cost per lead under $8 while raising leads to 60 by 15/03/2027
"""
PIECES = ["\n", "  - ", "owner: ", "# ", "//", "%", "(", ")", "100", "9" * 40, "1,", "e\u0301", "🙂", "\u202e", "\x00", "\ud800", ":", "Goal:", "الهدف:"]
PIECES += ["من 5 إلى", "from 5 to", "by", "folowers", "متايع", "2026-13-45"]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = FILE
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 12))
        text = text[:place] + draw(st.sampled_from(["", *PIECES])) + text[place + length :]
    return text


def judge(text: str, name: str | None = None) -> list[Diagnostic]:
    """Everything that `lint` and `parse` do with a text, printed too."""
    source = Source(text, name)
    file = parse_document(source) if name == "plan.md" else parse_goals_file(source)
    found = lint(file, catalogue=CATALOGUE, today=TODAY)
    for item in found:
        assert 0 <= item.span.start <= item.span.end <= len(text)
        assert as_text(item, source, None)
        assert "\n" not in json_line(as_json(item, source))
    for statement in file.statements:
        compile_statement(statement, TODAY, CATALOGUE)
        smart(statement, found, CATALOGUE)
    return found


@settings(max_examples=often(48), deadline=None)
@given(mutated(), st.sampled_from(["plan.goals", "plan.md"]))
def test_a_mutated_file_is_judged(text: str, name: str) -> None:
    judge(text, name)


@settings(max_examples=often(48), deadline=None)
@given(st.text(max_size=120), st.sampled_from(["plan.goals", "plan.md"]))
def test_any_text_is_judged(text: str, name: str) -> None:
    judge(text, name)


@settings(max_examples=often(32), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join).filter(lambda line: "\n" not in line and not line.startswith(("  ", "#", "owner: "))))
def test_a_bad_line_costs_only_itself(line: str) -> None:
    before, after = "Gain 100 Instagram followers in 10 days\n", "\nWin 40 TikTok likes in 9 days\n"
    text = before + line + after
    for item in judge(text):
        if item.severity != "hint":
            assert len(before) <= item.span.start <= len(before) + len(line)


@pytest.mark.parametrize("piece", ["(", "[", "folowers ", "متايع ", "Gain 100 followers ", "9", "و", "from 5 to ", "between ", "-", "instgram,", "the end of "])
def test_work_is_bounded_by_size(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = 0
    read = parser.read_slots

    def counted(words: object) -> object:
        nonlocal reads
        reads += 1
        return read(words)

    monkeypatch.setattr(parser, "read_slots", counted)
    text = (piece * 2000)[:1990]
    judge(text)
    judge(text[:490])
    # once for each text, and the trials of at most a dozen unknown words
    assert reads <= 2 + 12 * 8
    reads = 0
    assert [item.name for item in judge(piece * 3000) if item.severity != "hint"][:1] == ["too-long"]
    assert reads == 0
