"""Series written out in a line, as the examples of rules give them: figures a day, in short.

    2026-10-01 instagram followers: 1000 +5x20 _x3 +15x6
    2026-10-01 facebook ad_spend USD: 8x30 12

The first figure is of the day that is named, each further one of the next day. `8x30` is thirty days of 8, `+5x20` twenty days of which each has five more
than the one before, `_x3` three days without a figure.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from aimline.catalogue import Catalogue
from aimline.metrics.model.log import MetricLog, MetricRow

_LINE = re.compile(r"(\d{4}-\d\d-\d\d)\s+(?:(\w+)\s+)?(\w+)(?:\s+([A-Z]{3}))?\s*:\s*(.*)")
_PART = re.compile(r"(_|[+-]?\d+(?:\.\d+)?)(?:x(\d+))?")


def inline(text: str, catalogue: Catalogue) -> MetricLog:
    """The log that some lines write out.

    Raises:
        ValueError: a line is not one of a series, or names a metric or a platform that the catalogue does not have.
    """
    log = MetricLog()
    for line in text.strip().splitlines():
        found = _LINE.fullmatch(line.strip())
        if found is None or found[3] not in catalogue.metrics or (found[2] and found[2] not in catalogue.platforms):
            raise ValueError(f"not a series (DATE [PLATFORM] METRIC [CURRENCY]: 100 +5x20 …): {line.strip()!r}")
        first = date.fromisoformat(found[1])
        unit = f"currency:{found[4]}" if found[4] else catalogue.metrics[found[3]].unit
        for step, value in enumerate(_values(found[5])):
            if value is not None:
                at = datetime.combine(first + timedelta(days=step), datetime.min.time())
                log.rows.append(MetricRow(at, None, found[2], found[3], value, unit))
    return log


def _values(text: str) -> Iterator[float | None]:
    last = 0.0
    for word in text.split():
        part = _PART.fullmatch(word)
        if part is None:
            raise ValueError(f"not a figure of a series (100, 8x30, +5x20, _x3): {word!r}")
        for _ in range(int(part[2] or 1)):
            if part[1] == "_":
                yield None
                continue
            last = last + float(part[1]) if part[1][0] in "+-" else float(part[1])
            yield last
