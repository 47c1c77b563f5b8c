"""Figures whose platform nothing in their file tells: taken from the exports beside it where these agree, else told with the remedy."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from aimline.catalogue import Catalogue
from aimline.metrics.contents import Read, place_of
from aimline.metrics.model.log import MetricLog, MetricRow
from aimline.text.messages import isolate, messages

_LOOSE = frozenset(["simple_table", "guess"])
"""What tables are read as that no platform wrote: those that one wrote are of that one, and mean what it means."""
_WITNESSES = 2
"""Exports of one platform in a folder, by which another table there is of it, too."""
_NAMED = 6


def name_platforms(read: Read, log: MetricLog, catalogue: Catalogue) -> None:
    """Name the platform of rows that have none, where the other exports of the folder are all of one, and tell of each file what was done or is left."""
    formats = {place_of(Path(file.file)): file.format for file in log.files}
    kept = dict(read)
    notes: dict[Path, Mapping[str, str]] = {}
    open_: dict[Path, Mapping[str, str]] = {}
    for key, rows in read.items():
        lacking = sorted({row.metric for row in rows if _lacks(row, catalogue)})
        if not lacking:
            continue
        log.leans = True
        only = _beside(key[0], read, lacking, catalogue) if formats.get(key[0]) in _LOOSE else None
        if only is None:
            shown = ", ".join(lacking[:_NAMED]) + (" …" if len(lacking) > _NAMED else "")
            open_[key[0]] = messages("metrics.no_platform", metrics=isolate(shown))
            continue
        kept[key] = [row._replace(platform=only) if _lacks(row, catalogue) else row for row in rows]
        log.blanks = {one._replace(platform=only) if one.platform is None and one.metric in lacking else one for one in log.blanks}
        notes[key[0]] = messages("metrics.platform_beside", platform=only)
    read.update(kept)
    for number, file in enumerate(log.files):
        place = place_of(Path(file.file))
        if place in notes:
            log.files[number] = replace(file, notes=(*file.notes, notes[place]))
        elif place in open_:
            log.files[number] = replace(file, nameless=(open_[place],))


def _lacks(row: MetricRow, catalogue: Catalogue) -> bool:
    return row.platform is None and catalogue.metric(row.metric).on_platforms


def _beside(place: Path, read: Read, metrics: list[str], catalogue: Catalogue) -> str | None:
    """The platform that all other exports of the folder are of; None where they are of several, or too few, or have the same figures of their own."""
    found: set[str] = set()
    witnesses = 0
    for (other, _, _), rows in read.items():
        if other == place or other.parent != place.parent:
            continue
        named = {row.platform for row in rows if row.platform is not None and catalogue.metric(row.metric).on_platforms}
        found |= named
        witnesses += bool(named)
        if any(row.platform is not None and row.metric in metrics for row in rows):
            return None
    only = found.pop() if len(found) == 1 and witnesses >= _WITNESSES else None
    known = catalogue.platforms.get(only) if only is not None else None
    return only if known is not None and not set(metrics) & set(known.missing) else None
