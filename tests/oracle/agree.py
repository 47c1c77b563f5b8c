"""Where a standing and what the oracle says of it differ."""

from collections.abc import Iterator
from math import isclose, isfinite
from typing import Any

from aimline.engine import Standing

FIGURES = ("elapsed", "baseline", "target", "actual", "gained", "expected", "shortfall", "done", "coverage")
PLAIN = ("status", "flags", "observations", "last_observation", "confidence", "streak")
PACE = ("spi", "tspi", "days_ahead", "required_per_day", "current_per_day")


def same(one: Any, other: Any, precision: float = 1e-9) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return isclose(one, other, rel_tol=precision, abs_tol=precision)
    return bool(one == other)


def differences(standing: Standing, wanted: dict[str, Any], precision: float = 1e-9, chances: float = 1e-6) -> Iterator[tuple[str, Any, Any]]:
    """Field, what the engine says, what the oracle says; `chances` is how near probabilities, and the amounts that are reached with one, must be."""
    if not same(standing.probability, wanted["probability"], chances):
        yield "probability", standing.probability, wanted["probability"]
    for name in PLAIN:
        if getattr(standing, name) != wanted[name]:
            yield name, getattr(standing, name), wanted[name]
    window = (standing.window.start, standing.window.end) if standing.window else None
    if window != wanted["window"]:
        yield "window", window, wanted["window"]
    for name in FIGURES:
        if not same(getattr(standing, name), wanted[name], precision):
            yield name, getattr(standing, name), wanted[name]
    for name in PACE:
        if not same(getattr(standing.pace, name), wanted["pace"][name], precision):
            yield f"pace.{name}", getattr(standing.pace, name), wanted["pace"][name]
    for name in ("p10", "p50", "p90"):
        if not same(getattr(standing.projected, name), wanted["projected"][name], 3 * chances):
            yield f"projected.{name}", getattr(standing.projected, name), wanted["projected"][name]
        mine, others = getattr(standing.projected.finish, name), wanted["projected"]["finish"][name]
        if mine != others and not (mine and others and wanted["projected"]["gets_there"](name, mine)):
            yield f"finish.{name}", mine, others
    reference = None if standing.reference is None else standing.reference.model_dump()
    if (reference is None) != (wanted["reference"] is None):
        yield "reference", reference, wanted["reference"]
    elif reference is not None:
        for name, value in wanted["reference"].items():
            if not same(reference[name], value, precision):
                yield f"reference.{name}", reference[name], value
    bounds = None if standing.bounds is None else standing.bounds.model_dump()
    if bounds != wanted["bounds"]:
        yield "bounds", bounds, wanted["bounds"]
    for one, other in zip(standing.actions, wanted["actions"], strict=True):
        for name, value in other.items():
            if not same(getattr(one, name), value, precision):
                yield f"actions.{name}", getattr(one, name), value
    mine, others = [one.model_dump() for one in standing.periods], list(wanted["periods"])
    if len(mine) != len(others):
        yield "periods", len(mine), len(others)
    for n, (one, other) in enumerate(zip(mine, others, strict=False)):
        for name, value in other.items():
            if not same(one[name], value, precision):
                yield f"periods[{n}].{name}", one[name], value


def not_finite(value: Any, path: str = "") -> Iterator[str]:
    """Paths of NaN and infinity in a dump."""
    if isinstance(value, float) and not isfinite(value):
        yield path
    for name, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ():
        yield from not_finite(part, f"{path}.{name}")
