"""What a remedy is asked and what it answers."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from aimline.language import File, Statement
from aimline.text.diagnostic import Diagnostic, Edit


class Site(NamedTuple):
    """A finding and what is known of its surroundings."""

    found: Diagnostic
    statement: Statement | None
    """The goal that it is about, or the last one above it; None above the first goal."""
    file: File | None
    today: date


class Offer(NamedTuple):
    """The edits that would put a finding right. `params` are values for the placeholders of the rule's `fix_says`, beside `replacement`."""

    edits: tuple[Edit, ...]
    safe: bool = False
    params: Mapping[str, str] = MappingProxyType({})


Remedy = Callable[[Site], Offer | None]
"""None where the text does not determine what to do."""
