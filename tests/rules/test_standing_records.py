"""Standings as rules see them."""

from datetime import date

from aimline.engine.standing import PaceFigures, Standing
from aimline.goals.model import Window
from aimline.rules.fields import fields
from aimline.rules.predicate import predicate
from aimline.rules.reader import Trouble, read_condition
from aimline.rules.records import standing_record

TODAY = date(2026, 12, 4)
STANDING = Standing(
    goal="x", text="Gain 100 Instagram followers", file=None, line=1, metric="followers", platforms=("instagram",), unit="count", account="Acme", owner="Sara",
    status="behind", window=Window(start=date(2026, 12, 1), end=date(2026, 12, 11)), as_of=TODAY, elapsed=0.4, done=0.2, pace=PaceFigures(spi=0.5), why={},
    probability=0.1, flags=("late",),
)  # fmt: skip


def holds(text, standing=STANDING):
    found = read_condition(text, "standing")
    assert not isinstance(found, Trouble), found
    return predicate(found, TODAY)(standing_record(standing))


def test_a_record_has_every_field():
    assert set(standing_record(STANDING)) == set(fields("standing"))
    assert standing_record(STANDING)["left"] == 6


def test_conditions_of_alerts():
    assert holds("pace below 80% and days left below 7 days") is True
    assert holds("behind and owner is sara") is True
    assert holds("on track or at risk") is False
    assert holds("probability at least 50%") is False
    assert holds("on Instagram and about followers") is True
    assert holds("الوتيرة أقل من 80% والاحتمال أقل من 20%") is True
    assert holds("end before 2026-12-11") is True


def test_what_is_not_known_is_no_answer():
    unknown = STANDING.model_copy(update={"pace": PaceFigures(), "window": None})
    assert holds("pace below 80%", unknown) is None
    assert holds("not (pace below 80%)", unknown) is None
    assert holds("pace is missing and days left is missing", unknown) is True
