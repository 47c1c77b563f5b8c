"""What settings declare of the way to a goal: the shape of its line, its milestones, the days on which nothing is expected. Knows no pydantic, so that lint
starts fast.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from aimline.goals.calendar import Days, ImpossibleDate, UnsettledDate, add_days
from aimline.goals.events import UnsettledEvent
from aimline.goals.forms import is_counted, span
from aimline.goals.nearest import nearest
from aimline.goals.settings import Values, country_code, days_named, joins, look_up, said_alone, separators
from aimline.language.lexicon import languages, load, split_words
from aimline.language.words import read_number
from aimline.text.normalise import normalise
from aimline.text.patterns import lazily

WEEK = frozenset(range(7))
_APART = lazily(r"[;؛،]|(?<!\d),|,(?!\d)")
"""What stands between the members of a list of figures: no comma between digits, which belongs to a number."""
_WEIGHT = lazily(r"(?<![\d.,])(\d+(?:[.,]\d+)?)\s*([x×%٪]?)(?![\d.,])")


class Pace(NamedTuple):
    """The declared shape of a line; `weights` are those of the days of the week, Monday first, where the shape is `weekdays`."""

    name: str
    weights: tuple[float, ...] | None = None


class Stage(NamedTuple):
    """Where a goal is to stand at the end of a day; `percent` where that is said as a percentage, `gained` where it is said with a plus."""

    day: date
    value: float
    unit: str
    gained: bool


class Off(NamedTuple):
    """Days on which nothing is expected, as `model.DaysOff` has them."""

    weekdays: tuple[int, ...]
    spans: tuple[Days, ...]
    countries: tuple[str, ...]


@cache
def _shapes() -> Mapping[str, str]:
    return {spelling: name for lexicon in map(load, languages()) for spelling, name in lexicon.paces.items()}


@cache
def _groups() -> Mapping[str, str]:
    """How the days of the week and public holidays are called together, in every language, in normal spelling: weekends, weekdays, holidays, 1 for Mondays …"""
    return {spelling: name for lexicon in map(load, languages()) for spelling, name in lexicon.days.items()}


@lru_cache(maxsize=512)
def _group(text: str) -> str | None:
    words = " ".join(split_words(normalise(text)[0]))
    return _groups().get(words) or look_up(text, "WEEKDAY")


def _weekdays(group: str, values: Values) -> frozenset[int] | None:
    """The days of the week that a group names, 0 for Monday; None for public holidays."""
    weekend = values.weekend() or frozenset({5, 6})
    if group == "weekends":
        return weekend
    return WEEK - weekend if group == "weekdays" else frozenset({int(group) - 1}) if group.isdigit() else None


# ---------------------------------------------------------------- the shape of the line


def pace(values: Values) -> Pace | None:
    """The shape that the setting `pace` declares: one of those with a name, or how much days of the week weigh (`weekdays 1, weekends 0.5`)."""
    text = values.text("pace")
    if text is None:
        return None
    name = _shapes().get(" ".join(split_words(normalise(text)[0])))
    if name is not None:
        return Pace(name)
    weights = _weights(text, values)
    if weights is None:
        values.bad("pace", nearest(text, _shapes()))
        return None
    return Pace("weekdays", weights)


def _weights(text: str, values: Values) -> tuple[float, ...] | None:
    """The weights of the seven days, one where none is named; None where something else is said."""
    found: dict[int, float] = {}
    for part in _members(normalise(text)[0]):
        numbers = list(_WEIGHT.finditer(part))
        if len(numbers) != 1:
            return None
        number = numbers[0]
        days = f"{part[: number.start()]} {part[number.end() :]}".replace(":", " ").replace("=", " ").strip()
        group = _group(days)
        named = _weekdays(group, values) if group else None
        if named is None:
            return None
        weight = read_number(number[1]) / (100 if number[2] in ("%", "٪") and number[2] else 1)
        found |= dict.fromkeys(named, weight)
    return tuple(found.get(day, 1.0) for day in range(7)) if any(found.values()) or len(found) in range(1, 7) else None


def _members(text: str) -> list[str]:
    """The members of a list, between commas that belong to no number and the words that join."""
    parts = [part for piece in _APART.split(text) for part in joins().split(piece)]
    return [part.strip() for part in parts if part.strip()]


# ---------------------------------------------------------------- milestones


def milestones(values: Values, anchor: date, *, opened: bool = True) -> tuple[Stage, ...]:
    """Dated figures on the way, by day: `1,200 on 5 Dec, 1,300 on 8 Dec`. Dates without a year are the next ones on or after the anchor.

    `opened` tells that the anchor is the first day of the goal, from which `day 4` and `week 2` are counted.
    """
    text = values.text("milestones")
    if text is None:
        return ()
    found: dict[date, Stage] = {}
    for part in _dated(text):
        stage = _stage(part, values, anchor, opened)
        if stage is None:
            values.bad("milestones")
            return ()
        found[stage.day] = stage
    return tuple(sorted(found.values()))


def _dated(text: str) -> Iterator[str]:
    """The members of a list of dated figures; a member without a figure of its own belongs to the one before it (`50K by March, 2027`)."""
    held = ""
    for piece in _APART.split(text):
        whole = f"{held}, {piece}" if held else piece
        parts = [whole] if _figure(whole) else [part for part in joins().split(whole) if part.strip()]
        if all(_figure(part) for part in parts):
            yield from parts
            held = ""
        else:
            held = whole
    if held.strip():
        yield held


@lru_cache(maxsize=512)
def _figure(text: str) -> tuple[float, str, str, bool] | None:
    """The figure of a milestone, its unit, and the day as a time form, with whether that day itself is left out."""
    draft = said_alone(text.replace(":", " ").replace("=", " ").strip().lstrip("+"))
    time = (draft.time or draft.start) if draft is not None else None
    if draft is None or draft.target is None or draft.target.value is None or time is None or time.form not in ("deadline", "period"):
        return None
    return draft.target.value, draft.target.unit, time.value, time.exclusive


def _stage(text: str, values: Values, anchor: date, opened: bool) -> Stage | None:
    figure = _figure(text)
    if figure is None or (is_counted(figure[2]) and not opened):
        return None
    try:
        days = span(figure[2], anchor, values.calendar())
    except (ImpossibleDate, UnsettledDate, UnsettledEvent):
        return None
    if days is None:
        return None
    day = add_days(days.start, -1) if figure[3] and not figure[2].startswith("END_OF_") else add_days(days.end, -1)
    return Stage(day, figure[0], figure[1], "+" in text)


# ---------------------------------------------------------------- days off


def days_off(values: Values, anchor: date) -> Off | None:
    """The days on which nothing is expected: dates and stretches, events, weekends and days of the week, the public holidays of countries.

    `holidays` are those of the setting of that name. Dates without a year are the next ones on or after the anchor.
    """
    text = values.text("days_off")
    if text is None:
        return None
    weekdays: set[int] = set()
    spans: list[Days] = []
    countries: list[str] = []
    pieces = [piece for piece in re.split(r"\s*[,،;؛]\s*", text) if piece]
    while pieces:
        for count in range(min(len(pieces), 3), 0, -1):
            whole = ", ".join(pieces[:count])
            found = _off(whole, values, anchor)
            if found is None and count == 1:
                joined = [part for part in separators().split(whole) if part]
                members = [_off(part, values, anchor) for part in joined]
                found = (
                    None
                    if None in members or len(members) < 2
                    else Off(
                        tuple(day for one in members if one for day in one.weekdays),
                        tuple(days for one in members if one for days in one.spans),
                        tuple(country for one in members if one for country in one.countries),
                    )
                )
            if found is not None:
                weekdays |= set(found.weekdays)
                spans += found.spans
                countries += found.countries
                pieces = pieces[count:]
                break
        else:
            values.bad("days_off")
            return None
    return Off(tuple(sorted(weekdays)), tuple(sorted(set(spans))), tuple(dict.fromkeys(countries)))


def _off(text: str, values: Values, anchor: date) -> Off | None:
    """One member of the list; None where it names no days."""
    group = _group(text)
    if group is not None:
        named = _weekdays(group, values)
        if named is not None:
            return Off(tuple(sorted(named)), (), ())
        countries, days = values.holidays()
        return Off((), tuple(Days(day, add_days(day, 1)) for day in days), countries) if countries or days else None
    country = country_code(text)
    if country is not None:
        return Off((), (), (country,))
    try:
        dated = days_named(text, anchor, values.calendar())
    except (ImpossibleDate, UnsettledDate, UnsettledEvent):
        return None
    return Off((), (dated.days,), ()) if dated and dated.days.start < dated.days.end else None
