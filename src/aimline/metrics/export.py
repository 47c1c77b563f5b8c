"""What is known of a file before it is read, and what reading it gives."""

from dataclasses import dataclass, field
from pathlib import Path

from aimline.metrics.log import FileRead, MetricRow, SetAside, Zeros
from aimline.text.messages import messages


@dataclass(slots=True)
class Origin:
    """What the caller knows of a file: its platform and account, from a flag or a folder name, and its date order."""

    platform: str | None = None
    account: str | None = None
    order: str | None = None


@dataclass(slots=True)
class Export:
    """What one file gave."""

    rows: list[MetricRow] = field(default_factory=list)
    zeros: list[Zeros] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    file: FileRead | None = None


def set_aside(path: Path, line: int | None, key: str, **params: object) -> SetAside:
    """A row that was not read, with the reason from `metrics.toml`."""
    return SetAside(str(path), line, messages(f"metrics.{key}", **params))
