"""A language is data: with one more lexicon its sentences are read, and those of the other languages as before, without a change of the code."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "third_language.toml").read_text(encoding="utf-8"))
READ = """
import json, sys
from aimline.language import parse_goals_file, parse_statement
from aimline.text.position import Source
for text in json.load(sys.stdin):
    file = parse_goals_file(Source(text)) if "\\n" in text else None
    statement = file.statements[0] if file else parse_statement(text)
    draft = statement.drafts[0]
    print(json.dumps({
        "language": statement.language, "metric": draft.metric, "value": draft.target and draft.target.value, "kind": draft.target and draft.target.kind,
        "platforms": draft.platforms,
        "time": draft.time and draft.time.value, "drafts": repr(statement.drafts), "notes": [note.name for note in file.notes] if file else [],
    }))
"""


@pytest.fixture(scope="module")
def tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code as it is and the data with a third lexicon."""
    folder = tmp_path_factory.mktemp("third")
    for name in ("src", "grammar", "rules"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", folder)
    (folder / "grammar" / "lexicon" / "xx.toml").write_text(CASES["lexicon"], encoding="utf-8")
    return folder


def read(tree: Path, texts: list[str]) -> list[dict[str, Any]]:
    environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", READ], input=json.dumps(texts), env=environment, cwd=tree, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_language_reads_its_sentences(tree: Path) -> None:
    for case, found in zip(CASES["reads"], read(tree, [case["text"] for case in CASES["reads"]]), strict=True):
        assert {key: found[key] for key in case if key != "text"} == {key: value for key, value in case.items() if key != "text"}


def test_sentences_of_the_other_languages_are_read_as_without_it(root: Path, tree: Path) -> None:
    with (root / "tests" / "cases" / "sentences.toml").open("rb") as file:
        texts = [case["text"] for case in tomllib.load(file)["cases"]]
    texts.append("Increase sales in Zu and Molti stores by 5% within 10 days")
    assert read(tree, texts) == read(root, texts)


def test_the_setting_decides(tree: Path) -> None:
    goal = "5 000 followers sale 10 days"
    named = [f"language: {name}\n{goal}" for name in ("Novic", "xx", "English")] + [f"{goal}\n  lingvo: novic"]
    assert [(found["language"], found["time"]) for found in read(tree, [f"{goal}\n", *named])] == [
        ("en", None),
        ("xx", "P10D"),
        ("xx", "P10D"),
        ("en", None),
        ("xx", "P10D"),
    ]


@pytest.mark.parametrize(("section", "entry"), [("METRIC", '0.5 = ["kumi"]'), ("numbers.fractions", '0.5 = ["duon"]')])
def test_a_key_with_a_point_stands_in_quotes(section: str, entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """TOML reads `0.5 = …` as a table, and its words would be lost."""
    from aimline.language import lexicon

    text = f'called = []\nscript = "Latin"\n[{section}]\n{entry}\n'
    monkeypatch.setattr(lexicon, "content_of", lambda language: tomllib.loads(text))
    with pytest.raises(ValueError, match="in quotes"):
        lexicon.compiled.__wrapped__("zz")
