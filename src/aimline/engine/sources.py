"""Where the figures of a goal come from, a source a platform: which series, and how they are measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Literal

from aimline.catalogue import Catalogue, Metric
from aimline.engine import measure
from aimline.engine.ask import Series
from aimline.engine.legs import legs
from aimline.engine.measure import Desk, Frame, Measure, Reader
from aimline.engine.people import unique
from aimline.engine.select import Choice, Leg, Shelf, by_platform, choose
from aimline.engine.shape import Shape, Words, metrics, platforms
from aimline.goals.model import Goal
from aimline.text.messages import format_number

Build = Callable[[Frame, Desk], Reader]


@dataclass(frozen=True, slots=True)
class Daily:
    """Figures that are known from day to day, and can be followed through a window.

    `sum` adds the figures of a day of the series in `above`; `level` reads them; `net` is `above` less `below`; `ratio` divides what each of `above` and of
    `below` add up to over some days, times `scale`. `flows` are the gains and the losses that ought to explain a level.
    """

    kind: Literal["sum", "level", "net", "ratio"]
    above: tuple[tuple[Series, ...], ...]
    below: tuple[tuple[Series, ...], ...] = ()
    scale: float = 1.0
    partial: bool = False
    notes: tuple[Words, ...] = ()
    flows: tuple[tuple[Series, ...], tuple[Series, ...]] | None = None
    names: tuple[str, str] = ("", "")
    """What gains and losses are called, of `net` and where there are `flows`."""


@dataclass(frozen=True, slots=True)
class Source:
    """One platform's figures of a goal: `build` asks for them; `daily` says how they come about day by day, where they do."""

    platform: str | None
    series: tuple[Series, ...]
    build: Build
    daily: Daily | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources of a goal; `problem` says why there are none. `gains` is set where a level has no readings and its changes are counted."""

    found: tuple[Source, ...] = ()
    problem: Words | None = None
    refused: bool = False
    gains: bool = False


def sources(shelf: Shelf, catalogue: Catalogue, goal: Goal, shape: Shape) -> Sources:
    """The sources of a goal, by what its shape measures."""
    assert goal.metric is not None
    if shape.figure == "level":
        return _level(shelf, catalogue, goal, goal.metric)
    if shape.figure == "ratio":
        return _ratio(shelf, catalogue, goal, goal.metric)
    if shape.figure == "mean":
        found, own = legs(shelf, catalogue, goal, goal.metric, item=True)
        return _legs(found, own, measure.mean)
    found, own = legs(shelf, catalogue, goal, goal.metric, item=False)
    if shape.figure == "unique" and not shape.by_day:
        return _people(shelf, catalogue, goal, found, own)
    if found or own.refused:
        return _sums(found, own)
    whole = _ranges(shelf, catalogue, goal, goal.metric)
    if whole.found or whole.refused:
        return whole
    by_item, other = legs(shelf, catalogue, goal, goal.metric, item=True)
    if by_item or other.refused:
        return _legs(by_item, other, measure.item_total)
    if goal.metric == "posts_published":
        counted = _published(shelf, goal)
        if counted:
            return Sources(tuple(counted))
    return _sums(found, own)


def _sums(found: Sequence[Leg], own: Choice) -> Sources:
    """Sums of days, a source a platform."""
    plain = _legs(found, own, measure.flow)
    daily = [Daily("sum", (tuple(leg.series),), partial=leg.partial, notes=(leg.note,) if leg.note else ()) for leg in found]
    return replace(plain, found=tuple(replace(source, daily=one) for source, one in zip(plain.found, daily, strict=True)))


def _legs(found: Sequence[Leg], own: Choice, build: Callable[[Leg, Frame, Desk], Reader]) -> Sources:
    if not found:
        return Sources(problem=own.problem, refused=own.refused)
    return Sources(tuple(Source(leg.platform, tuple(leg.series), _bind(build, leg)) for leg in found))


def _bind(build: Callable[[Leg, Frame, Desk], Reader], leg: Leg) -> Build:
    return lambda frame, desk: build(leg, frame, desk)


def _people(shelf: Shelf, catalogue: Catalogue, goal: Goal, found: Sequence[Leg], own: Choice) -> Sources:
    """People a day, and over several days at once where the export counts those too, a source a platform."""
    if own.refused:
        return Sources(problem=own.problem, refused=True)
    daily = {leg.platform: leg for leg in found}
    wider, _ = _wider(shelf, catalogue, goal, goal.metric or "")
    result = []
    for platform in sorted({*daily, *wider}, key=lambda name: name or ""):
        leg, windows = daily.get(platform) or Leg(platform, {}), wider.get(platform, {})
        every = (*leg.series, *(one for several in windows.values() for one in several))
        result.append(Source(platform, every, _bind(partial(unique, wider=windows), leg)))
    return Sources(tuple(result)) if result else Sources(problem=own.problem)


def _wider(shelf: Shelf, catalogue: Catalogue, goal: Goal, metric: str) -> tuple[dict[str | None, dict[int, list[Series]]], Choice]:
    """What is counted over several days at once, by platform and by how many; beside it the first choice that is refused."""
    wider: dict[str | None, dict[int, list[Series]]] = {}
    refused = Choice()
    for known in sorted((catalogue.metric(name) for name in shelf.by_metric), key=lambda one: -one.days):
        if known.window_of == metric:
            choice = choose(shelf, goal, known.name, item=False)
            refused = refused if refused.refused or not choice.refused else choice
            for platform, series in by_platform(choice.series, goal).items():
                wider.setdefault(platform, {})[known.days] = series
    return wider, refused


def _ranges(shelf: Shelf, catalogue: Catalogue, goal: Goal, metric: str) -> Sources:
    """Sums that exports give of whole ranges of days only."""
    wider, refused = _wider(shelf, catalogue, goal, metric)
    if refused.refused:
        return Sources(problem=refused.problem, refused=True)
    result = []
    for platform, windows in sorted(wider.items(), key=lambda leg: leg[0] or ""):
        every = tuple(one for several in windows.values() for one in several)
        result.append(Source(platform, every, _bind(partial(measure.ranges, wider=windows), Leg(platform, {}))))
    return Sources(tuple(result))


def _published(shelf: Shelf, goal: Goal) -> list[Source]:
    """Posts counted from the posts of an export, whatever figures it has of them."""
    as_items = goal.model_copy(update={"per": "post"})
    series = [one for metric in shelf.by_metric for one in choose(shelf, as_items, metric, item=True).series]
    return [Source(platform, tuple(found), _bind(measure.item_count, Leg(platform, {"posts": found}))) for platform, found in by_platform(series, goal).items()]


def _level(shelf: Shelf, catalogue: Catalogue, goal: Goal, metric: str) -> Sources:
    """Readings where a platform has them; else what was gained, less what was lost where that was exported."""
    known = catalogue.metric(metric)
    readings = choose(shelf, goal, metric, item=False)
    gains = choose(shelf, goal, known.gains, item=False) if known.gains else Choice()
    losses = choose(shelf, goal, known.losses, item=False) if known.losses else Choice()
    if readings.refused or (gains.refused and not readings.series):
        return Sources(problem=readings.problem if readings.refused else gains.problem, refused=True)
    read_on, gained_on, lost_on = (by_platform(choice.series, goal) for choice in (readings, gains, losses))
    if read_on:
        rest = sorted((name or "") for name in gained_on if name not in read_on)
        found = tuple(
            Source(
                platform,
                tuple(series),
                _checked(_readings(series), series, known.gains, gained_on.get(platform, ()), known.losses, lost_on.get(platform, ())),
                Daily(
                    "level",
                    (tuple(series),),
                    flows=(tuple(gained_on[platform]), tuple(lost_on.get(platform, ()))) if gained_on.get(platform) and len(series) == 1 else None,
                    names=(known.gains or "", known.losses or ""),
                ),
            )
            for platform, series in read_on.items()
        )
        note: tuple[Words, ...] = (("source.only_gains_on", {"platforms": platforms(rest)}),) if rest and any(rest) else ()
        return Sources(tuple(_with_notes(one, note) for one in found) if note else found)
    if not gained_on:
        return Sources(problem=readings.problem if readings.problem and readings.problem[0] != "no_data.metric" else gains.problem or readings.problem)
    assert known.gains is not None
    return Sources(
        tuple(
            Source(
                platform,
                (*series, *lost_on.get(platform, [])),
                _net(known.gains, series, known.losses, lost_on.get(platform, [])),
                Daily("net", (tuple(series),), (tuple(lost_on[platform]),) if lost_on.get(platform) else (), names=(known.gains, known.losses or "")),
            )
            for platform, series in gained_on.items()
        ),
        gains=True,
    )


def _with_notes(source: Source, notes: tuple[Words, ...]) -> Source:
    daily = source.daily
    return replace(source, build=_noted(source.build, notes), daily=replace(daily, notes=(*daily.notes, *notes)) if daily else None)


def _readings(series: Sequence[Series]) -> Build:
    return lambda frame, desk: measure.level(series, frame, desk)


def _checked(build: Build, readings: Sequence[Series], gains: str | None, gained: Sequence[Series], losses: str | None, lost: Sequence[Series]) -> Build:
    """Readings beside the flows that ought to explain them: where both are whole and say different things, that is noted with the figure of the flows."""
    if gains is None or not gained or len(readings) != 1:
        return build

    def build_checked(frame: Frame, desk: Desk) -> Reader:
        read = build(frame, desk)
        if frame.open_ended or frame.first <= measure.DAWN:
            return read
        inside, before = desk.ask(readings[0], frame.first, frame.cut), desk.ask(readings[0], measure.DAWN, frame.first - timedelta(days=1))
        plus, minus = ([desk.ask(one, frame.first, frame.cut) for one in series] for series in (gained, lost))

        def checked() -> Measure:
            found, now, then = read(), inside(), before()
            ups, downs = [answer() for answer in plus], [answer() for answer in minus]
            days = (frame.cut - frame.first).days + 1
            whole = now is not None and then is not None and now.last_day == frame.cut and then.last_day == frame.first - timedelta(days=1)
            if not whole or found.gained is None or any(answer is None or answer.days != days for answer in (*ups, *downs)):
                return found
            flows = sum(answer.total for answer in ups if answer) - sum(answer.total for answer in downs if answer)
            if found.gained == flows or (not lost and found.gained < flows):
                return found
            note: Words = (
                f"source.flows_{'net' if lost else 'gross'}",
                {"gains": metrics(gains), "losses": metrics(losses or ""), "flows": format_number(flows, 2)},
            )
            return replace(found, notes=(*found.notes, note))

        return checked

    return build_checked


def _noted(build: Build, notes: tuple[Words, ...]) -> Build:
    def build_noted(frame: Frame, desk: Desk) -> Reader:
        read = build(frame, desk)

        def noted() -> Measure:
            found = read()
            return replace(found, notes=(*found.notes, *notes))

        return noted

    return build_noted


def _net(gains: str, gained: Sequence[Series], losses: str | None, lost: Sequence[Series]) -> Build:
    def build(frame: Frame, desk: Desk) -> Reader:
        up = measure.flow(Leg(None, {gains: list(gained)}), frame, desk)
        down = measure.flow(Leg(None, {losses: list(lost)}), frame, desk) if losses and lost else None

        def read() -> Measure:
            plus = up()
            minus = down() if down else None
            net = minus is not None and minus.gained is not None and minus.observations >= plus.observations
            note: Words = ("source.net", {"gains": metrics(gains), "losses": metrics(losses or "")}) if net else ("source.gross", {"gains": metrics(gains)})
            gain = plus.gained - minus.gained if net and plus.gained is not None and minus and minus.gained is not None else plus.gained
            return replace(plus, baseline=None, actual=None, gained=gain, notes=(note,))

        return read

    return build


def _ratio(shelf: Shelf, catalogue: Catalogue, goal: Goal, metric: str) -> Sources:
    """Numerators and denominators of the same platform, of the account or else of its items."""
    known = catalogue.metric(metric)
    if not known.numerator or not known.denominator:
        exported = choose(shelf, goal, metric, item=False)
        problem: Words = ("insufficient.no_parts", {"metric": metrics(metric)}) if exported.series else ("no_data.metric", {"metric": metrics(metric)})
        return Sources(problem=problem)
    problem_found: Choice | None = None
    for item in (False, True):
        above = {name: legs(shelf, catalogue, goal, name, item=item) for name in known.numerator}
        below = {name: legs(shelf, catalogue, goal, name, item=item) for name in known.denominator}
        lacking = next((own for found, own in (*above.values(), *below.values()) if not found), None)
        if lacking is not None:
            problem_found = lacking if problem_found is None or lacking.refused else problem_found
            continue
        up = {name: {leg.platform: leg for leg in found} for name, (found, _) in above.items()}
        down = {name: {leg.platform: leg for leg in found} for name, (found, _) in below.items()}
        shared = set.intersection(*(set(one) for one in (*up.values(), *down.values())))
        result = []
        for platform in sorted(shared, key=lambda name: name or ""):
            tops, bottoms = [one[platform] for one in up.values()], [one[platform] for one in down.values()]
            series = tuple(one for leg in (*tops, *bottoms) for one in leg.series)
            daily = None
            if not item:
                upper, lower = (tuple(tuple(leg.series) for leg in several) for several in (tops, bottoms))
                partial_ = any(leg.partial for leg in (*tops, *bottoms))
                daily = Daily("ratio", upper, lower, known.scale, partial_, measure.distinct(leg.note for leg in (*tops, *bottoms)))
            result.append(Source(platform, series, _pooled(tops, bottoms, known.scale, platform, measure.item_total if item else measure.flow), daily))
        if result:
            return Sources(tuple(result))
    whole = _whole_ratio(shelf, catalogue, goal, known)
    if whole:
        return Sources(tuple(whole))
    if problem_found is None:
        return Sources(problem=("no_data.ratio", {"metric": metrics(metric), "parts": metrics(*known.numerator, *known.denominator)}))
    if problem_found.problem and problem_found.problem[0] == "no_data.metric" and not problem_found.refused:
        return Sources(problem=("no_data.ratio", {"metric": metrics(metric), "parts": metrics(*known.numerator, *known.denominator)}))
    return Sources(problem=problem_found.problem, refused=problem_found.refused)


def _whole_ratio(shelf: Shelf, catalogue: Catalogue, goal: Goal, known: Metric) -> list[Source]:
    """A ratio of sums that exports give of whole ranges of days only."""
    parts = {name: _wider(shelf, catalogue, goal, name)[0] for name in (*known.numerator, *known.denominator)}
    shared = set.intersection(*(set(one) for one in parts.values()))

    def bind(platform: str | None) -> Build:
        def build(frame: Frame, desk: Desk) -> Reader:
            above, below = (
                [measure.ranges(Leg(platform, {}), frame, desk, parts[name][platform]) for name in names] for names in (known.numerator, known.denominator)
            )
            return measure.ratio(above, below, known.scale, platform)

        return build

    every = {platform: tuple(one for wider in parts.values() for several in wider[platform].values() for one in several) for platform in shared}
    return [Source(platform, every[platform], bind(platform)) for platform in sorted(shared, key=lambda name: name or "")]


def _pooled(above: Sequence[Leg], below: Sequence[Leg], scale: float, platform: str | None, each: Callable[[Leg, Frame, Desk], Reader]) -> Build:
    def build(frame: Frame, desk: Desk) -> Reader:
        return measure.ratio([each(leg, frame, desk) for leg in above], [each(leg, frame, desk) for leg in below], scale, platform)

    return build
