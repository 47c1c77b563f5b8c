"""Sums of figures that no order of arrival shows in."""

from collections.abc import Sequence
from math import fsum, modf

_PLACES = 10**10
_DECIMAL = 1e26
"""Figures beyond this are added as they are."""


def total(values: Sequence[float]) -> float:
    """The sum of figures as `engine.duck` takes it: exact, in decimals of ten places; a single figure is itself, and what is beyond all counting is added as
    it is.
    """
    if len(values) == 1:
        return values[0]
    if max(map(abs, values)) >= _DECIMAL:
        return fsum(values)
    amount = sum(_decimal(value) for value in values)
    if abs(amount) <= 2**53:
        return amount / _PLACES
    whole, part = divmod(abs(amount), _PLACES)
    found = float(whole) + part / _PLACES
    return -found if amount < 0 else found


def _decimal(value: float) -> int:
    """A figure in units of its tenth decimal, halves away from zero."""
    part, whole = modf(abs(value * _PLACES))
    amount = int(whole) + (part >= 0.5)
    return amount if value >= 0 else -amount
