"""What docs/ shows is true: its blocks of goals are clean, and its links lead somewhere."""

import re
from datetime import date
from pathlib import Path

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.language import parse_goals_file
from aimline.lint import lint
from aimline.text.position import Source

DOCS = sorted((Path(__file__).resolve().parents[1] / "docs").glob("*.md"))
_GOALS = re.compile(r"^```goals\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("page", "block"),
    [pytest.param(page, block, id=f"{page.name}-{n}") for page in DOCS for n, block in enumerate(_GOALS.findall(page.read_text(encoding="utf-8")))],
)
def test_blocks_of_goals_are_clean(page: Path, block: str) -> None:
    file = parse_goals_file(Source(block, page.name))
    assert file.statements
    found = lint(file, catalogue=load_catalogue(), today=TODAY)
    assert [(item.name, block[item.span.start : item.span.end]) for item in found if item.severity != "hint"] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_stands_in_both_languages() -> None:
    english = {page.name.removesuffix(".md") for page in DOCS if page.name.count(".") == 1}
    assert english == {page.name.removesuffix(".ar.md") for page in DOCS if page.name.endswith(".ar.md")}
    assert english
