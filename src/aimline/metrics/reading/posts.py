"""Tables whose rows are about single posts: a column tells one from another, another says when each went out. Their figures are what a post has so far, and
belong to no day.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

from aimline import prebuilt
from aimline.catalogue import Catalogue
from aimline.catalogue.labels import spelling
from aimline.metrics.cells.dates import Undecided, order_of, read_time
from aimline.metrics.cells.values import is_figure, is_missing
from aimline.metrics.files.tables import Rows
from aimline.metrics.formats.guess import NAME, by_hand, columns_meant, dated_places, header_rows
from aimline.metrics.formats.known import Format, formats
from aimline.metrics.formats.platforms import platform_in
from aimline.metrics.formats.totals import Totals
from aimline.text.messages import messages

_SAMPLE = 200
"""Rows that show which columns may identify posts."""
_MOST = 100_000
"""Rows that are looked at to see whether they do."""
_SHORTEST = 2
_ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_CODES = (
    re.compile(r"\d{15,20}"),
    re.compile(r"\d{5,20}_\d{5,20}"),
    re.compile(r"\d[.,]\d+e\+1[4-9]", re.IGNORECASE),
    re.compile(r"urn:\w+:\w+:\w+", re.IGNORECASE),
    re.compile(r"(?=\S*[a-z])(?=\S*(?:[A-Z]|\d\S*[A-Z_-]|[A-Z]\S*\d))[\w-]{10,12}", re.ASCII),
)
"""What platforms call a post: long numbers, two of them, one that a spreadsheet rounded, names of parts, eleven letters of both sizes."""


_Cells = Sequence[Sequence[str]]


class _Column(NamedTuple):
    """A column that may identify posts. `sure`: its label says so, or its cells are addresses of posts."""

    place: int
    rank: int
    sure: bool
    address: bool = False


class Posts(NamedTuple):
    """A format for a table of posts, the platform that they are on, and what was noted on the way. `mixed`: their links lead to several platforms."""

    form: Format
    platform: str | None
    notes: tuple[Mapping[str, str], ...]
    mixed: bool


@dataclass(slots=True)
class _Pairing:
    """Whether each thing of a column has one date of another."""

    dates: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    holds: bool = True

    def add(self, item: str, when: str) -> None:
        self.rows += 1
        self.holds = self.holds and self.dates.setdefault(item, when) == when


@cache
def _said(name: str) -> frozenset[str]:
    return frozenset(map(spelling, prebuilt.toml("rules", "posts.toml")[name]))


@cache
def _addresses() -> Mapping[str, re.Pattern[str]]:
    links: Mapping[str, Sequence[str]] = prebuilt.toml("rules", "posts.toml")["links"]
    return {name: re.compile(rf"(?:https?://)?(?:[\w-]+\.)?(?:{'|'.join(patterns)})\S*", re.IGNORECASE) for name, patterns in links.items()}


def platform_linked(text: str) -> str | None:
    """The platform that an address of a single post leads to."""
    return next((platform for platform, pattern in _addresses().items() if pattern.fullmatch(text.strip())), None)


def platform_filed(name: str, catalogue: Catalogue) -> str | None:
    """The only platform of posts that a file's name speaks of; one or two letters are any name."""
    named = platform_in(name, catalogue) if len(name) > _SHORTEST else None
    return named if named in _addresses() else None


def _words(label: str) -> frozenset[str]:
    """The words of a label: `Tweet Id`, `videoId`, `postid`."""
    whole = spelling(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", label))
    words = set(re.findall(r"[^\W_]+", whole))
    for word in list(words):
        words |= {part for mark in _said("marks") if word.endswith(mark) and (thing := word.removesuffix(mark)) in _said("things") for part in (thing, mark)}
    return frozenset(words)


def posts(form: Format, table: Rows, at: int, platform: str | None) -> Posts | None:
    """The format of a table whose header is its row `at`, where each row is about one post; None where nothing shows that, or it is about days.

    `form` is what it was recognised as, or guessed to be, and `platform` what is known of the file. Posts whose only dates say when somebody looked have no
    day.
    """
    if form.item or form.rows_are_items:
        return None
    header = next(islice(table(), at, None))[1]
    totals = Totals(form)

    def body() -> Iterator[list[str]]:
        return (cells for _, cells in islice(table(), at + 1 + form.prose_row, None) if any(map(str.strip, cells)) and cells not in totals)

    sample = list(islice(body(), _SAMPLE))
    found = [column for place in range(len(header)) if (column := _identifies(header, place, sample)) is not None]
    dated = _dated(form, header, sample)
    if not dated and (sure := next((one for one in found if one.sure), None)) is not None and dated_places(header, sample):
        texts = [cells[sure.place].strip() for cells in islice(body(), _MOST) if sure.place < len(cells)]
        if len(texts) > 1 and len(set(texts)) == len(texts):
            return _undated(form, header, sure, sample, platform)
    if not found or not dated:
        return None
    pairings = {(one, day): _Pairing() for one in found for day in dated}
    for cells in islice(body(), _MOST):
        for (one, day), pairing in pairings.items():
            if max(one.place, day) < len(cells) and (item := cells[one.place].strip()):
                pairing.add(item, cells[day].strip())
    for one in sorted(found, key=lambda one: one.rank):
        for day in dated:
            pairing = pairings[one, day]
            alone = len(pairing.dates) / max(pairing.rows, 1)
            if pairing.holds and alone >= (0.5 if one.sure else 0.95) and (one.sure or (pairing.rows > 2 and not _daily(pairing.dates.values()))):
                return _as_posts(form, header, one, day, found, sample, platform)
    return None


def undated(table: Rows, folder: Path | None, platform: str | None) -> tuple[Posts, int] | None:
    """The format of a table without a date whose rows are posts, and the place of its header; None where nothing shows that they are.

    They are where a column identifies posts, each once, or where a column says of which kind each is, and another counts something “per post” by its label.
    """
    if all(not form.named_as_people_do for form in formats(folder)):
        return None
    for at, header, sample in header_rows(table()):
        columns = columns_meant(header, sample, platform)
        if not columns or dated_places(header, sample):
            continue
        form = replace(by_hand(), name=NAME, columns=columns, named_as_people_do=False)
        totals = Totals(form)
        body = [cells for _, cells in islice(table(), at + 1, at + 1 + _MOST) if any(map(str.strip, cells)) and cells not in totals]
        found = [column for place in range(len(header)) if (column := _identifies(header, place, sample)) is not None]
        for one in sorted(found, key=lambda one: one.rank):
            texts = [text for cells in body if one.place < len(cells) and (text := cells[one.place].strip())]
            told_apart = len(texts) > 1 and len(set(texts)) == len(texts)
            if told_apart and (one.sure or not _words(header[one.place]).isdisjoint(_said("things"))):
                return _undated(form, header, one, sample, platform), at
        if _of_kinds(header, sample):
            return _undated(form, header, None, sample, platform), at
    return None


def _of_kinds(header: Sequence[str], sample: _Cells) -> bool:
    """Whether a column says of each row which kind of post it is, and a label of another speaks of one post."""
    if all(_words(label).isdisjoint(_said("single")) for label in header if spelling(label) not in _said("kinds")):
        return False
    for place, label in enumerate(header):
        kinds = [spelling(cells[place]) for cells in sample if place < len(cells)] if spelling(label) in _said("kinds") else []
        if len(set(kinds)) < len(kinds) and _said("types").issuperset(kinds):
            return True
    return False


def _undated(form: Format, header: Sequence[str], one: _Column | None, sample: _Cells, known: str | None) -> Posts:
    """Posts of which nothing says when they went out: `one` tells them apart, else each row is one."""
    link = one if one is not None and one.address else None
    leads = _leads(link, sample)
    said, notes = _platform(header, link, leads)
    own = replace(
        form,
        date=(),
        item=(form.label(header[one.place]),) if one is not None else (),
        rows_are_items=True,
        undated=True,
        item_type=tuple(_said("kinds")),
        spoken_by=said or known or form.spoken_by,
        platform=said or form.platform,
        kept_by_hand=True,
    )
    return Posts(own, said or known, notes, len(leads) > 1)


def _as_posts(form: Format, header: Sequence[str], one: _Column, day: int, found: Sequence[_Column], sample: _Cells, known: str | None) -> Posts:
    link = next((other for other in found if other.address), None)
    leads = _leads(link, sample)
    said, notes = _platform(header, link, leads)
    own = replace(
        form,
        date=(),
        published=(form.label(header[day]),),
        item=(form.label(header[one.place]),),
        link=(form.label(header[link.place]),) if link is not None else (),
        rows_are_items=True,
        item_type=tuple(_said("kinds")),
        spoken_by=said or known or form.spoken_by,
        platform=said or form.platform,
        kept_by_hand=True,
    )
    return Posts(own, said or known, notes, len(leads) > 1)


def _leads(link: _Column | None, sample: _Cells) -> set[str]:
    """The platforms that the addresses of a table lead to."""
    cells = [cells[link.place] for cells in sample if link.place < len(cells)] if link is not None else []
    return {platform for text in cells if (platform := platform_linked(text)) is not None}


def _platform(header: Sequence[str], link: _Column | None, leads: Collection[str]) -> tuple[str | None, tuple[Mapping[str, str], ...]]:
    """The platform that the links of a table lead to, or that one of its labels names."""
    if link is not None and leads:
        only = next(iter(leads)) if len(leads) == 1 else None
        return only, ((messages("metrics.platform_linked", platform=only, column=header[link.place].strip()),) if only else ())
    named: Mapping[str, Sequence[str]] = prebuilt.toml("rules", "posts.toml")["named"]
    for platform, words in named.items():
        label = next((label for label in header if not _words(label).isdisjoint(map(spelling, words))), None)
        if label is not None:
            return platform, (messages("metrics.platform_labelled", platform=platform, column=label.strip()),)
    return None, ()


def _identifies(header: Sequence[str], place: int, sample: Sequence[Sequence[str]]) -> _Column | None:
    """Whether a column may tell posts apart, by its label or by what stands in it."""
    label = header[place].strip()
    texts = [text for cells in sample if place < len(cells) and not is_missing(text := cells[place].strip())]
    if not label or label.startswith("_") or not texts or len(texts) < 0.9 * len(sample):
        return None
    words, many = _words(label), 0.9 * len(texts)
    if sum(platform_linked(text) is not None for text in texts) >= many:
        return _Column(place, 1, sure=True, address=True)
    if not words.isdisjoint(_said("others")):
        return None
    address = sum(_ADDRESS.fullmatch(text) is not None for text in texts) >= many
    coded = spelling(label) in _said("codes") or not (words.isdisjoint(_said("things")) or words.isdisjoint(_said("marks")))
    if coded and not any(" " in text for text in texts):
        return _Column(place, 2 if address else 0, sure=True, address=address)
    if address:
        return _Column(place, 4, sure=False, address=True)
    if any(sum(pattern.fullmatch(text) is not None for text in texts) >= many for pattern in _CODES):
        return _Column(place, 3, sure=False)
    if spelling(label) in _said("words") and sum(not is_figure(text) for text in texts) >= many:
        return _Column(place, 5, sure=False)
    return None


def _dated(form: Format, header: Sequence[str], sample: Sequence[Sequence[str]]) -> list[int]:
    """The columns of dates, the likeliest day of publication first."""
    seen = {spelling(label) for label in prebuilt.toml("rules", "tables.toml")["seen"]} | _said("later")
    places = [place for place in dated_places(header, sample) if spelling(header[place]) not in seen]

    def rank(place: int) -> int:
        label = spelling(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", header[place]))
        return 0 if label in _said("published") else 1 if spelling(header[place]) in form.date else 2

    return sorted(places, key=rank)


def _daily(cells: Iterable[str]) -> bool:
    """Whether dates are those of a history: every day, once."""
    texts = list(cells)
    for order in _orders(texts):
        moments = sorted(moment for text in texts if (moment := read_time(text, order)) is not None)
        if len({moment.time() for moment in moments}) == 1 and all((later.date() - earlier.date()).days == 1 for earlier, later in pairwise(moments)):
            return True
    return False


def _orders(texts: Sequence[str]) -> tuple[str, ...]:
    try:
        return (order_of(texts),)
    except Undecided:
        return "dmy", "mdy"
