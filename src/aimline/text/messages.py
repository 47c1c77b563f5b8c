"""Everything Aimline says, in each language, from `grammar/messages/<language>/<area>.toml`.

A message is a template with `{placeholders}`, or a table of plural forms by CLDR category (`one`, `two`, `few`, `many`, `other`) with `by` naming the
placeholder that is counted. `language.toml` of a folder names the language, its direction and its plural rules.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from aimline import data, prebuilt

FSI, PDI = "\u2068", "\u2069"
_STEERING = dict.fromkeys(
    [code for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)) if code != 9],
    "\ufffd",
)

_STEERING_BUT_ISOLATES = {code: mark for code, mark in _STEERING.items() if chr(code) not in (FSI, PDI)}


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Languages in the order of `grammar/languages.toml`, those that it does not name after it in alphabetical order."""
    order = _order()
    return tuple(sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name)))


@cache
def _order() -> list[str]:
    found: list[str] = prebuilt.toml("grammar", "languages.toml")["order"]
    return found


@cache
def languages() -> tuple[str, ...]:
    """The languages Aimline speaks, in order of preference: the first is spoken where nothing tells which."""
    return in_order(p.name for p in data.path("grammar", "messages").iterdir() if p.is_dir())


@cache
def _area(language: str, area: str) -> dict[str, Any]:
    return prebuilt.toml("grammar", "messages", language, *f"{area}.toml".split("/"))


def entry(key: str, language: str) -> Any:
    """What the files hold below a key: a message, the plural forms of one, or a table of them.

    Raises:
        KeyError: there is nothing.
    """
    area, _, rest = key.partition(".")
    found: Any = _area(language, area)
    for part in rest.split(".") if rest else ():
        if not isinstance(found, dict) or part not in found:
            raise KeyError(f"no message {key!r} in {language}")
        found = found[part]
    return found


def visible(text: str, *, isolates: bool = False) -> str:
    """Text of a user for showing: what would steer a terminal or reorder what stands around it (control characters, bidirectional embeddings, overrides and
    isolates) is replaced by U+FFFD, character by character. The marks that ordinary right-to-left text needs (LRM, RLM, ALM) stay, and with `isolates` those
    that `isolate` sets.
    """
    return text if text.isascii() and text.isprintable() else text.translate(_STEERING_BUT_ISOLATES if isolates else _STEERING)


def isolate(text: str) -> str:
    """Text of unknown direction between first-strong isolates, so that it does not reorder what stands around it."""
    return f"{FSI}{visible(text)}{PDI}"


def format_figure(value: float) -> str:
    """A figure as sentences and tables show it: two decimals, four below 1."""
    return format_number(value, 2 if abs(value) >= 1 or value == 0 else 4)


def apart(text: str) -> dict[str, str]:
    """Figures, dates and names as they stand in a sentence of each language: between isolates where it runs from right to left, so that they keep their
    order.
    """
    kept = isolate(text)
    return {language: kept if backwards else text for language, backwards in _backwards()}


@cache
def _backwards() -> tuple[tuple[str, bool], ...]:
    """Each language with whether it runs from right to left."""
    return tuple((language, direction(language) == "rtl") for language in languages())


def message(key: str, language: str, **params: object) -> str:
    """One message in one language.

    `key` is the area and the name, with dots; the area is a file below the folder of the language (`lint`, `help/lint`). A parameter that is a mapping is
    looked up by language first. Numbers choose plural forms; format them before you pass them when they are to be shown otherwise than `str` shows them (pass
    `n` for the count and another name for the figure shown).

    Raises:
        KeyError: there is no such message, or a placeholder was not given.
    """
    return _said(key, language, params, _by_language(params))


_PLAIN = frozenset([str, int, float])
"""What is no mapping for certain: to ask anything else takes longer."""


def _by_language(params: Mapping[str, object]) -> list[tuple[str, Mapping[str, object]]]:
    """The parameters that every language has its own value of."""
    return [
        (name, value)  # type: ignore[misc]
        for name, value in params.items()
        if (kind := type(value)) is dict or (kind not in _PLAIN and isinstance(value, Mapping))
    ]


def _said(key: str, language: str, params: Mapping[str, object], varied: Iterable[tuple[str, Mapping[str, object]]]) -> str:
    values = dict(params)
    for name, of in varied:
        values[name] = of[language] if language in of else of.get(languages()[0], "")
    return template(key, language, values).format(**values)


def template(key: str, language: str, values: Mapping[str, object]) -> str:
    """One message in one language with its placeholders as they are, in the form for the values.

    Raises:
        KeyError: there is no such message, or the value that is counted was not given.
    """
    found = _entry(key, language)
    if isinstance(found, dict):
        count = values[found["by"]]
        found = found.get(plural_category(language, abs(float(count if type(count) in (int, float) else str(count)))), found["other"])  # type: ignore[arg-type]
    return str(found)


_entry = cache(entry)


def table(key: str, language: str) -> Mapping[str, str]:
    """All messages below a key that have one form, by their names.

    Raises:
        KeyError: there is no such table.
    """
    return {name: text for name, text in entry(key, language).items() if isinstance(text, str)}


def messages(key: str, **params: object) -> dict[str, str]:
    """One message in every language, keyed by language."""
    varied = _by_language(params)
    return {language: _said(key, language, params, varied) for language in languages()}


@cache
def _plural_rules(language: str) -> list[tuple[str, Callable[[float], bool]]]:
    rules = _area(language, "language").get("plural", {})
    return [(category, _condition(rule)) for category, rule in rules.items()]


def _condition(rule: str) -> Callable[[float], bool]:
    """Compile one CLDR plural rule over `n`, the number, and `i`, its whole part: `n = 1`, `n % 100 = 3..10`, `n != 0 and n % 10 = 1`. CLDR's own syntax
    less the sample lists.
    """
    any_of: list[list[tuple[str, int | None, bool, list[tuple[float, float]]]]] = []
    for alternative in rule.split(" or "):
        every: list[tuple[str, int | None, bool, list[tuple[float, float]]]] = []
        for relation in alternative.split(" and "):
            parsed = re.fullmatch(r"\s*([ni])\s*(?:%\s*(\d+)\s*)?(!?=)\s*([\d.,\s]+?)\s*", relation)
            if parsed is None:
                raise ValueError(f"not a plural rule: {relation!r}")
            ranges = [(float(low), float(high or low)) for low, high in re.findall(r"(\d+)(?:\.\.(\d+))?", parsed[4])]
            every.append((parsed[1], int(parsed[2]) if parsed[2] else None, parsed[3] == "=", ranges))
        any_of.append(every)

    def holds(n: float) -> bool:
        def lies(operand: str, mod: int | None, ranges: list[tuple[float, float]]) -> bool:
            number = float(int(n)) if operand == "i" else n
            return number == int(number) and any(low <= (number % mod if mod else number) <= high for low, high in ranges)

        return any(all(lies(operand, mod, ranges) == wanted for operand, mod, wanted, ranges in every) for every in any_of)

    return holds


@lru_cache(maxsize=4096)
def plural_category(language: str, n: float) -> str:
    """The CLDR plural category of a number in a language: zero, one, two, few, many or other (https://cldr.unicode.org, Plural Rules)."""
    return next((category for category, holds in _plural_rules(language) if holds(n)), "other")


_COUNTABLE = 1e15
"""Beyond this, neighbouring numbers differ by more than a tenth in a float, and nobody counts the commas."""


def format_number(value: float, decimals: int = 2) -> str:
    """A number for people: thousands separated by commas, at most `decimals` decimals, no trailing zeros; from 10¹⁵ on
    in powers of ten.
    """
    if abs(value) >= _COUNTABLE:
        return f"{value:.3g}"
    text = f"{value:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def numbers(value: float) -> dict[str, str]:
    """A number for the placeholders of a message, in every language as it writes them (`thousands` and `decimal` of its `language.toml`)."""
    plain = f"{value:,.0f}" if value == int(value) and abs(value) < _COUNTABLE else f"{value:,.10g}"
    return {language: plain.translate(_separators(language)) for language in languages()}


@cache
def _separators(language: str) -> dict[int, str]:
    described = _area(language, "language")
    return {ord(","): described.get("thousands", ","), ord("."): described.get("decimal", ".")}


def direction(language: str) -> str:
    """`ltr` or `rtl`."""
    return str(_area(language, "language").get("direction", "ltr"))
