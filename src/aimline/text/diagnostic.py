"""What a tool has to say about a place in a text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from aimline.text.position import Span

Severity = Literal["error", "warning", "hint"]


class Edit(NamedTuple):
    """One change of a text: `replacement` stands where `span` stood; of an insertion the span is empty."""

    span: Span
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that together remove the cause of a diagnostic: all of them or none; no two of them overlap.

    A safe fix keeps the typed goal as it is; an unsafe one may change it, and `title` says what it changes, in each language.
    """

    edits: tuple[Edit, ...]
    safe: bool
    title: Mapping[str, str]

    @property
    def span(self) -> Span:
        """The place of the first edit."""
        return self.edits[0].span

    @property
    def replacement(self) -> str:
        """What the first edit puts there."""
        return self.edits[0].replacement


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
    remedy: "Fix | Later | None" = None
    """The fix, or what works it out."""

    @property
    def fix(self) -> Fix | None:
        """The edits that put it right, where the text determines them."""
        return self.remedy.fix if isinstance(self.remedy, Later) else self.remedy


class Later:
    """A fix that is worked out when it is asked for, and then kept: it takes longer to find than the finding itself. All are equal, for what one gives follows
    from its finding.
    """

    __slots__ = ("_fix", "_work")

    def __init__(self, work: Callable[[], Fix | None]) -> None:
        self._work: Callable[[], Fix | None] | None = work
        self._fix: Fix | None = None

    @property
    def fix(self) -> Fix | None:
        """The fix, if there is one."""
        if self._work is not None:
            self._fix, self._work = self._work(), None
        return self._fix

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later)

    def __hash__(self) -> int:
        return hash(Later)


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
