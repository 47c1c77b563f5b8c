"""The plan on DuckDB: one hash join of rows with asks, filtered aggregates, no sort."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from aimline.catalogue import ANYWHERE, Catalogue
from aimline.engine.ask import Answer, Ask, Day, DayFigures, ItemAnswer, ItemAsk, Series
from aimline.engine.census import Census, joined, observed, renamed
from aimline.engine.listed import SeriesList
from aimline.engine.load import load
from aimline.goals.model import Goal
from aimline.metrics.model.log import MetricLog

_EPOCH = date(1970, 1, 1)
_NAMED = 1000
"""Accounts up to which rows are asked for by their names."""
_DAY_ZERO = _EPOCH.toordinal()
_SELDOM = 2
"""Rows a day of series that have several on some, below which most days are taken to have one."""
_EXACT = 1e26
"""Sums are taken in DECIMAL(38, 10), which does not depend on the order of rows, unless a value would not fit in it."""
_LOG = "ln(1 + least(greatest(value, 0), 1e300))"
_WHOLE = "sum(round(({0}) * 1e9)::HUGEINT)::DOUBLE / 1e9"
"""A sum that does not depend on the order of rows either, of what has few digits before the point."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where rows belong that do not say it: the platforms that the goals of the run name, and which metrics live on platforms."""

    platforms: frozenset[str] = frozenset()
    on_platforms: Callable[[str], bool] = lambda metric: False


def home_of(goals: Iterable[Goal], catalogue: Catalogue) -> Home:
    """The home of rows in a run over some goals."""
    return Home(frozenset(name for goal in goals for name in goal.platforms) - ANYWHERE, lambda metric: catalogue.metric(metric).on_platforms)


@dataclass(frozen=True, slots=True)
class Nameless:
    """What rows leave out that others of the same metric say: their account, and for some metrics their platform."""

    account: str | None
    platform: str | None
    metrics: frozenset[str]
    spellings: Mapping[str, str]
    """Accounts that differ from another one in capitals only → that one."""


def nameless_of(written: Collection[str], pairs: Collection[tuple[str, str]], home: Home) -> Nameless | None:
    """What can be filled in: the only account, the only platform of rows and goals, where rows with and without it stand side by side. `written` are the
    accounts of a log, `pairs` the platforms and metrics that stand together, each once; what is not said is empty.
    """
    alike: dict[str, list[str]] = {}
    for name in sorted(written):
        alike.setdefault(name.casefold(), []).append(name)
    spellings = {name: names[-1] for names in alike.values() for name in names[:-1]} if len(alike) < len(written) else {}
    accounts = {spellings.get(name, name) for name in written}
    account = next(iter(accounts - {""})) if len(accounts) == 2 and "" in accounts else None
    platforms = ({platform for platform, _ in pairs} | home.platforms) - {""}
    platform = next(iter(platforms)) if len(platforms) == 1 else None
    with_it = {metric for name, metric in pairs if name == platform}
    metrics = frozenset(metric for name, metric in pairs if not name and metric in with_it and home.on_platforms(metric)) if platform else frozenset()
    return Nameless(account, platform if metrics else None, metrics, spellings) if account or metrics or spellings else None


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _insert(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, NDArray[Any]]) -> None:
    connection.register("columns_of_it", columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM columns_of_it")
    connection.unregister("columns_of_it")


def _opened(limit: str | None) -> tuple[duckdb.DuckDBPyConnection, TemporaryDirectory[str]]:
    """A new DuckDB, and the folder where it lays down what does not fit into memory, never the one that one works in."""
    spill = TemporaryDirectory(prefix="aimline-", ignore_cleanup_errors=True)
    return duckdb.connect(config={"temp_directory": spill.name, **({"memory_limit": limit} if limit else {})}), spill


@cache
def _shared(process: int) -> tuple[duckdb.DuckDBPyConnection, TemporaryDirectory[str]]:
    """The DuckDB in which stores of a process have a database each: to open one takes longer than to judge some goals. A fork has no use of its parent's."""
    return _opened(None)


_numbers = count()


class DuckStore:
    """The rows of a run in an in-memory DuckDB; canonical files stay on disk and are scanned. Instants are of their day in a `zone`; `instants` says whether
    there are any.

    Raises:
        UnreadableTable: a canonical file cannot be scanned.
    """

    as_written = False
    """Whether metrics and platforms keep the names that their files give them."""

    def __init__(self, log: MetricLog, as_of: date | None = None, *, memory_limit: str | None = None, home: Home | None = None, zone: str = "UTC") -> None:
        limit = memory_limit or log.memory
        # a DuckDB remembers what files held: who reads files, or has memory of its own, gets a fresh one
        self._spill: TemporaryDirectory[str] | None = None
        self._database: str | None = None
        if limit or log.tables:
            self._rows, self._spill = _opened(limit)
        else:
            self._database = f"run_{next(_numbers)}"
            self._rows = _shared(os.getpid())[0].cursor()
            self._rows.execute(f"ATTACH ':memory:' AS {self._database}; USE {self._database}")
        # moments of Parquet files are instants: their day must not depend on where this machine stands
        self._rows.execute("SET enable_progress_bar = false; SET parquet_metadata_cache = true; SET TimeZone = 'UTC'")
        loaded = load(self._rows, log, as_of, zone, as_written=self.as_written)
        self.as_of = loaded.as_of
        self.instants = loaded.instants
        self._home = home or Home()
        self._census, self._series = self._discover(loaded.census)
        self._varying = self._census.varying
        exact = self._census.peak < _EXACT
        self._sum, self._alone = ("sum({0}::DECIMAL(38, 10))::DOUBLE", "{0}::DECIMAL(38, 10)::DOUBLE") if exact else ("sum({0})", "{0}")
        self._repeated = ~self._series.item & (self._census.rows != self._series.days)

    def close(self) -> None:
        """Free the rows."""
        if self._database is not None:
            # what was interrupted may still be at work in it
            with suppress(duckdb.Error):
                self._rows.execute(f"USE memory; DETACH {self._database}")
        self._rows.close()
        if self._spill is not None:
            self._spill.cleanup()

    def _all(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, list(parameters)).fetchall()

    def _discover(self, census: Census) -> tuple[Census, SeriesList]:
        """The series, those that leave something out named like their others."""
        nameless = nameless_of(census.told["account"], census.pairs, self._home) if len(census) else None
        assumed = None
        if nameless:
            census = renamed(census, self._name(nameless))
            if nameless.platform:
                pairs = zip(census.lists["platform"], census.lists["metric"], strict=True)
                assumed = np.array([platform == nameless.platform and metric in nameless.metrics for platform, metric in pairs])
        return census, SeriesList(census, observed(census, "long"), assumed)

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """What goals ask, laid out once they do: the series (`series`).

        A series whose rows all stand on different days is joined as it lies on disk. Where days repeat (hourly figures, overlapping exports), its rows are
        de-duplicated by key, the greatest `seen` winning, then the greatest value, and rolled up to days.
        """
        _insert(self._rows, "series", {**self._census.columns(), "rolled": self._repeated})
        return self._rows

    @cached_property
    def _rolled(self) -> str:
        """The table of the figures by day of all series that have several rows on one."""
        known = f"SELECT s.id AS series, l.ts, l.day, l.value, l.seen FROM long l JOIN series s ON {joined(self._varying)} AND NOT s.item AND s.rolled"
        self._add_up(known if self._repeated.any() else f"{known} WHERE false", "rolled")
        return "rolled"

    def _add_up(self, known: str, table: str) -> None:
        """Add up by day what has several rows on one: rows (`series`, `ts`, `day`, `value`, `seen`) → a table."""
        figures = f"{self._sum.format('value')} AS total, max(value) AS peak, arg_min(value, ts) AS first, arg_max(value, ts) AS last"
        alone = f"{self._alone.format('value')} AS total, value AS peak, value AS first, value AS last"
        run = self._connection.execute
        if int(self._census.rows[self._repeated].sum()) < _SELDOM * int(self._series.days[self._repeated].sum()):
            run(f"CREATE OR REPLACE TEMP TABLE known AS {known}")
            known = "SELECT * FROM known"
            run(f"CREATE OR REPLACE TEMP TABLE several AS SELECT series, day FROM ({known}) GROUP BY series, day HAVING count(*) > 1")
            run(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT series, day, {alone} FROM known ANTI JOIN several USING (series, day)")
        else:
            hours = "bit_count(bit_or(1::UINTEGER << hour(ts)::UINTEGER))"  # as many different ones as rows: no time stands twice
            run(f"CREATE OR REPLACE TEMP TABLE added AS SELECT series, day, count(*) = {hours} AS once, {figures} FROM ({known}) GROUP BY series, day")
            run(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * EXCLUDE once FROM added WHERE once")
            run("CREATE OR REPLACE TEMP TABLE several AS SELECT series, day FROM added WHERE NOT once")
        ((often,),) = run("SELECT count(*) FROM several").fetchall()
        if often:
            taken = bool((self._census.seen > (date.min - _EPOCH).days).any())
            value = "arg_max(value, (seen, value))" if taken else "max(value)"
            run(
                f"INSERT INTO {table} WITH single AS (SELECT series, ts, day, {value} AS value FROM ({known}) SEMI JOIN several USING (series, day) "
                f"GROUP BY series, ts, day) SELECT series, day, {figures} FROM single GROUP BY series, day"
            )
        for one in ("known", "added", "several"):
            run(f"DROP TABLE IF EXISTS {one}")

    def _name(self, nameless: "Nameless") -> list[str]:
        """Give rows that leave out their account or platform the names that the others have, so that one figure from two files is one figure. Gives the
        expressions that do so.
        """
        names = []
        spellings = {**nameless.spellings, **({"": nameless.account} if nameless.account else {})}
        if spellings:
            cases = " ".join(f"WHEN {_text(name)} THEN {_text(other)}" for name, other in sorted(spellings.items()))
            names.append(f"CASE account {cases} ELSE account END AS account")
        if nameless.platform:
            metrics = ", ".join(map(_text, sorted(nameless.metrics)))
            names.append(f"CASE WHEN platform = '' AND metric IN ({metrics}) THEN {_text(nameless.platform)} ELSE platform END AS platform")
        until = f" WHERE day <= DATE '{self.as_of.isoformat()}'" if self.as_of else ""
        self._rows.execute(f"CREATE OR REPLACE VIEW long AS SELECT * REPLACE ({', '.join(names)}) FROM everything{until}")
        return names

    def _insert(self, table: str, columns: dict[str, NDArray[Any]]) -> None:
        """Create a table from columns."""
        _insert(self._connection, table, columns)

    def series(self) -> Sequence[Series]:
        """All series with rows up to the day of evaluation."""
        return self._series

    def answer(self, asks: Sequence[Ask]) -> Sequence[Answer | None]:
        """All asks in one join; see `ask.Store`."""
        if not asks or not self._series:
            return [None] * len(asks)
        places = {ask: place for place, ask in enumerate(dict.fromkeys(asks))}
        self._insert(
            "asks",
            _days(
                {"ask": np.arange(len(places), dtype=np.int32), "series": np.array([ask.series for ask in places], dtype=np.int32)},
                first=[a.first for a in places],
                last=[a.last for a in places],
            ),
        )
        join = joined(self._varying)
        figures = f"count(*) AS n, {self._sum.format('r.total')}, max(r.peak), arg_min(r.first, r.day), arg_max(r.last, r.day), min(r.day), max(r.day)"
        direct = ""
        if not self._series.item.all():
            named = "".join(f", s.{name}" for name in self._varying)
            sums = (
                figures.replace("r.total", "l.value")
                .replace("r.peak", "l.value")
                .replace("r.first", "l.value")
                .replace("r.last", "l.value")
                .replace("r.day", "l.day")
            )
            self._connection.execute(
                f"CREATE OR REPLACE TEMP TABLE wanted AS SELECT a.*{named} FROM asks a JOIN series s ON s.id = a.series WHERE NOT s.rolled AND NOT s.item"
            )
            join = " AND ".join(["l.day BETWEEN a.first_day AND a.last_day", *(f"l.{name} = a.{name}" for name in self._varying)])
            direct = f"SELECT a.ask, {sums} FROM long l JOIN wanted a ON {join} WHERE NOT l.item GROUP BY a.ask UNION ALL "
        rows = self._all(
            f"{direct}SELECT a.ask, {figures} FROM {self._rolled} r JOIN asks a ON r.series = a.series AND r.day BETWEEN a.first_day AND a.last_day "
            "GROUP BY a.ask"
        )
        answers: list[Answer | None] = [None] * len(places)
        for row in rows:
            answers[row[0]] = Answer(*row[1:])
        return [answers[places[ask]] for ask in asks]

    def daily(self, series: Sequence[int]) -> Mapping[int, Sequence[Day]]:
        """Days with a figure, in one query; see `ask.Store`."""
        found: dict[int, list[Day]] = {number: [] for number in series}
        if found:
            self._insert("listed", {"series": np.array(list(found), dtype=np.int32)})
            join = joined(self._varying)
            rows = self._all(
                f"SELECT s.id, l.day, l.value, l.value, l.value FROM long l JOIN series s ON {join} JOIN listed n ON n.series = s.id "
                "WHERE NOT s.rolled AND NOT s.item AND NOT l.item "
                f"UNION ALL SELECT r.series, r.day, r.total, r.first, r.last FROM {self._rolled} r JOIN listed n ON n.series = r.series ORDER BY 1, 2"
            )
            for number, *figures in rows:
                found[number].append(Day(*figures))
        return found

    def days(self, series: NDArray[np.int32], first: NDArray[np.int64], last: NDArray[np.int64]) -> DayFigures:
        """Figures by day, in one scan; see `ask.Store`."""
        if not len(series):
            nothing = np.empty(0)
            return DayFigures(nothing.astype(np.int32), nothing.astype(np.int64), nothing, nothing, nothing)
        self._insert("listed", {"series": series, "since": (first - _DAY_ZERO).astype(np.int32), "until": (last - _DAY_ZERO).astype(np.int32)})
        # whole parts of a file that were written in the order of days need not be read: no day lies further from its time than zones do
        times = f"l.ts BETWEEN DATE '1970-01-01' + {int(first.min()) - _DAY_ZERO - 2} AND DATE '1970-01-01' + {int(last.max()) - _DAY_ZERO + 3}"
        where = f"WHERE NOT l.item AND {times}{self._of_few(series)}"
        day = "(l.day - DATE '0001-01-01')::BIGINT + 1 AS day"
        repeated = self._repeated[series]
        parts: list[list[NDArray[Any]]] = []
        if not repeated.all():
            found = self._connection.execute(f"SELECT a.series, {day}, l.value FROM long l JOIN {self._followed(rolled=False)} {where}").fetchnumpy()
            number, days, value = (np.ma.getdata(found[name]) for name in ("series", "day", "value"))
            if not repeated.any():
                return DayFigures(number, days, value, value, value)
            parts.append([number, days, value, value, value])
        self._add_up(f"SELECT a.series, l.ts, l.day, l.value, l.seen FROM long l JOIN {self._followed(rolled=True)} {where}", "of_these")
        found = self._connection.execute(f"SELECT l.series, {day}, l.total, l.first, l.last FROM of_these l").fetchnumpy()
        parts.append([np.ma.getdata(found[name]) for name in ("series", "day", "total", "first", "last")])
        return DayFigures(*map(np.concatenate, zip(*parts, strict=True)))

    def _followed(self, *, rolled: bool) -> str:
        """What rows are joined with to have those of the series in `listed`, each of its days."""
        keys = [self._number] if self._number is not None else [f"{{0}}.{name}" for name in self._varying]
        names = ", ".join([f"{key.format('s')} AS key_{place}" for place, key in enumerate(keys)])
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE followed AS SELECT n.series, DATE '1970-01-01' + n.since AS since, DATE '1970-01-01' + n.until AS until"
            f"{', ' if names else ''}{names} FROM listed n JOIN series s ON s.id = n.series WHERE {'' if rolled else 'NOT '}s.rolled AND NOT s.item"
        )
        return "followed a ON " + " AND ".join(["l.day BETWEEN a.since AND a.until", *(f"{key.format('l')} = a.key_{place}" for place, key in enumerate(keys))])

    def _of_few(self, series: NDArray[np.int32]) -> str:
        """That a row is of the accounts of some series, where these are few: whole parts of a file need not be read for them."""
        accounts = self._series.text("account")
        names = {accounts[place] or "" for place in series.tolist()}
        few = len(names) <= _NAMED and 2 * len(names) < len(set(accounts))
        return f" AND l.account IN ({', '.join(map(_text, sorted(names)))})" if few else ""

    @cached_property
    def _number(self) -> str | None:
        """What tells a series from all others in one number: texts of a file are hashed once for many rows, and numbers joined in half the time. None where two
        series have the same.
        """
        names = [name for name in self._varying if name not in ("item", "item_type")]
        if not names:
            return None
        number = f"hash(concat('0', {{0}}.{names[0]}))"
        for place, name in enumerate(names[1:], 1):
            number = f"xor({number}, hash(concat('{place}', {{0}}.{name})))"
        ((same,),) = self._all(f"SELECT count(*) > count(DISTINCT {number.format('s')}) FROM series s WHERE NOT item")
        return None if same else number

    def answer_items(self, asks: Sequence[ItemAsk]) -> Sequence[ItemAnswer | None]:
        """All asks about items in one join; see `ask.Store`."""
        if not asks or not self._series:
            return [None] * len(asks)
        places = {ask: place for place, ask in enumerate(dict.fromkeys(asks))}
        pairs = [(place, ask, series) for ask, place in places.items() for series in ask.series]
        columns = {"ask": np.array([place for place, _, _ in pairs], dtype=np.int32), "series": np.array([series for _, _, series in pairs], dtype=np.int32)}
        self._insert(
            "item_asks", _days(columns, first=[ask.first for _, ask, _ in pairs], last=[ask.last for _, ask, _ in pairs], cut=[ask.cut for _, ask, _ in pairs])
        )
        join = joined(self._varying)
        rows = self._all(
            "WITH each AS (SELECT a.ask, l.account, l.platform, l.metric, l.item_id, min(coalesce(l.published::DATE, l.day)) AS published, "
            "coalesce(arg_max(l.value, (l.ts, l.seen, l.value)) FILTER (l.day <= a.cut_day), arg_min(l.value, (l.ts, -epoch(l.seen), -l.value)) "
            "FILTER (l.day > a.cut_day)) AS value "
            f"FROM long l JOIN series s ON {join} JOIN item_asks a ON a.series = s.id AND coalesce(l.published::DATE, l.day) "
            f"BETWEEN a.first_day AND a.last_day "
            "WHERE l.item GROUP BY a.ask, a.cut_day, l.account, l.platform, l.metric, l.item_id), "
            f"whole AS (SELECT ask, account, platform, item_id, min(published) AS published, {self._sum.format('value')} AS value "
            f"FROM each GROUP BY ask, account, platform, item_id) "
            f"SELECT ask, count(*), {self._sum.format('value')}, max(value), count(DISTINCT published), "
            f"{_WHOLE.format(_LOG)}, {_WHOLE.format(f'{_LOG} * {_LOG}')} FROM whole GROUP BY ask"
        )
        answers: list[ItemAnswer | None] = [None] * len(places)
        for row in rows:
            answers[row[0]] = ItemAnswer(*row[1:])
        return [answers[places[ask]] for ask in asks]

    def cadences(self, series: Sequence[int], until: date) -> dict[int, float]:
        """Median days between observations. Proven to be 1 without looking where the gaps leave no room for anything else; measured for the others."""
        known: dict[int, float] = {}
        measure: list[int] = []
        end = _number(until)
        for number in series:
            days, last = int(self._series.days[number]), int(self._series.last[number])
            if days < 2 or (last - self._series.first[number] < 1.5 * (days - 1) and last <= end):
                known[number] = 1.0
            else:
                measure.append(number)
        if measure:
            self._insert("sparse", {"series": np.array(measure, dtype=np.int32)})
            join = joined(self._varying)
            rows = self._all(
                f"WITH seen_days AS (SELECT DISTINCT s.id AS series, l.day FROM long l JOIN series s ON {join} JOIN sparse p ON p.series = s.id "
                "WHERE l.day <= $1), "
                "gaps AS (SELECT series, day - lag(day) OVER (PARTITION BY series ORDER BY day) AS gap FROM seen_days) SELECT series, median(gap) "
                "FROM gaps WHERE gap IS NOT NULL GROUP BY series",
                [until],
            )
            known.update({number: float(gap) for number, gap in rows})
        return known


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _days(columns: dict[str, NDArray[Any]], **days: Sequence[date]) -> dict[str, NDArray[Any]]:
    """Columns with some columns of days added, named `<name>_day`."""
    return {**columns, **{f"{name}_day": np.array(values, dtype="datetime64[D]").astype("datetime64[s]") for name, values in days.items()}}


def last_day(log: MetricLog) -> date | None:
    """The last day any metric has; None when there are no rows."""
    with closing(DuckStore(log)) as store:
        return store.as_of


__all__ = ["DuckStore", "last_day", "timedelta"]
