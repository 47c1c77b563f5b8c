"""What a log holds: its series with their kinds, days and gaps, the files they come from, what was set aside, and what goals would take of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from math import fsum, isfinite

import numpy as np

from aimline.catalogue import Catalogue
from aimline.engine.ask import Series
from aimline.engine.disagree import Disagreement, differing, disagreements, overlapping
from aimline.engine.history import instead
from aimline.engine.pooled import Quotient, Sum, Together, quotients, together
from aimline.engine.resolve import missing_platforms
from aimline.engine.select import Shelf
from aimline.engine.shape import Shape, metrics, platforms, shape
from aimline.engine.sources import sources
from aimline.engine.stock import Days, ItemSummary, StockStore, Summary
from aimline.engine.stocktaking import (
    Aside,
    Difference,
    FileKnown,
    FilesDiffer,
    Gap,
    GoalUse,
    Inventory,
    ItemsRead,
    LevelDiffers,
    RatioRead,
    Refused,
    SeriesRead,
    SumRead,
    Text,
)
from aimline.engine.undated import undated
from aimline.engine.why import say
from aimline.goals.model import PlacedGoal
from aimline.metrics.model.log import MetricLog, Zeros

_EPOCH = date(1970, 1, 1)


def inventory(log: MetricLog, store: StockStore, goals: Sequence[PlacedGoal], catalogue: Catalogue, first: date | None = None) -> Inventory:
    """What a log and a store of its rows hold from day `first` on, and what goals would take of it."""
    shelf = Shelf.of(store.series(), (placed.goal for placed in goals), catalogue)
    every = sorted((one for found in shelf.by_metric.values() for one in found), key=_place)
    counts = store.counts(first) if first is not None else {one.id: one.rows for one in every}
    order = [one for one in every if counts.get(one.id)]
    numbers = {one.id: number for number, one in enumerate(order)}
    read = {file.file for file in log.files}
    whole = [one for one in log.set_aside if one.line is None and one.file != "-" and one.file not in read]
    last = store.as_of
    groups = together(order, catalogue)
    kinds = {one.id: catalogue.metric(one.metric).kind for one in order if not one.item}
    sums = store.summaries(kinds, first)
    return Inventory(
        span=Gap(first=first, last=max(first, last)) if first is not None and last is not None else None,
        series=tuple(_series(order, counts, log, store, catalogue, first, kinds, sums)),
        sums=tuple(_sums([one for one in groups if not one.of.series[0].item], sums)),
        items=tuple(_items([one for one in groups if one.of.series[0].item], store, catalogue, first)),
        undated=undated(log.undated, catalogue),
        ratios=tuple(_ratios(quotients(order, catalogue), store, catalogue, first, sums)),
        disagreements=tuple(_differs(one, numbers) for one in disagreements(order, store, catalogue, first)),
        overlaps=tuple(FilesDiffer.model_validate({**asdict(one), "says": overlapping(one)}) for one in log.overlaps),
        files=tuple(
            FileKnown(
                file=one.file,
                format=one.format,
                rows=_rows(one.format, one.rows),
                notes=(*one.notes, *one.guessed, *one.nameless),
                unread=one.unread.others,
                ready_ratios=one.unread.ratios,
                unread_more=one.unread.more,
            )
            for one in log.files
        ),
        set_aside=tuple(
            Aside(file=None if one.file == "-" else one.file, line=one.line, reason=one.reason)
            for one in log.set_aside
            if not any(one is other for other in whole)
        ),
        refused=tuple(Refused(file=one.file, reason=one.reason) for one in whole),
        goals=tuple(_use(placed, shelf, store, numbers, catalogue, first) for placed in goals),
    )


def _place(one: Series) -> tuple[object, ...]:
    return one.account or "", one.platform or "", one.item, one.metric, one.unit, one.item_type or "", one.campaign or "", one.source or "", one.id


def _rows(form: str, rows: int) -> int | None:
    return None if form.startswith("long_") else rows


def _series(
    order: Sequence[Series],
    counts: Mapping[int, int],
    log: MetricLog,
    store: StockStore,
    catalogue: Catalogue,
    first: date | None,
    kinds: Mapping[int, str],
    sums: Mapping[int, Summary],
) -> Iterable[SeriesRead]:
    posts = [one for one in order if one.item]
    published = dict(zip([one.id for one in posts], store.item_summaries([[one.id] for one in posts], first), strict=True))
    holed = [one.id for one in order if not one.item and one.days <= (one.last - one.first).days]
    holes = {number: _holes(days, catalogue.metric(store.series()[number].metric).days, first) for number, days in store.days_of(holed)}
    zeros = _zeros(order, log, store.as_of, first)
    blanks = _blanks(order, log, store, first)
    for number, one in enumerate(order):
        summary, items = sums.get(one.id), published.get(one.id)
        known: dict[str, object] = {}
        if summary is not None:
            known = _of_account(summary, kinds[one.id], first, store.as_of)
            width, (gaps, apart) = catalogue.metric(one.metric).days, holes.get(one.id, ((), False))
            known["gaps"] = gaps
            if width > 1:
                known |= _of_windows(summary, gaps, width, kinds[one.id], apart=apart)
        elif items is not None:
            known = {"days": None, "missing": None, "first_value": None, "last_value": None, "gaps": (), **_of_items(items, catalogue.metric(one.metric).kind)}
        yield SeriesRead.model_validate(
            {
                "id": number,
                "account": one.account,
                "platform": one.platform,
                "metric": one.metric,
                "kind": "lifetime" if one.item else kinds[one.id],
                "unit": one.unit,
                "item": one.item,
                "item_type": one.item_type,
                "campaign": one.campaign,
                "source": one.source,
                "first": one.first,
                "last": one.last,
                "rows": max(0, counts.get(one.id, 0) - zeros.get(one.id, 0)),
                "zeros": zeros.get(one.id, 0),
                "blank": blanks.get(one.id, 0),
                "items": items.items if items else None,
                **known,
            }
        )


def _of_account(summary: Summary, kind: str, first: date | None, as_of: date | None) -> dict[str, object]:
    """What the figures of an account amount to."""
    begin, end = first or summary.first_day, summary.last_day if first is None or as_of is None else as_of
    span = (end - begin).days + 1
    start = summary.before if summary.before is not None else summary.first
    return {
        "first": summary.first_day,
        "last": summary.last_day,
        "days": summary.days,
        "missing": span - summary.days,
        "coverage": summary.days / span,
        "first_value": summary.first,
        "last_value": summary.last,
        "greatest": summary.greatest,
        "greatest_day": summary.greatest_day,
        "least": summary.least,
        "least_day": summary.least_day,
        "total": _finite(summary.total) if kind == "flow" else None,
        "mean": _finite(summary.mean) if kind != "ratio" else None,
        "median": summary.median if kind != "ratio" else None,
        "before": summary.before,
        "gained": _finite(summary.last - start) if kind == "level" else None,
    }


def _of_items(items: ItemSummary, kind: str) -> dict[str, object]:
    """What the figures of items amount to; `kind` is that of an account's figures: people of several posts are no sum, nor are ratios."""
    return {
        "total": _finite(items.total) if kind not in ("unique", "ratio") else None,
        "mean": _finite(items.mean) if kind != "ratio" else None,
        "median": items.median if kind != "ratio" else None,
        "greatest": items.greatest,
        "greatest_item": items.greatest_item,
        "greatest_day": items.greatest_day,
        "least": items.least,
        "first_published": items.first_day,
        "last_published": items.last_day,
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


def _items(groups: Sequence[Together], store: StockStore, catalogue: Catalogue, first: date | None) -> Iterable[ItemsRead]:
    found = store.item_summaries([[one.id for one in group.of.series] for group in groups], first)
    for group, summary in zip(groups, found, strict=True):
        if summary is not None:
            known = _of_items(summary, catalogue.metric(group.metric).kind)
            del known["least"]
            yield ItemsRead.model_validate(
                {
                    "account": group.owner[0],
                    "platform": group.owner[1],
                    "metric": group.metric,
                    "of": group.of.metrics,
                    "unit": group.of.unit,
                    "types": tuple(sorted({one.item_type for one in group.of.series if one.item_type})),
                    "items": summary.items,
                    **known,
                }
            )


def _sums(groups: Sequence[Together], found: Mapping[int, Summary]) -> Iterable[SumRead]:
    for group in groups:
        known = [found[one.id] for one in group.of.series if one.id in found]
        if known:
            yield SumRead(
                account=group.owner[0],
                platform=group.owner[1],
                metric=group.metric,
                of=group.of.metrics,
                unit=group.of.unit,
                campaigns=len({one.campaign for one in group.of.series if one.campaign}),
                first=min(one.first_day for one in known),
                last=max(one.last_day for one in known),
                total=_finite(fsum(one.total for one in known)),
            )


def _ratios(groups: Sequence[Quotient], store: StockStore, catalogue: Catalogue, first: date | None, accounts: Mapping[int, Summary]) -> Iterable[RatioRead]:
    sums = list(dict.fromkeys(part for group in groups if group.item for part in (*group.above, *group.below)))
    items = dict(zip(sums, store.item_summaries([[one.id for one in part.series] for part in sums], first), strict=True))

    def total(parts: Sequence[Sum], *, item: bool) -> float | None:
        found = [items[part] for part in parts] if item else [accounts.get(one.id) for part in parts for one in part.series]
        return _finite(sum(one.total for one in found if one)) if any(found) else None

    for group in groups:
        above, below = total(group.above, item=group.item), total(group.below, item=group.item)
        if above is not None and below is not None:
            metric = catalogue.metric(group.metric)
            units = {part.unit for part in (*group.above, *group.below)} - {"count"}
            yield RatioRead(
                account=group.owner[0],
                platform=group.owner[1],
                metric=group.metric,
                unit=next(iter(units)) if metric.unit == "currency" and len(units) == 1 else metric.unit,
                item=group.item,
                days=group.days,
                value=_finite(group.scale * above / below) if below else None,
                numerator=above,
                denominator=below,
                above=tuple(name for part in group.above for name in part.metrics),
                below=tuple(name for part in group.below for name in part.metrics),
            )


def _differs(one: Disagreement, numbers: Mapping[int, int]) -> LevelDiffers:
    return LevelDiffers(
        series=numbers[one.level.id],
        account=one.level.account,
        platform=one.level.platform,
        metric=one.level.metric,
        gains=one.gains.metric,
        losses=one.losses.metric if one.losses else None,
        first=one.first,
        last=one.last,
        level=one.of_level,
        flows=one.of_flows,
        compared=one.compared,
        differing=one.differing,
        differences=tuple(Difference(first=step.first, last=step.last, level=step.level, flows=step.flows) for step in one.steps),
        says=differing(one),
    )


def _of_windows(summary: Summary, gaps: Sequence[Gap], width: int, kind: str, *, apart: bool) -> dict[str, object]:
    """What is otherwise where each figure is of several days: only days that no figure is of are missing, and figures that share days have no sum."""
    missing = sum((gap.last - gap.first).days + 1 for gap in gaps)
    span = (summary.last_day - summary.first_day).days + width
    total = _finite(summary.total) if kind == "flow" and (apart or summary.days == 1) else None
    return {"missing": missing, "coverage": (span - missing) / span, "total": total}


def _holes(days: Days, width: int, first: date | None) -> tuple[tuple[Gap, ...], bool]:
    """Where days with figures of `width` days each leave days without one, and whether no figure shares a day with another."""
    since = days if first is None else days[days >= (first - _EPOCH).days]
    steps = np.diff(since)
    wide = np.flatnonzero(steps > width)
    starts, ends = (since[wide] + 1).tolist(), (since[wide + 1] - width).tolist()
    gaps = tuple(Gap(first=_EPOCH + timedelta(days=start), last=_EPOCH + timedelta(days=end)) for start, end in zip(starts, ends, strict=True))
    return gaps, len(since) > 0 and bool((steps >= width).all())


def _blanks(order: Sequence[Series], log: MetricLog, store: StockStore, first: date | None) -> dict[int, int]:
    """How many days of each series stand in exports without a figure, between two days."""
    listed: dict[str, dict[tuple[str | None, str | None], set[date]]] = {}
    for blank in log.blanks:
        if (first is None or blank.day >= first) and (store.as_of is None or blank.day <= store.as_of):
            listed.setdefault(blank.metric, {}).setdefault((blank.account, blank.platform), set()).add(blank.day)
    found: dict[int, set[date]] = {}
    for one in order:
        for (account, platform), days in listed.get(one.metric, {}).items() if not one.item else ():
            if account in (None, one.account) and platform in (None, one.platform):
                found.setdefault(one.id, set()).update(days)
    listed_days = {number: [(day - _EPOCH).days for day in days] for number, days in found.items()}
    return {number: int(np.isin(listed_days[number], days, invert=True).sum()) for number, days in store.days_of(sorted(found))}


def _zeros(order: Sequence[Series], log: MetricLog, as_of: date | None, first: date | None) -> dict[int, int]:
    """How many days of each series were filled in with zero, between two days."""
    if not log.zeros or as_of is None:
        return {}
    stated: dict[tuple[str | None, str | None, str], set[date]] = {}
    for row in log.rows:
        if row.item is None:
            stated.setdefault((row.account, row.platform, row.metric), set()).add(row.ts.date())
    filled: dict[int, set[date]] = {}
    for zero in log.zeros:
        known = stated.get((zero.account, zero.platform, zero.metric), set())
        begin = max(zero.first, first) if first else zero.first
        span = {begin + timedelta(days=step) for step in range((min(zero.last, as_of) - begin).days + 1)} - known
        one = next((one for one in order if _filled(one, zero)), None)
        if one is not None:
            filled.setdefault(one.id, set()).update(span)
    return {number: len(days) for number, days in filled.items()}


def _filled(one: Series, zero: Zeros) -> bool:
    """Whether a series is the one that zeros were added to; who names no account or platform may have been given the only one there is."""
    same = one.metric == zero.metric and not one.item and one.campaign is None and one.source is None
    return same and zero.account in (None, one.account) and zero.platform in (None, one.platform) and one.first <= zero.last and zero.first <= one.last


def _use(placed: PlacedGoal, shelf: Shelf, store: StockStore, numbers: Mapping[int, int], catalogue: Catalogue, first: date | None) -> GoalUse:
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
            series=tuple(sorted({numbers[one] for one in series if one in numbers})),
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
    if first is not None and not series.keys() & numbers.keys():
        return use([say("verdict.nothing", first=first, date=max(first, store.as_of))])
    notes: list[Text] = []
    if found.gains and goal.target is not None and goal.target.kind != "change" and goal.baseline is None:
        gains = metrics(*sorted({one.metric for one in series.values()}))
        notes.append(say("insufficient.level", metric=metrics(goal.metric or ""), gains=gains))
    lacking = missing_platforms(goal, found.found)
    if lacking:
        notes.append(say("source.missing_platforms", platforms=platforms(lacking)))
    return use([], series, notes)
