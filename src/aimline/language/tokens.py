"""The smallest parts of a statement: words, numbers, dates and signs as characters, and what numbers and signs can be in any language."""

import re

from aimline.language.grammar import Sense

TOKEN = re.compile(
    r"""(?P<iso>\d{4}(?P<dash>[-/.])\d{1,2}(?P=dash)\d{1,2}(?![\d,.]*\d))
      | (?P<numeric>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d)|\d{1,2}(?P<slash>[/.])\d{1,2}(?P=slash)\d{2}(?![\d,.%]*[\d%]))
      | (?P<yearmonth>20\d\d[-/](?:0?[1-9]|1[0-2])(?![\d/.,%-]*[\d%])|(?:0?[1-9]|1[0-2])/20\d\d(?!\d))
      | (?P<yearpart>20\d\d[\ /-]?[qh][1-4](?![^\W_])|(?<![^\W_])[qh][1-4]\s?[/'-]\s?(?:20)?\d\d(?!\d))
      | (?P<hashtag>\#[^\W\d]\w*)
      | (?P<abbreviation>(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+\.?(?![^\W_]))
      | (?P<code>(?<![^\W_])[a-z]\d(?![^\W_]))
      | (?P<number>\d+(?:[.,]\d+)*)
      | (?P<blank>_{2,}|\bx{1,3}(?=\s*%)|\[[ \w]{0,24}\])
      | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*'?)
      | (?P<sign>\S)""",
    re.VERBOSE,
)

LARGEST = 1e15
"""The largest number that is read as one: nothing that goals count comes near it, and whole numbers above it lose digits."""

SIGNS: dict[str, tuple[Sense, ...]] = {
    ",": (Sense("DATE_COMMA", None), Sense("COMMA", None)),
    ";": (Sense("STOP", ";"),),
    ".": (Sense("STOP", "."),),
    "!": (Sense("STOP", "!"),),
    "?": (Sense("STOP", "?"),),
    ":": (Sense("COLON", None),),
    "(": (Sense("OPEN", None),),
    ")": (Sense("CLOSE", None),),
    "[": (Sense("OPEN", None),),
    "]": (Sense("CLOSE", None),),
    '"': (Sense("FILLER", None),),
    "'": (Sense("FILLER", None),),
    "&": (Sense("AND", None),),
    "|": (Sense("STOP", "|"),),
    "_": (Sense("FILLER", None),),
    "*": (Sense("FILLER", None),),
    "<": (Sense("MAX", None),),
    "≤": (Sense("MAX", None),),
    ">": (Sense("MIN", None),),
    "≥": (Sense("MIN", None),),
    "=": (Sense("FILLER", None),),
    "~": (Sense("ABOUT", None),),
    "≈": (Sense("ABOUT", None),),
    "/": (Sense("PER", None), Sense("AND", None)),
    "×": (Sense("TIMES", None),),
    "→": (Sense("RANGE_TO", "→"), Sense("TO", None)),
}


def date_sense(kind: str, text: str) -> Sense:
    """What a date in digits says: `2026/12/1`, `12/2026`, `q1/27` in ISO form, `31/12/2026` as it stands."""
    if kind == "numeric":
        return Sense("NUMERIC_DATE", text)
    if kind == "iso":
        year, month, day = re.split(r"[-/.]", text)
        return Sense("ISO_DATE", f"{year}-{int(month):02}-{int(day):02}")
    parts = re.findall(r"[qh]\d|\d+", text)
    year = next(part for part in parts if len(part) == 4 or (parts[0][0] in "qh" and part is not parts[0]))
    part = next(found for found in parts if found is not year)
    return Sense("YEAR_MONTH", f"{2000 + int(year) % 2000}-{part.upper() if part[0] in 'qh' else f'{int(part):02}'}")


def read_number(text: str, *, points_group: bool = False) -> float:
    """The value of digits with separators. Groups of three after commas are thousands; several points are thousands; otherwise the last separator is the
    decimal one. With `points_group` a single point before three digits is one of thousands, too. Nothing of thousands begins with a zero.
    """
    if text.isdigit():
        return float(text)
    if points_group and re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", text):
        return float(text.replace(".", ""))
    if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text) or re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", text):
        return float(text.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+,\d+", text):
        return float(text.replace(",", "."))
    return float(re.sub(r"[.,]", "", text))


def number_senses(text: str, value: float) -> tuple[Sense, ...]:
    """What bare digits can be: a day of a month, a year, a number."""
    senses = []
    if text.isdigit():
        if len(text) <= 2 and 1 <= value <= 31:
            senses += [Sense("DAY_AFTER", int(value)), Sense("DAY", int(value))]
        elif len(text) == 4 and 2000 <= value <= 2099:
            senses.append(Sense("YEAR", int(value)))
        elif len(text) == 4 and 1300 <= value <= 1500:
            senses.append(Sense("HIJRI_YEAR", int(value)))
    return (*senses, Sense("NUMBER", value))
