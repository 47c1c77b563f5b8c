"""What a tool has to say about a place in a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from aimline.text.position import Span

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit that removes the cause of a diagnostic: replace `span` by `replacement`.

    A safe fix keeps the typed goal as it is; an unsafe one may change it.
    """

    span: Span
    replacement: str
    safe: bool
    title: Mapping[str, str]


class Diagnostic(NamedTuple):
    """One finding: a stable code, a kebab-case name, where, and what to do, in each language."""

    code: str
    name: str
    severity: Severity
    span: Span
    message: Mapping[str, str]
    advice: Mapping[str, str]
    language: str = "en"
    """The language of the sentence it is about: the one to speak unless the user chose another."""
    fix: Fix | None = None


class Note(NamedTuple):
    """Something a stage noticed and a rule will put into words: the rule's name, the place, and the words to fill in."""

    name: str
    span: Span
    params: Mapping[str, str | Mapping[str, str]]
    """Values for the placeholders of the rule's message; a mapping gives one value a language."""
    replacement: str | None = None
    """The text that would put it right, where the place determines one."""
    safe: bool = False
    """Whether that text leaves the typed goal as it is."""
    severity: Severity | None = None
    """How grave it is here, where that differs from what the rule says."""
