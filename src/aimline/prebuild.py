"""All prebuilt tables at once: for the hook that builds the wheel."""

from collections.abc import Iterator

from aimline import prebuilt
from aimline.language.grammar import GRAMMARS, ROWS, compiled
from aimline.language.lexicon import SHELVES, heads_compiled, languages, names_compiled, words_compiled
from aimline.language.suggest import written_compiled


def files() -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of the package's `prebuilt` folder."""
    stamp = prebuilt.stamp()
    yield "toml.json", prebuilt.written(stamp, prebuilt.read_toml(), prebuilt.TOMLS)
    for grammar in GRAMMARS:
        yield f"grammar-{grammar}.json", prebuilt.written(stamp, compiled(grammar), ROWS)
    yield "heads.json", prebuilt.written(stamp, heads_compiled())
    for language in languages():
        yield f"words-{language}.json", prebuilt.written(stamp, words_compiled(language), SHELVES)
        yield f"names-{language}.json", prebuilt.written(stamp, names_compiled(language))
        yield f"written-{language}.json", prebuilt.written(stamp, written_compiled(language))
