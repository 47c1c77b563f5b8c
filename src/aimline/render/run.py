"""What every format of `lint` is told of a run, and the few things that they share."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aimline.lint.report import FileReport
from aimline.lint.rule import Rule
from aimline.text.diagnostic import Diagnostic, Severity
from aimline.text.messages import languages

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")
"""From the gravest on."""
Level = Literal["error", "warning", "hint", "never"]
"""The least severity that fails a run, or that none does."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of `lint`, without what it found in the files."""

    language: str | None = None
    """The language to speak, None for that of each sentence."""
    locale: str | None = None
    """The language of the system, in which the last line of a text is said where none is asked for; None where it names none."""
    errors: Sequence[Mapping[str, str]] = ()
    """What could not be read, in each language."""
    fail_level: Level = "error"
    """The least severity that fails a run."""
    exit_code: int = 0
    known: Mapping[str, Rule] | None = None
    """The rules by name, those of the house too; None for those that Aimline brings."""
    root: str | None = None
    """The folder that paths are relative to where the reader is a code host; None for the working folder."""

    def failing(self, item: Diagnostic) -> bool:
        """Whether a finding is grave enough to fail the run."""
        return self.fail_level != "never" and SEVERITIES.index(item.severity) <= SEVERITIES.index(self.fail_level)

    def speaks(self, item: Diagnostic) -> str:
        """The language to put a finding into words in."""
        return self.language or item.language


def main_language(reports: Sequence[FileReport], run: Run) -> str:
    """The language for what is about no single sentence: the one asked for, else that of most files."""
    return run.language or most_spoken(Counter(report.file.language for report in reports))


def most_spoken(spoken: Mapping[str, int]) -> str:
    """The language of most files; of equally many the first that Aimline speaks."""
    return max(languages(), key=lambda name: (spoken.get(name, 0), -languages().index(name)))


def in_a_line(item: Diagnostic, language: str) -> str:
    """What is wrong and what to do, on one line."""
    return f"{item.message[language]} — {item.advice[language]}"


def checkout(environment: Mapping[str, str]) -> str | None:
    """The top of the repository as a code host's runner names it, where the working folder is in it."""
    here = Path.cwd()
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        top = environment.get(name)
        if top and here.is_relative_to(os.path.realpath(top)):
            return os.path.realpath(top)
    return None


def relative(name: str | None, root: str | None = None) -> str | None:
    """A file's path from the root (else the working folder), with slashes; absolute where the file lies outside, None for standard input."""
    if name is None:
        return None
    path = Path(os.path.normpath(Path.cwd() / name))
    top = Path(root) if root else Path.cwd()
    return path.relative_to(top).as_posix() if path.is_relative_to(top) else path.as_posix()
