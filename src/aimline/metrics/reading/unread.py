"""Columns of figures that an export has and that are not read, so that nothing is lost in silence."""

from collections.abc import Collection, Iterable, Sequence

from aimline.catalogue import Catalogue
from aimline.catalogue.labels import spelling
from aimline.goals.settings import look_up
from aimline.metrics.cells.values import is_missing, read_value
from aimline.metrics.files.tables import Row
from aimline.metrics.model.log import Unread
from aimline.text.normalise import normalise

LOOKED_AT = 20
"""Rows that show whether a column holds figures."""
_COLUMNS = 4000
_NAMED = 50
"""Columns that are named; the others are counted."""
_IDENTIFIER = 1e11
"""Whole numbers of this size are names of things, not counts of them."""


def unread(header: Sequence[str], body: Iterable[Row], used: Collection[int], catalogue: Catalogue) -> Unread:
    """What stands in the columns that are not used, by the first rows of a table."""
    rows = [cells for _, cells in body]
    ratios: list[str] = []
    others: list[str] = []
    more = 0
    for place, label in enumerate(header[:_COLUMNS]):
        if place in used or not label.strip():
            continue
        texts = [text for cells in rows if place < len(cells) and not is_missing(text := cells[place])]
        figures = [figure for text in texts if (figure := read_value(text) or read_value(text, ",")) is not None]
        if not figures or len(figures) < len(texts) or all(abs(value) >= _IDENTIFIER and not value % 1 for value, _ in figures):
            continue
        if len(ratios) + len(others) >= _NAMED:
            more += 1
        elif any(unit == "percent" for _, unit in figures) or _is_ratio(label, catalogue):
            ratios.append(label.strip())
        else:
            others.append(label.strip())
    return Unread(tuple(ratios), tuple(others), more)


def _is_ratio(label: str, catalogue: Catalogue) -> bool:
    """Whether a label names a ratio of the catalogue, in any language."""
    for name in (spelling(label), normalise(label)[0].partition("(")[0].strip()):
        metric = look_up(name, "METRIC")
        if metric is not None and catalogue.metric(metric).kind == "ratio":
            return True
    return False
