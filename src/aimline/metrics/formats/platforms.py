"""Platforms as files and flags name them."""

import re
from functools import cache

from aimline.catalogue import ANYWHERE, Catalogue
from aimline.goals.settings import look_up


def platform_named(text: str, catalogue: Catalogue) -> str | None:
    """A platform by its name in any language."""
    name = text.strip().lower().replace("_", " ")
    if name.replace(" ", "_") in catalogue.platforms:
        return name.replace(" ", "_")
    found = _found(name)
    return found if found in catalogue.platforms else None


def platform_in(name: str, catalogue: Catalogue) -> str | None:
    """The one platform that the name of a table or a stream names, in any language: `Instagram`, `facebook_page_insights`; None where it names none or two."""
    whole = platform_named(name, catalogue)
    if whole is not None:
        return whole if whole not in ANYWHERE else None
    words = re.findall(r"[^\W_]+", name)[:_WORDS]
    runs = (" ".join(words[first : first + length]) for length in (1, 2) for first in range(len(words) - length + 1))
    found = {platform for run in runs if len(run) > 2 and (platform := platform_named(run, catalogue)) is not None} - ANYWHERE
    return found.pop() if len(found) == 1 else None


_WORDS = 8
"""Words of a name that are looked at."""


@cache
def _found(name: str) -> str | None:
    return look_up(name, "PLATFORM")
