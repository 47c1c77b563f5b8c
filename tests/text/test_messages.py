"""Every message exists in every language, with the same placeholders and all plural forms that the language has."""

import re
import string
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from aimline import data
from aimline.text.messages import direction, format_number, isolate, languages, message, messages, numbers, plural_category, visible

CATEGORIES = {"zero", "one", "two", "few", "many", "other"}


def areas(language: str) -> dict[str, Any]:
    folder = data.path("grammar", "messages", language)
    files = sorted(folder.rglob("*.toml"))
    return {file.relative_to(folder).with_suffix("").as_posix(): tomllib.loads(file.read_text(encoding="utf-8")) for file in files}


def walk(found: Any, key: str) -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict) and "by" not in found:
        for name, value in found.items():
            yield from walk(value, f"{key}.{name}" if key else name)
    else:
        yield key, found


def all_messages(language: str) -> dict[str, Any]:
    return {key: value for area, content in areas(language).items() if area != "language" for key, value in walk(content, area)}


def placeholders(text: Any) -> set[str]:
    texts = [value for name, value in text.items() if name != "by"] if isinstance(text, dict) else [text]
    return {name for value in texts for _, name, _, _ in string.Formatter().parse(value) if name}


def categories(language: str) -> set[str]:
    return {plural_category(language, n) for n in (*range(210), 0.5, 1.5, 1000, 1_000_000)} | {"other"}


@pytest.mark.parametrize("language", languages())
def test_the_same_messages_in_every_language(language: str) -> None:
    assert set(all_messages(language)) == set(all_messages("en"))


@pytest.mark.parametrize("language", languages())
def test_the_same_placeholders_in_every_language(language: str) -> None:
    english = all_messages("en")
    for key, text in all_messages(language).items():
        # a form of a plural may leave its number out (one day, يومان)
        extra = placeholders(text) ^ placeholders(english[key])
        allowed = {english[key]["by"], "shown", "n", "left", "items"} if isinstance(english[key], dict) else set()
        assert extra <= allowed, key


@pytest.mark.parametrize("language", languages())
def test_plural_forms_are_complete(language: str) -> None:
    for key, text in all_messages(language).items():
        if not isinstance(text, dict):
            continue
        forms = set(text) - {"by"}
        assert forms <= CATEGORIES, key
        assert "other" in forms, key
        # a count of none is rarely spoken of; every other category must be there, unless it cannot occur
        missing = categories(language) - forms - {"zero"}
        assert not missing, (key, missing)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", {0: "other", 1: "one", 2: "other", 1.5: "other", 21: "other"}),
        ("ar", {0: "zero", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 99: "many", 100: "other", 102: "other", 103: "few", 111: "many", 1.5: "other"}),
    ],
)
def test_plural_categories_are_those_of_cldr(language: str, expected: dict[float, str]) -> None:
    assert {n: plural_category(language, n) for n in expected} == expected


def test_a_message_says_what_it_lacks() -> None:
    with pytest.raises(KeyError, match="no message"):
        message("lint.nonsense", "en")
    with pytest.raises(KeyError):
        message("reading.missing", "en")
    assert set(messages("lint.error")) == set(languages())
    assert message("lint.goals", "ar", n=2) == "هدفان"


@pytest.mark.parametrize(("value", "text"), [(1234.5, "1,234.5"), (0.004, "0"), (-0.001, "0"), (1e6, "1,000,000"), (2.50, "2.5"), (-3, "-3")])
def test_numbers_for_people(value: float, text: str) -> None:
    assert format_number(value) == text


def test_isolates_are_balanced_whatever_stands_between() -> None:
    text = isolate("a\u2069b\u202ec\u2066")
    assert (text[0], text[-1]) == ("\u2068", "\u2069")
    assert text[1:-1] == "a\ufffdb\ufffdc\ufffd"


def test_ordinary_marks_of_right_to_left_text_stay() -> None:
    assert visible("‎--hints\u200f\u061c\t") == "‎--hints\u200f\u061c\t"


def test_directions() -> None:
    assert {language: direction(language) for language in ("en", "ar")} == {"en": "ltr", "ar": "rtl"}


ENGLISH = re.compile(r"\b(?:the|is|not|of|with|cannot|there|must|for|such|missing)\b", re.IGNORECASE)
CODE = re.compile(r"`[^`]*`|\{[^}]*\}|--?[a-z][\w-]*|^\s*(?:aimline|echo|bash|zsh|fish) .*$|\b[a-z]+(?:[-_][a-z]+)+\b|https?:\S+", re.MULTILINE)


def templates(text: Any) -> list[str]:
    return [value for name, value in text.items() if name != "by"] if isinstance(text, dict) else [text]


@pytest.mark.parametrize("language", languages()[1:])
def test_no_message_is_left_in_english(language: str) -> None:
    english = all_messages("en")
    left = []
    for key, text in all_messages(language).items():
        for template in templates(text):
            bare = CODE.sub("", template)
            if ENGLISH.search(bare) or (len(re.findall(r"[a-z]{2,}", bare)) > 2 and template in templates(english[key])):
                left.append((key, template))
    assert left == []


@pytest.mark.parametrize("language", languages()[1:])
def test_no_text_of_a_rule_is_left_in_english(language: str) -> None:
    texts = [
        (f"{file.name}: {entry['code']}", entry[part])
        for file in sorted(data.path("rules", "lint").glob("*.toml"))
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["rules"]
        for part in ("message", "advice", "rationale", "fix_says")
        if part in entry
    ]
    assert [name for name, said in texts if ENGLISH.search(CODE.sub("", said[language])) or (said[language] == said["en"] and CODE.sub("", said["en"]))] == []


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert numbers(5000) | numbers(1234.5) == {"en": "1,234.5", "ar": "1,234.5", "fr": "1\u202f234,5"}
    assert numbers(5000)["fr"] == "5\u202f000"
    assert numbers(0.25)["en"] == "0.25"
