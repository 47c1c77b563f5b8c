"""All prebuilt tables at once: for the hook that builds the wheel."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from aimline import prebuilt
from aimline.language.grammar import GRAMMARS, ROWS, compiled
from aimline.language.lexicon import SHELVES, heads_compiled, languages, names_compiled, words_compiled
from aimline.language.suggest import written_compiled


def _tables() -> Iterator[tuple[str, Callable[[], Any], str | None]]:
    """Name of every table, what makes it, and its entry that is read bit by bit."""
    yield "toml", prebuilt.read_toml, prebuilt.TOMLS
    for grammar in GRAMMARS:
        yield f"grammar-{grammar}", partial(compiled, grammar), ROWS
    yield "heads", heads_compiled, None
    for language in languages():
        yield f"words-{language}", partial(words_compiled, language), SHELVES
        yield f"names-{language}", partial(names_compiled, language), None
        yield f"written-{language}", partial(written_compiled, language), None


def names() -> list[str]:
    """Names of the files of the package's `prebuilt` folder."""
    return [f"{name}.json" for name, _, _ in _tables()]


def files() -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of the package's `prebuilt` folder."""
    stamp = prebuilt.stamp()
    for name, build, texts in _tables():
        yield f"{name}.json", prebuilt.written(stamp, build(), texts)
