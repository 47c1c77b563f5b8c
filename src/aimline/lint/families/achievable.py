"""A: can it be done, by what the account has done before? Without a log only published benchmarks have something to say, as hints."""

from collections.abc import Iterator, Sequence

from aimline.lint.benchmarks import benchmark
from aimline.lint.history import COMPARED, ENOUGH, History, Stretch
from aimline.lint.rule import Context
from aimline.text.diagnostic import Note
from aimline.text.messages import format_number, messages
from aimline.text.position import Span

UNLIKELY = 0.1
"""A goal is called unlikely when a smaller share of the comparable stretches did as well, and a smaller share rose as much against the days before them.
Either alone says little: old stretches of an account that grew, or the usual ups and downs of one that did not."""

NEARLY = 0.05
"""How far a baseline may be from the last reading, as a part of it: people round, and time passes between writing and starting."""


def already_met(context: Context) -> Iterator[Note]:
    history = context.history
    if history is None or not _met(context, history):
        return
    assert history.before is not None
    assert history.target is not None
    before, unit = history.before, history.unit
    when = before.last.isoformat() if before.first == before.last else _dates(Stretch(before.first, before.last, before.value))
    yield Note("already-met", _place(context), {"actual": _figure(before.value, unit), "target": _figure(history.target, unit), "when": when})


def faster_than_ever(context: Context) -> Iterator[Note]:
    history = context.history
    if history is None or not history.judged or history.needed is None or _met(context, history) or history.reached or _backwards(history):
        return
    best = history.best
    params = {
        "needed": _said(history, history.needed),
        "span": _span(history),
        "dates": _dates(best),
        "best": _said(history, best.value, bound=not history.exact),
    }
    yield Note("faster-than-ever", _place(context), params)


def unlikely(context: Context) -> Iterator[Note]:
    history = context.history
    if history is None or not _shares(history) or not history.needed or _met(context, history) or _backwards(history):
        return
    count, compared = len(history.stretches), len(history.rises)
    if not history.recent or compared < COMPARED or not history.reached:
        return
    if history.reached < UNLIKELY * count and history.risen < UNLIKELY * compared:
        figures = {"reached": str(history.reached), "count": str(count), "risen": str(history.risen), "compared": str(compared)}
        said = {"needed": _said(history, history.needed), "recent": _said(history, history.recent), "span": _span(history)}
        yield Note("unlikely", _place(context), {**figures, **said})


def below_usual(context: Context) -> Iterator[Note]:
    history = context.history
    if history is None or not _shares(history) or history.needed is None or not history.daily or _met(context, history):
        return
    if history.up and history.needed > 0 and history.reached == len(history.stretches):
        worst = history.worst
        params = {"needed": _said(history, history.needed), "span": _span(history), "dates": _dates(worst), "worst": _said(history, worst.value)}
        yield Note("below-usual", _place(context), params)


def budget_too_small(context: Context) -> Iterator[Note]:
    history = context.history
    if history is None or history.cost is None or history.cost.allowed >= history.cost.cheapest.value or history.target is None:
        return
    cost = history.cost
    unit = f"currency:{cost.currency}"
    setting = context.statement.settings.get("budget")
    place = setting.value_span if setting is not None and "budget" in context.statement.own_settings else _place(context)
    figures = {"budget": _figure(cost.budget, unit), "allowed": _figure(cost.allowed, unit), "best": _figure(cost.cheapest.value, unit)}
    yield Note("budget-too-small", place, {**figures, "span": _span(history), "dates": _dates(cost.cheapest)})


def no_data(context: Context) -> Iterator[Note]:
    history = context.history
    if history is not None and history.problem is not None:
        yield Note("no-data", context.statement.span if context.index == 0 else context.draft.span, {"reason": history.problem})


def baseline_differs(context: Context) -> Iterator[Note]:
    history = context.history
    if history is None or history.stated is None or history.before is None or context.draft.target is None:
        return
    before, stated = history.before, history.stated
    if abs(before.value - stated) > NEARLY * abs(stated):
        setting = context.statement.settings.get("baseline")
        place = setting.value_span if setting is not None and context.draft.target.baseline is None else _place(context)
        figures = {"stated": _figure(stated, history.unit), "actual": _figure(before.value, history.unit)}
        yield Note("baseline-differs", place, {**figures, "date": before.last.isoformat()})


def above_benchmark(context: Context) -> Iterator[Note]:
    draft = context.draft
    target, metric = draft.target, draft.metric
    judged = context.history is not None and context.history.judged
    if judged or target is None or metric is None or target.value is None or target.kind not in ("level", "from_to") or draft.intent == "limit":
        return
    platforms: Sequence[str | None] = draft.platforms or [None]
    for platform in platforms:
        known = benchmark(metric, platform)
        if known is None or target.unit != known.unit or not known.beyond(target.value, up=context.catalogue.metric(metric).direction == "up"):
            continue
        figures = {"value": _figure(known.value, known.unit), "source": known.source, "year": str(known.year)}
        yield Note("above-benchmark", _place(context), {**figures, "what": known.what})


def _met(context: Context, history: History) -> bool:
    """Whether a goal that is to be reached, not kept, stood reached before it began."""
    kept = context.draft.intent in ("maintain", "limit")
    return not kept and history.fixed and history.before is not None and history.target is not None and history.reaches(history.before.value, history.target)


def _backwards(history: History) -> bool:
    """Whether a goal that is to grow asks for nothing or less: its words say something else than its numbers."""
    return history.daily and history.up and history.needed is not None and history.needed <= 0


def _shares(history: History) -> bool:
    """Whether the share of stretches that did as well says something: there are enough. Stretches shorter than the goal reach its extremes more often than ones
    of its length would, so that few of them are even fewer of those, and all of them all.
    """
    return history.judged and history.exact and len(history.stretches) >= ENOUGH


def _place(context: Context) -> Span:
    """The number of the goal; where it has none, the goal."""
    target = context.draft.target
    return target.span if target is not None else context.statement.span


def _figure(value: float, unit: str | None) -> str:
    """A figure with its unit, with as many decimals as it needs."""
    size = abs(value)
    text = format_number(value, 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 or value == 0 else 4)
    if unit == "percent":
        return text + "%"
    return f"{text} {unit.partition(':')[2]}" if unit and unit.startswith(("currency:", "duration:")) else text


def _said(history: History, value: float, *, bound: bool = False) -> dict[str, str] | str:
    """What is needed, or was had: so much a day, or the figure itself; `bound` says that it may have been less."""
    figure = _figure(value, history.unit)
    if bound:
        return messages("achievable.at_most", figure=figure)
    return messages("achievable.per_day", figure=figure) if history.daily else figure


def _span(history: History) -> dict[str, str]:
    return messages("achievable.days", n=history.span or 0)


def _dates(stretch: Stretch) -> str:
    return stretch.first.isoformat() if stretch.first == stretch.last else f"{stretch.first} – {stretch.last}"
