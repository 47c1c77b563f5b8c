"""Regular expressions that are compiled when they are first used: most runs need few of them, and compiling one takes longer than reading a goal."""

import re
from typing import Any, cast


class _Lazy:
    """Looks like a compiled pattern. What was asked for once is kept, so that later uses cost no more than a pattern's own."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._source), name)
        setattr(self, name, value)
        return value


def lazily(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that is compiled when it is first used, for module level. A mistake in it shows then, too: every one needs a test that uses it."""
    return cast(re.Pattern[str], _Lazy(pattern, flags))
