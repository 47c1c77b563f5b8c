"""The pages about the rules are what `aimline rules --format markdown` writes.

`python tests/test_rules_docs.py` writes them anew: after a change to rules or their texts.
"""

import re
from pathlib import Path

import pytest

from aimline.lint import rules
from aimline.render.rules import as_markdown, page_name
from aimline.text.messages import languages

DOCS = Path(__file__).resolve().parents[1] / "docs"


def page(language: str) -> str:
    return "\n\n".join(as_markdown(list(rules().values()), language)) + "\n"


@pytest.mark.parametrize("language", languages())
def test_the_page_is_current(language: str) -> None:
    assert (DOCS / page_name(language)).read_text(encoding="utf-8") == page(language), "write it anew: python tests/test_rules_docs.py"


@pytest.mark.parametrize("language", languages())
def test_every_rule_has_its_place_on_the_page(language: str) -> None:
    text = page(language)
    for rule in rules().values():
        heading = f"### {rule.code} {rule.name}\n"
        assert text.count(heading) == 1
        assert f"(#{rule.code.lower()}-{rule.name})" in text
        section = text.partition(heading)[2].partition("\n### ")[0]
        assert rule.rationale[language].split("`")[0].split("[")[0] in section
        assert section.count("```text") == (rule.bad != ()) + (rule.good != ())


@pytest.mark.parametrize("language", languages())
def test_nothing_on_the_page_is_invisible(language: str) -> None:
    """But for the marks that ordinary right-to-left text needs."""
    assert re.findall("[\u200b\u200d\u202a-\u202e\u2060-\u2069\ufeff]", page(language)) == []


if __name__ == "__main__":
    for name in languages():
        (DOCS / page_name(name)).write_text(page(name), encoding="utf-8")
