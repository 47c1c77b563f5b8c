"""Aimline: goals as plain sentences, judged by data.

>>> import aimline
>>> aimline.parse("gain 100 Instagram followers in 10 days")[0].metric
'followers'
"""

from typing import Any

__all__ = ["evaluate", "lint", "parse", "watch"]


def __getattr__(name: str) -> Any:
    """The public functions, imported when they are first used."""
    if name in __all__:
        from aimline import api

        return getattr(api, name)
    raise AttributeError(f"module 'aimline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
