"""The tables of docs/exports.md and its translation are what `rules/exports/` and the catalogue say.

`python tests/test_exports_docs.py` writes them anew: after a change to a format or a metric.
"""

import re
from pathlib import Path

import pytest

from aimline.catalogue import load
from aimline.metrics.formats import Format, formats

ROOT = Path(__file__).resolve().parents[1]
PAGES = {"en": ROOT / "docs" / "exports.md", "ar": ROOT / "docs" / "exports.ar.md"}
_PART = re.compile(r"(<!-- (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def where(form: Format) -> str:
    """What the first comment of a format's file says: where it is from."""
    lines = (ROOT / "rules" / "exports" / f"{form.name}.toml").read_text(encoding="utf-8").splitlines()
    comment = []
    for line in lines:
        if not line.startswith("#"):
            break
        comment.append(line.removeprefix("#").strip())
    return " ".join(comment).replace("|", "\\|")


def gives(form: Format) -> str:
    named = sorted({column.metric for column in (*form.columns.values(), *form.titles.values())})
    return ", ".join(named[:12]) + (" …" if len(named) > 12 else "")


def table(language: str) -> str:
    rows = ["| | | |", "|---|---|---|"]
    for form in sorted(formats(), key=lambda form: form.name):
        if form.refuse is not None and not form.whole:
            text, metrics = f"✗ {form.refuse[language]}", ""
        else:
            text, metrics = (where(form) if language == "en" else form.platform or ""), gives(form)
        rows.append(f"| `{form.name}` | {text} | {metrics} |")
    return "\n".join(rows) + "\n"


def written(language: str) -> str:
    parts = {"formats": table(language), "metrics": ", ".join(f"`{name}`" for name, one in load().metrics.items() if not one.vague) + "\n"}
    return _PART.sub(lambda match: match[1] + parts[match[2]] + match[4], PAGES[language].read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", sorted(PAGES))
def test_the_page_is_current(language: str) -> None:
    page = PAGES[language].read_text(encoding="utf-8")
    assert [match[2] for match in _PART.finditer(page)] == ["formats", "metrics"]
    assert page == written(language), "write it anew: python tests/test_exports_docs.py"


@pytest.mark.parametrize("language", sorted(PAGES))
def test_the_mapping_that_the_page_shows_is_one(language: str) -> None:
    from aimline.metrics.mapping import parse_mapping

    blocks = re.findall(r"^```toml\n(.*?)^```$", PAGES[language].read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    mappings = [block for block in blocks if "[columns]" in block]
    assert mappings
    for block in mappings:
        assert parse_mapping(Path("shown.toml"), block, load()).columns


if __name__ == "__main__":
    for name, page in PAGES.items():
        page.write_text(written(name), encoding="utf-8")
