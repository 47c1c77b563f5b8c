"""Colour for terminals, as escape sequences; the command line takes them out where the output is no terminal."""

from typing import Literal

Colour = Literal["red", "yellow", "cyan", "green", "magenta"]
_COLOURS = {"red": 31, "green": 32, "yellow": 33, "magenta": 35, "cyan": 36}


def styled(text: str, colour: Colour | None = None, *, bold: bool = False, dim: bool = False) -> str:
    """A text in a colour, bold or dim."""
    codes = [str(code) for code, wanted in ((1, bold), (2, dim)) if wanted] + ([str(_COLOURS[colour])] if colour else [])
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text
