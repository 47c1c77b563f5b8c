"""What linting found in one file, for whoever prints it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from aimline.language import File
from aimline.text.diagnostic import Diagnostic
from aimline.text.position import Source

if TYPE_CHECKING:
    from aimline.lint.history import Past


class FileReport(NamedTuple):
    """A file as it was read, and what was found in it, in the order of places. Formats of output take a sequence of these."""

    source: Source
    file: File
    found: Sequence[Diagnostic]
    past: "Past | None" = None
    """What a metric log says of its goals; None without a log."""
