"""A command for each alert: its line on standard input, its parts in the environment. No shell reads anything of it.

It says that the alert has arrived by ending with 0, and that it would never take it with 65 (`EX_DATAERR`); anything else is tried again. What it prints goes
to standard error, so that it does not get into the log of alerts.
"""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Lock

from aimline.alerts.delivery import Failed, Letter
from aimline.alerts.words import words
from aimline.text.messages import isolate, messages
from aimline.text.reasons import reason

_NEVER = os.EX_DATAERR if hasattr(os, "EX_DATAERR") else 65
_STANDARD_ERROR = 2


class Command:
    """A program with its arguments. `seconds`: how long it may run."""

    def __init__(self, arguments: Sequence[str], *, environ: Mapping[str, str], languages: Sequence[str] = ("en",), seconds: float = 30.0) -> None:
        self._arguments, self._environ, self._languages, self._seconds = list(arguments), dict(environ), languages, seconds
        self._lock = Lock()
        self._running: subprocess.Popen[bytes] | None = None

    def deliver(self, letter: Letter) -> None:
        """Run it for one alert.

        Raises:
            Failed: it could not be run, took too long, or ended with another code than 0.
        """
        name = isolate(os.path.basename(self._arguments[0]))  # noqa: PTH119
        try:
            process = subprocess.Popen(
                self._arguments, stdin=subprocess.PIPE, stdout=_STANDARD_ERROR, env=self._environ | self._said(letter), start_new_session=True
            )
        except (OSError, ValueError) as error:
            gone = isinstance(error, FileNotFoundError | PermissionError | ValueError)
            raise Failed(messages("delivery.no_command", name=name, reason=reason(error)), permanent=gone) from None
        with self._lock:
            self._running = process
        try:
            process.communicate(letter.line.encode() + b"\n", timeout=self._seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            raise Failed(messages("delivery.command_slow", name=name, seconds=f"{self._seconds:g}")) from None
        finally:
            with self._lock:
                self._running = None
        code = process.returncode
        if code < 0:
            raise Failed(messages("delivery.command_killed", name=name, signal=str(-code)))
        if code:
            raise Failed(messages("delivery.command_code", name=name, code=str(code)), permanent=code == _NEVER)

    def _said(self, letter: Letter) -> dict[str, str]:
        alert = letter.alert
        parts = {name: alert[name] for name in ("id", "at", "goal", "rule", "severity", "from", "to", "revises")}
        text = "\n".join(line for language in self._languages for line in words(alert, language, letter.titles).lines())
        found = {f"AIMLINE_ALERT_{name.upper()}": "" if value is None else str(value) for name, value in (parts | {"text": text}).items()}
        # no variable can hold what ends it
        return {name: value.replace("\0", "\N{REPLACEMENT CHARACTER}") for name, value in found.items()}

    def close(self) -> None:
        """End what is running."""
        with self._lock:
            if self._running is not None:
                _kill(self._running, wait=False)


def _kill(process: "subprocess.Popen[bytes]", *, wait: bool = True) -> None:
    """End a program and what it has started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    if wait:
        process.wait()
