"""Random conditions, rules and records of a subject, for the laws."""

import string
from datetime import date
from functools import cache

from hypothesis import strategies as st

from aimline.catalogue import load as load_catalogue
from aimline.rules.conditions import (
    And,
    Between,
    Compare,
    Contains,
    Day,
    Duration,
    Duty,
    Every,
    Flag,
    FromToday,
    Is,
    Missing,
    Money,
    Name,
    Number,
    Or,
    Percent,
    Text,
    counted,
    joined,
    negated,
)
from aimline.rules.fields import fields
from aimline.rules.predicate import spelled
from aimline.rules.words import readings_of, spoken, words

TODAY = date(2026, 11, 24)
OPS = ["below", "at_most", "above", "at_least", "is"]
CURRENCIES = ["USD", "EUR", "EGP", "SAR"]
STRANGE = ["O'Hara", "50%; DROP TABLE goals", "سارة", "عُمَر", "Élodie", "a\\b", "''", "naïve", "Sara", "budget", "and", "🎯", "x" * 60, "..."]
PLATFORMS = sorted(load_catalogue().platforms)
METRICS = ["followers", "reach", "engagement", "leads", "engagement_rate", "posts_published"]
DAYS = ["2026-12-31", "2027-06-01", "END_OF_YEAR", "NEXT_MONTH", "2026-11-24"]


@cache
def texts():
    letters = st.text(alphabet=string.ascii_letters + string.digits + " .-'%_كتابسمعéü🎯", min_size=1, max_size=12)
    return st.one_of(st.sampled_from(STRANGE), letters).map(lambda text: " ".join(text.split())).filter(lambda text: spelled(text))


def choices(field):
    content = words(spoken()[0]).content["CHOICE"]
    return [Name(field.choice, key.partition(":")[2]) for key in content if key.startswith(f"{field.choice}:")]


def whole(low=0, high=5000):
    return st.integers(low, high).map(float)


@cache
def numbers():
    return st.one_of(whole(), st.sampled_from([0.5, 1.25, 12.5, 99.9, 1240.0, 10000.0]))


@cache
def values(field):
    durations = st.builds(Duration, st.integers(1, 400).map(float), st.sampled_from(["day", "week", "month", "year"]))
    days = st.one_of(st.builds(Day, st.sampled_from(DAYS)), st.builds(FromToday, st.integers(-90, 90), st.just("day")))
    money = st.builds(Money, numbers(), st.sampled_from([*CURRENCIES, None]))
    return {
        "text": texts().map(Text),
        "texts": texts().map(Text),
        "number": numbers().map(Number),
        "percent": st.integers(0, 200).map(lambda value: Percent(float(value))),
        "money": money,
        "quantity": st.one_of(numbers().map(Number), st.integers(0, 200).map(lambda value: Percent(float(value))), money.filter(lambda value: value.currency)),
        "duration": durations,
        "date": days,
        "metric": st.sampled_from(METRICS).map(lambda name: Name("metric", name)),
        "platforms": st.sampled_from(PLATFORMS).map(lambda name: Name("platform", name)),
    }[field.type]


@cache
def _pair(field):
    return st.tuples(values(field), values(field)).filter(
        lambda pair: type(pair[0]) is type(pair[1]) and getattr(pair[0], "currency", None) == getattr(pair[1], "currency", None)
    )


@cache
def leaves(field):
    """Conditions about one field."""
    missing = st.just(Missing(field))
    if field.type == "given":
        return missing
    if field.type == "boolean":
        return st.one_of(missing, st.builds(Flag, st.just(field), st.booleans()))
    if field.type == "choice":
        return st.one_of(missing, st.lists(st.sampled_from(choices(field)), min_size=1, max_size=2, unique=True).map(lambda found: Is(field, tuple(found))))
    if field.elements is not None:
        where = conditions(field.elements, depth=1)
        return st.one_of(
            missing,
            st.builds(counted, st.just(field), st.sampled_from(OPS), st.integers(0, 4), st.one_of(st.none(), where)),
            st.builds(Every, st.just(field), where),
        )
    among = st.lists(values(field), min_size=1, max_size=3, unique=True).map(lambda found: Is(field, tuple(found)))
    asked = st.just(Missing(fields(field.subject)[field.asked or field.name]))
    if field.type in ("text", "metric"):
        return st.one_of(asked, among, st.builds(Contains, st.just(field), values(field)) if field.type == "text" else among)
    if field.is_list:
        number = st.builds(counted, st.just(field), st.sampled_from(OPS), st.integers(0, 4))
        return st.one_of(asked, among, number, st.builds(Contains, st.just(field), values(field)))
    return st.one_of(
        asked, st.builds(Compare, st.just(field), st.sampled_from(OPS), values(field)), _pair(field).map(lambda pair: Between(field, *pair)), among
    )


@cache
def conditions(subject, depth=2):
    """Conditions of any shape, in the form that the reader gives them."""
    one = st.sampled_from(sorted(fields(subject))).flatmap(lambda name: leaves(fields(subject)[name]))
    found = st.one_of(one, one.map(negated))
    for _ in range(depth):
        parts = st.lists(found, min_size=2, max_size=3).map(tuple)
        either = st.one_of(parts.map(lambda some: joined(And, some)), parts.map(lambda some: joined(Or, some)))
        found = st.one_of(found, either, either.map(negated))
    return found


@cache
def duties(subject="goal"):
    """Rules."""
    where = st.one_of(st.none(), conditions(subject, depth=1))
    return st.builds(Duty, st.just(subject), where, conditions(subject, depth=1), st.sampled_from(["error", "warning"]))


@cache
def records(subject):
    """Records with anything missing, near the values that conditions name."""
    parts = {}
    for field in fields(subject).values():
        figure = st.one_of(numbers(), st.integers(-3, 3).map(float))
        kind = {
            "text": texts().map(spelled),
            "given": st.just("P10D"),
            "number": figure,
            "percent": st.one_of(figure, st.integers(0, 200).map(lambda value: value / 100)),
            "money": figure,
            "quantity": figure,
            "duration": st.integers(0, 400).map(float),
            "date": st.dates(date(2026, 8, 1), date(2027, 12, 31)),
            "boolean": st.booleans(),
            "metric": st.sampled_from(METRICS),
            "choice": st.sampled_from([value.name for value in choices(field)] or ["none"]),
        }.get(field.type)
        if field.type == "platforms":
            kind = st.lists(st.sampled_from(PLATFORMS), max_size=3, unique=True).map(tuple)
        elif field.type == "texts":
            kind = st.lists(texts().map(spelled), max_size=3, unique=True).map(tuple)
        elif field.elements is not None:
            kind = st.lists(records(field.elements), max_size=3).map(tuple)
        parts[field.name] = kind if field.is_list else st.one_of(st.none(), kind)
        if field.type == "money":
            parts[f"{field.name}_currency"] = st.sampled_from([*CURRENCIES, None])
        if field.type == "quantity":
            parts[f"{field.name}_unit"] = st.sampled_from(["count", "percent", "currency:USD", "currency:EUR", "ratio", "duration:hour", None])
    return st.fixed_dictionaries(parts)


__all__ = ["TODAY", "conditions", "duties", "readings_of", "records"]
