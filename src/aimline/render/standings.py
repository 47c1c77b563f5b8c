"""Standings for people (a table a file, with the reason under each goal) and for programs (JSON)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from aimline.engine.standing import Standing
from aimline.pacing.status import ORDER
from aimline.text.messages import direction, format_number, isolate, message

_COLOURS = {
    "achieved": "green", "within": "green", "on_track": "green", "pending": "dim", "insufficient": "dim", "no_data": "magenta",
    "at_risk": "yellow", "over_pace": "yellow", "behind": "red", "exceeded": "bold red", "missed": "bold red", "not_measurable": "magenta",
}  # fmt: skip
_FIGURES = ("done", "expected", "pace", "per_day", "projected")
_GAP = "  "
_NOTHING = "–"
_NARROW = 24
"""Columns that a goal needs beside its figures; with less room they stand below it."""


def as_json(standings: Iterable[Standing]) -> str:
    """An array of standings, one a line; figures unrounded, undefined ones null."""
    return "[" + ",\n ".join(json_line(standing) for standing in standings) + "]"


def json_line(standing: Standing) -> str:
    """One standing on one line."""
    return json.dumps(standing.model_dump(mode="json"), ensure_ascii=False, allow_nan=False)


def figure(value: float | None, unit: str | None = None) -> str:
    """A figure as a table shows it: two decimals, none from a thousand on, four below 1; with its unit where that is short."""
    if value is None:
        return _NOTHING
    size = abs(value)
    text = format_number(value, 0 if size >= 1000 else 2 if size >= 1 or not size else 4)
    kind, _, name = (unit or "").partition(":")
    return text + {"percent": "%", "currency": f" {name}"}.get(kind, "")


def _figures(standing: Standing) -> list[str]:
    done = _NOTHING if standing.done is None else format_number(100 * standing.done, 0) + "%"
    return [
        done,
        figure(standing.expected, standing.unit),
        _NOTHING if standing.pace.spi is None else format_number(standing.pace.spi),
        figure(standing.pace.required_per_day, standing.unit),
        figure(standing.projected.p50, standing.unit),
    ]


def print_table(standings: Sequence[Standing], languages_of: Sequence[str], console: Console, language: str | None = None) -> None:
    """Standings as tables, one a file of goals, in the language of its goals (`languages_of`, one a standing) unless `language` says another.

    Right-to-left text stands between isolates in logical order: terminals that know the bidirectional algorithm turn it, others show it as it is.
    """
    spoken = [language or own for own in languages_of]
    pairs = list(zip(standings, spoken, strict=True))
    for number, (file, group) in enumerate(groupby(pairs, key=lambda pair: pair[0].file)):
        members = list(group)
        if number:
            console.print()
        votes = [own for _, own in members]
        _table(file, members, max(sorted(set(votes)), key=votes.count), console)


def _table(file: str | None, members: Sequence[tuple[Standing, str]], language: str, console: Console) -> None:
    head = [message(f"standing.table.{name}", language) for name in ("status", "goal", *_FIGURES)]
    rows = [[message(f"standing.status.{standing.status}", own), *_figures(standing)] for standing, own in members]
    first = max(cell_len(cell) for cell in (head[0], *(row[0] for row in rows)))
    widths = [max(cell_len(cell) for cell in column) for column in zip(head[2:], *(row[1:] for row in rows), strict=True)]
    room = console.width - first - sum(widths) - len(_GAP) * (len(widths) + 1)
    below = room < _NARROW
    if below:
        room = max(_NARROW, console.width - first - len(_GAP))
    indent = " " * first + _GAP

    def show(text: str | Text, style: str = "") -> None:
        # a figure is never cut short: what is too long for the terminal runs on
        console.print(Text(text, style=style) if isinstance(text, str) else text, no_wrap=True, overflow="ignore", crop=False)

    if file is not None:
        show(file, "bold")
    show(_GAP.join([_pad(head[0], first), head[1]]) if below else _line([head[0], head[1], *head[2:]], first, room, widths), "dim")
    if below:
        show(indent + _line(head[2:], None, None, widths), "dim")
    for (standing, own), row in zip(members, rows, strict=True):
        goal, *more = list(_wrapped(_one_line(standing.text), room, console))
        line = Text(_pad(row[0], first), style=_COLOURS[standing.status])
        beside = [_kept(goal, own)] if below else [_kept(goal, own), *row[1:]]
        line.append(_GAP + _line(beside, room, None, [] if below else widths).rstrip(), style="not dim not bold default")
        show(line)
        for text in more:
            show(indent + _kept(text, own))
        if below and any(cell != _NOTHING for cell in row[1:]):
            show(indent + _line(row[1:], None, None, widths))
        for text in _wrapped(standing.why[own], max(_NARROW, console.width - len(indent)), console):
            show(indent + text, "dim")


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _kept(text: str, language: str) -> str:
    """The user's words, between isolates where they or the words around them run from right to left."""
    return isolate(text) if direction(language) == "rtl" or not text.isascii() else text


def _pad(text: str, width: int) -> str:
    return text + " " * max(0, width - cell_len(text))


def _line(cells: Sequence[str], first: int | None, second: int | None, widths: Sequence[int]) -> str:
    """Cells beside each other: up to two of text to the left, figures to the right."""
    texts = [_pad(cell, width) for cell, width in zip(cells, (first, second), strict=False) if width is not None]
    figures = [" " * (width - cell_len(cell)) + cell for cell, width in zip(cells[len(texts) :], widths, strict=True)]
    return _GAP.join([*texts, *figures])


def _wrapped(text: str, width: int, console: Console) -> Iterator[str]:
    """A text in lines of a width, broken between words."""
    for line in Text(text).wrap(console, width):
        yield line.plain.rstrip()


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
