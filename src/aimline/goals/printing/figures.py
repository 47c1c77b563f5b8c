"""Figures and amounts: numbers in the digits that are wished for, with their units as a language says them."""

from collections.abc import Iterator
from decimal import Decimal

from aimline.goals.printing.phrases import Digits, Noun, Phrases, fill
from aimline.goals.printing.said import SaidTarget

_WINDOWS = {"D": "day", "W": "week", "M": "month", "Y": "year"}


def figure(value: float, digits: Digits) -> str:
    """A number in figures, thousands separated, every decimal that it has.

    >>> figure(1234.5, Digits((), "0123456789", ",", ".", "%"))
    '1,234.5'
    """
    text = f"{Decimal(repr(float(value))):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    separators = {",": digits.group, ".": digits.decimal, "-": "-"}
    return "".join(separators.get(char) or digits.digits[int(char)] for char in text)


def written(number: str, digits: Digits) -> str:
    """A date's figures (2026, 31), without separators."""
    return "".join(digits.digits[int(char)] if char.isdigit() else char for char in number)


def _span(low: float, high: float | None, phrases: Phrases, digits: Digits) -> str:
    if high is None:
        return figure(low, digits)
    return phrases.get("amounts", "range")[0].format(low=figure(low, digits), high=figure(high, digits))


def amounts(value: float | None, upper: float | None, unit: str, phrases: Phrases, digits: Digits) -> Iterator[str]:
    """An amount with its unit, best wording first: `4%`, `$5`, `2 hours`, `3 نقاط`; placeholders where there is no value."""
    kind, _, name = unit.partition(":")
    places: dict[str, str | None] = {"percent": digits.percent}
    if value is None:
        yield from filter(
            None, (fill(template, _currency(name, phrases) | places) for template in phrases.get("placeholders", kind) or phrases.get("placeholders", "any"))
        )
        return
    places["n"] = _span(value, upper, phrases, digits)
    noun = _unit_noun(kind, name, phrases)
    if noun is not None:
        counted = noun.counted(phrases.language, upper if upper is not None else value, places["n"] or "", figures_only=upper is not None)
        if counted is not None:
            yield counted
    for template in phrases.get("amounts", kind):
        filled = fill(template, places | _currency(name, phrases))
        if filled is not None:
            yield filled


def _unit_noun(kind: str, name: str, phrases: Phrases) -> Noun | None:
    section, key = {"duration": ("units", name), "currency": ("currencies", name)}.get(kind, ("units", kind))
    return phrases.noun(section, key) if key in phrases.content.get(section, {}) else None


def _currency(name: str, phrases: Phrases) -> dict[str, str | None]:
    """The sign of a currency before the number ($), its code (EGP), each where it has one."""
    sign = phrases.name("CURRENCY", name)
    return {"sign": sign if sign is not None and not sign.isalnum() else None, "code": name or None}


def bounded(target: SaidTarget, phrases: Phrases, amount: str, where: str = "bounds") -> Iterator[str]:
    """An amount under its bound, said before it (at least 5) or after it (`bounds_after`: 5 or more)."""
    for template in phrases.get(where, target.bound or "none") or ["{amount}"]:
        yield template.format(amount=amount)


def duration(value: str, phrases: Phrases, digits: Digits) -> str | None:
    """An ISO 8601 duration of one unit (P10D) as a counted noun; None for any other."""
    letter, number = value[-1:], value[1:-1]
    if letter not in _WINDOWS or not number.isdigit():
        return None
    noun = phrases.noun("units", _WINDOWS[letter])
    return noun.counted(phrases.language, int(number), figure(int(number), digits))
