"""The shapes of a diagnostic and of an alert in JSON, as `aimline schema` prints them."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from aimline.alerts.model import Severity
from aimline.engine.standing import Standing


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


class Alert(BaseModel):
    """One event of the alert log: `at` is the local day that was evaluated. `from` and `to` are statuses where the rule is about the status, else quiet,
    firing, resolved; what later figures made untrue is withdrawn, and `revises` names the alert taken back. Figures have
    twelve significant digits, `probability` and `projected` six.
    """

    model_config = ConfigDict(extra="forbid")
    id: str
    at: date
    goal: str
    rule: str
    severity: Severity
    from_: str | None = Field(alias="from")
    to: str
    standing: Standing
    reason: dict[str, str]
    revises: str | None
