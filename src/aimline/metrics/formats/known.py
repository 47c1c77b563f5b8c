"""Export formats as data: `rules/exports/*.toml`. What a file looks like, where its dates and figures are, which metric each column is."""

import re
import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from aimline import data, prebuilt
from aimline.catalogue import load as load_catalogue
from aimline.catalogue.labels import Meaning, doubts, meaning, spelling
from aimline.goals.settings import look_up
from aimline.language.lexicon import languages
from aimline.language.lexicon import load as load_lexicon
from aimline.metrics.cells.values import read_value
from aimline.metrics.files.tabular import SEPARATOR
from aimline.metrics.formats.platforms import platform_named

_SIGNED = re.compile(r"(.+?) ?\(([^\w()\s]{1,3})\)")
"""A label with the sign of a currency: Cost ($)."""
_MONEY = re.compile(r"(.+) \((\w{3})\)")
"""A label with a currency in brackets: in `labels` it stands as `{currency}`."""
_ARCHIVES = frozenset([".zip", ".gz", ".bz2", ".xz"])
"""What holds a file rather than sheets: its own name says nothing about the table."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column counts. `unit` and `platform` are set where the label names one."""

    metric: str
    unit: str | None = None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One export format.

    `layout`: table, blocks, sections. `match` are labels that the header must have, all of them, `any` some of which it must have at least one (of each list,
    where there are several), `absent` some that it must not have; labels in other languages count as those that they stand for (`labels`, and those of a file
    in `rules/exports/labels` that `labels_of` names). `files` are names that such a file is downloaded by, where the header alone does not tell: patterns
    with `*`, without the ending, `::` before the name of a sheet; it then has no other columns than these, and is not this where the caller names another
    platform. `date`, `item`, `item_type`, `published`, `account`, `campaign`, `platform_column` are labels of the columns that hold these, the first that is
    there. `named_as_people_do`: columns may also be called as the catalogue or a language calls the metric. `refuse` is a reason, by language, why such a
    file cannot be read and what to export instead.
    """

    name: str
    layout: str = "table"
    platform: str | None = None
    match: tuple[str, ...] = ()
    any: tuple[frozenset[str], ...] = ()
    absent: tuple[str, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    patterns: tuple[tuple[str, Column], ...] = ()
    """Labels with a currency in brackets, as regular expressions over normal spelling."""
    titles: Mapping[str, Column] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    """Titles of blocks that count something else, however much they sound like a metric: a part of the people reached, people who wrote for the first time."""
    date: tuple[str, ...] = ()
    order: str | None = None
    """Whether day, month or year comes first in its dates: `dmy`, `mdy` or `ymd`; None where it differs."""
    item: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    """The column of an item's address, which tells items apart whose identifiers a spreadsheet rounded (1.78E+16)."""
    rows_are_items: bool = False
    """Each row is of one item, though no column names it."""
    undated: bool = False
    """Each row is of one item, and nothing says when it went out."""
    item_type: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    campaign: tuple[str, ...] = ()
    platform_column: tuple[str, ...] = ()
    named_as_people_do: bool = False
    kept_by_hand: bool = False
    """Its figures may be running totals, and columns called after a metric may hold words: so it is for every format without `match`."""
    spoken_by: str | None = None
    """The platform whose labels the columns have, where that is known."""
    totals: tuple[str, ...] = ()
    prose_row: bool = False
    """Below the header stands a row that describes the columns."""
    taken: tuple[str, ...] = ()
    """The column of the day of the export, the same in every row: no date without a year is later."""
    until: tuple[str, ...] = ()
    """Titles of tables of something else that may follow below: the rows end there."""
    zeros_omitted: bool = False
    """Days with nothing to count are left out."""
    unnamed: str | None = None
    """The platform of a block without one, where another block of the same metric names another."""
    refuse: Mapping[str, str] | None = None
    whole: bool = False
    """Its rows are of the whole range of days that a line before the header names; where none does, `refuse` says what to do."""
    starts: tuple[str, ...] = ()
    """The column of the first day of a row's range …"""
    ends: tuple[str, ...] = ()
    """… and that of its last, which is its date where there is no other."""
    periods: Mapping[str, str] = field(default_factory=dict)
    """Columns of dates whose rows are of a week, month, quarter or year that begins there → which of them."""
    currency: tuple[str, ...] = ()
    """The column of the code of the currency that amounts are in."""
    source: tuple[str, ...] = ()
    """The column of where visits came from, `google / organic` or `instagram.com`."""
    came_from: str | None = None
    """Where all visits of such a file came from."""
    named: tuple[str, ...] = ()
    """The columns of the names of what rows are about, the broadest first: a row without the first that is there is their total."""
    indicator: tuple[str, ...] = ()
    """The column that says what the results of a row are: see `results`."""
    result: tuple[str, ...] = ()
    """Columns that count what the indicator says."""
    results: Mapping[str, str] = field(default_factory=dict)
    """A part of what the indicator says → the metric that it is; results of another kind are left out."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Labels that the same export has in other languages and versions → the label that this format calls them by."""
    files: tuple[str, ...] = ()

    def label(self, text: str) -> str:
        """The label of a column as this format writes it, in normal spelling."""
        label = spelling(text)
        if (known := self.labels.get(label)) is None and (match := _MONEY.fullmatch(label)):
            known = self.labels.get(f"{match[1]} ({{currency}})")
            return known.replace("{currency}", match[2]) if known else label
        return known or label

    def has(self, labels: Set[str]) -> bool:
        """Whether the labels of a header, as this format writes them, are those of this format, whatever the file is called."""
        return set(self.match) <= labels and not labels & set(self.absent) and all(labels & some for some in self.any)

    def is_called(self, name: str) -> bool:
        """Whether a file, a file in an archive or a sheet of a workbook is called as this format's are: `Totals.csv`, `Totals (1).xlsx`,
        `export.zip::Totals.csv`, `Content_2026.xlsx::ENGAGEMENT`.
        """
        file, _, sheet = name.partition(SEPARATOR)
        if sheet and PurePath(file).suffix.lower() in _ARCHIVES:
            return self.is_called(PurePath(sheet).name)
        stem = _copied().sub("", spelling(re.sub(r"\.\w{2,5}$", "", file)))
        inside = f"{stem}{SEPARATOR}{spelling(sheet)}"
        return any(fnmatchcase(inside if SEPARATOR in pattern else stem, pattern) for pattern in self.files)

    def rank(self, label: str) -> int:
        """Which of two columns of one metric counts: the first one that the format lists; where it lists none, one that has the metric's own name."""
        if not self.match:
            return int(label.replace(" ", "_") not in load_catalogue().metrics)
        return next((place for place, known in enumerate(self.columns) if known == label), len(self.columns))

    def column(self, label: str) -> Column | None:
        """What a column of this label counts, or None."""
        if self.named_as_people_do and _identifies(label):
            return None
        if self.spoken_by is not None:
            if doubts(label, self.spoken_by):
                return None
            if (own := self._column_of_catalogue(label, self.spoken_by)) is not None:
                return own
        found = self.columns.get(label)
        if found is not None:
            return found
        for pattern, column in self.patterns:
            if match := re.fullmatch(pattern, label):
                return Column(column.metric, f"currency:{match[1].upper()}", column.platform)
        if not self.named_as_people_do:
            return None
        if (match := _SIGNED.fullmatch(label)) and (money := read_value(f"{match[2]}1")) is not None and (unit := money[1] or "").startswith("currency:"):
            amount = self.column(match[1])
            return Column(amount.metric, unit, amount.platform) if amount and load_catalogue().metric(amount.metric).unit == "currency" else None
        if name := _names().get(label):
            return Column(name)
        return self._column_of_platform(label) or self._column_of_catalogue(label, None) or (None if doubts(label, None) else spoken(label))

    def doubtful(self, label: str) -> tuple[str, ...]:
        """The metrics that a label may stand for, where nobody can tell by the label: on its platform, or on those that it may be of."""
        return doubts(label, self.spoken_by) if self.spoken_by is not None or self.loose() else ()

    def loose(self) -> bool:
        """Whether nothing vouches for what its columns hold."""
        return self.kept_by_hand or not self.match

    def _column_of_catalogue(self, label: str, platform: str | None) -> Column | None:
        found: Meaning | None = meaning(label, platform)
        return found and Column(found.metric, found.unit)

    def _column_of_platform(self, label: str) -> Column | None:
        """A column that names its platform too, in any language: Instagram followers, Followers (TikTok), views on YouTube."""
        words = label.replace("(", " ").replace(")", " ").split()
        for cut in range(1, len(words)):
            for name, rests in ((words[:cut], (words[cut:],)), (words[cut:], (words[:cut], words[: cut - 1]))):  # a word may link the two: views *on* YouTube
                platform = platform_named(" ".join(name), load_catalogue())
                for counted in rests if platform else ():
                    column = self.columns.get(" ".join(counted))
                    metric = column.metric if column else look_up(" ".join(counted), "METRIC") if counted else None
                    if metric is not None:
                        return Column(metric, column.unit if column else None, platform)
        return None


@cache
def spoken(label: str) -> Column | None:
    """What goals call by a label, in any language."""
    metric = look_up(label, "METRIC") if label else None
    return Column(metric) if metric is not None else None


@cache
def _copied() -> re.Pattern[str]:
    """What stands behind the name of a file that was saved once more."""
    return re.compile(rf"[ _-]*(\(\d+\)|{'|'.join(map(spelling, prebuilt.toml('rules', 'tables.toml')['copies']))})?$")


@cache
def _identifies(label: str) -> bool:
    """Whether a label says that its column names things by number or code, or a person a row: neither is a count."""
    words: list[str] = prebuilt.toml("rules", "tables.toml")["identifiers"]
    persons: list[str] = prebuilt.toml("rules", "tables.toml")["persons"]
    return label in map(spelling, persons) or not set(label.replace("(", " ").replace(")", " ").replace("-", " ").split()).isdisjoint(map(spelling, words))


@cache
def _names() -> Mapping[str, str]:
    """Metrics by their names in the catalogue, and by what each language calls them first."""
    known = load_catalogue().metrics
    called = {lexicon.names.get(("METRIC", name)): name for lexicon in map(load_lexicon, languages()) for name in known}
    return {**{spelling(label): name for label, name in called.items() if label}, **{spelling(name): name for name in known}}


def _column(value: str | Mapping[str, str]) -> Column:
    return Column(value) if isinstance(value, str) else Column(**value)


def _content(file: Path) -> dict[str, Any]:
    own = file.parent == data.path("rules", "exports")
    return dict(prebuilt.toml("rules", "exports", file.name) if own else tomllib.loads(file.read_text(encoding="utf-8")))


def read_format(file: Path) -> Format:
    """One format file. `like` names another in its folder, of which it has whatever it does not say itself.

    Raises:
        ValueError: it has a field that formats do not have.
    """
    content = _content(file)
    try:
        return format_of(file.stem, content, file.parent)
    except TypeError as error:
        raise ValueError(f"{file.name}: {error}") from error


def format_of(name: str, content: Mapping[str, Any], folder: Path | None = None) -> Format:
    """The format that the content of a file stands for. `folder` has those that `like` names: ours, unless it is given.

    Raises:
        TypeError: it has a field that formats do not have.
    """
    content = dict(content)
    while (like := content.pop("like", None)) is not None:
        base = _content((folder or data.path("rules", "exports")) / f"{like}.toml")
        titles_ = {**base.get("titles", {}), **content.get("titles", {})}
        labels_ = {**base.get("labels", {}), **content.get("labels", {})}
        content = {**base, **content, **({"titles": titles_} if titles_ else {}), **({"labels": labels_} if labels_ else {})}
    columns = {spelling(label): _column(value) for label, value in content.pop("columns", {}).items()}
    titles = {spelling(label): _column(value) for label, value in content.pop("titles", {}).items()}
    periods = {spelling(label): kind for label, kind in content.pop("periods", {}).items()}
    results = {spelling(words): metric for words, metric in content.pop("results", {}).items()}
    shared = prebuilt.toml("rules", "exports", "labels", f"{content.pop('labels_of')}.toml") if "labels_of" in content else {}
    labels = {spelling(other): spelling(label) for table in (shared, content.pop("labels", {})) for label, others in table.items() for other in others}
    patterns = tuple((re.escape(label).replace(r"\{currency\}", r"(\w{3})"), column) for label, column in columns.items() if "{currency}" in label)
    some = content.pop("any", [])
    groups = tuple(frozenset(map(spelling, group)) for group in (some if some and isinstance(some[0], list) else [some] if some else []))
    fields: dict[str, Any] = {key: tuple(spelling(label) for label in value) if isinstance(value, list) else value for key, value in content.items()}
    return Format(name=name, columns=columns, titles=titles, patterns=patterns, labels=labels, any=groups, periods=periods, results=results, **fields)


@cache
def formats(folder: Path | None = None) -> tuple[Format, ...]:
    """The formats of a folder (of `rules/exports` by default), the most particular first."""
    found = [read_format(file) for file in sorted((folder or data.path("rules", "exports")).glob("*.toml"))]
    return tuple(sorted(found, key=lambda form: (-len(form.match) - len(form.any), form.name)))


def recognise(header: Sequence[str], folder: Path | None = None, name: str = "", platform: str | None = None, first: Sequence[Format] = ()) -> Format | None:
    """The format whose labels a header row has, with at least one column of figures, or None. `name` is what the file is called, `platform` whose it is said
    to be, `first` are formats of the user's own.
    """
    for form in (*first, *formats(folder)):
        named = {form.label(label) for label in header}
        labels = named | {f"{match[1]} ({{currency}})" for label in named if (match := _MONEY.fullmatch(label))}
        if form.layout != "table" or not form.has(labels):
            continue
        if form.files and not (
            form.is_called(name) and platform in (None, form.platform) and all(form.column(label) or label in form.date for label in named - {""})
        ):
            continue
        if form.refuse is not None and not form.whole:
            return form
        if form.whole and any(form.column(label) for label in labels):
            return form
        if any(form.column(label) for label in labels) and (form.rows_are_items or any(label in labels for label in (*form.date, *form.published))):
            return form
    return None
