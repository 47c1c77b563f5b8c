"""A table with one header row, dates down and metrics across → metric rows, in two readings: one settles what only all rows together can, one takes the
figures. Neither keeps the rows.
"""

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache, lru_cache
from itertools import islice, pairwise, takewhile
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from aimline import prebuilt
from aimline.catalogue import Catalogue
from aimline.catalogue.labels import but_on, doubts, labels, meaning, spelling
from aimline.metrics.cells.dates import Instants, lacks_year, last_day_named
from aimline.metrics.cells.decimals import DecimalMark
from aimline.metrics.cells.spans import RANGE, Span, first_day, names_month, period_of, range_named, ranged, spacing
from aimline.metrics.cells.timeline import Timeline
from aimline.metrics.cells.values import SECONDS, clock_parts, is_missing, not_read, plain, read_value, two_part_seconds
from aimline.metrics.files.tables import Row, Rows
from aimline.metrics.formats.guess import level_or_flow, told, told_undated
from aimline.metrics.formats.known import Column, Format
from aimline.metrics.formats.platforms import platform_named
from aimline.metrics.formats.totals import Proof, Totals
from aimline.metrics.model.errors import MetricsError, because, error
from aimline.metrics.model.export import MOST, Export, Origin, set_aside, shortened
from aimline.metrics.model.log import NO_DAY, FileRead, MetricRow, Unread
from aimline.metrics.reading.repeated import Crowd, Hours
from aimline.metrics.reading.settling import Orders, Years
from aimline.metrics.reading.survey import Survey, cell, counted, survey
from aimline.metrics.reading.unread import LOOKED_AT, unread
from aimline.text.messages import messages

_BAD = "?"
"""In place of a unit: the cell holds something that is no figure."""

_YEAR = ("year",)
_CODED = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]+(?:[A-Z][a-z]+)+")
"""A label as programs write it: follower_count, followerCount."""
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?e\+\d+", re.IGNORECASE)
"""An identifier that a spreadsheet took for a number and rounded: many items have the same one, and their links or times tell them apart."""


class _Wanted(NamedTuple):
    """A column of figures: its place, what it counts, whether the figures of a day add up, its decimal separator, whether they are amounts, and how many
    seconds the first part of `4:05` counts, None where nothing tells.
    """

    place: int
    column: Column
    adds: bool
    mark: str
    money: bool = False
    clock: int | None = None


class _Said(NamedTuple):
    """What a row says about itself."""

    account: str | None = None
    item_type: str | None = None
    campaign: str | None = None
    platform: str | None = None
    currency: str | None = None
    indicator: str | None = None
    source: str | None = None


_SILENT = _Said()


def _figure(text: str, mark: str, clock: int | None) -> tuple[float, str | None] | None:
    """The figure of a cell with its unit, None where it is missing."""
    return (float(text), None) if plain(text) else _read_figure(text, mark, clock)


@lru_cache(2**16)
def _read_figure(text: str, mark: str, clock: int | None) -> tuple[float, str | None] | None:
    if is_missing(text):
        return None
    found = read_value(text, mark)
    if found is None and clock is not None and (parts := clock_parts(text)) is not None:
        return float(parts[0] * clock + parts[1] * clock // 60), "duration:second"
    return found or (0.0, _BAD)


def _added(cells: Sequence[str], wanted: Iterable[_Wanted]) -> dict[int, float]:
    """The figures of a row in the columns that add up, by place."""
    found = ((one.place, _figure(cell(cells, one.place), one.mark, one.clock)) for one in wanted if one.adds)
    return {place: figure[0] for place, figure in found if figure is not None and figure[1] != _BAD}


def _summed(row: MetricRow, parts: Collection[tuple[datetime, float]]) -> MetricRow:
    """The figures of a day added up, seen when the last of them was."""
    seen = max(when for when, _ in parts)
    return row._replace(value=math.fsum(value for _, value in parts), seen=seen if seen != datetime.min else None)


@cache
def seen_labels() -> frozenset[str]:
    """What columns are called that say when a figure was taken, in normal spelling."""
    return frozenset(spelling(label) for label in prebuilt.toml("rules", "tables.toml")["seen"])


@lru_cache(2**12)
def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time.min)


def _source(text: str, catalogue: Catalogue) -> str:
    """Where visits came from: `instagram / referral`, `l.facebook.com`, `t.co`; the platform, where it is one."""
    name = text.partition(" / ")[0].strip().lower()
    known: Mapping[str, str] = prebuilt.toml("rules", "tables.toml")["referrers"]
    parts = name.split(".")
    of_site = parts[-2] if len(parts) > 1 and not name.startswith("(") else name
    return known.get(name) or platform_named(name, catalogue) or platform_named(of_site, catalogue) or name


def read_columns(
    path: Path,
    form: Format,
    table: Rows,
    at: int,
    origin: Origin,
    catalogue: Catalogue,
    notes: Iterable[Mapping[str, str]] = (),
    *,
    shares_unmarked: bool = False,
) -> Export:
    """Read a table whose header is its row `at`, counted from 0. `notes` are told of the file, before those of the reading.

    `shares_unmarked`: a cell shown as 5 % may stand here as 0.05, and nothing tells.

    Raises:
        MetricsError: nothing of it can be read, its dates can be read in two ways, or it is too large for a table that is no long table.
    """
    reading = _Reading(path, form, table, at, origin, catalogue, shares_unmarked)
    reading.notes += notes
    return reading.read()


class _Reading:
    def __init__(self, path: Path, form: Format, table: Rows, at: int, origin: Origin, catalogue: Catalogue, shares_unmarked: bool) -> None:
        self.path, self.form, self.origin, self.catalogue, self.shares_unmarked = path, form, origin, catalogue, shares_unmarked
        self.table, self.at = table, at
        before = list(islice(table(), at + 1))
        self.head, header = before.pop()
        self.before = [text for _, cells in before for text in cells]
        self.orders: Orders | None = None
        self.header = header
        self.range = range_named(cells for _, cells in before) if form.whole or form.periods else None
        self.labels = [form.label(label) for label in header]
        self._source = lru_cache(2**12)(lambda text: _source(text, catalogue))
        codes = {column.unit for label in self.labels if (column := form.column(label)) and (column.unit or "").startswith("currency:")}
        self.code = str(next(iter(codes))).partition(":")[2] if len(codes) == 1 else ""
        """The currency that the labels of the columns name."""
        self.totals = Totals(form)
        self.export = Export()
        self.notes: list[Mapping[str, str]] = []
        self.doubted: dict[int, tuple[str, ...]] = {}
        self.left_out: set[str] = set()
        self.by_part = ""
        """Columns of figures of parts that do not add up."""
        self.parted: dict[str, str] = {}
        """Metrics of people that are counted for parts of a day or of what they are of → their columns."""
        said = {"account": form.account, "item_type": form.item_type, "campaign": form.campaign, "platform": form.platform_column}
        said |= {"currency": form.currency, "indicator": form.indicator, "source": form.source}
        self.places = {name: self._place(labels) for name, labels in said.items()}
        self.named_at = self._place(form.named)
        self.ranges = RANGE in form.periods.values()
        """Its rows name the last of their days themselves, which is the day of a running number."""
        self.results = frozenset(place for place, label in enumerate(self.labels) if label in form.result)
        self.mixed = self.results if self.places["indicator"] is not None else frozenset()
        """Columns that count something else in every row."""
        self.seen_at = next((place for place, label in enumerate(header) if spelling(label) in seen_labels()), None)

    def _body(self) -> Iterator[Row]:
        """The rows below the header, blank ones and totals among them."""
        below = islice(iter(self.table()), self.at + 1 + self.form.prose_row, None)
        return takewhile(lambda row: spelling("".join(row[1])) not in self.form.until, below) if self.form.until else below

    def _not_too_many(self) -> Iterator[Row]:
        """The rows below the header, as long as their figures can be held: what cannot is refused before all of it was read."""
        for number, row in enumerate(self._body()):
            if number > MOST:
                raise error("large_export", file=str(self.path), n=MOST // 10**6)
            yield row

    def _figures(self, proof: Proof, wanted: Sequence[_Wanted]) -> Iterator[Row]:
        """The rows below the header that may have figures; totals are put to the proof."""
        for line, cells in self._body():
            if (cells and cells[0].strip()) or any(map(str.strip, cells)):
                if cells in self.totals or (self.named_at is not None and not cell(cells, self.named_at)):
                    proof.total(line, next(text for text in cells if text.strip()), _added(cells, wanted))
                else:
                    yield line, cells

    def _place(self, names: Iterable[str]) -> int | None:
        return next((self.labels.index(name) for name in names if name in self.labels), None)

    def _columns(self) -> tuple[dict[int, Column], dict[int, int]]:
        """The columns of figures, and those that are called as one of them: of two columns for one metric of one platform the first
        that the format lists counts, in a table of no known format the one that has the metric's own name, else the first there is."""
        found: dict[int, Column] = {}
        twins: dict[int, int] = {}
        taken: dict[tuple[str, str | None], int] = {}

        for index in sorted(range(len(self.labels)), key=lambda place: (self.form.rank(self.labels[place]), place)):
            column = self.form.column(self.labels[index])
            if column is not None and self.form.rows_are_items and self.form.loose() and self.catalogue.metric(column.metric).kind == "level":
                continue  # what the account had is nothing that a post has
            if column is not None and (may_be := self._field(index, column)):
                self.doubted[index] = may_be
            elif column is not None and (column.metric, column.platform) not in taken:
                taken[column.metric, column.platform] = index
                found[index] = column
            elif column is not None and self.form.loose():
                twins[index] = taken[column.metric, column.platform]
            elif column is None and (may_be := self.form.doubtful(self.labels[index])):
                self.doubted[index] = may_be
        return found, twins

    def _tell_twins(self, twins: Mapping[int, int]) -> None:
        """Set aside columns that count what another one does, with other figures."""
        for place, first in twins.items():
            label, other = self.labels[place], self.labels[first]
            key = "twice_column" if label == other else "like_column"
            self.export.set_aside.append(set_aside(self.path, self.head, key, column=label, other=other))

    def _field(self, place: int, column: Column) -> tuple[str, ...]:
        """What a name of a field may stand for (`follower_count`), where some platform's API gives something else under it and none is known. A label that
        people write is what it says.
        """
        label = self.labels[place]
        if (
            not self.form.named_as_people_do
            or self.form.spoken_by is not None
            or column.platform is not None
            or not _CODED.fullmatch(self.header[place].strip())
        ):
            return ()
        return doubts(label, None) if any(label in known.unsure for known in labels().values()) else ()

    def read(self) -> Export:
        form = self.form
        columns, twins = self._columns()
        date_at, published_at, item_at = self._place(form.date), self._place(form.published), self._place(form.item)
        items = item_at is not None or form.rows_are_items
        when_at = published_at if items and published_at is not None else date_at
        found = survey(self._not_too_many(), self.totals, (when_at, date_at, self.seen_at, self._place(form.starts)), (*columns, *self.doubted), twins)
        columns = self._settled(found, columns)
        self._tell_twins({place: first for place, first in twins.items() if place in found.differing})
        if not found.rows:
            raise error("no_rows", file=str(self.path))
        time_of: Callable[[Sequence[str]], datetime | None] | None = None
        if form.undated:
            time_of = self._no_day(item_at)
        elif when_at is not None or not form.whole:
            time_of = self._times(found, when_at)
        span_of = self._spans(found, when_at, time_of)
        day_of = self._times(found, date_at) if item_at is not None and date_at is not None else None
        marks = self._marks(found, columns)
        self._disputed(columns)
        columns = self._certain(found, {place: column for place, column in columns.items() if place in marks}, marks)
        # in a table that no platform wrote, what is of some hour is an instant; platforms write days, whatever hour they begin at
        instants = Instants(found.dates[when_at] if form.loose() and when_at is not None and not items else ())
        seen_of = self._times(found, self.seen_at) if self.seen_at is not None else None
        own = frozenset(columns) | {place for place in (when_at, date_at, self.seen_at) if place is not None}
        wanted = [self._wanted(place, column, marks[place], found) for place, column in columns.items()]
        provable = [one for one in wanted if one.adds and one.place not in self.mixed]
        proof = Proof({one.place: self.labels[one.place] for one in provable})
        timeline = Timeline()
        plain: dict[MetricRow, None] = {}
        crowd = Crowd()
        people: dict[MetricRow, tuple[datetime, float]] = {}
        people_apart: dict[MetricRow, int] = {}
        sums: dict[MetricRow, dict[int, tuple[datetime, float]]] = {}
        hours = Hours()
        parts = 0
        undatable: list[str] = []
        shares: set[str] = set()
        width = len(self.labels)
        told_apart = form.loose() or any(one.adds or self.catalogue.metric(one.column.metric).kind == "unique" for one in wanted)
        others = [place for place in range(width) if place not in own]
        rest_of = itemgetter(*others) if others else None
        days_of: dict[tuple[datetime, int, str | None, _Said], tuple[MetricRow, dict[int, tuple[datetime, float]]]] = {}
        """The days of `sums`, by what tells them apart without building a row."""
        for number, (line, cells) in enumerate(self._figures(proof, provable)):
            if len(cells) > width and any(map(str.strip, cells[width:])):
                self.export.leave_out(self.path, line, "too_many_cells", n=len(cells), columns=len(self.labels))
                continue
            days = 1
            when = time_of(cells) if time_of is not None else None
            if span_of is not None:
                span = span_of(cells)
                when, days = (datetime.combine(span.last, time.min), span.days) if span is not None else (None, 1)
            if when is None:
                text = cell(cells, when_at)
                if any(map(str.isdigit, text)) or not proof.may_be(line, text, _added(cells, provable)):
                    undatable.append(text)
                    self.export.leave_out(self.path, line, "no_item" if form.undated else "bad_date" if text else "no_date", text=shortened(text))
                continue
            proof.rows += 1
            if not items:
                timeline.add(line, when)
            said = self._said(cells)
            day = day_of(cells) if day_of is not None else None
            at, instant = instants.of(cell(cells, when_at), when)
            midnight = at if instant else _midnight(day or when)
            seen = seen_of(cells) if seen_of is not None else None
            apart = 0
            if told_apart:
                # hours that a clock set back shows twice differ in their offset only
                moment = cell(cells, when_at) if when != midnight else when
                same = rest_of(cells) if rest_of is not None and len(cells) == width else tuple(text for place, text in enumerate(cells) if place not in own)
                apart = hash((moment, same))
            for one in wanted:
                text = cell(cells, one.place)
                figure = _figure(text, one.mark, one.clock)
                if figure is None:
                    if not items and days == 1 and one.place < len(cells):
                        self.export.blank(said.account or self.origin.account, self._platform(one.column, said), one.column.metric, midnight.date())
                    continue
                value, unit = figure
                if unit == "duration:second" and one.column.unit in SECONDS:
                    value /= SECONDS[one.column.unit]
                if unit == _BAD:
                    self.export.leave_out(self.path, line, not_read(text), text=shortened(text), column=self.labels[one.place])
                    continue
                if one.adds and one.place not in self.mixed:
                    proof.add(one.place, value)
                known = days_of.get((midnight, one.place, unit, said)) if not items and days == 1 else None
                if known is not None:
                    parts += hours.add(known[0], when, known[1], apart, (seen or datetime.min, value))
                    continue
                column = one.column
                metric = self._result(column.metric, said) if one.place in self.results else column.metric
                if metric is None:
                    continue
                unit = column.unit or unit or (f"currency:{code}" if one.money and (code := said.currency or self.code) else "count")
                platform = self._platform(column, said)
                account = said.account or self.origin.account
                if items and day is None:
                    key = cell(cells, item_at) or f"{self.path if form.undated else self.path.name}:{number + 1}"
                    if _ROUNDED.fullmatch(key):
                        key = f"{key} {cell(cells, self._place(form.link)) or when.isoformat()}"
                    plain[MetricRow(when, account, platform, column.metric, value, unit, key, said.item_type, when, seen=seen)] = None
                elif days > 1 and self.ranges and self.catalogue.metric(metric).kind == "level":
                    plain[MetricRow(when, account, platform, metric, value, unit, seen=seen)] = None
                elif days > 1 and (metric := self.catalogue.over(metric, days) or "") == "":
                    shares.add(self.labels[one.place])
                    continue
                elif one.adds:
                    row = MetricRow(
                        midnight, account, platform, metric, 0.0, unit, campaign=said.campaign, source=said.source or form.came_from, instant=instant
                    )
                    rest = sums.setdefault(row, {})
                    if not items and days == 1:
                        days_of[midnight, one.place, figure[1], said] = row, rest
                    parts += hours.add(row, when, rest, apart, (seen or datetime.min, value))
                elif not items and self.form.match and self.catalogue.metric(metric).kind == "unique":
                    row = MetricRow(midnight, account, platform, metric, 0.0, unit, campaign=said.campaign)
                    shown = (seen or datetime.min, value)
                    if people_apart.setdefault(row, apart) != apart and people[row][0] == shown[0]:
                        self.parted[metric] = self.labels[one.place]
                    people[row] = max(shown, people.get(row, shown))
                elif not items:
                    row = MetricRow(at, account, platform, metric, value, unit, seen=seen, instant=instant)
                    plain[row] = None
                    crowd.add(row._replace(value=0.0), apart)
                else:
                    self.left_out.add(self.labels[one.place])
            if len(plain) + parts > MOST or len(self.export.set_aside) > MOST:
                raise error("large_export", file=str(self.path), n=MOST // 10**6)
        for line, text in proof.unproven():
            undatable.append(text)
            self.export.leave_out(self.path, line, "no_item" if form.undated else "bad_date", text=shortened(text))
        self.notes += [*proof.notes(), *timeline.notes()]
        if form.loose() and (parted := crowd.parted()):
            names = {one.column.metric: self.labels[one.place] for one in wanted}
            self.by_part = ", ".join(sorted(names.get(metric, metric) for metric in parted))
            self.notes.append(messages("metrics.figures_by_part", columns=self.by_part))
            plain = {row: None for row in plain if row.metric not in parted or row.item is not None}
        self.export.rows += plain
        self.export.rows += [_summed(row, [figure]) for row, figure in people.items() if row.metric not in self.parted]
        hours.complete(sums)
        self.export.rows += self._without_running([_summed(row, parts.values()) for row, parts in sums.items()])
        if shares:
            self.notes.append(messages("metrics.shares_of_days", columns=", ".join(sorted(shares))))
        self._check(undatable, shares)
        self._spaced()
        self._date()
        count = len(self.export.rows)
        if form.undated:
            self._undated()
        guessed: tuple[Mapping[str, str], ...] = ()
        if form.loose() and when_at is not None:
            guessed = (told(self.header, when_at, self._order(found, when_at), columns, item_at if items else None),)
        elif form.loose() and form.undated:
            guessed = (told_undated(self.header, columns),)
        unread_ = self._unread(own | set(twins) | {item_at})
        proven = self.orders.proven if self.orders is not None else None
        self.export.file = FileRead(str(self.path), form.name, count, tuple(self.notes), guessed, unread_, order=proven)
        return self.export

    def _no_day(self, item_at: int | None) -> Callable[[Sequence[str]], datetime | None]:
        """In place of a day, for items without one; a row that names no item where the others do may be a total."""
        return lambda row: NO_DAY if item_at is None or cell(row, item_at) else None

    def _undated(self) -> None:
        """Items without a day belong to no window: they are kept apart, and it is told."""
        self.export.undated, self.export.rows = self.export.rows, []
        items = len({row.item for row in self.export.undated})
        self.export.leave_out(self.path, None, "undated", n=items)

    def _unread(self, used: Collection[int | None]) -> Unread:
        """The columns of figures that are not read."""
        known = {*used, self.seen_at, *self.places.values(), *(self._place(labels) for labels in (self.form.date, self.form.published, self.form.item, _YEAR))}
        return unread(self.header, islice(self._body(), LOOKED_AT), {place for place in known if place is not None}, self.catalogue)

    def _platform(self, column: Column, said: _Said) -> str | None:
        return self.form.platform or column.platform or said.platform or self.origin.platform

    def _without_running(self, sums: list[MetricRow]) -> list[MetricRow]:
        """The rows less those of columns that run on from row to row: in a table kept by hand those are totals so far, not what a day brought."""
        if not self.form.loose():
            return sums
        series: dict[MetricRow, list[MetricRow]] = {}
        for row in sorted(sums, key=lambda row: row.ts):
            series.setdefault(row._replace(ts=datetime.min, value=0.0), []).append(row)
        kept: list[MetricRow] = []
        for rows_ in series.values():
            days: dict[date, float] = {}
            for row in rows_:
                days[row.ts.date()] = days.get(row.ts.date(), 0.0) + row.value
            values = list(days.values())
            rises = sum(later > earlier for earlier, later in pairwise(values))
            if len(values) >= 8 and rises >= 3 and values[0] > 0 and all(later >= earlier for earlier, later in pairwise(values)):
                self.export.leave_out(self.path, None, "running_total", column=rows_[0].metric, n=len(rows_))
            else:
                kept += rows_
        return kept

    def _wanted(self, place: int, column: Column, mark: str, found: Survey) -> _Wanted:
        known = self.catalogue.metric(column.metric)
        clock = two_part_seconds(found.figures[place], column.unit, in_seconds=known.unit == "duration:second")
        return _Wanted(place, column, known.kind == "flow", mark, known.unit == "currency", clock)

    def _result(self, metric: str, said: "_Said") -> str | None:
        """What a column of results counts in a row, by what the row says that they are."""
        if said.indicator is None:
            return None if self.mixed else metric
        text = spelling(said.indicator)
        return next((name for words, name in self.form.results.items() if words in text), None)

    def _spans(
        self, found: Survey, when_at: int | None, time_of: Callable[[Sequence[str]], datetime | None] | None
    ) -> Callable[[Sequence[str]], Span | None] | None:
        """A function from the cells of a row to the days that it is of, where rows of this table may be of several."""
        whole = self.range
        if time_of is None:
            if whole is None:
                assert self.form.refuse is not None
                raise because(self.path, self.form.refuse)
            return lambda row: whole
        label = self.labels[when_at] if when_at is not None else ""
        kind = self.form.periods.get(label)
        if kind is None and when_at is not None and not self.form.loose() and found.dates[when_at] and all(map(names_month, found.dates[when_at])):
            kind = "month"
        if kind is not None and when_at is not None:
            order = self._order(found, when_at)

            year_at = self._place(_YEAR)

            def period(row: Sequence[str]) -> Span | None:
                text = cell(row, when_at)
                if (named := range_named([[text]])) is not None:
                    return named
                if year_at is not None and not any(map(str.isdigit, text)):
                    text = f"{text} {cell(row, year_at)}"  # the month is in one column, its year in another
                day: date | None = first_day(text, kind, order)
                return period_of(day, kind).within(whole) if day is not None else None

            return period
        if label not in self.form.ends:
            return None
        starts = self._place(self.form.starts)
        begin = self._times(found, starts)
        return lambda row: ranged(begin(row), time_of(row))

    def _said(self, cells: Sequence[str]) -> "_Said":
        """What a row says about itself beside its day and figures; None where it says nothing."""
        if not any(place is not None for place in self.places.values()):
            return _SILENT
        found = {name: cell(cells, place) or None for name, place in self.places.items()}
        platform = found.pop("platform")
        source = found.pop("source")
        currency = found.pop("currency")
        code = currency.upper() if currency and len(currency) == 3 and currency.isalpha() else None
        return _Said(
            **found,
            platform=platform_named(platform, self.catalogue) if platform else None,
            currency=code,
            source=self._source(source) if source else None,
        )

    def _settled(self, found: Survey, columns: dict[int, Column]) -> dict[int, Column]:
        """The columns with those whose label may stand for a running number or for what each day brought, where their figures show which."""
        settled = dict(columns)
        for place, may_be in self.doubted.items():
            values = [parsed[0] for text in found.figures[place] if (parsed := read_value(text)) is not None]
            shapes = {"flow", "unique"} if self.form.rows_are_items else {level_or_flow(values)}
            fitting = [name for name in may_be if self.catalogue.metric(name).kind in shapes]
            metric = fitting[0] if len(fitting) == 1 else None
            kinds = {self.catalogue.metric(name).kind for name in may_be}
            label = self.header[place].strip()
            if metric is None:
                key = "doubtful_column" if "level" in kinds else "doubtful_platform"
                self.export.leave_out(self.path, self.head, key, column=label, metrics=", ".join(may_be))
            elif all(metric != one.metric for one in settled.values()):
                settled[place] = Column(metric)
                self.notes.append(messages("metrics.settled_column", column=label, metric=metric))
        return settled

    def _disputed(self, columns: Mapping[int, Column]) -> None:
        """Tell of columns whose label counts something else on one platform, where nothing says that they are not of that one."""
        for place, column in columns.items():
            label = self.labels[place]
            if self.form.spoken_by is None and self.form.loose() and meaning(label, None) == (column.metric, column.unit) and (other := but_on(label)):
                self.notes.append(messages("metrics.disputed_column", column=self.header[place].strip(), metric=column.metric, platform=other))

    def _certain(self, found: Survey, columns: dict[int, Column], marks: Mapping[int, str]) -> dict[int, Column]:
        """The columns less those of percentages of which nobody can tell whether 0.05 stands for 5 %, and those that only are called after a metric."""
        kept: dict[int, Column] = {}
        for index, column in columns.items():
            if self.form.loose() and found.holds_words(index, marks[index]):
                self.export.leave_out(self.path, self.head, "words_column", column=self.labels[index])
            elif (
                self.shares_unmarked
                and self.catalogue.metric(column.metric).unit == "percent"
                and column.unit is None
                and found.unmarked_shares(index, marks[index])
            ):
                self.export.leave_out(self.path, None, "unmarked_shares", column=self.labels[index])
            else:
                kept[index] = column
        return kept

    def _check(self, undatable: Sequence[str], shares: Collection[str]) -> None:
        """A table none of whose rows could be read is refused, rather than read as nothing."""
        if self.left_out:
            self.notes.append(messages("metrics.people_by_item", columns=", ".join(sorted(self.left_out))))
        if self.parted:
            self.notes.append(messages("metrics.people_by_part", columns=", ".join(sorted(set(self.parted.values())))))
        if self.export.rows:
            return
        if undatable and all(lacks_year(text) for text in undatable):
            raise error("no_year", file=str(self.path), text=undatable[0])
        if self.by_part or (shares and not self.export.set_aside):
            said = messages("metrics.shares_of_days", columns=", ".join(sorted(shares)))
            said = messages("metrics.figures_by_part", columns=self.by_part) if self.by_part else said
            raise MetricsError({name: f"{self.path}: {text}" for name, text in said.items()}, str(self.path))
        raise self.export.nothing_read(self.path)

    def _spaced(self) -> None:
        """Tell of what came in, of a table that no platform wrote, where its rows are a week or a month apart: it may be of all those days."""
        if not self.form.loose() or self.form.rows_are_items or self.form.periods or self.form.ends:
            return
        kinds = {row.metric for row in self.export.rows if row.item is None and self.catalogue.metric(row.metric).kind in ("flow", "unique")}
        apart = spacing(row.ts.date() for row in self.export.rows if row.metric in kinds)
        if apart is not None:
            self.notes.append(messages(f"metrics.spaced_{apart}", metrics=", ".join(sorted(kinds))))

    def _date(self) -> None:
        """When the figures were taken, where no column says so: at the end of the days that the file's name speaks of, else of its last row."""
        if self.form.undated:
            return
        named = last_day_named(self.path.name)
        seen = datetime.combine(named, time.min) if named else max(row.ts for row in self.export.rows)
        for place, row in enumerate(self.export.rows):
            if row.seen is None:
                self.export.rows[place] = row._replace(seen=seen)

    def _times(self, found: Survey, index: int | None) -> Callable[[Sequence[str]], datetime | None]:
        """A function from the cells of a row to its day or moment, the order of day and month settled for the whole column."""
        if index is None:
            raise error("no_date_column", file=str(self.path), columns=", ".join(self.labels[:8]))
        order = self._order(found, index)
        taken = self._place(self.form.taken)
        ends = found.dates[index] if taken is None else [cell(cells, taken) for _, cells in islice(self._body(), 1)]
        years = Years(ends, order, asked=self.origin.year, name=self.path.name, before=self.before)
        read = lru_cache(2**16)(lambda text: years.read(text.strip(), order))
        return lambda row: read(row[index] if index < len(row) else "")

    def _order(self, found: Survey, index: int) -> str:
        if self.orders is None:
            self.orders = Orders(str(self.path), self.form, self.origin, found.dates, self.labels)
        return self.orders.of(index)

    def _marks(self, found: Survey, columns: dict[int, Column]) -> dict[int, str]:
        """The decimal mark of each column; those that can be read in two ways are set aside."""
        marks = found.marks(columns, counted(columns, self.catalogue), self.origin.delimiter, self.origin.decimal)
        for place, mark in marks.items():
            if mark is None:
                text = next((text for text in found.figures[place] if DecimalMark([text]).seen), "")
                self.export.leave_out(self.path, self.head, "undecided_mark", column=self.labels[place], text=shortened(text))
        return {place: mark for place, mark in marks.items() if mark is not None}
