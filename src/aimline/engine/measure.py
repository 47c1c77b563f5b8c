"""What the rows say about one goal: asks go to a desk, and once the engine has answered them all, each goal's figures are read off."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from aimline.engine.ask import Answer, Ask, ItemAnswer, ItemAsk, Series, Store
from aimline.engine.select import Leg
from aimline.engine.shape import Words
from aimline.pacing.law.items import Seen

BEFORE = 60
"""Days before a window whose items tell what is to be expected of its own."""
DAWN = date(1, 1, 1)
"""Before every row."""


@dataclass(slots=True)
class Desk:
    """Collects the asks of all goals, so that the engine reads the rows once."""

    asks: list[Ask] = field(default_factory=list)
    item_asks: list[ItemAsk] = field(default_factory=list)
    answers: Sequence[Answer | None] = ()
    item_answers: Sequence[ItemAnswer | None] = ()
    cadences: dict[int, float] = field(default_factory=dict)

    def ask(self, series: Series, first: date, last: date) -> Callable[[], Answer | None]:
        """Ask for the figures of a series between two days; the answer is there after `serve`."""
        place = len(self.asks)
        self.asks.append(Ask(series.id, first, last))
        return lambda: self.answers[place]

    def ask_items(self, series: Iterable[Series], first: date, last: date, cut: date) -> Callable[[], ItemAnswer | None]:
        """Ask for the items published between two days."""
        place = len(self.item_asks)
        self.item_asks.append(ItemAsk(tuple(one.id for one in series), first, last, cut))
        return lambda: self.item_answers[place]

    def serve(self, store: Store, as_of: date | None) -> None:
        """Let the engine answer everything that was asked, as things stood at the end of `as_of`."""
        self.answers = store.answer(self.asks)
        self.item_answers = store.answer_items(self.item_asks)
        used = {ask.series for ask in self.asks} | {series for ask in self.item_asks for series in ask.series}
        self.cadences = store.cadences(sorted(used), as_of or DAWN)

    def cadence(self, series: Iterable[Series]) -> float:
        """Usual days between observations of the most frequent of some series."""
        return min((self.cadences.get(one.id, 1.0) for one in series), default=1.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """The days a goal is judged on: `first` … `cut`, both counted; `days` in the window and `day` of them over (None without an end)."""

    first: date
    cut: date
    days: int | None
    day: int | None

    @property
    def open_ended(self) -> bool:
        """It has no window: all rows count."""
        return self.days is None


@dataclass(frozen=True, slots=True)
class Taken:
    """The value before or at the start that a relative target is taken of."""

    value: float | None
    start: date | None
    end: date | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Measure:
    """The figures of one goal. `baseline` and `actual` are None where only the gain is known. `items` counts the items of a mean."""

    actual: float | None = None
    baseline: float | None = None
    gained: float | None = None
    observations: int = 0
    coverage: float | None = None
    last_observation: date | None = None
    latest: date | None = None
    """The last day up to which there is data at all: an average has no observation on a day without posts, and is complete all the same."""
    cadence: float = 1.0
    lower: float | None = None
    upper: float | None = None
    items: int = 0
    seen: tuple[Seen, Seen, int] | None = None
    """The items of a mean, and those of so many days before its window, in the units of the rows."""
    parts: tuple[float, float] | None = None
    """A ratio's sums: of the numerators, times its scale, and of the denominators."""
    partial: bool = False
    """Something that belongs to it is missing from the data: it is a lower bound."""
    platform: str | None = None
    reference: Taken | None = None
    notes: tuple[Words, ...] = ()


Reader = Callable[[], Measure]


def together(measures: Sequence[Measure]) -> Measure:
    """Levels and flows of several platforms, added."""

    def total(values: Iterable[float | None]) -> float | None:
        known = list(values)
        return None if any(value is None for value in known) else sum(value for value in known if value is not None)

    first = measures[0]
    if len(measures) == 1:
        return first
    return Measure(
        actual=total(m.actual for m in measures),
        baseline=total(m.baseline for m in measures),
        gained=total(m.gained for m in measures),
        observations=min(m.observations for m in measures),
        coverage=min((m.coverage for m in measures if m.coverage is not None), default=None),
        last_observation=None if any(m.last_observation is None for m in measures) else min(m.last_observation for m in measures if m.last_observation),
        latest=None if any(m.latest is None for m in measures) else min(m.latest for m in measures if m.latest),
        cadence=max(m.cadence for m in measures),
        partial=any(m.partial for m in measures),
        notes=_notes(measures),
    )


def _notes(measures: Sequence[Measure]) -> tuple[Words, ...]:
    return distinct(note for measure in measures for note in measure.notes)


def distinct(notes: Iterable[Words | None]) -> tuple[Words, ...]:
    """Notes, each once."""
    found: list[Words] = []
    for note in notes:
        if note is not None and note not in found:
            found.append(note)
    return tuple(found)


def span(frame: Frame, answers: Sequence[Answer | None], series: Sequence[Series], desk: Desk) -> Measure:
    """How well some series cover the days of a frame: observations, coverage, last day."""
    seen = [answer for answer in answers if answer is not None]
    cadence = desk.cadence(series)
    observations = max((answer.days for answer in seen), default=0)
    last = max((answer.last_day for answer in seen), default=None)
    begin = min((one.first for one in series), default=frame.cut) if frame.open_ended else frame.first
    length = (frame.cut - begin).days + 1
    covered = min(1.0, observations * max(1.0, cadence) / length) if length > 0 else None
    return Measure(observations=observations, coverage=covered, last_observation=last, latest=last, cadence=cadence)


def flow(leg: Leg, frame: Frame, desk: Desk) -> Reader:
    """A sum of days."""
    series = leg.series
    asked = [desk.ask(one, frame.first, frame.cut) for one in series]

    def read() -> Measure:
        answers = [answer() for answer in asked]
        found = span(frame, answers, series, desk)
        total = sum(answer.total for answer in answers if answer is not None) if found.observations else None
        return replace(found, actual=total, baseline=0.0, gained=total, partial=leg.partial, notes=(leg.note,) if leg.note else ())

    return read


_TILES = 60
"""Ranges of which more would be needed to make up a frame are not asked for."""


def ranges(leg: Leg, frame: Frame, desk: Desk, wider: Mapping[int, Sequence[Series]]) -> Reader:
    """A sum that is known of whole ranges of days only, of `wider`, by how many days: of exactly the days of a frame, or of ranges that make it up."""
    found = [] if frame.open_ended else [[(end, days, wider[days]) for end, days in tiles] for tiles in _tilings(frame, wider)]
    asked = [[[desk.ask(one, end, end) for one in series] for end, _, series in tiles] for tiles in found]

    def read() -> Measure:
        for tiles in asked:
            sums = [[answer.total for answer in (one() for one in tile) if answer is not None] for tile in tiles]
            if sums and all(sums):
                total, length = sum(map(sum, sums)), (frame.cut - frame.first).days + 1
                return Measure(
                    actual=total,
                    baseline=0.0,
                    gained=total,
                    observations=length,
                    coverage=1.0,
                    last_observation=frame.cut,
                    latest=frame.cut,
                    partial=leg.partial,
                    notes=(("source.range", {"start": frame.first, "end": frame.cut}),),
                )
        return Measure(notes=(("source.other_ranges", _greatest(wider)),))

    return read


def _greatest(wider: Mapping[int, Sequence[Series]]) -> dict[str, object]:
    """The last of the widest ranges, for a message."""
    days = max(wider)
    last = max(one.last for one in wider[days])
    return {"start": last - timedelta(days=days - 1), "end": last}


def _tilings(frame: Frame, wider: Mapping[int, Sequence[Series]]) -> Iterable[list[tuple[date, int]]]:
    """The ways to make up a frame of ranges of some lengths, each by its last day and its length: one, several as long, or the months of the calendar."""
    length = (frame.cut - frame.first).days + 1
    for days in sorted(wider, reverse=True):
        count, rest = divmod(length, days)
        if not rest and 0 < count <= _TILES:
            yield [(frame.first + timedelta(days=days * number - 1), days) for number in range(1, count + 1)]
    tiles: list[tuple[date, int]] = []
    day = frame.first
    while day.day == 1 and day <= frame.cut and len(tiles) <= _TILES:
        after = (day + timedelta(days=31)).replace(day=1)
        tiles.append((after - timedelta(days=1), (after - day).days))
        day = after
    if len(tiles) > 1 and day == frame.cut + timedelta(days=1) and all(days in wider for _, days in tiles):
        yield tiles


def level(series: Sequence[Series], frame: Frame, desk: Desk) -> Reader:
    """A reading: its last up to the cut, against its last before the first day, else its first inside."""
    inside = [desk.ask(one, frame.first, frame.cut) for one in series]
    before = [desk.ask(one, DAWN, frame.first - timedelta(days=1)) if frame.first > DAWN else None for one in series]

    def read() -> Measure:
        now, then = [answer() for answer in inside], [answer() if answer else None for answer in before]
        found = span(frame, now, series, desk)
        if any(n is None and t is None for n, t in zip(now, then, strict=True)):
            return replace(found, observations=0)
        known = [(n or t, t) for n, t in zip(now, then, strict=True)]
        actual = sum(latest.last for latest, _ in known if latest)
        baseline = sum(earlier.last if earlier else latest.first for latest, earlier in known if latest)
        last = found.last_observation or max(t.last_day for t in then if t)
        notes: tuple[Words, ...] = ()
        if not frame.open_ended and all(t is None for t in then):
            notes = (("source.baseline_inside", {"date": min(n.first_day for n in now if n)}),)
        return replace(found, actual=actual, baseline=baseline, gained=actual - baseline, last_observation=last, latest=last, notes=notes)

    return read


def mean(leg: Leg, frame: Frame, desk: Desk) -> Reader:
    """The average over the items published in the frame."""
    read = _items(leg, frame, desk, lambda answer: answer.total / answer.items)
    if frame.days is None or frame.day is None or frame.day >= frame.days or frame.first <= DAWN + timedelta(days=BEFORE):
        return read
    inside = desk.ask_items(leg.series, frame.first, frame.cut, frame.cut)
    before = desk.ask_items(leg.series, frame.first - timedelta(days=BEFORE), frame.first - timedelta(days=1), frame.cut)

    known = min(BEFORE, max(0, (frame.first - min(one.first for one in leg.series)).days))

    def with_items() -> Measure:
        now, then = (Seen() if one is None else Seen(one.items, one.total, one.logs, one.squares) for one in (inside(), before()))
        return replace(read(), seen=(now, then, known))

    return with_items


def item_total(leg: Leg, frame: Frame, desk: Desk) -> Reader:
    """The sum over the items published in the frame, where an export has no account figures."""
    read = _items(leg, frame, desk, lambda answer: answer.total)

    def summed() -> Measure:
        found = read()
        return replace(found, baseline=0.0, gained=found.actual, items=0, notes=(*found.notes, ("source.items", {})))

    return summed


def item_count(leg: Leg, frame: Frame, desk: Desk) -> Reader:
    """The number of items published in the frame."""
    read = _items(leg, frame, desk, lambda answer: float(answer.items))

    def counted() -> Measure:
        found = read()
        actual = found.actual if found.actual is not None else 0.0 if found.latest else None
        return replace(found, actual=actual, baseline=0.0, gained=actual, items=0, notes=(*found.notes, ("source.counted", {})))

    return counted


def _items(leg: Leg, frame: Frame, desk: Desk, figure: Callable[[ItemAnswer], float]) -> Reader:
    series = leg.series
    asked = desk.ask_items(series, frame.first, frame.cut, frame.cut)

    def read() -> Measure:
        answer = asked()
        latest = min(max(one.last for one in series), frame.cut)
        begun = min(one.first for one in series)
        length = (frame.cut - frame.first).days + 1
        covered = None if frame.open_ended else max(0.0, min(1.0, ((latest - max(begun, frame.first)).days + 1) / length))
        found = Measure(
            coverage=covered,
            last_observation=latest,
            latest=latest,
            cadence=desk.cadence(series),
            partial=leg.partial,
            platform=leg.platform,
            notes=(leg.note,) if leg.note else (),
        )
        if answer is None:
            return found
        return replace(found, actual=figure(answer), observations=answer.items, items=answer.items)

    return read


def ratio(numerator: Sequence[Reader], denominator: Sequence[Reader], scale: float, platform: str | None) -> Reader:
    """Pooled: the sum of numerators over the sum of denominators, never a mean of daily quotients."""

    def read() -> Measure:
        above, below = [one() for one in numerator], [one() for one in denominator]
        under = sum(m.actual for m in below if m.actual is not None)
        worst = min((*above, *below), key=lambda m: m.observations)
        partial = any(m.partial for m in (*above, *below))
        found = replace(worst, actual=None, baseline=None, gained=None, items=0, partial=partial, platform=platform, notes=_notes([*above, *below]))
        if any(m.actual is None for m in (*above, *below)):
            return found
        over = scale * sum(m.actual for m in above if m.actual is not None)
        return replace(found, actual=over / under if under else None, parts=(over, under))

    return read
