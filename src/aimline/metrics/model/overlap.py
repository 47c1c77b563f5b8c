"""Exports of the same days put together: of two figures with one key the one seen last counts, and what was restated, or stands differently, is told."""

from array import array
from collections.abc import Iterable
from datetime import datetime

from aimline.metrics.model.log import MetricRow, Overlap

_Key = tuple[object, ...]


def _key(row: MetricRow) -> _Key:
    """Everything but value and `seen`."""
    return (*row[:4], *row[5:11])


def _rank(row: MetricRow) -> tuple[bool, datetime, float]:
    """Later is better, and of two seen at once the greater."""
    return row.seen is not None, row.seen or datetime.min, row.value


def merge(files: Iterable[tuple[str, Iterable[MetricRow]]]) -> tuple[list[MetricRow], list[Overlap]]:
    """The rows of some files, by their names, each key once, and where files overlap with other figures. Neither depends on the order of files or rows."""
    names: list[str] = []
    rows: list[MetricRow] = []
    source = array("I")
    place: dict[_Key, int] = {}
    rivals: dict[int, list[tuple[MetricRow, int]]] = {}
    for number, (name, read) in enumerate(files):
        names.append(name)
        for row in read:
            at = place.setdefault(_key(row), len(rows))
            if at == len(rows):
                rows.append(row)
                source.append(number)
            else:
                rivals.setdefault(at, [(rows[at], source[at])]).append((row, number))
    found: dict[tuple[object, ...], list[tuple[MetricRow, MetricRow]]] = {}
    shared: dict[tuple[object, ...], int] = {}
    for at, several in rivals.items():
        best, winner = max(several, key=lambda one: (_rank(one[0]), names[one[1]]))
        rows[at] = best
        for row, number in dict.fromkeys(several):
            both = (row.account, row.platform, row.metric, row.item is not None, *sorted((names[number], names[winner])))
            shared[both] = shared.get(both, 0) + (row is not best or number != winner)
            # what a post has grows by itself: a later figure of it restates nothing
            if row.value != best.value and (row.seen == best.seen or row.item is None):
                about = (row.account, row.platform, row.metric, row.item is not None, row.seen == best.seen, names[number], names[winner])
                found.setdefault(about, []).append((row, best))
    overlaps = [_overlap(about, pairs, shared[(*about[:4], *sorted(map(str, about[5:])))]) for about, pairs in found.items()]
    overlaps.sort(key=lambda one: (one.metric, one.platform or "", one.account or "", one.item, one.file, one.other, one.tie))
    rows.sort(
        key=lambda row: (row.metric, row.platform or "", row.account or "", row.ts, row.item or "", row.value, row.unit, row.campaign or "", row.source or "")
    )
    return rows, overlaps


def _overlap(about: tuple[object, ...], pairs: list[tuple[MetricRow, MetricRow]], shared: int) -> Overlap:
    account, platform, metric, item, tie, file, other = about
    lost, taken = max(pairs, key=lambda pair: (abs(pair[1].value - pair[0].value), -pair[0].ts.toordinal(), pair[0].item or "", pair[0].unit))
    return Overlap(
        account=None if account is None else str(account),
        platform=None if platform is None else str(platform),
        metric=str(metric),
        item=bool(item),
        tie=bool(tie),
        file=str(file),
        other=str(other),
        figures=len(pairs),
        shared=shared,
        day=lost.ts.date(),
        before=lost.value,
        after=taken.value,
    )
