"""The formats of `evaluate`, each in a file of its name that is imported when it is asked for."""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aimline.engine.standing import Standing
from aimline.text.messages import languages

FORMATS = ("text", "json", "jsonl", "csv", "openmetrics", "junit")


@dataclass(frozen=True, slots=True)
class Run:
    """What every format is told of a run of `evaluate`, beside its standings."""

    languages_of: Sequence[str] = ()
    """The language of each goal, in the order of the standings; of those that it does not name, the first that Aimline speaks."""
    language: str | None = None
    """The language asked for; None for that of each goal."""
    own: str = "en"
    """The language for what is about no single goal."""
    columns: int = 120
    """How wide the text may be, in cells of a terminal."""
    fail_on: str | None = None
    """The status from which on goals fail the run; None where none does."""
    errors: Sequence[Mapping[str, str]] = ()
    """What could not be read, in each language."""
    root: str | None = None
    """The folder that paths are relative to where the reader is a code host; None for the working folder."""

    def speaks(self, place: int) -> str:
        """The language to speak of the standing at a place of the list."""
        return self.language or (self.languages_of[place] if place < len(self.languages_of) else languages()[0])


Render = Callable[[Sequence[Standing], Run], Iterator[str]]
"""The standings in pieces, each with its own line breaks."""


def renderer(name: str) -> Render:
    """The function that writes a format.

    Raises:
        KeyError: there is no such format.
    """
    if name not in FORMATS:
        raise KeyError(name)
    render: Render = importlib.import_module(f"{__name__}.{name}").render
    return render
