"""The language of what is said about a run itself: help, errors, summaries. Findings are said in the language of their goals unless one is asked for."""

import os
import re
from collections.abc import Mapping, Sequence
from contextvars import ContextVar

from aimline.text.messages import languages

AUTO = "auto"
"""What `--lang` says for: no language in particular."""

_WORDS: ContextVar[tuple[str, ...]] = ContextVar("words", default=())
"""The words of the command line. They are looked at before they are parsed, since the error may be in them."""


def listen(words: Sequence[str]) -> None:
    """Take note of the words that this run was called with."""
    _WORDS.set(tuple(words))
    _FILE.set(None)
    _COMMAND.set(None)


_FILE: ContextVar[str | None] = ContextVar("file", default=None)


_COMMAND: ContextVar[str | None] = ContextVar("command", default=None)


def heed(wish: object, *, first: bool = False) -> None:
    """Take note of the language that a configuration file asks for, if it does; with `first`, a variable of the command alone, which comes before
    `AIMLINE_LANG`.
    """
    said = wish if isinstance(wish, str) else None
    _FILE.set(None if first else said)
    _COMMAND.set(said if first else None)


def asked(environment: Mapping[str, str] = os.environ) -> str | None:
    """The language that `--lang`, `AIMLINE_LANG` or a configuration file ask for; None where none does, or not for one that Aimline speaks."""
    flag = _flag(_WORDS.get())
    wish = flag if flag in (AUTO, *languages()) else _COMMAND.get() or environment.get("AIMLINE_LANG") or _FILE.get()
    return wish if wish in languages() else None


def _flag(words: Sequence[str]) -> str | None:
    """What stands after the last `--lang`."""
    until = words.index("--") if "--" in words else len(words)
    for place in range(until - 1, -1, -1):
        if words[place].startswith("--lang="):
            return words[place].partition("=")[2]
        if words[place] == "--lang" and place + 1 < until:
            return words[place + 1]
    return None


def of_locale(environment: Mapping[str, str] = os.environ) -> str | None:
    """The language of the locale, as gettext finds it: `LC_ALL`, `LC_MESSAGES` or `LANG`, with the wishes of `LANGUAGE` before it unless it is C or POSIX.
    None where it names no language that Aimline speaks.
    """
    said = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "C")
    if _code(said) in ("c", "posix"):
        return None
    wishes = [*environment.get("LANGUAGE", "").split(":"), said]
    return next((code for code in map(_code, wishes) if code in languages()), None)


def _code(wish: str) -> str:
    return re.split(r"[._@-]", wish, maxsplit=1)[0].lower()


def tongue(otherwise: str | None = None) -> str:
    """The language to speak about the run: asked for, else that of the locale, else `otherwise`, else the first that Aimline speaks."""
    return asked() or of_locale() or otherwise or languages()[0]
