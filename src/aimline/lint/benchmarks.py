"""What others publish of their accounts: `rules/benchmarks.toml`. Something to ask by, never a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from aimline import prebuilt
from aimline.text.messages import languages


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One published figure: of a metric, on a platform (None: none in particular), in a unit of the goal language. `what` says in each language what was
    counted, `source` who published it, `year` the year that the data is from.
    """

    metric: str
    value: float
    unit: str
    source: str
    year: int
    url: str
    what: Mapping[str, str]
    platform: str | None = None
    far: float = 2.0
    """How many times the figure (or which part of it, where less is better) a goal must ask for to be worth a word."""

    def beyond(self, value: float, *, up: bool) -> bool:
        """Whether a target is far beyond it."""
        return value > self.value * self.far if up else value * self.far < self.value


@cache
def benchmarks() -> tuple[Benchmark, ...]:
    """All of them, in the order of the file.

    Raises:
        ValueError: an entry lacks a field or has one too many.
    """
    found = []
    for entry in prebuilt.toml("rules", "benchmarks.toml")["benchmarks"]:
        fields: dict[str, Any] = {**entry, "what": {language: entry["what"].get(language, entry["what"][languages()[0]]) for language in languages()}}
        try:
            found.append(Benchmark(**fields))
        except TypeError as error:
            raise ValueError(f"benchmarks.toml: {entry.get('metric', '?')}: {error}") from error
    return tuple(found)


def benchmark(metric: str, platform: str | None) -> Benchmark | None:
    """The figure for a metric on a platform; without one of its own there is none."""
    return next((one for one in benchmarks() if (one.metric, one.platform) == (metric, platform)), None)
