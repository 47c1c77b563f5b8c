"""Patterns of paths, as .gitignore and other tools write them: `*` and `?` within a name, `**` over folders, `[…]` one of some characters, `{a,b}` either."""

import os
import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Glob:
    """A pattern that is read from a folder. One without a slash fits a name at any depth, one with a slash a path from the folder; either fits all that is
    below a folder that it fits.
    """

    pattern: str
    folder: str
    named: bool = False
    """Whether it also counts for files that are named one by one."""

    @cached_property
    def _regex(self) -> "re.Pattern[str]":
        pattern = self.pattern.rstrip("/").removeprefix("./")
        anchored = "/" in pattern
        expression = _expression(pattern.lstrip("/"))
        return re.compile(rf"(?:{'' if anchored else '(?:.*/)?'})(?:{expression})(?:/.*)?", re.DOTALL)

    def fits(self, path: str) -> bool:
        """Whether a path fits: one from the working folder, or an absolute one."""
        return self._regex.fullmatch(_from(self.folder, path)) is not None


def _from(folder: str, path: str) -> str:
    full = os.path.abspath(path)  # noqa: PTH100 - links stay as they are
    inside = full.removeprefix(folder.rstrip(os.sep) + os.sep)
    return inside.replace(os.sep, "/")


def _expression(pattern: str) -> str:
    parts, at, depth = [], 0, 0
    while at < len(pattern):
        char = pattern[at]
        if pattern.startswith("**/", at):
            parts.append("(?:.*/)?")
            at += 3
            continue
        if pattern.startswith("**", at):
            parts.append(".*")
            at += 2
            continue
        closed = pattern.find("]", at + 2) if char == "[" else -1
        if closed > 0:
            inside = pattern[at + 1 : closed].replace("\\", "\\\\").replace("[", "\\[")
            parts.append("[" + ("^" + inside[1:] if inside[0] in "!^" else inside) + "]")
            at = closed + 1
            continue
        if char == "{" and "}" in pattern[at:]:
            depth += 1
            parts.append("(?:")
        elif char == "}" and depth:
            depth -= 1
            parts.append(")")
        elif char == "," and depth:
            parts.append("|")
        else:
            parts.append("[^/]*" if char == "*" else "[^/]" if char == "?" else re.escape(char))
        at += 1
    return "".join(parts) + ")" * depth
