"""Figures as exports write them: thousands separators, decimal commas, percent and currency signs, K and M, digits of other scripts, and the many ways to say
nothing.
"""

import re
from collections.abc import Iterable

from aimline.text.normalise import normalise

MISSING = frozenset(["", "-", "--", "—", "n/a", "na", "nan", "null", "none", "#n/a", "undefined", "not available", "غير متوفر"])
_SCALES = {"k": 1e3, "m": 1e6, "b": 1e9}
_NUMBER = re.compile(r"(?P<sign>[-+]?)\s*(?P<digits>\d[\d.,' ]*)\s*(?P<scale>[kmb]?)")
_CURRENCY = {"$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY", "₺": "TRY", "₦": "NGN", "us$": "USD"}


def decimal_mark(cells: Iterable[str]) -> str:
    """The decimal separator of a column: a comma only where the column itself shows one (`5,2`) and never a decimal point beside it."""
    comma = point = False
    for cell in cells:
        digits = re.sub(r"[^\d.,]", "", normalise(cell)[0])
        if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,})", digits):
            comma = True
        elif re.fullmatch(r"\d{1,3}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,})", digits):
            point = True
    return "," if comma and not point else "."


def is_missing(cell: str, also: frozenset[str] = frozenset()) -> bool:
    """Whether a cell says that there is no figure."""
    text = normalise(cell)[0].strip()
    return text in MISSING or text in also


def read_value(cell: str, mark: str = ".") -> tuple[float, str | None] | None:
    """A figure and its unit (`percent`, `currency:USD`) where the cell itself names one; None where it is no figure.

    A duration `H:MM:SS` is given in seconds as `duration:second`.
    """
    text = normalise(cell)[0].strip().strip('"')
    if match := re.fullmatch(r"(\d+):(\d{2}):(\d{2})", text):
        return float(int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])), "duration:second"
    unit = None
    if "%" in text:
        text, unit = text.replace("%", "").strip(), "percent"
    if match := re.match(r"(us\$|[$€£₹¥₺₦]|[a-z]{3}(?=\s*\d))\s*", text):
        unit, text = "currency:" + _CURRENCY.get(match[1], match[1].upper()), text[match.end() :]
    elif match := re.search(r"\s*([$€£₹¥₺₦]|(?<=[\d\s])[a-z]{3})$", text):
        unit, text = "currency:" + _CURRENCY.get(match[1], match[1].upper()), text[: match.start()]
    negative = text.startswith("(") and text.endswith(")")
    parsed = _NUMBER.fullmatch(text.strip("()").strip())
    if parsed is None:
        return None
    digits = re.sub(r"[' ]", "", parsed["digits"])
    digits = digits.replace(".", "").replace(",", ".") if mark == "," else digits.replace(",", "")
    try:
        value = float(digits) * _SCALES.get(parsed["scale"], 1.0)
    except ValueError:
        return None
    return (-value if negative or parsed["sign"] == "-" else value), unit
