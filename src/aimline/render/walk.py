"""`evaluate --explain`: one goal's arithmetic for people, so that they can check it by hand, and as JSON.

Formulas are read from left to right in every language; between words from right to left they stand in isolates of their own.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from aimline.engine.shape import metrics, platforms
from aimline.engine.walk import DayWalk, SourceRead, Step, Walk, exact, symbolic
from aimline.engine.why import called, number
from aimline.pacing.status import Status
from aimline.render.cells import pad, width, wrapped
from aimline.render.standings.text import percent
from aimline.render.style import styled
from aimline.text.messages import direction, format_number, isolate, message, visible

_GAP = "  "
_NOTHING = "–"
_COLUMNS = ("day", "figure", "actual", "gained", "expected", "done", "spi", "tspi", "probability", "verdict", "status")
_WORDS = frozenset(["day", "verdict", "status"])
_LEFT_OUT = ("gained", "figure", "verdict", "tspi", "expected", "spi")
"""What a terminal that is too narrow does without, in this order: every day has its figures again below."""
_OPEN: tuple[Status, ...] = ("behind", "at_risk", "on_track")


def as_json(walk: Walk) -> str:
    """Everything, figures unrounded, undefined ones null."""
    return walk.model_dump_json(indent=2)


def as_text(walk: Walk, language: str, columns: int) -> Iterator[str]:
    """Line by line, in one language. Of a goal that is not followed from day to day there is only how it stands."""
    yield styled(_user(" ".join(walk.text.split()), language), bold=True)
    yield styled(_place(walk, language), dim=True)
    yield ""
    if not walk.days:
        yield from wrapped(f"{_status(walk.status, language)}. {visible(walk.why[language], isolates=True)}", columns)
        return
    yield from _head(walk, language, columns)
    yield from ("", _title("days", language))
    yield from _table(walk, language, columns)
    yield from ("", _title("rules", language))
    yield from _rules(walk, language, columns)
    yield from ("", _title("worked", language))
    for place in range(len(walk.days)):
        yield from _day(walk, place, language, columns)
    if walk.left:
        yield from ("", _title("left", language))
        for step in walk.left:
            yield from _hanging(_worked(step, language), 2, columns)
    yield from _law(walk, language, columns)
    yield ""
    yield from wrapped(visible(walk.why[language], isolates=True), columns)


def _title(name: str, language: str, **params: object) -> str:
    return styled(message(f"walk.{name}", language, **params), bold=True)


def _place(walk: Walk, language: str) -> str:
    place = f"{visible(walk.file or '-')}:{walk.line}"
    return f"{_user(place, language)} · {_user(walk.goal, language)}"


def _head(walk: Walk, language: str, columns: int) -> Iterator[str]:
    def say(key: str, **params: object) -> Iterator[str]:
        yield from _hanging(message(f"walk.{key}", language, **params), 0, columns)

    as_of = _day_of(walk.as_of, language)
    if walk.window is None:
        yield from say("window_open", as_of=as_of)
    else:
        yield from say("window", start=_day_of(walk.window.start, language), end=_day_of(walk.window.last, language), days=walk.window.days, as_of=as_of)
    if walk.sources:
        yield message("walk.sources", language) + ":"
        for source in walk.sources:
            yield from _hanging(_source(source, language), 2, columns)
    origin = walk.baseline
    yield from say(f"baseline.{origin.how}", value=_amount(origin.value, walk.unit, language), day=_day_of(origin.day, language))
    if walk.target is not None:
        yield from _hanging(_worked(walk.target, language), 0, columns)
    yield from say(f"curve.{walk.curve}")


def _source(source: SourceRead, language: str) -> str:
    series = called(metrics(source.metric), language)
    where = [_user(source.account, language)] if source.account else []
    where += [called(platforms([source.platform]), language)] if source.platform else []
    where += [_user(source.campaign, language)] if source.campaign else []
    known = {"part": message(f"walk.part.{source.part}", language), "series": series + (f" ({' · '.join(where)})" if where else "")}
    if source.first is None or source.last is None:
        return message("walk.source_empty", language, **known)
    days = {"first": _day_of(source.first, language), "last": _day_of(source.last, language), "shown": source.observed}
    said = message("walk.source", language, **known, **days)
    if source.files:
        files = message("lint.comma", language).join(_user(file, language) for file in source.files)
        said += message("lint.comma", language) + message("walk.files", language, files=files)
    return said


def _table(walk: Walk, language: str, columns: int) -> Iterator[str]:
    names = list(_COLUMNS)
    rows = [_cells(day, walk.unit, language) for day in walk.days]
    heads = {name: message(f"walk.head.{name}", language) for name in names}
    widths = {name: max(width(heads[name]), *(width(row[name]) for row in rows)) for name in names}
    for name in _LEFT_OUT:
        if sum(widths[one] + len(_GAP) for one in names) > columns:
            names.remove(name)
    yield styled(_line([heads[name] for name in names], names, widths), dim=True)
    for row in rows:
        yield _line([row[name] for name in names], names, widths)


def _line(cells: Sequence[str], names: Sequence[str], widths: dict[str, int]) -> str:
    done = [pad(cell, widths[name]) if name in _WORDS else " " * (widths[name] - width(cell)) + cell for cell, name in zip(cells, names, strict=True)]
    return (_GAP + _GAP.join(done)).rstrip()


def _cells(day: DayWalk, unit: str | None, language: str) -> dict[str, str]:
    return {
        "day": _day_of(day.day, language),
        **{name: _amount(getattr(day, name), unit, language) for name in ("figure", "actual", "gained", "expected")},
        "done": _NOTHING if day.done is None else format_number(100 * day.done, 0) + "%",
        **{name: _NOTHING if getattr(day, name) is None else format_number(getattr(day, name)) for name in ("spi", "tspi")},
        "probability": percent(day.probability),
        "verdict": _NOTHING if day.verdict is None else _status(day.verdict, language),
        "status": _status(day.status, language),
    }


def _rules(walk: Walk, language: str, columns: int) -> Iterator[str]:
    """Each formula once, with the names of its numbers, and the thresholds."""
    formulas = {step.name: step for day in walk.days for step in day.steps}
    for step in formulas.values():
        yield from _hanging(f"{step.says[language]} = {symbolic(step.formula, language)}", 2, columns)
    if any(day.verdict is not None for day in walk.days):
        limits = {name: _user(exact(value), language) for name, value in walk.limits.model_dump().items()}
        yield from _hanging(message("walk.limits", language, **limits), 2, columns)


def _day(walk: Walk, place: int, language: str, columns: int) -> Iterator[str]:
    """A day with its numbers, and what they decide."""
    day = walk.days[place]
    read = message("walk.no_figure", language) if day.figure is None else number(day.figure, walk.unit)[language]
    yield from _hanging(message("walk.day", language, n=place + 1, date=_day_of(day.day, language), read=read), 2, columns)
    for step in day.steps:
        yield from _hanging(_worked(step, language), 5, columns)
    yield from _hanging(" ".join(_judged(walk, place, language)), 5, columns)


def _worked(step: Step, language: str) -> str:
    """A figure with its numbers in their places."""
    value = exact(step.value)
    told = f"{step.filled} = {value}" if step.filled and step.filled != value else value
    return f"{step.says[language]} = {_user(told, language, formula=True)}"


def _judged(walk: Walk, place: int, language: str) -> Iterator[str]:
    """What the list says of a day, and what becomes of it."""
    day, before = walk.days[place], [one.status for one in walk.days[:place] if one.status in _OPEN]

    def say(key: str, **params: object) -> str:
        return message(f"walk.verdict.{key}", language, **params)

    def shown(value: float | None) -> str:
        return _user(exact(value), language)

    limits = walk.limits
    known = {"p": shown(day.probability), "tspi": shown(day.tspi), "spi": shown(day.spi), "done": shown(day.done)}
    known |= {
        "behind": shown(limits.behind),
        "limit": shown(limits.tspi if day.probability is not None else limits.tspi_alone),
        "at_risk": shown(limits.at_risk),
    }
    yield say(_reason(day, walk), status=_status(day.verdict or day.status, language), **known)
    if day.verdict is None or day.status not in _OPEN:
        return
    if not before:
        yield say("first")
    elif day.status != before[-1]:
        several = day.needed is not None and day.run is not None and day.run >= day.needed > 1
        yield say("changes" if several else "changes_at_once", wanted=_status(day.status, language), needed=shown(day.needed), n=day.needed)
    elif day.wants is not None and day.wants != day.status:
        named = {"wanted": _status(day.wants, language), "status": _status(day.status, language)}
        yield say("wants", run=shown(day.run), needed=shown(day.needed), n=day.needed or 1, **named)
    elif day.verdict != day.status:
        yield say("stays", status=_status(day.status, language))


def _reason(day: DayWalk, walk: Walk) -> str:
    """Which of the list's conditions a day meets; `plain` where none of them is what decided."""
    limits, p, tspi = walk.limits, day.probability, day.tspi
    slow = tspi is not None and tspi > (limits.tspi if p is not None else limits.tspi_alone)
    if p is not None and day.verdict in _OPEN:
        holds = {"behind": p < limits.behind and slow, "behind_unlikely": p < limits.behind and not slow and tspi is not None, "at_risk": p < limits.at_risk}
        key = next((name for name, true in holds.items() if true), "on_track")
        return key if key.startswith(day.verdict) or (key == "behind_unlikely" and day.verdict == "at_risk") else "plain"
    if day.verdict == "behind":
        return "behind_by_pace" if slow else "plain"
    by, index = ("pace", day.spi) if day.spi is not None else ("done", day.done)
    if index is None or day.verdict not in ("at_risk", "on_track", "over_pace", "within"):
        return "plain"
    if day.verdict in ("over_pace", "within"):
        fits = (index > 1) == (day.verdict == "over_pace") if by == "pace" else (index < 1) == (day.verdict == "over_pace")
    else:
        fits = (index >= 1) == (day.verdict == "on_track")
    return f"{day.verdict}_by_{by}" if fits else "plain"


def _law(walk: Walk, language: str, columns: int) -> Iterator[str]:
    """The figures of the law, each with what it comes from."""
    day = _day_of(walk.days[-1].day, language)
    yield ""
    if not walk.law:
        yield from wrapped(message("walk.law_none", language, date=day), columns)
        return
    yield _title("law", language, date=day)
    for step in walk.law:
        named = f"{_user(symbolic(step.formula, language), language, formula=True)} = " if step.formula else ""
        told = f"{step.filled} = {exact(step.value)}" if step.formula else exact(step.value)
        yield from _hanging(f"{step.says[language]}: {named}{_user(told, language, formula=True)}", 2, columns)


def _amount(value: float | None, unit: str | None, language: str) -> str:
    return _NOTHING if value is None else number(value, unit)[language]


def _status(status: str, language: str) -> str:
    return message(f"standing.status.{status}", language)


def _day_of(day: date | None, language: str) -> str:
    return _NOTHING if day is None else _user(day.isoformat(), language)


def _user(text: str, language: str, *, formula: bool = False) -> str:
    """Words, dates and formulas between isolates where they or the words around them run from right to left."""
    return isolate(text) if direction(language) == "rtl" or not (formula or text.isascii()) else visible(text)


def _hanging(text: str, indent: int, columns: int) -> Iterator[str]:
    """A text in lines, the later ones further in. A formula that is broken between isolates keeps its order in each line."""
    first = True
    for line in _isolated(wrapped(visible(text, isolates=True), columns - indent - 2)):
        yield " " * (indent if first else indent + 2) + line
        first = False


def _isolated(lines: Iterator[str]) -> Iterator[str]:
    """Lines whose isolates are closed at their end and opened again on the next."""
    opened = 0
    for line in lines:
        text = "\u2068" * opened + line
        opened = text.count("\u2068") - text.count("\u2069")
        yield text + "\u2069" * opened
