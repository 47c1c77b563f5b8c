"""The first status of the list that holds."""

from dataclasses import replace
from itertools import product

import pytest

from aimline.pacing import ORDER, Evidence, beyond, reached, status

OPEN = Evidence(
    started=True, day=10, days=30, since_close=-20, cumulative=True, cap=False, reached=False, observations=10,
    last_gap=0, age=0, cadence=1.0, lag=2, spi=1.0, tspi=1.0, done=0.33,
)  # fmt: skip
CLOSED = replace(OPEN, day=30, since_close=0, observations=30, spi=0.9, tspi=None, done=0.9)
LEVEL = {"cumulative": False}
CAP = {"cap": True}

CASES = [
    # before the start nothing else counts
    ("pending", replace(OPEN, started=False, reached=True)),
    ("pending", replace(OPEN, started=False, observations=0, age=None)),
    # a sum that is reached stays reached, also where data has stopped since
    ("achieved", replace(OPEN, reached=True)),
    ("achieved", replace(OPEN, reached=True, age=50, last_gap=50)),
    ("achieved", replace(CLOSED, reached=True)),
    # a level can fall back: it is reached at the close only
    ("on_track", replace(OPEN, reached=True, **LEVEL)),
    ("achieved", replace(CLOSED, reached=True, **LEVEL)),
    # missed only once the grace of two days is over
    (None, CLOSED),
    (None, replace(CLOSED, since_close=1, age=1)),
    ("missed", replace(CLOSED, since_close=2, age=2)),
    ("missed", replace(CLOSED, since_close=400, age=400)),
    # … and only with data to within one cadence of the last day
    ("missed", replace(CLOSED, since_close=9, age=10, last_gap=1)),
    ("no_data", replace(CLOSED, since_close=9, age=12, last_gap=3)),
    ("missed", replace(CLOSED, since_close=9, age=14, last_gap=5, cadence=7.0)),
    ("no_data", replace(CLOSED, since_close=9, age=40, last_gap=29, reached=True, **LEVEL)),
    # no data: older than the lag and two usual gaps
    ("no_data", replace(OPEN, observations=0, age=None, last_gap=None)),
    ("on_track", replace(OPEN, age=4, last_gap=4)),
    ("no_data", replace(OPEN, age=5, last_gap=5)),
    ("on_track", replace(OPEN, age=16, last_gap=16, cadence=7.0, observations=1)),
    ("no_data", replace(OPEN, age=17, last_gap=17, cadence=7.0, observations=1)),
    # too few: fewer than min(max(3, 5 % of the window), half of what the cadence gives)
    ("insufficient", replace(OPEN, observations=2)),
    ("on_track", replace(OPEN, observations=3)),
    ("on_track", replace(OPEN, day=2, observations=1)),
    ("insufficient", replace(OPEN, day=2, observations=0)),
    ("insufficient", replace(OPEN, days=200, observations=4, day=100)),
    ("on_track", replace(OPEN, days=200, observations=10, day=100)),
    ("insufficient", replace(OPEN, bounded=True, reached=None)),
    ("insufficient", replace(CLOSED, since_close=5, age=5, reached=None, bounded=True)),
    # pace
    ("behind", replace(OPEN, spi=0.5, tspi=1.1001)),
    ("at_risk", replace(OPEN, spi=0.5, tspi=1.10)),
    ("at_risk", replace(OPEN, spi=0.999, tspi=1.0001)),
    ("on_track", replace(OPEN, spi=1.0, tspi=1.0)),
    ("behind", replace(OPEN, spi=None, tspi=1.2)),
    ("at_risk", replace(OPEN, spi=None, tspi=None, done=0.8)),
    ("on_track", replace(OPEN, spi=None, tspi=None, done=1.0)),
    # caps: a sum beyond its cap cannot be undone, a rate can
    ("exceeded", replace(OPEN, reached=False, **CAP)),
    ("within", replace(OPEN, reached=True, spi=1.0, **CAP)),
    ("over_pace", replace(OPEN, reached=True, spi=1.01, **CAP)),
    ("over_pace", replace(OPEN, reached=False, spi=None, tspi=None, **CAP, **LEVEL)),
    ("within", replace(OPEN, reached=True, spi=None, tspi=None, **CAP, **LEVEL)),
    ("achieved", replace(CLOSED, reached=True, **CAP)),
    ("missed", replace(CLOSED, reached=False, since_close=3, age=3, **CAP)),
    ("exceeded", replace(CLOSED, reached=False, since_close=1, **CAP)),
    ("exceeded", replace(CLOSED, reached=False, since_close=9, age=30, last_gap=20, **CAP)),
    ("no_data", replace(OPEN, reached=True, age=30, last_gap=20, **CAP)),
    # without an end
    ("within", replace(OPEN, days=None, since_close=None, reached=True, age=900, observations=1, spi=None, tspi=None, **CAP, **LEVEL)),
]


@pytest.mark.parametrize(("expected", "evidence"), CASES)
def test_first_that_holds(expected: str | None, evidence: Evidence) -> None:
    assert status(evidence) == expected


def test_every_evidence_has_a_status_or_stands_in_grace() -> None:
    for started, cumulative, cap, is_reached, bounded, age, since, spi in product(
        (True, False), (True, False), (True, False), (True, False, None), (True, False), (None, 0, 9), (-5, 0, 2), (None, 0.5, 1.5)
    ):
        tspi = None if spi is None or since >= 0 else 2 - spi
        evidence = replace(
            OPEN, started=started, cumulative=cumulative, cap=cap, reached=is_reached, bounded=bounded,
            age=age, last_gap=age, since_close=since, spi=spi, tspi=tspi,
        )  # fmt: skip
        found = status(evidence)
        assert found in ORDER or (found is None and since == 0)


def test_reached_in_both_directions() -> None:
    assert reached(10, 10, up=True)
    assert reached(10, 10, up=False)
    assert not reached(9, 10, up=True)
    assert not reached(11, 10, up=False)


def test_order_of_fail_on() -> None:
    good, unknown, doubtful, bad, final = (
        ("achieved", "within", "on_track", "pending"),
        ("insufficient", "no_data"),
        ("at_risk", "over_pace"),
        ("behind",),
        (
            "exceeded",
            "missed",
        ),
    )
    for low, high in ((good, unknown), (unknown, doubtful), (doubtful, bad), (bad, final)):
        for one, other in product(low, high):
            assert beyond(other, one)
            assert not beyond(one, other)
    assert all(beyond("not_measurable", name) for name in ORDER)
