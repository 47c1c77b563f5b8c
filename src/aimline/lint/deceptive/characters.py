"""Characters that may deceive: what they are Unicode says (`unicodedata`), which letters look alike `rules/text/confusables.toml`."""

import re
import unicodedata
from functools import cache

from aimline import prebuilt

MARKS = "\u061c\u200e\u200f"
"""Direction marks: ALM, LRM, RLM."""
OPEN = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
"""What opens an embedding, an override or an isolate, and what closes it."""
JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner."""
INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0001-\U000e01ef"
    + JOINERS
)
"""Characters and ranges of them that show nothing, as they stand in a pattern between brackets."""
BREAKS = "\x0b\x0c\x85\u2028\u2029"
"""Line breaks that editors do not show as such."""
EASTERN = "\u0660-\u0669\u06f0-\u06f9"
"""The digits of Arabic and of Persian, as ranges of a pattern."""


@cache
def confusables() -> dict[str, str]:
    """Letters that look like another one → that one."""
    table = prebuilt.toml("rules", "text", "confusables.toml")
    return {twin: letter for letters in table.values() for letter, twins in letters.items() for twin in twins}


@cache
def suspicious() -> re.Pattern[str]:
    """A character that an ordinary text does not have, wherever it stands."""
    imitating = "".join(letter for letter in confusables() if letter > "\u024f")
    styled = "\u24b6-\u24e9\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189"
    return re.compile(f"[{INVISIBLE}{''.join(OPEN)}\u202c\u2069{BREAKS}ØÙÃÂÚÛâ\ufffdı{re.escape(imitating)}{styled}]")


def script(char: str) -> str:
    """The script of a letter, as the names of Unicode begin with it: LATIN, ARABIC; empty for no character."""
    return unicodedata.name(char, "").split(" ")[0].split("-")[0] if char else ""


def code_of(char: str) -> str:
    """U+202E."""
    return f"U+{ord(char):04X}"


def named(char: str) -> str:
    """U+202E RIGHT-TO-LEFT OVERRIDE; the code alone where Unicode has no name."""
    return f"{code_of(char)} {unicodedata.name(char, '')}".strip()
