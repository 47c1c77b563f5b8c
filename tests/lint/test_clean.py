"""Goals that are as they should be stay clean: no error and no warning."""

import json
from datetime import date
from pathlib import Path

import pytest

from aimline.catalogue import load as load_catalogue
from aimline.language import File, parse_document, parse_goals_file
from aimline.lint import lint
from aimline.text.decode import read_source
from aimline.text.diagnostic import Diagnostic
from aimline.text.position import Source

SHARED = Path(__file__).resolve().parents[3] / "shared"
SEED, CORPUS = SHARED / "seed.txt", SHARED / "corpus"
ARTICLE = (
    "Gain 100 new Instagram followers in 10 days",
    "Reach 100,000 users on Facebook in 30 days",
    "Get 50 engagements on average per Instagram post over 30 days",
)
"""The goals of the article, in English."""


def loud(file: File) -> list[Diagnostic]:
    return lint(file, catalogue=load_catalogue(), today=date(2026, 1, 5), hints=False)


@pytest.mark.skipif(not SEED.is_file(), reason="the seed article (shared/seed.txt) is not beside this checkout")
def test_the_goals_of_the_article_are_clean() -> None:
    file = parse_document(read_source(SEED))
    assert len(file.statements) == 3
    assert loud(file) == []


@pytest.mark.parametrize("text", ARTICLE)
def test_they_are_in_english(text: str) -> None:
    assert loud(parse_goals_file(Source(text))) == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus (shared/corpus) is not beside this checkout")
def test_the_good_examples_of_the_corpus_are_clean() -> None:
    """At least 95 of 100, none with an error. They are read in a file that says when it was written, so that no date drifts; where words have two readings
    (`ambiguous-…`) to ask is no reproach.
    """
    texts = []
    for language in ("en", "ar"):
        entries = map(json.loads, (CORPUS / f"sentences_{language}.jsonl").read_text(encoding="utf-8").splitlines())
        texts += [entry["text"] for entry in entries if not entry["lint"]]
    assert len(texts) > 70
    found = {text: loud(parse_goals_file(Source(f"written: 2026-01-05\n\n{text}\n"))) for text in texts}
    assert [(text, item.name) for text, items in found.items() for item in items if item.severity == "error"] == []
    doubted = {text: [item.name for item in items if not item.name.startswith("ambiguous-")] for text, items in found.items()}
    blamed = {text: names for text, names in doubted.items() if names}
    assert len(blamed) <= 0.05 * len(texts), blamed
