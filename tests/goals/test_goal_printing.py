"""The law of printing: a goal, printed and read, is the same goal, in every language that goals can be printed in."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimline.catalogue import load as load_catalogue
from aimline.goals.model import Goal, Target, Time
from aimline.goals.printing import meaning, printable, sentence
from aimline.language import parse_statement
from aimline.language.lexicon import load as load_lexicon
from aimline.language.slots import MONTHS, WEEKDAYS

CATALOGUE = load_catalogue()
METRICS = sorted(name for name in CATALOGUE.metrics if all(("METRIC", name) in load_lexicon(language).names for language in printable()))
PLATFORMS = ["instagram", "facebook", "x", "linkedin", "tiktok", "youtube", "pinterest", "snapchat", "whatsapp", "telegram", "google", "threads"]
CURRENCIES = ["USD", "EUR", "GBP", "EGP", "SAR", "AED", "QAR", "KWD", "JOD", "MAD"]
ITEMS = ["post", "video", "reel", "story", "ad", "campaign"]
PERIODS = ["day", "week", "month"]
PER_OF = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "QUARTERLY": "quarter", "WEEKDAYS": "day"}
EVENTS = ["EVENT:ramadan", "EVENT:eid_al_fitr", "EVENT:eid_al_adha", "EVENT:black_friday", "EVENT:mothers_day"]
UNITS_OF_TIME = ["DAY", "WEEK", "MONTH"]

numbers = st.one_of(
    st.sampled_from([0, 1, 2, 3, 10, 11, 19, 20, 31, 50, 99, 100, 101, 102, 103, 111, 1000, 2027, 10_000, 1_000_000]),
    st.integers(1, 5_000_000),
).map(float)
decimals = st.decimals("0.01", "999", places=2).map(float)
years = st.integers(2026, 2035)
months = st.integers(1, 12)
days = st.integers(1, 28)


def dates() -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{:04}-{:02}-{:02}".format, years, months, days),
        st.builds("--{:02}-{:02}".format, months, days),
    )


deadlines = st.one_of(
    dates(),
    st.builds("{:04}-{:02}".format, years, months),
    st.builds("{:04}-Q{}".format, years, st.integers(1, 4)),
    st.builds("END_OF_Q{}".format, st.integers(1, 4)),
    st.sampled_from(["END_OF_WEEK", "END_OF_MONTH", "END_OF_QUARTER", "END_OF_YEAR", "END_OF_FISCAL_YEAR", "CAMPAIGN", "MID_NEXT_MONTH", "MID_YEAR"]),
    st.sampled_from(["END_OF_NEXT_WEEK", "END_OF_NEXT_MONTH", "END_OF_NEXT_QUARTER", "END_OF_NEXT_YEAR"]),
    st.builds("{}_{}".format, st.sampled_from(UNITS_OF_TIME), st.integers(1, 40)),
    st.builds("END_OF_{}_{}".format, st.sampled_from(["WEEK", "MONTH"]), st.integers(1, 40)),
    st.sampled_from(EVENTS),
    st.sampled_from(WEEKDAYS),
)
periods = st.one_of(
    st.sampled_from(["THIS_WEEK", "THIS_MONTH", "THIS_QUARTER", "THIS_YEAR", "NEXT_WEEK", "NEXT_MONTH", "NEXT_QUARTER", "NEXT_YEAR"]),
    st.sampled_from(["Q1", "Q2", "Q3", "Q4", "SPRING", "SUMMER", "AUTUMN", "WINTER", "CAMPAIGN", "THIS_FISCAL_YEAR"]),
    st.sampled_from(MONTHS),
    st.builds("{:04}-Q{}".format, years, st.integers(1, 4)),
    st.builds("{:04}-{:02}".format, years, months),
    years.map(str),
    st.builds("{}/{}".format, dates(), dates()),
    st.builds("{}_{}".format, st.sampled_from(UNITS_OF_TIME), st.integers(1, 40)),
    st.sampled_from(EVENTS),
)
durations = st.one_of(st.builds("P{}{}".format, st.integers(1, 120), st.sampled_from("DWMY")))
times = st.one_of(
    durations.map(lambda value: Time(form="duration", value=value)),
    st.builds(lambda value, exclusive: Time(form="deadline", value=value, exclusive=exclusive), deadlines, st.booleans()),
    periods.map(lambda value: Time(form="period", value=value)),
)
starts = st.one_of(
    dates().map(lambda value: Time(form="deadline", value=value)),
    st.sampled_from(["NEXT_WEEK", "NEXT_MONTH", "NEXT_QUARTER", "NEXT_YEAR", *MONTHS, "Q1", "Q2", "Q3", "Q4"]).map(
        lambda value: Time(form="period", value=value)
    ),
)


def units(unit: str, kind: str) -> st.SearchStrategy[str]:
    """The units that a metric of some unit can be given in, for one kind of target."""
    if kind == "percent_change":
        return st.just("percent")
    if kind == "multiple":
        return st.just("multiplier")
    if unit == "percent":
        return st.just("percentage_points" if kind == "change" else "percent")
    if unit == "currency":
        return st.sampled_from(CURRENCIES).map(lambda code: f"currency:{code}")
    return st.just(unit)


@st.composite
def targets(draw: Any, unit: str) -> Target | None:
    kind = draw(st.sampled_from(["level", "level", "change", "change", "percent_change", "multiple", "from_to", None]))
    if kind is None:
        return None
    chosen = draw(units(unit, kind))
    values = numbers if chosen == "count" else st.one_of(numbers, decimals)
    if kind == "multiple":
        return Target(kind=kind, value=float(draw(st.integers(2, 30))), unit=chosen)
    low = draw(values)
    if kind == "from_to":
        return Target(kind=kind, value=draw(values), unit=chosen, baseline=low)
    upper = draw(st.one_of(st.none(), st.integers(1, 500))) if draw(st.booleans()) else None
    bound = draw(st.sampled_from([None, "min", "max"])) if upper is None else None
    return Target(kind=kind, value=low, unit=chosen, upper=low + upper if upper else None, bound=bound)


@st.composite
def goals(draw: Any) -> Goal:
    """Goals as LANGUAGE allows them, with the parts that sentences give."""
    metric = CATALOGUE.metric(draw(st.sampled_from(METRICS)))
    target = draw(targets(metric.unit)) if not metric.vague else None
    if target is None:
        intent = draw(st.sampled_from(["increase", "reach", "maintain", "decrease", "do" if metric.activity else "increase"]))
    elif target.kind == "level":
        fitting = ["increase", "decrease", "reach"] if not metric.activity else ["do"]
        fitting += ["limit"] if target.bound == "max" else ["maintain"]
        intent = draw(st.sampled_from(fitting))
    else:
        # "three times" is only ever a growth
        intent = draw(st.sampled_from(["increase", "decrease"] if target.kind != "multiple" else ["increase"]))
    platforms = draw(st.one_of(st.just([]), st.just(["all"]), st.just(["social_media"]), st.lists(st.sampled_from(PLATFORMS), max_size=3, unique=True)))
    per = aggregation = None
    countable = metric.unit == "count" and metric.gains is None and not metric.activity
    if countable and target is not None and target.kind == "level" and draw(st.booleans()):
        per = draw(st.sampled_from(ITEMS))
        aggregation = draw(st.sampled_from([None, "average"]))
    elif metric.unit == "count" and metric.gains is None and target is not None and target.kind == "level" and draw(st.booleans()):
        per = draw(st.sampled_from(PERIODS))
    time = draw(st.one_of(st.none(), times)) if per not in PERIODS else draw(times)
    if target is None and metric.unit.startswith("duration") and time is not None and time.form == "duration":
        time = None
    start = draw(st.one_of(st.none(), st.none(), starts)) if time is None or "/" not in time.value else None
    return Goal(
        id="",
        intent=intent,
        metric=metric.name,
        platforms=tuple(platforms),
        target=target,
        per=per,
        aggregation=aggregation,
        start=start,
        time=time,
        window=None,
    )


@pytest.mark.parametrize("language", printable())
@settings(max_examples=200, deadline=None)
@given(goal=goals())
def test_goal_printed_and_read_is_the_same_goal(language: str, goal: Goal) -> None:
    printed = sentence(goal, language)
    assert printed.exact, printed.text
    assert meaning(parse_statement(printed.text).drafts[0]) == meaning(goal)
