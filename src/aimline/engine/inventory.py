"""What a log holds: its series with their kinds, days and gaps, the files they come from, what was set aside, and what goals would take of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import isfinite
from typing import Literal

from aimline.catalogue import Catalogue
from aimline.engine.ask import Ask, Day, ItemAsk, Series, Store
from aimline.engine.history import instead
from aimline.engine.measure import DAWN
from aimline.engine.plan import missing_platforms
from aimline.engine.select import Shelf
from aimline.engine.shape import Shape, metrics, platforms, shape
from aimline.engine.sources import sources
from aimline.engine.why import say
from aimline.goals.model import Model, PlacedGoal
from aimline.metrics.log import MetricLog, Zeros

Text = Mapping[str, str]
"""One message by language."""


class Gap(Model):
    """Days without a figure, both included."""

    first: date
    last: date


class SeriesRead(Model):
    """One series. `kind` is lifetime where each figure is of a single item (a post, a story), else that of the account's figures in the catalogue.

    `rows` are the figures read, `days` those with a figure, `missing` the days without one from `first` to `last`, `gaps` where these are, `zeros` the days
    that the export leaves out because there was nothing to count. Of items, `items` says how many there are, and days and values are None.
    """

    id: int
    account: str | None
    platform: str | None
    metric: str
    kind: Literal["level", "flow", "unique", "ratio", "lifetime"]
    unit: str
    item: bool
    item_type: str | None
    campaign: str | None
    source: str | None
    first: date
    last: date
    rows: int
    days: int | None
    missing: int | None
    gaps: tuple[Gap, ...]
    zeros: int
    items: int | None
    first_value: float | None
    last_value: float | None
    greatest: float | None
    total: float | None
    """The sum of all days, of a flow."""


class FileKnown(Model):
    """One file that was read, as which format; `rows` is None for long tables. `notes` say what was decided on the way: totals left out, days taken as zero."""

    file: str
    format: str
    rows: int | None
    notes: tuple[Text, ...]


class Aside(Model):
    """A row, or a part of a file, that was not read; `file` is None where it is about several."""

    file: str | None
    line: int | None
    reason: Text


class Refused(Model):
    """A file, or something that names none, that was not read at all."""

    file: str | None
    reason: Text


class GoalUse(Model):
    """What a goal takes of the log: the ids of its series, and `problem`, why it has no figures. `notes` say what is lacking all the same."""

    goal: str
    text: str
    file: str | None
    line: int
    metric: str | None
    platforms: tuple[str, ...]
    account: str | None
    series: tuple[int, ...]
    problem: Text | None
    notes: tuple[Text, ...] = ()


class Inventory(Model):
    """Everything that was read in a run, and what was not."""

    series: tuple[SeriesRead, ...] = ()
    files: tuple[FileKnown, ...] = ()
    set_aside: tuple[Aside, ...] = ()
    refused: tuple[Refused, ...] = ()
    goals: tuple[GoalUse, ...] = ()


def inventory(log: MetricLog, store: Store, goals: Sequence[PlacedGoal], catalogue: Catalogue) -> Inventory:
    """What a log and a store of its rows hold, and what goals would take of it."""
    shelf = Shelf.of(store.series(), (placed.goal for placed in goals), catalogue)
    order = sorted((one for found in shelf.by_metric.values() for one in found), key=_place)
    numbers = {one.id: number for number, one in enumerate(order)}
    read = {file.file for file in log.files}
    whole = [one for one in log.set_aside if one.line is None and one.file != "-" and one.file not in read]
    return Inventory(
        series=tuple(_series(order, log, store, catalogue)),
        files=tuple(FileKnown(file=one.file, format=one.format, rows=_rows(one.format, one.rows), notes=one.notes) for one in log.files),
        set_aside=tuple(
            Aside(file=None if one.file == "-" else one.file, line=one.line, reason=one.reason)
            for one in log.set_aside
            if not any(one is other for other in whole)
        ),
        refused=tuple(Refused(file=one.file, reason=one.reason) for one in whole),
        goals=tuple(_use(placed, shelf, store, numbers, catalogue) for placed in goals),
    )


def _place(one: Series) -> tuple[object, ...]:
    return one.account or "", one.platform or "", one.item, one.metric, one.unit, one.item_type or "", one.campaign or "", one.source or "", one.id


def _rows(form: str, rows: int) -> int | None:
    return None if form.startswith("long_") else rows


def _series(order: Sequence[Series], log: MetricLog, store: Store, catalogue: Catalogue) -> Iterable[SeriesRead]:
    accounts = [one for one in order if not one.item]
    answers = dict(zip([one.id for one in accounts], store.answer([Ask(one.id, one.first, one.last) for one in accounts]), strict=True))
    posts = [one for one in order if one.item]
    counts = dict(zip([one.id for one in posts], store.answer_items([ItemAsk((one.id,), DAWN, one.last, one.last) for one in posts]), strict=True))
    holed = [one.id for one in accounts if one.days <= (one.last - one.first).days]
    daily = store.daily(holed) if holed else {}
    zeros = _zeros(order, log, store.as_of)
    for number, one in enumerate(order):
        answer, counted = answers.get(one.id), counts.get(one.id)
        kind = "lifetime" if one.item else catalogue.metric(one.metric).kind
        yield SeriesRead(
            id=number,
            account=one.account,
            platform=one.platform,
            metric=one.metric,
            kind=kind,
            unit=one.unit,
            item=one.item,
            item_type=one.item_type,
            campaign=one.campaign,
            source=one.source,
            first=one.first,
            last=one.last,
            rows=max(0, one.rows - zeros.get(one.id, 0)),
            days=None if one.item else one.days,
            missing=None if one.item else (one.last - one.first).days + 1 - one.days,
            gaps=tuple(_gaps(daily.get(one.id, ()))),
            zeros=zeros.get(one.id, 0),
            items=counted.items if counted else None,
            first_value=answer.first if answer else None,
            last_value=answer.last if answer else None,
            greatest=answer.peak if answer else None,
            total=answer.total if answer and kind == "flow" and isfinite(answer.total) else None,
        )


def _gaps(days: Sequence[Day]) -> Iterable[Gap]:
    for one, other in pairwise(days):
        if (other.day - one.day).days > 1:
            yield Gap(first=one.day + timedelta(days=1), last=other.day - timedelta(days=1))


def _zeros(order: Sequence[Series], log: MetricLog, as_of: date | None) -> dict[int, int]:
    """How many days of each series were filled in with zero, up to a day."""
    if not log.zeros or as_of is None:
        return {}
    stated: dict[tuple[str | None, str | None, str], set[date]] = {}
    for row in log.rows:
        if row.item is None:
            stated.setdefault((row.account, row.platform, row.metric), set()).add(row.ts.date())
    filled: dict[int, set[date]] = {}
    for zero in log.zeros:
        known = stated.get((zero.account, zero.platform, zero.metric), set())
        span = {zero.first + timedelta(days=step) for step in range((min(zero.last, as_of) - zero.first).days + 1)} - known
        one = next((one for one in order if _filled(one, zero)), None)
        if one is not None:
            filled.setdefault(one.id, set()).update(span)
    return {number: len(days) for number, days in filled.items()}


def _filled(one: Series, zero: Zeros) -> bool:
    """Whether a series is the one that zeros were added to; who names no account or platform may have been given the only one there is."""
    same = one.metric == zero.metric and not one.item and one.campaign is None and one.source is None
    return same and zero.account in (None, one.account) and zero.platform in (None, one.platform) and one.first <= zero.last and zero.first <= one.last


def _use(placed: PlacedGoal, shelf: Shelf, store: Store, numbers: Mapping[int, int], catalogue: Catalogue) -> GoalUse:
    goal = placed.goal

    def use(problem: Sequence[Text], series: Iterable[int] = (), notes: Sequence[Text] = ()) -> GoalUse:
        return GoalUse(
            goal=goal.id,
            text=placed.text,
            file=placed.file,
            line=placed.line,
            metric=goal.metric,
            platforms=goal.platforms,
            account=goal.account,
            series=tuple(sorted({numbers[one] for one in series})),
            problem={language: " ".join(one[language] for one in problem) for language in problem[0]} if problem else None,
            notes=tuple(notes),
        )

    asked = shape(goal, catalogue.metric(goal.metric) if goal.metric else None)
    if not isinstance(asked, Shape):
        return use([say(asked[0], **asked[1])])
    if placed.trouble is not None:
        return use([say(f"trouble.{placed.trouble.name}", **dict(placed.trouble.params))])
    if store.as_of is None:
        return use([say("no_data.nothing")])
    found = sources(shelf, catalogue, goal, asked)
    if not found.found:
        key, params = found.problem or ("no_data.metric", {"metric": metrics(goal.metric or "")})
        return use([say(key, **params), *(instead(goal, goal.metric or "", shelf) if key == "no_data.metric" else ())])
    series = {one.id: one for source in found.found for one in source.series}
    notes: list[Text] = []
    if found.gains and goal.target is not None and goal.target.kind != "change" and goal.baseline is None:
        gains = metrics(*sorted({one.metric for one in series.values()}))
        notes.append(say("insufficient.level", metric=metrics(goal.metric or ""), gains=gains))
    lacking = missing_platforms(goal, found.found)
    if lacking:
        notes.append(say("source.missing_platforms", platforms=platforms(lacking)))
    return use([], series, notes)
