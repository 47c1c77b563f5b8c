"""What conditions can be about: subjects (a goal, one of its actions, a standing) and their fields, from `rules/fields.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from aimline import prebuilt

SCALARS = frozenset(["given", "text", "number", "percent", "money", "quantity", "duration", "date", "boolean", "choice", "metric"])
LISTS = frozenset(["platforms", "texts"])
ORDERED = frozenset(["number", "percent", "money", "quantity", "duration", "date"])
"""Types whose values are above or below others."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `type` is one of `SCALARS` or `LISTS`, or the name of the subject that it is a list of."""

    subject: str
    name: str
    type: str
    setting: str | None = None
    """The setting of a goal that says it."""
    side: str | None = None
    """The role of the side phrase that says it."""
    part: str | None = None
    """The part of the sentence that says it."""
    implied: bool = False
    """Whether a figure of its type, without a field, is about this one."""
    asked: str | None = None
    """The field that tells whether it was given at all, where that is not the field itself."""
    path: str | None = None
    """Where a standing has it."""
    words: str | None = None
    """The field whose words it takes, where it is a choice that has none of its own."""
    also: str | None = None
    """The field of another subject whose names are taken for this one's, too."""

    daily: bool = True
    """Whether alerts, which look at many days at once, know it."""

    @property
    def choice(self) -> str:
        """The field whose words it is one of, where it is a choice."""
        return self.words or self.name

    @property
    def is_list(self) -> bool:
        """Whether it holds several values; one that holds none is missing."""
        return self.type not in SCALARS

    @property
    def elements(self) -> str | None:
        """The subject that its elements are, where they have fields of their own."""
        return self.type if self.is_list and self.type not in LISTS else None


Fields = Mapping[str, Field]


@cache
def subjects() -> Mapping[str, Fields]:
    """Every subject with its fields by name.

    Raises:
        ValueError: `rules/fields.toml` has a field of a type that there is not, or of a subject that there is not.
    """
    content = prebuilt.toml("rules", "fields.toml")
    found = {}
    for subject, entries in content.items():
        try:
            found[subject] = {name: Field(subject, name, **entry) for name, entry in entries.items()}
        except TypeError as error:
            raise ValueError(f"fields.toml: {subject}: {error}") from error
        for field in found[subject].values():
            if field.type not in SCALARS | LISTS | content.keys() or (field.asked or field.name) not in entries:
                raise ValueError(f"fields.toml: {subject}.{field.name}: {field.type!r}, {field.asked!r}")
    return found


def fields(subject: str) -> Fields:
    """The fields of a subject.

    Raises:
        KeyError: there is no such subject.
    """
    return subjects()[subject]
