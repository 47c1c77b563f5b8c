"""Figures as exports write them: thousands separators, decimal commas, percent and currency signs, K and M, digits of other scripts, and the many ways to say
nothing. What can be read in two ways is not read.
"""

import math
import re
from functools import cache

from aimline import prebuilt
from aimline.language.lexicon import languages, load
from aimline.metrics.decimals import DecimalMark, decimal_mark
from aimline.text.normalise import normalise

__all__ = ["DecimalMark", "decimal_mark", "is_missing", "read_value"]

_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9}
_NUMBER = re.compile(r"(?P<sign>[-+]?)\s*(?P<digits>[.,]?\d[\d.,' ]*)(?:e(?P<power>[-+]?\d{1,3}))?\s*(?P<scale>[kmb]?)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+")
"""Digits with commas between thousands (or lakhs), or without any, and a decimal point."""


@cache
def _missing() -> frozenset[str]:
    """What stands in place of a figure in any export, in normal spelling."""
    return frozenset(normalise(text)[0] for text in prebuilt.toml("rules", "tables.toml")["missing"])


def is_missing(cell: str, also: frozenset[str] = frozenset()) -> bool:
    """Whether a cell says that there is no figure."""
    text = normalise(cell)[0].strip()
    return text in _missing() or text in also


@cache
def _currencies() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Signs, codes and names of currencies before and after a figure, from the lexicons of every language."""
    codes: dict[str, str] = {}
    for lexicon in map(load, languages()):
        for phrase, senses in lexicon.phrases.items():
            for sense in senses:
                if sense.terminal in ("CURRENCY", "CURRENCY_AFTER"):
                    codes.setdefault(phrase, str(sense.value))
                    codes.setdefault(str(sense.value).lower(), str(sense.value))
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return re.compile(rf"({names})\s*(?=[-+(\d])"), re.compile(rf"(?<=[\d\s)])\s*({names})"), codes


def read_value(cell: str, mark: str = ".") -> tuple[float, str | None] | None:
    """A figure and its unit (`percent`, `currency:USD`) where the cell itself names one; None where it is no figure.

    A duration `H:MM:SS` is given in seconds as `duration:second`.
    """
    text = normalise(cell)[0].strip().strip('"').strip()
    if match := re.fullmatch(r"(\d+):([0-5]\d):([0-5]\d)", text):
        return float(int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])), "duration:second"
    unit = None
    if text.startswith("%") or text.endswith("%"):
        text, unit = text.strip("% "), "percent"
    elif not re.fullmatch(r"[-+\d.,' ]*", text):
        text, unit = _without_currency(text)
    negative = text.startswith("(") and text.endswith(")")
    parsed = _NUMBER.fullmatch(text[1:-1].strip() if negative else text)
    if parsed is None:
        return None
    digits = parsed["digits"].strip()
    if re.search(r"[' ]", digits):
        if not re.fullmatch(r"\d{1,3}([' ]\d{3})+([.,]\d+)?", digits):
            return None
        digits = re.sub(r"[' ]", "", digits)
    if mark == ",":
        digits = digits.translate({ord("."): ",", ord(","): "."})
    if not _GROUPED.fullmatch(digits):
        return None
    value = float(f"{digits.replace(',', '')}e{parsed['power'] or 0}") * _SCALES.get(parsed["scale"], 1.0)
    if not math.isfinite(value):
        return None
    return (-value if negative or parsed["sign"] == "-" else value), unit


def _without_currency(text: str) -> tuple[str, str | None]:
    """An amount without its currency, and its unit."""
    before, after, codes = _currencies()
    sign = text[0] if text[:1] in "-+" else ""
    rest = text[len(sign) :].strip()
    if match := before.match(rest):
        return sign + rest[match.end() :], f"currency:{codes[match[1]]}"
    if (match := after.search(rest)) and match.end() == len(rest):
        return sign + rest[: match.start()].strip(), f"currency:{codes[match[1]]}"
    return text, None
