"""The shape of a diagnostic in JSON, as `aimline schema diagnostic` prints it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Position(BaseModel):
    """A place: line and column count from 1 in code points, offset (code points), utf16 and byte (UTF-8) from 0."""

    model_config = ConfigDict(extra="forbid")
    line: int
    column: int
    offset: int
    utf16: int
    byte: int


class Edit(BaseModel):
    """One change of the text: the replacement stands where start to end stood."""

    model_config = ConfigDict(extra="forbid")
    start: Position
    end: Position
    replacement: str


class Fix(Edit):
    """Edits that belong together; start, end and replacement are those of the first. A safe fix keeps the typed goal, of an unsafe one the title says what it
    changes.
    """

    safe: bool
    title: dict[str, str]
    edits: list[Edit]


class Diagnostic(BaseModel):
    """One finding, with its message and advice by language."""

    model_config = ConfigDict(extra="forbid")
    file: str | None
    line: int
    code: str
    name: str
    severity: Literal["error", "warning", "hint"]
    start: Position
    end: Position
    message: dict[str, str]
    advice: dict[str, str]
    fix: Fix | None
