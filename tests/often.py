"""How much is tried by default, and how to ask for more: `AIMLINE_MANY=10 pytest` takes ten times as many random examples, and all of the real files."""

import os
from collections.abc import Sequence
from typing import TypeVar

Each = TypeVar("Each")
MANY = max(1, int(os.environ.get("AIMLINE_MANY", "1")))


def often(few: int) -> int:
    """So many examples, or as many times as many as are asked for."""
    return few * MANY


def some(every: Sequence[Each], step: int) -> Sequence[Each]:
    """Every so many of them; all where more is asked for."""
    return every if MANY > 1 else every[::step]
