"""Goals printed back as canonical sentences, in every language that has a file in `grammar/printing/`."""

from aimline.goals.printing.phrases import printable
from aimline.goals.printing.said import Said, meaning
from aimline.goals.printing.sentence import Printed, sentence

__all__ = ["Printed", "Said", "meaning", "printable", "sentence"]
