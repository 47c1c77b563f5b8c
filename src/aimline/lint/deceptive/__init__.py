"""A close look at text that may not be what it looks like, piece by piece, for the rules of `text_safety`. Only texts that call for it get here."""

from aimline.lint.deceptive.characters import suspicious
from aimline.lint.deceptive.controls import bidi_control, hidden_line_break, invisible_character, unbalanced_bidi
from aimline.lint.deceptive.letters import confusable_letters, damaged_text, letter_in_number, mixed_digits
from aimline.lint.deceptive.piece import Piece, lines, parts

__all__ = [
    "Piece",
    "bidi_control",
    "confusable_letters",
    "damaged_text",
    "hidden_line_break",
    "invisible_character",
    "letter_in_number",
    "lines",
    "mixed_digits",
    "parts",
    "suspicious",
    "unbalanced_bidi",
]
