"""`evaluate --format text`: standings for people, a table a file, with the reason under each goal.

Right-to-left text stands between isolates in logical order: terminals that know the bidirectional algorithm turn it, others show it as it is.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Any

from aimline.engine.standing import Standing
from aimline.pacing.status import ORDER
from aimline.render.cells import pad, width, wrapped
from aimline.render.standings import Run
from aimline.render.style import styled
from aimline.text.messages import direction, format_number, isolate, message, visible

_STYLES: dict[str, dict[str, Any]] = {
    "achieved": {"colour": "green"}, "within": {"colour": "green"}, "on_track": {"colour": "green"}, "pending": {"dim": True}, "insufficient": {"dim": True},
    "no_data": {"colour": "magenta"}, "at_risk": {"colour": "yellow"}, "over_pace": {"colour": "yellow"}, "behind": {"colour": "red"},
    "exceeded": {"colour": "red", "bold": True}, "missed": {"colour": "red", "bold": True}, "not_measurable": {"colour": "magenta"},
}  # fmt: skip
_FIGURES = ("done", "expected", "pace", "per_day", "projected", "probability")
_GAP = "  "
_NOTHING = "–"
_NARROW = 24
"""Columns that a goal needs beside its figures; with less room they stand below it."""


def render(standings: Sequence[Standing], run: Run) -> Iterator[str]:
    """Tables, in the language of most goals of their file unless one is asked for, and a last line that counts."""
    for line in _tables(standings, run):
        yield line + "\n"
    if standings:
        yield "\n"
    for line in wrapped(summary(standings, run.own), run.columns):
        yield line + "\n"


def figure(value: float | None, unit: str | None = None) -> str:
    """A figure as a table shows it: two decimals, none from a thousand on, four below 1; with its unit where that is short."""
    if value is None:
        return _NOTHING
    size = abs(value)
    text = format_number(value, 0 if size >= 1000 else 2 if size >= 1 or not size else 4)
    kind, _, name = (unit or "").partition(":")
    return text + {"percent": "%", "currency": f" {name}"}.get(kind, "")


def percent(probability: float | None) -> str:
    """A probability as a table shows it, in whole percents; 0 and 100 % are kept for what is certain."""
    if probability is None:
        return _NOTHING
    shown = round(100 * probability)
    return f"{shown if probability in (0, 1) else min(99, max(1, shown))}%"


def _figures(standing: Standing) -> list[str]:
    done = _NOTHING if standing.done is None else format_number(100 * standing.done, 0) + "%"
    return [
        done,
        figure(standing.expected, standing.unit),
        _NOTHING if standing.pace.spi is None else format_number(standing.pace.spi),
        figure(standing.pace.required_per_day, standing.unit),
        figure(standing.projected.p50, standing.unit),
        percent(standing.probability),
    ]


def _tables(standings: Sequence[Standing], run: Run) -> Iterator[str]:
    spoken = [(standing, run.speaks(place)) for place, standing in enumerate(standings)]
    for number, (file, group) in enumerate(groupby(spoken, key=lambda pair: pair[0].file)):
        members = list(group)
        if number:
            yield ""
        votes = [own for _, own in members]
        yield from _table(file, members, max(sorted(set(votes)), key=votes.count), run.columns)


def _table(file: str | None, members: Sequence[tuple[Standing, str]], language: str, columns: int) -> Iterator[str]:
    head = [message(f"standing.table.{name}", language) for name in ("status", "goal", *_FIGURES)]
    rows = [[message(f"standing.status.{standing.status}", own), *_figures(standing)] for standing, own in members]
    flags = [_flags(standing, own) for standing, own in members]
    first = max(width(cell) for cell in (head[0], *(row[0] for row in rows), *(flag for told in flags for flag in told)))
    widths = [max(width(cell) for cell in column) for column in zip(head[2:], *(row[1:] for row in rows), strict=True)]
    room = columns - first - sum(widths) - len(_GAP) * (len(widths) + 1)
    # a figure is never cut short: what is too long for the terminal runs on
    below = room < _NARROW
    if below:
        room = max(_NARROW, columns - first - len(_GAP))
    indent = " " * first + _GAP
    if file is not None:
        yield styled(visible(file), bold=True)
    yield styled(pad(head[0], first) + _GAP + (head[1] if below else pad(head[1], room) + _right(head[2:], widths)), dim=True)
    if below:
        yield styled(indent + _right(head[2:], widths).removeprefix(_GAP), dim=True)
    for (standing, own), row, told in zip(members, rows, flags, strict=True):
        goal, *more = list(wrapped(_one_line(standing.text), room)) or [""]
        beside = "" if below else " " * (room - width(goal)) + _right(row[1:], widths)
        yield styled(pad(row[0], first), **_STYLES[standing.status]) + _GAP + (_kept(goal, own) + beside).rstrip()
        under = [_kept(text, own) for text in more]
        if below and any(cell != _NOTHING for cell in row[1:]):
            under.append(_right(row[1:], widths).removeprefix(_GAP))
        under += [styled(text, dim=True) for text in wrapped(visible(standing.why[own], isolates=True), max(_NARROW, columns - len(indent)))]
        # the room below the status is free: flags stand there and take none from the goal
        for flag, text in zip_longest(told, under, fillvalue=""):
            beside = pad(flag, first) if text else flag
            yield (styled(beside, dim=True) if flag else beside) + (_GAP + text if text else "")


def _flags(standing: Standing, language: str) -> list[str]:
    return [message(f"standing.flag.{flag}", language) for flag in standing.flags]


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _kept(text: str, language: str) -> str:
    """The user's words, between isolates where they or the words around them run from right to left."""
    return isolate(text) if direction(language) == "rtl" or not text.isascii() else text


def _right(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Figures to the right of their columns, each with the gap before it."""
    return "".join(_GAP + " " * (wide - width(cell)) + cell for cell, wide in zip(cells, widths, strict=True))


def summary(standings: Sequence[Standing], language: str) -> str:
    """The last line: how many goals there are, how many of each status, and the day counted to."""
    if not standings:
        return message("standing.table.no_goals", language)
    counts: dict[str, int] = {}
    for standing in standings:
        counts[standing.status] = counts.get(standing.status, 0) + 1
    parts = [f"{counts[status]} {message(f'standing.status.{status}', language)}" for status in ORDER if status in counts]
    count = message("standing.table.count", language, n=len(standings))
    said = message("lint.summary", language, read=count, found=message("lint.comma", language).join(parts)) + "."
    days = {standing.as_of for standing in standings if standing.as_of is not None}
    if len(days) == 1:
        said += " " + message("standing.table.as_of", language, date=_kept(days.pop().isoformat(), language))
    return said
