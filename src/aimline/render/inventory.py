"""What was read, for people: a table of the series of each account and platform, with what was set aside, refused and used by goals below it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from json import dumps

from pydantic import BaseModel

from aimline.engine.shape import metrics, platforms
from aimline.engine.stocktaking import Aside, FileKnown, Inventory, RatioRead, SeriesRead, SumRead, UndatedRead
from aimline.engine.why import called, number
from aimline.render.cells import pad, rows, width, wrapped
from aimline.render.style import styled
from aimline.text.messages import direction, entry, format_figure, format_number, isolate, message, visible

_GAP = "  "
_NOTHING = "–"
_COLUMNS = ("kind", "unit", "first", "last", "rows", "missing", "value")
_FIGURES = frozenset({"rows", "missing", "value"})
_NARROW = 20
"""Columns that the name of a series needs beside its figures; with less room they stand below it."""
_SHOWN = 6
"""Series of a goal that are named with their kind of item and their campaign; where there are more, they are named without."""
_NARROWEST = 40
"""Columns of a terminal; what is narrower breaks the lines itself."""


def as_json(found: Inventory) -> str:
    """Everything, figures unrounded, undefined ones null."""
    return "".join(json_pieces(found))


def json_pieces(found: Inventory) -> Iterator[str]:
    """The same piece by piece: there may be a series for every few rows, and the text of them all takes more memory than what it is made of."""
    between = "{\n  "
    for name in Inventory.model_fields:
        yield f"{between}{dumps(name)}: "
        between = ",\n  "
        value = getattr(found, name)
        if isinstance(value, tuple):
            start = "[\n    "
            for one in value:
                yield start + _indented(one, 4)
                start = ",\n    "
            yield "\n  ]" if value else "[]"
        else:
            yield "null" if value is None else _indented(value, 2)
    yield "\n}"


def _indented(one: BaseModel, by: int) -> str:
    """A part as it stands within the whole; texts have no line breaks of their own in JSON."""
    return one.model_dump_json(indent=2).replace("\n", "\n" + " " * by)


def as_text(found: Inventory, errors: Sequence[Mapping[str, str]], language: str, columns: int) -> Iterator[str]:
    """Line by line, in one language. What stands in `errors` is told elsewhere and left out here."""
    columns = max(_NARROWEST, columns)
    yield from _tables(found.series, language, columns)
    told = [one for one in found.refused if not any(one.reason is error for error in errors)]
    parts = {
        "sums": [[_sum(one, language)] for one in found.sums],
        "ratios": [[_ratio(one, language)] for one in found.ratios],
        "undated": [[_undated(one, language)] for one in found.undated],
        "disagreements": [[_about(one.account, one.platform, one.says[language], language)] for one in found.disagreements],
        "overlaps": [[_placed(one.file, None, one.says, language)] for one in found.overlaps],
        "files": [_file(one, language) for one in found.files],
        "set_aside": list(_aside(found.set_aside, language)),
        "refused": [[_placed(one.file, None, one.reason, language)] for one in told],
    }
    for name, items in parts.items():
        if items:
            yield ""
            yield styled(message(f"inventory.title_{name}", language), bold=True)
            for first, *more in items:
                yield from _hanging(first, 2, columns)
                for note in more:
                    yield from _hanging(note, 4, columns)
    if found.goals:
        yield ""
        yield styled(message("inventory.title_goals", language), bold=True)
        for goal in found.goals:
            for line in wrapped(goal.text, columns - 2):
                yield "  " + _user(line, language)
            if goal.problem is not None:
                yield from _hanging(goal.problem[language], 4, columns)
            elif goal.series:
                yield from _hanging(message("inventory.uses", language, series=_named([found.series[number] for number in goal.series], language)), 4, columns)
            for said in goal.notes:
                yield from _hanging(said[language], 4, columns)
    yield ""
    if not found.series and not found.undated:
        yield message("inventory.nothing", language)
    counts = {"series": len(found.series), "files": len(found.files), "aside": len(found.set_aside), "refused": len(found.refused)}
    yield from wrapped(message("inventory.summary", language, **counts), columns)


def _tables(every: Sequence[SeriesRead], language: str, columns: int) -> Iterator[str]:
    left: dict[tuple[object, ...], int] = {}
    series: list[SeriesRead] = []
    for one in every:
        left[_apart(one)] = left.get(_apart(one), 0) + 1
        if one.campaign is None or left[_apart(one)] <= _SHOWN:
            series.append(one)
    heads = [message(f"inventory.head.{name}", language) for name in ("metric", *_COLUMNS)]
    lines = [[_label(one, language), *_cells(one, language)] for one in series]
    widths = [max(width(cell) for cell in column) for column in zip(heads, *lines, strict=True)]
    room = columns - sum(widths[1:]) - len(_GAP) * len(widths)
    widths[0] = min(widths[0], room)
    together = groupby(zip(series, lines, strict=True), key=lambda pair: (pair[0].account, pair[0].platform))
    for place, ((account, platform), group) in enumerate(together):
        if place:
            yield ""
        yield styled(_where(account, platform, language), bold=True)
        if room >= _NARROW:
            yield styled(_line(heads, widths), dim=True)
        counted: dict[tuple[object, ...], int] = {}
        for one, line in group:
            counted[_apart(one)] = counted.get(_apart(one), 0) + 1
            rest = left[_apart(one)] - _SHOWN if one.campaign is not None and counted[_apart(one)] == _SHOWN else 0
            if room >= _NARROW:
                first, *more = wrapped(line[0], room - len(_GAP)) if width(line[0]) > room else [line[0]]
                yield _line([first, *line[1:]], widths)
                yield from (2 * _GAP + text for text in more)
                yield from _more_campaigns(one, rest, language, columns)
                continue
            yield from _hanging(line[0], 2, columns)
            said = [message("inventory.pair", language, name=name, value=cell) for name, cell in zip(heads[1:], line[1:], strict=True) if cell != _NOTHING]
            for row in rows([(text, width(text)) for text in said], columns - 4, len(_GAP)):
                yield "    " + _GAP.join(row)
            yield from _more_campaigns(one, rest, language, columns)


def _apart(one: SeriesRead) -> tuple[object, ...]:
    """What series of campaigns have in common."""
    return one.account, one.platform, one.metric, one.unit, one.item, one.item_type


def _more_campaigns(one: SeriesRead, rest: int, language: str, columns: int) -> Iterator[str]:
    """That further campaigns have a series, too."""
    if rest > 0:
        yield from _hanging(message("inventory.more_campaigns", language, n=rest, metric=called(metrics(one.metric), language)), 4, columns)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Text to the left, figures to the right."""
    sides = (False, *(name in _FIGURES for name in _COLUMNS))
    done = [" " * (wide - width(cell)) + cell if right else pad(cell, wide) for cell, wide, right in zip(cells, widths, sides, strict=True)]
    return _GAP + _GAP.join(done).rstrip()


def _cells(one: SeriesRead, language: str) -> list[str]:
    first, last = (_user(day.isoformat(), language) for day in (one.first, one.last))
    missing = _NOTHING if one.missing is None else format_number(one.missing)
    value = _NOTHING if one.last_value is None else format_figure(one.last_value)
    return [message(f"inventory.kind.{one.kind}", language), _unit(one.unit, language), first, last, format_number(one.rows), missing, value]


def _unit(unit: str, language: str) -> str:
    """A currency by its code, a duration by its step, any other by its name; one that is not known as it is written."""
    kind, _, name = unit.partition(":")
    if kind == "currency" and name:
        return _user(name, language)
    known = entry("inventory.unit", language)
    return str(known.get(name or kind) or known.get(kind) or _user(unit, language))


def _label(one: SeriesRead, language: str) -> str:
    """A series within its account and platform."""
    name = called(metrics(one.metric), language)
    if one.item:
        kind = one.item_type
        name = (
            message("inventory.per_item_of", language, metric=name, type=_user(kind, language))
            if kind
            else message("inventory.per_item", language, metric=name)
        )
    for part, value in (("campaign", one.campaign), ("source", one.source)):
        name = message(f"inventory.{part}", language, series=name, name=_user(value, language)) if value else name
    return _clean(name)


def _named(series: Sequence[SeriesRead], language: str) -> str:
    """The series of a goal with their accounts and platforms."""
    short = [one.model_copy(update={"item_type": None, "campaign": None}) for one in series] if len(series) > _SHOWN else series
    names = dict.fromkeys(f"{_label(one, language)} ({_where(one.account, one.platform, language)})" for one in short)
    return message("lint.comma", language).join(names)


def _where(account: str | None, platform: str | None, language: str) -> str:
    named = called(platforms([platform]), language) if platform else message("inventory.nowhere", language)
    return _clean(f"{_user(account, language)} · {named}" if account else named)


def _about(account: str | None, platform: str | None, text: str, language: str) -> str:
    """A sentence about an account on a platform."""
    return message("inventory.pair", language, name=_where(account, platform, language), value=text) if account or platform else text


def _sum(one: SumRead, language: str) -> str:
    """Flows of an account added up."""
    name = called(metrics(one.metric), language)
    total = _NOTHING if one.total is None else number(one.total, one.unit)[language]
    if len(one.of) > 1:
        text = message("inventory.sum_of", language, metric=name, value=total, parts=called(metrics(*one.of), language))
    elif one.campaigns:
        text = message("inventory.sum_over", language, n=one.campaigns, metric=name, value=total)
    else:
        text = message("inventory.pair", language, name=name, value=total)
    return _about(one.account, one.platform, text, language)


def _undated(one: UndatedRead, language: str) -> str:
    """Items without a day: how many, and what they amount to."""
    name = called(metrics(one.metric), language)
    if len(one.of) > 1:
        name = message("inventory.undated_of", language, metric=name, parts=called(metrics(*one.of), language))
    figures = {"mean": one.mean, "median": one.median, "total": one.total}
    shown = {key: _NOTHING if value is None else number(value, one.unit)[language] for key, value in figures.items()}
    kind = {"type": _user(one.item_type, language)} if one.item_type else {}
    text = message(f"inventory.undated{'_type' if kind else ''}", language, metric=name, n=one.items, **shown, **kind)
    return _about(one.account, one.platform, text, language)


def _ratio(one: RatioRead, language: str) -> str:
    """A ratio with the sums that it was worked out of."""
    name = called(metrics(one.metric), language)
    shown = _NOTHING if one.value is None else number(one.value, one.unit)[language]
    sums = {"above": number(one.numerator)[language], "below": number(one.denominator)[language]}
    parts = {"top": called(metrics(*one.above), language), "bottom": called(metrics(*one.below), language)}
    text = message("inventory.ratio", language, metric=message("inventory.per_item", language, metric=name) if one.item else name, value=shown, **sums, **parts)
    return _about(one.account, one.platform, text, language)


def _file(one: FileKnown, language: str) -> list[str]:
    known = {"file": _user(one.file, language), "format": _user(one.format, language)}
    count = one.rows
    shown = "?" if count is None else format_number(count)
    first = (
        message("inventory.pair", language, name=known["file"], value=known["format"])
        if count is None
        else message("inventory.as_rows", language, shown=shown, **known)
    )
    return [first, *(note[language] for note in one.notes), *_columns(one, language)]


def _columns(one: FileKnown, language: str) -> Iterator[str]:
    """The columns of figures that were not read, the first few by name."""
    for key, names, more in (("ready_ratios", one.ready_ratios, 0), ("unread", one.unread, one.unread_more)):
        rest = max(0, len(names) - _SHOWN) + more
        told = message("lint.comma", language).join(_user(name, language) for name in names[:_SHOWN])
        if rest:
            yield message(f"inventory.{key}_more", language, n=rest, columns=told)
        elif told:
            yield message(f"inventory.{key}", language, columns=told)


def _aside(every: Sequence[Aside], language: str) -> Iterator[list[str]]:
    """What was set aside, of each file the first few one by one."""
    for file, found in groupby(every, key=lambda one: one.file):
        several = list(found)
        shown = several if len(several) <= _SHOWN else several[: _SHOWN - 1]
        yield from ([_placed(one.file, one.line, one.reason, language)] for one in shown)
        if len(several) > len(shown) and file is not None:
            lines = [one.line for one in several[len(shown) :] if one.line is not None]
            between = {"first": min(lines, default=0), "last": max(lines, default=0)}
            text = message(f"inventory.more_aside{'' if lines else '_unplaced'}", language, n=len(several) - len(shown), **between)
            yield [message("inventory.pair", language, name=_user(file, language), value=text)]
        elif len(several) > len(shown):
            yield from ([_placed(one.file, one.line, one.reason, language)] for one in several[len(shown) :])


def _placed(file: str | None, line: int | None, reason: Mapping[str, str], language: str) -> str:
    if file is None or reason[language].startswith(file):
        return reason[language]
    return message("inventory.pair", language, name=_user(file, language) + (f":{line}" if line is not None else ""), value=reason[language])


def _hanging(text: str, indent: int, columns: int) -> Iterator[str]:
    """A text in lines, the later ones further in; what has no blank (a path) is not broken."""
    line, inner = "", indent
    for word in _clean(text).split():
        if line and inner + width(line) + 1 + width(word) > columns:
            yield " " * inner + line
            line, inner = "", indent + 2
        line = f"{line} {word}" if line else word
    yield " " * inner + line


def _user(text: str, language: str) -> str:
    """Words, names and dates that are not of the language, between isolates where either runs from right to left."""
    return isolate(text) if direction(language) == "rtl" or not text.isascii() else visible(text)


def _clean(text: str) -> str:
    return visible(text, isolates=True)
