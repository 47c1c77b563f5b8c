"""Platforms as files and flags name them."""

from functools import cache

from aimline.catalogue import Catalogue
from aimline.goals.settings import look_up


def platform_named(text: str, catalogue: Catalogue) -> str | None:
    """A platform by its name in any language."""
    name = text.strip().lower().replace("_", " ")
    if name.replace(" ", "_") in catalogue.platforms:
        return name.replace(" ", "_")
    found = _found(name)
    return found if found in catalogue.platforms else None


@cache
def _found(name: str) -> str | None:
    return look_up(name, "PLATFORM")
