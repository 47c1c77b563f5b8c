"""The lists and tables of docs/exports.md, docs/catalogue.md and their translations are what `rules/exports/` and the catalogue say.

`python tests/test_exports_docs.py` writes them anew: after a change to a format, a metric or a label.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from aimline import prebuilt
from aimline.catalogue import load
from aimline.catalogue.engagement import engagement
from aimline.catalogue.facts import facts
from aimline.catalogue.labels import labels
from aimline.engine.shape import metrics, platforms
from aimline.engine.why import called
from aimline.metrics.formats.known import Format, formats
from aimline.text.messages import table

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("ar", "en")
PAGES = {
    (name, language): ROOT / "docs" / (f"{name}.md" if language == "en" else f"{name}.{language}.md")
    for name in ("exports", "catalogue")
    for language in LANGUAGES
}
PARTS = {"exports": ["formats", "engagement"], "catalogue": ["metrics", "labels", "gone", "changed"]}
_PART = re.compile(r"(<!-- (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
CATALOGUE = load()


def about(language: str) -> Mapping[str, Any]:
    return prebuilt.toml("rules", "exports", "about", f"{language}.toml")


def described(language: str) -> dict[str, Mapping[str, str]]:
    """What is said of each format."""
    return {name: one for group in about(language).values() if isinstance(group, dict) for name, one in group["formats"].items()}


def not_read(form: Format) -> bool:
    return form.refuse is not None and not form.whole and form.layout == "table"


def listed(names: Iterable[str], language: str) -> str:
    """Metrics as the language calls them."""
    return str(about(language)["comma"]).join(called(metrics(name), language) for name in names)


def gives(form: Format) -> list[str]:
    named = (column.metric for column in (*form.columns.values(), *form.titles.values(), *(column for _, column in form.patterns)))
    return list(dict.fromkeys([*named, *form.results.values()]))


def _formats(language: str) -> str:
    words, known = about(language), {form.name: form for form in formats()}
    out = []
    for group in words.values():
        if not isinstance(group, dict):
            continue
        out += [f"### {group['title']}", ""]
        for name, one in group["formats"].items():
            where = f"**`{one['where']}`** (`{name}`)" if "where" in one else f"`{name}`"
            text = [f"- {where}. {one['holds']}"]
            if "traps" in one:
                text.append(f"*{words['beware']}* {one['traps']}")
            form = known[name]
            if form.refuse is not None and not_read(form):
                text.append(f"*{words['refused']}* {form.refuse[language]}.")
            else:
                text.append(f"*{words['gives']}* {listed(gives(form), language)}.")
            out.append("\n  ".join(text))
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def _rows(header: str, rows: Iterable[Iterable[str]]) -> str:
    """A table below the header that the page has, which is in its language."""
    return header + "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in rows)


def _engagement(language: str, header: str) -> str:
    metric = CATALOGUE.metric("engagement")
    for platform, own in engagement().items():
        assert language in own.says, platform
    return _rows(
        header,
        (
            (
                called(platforms([platform]), language),
                listed(own.counts, language) + (f" ({', '.join(f'`{name}`' for name in own.called)})" if own.called else "–"),
                listed(metric.parts[platform], language),
                listed(metric.listed.get(platform, ()), language) or "–",
                own.says[language],
            )
            for platform, own in engagement().items()
        ),
    )


def _metrics(language: str, header: str) -> str:
    kinds, units, grains, better = (table(f"inventory.{name}", language) for name in ("kind", "unit", "grain", "better"))
    return _rows(
        header,
        (
            (
                f"`{name}`",
                called(metrics(name), language),
                kinds[one.kind],
                units[one.unit.rpartition(":")[2]],
                str(about(language)["comma"]).join(grains[grain] for grain in one.grain),
                better[one.direction],
            )
            for name, one in CATALOGUE.metrics.items()
            if not one.vague
        ),
    )


def _spelt(language: str, header: str) -> str:
    """What columns of exports and fields of APIs are called on each platform, with the pages that say so."""
    rows = []
    for platform in labels():
        content = prebuilt.toml("rules", "catalogue", "labels", f"{platform}.toml")
        links = ", ".join(f"[{number}]({source})" for number, source in enumerate(content["sources"], 1))
        title = called(platforms([platform]), language) if platform in CATALOGUE.platforms else f"`{platform}`"
        names: dict[str, list[str]] = {}
        for part in ("labels", "api"):
            for metric, some in content.get(part, {}).items():
                names.setdefault(metric, []).extend(f"`{one if isinstance(one, str) else one['label']}`" for one in some)
        for place, (metric, some) in enumerate(names.items()):
            rows.append((f"{title} {links}" if place == 0 else "", called(metrics(metric), language), ", ".join(some)))
    return _rows(header, rows)


def _gone(language: str, header: str) -> str:
    rows = []
    for platform in labels():
        for name, one in prebuilt.toml("rules", "catalogue", "labels", f"{platform}.toml").get("gone", {}).items():
            title = called(platforms([platform]), language) if platform in CATALOGUE.platforms else f"`{platform}`"
            rows.append((title, f"`{name}`", one["since"], f"`{one['instead']}`" if one["instead"] else "–"))
    return _rows(header, rows)


def _changed(language: str, header: str) -> str:
    return _rows(
        header,
        (
            (
                called(platforms([fact.platform]), language),
                called(metrics(fact.metric), language),
                fact.since.isoformat(),
                called(metrics(fact.instead), language),
            )
            for fact in facts().deprecated.values()
        ),
    )


_WRITERS = {"engagement": _engagement, "metrics": _metrics, "labels": _spelt, "gone": _gone, "changed": _changed}


def written(page: str, language: str) -> str:
    def part(match: re.Match[str]) -> str:
        header = "".join(match[3].splitlines(keepends=True)[:2])
        text = _formats(language) if match[2] == "formats" else _WRITERS[match[2]](language, header)
        return match[1] + text + match[4]

    return _PART.sub(part, PAGES[page, language].read_text(encoding="utf-8"))


@pytest.mark.parametrize(("page", "language"), sorted(PAGES))
def test_the_page_is_current(page: str, language: str) -> None:
    text = PAGES[page, language].read_text(encoding="utf-8")
    assert [match[2] for match in _PART.finditer(text)] == PARTS[page]
    assert text == written(page, language), "write it anew: python tests/test_exports_docs.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_is_described_and_every_language_says_as_much(language: str) -> None:
    assert set(described(language)) == {form.name for form in formats()}
    english = described("en")
    for name, one in described(language).items():
        assert one.keys() == english[name].keys(), name
        assert one.get("where") == english[name].get("where"), name
        assert all(text.strip() for text in one.values()), name
    assert list(about(language)) == list(about("en"))


@pytest.mark.parametrize("page", PARTS)
def test_the_pages_have_the_same_sections(page: str) -> None:
    shapes = [re.findall(r"^(#+|```\w*|<!-- \w+ -->)", PAGES[page, language].read_text(encoding="utf-8"), re.MULTILINE) for language in LANGUAGES]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mapping_that_the_page_shows_is_one(language: str) -> None:
    from aimline.metrics.formats.mapping import parse_mapping

    blocks = re.findall(r"^```toml\n(.*?)^```$", PAGES["exports", language].read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    mappings = [block for block in blocks if "[columns]" in block]
    assert mappings
    for block in mappings:
        assert parse_mapping(Path("shown.toml"), block, load()).columns


if __name__ == "__main__":
    for (name, tongue), file in PAGES.items():
        file.write_text(written(name, tongue), encoding="utf-8")
