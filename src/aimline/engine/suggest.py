"""A request without a number + rows → targets that the account would hit with 80, 50 and 20 % probability, by the law that goals are judged by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, floor, log10

import numpy as np

from aimline.catalogue import Catalogue, Metric
from aimline.engine.ask import Store
from aimline.engine.book import Book, Part, bound, carried, spans
from aimline.engine.follow import cut
from aimline.engine.resolve import Resolved, family, resolve
from aimline.engine.select import Shelf
from aimline.engine.shape import CALENDAR, Words, metrics
from aimline.engine.sources import Daily
from aimline.engine.stand import changes
from aimline.engine.suggestion import Aim, Recent, Suggestion
from aimline.engine.table import GoalTable, Question
from aimline.engine.why import number, say
from aimline.goals.calendar import ImpossibleDate, add_duration
from aimline.goals.model import Goal, Intent, PlacedGoal, Target, Time, Window
from aimline.goals.printing import printable, sentence
from aimline.goals.printing.sentence import digits_in
from aimline.pacing.law import HORIZON, LOOKBACK, Family, Outlook, Stretch, outlook
from aimline.pacing.lines import Figures

SHARES = (0.8, 0.5, 0.2)
LEAST_DAYS = 14
"""Days with a figure, of the last 56, below which nothing is suggested."""
_RECENT = 28
_NEAR = 0.02
"""How far rounding may move a probability."""
_SMALL = 10.0
"""Hours below which minutes are said."""


@dataclass(frozen=True, slots=True)
class Request:
    """A goal that wants a target, and the own surfaces (website, blog) that its sentence names."""

    placed: PlacedGoal
    surfaces: tuple[str, ...] = ()


def suggest(requests: Sequence[Request], store: Store, catalogue: Catalogue, *, as_of: date | None = None) -> list[Suggestion]:
    """A suggestion a request. Figures count up to day `as_of`; where none is given, up to the last day that those of the request have."""
    shelf = Shelf.of(store.series(), (one.placed.goal for one in requests), catalogue)
    return [_suggest(one, shelf, store, catalogue, as_of) for one in requests]


def _suggest(request: Request, shelf: Shelf, store: Store, catalogue: Catalogue, as_of: date | None) -> Suggestion:
    placed, goal = request.placed, request.placed.goal
    plain = Suggestion(request=" ".join(placed.text.split()), language=placed.language, metric=goal.metric, platforms=goal.platforms, account=goal.account)
    if placed.trouble is not None:
        return _refused(plain, (f"trouble.{placed.trouble.name}", dict(placed.trouble.params)))
    if goal.metric is None:
        return _refused(plain, ("suggest.no_metric", {}))
    metric = catalogue.metric(goal.metric)
    problem = _unfit(goal, metric)
    if problem is not None:
        return _refused(plain, problem)
    asked = _with_target(goal, metric)
    table = GoalTable.of([asked], catalogue)
    if not table.questions:
        return _refused(plain, table.problems[0])
    question = table.questions[0][0]
    resolved = resolve(question, asked, shelf, catalogue)
    legs = resolved.daily
    law = family(question, resolved, legs) if legs else None
    if resolved.problem is not None:
        return _refused(plain, resolved.problem)
    if resolved.partial:
        return _refused(plain, *resolved.notes)
    if legs is None or law is None or question.shape.figure == "ratio":
        return _refused(plain, ("suggest.not_daily", {"metric": metrics(goal.metric)}))
    last = as_of or min(max(series.last for part in leg.above for series in part) for leg in legs)
    window = _window(goal, last)
    if not isinstance(window, Window):
        return _refused(plain.model_copy(update={"as_of": last}), window)
    question_ = _Asked(request, asked, question, resolved, legs, law)
    return _answered(plain, question_, store, last, window)


def _refused(plain: Suggestion, *problems: Words) -> Suggestion:
    said = [say(key, **params) for key, params in problems]
    return plain.model_copy(update={"problem": {language: " ".join(one[language] for one in said) for language in said[0]}})


def _unfit(goal: Goal, metric: Metric) -> Words | None:
    """Why a metric, or the way that it is asked for, has no law that targets could be taken from."""
    if metric.vague:
        return "not_measurable.vague", {"metric": metrics(metric.name)}
    if goal.per in CALENDAR or goal.rhythm is not None or (goal.time is not None and goal.time.form == "recurring"):
        return "suggest.recurring", {}
    if goal.per is not None or goal.aggregation is not None:
        return "suggest.average", {}
    if metric.kind not in ("level", "flow"):
        return f"suggest.{'people' if metric.kind == 'unique' else 'ratio'}", {"metric": metrics(metric.name)}
    if goal.intent == "maintain" or (goal.intent == "decrease" and metric.kind == "flow" and metric.direction == "up"):
        return "suggest.kept", {"metric": metrics(metric.name)}
    return None


def _with_target(goal: Goal, metric: Metric) -> Goal:
    """The goal with a target of the kind that its metric has: a change of a level, a total of what adds up, a bound on what should be little."""
    said = goal.target.unit if goal.target is not None and goal.target.unit.startswith(("duration:", "currency:")) else None
    unit = said or ("duration:hour" if metric.unit.startswith("duration") else "count")
    intent: Intent
    if metric.kind == "level":
        intent = goal.intent if goal.intent in ("increase", "decrease") else "increase" if metric.direction == "up" else "decrease"
        target = Target(kind="change", value=1.0, unit=unit)
    elif metric.direction == "up":
        intent, target = "do" if goal.intent == "do" or metric.activity else "reach", Target(kind="level", value=1.0, unit=unit)
    else:
        intent, target = "limit", Target(kind="level", value=1.0, unit=unit, bound="max")
    return goal.model_copy(update={"intent": intent, "target": target, "baseline": None})


def _window(goal: Goal, last: date) -> Window | Words:
    """The days of the goal: as it says, else from the day after the last one that counts."""
    first = last + timedelta(days=1)
    window = goal.window
    if window is None:
        try:
            end = goal.due + timedelta(days=1) if goal.due else add_duration(first, goal.time.value) if goal.time and goal.time.form == "duration" else None
        except (ImpossibleDate, OverflowError):
            end = None
        if end is None:
            return ("suggest.no_time", {}) if goal.time is None else ("not_measurable.time", {"time": goal.time.value})
        if end <= first:
            return "suggest.over", {"end": end - timedelta(days=1), "last": last}
        window = Window(start=first, end=end)
    if window.end <= first:
        return "suggest.over", {"end": window.last, "last": last}
    if (window.end - first).days > HORIZON:
        return "suggest.too_far", {"end": window.last}
    return window


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request whose figures are known by day."""

    request: Request
    goal: Goal
    question: Question
    resolved: Resolved
    legs: tuple[Daily, ...]
    family: Family

    @property
    def sign(self) -> int:
        """-1 where a level is to fall: signs are turned so that up is good."""
        return 1 if self.question.shape.up or self.question.shape.mode == "cap" else -1

    @property
    def cap(self) -> bool:
        """Whether targets are bounds."""
        return self.question.shape.mode == "cap"


def _answered(plain: Suggestion, asked: _Asked, store: Store, last: date, window: Window) -> Suggestion:
    begin = min(window.start, last + timedelta(days=1))
    past = (last - begin).days + 1
    figures, covered, notes, stands = _figures(asked, store, begin.toordinal(), past)
    recent = _recent(figures, covered, asked.resolved.factor)
    observed = int((~np.isnan(figures[-LOOKBACK:])).sum())
    unit = asked.resolved.unit
    known = plain.model_copy(
        update={
            "unit": unit,
            "change": asked.question.shape.figure == "level",
            "up": asked.sign > 0 and not asked.cap,
            "as_of": last,
            "window": window,
            "waiting": max(0, (window.start - last).days - 1),
            "stands": stands,
            "observed": observed,
            "recent": recent.model_copy(update={"per_day": None if recent.per_day is None else asked.sign * recent.per_day}),
            "notes": tuple(say(key, **params) for key, params in notes),
        }
    )
    if observed < LEAST_DAYS or not recent.observed:
        return _refused(known, ("suggest.short", {"n": observed, "last": last, "least": LEAST_DAYS, "metric": metrics(asked.goal.metric or "")}))
    future = _Future(asked, figures, covered, begin, window, past)
    if not future.known:
        return _refused(known, ("suggest.nothing", {"metric": metrics(asked.goal.metric or ""), "value": number(asked.sign * (recent.per_day or 0.0))}))
    factor, unit = _unit(asked.resolved, unit, future)
    targets = tuple(_target(asked, future, share, factor, unit, window, last) for share in SHARES)
    if all(aim.value is None for aim in targets):
        return _refused(known, ("suggest.nothing", {"metric": metrics(asked.goal.metric or ""), "value": number(asked.sign * (recent.per_day or 0.0))}))
    return known.model_copy(update={"unit": unit, "targets": targets, "recent": _scaled(known.recent, factor / asked.resolved.factor)})


def _scaled(recent: Recent | None, factor: float) -> Recent | None:
    return recent.model_copy(update={"per_day": recent.per_day * factor}) if recent is not None and recent.per_day is not None else recent


def _unit(resolved: Resolved, unit: str | None, future: "_Future") -> tuple[float, str | None]:
    """The unit that targets are said in, and its factor: minutes where hours would be few."""
    if unit == "duration:hour" and future.quantile(0.5) * resolved.factor < _SMALL:
        return resolved.factor * 60, "duration:minute"
    return resolved.factor, unit


def _figures(asked: _Asked, store: Store, begin: int, past: int) -> tuple[Figures, Figures, list[Words], float | None]:
    """What each of the 56 days before day `begin` and of the `past` days from it on brought (NaN: not observed), how many days each figure covers, what must be
    told, and the last reading of a level.
    """
    legs = asked.legs
    parts = list(dict.fromkeys(Part("level" if leg.kind == "level" else "sum", series) for leg in legs for series in (*leg.above, *leg.below)))
    until = begin + past - 1
    first = max(1, begin - LOOKBACK - 1)
    book = bound(parts, store.days(*spans(parts, dict.fromkeys(parts, (first, until)))), first, until)
    start = np.array([begin], dtype=np.int64)
    row_of = {part: np.array([row], dtype=np.int64) for row, part in enumerate(parts)}
    notes = [*asked.resolved.notes, *(note for leg in legs for note in leg.notes)]
    total, covered = np.zeros(LOOKBACK + past), np.ones(LOOKBACK + past)
    stands: float | None = 0.0
    for leg in legs:
        if leg.kind == "level":
            row = row_of[Part("level", leg.above[0])]
            change, days = changes(book, row, start, past)
            total, covered = total + change[0], np.maximum(covered, days[0])
            stands = _latest(book, int(row[0]), stands)
            continue
        stands = None
        plus = cut(book, row_of[Part("sum", leg.above[0])], start, LOOKBACK, past)[0] / book.scale[row_of[Part("sum", leg.above[0])]]
        if leg.kind == "net":
            note: Words = ("source.gross", {"gains": metrics(leg.names[0])})
            if leg.below:
                minus = cut(book, row_of[Part("sum", leg.below[0])], start, LOOKBACK, past)[0] / book.scale[row_of[Part("sum", leg.below[0])]]
                if not (~np.isnan(plus) & np.isnan(minus)).any():
                    plus, note = plus - minus, ("source.net", {"gains": metrics(leg.names[0]), "losses": metrics(leg.names[1])})
            notes.append(note)
        total = total + plus
    return total * asked.sign, covered, list({repr(note): note for note in notes}.values()), stands


def _latest(book: Book, row: int, others: float | None) -> float | None:
    """The last reading of a row, added to those of others; None where there is none."""
    value = float(carried(np.r_[book.before[row], book.figures[row]][None, :])[0, -1] / book.scale[row])
    return None if others is None or np.isnan(value) else others + value


def _recent(figures: Figures, covered: Figures, factor: float) -> Recent:
    """The last 28 days."""
    mine, days = figures[-_RECENT:], covered[-_RECENT:]
    seen = ~np.isnan(mine)
    rate = float(mine[seen].sum() / days[seen].sum()) * factor if seen.any() else None
    return Recent(days=_RECENT, observed=int(seen.sum()), per_day=rate)


class _Future:
    """What a window will have brought at its close, by the law of its family; amounts are in the unit of the rows."""

    def __init__(self, asked: _Asked, figures: Figures, covered: Figures, begin: date, window: Window, past: int) -> None:
        self._asked = asked
        length = (window.end - begin).days
        blank = np.full(length - past, np.nan)
        stretch = Stretch(
            before=figures[None, :LOOKBACK],
            during=np.r_[figures[LOOKBACK:], blank][None, :],
            first_weekday=np.array([begin.weekday()], dtype=np.int64),
            way=np.zeros(1),
            spans=np.r_[covered, np.ones(length - past)][None, :],
        )
        seen = outlook(stretch, np.array([past], dtype=np.int64), asked.family)
        waiting = (window.start - begin).days
        if waiting:
            # The rate may wander on the days before the window, too: over g days and then T, what it does to the T weighs as much as over 3 g + T.
            gap = seen.weights[:, :waiting].sum(1)[:, None]
            seen = replace(seen, weight_left=seen.weight_left - gap, days_left=seen.days_left + 2 * waiting)
        self._seen: Outlook = seen

    @property
    def known(self) -> bool:
        """Whether anything is."""
        return bool(np.isfinite(self._seen.mean + self._seen.variance).all())

    def quantile(self, share: float) -> float:
        """What is not exceeded with this probability."""
        return float(self._seen.quantile(share)[0, 0])

    def chance(self, amount: float) -> float:
        """The probability of at least an amount; of bounds, of no more."""
        return float(self._seen.reaching(np.array([[amount]]) - self._seen.gained, np.array([self._asked.cap]))[0, 0])


def _target(asked: _Asked, future: _Future, share: float, factor: float, unit: str | None, window: Window, last: date) -> Aim:
    exact = future.quantile(share if asked.cap else 1 - share) * factor
    whole = unit == "count"
    nothing = Aim(wanted=share, value=None, probability=None, per_day=None, text=None)
    if not asked.cap and exact < (1 if whole else 0.01):
        return nothing
    for value in rounded(max(0.0, exact), whole=whole, up=asked.cap):
        chance = future.chance(value / factor)
        if chance >= share - 1e-9 and abs(chance - share) <= _NEAR:
            break
    text = _sentence(asked, value, unit, window, last)
    return Aim(wanted=share, value=value, probability=chance, per_day=value / window.days, text=text)


def rounded(value: float, *, whole: bool, up: bool) -> Iterator[float]:
    """A figure of two significant digits, and of three where that differs; whole numbers or hundredths; never beyond it (`up`: never below it).

    >>> list(rounded(1234.5, whole=True, up=False))
    [1200.0, 1230.0]
    """
    size = floor(log10(value)) + 1 if value > 0 else 1
    finest = 0 if whole else 2
    cut_, last = ceil if up else floor, None
    for digits in (2, 3):
        places = min(digits - size, finest)
        # what is a whole number but for an error of a division is one
        scaled = round(value * 10.0**places, 6)
        found = cut_(scaled) / 10.0**places if places >= 0 else float(cut_(scaled) * 10 ** (-places))
        if found != last:
            yield found
        last = found


def _sentence(asked: _Asked, value: float, unit: str | None, window: Window, last: date) -> str | None:
    """The goal with its target in the language and the digits of the request; None where no wording says just that. Where the request names no first day, the
    sentence does: without one the first figure of the account would open the window.
    """
    placed, goal = asked.request.placed, asked.goal
    assert goal.target is not None
    start = goal.start
    if placed.goal.window is None and start is None:
        start = Time(form="deadline", value=(last + timedelta(days=1)).isoformat())
    language = placed.language if placed.language in printable() else printable()[0]
    target = goal.target.model_copy(update={"value": value, "unit": unit or goal.target.unit})
    for intent in dict.fromkeys((goal.intent, "reach", "increase") if not asked.cap else (goal.intent,)):
        said = goal.model_copy(update={"target": target, "start": start, "intent": intent if asked.question.shape.figure == "flow" else goal.intent})
        printed = sentence(said, language, digits_in(placed.text, language), asked.request.surfaces)
        if printed.exact:
            return printed.text
    return None


__all__ = ["LEAST_DAYS", "SHARES", "Request", "rounded", "suggest"]
