"""What all inputs have in common."""

from collections.abc import Mapping
from typing import Protocol

from aimline.alerts.keeper import Batch

ROWS = 100_000
"""Rows of a batch."""

Text = Mapping[str, str]


class Input(Protocol):
    """Where rows come from."""

    id: str
    ended: bool
    """Nothing will come any more."""
    behind: bool
    """Not all that is there was read: no day is over before it is."""
    notes: list[Text]
    """What a person should know, in each language; whoever tells it empties the list."""
    errors: list[Text]
    """What could not be read; whoever tells it empties the list."""

    def read(self, wait: float) -> list[Batch]:
        """What has come since, some `ROWS` at most; empty where nothing has after so many seconds."""

    def committed(self) -> None:
        """What was read last is written down."""

    def close(self) -> None:
        """Let go of what it reads from."""
