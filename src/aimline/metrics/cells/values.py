"""Figures as exports write them: thousands separators, decimal commas, percent and currency signs, K and M, digits of other scripts, and the many ways to say
nothing. What can be read in two ways is not read.
"""

import math
import re
from collections.abc import Iterable
from functools import cache

from aimline import prebuilt
from aimline.language.lexicon import languages, load
from aimline.metrics.cells.decimals import LONGEST
from aimline.text.normalise import normalise

_NUMBER = re.compile(r"(?P<sign>[-+]?)\s*(?P<digits>[.,]?\d[\d.,' ]*)(?:e(?P<power>[-+]?\d{1,3}))?\s*(?P<scale>[^\W\d_]+\.?)?")
_HOURS = re.compile(r"(-?)(\d+):([0-5]\d):([0-5]\d)(?:[.,]\d+)?")
_CLOCK = re.compile(r"(-?)(\d{1,4}):([0-5]\d)")
"""4:05, which may be hours and minutes, or minutes and seconds."""
_BOUND = re.compile(r"[<>≤≥]=?\s*(.+)|(.+?)\s*\+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+")
"""Digits with commas between thousands (or lakhs), or without any, and a decimal point."""


def plain(cell: str) -> bool:
    """Whether a cell holds the digits 0 to 9 and nothing else, and so has one reading only."""
    return cell.isdecimal() and cell.isascii() and len(cell) <= LONGEST


@cache
def _missing() -> frozenset[str]:
    """What stands in place of a figure in any export, in normal spelling."""
    return frozenset(normalise(text)[0] for text in prebuilt.toml("rules", "tables.toml")["missing"])


def is_missing(cell: str, also: frozenset[str] = frozenset()) -> bool:
    """Whether a cell says that there is no figure."""
    text = cell if plain(cell) else normalise(cell)[0].strip()
    return text in _missing() or text in also


@cache
def _currencies() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Signs, codes and names of currencies before and after a figure, from the lexicons of every language."""
    codes: dict[str, str] = {}
    for lexicon in map(load, languages()):
        for phrase, sense in lexicon.phrases.of("CURRENCY", "CURRENCY_AFTER"):
            codes.setdefault(phrase, str(sense.value))
            codes.setdefault(str(sense.value).lower(), str(sense.value))
    tables = prebuilt.toml("rules", "tables.toml")["currencies"]
    for code in prebuilt.toml("rules", "calendar", "currencies.toml")["codes"].split():
        codes.setdefault(code.lower(), code)
    for code, signs in tables.items():
        for sign in signs:
            codes.setdefault(normalise(sign)[0], code)
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return re.compile(rf"({names})\s*(?=[-+(\d])"), re.compile(rf"(?<=[\d\s)])\s*({names})"), codes


@cache
def _scales() -> dict[str, float]:
    """What words and letters behind a figure multiply it by, in normal spelling."""
    return {normalise(word)[0]: float(times) for times, words in prebuilt.toml("rules", "tables.toml")["scales"].items() for word in words}


@cache
def _spelled() -> re.Pattern[str]:
    """A duration in hours, minutes and seconds, each with a word or letter behind it."""
    known = prebuilt.toml("rules", "tables.toml")["durations"]
    words = ["|".join(sorted((re.escape(normalise(word)[0]) for word in known[part]), key=len, reverse=True)) for part in ("hour", "minute", "second")]
    return re.compile("".join(rf"(?:(\d+) ?({some})\.?,? ?)?" for some in words))


def _duration(text: str) -> float | None:
    """Seconds, where a text is a duration that can be read in one way."""
    if len(text) > LONGEST:
        return None
    if match := _HOURS.fullmatch(text):
        seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4])
        return float(-seconds if match[1] else seconds)
    match = _spelled().fullmatch(text) if text[:1].isdigit() else None
    words = [word for word in match.groups()[1::2] if word is not None] if match is not None else []
    if match is None or (len(words) == 1 and words[0] in _scales()):
        return None  # 3m is three million
    return float(int(match[1] or 0) * 3600 + int(match[3] or 0) * 60 + int(match[5] or 0))


def read_value(cell: str, mark: str = ".") -> tuple[float, str | None] | None:
    """A figure and its unit (`percent`, `currency:USD`) where the cell itself names one; None where it is no figure.

    A duration `H:MM:SS`, `1h 2m` or `2 min 3 s` is given in seconds as `duration:second`; `4:05` is none, which may be hours or minutes.
    """
    if plain(cell):
        return float(cell), None
    text = normalise(cell)[0].strip().strip('"').strip()
    if (seconds := _duration(text)) is not None:
        return seconds, "duration:second"
    unit = None
    negative = text.startswith("(") and text.endswith(")")
    text = text[1:-1].strip() if negative else text
    if text.startswith("%") or text.endswith("%"):
        text, unit = text.strip("% "), "percent"
    elif not re.fullmatch(r"[-+\d.,' ]*", text):
        text, unit = _without_currency(text)
    parsed = _NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    scale = _scales().get(parsed["scale"], 0.0) if parsed and parsed["scale"] else 1.0
    if parsed is None or not scale:
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
    value = float(f"{digits.replace(',', '')}e{parsed['power'] or 0}") * scale
    if not math.isfinite(value):
        return None
    return (-value if negative or parsed["sign"] == "-" else value), unit


def clock_parts(cell: str) -> tuple[int, int] | None:
    """The two parts of `4:05`, which are hours and minutes, or minutes and seconds; None of any other cell."""
    match = _CLOCK.fullmatch(normalise(cell)[0].strip()) if ":" in cell and len(cell) <= LONGEST else None
    return ((-1 if match[1] else 1) * int(match[2]), (-1 if match[1] else 1) * int(match[3])) if match else None


def two_part_seconds(cells: Iterable[str], unit: str | None, *, in_seconds: bool) -> int | None:
    """How many seconds the first part of durations like `4:05` counts, 60 or 3600; None where nothing tells.

    `unit` is what the label of the column says that its figures are; `in_seconds`: such figures are measured in seconds. A column that also has `1:02:03`
    leaves hours out where there are none.
    """
    if unit is not None and unit.startswith("duration:"):
        return {"duration:hour": 3600, "duration:minute": 60, "duration:second": 60}.get(unit)
    if in_seconds:
        return 60
    three, long = False, False
    for cell in (cell for cell in cells if ":" in cell):
        parts = clock_parts(cell)
        long |= parts is not None and abs(parts[0]) > 59
        three |= parts is None and _HOURS.fullmatch(cell.strip()) is not None
    return 60 if three and not long else None


def not_read(cell: str) -> str:
    """Why a cell is not read as a figure: the key of the reason in `metrics.toml`."""
    text = normalise(cell)[0].strip() if len(cell) <= LONGEST else ""
    if clock_parts(cell) is not None:
        return "two_part_duration"
    match = _BOUND.fullmatch(text)
    return "bound" if match and is_figure(match[1] or match[2]) else "bad_value"


SECONDS = {"duration:second": 1, "duration:minute": 60, "duration:hour": 3600, "duration:day": 86400}
"""Units of durations, in seconds."""


def is_figure(cell: str) -> bool:
    """Whether a cell holds a figure, whichever the decimal mark of its column."""
    return read_value(cell) is not None or read_value(cell, ",") is not None


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
