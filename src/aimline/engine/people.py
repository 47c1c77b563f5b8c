"""People of a window. They come back, so days are never added up: what is known is bounds, and the platform's own figure for exactly the window is exact."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from aimline.engine.ask import Answer, Series
from aimline.engine.measure import Desk, Frame, Measure, Reader, span
from aimline.engine.select import Leg

Asked = Callable[[], Answer | None]

_COVER = 60
"""Windows of which more would be needed to cover the days bound nothing worth knowing."""


def unique(leg: Leg, frame: Frame, desk: Desk, wider: Mapping[int, Sequence[Series]]) -> Reader:
    """People of the days of a frame; `wider` are series that count them over several days at once, by how many.

    At least as many as on the greatest day, or in the greatest wider window inside; at most the least sum of figures that cover every day.
    """
    asked = [desk.ask(one, frame.first, frame.cut) for one in leg.series]
    length = (frame.cut - frame.first).days + 1
    inside = {days: [desk.ask(one, frame.first + timedelta(days=days - 1), frame.cut) for one in series] for days, series in wider.items() if days <= length}
    covers = [] if frame.open_ended else [_cover(days, series, leg, frame, desk) for days, series in wider.items()]
    whole = length in wider and not frame.open_ended
    exact = [desk.ask(one, frame.cut, frame.cut) for one in wider[length]] if whole and len(wider[length]) == 1 else []
    every = [*leg.series, *(one for series in wider.values() for one in series)]

    def read() -> Measure:
        answers = [answer() for answer in asked]
        wide = [answer() for found in inside.values() for answer in found]
        found = span(frame, answers if leg.series else wide, every, desk)
        settled = next((answer.last for answer in (one() for one in exact) if answer is not None), None)
        if settled is not None:
            return replace(found, actual=settled, lower=settled, upper=settled, platform=leg.platform, observations=max(1, found.observations))
        peaks = [answer.peak for answer in (*answers, *wide) if answer is not None]
        if not peaks:
            return found
        seen = [answer for answer in answers if answer is not None]
        daily = bool(seen) and not frame.open_ended and len(seen) == len(leg.series) and all(answer.days >= length for answer in seen)
        sums = [sum(answer.total for answer in seen)] if daily else []
        sums += [total for total in (cover() for cover in covers) if total is not None]
        lower = max(peaks)
        return replace(found, actual=lower, lower=lower, upper=max(lower, min(sums)) if sums else None, platform=leg.platform)

    return read


def _cover(days: int, series: Sequence[Series], leg: Leg, frame: Frame, desk: Desk) -> Callable[[], float | None]:
    """The least sum of windows of some days that covers a frame: as many whole ones as fit, and for the rest a further one or single days."""
    length = (frame.cut - frame.first).days + 1
    count, rest = divmod(length, days)
    if count + bool(rest) > _COVER:
        return lambda: None
    ends = [frame.first + timedelta(days=days * number - 1) for number in range(1, count + 1)]
    whole = [[desk.ask(one, end, end) for one in series] for end in ends]
    last = [desk.ask(one, frame.cut, frame.cut) for one in series] if rest else []
    single = [desk.ask(one, frame.cut - timedelta(days=rest - 1), frame.cut) for one in leg.series] if rest else []

    def read() -> float | None:
        parts = [_only(asked) for asked in whole]
        if any(part is None for part in parts):
            return None
        total = sum(part for part in parts if part is not None)
        if not rest:
            return total
        answers = [answer() for answer in single]
        by_day = sum(a.total for a in answers if a) if answers and all(a is not None and a.days >= rest for a in answers) else None
        options = [option for option in (_only(last), by_day) if option is not None]
        return total + min(options) if options else None

    return read


def _only(asked: Sequence[Asked]) -> float | None:
    """The figure of the only series asked; several (accounts, campaigns) are people that may be the same."""
    answer = asked[0]() if len(asked) == 1 else None
    return None if answer is None else answer.last
