"""`evaluate --format jsonl`: one standing a line."""

import json
from collections.abc import Iterator, Sequence

from aimline.engine.standing import Standing
from aimline.render.standings import Run


def render(standings: Sequence[Standing], run: Run) -> Iterator[str]:
    """The standings as `aimline schema standing` describes them, in every language: figures unrounded, undefined ones null."""
    for standing in standings:
        yield json_line(standing) + "\n"


def json_line(standing: Standing) -> str:
    """One standing on one line."""
    return json.dumps(standing.model_dump(mode="json"), ensure_ascii=False, allow_nan=False)
