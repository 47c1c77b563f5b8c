"""What docs/ shows is true: its blocks of goals are clean, and its links lead somewhere."""

import re
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from aimline.api import failing_examples
from aimline.catalogue import load as load_catalogue
from aimline.language import parse_goals_file
from aimline.lint import lint
from aimline.lint.house import load_rules
from aimline.lint.selection import RuleSet
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


def _blocks(kind: str) -> list[tuple[str, str]]:
    found = re.compile(rf"^```{kind}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return [(page.name, block) for page in DOCS for block in found.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "block"), [*_blocks("rules"), *((page, block) for page, block in _blocks("toml") if block.startswith("[[rules]]"))])
def test_blocks_of_rules_are_rules_and_their_examples_do_what_they_should(page: str, block: str, tmp_path: Path) -> None:
    file = tmp_path / ("a.toml" if block.startswith("[[rules]]") else "a.rules")
    file.write_text(block, encoding="utf-8")
    found, errors = load_rules(files=[str(file)], today=TODAY)
    assert errors == []
    assert found
    assert failing_examples(found, {rule.name: rule for rule in found}) == []


@pytest.mark.parametrize("page", [page for page in DOCS if page.name.startswith("house.")], ids=lambda page: page.name)
def test_the_package_of_rules_works(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = dict(re.findall(r"^```(?:toml|python)\n# (pyproject\.toml|acme_rules/\S+)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))
    (tmp_path / "acme_rules").mkdir()
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    # as an installer would have put it there
    points = tomllib.loads(files["pyproject.toml"])["project"]["entry-points"]["aimline.rules"]
    info = tmp_path / "acme_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[aimline.rules]\n" + "".join(f"{name} = {module}\n" for name, module in points.items()), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    # whoever else has a package of this name imports its own
    sys.modules.pop("acme_rules", None)
    found, errors = load_rules(packages=list(points), today=TODAY)
    sys.modules.pop("acme_rules", None)
    assert errors == []
    file = parse_goals_file(Source("GAIN 100 INSTAGRAM FOLLOWERS IN 10 DAYS\nGain 200 Instagram followers in 20 days\n"))
    known = {rule.name: rule for rule in found}
    spoken = lint(file, catalogue=load_catalogue(), today=TODAY, ruleset=RuleSet(known, frozenset(known)))
    assert [(item.name, item.span.start) for item in spoken] == [("acme-shouting", 0)]


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_stands_in_both_languages() -> None:
    english = {page.name.removesuffix(".md") for page in DOCS if page.name.count(".") == 1}
    assert english == {page.name.removesuffix(".ar.md") for page in DOCS if page.name.endswith(".ar.md")}
    assert english
