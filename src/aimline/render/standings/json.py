"""`evaluate --format json`: one array of standings."""

from collections.abc import Iterator, Sequence

from aimline.engine.standing import Standing
from aimline.render.standings import Run
from aimline.render.standings.jsonl import json_line


def render(standings: Sequence[Standing], run: Run) -> Iterator[str]:
    """The array, a standing a line."""
    for place, standing in enumerate(standings):
        yield ("[" if not place else ",\n ") + json_line(standing)
    yield "]\n" if standings else "[]\n"
