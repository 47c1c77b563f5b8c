"""What would change in a file, as a unified diff that `patch` and `git apply` take."""

import difflib
import re
import sys
from collections.abc import Iterator

from aimline.text.messages import visible

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def unified(before: str, after: str, name: str) -> Iterator[str]:
    """The lines of a diff without their line breaks; none where nothing changes."""
    for line in difflib.unified_diff(_LINE.findall(before), _LINE.findall(after), name, name):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def shown(line: str) -> str:
    """A line of a diff for a terminal, which its characters must not steer; for a pipe it stays as it is."""
    return visible(line.rstrip("\r")) if sys.stdout.isatty() else line
