"""How an alert reaches somebody: one file a kind of receiver, each with a `deliver` that returns when the alert has arrived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from aimline.text.messages import languages


@dataclass(frozen=True, slots=True)
class Letter:
    """One alert on its way: its line in the log, and the same read; `titles` are what rules without a name are called."""

    line: str
    alert: Mapping[str, Any]
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the alert, by which a receiver knows one that comes a second time."""
        return str(self.alert["id"])


class Failed(Exception):
    """An alert did not arrive, or nothing says that it did; `message` says why, in each language.

    `permanent`: it would be refused again. `retry_after`: seconds for which the receiver asks to be left alone.
    """

    def __init__(self, message: Mapping[str, str], *, permanent: bool = False, retry_after: float | None = None) -> None:
        super().__init__(message[languages()[0]])
        self.message = message
        self.permanent = permanent
        self.retry_after = retry_after


class Receiver(Protocol):
    """Where alerts go."""

    def deliver(self, letter: Letter) -> None:
        """Hand over one alert, and return when it has arrived.

        Raises:
            Failed: it has not, as far as is known.
        """

    def close(self) -> None:
        """Let go of what is under way: nobody waits for it any more."""
